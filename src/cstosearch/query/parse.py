"""What does this text ask? From the query language to the tree, or to an error with a caret.

::

    list    = part { [ OR ] part }              side by side only under `any_word`
    part    = signed { [ AND ] signed }         side by side unless under `any_word`
    signed  = [ NOT | "-" | "+" ] near
    near    = operand [ ( "NEAR/" n | "ADJ/" n ) operand ]
    operand = "(" list ")" | "title:" text | field ":" value | text
    text    = word | quoted phrase [ "~" n ] | "*" | "(" list ")" behind a field
    value   = a date or a range of dates, a name, a file ... | "(" list ")" of such

A word may hold the wildcards `*` and `?`, or end in `~1` or `~2`; so may the words of a phrase,
but for the tilde. `docs/query-syntax.md` says what all of it means. What cannot be read in one way
only is refused, never guessed: a query that means something else than its author thinks is worse
than an error.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final, Literal, NoReturn

from cstosearch.errors import QueryError
from cstosearch.query import leaves, values
from cstosearch.query.join import Part, Signed, joined
from cstosearch.query.lex import OPERATORS, Fault, Token, lex
from cstosearch.query.nodes import Node, Not, Value, children, is_name, patterns_in, words_in

MAX_LENGTH: Final = 10_000
"""Characters of a query, as it is given and in its canonical form."""
MAX_DEPTH: Final = 100
"""Levels of parentheses, and of the tree."""
MAX_WORDS: Final = 1_024
"""Words in one query, those of phrases too; a date or an id counts as one."""
MAX_PATTERNS: Final = 32
"""Words and values with wildcards, or fuzzy, in one query, but for those that only end in a star:
each is compared with the whole vocabulary, and may stand for all of it."""

_SIGNS: Final = frozenset(("NOT", "-", "+"))
_ENDS: Final = frozenset(("AND", "OR", ")", "end"))
_LEAVES: Final = frozenset(("value", "quoted", "word"))
_TITLE: Final = "title"

_UNOPENED: Final = "no ( opens what this ) closes"
_UNCLOSED: Final = "this ( is never closed"
_EMPTY: Final = "there is nothing in these parentheses"
_TOO_LONG: Final = f"the query is longer than {MAX_LENGTH:,} characters"
_TOO_DEEP: Final = f"the query is nested deeper than {MAX_DEPTH} levels"


def parse(text: str, *, any_word: bool = False, no_alias: bool = False, today: date) -> Node:
    """Return the tree of a query; with `any_word`, words side by side are joined by OR.

    With `no_alias`, names are canonical names, as if each were written behind `=`.

    Raises `QueryError`, and nothing else, whatever the text.
    """
    try:
        parser = _Parser(_tokens(text), any_word=any_word, no_alias=no_alias, today=today)
        return parser.tree()
    except Fault as fault:
        raise QueryError(str(fault), text, fault.start, fault.end) from None


def _tokens(text: str) -> list[Token]:
    """Return the tokens of a query of bearable size."""
    if not text.strip():
        raise Fault("the query is empty: write a word, or * for all documents", 0, len(text))
    if len(text) > MAX_LENGTH:
        raise Fault(_TOO_LONG, MAX_LENGTH, len(text))
    return list(lex(text))


class _Parser:
    """Recursive descent over the tokens of one query."""

    def __init__(
        self, tokens: Sequence[Token], *, any_word: bool, no_alias: bool, today: date
    ) -> None:
        self._tokens = tokens
        self._any_word = any_word
        self._no_alias = no_alias
        self._today = today
        self._at = 0
        self._field = ""
        """That which is said for all of some parentheses."""
        self._words = 0
        self._patterns = 0
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

    def _follows(self, kind: str) -> bool:
        """Step over the next token if it is of this kind, and say whether it was."""
        found = self._next.kind == kind
        self._at += found
        return found

    def _list(self) -> Node:
        parts = [Part(self._operands())]
        while (after_or := self._follows("OR")) or self._next.kind not in _ENDS:
            parts.append(Part(self._operands(), after_or))
        return joined(parts)

    def _operands(self) -> list[Signed]:
        """Read what AND joins."""
        operands = [self._signed()]
        while self._follows("AND") or not (self._any_word or self._next.kind in _ENDS):
            operands.append(self._signed())
        return operands

    def _signed(self) -> Signed:
        first = self._next
        if first.kind not in _SIGNS:
            return Signed(self._near(), first)
        self._check_sign()
        self._at += 1
        node = self._near()
        return Signed(node if first.kind == "+" else Not(node), first)

    def _near(self) -> Node:
        left = self._operand()
        operator = self._next
        if not self._follows("near"):
            return left
        node = leaves.near(left, operator, self._operand())
        if self._next.kind == "near":
            message = "NEAR and ADJ join two: write a NEAR/5 b AND b NEAR/5 c"
            raise Fault.at(self._next, message)
        return node

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
            case _:
                return self._counted(token, self._leaf(token))

    def _leaf(self, token: Token) -> Node:
        """Read a word or a phrase, or what it is as the value of a field."""
        if self._field not in ("", _TITLE):
            return self._filter(self._field, token, token.text)
        field: Literal["title"] | None = "title" if self._field else None
        if token.kind == "quoted":
            return leaves.phrase(token, self._next, field)
        return leaves.word(token, field)

    def _counted(self, token: Token, leaf: Node) -> Node:
        """Return a leaf if there is still room for its words and patterns."""
        self._words += words_in(leaf)
        if self._words > MAX_WORDS:
            raise Fault.at(token, f"the query has more than {MAX_WORDS:,} words")
        self._patterns += patterns_in(leaf)
        if self._patterns > MAX_PATTERNS:
            raise Fault.at(
                token, f"the query has more than {MAX_PATTERNS} words like *a, a?b or a~1"
            )
        return leaf

    def _missing(self) -> NoReturn:
        """Say what is wrong where an operand should stand."""
        token, before = self._next, self._tokens[max(0, self._at - 1)]
        if before is not token and before.kind in _SIGNS | OPERATORS | {"near"}:
            raise Fault.at(before, f"{before.text} needs a word after it")
        if token.kind in OPERATORS | {"near"}:
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
        values.check_field(token)
        after = self._next
        if after.start > token.end or after.kind not in ("word", "quoted", "("):
            raise Fault.at(token, 'title: needs a word, a "phrase" or ( right after it')
        return self._within(_TITLE, token)

    def _within(self, field: str, token: Token) -> Node:
        """Read what a field is said for."""
        if self._field:
            name = token.text.partition(":")[0].lower()
            raise Fault.at(token, f"{name}: cannot stand within {self._field}:")
        self._field = field
        node = self._operand()
        self._field = ""
        return node

    def _value(self, token: Token) -> Node:
        name, _, value = token.text.partition(":")
        name = name.lower()
        if self._field or (not value and self._next.kind == "(" and self._next.start == token.end):
            return self._within(name, token)
        return self._counted(token, self._filter(name, token, value))

    def _filter(self, name: str, token: Token, value: str) -> Node:
        """Read the value of a field other than the title."""
        leaf = values.read(name, token, value, self._next, self._today)
        if self._no_alias and isinstance(leaf, Value) and is_name(leaf):
            return replace(leaf, canonical=True)
        return leaf


def _depth(tree: Node) -> int:
    """Return how many nodes there are, at most, one within the other."""
    depth, level = 0, [tree]
    while level:
        depth, level = depth + 1, [inner for node in level for inner in children(node)]
    return depth
