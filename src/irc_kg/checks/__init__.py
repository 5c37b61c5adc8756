"""The check of a project, and of a change to one of its files: which rules are called, when, and on what.

Rules are for files, for the graph as a whole, and for queries. A new one is a function in one of the modules
of rules, under the decorator ``rule``, and its examples under ``tests/examples``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

# Imported for their rules too, which their decorators register.
from irc_kg.checks import graph_rules, project_rules, query_rules, turtle_rules, view_rules  # noqa: F401
from irc_kg.checks.context import Context
from irc_kg.checks.files import Targets, TurtleFile, find_targets, iris_in_text
from irc_kg.checks.graph_memory import OF_OTHER_FILES
from irc_kg.checks.last_check import LastCheck, Outcome
from irc_kg.checks.memory import Inspection, digest_of, file_of_memory, program
from irc_kg.checks.reach import Touched
from irc_kg.checks.reports import FINDINGS, Report, checks_page
from irc_kg.checks.rule import (
    CHECKS,
    RULES,
    CodedFault,
    Fault,
    Rule,
    Scope,
    Spot,
    StatementPattern,
    Terms,
    catalogue,
    find_rows,
    select_rules,
    sentence,
)
from irc_kg.errors import Finding, Severity
from irc_kg.queries import Query, load_queries
from irc_kg.queries.header import HeaderError
from irc_kg.store.project_files import ProjectFiles
from irc_kg.turtle import RDF_TYPE, Document, LocatedTriple, parse

__all__ = [
    "FINDINGS",
    "RULES",
    "Report",
    "Rule",
    "catalogue",
    "check",
    "checks_page",
    "findings_of_change",
    "sentence",
]

# Rules that hold something against the ontology find nothing that is so where it cannot be read as a whole.
_NEED_ONTOLOGY = {Scope.TERMS, Scope.QUERY, Scope.ANSWER, Scope.GRAPH}
_SHAPE = graph_rules.shape.code


class _LocatedFinding(NamedTuple):
    """A finding, the IRI of the property that it is about, if any, and the terms that make it this one."""

    finding: Finding
    predicate: str = ""
    terms: Terms = ()

    @property
    def statement(self) -> tuple[Path, int, str]:
        """What it is about, as nearly as that can be compared."""
        return self.finding.file, self.finding.line, self.predicate


def check(  # noqa: PLR0913 - the options are given by name
    project: ProjectFiles,
    files: Sequence[Path] | None = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    sources: Path | None = None,
    cache: Path | None = None,
) -> Report:
    """Look for everything there is to put right in a project.

    ``files`` narrows what is reported: files or folders, in the project or not; a Turtle file from elsewhere
    is checked as if it belonged to the graph. ``select`` and ``ignore`` are codes of rules, ``*`` for any
    letters. ``sources`` is the folder with the texts of the sources, if they are to be compared. ``cache`` is
    a folder in which to remember what was found, so that the next run looks only at what has changed.
    """
    targets = find_targets(project, files)
    rules = select_rules(catalogue(project), select, ignore)
    # Of a part of the project, or of some rules, nothing is remembered as a whole.
    kept_in = None if files or select or ignore or sources else cache
    file = file_of_memory(project.root, kept_in, ".last.json") if kept_in else None
    last = LastCheck(project, file, program() if file else "")
    found = last.recall()
    if found is None:
        context = Context(project, targets.drafts, texts=sources, cache=cache)
        found = _find_all(context, targets, rules)
        if last.nothing_changed_meanwhile():
            context.memory.save()
            if file is not None:
                context.keep_graph()
        last.keep(found, context.store)
    return Report(project, found.findings, tuple(sorted(targets.files)), rules, found.unreadable)


def _find_all(context: Context, targets: Targets, rules: Mapping[str, Rule]) -> Outcome:
    """All that some rules find in some files."""
    found = [
        *_of_turtle_files(context),
        *_of_the_whole(context, rules),
        *_of_queries(context, targets.queries, rules),
        *_of_unread_files(context, context.project.unread_files, rules),
    ]
    wanted = [one for one in found if one.finding.check in rules and one.finding.file in targets.files]
    return Outcome(tuple(sorted(_without_doubles(wanted))), tuple(context.unreadable))


# Single files


def _of_turtle_files(context: Context) -> Iterator[_LocatedFinding]:
    """What each Turtle file shows by itself."""
    known, now = context.memory.inspections, {}
    for path in context.whole.turtle_files:
        in_ontology = path in context.whole.ontology_files
        digest = digest_of(context.whole.graph_iri(path), context.data_of(path), in_ontology=in_ontology)
        inspection = now[digest] = known.get(digest) or inspect_turtle(context, path)
        if not inspection.is_readable:
            context.unreadable[path] = inspection.mentions
        yield from (_locate(path, code, fault) for code, fault in inspection.faults)
    context.memory.inspections = now


def inspect_turtle(context: Context, path: Path) -> Inspection:
    """What can be told of one Turtle file without looking at the others of the graph."""
    context.file = context.read_turtle(path)
    if context.file.error is None:
        faults = tuple(_faults_of(context, RULES, Scope.TURTLE, Scope.TERMS))
        return Inspection(is_readable=True, faults=faults)
    faults = tuple(_faults_of(context, RULES, Scope.TURTLE_TEXT))
    mentions = iris_in_text(context.file.document.text, context.vocabulary.prefixes.by_name)
    return Inspection(is_readable=False, faults=faults, mentions=mentions)


def _faults_of(context: Context, rules: Mapping[str, Rule], *scopes: Scope) -> Iterator[CodedFault]:
    """What the rules find that look at something, in their order."""
    for rule in rules.values():
        if rule.scope in scopes and (rule.scope not in _NEED_ONTOLOGY or context.vocabulary.is_whole):
            for fault in rule.find(context):
                yield rule.code, fault


def _of_queries(
    context: Context, paths: Iterable[Path], rules: Mapping[str, Rule]
) -> Iterator[_LocatedFinding]:
    """What each query file shows, by itself and asked of the graph."""
    for path in paths:
        yield from (_locate(path, code, fault) for code, fault in inspect_query(context, path, rules))


def inspect_query(context: Context, path: Path, rules: Mapping[str, Rule]) -> Iterator[CodedFault]:
    """Look at one query file under some rules, as far as it can be read."""
    context.query = context.read_query(path)
    faults = list(_faults_of(context, RULES, Scope.QUERY_TEXT))
    yield from faults
    scopes = [] if context.query.fault else [Scope.QUERY_FILE]
    if scopes and _has_header(context.query):
        scopes.append(Scope.HEADER)
        if not faults:
            scopes.append(Scope.QUERY)
    yield from _faults_of(context, rules, *scopes)
    if Scope.QUERY in scopes:
        yield from _faults_of_answer(context, rules)


def _faults_of_answer(context: Context, rules: Mapping[str, Rule]) -> Sequence[CodedFault]:
    """What the answer of the query at hand shows; it is asked only where it may be another than it was."""
    whole = context.query_with_defaults()
    known = context.graph_memory.answer_of(whole) if whole else None
    if known is None or not context.answers_as_before():
        known = list(_faults_of(context, rules, Scope.ANSWER))
    else:
        context.graph_memory.carry_first_row(whole)
    if whole:
        context.graph_memory.keep_answer(whole, known)
    return known


def _has_header(query: Query) -> bool:
    """Whether the header, if only an empty one, can be read."""
    try:
        return query.header is not None
    except HeaderError:
        return False


def _of_unread_files(
    context: Context, paths: Iterable[Path], rules: Mapping[str, Rule]
) -> Iterator[_LocatedFinding]:
    """What is to say of files that nothing reads."""
    for path in paths:
        context.path = path
        yield from (_locate(path, code, fault) for code, fault in _faults_of(context, rules, Scope.UNREAD))


# All files together


def _of_the_whole(context: Context, rules: Mapping[str, Rule]) -> Iterator[_LocatedFinding]:
    """What shows only when all files are seen together, and what only the store refuses."""
    scopes = [Scope.GRAPH, *([Scope.TEXTS] if context.texts_folder else [])]
    yield from _at_statements(context, list(_faults_of(context, rules, *scopes)))
    yield from map(_LocatedFinding, context.refused)


def _at_statements(context: Context, faults: Sequence[CodedFault]) -> Iterator[_LocatedFinding]:
    """Findings at their places, without what may come only from a file that cannot be read."""
    doubtful, locator = context.doubtful, context.locator
    placed = []
    for code, fault in faults:
        pattern = fault.where
        if isinstance(pattern, StatementPattern) and not doubtful & set(_iris(pattern)):
            placed.append((locator.first_graph(pattern), pattern, code, fault))
    # File by file, because few files are kept at hand, and of each what is asked for is read at once.
    placed.sort(key=lambda one: one[0])
    locator.expect((graph, pattern) for graph, pattern, _code, _fault in placed)
    for _graph, pattern, code, fault in placed:
        predicate = pattern.predicate.value if pattern.predicate is not None else ""
        path, spot = locator.find(pattern)
        yield _locate(path, code, fault._replace(where=spot, predicate=predicate))


def _iris(pattern: StatementPattern) -> Iterator[str]:
    """The things that a fault is about."""
    return (term.value for term in (pattern.subject, pattern.object) if isinstance(term, ox.NamedNode))


def _locate(path: Path, code: str, fault: Fault) -> _LocatedFinding:
    """A fault as a finding in a file, at its spot; at the top where it has none there."""
    spot = fault.where if isinstance(fault.where, Spot) else Spot(1, 1)
    severity = fault.severity or (RULES[code].severity if code in RULES else Severity.ERROR)
    return _LocatedFinding(Finding(path, *spot, code, fault.message, severity), fault.predicate, fault.terms)


def _without_doubles(found: Iterable[_LocatedFinding]) -> set[Finding]:
    """Each finding once; a shape is not heard where a rule has said what is wrong with the same value."""
    found = list(found)
    ruled = {one.statement for one in found if one.finding.check != _SHAPE and one.predicate}
    return {one.finding for one in found if one.finding.check != _SHAPE or one.statement not in ruled}


# One change


def findings_of_change(project: ProjectFiles, path: Path, before: Document, after: Document) -> list[Finding]:
    """What a check would find in a Turtle file after a change, and is not wrong now.

    The file may be new. Only what the change can concern is looked at. What is wrong now is known again by
    the terms that it is about, wherever it stands and whatever they are called. So is a fault of a shape that
    is not heard now, beside what a rule says of the same value: to move it breaks nothing.
    """
    project = ProjectFiles(project.root, project.origin)  # which files there are may have changed
    drafts = () if path in project.turtle_files else (path,)
    context = Context(project, drafts, {path: after.text.encode()})
    context.read_as(path, after)
    context.renames = {}  # what a term is called is the matter of a whole check
    context.touched = _difference(
        context, path, before, after
    )  # first: it tells where the store is read from
    context.changed = _things_to_validate(context, path, before, after)
    of_graph = [one for one in _findings_of_graph(context) if one.finding.file == path]
    of_file = _findings_in(context, path, after, _new_statements(context, path, before, after))
    found = [*of_file, *of_graph]
    if not found:
        return []
    heard = _without_doubles(found)
    new = [(_identity(context, one), one.finding) for one in found if one.finding in heard]
    known = _identities_before(context, path, before, of_file, of_graph) if before.text else ()
    return sorted({finding for identity, finding in new if identity not in known})


def _identities_before(
    context: Context,
    path: Path,
    before: Document,
    of_file: Sequence[_LocatedFinding],
    of_graph: Sequence[_LocatedFinding],
) -> set[tuple[object, ...]]:
    """What a file showed by itself before a change, and what the graph did, wherever it was said.

    Where nothing is wrong now, it need not be known what was; and all statements of the file are looked at
    only where something is wrong with one of them.
    """
    now = {_identity(context, one) for one in of_file}
    context.reread(path, before)
    found = _findings_of_graph(context) if of_graph else []
    if of_file:
        found += _findings_in(context, path, before, ())
    known = {_identity(context, one) for one in found}
    for statements in (tuple(before.triples()), None):
        if not now <= known:
            known |= {_identity(context, one) for one in _findings_in(context, path, before, statements)}
    return known


def _identity(context: Context, one: _LocatedFinding) -> tuple[object, ...]:
    """What a finding is known again by in another state of the project: its terms, else its words."""
    about = map(context.locator.name, one.terms)
    return (one.finding.check, *(about if one.terms else [one.finding.message]))


def _difference(context: Context, path: Path, before: Document, after: Document) -> Touched | None:
    """What of the graph a change concerns; None where that cannot be told."""
    triples = before.graph ^ after.graph
    has_names = all(isinstance(term, ox.NamedNode | ox.Literal) for triple in triples for term in triple)
    changes_others = any(predicate in OF_OTHER_FILES for _subject, predicate, _value in triples)
    # A file that is new, or is none of the project, is read with the others.
    is_known = path in context.project.graph_files
    if not is_known or not has_names or changes_others:
        return None
    graph = context.whole.graph_iri(path)
    return Touched(graph, after.graph - before.graph, before.graph - after.graph)


def _things_to_validate(
    context: Context, path: Path, before: Document, after: Document
) -> frozenset[str] | None:
    """The things of which a change lets shapes see something else; None where that may be any."""
    if path in context.whole.ontology_files:
        return None
    return graph_rules.things_concerned(context.store, before.graph ^ after.graph)


def _findings_in(
    context: Context, path: Path, document: Document, new: tuple[LocatedTriple, ...] | None = None
) -> list[_LocatedFinding]:
    """All that one file that can be read shows by itself; of statements, only what is wrong with new ones."""
    if new is None and document.about is not None:
        document = parse(document.text, document.base_iri)
    graph, statements = context.whole.graph_iri(path), tuple(document.triples())
    in_ontology = path in context.whole.ontology_files
    context.file = TurtleFile(path, graph, document, statements, in_ontology, new=new)
    return [_locate(path, *coded) for coded in _faults_of(context, RULES, Scope.TURTLE, Scope.TERMS)]


def _new_statements(
    context: Context, path: Path, before: Document, after: Document
) -> tuple[LocatedTriple, ...] | None:
    """The statements that come with an edit; None where others may have new faults besides."""
    added, removed = after.graph - before.graph, before.graph - after.graph
    statements = tuple(after.triples())
    declares_less = any(predicate == RDF_TYPE for _subject, predicate, _value in removed)
    if declares_less or path in context.whole.ontology_files:
        return None
    if len(statements) != len(after.graph):  # one is repeated, which may be by the edit
        return statements
    return tuple(
        one for one in statements if (one.subject.term, one.predicate.term, one.object.term) in added
    )


def _findings_of_graph(context: Context) -> list[_LocatedFinding]:
    """All that is found when all files are seen, be it said of a value twice."""
    found: list[_LocatedFinding] = []
    if context.vocabulary.is_whole:
        faults = [(_SHAPE, fault) for fault in graph_rules.shape.find(context)]
        for query in load_queries(context.project, CHECKS):
            faults += ((query.name, fault) for fault in find_rows(query, context))
        if faults:
            found += _at_statements(context, faults)
    found += map(_LocatedFinding, context.refused)
    return found
