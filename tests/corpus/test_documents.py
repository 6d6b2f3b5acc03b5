"""Records to documents: what is collapsed, what is not, and what the ids are."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstosearch.analysis import words_of
from cstosearch.corpus.documents import bucket_of, collapse, first_sentence
from cstosearch.model import Document, Entity, Record, Source

DAY = date(2020, 7, 8)
TITLE = 'The special training "ECHELON-2020" will be held at the Kapustin Yar training area'
LEAD = (
    "The second staff negotiations on the organization and conduct of special training were held "
    "at the Crisis Response Center from July 7 to 8 via video-conferencing."
)
MORE = "The parties reviewed the volume, essentials of the stages and areas of the joint training."


def record(*paragraphs: str, title: str = "", file: str = "a.txt", **fields: object) -> Record:
    given = {"date": DAY, "url": "", "lang": "", "id": "", "entities": (), **fields}
    return Record(Source(file, 0, 1, "d"), "sidebar", given.pop("date"), title, paragraphs, **given)  # type: ignore[arg-type]


ARTICLE = record(LEAD, MORE, title=TITLE, file="article.txt")


def texts(records: Iterable[Record]) -> list[str]:
    return [f"{d.title if not d.title_derived else ''}|{d.body}" for d in collapse(records)]


EDITED = [
    record(LEAD.replace("video-conferencing", "videoconference")),
    record(LEAD.replace("were held at the", "have been held in the")),
]


@pytest.mark.parametrize(
    "teaser",
    [
        *EDITED,
        record(TITLE),
        record(LEAD),
        record(LEAD, MORE),
        record(MORE, LEAD),
        record("The parties reviewed the volume, essentials of the stages…"),
        record(LEAD.replace("“", '"').upper()),
        record(LEAD.rpartition(" via")[0] + " via vid..."),
        record(LEAD, title=TITLE),
    ],
    ids=["edit", "edits", "title", "lead", "two", "order", "cut", "case", "cut word", "no end"],
)
def test_teasers_of_an_article(teaser: Record) -> None:
    """One document, with the words of the article and both sources, in any order."""
    variants = teaser.paragraphs if teaser in EDITED else ()
    teaser = replace(teaser, source=Source("teaser.txt", 5, 9, "d"))
    [document] = collapse([ARTICLE, teaser])
    assert (document.title, document.body) == (TITLE, f"{LEAD}\n\n{MORE}")
    assert document.variants == variants
    assert [source.file for source in document.sources] == ["article.txt", "teaser.txt"]
    assert collapse([teaser, ARTICLE]) == [document]


@pytest.mark.parametrize(
    "other",
    [
        record(LEAD.replace("July 7 to 8", "July 9 to 10")),
        record(LEAD.replace("Crisis Response", "Yerevan Response")),
        record("Another text on the training."),
        record("The joint training"),
        record(LEAD, title="Another title altogether for the same text"),
        record(LEAD, "And a paragraph that the article does not have at all."),
    ],
    ids=["numbers", "names", "other", "too short", "title", "paragraph"],
)
def test_texts_that_are_not_teasers(other: Record) -> None:
    """An edit never changes a number or a name; a few words are no evidence."""
    assert len(collapse([ARTICLE, other])) == 2


def test_cut_words_tell_texts_apart() -> None:
    """Two teasers cut within a name go to the articles that have the name."""
    lead = "The Secretary General met with the Ambassador of {} on the work of the council."
    articles = [record(lead.format(name), file=f"{name}.txt") for name in ("Armenia", "Belarus")]
    teasers = [
        record(f"The Secretary General met with the Ambassador of {cut}…", file=f"{cut}.txt")
        for cut in ("Armen", "Bela")
    ]
    found = collapse([*teasers, *articles])
    assert sorted([s.file for s in d.sources] for d in found) == [
        ["Armenia.txt", "Armen.txt"],
        ["Belarus.txt", "Bela.txt"],
    ]
    assert len(collapse(teasers)) == 2


@pytest.mark.parametrize(
    "records",
    [
        [record("Word " * 100_000 + "End."), record("Word " * 100_000 + "Stop.")],
        [record(*(f"w{n % 7} x y z {n % 11}." for n in range(k))) for k in (3000, 2990)],
        [
            record(f"the {n} staff met on the {n % 9} talks of the council today")
            for n in range(3000)
        ],
        [record("all the staff met " + "abcdefgh"[n % 8] * (n % 300 + 1)) for n in range(2400)],
    ],
    ids=["long words", "many parts", "alike", "lower case"],
)
def test_hostile_days_take_bounded_time(records: list[Record]) -> None:
    """A day of texts much alike is compared in about the time it takes to read them."""
    assert collapse(records)


def test_of_two_sentences_much_alike_neither_is_a_teaser() -> None:
    """They may say the opposite."""
    said = "The Permanent Council {} the joint budget for the following year after a long debate."
    assert len(collapse(record(said.format(verb)) for verb in ("approved", "rejected"))) == 2


@pytest.mark.parametrize(
    ("article", "teaser"),
    [
        ("Azerbaijan accused Armenia of shelling", "Armenia accused Azerbaijan of shelling"),
        ("Members decided not to send troops", "Members decided to send troops"),
        ("In all two soldiers were killed", "In all ten soldiers were killed"),
        ("Armenia ratified the protocol", "Belarus ratified the protocol"),
        ("The team won by 3 goals to 2", "The team won by 2 goals to 3"),
        ("Совет решил не направлять войска", "Совет решил направлять войска"),
    ],
)
def test_an_edit_never_changes_the_facts(article: str, teaser: str) -> None:
    """Numbers, names, and what denies stand in the same order, also at the head of a sentence."""
    rest = " near the villages at the border, the ministry said in a long statement on the day."
    whole = record(article + rest, "Belarus, Armenia and Azerbaijan, two of ten.", title="A title")
    assert len(collapse([whole, record(teaser + rest)])) == 2


def test_a_teaser_that_runs_parts_together() -> None:
    """A headline and the lead on one line, as some sidebars have them."""
    assert len(collapse([ARTICLE, record(f"{TITLE} {LEAD}")])) == 1


def test_what_an_edit_changed_is_kept() -> None:
    """The teaser's words are searched with the article's; each way of writing it once."""
    said = "The Permanent Council {} the joint budget for the following year after a long debate."
    article = record(said.format("approved"), MORE, title="On the budget", file="article.txt")
    teasers = [record(said.format("rejected"), file=f"{n}.txt") for n in range(3)]
    cut = record(said.format("rejected").removesuffix(" a long debate.") + "…", file="cut.txt")
    [document] = collapse([*teasers, article, cut])
    assert document.variants == (said.format("rejected"),)
    assert document.text == f"{said.format('approved')}\n\n{MORE}\n\n{said.format('rejected')}"


def test_a_teaser_of_a_teaser_is_one_of_the_article() -> None:
    """A cut of an edited teaser need not itself be found in the article."""
    edited = record(LEAD.replace("conduct of special", "holding of special"))
    cut = record(LEAD.replace("conduct of special", "holding of special").rpartition(" at")[0])
    [document] = collapse([cut, edited, ARTICLE])
    assert document.variants == edited.paragraphs


def test_copies_have_the_same_words() -> None:
    """Typography, case and what is title or text do not matter; the one with a title shows it."""
    same = [record("“Echelon-2020” began."), record('"ECHELON-2020" began.'), record("Began", "x")]
    assert len(collapse(same)) == 2
    titled = record("It began today at the training area.", title="Echelon-2020")
    flat = record("Echelon-2020: it began today at the training area.")
    assert texts([flat, titled]) == ["Echelon-2020|It began today at the training area."]


def test_fields_come_from_whichever_record_has_them() -> None:
    """The main record's own first, else the least of the others': never by the order of files."""
    zas = Entity("person", "Stanislav Zas")
    [document] = collapse(
        [ARTICLE, record(LEAD, url="https://b"), record(TITLE, url="https://a", entities=(zas,))]
    )
    assert (document.url, document.lang, document.entities) == ("https://a", "en", (zas,))


def test_language_is_that_of_most_words() -> None:
    """As far as the script tells; else none."""
    [english, none, russian] = sorted(
        collapse([record("Учения ОДКБ Echelon"), record("The ОДКБ forces"), record("2020")]),
        key=lambda document: document.lang or "f",
    )
    assert (russian.lang, english.lang, none.lang) == ("ru", "en", "")


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Border conflict", "en"),
        ("Die Minister trafen sich mit dem Rat und der Delegation.", ""),
        ("Le conseil et les ministres du Kazakhstan.", ""),
        ("Міністри провели засідання.", ""),
        ("Министры провели заседание.", "ru"),
        ("理事会", ""),
    ],
)
def test_no_language_is_claimed_that_a_text_does_not_show(text: str, lang: str) -> None:
    [document] = collapse([record(text)])
    assert document.lang == lang


def test_buckets() -> None:
    """By the source's own id, else by day, else by the words."""
    day = record("a"), record("b")
    undated = record("One text.", date=None), record("ONE text", date=None)
    assert bucket_of(day[0]) == bucket_of(day[1]) != bucket_of(record("a", date=date(2020, 7, 9)))
    assert bucket_of(undated[0]) == bucket_of(undated[1]) != bucket_of(record("b", date=None))
    assert bucket_of(record("a", id="7")) == bucket_of(record("b", id="7", date=None))


