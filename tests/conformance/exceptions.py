"""Where an answer is not the one that the W3C's tests expect, and why: the tests hold it to be so still.

The names are those of the tests: the folder, and the name in its manifest.
"""

from __future__ import annotations

# The answer is the one that the engine gives to the same text over the same files.
_DIFFERENT = {
    "a query is asked of the union of all files; the test has a default graph beside the named ones": """
        algebra/join-combo-2 graph/dawg-graph-02 graph/dawg-graph-04 graph/dawg-graph-05 graph/dawg-graph-06
        graph/dawg-graph-07 graph/dawg-graph-08 graph/dawg-graph-09 graph/dawg-graph-10 graph/dawg-graph-10b
        graph/dawg-graph-11 subquery/subquery04
        """,
    "a file read once is one graph: FROM and FROM NAMED of it share its blank nodes": """
        dataset/dawg-dataset-09 dataset/dawg-dataset-10 dataset/dawg-dataset-12
        """,
    "the engine keeps the values of numbers, not how they are written (01 and +1 are 1)": """
        distinct/distinct-1 distinct/distinct-9 expr-builtin/dawg-str-1 expr-builtin/dawg-str-2
        expr-builtin/sameTerm-eq expr-builtin/sameTerm-not-eq expr-builtin/sameTerm-simple
        expr-equals/eq-graph-1 expr-equals/eq-graph-2 open-world/open-eq-01 csv-tsv-res/tsv03
        """,
    "a text without a datatype is an xsd:string since RDF 1.1": """
        distinct/distinct-2 expr-builtin/dawg-datatype-2 functions/strdt03 functions/strlang03
        """,
    "dates with and without a time zone can be compared": "open-world/date-2 open-world/date-3",
    "REDUCED may leave one of equal rows": "reduced/reduced-1 reduced/reduced-2",
    "SPARQL 1.1 joins a group in OPTIONAL before its filter": (
        "optional-filter/dawg-optional-filter-005-simplified"
    ),
    "no group is no row since the errata of SPARQL 1.1": "aggregates/agg-empty-group",
    "BNODE of one text is one blank node in all rows": "functions/bnode01",
    "what is not found leaves a text without a language since the errata of SPARQL 1.1": """
        functions/strafter01 functions/strbefore01
        """,
    "nothing is inferred": """
        entailment/paper-sparqldl-Q1 entailment/paper-sparqldl-Q1-rdfs entailment/paper-sparqldl-Q2
        entailment/paper-sparqldl-Q3 entailment/paper-sparqldl-Q4 entailment/parent3 entailment/parent4
        entailment/parent5 entailment/parent6 entailment/parent7 entailment/parent8 entailment/parent9
        entailment/parent10 entailment/rdf01 entailment/rdfs01 entailment/rdfs02 entailment/rdfs03
        entailment/rdfs04 entailment/rdfs05 entailment/rdfs06 entailment/rdfs07 entailment/rdfs08
        entailment/rdfs09 entailment/rdfs10 entailment/rdfs11 entailment/rdfs12 entailment/simple1
        entailment/simple2 entailment/simple3 entailment/simple4 entailment/simple5 entailment/simple6
        entailment/simple7 entailment/simple8 entailment/sparqldl-02 entailment/sparqldl-03
        entailment/sparqldl-10 entailment/sparqldl-11 entailment/sparqldl-12 entailment/sparqldl-13
        """,
}
# There is no answer.
_REFUSED = {
    "SPARQL 1.1 was published without paths of a given length": """
        property-path/pp04 property-path/pp05 property-path/pp13 property-path/pp15 property-path/pp20
        property-path/pp22 property-path/pp24 property-path/pp26 property-path/pp27 property-path/pp29
        """,
    "another server is asked only where that is wanted": """
        service/service1 service/service2 service/service3 service/service4a service/service5 service/service6
        service/service7 syntax-fed/syntax-service-01 syntax-fed/syntax-service-02
        syntax-fed/syntax-service-03
        """,
    "the engine does not read escapes in names": "syntax-query/qname-escape-01",
}
# There should be no answer, and there is one.
_ANSWERED = {"the engine takes two options in a row for one": "syntax-sparql3/syn-bad-26"}
# A file that the package of the tests does not hold.
INCOMPLETE = {"negation/temporal-proximity-by-exclusion-minus-1"}


def _reason_by_name(listed: dict[str, str]) -> dict[str, str]:
    return {name: reason for reason, names in listed.items() for name in names.split()}


DIFFERENT = _reason_by_name(_DIFFERENT)
REFUSED = _reason_by_name(_REFUSED)
ANSWERED = _reason_by_name(_ANSWERED)
