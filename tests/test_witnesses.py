"""Which statements made a row: nothing else is needed for it, and without them it is not there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyoxigraph as ox
import pytest
from citable_queries import COUNTED, GRAPHS, GROWING, OTHERS, PARTS, PLAIN, STEADY, UNSTEADY
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from irc_kg.queries.expansion import Slot, UncitableError
from irc_kg.queries.matches import Row
from irc_kg.queries.sparql import read
from irc_kg.queries.witnesses import WitnessFinder

E = "http://e/"
# The same examples each time: queries at random meet, now and then, one of the exceptions that
# docs/citations.md names. Whoever changes how witnesses are found looks further without it.
STEADILY = settings(derandomize=True, database=None)
PREFIXES = {"": E}
BASE = "https://w3id.org/irc-kg/graph/"
Graph = frozenset[ox.Quad]


class Quads:
    """A store of a few statements, as a WitnessFinder needs it."""

    def __init__(self, quads: Graph) -> None:
        self.named = ox.Store()
        self.named.extend(quads)
        self.asked = ox.Store()
        self.asked.extend(quads)
        self.asked.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)

    def quads(self, *pattern: object) -> list[ox.Quad]:
        if isinstance(pattern[0], ox.Literal):
            return []
        return list(self.named.quads_for_pattern(*(*pattern, None, None, None)[:4]))  # type: ignore[arg-type]

    def select(self, text: str) -> ox.QuerySolutions:
        answer = self.asked.query(text, base_iri=BASE, prefixes=PREFIXES)
        assert isinstance(answer, ox.QuerySolutions)
        return answer

    def rows(self, text: str) -> list[Row]:
        answer = self.select(text)
        width = len(answer.variables)
        return [tuple(row[index] for index in range(width)) for row in answer]


def term(name: str) -> ox.NamedNode:
    return ox.NamedNode(E + name)


def graph(*lines: str) -> Graph:
    """Statements from lines such as ``a p b`` and, with the graph that states them, ``a p b g``."""
    quads = set()
    for line in lines:
        subject, predicate, value, *where = line.split()
        object_ = ox.Literal(int(value)) if value.isdecimal() else term(value)
        quads.add(ox.Quad(term(subject), term(predicate), object_, term(where[0] if where else "g")))
    return frozenset(quads)


def witnesses(quads: Graph, query: str) -> tuple[list[Row], dict[Row, tuple[ox.Quad, ...]]]:
    store = Quads(quads)
    found = store.rows(query)
    finder = WitnessFinder(store, read(query, PREFIXES), store.select)  # type: ignore[arg-type]
    columns = [variable.value for variable in store.select(query).variables]
    return found, finder.of_rows(columns, found)


def lines_of(quads: Sequence[ox.Quad]) -> list[str]:
    """Statements as the lines that ``graph`` reads, without the graph g."""

    def name(value: object) -> str:
        return value.value.removeprefix(E) if isinstance(value, ox.NamedNode | ox.Literal) else str(value)

    return [" ".join(filter(lambda part: part != "g", map(name, quad))) for quad in quads]


def only_row(quads: Graph, query: str) -> list[str]:
    """The witnesses of the one row of a query."""
    (row,), found = witnesses(quads, query)
    return lines_of(found[row])


SMALL = graph("a p b", "b p c", "c p d", "a q 1", "b q 2", "b r d", "a p b h", "d s a h")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?o { :a :q ?o }", "a q 1"),
        # Of two files that state the same, both are cited.
        ("SELECT ?o { :a :p ?o }", "a p b, a p b h"),
        ("SELECT ?o { GRAPH :h { :a :p ?o } }", "a p b h"),
        ("SELECT ?g ?o { GRAPH ?g { :d ?p ?o } }", "d s a h"),
        ("SELECT ?o { :b :p/:p ?o }", "b p c, c p d"),
        ("SELECT ?s { ?s ^:r :b }", "b r d"),
        ("SELECT ?o { :b :r|:none ?o }", "b r d"),
        ("SELECT ?o { :b :p+ ?o . FILTER(?o = :d) }", "b p c, c p d"),
        ("SELECT ?s { ?s :p* :d . ?s :q 2 }", "b q 2, b p c, c p d"),
        ("SELECT ?o { :c :p? ?o . FILTER(?o = :d) }", "c p d"),
        ("SELECT ?o { :b !(:p|:q) ?o }", "b r d"),
        ("SELECT ?o { :a (:p|:r|:s)* ?o . ?o :q 1 }", "a q 1"),
        ("SELECT ?o { :a (:p|:r|:s)+ ?o . ?o :q 1 }", "a p b, a p b h, b r d, d s a h, a q 1"),
        ("SELECT ?s { ?s (^(:p/:p))+ :b . ?s :s ?x }", "b p c, c p d, d s a h"),
        ("SELECT ?s { ?s (^(:r|^:q))+ :b . FILTER(isNumeric(?s)) }", None),
        ("SELECT ?s { :d (^(:r|:p))+ ?s . ?s :q 1 }", "b r d, a p b, a p b h, a q 1"),
        ("SELECT ?s { :d (^(!:q))+ ?s . ?s :q 1 }", "b r d, a p b, a p b h, a q 1"),
        ("SELECT ?s { :d ^(:p+) ?s . ?s :q 2 }", "b p c, c p d, b q 2"),
        ("SELECT ?o { :b !^:s ?o . FILTER(false) } VALUES ?o { :x }", None),
        ("SELECT ?s ?n { ?s :r :d OPTIONAL { ?s :q ?n } }", "b r d, b q 2"),
        ("SELECT ?s ?n { ?s :r :d OPTIONAL { ?s :none ?n } }", "b r d"),
        ("SELECT ?s { { ?s :r :d } UNION { ?s :none :d } }", "b r d"),
        # What stands outside binds all that is inside, and yet not all of it matched.
        ("SELECT ?s { ?s :q 1 VALUES ?o { :b } OPTIONAL { ?s :p ?o . ?o :none ?x } }", "a q 1"),
        ("SELECT ?s { VALUES (?s ?o) { (:a :b) } { ?s :p ?o . ?o :none ?x } UNION { ?s :q 1 } }", "a q 1"),
        ("SELECT ?s { ?s :q 2 FILTER EXISTS { ?s :r ?x } }", "b q 2, b r d"),
        ("SELECT ?s { ?s :q ?n FILTER NOT EXISTS { ?s :r ?x } }", "a q 1"),
        ("SELECT ?s { ?s :q ?n MINUS { ?s :r ?x } }", "a q 1"),
        ("SELECT (COUNT(?n) AS ?many) { ?s :q ?n }", "a q 1, b q 2"),
        ("SELECT (SUM(?n) AS ?sum) { ?s :q ?n } GROUP BY ?s HAVING(SUM(?n) > 1)", "b q 2"),
        ("SELECT (STR(?n) AS ?text) { :b :q ?n }", "b q 2"),
        ("SELECT DISTINCT ?p { ?s ?p ?n FILTER(isNumeric(?n)) }", "a q 1, b q 2"),
        ("SELECT ?s { ?s :q ?n } ORDER BY DESC(?n) LIMIT 1", "b q 2"),
        ("SELECT ?n { { SELECT ?s (MAX(?m) AS ?n) { ?s :q ?m } GROUP BY ?s } ?s :r :d }", "b r d, b q 2"),
        ("SELECT ?s { ?s :q ?n } VALUES ?n { 2 }", "b q 2"),
        # Behind a query that counts, VALUES joins what is counted, and not what is to be counted.
        ("SELECT (COUNT(*) AS ?many) { ?s :q ?n } VALUES ?s { :a }", "a q 1, b q 2"),
        ("SELECT (COUNT(*) AS ?many) { ?s :p ?o } GROUP BY ?s VALUES ?s { :b }", "b p c"),
        ("SELECT ?s { ?s :q ?n } ORDER BY ?n OFFSET 1", "b q 2"),
        ("SELECT ?s { ?s :q ?n { SELECT ?n { ?x :q ?n } ORDER BY ?n OFFSET 1 } }", "b q 2"),
        ("SELECT ?s { ?s :q ?n VALUES (?s ?n) { (UNDEF 2) } }", "b q 2"),
        ("SELECT ?s { ?s :p ?o OPTIONAL { ?o :r ?x OPTIONAL { ?x :s ?y } } FILTER(BOUND(?y)) }",
         "a p b, a p b h, b r d, d s a h"),
        ("SELECT ?s { ?s :r ?o OPTIONAL { ?o :s ?x FILTER EXISTS { ?x :q 1 } } }", "b r d, d s a h, a q 1"),
        ("SELECT * { [ :r ?x ] :q ?n }", "b r d, b q 2"),
        ("SELECT ?x { ?x :r _:b . _:b :s ?y }", "b r d, d s a h"),
        ("SELECT ?o FROM :h { :a :p ?o }", "a p b h"),
        ("SELECT (1 AS ?one) { VALUES ?x { 1 } }", ""),
        ("SELECT (COUNT(*) AS ?many) { ?s :q ?n FILTER(false) }", ""),
        ("SELECT (COUNT(*) AS ?many) { ?s :q ?n FILTER(?n = 2) }", "b q 2"),
        ("SELECT ?s { ?s :q ?n FILTER(?n = 2) }", "b q 2"),
        ("SELECT ?s { ?s :p|:r ?o FILTER(?s != :a && ?s != :c && ?o = :d) }", "b r d"),
        ("SELECT ?s { ?s :q ?n FILTER(?n = 1 || EXISTS { ?s :r :a }) }", "a q 1"),
        ("SELECT ?s { ?s :s ?o { SELECT ?o { GRAPH ?g { ?o :p ?x FILTER EXISTS { ?y :s ?o } } } } }",
            "d s a h, a p b h"),
        ("SELECT ?n { :b :q ?m BIND(?m + 1 AS ?n) }", "b q 2"),
        # What a filter does not see is not what it has: any ?s will do for it.
        ("SELECT ?y { ?s :r ?o OPTIONAL { { ?y :s ?x FILTER EXISTS { ?s :p ?b FILTER(?b = :b) } } } }",
            "b r d, d s a h, a p b, a p b h"),
    ],
)  # fmt: skip
def test_what_counts_as_a_witness(query: str, expected: str | None) -> None:
    if expected is None:
        rows, _found = witnesses(SMALL, query)
        assert rows == []
    else:
        assert sorted(only_row(SMALL, query)) == sorted(filter(None, expected.split(", ")))


@pytest.mark.parametrize(
    ("query", "cited", "expected"),
    [
        ("SELECT ?s { ?s :r ?o . ?o :s ?x . ?s :q ?n }", {"s"}, "b r d, b q 2"),
        ("SELECT ?s { ?s :r ?o . ?o :s ?x . ?s :q ?n }", {"o", "n"}, "b r d, d s a h, b q 2"),
        ("SELECT ?s { ?s :r ?o . ?o :s ?x . ?s :q ?n }", {"none"}, ""),
        ("SELECT ?o { :b :r ?o . ?o :s ?x }", {term("b")}, "b r d"),
        ("SELECT ?s { ?s :r ?o OPTIONAL { ?o :s ?x } }", {"x"}, "d s a h"),
        ("SELECT ?s { ?s :r/:s ?x }", {"s"}, "b r d"),
        ("SELECT ?s { ?s :r ?o FILTER EXISTS { ?s :q ?n } }", {"n"}, "b q 2"),
        ("SELECT ?s { ?s :r ?o { SELECT ?o { ?o :s ?x } } }", {"x"}, "d s a h"),
        ("SELECT ?s { ?s :r ?o { SELECT ?o { ?o :s ?x } } }", {"s"}, "b r d"),
        ("SELECT ?o { :b :p+ ?o . ?o :s ?x }", {"x"}, "d s a h"),
    ],
)  # fmt: skip
def test_only_what_is_cited_by_is_looked_up(query: str, cited: set[Slot], expected: str) -> None:
    store = Quads(SMALL)
    (row,) = store.rows(query)
    finder = WitnessFinder(store, read(query, PREFIXES), store.select, cited)  # type: ignore[arg-type]
    columns = [variable.value for variable in store.select(query).variables]
    found = lines_of(finder.of_rows(columns, [row])[row])
    assert sorted(found) == sorted(filter(None, expected.split(", ")))


def test_what_a_solution_leaves_open_is_open_in_exists_too() -> None:
    quads = graph("a p a", "a p c")
    query = "SELECT * { { ?x :p ?x . ?x :p ?y } UNION { ?x :p :c } FILTER EXISTS { ?y :p ?x } }"
    _rows, found = witnesses(quads, query)
    assert sorted(lines_of(found[term("a"), None])) == ["a p a", "a p c"]


def test_the_shortest_ways_of_a_path_are_all_cited() -> None:
    diamond = graph("a p b", "a p c", "b p d", "c p d", "a p x", "x p y", "y p d")
    assert sorted(only_row(diamond, "SELECT ?n { :a :p+ :d BIND(1 AS ?n) }")) == [
        "a p b", "a p c", "b p d", "c p d"
    ]  # fmt: skip


def test_a_literal_of_equal_value_and_another_spelling_is_the_statement_that_matched() -> None:
    quads = frozenset(
        {
            ox.Quad(
                term("a"),
                term("p"),
                ox.Literal("1.0", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
                term("g"),
            )
        }
    )
    for query in ("?s :p ?n FILTER(?n = 1)", "?s :p 1.00", "?s !:q 1.00", "1.00 ^:p+ ?s"):
        (row,), found = witnesses(quads, f"SELECT ?s {{ {query} }}")
        assert len(found[row]) == 1, query


@pytest.mark.parametrize(
    "query",
    ["SELECT ?s { ?s :says ?t }", "SELECT ?t { ?s :says+ ?t }", "SELECT (SUBJECT(?t) AS ?x) { ?s !:p ?t }"],
)
def test_a_statement_about_a_statement_is_a_witness_as_any_other(query: str) -> None:
    said = ox.Triple(term("a"), term("p"), term("b"))
    says = ox.Quad(term("s"), term("says"), said, term("g"))
    (row,), found = witnesses(graph("a p b") | {says}, query)
    assert found[row] == (says,)


def test_a_pattern_within_a_statement_about_a_statement_cannot_be_told() -> None:
    with pytest.raises(UncitableError, match="it asks for statements about statements"):
        witnesses(SMALL, "SELECT ?o { ?s :says <<( :a :p ?o )>> }")


# Properties, on graphs and queries that are made up


def as_kept(row: Row) -> Row:
    """A row in which what GROUP_CONCAT puts together has an order."""
    return tuple(
        ox.Literal(" ".join(sorted(cell.value.split(" "))))
        if isinstance(cell, ox.Literal) and " " in cell.value
        else cell
        for cell in row
    )


def comparable_rows(quads: Iterable[ox.Quad], query: str) -> set[Row]:
    return set(map(as_kept, Quads(frozenset(quads)).rows(query)))


def witnesses_of_generated(quads: Graph, query: str) -> dict[Row, tuple[ox.Quad, ...]]:
    # An exception of docs/citations.md: what an OPTIONAL in EXISTS is asked of a blank node outside.
    has_blank = any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object))
    assume(not (has_blank and "EXISTS" in query and "OPTIONAL" in query))
    try:
        return witnesses(quads, query)[1]
    except SyntaxError:  # a variable that BIND makes is there already, or a blank node in two blocks
        reject()


@settings(STEADILY, max_examples=300)
@given(quads=GRAPHS, query=STEADY | OTHERS)
def test_the_witnesses_alone_give_the_row(quads: Graph, query: str) -> None:
    # What is kept away is counted where nothing keeps it away.
    assume(not ("AS ?many" in query and ("NOT EXISTS" in query or "MINUS" in query)))
    for row, found in witnesses_of_generated(quads, query).items():
        assert quads.issuperset(found)
        assert as_kept(row) in comparable_rows(found, query), (query, row, found)


@settings(STEADILY, max_examples=300)
@given(quads=GRAPHS, query=STEADY)
def test_what_a_row_cannot_do_without_is_a_witness(quads: Graph, query: str) -> None:
    """The slow way: take one triple away at a time, and see which rows are gone."""
    found = witnesses_of_generated(quads, query)
    for triple in {quad.triple for quad in quads}:
        left = comparable_rows((quad for quad in quads if quad.triple != triple), query)
        for row in found:
            if as_kept(row) not in left:
                assert triple in {quad.triple for quad in found[row]}, (query, row, triple)


def test_a_blank_node_that_exists_has_only_from_outside_is_tied_to_it() -> None:
    blank, p, g = ox.BlankNode("n"), ox.NamedNode(E + "p"), ox.NamedNode(E + "g")
    inside = ox.Quad(ox.NamedNode(E + "a"), p, ox.NamedNode(E + "c"), g)
    quads = frozenset({ox.Quad(blank, p, blank, g), inside})
    query = "SELECT ?y { ?y :p ?y FILTER EXISTS { VALUES (?x ?y) { (:a UNDEF) (:b :c) } ?x :p :c } }"
    [found] = witnesses(quads, query)[1].values()
    assert set(found) == quads


@settings(STEADILY, max_examples=100)
@given(quads=GRAPHS, query=PLAIN | COUNTED | OTHERS | UNSTEADY, part=PARTS)
def test_a_part_of_the_rows_has_the_witnesses_that_it_has_among_all(
    quads: Graph, query: str, part: str
) -> None:
    of_all = witnesses_of_generated(quads, query)
    for row, found in witnesses_of_generated(quads, f"{query} {part}").items():
        assert quads.issuperset(found)
        assert set(found) == set(of_all[row])


@settings(STEADILY, max_examples=100)
@given(quads=GRAPHS, group=GROWING)
def test_the_witnesses_of_a_yes_make_it_so(quads: Graph, group: str) -> None:
    query = f"ASK {{ {group} }}"
    try:
        is_so = bool(Quads(quads).asked.query(query, base_iri=BASE, prefixes=PREFIXES))
    except SyntaxError:
        reject()
    store = Quads(quads)
    found = WitnessFinder(store, read(query, PREFIXES), store.select).of_truth()  # type: ignore[arg-type]
    assert quads.issuperset(found)
    alone = Quads(frozenset(found if is_so else quads))
    assert bool(alone.asked.query(query, base_iri=BASE, prefixes=PREFIXES)) == is_so


@settings(STEADILY, max_examples=100)
@given(quads=GRAPHS, group=GROWING)
def test_the_witnesses_of_a_constructed_triple_make_it(quads: Graph, group: str) -> None:
    query = f"CONSTRUCT {{ ?x :r ?y . ?z :s ?x }} WHERE {{ {group} }}"

    def triples(of: Graph) -> set[ox.Triple]:
        answer = Quads(of).asked.query(query, base_iri=BASE, prefixes=PREFIXES)
        assert isinstance(answer, ox.QueryTriples)
        return set(answer)

    try:
        made = triples(quads)
    except SyntaxError:
        reject()
    store = Quads(quads)
    found = WitnessFinder(store, read(query, PREFIXES), store.select).of_triples()  # type: ignore[arg-type]
    assert set(found) == made
    for triple, witnesses_of_it in found.items():
        assert quads.issuperset(witnesses_of_it)
        assert triple in triples(frozenset(witnesses_of_it))


CONDITIONS = st.sampled_from(
    [
        "",
        "FILTER(?x != :a)",
        "FILTER(?x = :a || ?y = 1)",
        "FILTER(BOUND(?y))",
        "FILTER NOT EXISTS { ?x :q ?z }",
        "FILTER(?x = :b || EXISTS { ?x :p ?z })",
        "FILTER EXISTS { ?a :p ?b }",
    ]
)


@settings(STEADILY, max_examples=300)
@given(quads=GRAPHS, query=STEADY | OTHERS | UNSTEADY, condition=CONDITIONS)
def test_what_is_known_of_the_rows_makes_the_search_shorter_and_finds_the_same(
    quads: Graph, query: str, condition: str
) -> None:
    """Filters that they have passed are not asked again, and of few the values are told beforehand."""
    begin = query.index("{") + 1
    query = f"{query[:begin]} {condition} {query[begin:]}"
    found = witnesses_of_generated(quads, query)
    columns = [variable.value for variable in Quads(quads).select(query).variables]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("irc_kg.queries.witnesses.filters_of_keys", lambda *_: [])
        patch.setattr("irc_kg.queries.witnesses.surely_bound", lambda *_: set())
        store = Quads(quads)
        finder = WitnessFinder(store, read(query, PREFIXES), store.select)  # type: ignore[arg-type]
        in_full = finder.of_rows(columns, found)
    assert {row: set(quads) for row, quads in found.items()} == {
        row: set(quads) for row, quads in in_full.items()
    }


def test_a_value_that_is_told_beforehand_makes_no_solution_of_its_own() -> None:
    # Were ?y known to be d before OPTIONAL binds it to c, there would be a solution with a and d.
    quads = graph("a p z", "b p z", "a q c", "c r 1", "d r 2")
    query = "SELECT ?y { ?x :p ?z OPTIONAL { ?x :q ?y } ?y :r ?n }"
    _rows, found = witnesses(quads, query)
    assert sorted(lines_of(found[(term("d"),)])) == ["b p z", "d r 2"]


def test_a_constructed_triple_has_the_witnesses_of_the_solutions_that_made_it() -> None:
    query = "CONSTRUCT { ?s :related ?o . ?s :number ?n } WHERE { ?s :p ?o OPTIONAL { ?s :q ?n } }"
    store = Quads(SMALL)
    finder = WitnessFinder(store, read(query, PREFIXES), store.select)  # type: ignore[arg-type]
    found = finder.of_triples()
    answer = store.asked.query(query, base_iri=BASE, prefixes=PREFIXES)
    assert set(found) == set(answer)  # type: ignore[arg-type]
    assert sorted(lines_of(found[ox.Triple(term("a"), term("number"), ox.Literal(1))])) == [
        "a p b", "a p b h", "a q 1"
    ]  # fmt: skip
    assert lines_of(found[ox.Triple(term("c"), term("related"), term("d"))]) == ["c p d"]


def test_a_yes_has_the_witnesses_of_one_solution() -> None:
    store = Quads(SMALL)
    for query, expected in (("ASK { ?s :r ?o }", ["b r d"]), ("ASK { ?s :none ?o }", [])):
        finder = WitnessFinder(store, read(query, PREFIXES), store.select)  # type: ignore[arg-type]
        assert lines_of(finder.of_truth()) == expected


@pytest.mark.parametrize("query", ["SELECT * { ?a ?b ?c }", "ASK { ?a ?b ?c }", "DESCRIBE :a"])
def test_only_what_is_constructed_has_triples_with_witnesses(query: str) -> None:
    store = Quads(frozenset())
    finder = WitnessFinder(store, read(query, PREFIXES), store.select)  # type: ignore[arg-type]
    with pytest.raises(UncitableError, match="only the triples of a CONSTRUCT query have witnesses"):
        finder.of_triples()


@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?a ?b ?c }", "ASK { ?a ?b ?c }"])
def test_only_what_is_selected_has_rows_with_witnesses(query: str) -> None:
    store = Quads(frozenset())
    finder = WitnessFinder(store, read(query, PREFIXES), store.select)  # type: ignore[arg-type]
    with pytest.raises(UncitableError, match="only the rows of a SELECT query have witnesses"):
        finder.of_rows(("a",), [(None,)])
