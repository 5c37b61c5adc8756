"""A change to a Turtle file, before it is made."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from irc_kg.turtle import Document

_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True)
class Change:
    """What a file says now, and what it would say; nothing is written yet."""

    file: Path
    before: Document
    after: Document

    @property
    def is_empty(self) -> bool:
        """Whether not a character changes."""
        return self.before.text == self.after.text

    @cached_property
    def added(self) -> tuple[ox.Triple, ...]:
        """The triples that are stated only afterwards, in the order of the text."""
        return _only_in(self.after, self.before)

    @cached_property
    def removed(self) -> tuple[ox.Triple, ...]:
        """The triples that are stated only before, in the order of the text."""
        return _only_in(self.before, self.after)

    def diff(self, name: str | None = None) -> str:
        """The change as a unified diff, with the file under this name; empty when there is none."""
        name = name or self.file.as_posix()
        before, after = _lines(self.before.text), _lines(self.after.text)
        return "".join(_marked(difflib.unified_diff(before, after, name, name)))


def _only_in(document: Document, other: Document) -> tuple[ox.Triple, ...]:
    only = document.graph - other.graph
    triples = (each.triple for each in document.triples() if each.terms in only)
    return tuple(dict.fromkeys(triples))


def _lines(text: str) -> list[str]:
    # Not str.splitlines, which also splits at characters that end no line of a file.
    return _LINE.findall(text)


def _marked(lines: Iterator[str]) -> Iterator[str]:
    """A diff that says, as other tools do, where a last line has no end."""
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
