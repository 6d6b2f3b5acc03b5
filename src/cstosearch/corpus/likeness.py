"""Which records say the same, and which are teasers of others?

Copies have the same words, title and text together. A text is a teaser of a larger one if each of
its parts (title, paragraphs) stands in a part of the larger: whole, as a run of its words, or with
small edits. A small edit changes few words and never a number or a name: two meetings with two
ambassadors are two releases, however alike the sentences. Only what is clearly larger, as an
article is, can have teasers that differ: of two sentences that are much alike neither is the
other's. And what an edit changed is kept, as a variant.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

from cstosearch.analysis import Token, tokenize, words_of
from cstosearch.model import Record

_EDITED: Final = 0.15
"""The share of a part's words that a small edit may change."""
_LARGER: Final = 1.25
"""An article has at least so many times the words of a teaser that differs from it."""
_MIN_RUN: Final = 4
"""Fewer words than this stand for a part only as the whole of it."""
_STOP: Final = re.compile(r"[.!?…]")
_ELLIPSIS: Final = re.compile(r"(?:\.{2,}|…)\W*$")


class _Part(NamedTuple):
    """A title or a paragraph: `text`, its words, and which of them no edit may change.

    `run` is the words between spaces; where the text was cut (`…`), none stands behind the last
    word, which may have been cut through: if no edit may change that one, it is the `stub`.
    """

    text: str
    words: tuple[str, ...]
    run: str
    fixed: frozenset[str]
    stub: str


