"""Taking statements out of a document, and no more of the text than says them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import pyoxigraph as ox

from irc_kg.editing import listing
from irc_kg.editing.checking import checked, refuse_unwritable, reread
from irc_kg.editing.layout import (
    Splice,
    begins_line,
    comment_end,
    ends_line,
    line_before,
    line_start,
    next_line,
    skip_blanks,
    spliced,
)
from irc_kg.editing.prefixes import without_unused
from irc_kg.turtle import Document, TriplesBlock


class Place(NamedTuple):
    """Where a triple is stated: by which object of which predicate of which block."""

    block: TriplesBlock
    predicate: int
    object: int


def remove(document: Document, triples: Iterable[ox.Triple]) -> Document:
    """The document without triples; the very same document when it states none of them.

    A triple is taken out wherever it is stated. The comment in the line of what is taken out goes with it;
    comments on lines of their own stay, but for those inside a block that goes as a whole. A declaration of a
    prefix goes when nothing else uses it.
    """
    gone = frozenset(triple for triple in triples if tuple(triple) in document.graph)
    if not gone:
        return document
    refuse_unwritable(document, gone)
    current = document
    while place := next(places(current, gone), None):
        current = reread(document, spliced(current.text, [_without(current.text, place)]))
    if splices := without_unused(document, current, gone):
        current = reread(document, spliced(current.text, splices))
    return checked(document, current, removed=gone)


def places(document: Document, triples: AbstractSet[ox.Triple]) -> Iterator[Place]:
    """Where triples are stated, in the order of the text."""
    subjects = {triple.subject for triple in triples}
    for block in document.blocks:
        if isinstance(block, TriplesBlock) and block.subject.term in subjects:
            for index, said in enumerate(block.predicate_objects):
                for position, node in enumerate(said.objects):
                    statement = ox.Triple(block.subject.term, said.predicate.term, node.term)  # type: ignore[arg-type]
                    if statement in triples:
                        yield Place(block, index, position)


def _without(text: str, place: Place) -> Splice:
    block = place.block
    said = block.predicate_objects[place.predicate]
    if len(said.objects) > 1:
        objects = [(node.start, node.end) for node in said.objects]
        following = block.predicate_objects[place.predicate + 1 :]
        stop = following[0].predicate.start if following else block.end
        return listing.without_object(text, said.predicate.end, objects, place.object, stop)
    if len(block.predicate_objects) > 1:
        spans = [(each.predicate.start, each.objects[-1].end) for each in block.predicate_objects]
        return listing.without_statement(text, block.subject.end, spans, place.predicate, block.end)
    return _without_block(text, block)


def _without_block(text: str, block: TriplesBlock) -> Splice:
    start, end = block.start, block.end
    after = comment_end(text, end)
    if ends_line(text, after):
        end = after
    if not begins_line(text, start):
        while text[start - 1] in " \t":
            start -= 1
        between = "" if ends_line(text, end) or text[end : end + 1] in " \t" else " "
        return Splice(start, end, between)
    if not ends_line(text, end):
        return Splice(start, skip_blanks(text, end), "")
    return Splice(*_whole_lines(text, start, end), "")


def _whole_lines(text: str, start: int, end: int) -> tuple[int, int]:
    """The lines of a block, with the blank line that would be left over between what is above and below."""
    start, end = line_start(text, start), next_line(text, end)
    above, below = line_before(text, start), next_line(text, end)
    blank_above = above < start and not text[above:start].strip()
    blank_below = end < len(text) and not text[end:below].strip()
    if blank_above and (blank_below or end == len(text)):
        start = above
    elif blank_below and start == line_start(text, 0) and text[below:].strip():
        end = below
    if end == len(text) and not text.endswith(("\n", "\r")):
        # The last line had no end; the line that is the last now has none either.
        start = len(text[:start].removesuffix("\n").removesuffix("\r"))
    return start, end
