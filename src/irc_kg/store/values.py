"""Literals by what they are worth, and how the files write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple, Protocol, TypeAlias

import pyoxigraph as ox

from irc_kg.store.datatypes import is_value, read_date
from irc_kg.store.names import RDF, XSD

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
# Subject, predicate and named graph; None stands for any.
Pattern: TypeAlias = tuple[Term | None, ox.NamedNode | None, str | None]

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


# How literals are written. The engine keeps what numbers, times and the like are worth, and no more.

_TEXTS = frozenset((XSD + "string", RDF + "langString", RDF + "dirLangString"))
# What a literal may look like that the engine would give back as another text; of days, years and whole
# numbers as most people write them it is never one. Mostly nothing in a file does. A number stands at the
# beginning of a list, or before what may follow it in Turtle, or else within a text.
_NUMBER = rb"(?:\+[\d.]+(?:[eE][+-]?\d+)?|-?(?:0\d+(?:\.\d+)?|\.\d+|\d*\.\d*0|[\d.]+[eE][+-]?\d+)|-0)(?!\w)"
_PERHAPS_ANOTHER_NUMBER = (  # compiled when files are looked through, as are the next
    rb"[\s,;()\[\]>|}](?=[\d.+-])" + _NUMBER + rb"(?=\s*(?:[;,.)\]}~#]|[{|]))"
)
_PERHAPS_ANOTHER_IN_LIST = rb"\(\s*" + _NUMBER
_DAY_OR_YEAR = rb'(?<!"[1-9]\d\d\d"\^\^)(?<!"[1-9]\d\d\d-\d\d"\^\^)(?<!"[1-9]\d\d\d-\d\d-\d\d"\^\^)'
_PERHAPS_ANOTHER_VALUE = (
    rb"\^\^" + _DAY_OR_YEAR + rb"\s*[\w:<>/.#-]*?"
    rb"(?:[iI]nteger|decimal|double|float|boolean|date|dateTime|dateTimeStamp|time|g[YMD]\w+|[dD]uration"
    rb"|long|int|short|byte|unsigned\w+)\b"
)
_LIKE_TURTLE = (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TRIG, ox.RdfFormat.N_QUADS)
_CAPITALS_IN_TAG = re.compile(rb"@[a-zA-Z\d-]*[A-Z]")
_TAG = re.compile(rb"@([a-zA-Z]{1,8}(?:-[a-zA-Z\d]{1,8})*)")


@lru_cache(maxsize=10_000)
def engine_spelling(term: Term) -> Term:
    """A term as the engine gives it back: of numbers, times and the like it keeps what they are worth."""
    if isinstance(term, ox.Triple):
        return ox.Triple(term.subject, term.predicate, engine_spelling(term.object))
    if not is_kept_by_value(term):
        return term
    engine, anything = ox.Store(), ox.NamedNode(XSD)
    engine.add(ox.Quad(anything, anything, term))
    [kept] = engine.quads_for_pattern(None, None, None)
    return kept.object


def is_kept_by_value(term: Term) -> bool:
    """Whether the engine keeps what a term is worth, rather than how it is written."""
    return isinstance(term, ox.Literal) and term.datatype.value not in _TEXTS


class WrittenLiteral(NamedTuple):
    """A literal as it is written, and of which subject and predicate in which file."""

    subject: Term | None  # None: a blank node, which has another name wherever it is read
    predicate: ox.NamedNode
    graph: str
    literal: ox.Literal


class Source(NamedTuple):
    """What a file holds, which named graph it is, and in which form of RDF."""

    graph: str
    data: bytes
    form: ox.RdfFormat

    @property
    def may_write_otherwise(self) -> bool:
        """Whether any of its literals may be written in another way than the engine has it."""
        if self.form not in _LIKE_TURTLE:
            return True
        patterns = (_PERHAPS_ANOTHER_NUMBER, _PERHAPS_ANOTHER_IN_LIST, _PERHAPS_ANOTHER_VALUE)
        return any(re.search(pattern, self.data) for pattern in patterns)

    def literals_written_otherwise(self) -> Iterator[tuple[Term, WrittenLiteral]]:
        """The literals that the engine gives back as another text: as it has them, and as written."""
        if not self.may_write_otherwise:
            return
        for quad in ox.parse(self.data, self.form, base_iri=self.graph):
            literal, subject = quad.object, quad.subject
            if isinstance(literal, ox.Literal) and (kept := engine_spelling(literal)) != literal:
                named = None if isinstance(subject, ox.BlankNode) else subject
                yield kept, WrittenLiteral(named, quad.predicate, self.graph, literal)

    def language_tags(self) -> set[str]:
        """The language tags that stand in it, as they are written."""
        return {tag.decode() for tag in _TAG.findall(self.data)}


class WrittenLiterals(Protocol):
    """How the files write literals that the engine gives back as another text."""

    def may_differ(self) -> bool:
        """Whether any file may write any literal otherwise, as far as that is known without looking."""

    def language_of(self, literal: ox.Literal) -> str:
        """The language tag of a literal as the files write it, where they write it in one way."""

    def of(self, literal: ox.Literal, pattern: Pattern) -> list[WrittenLiteral]:
        """How a literal is written in the statements of a pattern, where that is not as the engine has it."""


class Spellings:
    """How the files of a project write what the engine gives back as another text: 12.50, 007, "a"@en-GB.

    ``read`` gives the files. They are looked through when first it matters.
    """

    def __init__(self, read: Callable[[], Iterable[Source]]) -> None:
        self._read = read

    @staticmethod
    def may_differ() -> bool:
        """Whether any file may write any literal otherwise: to know it, all would have to be read."""
        return True

    @cached_property
    def _by_value(self) -> dict[Term, list[WrittenLiteral]]:
        found: dict[Term, list[WrittenLiteral]] = {}
        for source in self._read():
            for kept, written in source.literals_written_otherwise():
                found.setdefault(kept, []).append(written)
        return found

    @cached_property
    def _tags(self) -> dict[str, set[str]]:
        """Language tags as they are written, by what the engine makes of them."""
        files = [source.data for source in self._read()]
        found: dict[str, set[str]] = {}
        if any(map(_CAPITALS_IN_TAG.search, files)):
            for tag in (match.decode() for data in files for match in _TAG.findall(data)):
                found.setdefault(tag.lower(), set()).add(tag)
        return found

    def language_of(self, literal: ox.Literal) -> str:
        """The language tag of a literal as the files write it, where they write it in one way."""
        tag = literal.language or ""
        written = self._tags.get(tag, ()) if tag else ()
        return next(iter(written)) if len(written) == 1 else tag

    def of(self, literal: ox.Literal, pattern: Pattern) -> list[WrittenLiteral]:
        """How a literal is written in the statements of a pattern, where that is not as the engine has it."""
        subject, predicate, graph = pattern
        named = None if isinstance(subject, ox.BlankNode) else subject
        return [
            spelling
            for spelling in self._by_value.get(literal, ())
            if (subject is None or spelling.subject == named)
            and (predicate is None or spelling.predicate == predicate)
            and (graph is None or spelling.graph == graph)
        ]
