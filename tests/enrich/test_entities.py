"""Which entities are found in a text, and where: rules of the recogniser, by example."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cstosearch.enrich.entities import Recognizer
from cstosearch.enrich.gazetteer import Gazetteer
from cstosearch.model import Occurrence

PUBLISHED = date(2020, 10, 16)
RECOGNIZER = Recognizer(Gazetteer.load())

CSTO = "Collective Security Treaty Organization"
STATE = "place: Georgia (US state)"


def found(text: str, published: date | None = PUBLISHED, title: str = "") -> list[str]:
    """Return what stands in title and text, as `written = type: name`; `~` where not by name."""
    return [
        f"{(title if field == 'title' else text)[span.start : span.end]} "
        f"{'=' if by_name else '~'} {entity.type}: {entity.name}"
        for entity, field, span, by_name in RECOGNIZER.recognize(title, text, published)
    ]


CASES = {
    "names of the gazetteer, their cases and accents aside": (
        "The CSTO met in YEREVAN and Düshanbe.",
        [f"CSTO = organization: {CSTO}", "YEREVAN = place: Yerevan", "Düshanbe = place: Dushanbe"],
    ),
    "a name is a whole word": ("Iranology, Minskers.", []),
    "the longest of names that overlap": (
        "the Collective Security Treaty Organization",
        [f"Collective Security Treaty Organization = organization: {CSTO}"],
    ),
    "abbreviations as they are written": ("Tell us. The US said.", ["US = country: United States"]),
    "abbreviations keep their full stops": (
        "In the U.S. it rains.",
        ["U.S. = country: United States"],
    ),
    "no possessive": ("Armenia's border", ["Armenia = country: Armenia"]),
    "adjectives speak of a country, and do not name it": (
        "the Armenian-Azerbaijani border",
        ["Armenian ~ country: Armenia", "Azerbaijani ~ country: Azerbaijan"],
    ),
    "a country that is a given name": (
        "Michael Jordan and Chad Smith played.",
        ["Michael Jordan = person: Michael Jordan", "Chad Smith = person: Chad Smith"],
    ),
    "the same with evidence": (
        "He flew from Jordan to Chad.",
        ["Jordan = country: Jordan", "Chad = country: Chad"],
    ),
    "the same beside other countries": (
        "Georgia signed. Armenia did not.",
        ["Georgia = country: Georgia", "Armenia = country: Armenia"],
    ),
    "the same with what only countries have": (
        "Jordan’s foreign minister spoke of Chad's army. Turkey's breast was served.",
        ["Jordan = country: Jordan", "Chad = country: Chad"],
    ),
    "a possessive of what a person has, too": ("Jordan's first book, Chad's company", []),
    "a country that is also a state of a federation": (
        "Georgia's parliament and governor; Georgia and Russia; Tbilisi, Georgia.",
        [
            "Georgia = country: Georgia",
            "Georgia = country: Georgia",
            "Russia = country: Russia",
            "Tbilisi = place: Tbilisi",
            "Georgia = country: Georgia",
        ],
    ),
    "the state and not the country": (
        "Georgia's first governor; the state of Georgia; Atlanta, Georgia; Georgia and Alabama.",
        [
            f"Georgia = {STATE}",
            f"Georgia = {STATE}",
            "Atlanta = place: Atlanta",
            f"Georgia = {STATE}",
            f"Georgia = {STATE}",
            "Alabama = place: Alabama",
        ],
    ),
    "the state of which a text has spoken": (
        "He left Atlanta, Georgia. In Georgia he had been happy.",
        ["Atlanta = place: Atlanta", f"Georgia = {STATE}", f"Georgia = {STATE}"],
    ),
    "a head of state of the country": (
        "the head of state of Georgia, Abkhazia and Georgia",
        [
            "head of state ~ person: Salome Zourabichvili",
            "Georgia = country: Georgia",
            "Abkhazia = place: Abkhazia",
            "Georgia = country: Georgia",
        ],
    ),
    "the same beside a person of that name": (
        "Michael Jordan and Armenia won. Jordan scored.",
        [
            "Michael Jordan = person: Michael Jordan",
            "Armenia = country: Armenia",
            "Jordan = person: Michael Jordan",
        ],
    ),
    "the same alone": ("Turkey was served.", []),
    "ranks and titles": (
        "Lieutenant General Hassan Kaloev, Mr. Dorn and President Tiro Lemak spoke.",
        [
            "Hassan Kaloev = person: Hassan Kaloev",
            "Dorn = person: Dorn",
            "Tiro Lemak = person: Tiro Lemak",
        ],
    ),
    "words for what people do": (
        "said the engineer Tiro Lemak",
        ["Tiro Lemak = person: Tiro Lemak"],
    ),
    "the same with capitals, and small words in names": (
        "Chief Engineer Anna Lemak and Ludwig van Dorn",
        ["Anna Lemak = person: Anna Lemak", "Ludwig van Dorn = person: Ludwig van Dorn"],
    ),
    "people of a town or a state": (
        "Borlander Anna Lemak met Armenian Boris Dorn.",
        [
            "Anna Lemak = person: Anna Lemak",
            "Armenian ~ country: Armenia",
            "Boris Dorn = person: Boris Dorn",
        ],
    ),
    "heads that are surnames": (
        "Anna Hill lives at Dorn Hill.",
        ["Anna Hill = person: Anna Hill", "Dorn Hill = place: Dorn Hill"],
    ),
    "generations": ("Tiro Lemak Jr. came.", ["Tiro Lemak Jr. = person: Tiro Lemak Jr"]),
    "a member of an organization": (
        "Secretary of the Tiro Council of Armenia Anna Lemak",
        [
            "Tiro Council of Armenia = organization: Tiro Council of Armenia",
            "Anna Lemak = person: Anna Lemak",
        ],
    ),
    "prizes and the like": ("the Lemak Prize, the Anna Lemak Award", []),
    "offices, with whose they are": (
        "the Minister of Defence of the Republic of Belarus Anton Lemak",
        ["Republic of Belarus = country: Belarus", "Anton Lemak = person: Anton Lemak"],
    ),
    "surnames in capitals are written as others": (
        "Anna LEMAK-DORN came.",
        ["Anna LEMAK-DORN = person: Anna Lemak-Dorn"],
    ),
    "the same person by initials, by surname and by given name": (
        "Anna Lemak came. A. Lemak sat. Lemak left. Ms. Lemak, Anna!",
        [
            "Anna Lemak = person: Anna Lemak",
            "A. Lemak = person: Anna Lemak",
            "Lemak = person: Anna Lemak",
            "Lemak = person: Anna Lemak",
            "Anna = person: Anna Lemak",
        ],
    ),
    "other initials are another": (
        "Anna Lemak came. B. Lemak sat.",
        ["Anna Lemak = person: Anna Lemak", "B. Lemak = person: B. Lemak"],
    ),
    "a surname of two is nobody's": (
        "Anna Lemak and Boris Lemak came. Lemak sat.",
        ["Anna Lemak = person: Anna Lemak", "Boris Lemak = person: Boris Lemak"],
    ),
    "a surname alone is nobody's": ("Lemak said so.", []),
    "organizations by their last word, or the one before of": (
        "Dorn Corp., Borland State University and the Committee of Tiro Elders",
        [
            "Dorn Corp. = organization: Dorn Corp",
            "Borland State University = organization: Borland State University",
            "Committee of Tiro Elders = organization: Committee of Tiro Elders",
        ],
    ),
    "and within an organization": (
        "the Seed and Grain Administration",
        ["Seed and Grain Administration = organization: Seed and Grain Administration"],
    ),
    "the same within the name of a ministry": (
        "the Ministry of Seed and Grain and the Ministry of Tiro",
        [
            "Ministry of Seed and Grain = organization: Ministry of Seed and Grain",
            "Ministry of Tiro = organization: Ministry of Tiro",
        ],
    ),
    "an organization by its short forms": (
        "Dorn Corp rose. Dorn fell. The Tiro Lemak Society (TLS) met; TLS voted.",
        [
            "Dorn Corp = organization: Dorn Corp",
            "Dorn = organization: Dorn Corp",
            "Tiro Lemak Society = organization: Tiro Lemak Society",
            "TLS = organization: Tiro Lemak Society",
            "TLS = organization: Tiro Lemak Society",
        ],
    ),
    "an organization or a treaty by its head": (
        "The Tiro Lemak Society met. The Society signed the Lemak Agreement; the Agreement holds.",
        [
            "Tiro Lemak Society = organization: Tiro Lemak Society",
            "Society = organization: Tiro Lemak Society",
            "Lemak Agreement = treaty: Lemak Agreement",
            "Agreement = treaty: Lemak Agreement",
        ],
    ),
    "a head of two is neither": (
        "The Tiro Society met the Dorn Society. The Society left.",
        [
            "Tiro Society = organization: Tiro Society",
            "Dorn Society = organization: Dorn Society",
        ],
    ),
    "a surname behind the first word of a sentence": (
        "Anna Lemak came. Yesterday Lemak left.",
        ["Anna Lemak = person: Anna Lemak", "Lemak = person: Anna Lemak"],
    ),
    "a place by what is said of it": (
        "Borl is a small town. Tiro, who came, and Dorn (born 1950) met the company Lemak.",
        [
            "Borl = place: Borl",
            "Tiro = person: Tiro",
            "Dorn = person: Dorn",
            "Lemak = organization: Lemak",
        ],
    ),
    "abbreviations behind an article": (
        "The TLK voted, a DVD was shown.",
        ["TLK = organization: TLK"],
    ),
    "exercises by quotes and year": (
        'The "Northern Shield-2031" exercise, and Northern Dawn-2030.',
        [
            "Northern Shield-2031 = event: Northern Shield-2031",
            "Northern Dawn-2030 = event: Northern Dawn-2030",
        ],
    ),
    "exercises of the gazetteer: one of a year, and the series": (
        "Echelon-2020, Echelon 2019 and the Echelon exercises",
        [
            "Echelon-2020 = event: Echelon-2020",
            "Echelon 2019 = event: Echelon-2019",
            "Echelon = event: Echelon",
        ],
    ),
    "exercises whose name is a word": (
        "Search parties. The Search exercise began.",
        ["Search = event: Search"],
    ),
    "an exercise that is called one": (
        'the joint exercise "North Ridge"',
        ["North Ridge = event: North Ridge"],
    ),
    "places by their words, and by what they are called": (
        "Mount Tiro, the Dorn River, the Tamarak training area, the town of Borl",
        [
            "Mount Tiro = place: Mount Tiro",
            "Dorn River = place: Dorn River",
            "Tamarak = place: Tamarak",
            "Borl = place: Borl",
        ],
    ),
    "a place beside one that is known": (
        "Borl, Armenia",
        ["Borl = place: Borl", "Armenia = country: Armenia"],
    ),
    "parts of places": ("in West Belarus", ["West Belarus = place: West Belarus"]),
    "treaties by their words": (
        "the Treaty on Tiro Waters and the Lemak Agreement",
        [
            "Treaty on Tiro Waters = treaty: Treaty on Tiro Waters",
            "Lemak Agreement = treaty: Lemak Agreement",
        ],
    ),
    "teams by their town": (
        "the Boston Lemaks won; Lemaks fans",
        [
            "Boston Lemaks = organization: Boston Lemaks",
            "Lemaks = organization: Boston Lemaks",
        ],
    ),
    "what nothing is known of": ("Something Borl happened. Talks Resume", []),
    "weekdays and months are no names": (
        "On Monday Anna Lemak came",
        ["Anna Lemak = person: Anna Lemak"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_english(text: str, expected: list[str]) -> None:
    assert found(text) == expected


RUSSIAN = {
    "names of the gazetteer in all cases": (
        "Станислава Зася в Армении, с Республикой Армения, Организации Договора о коллективной "
        "безопасности, ОДКБ.",
        [
            "Станислава Зася = person: Stanislav Zas",
            "Армении = country: Armenia",
            "Республикой Армения = country: Armenia",
            "Организации Договора о коллективной безопасности = organization: " + CSTO,
            f"ОДКБ = organization: {CSTO}",
        ],
    ),
    "not what only begins alike": ("Армен пришёл.", []),
    "adjectives": ("армянские миротворцы", ["армянские ~ country: Armenia"]),
    "a country that is also a city, beside a country": (
        "Тунис и Россия",
        ["Тунис = country: Tunisia", "Россия = country: Russia"],
    ),
    "ranks, initials": (
        "генерал-лейтенант Х. Калоев и С.В. Дорнов",
        ["Х. Калоев = person: Hassan Kaloev", "С.В. Дорнов = person: С.В. Дорнов"],
    ),
    "persons in the nominative": (
        "встреча с Виктором Дорновым и Марией Дорновой",
        [
            "Виктором Дорновым = person: Виктор Дорнов",
            "Марией Дорновой = person: Мария Дорнова",
        ],
    ),
    "the same person in other cases": (
        "Виктор Дорнов пришёл. Доклад Дорнова.",
        ["Виктор Дорнов = person: Виктор Дорнов", "Дорнова = person: Виктор Дорнов"],
    ),
    "organizations, with whose they are": (
        "В Департаменте связи ОДКБ и Государственном комитете связи решили.",
        [
            "Департаменте связи ОДКБ = organization: Департамент связи ОДКБ",
            "Государственном комитете связи = organization: Государственный комитет связи",
        ],
    ),
    "exercises": (
        "Учение «Эшелон-2020», «Тихий дозор – 2031», учение связистов «Северный хребет»",
        [
            "Эшелон-2020 = event: Echelon-2020",
            "Тихий дозор – 2031 = event: Тихий дозор-2031",
            "Северный хребет = event: Северный хребет",
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), RUSSIAN.values(), ids=RUSSIAN)
def test_russian(text: str, expected: list[str]) -> None:
    assert found(text) == expected


ZAS = "person: Stanislav Zas"


def test_an_office_is_who_held_it_on_the_day() -> None:
    text = "The CSTO Secretary General spoke."
    csto = f"CSTO = organization: {CSTO}"
    assert found(text, date(2021, 5, 1)) == [csto, f"Secretary General ~ {ZAS}"]
    assert found(text, date(2023, 5, 1)) == [
        csto,
        "Secretary General ~ person: Imangali Tasmagambetov",
    ]


def test_an_office_that_several_may_hold_is_left_out() -> None:
    assert found("The Secretary General spoke.", None) == []


def test_an_office_is_who_the_document_names() -> None:
    assert found("Stanislav Zas came. The Secretary General spoke.", None) == [
        f"Stanislav Zas = {ZAS}",
        f"Secretary General ~ {ZAS}",
    ]


def test_an_office_is_who_the_document_gives_the_title() -> None:
    """It is not spoken of apart where the name stands behind it."""
    assert found("Secretary General Anna Lemak came. The Secretary General spoke.") == [
        "Anna Lemak = person: Anna Lemak",
        "Secretary General ~ person: Anna Lemak",
    ]


def test_two_who_the_document_gives_the_title_are_nobody() -> None:
    text = "Secretary General Anna Lemak and Secretary General Boris Dorn. The Secretary General"
    assert found(text) == [
        "Anna Lemak = person: Anna Lemak",
        "Boris Dorn = person: Boris Dorn",
    ]


def test_title_and_text_are_one_document() -> None:
    assert found("Anna Lemak came.", title="Lemak in Minsk") == [
        "Lemak = person: Anna Lemak",
        "Minsk = place: Minsk",
        "Anna Lemak = person: Anna Lemak",
    ]


def test_capitals_of_a_headline_tell_nothing() -> None:
    """Only the gazetteer does, less abbreviations that are words too."""
    assert found("Nothing.", title="ANNA LEMAK TELLS US OF ARMENIA") == [
        "ARMENIA = country: Armenia"
    ]
    assert found("Read on. TIRO LEMAK CORP FALLS. So.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kali\u0301ningrad, Dushanbe\u0301", ["Dushanbe\u0301 = place: Dushanbe"]),
        ("Straße: Armenia", ["Armenia = country: Armenia"]),
        ("İİİİ Armenia", ["Armenia = country: Armenia"]),
        ("\U0001f600 Armenia", ["Armenia = country: Armenia"]),
        ("Жук: Armenia", ["Armenia = country: Armenia"]),
    ],
)
def test_spans_hold_where_folding_changes_lengths(text: str, expected: list[str]) -> None:
    assert found(text)[-1:] == expected


SHORT = {
    "short names, of what the document names": (
        "The CSTO met. The Charter of the Organization and the Joint Staff.",
        [
            f"CSTO = organization: {CSTO}",
            "Charter = treaty: CSTO Charter",
            f"Organization = organization: {CSTO}",
            "Joint Staff = organization: CSTO Joint Staff",
        ],
    ),
    "short names, of nothing": ("He read the Charter. The Organization met.", []),
    "short names in small letters": (
        "The CSTO met. It is the charter.",
        [f"CSTO = organization: {CSTO}"],
    ),
    "short Russian names": (
        "Встреча ОДКБ. Здесь Организация провела учения. Организация учений.",
        [f"ОДКБ = organization: {CSTO}", f"Организация = organization: {CSTO}"],
    ),
    "a place behind an organization": (
        "the Institute of Risk Studies in Astana",
        [
            "Institute of Risk Studies = organization: Institute of Risk Studies",
            "Astana = place: Astana",
        ],
    ),
    "what an organization is for": (
        "the Bureau for Coordination of the Fight against Organized Crime",
        [
            "Bureau for Coordination of the Fight against Organized Crime = organization: "
            "Bureau for Coordination of the Fight against Organized Crime"
        ],
    ),
    "a possessive that begins a name": (
        "the Peoples\u2019 Lemak University",
        ["Peoples\u2019 Lemak University = organization: Peoples\u2019 Lemak University"],
    ),
    "quoted names behind words for them": (
        "the newspaper “Tiro Lemak”, телеканал «Тиро», training ground “Dorn”",
        [
            "Tiro Lemak = organization: Tiro Lemak",
            "Тиро = organization: Тиро",
            "Dorn = place: Dorn",
        ],
    ),
    "a Russian name with nouns in the plural": (
        "Открыт Центр изучения горных сообществ.",
        ["Центр изучения горных сообществ = organization: Центр изучения горных сообществ"],
    ),
    "initials of the gazetteer's": (
        "A. G. Lukashenka and В.А. Семериков",
        [
            "A. G. Lukashenka = person: Alexander Lukashenko",
            "В.А. Семериков = person: Valery Semerikov",
        ],
    ),
    "given name and patronymic": (
        "Nikolay Bordyuzha spoke. Dear Nikolai Nikolayevich!",
        [
            "Nikolay Bordyuzha = person: Nikolay Bordyuzha",
            "Nikolai Nikolayevich = person: Nikolay Bordyuzha",
        ],
    ),
    "an office that nobody is spoken of by": (
        "Юрий Хачатуров. С мая — Генеральный секретарь ОДКБ. Day of the President of Belarus",
        [
            "Юрий Хачатуров = person: Yuri Khachaturov",
            f"ОДКБ = organization: {CSTO}",
            "Belarus = country: Belarus",
        ],
    ),
    "a double Russian surname": (
        "доклад Лусине Тер-Лемаковой",
        ["Лусине Тер-Лемаковой = person: Лусине Тер-Лемаковой"],
    ),
    "another treaty": (
        "The CSTO met. The UN Charter is older than the Charter.",
        [f"CSTO = organization: {CSTO}", "UN Charter = treaty: UN Charter"],
    ),
    "a head that the gazetteer has, of what only the document names": (
        "The Tiro Lemak Charter was signed. The Charter holds.",
        [
            "Tiro Lemak Charter = treaty: Tiro Lemak Charter",
            "Charter = treaty: Tiro Lemak Charter",
        ],
    ),
    "a head that begins another name": (
        "The Tiro Lemak Society met. The Society of Borl and the Society Dorn left.",
        [
            "Tiro Lemak Society = organization: Tiro Lemak Society",
            "Society of Borl = organization: Society of Borl",
        ],
    ),
    "surnames by their endings": (
        "May Lemakova and Ms. April May",
        ["May Lemakova = person: May Lemakova", "April May = person: April May"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), SHORT.values(), ids=SHORT)
def test_short_and_official_names(text: str, expected: list[str]) -> None:
    assert found(text) == expected


PIECES = st.one_of(
    st.sampled_from(
        "Armenia Georgia CSTO Lemak Anna A. Mr. the of and University Corp Treaty on Minsk, "
        'Secretary General «Эшелон-2020» Министерство обороны ОДКБ Зась Станислава " ( ) U.S. in '
        "Jordan's Exercise-2020 \n\n ʼ İ ß e\u0301".split(" ")
    ),
    st.text(max_size=8),
)
TEXTS = st.lists(PIECES, max_size=30).map(" ".join) | st.lists(PIECES, max_size=30).map("".join)


@settings(max_examples=300)
@given(title=TEXTS, text=TEXTS)
def test_any_text_has_its_spans_inside_in_order_and_apart(title: str, text: str) -> None:
    occurrences = RECOGNIZER.recognize(title, text, PUBLISHED)
    places = [(o.field == "body", o.span.start, o.span.end) for o in occurrences]
    assert places == sorted(places)
    for field, inside in (("title", title), ("body", text)):
        mine = [o.span for o in occurrences if o.field == field]
        assert all(0 <= span.start < span.end <= len(inside) for span in mine)
        assert all(a.end <= b.start for a, b in pairwise(mine))
        assert not any(inside[span.start : span.end].isspace() for span in mine)
    assert all(o.entity.name == o.entity.name.strip() != "" for o in occurrences)


@settings(max_examples=100)
@given(first=TEXTS, text=TEXTS)
def test_what_was_read_before_changes_nothing(first: str, text: str) -> None:
    def recognize() -> list[Occurrence]:
        return RECOGNIZER.recognize("", text, PUBLISHED)

    before = recognize()
    RECOGNIZER.recognize(text, first, None)
    assert recognize() == before


MANY = 20_000
LONG = {
    "a word": ("Я" + "Ия" * 200_000, 0),
    "capitalised words": (" ".join(f"Lem{n:x}a" for n in range(MANY)), 0),
    "countries that need evidence": ("Armenia: " + "Georgia, " * MANY, MANY + 1),
    "namesakes": (" ".join(f"Mr. Lem{n:x}a Dorn." for n in range(MANY)), MANY),
    "exercises": ('"Tiro-2020" ' * MANY, MANY),
    "series": ("Echelon 2020 " * MANY, MANY),
    "offices": ("Anna Lemak, the Secretary General. " * MANY, MANY),
    "words of an organization": ("Министерство " + "обороны " * MANY, 1),
    "initials": ("S. " * MANY, 0),
    "brackets": ("Dorn Co (" * MANY, MANY),
}


@pytest.mark.parametrize(("text", "count"), LONG.values(), ids=LONG)
def test_long_texts_take_no_more_than_their_length(text: str, count: int) -> None:
    """What took the square of it would not end."""
    assert len(RECOGNIZER.recognize("", text, None)) == count
