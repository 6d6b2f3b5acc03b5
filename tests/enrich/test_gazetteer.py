"""The gazetteer: what its files and the user's add up to, and when it is another one."""

import re
from datetime import date
from pathlib import Path

import pytest

from cstosearch.enrich.gazetteer import Entry, Gazetteer, Name
from cstosearch.enrich.gazetteer_files import KEYS
from cstosearch.errors import EXIT_ERROR, CstosearchError, GazetteerError
from cstosearch.model import Entity, EntityType

OURS = Gazetteer.load()


def written(folder: Path, text: str) -> Gazetteer:
    """Return the gazetteer with a user's file of that text."""
    path = folder / "mine.toml"
    path.write_text(text, "utf-8")
    return Gazetteer.load(path)


def entry(gazetteer: Gazetteer, kind: EntityType, name: str) -> Entry:
    [found] = [e for e in gazetteer.entries if e.entity == Entity(kind, name)]
    return found


def test_an_entry_of_the_users_file_is_added(tmp_path: Path) -> None:
    mine = written(
        tmp_path, '[[event]]\nname = "Iron Wall"\ncue = ["Wall"]\nyears = [2021, 2020]\n'
    )
    assert len(mine.entries) == len(OURS.entries) + 1
    assert entry(mine, "event", "Iron Wall") == Entry(
        Entity("event", "Iron Wall"),
        (Name("Iron Wall", "en"), Name("Wall", "en", cue=True)),
        years=(2020, 2021),
    )


def test_an_entry_that_exists_is_extended(tmp_path: Path) -> None:
    """By names that are new; those that it has stay first, once each."""
    mine = written(
        tmp_path,
        '[[country]]\nname = "Armenia"\naliases = ["Hayastan", "Armenia"]\nadjectives = ["Hay"]\n',
    )
    ours, theirs = entry(OURS, "country", "Armenia"), entry(mine, "country", "Armenia")
    assert theirs.names == (*ours.names, Name("Hayastan", "en"))
    assert theirs.adjectives == (*ours.adjectives, Name("Hay", "en"))
    assert len(mine.entries) == len(OURS.entries)


def test_an_entry_of_another_type_is_another_entity(tmp_path: Path) -> None:
    mine = written(tmp_path, '[[place]]\nname = "Armenia"\n')
    assert entry(mine, "place", "Armenia").names == (Name("Armenia", "en"),)
    assert entry(mine, "country", "Armenia") == entry(OURS, "country", "Armenia")


def test_an_entry_can_be_made_to_count_only_with_evidence(tmp_path: Path) -> None:
    mine = written(tmp_path, '[[country]]\nname = "Oman"\ncue = ["Oman"]\n')
    assert entry(mine, "country", "Oman").names[0] == Name("Oman", "en", cue=True)


def test_an_entry_is_switched_off(tmp_path: Path) -> None:
    mine = written(tmp_path, '[[country]]\nname = "Chad"\nremove = true\n')
    gone = {e.entity for e in OURS.entries} - {e.entity for e in mine.entries}
    assert gone == {Entity("country", "Chad")}


def test_offices_have_their_titles_and_days(tmp_path: Path) -> None:
    """Those of the gazetteer, and any other; a month and a year are widened."""
    mine = written(
        tmp_path,
        '[[office]]\nname = "Bailiff"\naliases = ["Bailie", "Бальи"]\n'
        '[[person]]\nname = "A. B."\noffices = [\n'
        '{ title = "Bailiff", of = "United Nations", since = "2019-02", until = 2020 },\n'
        '{ title = "Reeve", of = "Russia", since = 2021-03-04 },\n]\n',
    )
    bailiff, reeve = entry(mine, "person", "A. B.").offices
    assert [title.text for title in bailiff.titles] == ["Bailiff", "Bailie", "Бальи"]
    assert (bailiff.since, bailiff.until) == (date(2019, 2, 1), date(2020, 12, 31))
    assert bailiff.of == Entity("organization", "United Nations")
    assert reeve == ((Name("Reeve", "en"),), Entity("country", "Russia"), date(2021, 3, 4), None)


@pytest.mark.parametrize(
    ("text", "lang", "exact"),
    [
        ("Armenia", "en", False),
        ("São Tomé", "en", False),
        ("Армения", "ru", False),
        ("WHO", "en", True),
        ("ОДКБ", "ru", True),
        ("G20", "en", True),
        ("AL JAZEERA", "en", False),
    ],
)
def test_letters_tell_language_and_exactness(
    tmp_path: Path, text: str, lang: str, exact: bool
) -> None:
    mine = written(tmp_path, f'[[organization]]\nname = "Zz"\naliases = ["{text}"]\n')
    assert entry(mine, "organization", "Zz").names[1] == Name(text, lang, cue=False, exact=exact)


def test_white_space_within_a_name_is_one_space(tmp_path: Path) -> None:
    mine = written(tmp_path, '[[treaty]]\nname = " Pact \\t of\\nZz "\n')
    assert entry(mine, "treaty", "Pact of Zz").names == (Name("Pact of Zz", "en"),)


def test_a_byte_order_mark_and_crlf_are_no_matter(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b'\xef\xbb\xbf[[place]]\r\nname = "Zz"\r\n')
    assert entry(Gazetteer.load(path), "place", "Zz")


def test_all_forms_are_listed() -> None:
    forms = set(OURS.forms())
    csto = Entity("organization", "Collective Security Treaty Organization")
    assert {("CSTO", csto), ("ОДКБ", csto), (csto.name, csto)} <= forms
    assert len(forms) == sum(len(e.names) for e in OURS.entries)


def test_the_digest_is_of_the_bytes(tmp_path: Path) -> None:
    """Of the user's file too, wherever it is; nothing is parsed for it, right or wrong."""
    one, same, other = (tmp_path / name for name in ("one", "same", "other"))
    for path, text in ((one, "no TOML"), (same, "no TOML"), (other, "no  TOML")):
        path.write_text(text, "utf-8")
    digests = [Gazetteer.load(path).digest for path in (one, same, other)]
    assert digests[0] == digests[1] != digests[2]
    assert len({OURS.digest, *digests}) == 3
    assert OURS.digest == Gazetteer.load().digest


def test_errors_are_for_people() -> None:
    assert issubclass(GazetteerError, CstosearchError)
    assert EXIT_ERROR == 2


def test_the_example_of_the_page_is_read(tmp_path: Path) -> None:
    """That of docs/formats.md, and its table names the keys that there are."""
    page = Path(__file__).parents[2].joinpath("docs", "formats.md").read_text("utf-8")
    section = page.partition("\n### Entities of your own\n")[2].partition("\n## ")[0]
    [example] = re.findall(r"^```toml \S+\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    mine = written(tmp_path, example)
    [office] = entry(mine, "person", "Aram Manukyan").offices
    assert [title.text for title in office.titles] == ["Chief of Logistics", "начальник тыла"]
    assert entry(mine, "event", "Iron Wall").years == (2020, 2021)
    assert "Объединённые Нации" in {
        n.text for n in entry(mine, "organization", "United Nations").names
    }
    assert Entity("country", "Chad") not in {e.entity for e in mine.entries}
    assert tuple(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == KEYS
