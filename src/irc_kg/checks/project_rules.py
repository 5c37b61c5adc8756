"""Rules of a project as a whole: files that nothing reads, what is imported, and what it sets for itself."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from irc_kg.checks.context import Context
from irc_kg.checks.rule import Fault, Scope, Spot, pattern_of, rule
from irc_kg.errors import Severity, did_you_mean
from irc_kg.store.datatypes import is_language_tag
from irc_kg.store.loading import IMPORTS
from irc_kg.store.names import OWL, close_names
from irc_kg.store.project_files import FORM_BY_ENDING, QUERY_ENDINGS
from irc_kg.store.settings import LABELS, LANGUAGES

_PACKED = (".gz", ".bz2", ".xz", ".zip")


@rule("unread-file", Scope.UNREAD, Severity.NOTE)
def unread_file(context: Context) -> Iterator[Fault]:
    """A file in graph/, ontology/ or queries/ is not read: it has an ending that nothing here reads, or none.

    Give it the ending of what it is, or keep it elsewhere. Statements are read from .ttl, .nt, .n3, .trig,
    .nq, .rdf, .owl and .jsonld, questions from .rq and .sparql; texts about a folder end in .md.
    """
    path = context.path
    is_query = path.is_relative_to(context.project.root / "queries")
    known = QUERY_ENDINGS if is_query else tuple(FORM_BY_ENDING)
    what = "a question" if is_query else "statements"
    ending = path.suffix.lower()
    if ending in _PACKED:
        message = f"This is not read: unpack it, so that it ends in {known[0]}."
    elif not ending:
        message = f"This is not read, because its name has no ending: {what} would end in {known[0]}."
    else:
        close = did_you_mean(close_names(ending, known)) if len(ending) > 1 else ""
        message = f"This is not read: nothing here reads {ending} files.{close}"
    yield Fault(Spot(1, 1), message, severity=Severity.WARNING if _may_be_meant(ending) else None)


def _may_be_meant(ending: str) -> bool:
    """Whether it may hold statements or a question: it is packed, or its ending is none, or nearly right."""
    return ending in _PACKED or not ending or bool(close_names(ending, (*FORM_BY_ENDING, *QUERY_ENDINGS)))


@rule("import", Scope.GRAPH, Severity.NOTE)
def ontology_import(context: Context) -> Iterator[Fault]:
    """The ontology imports another of which no file is here, so none of its words are known.

    Put its file into ontology/, or say where in the project it is: `<IRI> irc:localFile "path" .`
    """
    store = context.store
    for quad in store.quads(None, IMPORTS):
        if not isinstance(quad.object, ox.NamedNode) or quad.object.value in store.imported:
            continue
        versions = store.states(None, OWL + "versionIRI", quad.object)
        if not versions and not store.states(quad.object):
            pattern = pattern_of(quad.subject, quad.predicate, quad.object)
            yield Fault(pattern, f"No file here holds <{quad.object.value}>, so its words are not known.")


@rule("setting", Scope.GRAPH)
def setting(context: Context) -> Iterator[Fault]:
    """What the project sets for itself is not clear: several values without an order, or one that is none.

    Write a list in brackets: `<> irc:languages ( "cy" "en" ) ; irc:labels ( skos:prefLabel foaf:name ) .`
    """
    store = context.store
    for predicate in (LABELS, LANGUAGES):
        quads = list(store.quads(None, predicate))
        for quad in quads:
            pattern = pattern_of(quad.subject, quad.predicate, quad.object)
            members = store.items(quad.subject, predicate) or (quad.object,)
            if len(quads) > 1:
                yield Fault(pattern, "Several values have no order: write one list, ( … ), in one place.")
            wrong = [term for term in members if not _is_value(term, predicate)]
            if wrong:
                wanted = "a property" if predicate == LABELS else 'the tag of a language, such as "cy"'
                yield Fault(pattern, f"{context.wording.name(wrong[0])} is not {wanted}.")


def _is_value(term: object, predicate: str) -> bool:
    if predicate == LABELS:
        return isinstance(term, ox.NamedNode)
    return isinstance(term, ox.Literal) and is_language_tag(term.value)
