"""Dates as exactly as they are known, a year, a month or a day: read from the graph and from letters."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

ZONE = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)"
YEAR = r"-?(?:[1-9]\d{3,}|0\d{3})"
MONTH = r"(?:0[1-9]|1[0-2])"
DAY = r"(?:0[1-9]|[12]\d|3[01])"
TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MOST_DIGITS = 600  # of a year, which Python makes a number of whatever its settings are
_LEAP_CYCLE = 400  # years, after which the calendar is the same again
# Patterns are compiled when the first date is read: many runs read none.
_DATE = rf"(?P<year>{YEAR})(?:-(?P<month>{MONTH})(?:-(?P<day>{DAY})(?P<time>T{TIME})?)?)?(?P<zone>{ZONE})?"
_IN_NUMBERS = r"(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4})"
_IN_WORDS = r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>[A-Za-z]{3,9})\.?,?\s+(?P<year>\d{4})"


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
    def first_day(self) -> date | None:
        """Its first day as Python has it, which knows no year before 1 nor after 9999."""
        return date(*self.earliest) if date.min.year <= self.year <= date.max.year else None


def read_date(text: str) -> PartialDate | None:
    """The date that a value of xsd:gYear, xsd:gYearMonth, xsd:date or xsd:dateTime says; None for no such."""
    match = re.fullmatch(_DATE, text, re.ASCII)
    if match is None or len(match["year"]) > _MOST_DIGITS:
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
