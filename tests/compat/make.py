"""What does an index look like that this version writes?

    python tests/compat/make.py

writes `format_<n>.zip` beside itself, an index of `corpus/` by the cstosearch that Python imports;

    python tests/compat/make.py whoosh

writes `whoosh_<version>.zip`, an index of Whoosh's own codec by the Whoosh that Python imports.
README.md says when.
"""

import json
import shutil
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
_CHANGED: Final = "the conflict on the border"
"""A part of one note that was another text when it was first indexed."""
_APART: Final = {"MAIN_WRITELOCK", "writer.txt", "saved.lock"}
"""Files of whoever wrote last, which are no part of an index."""


def make(target: Path) -> Path:
    """Make an index with all that one can have, packed into `target`; return the file.

    It has three segments, a deleted document, undated ones, and a saved query with one new hit.
    """
    import cstosearch  # noqa: PLC0415 - the other index is made without it

    with TemporaryDirectory() as folder:
        corpus, index = Path(folder, "corpus"), Path(folder, "index")
        corpus.mkdir()
        shutil.copy(HERE / "corpus" / "page.txt", corpus)
        cstosearch.build(corpus, index)
        notes = (HERE / "corpus" / "notes.jsonl").read_text("utf-8")
        (corpus / "notes.jsonl").write_text(notes.replace(_CHANGED, "it"), "utf-8")
        cstosearch.build(corpus, index)
        with cstosearch.open_index(index) as opened:
            if hasattr(opened, "saved"):  # before format 3 there was no such thing
                opened.saved.add("frontier", "border")
        (corpus / "notes.jsonl").write_text(notes, "utf-8")
        cstosearch.build(corpus, index)
        if list(index.glob("names_*")):
            _leave_out_names(index)
        [facts] = index.glob("generation_*.json")
        number = json.loads(facts.read_bytes())["format"]
        return _pack(index, target / f"format_{number}.zip")


def _leave_out_names(index: Path) -> None:
    """Commit once more, with one name of the 5,000 entities of the gazetteer, for size."""
    from cstosearch.local import LocalEngine  # noqa: PLC0415 - as above
    from cstosearch.model import Entity  # noqa: PLC0415

    with LocalEngine(index).writer(fresh=False, timeout=0) as writer:
        known = (("hayastan", Entity("country", "Armenia")),)
        writer.commit(writer.manifest or b"", files=2, records=6, names=known)


def make_whoosh(target: Path) -> Path:
    """Make an index as stock Whoosh does, packed into `target`; return the file."""
    from whoosh import index, versionstring  # noqa: PLC0415 - the other index is made without it
    from whoosh.fields import ID, TEXT, Schema  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        writer: Any = index.create_in(folder, Schema(id=ID(stored=True), body=TEXT)).writer()
        writer.add_document(id="n1", body="The conflict on the border.")
        writer.commit()
        version = versionstring().replace(".", "_")
        return _pack(Path(folder), target / f"whoosh_{version}.zip")


def _pack(index: Path, path: Path) -> Path:
    """Pack the files of an index, by name, without their times."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for file in sorted(index.iterdir()):
            if file.name not in _APART:
                packed.writestr(zipfile.ZipInfo(file.name), file.read_bytes(), zipfile.ZIP_DEFLATED)
    return path


if __name__ == "__main__":
    made = make_whoosh(HERE) if sys.argv[1:] == ["whoosh"] else make(HERE)
    sys.stdout.write(f"{made.name}: {made.stat().st_size:,} bytes\n")
