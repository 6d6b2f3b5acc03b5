"""A user's file of entities with a mistake in it: what is wrong, where, and what to do."""

import os
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cstosearch
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

    def refuse(_: Path) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("cstosearch.enrich.gazetteer.open_regular", refuse)
    with pytest.raises(GazetteerError, match="cannot be read: Permission denied"):
        Gazetteer.load(path)


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_has_no_end_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    """Nobody waits for a writer, nor reads zeros until memory ends."""
    path = tmp_path / "gazetteer.toml"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    (tmp_path / "a.txt").write_text("08.07.2020\nA text.\n", "utf-8")
    with pytest.raises(GazetteerError) as raised:
        cstosearch.build(tmp_path, tmp_path / "index")
    assert str(raised.value) == f"gazetteer {path}: cannot be read: Not a regular file"
    with pytest.raises(GazetteerError, match="Not a regular file"):
        cstosearch.verify(tmp_path, tmp_path / "index", gazetteer=path)


def test_a_file_that_is_too_large_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(PERSON.ljust(1 << 20), "utf-8")
    monkeypatch.setattr("cstosearch.enrich.gazetteer._MOST", 1 << 20)
    assert Gazetteer.load(path).entries
    path.write_text(PERSON.ljust((1 << 20) + 1), "utf-8")
    with pytest.raises(GazetteerError, match="larger than 1 MB: name fewer entities in it"):
        Gazetteer.load(path)


@pytest.mark.parametrize(
    "line",
    [
        "a." * 50_000 + "b = 1",
        "a.b.c.d.e = 1",
        "[a.b.c.d.e]",
        "[[ a . b\t.c.d . e ]]",
        "x = { y = [{ a.b.c.d.e = 1 }] }",
        '"".\'\'."\\"".\'.\'."\\\\" = 1',
        'x = "\\"" # "\na.b.c.d.e = 1',
    ],
    ids=["long", "plain", "table", "array", "inline", "quoted", "behind quotes"],
)
def test_a_deep_key_is_refused_before_it_is_parsed(line: str) -> None:
    """The parser would take memory with the square of its parts."""
    where = 3 + line.count("\n")
    with pytest.raises(GazetteerError) as raised:
        read_toml(f"{PERSON}{line}\n".encode(), "f")
    assert str(raised.value) == (
        f"gazetteer f: line {where} has a key of more than 4 parts; an entry is {SAMPLE}"
    )


@pytest.mark.parametrize(
    "name",
    [
        '"A.B.C.D.E.F"',
        "'A.B.C.D.E.F'",
        '"A \\" A.B.C.D.E.F"',
        '"""\nA.B.C.D.E.F \\"""\n"" A.B.C.D.E.F"""""',
        "'''\nA' ''A.B.C.D.E.F'''",
        '"A"  # a.b.c.d.e.f = "',
    ],
)
def test_dots_in_names_and_comments_are_no_key(name: str) -> None:
    [entry] = read_toml(f"[[place]]\nname = {name}\n".encode(), "f").statements
    assert entry.name.startswith("A")


def test_a_deep_key_is_looked_for_in_time_that_grows_with_the_file() -> None:
    """A pattern that begins anew at each of these would not end within this test run."""
    for piece in ('"\\', '\\"""\n', "''''", "a", "a.a.a ", "a   .", '"x', "#"):
        with pytest.raises(GazetteerError, match="gazetteer f: "):
            read_toml((piece * (2_000_000 // len(piece))).encode(), "f")


def test_a_file_that_takes_all_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> NoReturn:
        raise MemoryError

    monkeypatch.setattr("tomllib.loads", refuse)
    with pytest.raises(GazetteerError, match="f: there is not enough memory to read it"):
        read_toml(PERSON.encode(), "f")


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
