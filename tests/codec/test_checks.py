"""What a segment that was written wrongly, with checksums that are right, is told of."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from cstosearch.analysis.bulk import BulkTokenizer
from cstosearch.codec.arrays import Array, ArrayFile, write_arrays
from cstosearch.codec.build import Builder
from cstosearch.codec.checks import faults
from cstosearch.codec.segment import Entry, Fields, Segment
from cstosearch.codec.texts import ANCHOR_EVERY

FIELDS: Final = Fields(("body",), ("id", "tag"), (("day", "<i4"),), (("id", "text"),), "day")
TEXTS: Final = ("border borders border conflict", "forces " * 300, "a border", "b " * 20 + "учения")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    builder = Builder(FIELDS, BulkTokenizer(ANCHOR_EVERY), tmp_path)
    for number, text in enumerate(TEXTS):
        tags = ["x", "y"][: number % 3]
        builder.add(Entry((text,), ([f"d{number}"], tags), (number,), (f"d{number}",)))
    builder.write(tmp_path / "one.seg")
    return tmp_path / "one.seg"


def rewrite(path: Path, changes: dict[str, Callable[[Array], Array]], **facts: Any) -> list[str]:
    """Write a segment anew with other arrays or facts; return what is told of it."""
    with ArrayFile(path) as file:
        arrays = {name: file[name].copy() for name in file}
        noted = file.facts | facts
    for name, change in changes.items():
        arrays[name] = change(arrays[name])
    write_arrays(path, arrays, noted, durable=False)
    segment = Segment(path)
    found = list(faults(segment))
    segment.close()
    return found


def at(place: int, value: int) -> Callable[[Array], Array]:
    """Return what sets one number of an array."""

    def change(array: Array) -> Array:
        array[place] = value
        return array

    return change


def swapped(array: Array) -> Array:
    return array[::-1].copy()


def shorter(array: Array) -> Array:
    return array[:-1]


def test_a_sound_segment(path: Path) -> None:
    assert rewrite(path, {}) == []


def test_an_array_that_is_not_what_was_written(path: Path) -> None:
    """Is told by name, and nothing else is looked at."""
    with ArrayFile(path) as file:
        place = file._places["body.first"][1]  # noqa: SLF001 - where to put the damage
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    segment = Segment(path)
    assert list(faults(segment)) == ["the array body.first is not what was written"]
    segment.close()


CHANGES: Final[list[tuple[str, Callable[[Array], Array]]]] = [
    ("body.terms.text", swapped),
    ("body.terms.text", shorter),
    ("body.terms.ends", swapped),
    ("body.forms.text", at(0, ord("z"))),
    ("body.forms.text", at(0, 0xFF)),
    ("body.forms.ends", at(0, 0)),
    ("body.first", shorter),
    ("body.first", at(0, 9)),
    ("body.gaps_at", shorter),
    ("body.gaps_at", at(0, 1)),
    ("body.gaps_at", at(1, 99)),
    ("body.gaps", at(0, 0)),
    ("body.gaps", at(0, 9)),
    ("body.gaps", shorter),
    ("body.counts", at(0, 0x33)),
    ("body.counts_at", at(1, 2)),
    ("body.counts.is", at(0, 3)),
    ("body.counts.at", at(0, 1)),
    ("body.counts.at", shorter),
    ("body.positions_at", at(1, 3)),
    ("body.positions", at(0, 400)),
    ("body.positions", at(0, 1)),
    ("body.positions", swapped),
    ("body.ordinals", at(0, 0xFF)),
    ("body.ordinals_at", at(2, 1)),
    ("body.forms_at", at(1, 2)),
    ("body.forms_sorted", swapped),
    ("body.forms_sorted", at(0, 1)),
    ("body.lengths", at(0, 5)),
    ("body.lengths", shorter),
    ("body.anchors", swapped),
    ("body.anchors_at", at(1, 1)),
    ("id.values.text", at(0, ord("z"))),
    ("id.documents_at", shorter),
    ("id.documents", swapped),
    ("id.documents", at(0, 9)),
    ("id.numbers", swapped),
    ("id.numbers", at(0, 9)),
    ("id.numbers", shorter),
    ("tag.numbers_at", at(1, 1)),
    ("tag.numbers_at", shorter),
    ("day.column", swapped),
    ("day.column", lambda array: array.astype("<i8")),
    ("stored.slots", at(0, 1)),
    ("stored.first", at(0, 1)),
    ("stored.blocks_at", at(0, 1)),
    ("stored.ends", at(0, 99)),
]


@pytest.mark.parametrize(
    ("name", "change"), CHANGES, ids=[f"{n}-{name}" for n, (name, _) in enumerate(CHANGES)]
)
def test_a_segment_that_does_not_agree_with_itself(
    path: Path, name: str, change: Callable[[Array], Array]
) -> None:
    """Is told of, in the field that it is in; nothing is raised."""
    found = rewrite(path, {name: change})
    assert found
    assert all(each.startswith(f"{name.split('.', maxsplit=1)[0]}: ") for each in found), found


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("body.first", "<u4"),
        ("body.gaps", "<u2"),
        ("tag.numbers", "|u1 <u2 <u4"),
        ("stored.slots", "<u4"),
    ],
)
def test_numbers_of_another_kind(path: Path, name: str, kind: str) -> None:
    """They are the same, but not as the format has them."""
    assert rewrite(path, {name: lambda array: array.astype("<i8")}) == [
        f"{name.partition('.')[0]}: {name} has items of the kind <i8, not {kind}"
    ]


def test_every_array_has_its_kind(path: Path, tmp_path: Path) -> None:
    """None is left out."""
    with ArrayFile(path) as file:
        names = list(file)
    for name in names:
        changed = tmp_path / "changed.seg"
        shutil.copy(path, changed)
        assert rewrite(changed, {name: lambda array: array.astype("<f8")}), name


def test_an_array_that_is_not_there(path: Path) -> None:
    with ArrayFile(path) as file:
        arrays, noted = {name: file[name].copy() for name in file}, file.facts
    for name in ("body.gaps_at", "tag.numbers_at", "stored.ends"):
        rest = {other: array for other, array in arrays.items() if other != name}
        write_arrays(path, rest, noted, durable=False)
        with closing(Segment(path)) as segment:
            assert list(faults(segment)) == [f"{name.partition('.')[0]}: there is no {name}"]


def test_positions_that_leave_a_place_empty(path: Path) -> None:
    """Though they ascend: the words of a text are its tokens 0, 1, ..."""
    with ArrayFile(path) as file:
        starts, positions = file["body.positions_at"].tolist(), file["body.positions"].tolist()
    last = starts[-1] - 1
    assert positions[last] == 20
    assert rewrite(path, {"body.positions": at(last, 19)}) == [
        "body: its postings do not fill the texts of its documents"
    ]


def test_facts_that_are_not_those_of_the_arrays(path: Path) -> None:
    assert rewrite(path, {}, tokens={"body": 5}) == [
        "body: the lengths of its documents are not those of all together"
    ]


def test_a_term_without_a_form(path: Path) -> None:
    def merged(array: Array) -> Array:
        array[2] = array[1]
        return array

    assert "body: a term has no form" in rewrite(path, {"body.forms_at": merged})


def test_an_empty_segment(tmp_path: Path) -> None:
    """Has nothing that could be wrong."""
    path = tmp_path / "none.seg"
    Builder(FIELDS, BulkTokenizer(ANCHOR_EVERY), tmp_path).write(path)
    segment = Segment(path)
    assert (segment.documents, list(faults(segment))) == (0, [])
    segment.close()
