"""No regular expression of the program can be made to try a text in ever more ways.

Each that a module has at hand is taken apart. From every repeat in it attacks are made: what leads
there, many characters that the repeat takes, and an end that fits nothing. The steps of `re` cannot
be counted; but linear time is a hundredth of what an alarm gives each attack, and quadratic time
several times that.
"""

import importlib
import pkgutil
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any, Final

import pytest

import cstosearch

SIZE: Final = 40_000
"""Characters that a repeat is given."""
SECONDS: Final = 2.0
"""Of the processor, for all of an attack."""
MOST: Final = 16
"""Attacks on one expression; with `--long`, all."""
ENDS: Final = ("\0", "!", "a1\n")
WAYS: Final = {"fullmatch": "fullmatch", "match": "match"}
"""In all other ways an expression is tried at each place of a text."""
NAMED_ELSEWHERE: Final = {"DAYS": "fullmatch", "PERIODS": "fullmatch", "DAYS_OF_YEAR": "fullmatch"}
"""What is used through another name, and how: by `dates.written.read`, which has the forms."""
SOURCE: Final = {
    path: path.read_text("utf-8") for path in Path(cstosearch.__file__).parent.rglob("*.py")
}


def expressions() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield all compiled expressions of all modules, by name."""
    for module in pkgutil.walk_packages(cstosearch.__path__, "cstosearch."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            yield from found(f"{module.name}.{name}", value)


def found(name: str, value: object) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, dict | tuple | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in items:
            yield from found(f"{name}[{key}]", each)


DISTINCT = {(p.pattern, p.flags): (name, p) for name, p in expressions()}
PATTERNS = dict(DISTINCT.values())


def sample(token: Any, flags: int) -> str:
    """Return a text that a part of an expression takes, at its shortest, or about so."""
    kind, value = token
    match str(kind):
        case "LITERAL":
            return chr(value)
        case "NOT_LITERAL":
            return "b" if value == ord("a") else "a"
        case "ANY":
            return "a"
        case "IN":
            return member(value)
        case "SUBPATTERN":
            return samples(value[-1], flags)
        case "ATOMIC_GROUP":
            return samples(value, flags)
        case "BRANCH":
            return samples(value[1][0], flags)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, _, inner = value
            return samples(inner, flags) * int(least)
        case _:
            return ""


def samples(tokens: Any, flags: int) -> str:
    return "".join(sample(token, flags) for token in tokens)


CANDIDATES = [chr(n) for n in (*range(32, 127), 9, 10, 0xE9, 0x416, 0x436, 0xA0, 0x2013, 0x0301)]


def member(options: Any) -> str:
    """Return a character that a class takes."""
    for char in CANDIDATES:
        if belongs(char, options):
            return char
    return chr(options[0][1][0]) if str(options[0][0]) == "RANGE" else "a"


def belongs(char: str, options: Any) -> bool:
    negated = str(options[0][0]) == "NEGATE"
    inside = False
    for kind, value in options[negated:]:
        match str(kind):
            case "LITERAL":
                inside |= ord(char) == value
            case "RANGE":
                inside |= value[0] <= ord(char) <= value[1]
            case "CATEGORY":
                named = str(value).removeprefix("CATEGORY_")
                inside |= {
                    "DIGIT": char.isdigit(),
                    "NOT_DIGIT": not char.isdigit(),
                    "SPACE": char.isspace(),
                    "NOT_SPACE": not char.isspace(),
                    "WORD": char.isalnum() or char == "_",
                    "NOT_WORD": not (char.isalnum() or char == "_"),
                }[named.removeprefix("UNI_")]
    return inside != negated


def attacks(tokens: Any, flags: int, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield what leads to each repeat, and what it takes again and again."""
    for token in tokens:
        kind, value = token
        match str(kind):
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                _, most, inner = value
                if most is sre.MAXREPEAT or most > 16:
                    yield from ((before, piece) for piece in pieces(inner, flags))
                yield from attacks(inner, flags, before)
            case "SUBPATTERN":
                yield from attacks(value[-1], flags, before)
            case "ATOMIC_GROUP":
                yield from attacks(value, flags, before)
            case "BRANCH":
                for branch in value[1]:
                    yield from attacks(branch, flags, before)
            case "ASSERT" | "ASSERT_NOT":
                yield from attacks(value[1], flags, before)
        before += sample(token, flags)


def pieces(inner: Any, flags: int) -> Iterator[str]:
    """Yield what one turn of a repeat takes: by each branch, and as few characters as can be."""
    whole = samples(inner, flags)
    yield from {whole, whole[:1]} - {""}
    for kind, value in inner:
        if str(kind) == "BRANCH":
            yield from filter(None, (samples(branch, flags) for branch in value[1]))
        elif str(kind) == "SUBPATTERN":
            yield from pieces(value[-1], flags)
        elif "REPEAT" in str(kind):
            yield from pieces(value[2], flags)


def ways(name: str) -> set[str]:
    """Return how an expression is used, as the program's text says; if it does not, in all ways."""
    module, _, constant = name.split("[", maxsplit=1)[0].rpartition(".")
    if constant in NAMED_ELSEWHERE:
        return {NAMED_ELSEWHERE[constant]}
    own = Path(importlib.import_module(module).__file__ or "")
    source = SOURCE[own] if constant.startswith("_") else "\n".join(SOURCE.values())
    used = re.findall(rf"\b{constant}\b(?:\[[^]\n]*\])?\.([a-z]+)\b", source)
    return {WAYS.get(way, "finditer") for way in used if way != "pattern"} or {"finditer"}


def alarmed(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError


@pytest.fixture(autouse=True)
def alarm() -> Iterator[None]:
    """Let an attack end with `TimeoutError` when its time is up: `re` looks for signals."""
    before = signal.signal(signal.SIGVTALRM, alarmed)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


def survives(pattern: re.Pattern[Any], way: str, text: str) -> bool:
    """Say whether an expression is done with a text in time."""
    given = text.encode() if isinstance(pattern.pattern, bytes) else text
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        used = getattr(pattern, way)(given)
        if way == "finditer":
            for _ in used:
                pass
    except TimeoutError:
        return False
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return True


@pytest.mark.parametrize("name", PATTERNS)
def test_no_expression_can_be_made_to_take_long(
    name: str, long: bool, record_property: Callable[[str, object], None]
) -> None:
    pattern = PATTERNS[name]
    tried = 0
    made = list(dict.fromkeys(attacks(parser.parse(pattern.pattern, pattern.flags), 0)))
    for before, piece in made if long else made[:MOST]:
        for end in ENDS:
            text = before + piece * (SIZE // len(piece)) + end
            for way in ways(name):
                tried += 1
                assert survives(pattern, way, text), (way, before, piece, end)
    record_property("attacks", tried)


@pytest.mark.parametrize(
    "bomb", [r"(a+)+$", r"(a|a)*$", r"\s+#+$", r"(?:\.{2,}|…)\W*$", r"a*a*$", r"(\w+\s?)*$"]
)
def test_a_bomb_is_found(bomb: str) -> None:
    """Such as have been in use among them."""
    pattern = re.compile(bomb)
    assert not all(
        survives(pattern, "finditer", before + piece * (SIZE // len(piece)) + end)
        for before, piece in attacks(parser.parse(bomb), 0)
        for end in ENDS
    )


def test_expressions_are_found() -> None:
    """In modules of all rooms, in tuples and tables too."""
    assert len(PATTERNS) > 150
