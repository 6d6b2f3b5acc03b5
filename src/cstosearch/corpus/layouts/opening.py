"""Where does an item of a page begin, and what does its head say?"""

from datetime import date
from typing import NamedTuple


class Opening(NamedTuple):
    """The head of an item: lines `first` up to `body` hold its date and title, if it has one.

    `layout` is the module that found it. The item's text begins at line `body`.
    """

    layout: str
    first: int
    body: int
    date: date
    title: str
