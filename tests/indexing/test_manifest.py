"""What is read of a manifest that nobody has written so."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from forged import FORGED, SOUND

from cstosearch.indexing.manifest import Manifest


def test_it_reads_back() -> None:
    found = Manifest.loads(SOUND, "1 abc")
    assert found is not None
    assert found.dumps() == SOUND
    assert Manifest.loads(SOUND, None) is not None
    assert Manifest.loads(SOUND, "another") is None
    empty = Manifest.empty("1 abc")
    assert Manifest.read(empty.dumps()) is not None


def test_another_version_is_no_damage() -> None:
    """Whatever else it has, or has not."""
    other = io.BytesIO()
    np.savez(other, reader=np.array([99, 1]))
    assert Manifest.read(other.getvalue()) is None


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_what_no_version_writes(forged: Callable[[], bytes]) -> None:
    """It cannot be used, and is told from a manifest of another version."""
    with pytest.raises(ValueError, match=r"."):
        Manifest.read(forged())
    assert Manifest.loads(forged(), None) is None
