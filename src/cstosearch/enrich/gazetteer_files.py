"""What does a file of entities say, and what is wrong with it?"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple, cast, get_args

from cstosearch.dates import parse_period
from cstosearch.enrich.entries import Statement, Tenure
from cstosearch.errors import DateError, GazetteerError
from cstosearch.model import EntityType

KEYS: Final = ("name", "aliases", "cue", "adjectives", "offices", "years", "beside", "remove")
_TYPES: Final = get_args(EntityType)
_ONLY_OF: Final = {
    "offices": "person",
    "years": "event",
    "adjectives": "country",
    "beside": "place",
}
_OFFICE_KEYS: Final = ("title", "of", "since", "until")
_DAY: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_DEEPEST: Final = 4
"""Parts of a key; the parser takes memory with the square of them. Entries need two."""
_ASIDE: Final = re.compile(
    r'''"""(?:[^"\\]++|\\[\s\S]|"(?!""))*+(?:"""|\\?\Z)|"(?:[^"\\\n]++|\\.)*+"?'''
    r"""|'''(?:[^']++|'(?!''))*+(?:'''|\Z)|'[^'\n]*+'?|#[^\n]*+"""
)
"""Texts in quotes and comments. It matches what has no end, too, so that nothing is read twice."""
_DEEP: Final = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{_DEEPEST}}}")
_SAMPLE: Final = '[[person]] and, below it, name = "Stanislav Zas"'


class Said(NamedTuple):
    """All that a file says: entries, and by the name of an office its other titles."""

    statements: list[Statement]
    titles: Mapping[str, Sequence[str]]


def read_rows(data: bytes, entity_type: EntityType, file: str) -> Iterator[Statement]:
    """Yield the entries of a generated file: name, aliases, cues and adjectives, parted by tabs.

    The names within a column are parted by semicolons; lines with `#` are comments. The file is
    our own, checked by tests, and read at every build: nothing is checked here.
    """
    for line in data.decode().split("\n"):
        if line and line[0] != "#":
            name, *columns = line.split("\t")
            aliases, cue, adjectives = [c.split(";") if c else () for c in columns]
            yield Statement(file, entity_type, name, aliases, cue, adjectives)


def read_toml(data: bytes, file: str) -> Said:
    """Return what a file of TOML says (docs/formats.md). Raises `GazetteerError`."""
    document = _parsed(data, file)
    titles = {
        _text(entry, "name", where): _texts(entry, "aliases", where)
        for where, entry in _tables(document.pop("office", []), "office", file, ("name", "aliases"))
    }
    if unknown := next((key for key in document if key not in _TYPES), None):
        raise GazetteerError(
            f'gazetteer {file}: unknown type "{unknown}": write one of {", ".join(_TYPES)}, each '
            f"in double brackets, as in {_SAMPLE}"
        )
    statements: dict[tuple[str, str], Statement] = {}
    for kind, entries in document.items():
        for where, entry in _tables(entries, kind, file, KEYS):
            statement = _statement(entry, cast("EntityType", kind), where)
            key = (kind, statement.name)
            if key in statements:
                first = statements[key].where.removeprefix(f"gazetteer {file}: ")
                raise GazetteerError(f"{where}: it stands there twice, first as {first}: join them")
            statements[key] = statement
    if not statements and not titles:
        raise GazetteerError(f"gazetteer {file}: there are no entries in it: write {_SAMPLE}")
    return Said(list(statements.values()), titles)


def _parsed(data: bytes, file: str) -> dict[str, Any]:
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        _check_depth(text, file)
        return tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"gazetteer {file}: line {line} is not UTF-8: save the file in that encoding"
        raise GazetteerError(message) from None
    except MemoryError:
        raise GazetteerError(f"gazetteer {file}: there is not enough memory to read it") from None
    except (ValueError, RecursionError) as error:  # of which TOMLDecodeError is one
        reason = "it is nested too deep" if isinstance(error, RecursionError) else str(error)
        raise GazetteerError(
            f"gazetteer {file}: this is not TOML: {reason}; an entry is {_SAMPLE}"
        ) from None


def _check_depth(text: str, file: str) -> None:
    """Raise `GazetteerError` where a key has more parts than any that is known."""
    bare = _ASIDE.sub(lambda found: "x" + "\n" * found[0].count("\n"), text)
    if deep := _DEEP.search(bare):
        line = bare.count("\n", 0, deep.start()) + 1
        raise GazetteerError(
            f"gazetteer {file}: line {line} has a key of more than {_DEEPEST} parts; an entry is "
            f"{_SAMPLE}"
        )


