"""What does one word or phrase of a query ask, and what must it not hold?

Each function takes the token and raises `Fault`, at the characters that are wrong.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from cstosearch.analysis import fold, tokenize
from cstosearch.query.lex import QUOTED, Fault, Token
from cstosearch.query.nodes import (
    Everything,
    Field,
    Fuzzy,
    Near,
    Node,
    Or,
    Phrase,
    Prefix,
    Text,
    Wildcard,
    Words,
    is_pattern,
)

MAX_SEQUENCE: Final = 256
"""Words of one phrase, and of one unquoted word that punctuation parts into a sequence."""
MAX_APART: Final = 1_000
"""Words that `"a b"~N`, NEAR and ADJ may leave between."""

_TOO_MANY: Final = f"there are more than {MAX_SEQUENCE} words in one phrase: leave out these"
_NOTHING: Final = "there is no letter or digit in {}: nothing to search for"
_BOOST: Final = "weights such as ^2 are not known here; if it is meant as text, put it in quotes"
_REFUSED: Final = tuple(
    (re.compile(pattern), message)
    for pattern, message in (
        (
            r"^(NEAR|ADJ)(/.*)?$",
            "NEAR and ADJ need a number of words, as in NEAR/5; a word goes in lower case",
        ),
        (r"^[!–—−](?=\w)", "to leave a word out put a hyphen before it, as in -nato"),
        (r"^&&?$", "to ask for both words write AND, as in armenia AND border"),
        (r"^\|\|?$", "to ask for either word write OR, as in armenia OR nato"),
        (r"^(?i:date)(?=[<>=])", "a field needs a colon, as in date:>=2020"),
        (r"\^.*$", _BOOST),
    )
)
"""What a bare word must not hold, and why."""
_AFTER_PHRASE: Final = {
    "~": 'a number of words belongs after ~, as in "collective forces"~3',
    "*": "a * belongs inside of the quotes, after the word that it ends",
    "^": _BOOST,
}
_FUZZY: Final = re.compile(r"([^~]*)~([12])")
_CHUNK: Final = re.compile(r"\S+")
_RUN: Final = re.compile(r"[\w*?]+")
_STARS: Final = re.compile(r"\*+")
_OUTER: Final = re.compile(r"^[^\w*?]+|[^\w*?]+$")
_LOOSE: Final = re.compile(rf"({QUOTED})(?:~([0-9]+))?")


def word(token: Token, field: Field | None) -> Everything | Text:
    """Read an unquoted word, with or without wildcards, or a fuzzy one."""
    if token.text == "*" and not field:
        return Everything()
    for pattern, message in _REFUSED:
        if found := pattern.search(token.text):
            raise Fault(message, token.start + found.start(), token.start + found.end())
    if "~" in token.text:
        return _fuzzy(token, field)
    if not is_pattern(token.text):
        return Words(_words(token, "this"), field)
    text = unicodedata.normalize("NFC", token.text)
    pattern_ = _pattern(_OUTER.sub("", text), token)
    if not pattern_.strip("*?") and not (field and pattern_ == "*"):
        raise Fault.at(token, _NOTHING.format("this"))
    before, star, after = pattern_.partition("*")
    if star and before and not after and "?" not in before:
        return Prefix(before, field)
    return Wildcard(pattern_, field)


def _fuzzy(token: Token, field: Field | None) -> Fuzzy:
    parts = _FUZZY.fullmatch(token.text)
    if not parts:
        raise Fault.at(token, "a fuzzy word is written conflict~1 or conflict~2")
    if is_pattern(parts[1]):
        raise Fault.at(token, "a fuzzy word has no wildcards")
    words = _words(token._replace(text=parts[1]), "this")
    if len(words) > 1:
        raise Fault.at(token, "a ~ belongs to one word, and this is several")
    return Fuzzy(words[0], int(parts[2]), field)


def _pattern(text: str, token: Token) -> str:
    """Return a word with wildcards, folded between them."""
    pieces = re.split(r"([*?])", text)
    for at, piece in enumerate(pieces):
        if piece not in {"*", "?"}:
            pieces[at] = fold(piece)
            if piece and [(found.start, found.end) for found in tokenize(piece)] != [
                (0, len(piece))
            ]:
                message = "a wildcard belongs to one word, and this is several: put it in quotes"
                raise Fault.at(token, message)
    return _STARS.sub("*", "".join(pieces))


def phrase(token: Token, after: Token, field: Field | None) -> Phrase:
    """Read words in quotes, and refuse what cannot stand directly `after` them."""
    if after.start == token.end and (message := _AFTER_PHRASE.get(after.text[:1])):
        raise Fault.at(after, message)
    parts = _LOOSE.fullmatch(token.text)
    quoted, slop = parts.groups(default="0") if parts else (token.text, "0")
    inner = Token("quoted", quoted[1:-1], token.start + 1, token.start + len(quoted) - 1)
    found = list(_quoted_words(inner))
    if all(each.text == "*" for each in found):
        raise Fault.at(token, _NOTHING.format("these quotes"))
    if len(found) > MAX_SEQUENCE:
        raise Fault(_TOO_MANY, found[MAX_SEQUENCE].start, token.end)
    apart = _apart(slop, inner.end + 2, token.end)
    return Phrase(tuple(each.text for each in found), field, apart if len(found) > 1 else 0)


def _quoted_words(inner: Token) -> Iterator[Token]:
    """Yield the words of a phrase, those with wildcards as patterns."""
    for chunk in _CHUNK.finditer(inner.text):
        start, end = (inner.start + at for at in chunk.span())
        if not is_pattern(chunk[0]):
            for word in tokenize(chunk[0]):
                yield Token("word", word.text, start + word.start, start + word.end)
            continue
        for run in _RUN.findall(unicodedata.normalize("NFC", chunk[0])):
            if is_pattern(run):
                whole = Token("word", chunk[0], start, end)
                yield whole._replace(text=_pattern(run, whole))
            else:
                yield from (Token("word", word.text, start, end) for word in tokenize(run))


def _words(token: Token, where: str) -> tuple[str, ...]:
    """Return the words of a token: one at least, and no more than may stand in sequence."""
    words = tokenize(token.text)
    if not words:
        raise Fault.at(token, _NOTHING.format(where))
    if len(words) > MAX_SEQUENCE:
        raise Fault(_TOO_MANY, token.start + words[MAX_SEQUENCE].start, token.end)
    return tuple(found.text for found in words)


def _apart(number: str, start: int, end: int) -> int:
    """Return a number of words between others, as it is written in the query at `start:end`."""
    if len(number) > len(str(MAX_APART)) or int(number) > MAX_APART:
        raise Fault(f"at most {MAX_APART:,} words apart can be asked for", start, end)
    return int(number)


def near(left: Node, operator: Token, right: Node) -> Near:
    """Read what stands on both sides of NEAR or ADJ."""
    name, _, number = operator.text.partition("/")
    distance = _apart(number, operator.start + len(name) + 1, operator.end)
    if not distance:
        raise Fault.at(operator, f"{name}/1 is next to each other: nothing is nearer")
    sides = [_leaves(left), _leaves(right)]
    if not all(sides):
        message = f"{name} stands between words, phrases, or (an OR of those)"
        raise Fault.at(operator, f"{message}; join several with AND: a {name}/5 b AND b {name}/5 c")
    fields = {leaf.field for side in sides for leaf in side}
    if len(fields) > 1:
        message = f"{name} looks within one field: write title:(a {operator.text} b)"
        raise Fault.at(operator, message)
    return Near(_anywhere(left), _anywhere(right), distance, name == "ADJ", fields.pop())


def _leaves(operand: Node) -> list[Text]:
    """Return the text leaves of an operand of NEAR; none where it is something else."""
    each = operand.operands if isinstance(operand, Or) else (operand,)
    leaves = [leaf for leaf in each if isinstance(leaf, Text) and not isinstance(leaf, Near)]
    return leaves if len(leaves) == len(each) else []


def _anywhere(operand: Node) -> Node:
    """Return an operand of NEAR without fields."""
    match operand:
        case Or(operands):
            return Or(tuple(map(_anywhere, operands)))
        case Words(words):
            return Words(words)
        case Phrase(words, _, slop):
            return Phrase(words, None, slop)
        case Prefix(prefix):
            return Prefix(prefix)
        case Wildcard(pattern):
            return Wildcard(pattern)
        case Fuzzy(word_, distance):
            return Fuzzy(word_, distance)
        case _:
            raise TypeError(operand)
