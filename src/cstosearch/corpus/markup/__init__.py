"""Saved web pages as their markup tells: blocks of text, the article among them, metadata."""
