"""Has what is being asked taken too long? Whoever asks says how long it may, and loops look.

::

    with deadline(5):    # for all that is called from here
        ...
        check()          # raises `DeadlineError` when the time is up

A deadline is a context variable, so that each thread, or task of an event loop, has its own, and
no signal is needed. Nothing is interrupted: whatever may take long looks from time to time, which
where there is no deadline costs reading that variable.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import Final, NamedTuple, TypeVar

from cstosearch.errors import DeadlineError

T = TypeVar("T")

clock = time.monotonic


class _Deadline(NamedTuple):
    """How many seconds there were, and when, by the clock, they are over."""

    seconds: float
    end: float


_NEAREST: Final[ContextVar[_Deadline | None]] = ContextVar("deadline", default=None)


@contextmanager
def deadline(seconds: float | None) -> Iterator[None]:
    """Give what is done within it so many seconds; None is no limit.

    Of deadlines within one another the nearest counts. Raises `ValueError` unless it is a
    number that gives any time at all.
    """
    if seconds is None:
        yield
        return
    seconds = _usable(seconds)
    with _held(_Deadline(seconds, clock() + seconds)):
        yield


@contextmanager
def _held(new: _Deadline) -> Iterator[None]:
    outer = _NEAREST.get()
    token = _NEAREST.set(new if outer is None or new.end < outer.end else outer)
    try:
        yield
    finally:
        _NEAREST.reset(token)


def check() -> None:
    """Raise `DeadlineError` if the time is up."""
    nearest = _NEAREST.get()
    if nearest is not None and clock() >= nearest.end:
        raise DeadlineError(nearest.seconds)


def checked(items: Iterable[T]) -> Iterator[T]:
    """Return items which are taken one by one, with a check before each."""
    return iter(items) if _NEAREST.get() is None else _checked(items)


def _checked(items: Iterable[T]) -> Iterator[T]:
    for item in items:
        check()
        yield item


def streamed(items: Iterator[T], seconds: float | None) -> Iterator[T]:
    """Return items that must be found in so many seconds.

    While whoever takes them is busy with one, the clock stands still. Raises as `deadline`.
    """
    if seconds is None:
        return items
    return _streamed(items, _usable(seconds))


def _streamed(items: Iterator[T], seconds: float) -> Iterator[T]:
    left = seconds
    while True:
        began = clock()
        with _held(_Deadline(seconds, began + left)):
            check()
            found = list(islice(items, 1))
        if not found:
            return
        left -= clock() - began
        yield found[0]


def _usable(seconds: float) -> float:
    """Return seconds as a number. Raises `ValueError` unless they are any time at all."""
    try:
        number = 0.0 + seconds  # float() would take a text for a number
    except TypeError:
        raise ValueError(f"a timeout is a number of seconds: {seconds!r}") from None
    except OverflowError:
        raise ValueError("a timeout is a number of seconds below 10^308, or None") from None
    if not number > 0:  # NaN is none either
        raise ValueError(f"a timeout is more than 0 seconds: {number:g}")
    return number
