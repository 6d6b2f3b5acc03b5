"""A deadline is looked at by whatever may take long; a clock that only counts says how often."""

import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import cstosearch
from cstosearch import DeadlineError, Document, Entity, Index, deadline, open_index
from cstosearch.cli import main
from cstosearch.deadline import check, checked, streamed
from cstosearch.local import LocalEngine
from cstosearch.model import Source

COUNT = 300
"""Documents: each has words of its own, and shares others."""


class Clock:
    """A clock that goes on by a second each time that it is looked at."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(deadline, "clock", clock)
    return clock


def documents() -> Iterator[Document]:
    for number in range(COUNT):
        yield Document(
            id=f"d{number:04}",
            title=f"Meeting {number}",
            title_derived=False,
            body=f"The border of place{number} is near the border. It was quiet{number}.",
            date=None,
            url=f"https://example.org/{number}",
            lang="en",
            sources=(Source(f"{number}.txt", 0, 1, "0" * 64),),
            entities=(Entity("person", f"Person {number}"),),
        )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    directory = tmp_path_factory.mktemp("index")
    with LocalEngine(directory).writer(fresh=True, timeout=0) as writer:
        for document in documents():
            writer.add(document)
        writer.commit(b"", files=0, records=0)
    with open_index(directory) as index:
        yield index


Ask = Callable[..., object]

ASKED: dict[str, tuple[int, Callable[[Index], Ask]]] = {
    # How often the clock is looked at, at least: where there is a loop, once for each of its turns.
    "search": (10, lambda index: partial(index.search, "border")),
    "hits": (COUNT, lambda index: partial(index.search, "border", limit=None, snippets=0)),
    "snippets": (2 * COUNT, lambda index: partial(index.search, "border", limit=None)),
    "nodes": (40, lambda index: partial(index.count, " ".join(f"b{n}" for n in range(40)))),
    "count": (3, lambda index: partial(index.count, "border")),
    "patterns": (4, lambda index: partial(index.count, "*lace*")),
    "phrases": (3, lambda index: partial(index.count, '"the *o*"')),
    "near": (8, lambda index: partial(index.count, "border NEAR/3 near")),
    "loose": (5, lambda index: partial(index.count, '"border near"~3')),
    "fuzzy": (10, lambda index: partial(index.count, "bordering~2")),
    "values": (COUNT, lambda index: partial(index.count, "url:*ample*")),
    "names": (2 * COUNT, lambda index: partial(index.count, "person:*son*")),
    "explain": (COUNT, lambda index: partial(index.explain, "place*")),
    "advise": (COUNT, lambda index: partial(index.advise, 'person:"nobody at all"')),
    "facets": (6, lambda index: partial(index.search, "*", limit=0, facets=("entity", "lang"))),
    "timeline": (3, lambda index: index.timeline),
    "mentions": (2, lambda index: partial(index.timeline, by_mention=True)),
    "terms": (COUNT, lambda index: partial(index.terms, "place")),
    "stems": (COUNT, lambda index: partial(index.terms, "place", stems=True)),
    "collocates": (COUNT, lambda index: partial(index.collocates, "border")),
    "similar": (20, lambda index: partial(index.similar, "d0001")),
    "entities": (2, lambda index: index.entities),
    "companions": (COUNT, lambda index: partial(index.companions, "person 1*")),
    "aliases": (COUNT, lambda index: partial(index.names, "person 1*")),
    "document": (1, lambda index: partial(index.document, "d0001")),
    "stats": (2, lambda index: index.stats),
    "save": (COUNT, lambda index: partial(index.saved.add, "name", "border", replace=True)),
    "new": (0, lambda index: index.saved.new),
    "lines": (2 * COUNT, lambda index: lambda **to: list(index.concordance("border", **to))),
    "by words": (
        2 * COUNT,
        lambda index: lambda **to: list(index.concordance("border", sort="left", **to)),
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_every_loop_looks_at_the_clock(index: Index, clock: Clock, name: str) -> None:
    """At least once for each document, word or name that it goes through."""
    least, ask = ASKED[name]
    ask(index)(timeout=1e9)
    assert clock.now > least


@pytest.mark.parametrize("name", ASKED)
def test_whatever_was_given_up_can_be_asked_again(index: Index, clock: Clock, name: str) -> None:
    """At the first look, or at any other: nothing half done is taken for an answer."""
    _, ask = ASKED[name]
    if name == "new":
        index.saved.add("name", "border", replace=True)
    expected = timeless(ask(index)())
    ask(index)(timeout=1e9)
    looks = int(clock.now)
    for at in dict.fromkeys([1, 2, looks // 2]):
        with suppress(DeadlineError):
            ask(index)(timeout=at - 0.5)
        assert timeless(ask(index)()) == expected
    with pytest.raises(DeadlineError, match=r"took longer than 0\.5 s"):
        ask(index)(timeout=0.5)


def timeless(answer: Any) -> object:
    """Return an answer without what differs each time."""
    if isinstance(answer, tuple) and hasattr(answer, "_replace"):
        for name in ("took_ms", "last_asked"):
            if name in getattr(answer, "_fields", ()):
                answer = answer._replace(**{name: None})
    if isinstance(answer, tuple) and not hasattr(answer, "_fields"):
        return tuple(str(each)[:40] for each in answer)
    return getattr(answer, "hits", answer)


def test_without_a_deadline_no_clock_is_looked_at(index: Index, clock: Clock) -> None:
    for _, ask in ASKED.values():
        ask(index)()
    assert clock.now == 0


def test_the_nearest_deadline_counts(clock: Clock) -> None:
    """And an inner one ends with its block."""
    with deadline.deadline(10):
        with deadline.deadline(100), pytest.raises(DeadlineError, match="10 s"):
            list(checked(range(20)))
        with pytest.raises(DeadlineError):
            check()
    check()
    assert clock.now < 30


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_no_time_at_all_is_refused(index: Index, seconds: float) -> None:
    with pytest.raises(ValueError, match="more than 0 seconds"):
        index.count("border", timeout=seconds)
    with pytest.raises(ValueError, match="more than 0 seconds"):
        index.concordance("border", timeout=seconds)


@pytest.mark.parametrize(
    ("seconds", "message"),
    [
        ("5", "a timeout is a number of seconds: '5'"),
        (b"5", "a timeout is a number of seconds: b'5'"),
        (10**400, "a timeout is a number of seconds below 10^308, or None"),
        (0, "a timeout is more than 0 seconds: 0"),
        (-0.5, "a timeout is more than 0 seconds: -0.5"),
    ],
)
def test_what_is_no_time_is_refused_as_other_arguments_are(
    index: Index, seconds: Any, message: str
) -> None:
    for ask in (index.count, index.concordance):
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            ask("border", timeout=seconds)


@pytest.mark.parametrize("seconds", [1, 10**300, float("inf"), np.int64(60), Fraction(60)])
def test_any_number_is_a_time(index: Index, seconds: Any) -> None:
    assert index.count("border", timeout=seconds) == COUNT


def test_a_time_that_is_over_says_what_to_do(
    index: Index, clock: Clock, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Who calls a method has no `--timeout`; nor has every question dates or wildcards."""
    over = "this took longer than 0.5 s, and was given up: allow it more seconds"
    with pytest.raises(DeadlineError, match=f"^{re.escape(over)}$"):
        index.stats(timeout=0.5)
    with LocalEngine(tmp_path).writer(fresh=True, timeout=0) as writer:
        writer.commit(b"", files=0, records=0)
    assert main(["stats", "--index", str(tmp_path), "--timeout", "0.5"]) == 2
    assert capsys.readouterr().err == f"cstosearch: {over} by --timeout\n"
    assert main(["stats", "--timeout", "0"]) == 2
    assert "a timeout is more than 0 seconds: 0;" in capsys.readouterr().err
    assert clock.now


