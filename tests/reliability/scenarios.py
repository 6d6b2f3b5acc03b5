"""What is done to an index while something goes wrong, and what must be true of it afterwards?"""

import atexit
import json
import os
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unittest import mock

import whoosh.index

import cstosearch
from cstosearch.local import LocalEngine
from cstosearch.model import Summary

Answers = tuple[Any, ...]

QUERIES = ("*", 'border conflict OR "staff talks" OR заседания', "date:2020-07-08 NOT Tomsk")

_TEXTS: dict[str, str | None] = {
    "a.txt": "08.07.2020\nThe staff talks on the training were held in Minsk.\n",
    "b.txt": "09.07.2020\n\nA border conflict.\n\nhttps://example.org/1\n",
    "c.txt": "Заседание\n\n10.07.2020\n\nСостоялось заседание совета.\n",
    "sub/d.txt": "Staff talks\n\nStaff talks 08.07.2020\n\nThe staff talks on the training were "
    "held in Minsk. Zas took part.\n\nThe next ones follow.\n\nBack to the section\n",
}
_EDITS: dict[str, str | None] = {
    "a.txt": "08.07.2020\nThe staff talks on the training were held in Tomsk, near the border.\n",
    "c.txt": None,
    "e.jsonl": '{"id": "1", "date": "2020-07-08", "body": "The conflict training is tomorrow."}\n'
    '{"id": "2", "date": "2021-07-08", "body": "Another border conflict."}\n'
    '{"id": "3", "title": "Talks", "body": "No border here."}\n',
}
_SMALL = {
    "codec.build._MAX_DOCUMENTS": 3,
    "codec.arrays._HELD": 400,
    "codec.policy.MAX_SEGMENTS": 2,
}
"""Segments of three documents, arrays of more than 400 bytes by way of files, soon a merge."""
_LONG_AGO = 1_500_000_000


@dataclass(frozen=True)
class Scenario:
    """A run that changes an index: `home` has the corpus as it is then, and the index before.

    `rebuild` says how it is run, `before` and `after` what the index answers, `small` whether the
    limits are small, so that a tiny corpus takes all the ways that a large one does.
    """

    name: str
    home: Path
    rebuild: bool
    before: Answers | None
    after: Answers
    small: bool

    def copy(self, to: Path) -> Path:
        """Put corpus and index into a new directory; return it."""
        shutil.copytree(self.home, to)
        return to

    def run(self, home: Path) -> Summary:
        """Do what the scenario is about, in a copy."""
        with ExitStack() as stack:
            stack.enter_context(mock.patch("tempfile.tempdir", str(home / "tmp")))
            for limit, value in _SMALL.items() if self.small else ():
                stack.enter_context(mock.patch(f"cstosearch.{limit}", value))
            return build(home, rebuild=self.rebuild)

    def check(self, home: Path, *, done: bool = False) -> None:
        """Assert that the index in a copy is whole: the new one if all is `done`, else either."""
        assert answers(home / "index") in ((self.after,) if done else (self.before, self.after))

    def check_next(self, home: Path) -> None:
        """Assert that the next run sets all right."""
        with mock.patch.object(os, "fsync"):  # to wait for the disk would show nothing more
            build(home)
        assert answers(home / "index") == self.after
        assert left_over(home / "index") == set()


def build(home: Path, *, rebuild: bool = False) -> Summary:
    return cstosearch.build(home / "corpus", home / "index", rebuild=rebuild, lock_timeout=0)


def answers(index: Path) -> Answers | None:
    """Return what a sound index answers to queries, Whoosh included; None where there is none."""
    try:
        opened = cstosearch.open_index(index)
    except cstosearch.IndexMissingError:
        return None
    checked = LocalEngine(index).check(lambda _: None, deep=True)
    assert [finding for finding in checked.findings if finding.kind == "damaged"] == []
    with opened:
        stats = opened.stats()
        return (
            whoosh.index.open_dir(str(index)).doc_count(),
            (stats.documents, stats.files, stats.records),
            *(tuple((hit.document, hit.score) for hit in ask(opened, query)) for query in QUERIES),
        )


def ask(opened: cstosearch.Index, query: str) -> cstosearch.Results:
    """Return all hits."""
    return opened.search(query, limit=None, snippets=0)


def left_over(index: Path) -> set[str]:
    """Return the names in an index that its generation has no use for."""
    [toc] = index.glob("_MAIN_*.toc")
    number = toc.name.removeprefix("_MAIN_").removesuffix(".toc")
    facts = f"generation_{number}.json"
    segments = json.loads((index / facts).read_text("utf-8"))["segments"]
    return set(os.listdir(index)) - {
        *(toc.name, facts, f"names_{number}.txt", f"manifest_{number}.npz"),
        *(f"{segment['name']}.seg" for segment in segments),
        *("MAIN_WRITELOCK", "writer.txt"),
    }


def write(home: Path, texts: dict[str, str | None]) -> None:
    """Write files of a corpus, long ago, or remove those without a text."""
    for name, text in texts.items():
        path = home / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text, "utf-8")
            os.utime(path, (_LONG_AGO, _LONG_AGO))


@cache
def scenario(name: str) -> Scenario:
    """Return one of `NAMES`; its directory is made once for all tests."""
    home = Path(mkdtemp(prefix="cstosearch-reliability-"))
    atexit.register(shutil.rmtree, home)
    (home / "tmp").mkdir()
    return _MAKERS[name](home)


def _made(name: str, home: Path, *, rebuild: bool, small: bool) -> Scenario:
    fresh = Path(mkdtemp(prefix="cstosearch-reliability-"))
    shutil.copytree(home / "corpus", fresh / "corpus")
    build(fresh, rebuild=True)
    after = answers(fresh / "index")
    shutil.rmtree(fresh)
    assert after is not None
    before = answers(home / "index")
    assert before != after
    return Scenario(name, home, rebuild, before, after, small)


def _first(home: Path) -> Scenario:
    """Make an index where there was none."""
    write(home, _TEXTS)
    return _made("first", home, rebuild=False, small=False)


def _update(home: Path) -> Scenario:
    """Add, change and remove."""
    write(home, _TEXTS)
    build(home)
    write(home, _EDITS)
    return _made("update", home, rebuild=False, small=False)


def _rebuild(home: Path) -> Scenario:
    """Do the same, all anew, by segments that become one, and arrays that wait in files."""
    write(home, _TEXTS)
    build(home)
    write(home, _EDITS)
    return _made("rebuild", home, rebuild=True, small=True)


def _merge(home: Path) -> Scenario:
    """Add to an index of more segments than there may be: the smallest become one."""
    for name in ("a.txt", "b.txt", "c.txt"):
        write(home, {name: _TEXTS[name]})
        build(home)
    assert len(list((home / "index").glob("*.seg"))) == 3
    write(home, _EDITS)
    return _made("merge", home, rebuild=False, small=True)


_MAKERS = {"first": _first, "update": _update, "rebuild": _rebuild, "merge": _merge}
NAMES = tuple(_MAKERS)
