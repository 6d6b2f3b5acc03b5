"""Items of a sidebar: is this line a date that opens a teaser?

The shape it reads, a date alone on its line and then text, with or without a blank line; the next
item may follow without one either. A web address alone on a line belongs to the item::

    10.08.2020
    Dear Alexander Grigorievich, please accept ...
    14.07.2020

    The Secretariat expresses serious concern ...

    https://example.org/news/1
"""

from collections.abc import Sequence

from cstosearch.corpus.layouts.lines import PageLine
from cstosearch.corpus.layouts.opening import Opening


def opening(lines: Sequence[PageLine], at: int) -> Opening | None:
    """Return the head of the item that line `at` opens, if it is a date alone.

    The same date again on the next lines is part of the head.
    """
    stamp = lines[at].stamp
    if stamp is None:
        return None
    body = at + 1
    while body < len(lines) and lines[body].stamp == stamp:
        body += 1
    return Opening("sidebar", at, body, stamp, "")
