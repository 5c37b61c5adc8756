"""Text that is fit for a page: no character that a file cannot hold, and dates as people write them."""

from __future__ import annotations

import re
from datetime import date

# Control characters (all but tab and line feed), lone surrogates and what is no character at all.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?!\d).*", re.DOTALL)
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def fit(text: str) -> str:
    """The text with every character that no page or XML file can hold shown as a replacement character."""
    return _UNFIT.sub(_REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n"))


def count(number: int, noun: str) -> str:
    """A number with its noun: ``1 thing``, ``2,000 things``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def plain_date(value: str) -> str:
    """A date as people write it: ``2018-07`` gives ``July 2018``; what is no date stays as it is."""
    match = _DATE.fullmatch(value)
    if match is None:
        return value
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        known = date(year or 1, month or 1, day or 1)
    except ValueError:
        return value
    if month is None:
        return f"{known.year}"
    words = f"{_MONTHS[known.month - 1]} {known.year}"
    return words if day is None else f"{known.day} {words}"


def year_of(value: str | None) -> int | None:
    """The year of a date, or None where there is none."""
    match = _DATE.fullmatch(value or "")
    return int(match[1]) if match else None
