"""What a person sees of a value in a spreadsheet, by the number format of its cell.

Number formats are those of ECMA-376 part 1, 18.8.31; what is used in tables of facts is known here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from irc_kg.errors import IrcKgError

_DIGITS_KEPT: Final = 15  # of a number by spreadsheet programs
_DIGITS_SHOWN: Final = 10  # of a number without a format of its own
# How dates are shown that have no format but that of whoever looks at them.
_OF_THE_SYSTEM: Final = re.compile(r"mm-dd-yy|m/d/yy h:mm|\[\$-[fF]800\].*|\[\$-[fF]400\].*")
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # parts of a number format that are no codes
_PART: Final = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General|AM/PM|A/P|E[+-]|y+|m+|d+|h+|s+(?:\.0+)?|[0#?]+|.', re.IGNORECASE
)
_CONDITION: Final = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[\d.]+)\]")
_COMPARE: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
    "=": lambda one, other: one == other,
    "<=": lambda one, other: one <= other,
    ">=": lambda one, other: one >= other,
    "<>": lambda one, other: one != other,
}
_ELAPSED: Final = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_CURRENCY: Final = re.compile(r"\[\$([^-\]]*)(?:-([0-9A-Fa-f]*))?\]")
_COLOUR: Final = re.compile(
    r"\[(?:black|blue|cyan|green|magenta|red|white|yellow|colou?r *\d+)\]", re.IGNORECASE
)
_ENGLISH: Final = re.compile(r"(?:[0-9A-Fa-f]*09)?")  # codes of languages whose months are those below
_HAS_DATE: Final = re.compile(r"[ymdhs]")
_IS_DATE: Final = re.compile(r"\[?[ymdhs]")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NOON: Final = 12
_EXACT: Final = Context(prec=700)  # digits: more than any number of a spreadsheet has
_BLANKS: Final = {"0": "0", "#": "", "?": " "}  # what stands in a place that has no digit
_PLACEHOLDERS: Final = frozenset(_BLANKS)
_SECTION_OF_TEXTS: Final = 3
_DAY_0: Final = date(1899, 12, 30)  # from which spreadsheets count


class UnknownNumberFormatError(IrcKgError):
    """A number format that is not known here."""

    def __init__(self, number_format: str) -> None:
        super().__init__(f"is shown by a number format that is not known here ({number_format})")


class _UnknownPartError(Exception):
    """A part of a number format that is not known here."""


def value_text(value: object, number_format: str) -> str:
    """A value as it is typed in other tables; a date is no more exact than the cell shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _plain_number(value, _DIGITS_KEPT)
    if isinstance(value, datetime | date):
        return _date_text(value, number_format)
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, str):  # what XML cannot hold stands in it by its number
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
    return str(value)


def _plain_number(value: float, digits: int) -> str:
    """A number with so many digits at most, and no exponent."""
    number = Decimal(f"{value:.{digits}g}")
    if not number.is_finite():
        return str(value)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date_text(value: datetime | date, number_format: str) -> str:
    codes = _LITERAL.sub("", number_format).lower()
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat()
    day = value.date() if isinstance(value, datetime) else value
    if "d" in codes or "y" not in codes:
        return day.isoformat()
    return day.isoformat()[:7] if "m" in codes else day.isoformat()[:4]


class _Part(NamedTuple):
    """A part of a number format: a text that stands there, or a code."""

    text: str
    is_literal: bool = False
    language: str = ""  # in which months and days are named, as its number

    @property
    def is_place(self) -> bool:
        """Whether digits stand here."""
        return not self.is_literal and self.text[0] in _PLACEHOLDERS

    @property
    def code(self) -> str:
        return "" if self.is_literal else self.text.lower()


