"""Literals by what they are worth, however they are written."""

from __future__ import annotations

import re

from irc_kg.store.datatypes import is_value, read_date
from irc_kg.store.names import XSD

_DURATIONS = frozenset(XSD + name for name in ("duration", "dayTimeDuration", "yearMonthDuration"))
_TIME = XSD + "time"
# The datatypes whose texts are not in the order of their values; numbers the engine orders itself.
TEMPORAL = (
    *(XSD + name for name in ("date", "dateTime", "gYear", "gYearMonth")),
    *(_TIME, *sorted(_DURATIONS)),
)
_CLOCK = r"(?:^|T)(\d\d):(\d\d):(\d\d)(?:\.(\d+))?"
_ZONE = r"([+-])(\d\d):(\d\d)$"
_DURATION = r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?"
_LONGEST = 600  # characters; of more digits Python makes no number when it is set as strictly as it can be
_DAY = 24 * 60 * 60  # seconds
_DAYS_OF_ERA, _YEARS_OF_ERA = 146_097, 400  # after which the calendar is the same again
# The mean of all months: what is surely longer than so many months, whichever they are, is longer than that.
_MONTH = _DAYS_OF_ERA * _DAY // (_YEARS_OF_ERA * 12)
_NINES = str.maketrans("0123456789", "9876543210")


def order_key(text: str, datatype: str) -> str | None:
    """A text that a value of time is sorted by; None for what is none.

    First come days and times of days, by when they begin, then times of no day, then durations. What has no
    zone is in that of UTC. Years may be before Christ, and of many digits.
    """
    if datatype not in TEMPORAL or len(text) > _LONGEST or not is_value(text, datatype):
        return None
    if datatype in _DURATIONS:
        return f"duration {_sortable(*_length_of(text))}"
    seconds, fraction = _time_of(text)
    if datatype == _TIME:
        return f"clock {_sortable(seconds, fraction)}"
    day = read_date(text)
    return f"calendar {_sortable(_day_number(*day.earliest) * _DAY + seconds, fraction)}" if day else None


def _time_of(text: str) -> tuple[int, str]:
    """The seconds since midnight in UTC, and the digits of their fraction; of a day, of its first moment."""
    zone = re.search(_ZONE, text)
    ahead = int(zone[1] + "1") * (int(zone[2]) * 60 + int(zone[3])) * 60 if zone else 0
    clock = re.search(_CLOCK, text)
    if clock is None:
        return -ahead, ""
    hours, minutes, seconds = map(int, clock.groups()[:3])
    return (hours * 60 + minutes) * 60 + seconds - ahead, clock[4] or ""


def _length_of(text: str) -> tuple[int, str]:
    """The seconds of a duration, rounded down, and the digits of the fraction that is left."""
    match = re.fullmatch(_DURATION, text)
    sign, *parts, fraction = match.groups(default="") if match else [""] * 8
    years, months, days, hours, minutes, seconds = (int(part or 0) for part in parts)
    whole = (years * 12 + months) * _MONTH + days * _DAY + (hours * 60 + minutes) * 60 + seconds
    if not sign:
        return whole, fraction
    if not fraction.strip("0"):
        return -whole, ""
    return -whole - 1, str(10 ** len(fraction) - int(fraction)).zfill(len(fraction))


def _day_number(year: int, month: int, day: int) -> int:
    """The number of a day in the calendar of today, which is taken to have held at all times."""
    # Years begin in March here, so that a leap day is the last.
    year -= month in {1, 2}
    era, year_of_era = divmod(year, _YEARS_OF_ERA)
    day_of_year = (153 * ((month - 3) % 12) + 2) // 5 + day - 1
    leap_days = year_of_era // 4 - year_of_era // 100
    return era * _DAYS_OF_ERA + year_of_era * 365 + leap_days + day_of_year


def _sortable(whole: int, fraction: str) -> str:
    """A number as a text that is sorted as the number is; the fraction is counted upwards."""
    digits = str(abs(whole))
    if whole < 0:
        digits = digits.translate(_NINES)
        return f"-{9999 - len(digits):04}{digits}.{fraction.rstrip('0')}"
    return f"0{len(digits):04}{digits}.{fraction.rstrip('0')}"
