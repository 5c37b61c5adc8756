"""The W3C tests of Turtle 1.1: what is Turtle and what is none, and which triples a file states.

The awkward files in ``examples/turtle`` need nothing from elsewhere, and are read in ``test_turtle.py``.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from conformance.results import canonical
from conformance.suites import Case, turtle_cases

from irc_kg.turtle import TurtleSyntaxError, decode, parse

# The IRI that the results of the tests were made with; relative IRIs in them depend on it.
BASES = ("https://w3c.github.io/rdf-tests/rdf/rdf11/rdf-turtle/", "http://www.w3.org/2013/TurtleTests/")
CASES = list(turtle_cases())


def test_all_tests_are_there() -> None:
    assert len(CASES) == 291


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_w3c_agrees(case: Case) -> None:
    text = decode(case.query.read_bytes())
    if "Negative" in case.kind:
        with pytest.raises(TurtleSyntaxError):
            parse(text, BASES[0] + case.query.name)
        return
    read = [parse(text, base + case.query.name) for base in BASES]
    if case.result:
        quads = ox.parse(path=case.result, format=ox.RdfFormat.N_TRIPLES, lenient=True)
        expected = canonical([quad.triple for quad in quads])
        assert expected in [canonical([each.triple for each in document.triples()]) for document in read]
