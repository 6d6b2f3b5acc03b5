"""What would an archive of N releases look like, for any N? Writes one, the same for each seed.

    python benchmarks/generate.py DIRECTORY --documents 400000

Words are drawn by the law of Zipf and Mandelbrot, p(r) ~ 1 / (r + 2) ** 1.05, from the short words
of English and 60,000 made stems of four forms each. What tells text from independent draws is
added: documents of neighbouring days share topics and their words, a document repeats itself,
phrases recur; there are names, numbers, code names (`Echelon-2020`), quotations, possessives and
dashes. Lengths are log-normal with a mean of 250 words; dates ascend over 20 years.

All of it is done on the bytes of 1,000 documents at a time. Such a block depends on the seed, its
number and N (for its dates) only; memory is bounded by the vocabulary and one block.
"""

import argparse
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain, islice, product
from math import log
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

BLOCK: Final = 1_000
FIRST_DAY: Final = date(2004, 1, 1).toordinal()
DAYS: Final = date(2024, 1, 1).toordinal() - FIRST_DAY

SHORT_WORDS: Final = (
    "the of to and in a for that on is with as by at it was from be has an are this which will or "
    "have its not their were been also between other more under after during all new one two who "
    "within first they but would into over up out about more than some can may"
).split()
STEMS: Final = 20_000
SHORTEST: Final = 3
ENDINGS: Final = ("", "s", "ed", "ing")
ENDING_OF: Final = np.repeat(np.arange(len(ENDINGS)), (70, 12, 10, 8))
NAMES: Final = 10_000
NUMBERS: Final = 10_000
CODES: Final = 40

TOPICS: Final = 400
TOPIC_WORDS: Final = 40
TOPIC_DAYS: Final = 14
TOPICS_AT_ONCE: Final = 12
PHRASES: Final = 4_000
TOPIC_PHRASES: Final = 10
LONGEST_PHRASE: Final = 4

DRAWS: Final = 1 << 22
"""Entries of a table from which words are drawn: a draw is one look-up."""

# What a word is: its share of the words of a body, and of a title.
TOPICAL, NAME, NUMBER, CODE, ANY = range(5)
SHARES: Final = (0.12, 0.025, 0.015, 0.002)
TITLE_SHARES: Final = (0.5, 0.025, 0.015, 0.002)
REPEATED: Final = 0.12
MEAN_DISTANCE: Final = 40
PHRASES_BEGIN: Final = 0.015

# What stands behind a word, as it is written in JSON, and behind which share of the words.
SEPARATORS: Final = (" ", ", ", ". ", ".\\n\\n", "’s ", " – ", ". “", ".” ", ".", "")
SPACE, COMMA, STOP, PARAGRAPH, POSSESSIVE, DASH, OPENING, CLOSING, LAST, NOTHING = range(10)
SEPARATED: Final = (0.9, 0.05, 0.035, 0.012)
"""Shares of the first four; the rest are dashes."""
POSSESSIVE_NAMES: Final = 0.1
QUOTED_SENTENCES: Final = 0.05


