"""Writes an archive in the layouts of the real one: releases, and the pages they were saved on.

Deterministic: the same numbers give the same bytes. Each page has an article and, around it, a
sidebar of teasers of other releases, with the quirks that saved pages have.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

ENGLISH = (
    "the forces of member states took part in joint training under general supervision while "
    "council meeting reviewed draft decision on collective security and its implementation plan "
    "ministers discussed situation at border after armed conflict with peacekeeping contingent"
).split()
RUSSIAN = (
    "силы государств членов приняли участие в совместном учении под общим руководством а совет "
    "рассмотрел проект решения о коллективной безопасности и ходе его выполнения министры обсудили "
    "положение на границе после вооруженного конфликта с миротворческим контингентом"
).split()
PLACES = ["Minsk", "Yerevan", "Bishkek", "Dushanbe", "Astana", "Moscow"]
RUSSIAN_PLACES = ["Минске", "Ереване", "Бишкеке", "Душанбе", "Астане", "Москве"]


class Release(NamedTuple):
    """What was published: the truth that an index of the archive must give back."""

    number: int
    date: date
    title: str
    paragraphs: tuple[str, ...]

    @property
    def numeric(self) -> str:
        return self.date.strftime("%d.%m.%Y")


def releases(count: int, seed: int = 1) -> list[Release]:
    """Return releases over twenty years, several of them on the same days."""
    rng = random.Random(seed)  # noqa: S311 - reproducible, not secret
    return [_release(rng, number) for number in range(1, count + 1)]


def _release(rng: random.Random, number: int) -> Release:
    russian = number % 7 == 0
    words, places = (RUSSIAN, RUSSIAN_PLACES) if russian else (ENGLISH, PLACES)
    held = "прошло в" if russian else "was held in"
    name = f"Заседание {number}" if russian else f"Meeting {number}"
    day = date(2003, 1, 1) + timedelta(days=rng.randrange(20 * 365 // 3) * 3)
    paragraphs = [f"{name} {held} {rng.choice(places)}, {_prose(rng, words)}."]
    paragraphs += [f"{_prose(rng, words).capitalize()}." for _ in range(rng.randint(1, 4))]
    return Release(number, day, f"{name} {held} {rng.choice(places)}", tuple(paragraphs))


def _prose(rng: random.Random, words: Sequence[str]) -> str:
    return " ".join(rng.choices(words, k=rng.randint(12, 45)))


def write(corpus: Path, found: Sequence[Release], seed: int = 2) -> None:
    """Write a page for each release, with teasers of its neighbours in time."""
    rng = random.Random(seed)  # noqa: S311
    in_time = sorted(found, key=lambda release: release.date, reverse=True)
    for at, release in enumerate(in_time):
        neighbours = in_time[max(0, at - 3) : at] + in_time[at + 1 : at + 3]
        folder = corpus / str(release.date.year)
        folder.mkdir(parents=True, exist_ok=True)
        text = "\n".join(_page(rng, release, neighbours))
        data = _quirks(rng, text)
        (folder / f"{rng.getrandbits(64):016x}.txt").write_bytes(data)


def _page(rng: random.Random, release: Release, neighbours: Sequence[Release]) -> Iterator[str]:
    for neighbour in neighbours:
        yield from _teaser(rng, neighbour)
    if release.number % 7 == 0:
        yield from ["", release.title, "", release.numeric, "", *_body(rng, release)]
        yield from ["", "Вернуться в раздел"]
        return
    if rng.random() < 0.5:
        yield from [release.numeric, release.title, ""]
    yield from [release.title, ""] * rng.randint(1, 2)
    yield from [f"{release.title} {release.numeric}", "", *_body(rng, release)]
    yield from ["", "", "", "Back to the section", "", "Back to the all news"]


def _teaser(rng: random.Random, release: Release) -> Iterator[str]:
    lead = release.paragraphs[0]
    cut = " ".join(lead.split()[:12]) + " ..."
    yield release.numeric
    yield from [""] * rng.randint(0, 1)
    yield rng.choice([lead, release.title, cut])
    yield from ["", f"https://example.org/news/{release.number}/", ""] * (rng.random() < 0.2)


def _body(rng: random.Random, release: Release) -> Iterator[str]:
    for paragraph in release.paragraphs:
        words = paragraph.split(" ")
        if rng.random() < 0.1:
            words.insert(rng.randrange(1, len(words)), f"DSC_{rng.randint(1000, 9999)}.JPG")
        yield ("\u00a0" if rng.random() < 0.1 else "") + " ".join(words)
        yield ""


def _quirks(rng: random.Random, text: str) -> bytes:
    if rng.random() < 0.1:
        text = text.replace("\n", "\r\n")
    return (b"\xef\xbb\xbf" if rng.random() < 0.1 else b"") + text.encode()
