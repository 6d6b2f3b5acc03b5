"""What is asked: the query language and its tree."""
