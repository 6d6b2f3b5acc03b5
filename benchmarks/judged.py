"""Which documents should a query find, and how well does a ranking find them?

A collection is a folder with `corpus.jsonl` (id, title, text), `queries.jsonl` (id, text) and
`qrels.tsv` (query, document, grade; relevant is what has a grade above 0).

Measures are those of trec_eval: average precision, recall and nDCG, the latter with the grade as
gain and the logarithm to base 2 of rank + 1 as discount (Järvelin and Kekäläinen, "Cumulated
Gain-Based Evaluation of IR Techniques", 2002). Precision at the rank of a document that is not
ranked counts as 0.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import log2
from pathlib import Path
from statistics import fmean
from typing import Any, Final, NamedTuple

from story import Story

DEPTH: Final = 1000
"""How many documents are ranked for each query."""
CUT_GAIN: Final = 10
CUT_RECALL: Final = 100


class Topic(NamedTuple):
    """A query, and the grades of its relevant documents by their ids."""

    text: str
    grades: Mapping[str, int]


class Collection(NamedTuple):
    """Documents and queries; those without any relevant document are left out."""

    name: str
    stories: Sequence[Story]
    topics: Sequence[Topic]


class Quality(NamedTuple):
    """Means over the queries of a collection."""

    average_precision: float
    gain: float
    recall: float


def read(folder: Path) -> Collection:
    """Return the collection in a folder."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            grades[query][document] = int(grade)
    return Collection(
        folder.name,
        [
            Story(each["id"], "", each["title"], each["text"])
            for each in _lines(folder / "corpus.jsonl")
        ],
        [
            Topic(each["text"], grades[each["id"]])
            for each in _lines(folder / "queries.jsonl")
            if grades[each["id"]]
        ],
    )


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def quality(topics: Sequence[Topic], rankings: Sequence[Sequence[str]]) -> Quality:
    """Return the means of the measures; a ranking has ids, the best first, for each query."""
    pairs = list(zip(topics, rankings, strict=True))
    return Quality(
        fmean(average_precision(topic.grades, ids) for topic, ids in pairs),
        fmean(normalized_gain(topic.grades, ids) for topic, ids in pairs),
        fmean(recall(topic.grades, ids) for topic, ids in pairs),
    )


def average_precision(grades: Mapping[str, int], ids: Sequence[str]) -> float:
    """Return the mean of the precision at the rank of each relevant document."""
    ranks = [rank for rank, id_ in enumerate(ids, start=1) if id_ in grades]
    return sum(found / rank for found, rank in enumerate(ranks, start=1)) / len(grades)


def normalized_gain(grades: Mapping[str, int], ids: Sequence[str]) -> float:
    """Return nDCG of the first ten."""
    best = sorted(grades.values(), reverse=True)
    return _gain([grades.get(id_, 0) for id_ in ids]) / _gain(best)


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / log2(rank + 1) for rank, grade in enumerate(grades[:CUT_GAIN], start=1))


def recall(grades: Mapping[str, int], ids: Sequence[str]) -> float:
    """Return the share of the relevant documents that are among the first hundred."""
    return len(grades.keys() & set(ids[:CUT_RECALL])) / len(grades)
