"""How well, and how fast, are entities found?

    python benchmarks/entities.py --collections PATH

Over the releases in `tests/releases`, of this program's own making and by which its rules were
mended: how many are found at their very span and with their canonical name. Over WikiGold, as
people marked it: how many names are found with their very span and type, persons, organizations,
and locations (countries and places); what it marks as miscellaneous is left out. Documents are
split: the rules were made looking at the even ones, so that the odd ones count. Over MEANTIME,
whose marks are whole noun phrases: which part of them has a name of the type inside, and which
part of the names found lies in such a mark. Over Reuters-21578: tokens a second.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import marked
import reuters
from marked import Mark, Marked, Score
from story import Story

from cstosearch.analysis import words_of
from cstosearch.enrich.entities import Recognizer
from cstosearch.enrich.gazetteer import Gazetteer

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from scoring import entities_of_releases

TYPES: Final = {"person": "PER", "organization": "ORG", "country": "LOC", "place": "LOC"}
WIKIGOLD: Final = "ner-wikigold/wikigold.conll.txt"
MEANTIME: Final = "ner-meantime/meantime_en.conll"
REUTERS: Final = "reuters21578/reuters21578.tar.gz"
ROUNDS: Final = 3


def main() -> int:
    """Measure what is there."""
    given = _parser().parse_args()
    if not given.collections:
        print("name the folder of the collections: --collections PATH, or CSTOSEARCH_COLLECTIONS")
        return 2
    print("\n".join(_releases()))
    measures = {WIKIGOLD: _wikigold, MEANTIME: _meantime, REUTERS: _speed}
    there = {path: Path(given.collections, path) for path in measures}
    for path, measure in measures.items():
        if there[path].is_file():
            print("\n".join(measure(there[path])))
        else:
            print(f"{path}: left out, as there is no such file in the folder given")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--collections", default=os.environ.get("CSTOSEARCH_COLLECTIONS"))
    return parser


def found(recognizer: Recognizer, text: str) -> Iterator[Mark]:
    """Yield the persons, organizations and locations that are named, not only spoken of."""
    for entity, _, span, by_name in recognizer.recognize("", text, None):
        if by_name and entity.type in TYPES:
            yield Mark(*span, TYPES[entity.type])


def _releases() -> Iterator[str]:
    yield "| releases | type | precision | recall | F1 | right | wrong | missed |"
    yield "|---|---|---|---|---|---|---|---|"
    yield from _rows("all", marked.score(*entities_of_releases()))
    yield ""


def _wikigold(path: Path) -> Iterator[str]:
    documents = list(marked.read(path))
    yield "| WikiGold | type | precision | recall | F1 | right | wrong | missed |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, half in (("even", documents[::2]), ("odd", documents[1::2]), ("all", documents)):
        yield from _rows(name, _typed(half))
    yield ""


def _rows(name: str, scores: Mapping[str, Score]) -> Iterator[str]:
    for type_, scored in scores.items():
        yield (
            f"| {name} | {type_} | {scored.precision:.3f} | {scored.recall:.3f} "
            f"| {scored.f1:.3f} | {scored.right} | {scored.wrong} | {scored.missed} |"
        )


def _typed(documents: Sequence[Marked]) -> Mapping[str, Score]:
    recognizer = Recognizer(Gazetteer.load())
    ours = [
        (mark.type, (number, marked.bare(text, mark)))
        for number, (text, _) in enumerate(documents)
        for mark in found(recognizer, text)
    ]
    theirs = [
        (mark.type, (number, marked.bare(text, mark)))
        for number, (text, marks) in enumerate(documents)
        for mark in marks
        if mark.type in TYPES.values()
    ]
    return marked.score(ours, theirs)


def _meantime(path: Path) -> Iterator[str]:
    recognizer = Recognizer(Gazetteer.load())
    yield "| MEANTIME | marks with a name inside | names within a mark |"
    yield "|---|---|---|"
    pairs = [(list(found(recognizer, text)), marks) for text, marks in marked.read(path)]
    for type_ in sorted(set(TYPES.values())):
        inside = [_share(marks, ours, type_) for ours, marks in pairs]
        within = [_share(ours, marks, type_) for ours, marks in pairs]
        yield f"| {type_} | {_ratio(inside)} | {_ratio(within)} |"
    yield ""


def _share(some: Iterable[Mark], others: Sequence[Mark], type_: str) -> tuple[int, int]:
    """Return how many of some marks of a type overlap others of it, and how many there are."""
    mine = [mark for mark in some if mark.type == type_]
    theirs = [mark for mark in others if mark.type == type_]
    return sum(any(m.start < t.end and t.start < m.end for t in theirs) for m in mine), len(mine)


def _ratio(counts: Iterable[tuple[int, int]]) -> str:
    had, of = (sum(numbers) for numbers in zip(*counts, strict=True))
    return f"{had / of:.3f} of {of}" if of else "none"


def _speed(path: Path) -> Iterator[str]:
    stories = list(reuters.stories(path))
    tokens = sum(len(words_of(story.title)) + len(words_of(story.body)) for story in stories)
    yield "| Reuters-21578 | tokens a second | µs a document |"
    yield "|---|---|---|"
    recognizer = Recognizer(Gazetteer.load())
    rounds = [_seconds(recognizer, stories) for _ in range(1 + ROUNDS)]
    for name, seconds in (("the first time", rounds[0]), (f"best of {ROUNDS}", min(rounds[1:]))):
        yield f"| {name} | {tokens / seconds:,.0f} | {seconds / len(stories) * 1e6:.0f} |"
    yield ""


def _seconds(recognizer: Recognizer, stories: Sequence[Story]) -> float:
    start = time.process_time()
    for story in stories:
        recognizer.recognize(story.title, story.body, None)
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
