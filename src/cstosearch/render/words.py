"""How do words and what is counted of them look, in columns and in tables?

For a person the numbers come first, under their names, and the word stands last on its line.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from cstosearch.model import Collocate, Collocations, Typical, Vocabulary, Word
from cstosearch.render.table import Dialect, table
from cstosearch.render.terminal import NARROWEST, Terminal, tidy, wrap

_GAP: Final = "  "


def vocabulary(found: Vocabulary, terminal: Terminal) -> str:
    """Return words with their numbers; behind a stem its words, with the documents of each."""
    return in_columns(
        ("documents", "occurrences", "stem: words" if _has_stems(found) else "word"),
        [(f"{w.documents:,}", f"{w.occurrences:,}", _spelled(w)) for w in found.words],
        terminal,
    )


def vocabulary_table(found: Vocabulary, dialect: Dialect) -> Iterator[str]:
    """Yield the lines of a table of words; one of stems has the words of each in one cell."""
    if _has_stems(found):
        header = ("stem", "documents", "occurrences", "words")
        stems = ((*w[:3], " ".join(form.word for form in w.forms)) for w in found.words)
        return table(header, stems, dialect)
    return table(("word", "documents", "occurrences"), (w[:3] for w in found.words), dialect)


def _has_stems(found: Vocabulary) -> bool:
    return any(word.forms for word in found.words)


def _spelled(word: Word) -> str:
    forms = ", ".join(f"{form.word} {form.documents:,}" for form in word.forms)
    return f"{word.word}: {forms}" if forms else word.word


def collocations(found: Collocations, terminal: Terminal) -> str:
    """Return the words near a node, with what was counted of them."""
    return in_columns(
        (
            "G2",
            "observed",
            "expected",
            "left",
            "right",
            "documents",
            "occurrences",
            "word",
        ),
        [
            (
                f"{each.log_likelihood:,.1f}",
                f"{each.observed:,}",
                f"{each.expected:,.2f}",
                f"{each.left:,}",
                f"{each.right:,}",
                f"{each.documents:,}",
                f"{each.occurrences:,}",
                each.word,
            )
            for each in found.collocates
        ],
        terminal,
    )


def collocations_table(found: Collocations, dialect: Dialect) -> Iterator[str]:
    """Yield the lines of a table of the words near a node, with columns as JSON has keys."""
    return table(Collocate._fields, found.collocates, dialect)


def typical(words: Sequence[Typical], terminal: Terminal) -> str:
    """Return the words that tell a document from others, with their weights."""
    rows = [
        (f"{each.weight:.2f}", f"{each.occurrences:,}", f"{each.documents:,}", each.word)
        for each in words
    ]
    return in_columns(("weight", "occurrences", "documents", "word"), rows, terminal)


def in_columns(
    header: Sequence[str], rows: Sequence[Sequence[str]], terminal: Terminal, *, left: str = ""
) -> str:
    """Return rows below their header, numbers to the right, the last cell wrapped beside them.

    The cells of the column `left` stand to the left instead.
    """
    lines = [header, *rows]
    signs = ["<" if name == left else ">" for name in header[:-1]]
    widths = [max(map(len, column)) for column in list(zip(*lines, strict=True))[:-1]]
    gutter = sum(widths) + len(_GAP) * len(widths)
    room = max(NARROWEST, terminal.columns - gutter)
    shown = []
    for *numbers, word in lines:
        text = tidy(word).text
        beside = "".join(
            f"{number:{sign}{width}}{_GAP}"
            for number, sign, width in zip(numbers, signs, widths, strict=True)
        )
        for span in wrap(text, room):
            shown.append(beside + text[slice(*span)])
            beside = " " * gutter
    return "\n".join(shown)
