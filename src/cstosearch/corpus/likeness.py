"""Which records say the same, and which are teasers of others?

Copies have the same words, title and text together. A text is a teaser of a larger one if each of
its parts (title, paragraphs) stands in the larger: as a part of it, as a run of its words, or, in
one of its parts, with small edits.

A small edit changes few words, and none that carries the facts: numbers, names, and words such as
`not` stand in the same order in both, so two meetings with two ambassadors are two releases,
however alike the sentences. Only what is clearly larger, as an article is, can have teasers that
differ: of two sentences that are much alike neither is the other's. And what an edit changed is
kept, as a variant.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise, takewhile
from typing import Final, TypeVar

from cstosearch.analysis import Token, tokenize, words_of
from cstosearch.model import Record

T = TypeVar("T")

_EDITED: Final = 0.15
"""The share of a part's words that a small edit may change."""
_LARGER: Final = 1.25
"""An article has at least so many times the words of a teaser that differs from it."""
_MIN_RUN: Final = 4
"""Fewer words than this stand for a part only as the whole of it."""
_AS_RUN: Final = 2
_STOP: Final = re.compile(r"[.!?…]")

_DENIALS: Final = frozenset("not no nor never none neither cannot without не нет ни без".split())
_NUMBERS: Final = frozenset(
    "one two three four five six seven eight nine ten eleven twelve first second third hundred "
    "thousand million один два три четыре пять шесть семь восемь девять десять сто тысяча".split()
)
_FACTS: Final = _DENIALS | _NUMBERS
# Words that begin a sentence, and so have a capital though they name nothing.
_BEGINNERS: Final = frozenset(
    "a according after all also an and as at before both but by during each earlier for from he "
    "her his however if in it its later meanwhile more most new of on our she since so some such "
    "that the their there these they this those to today under we when while with "
    "а в во все для до за из и к как на но о об он она они от по под после при с со так также "
    "у что эта эти это".split()
)


class _Part:
    """A title or a paragraph, and what comparing it needs."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = words_of(text)
        # Of a text that was cut, the last word may have been cut through.
        self.cut = _ends_with_ellipsis(text)
        self.run = f" {' '.join(self.words)}{'' if self.cut else ' '}"
        self.edits = int(len(self.words) * _EDITED)

    @cached_property
    def _tokens(self) -> list[Token]:
        # Few parts are ever asked for more than their words.
        return tokenize(self.text)

    @cached_property
    def fixed(self) -> tuple[str, ...]:
        """The words that no edit may change, in order, less a last one that was cut."""
        tokens = self._tokens[:-1] if self.cut else self._tokens
        return tuple(
            token.text
            for before, token in pairwise([None, *tokens])
            if token is not None and _is_fixed(self.text, before, token)
        )

    @property
    def surely_fixed(self) -> list[str]:
        """Some of `fixed`: denials, and numbers that can be told by the folded word alone."""
        words = self.words[:-1] if self.cut else self.words
        figures = "0123456789" if self.text.isascii() else ""
        return [word for word in words if word in _FACTS or word[0] in figures]

    @cached_property
    def stub(self) -> str:
        """The last word, where it was cut and no edit may change it."""
        if not self.cut or not self._tokens:
            return ""
        last = [None, *self._tokens][-2:]
        return self.words[-1] if _is_fixed(self.text, last[0], self._tokens[-1]) else ""

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word occurs."""
        return Counter(self.words)

    @cached_property
    def pairs(self) -> Counter[tuple[str, str]]:
        """How often each two words are neighbours."""
        return Counter(pairwise(self.words))

    @cached_property
    def denials(self) -> Counter[str]:
        """How often words such as `not` occur."""
        return Counter({word: self.counts[word] for word in _DENIALS & self.counts.keys()})


def _ends_with_ellipsis(text: str) -> bool:
    """Say whether an ellipsis, or several points, stand behind the last word."""
    behind = "".join(takewhile(lambda char: not (char.isalnum() or char == "_"), reversed(text)))
    return "…" in behind or ".." in behind


def _is_fixed(text: str, before: Token | None, token: Token) -> bool:
    """Say whether a word is a number, a denial, or by its capital a name."""
    first, word = text[token.start], token.text
    if first.isdigit() or word in _FACTS:
        return True
    if not first.isupper() or word not in _BEGINNERS:
        return first.isupper()
    return before is not None and not _STOP.search(text, before.end, token.start)


