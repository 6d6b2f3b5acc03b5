"""What does a pickle say, read as data?

To unpickle is to run a program that the pickle is, and that may name any function to be called.
Here the program is followed without calling, importing or making anything: where it would, the
result says by which name, of what, and with which state. Names other than a caller knows are
refused where they are met.
"""

import pickletools
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from cstosearch.codec.arrays import DamagedError

_MARK: Final = object()


class UnknownNameError(DamagedError):
    """A pickle names what its reader does not know; `path` is the dotted path."""

    def __init__(self, path: str) -> None:
        super().__init__(f'a pickle asks for "{path:.100}"')
        self.path = path


@dataclass(frozen=True)
class Name:
    """A class or function that a pickle names by its dotted path."""

    path: str


@dataclass(eq=False)
class Made:
    """What a pickle would have made: by calling what, with which arguments, and with which state.

    `called` is a `Name` unless the pickle is forged.
    """

    called: Any
    arguments: Any
    state: Any = None


def read_pickle(data: bytes, known: AbstractSet[str]) -> Any:
    """Return what a pickle says, as lists, dicts, tuples, numbers, texts, bytes, and `Made`.

    Raises `UnknownNameError` where it names anything but the dotted paths that are `known`,
    `DamagedError` where it asks for what pickles of segments never do, or is none.
    """
    try:
        return _Reader(known).read(data)
    except DamagedError:
        raise
    except Exception as error:
        # Damaged bytes make nonsense of any kind: what is not there is taken, or a number added to.
        raise DamagedError("a pickle is damaged") from error


def _as(kind: type[Any], value: Any) -> Any:
    if type(value) is not kind:
        raise DamagedError(f"a pickle takes something for a {kind.__name__}")
    return value


def _key(value: Any) -> Any:
    # Tuples that have each other twice would be hashed for ever.
    if type(value) not in {str, int}:
        raise DamagedError("a pickle looks up by something else than a name or number")
    return value


_VALUES: Final = frozenset(
    "BININT BININT1 BININT2 LONG1 LONG4 SHORT_BINUNICODE BINUNICODE BINUNICODE8 "
    "SHORT_BINBYTES BINBYTES BINBYTES8".split()
)
"""Codes whose argument is put on the stack."""
_CONSTANTS: Final[dict[str, Callable[[], Any]]] = {
    "MARK": lambda: _MARK,
    "EMPTY_TUPLE": tuple,
    "EMPTY_LIST": list,
    "EMPTY_DICT": dict,
}
"""Codes that put the same on the stack each time."""


class _Reader:
    """The state of the machine that a pickle is a program for."""

    def __init__(self, known: AbstractSet[str]) -> None:
        self._known = known
        self._stack: list[Any] = []
        self._memo: dict[int, Any] = {}

    def read(self, data: bytes) -> Any:
        for code, argument, _ in pickletools.genops(data):
            if code.name == "STOP":
                [result] = self._stack
                return result
            if code.name in _VALUES:
                self._stack.append(argument)
            elif code.name in _CONSTANTS:
                self._stack.append(_CONSTANTS[code.name]())
            elif code.name in self._steps:
                self._steps[code.name](self, argument)
            else:
                raise DamagedError(f"a pickle asks for {code.name}")
        raise DamagedError("a pickle ends too early")

    def _marked(self) -> list[Any]:
        """Take what stands above the last mark."""
        items: list[Any] = []
        while (item := self._stack.pop()) is not _MARK:
            items.append(item)
        return items[::-1]

    def _name(self, path: str) -> None:
        if path not in self._known:
            raise UnknownNameError(path)
        self._stack.append(Name(path))

    def _global(self, argument: str) -> None:
        self._name(argument.replace(" ", ".", 1))

    def _stack_global(self, _: object) -> None:
        name, module = _as(str, self._stack.pop()), _as(str, self._stack.pop())
        self._name(f"{module}.{name}")

    def _call(self, _: object) -> None:
        arguments, called = self._stack.pop(), self._stack.pop()
        self._stack.append(Made(called, arguments))

    def _build(self, _: object) -> None:
        state, made = self._stack.pop(), self._stack[-1]
        if not isinstance(made, Made):
            raise DamagedError("a pickle gives a state to what has none")
        made.state = state

    def _tuple(self, size: int) -> None:
        items = self._stack[len(self._stack) - size :]
        if len(items) < size or _MARK in items:
            raise DamagedError("a pickle takes what is not there")
        del self._stack[len(self._stack) - size :]
        self._stack.append(tuple(items))

    def _marked_tuple(self, _: object) -> None:
        self._stack.append(tuple(self._marked()))

    def _append(self, _: object) -> None:
        item = self._stack.pop()
        _as(list, self._stack[-1]).append(item)

    def _appends(self, _: object) -> None:
        items = self._marked()
        _as(list, self._stack[-1]).extend(items)

    def _set_item(self, _: object) -> None:
        value, key = self._stack.pop(), self._stack.pop()
        _as(dict, self._stack[-1])[_key(key)] = value

    def _set_items(self, _: object) -> None:
        items = self._marked()
        pairs = zip(map(_key, items[::2]), items[1::2], strict=True)
        _as(dict, self._stack[-1]).update(pairs)

    def _put(self, at: int) -> None:
        self._memo[at] = self._stack[-1]

    def _memoize(self, _: object) -> None:
        self._memo[len(self._memo)] = self._stack[-1]

    def _get(self, at: int) -> None:
        self._stack.append(self._memo[at])

    def _pass(self, _: object) -> None:
        """Do nothing: what is announced is met anyway."""

    _steps: ClassVar[dict[str, Callable[[Any, Any], None]]] = {
        "PROTO": _pass,
        "FRAME": _pass,
        "GLOBAL": _global,
        "STACK_GLOBAL": _stack_global,
        "NEWOBJ": _call,
        "BUILD": _build,
        "TUPLE": _marked_tuple,
        "TUPLE1": lambda self, _: self._tuple(1),
        "TUPLE2": lambda self, _: self._tuple(2),
        "TUPLE3": lambda self, _: self._tuple(3),
        "APPEND": _append,
        "APPENDS": _appends,
        "SETITEM": _set_item,
        "SETITEMS": _set_items,
        "BINPUT": _put,
        "LONG_BINPUT": _put,
        "MEMOIZE": _memoize,
        "BINGET": _get,
        "LONG_BINGET": _get,
    }
    """What all other codes do that pickles of segments have, of the protocols from 3 on."""
