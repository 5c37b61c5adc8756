"""Values put in the place of a parameter, wherever a variable can stand; and the choice that it leaves."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox
import pytest

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