def test_a_stream_is_not_charged_for_what_its_reader_does(clock: Clock) -> None:
    """Its own looks count: three for each item, of which one is before it begins."""
    for _ in streamed(iter(range(20)), 100):
        clock.now += 1000
    with pytest.raises(DeadlineError, match="30 s"):
        list(streamed(iter(range(20)), 30))


def test_a_stream_leaves_its_reader_without_a_deadline(clock: Clock) -> None:
    for _ in streamed(iter(range(2)), 10):
        clock.now += 1000
        check()


def test_each_thread_has_its_own(index: Index) -> None:
    """One is given up while the other goes on."""
    outcomes: dict[str, object] = {}

    def ask(name: str, timeout: float | None) -> None:
        try:
            outcomes[name] = index.count("border", timeout=timeout)
        except DeadlineError:
            outcomes[name] = "given up"

    with deadline.deadline(1e-6):
        threads = [
            threading.Thread(target=ask, args=("one", 1e-9)),
            threading.Thread(target=ask, args=("other", None)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert outcomes == {"one": "given up", "other": COUNT}


def test_an_interrupt_still_interrupts(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deadline uses no signals and catches nothing."""

    def clock() -> float:
        signal.raise_signal(signal.SIGINT)
        return 0.0

    monkeypatch.setattr(deadline, "clock", clock)
    with pytest.raises(KeyboardInterrupt):
        index.count("border", timeout=1)


def test_a_saved_query_that_was_given_up_is_not_saved(tmp_path: Path) -> None:
    cstosearch.build(Path(__file__).parents[1] / "docs/sample", tmp_path)
    with open_index(tmp_path) as index:
        with pytest.raises(DeadlineError):
            index.saved.add("name", "border", timeout=1e-9)
        assert index.saved.all() == ()