class Generator:
    """Makes the lines of the files: JSON objects as `story.Story` has them."""

    def __init__(self, documents: int, seed: int) -> None:
        self._documents = documents
        self._seed = seed
        rng = np.random.default_rng(seed)
        stems = _stems(rng, STEMS)
        forms = [stem + ending for stem in stems for ending in ENDINGS]
        names = [
            stem.capitalize() + ending
            for stem, ending in zip(
                _stems(rng, NAMES), rng.choice("ov yan ko in sky man".split(), NAMES), strict=True
            )
        ]
        numbers = [f"{int(n):,}" for n in 10 ** (6 * rng.random(NUMBERS))]
        years = range(2004, 2024)
        code_names = ["Echelon", *names[:CODES]][:CODES]
        codes = [f"{name}-{year}" for year, name in product(years, code_names)]
        pieces = [SEPARATORS, SHORT_WORDS, forms, names, numbers, codes]
        _, self._words, self._forms, self._names, self._numbers, self._codes = np.cumsum(
            [0, *map(len, pieces[:-1])]
        ).tolist()
        encoded = [piece.encode() for piece in chain.from_iterable(pieces)]
        self._bytes = np.frombuffer(b"".join(encoded), np.uint8)
        self._lengths = np.array([len(piece) for piece in encoded])
        self._offsets = np.cumsum(self._lengths) - self._lengths
        self._by_rank = _table(len(SHORT_WORDS) + STEMS)
        self._by_name = _table(NAMES)
        self._make_topics(rng)

    def _make_topics(self, rng: np.random.Generator) -> None:
        # Neither the commonest words nor the rarest, evenly in the logarithm of the rank.
        stems = np.exp(rng.uniform(log(100), log(20_000), (TOPICS, TOPIC_WORDS))).astype(np.int64)
        self._topic_words = self._forms + stems * len(ENDINGS)
        self._phrases = self._draw(rng, PHRASES * LONGEST_PHRASE).reshape(PHRASES, LONGEST_PHRASE)
        self._phrase_lengths = rng.integers(2, LONGEST_PHRASE + 1, PHRASES)
        self._topic_phrases = rng.integers(0, PHRASES, (TOPICS, TOPIC_PHRASES))
        windows = DAYS // TOPIC_DAYS + 1
        self._current_topics = rng.integers(0, TOPICS, (windows, TOPICS_AT_ONCE))
        # Half of the topics of a fortnight are still those of the one before.
        half = TOPICS_AT_ONCE // 2
        self._current_topics[1:, :half] = self._current_topics[:-1, half:]

    def _draw(self, rng: np.random.Generator, size: int) -> Numbers:
        """Return words by their frequency, stems in one of their forms."""
        ranks: Numbers = self._by_rank[rng.integers(0, DRAWS, size)].astype(np.int64)
        endings = ENDING_OF[rng.integers(0, len(ENDING_OF), size, np.uint8)]
        stems = ranks - len(SHORT_WORDS)
        forms = self._forms + stems * len(ENDINGS) + endings
        drawn: Numbers = np.where(stems < 0, self._words + ranks, forms)
        return drawn

    def lines(self) -> Iterator[bytes]:
        """Yield the line of each document, in the order of dates."""
        for first in range(0, self._documents, BLOCK):
            yield from self._block(first, min(BLOCK, self._documents - first))

    def _block(self, first: int, count: int) -> Iterator[bytes]:
        rng = np.random.default_rng([self._seed, first])
        days = np.arange(first, first + count) * DAYS // self._documents
        body = np.exp(rng.normal(log(250) - 0.6**2 / 2, 0.6, count)).clip(20, 3_000)
        sizes = np.column_stack([rng.integers(5, 13, count), body.astype(np.int64)]).ravel()
        texts = _Texts(sizes)
        tokens = self._tokens(rng, texts, days)
        separators = self._separators(rng, texts, tokens)
        written = self._written(texts, tokens, separators)
        for at in range(count):
            title, text = written[2 * at], written[2 * at + 1]
            day = date.fromordinal(FIRST_DAY + int(days[at])).isoformat().encode()
            # An odd factor: different for each document, and as hard to compress as a hash.
            id_ = b"%s-%08x" % (day, (first + at) * 0x9E3779B1 % 2**32)
            yield b'{"id": "%s", "date": "%s", "title": "%s", "body": "%s"}\n' % (
                (id_, day, title, text)
            )

    def _tokens(self, rng: np.random.Generator, texts: "_Texts", days: Numbers) -> Numbers:
        """Return the words of titles and bodies, one after the other."""
        tokens = self._draw(rng, texts.total)
        kinds = _kinds(rng, texts.total, SHARES)
        in_title = np.flatnonzero(texts.in_title)
        kinds[in_title] = _kinds(rng, len(in_title), TITLE_SHARES)
        drawn = rng.integers(0, TOPICS_AT_ONCE, len(days))
        topics = self._current_topics[days // TOPIC_DAYS, drawn]

        topical = np.flatnonzero(kinds == TOPICAL)
        words = self._topic_words[
            topics[texts.document[topical]], _first(rng, topical, TOPIC_WORDS)
        ]
        tokens[topical] = words + ENDING_OF[rng.integers(0, len(ENDING_OF), len(topical))]
        names = np.flatnonzero(kinds == NAME)
        tokens[names] = self._names + self._by_name[rng.integers(0, DRAWS, len(names))]
        numbers = np.flatnonzero(kinds == NUMBER)
        tokens[numbers] = self._numbers + rng.integers(0, NUMBERS, len(numbers))
        codes = np.flatnonzero(kinds == CODE)
        years = days[texts.document[codes]] * 20 // DAYS
        tokens[codes] = self._codes + years * CODES + _first(rng, codes, CODES)
        self._repeat(rng, texts, tokens)
        self._put_phrases(rng, texts, tokens, topics)
        return tokens

    def _repeat(self, rng: np.random.Generator, texts: "_Texts", tokens: Numbers) -> None:
        """Put a word that stands before in the same document for some of the words."""
        repeats = np.flatnonzero(rng.random(texts.total) < REPEATED)
        sources = repeats - rng.geometric(1 / MEAN_DISTANCE, len(repeats))
        within = sources >= texts.starts[2 * texts.document[repeats]]
        tokens[repeats[within]] = tokens[sources[within]]

    def _put_phrases(
        self, rng: np.random.Generator, texts: "_Texts", tokens: Numbers, topics: Numbers
    ) -> None:
        """Put phrases over some of the words: half of them of the topic, half of all phrases."""
        begins = np.flatnonzero(rng.random(texts.total) < PHRASES_BEGIN)
        general = _first(rng, begins, PHRASES)
        own = self._topic_phrases[
            topics[texts.document[begins]], rng.integers(0, TOPIC_PHRASES, len(begins))
        ]
        which = np.where(rng.integers(0, 2, len(begins)), own, general)
        ends = (texts.starts + texts.sizes)[texts.text[begins]]
        for place in range(LONGEST_PHRASE):
            fits = (begins + place < ends) & (place < self._phrase_lengths[which])
            tokens[begins[fits] + place] = self._phrases[which[fits], place]

    def _separators(self, rng: np.random.Generator, texts: "_Texts", tokens: Numbers) -> Numbers:
        """Return what stands behind each word."""
        found = np.array([SPACE, COMMA, STOP, PARAGRAPH, DASH])[_kinds(rng, texts.total, SEPARATED)]
        found[texts.in_title] = SPACE
        names = np.flatnonzero((tokens >= self._names) & (tokens < self._numbers))
        found[names[rng.random(len(names)) < POSSESSIVE_NAMES]] = POSSESSIVE
        stops = np.flatnonzero((found == STOP) | (found == PARAGRAPH))
        opening = np.flatnonzero(rng.random(len(stops) - 1) < QUOTED_SENTENCES)
        opening = opening[texts.text[stops[opening]] == texts.text[stops[opening + 1]]]
        found[stops[opening]] = OPENING
        found[stops[opening + 1]] = CLOSING
        last = texts.starts + texts.sizes - 1
        found[last[0::2]], found[last[1::2]] = NOTHING, LAST
        return found

    def _written(self, texts: "_Texts", tokens: Numbers, separators: Numbers) -> list[bytes]:
        """Return the bytes of each text."""
        pieces = np.column_stack([tokens, separators]).ravel()
        lengths = self._lengths[pieces]
        ends = np.cumsum(lengths)
        starts = ends - lengths
        written = self._bytes[
            np.repeat(self._offsets[pieces] - starts, lengths) + np.arange(ends[-1])
        ]
        begins = np.flatnonzero(np.isin(separators, (STOP, PARAGRAPH, OPENING, CLOSING))) + 1
        capital = np.unique(starts[2 * np.concatenate([texts.starts, begins])])
        small = capital[(written[capital] >= ord("a")) & (written[capital] <= ord("z"))]
        written[small] -= ord("a") - ord("A")
        cuts = ends[2 * (texts.starts + texts.sizes) - 1].tolist()
        whole = written.tobytes()
        return [whole[start:end] for start, end in zip([0, *cuts[:-1]], cuts, strict=True)]


class _Texts:
    """Where titles and bodies lie among the words of a block: title, body, title, body, ..."""

    def __init__(self, sizes: Numbers) -> None:
        self.sizes = sizes
        self.starts = np.cumsum(sizes) - sizes
        self.total = int(sizes.sum())
        self.text = np.repeat(np.arange(len(sizes)), sizes)
        self.document = self.text // 2
        self.in_title: Flags = self.text % 2 == 0


def _stems(rng: np.random.Generator, count: int) -> list[str]:
    """Return different made words, the first of them shorter as frequent words are."""
    syllables = [
        "".join(parts)
        for parts in product(
            "b c d f g l m n p r s t v br pr st tr".split(),
            "a e i o u a e i o ai ou".split(),
            ["", "", "", "", "", "", "l", "m", "n", "r", "t", "nd", "ct"],
        )
    ]
    tries = 2 * count
    parts = rng.integers(0, len(syllables), (tries, 4)).tolist()
    sizes = 1 + rng.binomial(3, np.linspace(0.1, 0.6, tries))
    made = (
        "".join([syllables[part] for part in some[:size]])
        for some, size in zip(parts, sizes.tolist(), strict=True)
    )
    long_enough = dict.fromkeys(word for word in made if len(word) >= SHORTEST)
    return list(islice(long_enough, count))


def _kinds(rng: np.random.Generator, size: int, shares: Sequence[float]) -> Numbers:
    """Return numbers of kinds by their shares; what the shares leave is the kind after the last."""
    return np.searchsorted(np.cumsum(shares), rng.random(size), side="right")


def _first(rng: np.random.Generator, places: Numbers, size: int) -> Numbers:
    """Return a number below `size` for each place, the first ones more often."""
    drawn: Numbers = (rng.random(len(places)) ** 3 * size).astype(np.int64)
    return drawn


def _table(ranks: int) -> npt.NDArray[np.uint32]:
    """Return `DRAWS` ranks from 0, each as often as its share by the law of Zipf and Mandelbrot."""
    weights = (np.arange(1, ranks + 1) + 2.0) ** -1.05
    bounds = np.rint(np.cumsum(weights) / weights.sum() * DRAWS).astype(np.int64)
    return np.repeat(np.arange(ranks, dtype=np.uint32), np.diff(bounds, prepend=0))


def write(corpus: Path, documents: int, *, seed: int = 1, per_file: int = 1_000) -> None:
    """Write `.jsonl` files of `per_file` documents into a new directory."""
    corpus.mkdir(parents=True)
    lines = Generator(documents, seed).lines()
    for number in range(-(-documents // per_file)):
        with (corpus / f"{number:06}.jsonl").open("wb") as out:
            out.writelines(islice(lines, per_file))


def main() -> None:
    """Write a corpus from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, help="must not exist yet")
    parser.add_argument("--documents", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    write(arguments.directory, arguments.documents, seed=arguments.seed)


if __name__ == "__main__":
    main()
