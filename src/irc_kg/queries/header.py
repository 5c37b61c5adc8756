"""What a query file says of itself, in the ``#+`` lines of the grlc convention."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from irc_kg.errors import IrcKgError

_MARK = "#+"


class HeaderError(IrcKgError):
    """A header that is not YAML, or whose value has the wrong form, with its line."""

    def __init__(self, place: str, line: int, fault: str) -> None:
        self.line = line
        self.fault = fault
        super().__init__(f"{place}:{line}: the #+ header cannot be read: {fault}.")


@dataclass(frozen=True, slots=True)
class Header:
    """What a query says of itself."""

    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    defaults: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by name of parameter
    enumerate: dict[str, tuple[str, ...]] = field(default_factory=dict)  # no values: ask the data
    endpoint: str | None = None
    method: str | None = None
    pagination: int | None = None
    lines: dict[str, int] = field(default_factory=dict)  # of each key, 1-based in the file


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
_PLAIN_TEXT = re.compile(r"(summary|description): ([A-Za-z][\w ,;.()/'-]*)")
_PLAIN_TAGS = re.compile(r"tags: \[([A-Za-z][\w-]*(?: [\w-]+)*(?:, [A-Za-z][\w-]*(?: [\w-]+)*)*)\]")
_PLAIN_VALUE = re.compile(r"  - ([A-Za-z]\w*): ([A-Za-z][\w -]*)")
_NO_TEXT_TO_YAML = {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}


def is_plain(text: str) -> bool:
    """Whether the header of a query can be read without YAML."""
    return _read_plain(header_lines(text)[1]) is not None


def _read_plain(lines: Sequence[str]) -> dict[str, Any] | None:
    """What the lines of a plain header say, as YAML would read it; None where that takes YAML."""
    data: dict[str, Any] = {}
    for line in filter(None, map(str.rstrip, lines)):
        is_of_defaults = next(reversed(data), "") == "defaults"
        if is_of_defaults and (pair := _PLAIN_VALUE.fullmatch(line)):
            data["defaults"].append({pair[1]: pair[2]})
            continue
        key, value = _read_plain_entry(line)
        if not key or key in data:
            return None
        data[key] = value
    return None if _NO_TEXT_TO_YAML & {word.casefold() for word in _words_of(data)} else data


def _read_plain_entry(line: str) -> tuple[str, str | list[str]]:
    """The key and the value of a line; no key where it takes YAML."""
    if text := _PLAIN_TEXT.fullmatch(line):
        return text[1], text[2]
    if tags := _PLAIN_TAGS.fullmatch(line):
        return "tags", tags[1].split(", ")
    return "defaults" if line == "defaults:" else "", []


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
        raise HeaderError(place, line, getattr(error, "problem", None) or "it is not YAML") from None
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


@dataclass(frozen=True, slots=True)
class _Reader:
    data: dict[Any, Any]
    lines: dict[str, int]
    place: str
    first: int

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
        value = self.data.get(key)
        listed = value if isinstance(value, list) else [] if value is None else [value]
        if any(isinstance(item, dict | list) for item in listed):
            raise self.fault(key, "a list of words")
        return tuple(_text(item) for item in listed)

    def values(self, key: str) -> dict[str, tuple[str, ...]]:
        value = self.data.get(key)
        entries = value if isinstance(value, list) else [] if value is None else [value]
        found: dict[str, tuple[str, ...]] = {}
        for entry in entries:
            if isinstance(entry, str):
                found[entry] = ()
            elif isinstance(entry, dict):
                for name, given in entry.items():
                    listed = given if isinstance(given, list) else [] if given is None else [given]
                    if any(isinstance(item, dict | list) for item in listed):
                        raise self.fault(key, "a list of 'parameter: value' entries")
                    found[str(name)] = tuple(_text(item) for item in listed)
            else:
                raise self.fault(key, "a list of 'parameter: value' entries")
        return found

    def pagination(self) -> int | None:
        value = self.data.get("pagination")
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
            raise self.fault("pagination", "a whole number, 1 or more")
        return value


def _text(value: object) -> str:
    # YAML reads `yes` as a truth value and 2022-07-01 as a date; both print as they are meant.
    return str(value).lower() if isinstance(value, bool) else str(value)
