"""What a server states, as the triples of a project: what is asked for is fetched, and kept.

Servers differ in what they make of a query. So the questions of a project are not put to them: they are asked
for the triples that a question could use, by patterns that all of them answer alike, and the engine here does
the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.store import Store, Term, pattern_of
from irc_kg.store.endpoint import Endpoint
from irc_kg.store.known_names import KnownNames
from irc_kg.store.loading import LoadedFiles
from irc_kg.store.project_files import BASE_IRI, ProjectFiles
from irc_kg.store.values import Source

# In this graph of a server it is kept what was pushed to it.
PUSHED_GRAPH: Final = f"{BASE_IRI}pushed"
# Graphs that Virtuoso has from the beginning.
_OF_VIRTUOSO: Final = (
    "http://www.openlinksw.com/",
    "http://www.w3.org/ns/ldp#",
    "urn:activitystreams-owl:map",
    "urn:core:services:sparql",
    "http://www.w3.org/2002/07/owl#",
)
_MOST_AT_ONCE: Final = 200  # subjects that are asked for in one query
_MOST_VALUES: Final = 4000  # of a variable, that are told to a server
_SAMPLE: Final = 20  # triples by which it is found what a default graph holds

Part = TypeVar("Part")
Slot = ox.NamedNode | ox.Literal | str  # a term, or a variable by its name


@dataclass(frozen=True)
class PatternTriple:
    """A triple pattern; ``graph`` is None where any graph may state it."""

    subject: Slot
    predicate: Slot
    object: Slot
    graph: Slot | None = None


@dataclass(frozen=True)
class Closure:
    """A variable that some steps along a predicate lead to, from a term, or to it."""

    variable: str
    predicate: ox.NamedNode
    term: ox.NamedNode
    is_backwards: bool


@dataclass(frozen=True)
class Block:
    """Triple patterns that are asked for together; ``values`` is a VALUES block of their variables."""

    patterns: tuple[PatternTriple, ...]
    values: str = ""
    context: tuple[tuple[tuple[PatternTriple, ...], ...], ...] = ()
    """What binds variables of it elsewhere, and has been fetched: alternatives, each of some patterns."""
    closures: tuple[Closure, ...] = ()
    in_graphs: bool = False  # whether it is asked which graphs state each


class NamelessNodesError(IrcKgError):
    """Blank nodes where no graph has a name, by which they could be fetched together."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(f"{endpoint.shown} states something of things without names.")


@dataclass(frozen=True)
class _WordsOnly(ProjectFiles):
    """The files of a project without those of its graph."""

    @cached_property
    def graph_files(self) -> tuple[Path, ...]:
        return ()

    @cached_property
    def graph_iris(self) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True)
class RemoteFiles(_WordsOnly):
    """A project whose words and questions are files here, and whose graphs are on a server."""

    endpoint: Endpoint = field(kw_only=True)

    @cached_property
    def graph_iris(self) -> frozenset[str]:
        """The named graphs of the server, but for the ontology; the server itself where it has none."""
        ontology = f"{BASE_IRI}ontology/"
        found = frozenset(iri for iri in self.all_graphs if not iri.startswith(ontology))
        return found or frozenset({self.endpoint.shown})

    @cached_property
    def all_graphs(self) -> frozenset[str]:
        """All named graphs; those that a server keeps for itself are not among them."""
        return frozenset(iri for iri in self._every_graph if not _is_of_server(iri))

    @cached_property
    def has_other_graphs(self) -> bool:
        """Whether there are graphs that are nobody's statements, so that not all of the server is asked."""
        return len(self.all_graphs) < len(self._every_graph)

    @cached_property
    def _every_graph(self) -> frozenset[str]:
        # Grouped, because Virtuoso does not come to an end with SELECT DISTINCT ?graph.
        text = "SELECT ?graph (COUNT(*) AS ?number) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
        rows = self.endpoint.select(text)
        terms = (row[0] for row in rows)
        return frozenset(term.value for term in terms if isinstance(term, ox.NamedNode))

    @property
    def is_elsewhere(self) -> bool:
        return True

    def display_graph(self, graph_iri: str) -> str:
        """As the path of the file that it was pushed from; another by its IRI."""
        return super().display_graph(graph_iri) if graph_iri.startswith(BASE_IRI) else graph_iri

    def describe(self) -> str:
        """What an answer comes from."""
        return self.endpoint.shown

    def newest_change(self) -> str:
        """Nobody tells it of a server."""
        return ""

    def revision(self) -> str:
        """The same."""
        return ""


