"""One reading of values: what is a value of a datatype, and what it says."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from irc_kg.errors import did_you_mean
from irc_kg.queries.header import Parameter, ValueKindError
from irc_kg.store.datatypes import (
    DATATYPES,
    PartialDate,
    describe_datatype,
    is_clear,
    is_language_tag,
    is_missing_day,
    is_numeric,
    is_value,
    read_as_written,
    read_date,
    read_date_of_letter,
    read_integer,
    read_number,
    read_value,
)
from irc_kg.store.names import XSD

# Texts that look like values, valid or not, and any others.
NUMBERS = st.from_regex(r"[+-]?[0-9]{0,30}\.?[0-9]{0,30}([eE][+-]?[0-9]{1,20})?", fullmatch=True)
DATES = st.from_regex(
    r"-?[0-9]{1,9}(-[0-9]{1,2}(-[0-9]{1,2}(T[0-9:.]{0,12})?)?)?(Z|[+-][0-9:]{0,6})?", fullmatch=True
)
TEXTS = st.one_of(
    st.text(), NUMBERS, DATES, st.sampled_from(["INF", "-INF", "NaN", "true", "1", "inf", "nan"])
)


@given(text=TEXTS, datatype=st.sampled_from([*DATATYPES, "http://e.org/own"]))
@example("9" * 100_000, XSD + "integer")
@example("-" + "9" * 5000, XSD + "negativeInteger")
@example("1" * 5000 + "-01-01", XSD + "date")
@example("1e999999999", XSD + "decimal")
@example("1e999999999", XSD + "double")
@example("1." + "0" * 100_000, XSD + "decimal")
@example("٣", XSD + "integer")
@example("\udc80", XSD + "date")
def test_no_literal_is_too_odd_to_be_read(text: str, datatype: str) -> None:
    value = read_value(text, datatype)
    if not is_value(text, datatype):
        assert value is None
    number = read_number(text, datatype)
    assert number is None or is_numeric(datatype)
    assert read_integer(text) is None or str(read_integer(text))
    day = read_date(text)
    assert day is None or day.in_words()


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("+07", "integer", 7),
        ("-0", "nonNegativeInteger", 0),
        ("abc", "integer", None),
        ("٣", "integer", None),
        ("1_000", "integer", None),
        (" 5 ", "integer", None),
        ("9" * 641, "integer", None),
        ("9" * 640, "integer", int("9" * 640)),
        ("-0.50", "decimal", Decimal("-0.50")),
        ("1e5", "decimal", None),
        ("1e999999999", "decimal", None),
        ("inf", "decimal", None),
        ("1e5", "double", 1e5),
        ("1e999999999", "double", math.inf),
        ("-INF", "float", -math.inf),
        ("inf", "double", None),
        ("nan", "double", None),
        ("127", "byte", 127),
        ("128", "byte", None),
        ("-128", "byte", -128),
        ("-129", "byte", None),
        ("255", "unsignedByte", 255),
        ("256", "unsignedByte", None),
        ("9223372036854775807", "long", 2**63 - 1),
        ("9223372036854775808", "long", None),
        ("18446744073709551615", "unsignedLong", 2**64 - 1),
        ("18446744073709551616", "unsignedLong", None),
        ("true", "boolean", True),
        ("1", "boolean", True),
        ("0", "boolean", False),
        ("True", "boolean", None),
        ("2022", "gYear", PartialDate(2022)),
        ("2022-07Z", "gYearMonth", PartialDate(2022, 7, zone="Z")),
        ("2026-11-21Z", "date", PartialDate(2026, 11, 21, "Z")),
        ("2026-11-21+14:00", "date", PartialDate(2026, 11, 21, "+14:00")),
        ("2026-11-21+14:01", "date", None),
        ("12022-02-28", "date", PartialDate(12022, 2, 28)),
        ("12022-02-29", "date", None),
        ("12024-02-29", "date", PartialDate(12024, 2, 29)),
        ("10000-01-01", "date", PartialDate(10000, 1, 1)),
        ("-0044-03-15", "date", PartialDate(-44, 3, 15)),
        ("-0001-02-29", "date", None),
        ("0000-02-29", "date", PartialDate(0, 2, 29)),
        ("-0004-02-29", "date", PartialDate(-4, 2, 29)),
        ("1900-02-29", "date", None),
        ("2022-07-01T09:00:00", "dateTime", PartialDate(2022, 7, 1)),
        ("2022-02-30T09:00:00Z", "dateTime", None),
        ("2022-7-1", "date", None),
        ("some text", "string", None),
    ],
)
def test_a_literal_is_read_as_python_has_it(text: str, datatype: str, value: object) -> None:
    read = read_value(text, XSD + datatype)
    assert (read, type(read)) == (value, type(value))


def test_a_number_that_is_none_is_a_double_too() -> None:
    number = read_number("NaN", XSD + "double")
    assert isinstance(number, float)
    assert math.isnan(number)


@pytest.mark.parametrize(("text", "is_one"), [("--02-29", True), ("--02-30", False), ("--04-31", False)])
def test_a_day_of_a_year_is_in_the_calendar(text: str, is_one: bool) -> None:
    assert is_value(text, XSD + "gMonthDay") is is_one


@given(st.dates())
def test_every_day_is_read_written_and_sorted_as_python_does(day: date) -> None:
    read = read_date(day.isoformat())
    assert read == PartialDate(day.year, day.month, day.day)
    assert (str(read), read.first_day) == (day.isoformat(), day)
    assert read_date(day.isoformat() + "Z") == read._replace(zone="Z")
    assert read.earliest < (day.year, day.month, day.day + 1)


@given(st.integers(-99_999, 99_999), st.one_of(st.none(), st.integers(1, 12)))
def test_every_year_and_month_is_read_as_it_is_written(year: int, month: int | None) -> None:
    assert read_date(str(PartialDate(year, month))) == PartialDate(year, month)


@pytest.mark.parametrize(
    ("text", "words", "first"),
    [
        ("2022", "2022", date(2022, 1, 1)),
        ("2022-07", "July 2022", date(2022, 7, 1)),
        ("2022-07-01", "1 July 2022", date(2022, 7, 1)),
        ("0001", "1", date(1, 1, 1)),
        ("9999", "9999", date(9999, 1, 1)),
        ("10000", "10000", None),
        ("0476-09-04", "4 September 476", date(476, 9, 4)),
        ("12022-12-31", "31 December 12022", None),
        ("0000", "1 BC", None),
        ("-0043-03-15Z", "15 March 44 BC", None),
    ],
)
def test_a_date_is_told_as_people_write_it(text: str, words: str, first: date | None) -> None:
    read = read_date(text)
    assert read is not None
    assert (read.in_words(), read.first_day) == (words, first)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("31 March 2022", "2022-03-31"),
        ("1st Apr. 2022", "2022-04-01"),
        ("Sept 2022", "2022-09"),
        (" 31.3.2022 ", "2022-03-31"),
        ("1/2/2022", "2022-02-01"),
        ("31-4-2022", "None"),
        ("0/1/2022", "None"),
        ("0 March 2022", "None"),
        ("March 0000", "0000-03"),
        ("Marchy 2022", "None"),
        ("2022-03-31", "None"),
        ("soon", "None"),
    ],
)
def test_a_date_of_a_letter_is_read_as_in_the_uk(text: str, read: str) -> None:
    assert str(read_date_of_letter(text)) == read


@given(st.text())
def test_any_text_may_stand_where_a_date_should(text: str) -> None:
    assert read_date_of_letter(text) is None or read_date(str(read_date_of_letter(text)))


@pytest.mark.parametrize("tag", ["en", "en-GB", "cy", "zh-Hant-TW", "x-own", "gd-GB-oxendict"])
def test_a_language_is_one_that_the_engine_takes(tag: str) -> None:
    assert is_language_tag(tag)


@given(st.text(st.sampled_from("abZ019-_ é"), max_size=12))
@example("")
@example("en-")
@example("abcdefghij")
@example("en\n")
def test_what_is_no_language_is_told_apart(tag: str) -> None:
    if is_language_tag(tag):
        assert ox.Literal("", language=tag).language == tag.lower()


def test_what_is_no_language_is_none() -> None:
    assert not any(map(is_language_tag, ["", "e", "en-", "abcdefghij", "123", "en_GB", "en\n", "é"]))


def test_a_datatype_is_told_in_words_with_an_example() -> None:
    assert describe_datatype(XSD + "integer") == "a whole number, such as 6"
    assert describe_datatype(XSD + "gYear", " such as ") == "a year such as 2022"
    assert describe_datatype(XSD + "boolean") == "true or false"
    assert describe_datatype("http://e.org/own") == "a value of <http://e.org/own>"


def test_the_example_of_each_datatype_is_a_value_of_it() -> None:
    for datatype, known in DATATYPES.items():
        assert is_value(known.sample, datatype), datatype
        assert known.sample in known.example


@pytest.mark.parametrize(
    ("kind", "good", "bad", "wanted"),
    [
        ("date", "12022-02-28", "12022-02-29", "a day that there is, such as 2022-07-01"),
        ("date", "2022-07-01Z", "2022-7", "a day, such as 2022-07-01"),
        ("date", "-0044-03-15", "soon", "a day, such as 2022-07-01"),
        ("gYear", "12022", "02022", "a year, such as 2022"),
        ("gYearMonth", "2022-07", "2022-13", "a month of a year, such as 2022-07"),
        ("dateTime", "2022-07-01T09:00:00", "2022-07-01", "a day and time, such as 2022-07-01T09:00:00"),
        ("integer", "+7", "7.5", "a whole number, such as 6"),
        ("boolean", "1", "yes", "true or false"),
        ("byte", "127", "128", "a whole number, such as 6"),
        ("string", "any", "\udcff", "text that is UTF-8"),
    ],
)
def test_a_parameter_takes_the_values_of_its_datatype(kind: str, good: str, bad: str, wanted: str) -> None:
    parameter = Parameter("_x", "x", XSD + kind)
    assert parameter.literal(good) == ox.Literal(good, datatype=ox.NamedNode(XSD + kind))
    with pytest.raises(ValueKindError) as refused:
        parameter.literal(bad)
    assert str(refused.value) == f"--x takes {wanted}, not {bad!r}."


READ = {
    "a month in words": ("date", "1 April 2026", ("2026-04-01",), True),
    "the month first": ("date", "Apr. 1st, 2026", ("2026-04-01",), True),
    "no noughts": ("date", "2026-4-1", ("2026-04-01",), True),
    "quotes": ("date", "\u201c2026-04-01\u201d ", ("2026-04-01",), True),
    "the day or the month first": ("date", "1/4/2026", ("2026-04-01", "2026-01-04"), False),
    "the same either way": ("date", "4.4.2026", ("2026-04-04",), False),
    "no month has that number": ("date", "13/4/2026", ("2026-04-13",), False),
    "no such day": ("date", "31 February 2026", (), False),
    "nothing between": ("date", "20260401", ("2026-04-01",), True),
    "no such day, nothing between": ("date", "20260431", (), False),
    "a month": ("date", "April 2026", ("2026-04-01", "2026-04-30"), False),
    "a month in numbers": ("date", "2024-02", ("2024-02-01", "2024-02-29"), False),
    "no such month": ("date", "2024-13", (), False),
    "a year": ("date", " 2026", ("2026-01-01", "2026-12-31"), False),
    "a year of five digits": ("date", "12022", (), False),
    "no day": ("date", "soon", (), False),
    "a number with its unit": ("integer", "\u00a31,000", ("1000",), False),
    "a number in brackets": ("integer", "[5]", ("5",), False),
    "space": ("integer", " 5 ", ("5",), True),
    "nought behind a point": ("integer", "5.0", ("5",), False),
    "a part of a number": ("integer", "5.5", (), False),
    "two numbers": ("integer", "5 or 6", (), False),
    "a decimal": ("decimal", "\u00a35.50", ("5.50",), False),
    "words": ("integer", "five", (), False),
}


@pytest.mark.parametrize(("kind", "text", "meant", "clear"), READ.values(), ids=READ)
def test_what_is_written_otherwise_is_read(kind: str, text: str, meant: tuple[str, ...], clear: bool) -> None:
    assert read_as_written(text, XSD + kind) == meant
    assert (is_clear(text, XSD + kind) and bool(meant)) == clear
    parameter = Parameter("_x", "x", XSD + kind)
    if clear:
        assert parameter.literal(text) == ox.Literal(meant[0], datatype=ox.NamedNode(XSD + kind))
    else:
        with pytest.raises(ValueKindError) as refused:
            parameter.literal(text)
        assert str(refused.value).endswith(did_you_mean(meant) or f"not {text!r}.")


@pytest.mark.parametrize(("word", "days"), [("yesterday", -1), ("Today", 0), ("tomorrow", 1)])
def test_days_around_today_are_read(word: str, days: int) -> None:
    before = datetime.now().astimezone().date()
    read = Parameter("_x", "x", XSD + "date").literal(word).value
    after = datetime.now().astimezone().date()
    assert read in {(day + timedelta(days)).isoformat() for day in (before, after)}


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("31 February 2022", True),
        ("February 31st, 2022", True),
        ("2022-02-31", True),
        ("31/2/2022", True),
        ("20220231", True),
        ("\u201c2022/2/31\u201d", True),
        ("28 February 2022", False),
        ("12/13/2022", False),
        ("February 2022", False),
        ("2022", False),
        ("soon", False),
        ("31 Quember 2022", True),
    ],
)
def test_a_day_that_the_calendar_has_not_is_told_from_what_is_no_day(text: str, missing: bool) -> None:
    assert is_missing_day(text) is missing


@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%Y/%m/%d", "%d %b %Y"]))
def test_a_day_is_the_same_in_every_writing(day: date, form: str) -> None:
    year = f"{day.year:04}"
    written = day.strftime(form.replace("%Y", year))
    assert read_as_written(written, XSD + "date") == (day.isoformat(),)
    assert is_clear(written, XSD + "date")
