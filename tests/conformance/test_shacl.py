"""The W3C tests of SHACL: what shapes find in data, and which shapes are refused.

What is compared is what the rule `shape` makes its findings of. pySHACL, which validates, has faults of its
own: where they show, the test holds that they are there still.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from conformance.suites import SHACL, Manifest, path_of

from irc_kg.checks import check
from irc_kg.checks.context import Context
from irc_kg.checks.shapes import Shapes
from irc_kg.checks.sight import Sight
from irc_kg.checks.validation import FocusNodes, Validator
from irc_kg.checks.vocabulary import SH
from irc_kg.store.project_files import FOLDERS, ProjectFiles

SHT = "http://www.w3.org/ns/shacl-test#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
# What a result says, but for its messages, which each program makes of its own.
TOLD = ("focusNode", "resultPath", "value", "resultSeverity", "sourceConstraintComponent", "sourceShape")
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Results = Counter[tuple[str, ...]]

# Where the results are not those of the W3C, and why.
DIFFERENT = {
    "sparql/pre-binding/shapesGraph-001": "pySHACL does not know $shapesGraph; the shape is told as not used",
}


@dataclass(frozen=True)
class Case:
    """One test: the files with the data and the shapes, and what must come of them."""

    name: str
    data: Path
    shapes: Path
    expected: Results | None  # None where the shapes must be refused


def told(term: Term | None) -> str:
    """A term as it can be compared: blank nodes, as paths often are, have other names each time."""
    return "" if term is None else "_" if isinstance(term, ox.BlankNode) else str(term)


def shacl_cases(path: Path) -> Iterator[Case]:
    manifest = Manifest(path)
    for subject, kind in sorted(manifest.subjects(), key=str):
        for included in sorted(manifest.files(subject, MF + "include")):
            yield from shacl_cases(included)
        if kind != SHT + "Validate" or isinstance(subject, ox.BlankNode):
            continue
        [action] = manifest.objects(subject, MF + "action")
        [result] = manifest.objects(subject, MF + "result")
        assert isinstance(action, ox.BlankNode)
        [data], [shapes] = (manifest.files(action, SHT + one) for one in ("dataGraph", "shapesGraph"))
        expected = results_of(manifest, result) if isinstance(result, ox.BlankNode) else None
        name = f"{path.parent.relative_to(SHACL).as_posix()}/{path_of(subject).name}"
        yield Case(name, data, shapes, expected)


def results_of(manifest: Manifest, report: ox.BlankNode) -> Results:
    found: Results = Counter()
    for result in manifest.objects(report, SH + "result"):
        assert isinstance(result, ox.BlankNode)
        first = {one: next(manifest.objects(result, SH + one), None) for one in TOLD}
        found[tuple(map(told, first.values()))] += 1
    return found


CASES = list(shacl_cases(SHACL / "manifest.ttl")) if SHACL.is_dir() else []


def project_of(case: Case, root: Path) -> ProjectFiles:
    """A project whose ontology has the shapes, and its graph the data, if that is another file.

    They are read with the IRIs that they have in the suite.
    """
    for folder in FOLDERS:
        (root / folder).mkdir()
    copies = {case.shapes: root / "ontology" / "shapes.ttl"}
    copies.setdefault(case.data, root / "graph" / "data.ttl")
    for source, target in copies.items():
        target.write_text(
            f"@base <{source.as_uri()}> .\n{source.read_text(encoding='utf-8')}", encoding="utf-8"
        )
    return ProjectFiles(root)


def validate(project: ProjectFiles) -> tuple[Results, bool]:
    """What the shapes find, and whether some cannot be used."""
    store = Context(project).store
    shapes = Shapes(store)
    validator = Validator(shapes)
    results = validator.results(FocusNodes(store).everything())
    terms = [(one.focus, one.path, one.value, one.severity, one.component, one.shape) for one in results]
    return Counter(tuple(map(told, one)) for one in terms), bool(shapes.faults or validator.unused)


def test_all_tests_are_there() -> None:
    assert sum(case.name.startswith("core/") for case in CASES) == 98
    assert len(CASES) == 121
    assert {*DIFFERENT} <= {case.name for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_results_are_those_of_the_w3c(case: Case, tmp_path: Path) -> None:
    found, is_refused = validate(project_of(case, tmp_path))

    is_right = is_refused if case.expected is None else found == case.expected
    assert is_right is (case.name not in DIFFERENT), DIFFERENT.get(case.name, f"{found}\n{case.expected}")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_result_is_told_in_words(case: Case, tmp_path: Path) -> None:
    project = project_of(case, tmp_path)

    report = check(project, select=["shape"])

    for finding in report.findings:
        assert not {"Literal(", "rdflib", "http://www.w3.org/ns/shacl#"} & set(finding.message.split())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_conforms_at_sight_has_no_result(case: Case, tmp_path: Path) -> None:
    store = Context(project_of(case, tmp_path)).store
    shapes = Shapes(store)
    if case.expected is None or not shapes.see_one_step():
        return
    sight = Sight(shapes)

    seen = {str(quad.subject) for quad in FocusNodes(store).everything() if sight.conforms(quad.subject)}

    assert not seen & {focus for focus, *_ in case.expected}
