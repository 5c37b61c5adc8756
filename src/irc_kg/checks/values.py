"""Literals and their datatypes: what each is called in plain words, and which texts are values of it.

The lexical forms are those of XML Schema 1.1, https://www.w3.org/TR/xmlschema11-2/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from irc_kg.store.vocabularies import RDF, XSD

LANG_STRING = RDF + "langString"
_ZONE = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_YEAR = r"-?(?:[1-9]\d{3,}|0\d{3})"
_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_DURATION = r"-?P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
_SIGNED = r"[+-]?\d+"


class Datatype(NamedTuple):
    """What can be told of a datatype without looking at a value."""

    words: str  # "a day"
    example: str  # how one is written in Turtle
    pattern: str = r"[\s\S]*"
    derived_from: str = ""  # the datatype of which every value is also a value


def _xsd(name: str, words: str, sample: str, pattern: str, derived_from: str = "") -> tuple[str, Datatype]:
    example = sample if name in {"integer", "decimal", "double"} else f'"{sample}"^^xsd:{name}'
    return XSD + name, Datatype(words, example, pattern, XSD + derived_from if derived_from else "")


DATATYPES: dict[str, Datatype] = dict(
    [
        (XSD + "string", Datatype("text without a language tag", '"some text"')),
        (LANG_STRING, Datatype("text with its language", '"some text"@en')),
        (RDF + "HTML", Datatype("HTML", '"<p>some text</p>"^^rdf:HTML')),
        (RDF + "XMLLiteral", Datatype("XML", '"<p>some text</p>"^^rdf:XMLLiteral')),
        (RDF + "JSON", Datatype("JSON", '"{}"^^rdf:JSON')),
        _xsd("boolean", "true or false", "true", "true|false|1|0"),
        _xsd("decimal", "a number", "6.5", r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"),
        _xsd("integer", "a whole number", "6", _SIGNED, "decimal"),
        _xsd("double", "a number", "6.5e0", r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN"),
        _xsd("float", "a number", "6.5", r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN"),
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
        _xsd("date", "a day", "2022-07-01", f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}"),
        _xsd("dateTime", "a day and time", "2022-07-01T09:00:00", f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}"),
        _xsd(
            "dateTimeStamp",
            "a day and time with its zone",
            "2022-07-01T09:00:00Z",
            f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE[:-1]}",
            "dateTime",
        ),
        _xsd("time", "a time of day", "09:00:00", f"{_TIME}{_ZONE}"),
        _xsd("gYear", "a year", "2022", f"{_YEAR}{_ZONE}"),
        _xsd("gYearMonth", "a month of a year", "2022-07", f"{_YEAR}-{_MONTH}{_ZONE}"),
        _xsd("gMonth", "a month", "--07", f"--{_MONTH}{_ZONE}"),
        _xsd("gMonthDay", "a day of a year", "--07-01", f"--{_MONTH}-{_DAY}{_ZONE}"),
        _xsd("gDay", "a day of a month", "---01", f"---{_DAY}{_ZONE}"),
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
_DATES = ("date", "dateTime", "dateTimeStamp")
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
    if pattern.fullmatch(text) is None:
        return False
    return datatype.removeprefix(XSD) not in _DATES or _is_day(text[:10])


def _is_day(text: str) -> bool:
    """Whether a day is in the calendar; years before 1 or after 9999 are taken as they are."""
    if text.startswith(("-", "0000")) or text[4:5] != "-":
        return True
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


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
