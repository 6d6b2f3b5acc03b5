"""Newer pages, and whatever belongs to no item: which texts stand there?

The shape it reads, paragraphs without any date, parted by blank lines, each a text of its own; a
web address alone on a line belongs to the text above it::

    On April 15, the Secretary General received the Ambassador ...

    The permanent council met ...
"""

from collections.abc import Iterator, Sequence

from cstosearch.corpus.layouts.lines import PageLine, blocks


def texts(lines: Sequence[PageLine]) -> Iterator[list[PageLine]]:
    """Yield the lines of each text."""
    text: list[PageLine] = []
    for block in blocks([line for line in lines if not line.furniture]):
        if text and not all(line.url for line in block):
            yield text
            text = []
        text += block
    if text:
        yield text
