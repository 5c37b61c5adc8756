"""Whether a query asks for terms that exist, and whether it has an answer."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from irc_kg.checks.query_files import Setting, folder_of
from irc_kg.checks.rule import Fault, rule
from irc_kg.checks.terms_used import deprecated, standard_vocabularies
from irc_kg.checks.vocabulary import SH, namespace_of
from irc_kg.errors import IrcKgError, Severity, did_you_mean
from irc_kg.queries import Query
from irc_kg.queries.running import QueryRunner
from irc_kg.queries.sparql import line_column
from irc_kg.store.store import Store
from irc_kg.store.vocabularies import OWL, RDF, RDFS, XSD

MAY_BE_EMPTY = "may-be-empty"
# The languages in which an ontology is written: a query over the ontology may name any term of them.
_LANGUAGES = (RDF, RDFS, OWL, XSD, SH)


@rule("query-term")
def query_term(query: Query, setting: Setting) -> Iterator[Fault]:
    """A query names a term or a thing that neither the ontology nor the graph knows.

    Mend the spelling; a name that nothing has can never be found.
    """
    for start, iri in _names(query):
        if not _is_known(iri, setting):
            vocabulary = setting.vocabulary
            terms = (
                vocabulary.declared if namespace_of(iri) in vocabulary.namespaces else _things(setting, iri)
            )
            close = did_you_mean(vocabulary.close(iri, terms))
            curie = vocabulary.prefixes.shorten(iri)
            yield Fault(*line_column(query.text, start), f"There is nothing called {curie}.{close}")


@rule("query-deprecated", Severity.WARNING)
def query_deprecated(query: Query, setting: Setting) -> Iterator[Fault]:
    """A query names a term that the ontology marks as deprecated.

    Use the term that replaces it.
    """
    for start, iri in _names(query):
        if iri in setting.vocabulary.deprecated:
            yield Fault(*line_column(query.text, start), deprecated(iri, setting.vocabulary))


def _names(query: Query) -> Iterator[tuple[int, str]]:
    """The IRIs that a query names and where, without those that only declare a prefix or a base."""
    for term in query.tree.named:
        if term.iri is not None:
            yield term.start, term.iri


def _is_known(iri: str, setting: Setting) -> bool:
    vocabulary, namespace = setting.vocabulary, namespace_of(iri)
    if iri in vocabulary.declared or iri in setting.doubtful or iri == namespace:
        return True
    if namespace in _LANGUAGES:
        return iri in standard_vocabularies()[namespace]
    ours = vocabulary.namespaces | set(vocabulary.prefixes.by_name.values())
    return namespace not in ours or _occurs(iri, setting.store)


def _occurs(iri: str, store: Store) -> bool:
    term = ox.NamedNode(iri)
    patterns = (
        (term, None, None, None),
        (None, term, None, None),
        (None, None, term, None),
        (None, None, None, term),
    )
    return any(next(store.quads(*pattern), None) is not None for pattern in patterns)


def _things(setting: Setting, like: str) -> set[str]:
    namespace = namespace_of(like)
    names = {name.iri for name in setting.store.names.all}
    return {iri for iri in names if iri.startswith(namespace)}


@rule("query-empty")
def query_empty(query: Query, setting: Setting) -> Iterator[Fault]:
    """A query, asked with its defaults, fails or finds nothing.

    Mend the query or its defaults. If finding nothing is right, give it the tag may-be-empty.
    """
    lacking = [p for p in query.parameters if not p.optional and p.name not in query.header.defaults]
    if folder_of(query, setting.project) == "checks" or lacking or query.tree.has_service or setting.doubtful:
        return
    place = line_column(query.text, query.tree.form_start)
    try:
        answer = QueryRunner(setting.store).run(query)
    except (IrcKgError, RuntimeError) as error:
        if query.header.defaults:
            place = query.header.lines.get("defaults", 1), 1
        yield Fault(*place, f"The query cannot be run: {error}")
        return
    if isinstance(answer, ox.QueryBoolean) or MAY_BE_EMPTY in query.header.tags:
        return
    if next(iter(answer), None) is None:
        yield Fault(*place, "The query finds nothing with its defaults.")
