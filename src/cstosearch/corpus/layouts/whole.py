"""A file without any date line: what are its title, its date and its text?

The shape it reads, one text in a file, its date in front matter, in a `Date:` line, or in the
file's name; its title there too, or the first line where that reads like one::

    Special training will be held
    Date: 8 July 2020

    The second staff negotiations ...
"""

from collections.abc import Sequence

from cstosearch.analysis import words_of
from cstosearch.corpus.layouts.lines import PageLine, ends_open
from cstosearch.corpus.layouts.titled import MAX_TITLE


def split_title(
    lines: Sequence[PageLine], title: str, *, may_be_first: bool
) -> tuple[str, Sequence[PageLine]]:
    """Return the title and the lines of text below it.

    `title` is what the file says of itself. Without it, the first line gives the title if it
    `may_be_first` and reads like one. Lines at the top that repeat the title are not text.
    """
    found = title or (lines[0].text if lines and may_be_first and _is_title(lines) else "")
    words = words_of(found)
    below = 0
    while words and below < len(lines) and lines[below].words == words:
        below += 1
    return found, lines[below:]


def _is_title(lines: Sequence[PageLine]) -> bool:
    """Say whether the first line is marked as a heading, or stands apart as titles do."""
    first = lines[0]
    if not first.is_text or not first.words:
        return False
    apart = len(lines) > 1 and lines[1].gap and ends_open(first.text)
    return first.heading or (apart and len(first.text) <= MAX_TITLE)
