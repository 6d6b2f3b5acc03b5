"""Which queries are asked? Draws some of each kind from a corpus, the same for each seed.

Words are drawn by the share of documents that hold them, from up to 20,000 documents at even
distances. All are plain ASCII letters, and phrases stand in the text with single spaces between
their words, so that every engine's tokenizer reads them alike.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from story import Story, files_of, read_file

EACH: Final = 16
"""Queries of each kind."""
SAMPLE: Final = 20_000

COMMON: Final = (0.05, 1.0)
MEDIUM: Final = (0.005, 0.05)
RARE: Final = (0.0, 0.001)
"""Words by the share of documents that hold them: more than the first, at most the second."""
RARE_IN_PHRASE: Final = 0.01
SHORTEST_PREFIX: Final = 4

# Between them stands nothing that one tokenizer may take for a part of a word.
_WORD: Final = re.compile(r"(?<![\w'’-])[a-z]{3,}(?![\w'’-])")
_RUN: Final = re.compile(r"(?<![\w'’-])[a-z]+(?: [a-z]+)+(?![\w'’-])")


class Form(StrEnum):
    """What is asked of the words of a query."""

    TERM = "term"
    """A word by its stem."""
    ANY = "any"
    """At least one of the words, by their stems."""
    ALL = "all"
    """All of the words, by their stems."""
    PHRASE = "phrase"
    """The very words, not their stems, in sequence."""
    EXACT = "exact"
    """The very word."""
    PREFIX = "prefix"
    """Any word that begins so."""


class Query(NamedTuple):
    """A query of a kind; the dates, both included, are ISO, or ""."""

    kind: str
    form: Form
    words: tuple[str, ...]
    since: str = ""
    until: str = ""


def draw(corpus: Path, seed: int) -> list[Query]:
    """Return the queries for a corpus, `EACH` of each kind."""
    return list(_Drawing(_sample(corpus), seed).queries())


def _sample(corpus: Path) -> list[Story]:
    """Return stories at even distances."""
    files = files_of(corpus)
    total = sum(path.read_bytes().count(b"\n") for path in files)
    step = -(-total // SAMPLE)
    numbered = enumerate(story for path in files for story in read_file(path))
    return [story for number, story in numbered if number % step == 0]


class _Drawing:
    """The words of a sample by how common they are, and what is drawn from it."""

    def __init__(self, stories: Sequence[Story], seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - nothing is secret here
        self._stories = stories
        self._days = sorted({story.date for story in stories if story.date})
        counts = Counter(
            word
            for story in stories
            for word in set(re.findall("[a-z]+", f"{story.title} {story.body}".lower()))
        )
        self._share = {word: count / len(stories) for word, count in counts.items()}
        whole = sorted({word for story in stories for word in _WORD.findall(story.body)})
        self._common = [word for word in whole if self._within(COMMON, word)]
        self._medium = [word for word in whole if self._within(MEDIUM, word)]
        # In a small corpus, words of one document.
        rare = (RARE[0], max(RARE[1], 1 / len(stories)))
        self._rare = [word for word in whole if self._within(rare, word)]

    def _within(self, bounds: tuple[float, float], *words: str) -> bool:
        return all(bounds[0] < self._share[word] <= bounds[1] for word in words)

    def queries(self) -> Iterator[Query]:
        """Yield the queries, kind by kind."""
        yield from self._kind("common term", Form.TERM, lambda: self._some(self._common))
        yield from self._kind("rare term", Form.TERM, lambda: self._some(self._rare))
        yield from self._kind("OR of 3", Form.ANY, self._mixed)
        yield from self._kind("AND of 2", Form.ALL, lambda: self._together(2))
        yield from self._kind("AND of 3", Form.ALL, lambda: self._together(3))
        yield from self._kind("phrase of common words", Form.PHRASE, lambda: self._phrase(COMMON))
        yield from self._kind(
            "phrase of rare words", Form.PHRASE, lambda: self._phrase((0.0, RARE_IN_PHRASE))
        )
        yield from self._kind("prefix", Form.PREFIX, self._beginning)
        yield from self._kind("date-bounded OR", Form.ANY, self._mixed, dated=True)
        yield from self._kind(
            "date-bounded phrase", Form.PHRASE, lambda: self._phrase(COMMON), dated=True
        )
        yield from self._kind("exact word", Form.EXACT, lambda: self._some(self._medium))

    def _kind(
        self, kind: str, form: Form, words: Callable[[], tuple[str, ...]], *, dated: bool = False
    ) -> Iterator[Query]:
        for _ in range(EACH):
            yield Query(kind, form, words(), *(self._period() if dated else ()))

    def _some(self, words: Sequence[str]) -> tuple[str, ...]:
        return (self._random.choice(words),)

    def _mixed(self) -> tuple[str, ...]:
        """Return a common word and two that are less so."""
        return self._some(self._common) + tuple(self._random.sample(self._medium, 2))

    def _story(self) -> str:
        return self._random.choice(self._stories).body

    def _together(self, size: int) -> tuple[str, ...]:
        """Return words that stand in one story."""
        while True:
            there = sorted(set(_WORD.findall(self._story())))
            known = [word for word in there if self._within((MEDIUM[0], COMMON[1]), word)]
            if len(known) >= size:
                return tuple(self._random.sample(known, size))

    def _phrase(self, bounds: tuple[float, float]) -> tuple[str, ...]:
        """Return two different words that stand side by side in a story."""
        while True:
            runs = [run.split() for run in _RUN.findall(self._story())]
            pairs = [pair for run in runs for pair in pairwise(run) if pair[0] != pair[1]]
            found = [pair for pair in pairs if self._within(bounds, *pair)]
            if found:
                return self._random.choice(found)

    def _beginning(self) -> tuple[str, ...]:
        """Return the first letters of a word."""
        while True:
            (word,) = self._some(self._medium)
            if len(word) > SHORTEST_PREFIX:
                return (word[: self._random.randint(SHORTEST_PREFIX, len(word) - 1)],)

    def _period(self) -> tuple[str, str]:
        """Return a period of one to ten hundredths of all the days."""
        first, last = map(date.fromisoformat, (self._days[0], self._days[-1]))
        whole = (last - first).days
        length = max(1, round(whole * self._random.uniform(0.01, 0.1)))
        since = first + timedelta(self._random.randint(0, max(0, whole - length)))
        return since.isoformat(), (since + timedelta(length)).isoformat()


def as_text(query: Query) -> str:
    """Return a query in the language of cstosearch."""
    match query.form:
        case Form.PHRASE | Form.EXACT:
            text = f'"{" ".join(query.words)}"'
        case Form.PREFIX:
            text = f"{query.words[0]}*"
        case Form.ANY:
            text = f"({' OR '.join(query.words)})"
        case Form.TERM | Form.ALL:
            text = " ".join(query.words)
    return f"{text} date:{query.since}..{query.until}" if query.since else text
