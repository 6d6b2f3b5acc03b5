"""What is asked, all told: the tree of a query and of the filters beside it."""

from datetime import date

from cstosearch.dates import parse_month_and_day, parse_period
from cstosearch.errors import DateError, QueryError
from cstosearch.model import DateRange
from cstosearch.query.nodes import And, Dated, Node, Yearly
from cstosearch.query.parse import parse


def tree_of(
    query: str,
    *,
    any_word: bool = False,
    no_alias: bool = False,
    since: str | None = None,
    until: str | None = None,
    on: str | None = None,
    today: date | None = None,
) -> Node:
    """Return the tree of a query and the filters that bound it, those of `model.Asked`.

    Raises `QueryError`; `TypeError` for what is no text, or another filter.
    """
    for name, given in {"query": query, "since": since, "until": until, "on": on}.items():
        if not isinstance(given, str) and (given is not None or name == "query"):
            raise TypeError(f"{name} is text, and a date is written as in '2020-07-08': {given!r}")
    day = today or date.today()  # noqa: DTZ011 - civil dates: the day where the user sits
    bounds: list[Node] = []
    if since is not None or until is not None:
        bounds.append(Dated(_between(since, until, day)))
    if on is not None:
        bounds.append(_on(on, day))
    if bounds and not query.strip():
        return bounds[0] if len(bounds) == 1 else And(tuple(bounds))
    tree = parse(query, any_word=any_word, no_alias=no_alias, today=day)
    if not bounds:
        return tree
    operands = tree.operands if isinstance(tree, And) else (tree,)
    return And((*operands, *bounds))


def _on(text: str, today: date) -> Node:
    """Return what `--on` bounds: a day or month of any year, or of one."""
    try:
        found = parse_month_and_day(text)
    except DateError as error:
        raise QueryError(f"--on: {error}", text, error.start, error.end) from None
    return Yearly(*found) if found else Dated(_period("on", text, today))


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
