"""The pattern of a query with everything let out: what each part of it matched can be read off the solutions.

A solution of a query tells only what is projected. So the pattern is written once more: blank nodes become
variables, paths of several steps are taken apart into steps, and each OPTIONAL and each branch of a UNION
gets a mark that is bound where it matched. What it asks stays the same, solution by solution.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.queries.sparql import tree
from irc_kg.store.names import RDF, XSD, is_absolute

# Fresh variables begin with this; a text that holds it already gets a longer one.
FRESH = "w_"
# Functions whose value is another each time: no row is known again by it.
_UNREPEATABLE = {"RAND", "UUID", "STRUUID", "BNODE", "NOW"}
_UNREPEATABLE_CALL = re.compile(rf"\b(?:{'|'.join(sorted(_UNREPEATABLE))})\s*\(", re.IGNORECASE)
# Elements that depend on what stands before them, where all others may be joined in any order.
_IN_TURN = (tree.OptionalPattern, tree.BindPattern, tree.MinusPattern)
_REST, _FIRST, _NIL = (ox.NamedNode(RDF + name) for name in ("rest", "first", "nil"))

Constant = ox.NamedNode | ox.Literal
Slot = str | Constant  # a variable by its name, or a term


class UncitableError(IrcKgError):
    """A query of which it cannot be told which statements made its rows."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The statements behind this answer cannot be told: {reason}.")


class TripleSlot(NamedTuple):
    """A triple pattern: with the values of a solution put in, it is a triple of the graph."""

    mark: str | None  # the variable that is bound where it matched; None: wherever there is a solution
    subject: Slot
    predicate: Slot
    object: Slot
    graph: Slot | None  # None: whichever graphs state it


class PathSlot(NamedTuple):
    """A path of unknown length between two ends, which is walked when its ends are known."""

    mark: str | None
    subject: Slot
    path: tree.Verb
    object: Slot
    graph: Slot | None


class SubQuerySlot(NamedTuple):
    """A sub-query: its own witnesses are those of the inner rows that joined."""

    mark: str | None
    columns: tuple[str, ...]  # the variables that hold the values of its row
    query: tree.SubQuery
    graph: Slot | None
    graph_text: str


class ExistsSlot(NamedTuple):
    """FILTER EXISTS: one way in which the group inside matches is enough."""

    mark: str | None
    group: tree.GroupPattern
    graph: Slot | None
    graph_text: str
    shared: frozenset[str]  # the variables whose values it sees; any others in it are its own


AnySlot = TripleSlot | PathSlot | SubQuerySlot | ExistsSlot


