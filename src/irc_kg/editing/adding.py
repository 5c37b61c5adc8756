"""Adding statements to a document, as a person would who keeps to its style."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from irc_kg.editing import layout
from irc_kg.editing.blocks import Said, extended, indent_of
from irc_kg.editing.checking import checked, refuse_unwritable, reread
from irc_kg.editing.layout import Splice, spliced
from irc_kg.editing.prefixes import declarations, declared
from irc_kg.editing.spelling import Spelling
from irc_kg.turtle import BYTE_ORDER_MARK, RDF_TYPE, Document, Term, TriplesBlock


def add(
    document: Document, triples: Iterable[ox.Triple], prefixes: Mapping[str, str] | None = None
) -> Document:
    """The document with triples added; the very same document when it states them all already.

    A triple becomes one line in the block of its subject, behind what is said there with the same predicate,
    else at the end; subjects without a block get one at the end of the text. ``prefixes`` are namespaces by
    prefix that are declared where a term needs one. Taking a triple out again with ``remove`` gives back the
    text as it was, but for a prefix declared for it: nothing tells that from one declared by hand.
    """
    new = [triple for triple in dict.fromkeys(triples) if tuple(triple) not in document.graph]
    if not new:
        return document
    refuse_unwritable(document, new)
    spelling = Spelling(document, prefixes or {})
    splices: list[Splice] = []
    paragraphs: list[str] = []
    for subject, said in _by_subject(new).items():
        block = _home(document, subject)
        if block:
            splices += extended(document, block, said, spelling)
        else:
            paragraphs.append(_paragraph(document, subject, said, spelling))
    if document.blocks:
        splices += declared(document, spelling.missing)
    elif spelling.missing:
        paragraphs.insert(0, document.newline.join(declarations(document, spelling.missing)))
    if paragraphs:
        splices.append(_at_end(document, paragraphs))
    return checked(document, reread(document, spliced(document.text, splices)), added=frozenset(new))


def _by_subject(triples: Sequence[ox.Triple]) -> dict[Term, list[Said]]:
    said: dict[Term, list[Said]] = {}
    for triple in triples:
        said.setdefault(triple.subject, []).append(Said(triple.predicate, triple.object))  # type: ignore[arg-type]
    return said


def _home(document: Document, subject: Term) -> TriplesBlock | None:
    """The block where a subject is at home: the one that gives its type, else the one that says most."""
    blocks = [
        block
        for block in document.blocks
        if isinstance(block, TriplesBlock) and block.subject.term == subject and block.predicate_objects
    ]

    def weight(block: TriplesBlock) -> tuple[bool, int]:
        predicates = [said.predicate.term for said in block.predicate_objects]
        return RDF_TYPE in predicates, len(predicates)

    return max(blocks, key=weight, default=None)


def _paragraph(document: Document, subject: Term, said: Sequence[Said], spelling: Spelling) -> str:
    """A new block: the subject on a line of its own, and a line for each statement."""
    offset = len(document.text)
    start = f"{document.newline}{indent_of(document)}"
    lines = [start + spelling.statement(predicate, value, offset) for predicate, value in said]
    return spelling.term(subject, offset) + " ;".join(lines) + " ."


def _at_end(document: Document, paragraphs: Sequence[str]) -> Splice:
    """Paragraphs at the end of a text, each behind a blank line.

    Blank lines that end the text still end it then, and where its last line has no end it has none then.
    """
    text = document.text
    said = len(text.rstrip(" \t\r\n"))
    newline = layout.newline(document, said)
    content = (newline * 2).join(paragraphs)
    if not text[:said].strip(BYTE_ORDER_MARK):
        return Splice(said, said, content + newline)
    place = layout.next_line(text, said)
    if layout.skip_blanks(text, said) == len(text):
        return Splice(place, place, newline * 2 + content)
    return Splice(place, place, newline + content + newline)
