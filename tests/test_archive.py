"""Five thousand generated releases, saved on five thousand pages, come back as they were."""

from collections import Counter
from datetime import date
from pathlib import Path

import archive
import pytest

import cstosearch
from cstosearch import Index, Summary

COUNT = 5_000


@pytest.fixture(scope="module")
def releases() -> list[archive.Release]:
    return archive.releases(COUNT)


@pytest.fixture(scope="module")
def built(
    releases: list[archive.Release], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Summary]:
    directory = tmp_path_factory.mktemp("archive")
    archive.write(directory / "corpus", releases)
    return directory, cstosearch.build(directory / "corpus", directory / "index")


@pytest.fixture(scope="module")
def index(built: tuple[Path, Summary]) -> Index:
    return cstosearch.open_index(built[0] / "index")


def test_each_release_is_one_document(built: tuple[Path, Summary]) -> None:
    """However many pages its teasers stand on."""
    _, summary = built
    assert (summary.read, summary.documents, summary.undated) == (COUNT, COUNT, 0)
    assert summary.records > 5 * COUNT
    assert summary.problems == ()


def test_titles_dates_and_texts_are_those_of_the_releases(
    releases: list[archive.Release], index: Index
) -> None:
    found = {hit.document.title: hit.document for hit in index.search("*", limit=2 * COUNT)}
    assert found.keys() == {release.title for release in releases}
    for release in releases:
        document = found[release.title]
        assert (document.date, document.body) == (release.date, "\n\n".join(release.paragraphs))
        assert document.lang == ("ru" if release.number % 7 == 0 else "en")


def test_each_release_is_found_by_its_number(releases: list[archive.Release], index: Index) -> None:
    for release in releases[:200]:
        name = " ".join(release.title.split()[:2])
        assert [hit.document.title for hit in index.search(f'title:"{name}"')] == [release.title]


def test_totals_by_year_are_exact(releases: list[archive.Release], index: Index) -> None:
    for year, count in Counter(release.date.year for release in releases).items():
        assert index.count(f"date:{year}") == index.count(since=str(year), until=str(year)) == count


def test_sources_hold_the_text(built: tuple[Path, Summary], index: Index) -> None:
    """The bytes that are cited say what the document says."""
    for hit in index.search("border", limit=50):
        source = hit.document.sources[0]
        data = (built[0] / "corpus" / source.file).read_bytes()[source.start : source.end]
        assert hit.document.title in data.decode()


def test_one_more_page_touches_little(built: tuple[Path, Summary]) -> None:
    """An update of one file among thousands reads the pages of its days only."""
    directory, _ = built
    new = archive.Release(0, date(2024, 5, 1), "A new meeting", ("It was held today.",))
    archive.write(directory / "corpus", [new])
    summary = cstosearch.build(directory / "corpus", directory / "index")
    assert (summary.read, summary.added, summary.changed, summary.removed) == (1, 1, 0, 0)
