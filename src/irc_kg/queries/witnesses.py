"""Which statements of the graph made each row of an answer: its witnesses.

This is why-provenance as databases know it. The pattern of the query is asked once more with everything let
out (`expansion`), each solution is put into the triple patterns, and the triples are looked up with the files
that state them. docs/citations.md tells what counts as a witness of what.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import pyoxigraph as ox

from irc_kg.queries.expansion import (
    AnySlot,
    Constants,
    ExistsSlot,
    Expansion,
    PathSlot,
    Slot,
    SubQuerySlot,
    TripleSlot,
    UncitableError,
    filters_of_keys,
    is_unrepeatable,
    surely_bound,
    visible_columns,
)
from irc_kg.queries.matches import Row, Solutions, Walker
from irc_kg.queries.sparql import tree
from irc_kg.store import Store, Term
from irc_kg.store.project_files import BASE_IRI
from irc_kg.store.values import engine_spelling

Solution = Mapping[str, Term]
Select = Callable[[str], Iterable[ox.QuerySolution]]


# Of so few rows the engine is told which are wanted; to read the values of more would take too long.
_FEW = 10


class WitnessFinder:
    """Finds the witnesses of what one query answers, each with the file that states it."""

    def __init__(
        self,
        store: Store,
        query: tree.QueryTree,
        select: Select,
        cited: Collection[Slot] = (),
    ) -> None:
        """``query`` is read from the bound text; ``select`` asks the engine a SELECT query.

        ``cited``: variables and terms; only what patterns with one of them as subject or object matched is
        found. None stand for all.
        """
        self.store = store
        self.query = query
        self.select = select
        self.cited = cited
        self.constants = Constants(query, BASE_IRI + "graph/")

    def of_rows(self, columns: Sequence[str], rows: Iterable[Row]) -> dict[Row, tuple[ox.Quad, ...]]:
        """The witnesses of rows of a SELECT query, as the answer has them under the names of its columns."""
        if self.query.form != "SELECT" or self.query.where is None:
            raise UncitableError("only the rows of a SELECT query have witnesses")
        select = _Select(self.query.columns, tuple(columns), self.query.where, self.query.modifiers)
        return _PartFinder(self, select, None, "").witnesses(dict.fromkeys(rows))

    def of_triples(self) -> dict[ox.Triple, tuple[ox.Quad, ...]]:
        """The witnesses of each triple of a CONSTRUCT query: those of the solutions that made it."""
        if self.query.form != "CONSTRUCT" or self.query.where is None:
            raise UncitableError("only the triples of a CONSTRUCT query have witnesses")
        names, rows = self._all_solutions("")
        templates = self._templates()
        made: dict[ox.Triple, dict[ox.Quad, None]] = {}
        for row, quads in self._of_solutions(names, rows).items():
            solution = {name: value for name, value in zip(names, row, strict=True) if value is not None}
            for template in templates:
                if triple := _triple(template, solution):
                    made.setdefault(triple, {}).update(dict.fromkeys(quads))
        return {triple: tuple(quads) for triple, quads in made.items()}

    def of_truth(self) -> tuple[ox.Quad, ...]:
        """The witnesses of one solution of an ASK query; none where there is no solution."""
        names, rows = self._all_solutions("LIMIT 1")
        found = self._of_solutions(names, rows)
        return next(iter(found.values()), ())

    def _all_solutions(self, limit: str) -> tuple[tuple[str, ...], list[Row]]:
        """The solutions of the pattern of a query that has no columns of its own, by the names in it."""
        where = self.query.where or tree.GroupPattern(0, 0, ())
        names = tuple(visible_columns(self.query))
        columns = " ".join(f"?{name}" for name in names) or "(1 AS ?one)"
        text = f"SELECT {columns} {self.datasets} WHERE {self.query.text_of(where)} {limit}"
        return names, list(self.rows_of(names, text))

    def _of_solutions(self, names: tuple[str, ...], rows: Sequence[Row]) -> dict[Row, tuple[ox.Quad, ...]]:
        where = self.query.where or tree.GroupPattern(0, 0, ())
        select = _Select((), names, where, tree.Modifiers(0, 0))
        return _PartFinder(self, select, None, "").witnesses(dict.fromkeys(rows))

    def _templates(self) -> list[TripleSlot]:
        """The triple patterns of the template; the blank nodes in it are in no answer, and left out."""
        template = self.query.template
        triples = template.triples if template else (self.query.where or tree.GroupPattern(0, 0, ())).elements
        expansion = Expansion(self.query, self.constants)
        expansion.expand(tree.GroupPattern(0, 0, tuple(triples)))
        return [slot for slot in expansion.slots if isinstance(slot, TripleSlot)]

    @property
    def prologue(self) -> str:
        """The declarations of the query, for the queries that are made of it."""
        return " ".join(map(self.query.text_of, self.query.declarations))

    @property
    def datasets(self) -> str:
        """The FROM clauses of the query."""
        return " ".join(self.query.text_of(each) for each in self.query.datasets)

    @cached_property
    def graphs(self) -> frozenset[ox.NamedNode] | None:
        """The graphs that FROM names; None where the query asks all."""
        named = [each.graph for each in self.query.datasets if not each.named]
        if not self.query.datasets:
            return None
        return frozenset(
            term for each in named if isinstance(term := self.constants.term(each), ox.NamedNode)
        )

    def rows_of(self, columns: Sequence[str], body: str) -> Iterator[tuple[Term | None, ...]]:
        """The rows of a query over some columns."""
        text = f"{self.prologue} {body}"
        width = len(columns)
        for row in self.select(text):
            yield tuple(row)[:width]

    # What one slot matched

    def quads(self, slot: TripleSlot | PathSlot, matched: Row) -> Iterable[ox.Quad]:
        """What a pattern matched, by the values of its parts: the statements, in each graph that has them."""
        subject, predicate, object_, graph = matched
        if subject is None or object_ is None or (graph is None and slot.graph is not None):
            return ()
        found: Iterable[ox.Quad] = ()
        if isinstance(slot, PathSlot):
            walker = Walker(self.store, self._iri, graph)  # type: ignore[arg-type]
            # The statements of a path are compared with its ends.
            ways = walker.ways(slot.path, engine_spelling(subject), engine_spelling(object_))
            found = sorted(ways, key=str)
        elif predicate is not None:
            quads = self.store.quads(subject, predicate, object_, graph)  # type: ignore[arg-type]
            # Of several files the last first, wherever the statements are kept.
            found = sorted(quads, key=_name_of_graph, reverse=True)
        return found if graph is not None else self._in_asked_graphs(found)

    def _in_asked_graphs(self, quads: Iterable[ox.Quad]) -> Iterable[ox.Quad]:
        graphs = self.graphs
        return quads if graphs is None else [quad for quad in quads if quad.graph_name in graphs]

    def _iri(self, term: tree.IriTerm) -> str:
        return self.constants.term(term).value


@dataclass(frozen=True)
class _Select:
    """A SELECT, be it the query or one inside of it."""

    columns: tuple[tree.Projection, ...]  # none stand for *
    names: tuple[str, ...]
    where: tree.GroupPattern
    modifiers: tree.Modifiers
    is_test: bool = False  # what stands in EXISTS, which sees the values outside of it

    @classmethod
    def of_query(cls, query: tree.QueryTree | tree.SubQuery) -> _Select:
        where = query.where or tree.GroupPattern(0, 0, ())
        return cls(query.columns, tuple(visible_columns(query)), where, query.modifiers)

    @property
    def is_grouped(self) -> bool:
        return bool(self.modifiers.group_by or self.modifiers.having) or any(
            isinstance(node, tree.AggregateCall) for node in tree.walk(self.columns)
        )


class _PartFinder:
    """A SELECT whose witnesses are found: by the keys that tie a row to the solutions that made it."""

    def __init__(self, finder: WitnessFinder, select: _Select, graph: Slot | None, graph_text: str) -> None:
        self.finder = finder
        self.select = select
        self.graph_text = graph_text
        self._keys = self._key_expressions()
        self.expansion = Expansion(
            finder.query,
            finder.constants,
            finder.cited,
            self._needless_filters(graph),
            self._keys if select.is_test else (),
        )
        self.body = self.expansion.expand(select.where)
        if graph is not None:
            self.body = f"GRAPH {graph_text} {{ {self.body} }}"
            self.expansion.slots = [_in_graph(slot, graph) for slot in self.expansion.slots]
        if isinstance(graph, str):
            self.expansion.variables[graph] = None

    def _needless_filters(self, graph: Slot | None) -> list[tree.FilterPattern]:
        """The filters that the key of a row tells of: the row is there, so it has passed them.

        What is tested, and what is counted without groups, has rows without solutions; and in a graph whose
        name is no key, solutions with the same key may differ.
        """
        if self.select.is_test or graph is not None or (self.select.is_grouped and not self._keys):
            return []
        return filters_of_keys(self.select.where, [key for key, made_by in self._keys.items() if not made_by])

    def _key_expressions(self) -> dict[str, str]:
        """What ties a row to its solutions: columns, each with the expression that makes it, if any."""
        text_of = self.finder.query.text_of
        keys: dict[str, str] = {}
        if self.select.modifiers.group_by:
            for condition in self.select.modifiers.group_by:
                if isinstance(condition.expression, tree.Variable):
                    keys[condition.expression.name] = ""
                else:
                    name = condition.variable.name if condition.variable else self.finder.constants.fresh()
                    keys[name] = text_of(condition.expression)
            return keys
        if self.select.is_grouped:
            return {}
        for column in self.select.columns:
            if column.expression is None:
                keys[column.variable.name] = ""
            elif not is_unrepeatable(column.expression):
                keys[column.variable.name] = text_of(column.expression)
        return keys or dict.fromkeys(self.select.names, "")

    def witnesses(self, rows: Iterable[Row]) -> dict[Row, tuple[ox.Quad, ...]]:
        """The witnesses of rows, which have a value for each of the names of the SELECT."""
        by_row = self._keys_of_rows(list(rows))
        wanted = {key for keys in by_row.values() for key in keys}
        by_key = self._by_key(wanted)
        return {
            row: tuple(dict.fromkeys(quad for key in keys for quad in by_key.get(key, ())))
            for row, keys in by_row.items()
        }

    # complexity: six short comprehensions over the columns, and one loop
    def _keys_of_rows(self, rows: Sequence[Row]) -> dict[Row, list[Row]]:
        """The keys of each row: its own columns, or those of the groups that it came from."""
        names = list(self.select.names)
        hidden = [key for key in self._keys if key not in names]
        columns = names + hidden
        places = [columns.index(key) for key in self._keys]
        if self.select.is_test:
            return {row: _with_open_blanks(row) for row in rows}
        if not hidden:
            return {row: [tuple(row[place] for place in places)] for row in rows}
        found: dict[Row, list[Row]] = {row: [] for row in rows}
        for solution in sorted(self.finder.rows_of(columns, self._with_keys(hidden)), key=_as_texts):
            row = solution[: len(names)]
            if row in found:
                found[row].append(tuple(solution[place] for place in places))
        return found

    def _with_keys(self, hidden: Sequence[str]) -> str:
        """The grouped query, which also tells the keys of each group."""
        text_of = self.finder.query.text_of
        columns = [text_of(column) for column in self.select.columns]
        columns += [f"?{key}" for key in hidden]
        groups = [f"({text} AS ?{key})" if text else f"?{key}" for key, text in self._keys.items()]
        having = " ".join(f"HAVING({text_of(each)})" for each in self.select.modifiers.having)
        where = text_of(self.select.where)
        where = f"{{ GRAPH {self.graph_text} {where} }}" if self.graph_text else where
        where = f"{self.finder.datasets} WHERE {where}"
        return (
            f"SELECT {' '.join(columns)} {where} GROUP BY {' '.join(groups)} {having} {self._values_at_end()}"
        )

    def _values_at_end(self) -> str:
        """The VALUES block behind the query: it joins the groups, or where there are none, the solutions."""
        values = self.select.modifiers.values
        return self.finder.query.text_of(values) if values else ""

    def _by_key(self, wanted: set[Row]) -> dict[Row, dict[ox.Quad, None]]:
        solutions = self._solutions(wanted)
        found: dict[Row, dict[ox.Quad, None]] = {key: {} for key in wanted}
        for slot in self.expansion.slots:
            self._collect(slot, solutions.where(slot.mark), found)
        return found

    def _solutions(self, wanted: set[Row]) -> Solutions:
        """The solutions of the pattern whose key is wanted."""
        columns = list(dict.fromkeys([*self._keys, *self._telling_variables()]))
        width = len(self._keys)
        rows = self.finder.rows_of(columns, self._all_out(columns, self._values_block(wanted)))
        # The engine gives them in an order of its own, which is another for each way to ask the same.
        found = sorted((row for row in rows if row[:width] in wanted), key=_as_texts)
        return Solutions(tuple(columns), width, found)

    def _telling_variables(self) -> Iterator[str]:
        """The variables whose values tell what the patterns matched."""
        for slot in self.expansion.slots:
            if slot.mark:
                yield slot.mark
            if isinstance(slot, SubQuerySlot):
                yield from slot.columns
            elif isinstance(slot, ExistsSlot):
                yield from (name for name in _variables_in(slot) if name in self.expansion.variables)
            else:
                yield from (part for part in _parts(slot) if isinstance(part, str))

    def _all_out(self, columns: Sequence[str], given: str) -> str:
        """The query that lets out everything that its pattern binds."""
        selected = []
        for name in columns:
            made_by = "" if name in self.expansion.variables else self._keys[name]
            selected.append(f"({made_by} AS ?{name})" if made_by else f"?{name}")
        own_values = "" if self.select.is_grouped else self._values_at_end()
        head = f"SELECT DISTINCT {' '.join(selected) or '*'} {self.finder.datasets}"
        return f"{head} WHERE {{ {given} {self.body} }} {own_values}"

    def _values_block(self, wanted: set[Row]) -> str:
        """The keys as a VALUES block: what is inside of EXISTS sees them; few rows leave others out."""
        known = {*self._keys} if self.select.is_test else self._surely_bound_keys(len(wanted))
        places = [place for place, name in enumerate(self._keys) if name in known]
        if not places:
            return ""
        rows = (" ".join(_in_values(key[place]) for place in places) for key in wanted)
        heading = " ".join(f"?{name}" for name in self._keys if name in known)
        return f"VALUES ({heading}) {{ {' '.join(f'({row})' for row in dict.fromkeys(rows))} }}"

    def _surely_bound_keys(self, count: int) -> set[str]:
        """The keys whose values can be told beforehand: of so many rows, none where these are not few."""
        if count > _FEW:
            return set()
        return {key for key in surely_bound(self.select.where) if self._keys.get(key) == ""}

    def _collect(self, slot: AnySlot, solutions: Solutions, found: dict[Row, dict[ox.Quad, None]]) -> None:
        """Add what a slot matched in some solutions to what is found for their keys."""
        if isinstance(slot, SubQuerySlot):
            part = _PartFinder(self.finder, _Select.of_query(slot.query), slot.graph, slot.graph_text)
            self._collect_inner(part, solutions.values(slot.columns), found)
        elif isinstance(slot, ExistsSlot):
            for part, joined in self._existing(slot, solutions):
                self._collect_inner(part, joined, found)
        else:
            known: dict[Row, tuple[ox.Quad, ...]] = {}
            for key, matched in solutions.values(_parts(slot)):
                if matched not in known:
                    known[matched] = tuple(self.finder.quads(slot, matched))
                found[key].update(dict.fromkeys(known[matched]))

    def _existing(
        self, slot: ExistsSlot, solutions: Solutions
    ) -> Iterator[tuple[_PartFinder, list[tuple[Row, Row]]]]:
        """What stands in EXISTS, as a SELECT of what it shares with the solutions that it tests.

        What a solution leaves open is open in EXISTS too: those with the same variables are taken together.
        """
        own = {node.variable.name for node in tree.walk(slot.group) if isinstance(node, tree.BindPattern)}
        used = _variables_in(slot) - own
        names = [name for name in solutions.columns if name in used]
        joined: dict[tuple[str, ...], list[tuple[Row, Row]]] = {}
        for key, row in solutions.values(names):
            bound = {name: value for name, value in zip(names, row, strict=True) if value is not None}
            joined.setdefault(tuple(bound), []).append((key, tuple(bound.values())))
        for shared, rows in joined.items():
            select = _Select((), shared, slot.group, tree.Modifiers(0, 0), is_test=True)
            yield _PartFinder(self.finder, select, slot.graph, slot.graph_text), rows

    @staticmethod
    def _collect_inner(
        part: _PartFinder, joined: Iterable[tuple[Row, Row]], found: dict[Row, dict[ox.Quad, None]]
    ) -> None:
        """Add the witnesses of the rows of an inner part to those of the keys that they joined."""
        pairs = list(joined)
        by_row = part.witnesses(dict.fromkeys(row for _key, row in pairs))
        for key, row in pairs:
            found[key].update(dict.fromkeys(by_row[row]))


def _parts(slot: TripleSlot | PathSlot) -> tuple[Slot | None, ...]:
    middle = slot.predicate if isinstance(slot, TripleSlot) else None
    return slot.subject, middle, slot.object, slot.graph


def _variables_in(slot: ExistsSlot) -> set[str]:
    """The variables that EXISTS has in common with what it tests, and that of the graph which it asks."""
    used = {node.name for node in tree.walk(slot.group) if isinstance(node, tree.Variable)}
    return (used & slot.shared) | ({slot.graph} if isinstance(slot.graph, str) else set())


def _with_open_blanks(row: Row) -> list[Row]:
    """A row, and those that agree with it: VALUES can tell no blank node, whose place may be left open."""
    return [*product(*((term, None) if isinstance(term, ox.BlankNode) else (term,) for term in row))]


def _name_of_graph(quad: ox.Quad) -> str:
    return str(quad.graph_name)


def _as_texts(row: Row) -> tuple[str, ...]:
    return tuple(map(str, row))


def _in_graph(slot: AnySlot, graph: Slot) -> AnySlot:
    return slot if slot.graph is not None else slot._replace(graph=graph)


def _in_values(term: Term | None) -> str:
    """A term in a VALUES block; UNDEF, which is compatible with anything, for what cannot stand there."""
    return str(term) if isinstance(term, ox.NamedNode | ox.Literal) else "UNDEF"


def _value(slot: Slot | None, solution: Solution) -> Term | None:
    return solution.get(slot) if isinstance(slot, str) else slot


def _triple(slot: TripleSlot, solution: Solution) -> ox.Triple | None:
    """The triple that a pattern of a template makes; None where a solution leaves part of it open."""
    terms = (_value(part, solution) for part in (slot.subject, slot.predicate, slot.object))
    try:
        return ox.Triple(*terms)  # type: ignore[arg-type]
    except TypeError:  # a part without a value, or a literal where none may be
        return None
