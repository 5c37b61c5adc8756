"""What is said of a text that is no query, and of which place in it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from irc_kg.queries.engine import evaluate
from irc_kg.queries.sparql import InvalidQueryError, read

PREFIXES = {"": "https://example.org/", "kg": "https://example.org/kg/", "town": "https://example.org/town/"}
NO_SPARQL = "this is not SPARQL 1.1: "
SEVERAL_DOTS = "a name with several dots is read in several ways: write its IRI, <…>"
ENDS_EARLY = NO_SPARQL + "the query ends before every '{' is closed"
# A ^ stands before the place that is told.
FAULTS = [
    ("^", NO_SPARQL + "there is no query"),
    ("# nothing^\n", NO_SPARQL + "there is no query"),
    ("^SELCT * {}", NO_SPARQL + "'SELCT' cannot stand here"),
    ("^} SELECT", NO_SPARQL + "'}' cannot stand here"),
    ("SELECT *^ \n", NO_SPARQL + "something is missing after '*'"),
    ("SELECT * { ?s ?p ?o } GROUP^", NO_SPARQL + "something is missing after 'GROUP'"),
    ("SELECT * {^", ENDS_EARLY),
    ("SELECT * { { ?s ?p ?o }^", ENDS_EARLY),
    ("SELECT * { ?s ?p ?o ORDER BY ?o^", ENDS_EARLY),
    ("SELECT * { FILTER(?a = (1 ^", None),
    ("ASK {} GROUP BY (STR(?a) AS ?b^", NO_SPARQL + "the query ends before every '(' is closed"),
    ("SELECT * { ?s ?p ?o ^LIMIT 3 }", NO_SPARQL + "'LIMIT' cannot stand here"),
    ("SELECT * { ?s ?p ?o } ^SELECT * {}", NO_SPARQL + "'SELECT' cannot stand here"),
    ("SELECT * { ?s ?p ^}", NO_SPARQL + "something is wrong at or before '}'"),
    ("SELECT * {\n\t?s ?p ?o }\n\t^}", NO_SPARQL + "something is wrong at or before '}'"),
    ("SELECT * { ?s ?p ?o ^] }", NO_SPARQL + "something is wrong at or before ']'"),
    ("SELECT * { FILTER(?a = 1 ^}", NO_SPARQL + "something is wrong at or before '}'"),
    ("ASK { ?s ?p ?o, ^}", NO_SPARQL + "something is wrong at or before '}'"),
    ("ASK { FILTER(?x IN (1, ^)) }", NO_SPARQL + "something is wrong at or before ')'"),
    ("ASK { FILTER(1 + 2 = 3 ^= 4) }", NO_SPARQL + "'=' cannot stand here"),
    ("ASK { FILTER(1 < 2 ^IN (3)) }", NO_SPARQL + "'IN' cannot stand here"),
    ("ASK { ?s :p/^} ", NO_SPARQL + "something is wrong at or before '}'"),
    ("ASK { {} UNION ^}", NO_SPARQL + "something is wrong at or before '}'"),
    ("SELECT * {\n\t?s ?p ^! }", NO_SPARQL + "'!' cannot stand here"),
    (
        "SELECT * { ?s ?p ^'a\nb' }",
        NO_SPARQL + "the text that begins with ' is not closed, or holds an escape that there is not",
    ),
    (
        'SELECT * { ?s ?p ^"a\\q" }',
        NO_SPARQL + 'the text that begins with " is not closed, or holds an escape that there is not',
    ),
    ("SELECT * { ?s ^twon:p ?o ; x:y ?z", "the prefix 'twon:' is not declared. Did you mean town:?"),
    (
        "SELECT * { VALUES (?a ?b) { (1 2) ^(1) } }",
        "a row of VALUES has as many values as there are variables: 2, not 1",
    ),
    ("SELECT * { ?s ^<a\\u0020b> ?o }", "this is not a valid IRI"),
    ("SELECT * { ?s ^kg:a.b.kg:c ?o }", SEVERAL_DOTS),
    ("SELECT * { ?s ?p ^'\\uD800' }", "\\uD800 is the code of no character"),
    ("SELECT * { ?s ?p ^'\\uDFFF' }", "\\uDFFF is the code of no character"),
    ("SELECT * { ?s ?p ^'\\U00110000' }", "\\U00110000 is the code of no character"),
    # What is SPARQL by its grammar, and of which the engine says what is wrong.
    ("SELECT ?a ?a { ?a ?b ?c ^}", "Duplicated variable name in SELECT"),
    ("SELECT * { ?a ?b ?c BIND(1 AS ?a)\n  ^} # }", NO_SPARQL + "something is wrong at or before '}'"),
    ("SELECT * { ?s ?p 'x'^@abcdefghijk }", NO_SPARQL + "something is wrong at or before '@abcdefghijk'"),
    (
        "SELECT * { ?a ?b ?c } GROUP BY ^?a",
        "SELECT * cannot stand with GROUP BY: name the variables",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "reason"), FAULTS, ids=[marked for marked, _ in FAULTS])
def test_a_fault_is_told_with_its_place(marked: str, reason: str | None) -> None:
    before, text = marked.split("^", 1)[0], marked.replace("^", "", 1)
    with pytest.raises(InvalidQueryError) as refused:
        evaluate(ox.Store(), read(text, PREFIXES, "q.rq"), place="q.rq")
    place = before.rstrip() if not text.removeprefix(before).strip() else before
    line = place.count("\n") + 1
    column = len(place) - place.rfind("\n")
    error = refused.value
    assert (error.line, error.column) == (line, column)
    assert error.reason == (reason or ENDS_EARLY)
    written = text.split("\n")[line - 1]
    indent = "".join("\t" if character == "\t" else " " for character in written[: column - 1])
    assert str(error) == f"q.rq:{line}:{column}: {error.reason}\n  {written}\n  {indent}^"


@pytest.mark.parametrize(
    ("escaped", "character"),
    [
        ("\\uD7FF", "\ud7ff"),
        ("\\uE000", "\ue000"),
        ("\\U0010FFFF", "\U0010ffff"),
        ("\\u0041\\U00000042", "AB"),
        ("\\t\\b\\n\\r\\f\\\\\\'\\\"", "\t\b\n\r\f\\'\""),
    ],
)
def test_escapes_say_characters(escaped: str, character: str) -> None:
    answer = evaluate(ox.Store(), read(f"SELECT ('{escaped}' AS ?x) {{}}", PREFIXES), place="q.rq")
    assert isinstance(answer, ox.QuerySolutions)
    assert next(answer)[0] == ox.Literal(character)


def test_a_mark_of_the_byte_order_stands_before_the_query() -> None:
    assert read("\ufeffASK { }", PREFIXES).form_start == 1
    assert read(" ASK { }", PREFIXES).form_start == 1