@dataclass
class Expansion:
    """A group written once more, and what of it is to be looked up."""

    query: tree.QueryTree
    constants: Constants
    cited: Collection[
        Slot
    ] = ()  # what only is to be looked up: patterns with one of these; none stand for all
    settled: Collection[tree.Element] = ()  # filters that need not be asked again
    given: Collection[str] = ()  # variables whose values are seen everywhere in the group
    slots: list[AnySlot] = field(default_factory=list)
    variables: dict[str, None] = field(default_factory=dict)  # bound in it and visible outside

    def expand(self, group: tree.GroupPattern) -> str:
        """The group as SPARQL, without its braces."""
        return self._group(group, _Place(None, None, "", (group,)))

    def _fresh(self) -> str:
        return self.constants.fresh()

    def _group(self, group: tree.GroupPattern, place: _Place) -> str:
        return " ".join(self._element(element, place) for element in group.elements)

    def _element(self, element: tree.Element, place: _Place) -> str:
        if isinstance(element, tree.SubjectTriples):
            return self._triples(element, place)
        if isinstance(element, tree.UnionPattern):
            return " UNION ".join(self._mark_group(group, place, (group,)) for group in element.groups)
        if isinstance(element, tree.OptionalPattern):
            # A filter in it sees what stands before it too.
            return f"OPTIONAL {self._mark_group(element.group, place, (place.groups[-1], element.group))}"
        if isinstance(element, tree.GroupPattern):
            return "{ " + self._group(element, place._replace(groups=(element,))) + " }"
        if isinstance(element, tree.NamedGraphPattern):
            return self._graph(element, place)
        return (
            self._sub_query(element, place)
            if isinstance(element, tree.SubQuery)
            else self._verbatim(element, place)
        )

    def _verbatim(self, element: tree.Element, place: _Place) -> str:
        """What is written as it stands, because nothing in it is a statement of its own."""
        if isinstance(element, tree.FilterPattern):
            self._note_existence(element.expression, place)
        elif isinstance(element, tree.BindPattern):
            self.variables[element.variable.name] = None
            self._note_existence(element.expression, place)
        elif isinstance(element, tree.ValuesPattern):
            self.variables.update((variable.name, None) for variable in element.variables)
        elif isinstance(element, tree.ServicePattern):
            raise UncitableError("part of it comes from another server (SERVICE)")
        elif not isinstance(element, tree.MinusPattern):
            raise UncitableError("LATERAL is beyond what SPARQL 1.1 has")
        return "" if element in self.settled else self.query.text_of(element)

    def _note_existence(self, expression: tree.Expression, place: _Place) -> None:
        for node in tree.walk(expression):
            if isinstance(node, tree.Existence) and not node.negated and self._is_cited_in(node.group):
                shared = frozenset([*self.given, *_visible(place.groups)])
                slot = ExistsSlot(place.mark, node.group, place.graph, place.graph_text, shared)
                self.slots.append(slot)

    def _mark_group(
        self, group: tree.GroupPattern, place: _Place, groups: tuple[tree.GroupPattern, ...]
    ) -> str:
        mark = self._fresh()
        self.variables[mark] = None
        inside = self._group(group, place._replace(mark=mark, groups=groups))
        return f"{{ {inside} BIND(true AS ?{mark}) }}"

    def _graph(self, element: tree.NamedGraphPattern, place: _Place) -> str:
        name = self._slot(element.name)
        text = self.query.text_of(element.name)
        inside = self._group(element.group, _Place(place.mark, name, text, (element.group,)))
        return f"GRAPH {text} {{ {inside} }}"

    def _sub_query(self, element: tree.SubQuery, place: _Place) -> str:
        # What an inner row leaves open may be bound outside of it: so its own values get names of their own.
        columns = visible_columns(element)
        own = [self._new_variable() for _ in columns]
        if self._is_cited_in(element):
            self.slots.append(SubQuerySlot(place.mark, tuple(own), element, place.graph, place.graph_text))
        self.variables.update((name, None) for name in columns)
        named = (f"BIND(?{column} AS ?{name})" for column, name in zip(columns, own, strict=True))
        return f"{{ {{ {self.query.text_of(element)} }} {' '.join(named)} }}"

    def _look_up(self, slot: TripleSlot | PathSlot) -> None:
        if not self.cited or slot.subject in self.cited or slot.object in self.cited:
            self.slots.append(slot)

    def _is_cited_in(self, part: tree.SubQuery | tree.GroupPattern) -> bool:
        """Whether anything that is cited stands in a part of the query."""
        terms = (self._term_to_cite(node) for node in tree.walk(part))
        return not self.cited or any(term in self.cited for term in terms)

    def _term_to_cite(self, node: object) -> Slot | None:
        if isinstance(node, tree.Variable):
            return node.name
        return self.constants.term(node) if isinstance(node, tree.IriTerm | tree.LiteralTerm) else None

    # Triples

    def _triples(self, triples: tree.SubjectTriples, place: _Place) -> str:
        lines: list[str] = []
        subject = self._term(triples.subject, place, lines)
        self._properties(subject, triples.properties, place, lines)
        return " ".join(lines)

    def _properties(
        self, subject: Slot, properties: Sequence[tree.VerbObjects], place: _Place, lines: list[str]
    ) -> None:
        for verb_objects in properties:
            for each in verb_objects.objects:
                self._path(subject, verb_objects.verb, self._term(each, place, lines), place, lines)

    def _term(self, term: tree.GraphTerm, place: _Place, lines: list[str]) -> Slot:
        """The slot of a term; what blank nodes and lists say of themselves is added to the lines."""
        if isinstance(term, tree.PropertiesTerm):
            node = self._new_variable()
            self._properties(node, term.properties, place, lines)
            return node
        if isinstance(term, tree.ListTerm):
            return self._list(term, place, lines)
        return self._slot(term)

    def _list(self, term: tree.ListTerm, place: _Place, lines: list[str]) -> Slot:
        if not term.items:
            return _NIL
        cells = [self._new_variable() for _ in term.items]
        rests: list[Slot] = [*cells[1:], _NIL]
        for cell, item, rest in zip(cells, term.items, rests, strict=True):
            self._triple(cell, _FIRST, self._term(item, place, lines), place, lines)
            self._triple(cell, _REST, rest, place, lines)
        return cells[0]

    def _new_variable(self) -> str:
        name = self._fresh()
        self.variables[name] = None
        return name

    def _slot(self, term: tree.GraphTerm) -> Slot:
        if isinstance(term, tree.Variable):
            self.variables[term.name] = None
            return term.name
        if isinstance(term, tree.BlankTerm):
            name = self.constants.blank(term)
            self.variables[name] = None
            return name
        if isinstance(term, tree.IriTerm | tree.LiteralTerm):
            return self.constants.term(term)
        raise UncitableError("it asks for statements about statements")

    # Paths

    def _path(self, subject: Slot, verb: tree.Verb, object_: Slot, place: _Place, lines: list[str]) -> None:
        if isinstance(verb, tree.PathSequence):
            inner: list[Slot] = [self._new_variable() for _ in verb.paths[1:]]
            ends = [subject, *inner, object_]
            for start, path, end in zip(ends, verb.paths, ends[1:], strict=False):
                self._path(start, path, end, place, lines)
        elif isinstance(verb, tree.PathInverse):
            self._path(object_, verb.path, subject, place, lines)
        elif isinstance(verb, tree.PathAlternatives):
            lines.append(self._alternatives(subject, verb, object_, place))
        elif isinstance(verb, tree.PathRepetition | tree.PathNegation):
            self._look_up(PathSlot(place.mark, subject, verb, object_, place.graph))
            lines.append(f"{_spelt(subject)} {self.query.text_of(verb)} {_spelt(object_)} .")
        else:
            self._triple(subject, self._slot(verb), object_, place, lines)

    def _alternatives(self, subject: Slot, verb: tree.PathAlternatives, object_: Slot, place: _Place) -> str:
        branches = []
        for path in verb.paths:
            mark = self._new_variable()
            inside: list[str] = []
            self._path(subject, path, object_, place._replace(mark=mark), inside)
            branches.append("{ " + " ".join(inside) + f" BIND(true AS ?{mark}) }}")
        return " UNION ".join(branches)

    def _triple(self, subject: Slot, predicate: Slot, object_: Slot, place: _Place, lines: list[str]) -> None:
        self._look_up(TripleSlot(place.mark, subject, predicate, object_, place.graph))
        lines.append(f"{_spelt(subject)} {_spelt(predicate)} {_spelt(object_)} .")


