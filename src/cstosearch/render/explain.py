"""How a query was understood, and why it has no hits, for a person and for a program."""

from collections.abc import Iterator, Sequence
from typing import Final

from cstosearch.model import Advice, Clause, Explanation, Missing
from cstosearch.render.json import dumped
from cstosearch.render.report import counted
from cstosearch.render.terminal import NARROWEST, Marked, Style, Terminal, columns, short, tidy

_INDENT: Final = 2
_WIDEST: Final = 50
"""Columns within which the texts of clauses stand before their counts, if they fit."""


def text(explanation: Explanation, terminal: Terminal) -> str:
    """Return the clauses of a query, each below the one that it is a part of, with counts.

    Behind a count stand the words or values that the clause means, each with its own count.
    """
    rows = list(_rows(explanation.clause, 0))
    widest = max(len(indent) + columns(tidy(clause.text).text) for indent, clause in rows)
    gutter = min(widest, _WIDEST, terminal.measure // 2)
    figures = max(len(f"{clause.documents:,}") for _, clause in rows)
    lines = [
        line
        for indent, clause in rows
        for line in _lines(indent, clause, gutter, figures, terminal)
    ]
    return "\n".join([f"{'':<{gutter}}  documents", *lines])


def _rows(clause: Clause, depth: int) -> Iterator[tuple[str, Clause]]:
    yield " " * _INDENT * depth, clause
    for part in clause.parts:
        yield from _rows(part, depth + 1)


def _lines(
    indent: str, clause: Clause, gutter: int, figures: int, terminal: Terminal
) -> Iterator[str]:
    label = tidy(clause.text)
    if len(indent) + columns(label.text) > gutter:
        room = max(NARROWEST, terminal.measure - len(indent))
        yield from (indent + line for line in terminal.lines(label, room))
        label = Marked("")
    count = f"{clause.documents:>{figures},}"
    before = gutter + 2 + figures + 2
    room = max(NARROWEST, terminal.measure - before)
    first, *others = terminal.lines(tidy(_means(clause)), room, Style.DIM) or [""]
    name = (indent + label.text).ljust(gutter + len(label.text) - columns(label.text))
    yield f"{name}  {terminal.paint(count, Style.STRONG)}  {first}".rstrip()
    yield from (" " * before + line for line in others)


def _means(clause: Clause) -> str:
    """Return what a clause stands for, the most frequent first."""
    named = [f"{short(name)} {count:,}" for name, count in clause.means]
    more = [f"and {clause.more:,} more"] if clause.more else []
    return ", ".join(named + more)


def json(explanation: Explanation, *, ascii_only: bool = False) -> str:
    """Return the clauses of a query as an object."""
    value = {"generation": explanation.generation, "clause": _object(explanation.clause)}
    return dumped(value, ascii_only=ascii_only)


def _object(clause: Clause) -> dict[str, object]:
    return {
        "text": clause.text,
        "documents": clause.documents,
        "means": [{"text": name, "documents": count} for name, count in clause.means],
        "more": clause.more,
        "parts": [_object(part) for part in clause.parts],
    }


def advice(advice: Advice) -> Sequence[str]:
    """Return a line on each part of a query that matches nothing, and on each that would help."""
    lines = [f"nothing matches {each.text}{near(each)}" for each in advice.missing]
    lines += [f"{each.change} {each.text}: {counted(each.hits, 'hit')}" for each in advice.instead]
    return [f"  {tidy(line).text}" for line in lines]


def near(missing: Missing) -> str:
    """Return what may have been meant by a part that matches nothing, to be put behind it."""
    named = [f"{name} ({count:,})" for name, count in missing.near]
    if not named:
        return ""
    if missing.text.startswith("date:"):
        return f"; all there is: {_either(named)}"
    return f"; did you mean {_either(named)}?"


def _either(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