@dataclass(frozen=True)
class Text:
    """The records that are copies of one another."""

    records: tuple[Record, ...]

    @cached_property
    def best(self) -> Record:
        """The record that shows the text: one with a title, else by its content alone."""
        if len(self.records) == 1:
            return self.records[0]
        return min(
            self.records,
            key=lambda r: (not r.title, not r.url, r.title, r.paragraphs, r.url, r.lang, r.source),
        )

    @cached_property
    def key(self) -> str:
        """All words, title first: what copies have in common."""
        words = " ".join([word for part in self.parts for word in part.words])
        return words or repr((self.best.title, *self.best.paragraphs))

    @cached_property
    def parts(self) -> tuple[_Part, ...]:
        """The title and the paragraphs, as far as they have words."""
        texts = (self.best.title, *self.best.paragraphs)
        return tuple(part for text in texts if (part := _Part(text)).words)

    @cached_property
    def runs(self) -> frozenset[str]:
        """The runs of all parts."""
        return frozenset(part.run for part in self.parts)

    @cached_property
    def flat(self) -> str:
        """All words between spaces, so that runs of them can be looked for."""
        return f" {self.key} "

    @cached_property
    def words(self) -> frozenset[str]:
        """All words."""
        return frozenset(chain.from_iterable(part.words for part in self.parts))

    @cached_property
    def having(self) -> dict[str, list[_Part]]:
        """The parts that have a word, by word."""
        having: defaultdict[str, list[_Part]] = defaultdict(list)
        for part in self.parts:
            for word in part.counts:
                having[word].append(part)
        return having

    @cached_property
    def size(self) -> tuple[int, str]:
        """Orders texts: more words are larger; of as many, the words themselves decide."""
        return sum(len(part.words) for part in self.parts), self.key


def copies(records: Iterable[Record]) -> list[Text]:
    """Return the distinct texts of some records."""
    records = tuple(records)
    if len(records) == 1:
        return [Text(records)]
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
    having: defaultdict[str, list[int]] = defaultdict(list)
    root: list[int] = []
    groups: defaultdict[int, list[Text]] = defaultdict(list)
    for at, text in enumerate(ordered):
        parent, best = at, 0
        for other in sorted(_candidates(text, having)):
            if quality := _containment(text, ordered[other], above=best):
                parent, best = other, quality
        root.append(at if parent == at else root[parent])
        groups[root[at]].append(text)
        for word in text.words:
            having[word].append(at)
    return list(groups.values())


def variants(group: Sequence[Text]) -> tuple[str, ...]:
    """Return the parts of teasers that do not stand in the group's first text, the longest first.

    One that stands in another is left out.
    """
    if len(group) == 1:
        return ()
    kept: list[_Part] = []
    known = group[0].flat
    parts = {part.run: part for text in group[1:] for part in text.parts}
    for part in sorted(parts.values(), key=lambda part: (-len(part.words), part.run)):
        if part.run not in known:
            kept.append(part)
            known += f"|{part.run}"
    return tuple(part.text for part in kept)


def _candidates(text: Text, having: dict[str, list[int]]) -> Iterable[int]:
    """Return the positions of the texts so far that may hold `text`, by its longest part."""
    longest = max(text.parts, key=lambda part: len(part.words), default=None)
    # Most texts are no teasers, and have a number that no larger text has: that is soon found.
    if longest is None or not having.keys() >= set(longest.surely_fixed):
        return ()
    return set(_sharing(longest, having))


def _sharing(part: _Part, having: dict[str, list[T]]) -> list[T]:
    """Return whatever may hold a part: what has its rarest word that must be there.

    Without such a word, edits may have changed some words, and one may be cut: but not one more.
    """
    if part.fixed:
        return min((having.get(word, []) for word in part.fixed), key=len)
    rarest = sorted(part.counts, key=lambda word: (len(having.get(word, ())), word))
    return [found for word in rarest[: part.edits + 2] for found in having.get(word, ())]


def _containment(small: Text, large: Text, *, above: int) -> int:
    """Return how well each part of `small` stands in `large`: 3 whole parts, 2 runs, 1 edited.

    0 says that some part does not, or not better than `above`.
    """
    found = 3
    may_differ = len(small.parts) < len(large.parts) and _LARGER * small.size[0] <= large.size[0]
    for part in small.parts:
        found = min(found, _stands_in(part, large, may_differ=may_differ, above=above))
        if found <= above:
            return 0
    return found


def _stands_in(part: _Part, large: Text, *, may_differ: bool, above: int) -> int:
    if part.run in large.runs:
        return 3
    if len(part.words) < _MIN_RUN or above >= _AS_RUN:
        return 0
    if part.run in large.flat:
        return _AS_RUN
    return int(
        may_differ
        and above == 0
        and part.edits > 0
        and large.words.issuperset(part.fixed)
        and any(_is_edited(part, other) for other in _sharing(part, large.having))
    )


def _is_edited(part: _Part, other: _Part) -> bool:
    """Say whether small edits make `part` a run of the words of `other`.

    One changed word changes two pairs of neighbours, so pairs are counted: linear, however long.
    """
    return (
        (part.counts - other.counts).total() <= part.edits
        and (part.pairs - other.pairs).total() <= 2 * part.edits
        and part.denials == other.denials
        and _in_order(part.fixed, other.words)
        and (not part.stub or any(word.startswith(part.stub) for word in other.counts))
    )


def _in_order(few: Sequence[str], many: Sequence[str]) -> bool:
    """Say whether `few` are among `many`, in the same order."""
    rest = iter(many)
    return all(word in rest for word in few)