class _Place(NamedTuple):
    """Where an element stands: the mark of the innermost branch around it, and the graph it asks."""

    mark: str | None
    graph: Slot | None
    graph_text: str
    groups: tuple[tree.GroupPattern, ...]  # whose variables a filter sees there; it stands in the last


class Constants:
    """The terms that are written in a query, as terms of the graph, and names for fresh variables."""

    def __init__(self, query: tree.QueryTree, base_iri: str) -> None:
        self.base = base_iri
        for each in query.declarations:
            if isinstance(each, tree.BaseDeclaration):
                self.base = self._resolve(each.base.iri or "")
        self._prefix = FRESH
        while f"?{self._prefix}" in query.text or f"${self._prefix}" in query.text:
            self._prefix += "_"
        self._count = 0
        self._blanks: dict[str, str] = {}

    def fresh(self) -> str:
        """The name of a variable that the query does not have."""
        self._count += 1
        return f"{self._prefix}{self._count}"

    def blank(self, term: tree.BlankTerm) -> str:
        """The variable in the place of a blank node; the same for each place of one label."""
        if term.label is None:
            return self.fresh()
        if term.label not in self._blanks:
            self._blanks[term.label] = self.fresh()
        return self._blanks[term.label]

    def term(self, term: tree.IriTerm | tree.LiteralTerm) -> Constant:
        """The term of the graph that a written one is."""
        if isinstance(term, tree.IriTerm):
            return ox.NamedNode(self._iri(term))
        if term.language:
            return ox.Literal(term.lexical, language=term.language)
        if term.datatype is None:
            return ox.Literal(term.lexical)
        datatype = XSD + term.datatype if isinstance(term.datatype, str) else self._iri(term.datatype)
        return ox.Literal(term.lexical, datatype=ox.NamedNode(datatype))

    def _iri(self, term: tree.IriTerm) -> str:
        return self._resolve(term.iri or "")

    def _resolve(self, iri: str) -> str:
        if is_absolute(iri):
            return iri
        from irc_kg.turtle.terms import resolve  # which takes longer to load than most answers take

        return resolve(self.base, iri)


