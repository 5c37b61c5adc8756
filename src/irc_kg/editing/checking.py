"""That an edit did what it should, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

import pyoxigraph as ox

from irc_kg.editing.refusals import EditRefusedError
from irc_kg.turtle import Document, Term, TurtleSyntaxError, parse


def reread(before: Document, text: str) -> Document:
    """The edited text as a document; refused when it is no Turtle any more."""
    try:
        return parse(text, before.base_iri, anonymous_prefix=before.anonymous_prefix)
    except TurtleSyntaxError as error:
        raise EditRefusedError(
            f"The edit would make the text unreadable ({error}). Please edit the file by hand."
        ) from error


def checked(
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
            if document.is_anonymous(term):
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
