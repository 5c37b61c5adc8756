"""Adding statements to a document, as a person would who keeps to its style."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

import pyoxigraph as ox

from irc_kg.editing import layout
from irc_kg.editing.layout import (
    Spelling,
    Splice,
    confirm_edit,
    declare_prefixes,
    equal_statements,
    prefix_lines,
    read_edited,
    refuse_unwritable,
)
from irc_kg.turtle import BYTE_ORDER_MARK, RDF_TYPE, Document, Term, TriplesBlock

_SEPARATORS: Final = re.compile(r"(?:[ \t]*;)*")
_INDENT: Final = "    "  # of the predicates in a block, where the document shows no style of its own


class PredicateObject(NamedTuple):
    """What is said of a subject: a predicate and one object."""

    predicate: Term
    object: Term


def add(
    document: Document, triples: Iterable[ox.Triple], prefixes: Mapping[str, str] = MappingProxyType({})
) -> Document:
    """The document with triples added; the very same document when it states them all already.

    A triple becomes one line in the block of its subject, behind what is said there with the same predicate,
    else at the end; subjects without a block get one at the end of the text. ``prefixes`` are namespaces by
    prefix that are declared where a term needs one. Taking a triple out again with ``remove`` gives back the
    text as it was, but for a prefix declared for it: nothing tells that from one declared by hand.
    """
    new = [triple for triple, stated in equal_statements(document, triples).items() if not stated]
    if not new:
        return document
    refuse_unwritable(document, new)
    spelling = Spelling(document, prefixes)
    splices: list[Splice] = []
    paragraphs: list[str] = []
    by_subject: dict[Term, list[PredicateObject]] = {}
    for triple in new:
        by_subject.setdefault(triple.subject, []).append(PredicateObject(triple.predicate, triple.object))  # type: ignore[arg-type]
    for subject, statements in by_subject.items():
        block = _home(document, subject)
        if block:
            splices += extend_block(document, block, statements, spelling)
        else:
            paragraphs.append(_paragraph(document, subject, statements, spelling))
    if spelling.missing:
        if document.blocks:
            splices += declare_prefixes(document, spelling.missing)
        else:
            paragraphs.insert(0, document.newline.join(prefix_lines(document, spelling.missing)))
    if paragraphs:
        splices.append(_append_blocks(document, paragraphs))
    after = read_edited(document, document.text, splices)
    return confirm_edit(document, after, added=frozenset(new))


def begin_file(
    document: Document, comment: str, triples: Iterable[ox.Triple], prefixes: Mapping[str, str]
) -> Document:
    """An empty document with a comment on top and triples below, of which the first is about the file."""
    text = add(document, triples, prefixes).text.replace("<>\n    a ", "<> a ", 1)
    return read_edited(document, f"{comment}\n\n{text}")


def _home(document: Document, subject: Term) -> TriplesBlock | None:
    """The block where a subject is at home: the one that gives its type, else the one that says most."""
    home, most = None, (False, 0)
    for block in document.blocks:
        if isinstance(block, TriplesBlock) and block.subject.term == subject:
            predicates = [said.predicate.term for said in block.predicate_objects]
            weight = (RDF_TYPE in predicates, len(predicates))
            if weight > most:
                home, most = block, weight
    return home


def _paragraph(document: Document, subject: Term, said: Sequence[PredicateObject], spelling: Spelling) -> str:
    """A new block: the subject on a line of its own, and a line for each statement."""
    offset = len(document.text)
    start = f"{document.newline}{indent_of(document)}"
    lines = [start + spelling.statement(predicate, value, offset) for predicate, value in said]
    return spelling.term(subject, offset) + " ;".join(lines) + " ."


def _append_blocks(document: Document, paragraphs: Sequence[str]) -> Splice:
    """Paragraphs at the end of a text, each behind a blank line.

    Blank lines that end the text still end it then, and where its last line has no end it has none then.
    """
    text = document.text
    end = len(text.rstrip(" \t\r\n"))
    newline = layout.newline(document, end)
    content = (newline * 2).join(paragraphs)
    if not text[:end].strip(BYTE_ORDER_MARK):
        return Splice(end, end, content + newline)
    place = layout.next_line(text, end)
    if layout.skip_blanks(text, end) == len(text):
        return Splice(place, place, newline * 2 + content)
    return Splice(place, place, newline + content + newline)


class _Style(NamedTuple):
    """How the lines of a block look."""

    newline: str
    indent: str
    separator: str  # with the blanks before it; with those after it where it leads
    leads: bool  # whether separators stand at the start of a line instead of the end of the one before

    def behind_separator(self, statements: Sequence[str]) -> str:
        """Lines that go where a separator has just been written."""
        return self.separator.join(f"{self.newline}{self.indent}{said}" for said in statements)

    def with_separators(self, statements: Sequence[str]) -> str:
        """Lines that bring their separators with them."""
        separator = self.separator if self.leads else "; "
        return "".join(f"{self.newline}{self.indent}{separator}{said}" for said in statements)


def extend_block(
    document: Document, block: TriplesBlock, said: Sequence[PredicateObject], spelling: Spelling
) -> list[Splice]:
    """The changes to the text that say more in a block: one line for each statement.

    A line goes behind the last one with its predicate, or behind the last line of the block where no line
    has its predicate.
    """
    text = document.text
    style = _style(document, block)
    last = len(block.predicate_objects) - 1
    written: dict[int, list[str]] = {}
    dot_touches = text[block.predicate_objects[-1].objects[-1].end : block.end] == "."
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
            splices.append(_between(text, block.predicate_objects[place].objects[-1].end, style, lines))
    return splices


def indent_of(document: Document) -> str:
    """The blanks before the predicates in the first block that has them on lines of their own."""
    for block in document.blocks:
        if isinstance(block, TriplesBlock):
            for said in block.predicate_objects:
                indent = layout.indent(document.text, said.predicate.start)
                if indent is not None:
                    return indent
    return _INDENT


def _place(text: str, block: TriplesBlock, predicate: Term, style: _Style) -> int:
    """The index, among what the block says, of what a new line goes behind."""
    said = block.predicate_objects
    last = len(said) - 1
    same = [index for index, each in enumerate(said) if each.predicate.term == predicate]
    if not same or same[-1] == last:
        return last
    end, following = said[same[-1]].objects[-1].end, said[same[-1] + 1].predicate.start
    separator = layout.marks(text, end, following)[0]
    if style.leads:
        return same[-1] if layout.indent(text, separator) is not None else last
    ends_line = layout.indent(text, following) is not None and not layout.LINE_END.search(text[end:separator])
    return same[-1] if ends_line else last


def _style(document: Document, block: TriplesBlock) -> _Style:
    """The style of a block: that of most of its separators, and of the last of its lines."""
    text, statements = document.text, block.predicate_objects
    newline = layout.newline(document, block.end)
    # Where each list of objects ends, and the separator behind it.
    separators = [
        (before.objects[-1].end, layout.marks(text, before.objects[-1].end, after.predicate.start)[0])
        for before, after in pairwise(statements)
    ]
    leading = _beginning_lines(text, [place for _, place in separators])
    if 2 * len(leading) > len(separators):
        place, indent = leading[-1]
        return _Style(newline, indent, text[place : layout.skip_blanks(text, place + 1)], leads=True)
    end = statements[-1].objects[-1].end
    separators += [(end, place) for place in layout.marks(text, end, block.end - 1)[:1]]
    # The last separator, with the blanks before it, that has no comment between them.
    written = [text[end : place + 1] for end, place in separators]
    plain = [" ;", *(separator for separator in written if not separator.strip(" \t;"))]
    own_lines = _beginning_lines(text, [statement.predicate.start for statement in statements])
    indent = own_lines[-1][1] if own_lines else indent_of(document)
    return _Style(newline, indent, plain[-1], leads=False)


def _beginning_lines(text: str, places: Sequence[int]) -> list[tuple[int, str]]:
    """The places that begin a line, each with the blanks before it."""
    indents = [(place, layout.indent(text, place)) for place in places]
    return [(place, indent) for place, indent in indents if indent is not None]


def _between(text: str, end: int, style: _Style, lines: Sequence[str]) -> Splice:
    """Lines behind a statement that others follow; ``end`` is where its last object ends."""
    if style.leads:
        place = layout.comment_end(text, end)
        return Splice(place, place, style.with_separators(lines))
    separators = _SEPARATORS.match(text, end)
    place = layout.comment_end(text, separators.end() if separators else end)
    return Splice(place, place, style.behind_separator(lines) + style.separator)


def _at_end(text: str, block: TriplesBlock, style: _Style, lines: Sequence[str]) -> list[Splice]:
    """Lines behind the last statement of a block; a comment in the line of that stays in its line."""
    end = block.predicate_objects[-1].objects[-1].end
    tail = text[end : block.end]
    separators = layout.marks(text, end, block.end - 1)
    if not layout.LINE_END.search(tail):
        after = layout.comment_end(text, block.end)
        comment = text[block.end : after]
        if style.leads:
            return [Splice(end, after, comment + style.with_separators(lines) + tail)]
        return [Splice(end, after, style.separator + comment + style.behind_separator(lines) + tail)]
    if separators and layout.indent(text, separators[0]) is None:
        own = style._replace(separator=text[end : separators[0] + 1], leads=False)
        return [_between(text, end, own, lines)]
    place = layout.comment_end(text, end)
    if style.leads or separators:
        return [Splice(place, place, style.with_separators(lines))]
    return [Splice(end, end, style.separator), Splice(place, place, style.behind_separator(lines))]