def show_value(value: object, number_format: str) -> str:
    """What a person sees of a value; where its format leaves that to the system, the value as it is typed.

    Raises UnknownNumberFormatError, with a clause that says what cannot be told.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    try:
        if isinstance(value, str):
            return _show_text(value, _sections(number_format))
        if isinstance(value, int | float):
            return _show_number(value, _sections(number_format))
        is_time = isinstance(value, datetime | date | time | timedelta)
        if is_time and not _OF_THE_SYSTEM.fullmatch(number_format):
            return _show_date(value, _parts(_sections(number_format)[0]))
    except (_UnknownPartError, ArithmeticError):
        raise UnknownNumberFormatError(number_format) from None
    return value_text(value, number_format)


@lru_cache  # a column has one format
def _sections(number_format: str) -> tuple[str, ...]:
    """The parts of a format for positive and negative numbers, for nought and for texts."""
    sections = [""]
    for part in _PART.findall(number_format):
        if part == ";":
            sections.append("")
        else:
            sections[-1] += part
    return tuple(sections)


@lru_cache
def _parts(section: str) -> tuple[_Part, ...]:
    """The parts of a section, without those that give colours or leave room."""
    found = [part for part in _PART.findall(section) if part[0] not in "_*"]
    told = [part for part in found if not (_COLOUR.fullmatch(part) or _CONDITION.fullmatch(part))]
    return tuple(map(_part, told))


def _part(text: str) -> _Part:
    if text.startswith('"'):
        return _Part(text.strip('"'), is_literal=True)
    if text.startswith("\\"):
        return _Part(text[1:], is_literal=True)
    if match := _CURRENCY.fullmatch(text):
        return _Part(match[1], is_literal=True, language=match[2] or "")
    if text.startswith("[") and not _ELAPSED.fullmatch(text):
        raise _UnknownPartError
    return _Part(text)


def _show_text(text: str, sections: Sequence[str]) -> str:
    if len(sections) <= _SECTION_OF_TEXTS and "@" not in sections[-1]:
        return text
    return _put(_parts(sections[-1]), {"@": text})


def _put(parts: Iterable[_Part], texts: Mapping[str, str]) -> str:
    """A section with texts in the place of codes; all other codes are as they are written."""
    return "".join(texts.get(part.code, part.text) for part in parts)


# Numbers


def _show_number(value: float, sections: Sequence[str]) -> str:
    if tuple(sections) == ("General",) and math.isfinite(value):  # most have no format
        return f"{'-' if value < 0 else ''}{_general(abs(value))}"
    section, is_signed = _section_for(value, sections)
    shown = _show_absolute(abs(value), _parts(section))
    is_nought = not any(digit in shown for digit in "123456789")
    sign = "-" if is_signed and value < 0 and not is_nought else ""
    return f"{sign}{shown}".strip()


def _show_absolute(value: float, parts: Sequence[_Part]) -> str:
    number = Decimal(f"{value:.{_DIGITS_KEPT}g}")
    if not number.is_finite():
        raise _UnknownPartError
    codes = {part.code for part in parts}
    if not codes.isdisjoint({"general", "@"}):
        general = _general(value)
        return _put(parts, {"general": general, "@": general})
    return _show_fraction(number, parts) if "/" in codes else _show_scientific(number, parts)


def _section_for(value: float, sections: Sequence[str]) -> tuple[str, bool]:
    """The section that shows a number, and whether its sign is shown beside it."""
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _COMPARE[condition[1]](value, float(condition[2])):
                return section, True
    if value < 0 and len(sections) > 1:
        return sections[1], False
    if value == 0 and len(sections) >= _SECTION_OF_TEXTS:
        return sections[2], False
    return sections[0], True


def _general(value: float) -> str:
    """A number that has no format: as it is typed, while a spreadsheet keeps all of it."""
    if value >= 10**_DIGITS_KEPT:
        return f"{value:.5E}"  # the digits behind these may not be those that were typed
    digits = _DIGITS_KEPT if float(value).is_integer() else _DIGITS_SHOWN
    return _plain_number(value, digits)


def _show_scientific(number: Decimal, parts: Sequence[_Part]) -> str:
    """A number by a format with a place for each digit, with an exponent where that has one: 0.00E+00."""
    at = next((index for index, part in enumerate(parts) if part.code in {"e+", "e-"}), None)
    if at is None:
        return _show_digits(number, parts)
    point = next((index for index, part in enumerate(parts) if part.code == "."), at)
    if len(_places(parts[: min(point, at)])) != 1:
        raise _UnknownPartError  # exponents in steps of three
    digits = 1 + len(_places(parts[point:at]))
    rounded = Decimal(f"{number:.{digits}g}")  # which may have one digit more: 9.99 is 1.0E+01
    shift = rounded.adjusted() if rounded else 0
    sign = "-" if shift < 0 else "+" if parts[at].code == "e+" else ""
    exponent = _show_digits(Decimal(abs(shift)), parts[at + 1 :])
    return f"{_show_digits(number.scaleb(-shift), parts[:at])}E{sign}{exponent}"


def _show_digits(number: Decimal, parts: Sequence[_Part]) -> str:
    """A number by a format with a place for each digit: ``000``, ``#,##0.00``, ``0%``."""
    if any(_HAS_DATE.match(part.code) for part in parts):
        raise _UnknownPartError
    percents = sum(part.code == "%" for part in parts)
    number = number.scaleb(2 * percents - 3 * _count_scaling(parts))
    point = next((index for index, part in enumerate(parts) if part.code == "."), len(parts))
    whole_parts, decimal_parts = parts[:point], parts[point:]
    places = len(_places(decimal_parts))
    rounded = f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT):f}"
    whole, _, decimals = rounded.partition(".")
    return _show_whole("" if whole == "0" else whole, whole_parts) + _show_decimals(decimals, decimal_parts)


