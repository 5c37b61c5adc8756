"""Literals and their datatypes: which texts are values of one, what they say, and how one is told to people.

The lexical forms are those of XML Schema 1.1, https://www.w3.org/TR/xmlschema11-2/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import pyoxigraph as ox

from irc_kg.store.names import RDF, XSD

if TYPE_CHECKING:
    from decimal import Decimal
from datetime import date, datetime, timedelta

ZONE = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)"
YEAR = r"-?(?:[1-9]\d{3,}|0\d{3})"
MONTH = r"(?:0[1-9]|1[0-2])"
DAY = r"(?:0[1-9]|[12]\d|3[01])"
TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MOST_DIGITS_OF_A_YEAR = 600  # of a year, which Python makes a number of whatever its settings are
_FROM_TODAY = {"yesterday": -1, "today": 0, "tomorrow": 1}
_LEAP_CYCLE = 400  # years, after which the calendar is the same again
# Patterns are compiled when the first date is read: many runs read none.
_DATE = rf"(?P<year>{YEAR})(?:-(?P<month>{MONTH})(?:-(?P<day>{DAY})(?P<time>T{TIME})?)?)?(?P<zone>{ZONE})?"
_IN_NUMBERS = r"(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4})"
_YEAR_FIRST = r"(?P<year>\d{4})[./-](?P<month>\d{1,2})[./-](?P<day>\d{1,2})"
_TOGETHER = r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
_YEAR_OR_MONTH = r"\d{4}(?:-\d{2})?"
_NUMBER_IN_SOMETHING = r"[^\d.-]*(?P<number>-?\d[\d,]*(?:\.\d+)?)[^\d.-]*"
_DIGITS_AND_MARKS = r"(?P<before>[^\d.,+-]*)(?P<number>[+-]?\d[\d., ']*)(?P<behind>[^\d]*)"
_THOUSANDS = r"[+-]?[1-9]\d{0,2}(?:(?:,\d{3})+|(?:\.\d{3})+)"
_WITH_EXPONENT = r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,2}"
_SERIAL_DAY = r"\d{5,7}(?:\.\d+)?"
_DAY_0 = date(1899, 12, 30)  # from which spreadsheets count
_QUOTES_AND_SPACE = " \t\u00a0\"'\u2018\u2019\u201c\u201d"
_IN_WORDS = r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>[A-Za-z]{3,9})\.?,?\s+(?P<year>\d{4})"


_FEBRUARY = 2


class PartialDate(NamedTuple):
    """A year, a month of a year or a day; the year 0 is the one before the year 1."""

    year: int
    month: int | None = None
    day: int | None = None
    zone: str = ""  # as it was written

    def __str__(self) -> str:
        """As it is written in the graph, without its zone: ``2022``, ``2022-07`` or ``2022-07-01``."""
        year = f"{'-' if self.year < 0 else ''}{abs(self.year):04}"
        return "-".join([year, *(f"{part:02}" for part in (self.month, self.day) if part is not None)])

    def in_words(self) -> str:
        """As people write it: ``1 July 2022``."""
        year = str(self.year) if self.year > 0 else f"{1 - self.year} BC"
        if self.month is None:
            return year
        month = f"{_MONTHS[self.month - 1]} {year}"
        return month if self.day is None else f"{self.day} {month}"

    @property
    def earliest(self) -> tuple[int, int, int]:
        """Year, month and day of its first day, to sort by."""
        return self.year, self.month or 1, self.day or 1

    @property
    def latest(self) -> tuple[int, int, int]:
        """Year, month and day, or the 12 and 31 that come last: no day of it is later."""
        return self.year, self.month or 12, self.day or 31

    @property
    def days(self) -> tuple[PartialDate, PartialDate]:
        """Its first day and its last, which there is in the calendar."""
        year, month, day = self.latest
        if self.day is None:
            is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
            day = 28 + is_leap if month == _FEBRUARY else 30 + (month + month // 8) % 2
        return PartialDate(*self.earliest), PartialDate(year, month, day)

    @property
    def first_day(self) -> date | None:
        """Its first day as Python has it, which knows no year before 1 nor after 9999."""
        return date(*self.earliest) if date.min.year <= self.year <= date.max.year else None


def today() -> PartialDate:
    """The day that it is where the program runs."""
    return _day(datetime.now().astimezone().date())


def _day(day: date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)


def read_date(text: str) -> PartialDate | None:
    """The date that a value of xsd:gYear, xsd:gYearMonth, xsd:date or xsd:dateTime says; None for no such."""
    match = re.fullmatch(_DATE, text, re.ASCII)
    if match is None or len(match["year"]) > _MOST_DIGITS_OF_A_YEAR:
        return None
    month = int(match["month"]) if match["month"] else None
    day = int(match["day"]) if match["day"] else None
    return _in_calendar(int(match["year"]), month, day, match["zone"] or "")


def read_date_of_letter(text: str) -> PartialDate | None:
    """The date that people write as 31.3.2022, 31 March 2022 or March 2022; of numbers the day is first."""
    if match := re.fullmatch(_IN_NUMBERS, text.strip(), re.ASCII):
        return _in_calendar(int(match["year"]), int(match["month"]), int(match["day"]))
    match = re.fullmatch(_IN_WORDS, text.strip(), re.ASCII)
    if match is None:
        return None
    beginning = match["month"].casefold()
    for number, name in enumerate(_MONTHS, 1):
        if name.casefold().startswith(beginning):
            return _in_calendar(int(match["year"]), number, int(match["day"]) if match["day"] else None)
    return None


def read_as_written(text: str, datatype: str) -> tuple[str, ...]:
    """What a text that is no value of a datatype can mean, as values of it: days and numbers in other forms.

    One day is clear where its month is in words or its year comes first: ``1 April 2026``, ``2026-4-1``. Of
    ``1/4/2026`` the day may come first or second, ``2026`` has a first and a last day, and a number with
    something beside it may be another thing.
    """
    bare = text.strip(_QUOTES_AND_SPACE)
    if datatype == XSD + "date":
        return tuple(map(str, _days_of(bare)))
    number = re.fullmatch(_NUMBER_IN_SOMETHING, bare, re.ASCII)
    plain = number["number"].replace(",", "").removesuffix(".0") if number else ""
    return (plain,) if plain and is_value(plain, datatype) else ()


def readings_of_number(text: str) -> tuple[str, ...]:
    """The numbers that people may mean by a text that is none: 12,5 and 1.234,56 and £1,200 and 12 %."""
    if re.fullmatch(_WITH_EXPONENT, text, re.ASCII):
        from decimal import Decimal

        return (f"{Decimal(text):f}",)
    match = re.fullmatch(_DIGITS_AND_MARKS, text.strip(), re.ASCII)
    if match is None:
        return ()
    number = re.sub("[ ']", "", match["number"])
    if match["before"].strip().startswith("(") and match["behind"].strip().endswith(")"):
        number = f"-{number}"  # as accounts have it
    readings = _readings_of_marks(number)
    if "%" in match[0]:
        from decimal import Decimal

        readings = [f"{Decimal(readings[0]).scaleb(-2):f}", readings[0]] if readings else []
    return tuple(readings)


def _readings_of_marks(number: str) -> list[str]:
    """The numbers that digits with commas and points may mean."""
    last = max(number.rfind(","), number.rfind("."))
    if "," in number and "." in number:
        whole = re.sub("[,.]", "", number[:last])
        return [f"{whole}.{number[last + 1 :]}"]
    readings = [re.sub("[,.]", "", number)] if may_be_thousands(number) else []
    if number.count(",") + number.count(".") <= 1:
        readings.append(number.replace(",", "."))
    return readings


def may_be_thousands(number: str) -> bool:
    """Whether the marks of a number may stand between its thousands: 1,234 and 1.234.567."""
    return re.fullmatch(_THOUSANDS, number, re.ASCII) is not None


def read_serial_day(text: str) -> PartialDate | None:
    """The day that a spreadsheet means by a bare number of five digits or more; None for no such."""
    if re.fullmatch(_SERIAL_DAY, text, re.ASCII) is None:
        return None
    try:
        return _day(_DAY_0 + timedelta(int(text.partition(".")[0])))
    except OverflowError:
        return None


def is_clear(text: str, datatype: str) -> bool:
    """Whether a text in another writing can mean one value only."""
    bare = text.strip(_QUOTES_AND_SPACE)
    return is_value(bare, datatype) or (
        datatype == XSD + "date"
        and len(_days_of(bare)) == 1
        and not re.fullmatch(_IN_NUMBERS, bare, re.ASCII)
    )


def _days_of(text: str) -> list[PartialDate]:
    """The days that a text can mean, each once; of a year and of a month the first and the last."""
    if text.casefold() in _FROM_TODAY:
        return [_day(datetime.now().astimezone().date() + timedelta(_FROM_TODAY[text.casefold()]))]
    if match := re.fullmatch(_YEAR_FIRST, text, re.ASCII) or re.fullmatch(_TOGETHER, text, re.ASCII):
        readings = [(match["year"], match["month"], match["day"])]
    elif match := re.fullmatch(_IN_NUMBERS, text, re.ASCII):
        readings = [
            (match["year"], match["month"], match["day"]),
            (match["year"], match["day"], match["month"]),
        ]
    else:
        is_in_numbers = re.fullmatch(_YEAR_OR_MONTH, text, re.ASCII)
        found = read_date(text) if is_in_numbers else read_date_of_letter(_with_day_first(text))
        return _first_and_last(found) if found else []
    days = [_in_calendar(int(year), int(month), int(day)) for year, month, day in readings]
    return [*dict.fromkeys(day for day in days if day)]


def is_missing_day(text: str) -> bool:
    """Whether a text has the form of a day and the calendar has no such day: ``31 February 2022``."""
    bare = text.strip(_QUOTES_AND_SPACE)
    words = re.fullmatch(_IN_WORDS, _with_day_first(bare), re.ASCII)
    in_numbers = (DATATYPES[XSD + "date"].pattern, _YEAR_FIRST, _TOGETHER, _IN_NUMBERS)
    has_form = any(re.fullmatch(form, bare, re.ASCII) for form in in_numbers)
    return (has_form or (words is not None and words["day"] is not None)) and not _days_of(bare)


def _with_day_first(text: str) -> str:
    """A day in words with its number before the month: ``1 April 2022`` of ``April 1st, 2022``."""
    return re.sub(r"^(\w{3,9}\.?)\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+", r"\2 \1 ", text)


def _first_and_last(found: PartialDate) -> list[PartialDate]:
    """The first and the last day of a year or a month; a day itself."""
    year, month, day = found.latest
    while not has_day(month, day, year):
        day -= 1
    return [*dict.fromkeys([PartialDate(*found.earliest), PartialDate(year, month, day)])]


def has_day(month: int, day: int, year: int = 0) -> bool:
    """Whether a month has a day, in a year or, if none is given, in a leap year."""
    try:
        date(2000 + year % _LEAP_CYCLE, month, day)
    except ValueError:
        return False
    return True


def _in_calendar(year: int, month: int | None, day: int | None, zone: str = "") -> PartialDate | None:
    if month is not None and not has_day(month, 1 if day is None else day, year):
        return None
    return PartialDate(year, month, day, zone)


LANG_STRING = RDF + "langString"
Number: TypeAlias = "int | float | Decimal"

_DURATION = r"-?P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
_SIGNED = r"[+-]?\d+"
_DECIMAL = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_DOUBLE = rf"{_DECIMAL}(?:[eE][+-]?\d+)?|[+-]?INF|NaN"
# Python turns no text with more digits into a number when it is set as strictly as it can be.
_MOST_DIGITS = 640
_BITS = {"Byte": 8, "Short": 16, "Int": 32, "Long": 64}
_BOUNDS = {
    **{name.lower(): range(-(2 ** (bits - 1)), 2 ** (bits - 1)) for name, bits in _BITS.items()},
    **{f"unsigned{name}": range(2**bits) for name, bits in _BITS.items()},
}
_WRITTEN_BARE = {"integer", "decimal", "double"}


class Datatype(NamedTuple):
    """What can be told of a datatype without looking at a value."""

    words: str  # "a day"
    sample: str  # the text of one
    example: str  # the same as it is written in Turtle
    pattern: str = r"[\s\S]*"
    derived_from: str = ""  # the datatype of which every value is also a value


def _xsd(name: str, words: str, sample: str, pattern: str, derived_from: str = "") -> tuple[str, Datatype]:
    example = sample if name in _WRITTEN_BARE else f'"{sample}"^^xsd:{name}'
    return XSD + name, Datatype(words, sample, example, pattern, XSD + derived_from if derived_from else "")


def _rdf(name: str, words: str, sample: str) -> tuple[str, Datatype]:
    return RDF + name, Datatype(words, sample, f'"{sample}"^^rdf:{name}')


DATATYPES: dict[str, Datatype] = dict(
    [
        (XSD + "string", Datatype("text without a language tag", "some text", '"some text"')),
        (LANG_STRING, Datatype("text with its language", "some text", '"some text"@en')),
        _rdf("HTML", "HTML", "<p>some text</p>"),
        _rdf("XMLLiteral", "XML", "<p>some text</p>"),
        _rdf("JSON", "JSON", "{}"),
        _xsd("boolean", "true or false", "true", "true|false|1|0"),
        _xsd("decimal", "a number", "6.5", _DECIMAL),
        _xsd("integer", "a whole number", "6", _SIGNED, "decimal"),
        _xsd("double", "a number", "6.5e0", _DOUBLE),
        _xsd("float", "a number", "6.5", _DOUBLE),
        _xsd("nonNegativeInteger", "a whole number, 0 or more", "6", r"\+?\d+|-0+", "integer"),
        _xsd("positiveInteger", "a whole number, 1 or more", "6", r"\+?0*[1-9]\d*", "nonNegativeInteger"),
        _xsd("nonPositiveInteger", "a whole number, 0 or less", "-6", r"-\d+|\+?0+", "integer"),
        _xsd("negativeInteger", "a whole number below 0", "-6", r"-0*[1-9]\d*", "nonPositiveInteger"),
        _xsd("long", "a whole number", "6", _SIGNED, "integer"),
        _xsd("int", "a whole number", "6", _SIGNED, "long"),
        _xsd("short", "a whole number", "6", _SIGNED, "int"),
        _xsd("byte", "a whole number", "6", _SIGNED, "short"),
        _xsd("unsignedLong", "a whole number, 0 or more", "6", r"\+?\d+", "nonNegativeInteger"),
        _xsd("unsignedInt", "a whole number, 0 or more", "6", r"\+?\d+", "unsignedLong"),
        _xsd("unsignedShort", "a whole number, 0 or more", "6", r"\+?\d+", "unsignedInt"),
        _xsd("unsignedByte", "a whole number, 0 or more", "6", r"\+?\d+", "unsignedShort"),
        _xsd("date", "a day", "2022-07-01", f"{YEAR}-{MONTH}-{DAY}{ZONE}?"),
        _xsd("dateTime", "a day and time", "2022-07-01T09:00:00", f"{YEAR}-{MONTH}-{DAY}T{TIME}{ZONE}?"),
        _xsd(
            "dateTimeStamp",
            "a day and time with its zone",
            "2022-07-01T09:00:00Z",
            f"{YEAR}-{MONTH}-{DAY}T{TIME}{ZONE}",
            "dateTime",
        ),
        _xsd("time", "a time of day", "09:00:00", f"{TIME}{ZONE}?"),
        _xsd("gYear", "a year", "2022", f"{YEAR}{ZONE}?"),
        _xsd("gYearMonth", "a month of a year", "2022-07", f"{YEAR}-{MONTH}{ZONE}?"),
        _xsd("gMonth", "a month", "--07", f"--{MONTH}{ZONE}?"),
        _xsd("gMonthDay", "a day of a year", "--07-01", f"--{MONTH}-{DAY}{ZONE}?"),
        _xsd("gDay", "a day of a month", "---01", f"---{DAY}{ZONE}?"),
        _xsd("duration", "a length of time", "P1Y", _DURATION),
        _xsd("dayTimeDuration", "a length of time", "P1D", _DURATION, "duration"),
        _xsd("yearMonthDuration", "a length of time", "P1Y", _DURATION, "duration"),
        _xsd("anyURI", "a web address", "https://www.nhs.uk/", r"[^\s<>\"{}|\\^`]*"),
        _xsd("language", "a language", "en", r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"),
        _xsd("normalizedString", "text on one line", "some text", r"[^\t\r\n]*", "string"),
        _xsd("token", "text with single spaces", "some text", r"(?:\S+(?: \S+)*)?", "normalizedString"),
        _xsd("hexBinary", "bytes in hexadecimal", "0FB7", r"(?:[0-9a-fA-F]{2})*"),
        _xsd("base64Binary", "bytes in Base64", "D7c=", r"[A-Za-z0-9+/=\s]*"),
    ]
)
_PATTERNS: dict[str, re.Pattern[str]] = {}
DATES = {XSD + name for name in ("date", "dateTime", "dateTimeStamp", "gYear", "gYearMonth")}
# Dates as exactly as they are known: the form of a text tells which of them it is meant as.
_AS_EXACT = (XSD + "gYear", XSD + "gYearMonth", XSD + "date")


def is_value(text: str, datatype: str) -> bool:
    """Whether a text is a value of a datatype; of one that is not known here, any text is."""
    known = DATATYPES.get(datatype)
    if known is None:
        return True
    pattern = _PATTERNS.get(datatype)
    if pattern is None:
        pattern = _PATTERNS[datatype] = re.compile(known.pattern, re.ASCII)
    if not pattern.fullmatch(text):
        return False
    # What has the form may still be no day of the calendar, or beyond the bounds of its numbers.
    name = datatype.removeprefix(XSD)
    if name in {"date", "dateTime", "dateTimeStamp"}:
        return read_date(text) is not None
    if name == "gMonthDay":
        return has_day(int(text[2:4]), int(text[5:7]))
    if name not in _BOUNDS:
        return True
    number = read_integer(text)
    return number is not None and number in _BOUNDS[name]


def more_fitting(text: str, datatype: str) -> str:
    """The datatype of dates that a text fits when it does not fit its own; empty when there is none."""
    if datatype not in {*_AS_EXACT, XSD + "dateTime"}:
        return ""
    return next((other for other in _AS_EXACT if is_value(text, other)), "")


def wider(datatype: str) -> Iterator[str]:
    """A datatype and all of which its values are values too."""
    while datatype:
        yield datatype
        known = DATATYPES.get(datatype)
        datatype = known.derived_from if known else ""


def is_numeric(datatype: str) -> bool:
    """Whether the values of a datatype are numbers."""
    return not _NUMERIC.isdisjoint(wider(datatype))


def read_value(text: str, datatype: str) -> Number | bool | PartialDate | None:
    """What a literal says, as Python has it; None when it says a text, or is no value of its datatype."""
    if not is_value(text, datatype):
        return None
    if datatype == XSD + "boolean":
        return text in {"true", "1"}
    if datatype in DATES:
        return read_date(text)
    return read_number(text, datatype)


def read_number(text: str, datatype: str) -> Number | None:
    """The number that a literal says: an int, a Decimal or, of a double, a float, which may be infinite.

    None when it says none, and for whole numbers of more digits than Python reads.
    """
    if not is_numeric(datatype) or not is_value(text, datatype):
        return None
    if datatype in {XSD + "double", XSD + "float"}:
        return float(text)
    if datatype == XSD + "decimal":
        from decimal import Decimal

        return Decimal(text)
    return read_integer(text)


def read_integer(text: str) -> int | None:
    """The whole number that a text says, whatever its datatype; None when it says none."""
    is_whole = len(text) <= _MOST_DIGITS and re.fullmatch(_SIGNED, text, re.ASCII) is not None
    return int(text) if is_whole else None


def is_language_tag(text: str) -> bool:
    """Whether a text can be the language of a literal."""
    try:
        ox.Literal("", language=text)
    except ValueError:
        return False
    return True


def describe_datatype(datatype: str, before_sample: str = ", such as ") -> str:
    """What a value of a datatype is, in words and with an example: ``a whole number, such as 6``."""
    known = DATATYPES.get(datatype)
    if known is None:
        return f"a value of <{datatype}>"
    if datatype == XSD + "boolean":
        return known.words  # which are the examples
    return known.words + before_sample + known.sample


_NUMERIC = {XSD + name for name in ("decimal", "double", "float")}
