"""Declaring the prefixes that an edit needs, in the way the document declares its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

import pyoxigraph as ox

from irc_kg.editing import layout
from irc_kg.editing.layout import Splice
from irc_kg.turtle import Block, Document, LocatedTriple, PrefixDirective, TriplesBlock

_KEYWORD: Final = re.compile("@?[A-Za-z]+")
# The prefix of a name, or of the datatype that closes a literal.
_PREFIX: Final = re.compile(r"(?:^|[\"']\s*\^\^\s*)(?P<prefix>[^\s<>\"':_]?[^\s<>\"':]*):[^\"']*$", re.DOTALL)


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


def without_unused(before: Document, after: Document, gone: AbstractSet[ox.Triple]) -> list[Splice]:
    """The changes to a text that drop the declarations which only the removed triples used.

    So what was added is removed to the byte, its prefix with it; a declaration that is not used says nothing.
    """
    removed = (statement for statement in before.triples() if statement.triple in gone)
    used = _used(before.text, removed)
    head = [block for block in _head(after) if isinstance(block, PrefixDirective)]
    unused = [
        block
        for block in head
        if block.prefix in used and _is_alone(after.text, block) and not _may_be_used(after, block.prefix)
    ]
    splices = [
        Splice(layout.line_start(after.text, block.start), layout.next_line(after.text, block.end), "")
        for block in unused
    ]
    if splices and len(unused) == len(after.blocks):
        # Nothing is left but comments: neither is the blank line below them.
        first = splices[0]
        above = layout.line_before(after.text, first.start)
        if not after.text[above : first.start].strip():
            splices[0] = Splice(above, first.end, "")
    elif splices and len(unused) == len(_head(after)):
        # Nothing is left above the statements: neither is the blank line between.
        last = splices[-1]
        below = layout.next_line(after.text, last.end)
        if not after.text[last.end : below].strip():
            splices[-1] = Splice(last.start, below, "")
    return splices


def _may_be_used(document: Document, prefix: str) -> bool:
    """Whether anything but its declarations may use a prefix; what only looks so, in a comment, counts."""
    text = document.text
    for block in reversed(document.prefix_directives):
        if block.prefix == prefix:
            text = text[: block.start] + text[block.end :]
    return re.search(rf"(?<![\w.:/-]){re.escape(prefix)}:", text) is not None


def _is_alone(text: str, block: PrefixDirective) -> bool:
    """Whether a declaration has its line to itself."""
    return layout.begins_line(text, block.start) and layout.ends_line(text, block.end)


def _used(text: str, statements: Iterable[LocatedTriple]) -> set[str]:
    """The prefixes by which terms are written, those of datatypes too."""
    nodes = (node for statement in statements for node in statement if not node.inside)
    found = (_PREFIX.search(text[node.start : node.end]) for node in nodes)
    return {match["prefix"] for match in found if match}


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
