"""Dates as people write them in letters and spreadsheets, told as the graph has them."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NUMBERS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_WORDS = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>[A-Za-z]{3,9})\.?,?\s+(?P<year>\d{4})"
)


def as_iso(text: str) -> str:
    """What a date of another form would be here, such as ``2022-03-31 for 31 March 2022``; empty for no date.

    Numbers are read as in the UK, the day first.
    """
    if match := _NUMBERS.fullmatch(text.strip()):
        day, month, year = map(int, match.groups())
        return _told(year, month, day)
    if match := _WORDS.fullmatch(text.strip()):
        beginning = match["month"].casefold()
        months = [at for at, name in enumerate(_MONTHS, 1) if name.casefold().startswith(beginning)]
        return _told(int(match["year"]), months[0], int(match["day"] or 0)) if months else ""
    return ""


def _told(year: int, month: int, day: int) -> str:
    try:
        found = date(year, month, day or 1)
    except ValueError:
        return ""
    in_words = f"{_MONTHS[month - 1]} {year}"
    if not day:
        return f"{found.isoformat()[:7]} for {in_words}"
    return f"{found.isoformat()} for {day} {in_words}"
