"""What does a field of a query ask that holds no words: a date, an id, a name, a file?

Each function takes the token, or the part of it that is the value, and raises `Fault`.
"""

import re
from datetime import date
from difflib import get_close_matches
from typing import Final, get_args

from cstosearch.dates import parse_month_and_day, parse_range
from cstosearch.errors import DateError
from cstosearch.model import FIELDS
from cstosearch.query.lex import QUOTED, QUOTES, Fault, Token
from cstosearch.query.nodes import (
    Dated,
    Filter,
    Id,
    Mentioned,
    Named,
    Value,
    ValueField,
    Yearly,
)

_THERE: Final = " ".join(f"{field}:" for field in FIELDS)
_QUOTED_PART: Final = re.compile(QUOTED)
_ID: Final = re.compile(rf"(?:({QUOTED})|([^{QUOTES}*]+))(\*?)")
_VALUE: Final = re.compile(rf"({QUOTED})|([^{QUOTES}]+)")
_EXAMPLES: Final[dict[str, str]] = {
    "lang": "a language, as in lang:ru",
    "source": "a file, as in source:2020/*.txt",
    "url": "an address, as in url:*press*",
}


def check_field(token: Token) -> None:
    """Refuse every field but `title:`; those of `VALUE_FIELDS` are tokens of their own."""
    name = token.text[:-1].lower()
    if name == "title":
        return
    close = get_close_matches(name, FIELDS, n=1)
    hint = (
        f'did you mean "{close[0]}:"?'
        if close
        else f'quote a text that holds a colon, as in "14:30"; fields are {_THERE}'
    )
    shown = f' "{name[:40]}"' if name.isprintable() else ""
    raise Fault.at(token, f"unknown field{shown}: {hint}")


def read(name: str, token: Token, value: str, after: Token, today: date) -> Filter:
    """Read the value of a field; it ends where `token` does, and `after` is the next token."""
    match name:
        case "id":
            return _identifier(token, value)
        case "date":
            return _dated(token, value, after, today)
        case "on":
            return _on(token, value, after, today)
        case "mentions":
            return _mentioned(token, value, after, today)
        case _:
            return _named("org" if name == "organization" else name, token, value)


def _identifier(token: Token, value: str) -> Id:
    """Read the value of `id:`, bare or in quotes."""
    parts = _ID.fullmatch(value)
    quoted, bare, star = parts.groups() if parts else ("", "", "")
    id_ = bare or quoted[1:-1]
    if not id_:
        raise Fault.at(
            token, "id: needs an id right after it, in quotes if it holds spaces or stars"
        )
    return Id(id_.replace('""', '"') if value.startswith('"') else id_, prefix=bool(star))


def _named(name: str, token: Token, value: str) -> Value:
    """Read a whole value, bare or in quotes; an entity's behind `=` is its canonical name."""
    canonical = name in get_args(Named) and value.startswith("=")
    value = value[canonical:]
    parts = _VALUE.fullmatch(value)
    quoted, bare = parts.groups(default="") if parts else ("", "")
    text = bare or quoted[1:-1]
    if value.startswith('"'):
        text = text.replace('""', '"')
    field: ValueField = name  # type: ignore[assignment]
    if field in get_args(Named):
        text = " ".join(text.split())
    if not any(char.isalnum() or char in "*?" for char in text):
        what = _EXAMPLES.get(name, f"a name, as in {name}:zas")
        raise Fault.at(token, f"{name}: needs {what}, in quotes if it holds spaces")
    return Value(field, text, canonical)


def _dated(token: Token, value: str, after: Token, today: date) -> Dated:
    """Read the value of `date:`."""
    text = _blanked(token, value, "date: needs a date right after it, as in date:2020-07")
    if text.strip().lower() == "none":
        return Dated(None)
    try:
        return Dated(parse_range(text, today=today))
    except DateError as error:
        raise _in_place(error, token, value, after) from None


def _on(token: Token, value: str, after: Token, today: date) -> Dated | Yearly:
    """Read the value of `on:`: a day or month of any year, or of one."""
    text = _blanked(token, value, "on: needs a day right after it, as in on:07-08 for any year")
    try:
        found = parse_month_and_day(text)
        return Yearly(*found) if found else Dated(parse_range(text, today=today))
    except DateError as error:
        raise _in_place(error, token, value, after) from None


def _mentioned(token: Token, value: str, after: Token, today: date) -> Mentioned:
    """Read the value of `mentions:`."""
    text = _blanked(token, value, "mentions: needs a date right after it, as in mentions:2019-11")
    try:
        return Mentioned(parse_range(text, today=today))
    except DateError as error:
        raise _in_place(error, token, value, after) from None


def _blanked(token: Token, value: str, message: str) -> str:
    """Return a value from which quotes are only blanked, so that offsets hold."""
    text = _QUOTED_PART.sub(lambda match: f" {match[0][1:-1]} ", value)
    if not text.strip():
        raise Fault.at(token, message)
    return text


def _in_place(error: DateError, token: Token, value: str, after: Token) -> Fault:
    """Return the fault that an error within a value is."""
    name = token.text.partition(":")[0].lower()
    cut_short = value.strip("<>=.").isalnum() and after.kind == "word"
    hint = f'; several words need quotes, as in {name}:"july 2020"' if cut_short else ""
    start = token.end - len(value)
    return Fault(f"{error}{hint}", start + error.start, start + error.end)
