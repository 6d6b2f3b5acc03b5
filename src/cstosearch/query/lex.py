"""Where does each piece of a query begin and end, and what kind of piece is it?

Every character is white space, part of one token, or a quote that is never closed; tokens keep
their offsets, so that an error can point at its place.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple, Self

from cstosearch.model import FIELDS

# A quotation begins with any of these marks and ends with one that answers it. Within straight
# quotes a quote is written twice, so that any id can be quoted.
QUOTES: Final = '"“”„«»'
QUOTED: Final = r'"(?:[^"]|"")*"|[“„][^“”]*[“”]|”[^”]*”|«[^»]*»|»[^«]*«'
VALUE_FIELDS: Final = (*FIELDS[1:], "organization")
"""The fields but `title`, whose value is not a word of the text, and another name of one."""
_BARE: Final = rf"[^\s(){QUOTES}]"
_TOKEN: Final = re.compile(
    r"(?P<space>\s+)"
    rf"|(?P<quoted>(?:{QUOTED})(?:~[0-9]+)?)"
    rf"|(?P<unclosed>[{QUOTES}])"
    r"|(?P<bracket>[()])"
    r"|(?P<sign>[-+])"
    rf"|(?P<value>(?i:{'|'.join(VALUE_FIELDS)}):(?:{QUOTED}|{_BARE})*)"
    rf"|(?P<field>[^\s(){QUOTES}:]*:)"
    rf"|(?P<near>(?:NEAR|ADJ)/[0-9]+(?!{_BARE}))"
    rf"|(?P<word>{_BARE}+)"
)

_ESCAPED: Final = re.compile(r'\\"(?=[^\s()~*"])')
"""What elsewhere is a quote within quotes; here the quotes end, and something sticks to them."""
_WRITE_TWICE: Final = (
    "a \\ before a quote has no meaning here: leave it out; "
    'within quotes a quote is written twice, as in "Anna ""Ann"" Lemak"'
)

OPERATORS: Final = frozenset(("AND", "OR", "NOT"))


class Token(NamedTuple):
    """A piece of the query; `kind` is the text itself for operators, signs and parentheses."""

    kind: str
    text: str
    start: int
    end: int


class Fault(Exception):  # noqa: N818 - what people meet is the QueryError made of it
    """What is wrong with the characters `start:end` of the query."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end

    @classmethod
    def at(cls, token: Token, message: str) -> Self:
        """Return a fault that lies in the whole of a token."""
        return cls(message, token.start, token.end)


def lex(text: str) -> Iterator[Token]:
    """Yield the tokens of a query, the last of them empty and of the kind `end`.

    Raises `Fault` for a quote that is never closed, or meant to be escaped.
    """
    for match in _TOKEN.finditer(text):
        kind, piece = match.lastgroup or "", match[0]
        if kind == "unclosed":
            if (at := text.rfind('\\"', 0, match.end())) >= 0:
                raise Fault(f"this quote is never closed; {_WRITE_TWICE}", at, match.end())
            raise Fault("this quote is never closed", *match.span())
        if kind in ("quoted", "value", "word") and (at := _escaped(text, *match.span())) >= 0:
            raise Fault(_WRITE_TWICE, at, at + 2)
        if kind in ("bracket", "sign") or piece in OPERATORS:
            kind = piece
        if kind != "space":
            yield Token(kind, piece, *match.span())
    yield Token("end", "", len(text), len(text))


def _escaped(text: str, start: int, end: int) -> int:
    """Return where in a token, or behind its last character, a quote is escaped; -1 for nowhere."""
    if text[start] in QUOTES[1:]:
        return -1
    if text.startswith('\\"', end - 1):
        return end - 1
    found = _ESCAPED.search(text, start, end + 1)
    return found.start() if found else -1
