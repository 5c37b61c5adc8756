"""What is said of a constraint that has no message of its own, and of one that has."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from irc_kg.checks import check
from irc_kg.errors import Severity
from irc_kg.store.project_files import ProjectFiles

EXAMPLES = Path(__file__).parent / "examples"
PREFIXES = """\
@prefix irc: <https://w3id.org/irc-kg/ontology#> .
@prefix kg: <https://w3id.org/irc-kg/id/> .
@prefix plot: <https://example.org/allotments#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = """\
<> a irc:CatalogueGraph .
kg:plot
    a plot:Plot ;
    rdfs:label "Plot"@en, "Bed"@en ;
    plot:paces 10, 11 ;
    plot:grows kg:bean ;
    plot:near kg:ada .
"""


def found(root: Path, shape: str, target: str = "sh:targetClass plot:Plot") -> list[tuple[str, Severity]]:
    shutil.copytree(EXAMPLES / "ontology", root / "ontology")
    shutil.copytree(EXAMPLES / "graph", root / "graph")
    (root / "queries").mkdir()
    shapes = f"{PREFIXES}plot:S a sh:NodeShape ; {target} ; sh:property [ {shape} ] .\n"
    (root / "ontology" / "shapes.ttl").write_text(shapes, encoding="utf-8")
    (root / "graph" / "plot.ttl").write_text(PREFIXES + DATA, encoding="utf-8")
    report = check(ProjectFiles(root), select=["shape"])
    return [(finding.message, finding.severity) for finding in report.findings]


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ("sh:path plot:rent ; sh:minCount 1", "has no 'costs' (plot:rent)."),
        ("sh:path plot:rent ; sh:name 'rent' ; sh:minCount 1", "has no 'rent'."),
        ("sh:path plot:grows ; sh:minCount 2", "has fewer than 2 values of 'grows' (plot:grows)."),
        ("sh:path plot:paces ; sh:maxCount 1", "has more than 1 of 'has the length in paces' (plot:paces)."),
        (
            "sh:path plot:grows ; sh:class plot:Gardener",
            "has Bean (kg:bean) as 'grows' (plot:grows), which must be of the class Gardener",
        ),
        (
            "sh:path plot:grows ; sh:nodeKind sh:Literal",
            "has Bean (kg:bean) as 'grows' (plot:grows), which must be text or a number.",
        ),
        (
            "sh:path plot:grows ; sh:datatype xsd:date",
            'which must be a day, written "2022-07-01"^^xsd:date.',
        ),
        (
            "sh:path plot:paces ; sh:name 'length' ; sh:maxInclusive 10",
            "has 11 as 'length', which must be 10 or less.",
        ),
        (
            "sh:path plot:paces ; sh:name 'length' ; sh:minInclusive 11",
            "has 10 as 'length', which must be 11 or more.",
        ),
        (
            "sh:path plot:paces ; sh:name 'length' ; sh:minExclusive 10",
            "has 10 as 'length', which must be more than 10.",
        ),
        (
            "sh:path plot:paces ; sh:name 'length' ; sh:maxExclusive 11",
            "has 11 as 'length', which must be less than 11.",
        ),
        (
            "sh:path rdfs:label ; sh:name 'name' ; sh:minLength 4",
            "has \"Bed\"@en as 'name', which must have at least 4 characters.",
        ),
        (
            "sh:path rdfs:label ; sh:name 'name' ; sh:maxLength 3",
            "has \"Plot\"@en as 'name', which must have at most 3 characters.",
        ),
        (
            "sh:path rdfs:label ; sh:name 'name' ; sh:pattern '^P'",
            "has \"Bed\"@en as 'name', which must be of the form ^P.",
        ),
        ("sh:path plot:near ; sh:hasValue kg:bob", "does not have Bob (kg:bob) as 'is near' (plot:near)."),
        (
            "sh:path rdfs:label ; sh:name 'name' ; sh:uniqueLang true",
            "has more than one 'name' in one language.",
        ),
    ],
)
def test_a_constraint_without_a_message_is_put_in_words(tmp_path: Path, shape: str, message: str) -> None:
    ((told, severity),) = found(tmp_path / "plots", shape)

    # Of the two labels either may be the name.
    name = "Bed (kg:plot)"
    assert told.startswith(name)
    assert told.removeprefix(name).strip() == message or message in told
    assert severity is Severity.ERROR


@pytest.mark.parametrize(
    ("severity", "expected"),
    [("sh:Violation", Severity.ERROR), ("sh:Warning", Severity.WARNING), ("sh:Info", Severity.NOTE)],
)
def test_a_message_of_the_shape_is_told_in_english(tmp_path: Path, severity: str, expected: Severity) -> None:
    shape = (
        f"sh:path plot:rent ; sh:minCount 1 ; sh:severity {severity} ; "
        'sh:message "Beth yw rhent {$this}?"@cy, "What does {$this} cost"@en'
    )

    assert found(tmp_path / "plots", shape) == [("Bed (kg:plot): What does Bed (kg:plot) cost.", expected)]


def test_no_shapes_find_nothing(tmp_path: Path) -> None:
    assert found(tmp_path / "plots", "sh:path plot:rent ; sh:minCount 1", "rdfs:label 'none'") == []
