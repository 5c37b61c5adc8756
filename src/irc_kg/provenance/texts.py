"""The text of a source as sections and numbered paragraphs, counted the way the graph counts them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

UNTITLED = "Text"  # the one section of a document without headings

_MARK = re.compile(r"#{1,6} (?=.)")
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
    headings = _headings(lines, titles)
    if not headings:
        return (Section(UNTITLED, _paragraphs(lines)),)
    ends = [*headings, len(lines)][1:]
    return tuple(
        Section(title, _paragraphs(lines[start + 1 : end]))
        for (start, title), end in zip(headings.items(), ends, strict=True)
    )


def _plain(line: str) -> str:
    """A line without the white space that does not matter, no-break spaces included."""
    return " ".join(line.split())


def _headings(lines: Sequence[str], titles: Iterable[str]) -> dict[int, str]:
    """Which lines are headings, by their numbers from 0, with what each says."""
    marked = {number: heading for number, line in enumerate(lines) if (heading := _heading(line))}
    if not marked:
        keys = {title_key(title) for title in titles}
        marked = {number: line for number, line in enumerate(lines) if keys and title_key(line) in keys}
    return {number: _EMPHASIS.sub("", heading) for number, heading in marked.items()}


def _heading(line: str) -> str:
    """What a heading of Markdown says, without its marks; empty for another line."""
    match = _MARK.match(line)
    if match is None:
        return ""
    title = line[match.end() :]
    # A heading may be closed by the same mark, but is never the mark alone: "# #" is the heading "#".
    return title.rstrip("#").rstrip() or title[:1]


def _paragraphs(lines: Iterable[str]) -> tuple[str, ...]:
    """Lines as paragraphs, those that go on with a broken sentence joined."""
    found: list[list[str]] = []
    for line in lines:
        if found and line[:1].islower() and not _ENDS_A_SENTENCE.search(found[-1][-1]):
            found[-1].append(line)
        else:
            found.append([line])
    return tuple(map(" ".join, found))
