"""Stub."""

from cstosearch.enrich.gazetteer import Gazetteer


class Recognizer:
    def __init__(self, g: Gazetteer) -> None:
        pass

    def recognize(self, title, text, published):
        return []
