"""Which room may import which: the order of docs/design.md, at any depth, lazy imports too."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src/cstosearch"

# A room may import the rooms above it, less those that its line takes away.
ROOMS = [
    "_version",
    "errors",
    "deadline",
    "opening",
    "model",
    "dates",
    "analysis",
    "codec",
    "corpus",
    "enrich",
    "query",
    "engine",
    "local",
    "indexing",
    "snippets",
    "concordance",
    "saved",
    "search",
    "render",
    "cli",
]
ONLY = {
    "deadline": {"errors"},
    "opening": set(),
    "model": set(),
    "analysis": set(),
    "codec": {"deadline", "opening"},
    "enrich": {"errors", "opening", "model", "dates", "analysis"},
    "query": {"errors", "model", "dates", "analysis"},
    "engine": {"errors", "model", "query"},
    "local": {
        "_version",
        "errors",
        "deadline",
        "opening",
        "model",
        "analysis",
        "codec",
        "query",
        "engine",
    },
    "indexing": {"errors", "opening", "model", "corpus", "enrich", "query", "engine"},
    "saved": {"_version", "errors", "opening", "model"},
    "render": {"model"},
    # The program uses the library as anybody would: by its door, and by what it raises.
    "cli": {"", "_version", "errors", "deadline", "model", "render"},
}
OUTSIDE = {
    "whoosh": {"local", "codec"},
    "Stemmer": {"analysis"},
    "numpy": {"analysis", "codec", "local", "indexing"},
    "backports": {"codec"},
    "compression": {"codec"},
    "dateutil": {"dates"},
    "ahocorasick_rs": {"enrich"},
    "click": {"cli"},
    "lxml": {"corpus"},
}
"""The packages that only some rooms may import."""


def modules() -> Iterator[tuple[str, Path]]:
    for path in SOURCE.rglob("*.py"):
        room = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        if room not in {"__init__", "__main__"}:
            yield room, path


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize(
    ("room", "path"), [pytest.param(r, p, id=str(p.relative_to(SOURCE))) for r, p in modules()]
)
def test_rooms_import_only_what_is_above_them(room: str, path: Path) -> None:
    allowed = ONLY.get(room, set(ROOMS[: ROOMS.index(room)])) | {room}
    for name in imports(path):
        package, _, rest = name.partition(".")
        if package == "cstosearch":
            inner = rest.split(".")[0]
            assert (inner if inner in ROOMS else "") in allowed, f"{room} imports {name}"
        elif package in OUTSIDE:
            assert room in OUTSIDE[package], f"{room} imports {name}"


def test_every_room_has_a_place_in_the_order() -> None:
    assert {room for room, _ in modules()} <= set(ROOMS)
