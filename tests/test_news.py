"""What is new for saved queries: through updates, rebuilds, limits, and several who ask at once."""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

import cstosearch
from cstosearch import News, QueryError, SavedQueryError
from cstosearch.saved import read


@pytest.fixture(autouse=True)
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make an archive of one document about the border."""
    monkeypatch.chdir(tmp_path)
    Path("corpus").mkdir()
    come("old", "2020-07-01")


def come(id_: str, day: str = "2020-07-14", body: str = "On the border.") -> None:
    """Let a document come into the index."""
    line = json.dumps({"id": id_, "title": id_, "date": day, "body": body})
    Path(f"corpus/{id_}.jsonl").write_text(line, "utf-8")
    cstosearch.build()


def go(id_: str) -> None:
    """Let a document go."""
    Path(f"corpus/{id_}.jsonl").unlink()
    cstosearch.build()


def save(name: str = "border", query: str = "border", *, replace: bool = False) -> None:
    with cstosearch.open_index() as index:
        index.saved.add(name, query, replace=replace)


def shown(news: Sequence[News]) -> dict[str, list[str]]:
    return {each.saved.name: [hit.document.id for hit in each.results] for each in news}


def new(*names: str, limit: int | None = 100, seen: bool = True) -> dict[str, list[str]]:
    """Return the ids that are new for each query, which count as seen unless they should not."""
    with cstosearch.open_index() as index:
        news = index.saved.new(*names, limit=limit)
        if seen:
            index.saved.mark(news)
    return shown(news)


def test_what_comes_after_saving_is_new_once() -> None:
    save()
    assert new() == {"border": []}
    come("a", "2020-07-10")
    come("b", "2020-07-14")
    come("c", body="Elsewhere.")
    assert new() == {"border": ["b", "a"]}
    assert new() == {"border": []}


def test_the_hits_are_those_of_a_search() -> None:
    """With scores and snippets; the total is of the new ones, the query the one that was saved."""
    save(query="border OR treaty")
    come("a")
    with cstosearch.open_index() as index:
        [news] = index.saved.new()
        [hit] = news.results
        assert hit in index.search("border OR treaty").hits
    results = news.results
    assert (results.query, results.total, results.generation) == ("border OR treaty", 1, 2)
    assert (news.saved.hits, news.saved.new) == (2, 1)


def test_what_was_not_marked_stays_new() -> None:
    save()
    come("a")
    assert new(seen=False) == new(seen=False) == new() == {"border": ["a"]}


def test_what_is_beyond_the_limit_comes_the_next_time() -> None:
    save()
    for day in (10, 11, 12):
        come(f"d{day}", f"2020-07-{day}")
    assert [new(limit=2)["border"] for _ in range(3)] == [["d12", "d11"], ["d10"], []]


def test_a_rebuild_makes_nothing_new_and_keeps_the_file() -> None:
    """As does an update, and Whoosh opens the index with the file in it."""
    save()
    before = Path("index/saved.bin").read_bytes()
    cstosearch.build(rebuild=True)
    come("c", body="Elsewhere.")
    assert Path("index/saved.bin").read_bytes() == before
    assert new() == {"border": []}
    code = "from whoosh.index import open_dir; print(open_dir('index').doc_count())"
    assert subprocess.check_output([sys.executable, "-W", "ignore", "-c", code], text=True) == "2\n"


def test_what_was_seen_stays_seen_though_it_leaves_the_index_for_a_while() -> None:
    """As all does when a disk is not mounted, even if somebody asks, or saves anew, meanwhile."""
    save()
    come("a")
    come("b")
    assert new(limit=1) == {"border": ["a"]}
    Path("corpus").rename("away")
    Path("corpus").mkdir()
    cstosearch.build()
    assert new() == {"border": []}
    save(query="bord*", replace=True)
    Path("corpus").rmdir()
    Path("away").rename("corpus")
    cstosearch.build()
    assert new() == {"border": ["b"]}
    assert new() == {"border": []}


def test_what_is_kept_grows_by_what_is_listed() -> None:
    """Not by what comes and goes unseen."""
    save()
    for n in range(3):
        come("a", body=f"On the border {n}.")
        come(f"b{n}", body="On the border.")
        go(f"b{n}")
        assert new()["border"] == ([] if n else ["a"])
    assert len(read(Path("index"))["border"].seen) == 2 * 8


def test_a_hit_that_changes_is_not_new_if_its_id_stays() -> None:
    """A text without an id of its own has another one then."""
    save()
    Path("corpus/page.txt").write_text("14.07.2020\n\nThe border is open.\n", "utf-8")
    come("a")
    assert len(new()["border"]) == 2
    Path("corpus/page.txt").write_text("14.07.2020\n\nThe border is closed.\n", "utf-8")
    come("a", body="On the border again.")
    [again] = new()["border"]
    assert again.startswith("20200714-")


def test_a_document_that_comes_to_match_later_is_new_then() -> None:
    """It was in the index before, but nobody has seen it as a hit."""
    save()
    come("a", body="Elsewhere.")
    assert new() == {"border": []}
    come("a", body="On the border, elsewhere.")
    assert new() == {"border": ["a"]}


def test_each_query_has_seen_its_own() -> None:
    save("border", "border")
    save("all", "*")
    come("a")
    assert new("border") == {"border": ["a"]}
    assert new("border", "all", "border") == {"border": [], "all": ["a"]}


def test_relative_dates_count_from_the_day_on_which_they_are_asked() -> None:
    """They are kept as they were written."""
    with cstosearch.open_index() as index:
        saved = index.saved.add("new", "", since="yesterday", today=date(2020, 7, 2))
    assert (saved.hits, saved.filters) == (1, {"since": "yesterday"})
    come("a", "2020-07-14")
    come("b", date.today().isoformat())  # noqa: DTZ011 - as the filter has it
    assert new() == {"new": ["b"]}


def test_all_lists_them_by_name_and_remove_forgets() -> None:
    save("b", "treaty")
    save("a", "border")
    come("x")
    with cstosearch.open_index() as index:
        found = [(each.name, each.query, each.hits, each.new) for each in index.saved.all()]
        assert found == [("a", "border", 2, 1), ("b", "treaty", 0, 0)]
        assert index.saved.all()[0].last_asked > index.saved.all()[1].last_asked
        index.saved.remove("a")
    assert cstosearch.saved_names("index") == ["b"]


def test_a_name_that_is_taken_is_not_taken_over_by_accident() -> None:
    """What has been seen would be lost."""
    save()
    with pytest.raises(SavedQueryError, match=r'a query is saved as "border" already: .*--replace'):
        save(query="treaty")
    assert read(Path("index"))["border"].query == "border"


def test_what_is_new_stays_new_for_the_query_that_replaces_another() -> None:
    """What only the other finds counts as seen, as for any query that is saved."""
    save()
    come("a")
    come("b", body="A treaty.")
    save(query="border OR treaty", replace=True)
    assert new() == {"border": ["a"]}


def test_an_unknown_name_has_neighbours() -> None:
    save()
    with cstosearch.open_index() as index:
        for call in (index.saved.new, index.saved.remove):
            with pytest.raises(SavedQueryError, match='no query is saved as "bordr": did you mean'):
                call("bordr")
            with pytest.raises(SavedQueryError, match="cstosearch saved lists those there are"):
                call("x")


def test_a_query_that_cannot_be_read_is_not_saved() -> None:
    with cstosearch.open_index() as index:
        with pytest.raises(QueryError, match=r"closes"):
            index.saved.add("x", "a) b")
        with pytest.raises(QueryError, match="--since"):
            index.saved.add("x", "a", since="soon")
    assert cstosearch.saved_names("index") == []


def test_a_saved_query_that_cannot_be_asked_says_why_and_stands_in_no_others_way() -> None:
    """Such as one whose `since` has moved past its `until`; what it has seen stays seen."""
    save("all", "*")
    with cstosearch.open_index() as index:
        index.saved.add("past", "", since="this year", until="2020", today=date(2020, 7, 14))
        come("a")
    with cstosearch.open_index() as index:
        news = index.saved.new()
        index.saved.mark(news)
        everything, past = index.saved.all()
        index.saved.add("past", "border", replace=True)
    assert shown(news) == {"all": ["a"], "past": []}
    assert (everything.fault, past.hits, past.new) == ("", 0, 0)
    assert past.fault.startswith('nothing lies between --since "this year" and --until "2020"')
    assert news[1].results.total == 0


def test_an_earlier_generation_undoes_nothing_of_a_later_one() -> None:
    """It began to ask before and comes to mark behind: what the later one has seen stays seen."""
    save()
    come("a")
    with cstosearch.open_index() as early:
        earlier = early.saved.new()
        come("b")
        assert new() == {"border": ["a", "b"]}
        early.saved.mark(earlier)
    kept = read(Path("index"))["border"]
    assert (kept.generation, len(kept.seen)) == (3, 3 * 8)
    assert new() == {"border": []}


def test_marking_does_not_bring_back_what_was_removed_or_replaced_meanwhile() -> None:
    save()
    save("other")
    come("a")
    with cstosearch.open_index() as index:
        news = index.saved.new()
        index.saved.remove("other")
        save(query="*", replace=True)
        index.saved.mark(news)
    assert cstosearch.saved_names("index") == ["border"]
    assert (read(Path("index"))["border"].query, new()) == ("*", {"border": []})


ASK = """
import cstosearch
with cstosearch.open_index() as index:
    news = index.saved.new(limit=3)
    print(*(hit.document.id for each in news for hit in each.results), flush=True)
    index.saved.mark(news)
"""


def test_nothing_is_lost_when_processes_ask_while_the_index_grows() -> None:
    """Each document is listed at least once, and in the end none is new."""
    save()
    ids, askers = [f"n{n}" for n in range(8)], []
    for id_ in ids:
        come(id_)
        askers += [
            subprocess.Popen([sys.executable, "-c", ASK], stdout=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
    listed = [asker.communicate(timeout=60)[0].split() for asker in askers]
    assert [asker.returncode for asker in askers] == [0] * len(askers)
    listed += [new()["border"]]
    assert {id_ for each in listed for id_ in each} == set(ids)
    assert new() == {"border": []}
    assert len(read(Path("index"))["border"].seen) == 9 * 8
