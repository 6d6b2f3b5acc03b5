"""Files of named arrays: what is written is read, and damage is noticed."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cstosearch.codec.arrays import ALIGNMENT, Array, ArrayFile, DamagedError, Growing, write_arrays
from cstosearch.codec.narrow import Bits, Narrow, NarrowWriter, narrowed

ARRAYS: dict[str, Array] = {
    "a": np.arange(5, dtype=np.uint32),
    "none": np.zeros(0, np.uint8),
    "b": np.array([7.5]),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_arrays(tmp_path / "x.seg", ARRAYS, {"documents": 3}, durable=True)
    return tmp_path / "x.seg"


def test_round_trip(path: Path) -> None:
    """By mapping and by reading; each array begins at a multiple of 64 bytes."""
    with ArrayFile(path) as file:
        assert (list(file), file.facts) == (list(ARRAYS), {"documents": 3})
        for name, array in ARRAYS.items():
            assert (file[name].tolist(), file[name].dtype) == (array.tolist(), array.dtype)
            assert file.read(name, 0, file.count(name)).tolist() == array.tolist()
        assert file.read("a", 1, 3).tolist() == [1, 2]
        assert file["b"].ctypes.data % ALIGNMENT == 0
        assert file.damaged() == []
    assert [each.name for each in path.parent.iterdir()] == ["x.seg"]


def test_growing_is_the_same_as_whole(tmp_path: Path) -> None:
    """Held in memory or, beyond some pages, in a temporary file."""
    pieces = [np.arange(n, dtype=np.uint16) for n in (3, 0, 50_000, 7)]
    growing = Growing(np.uint32, tmp_path)
    for piece in pieces:
        growing.append(piece)
    write_arrays(tmp_path / "x.seg", {"g": growing, "after": ARRAYS["a"]}, {}, durable=False)
    with ArrayFile(tmp_path / "x.seg") as file:
        assert file["g"].tolist() == np.concatenate(pieces).tolist()
        assert (file["after"].tolist(), file.damaged()) == ([0, 1, 2, 3, 4], [])


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_arrays(tmp_path / "x.seg", ARRAYS, {"not JSON": object()}, durable=True)
    assert list(tmp_path.iterdir()) == []


def test_closing_twice(path: Path) -> None:
    """The second time it closes nobody else's file."""
    file = ArrayFile(path)
    file.close()
    with path.open("rb") as other:
        file.close()
        assert other.read(1) == b"\x89"


@pytest.mark.parametrize("cut", [0, 5, 30, 100, -1])
def test_a_file_cut_short_is_not_opened(path: Path, cut: int) -> None:
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DamagedError):
        ArrayFile(path)


def test_every_flipped_byte_is_noticed_or_harmless(path: Path) -> None:
    """Harmless is what pads arrays."""
    whole = path.read_bytes()
    unnoticed = 0
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            with ArrayFile(path) as file:
                if not file.damaged():
                    assert all(file[n].tolist() == ARRAYS[n].tolist() for n in ARRAYS)
                    unnoticed += 1
        except DamagedError:
            continue
    padding = ALIGNMENT - len(b"\x89CSTO\r\n\x1a") + ALIGNMENT - ARRAYS["a"].nbytes
    assert unnoticed == padding


@settings(max_examples=100)
@given(
    st.lists(st.integers(0, 300) | st.integers(0, 2**32 - 1), max_size=40),
    st.sampled_from([4, 8, 16]),
    st.data(),
)
def test_narrow_numbers(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int], bits: Bits, data: st.DataObject
) -> None:
    """Small or not, whole or in pieces, by slice or one by one."""
    folder = tmp_path_factory.mktemp("narrow")
    cut = data.draw(st.integers(0, len(numbers)))
    writer = NarrowWriter("w", bits, folder)
    writer.append(np.array(numbers[:cut], np.int64))
    writer.append(np.array(numbers[cut:], np.int64))
    arrays: dict[str, Array | Growing] = {
        **narrowed("n", np.array(numbers, np.int64), bits),
        **writer.arrays(),
    }
    write_arrays(folder / "x.seg", arrays, {}, durable=False)
    with ArrayFile(folder / "x.seg") as file:
        for name in ("n", "w"):
            narrow = Narrow(file, name, bits)
            low = data.draw(st.integers(0, len(numbers)))
            assert narrow.slice(low, len(numbers)).tolist() == numbers[low:]
            assert narrow.slice(0, low, copy=True).tolist() == numbers[:low]
            at = data.draw(
                st.lists(st.integers(0, len(numbers) - 1), max_size=5) if numbers else st.just([])
            )
            assert narrow.take(np.array(at, np.int64)).tolist() == [numbers[n] for n in at]
