"""How many dates and entities are found and resolved as people have marked them?

A span is right if it is the same (strict), or if it overlaps (relaxed), each with one. A value is
right if the overlapping mention has exactly its days.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

import gold

from cstosearch.enrich.entities import Recognizer
from cstosearch.enrich.mentions import mentions_in
from cstosearch.model import Span

Interval = tuple[date, date]


class Marked(NamedTuple):
    """An expression that people have marked, and its days, None if it has no civil dates."""

    span: Span
    days: Interval | None


class Annotated(NamedTuple):
    """A text with the expressions that people have marked in it."""

    name: str
    text: str
    published: date | None
    marked: tuple[Marked, ...]


class Report(NamedTuple):
    """How many expressions were marked and found, and how many of the latter are right."""

    marked: int
    found: int
    strict: int
    relaxed: int
    values: int

    def line(self, name: str) -> str:
        """Return the figures as a row of a table."""
        cells = [
            f"{figure:.3f}"
            for right in (self.strict, self.relaxed, self.values)
            for figure in self._figures(right)
        ]
        return f"| {name} | {self.marked} | {self.found} | {' | '.join(cells)} |"

    def _figures(self, right: int) -> tuple[float, float, float]:
        precision, recall = right / max(self.found, 1), right / max(self.marked, 1)
        return precision, recall, 2 * right / max(self.found + self.marked, 1)

    @property
    def value_f1(self) -> float:
        """The harmonic mean of precision and recall of values."""
        return self._figures(self.values)[2]


HEAD: Final = (
    "| stories | marked | found | strict P | R | F1 | relaxed P | R | F1 | value P | R | F1 |\n"
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
)


def score(documents: Iterable[Annotated], *, wrong: list[str] | None = None) -> Report:
    """Find the mentions of each text and compare; what is wrong is told in `wrong`."""
    totals = [0] * len(Report._fields)
    for document in documents:
        found = mentions_in(document.text, document.published)
        left = list(found)
        totals[0] += len(document.marked)
        totals[1] += len(found)
        for mark in document.marked:
            own = next(
                (
                    m
                    for m in left
                    if m.span
                    and m.span.start < mark.span.end > mark.span.start
                    and mark.span.start < m.span.end
                ),
                None,
            )
            if own is None:
                right = False
            else:
                left.remove(own)
                right = (own.start, own.end) == mark.days
                totals[2] += own.span == mark.span
                totals[3] += 1
                totals[4] += right
            if wrong is not None and not right:
                words = document.text[slice(*mark.span)]
                wrong.append(f"{document.name[:20]}: {words!r} {mark.days} but {own}")
        if wrong is not None:
            wrong += [
                f"{document.name[:20]}: false {document.text[slice(*m.span)]!r} in "
                f"{document.text[max(m.span.start - 30, 0) : m.span.end + 30]!r}"
                for m in left
                if m.span
            ]
    return Report(*totals)


def entity_f1(recognizer: Recognizer) -> float:
    """Return F1 of the entities of the annotated releases: entity, field and span are the same."""
    right = both = 0
    for release in gold.load():
        marked = {o[:3] for o in release.occurrences}
        found = {
            o[:3] for o in recognizer.recognize(release.title, release.text, release.published)
        }
        right += len(marked & found)
        both += len(marked) + len(found)
    return 2 * right / both


def releases() -> list[Annotated]:
    """Return the titles and the texts of the annotated releases."""
    return [
        Annotated(
            release.name,
            text,
            release.published,
            tuple(
                Marked(mention.span, (mention.start, mention.end))
                for mention in release.mentions
                if mention.field == field and mention.span
            ),
        )
        for release in gold.load()
        for field, text in (("title", release.title), ("body", release.text))
    ]