def test_undated_records_are_never_teasers() -> None:
    """Nothing says that they are of the same day."""
    buckets = {bucket_of(replace(r, date=None)) for r in (ARTICLE, record(LEAD))}
    assert len(buckets) == 2


@pytest.mark.parametrize(
    ("given", "made"),
    [
        (record("One.", id="my/id 7"), "my/id 7"),
        (record("One."), "20200708-34f2ddaa"),
        (record("One.", date=None), "undated-34f2ddaa8b7615c9"),
        (record("One.", id="20200708-00000000"), "20200708-34f2ddaa"),
        (record("One.", id="x" * 201), "20200708-34f2ddaa"),
    ],
)
def test_ids(given: Record, made: str) -> None:
    """The source's own, unless it could be taken for one of ours; else the day and the words."""
    [document] = collapse([given])
    assert document.id == made


def test_one_id_for_two_texts() -> None:
    """Both are kept, one under a longer id; which one does not depend on the order."""
    rows = [record("One.", id="7"), record("Two.", id="7", date=date(2019, 1, 1))]
    ids = [(d.id, d.body) for d in collapse(rows)]
    assert ids == [("7", "Two."), ("7~ad3628c6f63e", "One.")]
    assert [(d.id, d.body) for d in collapse(reversed(rows))] == ids


