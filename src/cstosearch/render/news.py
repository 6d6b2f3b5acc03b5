"""How do saved queries, and what is new for them, read to a person?"""

from collections.abc import Iterator, Sequence
from shlex import quote
from typing import Final

from cstosearch.model import News, SavedQuery
from cstosearch.render import text
from cstosearch.render.report import counted
from cstosearch.render.terminal import Style, Terminal, tidy

_HEADINGS: Final = ("name", "new", "hits", "last asked", "query")


def listing(news: Sequence[News], terminal: Terminal) -> str:
    """Return the new hits, below a heading for each query that has any."""
    return "\n\n".join(
        "\n".join((_heading(each, terminal), "", *text.hits(each.results, terminal)))
        for each in news
        if each.results.total
    )


def _heading(news: News, terminal: Terminal) -> str:
    shown, total = len(news.results), news.results.total
    of = f"{shown:,} of " if shown < total else ""
    heading = f"{tidy(news.saved.name).text}: {of}{counted(total, 'new hit')}"
    return terminal.paint(heading, Style.STRONG)


def saved(queries: Sequence[SavedQuery]) -> str:
    """Return saved queries as a table; times are those of the clock where this runs."""
    rows = [_HEADINGS, *map(_row, queries)] if queries else []
    name, new, hits, asked = (max((len(row[at]) for row in rows), default=0) for at in range(4))
    return "\n".join(
        f"{row[0]:<{name}}  {row[1]:>{new}}  {row[2]:>{hits}}  {row[3]:<{asked}}  {row[4]}"
        for row in rows
    )


def _row(query: SavedQuery) -> tuple[str, ...]:
    asked = query.last_asked.astimezone().strftime("%Y-%m-%d %H:%M")
    return (query.name, f"{query.new:,}", f"{query.hits:,}", asked, " ".join(_words(query)))


def _words(query: SavedQuery) -> Iterator[str]:
    """Yield a query and its filters, as they are written on the command line."""
    if query.query:
        yield tidy(query.query).text
    filters = query.filters
    for name, value in (
        ("since", filters.get("since")),
        ("until", filters.get("until")),
        ("on", filters.get("on")),
    ):
        if value is not None:
            yield f"--{name} {quote(tidy(value).text)}"
    if filters.get("any_word"):
        yield "--any"
    if filters.get("no_alias"):
        yield "--no-alias"
