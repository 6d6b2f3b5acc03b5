"""What fields does a document have in a Whoosh index, and how is its text cut into terms?

Whoosh pickles these classes by their dotted path into every index: **the names in this module are
an on-disk format**. Stock Whoosh can open the index wherever this package can be imported.

==================  ==========================================================================
id                  the document's id, unique
title, body         stems, with positions; a derived title is stored and not indexed; the variants
                    are indexed behind the body
title_exact,        folded words, with positions: what quotes and prefixes match; not kept twice,
body_exact          but read from the forms of title and body
date                midnight of the day of publication; absent where it is unknown
url                 as given
lang                as given
file                one value for each source file
sources             stored: [[file, start, end, digest], ...]
mention             first and last day of each mention: 2019-11-01/2019-11-30
alias               names of the document's entities, folded, each with the type and the canonical
                    name, parted by tabs
person ... treaty   canonical names of entities by type
entities            stored: [[type, name, text, start, end, ...], ...]: where they are spoken of;
                    text 0 is the title, 1 the body, 2 and 3 the same where not by a name
mentions            stored: [[as in `mention`, unit, text, start, end], ...]
title_derived       stored where it is so
variants            stored list
day                 column: proleptic Gregorian ordinal of the date, 0 where it is unknown
title_length,       columns: exact numbers of tokens
body_length
==================  ==========================================================================
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from whoosh import analysis as whoosh_analysis
from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, DATETIME, ID, KEYWORD, STORED, TEXT, Schema

from cstosearch.analysis import stem, tokenize
from cstosearch.local.rows import ENTITY_TYPES

SEPARATOR: Final = "\x1f"
"""Between the values of a field that has several; no text from the archive holds it."""


class _Piece(NamedTuple):
    """A term, what it stood as, and the characters it stood at."""

    term: str
    original: str
    start: int
    end: int


class _Pieces(whoosh_analysis.Tokenizer):  # type: ignore[misc]
    """Yields pieces of a value as Whoosh's tokens; analyzers with the same settings are equal."""

    def __eq__(self, other: object) -> bool:
        """Say whether the other analyzer yields the same tokens."""
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        """Return a hash that agrees with equality."""
        return hash((type(self), *sorted(vars(self).items())))

    def pieces(self, value: str) -> Iterable[_Piece]:
        """Return the pieces of a value, in order."""
        raise NotImplementedError

    def __call__(  # noqa: PLR0917 - Whoosh's signature
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        removestops: bool = True,  # noqa: ARG002 - no word is a stop word
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **kwargs: Any,
    ) -> Iterator[Any]:
        """Yield one Whoosh token object, changed in place, for each piece of `value`."""
        token = whoosh_analysis.Token(positions, chars, removestops=False, mode=mode, **kwargs)
        for position, piece in enumerate(self.pieces(value), start=start_pos):
            token.text, token.boost, token.stopped = piece.term, 1.0, False
            if keeporiginal:
                token.original = piece.original
            if positions:
                token.pos = position
            if chars:
                token.startchar, token.endchar = start_char + piece.start, start_char + piece.end
            yield token


class Words(_Pieces):
    """The tokens of `cstosearch.analysis`, stemmed or as they are (folded)."""

    def __init__(self, *, stemmed: bool) -> None:
        self.stemmed = stemmed

    def pieces(self, value: str) -> Iterable[_Piece]:
        """Return the tokens of a text."""
        for token in tokenize(value):
            yield _Piece(stem(token.text) if self.stemmed else token.text, *token)


class Values(_Pieces):
    """Each of several values, parted by `SEPARATOR`, as one term."""

    def pieces(self, value: str) -> Iterable[_Piece]:
        """Return the values."""
        start = 0
        for text in value.split(SEPARATOR):
            yield _Piece(text, text, start, start + len(text))
            start += len(text) + len(SEPARATOR)


def schema() -> Schema:
    """Return the schema of an index."""
    stems, words = Words(stemmed=True), Words(stemmed=False)
    fields = {
        "id": ID(stored=True, unique=True, sortable=True),
        "title": TEXT(stems, stored=True, phrase=True),
        "title_exact": TEXT(words, phrase=True),
        "body": TEXT(stems, stored=True, phrase=True),
        "body_exact": TEXT(words, phrase=True),
        "date": DATETIME(stored=True, sortable=True),
        "url": ID(stored=True),
        "lang": ID(stored=True),
        "file": KEYWORD(analyzer=Values()),
        "mention": KEYWORD(analyzer=Values()),
        "alias": KEYWORD(analyzer=Values()),
        "sources": STORED(),
        "entities": STORED(),
        "mentions": STORED(),
        "title_derived": STORED(),
        "variants": STORED(),
        "day": COLUMN(NumericColumn("i")),
        "title_length": COLUMN(NumericColumn("I")),
        "body_length": COLUMN(NumericColumn("I")),
    }
    entities = {kind: KEYWORD(analyzer=Values()) for kind in ENTITY_TYPES}
    return Schema(**fields, **entities)


ALIASES: Final = {
    "forms": {"title_exact": "title", "body_exact": "body"},
    "dates": {"date": "day"},
    "lengths": {"title_length": "title", "body_length": "body"},
}
"""Fields of the schema that are read from others: forms of text fields, days, lengths."""
