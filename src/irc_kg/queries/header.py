"""What a query file says of itself, in the ``#+`` lines of the grlc convention."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Any, NamedTuple

import pyoxigraph as ox

from irc_kg.errors import IrcKgError, did_you_mean, shorten
from irc_kg.store.datatypes import (
    DATATYPES,
    PartialDate,
    describe_datatype,
    is_clear,
    is_missing_day,
    is_value,
    read_as_written,
    read_date,
    today,
)
from irc_kg.store.names import XSD

_MARK = "#+"
_NOTHING: Mapping[str, Any] = MappingProxyType({})
# How a view may be laid out: ``views.layouts`` has each.
LAYOUTS = ("columns", "timeline", "tree", "matrix", "radial", "network")

SIDES = 3  # columns of an answer that is read side by side: what is down, what is across, the kind of a cell


class HeaderError(IrcKgError):
    """A header that is not YAML, or whose value has the wrong form, with its line."""

    def __init__(self, place: str, line: int, fault: str) -> None:
        self.line = line
        self.fault = fault
        super().__init__(f"{place}:{line}: the #+ header cannot be read: {fault}.")


class Header(NamedTuple):
    """What a query says of itself."""

    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    defaults: Mapping[str, tuple[str, ...]] = _NOTHING  # by name of parameter
    enumerate: Mapping[str, tuple[str, ...]] = _NOTHING  # no values: ask the data
    endpoint: str | None = None
    method: str | None = None
    pagination: int | None = None
    since: str = ""  # the version from which a migration holds
    layout: str = ""  # of a view: the name of one of the layouts
    parts: Mapping[str, tuple[str, ...]] = _NOTHING  # of a layout: classes by title
    cite: tuple[str, ...] = ()  # variables: only statements with one of them as subject or object are cited
    sides: tuple[str, ...] = ()  # columns, where an answer is read side by side: see SIDES
    lines: Mapping[str, int] = _NOTHING  # of each key, 1-based in the file


def header_lines(text: str) -> tuple[int, list[str]]:
    """The number of the first ``#+`` line, and what stands behind the mark in each line of the block."""
    found: list[str] = []
    first = 1
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith(_MARK):
            if not found:
                first = number
            content = line.lstrip()[len(_MARK) :]
            found.append(content.removeprefix(" "))
        elif found:
            break
    return first, found


# Most headers are so plain that YAML has one way to read them: a line of text, a list of words, a parameter
# and its value. They are read here, because YAML takes longer than most answers.
_PLAIN_TEXT = re.compile(r"""(summary|description): ([A-Za-z][\w ,;.(){}/'"-]*)""")
_QUOTED_TEXT = re.compile(r"""(summary|description): "([\w ,;:.(){}/'-]*)\"""")
_PLAIN_VARIABLES = re.compile(r"(cite|sides): (\?\w+(?: \?\w+)*)")
_PLAIN_TAGS = re.compile(r"tags: \[([A-Za-z][\w-]*(?: [\w-]+)*(?:, [A-Za-z][\w-]*(?: [\w-]+)*)*)\]")
_PAIR = r"[A-Za-z]\w*: [A-Za-z][\w /-]*"
_PLAIN_VALUE = re.compile(rf"  - ({_PAIR})")
_PLAIN_DEFAULT = re.compile(rf"defaults: \[\{{({_PAIR}(?:, {_PAIR})*)\}}\]")
_NO_TEXT_TO_YAML = {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}


def is_plain(text: str) -> bool:
    """Whether the header of a query can be read without YAML."""
    return _read_plain(header_lines(text)[1]) is not None


def _read_plain(lines: Sequence[str]) -> dict[str, Any] | None:
    """What the lines of a plain header say, as YAML would read it; None where that takes YAML."""
    data: dict[str, Any] = {}
    in_list = False
    for line in filter(None, (line.rstrip(" ") for line in lines)):
        if in_list and (pair := _PLAIN_VALUE.fullmatch(line)):
            data["defaults"].append(_pairs(pair[1]))
            continue
        key, value = _read_plain_entry(line)
        if not key or key in data:
            return None
        data[key] = value
        in_list = line == "defaults:"
    return None if _NO_TEXT_TO_YAML & {word.casefold() for word in _words_of(data)} else data


def _read_plain_entry(line: str) -> tuple[str, str | list[str] | list[dict[str, str]]]:
    """The key and the value of a line; no key where it takes YAML."""
    if line != line.rstrip():  # a tab ends the line to YAML, or is wrong
        return "", []
    if text := _PLAIN_TEXT.fullmatch(line) or _QUOTED_TEXT.fullmatch(line):
        return text[1], text[2]
    if variables := _PLAIN_VARIABLES.fullmatch(line):
        return variables[1], variables[2]
    if tags := _PLAIN_TAGS.fullmatch(line):
        return "tags", tags[1].split(", ")
    if default := _PLAIN_DEFAULT.fullmatch(line):
        return "defaults", [_pairs(default[1])]
    return "defaults" if line == "defaults:" else "", []