WORDS = st.sampled_from("the a staff met Zas 7 8 talks on Echelon were held in Minsk".split())
PARAGRAPHS = st.lists(WORDS, min_size=1, max_size=12).map(lambda words: " ".join(words) + ".")
RECORDS = st.builds(
    lambda title, paragraphs, file: record(*paragraphs, title=title, file=file),
    st.sampled_from(["", "", "Talks in Minsk", "On the talks that were held in Minsk"]),
    st.lists(PARAGRAPHS, min_size=1, max_size=3),
    st.sampled_from(["a.txt", "b.txt", "c.txt"]),
)


def but_files(documents: Iterable[Document]) -> list[Document]:
    return [replace(document, sources=()) for document in documents]


@given(st.lists(RECORDS, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_neither_order_nor_names_of_files_matter(records: list[Record], rng: random.Random) -> None:
    """Documents, ids and all, are a function of the set of records."""
    documents = collapse(records)
    shuffled = rng.sample(records, len(records))
    assert collapse(shuffled) == documents
    renamed = [replace(r, source=Source(f"z{r.source.file}", 0, 1, "d")) for r in shuffled]
    assert but_files(collapse(renamed)) == but_files(documents)
    assert len({document.id for document in documents}) == len(documents)
    assert {s for d in documents for s in d.sources} == {r.source for r in records}
    searched = {word for d in documents for word in words_of(f"{d.title} {d.text}")}
    said = {word for r in records for t in (r.title, *r.paragraphs) for word in words_of(t)}
    assert searched == said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("One sentence that is long enough. Another.", "One sentence that is long enough."),
        (
            "Lt. Gen. Hassan Kaloev took part in it. He spoke.",
            "Lt. Gen. Hassan Kaloev took part in it.",
        ),
        ("Учения прошли в Армении успешно. Затем", "Учения прошли в Армении успешно."),
        ("No stop at all\n\nNext paragraph.", "No stop at all"),
        ("word " * 50, "word " * 39 + "word…"),
    ],
)
def test_a_title_from_the_first_sentence(text: str, sentence: str) -> None:
    assert first_sentence(text.strip()) == sentence