class RemoteStore(Store):
    """The triples that a server states, as far as they have been asked for."""

    files: RemoteFiles

    def __init__(self, files: RemoteFiles) -> None:
        # The files of the ontology tell the prefixes; what they state here is not what the server states.
        words = _WordsOnly(files.root, files.origin)
        super().__init__(words, loaded=LoadedFiles(words, {}))
        self._engine = ox.Store()
        self.files = files
        self.endpoint = files.endpoint
        self._answers = 0
        self._patterns: set[tuple[object, ...]] = set()
        self._subjects: set[str] = set()
        self._mentioned: dict[str, None] = {}  # and not asked for yet
        self._whole: set[str] = set()  # graphs
        self._blocks: set[Block] = set()

    @property
    def dataset(self) -> ox.Store:
        """The engine, with what has been fetched; what named graphs state is in its default graph too."""
        return self._engine

    def sources(self) -> Iterator[Source]:
        """How the files write what a server states is not known here."""
        return iter(())

    def _setting(self, predicate: str) -> Iterator[Term]:
        for quad in self.quads(None, predicate):
            yield from self.items(quad.subject, predicate) or [quad.object]

    def _all_names(self) -> KnownNames:
        from irc_kg.store.remote_names import RemoteNames

        return RemoteNames(self)

    def labels(self, things: Collection[str]) -> frozenset[str]:
        """As of files; a server is asked for these alone."""
        self.mention(things)
        return frozenset(map(self.label, things))

    # What is fetched

    def things_with_name(self, properties: Sequence[str], condition: str, most: int) -> list[tuple[str, str]]:
        """At most so many things with a name, by some properties, that fulfils a condition on ``?name``."""
        named_by = " ".join(str(ox.NamedNode(iri)) for iri in properties)
        where = "{ ?thing ?by ?name }" if self._default_is_union else "GRAPH ?graph { ?thing ?by ?name }"
        text = (
            f"SELECT DISTINCT ?thing ?name WHERE {{ VALUES ?by {{ {named_by} }} {where} "
            f"FILTER(isIRI(?thing) && isLiteral(?name)) FILTER{condition} }} LIMIT {most}"
        )
        return [(thing.value, name.value) for thing, name in self.endpoint.select(text)]

    def mention(self, things: Iterable[str]) -> None:
        """Have what is said of some things fetched together, when it is asked for the first of them."""
        self._mentioned.update(dict.fromkeys(iri for iri in things if iri not in self._subjects))

    @cached_property
    def has_named_graphs(self) -> bool:
        """Whether the server tells apart who says what."""
        return bool(self.files.all_graphs)

    @cached_property
    def _default_is_union(self) -> bool:
        """Whether the default graph of the server holds what its named graphs state."""
        if not self.has_named_graphs:
            return True
        if self.files.has_other_graphs:
            return False
        rows = self.endpoint.select(
            f"SELECT ?s ?p ?o WHERE {{ GRAPH ?g {{ ?s ?p ?o FILTER(isIRI(?s) && isIRI(?o)) }} }} "
            f"LIMIT {_SAMPLE}"
        )
        triples = " . ".join(" ".join(str(term) for term in row) for row in rows)
        return bool(self.endpoint.ask("ASK", f"ASK {{ {triples} }}"))

    def quads(
        self,
        subject: str | Term | None = None,
        predicate: str | ox.NamedNode | None = None,
        object_: str | Term | None = None,
        graph: str | ox.NamedNode | ox.DefaultGraph | None = None,
    ) -> Iterator[ox.Quad]:
        """As of files; what has not been asked for is fetched."""
        pattern = pattern_of(subject, predicate, object_, graph)
        if pattern is not None:
            self._ensure([None if isinstance(term, ox.DefaultGraph) else term for term in pattern])
        return super().quads(subject, predicate, object_, graph)

    def _ensure(self, terms: Sequence[Term | None]) -> None:
        subject, predicate, object_, graph = terms
        if any(isinstance(term, ox.BlankNode | ox.Triple) for term in terms) or self._is_known(terms):
            return  # a graph with such nodes is fetched whole when the first of them is met
        if isinstance(subject, ox.NamedNode):
            self._fetch_subjects(subject.value)
            return
        self._patterns.add((predicate, object_, graph))
        if isinstance(graph, ox.NamedNode) and predicate is None and object_ is None:
            self._fetch_graphs([graph.value])
            return
        slots = [term or name for term, name in zip(terms, "spog", strict=True)]
        self._fetch(Block((PatternTriple(*slots),)))  # type: ignore[arg-type]

    def _is_known(self, terms: Sequence[Term | None]) -> bool:
        subject, predicate, object_, graph = terms
        if isinstance(graph, ox.NamedNode) and graph.value in self._whole:
            return True
        if isinstance(subject, ox.NamedNode) and subject.value in self._subjects:
            return True
        wider = [(p, o, g) for p in {predicate, None} for o in {object_, None} for g in {graph, None}]
        return any(pattern in self._patterns for pattern in wider)

    def _fetch_subjects(self, wanted: str) -> None:
        """All that is said of a thing; and of others that have been met, and will be asked for next."""
        others = [iri for iri in reversed(self._mentioned) if iri != wanted]
        at_once = [wanted, *others[: _MOST_AT_ONCE - 1]]
        for iri in at_once:
            self._subjects.add(iri)
            self._mentioned.pop(iri, None)
        values = f"VALUES ?s {{ {' '.join(str(ox.NamedNode(iri)) for iri in at_once)} }}"
        self._fetch(Block((PatternTriple("s", "p", "o", "g"),), values))

    def _fetch_graphs(self, graphs: Iterable[str]) -> None:
        for graph in graphs:
            if graph in self._whole:
                continue
            self._whole.add(graph)
            where = ox.NamedNode(graph) if self.has_named_graphs else None
            self._fetch(Block((PatternTriple("s", "p", "o", where),)), is_whole=True)

    def fetch(self, blocks: Iterable[Block]) -> None:
        """Have all triples that some patterns match together, so that a query can be answered here."""
        for block in blocks:
            if block not in self._blocks:
                self._fetch(block, is_for_query=True)
                self._blocks.add(block)

    def _fetch(self, block: Block, *, is_whole: bool = False, is_for_query: bool = False) -> None:
        """Have what a block matches. A graph with blank nodes is fetched whole: elsewhere they have no names.

        ``is_whole``: all of one graph is asked for. ``is_for_query``: other blocks are joined with it.
        """
        patterns = self._with_graphs(block)
        quads = self._quads_of_portions(block, patterns) if patterns else {}
        nameless = {} if is_whole else dict.fromkeys(filter(_has_blank, quads))
        self._keep(quad for quad in quads if quad not in nameless)
        if nameless:
            self._fetch_with_nodes(block, nameless, is_for_query=is_for_query)

    def _quads_of_portions(self, block: Block, patterns: Sequence[PatternTriple]) -> dict[ox.Quad, None]:
        """What a block matches, asked for by so many values at once as go into one query."""
        quads: dict[ox.Quad, None] = {}
        for given in self._values_for(block):
            quads |= self._quads_of(patterns, f"{block.values} {given}")
        return quads

    def _fetch_with_nodes(self, block: Block, nameless: Iterable[ox.Quad], *, is_for_query: bool) -> None:
        """Have the graphs that state something of blank nodes, once it is known which those are."""
        graphs = {quad.graph_name for quad in nameless}
        if not self.has_named_graphs:
            if is_for_query:
                raise NamelessNodesError(self.endpoint)
            self._keep(nameless)
        elif ox.DefaultGraph() in graphs:
            self._fetch(replace(block, in_graphs=True))
        else:
            self._fetch_graphs(sorted(graph.value for graph in graphs if isinstance(graph, ox.NamedNode)))

    def _values_for(self, block: Block) -> Iterator[str]:
        """VALUES blocks for the variable of a block of which the fewest values are possible.

        One that says nothing where none has so few.
        """
        known = self._possible_values(block)
        name = min(known, key=lambda each: len(known[each]), default="")
        if not name or len(known[name]) > _MOST_VALUES:
            yield ""
            return
        for values in portions(sorted(map(str, known[name]))):
            yield f"VALUES ?{name} {{ {' '.join(values)} }}"

    def _possible_values(self, block: Block) -> dict[str, set[Term]]:
        """The values that variables of a block can have, where these are things with names."""
        known = {each.variable: self._closure(each) for each in block.closures}
        for ways in block.context:
            for name in set(_variables(block.patterns)).intersection(*map(_variables, ways)):
                found = {value for way in ways for value in self._values_of(name, way)}
                known[name] = known[name] & found if name in known else found
        return {
            name: values
            for name, values in known.items()
            if all(isinstance(value, ox.NamedNode) for value in values)
        }

    def _closure(self, closure: Closure) -> set[Term]:
        """What is reached along a predicate, of which all has been fetched."""
        reached: list[Term] = [closure.term]
        for term in reached:
            ends = (None, term) if closure.is_backwards else (term, None)
            steps = self._engine.quads_for_pattern(ends[0], closure.predicate, ends[1])  # type: ignore[arg-type]
            for quad in steps:
                other = quad.subject if closure.is_backwards else quad.object
                if other not in reached:
                    reached.append(other)
        return set(reached)

    def _values_of(self, name: str, way: Sequence[PatternTriple]) -> set[Term]:
        """The values of a variable in what has been fetched of some patterns, each taken by itself."""
        found: set[Term] | None = None
        for pattern in way:
            slots = (pattern.subject, pattern.predicate, pattern.object, pattern.graph)
            if name not in slots:
                continue
            terms = [slot if isinstance(slot, ox.NamedNode | ox.Literal) else None for slot in slots]
            matched = self._engine.quads_for_pattern(*terms)  # type: ignore[arg-type]
            place = slots.index(name)
            values = {tuple(quad)[place] for quad in matched} - {ox.DefaultGraph()}
            found = values if found is None else found & values
        return found or set()

    def _quads_of(self, patterns: Sequence[PatternTriple], values: str) -> dict[ox.Quad, None]:
        """What some patterns match together, each as often as graphs state it."""
        names = _variables(patterns)
        columns = " ".join(f"?{name}" for name in names) or "(1 AS ?one)"
        text = f"SELECT {columns} WHERE {{ {values} {_spell(patterns)} }}"
        self._answers += 1
        found: dict[ox.Quad, None] = {}
        for row in self.endpoint.select(text):
            values_of = {name: self._own_name(row[name]) for name in names}
            for pattern in patterns:
                quad = self._quad(pattern, values_of)
                if quad is not None:
                    found[quad] = None
        return found

    def _own_name(self, term: Term | None) -> Term | None:
        """A blank node by a name that no other answer has."""
        return ox.BlankNode(f"a{self._answers}{term.value}") if isinstance(term, ox.BlankNode) else term

    def _with_graphs(self, block: Block) -> list[PatternTriple] | None:
        """The patterns as the server answers them; None where it can state nothing of them."""
        asked = []
        for number, pattern in enumerate(block.patterns):
            graph = pattern.graph
            if not self.has_named_graphs:
                if isinstance(graph, ox.NamedNode):
                    return None
                graph = None
            elif graph is None and (block.in_graphs or not self._default_is_union):
                graph = f"w_g_{number}"
            asked.append(PatternTriple(pattern.subject, pattern.predicate, pattern.object, graph))
        return asked

    def _quad(self, pattern: PatternTriple, values: Mapping[str, Term | None]) -> ox.Quad | None:
        """What a pattern matched in a row; None for what is no triple of a graph that is asked."""
        slots = (pattern.subject, pattern.predicate, pattern.object, pattern.graph)
        terms = [values.get(slot) if isinstance(slot, str) else slot for slot in slots]
        if any(term is None for term in terms[:3]):
            return None
        if pattern.graph is None:
            # Without named graphs all is said by the server.
            graph = ox.DefaultGraph() if self.has_named_graphs else ox.NamedNode(self.endpoint.shown)
        elif terms[3] is None or terms[3].value not in self.files.all_graphs:  # type: ignore[union-attr]
            return None
        else:
            graph = terms[3]  # type: ignore[assignment]
        return ox.Quad(*terms[:3], graph)  # type: ignore[arg-type, call-arg]

    def _keep(self, quads: Iterable[ox.Quad]) -> None:
        kept = []
        for quad in quads:
            kept += [quad, ox.Quad(*quad.triple)]
            for term in quad.triple:
                if isinstance(term, ox.NamedNode) and term.value not in self._subjects:
                    self._mentioned[term.value] = None
        self._engine.extend(kept)


