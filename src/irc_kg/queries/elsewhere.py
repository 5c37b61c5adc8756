"""What a query could use of a graph, as patterns that any server answers alike, and questions so answered.

A server is asked for the triples that the patterns of a query match, and the engine here answers the query
from them. So a question has the same answer from every server, whatever it makes of aggregates, paths and
order. More may be fetched than is used, never less: filters are left out, and patterns are joined only where
that leaves out nothing.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from irc_kg.errors import Notice
from irc_kg.queries import Query
from irc_kg.queries.engine import FUNCTIONS, Answer, evaluate, refuse
from irc_kg.queries.expansion import Constants, UncitableError
from irc_kg.queries.running import QueryRunner
from irc_kg.queries.sparql import QueryTree, read, tree
from irc_kg.queries.sparql.rewriting import to_send
from irc_kg.store.endpoint import EndpointError, RemoteRows, RemoteTriples
from irc_kg.store.names import RDF
from irc_kg.store.project_files import BASE_IRI
from irc_kg.store.remote import (
    Block,
    Closure,
    NamelessNodesError,
    PatternTriple,
    RemoteStore,
    Slot,
    components,
)

if TYPE_CHECKING:
    from irc_kg.queries.witnesses import WitnessFinder

_FIRST, _REST, _NIL = (ox.NamedNode(RDF + name) for name in ("first", "rest", "nil"))
_MOST_VARIANTS: Final = 12  # of patterns with alternatives in their paths, before they are asked for singly


@dataclass(frozen=True)
class Alternatives:
    """Ways to match a part of a pattern, each a list of triple patterns."""

    ways: tuple[tuple[PatternTriple, ...], ...]

    @property
    def variables(self) -> set[str]:
        return {name for way in self.ways for name in _variables(way)}


@dataclass
class Conditions:
    """What must hold in a group: patterns that are joined, values that are given, and what stands alone."""

    joined: list[Alternatives] = field(default_factory=list)
    values: list[tree.ValuesPattern] = field(default_factory=list)
    alone: list[PatternTriple] = field(default_factory=list)
    closures: list[Closure] = field(default_factory=list)

    def copy(self) -> Conditions:
        return Conditions([*self.joined], [*self.values], [*self.alone], [*self.closures])

    @property
    def variables(self) -> set[str]:
        """The variables that these bind."""
        return {name for each in self.joined for name in each.variables}


def blocks_of(query: tree.QueryTree) -> list[Block]:
    """The patterns of a query, in blocks that are asked for together."""
    finder = _BlockFinder(query, Constants(query, BASE_IRI + "graph/"))
    if query.where is not None:
        finder.group(query.where, Conditions(), None)
    for part in (query.columns, query.modifiers):
        finder.existences(part, Conditions(), None)
    return list(dict.fromkeys(finder.blocks))


@dataclass
class _BlockFinder:
    query: tree.QueryTree
    constants: Constants
    blocks: list[Block] = field(default_factory=list)

    # complexity: a branch for each kind of element
    def group(self, group: tree.GroupPattern, around: Conditions, graph: Slot | None) -> None:
        """Ask for what a group needs; ``around`` holds wherever it matters."""
        inside = Conditions()
        later: list[tuple[tree.Element, Conditions]] = []
        for element in group.elements:
            if isinstance(element, tree.SubjectTriples):
                self._triples(element, inside, graph)
            elif isinstance(element, tree.ValuesPattern):
                inside.values.append(element)
            elif isinstance(element, tree.NamedGraphPattern) and _is_plain(element.group):
                for triples in element.group.elements:
                    self._triples(triples, inside, self._slot(element.name))  # type: ignore[arg-type]
            else:
                later.append((element, inside.copy()))
        self._ask(inside, around)
        for element, before in later:
            self._element(element, before, around, graph)
        for element in group.elements:
            if isinstance(element, tree.FilterPattern):
                self.existences(element, inside, graph)

    def _element(
        self, element: tree.Element, before: Conditions, around: Conditions, graph: Slot | None
    ) -> None:
        """Ask for what an element needs that is no part of what must hold."""
        if isinstance(element, tree.OptionalPattern | tree.MinusPattern | tree.LateralPattern):
            self.group(element.group, self._inherit(element, before, around), graph)
        elif isinstance(element, tree.UnionPattern):
            for each in element.groups:
                self.group(each, self._inherit(each, before, around), graph)
        elif isinstance(element, tree.GroupPattern):
            self.group(element, self._inherit(element, before, around), graph)
        elif isinstance(element, tree.NamedGraphPattern):
            self.group(element.group, self._inherit(element.group, before, around), self._slot(element.name))
        elif isinstance(element, tree.SubQuery):
            self.group(element.where, Conditions(), graph)
            self.existences((element.columns, element.modifiers), Conditions(), graph)
        elif isinstance(element, tree.BindPattern):
            self.existences(element, before, graph)

    def existences(self, part: object, seen: Conditions, graph: Slot | None) -> None:
        """Ask for what EXISTS needs wherever it stands in an expression."""
        waiting = [part]
        while waiting:
            node = waiting.pop()
            if isinstance(node, tree.Existence):
                self.group(node.group, self._inherit(node.group, seen, Conditions()), graph)
            elif isinstance(node, tuple) and not isinstance(node, tree.GroupPattern):
                waiting.extend(node)

    def _inherit(self, part: object, before: Conditions, around: Conditions) -> Conditions:
        """What may be joined with the patterns of an inner group without leaving out what it could match.

        What stands around counts where the group has no optional part whose variables it shares: that part
        would seem not to match.
        """
        known = before.variables
        outer = around.variables - known
        optional = {
            node.name
            for element in tree.walk(part)
            if isinstance(element, tree.OptionalPattern | tree.MinusPattern | tree.Existence | tree.SubQuery)
            for node in tree.walk(element)
            if isinstance(node, tree.Variable)
        }
        if optional & (outer | known) - _surely(part):
            return Conditions() if optional & known - _surely(part) else before.copy()
        inner = {node.name for node in tree.walk(part) if isinstance(node, tree.Variable)}
        return before.copy() if inner & outer else _join(before, around)

    # Triple patterns

    def _triples(self, element: tree.SubjectTriples, inside: Conditions, graph: Slot | None) -> None:
        subject = self._node(element.subject, inside, graph)
        self._properties(subject, element.properties, inside, graph)

    def _properties(
        self,
        subject: Slot,
        properties: Iterable[tree.VerbObjects],
        inside: Conditions,
        graph: Slot | None,
    ) -> None:
        for verb_objects in properties:
            for value in verb_objects.objects:
                self._path(subject, verb_objects.verb, self._node(value, inside, graph), inside, graph)

    def _node(self, term: tree.GraphTerm, inside: Conditions, graph: Slot | None) -> Slot:
        """What stands for a term in triple patterns; what is said of it in brackets is noted."""
        if isinstance(term, tree.PropertiesTerm):
            node: Slot = self.constants.fresh()
            self._properties(node, term.properties, inside, graph)
            return node
        if isinstance(term, tree.ListTerm):
            return self._list(term.items, inside, graph)
        return self._slot(term)

    def _list(self, items: Sequence[tree.GraphTerm], inside: Conditions, graph: Slot | None) -> Slot:
        if not items:
            return _NIL
        cell: Slot = self.constants.fresh()
        first = self._node(items[0], inside, graph)
        rest = self._list(items[1:], inside, graph)
        for predicate, value in ((_FIRST, first), (_REST, rest)):
            inside.joined.append(Alternatives(((PatternTriple(cell, predicate, value, graph),),)))
        return cell

    def _slot(self, term: tree.TreeNode) -> Slot:
        if isinstance(term, tree.Variable):
            return term.name
        if isinstance(term, tree.IriTerm | tree.LiteralTerm):
            return self.constants.term(term)
        if isinstance(term, tree.BlankTerm):
            return self.constants.blank(term)
        return self.constants.fresh()  # statements about statements, which SPARQL 1.1 has not

    def _path(
        self, subject: Slot, verb: tree.Verb, value: Slot, inside: Conditions, graph: Slot | None
    ) -> None:
        inside.joined.append(Alternatives(tuple(self._ways(subject, verb, value, graph, inside))))

    def _ways(
        self, subject: Slot, verb: tree.Verb, value: Slot, graph: Slot | None, inside: Conditions
    ) -> Iterator[tuple[PatternTriple, ...]]:
        """Each way in which a path matches, as triple patterns; what is repeated stands alone."""
        if isinstance(verb, tree.IriTerm | tree.Variable):
            yield (PatternTriple(subject, self._slot(verb), value, graph),)
        elif isinstance(verb, tree.PathInverse):
            yield from self._ways(value, verb.path, subject, graph, inside)
        elif isinstance(verb, tree.PathAlternatives):
            for path in verb.paths:
                yield from self._ways(subject, path, value, graph, inside)
        elif isinstance(verb, tree.PathSequence):
            yield from self._ways_of_sequence(subject, verb, value, graph, inside)
        elif isinstance(verb, tree.PathNegation):
            one, other, predicate = subject, value, self.constants.fresh()
            yield (PatternTriple(one, predicate, other, graph),)
            yield (PatternTriple(other, predicate, one, graph),)
        else:
            self._note_repetition(subject, verb.path, value, graph, inside)
            yield ()

    def _ways_of_sequence(
        self, subject: Slot, verb: tree.PathSequence, value: Slot, graph: Slot | None, inside: Conditions
    ) -> Iterator[tuple[PatternTriple, ...]]:
        between: list[Slot] = [self.constants.fresh() for _ in verb.paths[1:]]
        ends = [subject, *between, value]
        steps = [
            list(self._ways(ends[at], path, ends[at + 1], graph, inside))
            for at, path in enumerate(verb.paths)
        ]
        for chosen in product(*steps):
            yield tuple(pattern for way in chosen for pattern in way)

    def _note_repetition(
        self, subject: Slot, path: tree.Verb, value: Slot, graph: Slot | None, inside: Conditions
    ) -> None:
        """All that a step of unknown number can use; and from where it leads, if that is known."""
        fresh = self.constants.fresh
        ways = list(self._ways(fresh(), path, fresh(), graph, inside))
        for way in ways:
            inside.alone += [replace(each, subject=fresh(), object=fresh()) for each in way]
        if isinstance(path, tree.IriTerm):
            closure = _closure_of(subject, ways[0][0].predicate, value)
            inside.closures += [closure] if closure else []

    # Blocks

    def _ask(self, needed: Conditions, around: Conditions) -> None:
        """Note the blocks that some conditions need: those that share variables together.

        Of what stands around, only the values of the variables in a block count.
        """
        every = _join(needed, around)
        for pattern in needed.alone:
            self.blocks.append(Block((pattern,)))
        for parts in components(dict.fromkeys(needed.joined), attrgetter("variables")):
            for patterns in _variants(parts):
                self.blocks.append(self._block(patterns, every, around))

    def _block(self, patterns: tuple[PatternTriple, ...], every: Conditions, around: Conditions) -> Block:
        """A block, with what is known of the values of its variables."""
        names = _variables(patterns)
        given = [each for each in every.values if all(one.name in names for one in each.variables)]
        context = [part.ways for part in around.joined if part.variables & names]
        closures = [each for each in every.closures if each.variable in names]
        values = " ".join(self._spell_values(each) for each in given)
        return Block(patterns, values, tuple(dict.fromkeys(context)), tuple(dict.fromkeys(closures)))

    def _spell_values(self, values: tree.ValuesPattern) -> str:
        names = " ".join(f"?{variable.name}" for variable in values.variables)
        rows = (
            " ".join("UNDEF" if term is None else str(self._slot(term)) for term in row)
            for row in values.rows
        )
        return f"VALUES ({names}) {{ {' '.join(f'({row})' for row in rows)} }}"


def _closure_of(subject: Slot, predicate: Slot, value: Slot) -> Closure | None:
    """From where a step of unknown number leads to a variable; None where neither end is a thing."""
    if not isinstance(predicate, ox.NamedNode):
        return None
    if isinstance(subject, str) and isinstance(value, ox.NamedNode):
        return Closure(subject, predicate, value, is_backwards=True)
    if isinstance(value, str) and isinstance(subject, ox.NamedNode):
        return Closure(value, predicate, subject, is_backwards=False)
    return None


def _variants(parts: Sequence[Alternatives]) -> Iterator[tuple[PatternTriple, ...]]:
    """Each way in which some parts match together, as patterns that share variables.

    Of too many ways, each pattern by itself.
    """
    if prod(len(part.ways) for part in parts) > _MOST_VARIANTS:
        yield from {(pattern,): None for part in parts for way in part.ways for pattern in way}
        return
    for chosen in product(*(part.ways for part in parts)):
        patterns = dict.fromkeys(pattern for way in chosen for pattern in way)
        # A path that may be empty leaves patterns apart that share nothing else.
        yield from map(tuple, components(patterns, lambda pattern: _variables([pattern])))


def _join(one: Conditions, other: Conditions) -> Conditions:
    """What both ask for together; what stands alone has been asked for where it stands."""
    closures = [*one.closures, *other.closures]
    return Conditions([*one.joined, *other.joined], [*one.values, *other.values], one.alone, closures)


def _variables(patterns: Iterable[PatternTriple]) -> set[str]:
    return {
        slot
        for each in patterns
        for slot in (each.subject, each.predicate, each.object, each.graph)
        if isinstance(slot, str)
    }


def _surely(part: object) -> set[str]:
    """The variables that the triple patterns of a group itself bind."""
    if isinstance(part, tree.OptionalPattern | tree.MinusPattern):
        part = part.group
    elements = part.elements if isinstance(part, tree.GroupPattern) else ()
    return {
        node.name
        for element in elements
        if isinstance(element, tree.SubjectTriples)
        for node in tree.walk(element)
        if isinstance(node, tree.Variable)
    }


def _is_plain(group: tree.GroupPattern) -> bool:
    return all(isinstance(element, tree.SubjectTriples) for element in group.elements)


# Asking


_REFUSALS: Final = frozenset({400, 500, 501})


class PutTogetherNotice(Notice):
    """A server does not take a query, which was answered from its parts."""


class RemoteRunner(QueryRunner):
    """Runs queries over what a server states.

    The questions of a project are answered here, so that they have the same rows whoever holds the triples.
    What somebody types is sent as it is; where the server does not take it, it is answered here too.
    """

    store: RemoteStore

    def _answer(
        self, query: Query, text: str, *, allow_service: bool = False
    ) -> Answer | RemoteRows | RemoteTriples:
        known = self.store.prefixes.by_name
        bound = read(self.with_declarations(query, text), known, query.place, strict=False)
        refuse(bound, query.place, allow_service=allow_service)
        if bound.form == "DESCRIBE" or bound.has_service or bound.known is None:
            return self._send(query, bound)
        if self._is_of_project(query) or _calls_own_functions(bound):
            try:
                return self._put_together(query, text)
            except NamelessNodesError:
                return self._send(query, bound)
        try:
            return self._send(query, bound)
        except EndpointError as refusal:
            if refusal.status not in _REFUSALS:
                raise
            return self._after_refusal(query, text, refusal)

    def _is_of_project(self, query: Query) -> bool:
        path = query.path
        return path is not None and path.is_relative_to(self.store.files.root / "queries")

    def _send(self, query: Query, bound: QueryTree) -> RemoteRows | RemoteTriples | ox.QueryBoolean:
        method = query.header.method or ""
        return self.store.endpoint.ask(bound.form, to_send(bound), method.upper())

    def _put_together(self, query: Query, text: str) -> Answer:
        asked = self._read(query, text)
        self._fetch(asked)
        return evaluate(self.store.dataset, asked, place=query.place)

    def _after_refusal(self, query: Query, text: str, refusal: EndpointError) -> Answer:
        try:
            answer = self._put_together(query, text)
        except (EndpointError, NamelessNodesError):
            raise refusal from None
        warnings.warn(f"{refusal} Its answer was put together here.", PutTogetherNotice, stacklevel=2)
        return answer

    def _fetch(self, asked: QueryTree) -> None:
        blocks = blocks_of(asked)
        self.store.fetch(replace(each, in_graphs=bool(asked.datasets)) for each in blocks)

    def _witness_finder(self, query: Query, values: Mapping[str, Sequence[str]]) -> WitnessFinder:
        shown = self.store.endpoint.shown
        if not self.store.has_named_graphs:
            raise UncitableError(f"{shown} does not name them")
        text = self.bind(query, values)
        if not self._is_of_project(query):
            self._fetch(self._read(query, text))
        return super()._witness_finder(query, values)


def _calls_own_functions(asked: QueryTree) -> bool:
    """Whether a query calls what no server knows."""
    names = (call.function for call in asked.all_of(tree.FunctionCall))
    return any(isinstance(name, tree.IriTerm) and name.iri in FUNCTIONS for name in names)