def _places(parts: Iterable[_Part]) -> str:
    """The places for digits of a part of a format, such as ``##0``."""
    return "".join(part.text for part in parts if part.is_place)


def _count_scaling(parts: Sequence[_Part]) -> int:
    """How many commas stand behind the last place of the whole number, or of all: each divides by 1000."""
    numbers = "".join(part.text for part in parts if part.is_place or part.code in {",", "."})
    return sum(len(commas) for commas in re.findall(r"[0#?](,+)(?:\.|$)", numbers))


def _show_whole(digits: str, parts: Sequence[_Part]) -> str:
    """A whole number: a digit for each place, and those for which there is none in the first."""
    places = _places(parts)
    if digits and not places and any(not part.is_literal for part in parts):
        raise _UnknownPartError
    blanks = [_BLANKS[place] for place in places[: max(len(places) - len(digits), 0)]]
    cells = [*blanks, *digits]
    if _is_grouped(parts):
        cells = _with_commas(cells)
    extra = len(cells) - len(places)
    if places and extra > 0:
        cells[: extra + 1] = ["".join(cells[: extra + 1])]
    return _fill(parts, cells)


def _is_grouped(parts: Iterable[_Part]) -> bool:
    """Whether a comma stands between the places of a whole number."""
    marks = "".join(part.text for part in parts if part.is_place or part.code == ",")
    return re.search("[0#?],+[0#?]", marks) is not None


def _with_commas(cells: Sequence[str]) -> list[str]:
    """Digits with a comma behind each that has thousands of digits behind it."""
    behind = [sum(bool(cell.strip()) for cell in cells[index + 1 :]) for index in range(len(cells))]
    return [
        f"{cell}," if cell.strip() and count and count % 3 == 0 else cell
        for cell, count in zip(cells, behind, strict=True)
    ]


def _show_decimals(digits: str, parts: Sequence[_Part]) -> str:
    cells = list(digits)
    for index, place in reversed(list(enumerate(_places(parts)))):
        if place == "0" or cells[index] != "0":
            break
        cells[index] = _BLANKS[place]
    return _fill(parts, cells)


def _fill(parts: Iterable[_Part], cells: Sequence[str]) -> str:
    """Parts of a format with digits in their places."""
    left, shown = list(cells), ""
    for part in parts:
        if part.is_place:
            shown += "".join(left[: len(part.text)])
            del left[: len(part.text)]
        elif part.code != ",":
            shown += part.text
    return shown


