"""Manifests that no version writes, each as a faulty or malicious program may leave it."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from cstosearch.indexing.manifest import DOCUMENTS, FILES, RECORDS, FileRow, Manifest

FILE = FileRow("a.txt", 5, 1, 1, bytes(16))
IDS = np.frombuffer("xä".encode(), np.uint8)


def manifest_of(*lengths: int, records: int = 1) -> Manifest:
    """Return a manifest of a file, of records and of documents whose ids have these lengths."""
    documents = np.zeros(len(lengths), DOCUMENTS)
    documents["id"] = lengths
    return Manifest((FILE,), np.zeros(records, RECORDS), documents, IDS, "1 abc")


SOUND = manifest_of(1, 2).dumps()


def with_arrays(**others: Any) -> bytes:
    """Return a manifest with other arrays."""
    forged = io.BytesIO()
    with np.load(io.BytesIO(SOUND)) as arrays:
        np.savez(forged, **(dict(arrays) | others))
    return forged.getvalue()


def with_member(name: str, data: bytes, packed: int = zipfile.ZIP_STORED) -> bytes:
    """Return a manifest that holds other bytes in place of an array."""
    forged = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SOUND)) as sound, zipfile.ZipFile(forged, "w") as archive:
        for each in sound.namelist():
            archive.writestr(each, data if each == f"{name}.npy" else sound.read(each), packed)
    return forged.getvalue()


def with_header(header: str) -> bytes:
    """Return a manifest that has an array with this header."""
    length = len(header).to_bytes(2, "little")
    return with_member("records", b"\x93NUMPY\1\0" + length + header.encode())


def with_listed(at: int, data: bytes) -> bytes:
    """Return a manifest whose list of members says something else of the first."""
    place = SOUND.index(b"PK\1\2") + at
    return SOUND[:place] + data + SOUND[place + len(data) :]


def npy() -> bytes:
    alone = io.BytesIO()
    np.save(alone, np.arange(3))
    return alone.getvalue()


FORGED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "no zip archive": lambda: b"PK\3\4",
    "an array alone": npy,
    "a pickle": lambda: b"\x80\2cos\nsystem\n(X\4\0\0\0id>xtR.",
    "a member that is no array": lambda: with_member("records", b"hello"),
    "an empty member": lambda: with_member("reader", b""),
    "a version that is no array": lambda: with_member("reader", b"hello"),
    "packed": lambda: with_member("", b"", zipfile.ZIP_DEFLATED),
    "a header that does not end": lambda: with_header("{(\n"),
    "a header with a text that does not end": lambda: with_header("'''abc"),
    "a header in depth": lambda: with_header("-" * 9000 + "1"),
    "a header of mixed keys": lambda: with_header("{'descr':'<u8',1:2,'shape':(1,)}"),
    "a kind that is none": lambda: with_header(
        "{'descr':('a',),'fortran_order':False,'shape':(5,)}"
    ),
    "more than there is": lambda: with_header(
        "{'descr':'|u1','fortran_order':False,'shape':(4611686018427387904,)}"
    ),
    "encrypted": lambda: with_listed(8, b"\1"),
    "patches": lambda: with_listed(8, b"\x20"),
    "strongly encrypted": lambda: with_listed(8, b"\x40"),
    "a later zip": lambda: with_listed(6, b"\xff\0"),
    "files that are numbers": lambda: with_arrays(files=np.zeros(1, "<f8")),
    "files of two fields": lambda: with_arrays(files=np.zeros(1, [("a", "<i8"), ("b", "<i8")])),
    "files of five fields": lambda: with_arrays(files=np.zeros(1, "i8,i8,i8,i8,i8")),
    "fields that are arrays": lambda: with_arrays(files=np.zeros(1, "2i8,i8,i8,V16")),
    "one file": lambda: with_arrays(files=np.zeros((), FILES)),
    "a table of files": lambda: with_arrays(files=np.zeros((1, 2), FILES)),
    "files without paths": lambda: with_arrays(files=np.zeros(3, FILES)),
    "paths of numbers": lambda: with_arrays(paths=np.zeros(1)),
    "the same path twice": lambda: with_arrays(
        files=np.zeros(2, FILES), paths=np.frombuffer(b"a.txt\0a.txt", np.uint8)
    ),
    "one record": lambda: with_arrays(records=np.zeros((), RECORDS)),
    "records in a table": lambda: with_arrays(records=np.zeros((1, 1), RECORDS)),
    "documents in a table": lambda: with_arrays(documents=np.zeros((1, 2), DOCUMENTS)),
    "documents as records": lambda: with_arrays(records=np.zeros(1, DOCUMENTS)),
    "found by a number": lambda: with_arrays(enrichment=np.array(5)),
    "found by several": lambda: with_arrays(enrichment=np.array(["1 abc", "1 abc"])),
    "found by no text": lambda: with_arrays(
        enrichment=np.frombuffer(b"\xff" * 4, "<U1").reshape(())
    ),
    "ids of larger numbers": lambda: with_arrays(ids=IDS.astype(np.uint16)),
    "an id alone": lambda: with_arrays(ids=IDS[:1].reshape(())),
    "ids that are cut": lambda: with_arrays(ids=IDS[:-1]),
    "ids that are no text": lambda: with_arrays(ids=np.full_like(IDS, 0xFF)),
    "ids that end within a character": manifest_of(2, 1).dumps,
    "records of no file": lambda: replace(manifest_of(1, 2), files=()).dumps(),
    "records in another order": lambda: replace(
        manifest_of(1, 2),
        files=(FILE, FILE._replace(path="b.txt")),
        records=np.array([(1, 0, 0), (0, 0, 0)], RECORDS),
    ).dumps(),
}
