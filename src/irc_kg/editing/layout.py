"""Turtle text between its terms: lines, indents, separators and comments; and pieces of it replaced.

Between two terms of a statement stand only white space, comments and the separators ``;``, ``,`` and ``.``;
so they can be found without reading the text anew. What was edited is read again, and refused when it says
anything else than it should.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

import pyoxigraph as ox

from irc_kg.errors import Finding, IrcKgError
from irc_kg.turtle import BYTE_ORDER_MARK, Document, Term, TurtleSyntaxError, parse

LINE_END: Final = re.compile(r"\r\n|\n|\r")
_LINE_ENDS: Final = ("", "\n", "\r")
_MARK_OR_COMMENT: Final = re.compile(r"#[^\r\n]*|[;,.]")
_REMOVABLE_MARK: Final = re.compile(r"(#[^\r\n]*)|[ \t]*[;,]")
_COMMENT_ON_LINE: Final = re.compile(r"[ \t]*#[^\r\n]*")
_BLANKS: Final = " \t"


class EditRefusedError(IrcKgError):
    """An edit that was not made; the file is as it was. ``findings`` say what it would have broken."""

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__("\n".join([message, *map(str, findings)]))
        self.findings = tuple(findings)


class Splice(NamedTuple):
    """A piece of text to put in the place of another."""

    start: int
    end: int
    replacement: str


def splice_text(text: str, splices: Sequence[Splice]) -> str:
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


def line_start(text: str, offset: int) -> int:
    """Where the line of a place begins, behind a byte order mark."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    return 1 if start == 0 and text.startswith(BYTE_ORDER_MARK) else start


def line_before(text: str, start: int) -> int:
    """Where the line before one that begins at a place begins; that place when there is none."""
    end = len(text[:start].removesuffix("\n").removesuffix("\r"))
    return line_start(text, end) if end < start else start


def indent(text: str, offset: int) -> str | None:
    """The blanks before a place that begins its line; None where something else stands before it."""
    before = text[line_start(text, offset) : offset]
    return None if before.strip(_BLANKS) else before


def skip_blanks(text: str, offset: int) -> int:
    """The first place from here on, in the same line, where something other than a blank stands."""
    while text[offset : offset + 1] in {" ", "\t"}:
        offset += 1
    return offset


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
    match = LINE_END.search(document.text, offset)
    return match.group() if match else document.newline


def next_line(text: str, offset: int) -> int:
    """Where the line after the one of a place begins, or the end of the text."""
    match = LINE_END.search(text, offset)
    return match.end() if match else len(text)


def is_glued(text: str, dot: int) -> bool:
    """Whether something follows a dot so closely that a name before it would take in the dot."""
    return text[dot + 1 : dot + 2] not in {"", " ", "\t", "\n", "\r", "#"}


def read_edited(before: Document, text: str) -> Document:
    """The edited text as a document; refused when it is no Turtle any more."""
    try:
        return parse(text, before.base_iri, anonymous_prefix=before.anonymous_prefix)
    except TurtleSyntaxError as error:
        raise EditRefusedError(
            f"The edit would make the text unreadable ({error}). Please edit the file by hand."
        ) from error


def confirm_edit(
    before: Document,
    after: Document,
    *,
    added: AbstractSet[ox.Triple] = frozenset(),
    removed: AbstractSet[ox.Triple] = frozenset(),
) -> Document:
    """The edited document, when it states exactly what it should; otherwise the edit is refused."""
    came, went = after.graph - before.graph, before.graph - after.graph
    if came != set(map(tuple, added)) or went != set(map(tuple, removed)):
        raise EditRefusedError("The edit would change other statements too. Please edit the file by hand.")
    return after


def refuse_unwritable(document: Document, triples: Iterable[ox.Triple]) -> None:
    """Raise when a triple has a term that no text could name."""
    for triple in triples:
        for term in (triple.subject, triple.object):
            if isinstance(term, ox.Triple):
                raise EditRefusedError("A statement about a statement is RDF 1.2; Turtle 1.1 cannot say it.")
            if isinstance(term, ox.Literal) and term.direction is not None:
                raise EditRefusedError("A text with a direction is RDF 1.2; Turtle 1.1 cannot say it.")
            if isinstance(term, ox.BlankNode) and document.is_anonymous(term):
                raise EditRefusedError(_anonymous(document, term))


def _anonymous(document: Document, blank_node: Term) -> str:
    lines = [
        document.line_column(node.start)[0]
        for statement in document.triples()
        for node in (statement.subject, statement.object)
        if node.term == blank_node
    ]
    where = f" on line {lines[0]}" if lines else ""
    return (
        f"The statement is about a blank node without a label{where}, written as `[…]` or `(…)`. "
        "Edit it by hand, or give it an IRI of its own first."
    )
