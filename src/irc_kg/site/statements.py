"""Statements as people read them on a page: relations in words, values as links, each with its places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import pyoxigraph as ox
from markupsafe import Markup, escape

from irc_kg.provenance import Citation
from irc_kg.queries.tables import visible
from irc_kg.site.addresses import web_link
from irc_kg.site.edition import Edition
from irc_kg.site.outlines import Said
from irc_kg.store import Term
from irc_kg.store.datatypes import PartialDate, read_value
from irc_kg.store.names import RDF

_LOCAL = re.compile(r".*[#/:](?=.)", re.DOTALL)
_DEEPEST = 6  # blank nodes within each other
_OF_THE_PAGE = {"", "en"}  # languages that need not be named
_FIRST, _REST, _NIL = RDF + "first", RDF + "rest", RDF + "nil"

Nameless = Callable[[ox.BlankNode], Iterable[Said]]  # what is said of a blank node


class Phrasing:
    """How the pages of an edition put relations and values into words."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.outlines = edition.outlines
        self._relations: dict[tuple[str, bool], Markup] = {}

    def relation(self, predicate: str, *, inverse: bool = False) -> Markup:
        """A relation by its name, read from its object if wanted, as a link to what it means."""
        key = (predicate, inverse)
        if key not in self._relations:
            store, addresses = self.edition.store, self.edition.addresses
            words = store.inverse_label(predicate) if inverse else self.words(predicate)
            self._relations[key] = addresses.link(predicate, words)
        return self._relations[key]

    def words(self, predicate: str) -> str:
        """A relation by its name; one that nothing names, by the last part of its IRI."""
        label = self.edition.store.label(predicate)
        return visible(_LOCAL.sub("", label) or label if label == predicate else label)

    def value(self, term: Term, nameless: Nameless, depth: int = 0) -> Markup:
        """A thing as a link, a date in words, an address as what it leads to, any other text as it stands."""
        if isinstance(term, ox.NamedNode):
            return self.thing(term.value)
        if isinstance(term, ox.Literal):
            return self._text(term)
        if isinstance(term, ox.Triple):
            parts = (self.value(part, nameless, depth) for part in term)
            return Markup("“{}”").format(Markup(" ").join(parts))
        return self._nameless(term, nameless, depth)

    def thing(self, iri: str) -> Markup:
        addresses = self.edition.addresses
        has_page = addresses.of_thing(iri) or addresses.of_term(iri)
        is_named = has_page or self.edition.store.label_statement(iri)
        return addresses.link(iri) if is_named else web_link(iri)

    def _text(self, literal: ox.Literal) -> Markup:
        text = visible(literal.value)
        date = read_value(literal.value, literal.datatype.value) if text[:1].isdigit() else None
        if isinstance(date, PartialDate):
            return escape(date.in_words())
        if text.startswith(("http://", "https://", "mailto:")):
            return web_link(literal.value)
        language = literal.language or ""
        if language.partition("-")[0] in _OF_THE_PAGE:
            return Markup("<bdi>{}</bdi>").format(text)
        return Markup('<bdi lang="{}">{}</bdi>').format(language, text)

    def _nameless(self, node: ox.BlankNode, nameless: Nameless, depth: int) -> Markup:
        """What is said of a blank node, in brackets; the members of a list, with commas."""
        said = list(nameless(node)) if depth < _DEEPEST else []
        if any(predicate.value == _FIRST for predicate, _ in said):
            return Markup(", ").join(
                self.value(member, nameless, depth + 1) for member in _members(node, nameless)
            )
        parts = (
            Markup("{} {}").format(self.relation(predicate.value), self.value(value, nameless, depth + 1))
            for predicate, value in said
        )
        return Markup("({})").format(Markup("; ").join(parts)) if said else escape("something without a name")

    def of_store(self, node: ox.BlankNode) -> list[Said]:
        """What the files of the project say of a blank node."""
        quads = self.edition.store.triples(node)
        return sorted({(quad.predicate, quad.object) for quad in quads}, key=_order_of_said)

    # Lists of statements

    def facts(self, groups: Iterable[tuple[Markup, Sequence[tuple[Markup, Sequence[Citation]]]]]) -> Markup:
        """Relations with their values, each with its places; what values in a row share is told once."""
        rows: list[Markup] = []
        for relation, values in groups:
            rows.append(Markup("<dt>{}</dt>").format(relation))
            places = [self.outlines.cite(citations) for _, citations in values]
            for (value, _), place, after in zip(values, places, [*places[1:], None], strict=True):
                shown = Markup("") if place == after else place
                rows.append(Markup("<dd>{}{}</dd>\n").format(value, shown))
        return Markup('<dl class="facts">\n{}</dl>\n').format(Markup("").join(rows))


def _order_of_said(said: Said) -> tuple[str, str]:
    """What is said of a blank node is in the same order whatever names blank nodes have in the engine."""
    predicate, value = said
    return predicate.value, "" if isinstance(value, ox.BlankNode) else str(value)


def _members(node: ox.BlankNode, nameless: Nameless) -> list[Term]:
    """The members of a list, in their order."""
    found: list[Term] = []
    seen: set[Term] = set()
    at: Term = node
    while isinstance(at, ox.BlankNode) and at not in seen:
        seen.add(at)
        said = {predicate.value: value for predicate, value in nameless(at)}
        found += [said[_FIRST]] if _FIRST in said else []
        at = said.get(_REST, ox.NamedNode(_NIL))
    return found
