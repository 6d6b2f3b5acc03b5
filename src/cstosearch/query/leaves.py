"""What does one word, phrase, date or id of a query ask, and what must it not hold?

Each function takes the token and raises `Fault`, at the characters that are wrong.
"""

import re
from datetime import date
from difflib import get_close_matches
from typing import Final

from cstosearch.analysis import tokenize
from cstosearch.dates import parse_range
from cstosearch.errors import DateError
from cstosearch.query.lex import QUOTED, QUOTES, Fault, Token
from cstosearch.query.nodes import Dated, Everything, Field, Id, Phrase, Prefix, Words

MAX_SEQUENCE: Final = 256
"""Words of one phrase, and of one unquoted word that punctuation parts into a sequence."""

_FIELDS: Final = ("title", "date", "id")
_FUTURE_FIELDS: Final = frozenset(
    (
        *("entity", "person", "org", "country", "place", "event", "treaty"),
        *("mentions", "on", "url", "lang", "source"),
    )
)
_QUOTED_PART: Final = re.compile(QUOTED)
_ID: Final = re.compile(rf"(?:({QUOTED})|([^{QUOTES}*]+))(\*?)")

_TOO_MANY: Final = f"there are more than {MAX_SEQUENCE} words in one phrase: leave out these"
_LATER: Final = "not supported yet; if it is meant as text, put it in quotes"
_BOOST: Final = f"a weight such as ^2 is {_LATER}"
_WILDCARD: Final = f"a wildcard other than one * at the end of a word is {_LATER}"
_REFUSED: Final = tuple(
    (re.compile(pattern), message)
    for pattern, message in (
        (r"^(NEAR|ADJ)(/.*)?$", "NEAR and ADJ are not supported yet; a word goes in lower case"),
        (r"^[!–—−](?=\w)", "to leave a word out put a hyphen before it, as in -nato"),
        (r"^&&?$", "to ask for both words write AND, as in armenia AND border"),
        (r"^\|\|?$", "to ask for either word write OR, as in armenia OR nato"),
        (r"^(?i:date)(?=[<>=])", "a field needs a colon, as in date:>=2020"),
        (r"\^.*$", _BOOST),
        (r"~.*$", f"a fuzzy word such as conflict~1 is {_LATER}"),
        (
            r"(?<!\?)\?+$",
            "? will be a wildcard, not supported yet; if it ends a question, leave it out",
        ),
        (r"\?|\*(?!$)|[!-/:-@\[-`{-~]\*$", _WILDCARD),
    )
)
"""What a bare word must not hold, and why."""
_AFTER_PHRASE: Final = {
    "~": 'nearness such as "a b"~3 is not supported yet',
    "*": "a * after a phrase is not supported yet",
    "^": _BOOST,
}


def word(token: Token, field: Field | None) -> Everything | Prefix | Words:
    """Read an unquoted word, with or without a star at its end."""
    if token.text == "*" and not field:
        return Everything()
    for pattern, message in _REFUSED:
        if found := pattern.search(token.text):
            raise Fault(message, token.start + found.start(), token.start + found.end())
    words = _words(token, "this")
    if not token.text.endswith("*"):
        return Words(words, field)
    if len(words) > 1:
        raise Fault.at(token, "a * belongs to one word, and this is several")
    return Prefix(words[0], field)


def phrase(token: Token, after: Token, field: Field | None) -> Phrase:
    """Read words in quotes, and refuse what can only stand directly `after` them."""
    if after.start == token.end and (message := _AFTER_PHRASE.get(after.text[:1])):
        raise Fault.at(after, message)
    star = token.text.find("*")
    if star >= 0:
        message = "a * in quotes, for any one word, is not supported yet"
        raise Fault(message, token.start + star, token.start + star + 1)
    return Phrase(_words(token, "these quotes"), field)


def _words(token: Token, where: str) -> tuple[str, ...]:
    """Return the words of a token: one at least, and no more than may stand in sequence."""
    words = tokenize(token.text)
    if not words:
        raise Fault.at(token, f"there is no letter or digit in {where}: nothing to search for")
    if len(words) > MAX_SEQUENCE:
        raise Fault(_TOO_MANY, token.start + words[MAX_SEQUENCE].start, token.end)
    return tuple(found.text for found in words)


def check_field(token: Token) -> None:
    """Refuse every field but `title:`; `date:` and `id:` are tokens of their own."""
    name = token.text[:-1].lower()
    if name == "title":
        return
    if name in _FUTURE_FIELDS:
        raise Fault.at(token, f"the field {name}: is not supported yet")
    close = get_close_matches(name, _FIELDS, n=1)
    hint = (
        f'did you mean "{close[0]}:"?'
        if close
        else 'quote a text that holds a colon, as in "14:30"'
    )
    shown = f' "{name[:40]}"' if name.isprintable() else ""
    raise Fault.at(token, f"unknown field{shown}: there are title:, date: and id:; {hint}")


def dated(token: Token, value: str, after: Token, today: date) -> Dated:
    """Read the value of `date:`, from which quotes are only blanked, so that offsets hold."""
    text = _QUOTED_PART.sub(lambda match: f" {match[0][1:-1]} ", value)
    if not text.strip():
        raise Fault.at(
            token, "date: needs a date right after it, as in date:2020-07 or date:..2019"
        )
    if text.strip().lower() == "none":
        return Dated(None)
    try:
        return Dated(parse_range(text, today=today))
    except DateError as error:
        cut_short = value.strip("<>=.").isalnum() and after.kind == "word"
        hint = '; several words need quotes, as in date:"july 2020"' if cut_short else ""
        start = token.end - len(value)
        raise Fault(f"{error}{hint}", start + error.start, start + error.end) from None


def identifier(token: Token, value: str) -> Id:
    """Read the value of `id:`, bare or in quotes."""
    parts = _ID.fullmatch(value)
    quoted, bare, star = parts.groups() if parts else ("", "", "")
    id_ = bare or quoted[1:-1]
    if not id_:
        raise Fault.at(
            token, "id: needs an id right after it, in quotes if it holds spaces or stars"
        )
    if value.startswith('"'):
        id_ = id_.replace('""', '"')
    return Id(id_, prefix=bool(star))
