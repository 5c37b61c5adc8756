"""The W3C tests of Turtle 1.1, for those who have them.

IRC_KG_W3C_TURTLE names the folder that holds their ``manifest.ttl``, which is rdf/rdf11/rdf-turtle in
https://github.com/w3c/rdf-tests. The awkward files in ``examples/turtle`` need nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from irc_kg.turtle import TurtleSyntaxError, decode, parse

FOLDER = os.environ.get("IRC_KG_W3C_TURTLE")
# The IRI that the results of the tests were made with; relative IRIs in them depend on it.
BASES = ("https://w3c.github.io/rdf-tests/rdf/rdf11/rdf-turtle/", "http://www.w3.org/2013/TurtleTests/")
MANIFEST = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
KINDS = "http://www.w3.org/ns/rdftest#"


class Case(NamedTuple):
    kind: str
    action: Path
    result: Path | None


def cases() -> Iterator[Case]:
    if not FOLDER:
        return
    store = ox.Store()
    store.load(
        path=Path(FOLDER) / "manifest.ttl", format=ox.RdfFormat.TURTLE, base_iri="urn:tests:/manifest.ttl"
    )
    for quad in store.quads_for_pattern(None, RDF_TYPE, None):
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(KINDS):
            named = [
                Path(FOLDER) / str(found.object.value).rsplit("/", 1)[1]
                for name in ("action", "result")
                for found in store.quads_for_pattern(quad.subject, ox.NamedNode(MANIFEST + name), None)
                if isinstance(found.object, ox.NamedNode)
            ]
            yield Case(quad.object.value.removeprefix(KINDS), named[0], named[1] if len(named) > 1 else None)


def canonical(triples: list[ox.Triple]) -> ox.Dataset:
    dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


@pytest.mark.skipif(not FOLDER, reason="IRC_KG_W3C_TURTLE names no folder with the W3C tests")
@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.action.stem)
def test_the_w3c_agrees(case: Case) -> None:
    text = decode(case.action.read_bytes())
    if "Negative" in case.kind:
        with pytest.raises(TurtleSyntaxError):
            parse(text, BASES[0] + case.action.name)
        return
    read = [parse(text, base + case.action.name) for base in BASES]
    if case.result:
        quads = ox.parse(path=case.result, format=ox.RdfFormat.N_TRIPLES, lenient=True)
        expected = canonical([quad.triple for quad in quads])
        assert expected in [canonical([each.triple for each in document.triples()]) for document in read]
