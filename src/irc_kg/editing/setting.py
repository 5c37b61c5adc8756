"""Giving a predicate of a subject other objects than it has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from irc_kg.editing.adding import add
from irc_kg.editing.checking import checked, refuse_unwritable, reread
from irc_kg.editing.layout import Splice, is_glued, spliced
from irc_kg.editing.prefixes import declared
from irc_kg.editing.removing import places, remove
from irc_kg.editing.spelling import Spelling
from irc_kg.turtle import Document, Term


def set_objects(
    document: Document,
    subject: ox.NamedNode | ox.BlankNode,
    predicate: ox.NamedNode,
    objects: Iterable[Term],
    prefixes: Mapping[str, str] | None = None,
) -> Document:
    """The document where a subject has exactly these objects for a predicate.

    An object that is to go is replaced in its place by one that is to come, with the comment beside it left
    as it is; what is left over is removed or added. ``prefixes`` are as for ``add``.
    """
    wanted = {ox.Triple(subject, predicate, term): term for term in objects}
    present = dict.fromkeys(
        statement.triple
        for statement in document.triples()
        if statement.subject.term == subject and statement.predicate.term == predicate
    )
    going = [triple for triple in present if triple not in wanted]
    coming = [triple for triple in wanted if triple not in present]
    refuse_unwritable(document, [*going, *coming])
    current = document
    for old, new in zip(going, coming, strict=False):
        current = _replaced(current, old, wanted[new], prefixes or {})
    return add(remove(current, going), coming, prefixes)


def _replaced(document: Document, old: ox.Triple, value: Term, known: Mapping[str, str]) -> Document:
    """The document with another object in the place of one, wherever that is stated."""
    text = document.text
    spelling = Spelling(document, known)
    splices = []
    for place in places(document, {old}):
        node = place.block.predicate_objects[place.predicate].objects[place.object]
        dot_touches = text[node.end : node.end + 1] == "." and is_glued(text, node.end)
        written = spelling.term(value, place.block.start, followed_by_dot=dot_touches)
        lead = "" if text[node.start - 1].isspace() else " "
        splices.append(Splice(node.start, node.end, lead + written))
    splices += declared(document, spelling.missing)
    new = ox.Triple(old.subject, old.predicate, value)
    after = reread(document, spliced(text, splices))
    return checked(document, after, added=frozenset({new}), removed=frozenset({old}))
