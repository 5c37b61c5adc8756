"""Small graphs and queries of SPARQL 1.1 over them, made at random."""

from __future__ import annotations

from zlib import crc32

import pyoxigraph as ox
from hypothesis import strategies as st

E = "http://e/"
XSD = "http://www.w3.org/2001/XMLSchema#"
NODES = [*(ox.NamedNode(E + name) for name in "abc"), ox.BlankNode("n")]
# Of equal value, and yet not the same term.
LITERALS = [
    ox.Literal(1),
    ox.Literal("01", datatype=ox.NamedNode(XSD + "integer")),
    ox.Literal("1.0", datatype=ox.NamedNode(XSD + "decimal")),
    ox.Literal("1"),
    ox.Literal("1", language="en"),
    ox.Literal(2),
]
STATEMENTS = st.builds(
    ox.Quad,
    st.sampled_from(NODES),
    st.sampled_from([ox.NamedNode(E + "p"), ox.NamedNode(E + "q")]),
    st.sampled_from([*NODES, *LITERALS]),
    st.sampled_from([ox.NamedNode(E + "g"), ox.NamedNode(E + "h")]),
)


def _as_kept(quads: frozenset[ox.Quad]) -> frozenset[ox.Quad]:
    """Statements as the engine keeps them: numbers in one spelling."""
    store = ox.Store()
    store.extend(quads)
    return frozenset(store)


GRAPHS = st.frozensets(STATEMENTS, min_size=2, max_size=10).map(_as_kept)

SUBJECTS = st.sampled_from([*["?x"] * 4, *["?y"] * 2, *["?z"] * 2, ":a", "_:n"])
OBJECTS = st.sampled_from(["?x", *["?y"] * 4, *["?z"] * 3, ":c", "1", "1.0", "_:n", "[]", "[ :q ?z ]"])
STEPS = st.sampled_from([":p", ":q", "^:p", "!:p", "!(:p|^:q)", "^(!:q)", "!^:p"])
PATHS = st.recursive(
    STEPS,
    lambda inner: st.one_of(
        st.builds("{}/{}".format, inner, inner),
        st.builds("({}|{})".format, inner, inner),
        st.builds("^({})".format, inner),
        st.builds("({})+".format, inner),
        # Behind a step: a way of no steps alone matches all that is spoken of.
        st.builds("{}/({}){}".format, STEPS, inner, st.sampled_from("*?")),
    ),
    max_leaves=3,
)
VERBS = st.sampled_from([":p", ":q", "?v", ":p|:q"]) | PATHS
TRIPLES = st.builds("{} {} {} .".format, SUBJECTS, VERBS, OBJECTS)


def _with_own_nodes(block: str) -> str:
    """A blank node stands in one block only."""
    return block.replace("_:n", f"_:n{crc32(block.encode())}")


BLOCKS = st.lists(TRIPLES, min_size=1, max_size=2).map(" ".join).map(_with_own_nodes)
CONDITIONS = st.sampled_from(
    [
        "?x != ?y",
        "?y = 1",
        "sameTerm(?y, 1)",
        "isBlank(?x)",
        "BOUND(?z)",
        "?y IN (1, :a, :b)",
        "!BOUND(?z) || ?z = ?x",
        "isLiteral(COALESCE(?z, ?y))",
    ]
)
VALUES = st.sampled_from(
    [
        "VALUES ?x { :a :b }",
        "VALUES (?x ?y) { (:a UNDEF) (UNDEF 1) (:b :c) }",
        "VALUES ?z { UNDEF 1 }",
        "VALUES () { () }",
    ]
)
BINDS = st.builds(
    "BIND({} AS {})".format,
    st.sampled_from(["?y", "STR(?x)", "COALESCE(?z, ?x)", "IF(BOUND(?z), 1, 2)"]),
    st.sampled_from(["?l", "?m", "?n"]),
)
# None that may give any of several terms of equal value.
AGGREGATES = st.sampled_from(
    [
        "COUNT(*)",
        "COUNT(?y)",
        "COUNT(DISTINCT ?y)",
        "COUNT(DISTINCT *)",
        "MIN(STR(?y))",
        "SUM(?y)",
        "AVG(?y)",
        'GROUP_CONCAT(DISTINCT STR(?y); separator=" ")',
        "COUNT(?y) + COUNT(?z)",
    ]
)
GROUPINGS = st.sampled_from(
    ["GROUP BY ?x", "GROUP BY ?x ?z", "GROUP BY (STR(?x) AS ?k)", "GROUP BY ?x HAVING(COUNT(*) > 1)"]
)
ORDER = "ORDER BY ?x STR(?x) DATATYPE(?x) LANG(?x)"  # which terms of equal value do not share

