"""The text of a source as sections and numbered paragraphs, counted the way the graph counts them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

UNTITLED = "Text"  # the one section of a document without headings

_HEADING = re.compile(r"#{1,6}\s+(?P<title>.+?)\s*#*\s*")
_EMPHASIS = re.compile(r"\*+|_{2,}")
_ENDS_A_SENTENCE = re.compile(r"[.!?:;…][\"'\u201d\u2019)\]]*$")


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its heading, and its paragraphs in order."""

    title: str
    paragraphs: tuple[str, ...]

    @property
    def digest(self) -> str:
        """The SHA-256 of its text; white space does not count."""
        text = "\n".join(self.paragraphs)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    def paragraph(self, number: int) -> str | None:
        """The paragraph of a number from 1, or the heading for 0; None where there is none."""
        if number == 0:
            return self.title
        return self.paragraphs[number - 1] if 0 < number <= len(self.paragraphs) else None


def title_key(title: str) -> str:
    """A heading as it is compared: emphasis, a colon at its end, case and white space do not count."""
    return _plain(_EMPHASIS.sub("", title)).removesuffix(":").rstrip().casefold()


def sections(text: str, titles: Iterable[str] = (), navigation: Iterable[str] = ()) -> tuple[Section, ...]:
    """The sections of a text in their order.

    Headings are those of Markdown; in a text that has none, the lines that are one of ``titles``. A paragraph
    is a line that is not empty, a list item too; a line that goes on with a sentence which a page end has
    broken belongs to the paragraph before. Lines of ``navigation``, and what stands before the first heading,
    do not count.
    """
    left_out = {_plain(line) for line in navigation}
    lines = [line for raw in text.splitlines() if (line := _plain(raw)) and line not in left_out]
    marked = any(_HEADING.fullmatch(line) for line in lines)
    keys = set() if marked else {title_key(title) for title in titles}
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        heading = _HEADING.fullmatch(line)
        if heading or title_key(line) in keys:
            found.append((_EMPHASIS.sub("", heading["title"] if heading else line), []))
        elif found:
            _count(line, found[-1][1])
    if not found:
        paragraphs: list[str] = []
        for line in lines:
            _count(line, paragraphs)
        found = [(UNTITLED, paragraphs)]
    return tuple(Section(title, tuple(paragraphs)) for title, paragraphs in found)


def _plain(line: str) -> str:
    """A line without the white space that does not matter, no-break spaces included."""
    return " ".join(line.split())


def _count(line: str, paragraphs: list[str]) -> None:
    if paragraphs and line[:1].islower() and not _ENDS_A_SENTENCE.search(paragraphs[-1]):
        paragraphs[-1] += " " + line
    else:
        paragraphs.append(line)