def _tables(
    entries: object, kind: str, file: str, keys: Sequence[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the entries of a type, each with words for where it stands."""
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        message = f'gazetteer {file}: "{kind}" needs double brackets: write [[{kind}]]'
        raise GazetteerError(message)
    for number, entry in enumerate(entries, 1):
        name = entry.get("name")
        called = f' "{_shown(name)}"' if isinstance(name, str) and name.strip() else ""
        where = f"gazetteer {file}: {kind} {number}{called}"
        _check_keys(entry, keys, where)
        yield where, entry


def _statement(entry: dict[str, Any], kind: EntityType, where: str) -> Statement:
    name, remove = _text(entry, "name", where), entry.get("remove", False)
    if not isinstance(remove, bool):
        raise GazetteerError(f"{where}: remove must be true or false")
    if remove and (others := sorted(entry.keys() - {"name", "remove"})):
        raise GazetteerError(
            f"{where}: it is removed, so {others[0]} has no meaning: leave one out"
        )
    for key, only in _ONLY_OF.items():
        if key in entry and kind != only:
            raise GazetteerError(f"{where}: only entries of type {only} have {key}")
    offices = _list(entry, "offices", where)
    return Statement(
        where,
        kind,
        name,
        _texts(entry, "aliases", where),
        _texts(entry, "cue", where),
        _texts(entry, "adjectives", where),
        [_tenure(office, where) for office in offices],
        [_year(year, where) for year in _list(entry, "years", where)],
        _texts(entry, "beside", where),
        remove,
    )


def _tenure(office: object, where: str) -> Tenure:
    if not isinstance(office, dict):
        raise GazetteerError(
            f"{where}: an office must be like "
            '{ title = "Secretary General", of = "United Nations", since = 2007-01-01 }'
        )
    _check_keys(office, _OFFICE_KEYS, f"{where}, offices")
    since, until = (_day(office.get(key), key, where) for key in ("since", "until"))
    first, last = since and since[0], until and until[1]
    if first and last and last < first:
        raise GazetteerError(f"{where}: an office that ends {last} before it begins {first}")
    return Tenure(_text(office, "title", where), _text(office, "of", where), first, last)


def _check_keys(table: dict[str, Any], keys: Sequence[str], where: str) -> None:
    if unknown := next((key for key in table if key not in keys), None):
        raise GazetteerError(
            f'{where}: unknown key "{_shown(unknown)}": there are {", ".join(keys)}'
        )


def _day(value: object, key: str, where: str) -> tuple[date, date] | None:
    """Return the first and the last day that a date, a month or a year means."""
    if value is None:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value, value
    written = str(value)
    if isinstance(value, str | int) and _DAY.fullmatch(written):
        try:
            days = parse_period(written, today=date.min)
        except DateError:
            pass
        else:
            return cast("tuple[date, date]", (days.start, days.end))
    raise GazetteerError(
        f'{where}: {key} must be a day, a month or a year, as in 2020-01-31, "2020-01" or 2020, '
        f'not "{_shown(written)}"'
    )


def _year(value: object, where: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= date.max.year:
        return value
    kind = "the text " if isinstance(value, str) else ""
    raise GazetteerError(
        f'{where}: years must be numbers such as 2020, not {kind}"{_shown(value)}"'
    )


def _list(table: dict[str, Any], key: str, where: str) -> list[Any]:
    values = table.get(key, [])
    if not isinstance(values, list):
        raise GazetteerError(f"{where}: {key} must be a list: write {key} = [ … ]")
    return values


def _texts(table: dict[str, Any], key: str, where: str) -> list[str]:
    return [_checked(value, key, where) for value in _list(table, key, where)]


def _text(table: dict[str, Any], key: str, where: str) -> str:
    if key not in table:
        raise GazetteerError(f'{where}: it has no {key}: write {key} = "…"')
    return _checked(table[key], key, where)


def _checked(value: object, key: str, where: str) -> str:
    """Return a name with single spaces; one without letters and digits would match nothing."""
    if not isinstance(value, str):
        raise GazetteerError(f'{where}: {key} must be text in quotes, not "{_shown(value)}"')
    if not any(map(str.isalnum, value)):
        raise GazetteerError(f'{where}: {key} has no word in it: "{_shown(value)}"')
    name = " ".join(value.split())
    if not name.isprintable():
        raise GazetteerError(f'{where}: {key} has a control character in it: "{_shown(value)}"')
    return name


def _shown(value: object) -> str:
    """Return a value from outside, cut and without what is not printable, fit for a message."""
    longest = 60
    text = "".join(char if char.isprintable() else " " for char in str(value))
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