@dataclass(frozen=True)
class Text:
    """The records that are copies of one another."""

    records: tuple[Record, ...]

    @cached_property
    def best(self) -> Record:
        """The record that shows the text: one with a title, else by its content alone."""
        return min(
            self.records,
            key=lambda r: (not r.title, not r.url, r.title, r.paragraphs, r.url, r.lang, r.source),
        )

    @cached_property
    def parts(self) -> tuple[_Part, ...]:
        """The title and the paragraphs, as far as they have words."""
        record = self.best
        return tuple(
            part for text in (record.title, *record.paragraphs) if (part := _part(text)).words
        )

    @cached_property
    def key(self) -> str:
        """All words, title first: what copies have in common."""
        record = self.records[0]
        texts = (record.title, *record.paragraphs)
        return " ".join(word for text in texts for word in words_of(text)) or repr(texts)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All words, each once."""
        return frozenset(word for part in self.parts for word in part.words)

    @cached_property
    def runs(self) -> frozenset[str]:
        """The runs of all parts."""
        return frozenset(part.run for part in self.parts)

    @cached_property
    def joined(self) -> str:
        """All runs; no run of words goes across the bar between two."""
        return "|".join(part.run for part in self.parts)

    @cached_property
    def size(self) -> tuple[int, str]:
        """Orders texts: more words are larger; of as many, the words themselves decide."""
        return sum(len(part.words) for part in self.parts), self.key


def _part(text: str) -> _Part:
    tokens = tokenize(text)
    words = tuple(token.text for token in tokens)
    cut = _ELLIPSIS.search(text) is not None
    fixed = [
        token
        for before, token in pairwise([None, *tokens])
        if token is not None and _is_fixed(text, before, token)
    ]
    stub = fixed.pop().text if cut and fixed and fixed[-1] == tokens[-1] else ""
    run = f" {' '.join(words)}{'' if cut else ' '}"
    return _Part(text, words, run, frozenset(token.text for token in fixed), stub)


def _is_fixed(text: str, before: Token | None, token: Token) -> bool:
    """Say whether a word is a number, or by its capital a name.

    The first word of a sentence has its capital for another reason.
    """
    first = text[token.start]
    if first.isdigit():
        return True
    return (
        first.isupper() and before is not None and not _STOP.search(text, before.end, token.start)
    )


def copies(records: Iterable[Record]) -> list[Text]:
    """Return the distinct texts of some records."""
    # Teasers mostly repeat to the letter: the words of such are looked at once.
    alike: defaultdict[tuple[str, tuple[str, ...]], list[Record]] = defaultdict(list)
    for record in records:
        alike[record.title, record.paragraphs].append(record)
    if len(alike) == 1:
        return [Text(tuple(same)) for same in alike.values()]
    by_key: defaultdict[str, list[Text]] = defaultdict(list)
    for same in alike.values():
        text = Text(tuple(same))
        by_key[text.key].append(text)
    return [
        texts[0] if len(texts) == 1 else Text(tuple(r for text in texts for r in text.records))
        for texts in by_key.values()
    ]


def with_teasers(texts: Sequence[Text]) -> list[list[Text]]:
    """Return texts in groups, teasers with what they tease; the largest text comes first.

    A teaser goes to the text that matches it best, that one perhaps to a larger again.
    """
    ordered = sorted(texts, key=lambda text: text.size, reverse=True)
    having = _having(ordered)
    root: list[int] = []
    groups: defaultdict[int, list[Text]] = defaultdict(list)
    for at, text in enumerate(ordered):
        within = [
            (quality, -other)
            for other in _candidates(text, having)
            if other < at and (quality := _containment(text, ordered[other]))
        ]
        root.append(root[-max(within)[1]] if within else at)
        groups[root[at]].append(text)
    return list(groups.values())


def variants(group: Sequence[Text]) -> tuple[str, ...]:
    """Return the parts of teasers that do not stand in the group's first text, the longest first.

    One that stands in another is left out.
    """
    kept: list[_Part] = []
    known = group[0].joined
    parts = {part.run: part for text in group[1:] for part in text.parts}
    for part in sorted(parts.values(), key=lambda part: (-len(part.words), part.run)):
        if part.run not in known:
            kept.append(part)
            known += f"|{part.run}"
    return tuple(part.text for part in kept)


def _having(texts: Sequence[Text]) -> dict[str, list[int]]:
    """Return for each word the positions of the texts that have it."""
    having: defaultdict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        for word in text.vocabulary:
            having[word].append(at)
    return having


def _candidates(text: Text, having: dict[str, list[int]]) -> Iterable[int]:
    """Return the positions of texts that may hold `text`: those that have its rarest words."""
    fixed = {word for part in text.parts for word in part.fixed}
    if fixed:
        return min((having[word] for word in fixed), key=len)
    # In each part, edits may have changed some words, and the last one may be cut through.
    changed = sum(_edits(part) + 1 for part in text.parts)
    rarest = sorted(text.vocabulary, key=lambda word: (len(having[word]), word))[: changed + 1]
    return {at for word in rarest for at in having[word]}


def _edits(part: _Part) -> int:
    return int(len(part.words) * _EDITED)


def _containment(small: Text, large: Text) -> int:
    """Return how well each part of `small` stands in `large`: 3 whole parts, 2 runs, 1 edited.

    0 says that some part does not.
    """
    found = 3
    may_differ = len(small.parts) < len(large.parts) and _LARGER * small.size[0] <= large.size[0]
    for part in small.parts:
        found = min(found, _stands_in(part, large, may_differ=may_differ))
        if not found:
            break
    return found


def _stands_in(part: _Part, large: Text, *, may_differ: bool) -> int:
    if part.run in large.runs:
        return 3
    if len(part.words) < _MIN_RUN:
        return 0
    if part.run in large.joined:
        return 2
    return int(may_differ and _is_edited(part, large))


def _is_edited(part: _Part, large: Text) -> bool:
    """Say whether small edits make `part` a run of the words of a part of `large`.

    One changed word changes two pairs of neighbours, so pairs are counted: linear, however long.
    """
    edits = _edits(part)
    if not edits or not part.fixed <= large.vocabulary:
        return False
    if len(set(part.words) - large.vocabulary) > edits:
        return False
    if part.stub and not any(word.startswith(part.stub) for word in large.vocabulary):
        return False
    words, pairs = Counter(part.words), Counter(pairwise(part.words))
    return any(
        (words - Counter(other.words)).total() <= edits
        and (pairs - Counter(pairwise(other.words))).total() <= 2 * edits
        for other in large.parts
    )
