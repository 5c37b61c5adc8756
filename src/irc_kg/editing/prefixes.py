"""Declaring the prefixes that an edit needs, in the way the document declares its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from irc_kg.editing import layout
from irc_kg.editing.layout import Splice
from irc_kg.turtle import Block, Document, PrefixDirective, TriplesBlock

_KEYWORD: Final = re.compile("@?[A-Za-z]+")


def declarations(document: Document, missing: Mapping[str, str]) -> list[str]:
    """The lines that declare prefixes, in the order of their names."""
    keyword = _keyword(document)
    dot = " ." if keyword.startswith("@") else ""
    return [f"{keyword} {prefix}: <{namespace}>{dot}" for prefix, namespace in sorted(missing.items())]


def declared(document: Document, missing: Mapping[str, str]) -> list[Splice]:
    """The changes to a text that declare prefixes: behind the last declaration at its head, else on top.

    The text must say something; in one that does not there is no head and no top.
    """
    if not missing:
        return []
    text, lines = document.text, declarations(document, missing)
    directives = _head(document)
    if directives:
        end = next(
            (each for each in reversed(directives) if isinstance(each, PrefixDirective)), directives[-1]
        ).end
        newline = layout.newline(document, end)
        place = layout.comment_end(text, end)
        added = "".join(newline + line for line in lines)
        if layout.ends_line(text, place):
            return [Splice(place, place, added)]
        return [Splice(end, end, added + newline)]
    place = _top(document)
    newline = layout.newline(document, place)
    return [Splice(place, place, "".join(line + newline for line in lines) + newline)]


def _head(document: Document) -> list[Block]:
    """The directives before the first statement."""
    directives: list[Block] = []
    for block in document.blocks:
        if isinstance(block, TriplesBlock):
            break
        directives.append(block)
    return directives


def _keyword(document: Document) -> str:
    """How the document declares a prefix: ``@prefix``, or ``PREFIX`` in its own case."""
    directives = document.prefix_directives or _head(document)
    match = _KEYWORD.match(document.text, directives[-1].start) if directives else None
    keyword = match.group() if match else "@prefix"
    if keyword.lower().endswith("base"):
        return "@prefix" if keyword.startswith("@") else "PREFIX"
    return keyword


def _top(document: Document) -> int:
    """The line of the first statement, or of the comment that stands directly above it."""
    place = layout.line_start(document.text, document.blocks[0].start)
    for comment in reversed(document.comments):
        if comment.end < place and layout.next_line(document.text, comment.end) == place:
            place = layout.line_start(document.text, comment.start)
    return place
