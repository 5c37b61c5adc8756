"""What a query file says of itself, in the ``#+`` lines of the grlc convention."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
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


# Lines that are YAML whatever they say: text without marks, a list of words, a parameter and its value.
_PLAIN_LINE = re.compile(
    r"(summary|description): [A-Za-z][\w ,;.()/'-]*|tags: \[[A-Za-z][\w, -]*\]|"
    r"defaults:|  - \w+: [A-Za-z][\w -]*|"
)


def is_plain(text: str) -> bool:
    """Whether a query's header can be seen to be right without reading it as YAML, which takes its time."""
    return all(_PLAIN_LINE.fullmatch(line.rstrip()) for line in header_lines(text)[1])


def read_header(text: str, place: str) -> Header:
    """The header of a query's text; an empty one when it has none."""
    first, content = header_lines(text)
    if not any(line.strip() for line in content):
        return Header()
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
    lines = _lines_of_keys(data, content, first)
    return _Reader(data, lines, place, first).header()


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
