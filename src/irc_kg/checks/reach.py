"""What a change can bring among the rows of a query: the query asked of only that.

A row changes only where one of its patterns matches a triple that came or went. Where each such pattern holds
a variable that is a column, the row has a term of that triple in this column; so to ask for the rows with
these terms is to ask for all that can have changed. Where a pattern holds none, the whole query is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

from irc_kg.queries.expansion import Constants
from irc_kg.queries.narrowing import depends_on_others, narrow, plain_columns
from irc_kg.queries.sparql import QueryTree, tree
from irc_kg.store import Store, Term
from irc_kg.store.project_files import BASE_IRI
from irc_kg.store.values import engine_spelling

_MOST_TRIPLES = 300  # to find out what more of them concern takes longer than to ask all

Triples: TypeAlias = "frozenset[tuple[Term, Term, Term]]"


class Touched(NamedTuple):
    """What a change of a file concerns: the triples that come and go, none of which has a blank node."""

    graph: str
    added: Triples
    removed: Triples = frozenset()
    is_made: bool = True  # whether the file is seen as after the change

    @property
    def triples(self) -> Triples:
        """All of them."""
        return self.added | self.removed

    def quads(self) -> tuple[list[ox.Quad], list[ox.Quad]]:
        """Those that come, and those that go, in the graph that the file is."""
        graph = ox.NamedNode(self.graph)
        added, removed = (
            [ox.Quad(*triple, graph) for triple in part]  # type: ignore[arg-type]  # they come from a file
            for part in (self.added, self.removed)
        )
        return added, removed


class NarrowQuery(NamedTuple):
    """A query that is asked only of some values of one of its variables."""

    text: str
    variable: str
    terms: frozenset[Term]

    def concerns(self, row: Mapping[str, Term | None]) -> bool:
        """Whether a row is among those that are asked for."""
        return row.get(self.variable) in self.terms


class _Scope(NamedTuple):
    """Where a pattern stands."""

    columns: frozenset[str]  # the variables in it that are columns of the query
    graph: tree.GraphTerm | None
    groups: tuple[tree.GroupPattern, ...]  # around it, up to that of the nearest sub-query


class _Step(NamedTuple):
    """A pattern of one triple, or one of those that a path is made of."""

    subject: tree.GraphTerm | None  # None for what is inside of a path
    predicate: tree.Verb
    object: tree.GraphTerm | None
    place: _Scope


class _TooFarError(Exception):
    """A pattern of which it cannot be told which rows it concerns."""


def narrow_queries(query: QueryTree, changes: Sequence[Touched], store: Store) -> list[NarrowQuery] | None:
    """A query as it is to be asked of what changes concern; None where that is all of it, or much of it."""
    if sum(len(touched.triples) for touched in changes) > _MOST_TRIPLES:
        return None
    try:
        terms = _Reach(query, changes, store).terms_by_column()
    except _TooFarError:
        return None
    return [_ask_of(query, name, frozenset(found)) for name, found in terms.items()]


class _Reach:
    """Which terms stand in which columns of the rows that a change can bring or take."""

    def __init__(self, query: QueryTree, changes: Sequence[Touched], store: Store) -> None:
        self.query = query
        self.statements = [
            (*triple, ox.NamedNode(touched.graph)) for touched in changes for triple in touched.triples
        ]
        self._said = {(predicate, value) for _subject, predicate, value, _graph in self.statements}
        self.store = store
        self.constants = Constants(query, BASE_IRI + "graph/")

    def terms_by_column(self) -> dict[str, set[Term]]:
        """Raises _TooFarError."""
        if self.query.where is None or depends_on_others(self.query):
            raise _TooFarError
        found: dict[str, set[Term]] = defaultdict(set)
        computed = {binding.variable.name for binding in self.query.all_of(tree.BindPattern)}
        place = _Scope(plain_columns(self.query) - computed, None, ())
        for step in self._steps_in((self.query.columns, self.query.where, self.query.modifiers), place):
            for statement in self.statements:
                if self._can_match(step, statement):
                    name, term = self._column_and_term(step, statement)
                    found[name].add(engine_spelling(term))
        return found

    @staticmethod
    def _column_and_term(step: _Step, statement: Sequence[Term]) -> tuple[str, Term]:
        subject, _predicate, value, graph = statement
        for slot, term in ((step.subject, subject), (step.object, value), (step.place.graph, graph)):
            if isinstance(slot, tree.Variable) and slot.name in step.place.columns:
                return slot.name, term
        raise _TooFarError

    # Patterns, one by one

    def _steps_in(self, part: object, place: _Scope) -> Iterator[_Step]:
        if isinstance(part, tree.SubQuery):
            inside = frozenset() if depends_on_others(part) else place.columns & plain_columns(part)
            yield from self._steps_in(tuple(part), _Scope(inside, place.graph, ()))
        elif isinstance(part, tree.NamedGraphPattern):
            yield from self._steps_in(part.group, place._replace(graph=part.name))
        elif isinstance(part, tree.GroupPattern):
            for element in part.elements:
                yield from self._steps_in(element, place._replace(groups=(*place.groups, part)))
        elif isinstance(part, tree.SubjectTriples):
            yield from self._steps_of(part, place)
        elif isinstance(part, tuple):
            for inner in part:
                yield from self._steps_in(inner, place)

    def _steps_of(self, triples: tree.SubjectTriples, place: _Scope) -> Iterator[_Step]:
        for verb_objects in triples.properties:
            for value in verb_objects.objects:
                for term in (triples.subject, value):
                    if not isinstance(term, tree.Variable | tree.IriTerm | tree.LiteralTerm):
                        raise _TooFarError
                yield from self._steps_along(
                    _Step(triples.subject, verb_objects.verb, value, place), verb_objects.verb
                )

    def _steps_along(self, whole: _Step, path: tree.Verb) -> Iterator[_Step]:
        """The steps of a path: its ends are known of its first step at most."""
        if isinstance(path, tree.IriTerm | tree.Variable):
            yield whole._replace(predicate=path)
        elif isinstance(path, tree.PathInverse):
            turned = whole._replace(subject=whole.object, object=whole.subject)
            yield from self._steps_along(turned, path.path)
        elif isinstance(path, tree.PathAlternatives):
            for one in path.paths:
                yield from self._steps_along(whole, one)
        elif isinstance(path, tree.PathSequence):
            inside = whole._replace(subject=None, object=None)
            yield from self._steps_along(whole._replace(object=None), path.paths[0])
            for one in path.paths[1:]:
                yield from self._steps_along(inside, one)
        elif isinstance(path, tree.PathRepetition):
            yield from self._steps_along(whole._replace(subject=None, object=None), path.path)
        else:
            raise _TooFarError

    # What a pattern can match

    def _can_match(self, step: _Step, statement: Sequence[Term]) -> bool:
        subject, predicate, value, graph = statement
        pairs = (
            (step.subject, subject),
            (step.predicate, predicate),
            (step.object, value),
            (step.place.graph, graph),
        )
        return not any(self._differs(slot, term, step.place) for slot, term in pairs)

    def _differs(self, slot: tree.GraphTerm | tree.Verb | None, term: Term, place: _Scope) -> bool:
        """Whether what is written is surely another term. Literals may be written in several ways."""
        if isinstance(slot, tree.IriTerm):
            return self.constants.term(slot) != term
        if not isinstance(slot, tree.Variable):
            return False
        return any(self._rules_out(slot.name, term, group) for group in place.groups)

    def _rules_out(self, name: str, term: Term, group: tree.GroupPattern) -> bool:
        """Whether a variable is surely not a term, by what stands in a group."""
        for element in group.elements:
            if isinstance(element, tree.ValuesPattern):
                is_other = self._is_not_listed(name, term, element)
            elif isinstance(element, tree.UnionPattern):
                is_other = all(self._rules_out(name, term, branch) for branch in element.groups)
            else:
                is_other = isinstance(element, tree.SubjectTriples) and self._is_not_stated(
                    name, term, element
                )
            if is_other:
                return True
        return False

    def _is_not_listed(self, name: str, term: Term, values: tree.ValuesPattern) -> bool:
        names = [variable.name for variable in values.variables]
        if name not in names:
            return False
        listed = [row[names.index(name)] for row in values.rows]
        return all(isinstance(one, tree.IriTerm) and self.constants.term(one) != term for one in listed)

    def _is_not_stated(self, name: str, term: Term, triples: tree.SubjectTriples) -> bool:
        """Whether no last step of a path that leads to a variable leads to a term."""
        for verb_objects in triples.properties:
            if any(isinstance(one, tree.Variable) and one.name == name for one in verb_objects.objects):
                path = verb_objects.verb
                last = path.paths[-1] if isinstance(path, tree.PathSequence) else path
                if isinstance(last, tree.IriTerm) and not self._may_be_stated(
                    self.constants.term(last), term
                ):
                    return True
        return False

    def _may_be_stated(self, predicate: Term, value: Term) -> bool:
        """Whether any file states it of something, with the change or without."""
        if not isinstance(predicate, ox.NamedNode):
            return True
        is_touched = (predicate, value) in self._said
        return is_touched or self.store.states(None, predicate, value)


def _ask_of(query: QueryTree, name: str, terms: frozenset[Term]) -> NarrowQuery:
    return NarrowQuery(narrow(query, name, terms), name, terms)
