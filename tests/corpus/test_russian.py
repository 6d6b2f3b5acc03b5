"""The legacy encoding of Russian, whatever its case and however short it is."""

import re
from collections.abc import Callable
from itertools import product

import pytest
from gold import load

from cstosearch.corpus.decode import decode

ENCODINGS = ["cp1251", "koi8-r", "cp866"]
CASES = [str, str.lower, str.upper, str.title]
TELEGRAM = (
    "ТЕЛЕГРАММА ИЗ МОСКВЫ\n\n01.02.1990\n\nНАЧАЛЬНИКУ ПОРТА. ПАРОМ ПРИБЫВАЕТ В ПЯТНИЦУ УТРОМ. "
    "ОБЕСПЕЧЬТЕ ВСТРЕЧУ И РАЗГРУЗКУ. ДИРЕКТОР ПАРОХОДСТВА ИВАНОВ.\n"
)
FRAMED = f"╔{'═' * 60}╗\n║ ПРИКАЗ │ склад │ Иванов ║\n╟{'─' * 60}╢\n╚{'═' * 60}╝"


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "text",
    [
        TELEGRAM,
        f"{TELEGRAM}\nПаром прибыл в порт утром.\n",
        "ДИРЕКТОР МУЗЕЯ",
        "Директор музея",
        "МУЗЕЙ",
        "Музей",
        "музей",
        "Душанбе",
        "Александр",
        "апреле",
        "В МУЗЕЕ",
        "ОБЪЁМ ПОСТАВОК ВЫРОС",
        "Совещание в МИД РФ и встреча секретарей",
        "ПРИКАЗ N 12: снять с учёта",
        "И. о. министра А. С. ГРОМОВ",
        "А. Н. ОСТРОВСКИЙ. ГРОЗА",
    ],
)
def test_capitals_and_short_texts(text: str, encoding: str) -> None:
    assert read(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize("case", CASES)
def test_any_six_words_in_a_row_suffice(case: Callable[[str], str]) -> None:
    """In real texts, with no help of punctuation; short of that single words may be in doubt."""
    words = [re.findall("[А-Яа-яЁё]+", f"{gold.title}\n{gold.text}") for gold in load()]
    parts = [" ".join(found[i : i + 6]) for found in words for i in range(len(found) - 5)]
    assert len(parts) > 800
    wrong = [
        (part, encoding)
        for part, encoding in product(map(case, parts), ENCODINGS)
        if read(part.encode(encoding)) != (part, encoding)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("ПРИКАЗ № 5 — О НАГРАЖДЕНИИ «ЗА ОТВАГУ»…", "cp1251"),
        ("«Эшелон-2020»: начало", "cp1251"),
        ("ПРИКАЗ № 5", "cp866"),
        (FRAMED, "cp866"),
        (FRAMED, "koi8-r"),
        ("Учасники зустрічі обговорили питання безпеки", "cp1251"),
        ("УЧАСНИКИ ЗУСТРІЧІ ОБГОВОРИЛИ ПИТАННЯ БЕЗПЕКИ", "cp1251"),
        ("Ўдзельнікі сустрэчы абмеркавалі пытанні бяспекі", "cp1251"),
        ("ЎДЗЕЛЬНІКІ СУСТРЭЧЫ АБМЕРКАВАЛІ ПЫТАННІ БЯСПЕКІ", "cp1251"),
        ("ÄRGER IN ZÜRICH: «Ça va» – façade naïve", "cp1252"),
    ],
)
def test_signs_frames_and_neighbours(text: str, encoding: str) -> None:
    """Signs beside the words, frames of tables, and letters of other languages do not mislead."""
    assert read(text.encode(encoding)) == (text, encoding)


def test_the_beginning_of_a_large_file_decides() -> None:
    """No run of letters after the 8192nd counts."""
    data = ("ПАРОМ " * 8192).encode("koi8-r") + ("ПАРОМ " * 20_000).encode("cp1251")
    assert read(data)[1] == "koi8-r"


def read(data: bytes) -> tuple[str, str]:
    found = decode(data, lambda _: None)
    return found.text, found.encoding
