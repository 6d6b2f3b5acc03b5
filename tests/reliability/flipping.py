"""What becomes of an index when a byte of its files is another?

A program of its own, since it takes memory away from itself: in `tests`,
`python -m reliability.flipping DIRECTORY < plan`. Each line of the plan is a JSON list of a file's
name, a place in it, and a mask; for each of them a JSON list is printed of the name, the place, the
mask and what came of it:

harmless   all that is asked is answered as before
refused    some of it, with an error for people; and the rest is answered as before
found      an answer is another, and `verify` says that the index is damaged
unread     searches do not read the file, and `verify` says that the index is damaged
failed     anything else: another error, a wrong answer that `verify` does not know of, more memory
           or time than there is; what it was stands behind it
"""

import json
import os
import re
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import cstosearch
from reliability import archives

MEMORY: Final = 1 << 29
"""Bytes that the program may have beyond what it has when it begins."""
SECONDS: Final = 30
"""How long one flip may take; the machine may have much to do."""
REFUSED: Final = "refused"

QUERIES: Final = (
    "*",
    "border",
    "borders OR учения",
    '"working group"',
    '"collective * forces"',
    '"collective forces"~2',
    "border NEAR/4 group",
    "bor* -conflict",
    "*s",
    "conflikt~1",
    "title:border",
    "date:2020-07",
    "on:07-08",
    "date:none",
    'person:"Stanislav Zas"',
    "entity:zas",
    "country:hayastan",
    "mentions:2019",
    "lang:ru",
    "source:b*",
    "url:*example*",
    "id:c2",
)

Ask = Callable[[cstosearch.Index], Any]


def questions() -> Iterator[Ask]:
    """Yield all kinds of questions to an index."""
    yield from (partial(_searched, query) for query in QUERIES)
    yield _counted
    yield lambda index: index.timeline("border", by="month")
    yield lambda index: list(index.concordance("border OR group", sort="right"))
    yield lambda index: index.terms("*", limit=None)
    yield lambda index: index.terms("", stems=True, limit=None)
    yield lambda index: index.collocates("border")
    yield lambda index: index.explain("bor* OR group")
    yield lambda index: index.similar("c1")
    yield lambda index: [index.document(id_) for id_ in ("c1", "c3", "b1")]
    yield lambda index: index.stats()


def _searched(query: str, index: cstosearch.Index) -> Any:
    return index.search(query, limit=None, snippets=2)


def _counted(index: cstosearch.Index) -> Any:
    return index.search("*", sort="newest", facets=["person", "source", "lang", "month"])


def answers(directory: Path) -> list[str]:
    """Return what an index answers, or that it refuses to."""
    try:
        with cstosearch.open_index(directory) as index:
            return [_answer(partial(ask, index)) for ask in questions()]
    except cstosearch.IndexStateError as error:
        return [_refusal(error)]


def _answer(ask: Callable[[], Any]) -> str:
    try:
        return re.sub(r"took_ms=[\d.e-]+", "", repr(ask()))
    except (cstosearch.IndexStateError, cstosearch.DocumentError) as error:
        return _refusal(error)


def _refusal(error: Exception) -> str:
    """Return that an error was for people, unless memory was not enough."""
    if isinstance(error.__cause__, MemoryError):
        raise error
    return REFUSED


def outcome(directory: Path, name: str, before: list[str]) -> str:
    """Return what came of a flip in a file."""
    after = answers(directory)
    if name.endswith((".toc", ".npz")):
        assert after == before, "a search has read what it should not"
        assert found(directory), "verify has found nothing"
        return "unread"
    if after == before:
        return "harmless"
    whole = len(after) == len(before)
    if not whole or all(its in {REFUSED, mine} for mine, its in zip(before, after, strict=True)):
        return REFUSED
    assert found(directory), "verify has found nothing, and an answer is another"
    return "found"


def found(directory: Path) -> bool:
    """Say whether `verify` says that an index is damaged."""
    try:
        with archives.as_verified():
            return cstosearch.verify(directory.parent / "corpus", directory).damaged
    except cstosearch.IndexStateError:
        return True


class TooLongError(BaseException):
    """So that nobody takes it for damage."""


def _too_long(*_: object) -> None:
    raise TooLongError


def main() -> None:
    directory = Path(sys.argv[1])
    before = answers(directory)
    assert REFUSED not in before
    assert not found(directory)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    signal.signal(signal.SIGALRM, _too_long)
    for line in sys.stdin:
        name, place, mask = json.loads(line)
        descriptor = os.open(directory / name, os.O_RDWR)
        sound = os.pread(descriptor, 1, place)
        os.pwrite(descriptor, bytes([sound[0] ^ mask]), place)
        signal.alarm(SECONDS)
        try:
            what = [outcome(directory, name, before)]
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            what = ["failed", repr(error)]
        signal.alarm(0)
        os.pwrite(descriptor, sound, place)
        os.close(descriptor)
        sys.stdout.write(f"{json.dumps([name, place, mask, *what])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
