"""Which dates a text talks about: expressions and their days, by the day of publication."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cstosearch.enrich.mentions import mentions_in
from cstosearch.model import Mention, Span

PUBLISHED = date(2020, 7, 14)  # a Tuesday


def found(text: str, published: date | None = PUBLISHED) -> list[tuple[str, str, str]]:
    """Return the words of each mention, its days as in a query, and its granularity."""
    return [
        (
            text[slice(*mention.span)],
            str(mention.start)
            if mention.start == mention.end
            else f"{mention.start}..{mention.end}",
            mention.granularity,
        )
        for mention in mentions_in(text, published)
        if mention.span
    ]


@pytest.mark.parametrize(
    ("text", "words", "days", "granularity"),
    [
        # full dates
        ("on 8 July 2020.", "8 July 2020", "2020-07-08", "day"),
        ("July 8th, 2020, in", "July 8th, 2020", "2020-07-08", "day"),
        ("on the 8th of July 2020", "8th of July 2020", "2020-07-08", "day"),
        ("(2020-07-08)", "2020-07-08", "2020-07-08", "day"),
        ("08.07.2020 г.", "08.07.2020 г.", "2020-07-08", "day"),
        ("10/25/2020", "10/25/2020", "2020-10-25", "day"),
        ("8 июля 2020 года", "8 июля 2020 года", "2020-07-08", "day"),
        ("В среду, 8 июля 2020 г., в", "среду, 8 июля 2020 г.", "2020-07-08", "day"),
        ("on Wednesday, July 8, 2020", "Wednesday, July 8, 2020", "2020-07-08", "day"),
        # without a year, or with one in words
        ("On 8 July.", "8 July", "2020-07-08", "day"),
        ("It was agreed on Nov. 28.", "Nov. 28", "2019-11-28", "day"),
        ("It will meet on Nov. 28.", "Nov. 28", "2020-11-28", "day"),
        ("July 12, this year,", "July 12, this year", "2020-07-12", "day"),
        ("1 сентября с.г.", "1 сентября с.г.", "2020-09-01", "day"),
        ("8 июля прошлого года", "8 июля прошлого года", "2019-07-08", "day"),
        ("on February 29", "February 29", "2020-02-29", "day"),
        ("in October it was in place", "October", "2019-10-01..2019-10-31", "month"),
        ("will be held in October", "October", "2020-10-01..2020-10-31", "month"),
        ("In May they met", "May", "2020-05-01..2020-05-31", "month"),
        ("last September", "last September", "2019-09-01..2019-09-30", "month"),
        # months, years, decades
        ("in July 2020", "July 2020", "2020-07-01..2020-07-31", "month"),
        ("в июле 2020 года", "июле 2020 года", "2020-07-01..2020-07-31", "month"),
        ("к ноябрю 2019 года", "ноябрю 2019 года", "2019-11-01..2019-11-30", "month"),
        ("in 2019,", "2019", "2019-01-01..2019-12-31", "year"),
        ("the 2008 election", "2008", "2008-01-01..2008-12-31", "year"),
        ("в 1992 году", "1992 году", "1992-01-01..1992-12-31", "year"),
        ("early 2009", "early 2009", "2009-01-01..2009-12-31", "year"),
        ("by mid-2011", "mid-2011", "2011-01-01..2011-12-31", "year"),
        ("the 1990s", "1990s", "1990-01-01..1999-12-31", "decade"),
        ("in the 90s", "90s", "1990-01-01..1999-12-31", "decade"),
        ("2010-е годы", "2010-е годы", "2010-01-01..2019-12-31", "decade"),
        ("в 1990-х", "1990-х", "1990-01-01..1999-12-31", "decade"),
        # ranges
        ("from July 7 to 8", "July 7 to 8", "2020-07-07..2020-07-08", "day"),
        ("16–18 October", "16–18 October", "2020-10-16..2020-10-18", "day"),
        ("с 7 по 8 июля", "7 по 8 июля", "2020-07-07..2020-07-08", "day"),
        ("7 и 8 июля", "7 и 8 июля", "2020-07-07..2020-07-08", "day"),
        (
            *("from 28 June to 3 July 2020", "28 June to 3 July 2020"),
            *("2020-06-28..2020-07-03", "day"),
        ),
        (
            *("28 December – 3 January 2021", "28 December – 3 January 2021"),
            *("2020-12-28..2021-01-03", "day"),
        ),
        ("between 2015 and 2020", "2015 and 2020", "2015-01-01..2020-12-31", "year"),
        ("с 2015 по 2020 год", "2015 по 2020 год", "2015-01-01..2020-12-31", "year"),
        ("in 2019-2020", "2019-2020", "2019-01-01..2020-12-31", "year"),
        ("in 1986/87", "1986/87", "1986-01-01..1987-12-31", "year"),
        ("May-July 2019", "May-July 2019", "2019-05-01..2019-07-31", "month"),
        ("from Monday to Friday", "Monday to Friday", "2020-07-13..2020-07-17", "day"),
        # quarters, halves, seasons, weeks
        ("in Q3 2019", "Q3 2019", "2019-07-01..2019-09-30", "quarter"),
        (
            *("the third quarter of 2019", "the third quarter of 2019"),
            *("2019-07-01..2019-09-30", "quarter"),
        ),
        ("fell in the fourth quarter", "the fourth quarter", "2019-10-01..2019-12-31", "quarter"),
        (
            *("в первом квартале 2020 года", "первом квартале 2020 года"),
            *("2020-01-01..2020-03-31", "quarter"),
        ),
        (
            *("в первой половине 2020 года", "первой половине 2020 года"),
            *("2020-01-01..2020-06-30", "half"),
        ),
        ("fiscal 2019", "fiscal 2019", "2019-01-01..2019-12-31", "year"),
        (
            *("the first nine months of 2019", "the first nine months of 2019"),
            *("2019-01-01..2019-09-30", "month"),
        ),
        ("last summer", "last summer", "2019-06-01..2019-08-31", "season"),
        ("летом 2020 года", "летом 2020 года", "2020-06-01..2020-08-31", "season"),
        ("winter 2019", "winter 2019", "2019-12-01..2020-02-29", "season"),
        ("over the weekend", "the weekend", "2020-07-11..2020-07-12", "day"),
        # from the day of publication
        ("today", "today", "2020-07-14", "day"),
        ("вчера", "вчера", "2020-07-13", "day"),
        ("two years ago", "two years ago", "2018-01-01..2018-12-31", "year"),
        ("год назад", "год назад", "2019-01-01..2019-12-31", "year"),
        ("3 days ago", "3 days ago", "2020-07-11", "day"),
        ("the previous day", "the previous day", "2020-07-13", "day"),
        ("last month", "last month", "2020-06-01..2020-06-30", "month"),
        ("в прошлом месяце", "прошлом месяце", "2020-06-01..2020-06-30", "month"),
        ("next week", "next week", "2020-07-20..2020-07-26", "week"),
        ("the end of last year", "the end of last year", "2019-01-01..2019-12-31", "year"),
        ("the end of the year", "the end of the year", "2020-01-01..2020-12-31", "year"),
        ("he said on Tuesday", "Tuesday", "2020-07-14", "day"),
        ("he will come on Friday", "Friday", "2020-07-17", "day"),
        ("he came on Friday", "Friday", "2020-07-10", "day"),
        ("last Friday", "last Friday", "2020-07-10", "day"),
        ("next Monday", "next Monday", "2020-07-20", "day"),
        ("во вторник", "вторник", "2020-07-14", "day"),
        ("в минувшую пятницу", "минувшую пятницу", "2020-07-10", "day"),
        ("the day before yesterday", "the day before yesterday", "2020-07-12", "day"),
        ("the day after tomorrow", "the day after tomorrow", "2020-07-16", "day"),
        ("сообщил накануне.", "накануне", "2020-07-13", "day"),
        ("Накануне состоялась встреча", "Накануне", "2020-07-13", "day"),
        ("Later today", "Later today", "2020-07-14", "day"),
        ("5 лет назад", "5 лет назад", "2015-01-01..2015-12-31", "year"),
        ("on the following day", "the following day", "2020-07-15", "day"),
        ("this summer", "this summer", "2020-06-01..2020-08-31", "season"),
        ("next summer", "next summer", "2021-06-01..2021-08-31", "season"),
        ("this winter", "this winter", "2019-12-01..2020-02-29", "season"),
        ("this Friday", "this Friday", "2020-07-17", "day"),
        ("last weekend", "last weekend", "2020-07-11..2020-07-12", "day"),
        ("next May", "next May", "2021-05-01..2021-05-31", "month"),
        ("last May", "last May", "2020-05-01..2020-05-31", "month"),
        ("this May", "this May", "2020-05-01..2020-05-31", "month"),
        ("has grown since November", "November", "2019-11-01..2019-11-30", "month"),
        ("may be named in January", "January", "2021-01-01..2021-01-31", "month"),
        ("was named in January", "January", "2020-01-01..2020-01-31", "month"),
        ("In April Smith came", "April", "2020-04-01..2020-04-30", "month"),
        ("in '82", "'82", "1982-01-01..1982-12-31", "year"),
        ("in May '82", "May '82", "1982-05-01..1982-05-31", "month"),
        ("on 8 July '19", "8 July '19", "2019-07-08", "day"),
        ("in the '90s", "'90s", "1990-01-01..1999-12-31", "decade"),
        ("the early nineties", "early nineties", "1990-01-01..1999-12-31", "decade"),
        ("Moscow – 2019 was good", "2019", "2019-01-01..2019-12-31", "year"),
        ("said – 2019 was good", "2019", "2019-01-01..2019-12-31", "year"),
        ("2015 elections", "2015", "2015-01-01..2015-12-31", "year"),
        ("End-1986 assets", "End-1986", "1986-01-01..1986-12-31", "year"),
        ("in 2009-10", "2009-10", "2009-01-01..2010-12-31", "year"),
        ("in 2019-12", "2019-12", "2019-12-01..2019-12-31", "month"),
        ("in 1998-01", "1998-01", "1998-01-01..1998-01-31", "month"),
        ("the winter of 2019-20", "the winter of 2019-20", "2019-12-01..2020-02-29", "season"),
        ("зимой 2019/2020 годов", "зимой 2019/2020 годов", "2019-12-01..2020-02-29", "season"),
        ("summer of 2019-20", "2019-20", "2019-01-01..2020-12-31", "year"),
        ("in the fall", "the fall", "2020-09-01..2020-11-30", "season"),
        ("летом", "летом", "2020-06-01..2020-08-31", "season"),
        ("H1 2019", "H1 2019", "2019-01-01..2019-06-30", "half"),
        ("the 6 Sep to 3 Aug 2019 tour", "6 Sep to 3 Aug 2019", "2018-09-06..2019-08-03", "day"),
        ("until late\nJuly", "late\nJuly", "2020-07-01..2020-07-31", "month"),
        ("the last quarter", "the last quarter", "2020-04-01..2020-06-30", "quarter"),
        ("IV квартал 2019 года", "IV квартал 2019 года", "2019-10-01..2019-12-31", "quarter"),
        ("the first week of May", "the first week of May", "2020-04-27..2020-05-03", "week"),
        (
            "the last week of June 2019",
            "the last week of June 2019",
            "2019-06-24..2019-06-30",
            "week",
        ),
        (
            "the last three months of 2019",
            "the last three months of 2019",
            "2019-10-01..2019-12-31",
            "month",
        ),
        ("between 3 and 9 July", "3 and 9 July", "2020-07-03..2020-07-09", "day"),
        (
            "from the 14th to the 15th of July",
            "14th to the 15th of July",
            "2020-07-14..2020-07-15",
            "day",
        ),
        (
            "28 December 2019 to 3 January",
            "28 December 2019 to 3 January",
            "2019-12-28..2020-01-03",
            "day",
        ),
        ("Friday to Monday", "Friday to Monday", "2020-07-10..2020-07-13", "day"),
        ("third half of 2019", "2019", "2019-01-01..2019-12-31", "year"),
        ("the first 20 months of 2019", "2019", "2019-01-01..2019-12-31", "year"),
    ],
)
def test_an_expression_has_its_words_days_and_granularity(
    text: str, words: str, days: str, granularity: str
) -> None:
    assert found(text) == [(words, days, granularity)]


@pytest.mark.parametrize(
    "text",
    [
        "No. 11, № 2020, 2,000 troops and 2000 soldiers under Resolution 1540",
        "Echelon-2020, ECHELON-2020 and “Interaction 2019”",
        "$2000, 2000 rubles, 20 percent, 1540 km, 2000 военнослужащих",
        "February 30, 2021, 30 February 2021, 31 июня 2020 года",
        "page 1999, version 2.0.2019, at 12:30, tel. 8 (495) 795-27-10",
        "They may march on for three years, five days a week, for a second time",
        "The Sunday Times wrote of Theresa May; Black Friday; the October Revolution",
        "5 дней, три года, 100 процентов, тел. 8 (495) 795-27-10",
        "the fall of Kabul, the first half of the game, that is all, the last years",
        "0000, 9999-12-31, 31.06.2020, 2020-19-20",
        "the nineteenth century, in the second half",
        "“Interaction–2019”, “Combat Brotherhood – 2019”, «Рубеж–2018», “NELEGAL–2015”, CSTO—2020",
        "“Combat Brotherhood – 2019 in Armenia”",
        "2015 criminal cases were opened; возбуждено 2015 уголовных дел",
        "накануне саммита, накануне начала учений",
        "at a Today's party, the ship '82, in nineties, 90-х, two weeks later, in a 90s car",
        "these years, last days, this day, next march, march 8, on 8 may, Q5, that day, 2019/25",
        "May Smith, Smith June, the summer of discontent, the 2000 wars, 2500, Wed in '8",
    ],
)
def test_what_is_no_date_is_not_found(text: str) -> None:
    assert found(text) == []


def test_two_days_of_a_month_that_are_apart_are_two_mentions() -> None:
    assert found("5 and 9 July") == [("5", "2020-07-05", "day"), ("9 July", "2020-07-09", "day")]


def test_two_days_with_two_articles_are_two_mentions() -> None:
    assert found("January 14 and the 15th") == [
        ("January 14", "2020-01-14", "day"),
        ("15th", "2020-01-15", "day"),
    ]


def test_words_count_from_the_date_that_stands_before() -> None:
    text = "On 5 March 2010 he came; later that day he left, and came back the following day"
    assert [days for _, days, _ in found(text)] == ["2010-03-05", "2010-03-05", "2010-03-06"]
    text = "On 5 March 2010 he came, and a year later he left, 5 days after"
    assert [days for _, days, _ in found(text)] == ["2010-03-05", "2011-01-01..2011-12-31"]
    text = "On 5 March 2010 he came, and left on July 8 of the same year"
    assert [days for _, days, _ in found(text)] == ["2010-03-05", "2010-07-08"]


@pytest.mark.parametrize(
    "text",
    [
        "the first week of May, летом, накануне., the weekend, the end of the year, in '82",
        "7-8 July, this summer, third quarter, next Friday, July 7 and 9, a year ago",
    ],
)
def test_without_a_day_of_publication_words_have_no_year(text: str) -> None:
    assert found(text, None) == []


def test_without_a_day_of_publication_only_what_says_its_year_is_found() -> None:
    text = "Today and last month, on Tuesday, in July, by 3 May: in 2019, 8 July 2020 and the 1990s"
    assert [words for words, *_ in found(text, None)] == ["2019", "8 July 2020", "1990s"]


def test_a_date_shortly_before_is_what_others_count_from() -> None:
    text = "On 5 March 2010 he came, and he left by 8 March. He died in the same year."
    assert [days for _, days, _ in found(text)] == [
        "2010-03-05",
        "2010-03-08",
        "2010-01-01..2010-12-31",
    ]
    assert found(text) == found(text, None)


def test_the_field_and_the_span_are_given() -> None:
    day = date(2020, 7, 8)
    assert mentions_in("On 8 July", PUBLISHED, "title") == [
        Mention(day, day, "day", "title", Span(3, 9))
    ]


def test_letters_that_become_two_do_not_shift_spans() -> None:
    assert [words for words, *_ in found("İİİ in July 2020")] == ["July 2020"]


PIECES = st.sampled_from(
    "0 1 8 31 99 2020 1999 0000 9999 July may March Sunday Tuesday июля мая среду год года лет last"
    " next this previous the same quarter first half month year years ago earlier week day weekend"
    " summer fall летом прошлом в с по до to from and between - – . , / ' s Q1 H2 mid of in by"
    " today вчера 90 -х -е ago два decade nineties fiscal İ".split()
)
DATELIKE = st.lists(PIECES | st.sampled_from([" ", " ", " ", "\n", ""])).map("".join) | st.lists(
    PIECES
).map(" ".join)


@given(st.text() | DATELIKE, st.none() | st.dates())
@example("the day before 1 January", date.min)
@example("tomorrow, next year, next decade, in 2 years, next Friday", date.max)
@example("last year, 2 decades ago, yesterday, last Friday, the weekend", date.min)
@example("29 February, 31 June, last quarter of last year", date(1, 1, 1))
def test_mentions_are_in_order_and_apart(text: str, published: date | None) -> None:
    end = 0
    for mention in mentions_in(text, published):
        assert mention.span
        assert end <= mention.span.start < mention.span.end <= len(text)
        assert mention.start <= mention.end
        end = mention.span.end


@pytest.mark.parametrize(
    "piece",
    ["8 July 2020, ", "1", " ", "a", "last ", "2019-", "July ", "5 and 9 July, ", "the\n", "1.1."],
)
def test_long_texts_are_read_in_linear_time(piece: str) -> None:
    """Were the time quadratic, a text of a million characters would not end."""
    text = piece * (1_000_000 // len(piece))
    assert len(mentions_in(text, PUBLISHED)) <= len(text)