# What gives more, and never less, when there are more statements.
GROWING = st.recursive(
    BLOCKS,
    lambda inner: st.one_of(
        st.builds("{} {}".format, VALUES, inner),
        st.builds("{} {}".format, inner, BINDS),
        st.builds("{} {} ?l :q ?z .".format, inner, BINDS),
        st.builds("{} FILTER({})".format, inner, CONDITIONS),
        st.builds("{{ {} }} UNION {{ {} }}".format, inner, inner),
        st.builds("{} FILTER EXISTS {{ {} }}".format, inner, inner),
        st.builds("{} {{ SELECT DISTINCT ?x ?y {{ {} }} }}".format, BLOCKS, inner),
        st.builds("{} {{ SELECT * {{ {} }} }}".format, BLOCKS, inner),
        st.builds("{} {{ SELECT (STR(?x) AS ?l) ?y {{ {} }} }}".format, BLOCKS, inner),
        st.builds("GRAPH {} {{ {} }}".format, st.sampled_from(["?g", ":h"]), inner),
        st.builds("{} GRAPH ?g {{ {} }} GRAPH ?g {{ {} }}".format, inner, BLOCKS, BLOCKS),
    ),
    max_leaves=3,
)
OPTIONALS = st.builds(
    "{} OPTIONAL {{ {} {}}}".format,
    GROWING,
    GROWING,
    st.just("") | st.builds("FILTER({})".format, CONDITIONS),
)
NEGATIONS = st.one_of(
    st.builds("{} FILTER NOT EXISTS {{ {} }}".format, GROWING, GROWING),
    st.builds("{} MINUS {{ {} }}".format, GROWING, GROWING),
)
FIRST_ONES = st.builds(
    "{} {{ SELECT DISTINCT ?x {{ {} }} {} LIMIT 2 }}".format, BLOCKS, GROWING, st.just(ORDER)
)
COUNTS = st.builds(
    "{} {{ SELECT ?x ({} AS ?many) {{ {} }} GROUP BY ?x }}".format, BLOCKS, AGGREGATES, GROWING
)
# What takes away one row where it gives another.
NESTED = st.one_of(
    st.builds("{} OPTIONAL {{ {} }}".format, OPTIONALS, COUNTS),
    st.builds("{} BIND(EXISTS {{ {} }} AS ?e)".format, OPTIONALS, GROWING),
    st.builds("{{ {} }} UNION {{ {} }}".format, COUNTS, OPTIONALS),
    st.builds("{} FILTER EXISTS {{ {} }}".format, OPTIONALS, OPTIONALS),
    st.builds("{} {{ SELECT ?x ?z {{ {} }} }}".format, BLOCKS, OPTIONALS),
)
ONE_LEVEL = st.one_of(GROWING, OPTIONALS, NEGATIONS, FIRST_ONES, COUNTS)


# Which of the rows are asked for.
PARTS = st.sampled_from(
    ["", "", f"{ORDER} LIMIT 2", f"{ORDER} OFFSET 1", f"{ORDER} LIMIT 1 OFFSET 1", "LIMIT 0"]
)
HEADS = st.sampled_from(
    ["SELECT *", "SELECT DISTINCT ?x", "SELECT ?x ?z", "SELECT ?y (STR(?x) AS ?t)", "SELECT REDUCED ?y ?z"]
)
PLAIN = st.builds("{} {{ {} }}".format, HEADS, ONE_LEVEL)
COUNTED = st.builds("SELECT ({} AS ?many) {{ {} }} {}".format, AGGREGATES, GROWING, GROUPINGS | st.just(""))
LAST = st.sampled_from(["", "", "VALUES ?x { :a UNDEF }", "VALUES (?x ?y) { (:a :b) (UNDEF 1) }"])
# Of these a row is gone only without a statement that made it.
STEADY = st.builds("{} {}".format, PLAIN | COUNTED, LAST)
# Here a statement that made no row may keep one away, as docs/citations.md tells.
UNSTEADY = st.builds("{} {{ {} OPTIONAL {{ {} }} }}".format, HEADS, OPTIONALS, OPTIONALS)
OTHERS = st.one_of(
    st.builds("{} {{ {} }}".format, HEADS, NESTED),
    st.builds("SELECT ?x ({} AS ?many) {{ {} }} GROUP BY ?x".format, AGGREGATES, ONE_LEVEL),
)
