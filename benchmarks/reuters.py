"""Which stories does Reuters-21578 (Distribution 1.0) hold? Reads its archive."""

import html
import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from story import Story

_STORY: Final = re.compile(r'<REUTERS [^>]*NEWID="(\d+)">(.*?)</REUTERS>', re.DOTALL)
_DATE: Final = re.compile(r"\s*(\d{1,2})-([A-Z]{3})-(\d{4})")
_MONTHS: Final = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()


def stories(archive: Path) -> Iterator[Story]:
    """Return the stories of `reuters21578.tar.gz`, in the order of the collection."""
    return (_story(number, text) for number, text in _texts(archive))


def topics(archive: Path) -> Iterator[tuple[str, set[str]]]:
    """Yield the number of each story, and the topics that people have given it, perhaps none."""
    for number, text in _texts(archive):
        yield number, set(re.findall("<D>(.*?)</D>", _element("TOPICS", text)))


def _texts(archive: Path) -> Iterator[tuple[str, str]]:
    with tarfile.open(archive) as tar:
        for name in sorted(n for n in tar.getnames() if n.endswith(".sgm")):
            file = tar.extractfile(name)
            if file is not None:
                yield from _STORY.findall(file.read().decode("latin-1"))


def _story(number: str, text: str) -> Story:
    found = _DATE.match(_element("DATE", text))
    day = f"{found[3]}-{_MONTHS.index(found[2]) + 1:02}-{int(found[1]):02}" if found else ""
    # Unprocessed and brief stories have their text outside of any element but TEXT.
    body = _element("BODY", text) or re.sub(
        r"<(TITLE|DATELINE|AUTHOR)>.*?</\1>", "", _element("TEXT", text), flags=re.DOTALL
    )
    return Story(number, day, _element("TITLE", text).strip(), body.strip("\x02\x03 \n"))


def _element(name: str, text: str) -> str:
    found = re.search(rf"<{name}[^>]*>(.*?)</{name}>", text, re.DOTALL)
    return html.unescape(found[1]) if found else ""


def write(archive: Path, corpus: Path) -> None:
    """Write the stories into one `.jsonl` file of a new directory."""
    corpus.mkdir()
    with (corpus / "reuters.jsonl").open("w", encoding="utf-8") as out:
        for story in stories(archive):
            out.write(json.dumps(story._asdict(), ensure_ascii=False) + "\n")
