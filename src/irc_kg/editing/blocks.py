"""Adding lines to a block of statements in the block's own style."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from irc_kg.editing import layout
from irc_kg.editing.layout import Splice
from irc_kg.editing.spelling import Spelling
from irc_kg.turtle import Document, PredicateObjects, Term, TriplesBlock

INDENT: Final = "    "  # of the predicates in a block, where the document shows no style of its own


class Said(NamedTuple):
    """What is said of a subject: a predicate and one object."""

    predicate: Term
    object: Term


class _Style(NamedTuple):
    """How the lines of a block look."""

    newline: str
    indent: str
    separator: str  # with the blanks before it; with those after it where it leads
    leads: bool  # whether separators stand at the start of a line instead of the end of the one before

    def behind_separator(self, statements: Sequence[str]) -> str:
        """Lines that go where a separator has just been written."""
        return self.separator.join(f"{self.newline}{self.indent}{said}" for said in statements)

    def led_by_separator(self, statements: Sequence[str]) -> str:
        """Lines that bring their separators with them."""
        separator = self.separator if self.leads else "; "
        return "".join(f"{self.newline}{self.indent}{separator}{said}" for said in statements)


def extended(
    document: Document, block: TriplesBlock, said: Sequence[Said], spelling: Spelling
) -> list[Splice]:
    """The changes to the text that say more in a block: one line for each statement.

    A line goes behind the last one with its predicate, or behind the last line of the block where no line
    has its predicate.
    """
    text = document.text
    style = _style(document, block)
    last = len(block.predicate_objects) - 1
    written: dict[int, list[str]] = {}
    dot_touches = text[_end(block.predicate_objects[-1]) : block.end] == "."
    for predicate, value in said:
        place = _place(text, block, predicate, style)
        glued = place == last and dot_touches and layout.is_glued(text, block.end - 1)
        line = spelling.statement(predicate, value, block.start, followed_by_dot=glued)
        written.setdefault(place, []).append(line)
    splices = []
    for place, lines in written.items():
        if place == last:
            splices += _at_end(text, block, style, lines)
        else:
            splices.append(_between(text, _end(block.predicate_objects[place]), style, lines))
    return splices


def indent_of(document: Document) -> str:
    """The blanks before the predicates in the first block that has them on lines of their own."""
    for block in document.blocks:
        if isinstance(block, TriplesBlock):
            for said in block.predicate_objects:
                if layout.begins_line(document.text, said.predicate.start):
                    return layout.indent(document.text, said.predicate.start)
    return INDENT


def _end(said: PredicateObjects) -> int:
    return said.objects[-1].end


def _place(text: str, block: TriplesBlock, predicate: Term, style: _Style) -> int:
    """The index, among what the block says, of what a new line goes behind."""
    said = block.predicate_objects
    last = len(said) - 1
    same = [index for index, each in enumerate(said) if each.predicate.term == predicate]
    if not same or same[-1] == last:
        return last
    end, following = _end(said[same[-1]]), said[same[-1] + 1].predicate.start
    separator = layout.marks(text, end, following)[0]
    if style.leads:
        return same[-1] if layout.begins_line(text, separator) else last
    ends_line = layout.begins_line(text, following) and not layout.has_line_end(text[end:separator])
    return same[-1] if ends_line else last


def _style(document: Document, block: TriplesBlock) -> _Style:
    text, said = document.text, block.predicate_objects
    newline = layout.newline(document, block.end)
    gaps = [(_end(before), after.predicate.start) for before, after in pairwise(said)]
    separators = [(start, layout.marks(text, start, end)[0]) for start, end in gaps]
    leading = [place for _, place in separators if layout.begins_line(text, place)]
    if 2 * len(leading) > len(separators):
        separator = text[leading[-1] : layout.skip_blanks(text, leading[-1] + 1)]
        return _Style(newline, layout.indent(text, leading[-1]), separator, leads=True)
    final = layout.marks(text, _end(said[-1]), block.end - 1)
    separators += [(_end(said[-1]), place) for place in final[:1]]
    trailing = [text[start : place + 1] for start, place in separators]
    separator = next((each for each in reversed(trailing) if not each.strip(" \t;")), " ;")
    own_lines = [each.predicate.start for each in said if layout.begins_line(text, each.predicate.start)]
    indent = layout.indent(text, own_lines[-1]) if own_lines else indent_of(document)
    return _Style(newline, indent, separator, leads=False)


def _between(text: str, end: int, style: _Style, lines: Sequence[str]) -> Splice:
    """Lines behind a statement that others follow; ``end`` is where its last object ends."""
    if style.leads:
        place = layout.comment_end(text, end)
        return Splice(place, place, style.led_by_separator(lines))
    place = layout.comment_end(text, layout.skip_separators(text, end))
    return Splice(place, place, style.behind_separator(lines) + style.separator)


def _at_end(text: str, block: TriplesBlock, style: _Style, lines: Sequence[str]) -> list[Splice]:
    """Lines behind the last statement of a block; a comment in the line of that stays in its line."""
    end = _end(block.predicate_objects[-1])
    tail = text[end : block.end]
    separators = layout.marks(text, end, block.end - 1)
    if not layout.has_line_end(tail):
        after = layout.comment_end(text, block.end)
        comment = text[block.end : after]
        if style.leads:
            return [Splice(end, after, comment + style.led_by_separator(lines) + tail)]
        return [Splice(end, after, style.separator + comment + style.behind_separator(lines) + tail)]
    if separators and not layout.begins_line(text, separators[0]):
        own = style._replace(separator=text[end : separators[0] + 1], leads=False)
        return [_between(text, end, own, lines)]
    place = layout.comment_end(text, end)
    if style.leads or separators:
        return [Splice(place, place, style.led_by_separator(lines))]
    return [Splice(end, end, style.separator), Splice(place, place, style.behind_separator(lines))]
