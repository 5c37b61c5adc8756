"""How Turtle text is laid out between its terms: lines, indents, separators and comments.

Between two terms of a statement stand only white space, comments and the separators ``;``, ``,`` and ``.``;
so they can be found without reading the text anew.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from irc_kg.turtle import BYTE_ORDER_MARK, Document

_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_LINE_ENDS: Final = ("", "\n", "\r")
_MARK_OR_COMMENT: Final = re.compile(r"#[^\r\n]*|[;,.]")
_REMOVABLE_MARK: Final = re.compile(r"(#[^\r\n]*)|[ \t]*[;,]")
_COMMENT_ON_LINE: Final = re.compile(r"[ \t]*#[^\r\n]*")
_SEPARATORS: Final = re.compile(r"(?:[ \t]*;)*")
_BLANKS: Final = " \t"


class Splice(NamedTuple):
    """A piece of text to put in the place of another."""

    start: int
    end: int
    replacement: str


def spliced(text: str, splices: Sequence[Splice]) -> str:
    """A text with pieces of it replaced; pieces for one place come in the order they are given."""
    parts = []
    position = 0
    for start, end, replacement in sorted(splices, key=lambda splice: splice.start):
        parts += [text[position:start], replacement]
        position = end
    return "".join([*parts, text[position:]])


def marks(text: str, start: int, end: int) -> list[int]:
    """Where the separators of a gap between two terms stand."""
    return [match.start() for match in _MARK_OR_COMMENT.finditer(text, start, end) if match.group()[0] != "#"]


def without_marks(gap: str) -> str:
    """A gap without its separators, its comments and lines as they are."""
    return _REMOVABLE_MARK.sub(lambda match: match.group(1) or "", gap)


def has_line_end(gap: str) -> bool:
    """Whether a piece of text goes over to a further line."""
    return "\n" in gap or "\r" in gap


def line_start(text: str, offset: int) -> int:
    """Where the line of a place begins, behind a byte order mark."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    return 1 if start == 0 and text.startswith(BYTE_ORDER_MARK) else start


def line_before(text: str, start: int) -> int:
    """Where the line before one that begins at a place begins; that place when there is none."""
    end = len(text[:start].removesuffix("\n").removesuffix("\r"))
    return line_start(text, end) if end < start else start


def begins_line(text: str, offset: int) -> bool:
    """Whether nothing but blanks stands before a place in its line."""
    return not text[line_start(text, offset) : offset].strip(_BLANKS)


def indent(text: str, offset: int) -> str:
    """The blanks with which the line of a place begins."""
    line = text[line_start(text, offset) : offset]
    return line[: len(line) - len(line.lstrip(_BLANKS))]


def skip_blanks(text: str, offset: int) -> int:
    """The first place from here on, in the same line, where something other than a blank stands."""
    while text[offset : offset + 1] in {" ", "\t"}:
        offset += 1
    return offset


def skip_separators(text: str, offset: int) -> int:
    """The place behind the semicolons that follow a place in its line."""
    match = _SEPARATORS.match(text, offset)
    return match.end() if match else offset


def ends_line(text: str, offset: int) -> bool:
    """Whether nothing but blanks stands after a place in its line."""
    after = skip_blanks(text, offset)
    return text[after : after + 1] in _LINE_ENDS


def comment_end(text: str, offset: int) -> int:
    """Where the comment that follows a place in its line ends; the place itself when none follows."""
    match = _COMMENT_ON_LINE.match(text, offset)
    return match.end() if match else offset


def newline(document: Document, offset: int) -> str:
    """How the line of a place ends; in the last line, how most lines end."""
    match = _LINE_END.search(document.text, offset)
    return match.group() if match else document.newline


def next_line(text: str, offset: int) -> int:
    """Where the line after the one of a place begins, or the end of the text."""
    match = _LINE_END.search(text, offset)
    return match.end() if match else len(text)


def is_glued(text: str, dot: int) -> bool:
    """Whether something follows a dot so closely that a name before it would take in the dot."""
    return text[dot + 1 : dot + 2] not in {"", " ", "\t", "\n", "\r", "#"}