def _show_fraction(number: Decimal, parts: Sequence[_Part]) -> str:
    """A number as a fraction: ``# ?/?``, ``?/8``."""
    before, _, behind = (part.strip() for part in "".join(part.text for part in parts).partition("/"))
    if not re.fullmatch(r"[#?0 ]*[#?0]", before) or not re.fullmatch(r"[#?0]+|[1-9]\d{0,4}", behind):
        raise _UnknownPartError
    if behind.strip("#?0"):
        under = int(behind)
        above = round(Fraction(number) * under)
    else:
        value = Fraction(number).limit_denominator(10 ** len(behind) - 1)
        above, under = value.numerator, value.denominator
    whole, above = divmod(above, under) if len(before.split()) > 1 else (0, above)
    if not above:
        return str(whole)
    return f"{whole} {above}/{under}" if whole else f"{above}/{under}"


# Dates and times


def _show_date(value: object, parts: Sequence[_Part]) -> str:
    """A day or a time by a format such as ``d mmmm yyyy`` or ``[h]:mm``."""
    languages = {part.language for part in parts}
    has_names = any(part.code.startswith(("mmm", "ddd")) for part in parts)
    if has_names and not all(map(_ENGLISH.fullmatch, languages)):
        raise _UnknownPartError
    when = _as_datetime(value)
    has_halves = any(part.code in {"am/pm", "a/p"} for part in parts)
    shown = ""
    for part, is_minute in zip(parts, _are_minutes(parts), strict=True):
        if part.is_literal:
            shown += part.text
        elif part.code.startswith("["):
            shown += _time_in_all(part.code, value)
        elif is_minute:
            shown += f"{when.minute:0{len(part.code)}}"
        else:
            shown += _show_date_code(part.code, when, has_halves=has_halves)
    return shown.strip()


def _are_minutes(parts: Sequence[_Part]) -> list[bool]:
    """Which parts are minutes: an m behind hours or before seconds, which else is a month."""
    units = [part.code.strip("[")[:1] if _IS_DATE.match(part.code) else "" for part in parts]
    found = []
    for index, unit in enumerate(units):
        before, behind = "".join(units[:index])[-1:], "".join(units[index + 1 :])[:1]
        found.append(unit == "m" and (before == "h" or behind == "s"))
    return found


def _as_datetime(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, time):
        return datetime.combine(_DAY_0, value)
    if isinstance(value, timedelta):
        return datetime.combine(_DAY_0, time()) + value
    raise _UnknownPartError


def _time_in_all(code: str, value: object) -> str:
    """Hours, minutes or seconds in all: ``[h]``."""
    if not isinstance(value, timedelta):
        raise _UnknownPartError
    unit = {"h": 3600, "m": 60, "s": 1}[code[1]]
    return f"{int(value.total_seconds() // unit):0{len(code) - 2}}"


def _show_date_code(code: str, when: datetime, *, has_halves: bool) -> str:
    """What a code says of a time: ``yyyy``, ``mmm``, ``ss.0``, ``am/pm``; any other text says itself."""
    half = "AM" if when.hour < _NOON else "PM"
    hour = (when.hour % _NOON or _NOON) if has_halves else when.hour
    seconds, _, decimals = code.partition(".")
    fraction = f".{when.microsecond:06}"[: len(decimals) + 1] if decimals else ""
    known = {
        "y": f"{when.year % 100:02}" if len(code) <= len("yy") else f"{when.year:04}",
        "m": _show_name(when.month, code, _MONTHS[when.month - 1]),
        "d": _show_name(when.day, code, _DAYS[when.weekday()]),
        "h": f"{hour:0{len(code)}}",
        "s": f"{when.second:0{len(seconds)}}{fraction}",
    }
    return {"am/pm": half, "a/p": half[0]}.get(code) or known.get(code[:1], code)


def _show_name(number: int, code: str, name: str) -> str:
    """A month or a day by the length of its code: 1, 01, Jan, January, J."""
    by_length = {1: str(number), 2: f"{number:02}", 3: name[:3], 5: name[:1]}
    return by_length.get(len(code), name)
