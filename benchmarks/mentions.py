"""Are the dates that a text talks about found and resolved, and how fast?

    python benchmarks/mentions.py [--collections PATH] [--reuters PATH/reuters21578.tar.gz]

The releases in `tests/releases` are of this program's own making, and its rules were mended by
them. The collection is NewsReader MEANTIME (`timex-meantime`), 120 stories with TIMEX3. All
expressions of type DATE that have words are counted, the dates of creation too, as they stand
in the text, and references without a civil date, which are not looked for and count as missed;
what is found within a TIME or a DURATION is a false alarm. People marked the first six
sentences only: a text ends there, or with the last mark. `tests/scoring.py` says what counts as
right. A value such as 2009-FA has the months of the season, 2008-W42-WE Saturday and Sunday,
FY2006 the year, and 2007-10-17T06:40 the day. `held out` is every second story by name.
"""

import argparse
import re
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import reuters

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from scoring import HEAD, Annotated, Interval, Marked, releases, score

from cstosearch.enrich.mentions import mentions_in
from cstosearch.model import Span

REPEATS: Final = 5
_MARKED: Final = 6
"""Sentences of a story in which people have marked dates, those of title and date included."""
_SEASONS: Final = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_TIGHT: Final = re.compile(r" (?=[,.;:)!?%]|'s\b|n't\b)|(?<=[($]) ")


def meantime(folder: Path) -> list[Annotated]:
    """Return the stories of MEANTIME, in the order of their names."""
    return [_story(path) for path in sorted(folder.glob("*.xml"))]


def _story(path: Path) -> Annotated:
    root = ET.parse(path).getroot()  # noqa: S314 - a collection chosen by who runs this
    text, spans, ends = _text(root)
    gold, published = [], None
    for timex in root.iter("TIMEX3"):
        value = timex.get("value", "")
        if timex.get("functionInDocument") == "CREATION_TIME":
            published = interval(value)
        anchors = [spans[each.get("t_id", "")] for each in timex.iter("token_anchor")]
        if timex.get("type") == "DATE" and anchors:
            span = Span(min(a for a, _ in anchors), max(b for _, b in anchors))
            gold.append(Marked(span, interval(value)))
    gold.sort()
    if published is None:  # then, or where it is no date, the line of the date says it
        published = next((each.days for each in gold if each.days), None)
    last = max([each.span.end for each in gold], default=0)
    text = text[: max(last, ends[min(_MARKED, len(ends)) - 1])]
    return Annotated(path.stem, text, published and published[0], tuple(gold))


def _text(root: ET.Element) -> tuple[str, dict[str, Span], list[int]]:
    """Return the text, its sentences apart, where its tokens stand, and its sentences end."""
    pieces: list[str] = []
    spans, ends, length, sentence = {}, [], 0, "0"
    for token in root.iter("token"):
        word, own = token.text or "", token.get("sentence", "")
        if pieces:
            gap = "\n\n" if own != sentence else "" if _TIGHT.match(f" {word} ") else " "
            pieces.append(gap)
            length += len(gap)
        if own != sentence:
            ends.append(length)
        sentence = own
        spans[token.get("t_id", "")] = Span(length, length + len(word))
        pieces.append(word)
        length += len(word)
    return "".join(pieces), spans, [*ends, length]


def interval(value: str) -> Interval | None:
    """Return the days of a TIMEX3 value; None if it is no civil date."""
    value = value.partition("T")[0].removeprefix("FY")
    value = re.sub(r"^(\d\d)-(\d\d)-(\d{4})$", r"\3-\2-\1", value)  # one story has it so
    if match := re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", value):
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return (monday + timedelta(5 if match[3] else 0), monday + timedelta(6))
    if match := re.fullmatch(r"(\d{4})-(?:Q([1-4])|H([12])|(SP|SU|FA|WI))", value):
        year, length = int(match[1]), 6 if match[3] else 3
        first = _SEASONS[match[4]] if match[4] else (int(match[2] or match[3]) - 1) * length + 1
        return _months(year, first, length)
    if match := re.fullmatch(r"(\d{4})-(\d\d)(?:-XX)?", value):
        return _months(int(match[1]), int(match[2]), 1)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        day = date.fromisoformat(value)
        return (day, day)
    if re.fullmatch(r"\d{3,4}", value):
        first = int(value.ljust(4, "0"))
        return (date(first, 1, 1), date(first + (9 if len(value) < 4 else 0), 12, 31))  # noqa: PLR2004
    return None


def _months(year: int, first: int, count: int) -> Interval:
    years, last = divmod(first - 1 + count, 12)
    return (date(year, first, 1), date(year + years, last + 1, 1) - timedelta(1))


def speed(archive: Path) -> str:
    """Return how many words of Reuters-21578 are read in a second of the processor, at best."""
    stories = [
        (story.body, date.fromisoformat(story.date) if story.date else None)
        for story in reuters.stories(archive)
    ]
    words = sum(len(text.split()) for text, _ in stories)
    best = float("inf")
    for _ in range(REPEATS):
        started = time.process_time()
        found = sum(len(mentions_in(text, day)) for text, day in stories)
        best = min(best, time.process_time() - started)
    each = best / len(stories) * 1e6
    return (
        f"{len(stories):,} stories, {words:,} words, {found:,} mentions: {best:.2f} s of the "
        f"processor, {words / best / 1e6:.2f} million words a second, {each:.0f} µs a story"
    )


def main(arguments: Sequence[str]) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--collections", type=Path, help="folder with timex-meantime in it")
    parser.add_argument("--reuters", type=Path, help="reuters21578.tar.gz")
    parser.add_argument("--wrong", action="store_true", help="list what is wrong, not held out")
    asked = parser.parse_args(arguments)
    wrong: list[str] = []
    print(HEAD)
    print(score(releases(), wrong=wrong).line("releases"))
    if asked.collections:
        stories = meantime(asked.collections / "timex-meantime")
        if not stories:
            print("timex-meantime: left out, as there is no such collection in the folder given")
        else:
            print(score(stories[::2], wrong=wrong).line("developed on"))
            print(score(stories[1::2]).line("held out"))
            print(score(stories).line("all"))
    if asked.wrong:
        print(*wrong, sep="\n")
    if asked.reuters:
        print(speed(asked.reuters) if asked.reuters.is_file() else f"{asked.reuters}: no such file")


if __name__ == "__main__":
    main(sys.argv[1:])
