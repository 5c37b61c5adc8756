"""What conforms at sight: only that of which pySHACL finds nothing, and most of what it finds nothing of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irc_kg.checks.shapes import Shapes
from irc_kg.checks.sight import Sight
from irc_kg.checks.validation import FocusNodes, Validator
from irc_kg.store import Store, Term
from irc_kg.store.project_files import FOLDERS, ProjectFiles
from irc_kg.turtle import RDF_TYPE

PREFIXES = """\
@prefix : <https://example.org/allotments#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CLASSES = ":Glasshouse rdfs:subClassOf :Plot . :Shed rdfs:subClassOf :Glasshouse .\n"
# What shapes may ask of values, and of how many there are.
OF_VALUES = [
    *("sh:class :Plot", "sh:class :Glasshouse", "sh:datatype xsd:integer", "sh:datatype xsd:string"),
    *("sh:datatype xsd:date", "sh:datatype xsd:gYear", "sh:datatype xsd:decimal", "sh:nodeKind sh:IRI"),
    *("sh:nodeKind sh:BlankNodeOrLiteral", "sh:minLength 3", "sh:maxLength 4", 'sh:pattern "^b"'),
    *('sh:pattern "^B" ; sh:flags "i"', 'sh:languageIn ( "en" )', "sh:uniqueLang true"),
    *("sh:minInclusive 2", "sh:maxExclusive 5", 'sh:in ( :a "bean" 3 )', "sh:hasValue :a", "sh:hasValue 3"),
    *("sh:disjoint :other", "sh:closed true", "sh:deactivated true", 'sh:minInclusive "2022"^^xsd:gYear'),
    "sh:datatype [ ]",
]
COUNTS = ["", "sh:minCount 1 ;", "sh:maxCount 1 ;", "sh:minCount 2 ;"]
JOINED = [
    "{0}",
    "sh:not [ {0} ]",
    "sh:or ( [ {0} ] [ {1} ] )",
    "sh:and ( [ {0} ] [ {1} ] )",
    "sh:xone ( [ {0} ] [ {1} ] )",
    "sh:node [ {0} ; sh:not [ {1} ] ]",
    "sh:node :Round",
]
VALUES = [
    *(":a", ":b", "_:x", "_:y", '"bean"', '"b"', '""', '"bean"@en', '"Bohne"@de', '"bean"@en-GB', "3", "007"),
    *("-1", "2.50", "true", '"x"^^xsd:integer', '"2022-01-31"^^xsd:date', '"2022-02-30"^^xsd:date'),
    *('"2022"^^xsd:gYear', '"0022"^^xsd:gYear', '"bean"^^:own'),
]
SUBJECTS = [":a", ":b", ":c", "_:x", "_:y"]
SAID = st.sampled_from([":says", ":other"]).flatmap(
    lambda word: st.sampled_from(VALUES).map(lambda value: f"{word} {value}")
)
TYPES = st.sampled_from(["a :Plot", "a :Shed", "a :Glasshouse"])
DATA = st.lists(st.tuples(st.sampled_from(SUBJECTS), st.one_of(TYPES, SAID)).map(" ".join), max_size=9).map(
    lambda said: "".join(f"{one} .\n" for one in said)
)
SHAPE = st.tuples(
    st.sampled_from(
        ["sh:targetClass :Plot", "sh:targetClass :Shed", "sh:targetSubjectsOf :says", "a owl:Class"]
    ),
    st.sampled_from(["sh:property [ sh:path :says ; {count} {asked} ]", "{asked}"]),
    st.sampled_from(COUNTS),
    st.sampled_from(JOINED),
    st.sampled_from(OF_VALUES),
    st.sampled_from(OF_VALUES),
).map(lambda parts: f"{parts[0]} ; {parts[1].format(count=parts[2], asked=parts[3].format(*parts[4:]))} .\n")


def shapes_of(root: Path, shapes: str, data: str) -> Shapes:
    for folder in FOLDERS:
        (root / folder).mkdir(exist_ok=True)
    (root / "ontology" / "shapes.ttl").write_text(PREFIXES + shapes, encoding="utf-8")
    (root / "graph" / "data.ttl").write_text(PREFIXES + CLASSES + data, encoding="utf-8")
    return Shapes(Store(ProjectFiles(root)))


