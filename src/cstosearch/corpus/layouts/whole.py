"""A file without any date line: what are its title, its date and its text?

The shape it reads, one text in a file, its date in front matter, in a `Date:` line, or in the
file's name; its title there too, or the first line where that reads like one::

    Special training will be held
    Date: 8 July 2020

    The second staff negotiations ...
"""

from collections.abc import Sequence

from cstosearch.corpus.layouts.lines import PageLine, ends_open
from cstosearch.corpus.layouts.titled import MAX_TITLE


def split_title(
    lines: Sequence[PageLine], title: str, *, may_be_first: bool
) -> tuple[str, Sequence[PageLine]]:
    """Return the title and the lines of text below it.

    `title` is what the file says of itself; a first line that repeats it is not text. Without it,
    the first line gives the title if it `may_be_first` and reads like one.
    """
    if not lines:
        return title, lines
    first = lines[0]
    if title:
        return title, lines[1:] if first.text == title else lines
    apart = (
        len(lines) > 1 and lines[1].gap and ends_open(first.text) and len(first.text) <= MAX_TITLE
    )
    if may_be_first and first.is_text and first.words and (first.heading or apart):
        return first.text, lines[1:]
    return "", lines