def portions(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Values in portions that go into one query."""
    for begin in range(0, len(values), _MOST_AT_ONCE):
        yield values[begin : begin + _MOST_AT_ONCE]


def _has_blank(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def _is_of_server(graph: str) -> bool:
    return graph == PUSHED_GRAPH or graph.startswith(_OF_VIRTUOSO)


def _variables(patterns: Iterable[PatternTriple]) -> list[str]:
    slots = (
        slot
        for pattern in patterns
        for slot in (pattern.subject, pattern.predicate, pattern.object, pattern.graph)
    )
    return list(dict.fromkeys(slot for slot in slots if isinstance(slot, str)))


def _spell(patterns: Sequence[PatternTriple]) -> str:
    """Triple patterns as SPARQL: those of one graph together, and those that share variables."""
    by_graph: dict[Slot | None, list[PatternTriple]] = {}
    for each in sorted(patterns, key=lambda pattern: pattern.graph is None):
        by_graph.setdefault(each.graph, []).append(each)
    groups = []
    for graph, triples in by_graph.items():
        for together in _by_variables(triples) if graph is None else [triples]:
            joined = " . ".join(map(_spell_triple, together))
            name = f"?{graph}" if isinstance(graph, str) else str(graph)
            groups.append(f"{{ {joined} }}" if graph is None else f"GRAPH {name} {{ {joined} }}")
    return " ".join(groups)


def _by_variables(patterns: Iterable[PatternTriple]) -> list[list[PatternTriple]]:
    return components(patterns, lambda pattern: _variables([pattern]))


def _spell_triple(pattern: PatternTriple) -> str:
    parts = (pattern.subject, pattern.predicate, pattern.object)
    return " ".join(f"?{part}" if isinstance(part, str) else str(part) for part in parts)


def components(parts: Iterable[Part], variables_of: Callable[[Part], Iterable[str]]) -> list[list[Part]]:
    """Parts of a query that share variables, together."""
    groups: list[tuple[set[str], list[Part]]] = []
    for part in parts:
        names = set(variables_of(part))
        touching = [group for group in groups if group[0] & names]
        groups = [group for group in groups if not group[0] & names]
        merged = [each for group in touching for each in group[1]]
        groups.append((names.union(*(group[0] for group in touching)), [*merged, part]))
    return [group[1] for group in groups]
