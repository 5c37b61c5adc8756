"""The parts of a large Turtle text that speak of one thing: to read these takes a hundredth of the time."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from irc_kg.turtle.document import Document, LocatedTriple, line_starts
from irc_kg.turtle.grammar import TurtleSyntaxError
from irc_kg.turtle.parser import parse

# A statement mostly begins where a line does, and what continues it is set in.
_BEGINNING = re.compile(r"^(?=[^\s#])", re.MULTILINE)
_DIRECTIVE = re.compile(r"@?(?i:prefix|base|version)\b")
_LONG_TEXT = re.compile(r'"""|\'\'\'')  # in which a line may begin as a statement does
_PLAIN_NAME = re.compile(r"[/#]([A-Za-z][\w-]*)\Z", re.ASCII)


class Excerpt(NamedTuple):
    """Some statements of a text, with where they stand in the whole of it."""

    document: Document
    starts: tuple[tuple[int, int], ...]  # where each part begins, in the excerpt and in the text
    lines: list[int]  # where the lines of the text begin

    def place_of(self, triple: LocatedTriple) -> tuple[int, int]:
        """The line and the column of the object of a triple in the whole text."""
        at = triple.object.start
        inside, outside = self.starts[bisect_right(self.starts, (at + 1,)) - 1]
        offset = outside + at - inside
        line = bisect_right(self.lines, offset)
        return line, offset - self.lines[line - 1] + 1


def excerpt_about(text: str, iri: str, base_iri: str) -> Excerpt | None:
    """All statements that may speak of a thing, as the subject or otherwise; None where that is not clear."""
    name = _PLAIN_NAME.search(iri)
    if name is None or _LONG_TEXT.search(text):
        return None
    begins = [match.start() for match in _BEGINNING.finditer(text)]
    parts: list[str] = []
    starts: list[tuple[int, int]] = []
    length = 0
    for begin, end in zip(begins, [*begins[1:], len(text)], strict=True):
        if text.find(name[1], begin, end) >= 0 or _DIRECTIVE.match(text, begin):
            starts.append((length, begin))
            parts.append(text[begin:end])
            length += end - begin
    try:
        document = parse("".join(parts), base_iri)
    except TurtleSyntaxError:  # a statement goes on at the beginning of a line
        return None
    return Excerpt(document, tuple(starts), line_starts(text))
