"""Which names do people mark in a text, and how well does a program find them?"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

_CLOSING: Final = frozenset(".,;:!?)]%'\u2019")
_OPENING: Final = frozenset("([$")


class Mark(NamedTuple):
    """A name of some type at `start:end` of a text."""

    start: int
    end: int
    type: str


class Marked(NamedTuple):
    """A document, and the names that people marked in it, in order."""

    text: str
    marks: tuple[Mark, ...]


class Score(NamedTuple):
    """How many names were found that are marked, were found that are not, and were missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Return which part of those found is marked; 0 where nothing is found."""
        return self.right / (self.right + self.wrong) if self.right else 0.0

    @property
    def recall(self) -> float:
        """Return which part of those marked is found; 0 where nothing is."""
        return self.right / (self.right + self.missed) if self.right else 0.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0


ALL: Final = "all"


def score(
    predicted: Iterable[tuple[str, Hashable]], gold: Iterable[tuple[str, Hashable]]
) -> Mapping[str, Score]:
    """Return a score for each type, and for `ALL`.

    Each name is its type, and whatever must be the same for it to be right: the document and the
    span, or a canonical name too. Each counts once.
    """
    found, marked = set(predicted), set(gold)
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for at, some in enumerate((found & marked, found - marked, marked - found)):
        for type_, _ in some:
            counts[type_][at] += 1
            counts[ALL][at] += 1
    return {type_: Score(*counts[type_]) for type_ in (*sorted(set(counts) - {ALL}), ALL)}


def read(path: Path) -> Iterator[Marked]:
    """Yield the documents of a file of CoNLL's form, whose tags are those of IOB.

    A line `-DOCSTART-` begins a document, an empty one a sentence; the first column is the token,
    the last one its tag. Sentences are put together with a blank line between them.
    """
    lines = path.read_text("utf-8").splitlines()
    for begins, some in groupby(lines, lambda line: line.startswith("-DOCSTART-")):
        if not begins:
            sentences = [
                [(line.split()[0], line.split()[-1]) for line in sentence]
                for there, sentence in groupby(some, lambda line: line.strip() != "")
                if there
            ]
            if sentences:
                yield _document(sentences)


def _document(sentences: list[list[tuple[str, str]]]) -> Marked:
    text = ""
    marks: list[Mark] = []
    for sentence in sentences:
        text += "\n\n" if text else ""
        before = "O"
        last = ""
        quoted = False
        for at, (token, tag) in enumerate(sentence):
            is_quote = token in {'"', "''", "``"}
            if at and not (token[0] in _CLOSING or last in _OPENING or (is_quote and quoted)):
                text += " "
            quoted ^= is_quote
            # What follows a quote that opens stands beside it.
            last = "(" if is_quote and quoted else token
            start = len(text)
            text += token
            kind = tag[2:]
            if kind and kind == before and not tag.startswith("B-"):
                marks[-1] = marks[-1]._replace(end=len(text))
            elif kind:
                marks.append(Mark(start, len(text), kind))
            before = kind
    return Marked(text, tuple(marks))


def bare(text: str, mark: Mark) -> Mark:
    """Return a mark without a leading "the" and a possessive 's, of which opinions differ."""
    written = text[mark.start : mark.end]
    start = mark.start + (4 if written.lower().startswith("the ") else 0)
    end = mark.end - (2 if written.endswith(("'s", "\u2019s")) else 0)
    return mark._replace(start=start, end=end)
