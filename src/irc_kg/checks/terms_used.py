"""Whether the terms that a file uses are terms of the ontology."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import Any

import pyoxigraph as ox

from irc_kg.checks.files import TurtleFile, iri_of
from irc_kg.checks.rule import Fault, rule
from irc_kg.checks.vocabulary import TYPE, Vocabulary, namespace_of
from irc_kg.errors import Severity, did_you_mean
from irc_kg.turtle import LocatedTriple, Node

PROPERTY, CLASS, DATATYPE, TERM = "property", "class", "datatype", "term"
_Use = tuple[Node, int, str, str]  # a node, the offset of the term, its IRI, and what it is used as


@rule("unknown-term")
def unknown_term(file: TurtleFile, vocabulary: Vocabulary) -> Iterator[Fault]:
    """A property, class, datatype or other term is used that the ontology does not declare.

    Mend the spelling, or declare the term in the ontology.
    """
    told = cache(partial(unknown, vocabulary=vocabulary, in_ontology=file.in_ontology))
    seen = set()
    for statement in file.statements:
        for node, offset, iri, use in _uses(file, statement):
            if (offset, use) in seen:
                continue
            seen.add((offset, use))
            if not _is_known(iri, use, vocabulary, in_ontology=file.in_ontology):
                yield file.fault(offset, told(iri, use), _predicate(statement, node))


def _predicate(statement: LocatedTriple, node: Node) -> str:
    """The property that a fault at a node is about; a fault of the subject is about none."""
    return "" if node is statement.subject else iri_of(statement.predicate)


def _uses(file: TurtleFile, statement: LocatedTriple) -> Iterator[_Use]:
    """What a statement uses, each with its place."""
    predicate = iri_of(statement.predicate)
    is_written = statement.predicate.start != statement.object.start  # not the inside of a collection
    if is_written:
        yield statement.predicate, statement.predicate.start, predicate, PROPERTY
    if isinstance(statement.subject.term, ox.NamedNode):
        yield statement.subject, statement.subject.start, statement.subject.term.value, TERM
    term = statement.object.term
    if isinstance(term, ox.NamedNode):
        yield statement.object, statement.object.start, term.value, CLASS if predicate == TYPE else TERM
    elif isinstance(term, ox.Literal) and "^^" in (written := file.written(statement.object)):
        datatype = written.rpartition("^^")[2].lstrip()
        yield statement.object, statement.object.end - len(datatype), term.datatype.value, DATATYPE


def _is_known(iri: str, use: str, vocabulary: Vocabulary, *, in_ontology: bool) -> bool:
    if in_ontology:
        return iri in vocabulary.declared or _is_standard(iri, vocabulary)
    if use == PROPERTY:
        return iri in vocabulary.properties
    if use == CLASS:
        return iri in vocabulary.classes
    if use == DATATYPE:
        return iri in vocabulary.datatypes
    return (
        iri in vocabulary.declared
        or namespace_of(iri) not in vocabulary.namespaces
        or iri == namespace_of(iri)
    )


def _is_standard(iri: str, vocabulary: Vocabulary) -> bool:
    """Whether an IRI is a term of a vocabulary that everyone shares, or is of none that is known here."""
    namespace = namespace_of(iri)
    shared = standard_vocabularies().get(namespace)
    if shared is not None:
        return iri in shared or iri == namespace
    return namespace not in vocabulary.namespaces or iri == namespace


@cache
def standard_vocabularies() -> dict[str, Any]:
    """Vocabularies that everyone shares (RDF, OWL, SKOS, …) by namespace, each a container of IRIs."""
    from rdflib import namespace

    known = (getattr(namespace, name) for name in namespace.__all__)
    return {str(one): one for one in known if isinstance(one, namespace.DefinedNamespaceMeta)}


def unknown(iri: str, use: str, vocabulary: Vocabulary, *, in_ontology: bool) -> str:
    """The sentence that a term is not known, with those that may be meant."""
    curie = vocabulary.prefixes.shorten(iri)
    actual = _used_wrongly(iri, use, vocabulary)
    if actual:
        return f"{curie} is a {actual}, not a {use}."
    candidates = {
        PROPERTY: vocabulary.properties,
        CLASS: vocabulary.classes,
        DATATYPE: vocabulary.datatypes,
    }.get(use, vocabulary.declared)
    shared = standard_vocabularies().get(namespace_of(iri)) if in_ontology else None
    if shared is not None:
        candidates = candidates | {str(term) for term in dir(shared)}
    return f"The ontology has no {use} {curie}.{did_you_mean(vocabulary.close(iri, candidates))}"


def _used_wrongly(iri: str, use: str, vocabulary: Vocabulary) -> str:
    kinds = (
        (PROPERTY, vocabulary.properties),
        (CLASS, vocabulary.classes),
        (DATATYPE, vocabulary.datatypes),
    )
    return next((kind for kind, terms in kinds if iri in terms and kind != use), "")


@rule("deprecated-term", Severity.WARNING)
def deprecated_term(file: TurtleFile, vocabulary: Vocabulary) -> Iterator[Fault]:
    """A term is used that the ontology marks as deprecated.

    Use the term that replaces it.
    """
    if file.in_ontology or not vocabulary.deprecated:
        return
    seen = set()
    for statement in file.statements:
        for node, offset, iri, _use in _uses(file, statement):
            if iri in vocabulary.deprecated and offset not in seen:
                seen.add(offset)
                yield file.fault(offset, deprecated(iri, vocabulary), _predicate(statement, node))


def deprecated(iri: str, vocabulary: Vocabulary) -> str:
    """The sentence that a term is not to be used any more."""
    shorten = vocabulary.prefixes.shorten
    instead = vocabulary.deprecated[iri]
    return f"{shorten(iri)} is deprecated.{f' Use {shorten(instead)}.' if instead else ''}"
