"""Which names have the states of the world? Writes countries.tsv of the gazetteer.

    python tools/countries.py [FOLDER]

English and Russian short names come from CLDR, through Babel (Unicode licence); all others from
countries.txt beside this.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from babel import Locale
from names import DATA

HAND: Final = Path(__file__).with_name("countries.txt")
HEAD: Final = """\
# Written by tools/countries.py from CLDR (Copyright Unicode, Inc.; Unicode-3.0) and a list by hand.
# Name, aliases, names that count only with evidence, adjectives and demonyms.
"""


class State(NamedTuple):
    """A state by its code: the name that it goes by, and what stands in the list by hand."""

    code: str
    name: str
    aliases: list[str]
    cue: list[str]
    adjectives: list[str]


def states() -> Iterator[State]:
    """Yield the states of the list, in its order."""
    english = Locale("en").territories
    for line in HAND.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, *columns = line.split("|")
            aliases, cue, adjectives = [c.split(";") if c else [] for c in columns]
            name = english[code]
            if aliases and aliases[0].startswith("="):
                name = aliases.pop(0)[1:]
            yield State(code, name, aliases, cue, adjectives)


def aliases_of(state: State) -> list[str]:
    """Return the aliases of a state: English, then Russian, less those that need evidence.

    "Myanmar (Burma)" and "Congo - Kinshasa" are how CLDR tells names apart, not names.
    """
    cldr = [Locale(lang).territories[state.code].replace("’", "'") for lang in ("en", "ru")]
    named = [name for name in cldr if "(" not in name and " - " not in name and "&" not in name]
    aliases = dict.fromkeys((*named, *state.aliases))
    return [name for name in aliases if name != state.name and name not in state.cue]


def text() -> str:
    """Return the file."""
    lines = [
        "\t".join((s.name, *map(";".join, (aliases_of(s), s.cue, s.adjectives)))) for s in states()
    ]
    return HEAD + "".join(f"{line}\n" for line in sorted(lines))


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if sys.argv[1:] else DATA
    folder.joinpath("countries.tsv").write_text(text(), "utf-8")
