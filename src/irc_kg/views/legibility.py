"""Text, dates and colours fit for a page: all characters can be written, all marks seen."""

from __future__ import annotations

import re

from irc_kg.store.dates import read_date

LIGHT_PAGE = "#ffffff"
DARK_PAGE = "#14181d"

# WCAG 2.2, success criterion 1.4.11: the least contrast of a graphical object with what is beside it.
LEAST_CONTRAST = 3.0

# Control characters (all but tab and line feed), lone surrogates and what is no character at all.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_STEPS = 50

_Channels = tuple[float, float, float]


def fit(text: str) -> str:
    """The text with every character that no page or XML file can hold shown as a replacement character."""
    return _UNFIT.sub(_REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n"))


def count(number: int, noun: str) -> str:
    """A number with its noun: ``1 thing``, ``2,000 things``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def plain_date(value: str) -> str:
    """A date as people write it: ``2018-07`` gives ``July 2018``; what is no date stays as it is."""
    known = read_date(value)
    return value if known is None else known.in_words()


def year_of(value: str | None) -> int | None:
    """The year of a date, 0 for the one before the year 1; None where there is no date."""
    known = read_date(value or "")
    return None if known is None else known.year


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours as WCAG defines it: from 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((_luminance(_channels(one)), _luminance(_channels(other))))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, page: str) -> str:
    """The colour, moved towards black or white just as far as it takes to stand out from the page."""
    end = "#000000" if _luminance(_channels(page)) > 0.5 else "#ffffff"  # noqa: PLR2004 - half of the scale
    for step in range(_STEPS + 1):
        mixed = _mix(colour, end, step / _STEPS)
        if contrast(mixed, page) >= LEAST_CONTRAST:
            return mixed
    return end


def _channels(colour: str) -> _Channels:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _luminance(channels: _Channels) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mix(colour: str, end: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(end), strict=True)
    return "#" + "".join(f"{round(255 * (one + (other - one) * share)):02x}" for one, other in pairs)
