"""Answers made comparable: what the W3C expects, and what came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyoxigraph as ox

from irc_kg.store.names import RDF, XSD

_RESULT_SET = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_ROW_FORMATS = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}
GRAPH_FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES}
_NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float")}

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = Mapping[str, Term]


@dataclass(frozen=True)
class Rows:
    """The answer to a SELECT: its variables, and rows that leave out what is unbound."""

    variables: frozenset[str]
    rows: Sequence[Row] = ()


Result = bool | Rows | list[ox.Triple]


def result_of(answer: ox.QueryBoolean | ox.QuerySolutions | ox.QueryTriples) -> Result:
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    if isinstance(answer, ox.QueryTriples):
        return list(answer)
    variables = [variable.value for variable in answer.variables]
    rows = [{name: term for name in variables if (term := row[name]) is not None} for row in answer]
    return Rows(frozenset(variables), rows)


def read_result(path: Path, base_iri: str) -> Result:
    """What a file of the suites says must come out."""
    if path.suffix in _ROW_FORMATS:
        return result_of(ox.parse_query_results(path=path, format=_ROW_FORMATS[path.suffix]))
    store = ox.Store()
    store.load(path=path, format=GRAPH_FORMATS[path.suffix], base_iri=base_iri)
    result_set = list(
        store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(_RESULT_SET + "ResultSet"))
    )
    if not result_set:
        return [quad.triple for quad in store]
    return _read_result_set(store, result_set[0].subject)


def _read_result_set(store: ox.Store, result: Term) -> Result:
    """An answer that is written as a graph."""
    truth = _objects(store, result, "boolean")
    if truth:
        return truth[0].value == "true"  # type: ignore[union-attr]  # a literal
    rows = []
    for solution in _objects(store, result, "solution"):
        bindings = _objects(store, solution, "binding")
        rows.append(
            {
                _objects(store, binding, "variable")[0].value: _objects(store, binding, "value")[0]  # type: ignore[union-attr]
                for binding in bindings
            }
        )
    variables = frozenset(term.value for term in _objects(store, result, "resultVariable"))  # type: ignore[union-attr]
    return Rows(variables, rows)


def _objects(store: ox.Store, subject: Term, name: str) -> list[Term]:
    quads = store.quads_for_pattern(subject, ox.NamedNode(_RESULT_SET + name), None)  # type: ignore[arg-type]
    return [quad.object for quad in quads]


def comparable(result: Result) -> object:
    """A result as what equals another if only names of blank nodes or spellings of numbers differ."""
    if isinstance(result, bool):
        return result
    if isinstance(result, Rows):
        return result.variables, _comparable_rows(result.rows)
    return canonical(ox.Triple(*map(_by_value, triple)) for triple in result)  # type: ignore[arg-type]


def canonical(triples: Iterable[ox.Triple]) -> ox.Dataset:
    """Triples whose blank nodes have names that depend on nothing but what is said of them."""
    dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def _comparable_rows(rows: Sequence[Row]) -> ox.Dataset:
    """Rows as a graph: how often each comes, and what stands in it."""
    counts = Counter(frozenset((name, _by_value(term)) for name, term in row.items()) for row in rows)
    triples = []
    for row, count in counts.items():
        node = ox.BlankNode()
        triples.append(ox.Triple(node, ox.NamedNode("urn:count"), ox.Literal(str(count))))
        triples += [ox.Triple(node, ox.NamedNode(f"urn:variable:{name}"), term) for name, term in row]
    return canonical(triples)


def _by_value(term: Term) -> Term:
    """A number in the one spelling that its value has here: 1.0 and 1 are one decimal."""
    if not isinstance(term, ox.Literal) or term.datatype.value not in _NUMBERS:
        return term
    try:
        value = Decimal(term.value).normalize()
    except InvalidOperation:
        return term
    return ox.Literal(str(value), datatype=term.datatype)
