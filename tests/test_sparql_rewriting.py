"""How a query is written anew: for a server elsewhere, and with each condition of ORDER BY spelt out."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from irc_kg.queries.engine import evaluate
from irc_kg.queries.sparql import read
from irc_kg.queries.sparql.rewriting import Edit, apply_edits, to_ask, to_send, totally_ordered

PREFIXES = {
    "": "https://example.org/",
    "kg": "https://example.org/kg/",
    "services": "https://example.org/s/",
    "server": "https://example.org/r/",
}
SENT = {
    "comments go, and their lines stay": (
        "# a\n# b\nSELECT * { ?s ?p # c\n\n?o }#d\n#e",
        "\n\nSELECT * { ?s ?p \n\n?o } \n",
    ),
    "a space comes between what could run together": (
        "SELECT*{?s?p kg:b.?t ?p'x'}ORDERBY?s",
        "SELECT*{?s ?p kg:b . ?t ?p'x'}ORDER BY ?s",
    ),
    "a comparison is no bracket of an IRI": (
        "ASK {FILTER(?a<?b&&?c>?d||1<-?a)}",
        "ASK {FILTER(?a < ?b&&?c > ?d||1 < - ?a)}",
    ),
    "escapes are read, but for those that a text needs": (
        "ASK { ?s <a\\u0062> '\\u0041\\t\\u0022\\u0027\\u005C\\u000A\\u000D' , \"\\U0001F600\" }",
        "ASK { ?s <ab> 'A\\t\\\"\\'\\\\\\n\\r' , \"\U0001f600\" }",
    ),
    "names that begin as a keyword does are written whole": (
        "ASK { services:x server:y services: }",
        "ASK { <https://example.org/s/x> server:y <https://example.org/s/> }",
    ),
    "a parenthesis stands close behind some names": (
        "SELECT (concat ('a') AS ?x) (COALESCE\n(1) AS ?y) (STR (1) AS ?z) { BIND(BNODE  () AS ?b) }",
        "SELECT (concat('a') AS ?x) (COALESCE(1) AS ?y) (STR (1) AS ?z) { BIND(BNODE() AS ?b) }",
    ),
    "what is clear stays as it is": (
        "SELECT DISTINCT ?s { ?s ?p 1 , -2 ; :q 'a'@en , <b> }\n",
        "SELECT DISTINCT ?s { ?s ?p 1 , -2 ; :q 'a'@en , <b> }\n",
    ),
}


@pytest.mark.parametrize(("text", "sent"), SENT.values(), ids=SENT)
def test_what_is_sent_has_one_way_to_be_read(text: str, sent: str) -> None:
    assert to_send(read(text, PREFIXES)) == sent


XSD = "http://www.w3.org/2001/XMLSchema#"
TEMPORAL = ", ".join(
    f"<{XSD}{name}>"
    for name in (
        *("date", "dateTime", "gYear", "gYearMonth", "time"),
        *("dayTimeDuration", "duration", "yearMonthDuration"),
    )
)
DOUBLE = XSD + "double"
IS_TEMPORAL = f"DATATYPE({{0}}) IN ({TEMPORAL})"
KEYS = " ".join(
    f"{{1}}({key})"
    for key in (
        "COALESCE(IF(isBlank({0}), 1, IF(isIRI({0}), 2, 3)), 0)",
        f"COALESCE(IF(isNumeric({{0}}), '', IF({IS_TEMPORAL}, <urn:irc-kg:order>({{0}}), 'text')), 'text')",
        f"COALESCE(IF(isNumeric({{0}}), IF({{0}} = {{0}}, <{DOUBLE}>({{0}}), <{DOUBLE}>('-INF')), 0), 0)",
        f"COALESCE(IF(DATATYPE({{0}}) IN (<{DOUBLE}>, <{XSD}float>), 0, {{0}} + 0), 0)",
        'COALESCE(STR({0}), "")',
        'COALESCE(LANG({0}), "")',
    )
)


def keys(expression: str, direction: str = "ASC") -> str:
    return f" {KEYS.format(expression, direction)} "


ORDERED = {
    "a variable": ("ASK {} ORDER BY ?x", f"ASK {{}} ORDER BY {keys('?x')}"),
    "each of several": (
        "ASK {} ORDER BY ?x DESC(?y+1)STR(?z) LIMIT 1",
        f"ASK {{}} ORDER BY {keys('?x')} {keys('(?y+1)', 'DESC')}{keys('STR(?z)')} LIMIT 1",
    ),
    "in a query inside": (
        "ASK { { SELECT ?y {} ORDER BY ?y } } ORDER BY ?x",
        f"ASK {{ {{ SELECT ?y {{}} ORDER BY {keys('?y')} }} }} ORDER BY {keys('?x')}",
    ),
    "in a condition": (
        "ASK {} ORDER BY EXISTS { { SELECT ?y {} ORDER BY ?y } } ?x",
        f"ASK {{}} ORDER BY {keys('EXISTS { { SELECT ?y {} ORDER BY ' + keys('?y') + ' } }')} {keys('?x')}",
    ),
}


@pytest.mark.parametrize(("text", "ordered"), ORDERED.values(), ids=ORDERED)
def test_each_condition_of_order_is_spelt_out(text: str, ordered: str) -> None:
    assert totally_ordered(read(text, PREFIXES)) == ordered


EDITS = [Edit(5, 7, "XYZ"), Edit(0, 1, "A"), Edit(3, 3, "-")]


def test_edits_are_made_in_the_order_of_their_places() -> None:
    assert apply_edits("abcdefghi", EDITS).text == "Abc-deXYZhi"
    assert apply_edits("abcdefghi", []).text == "abcdefghi"


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (1, 9, "bc-deXYZhi"),
        (0, 7, "Abc-deXYZ"),
        (0, 6, "Abc-def"),
        (6, 9, "ghi"),
        (3, 3, "-"),
        (0, 3, "Abc-"),
    ],
)
def test_edits_outside_of_a_part_do_not_count(start: int, end: int, text: str) -> None:
    assert apply_edits("abcdefghi", EDITS, start, end).text == text


def test_a_place_in_an_edited_text_leads_back() -> None:
    edited = apply_edits("abcdefghi", EDITS)
    places = [edited.before(at) for at in range(len(edited.text) + 1)]
    #                 A  b  c  -  d  e  X  Y  Z  h  i
    assert places == [0, 1, 2, 3, 3, 4, 5, 6, 7, 7, 8, 9]


ANY_ROW = {
    "SELECT ?x { ?s :p :b . ?s :p :c OPTIONAL { ?s :q ?x } BIND(1 AS ?y) OPTIONAL { ?s :r ?z } }": True,
    "SELECT ?x { ?s :p :b OPTIONAL { ?s :q ?x } FILTER(BOUND(?x)) }": False,
    "SELECT ?x { ?s :p :b OPTIONAL { ?s :q ?x } ?x :p ?z }": True,
    "SELECT ?x { ?s :p :b BIND(:c AS ?x) OPTIONAL { ?s :q ?y } } VALUES ?x { :a }": False,
    "SELECT ?x { FILTER(?x = :b) ?s :p :b BIND(:c AS ?x) }": False,
    "SELECT ?x { OPTIONAL { ?s :none ?x } }": True,
    "SELECT ?s { ?s ?p ?o } ORDER BY ?s": True,
    "SELECT (COUNT(?s) AS ?n) { ?s :none ?o }": True,
    "SELECT ?p (COUNT(?s) AS ?n) { ?s ?p ?o } GROUP BY ?p": True,
    "SELECT ?p (COUNT(?s) AS ?n) { ?s ?p :none } GROUP BY ?p ORDER BY ?n": False,
    "SELECT ?p { ?s ?p ?o } GROUP BY ?p HAVING (COUNT(?s) > 1)": True,
    "SELECT ?p { ?s ?p ?o } GROUP BY ?p HAVING (COUNT(?s) > 3)": False,
    "SELECT * { ?s ?p ?o } LIMIT 0": False,
    "SELECT * { ?s ?p ?o } OFFSET 2": True,
    "SELECT * { ?s ?p ?o } OFFSET 3": False,
    "SELECT DISTINCT ?o { ?s ?p ?o } VALUES ?s { :a }": True,
    "SELECT DISTINCT ?o { ?s ?p ?o } VALUES ?s { :none }": False,
    "SELECT ?o FROM :g { ?s ?p ?o }": True,
    "SELECT ?o FROM :none { ?s ?p ?o }": False,
    "SELECT ?o { ?s ?p ?o FILTER NOT EXISTS { ?s :q ?o } # of all\n}": True,
}


@pytest.mark.parametrize(("text", "has_rows"), ANY_ROW.items())
def test_what_is_asked_in_the_place_of_rows_is_true_where_there_is_one(text: str, *, has_rows: bool) -> None:
    store = ox.Store()
    triples = ":a :p :b , :c . :b :p :c ."
    for graph in ("", "https://example.org/g"):
        store.load(
            f"@prefix : <https://example.org/> . {triples}".encode(),
            ox.RdfFormat.TURTLE,
            to_graph=ox.NamedNode(graph) if graph else ox.DefaultGraph(),
        )
    known = {"": "https://example.org/"}
    rows = evaluate(store, read(text, known))
    assert (next(iter(rows), None) is not None) is has_rows  # type: ignore[arg-type]

    asked = to_ask(read(text, known))

    if asked is not None:
        assert bool(evaluate(store, read(asked, known))) is has_rows
    else:
        assert any(word in text for word in ("HAVING", "LIMIT", "OFFSET", "(COUNT(?s) AS ?n) { ?s :none"))