def faulty_and_seen(shapes: Shapes) -> tuple[set[Term], set[Term]]:
    """What pySHACL finds something of, and what conforms at sight."""
    nodes = FocusNodes(shapes.store)
    results = Validator(shapes).results(nodes.everything())
    subjects: set[Term] = {quad.subject for quad in nodes.everything()}
    seen = {one for one in subjects if Sight(shapes).conforms(one)}
    # It is the same whether things are looked up one by one, or all are read.
    assert seen == subjects - {*Sight(shapes).unclear(nodes.everything(), nodes.everything(RDF_TYPE))}
    faulty = {result.focus for result in results if result.focus is not None}
    return faulty, seen


@settings(max_examples=250, deadline=None)
@given(shapes=st.lists(SHAPE, min_size=1, max_size=2), data=DATA)
def test_of_what_conforms_at_sight_nothing_is_found(
    tmp_path_factory: pytest.TempPathFactory, shapes: Sequence[str], data: str
) -> None:
    root = tmp_path_factory.getbasetemp() / "sight"
    root.mkdir(exist_ok=True)
    named = "".join(f":S{number} a sh:NodeShape ; {shape}" for number, shape in enumerate(shapes))
    around = ":Round a sh:NodeShape ; sh:node :Round ; sh:nodeKind sh:IRI .\n"
    known = shapes_of(root, named + around, data)
    if known.see_one_step():
        faulty, seen = faulty_and_seen(known)
        assert not faulty & seen


@pytest.mark.parametrize(
    ("asked", "good", "bad"),
    [
        ("sh:minCount 1", ":says 1", ":other 1"),
        ("sh:maxCount 1", ":says 1", ":says 1, 2"),
        ("sh:class :Glasshouse", ":says :shed", ":says :plot"),
        ("sh:datatype xsd:date", ':says "2022-01-31"^^xsd:date', ":says 1"),
        ("sh:nodeKind sh:IRI", ":says :a", ":says 1"),
        ("sh:minLength 2", ':says "ab"', ':says "a"'),
        ("sh:maxLength 1", ':says "a"', ':says "ab"'),
        ('sh:pattern "^A" ; sh:flags "i"', ':says "a"', ':says "b"'),
        ('sh:languageIn ( "en" )', ':says "a"@en', ':says "a"@de'),
        ("sh:minInclusive 2", ":says 2", ":says 1"),
        ("sh:maxExclusive 2", ":says 1", ":says 2"),
        ("sh:in ( :a 2 )", ":says :a, 2", ":says 1"),
        ("sh:hasValue :a", ":says :a, :b", ":says :b"),
        (
            "sh:or ( [ sh:class :Plot ] [ sh:datatype xsd:gYear ] )",
            ':says :shed, "2022"^^xsd:gYear',
            ":says 1",
        ),
        ("sh:not [ sh:nodeKind sh:Literal ]", ":says :a", ":says 1"),
        ("sh:and ( [ sh:minInclusive 1 ] [ sh:maxInclusive 2 ] )", ":says 2", ":says 3"),
        ("sh:node [ sh:nodeKind sh:IRI ]", ":says :a", ":says 1"),
    ],
)
def test_what_conforms_is_mostly_seen_at_once(tmp_path: Path, asked: str, good: str, bad: str) -> None:
    shape = f":S a sh:NodeShape ; sh:targetClass :Plot ; sh:property [ sh:path :says ; {asked} ] ."
    data = f":shed a :Shed ; :says :shed . :plot a :Plot .\n:good a :Plot ; {good} . :bad a :Plot ; {bad} .\n"
    shapes = shapes_of(tmp_path, shape, data)

    faulty, seen = faulty_and_seen(shapes)

    good_and_bad = (ox.NamedNode(f"https://example.org/allotments#{name}") for name in ("good", "bad"))
    assert [(one in seen, one in faulty) for one in good_and_bad] == [(True, False), (False, True)]
