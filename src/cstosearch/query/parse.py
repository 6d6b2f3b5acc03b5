"""What does this text ask? From the query language to the tree, or to an error with a caret.

::

    list        = conjunction { [ OR ] conjunction }     side by side only under `any_word`
    conjunction = signed { [ AND ] signed }              side by side unless under `any_word`
    signed      = [ NOT | "-" | "+" ] operand
    operand     = "(" list ")" | "title:" text | "date:" range | "id:" id | text
    text        = word | prefix "*" | quoted phrase | "*" | "(" list ")" behind a field

What the language will have and this parser does not yet read is refused, never misread: a query
that means something else than its author thinks is worse than an error.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Final, NamedTuple, NoReturn

from cstosearch.analysis import words_of
from cstosearch.dates import parse_range
from cstosearch.errors import DateError, QueryError
from cstosearch.query.lex import OPERATORS, QUOTED, QUOTES, Fault, Token, lex
from cstosearch.query.nodes import (
    And,
    Dated,
    Everything,
    Field,
    Id,
    Node,
    Not,
    Or,
    Phrase,
    Prefer,
    Prefix,
    Words,
    children,
)

MAX_LENGTH: Final = 10_000
"""Characters of a query, as it is given and in its canonical form."""
MAX_DEPTH: Final = 100
"""Levels of parentheses, and of the tree."""
MAX_LEAVES: Final = 1_024
"""Words, phrases, dates and the like in one query."""

_FIELDS: Final = ("title", "date", "id")
_FUTURE_FIELDS: Final = frozenset(
    (
        *("entity", "person", "org", "country", "place", "event", "treaty"),
        *("mentions", "on", "url", "lang", "source"),
    )
)

_SIGNS: Final = frozenset(("NOT", "-", "+"))
_ENDS: Final = frozenset(("AND", "OR", ")", "end"))
_LEAVES: Final = frozenset(("value", "quoted", "word"))
_QUOTED_PART: Final = re.compile(QUOTED)
_ID: Final = re.compile(rf"(?:({QUOTED})|([^{QUOTES}*]+))(\*?)")

_UNOPENED: Final = "no ( opens what this ) closes"
_UNCLOSED: Final = "this ( is never closed"
_EMPTY: Final = "there is nothing in these parentheses"
_TOO_LONG: Final = f"the query is longer than {MAX_LENGTH:,} characters"
_TOO_DEEP: Final = f"the query is nested deeper than {MAX_DEPTH} levels"

_LATER: Final = "not supported yet; if it is meant as text, put it in quotes"
_BOOST: Final = f"a weight such as ^2 is {_LATER}"
_WILDCARD: Final = f"a wildcard other than one * at the end of a word is {_LATER}"
_REFUSED: Final = tuple(
    (re.compile(pattern), message)
    for pattern, message in (
        (r"^(NEAR|ADJ)(/.*)?$", "NEAR and ADJ are not supported yet; a word goes in lower case"),
        (r"^[!–—−](?=\w)", "to leave a word out put a hyphen before it, as in -nato"),
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


class _Signed(NamedTuple):
    """An operand and the sign before it; behind NOT and `-` the node is negated already."""

    sign: str
    node: Node


def parse(text: str, *, any_word: bool = False, today: date) -> Node:
    """Return the tree of a query; with `any_word`, words side by side are joined by OR.

    Raises `QueryError`, and nothing else, whatever the text.
    """
    try:
        return _Parser(_tokens(text), any_word=any_word, today=today).tree()
    except Fault as fault:
        raise QueryError(str(fault), text, fault.start, fault.end) from None


def _tokens(text: str) -> list[Token]:
    """Return the tokens of a query of bearable size."""
    if not text.strip():
        raise Fault("the query is empty: write a word, or * for all documents", 0, len(text))
    if len(text) > MAX_LENGTH:
        raise Fault(_TOO_LONG, MAX_LENGTH, len(text))
    tokens = list(lex(text))
    leaves = [token for token in tokens if token.kind in _LEAVES]
    if len(leaves) > MAX_LEAVES:
        raise Fault.at(leaves[MAX_LEAVES], f"the query has more than {MAX_LEAVES:,} words")
    return tokens


class _Parser:
    """Recursive descent over the tokens of one query."""

    def __init__(self, tokens: Sequence[Token], *, any_word: bool, today: date) -> None:
        self._tokens = tokens
        self._any_word = any_word
        self._today = today
        self._at = 0
        self._field: Field | None = None
        self._depth = 0
        self._deepest = (0, tokens[0])

    def tree(self) -> Node:
        """Read the whole query."""
        tree = self._list()
        if self._next.kind == ")":
            raise Fault.at(self._next, _UNOPENED)
        if _depth(tree) > MAX_DEPTH:
            raise Fault.at(self._deepest[1], _TOO_DEEP)
        if len(str(tree)) > MAX_LENGTH:
            raise Fault(f"written out in full, {_TOO_LONG}", 0, self._next.end)
        return tree

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _advance(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _follows(self, kind: str) -> bool:
        """Step over the next token if it is of this kind, and say whether it was."""
        found = self._next.kind == kind
        self._at += found
        return found

    def _list(self) -> Node:
        operands, by_or = [self._conjunction()], [False]
        while (explicit := self._follows("OR")) or self._next.kind not in _ENDS:
            operands.append(self._conjunction())
            by_or.append(explicit)
        return _joined(operands, [*by_or, False])

    def _conjunction(self) -> _Signed:
        operands = [self._signed()]
        while self._follows("AND") or not (self._any_word or self._next.kind in _ENDS):
            operands.append(self._signed())
        if len(operands) == 1:
            return operands[0]
        return _Signed("", _merged(And, (o.node for o in operands)))

    def _signed(self) -> _Signed:
        if self._next.kind not in _SIGNS:
            return _Signed("", self._operand())
        self._check_sign()
        sign = self._advance().kind
        node = self._operand()
        return _Signed("+", node) if sign == "+" else _Signed("-", Not(node))

    def _check_sign(self) -> None:
        """Refuse a sign that leaves in doubt what it belongs to."""
        sign, after = self._tokens[self._at : self._at + 2]
        before = self._tokens[self._at - 1] if self._at else None
        if after.kind in _SIGNS:
            raise Fault("write one sign: NOT, - or +", sign.start, after.end)
        if sign.kind != "NOT" and after.start > sign.end:
            raise Fault.at(sign, f"{sign.text} needs a word right after it, without a space")
        if sign.kind != "NOT" and before and before.end == sign.start and before.kind != "(":
            raise Fault.at(sign, f"a {sign.text} before a word needs a space in front of it")

    def _operand(self) -> Node:
        token = self._next
        if token.kind not in _LEAVES | {"(", "field"}:
            self._missing()
        self._at += 1
        match token.kind:
            case "(":
                return self._group(token)
            case "field":
                return self._fielded(token)
            case "value":
                return self._value(token)
            case "quoted":
                return _phrase(token, self._next, self._field)
            case _:
                return _word(token, self._field)

    def _missing(self) -> NoReturn:
        """Say what is wrong where an operand should stand."""
        token, before = self._next, self._tokens[max(0, self._at - 1)]
        if before is not token and before.kind in _SIGNS | OPERATORS:
            raise Fault.at(before, f"{before.text} needs a word after it")
        if token.kind in OPERATORS:
            raise Fault.at(token, f"{token.text} needs a word before it")
        if before.kind == "(":
            raise Fault(_EMPTY if token.kind == ")" else _UNCLOSED, before.start, token.end)
        raise Fault.at(token, _UNOPENED)

    def _group(self, opening: Token) -> Node:
        self._depth += 1
        self._deepest = max(self._deepest, (self._depth, opening))
        if self._depth > MAX_DEPTH:
            raise Fault.at(opening, _TOO_DEEP)
        node = self._list()
        if not self._follows(")"):
            raise Fault.at(opening, _UNCLOSED)
        self._depth -= 1
        return node

    def _fielded(self, token: Token) -> Node:
        _check_field(token)
        if self._field:
            raise Fault.at(token, "title: is said already for all of these parentheses")
        after = self._next
        if after.start > token.end or after.kind not in ("word", "quoted", "("):
            raise Fault.at(token, 'title: needs a word, a "phrase" or ( right after it')
        self._field = "title"
        node = self._operand()
        self._field = None
        return node

    def _value(self, token: Token) -> Node:
        name, _, value = token.text.partition(":")
        if self._field:
            raise Fault.at(token, f"{name}: cannot stand within title:")
        if name.lower() == "id":
            return _id(token, value)
        return _dated(token, value, self._next, self._today)


def _word(token: Token, field: Field | None) -> Node:
    if token.text == "*" and not field:
        return Everything()
    for pattern, message in _REFUSED:
        if found := pattern.search(token.text):
            raise Fault(message, token.start + found.start(), token.start + found.end())
    words = words_of(token.text)
    if not words:
        raise Fault.at(token, "there is no letter or digit in this: nothing to search for")
    if not token.text.endswith("*"):
        return Words(words, field)
    if len(words) > 1:
        raise Fault.at(token, "a * belongs to one word, and this is several")
    return Prefix(words[0], field)


def _phrase(token: Token, after: Token, field: Field | None) -> Node:
    if after.start == token.end and (message := _AFTER_PHRASE.get(after.text[:1])):
        raise Fault.at(after, message)
    star = token.text.find("*")
    if star >= 0:
        message = "a * in quotes, for any one word, is not supported yet"
        raise Fault(message, token.start + star, token.start + star + 1)
    words = words_of(token.text)
    if not words:
        raise Fault.at(token, "there is no letter or digit in these quotes: nothing to search for")
    return Phrase(words, field)


def _check_field(token: Token) -> None:
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


def _dated(token: Token, value: str, after: Token, today: date) -> Dated:
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


def _id(token: Token, value: str) -> Id:
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


def _joined(operands: Sequence[_Signed], by_or: Sequence[bool]) -> Node:
    """Join the operands of a list; `by_or` says where, around each, an OR is written.

    A negated operand beside a written OR is one of the alternatives; else it is left out of all.
    """
    required, optional, excluded = [], [], []
    for (sign, node), before, after in zip(operands, by_or, by_or[1:], strict=False):
        if sign == "+":
            required.append(node)
        elif sign == "-" and not (before or after):
            excluded.append(node)
        else:
            optional.append(node)
    if required and optional:
        wanted: list[Node] = [Prefer(_merged(And, required), _merged(Or, optional))]
    else:
        wanted = required or ([_merged(Or, optional)] if optional else [])
    return _merged(And, [*wanted, *excluded])


def _merged(kind: type[And | Or], nodes: Iterable[Node]) -> Node:
    """Join nodes, those of the same kind by their operands; one node alone stays itself."""
    flat: list[Node] = []
    for node in nodes:
        flat += children(node) if isinstance(node, kind) else [node]
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def _depth(tree: Node) -> int:
    """Return how many nodes there are, at most, one within the other."""
    depth, level = 0, [tree]
    while level:
        depth, level = depth + 1, [inner for node in level for inner in children(node)]
    return depth
