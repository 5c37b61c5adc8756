"""Rules of views and of their findings: how a picture is laid out, and the sentence above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from irc_kg.checks.context import Context
from irc_kg.checks.query_rules import can_be_tried, fault_at, folder_of, place_in_header
from irc_kg.checks.rule import Fault, Scope, Spot, rule
from irc_kg.errors import IrcKgError, did_you_mean, either
from irc_kg.queries import FINDINGS, Query, name_of_query
from irc_kg.queries.header import LAYOUTS
from irc_kg.store import Term
from irc_kg.store.names import RDF, close_names

_SENTENCE, _THING = "finding", "thing"


@rule("view-layout", Scope.QUERY)
def view_layout(context: Context) -> Iterator[Fault]:
    """The header of a view names a layout that there is none of, or parts of classes that nothing declares.

    The layouts are columns, timeline, tree, matrix, radial and network. A part is written as
    `Title: prefix:Class prefix:Other`; all layouts but network need parts.
    """
    query = context.query
    header = query.header
    is_view = folder_of(query, context.project) == "views"
    for key in ("layout", "parts"):
        if key in header.lines and not is_view:
            yield Fault(Spot(header.lines[key], 1), f"Only a view has {key!r} in its header.")
    if not is_view:
        return
    if header.layout and header.layout not in LAYOUTS:
        close = did_you_mean(close_names(header.layout, LAYOUTS))
        message = f"There is no layout {header.layout!r}: it can be {either(LAYOUTS)}.{close}"
        yield Fault(Spot(*place_in_header(query, "layout", header.layout)), message)
    yield from _faults_of_parts(query, context)


def _faults_of_parts(query: Query, context: Context) -> Iterator[Fault]:
    """The classes of parts that are none, and parts without any."""
    vocabulary = context.vocabulary
    for title, classes in query.header.parts.items():
        names = [name for text in classes for name in text.split()]
        if not names:
            message = f"The part {title!r} has no class: write `{title}: prefix:Class`."
            yield Fault(Spot(*place_in_header(query, "parts", title)), message)
        for name in names:
            iri = vocabulary.prefixes.expand(name)
            if iri is None or not _is_class(iri, context):
                message = f"The part {title!r} names the class {name}, which there is not."
                yield Fault(Spot(*place_in_header(query, "parts", name)), message)


def _is_class(iri: str, context: Context) -> bool:
    """Whether the ontology declares a class, or something is of it."""
    store = context.store
    return iri in store.classes or iri in context.doubtful or store.states(None, RDF + "type", iri)


@rule("query-finding", Scope.ANSWER)
def query_finding(context: Context) -> Iterator[Fault]:
    """A query in queries/findings/ does not say in one sentence what the view of the same name shows.

    It selects ?finding, a sentence that is the same in each row, and ?thing, what the sentence is about.
    """
    query = context.query
    if folder_of(query, context.project) != FINDINGS or query.form != "SELECT":
        return
    view = _view_of(query, context)
    if view is not None:
        yield Fault(Spot(1, 1), view)
    columns = [column.variable.name for column in query.tree.columns]
    if _SENTENCE not in columns:
        yield fault_at(query, query.tree.form_start, f"The query has no column ?{_SENTENCE}: the sentence.")
    elif can_be_tried(query) and not context.doubtful:
        yield from (fault_at(query, query.tree.form_start, message) for message in _faults_of_answer(context))


def _view_of(query: Query, context: Context) -> str | None:
    """Why there is no view that a finding is of; None where there is one."""
    top = context.project.root / "queries"
    if query.path is None:
        return None
    wanted = query.path.relative_to(top / FINDINGS).with_suffix("").as_posix()
    views = [
        path.relative_to(top / "views").with_suffix("").as_posix()
        for path in context.project.query_files
        if path.is_relative_to(top / "views")
    ]
    if wanted in views:
        return None
    close = did_you_mean(close_names(name_of_query(wanted), views))
    return f"There is no view {wanted!r} that this could be the finding of.{close}"


def _faults_of_answer(context: Context) -> Iterator[str]:
    """What is wrong with the rows that a finding gives with its defaults."""
    try:
        rows = context.rows()
    except (IrcKgError, RuntimeError):
        return  # which query-empty tells
    sentences = {row[_SENTENCE] for row in rows}
    if len(sentences) > 1:
        yield f"?{_SENTENCE} is {len(sentences)} different sentences: it must be the same one in each row."
    elif not all(map(_is_sentence, sentences)):
        yield f"?{_SENTENCE} is no text with the defaults of the query."
    if _THING in [column.variable.name for column in context.query.tree.columns]:
        yield from _faults_of_things([row[_THING] for row in rows])


def _is_sentence(term: Term | None) -> bool:
    return isinstance(term, ox.Literal) and bool(term.value.strip())


def _faults_of_things(terms: Sequence[Term | None]) -> Iterator[str]:
    others = [term for term in terms if term is not None and not isinstance(term, ox.NamedNode)]
    if others:
        yield f"?{_THING} is no thing in {len(others)} of its rows: it must be an IRI, or nothing."
