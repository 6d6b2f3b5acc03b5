"""Which figures are taken of a corpus, and in which order?

What is compared runs in turns, round by round, so that what else the machine does meets all alike.
"""

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from typing import Final

import measure
import queries
from peers import VARIANTS
from report import IMPORTS, OURS, Record
from story import files_of

STARTS: Final = 5
"""How often a search is started from nothing, in each round."""
SLOW: Final = ("whoosh", "xapian")
"""Variants that index once, whatever the rounds."""
_END: Final = '"}\n'
CONSOLE: Final = str(Path(sys.executable).with_name("cstosearch"))
SCRIPTED: Final = ("tantivy", "tantivy stems", "fts5", "fts5 stems")
"""Variants whose whole process is compared with the command."""


@dataclass(frozen=True)
class Bench:
    """The measures of one corpus.

    `pythons` are those that can import an engine, by engine. `held` says that documents are held in
    memory before the clock of indexing starts; otherwise they are read meanwhile. `rounds` are
    those of queries and searches, `builds` those of indexing, which may take long.
    """

    work: Path
    corpus: Path
    held: bool
    pythons: dict[str, str]
    rounds: int
    builds: int
    records: list[Record] = field(default_factory=list)

    def _note(self, what: str, variant: str, value: float, unit: str) -> None:
        self.records.append(Record(what, variant, "", "", value, unit))

    def _variants(self, *, asked: bool) -> list[str]:
        """Return the variants that are asked, or those that make an index of their own."""
        return [
            name
            for name, variant in VARIANTS.items()
            if variant.engine in self.pythons and (variant.asked if asked else not variant.of)
        ]

    def _worker(self, task: str, variant: str, *arguments: str | Path) -> list[str]:
        python = self.pythons[VARIANTS[variant].engine]
        return measure.worker(python, task, variant, *arguments)

    def _index(self, variant: str) -> Path:
        """Return the directory of the index that a variant asks."""
        return self.work / (VARIANTS[variant].of or variant).replace(" ", "-")

    def indexing(self) -> None:
        """Time reading alone, then each engine; the indexes that are asked stay."""
        task = "index-held" if self.held else "index"
        kept = {self._index(variant) for variant in self._variants(asked=True)}
        for number in range(self.builds):
            read = measure.answer(measure.worker(sys.executable, "read", self.corpus))
            self._note("read", "", read, "s")
            for variant in self._variants(asked=False):
                if number and variant in SLOW:
                    continue
                index = self._index(variant)
                rmtree(index, ignore_errors=True)
                command = self._worker(task, variant, self.corpus, index)
                done = self._watched("index", variant, command, index)
                committed, settled = json.loads(done.output)
                self._note("index committed", variant, committed, "s")
                self._note("index settled", variant, settled, "s")
                if index not in kept:
                    rmtree(index)

    def _watched(
        self, what: str, variant: str, command: Sequence[str], index: Path
    ) -> measure.Watched:
        """Run a command that writes an index, and note what it took."""
        os.sync()  # what others have left to be written
        done = measure.watched(command)
        self._note(f"{what} process", variant, done.seconds, "s")
        self._note(f"{what} peak", variant, done.peak, "bytes")
        self._note(f"{what} size", variant, measure.size(index), "bytes")
        return done

    def asking(self) -> None:
        """Ask all queries of each variant."""
        drawn = queries.draw(self.corpus, seed=1)
        file = self.work / "queries.json"
        file.write_text(json.dumps(drawn), "utf-8")
        for number in range(self.rounds):
            for variant in self._variants(asked=True):
                command = self._worker("query", variant, self._index(variant), file)
                for query, answer in zip(drawn, measure.answer(command), strict=True):
                    about = variant, query.kind, queries.as_text(query)
                    total, *times = answer
                    if not number:
                        self.records.append(Record("total", *about, total, ""))
                    self.records.extend(Record("query", *about, taken, "ms") for taken in times)

    def commands(self) -> None:
        """Time whole processes: indexing from the files, and one search from nothing."""
        index, other = self.work / "command", self.work / "other"
        command = _index_command(self.corpus, index)
        for _ in range(self.builds):
            rmtree(index, ignore_errors=True)
            self._watched("command", OURS, command, index)
            for variant in self._variants(asked=False):
                if variant in SCRIPTED:
                    script = self._worker("index", variant, self.corpus, other)
                    self._watched("command", variant, script, other)
                    rmtree(other)
        words = next(
            query.words
            for query in queries.draw(self.corpus, seed=1)
            if query.form is queries.Form.ALL
        )
        searches = {
            OURS: [CONSOLE, "search", *words, "--index", str(index)],
            IMPORTS: [sys.executable, "-c", IMPORTS],
        }
        if "tantivy" in self.pythons:
            script = [str(Path(__file__).with_name("tantivy_once.py")), str(self._index("tantivy"))]
            searches["tantivy"] = [self.pythons["tantivy"], *script, " ".join(words)]
        for _ in range(STARTS * self.rounds):
            for name, search in searches.items():
                self._note("one-shot", name, measure.took(search), "s")

    def updates(self, write: Callable[[Path], None]) -> None:
        """Change one document of one file of many, as it may happen day by day.

        `write` writes the corpus of many files. An engine alone is told which documents to replace:
        those of the file.
        """
        corpus, index = self.work / "changing", self.work / "changing-index"
        write(corpus)
        command = _index_command(corpus, index)
        self._note("rebuild", OURS, measure.took(command), "s")
        files = files_of(corpus)
        file = files[len(files) // 2]
        for number in range(self.rounds):
            _change(file, 2 * number)
            inside = measure.worker(sys.executable, "build", corpus, index)
            self._note("update library", OURS, measure.answer(inside), "s")
            _change(file, 2 * number + 1)
            self._note("update command", OURS, measure.took(command), "s")
            for variant in self._variants(asked=False):
                if self._index(variant).exists():
                    alone = self._worker("update", variant, file, self._index(variant))
                    self._note("update engine", variant, measure.answer(alone), "s")


def _index_command(corpus: Path, index: Path) -> list[str]:
    return [CONSOLE, "index", "--corpus", str(corpus), "--index", str(index)]


def _change(file: Path, number: int) -> None:
    """Add a sentence to the last document of a file."""
    text = file.read_text("utf-8")
    file.write_text(f'{text.removesuffix(_END)} Correction {number} was published."}}\n', "utf-8")
