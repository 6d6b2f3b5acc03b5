"""How is SQLite's FTS5 used?

Documents lie in a table, in the order in which they come, with an index on the day. Two FTS5 tables
refer to it (`content=`): one stemmed (`porter unicode61`), one of the words as they are
(`unicode61`), which phrases, prefixes and exact words look at. They are filled by `rebuild`, which
is faster than row by row, with 64 MB of memory for terms; one transaction, with SQLite's full
durability. A bound on the date is a range of row numbers where the days ascend with them.
"""
# ruff: noqa: S608 - names of tables cannot be bound as values

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from queries import Form, Query
from story import Story

from peers import TITLE_WEIGHT, Answer, Peer

FILE: Final = "fts5.sqlite"
TABLES: Final = {"stems": "porter unicode61", "words": "unicode61"}
MEMORY: Final = 64 << 20


class Row(NamedTuple):
    """A row of the table `documents`; `day` is the proleptic Gregorian ordinal of the date."""

    id: str
    day: int
    title: str
    body: str


class Engine(Peer):
    """FTS5; without `exact` there is only the stemmed table."""

    def __init__(self, *, exact: bool = True) -> None:
        self._tables = TABLES if exact else {"stems": TABLES["stems"]}

    def version(self) -> str:
        """Return the version of SQLite."""
        return sqlite3.sqlite_version

    def document(self, story: Story) -> Row:
        """Return a row."""
        day = date.fromisoformat(story.date).toordinal() if story.date else 0
        return Row(story.id, day, story.title, story.body)

    def index(self, directory: Path, documents: Iterable[Row]) -> None:
        """Fill the tables and commit."""
        directory.mkdir()
        with closing(_connected(directory)) as database:
            database.execute("BEGIN")
            database.execute(
                "CREATE TABLE documents"
                " (n INTEGER PRIMARY KEY, id TEXT UNIQUE, day INTEGER, title TEXT, body TEXT)"
            )
            database.executemany(
                "INSERT INTO documents (id, day, title, body) VALUES (?, ?, ?, ?)", documents
            )
            database.execute("CREATE INDEX by_day ON documents (day)")
            for table, tokenizer in self._tables.items():
                database.execute(
                    f"CREATE VIRTUAL TABLE {table} USING fts5 (title, body, content='documents',"
                    f" content_rowid='n', tokenize='{tokenizer}')"
                )
                settings = {"rank": f"bm25({TITLE_WEIGHT}, 1.0)", "hashsize": MEMORY}
                for name, value in settings.items():
                    database.execute(
                        f"INSERT INTO {table} ({table}, rank) VALUES (?, ?)", (name, value)
                    )
                database.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")
            database.execute("COMMIT")

    def open(self, directory: Path) -> None:
        """Open the database."""
        self._database = _connected(directory)

    def prepared(self, query: Query) -> Callable[[], Answer]:
        """Return a search for the ten best, and the count that FTS5 needs another query for."""
        stemmed = query.form in {Form.TERM, Form.ANY, Form.ALL}
        table = "stems" if stemmed else "words"
        joint = " OR " if query.form == Form.ANY else " AND " if query.form == Form.ALL else " "
        quoted = [f'"{word}"' for word in query.words]
        match = f'"{" ".join(query.words)}"' if query.form == Form.PHRASE else joint.join(quoted)
        match += "*" if query.form == Form.PREFIX else ""
        return lambda: self._ask(table, match, query)

    def _ask(self, table: str, match: str, query: Query) -> Answer:
        where: str = f"{table} MATCH ?"
        values: list[str | int] = [match]
        if query.since:
            bound, numbers = self._bound(query)
            where += f" AND {bound}"
            values += numbers
        found = self._database.execute(
            "SELECT id, day, title, body FROM"
            f" (SELECT rowid AS n, rank FROM {table} WHERE {where} ORDER BY rank LIMIT 10)"
            " JOIN documents USING (n) ORDER BY rank",
            values,
        ).fetchall()
        [(total,)] = self._database.execute(f"SELECT count(*) FROM {table} WHERE {where}", values)
        return Answer(total, [row[0] for row in found])

    def _bound(self, query: Query) -> tuple[str, list[int]]:
        days = [date.fromisoformat(day).toordinal() for day in (query.since, query.until)]
        [(first, last, count)] = self._database.execute(
            "SELECT min(n), max(n), count(*) FROM documents WHERE day BETWEEN ? AND ?", days
        )
        if not count:
            return "0", []
        if count == last - first + 1:
            return "rowid BETWEEN ? AND ?", [first, last]
        others = "SELECT n FROM documents WHERE day BETWEEN ? AND ?"
        return f"rowid BETWEEN ? AND ? AND +rowid IN ({others})", [first, last, *days]

    def update(self, directory: Path, documents: Sequence[Row]) -> None:
        """Delete and insert, in one transaction."""
        with closing(_connected(directory)) as database:
            database.execute("BEGIN")
            for row in documents:
                [old] = database.execute(
                    "SELECT n, title, body FROM documents WHERE id = ?", (row.id,)
                )
                database.execute(
                    "UPDATE documents SET day = ?, title = ?, body = ? WHERE n = ?",
                    (row.day, row.title, row.body, old[0]),
                )
                for table in self._tables:
                    database.execute(
                        f"INSERT INTO {table} ({table}, rowid, title, body)"
                        " VALUES ('delete', ?, ?, ?)",
                        old,
                    )
                    database.execute(
                        f"INSERT INTO {table} (rowid, title, body) VALUES (?, ?, ?)",
                        (old[0], row.title, row.body),
                    )
            database.execute("COMMIT")


def _connected(directory: Path) -> sqlite3.Connection:
    database = sqlite3.connect(directory / FILE, isolation_level=None)
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA cache_size = -64000")  # KiB
    database.execute("PRAGMA mmap_size = 8000000000")
    return database