def _pairs(text: str) -> dict[str, str]:
    """The values of parameters as a plain header has them: ``topic: Fund for integration, nation: Wales``."""
    return {name: value.rstrip() for name, value in (pair.split(": ") for pair in text.split(", "))}


def _words_of(data: Mapping[str, Any]) -> Iterator[str]:
    """Every text that stands in the data of a plain header."""
    for key, value in data.items():
        if key == "defaults":
            for pair in value:
                yield from chain(*pair.items())
        else:
            yield from [value] if isinstance(value, str) else value


def read_header(text: str, place: str) -> Header:
    """The header of a query's text; an empty one when it has none."""
    first, content = header_lines(text)
    if not any(line.strip() for line in content):
        return Header()
    data = _read_plain(content)
    if data is None:
        data = _read_yaml(content, place, first)
    lines = _lines_of_keys(data, content, first)
    return _Reader(data, lines, place, first).header()


def _read_yaml(content: list[str], place: str, first: int) -> dict[Any, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load("\n".join(content), Loader=loader)  # noqa: S506  (both are safe loaders)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first + (min(mark.line, len(content) - 1) if mark else 0)
        problem = getattr(error, "problem", None) or "it is not YAML"
        # As YAML has it, a colon in a text begins another key.
        hint = "; put a text that holds a colon in quotation marks" if "mapping values" in problem else ""
        raise HeaderError(place, line, problem + hint) from None
    except ValueError as error:  # a date that the calendar does not have
        raise HeaderError(place, first, str(error)) from None
    if not isinstance(data, dict):
        raise HeaderError(place, first, "it is not a list of 'key: value' lines")
    return data


def _lines_of_keys(data: dict[Any, Any], content: list[str], first: int) -> dict[str, int]:
    keys = {str(key) for key in data}
    return {
        line.split(":")[0].strip().strip("\"'"): number
        for number, line in enumerate(content, first)
        if line[:1].strip() and line.split(":")[0].strip().strip("\"'") in keys
    }


class _Reader:
    def __init__(self, data: dict[Any, Any], lines: dict[str, int], place: str, first: int) -> None:
        self.data = data
        self.lines = lines
        self.place = place
        self.first = first

    def header(self) -> Header:
        return Header(
            summary=self.text("summary"),
            description=self.text("description"),
            tags=self.texts("tags"),
            defaults=self.values("defaults"),
            enumerate=self.values("enumerate"),
            endpoint=self.text("endpoint") or None,
            method=self.text("method").upper() or None,
            pagination=self.pagination(),
            since=self.text("since"),
            layout=self.text("layout"),
            parts=self.values("parts"),
            cite=self.variables("cite"),
            sides=self.variables("sides"),
            lines=self.lines,
        )

    def fault(self, key: str, wanted: str) -> HeaderError:
        return HeaderError(self.place, self.lines.get(key, self.first), f"'{key}' must be {wanted}")

    def text(self, key: str) -> str:
        value = self.data.get(key)
        if isinstance(value, dict | list):
            raise self.fault(key, "text")
        return "" if value is None else " ".join(_text(value).split())

    def texts(self, key: str) -> tuple[str, ...]:
        return self._words(self.data.get(key), key, "a list of words")

    def _words(self, value: object, key: str, wanted: str) -> tuple[str, ...]:
        listed = _as_list(value)
        if any(isinstance(item, dict | list) for item in listed):
            raise self.fault(key, wanted)
        return tuple(_text(item) for item in listed)

    def variables(self, key: str) -> tuple[str, ...]:
        """The names of variables, which may stand in one text or in a list."""
        wanted = "variables of the query, such as ?policy"
        words = [name for text in self._words(self.data.get(key), key, wanted) for name in text.split()]
        if not all(_VARIABLE.fullmatch(word) for word in words):
            raise self.fault(key, wanted)
        return tuple(word[1:] for word in words)

    def values(self, key: str) -> dict[str, tuple[str, ...]]:
        wanted = "a list of 'parameter: value' entries"
        found: dict[str, tuple[str, ...]] = {}
        for entry in _as_list(self.data.get(key)):
            if isinstance(entry, str):
                found[entry] = ()
            elif isinstance(entry, dict):
                for name, given in entry.items():
                    found[str(name)] = self._words(given, key, wanted)
            else:
                raise self.fault(key, wanted)
        return found

    def pagination(self) -> int | None:
        value = self.data.get("pagination")
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
            raise self.fault("pagination", "a whole number, 1 or more")
        return value


def _as_list(value: object) -> list[object]:
    """A list as it is; one value stands for a list of it, and none for an empty one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _text(value: object) -> str:
    # YAML reads `yes` as a truth value and 2022-07-01 as a date; both print as they are meant.
    return str(value).lower() if isinstance(value, bool) else str(value)


TODAY = "today"  # as the value of a date
AS_OF = "as_of"  # the name of the parameter that is today when nothing else is said
IRI = "iri"
NUMBER = "number"
STRING = "string"
_INTEGER = XSD + "integer"
_DECIMAL = XSD + "decimal"
_DOUBLE = XSD + "double"
_DATE = XSD + "date"
_TEXT = XSD + "string"

_VARIABLE = re.compile(r"[?$]\w+")
# ?_name, ?__name (optional), each with a suffix that tells the kind of term.
_PARAMETER = re.compile(r"[?$](?P<marks>__?)(?P<name>[^\W_]\w*)")
_LANGUAGE = re.compile(r"(?P<name>.+)_(?P<tag>[a-z]{2})")
_DATATYPE = re.compile(r"(?P<name>.+)_(?P<prefix>[A-Za-z][A-Za-z0-9]*)_(?P<local>[A-Za-z][A-Za-z0-9]*)")


class ValueKindError(IrcKgError):
    """A value that is not of the kind its parameter takes."""

    def __init__(self, option: str, value: str, wanted: str, meant: Sequence[str] = ()) -> None:
        super().__init__(f"{option} takes {wanted}, not {shorten(value)!r}.{did_you_mean(meant)}")


class Parameter(NamedTuple):
    """One parameter of a query."""

    variable: str  # as it stands in the query, without ? or $
    name: str
    kind: str = STRING  # IRI, NUMBER, STRING or the IRI of a datatype
    language: str | None = None
    optional: bool = False

    @property
    def option(self) -> str:
        return "--" + self.name.replace("_", "-").lower()

    @property
    def kind_in_words(self) -> str:
        """What a value must be, in words."""
        if self.kind == IRI:
            return "a thing by its name, CURIE or IRI"
        if self.kind == NUMBER:
            return describe_datatype(_DOUBLE)
        if self.kind in DATATYPES and self.kind != _TEXT:
            return describe_datatype(self.kind)
        return "text" if self.language is None else f"text (language {self.language})"

    def takes(self, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> bool:
        """Whether a term can be given for it by its name or its text."""
        if self.kind == IRI or not isinstance(term, ox.Literal):
            return self.kind == IRI and isinstance(term, ox.NamedNode)
        try:
            return self.literal(term.value) == term
        except ValueKindError:
            return False

    def literal(self, value: str) -> ox.Literal:
        """The RDF literal that a value as it is typed becomes."""
        datatype = self._number_datatype(value) if self.kind == NUMBER else self.kind
        if datatype == _DATE and value == TODAY:
            value = str(today())
        if not is_value(value, datatype):
            meant = read_as_written(value, datatype)
            if meant and is_clear(value, datatype):
                return self._literal(meant[0], datatype)
            is_missing = datatype == _DATE and is_missing_day(value)
            wanted = "a day that there is, such as 2022-07-01" if is_missing else self.kind_in_words
            raise ValueKindError(self.option, value, wanted, meant)
        try:
            return self._literal(value, datatype)
        except ValueError:
            raise ValueKindError(self.option, value, "text that is UTF-8") from None

    def _literal(self, value: str, datatype: str) -> ox.Literal:
        if self.language is not None:
            return ox.Literal(value, language=self.language)
        if datatype == STRING:
            return ox.Literal(value)
        return ox.Literal(value, datatype=ox.NamedNode(datatype))

    @staticmethod
    def _number_datatype(value: str) -> str:
        return next((kind for kind in (_INTEGER, _DECIMAL) if is_value(value, kind)), _DOUBLE)


def read_day(text: str) -> PartialDate | None:
    """A day as it is typed: 2022-07-01 or today. Raises ValueKindError."""
    return read_date(Parameter(AS_OF, AS_OF, _DATE).literal(text).value)


def parameter_of(variable: str, prefixes: Mapping[str, str]) -> Parameter | None:
    """The parameter that a variable token is; None for an ordinary variable."""
    match = _PARAMETER.fullmatch(variable)
    if match is None:
        return None
    name, optional = match["name"], match["marks"] == "__"
    known = {"xsd": XSD, **prefixes}
    for suffix, kind in (("_iri", IRI), ("_number", NUMBER), ("_integer", _INTEGER), ("_literal", STRING)):
        if name.endswith(suffix) and len(name) > len(suffix):
            return Parameter(variable[1:], name.removesuffix(suffix), kind, optional=optional)
    datatype = _DATATYPE.fullmatch(name)
    if datatype and datatype["prefix"] in known:
        kind = known[datatype["prefix"]] + datatype["local"]
        return Parameter(variable[1:], datatype["name"], kind, optional=optional)
    if language := _LANGUAGE.fullmatch(name):
        return Parameter(variable[1:], language["name"], STRING, language["tag"], optional)
    return Parameter(variable[1:], name, optional=optional)
