"""What is asked, all told: the tree of a query and of the filters beside it."""

from datetime import date
from typing import Unpack

from cstosearch.dates import parse_period
from cstosearch.errors import DateError, QueryError
from cstosearch.model import Asked, DateRange
from cstosearch.query.nodes import And, Dated, Node
from cstosearch.query.parse import parse


def tree_of(query: str, **asked: Unpack[Asked]) -> Node:
    """Return the tree of a query and the filters that bound it.

    Raises `QueryError`.
    """
    day = asked.get("today") or date.today()  # noqa: DTZ011 - civil dates: the day where the user sits
    since, until, on = asked.get("since"), asked.get("until"), asked.get("on")
    bounds: list[Node] = []
    if since is not None or until is not None:
        bounds.append(Dated(_between(since, until, day)))
    if on is not None:
        bounds.append(Dated(_period("on", on, day)))
    if bounds and not query.strip():
        return bounds[0] if len(bounds) == 1 else And(tuple(bounds))
    tree = parse(query, any_word=asked.get("any_word", False), today=day)
    if not bounds:
        return tree
    operands = tree.operands if isinstance(tree, And) else (tree,)
    return And((*operands, *bounds))


def _between(since: str | None, until: str | None, today: date) -> DateRange:
    start = _period("since", since, today).start if since is not None else None
    end = _period("until", until, today).end if until is not None else None
    if start and end and until and start > end:
        message = f'nothing lies between --since "{since}" and --until "{until}": swap them'
        raise QueryError(message, until, 0, len(until))
    return DateRange(start, end)


def _period(name: str, text: str, today: date) -> DateRange:
    try:
        return parse_period(text, today=today)
    except DateError as error:
        raise QueryError(f"--{name}: {error}", text, error.start, error.end) from None