def _spelt(slot: Slot) -> str:
    return f"?{slot}" if isinstance(slot, str) else str(slot)


def visible_columns(query: tree.SubQuery | tree.QueryTree) -> list[str]:
    """The names of the columns of a SELECT; of ``*``, the variables that its pattern lets out."""
    if query.columns:
        return [column.variable.name for column in query.columns]
    return list(dict.fromkeys(_visible(query.where)))


def filters_of_keys(group: tree.GroupPattern, keys: Collection[str]) -> list[tree.FilterPattern]:
    """The filters of a group that say the same of all solutions with the same values of some variables.

    So where one such solution has passed, all have, and to find them the filter need not be asked again.
    """
    filters = [element for element in group.elements if isinstance(element, tree.FilterPattern)]
    open_ = set(_visible(group)).difference(keys) if filters else set()
    return [each for each in filters if not (open_ & _variables_of(each) or is_unrepeatable(each.expression))]


def surely_bound(group: tree.GroupPattern) -> set[str]:
    """The variables that the triple patterns of a group bind in each solution, before anything is optional.

    Values that are given for these beforehand leave solutions out, and change none.
    """
    found: set[str] = set()
    for element in group.elements:
        if isinstance(element, tree.SubjectTriples):
            found |= _variables_of(element)
        elif isinstance(element, tree.NamedGraphPattern):
            found |= _variables_of(element.name) | surely_bound(element.group)
        elif isinstance(element, _IN_TURN):
            break
    return found


def _variables_of(part: object) -> set[str]:
    return {node.name for node in tree.walk(part) if isinstance(node, tree.Variable)}


def repeats_itself(text: str) -> bool:
    """Whether a query, be it readable or not, calls nothing that has another value each time."""
    return _UNREPEATABLE_CALL.search(text) is None


def is_unrepeatable(expression: tree.Expression) -> bool:
    """Whether an expression may have another value each time."""
    return any(
        isinstance(node, tree.FunctionCall) and node.function in _UNREPEATABLE
        for node in tree.walk(expression)
    )


def _visible(part: object) -> Iterator[str]:
    """The variables of a pattern that can be seen from outside of it."""
    if isinstance(part, tree.Variable):
        yield part.name
    elif isinstance(part, tree.SubQuery):
        yield from visible_columns(part)
    elif isinstance(part, tree.BindPattern):
        yield part.variable.name
    elif isinstance(part, tree.ValuesPattern):
        yield from (variable.name for variable in part.variables)
    elif isinstance(part, tuple) and not isinstance(part, tree.FilterPattern | tree.MinusPattern):
        for inner in part:
            yield from _visible(inner)
