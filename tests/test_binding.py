"""Values put in the place of a parameter, wherever a variable can stand; and the choice that it leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irc_kg.queries import query_of_text
from irc_kg.queries.binding import ManyValuesError, bind, free_choice

IRI = ox.NamedNode("http://e/y")
TEXT = ox.Literal("z")
ONE: list[ox.NamedNode | ox.Literal] = [IRI]
TWO: list[ox.NamedNode | ox.Literal] = [IRI, TEXT]
VALUES = 'VALUES ?_x { <http://e/y> "z" }'
BOUND = [
    ("ASK { ?s ?p ?_x }", ONE, "ASK { ?s ?p <http://e/y> }"),
    ("ASK { ?s ?p $_x }", ONE, "ASK { ?s ?p <http://e/y> }"),
    ("ASK { GRAPH ?_x { ?_x ?_x ?o } }", ONE, "ASK { GRAPH <http://e/y> { <http://e/y> <http://e/y> ?o } }"),
    ("SELECT ?_x { ?s ?p ?_x }", ONE, "SELECT (<http://e/y> AS ?_x) { ?s ?p <http://e/y> }"),
    ("SELECT (STR(?_x) AS ?v) { }", ONE, "SELECT (STR(<http://e/y>) AS ?v) { }"),
    ("SELECT ?s { } ORDER BY ?_x ?s", ONE, "SELECT ?s { } ORDER BY (<http://e/y>) ?s"),
    ("SELECT ?s { } ORDER BY DESC(?_x)", ONE, "SELECT ?s { } ORDER BY DESC(<http://e/y>)"),
    ("SELECT ?s { } GROUP BY ?_x (?_x AS ?y)", ONE,
     "SELECT ?s { } GROUP BY (<http://e/y>) (<http://e/y> AS ?y)"),
    ("SELECT ?s { } GROUP BY ?s HAVING (?_x)", ONE, "SELECT ?s { } GROUP BY ?s HAVING (<http://e/y>)"),
    ("ASK { FILTER(BOUND(?_x) && BOUND(?y)) }", ONE, "ASK { FILTER(true && BOUND(?y)) }"),
    ("ASK { FILTER(?_x-1 > 0) }", [ox.Literal("a", language="en")], 'ASK { FILTER("a"@en -1 > 0) }'),
    ("ASK { FILTER(?_x>0) }", [TEXT], 'ASK { FILTER("z">0) }'),
    ("ASK { BIND(1 AS ?_x) }", [TEXT], 'ASK { VALUES ?_x { "z" } BIND(1 AS ?_x) }'),
    ("ASK { VALUES ?_x { 1 } }", [TEXT], 'ASK { VALUES ?_x { "z" } VALUES ?_x { 1 } }'),
    ("DESCRIBE ?_x ?y", ONE, "DESCRIBE <http://e/y> ?y"),
    ("DESCRIBE ?_x", [IRI, IRI], "DESCRIBE <http://e/y> <http://e/y>"),
    ("CONSTRUCT { ?_x a ?s } { ?s a ?_x }", ONE, "CONSTRUCT { <http://e/y> a ?s } { ?s a <http://e/y> }"),
    ("CONSTRUCT { ?_x a ?s } { ?s a ?_x }", TWO, f"CONSTRUCT {{ ?_x a ?s }} {{ {VALUES} ?s a ?_x }}"),
    ("ASK { { ?s ?p ?_x } UNION { ?s ?p ?o } MINUS { ?_x a ?_x } }", TWO,
     f"ASK {{ {{ {VALUES} ?s ?p ?_x }} UNION {{ ?s ?p ?o }} MINUS {{ {VALUES} ?_x a ?_x }} }}"),
    ("ASK { { SELECT ?s { ?s ?p ?_x } } }", ONE, "ASK { { SELECT ?s { ?s ?p <http://e/y> } } }"),
    ("ASK { ?s ?p ?__x , ?_y }", ONE, "ASK { ?s ?p ?__x , ?_y }"),
    ("ASK { ?s ?p ?_x }", [], "ASK { ?s ?p ?_x }"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "values", "bound"), BOUND)
def test_a_value_stands_as_its_place_wants_it(
    text: str, values: Sequence[ox.NamedNode | ox.Literal], bound: str
) -> None:
    assert bind(query_of_text(text), {"_x": values}) == bound


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s { ?s ?p ?o } ORDER BY ?_x",
        "ASK { { SELECT ?s { ?s ?p ?_x } } }",
        "CONSTRUCT WHERE { ?s ?p ?_x }",
        "ASK { ?s ?p ?_x { SELECT ?_x { ?s ?p ?_x } } }",
    ],
)
def test_several_values_are_refused_where_there_is_no_place_for_a_choice(text: str) -> None:
    with pytest.raises(ManyValuesError):
        bind(query_of_text(text), {"_x": TWO})


LET_OUT = [
    ("SELECT ?s { ?s ?p ?_x }", f"SELECT ?_x ?s {{ {VALUES} ?s ?p ?_x }}"),
    ("SELECT * { ?s ?p ?_x }", f"SELECT * {{ {VALUES} ?s ?p ?_x }}"),
    ("SELECT ?s ?_x { ?s ?p ?_x }", f"SELECT ?s ?_x {{ {VALUES} ?s ?p ?_x }}"),
    ("SELECT (?_x AS ?y) { ?s ?p ?_x }", f"SELECT (?_x AS ?y) {{ {VALUES} ?s ?p ?_x }}"),
    ("SELECT ?y { ?s ?p ?_x BIND(?_x AS ?y) }", f"SELECT ?y {{ {VALUES} ?s ?p ?_x BIND(?_x AS ?y) }}"),
    ("SELECT ?s { ?s ?p ?_x } ORDER BY ?s", f"SELECT ?_x ?s {{ {VALUES} ?s ?p ?_x }} ORDER BY ?_x ?s"),
    ("SELECT (COUNT(*) AS ?n) { ?s ?p ?_x }",
     f"SELECT ?_x (COUNT(*) AS ?n) {{ {VALUES} ?s ?p ?_x }} GROUP BY ?_x"),
    ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?_x } GROUP BY ?s HAVING(?n > 1)",
     f"SELECT ?_x ?s (COUNT(*) AS ?n) {{ {VALUES} ?s ?p ?_x }} GROUP BY ?s ?_x HAVING(?n > 1)"),
    ("SELECT ?s { ?s ?p ?o OPTIONAL { ?o ?q ?_x } }",
     f"SELECT ?_x ?s {{ {VALUES} ?s ?p ?o OPTIONAL {{ {VALUES} ?o ?q ?_x }} }}"),
    ("SELECT ?n { { SELECT (COUNT(*) AS ?n) { ?s ?p ?_x } } }",
     f"SELECT ?_x ?n {{ {VALUES} {{ SELECT ?_x (COUNT(*) AS ?n) {{ {VALUES} ?s ?p ?_x }} GROUP BY ?_x }} }}"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "bound"), LET_OUT)
def test_several_values_are_a_column_of_a_select(text: str, bound: str) -> None:
    assert bind(query_of_text(text), {"_x": TWO}) == bound


# Parts of a pattern, each of which may ask for the parameter in a way of its own.
PARTS = [
    "?s e:p ?_x",
    "?s e:p/e:q ?_x",
    "?o e:q ?s",
    "OPTIONAL { ?s e:q ?_x . ?s e:p ?m }",
    "OPTIONAL { ?s e:p ?m }",
    "{ ?s e:q ?_x } UNION { ?s e:p ?m }",
    "FILTER(?o != ?_x)",
    "FILTER NOT EXISTS { ?o e:p ?_x }",
    "FILTER EXISTS { ?s ?any ?_x }",
    "MINUS { ?s e:q ?_x }",
    "BIND(CONCAT(STR(?_x), '!') AS ?b)",
    "{ SELECT ?s (COUNT(?c) AS ?n) { ?s ?any ?_x . ?s ?r ?c } GROUP BY ?s }",
    "{ SELECT DISTINCT ?s { ?s e:p ?_x } }",
    "{ { ?s e:p ?_x FILTER(?s != ?_x) } }",
]
HEADS = [
    ("SELECT ?s ?o", ""),
    ("SELECT DISTINCT ?s ?m", "ORDER BY ?s"),
    ("SELECT ?s (COUNT(*) AS ?many)", "GROUP BY ?s ORDER BY ?many"),
    ("SELECT ?s (GROUP_CONCAT(DISTINCT STR(?m)) AS ?ms)", "GROUP BY ?s HAVING(COUNT(*) > 1)"),
    ("SELECT ?s (SAMPLE(?_x) AS ?x)", "GROUP BY ?s"),
]
NODES = [ox.NamedNode(f"http://e/{name}") for name in "abcd"]
TRIPLES = st.lists(
    st.builds(
        ox.Quad,
        st.sampled_from(NODES),
        st.sampled_from([ox.NamedNode("http://e/p"), ox.NamedNode("http://e/q")]),
        st.sampled_from(NODES),
    ),
    max_size=14,
)


@given(
    triples=TRIPLES,
    parts=st.lists(st.sampled_from(PARTS), max_size=3, unique=True),
    head=st.sampled_from(HEADS),
    values=st.lists(st.sampled_from(NODES), min_size=2, max_size=3, unique=True),
)
def test_several_values_give_the_rows_of_each_and_say_of_which(
    triples: list[ox.Quad], parts: list[str], head: tuple[str, str], values: list[ox.NamedNode]
) -> None:
    store = ox.Store()
    store.extend(triples)
    pattern = " ".join(
        part if part.startswith(("OPT", "FIL", "MIN", "BIND", "{")) else f"{part} ." for part in parts
    )
    query = query_of_text(
        f"PREFIX e: <http://e/> {head[0]} {{ ?s ?p ?o . {pattern} FILTER(?o != ?_x || true) }} {head[1]}"
    )

    def rows(given: Sequence[ox.NamedNode]) -> Counter[tuple[str, ...]]:
        answer = store.query(bind(query, {"_x": given}))
        assert isinstance(answer, ox.QuerySolutions)
        width = len(answer.variables)
        return Counter(tuple(str(row[index]) for index in range(width)) for row in answer)

    apart: Counter[tuple[str, ...]] = Counter()
    for value in values:
        apart.update({(str(value), *row): count for row, count in rows([value]).items()})
    assert rows(values) == apart


CHOICES = [
    ("SELECT ?s { ?s ?p ?_x } LIMIT 1", "SELECT DISTINCT ?_x WHERE { ?s ?p ?_x }"),
    ("PREFIX e: <http://e/> ASK { ?s e:p ?_x }",
     "PREFIX e: <http://e/> SELECT DISTINCT ?_x WHERE { ?s e:p ?_x }"),
    ("CONSTRUCT { ?_x a ?s } { ?s a ?_x }", "SELECT DISTINCT ?_x WHERE { ?s a ?_x }"),
    ("ASK { ?s ?p ?_x { SELECT ?_x { ?s ?p ?_x } } }",
     "SELECT DISTINCT ?_x WHERE { ?s ?p ?_x { SELECT ?_x { ?s ?p ?_x } } }"),
    ("DESCRIBE ?_x", None),
    ("SELECT (?_x AS ?v) { ?s ?p ?o }", None),
    ("SELECT ?s { ?s ?p ?o } ORDER BY ?_x", None),
    ("ASK { { SELECT ?s { ?s ?p ?_x } } }", None),
    ("ASK { ?s ?p ?_x SERVICE <http://e/> { } }", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "choice"), CHOICES)
def test_a_parameter_can_be_what_its_query_yields(text: str, choice: str | None) -> None:
    query = query_of_text(text)
    assert free_choice(query, query.parameters[0]) == choice
