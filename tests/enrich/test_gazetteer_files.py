"""A user's file of entities with a mistake in it: what is wrong, where, and what to do."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstosearch.enrich.gazetteer import Gazetteer
from cstosearch.enrich.gazetteer_files import read_toml
from cstosearch.errors import GazetteerError

PERSON = '[[person]]\nname = "A"\n'
OFFICE = 'offices = [{ title = "Head", of = "Russia"'
SAMPLE = '[[person]] and, below it, name = "Stanislav Zas"'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"f: there are no entries in it: write {SAMPLE}"),
        ("# nothing\n", f"f: there are no entries in it: write {SAMPLE}"),
        (
            '[[persons]]\nname = "A"\n',
            'f: unknown type "persons": write one of person, organization, country, place, event, '
            f"treaty, each in double brackets, as in {SAMPLE}",
        ),
        (
            'name = "A"\n',
            'f: unknown type "name": write one of person, organization, country, place, event, '
            f"treaty, each in double brackets, as in {SAMPLE}",
        ),
        ('[person]\nname = "A"\n', 'f: "person" needs double brackets: write [[person]]'),
        ('person = ["A"]\n', 'f: "person" needs double brackets: write [[person]]'),
        ("office = 1\n", 'f: "office" needs double brackets: write [[office]]'),
        (
            f'{PERSON}alias = ["B"]\n',
            'f: person 1 "A": unknown key "alias": there are name, aliases, cue, adjectives, '
            "offices, years, beside, remove",
        ),
        (
            f"{PERSON}{PERSON}",
            'f: person 2 "A": it stands there twice, first as person 1 "A": join them',
        ),
        ('[[place]]\naliases = ["B"]\n', 'f: place 1: it has no name: write name = "…"'),
        ('[[place]]\nname = ""\n', 'f: place 1: name has no word in it: ""'),
        ('[[place]]\nname = " – "\n', 'f: place 1 " – ": name has no word in it: " – "'),
        (
            '[[place]]\nname = "A\\u001bB"\n',
            'f: place 1 "A B": name has a control character in it: "A B"',
        ),
        ("[[place]]\nname = 7\n", 'f: place 1: name must be text in quotes, not "7"'),
        (
            f'{PERSON}aliases = "B"\n',
            'f: person 1 "A": aliases must be a list: write aliases = [ … ]',
        ),
        (f"{PERSON}cue = [1]\n", 'f: person 1 "A": cue must be text in quotes, not "1"'),
        (f"{PERSON}years = [2020]\n", 'f: person 1 "A": only entries of type event have years'),
        (
            f'{PERSON}adjectives = ["B"]\n',
            'f: person 1 "A": only entries of type country have adjectives',
        ),
        (f'{PERSON}beside = ["B"]\n', 'f: person 1 "A": only entries of type place have beside'),
        (
            '[[place]]\nname = "A"\noffices = []\n',
            'f: place 1 "A": only entries of type person have offices',
        ),
        (
            '[[event]]\nname = "A"\nyears = ["2020"]\n',
            'f: event 1 "A": years must be numbers such as 2020, not the text "2020"',
        ),
        (
            '[[event]]\nname = "A"\nyears = [20200]\n',
            'f: event 1 "A": years must be numbers such as 2020, not "20200"',
        ),
        (
            '[[event]]\nname = "A"\nyears = [true]\n',
            'f: event 1 "A": years must be numbers such as 2020, not "True"',
        ),
        (f'{PERSON}remove = "yes"\n', 'f: person 1 "A": remove must be true or false'),
        (
            f'{PERSON}remove = true\naliases = ["B"]\n',
            'f: person 1 "A": it is removed, so aliases has no meaning: leave one out',
        ),
        (
            f"{PERSON}remove = true\n",
            'f: person 1 "A": there is no such entry to remove: write its canonical name and its '
            "type as they stand in the gazetteer",
        ),
        (
            f'{PERSON}offices = ["Head"]\n',
            'f: person 1 "A": an office must be like '
            '{ title = "Secretary General", of = "United Nations", since = 2007-01-01 }',
        ),
        (
            f'{PERSON}offices = [{{ title = "Head" }}]\n',
            'f: person 1 "A": it has no of: write of = "…"',
        ),
        (
            f'{PERSON}offices = [{{ title = "Head", of = "Russia", from = 1 }}]\n',
            'f: person 1 "A", offices: unknown key "from": there are title, of, since, until',
        ),
        (
            f'{PERSON}offices = [{{ title = "Head", of = "Ruritania" }}]\n',
            'f: person 1 "A": there is no organization or country "Ruritania" to have an office '
            "of: write its canonical name, or add an entry for it",
        ),
        (
            f'{PERSON}offices = [{{ title = "Head", of = "Russia", since = "May 2020" }}]\n',
            'f: person 1 "A": since must be a day, a month or a year, as in 2020-01-31, "2020-01" '
            'or 2020, not "May 2020"',
        ),
        (
            f'{PERSON}offices = [{{ title = "Head", of = "Russia", until = "2020-13" }}]\n',
            'f: person 1 "A": until must be a day, a month or a year, as in 2020-01-31, "2020-01" '
            'or 2020, not "2020-13"',
        ),
        (
            f"{PERSON}{OFFICE}, since = 2020-01-01T10:00:00 }}]\n",
            'f: person 1 "A": since must be a day, a month or a year, as in 2020-01-31, "2020-01" '
            'or 2020, not "2020-01-01 10:00:00"',
        ),
        (
            f"{PERSON}{OFFICE}, since = 2020, until = 2019 }}]\n",
            'f: person 1 "A": an office that ends 2019-12-31 before it begins 2020-01-01',
        ),
        (
            "[[person]\n",
            "f: this is not TOML: Expected ']]' at the end of an array declaration "
            f"(at line 1, column 9); an entry is {SAMPLE}",
        ),
        (
            "a = " + "[" * 5000,
            f"f: this is not TOML: it is nested too deep; an entry is {SAMPLE}",
        ),
        (
            f'{PERSON}"\\u001b{"x" * 80}" = 1\n',
            f'f: person 1 "A": unknown key " {"x" * 58}…": there are name, aliases, cue, '
            "adjectives, offices, years, beside, remove",
        ),
    ],
)
def test_a_mistake_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    """The file by the name it was given; every value from it quoted, cut and harmless."""
    monkeypatch.chdir(tmp_path)
    Path("f").write_text(text, "utf-8")
    gazetteer = Gazetteer.load(Path("f"))
    with pytest.raises(GazetteerError) as raised:
        assert gazetteer.entries
    assert str(raised.value) == f"gazetteer {message}"


def test_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes('[[place]]\nname = "Ереван"\n'.encode("cp1251"))
    with pytest.raises(GazetteerError, match="line 2 is not UTF-8: save the file in that encoding"):
        assert Gazetteer.load(path).entries


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="there is no such file"):
        Gazetteer.load(tmp_path / "none.toml")
    with pytest.raises(GazetteerError, match="this is a directory: name a file in it"):
        Gazetteer.load(tmp_path)


def test_what_cannot_be_read_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Permissions do not stop the superuser, who may run the tests: so the refusal is made."""
    path = tmp_path / "mine.toml"
    path.write_text(PERSON, "utf-8")
    real = Path.read_bytes

    def refuse(self: Path) -> bytes:
        if self == path:
            raise PermissionError(13, "Permission denied")
        return real(self)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(GazetteerError, match="cannot be read: Permission denied"):
        Gazetteer.load(path)


VALUES = st.recursive(
    st.sampled_from(['"A"', '""', "1", "true", "2020-01-01", "1.5", "2020-01-01T00:00:00"]),
    lambda inner: (
        st.lists(inner, max_size=2).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(st.tuples(st.sampled_from(["title", "of", "since"]), inner), max_size=2).map(
            lambda pairs: "{" + ", ".join(f"{k} = {v}" for k, v in dict(pairs).items()) + "}"
        )
    ),
    max_leaves=4,
)
KEYS = st.sampled_from(
    ["name", "aliases", "cue", "adjectives", "offices", "years", "beside", "remove", "x"]
)
TYPES = st.sampled_from(["person", "event", "country", "office", "y"])
ENTRIES = st.tuples(TYPES, st.dictionaries(KEYS, VALUES)).map(
    lambda said: f"[[{said[0]}]]\n" + "".join(f"{k} = {v}\n" for k, v in said[1].items())
)


@given(st.lists(ENTRIES, max_size=3).map("".join).map(str.encode) | st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """With our error and no other."""
    try:
        said = read_toml(data, "f")
    except GazetteerError as error:
        assert str(error).startswith("gazetteer f: ")
        assert str(error).isprintable()
    else:
        assert said.statements or said.titles
