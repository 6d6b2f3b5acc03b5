"""What is read of a manifest that nobody has written so."""

import io
import zipfile
from dataclasses import replace

import numpy as np

from cstosearch.indexing.manifest import DOCUMENTS, RECORDS, Manifest

SOUND = Manifest.empty("1 abc").dumps()


def test_it_reads_back() -> None:
    found = Manifest.loads(SOUND, "1 abc")
    assert found is not None
    assert found.dumps() == SOUND
    assert Manifest.loads(SOUND, "another") is None


def test_packed_tables_are_not_unpacked() -> None:
    """They may be of any size then, and were written so by nobody."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SOUND)) as sound, zipfile.ZipFile(packed, "w") as archive:
        for name in sound.namelist():
            archive.writestr(name, sound.read(name), zipfile.ZIP_DEFLATED)
    assert Manifest.loads(packed.getvalue(), None) is None


def test_tables_that_do_not_fit_one_another() -> None:
    """Records of files that there are none of, ids of other lengths, other kinds of numbers."""
    sound = Manifest.empty("1 abc")
    records, documents = np.zeros(1, RECORDS), np.zeros(1, DOCUMENTS)
    documents["id"] = 3
    for other in (
        replace(sound, records=records),
        replace(sound, documents=documents),
        replace(sound, ids=np.zeros(0, np.uint16)),
        replace(sound, records=np.zeros(0, DOCUMENTS)),
    ):
        assert Manifest.loads(other.dumps(), None) is None


def test_a_table_that_claims_more_than_there_is() -> None:
    claimed = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        claimed, {"descr": "|u1", "fortran_order": False, "shape": (1 << 62,)}
    )
    forged = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SOUND)) as sound, zipfile.ZipFile(forged, "w") as archive:
        for name in sound.namelist():
            data = claimed.getvalue() if name == "paths.npy" else sound.read(name)
            archive.writestr(name, data)
    assert Manifest.loads(forged.getvalue(), None) is None
