"""What a change to one file would break: the same as two checks of the project tell, before and after."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from irc_kg.checks import check, findings_of_change
from irc_kg.checks.graph_memory import GraphMemory
from irc_kg.errors import Finding
from irc_kg.queries import query_of_text
from irc_kg.store import Term
from irc_kg.store.project_files import ProjectFiles
from irc_kg.turtle import parse, parse_about

EXAMPLES = Path(__file__).parent / "examples"
CHECKS = Path(__file__).parent.parent / "queries" / "checks"
# A thing as messages name it: by its label, by its class, or by its CURIE alone.
NAME = re.compile(r"(?:(?:One|one |Pea) \(|(?:Plot|Plant|Club) )(kg:\w+)\)?")
PREFIXES = """\
@prefix irc: <https://w3id.org/irc-kg/ontology#> .
@prefix kg: <https://w3id.org/irc-kg/id/> .
@prefix plot: <https://example.org/allotments#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<> a irc:CatalogueGraph .
"""
SHAPES = """\
@prefix plot: <https://example.org/allotments#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
plot:Plots a sh:NodeShape ; sh:targetClass plot:Plot ;
    sh:property [ sh:path plot:grows ; sh:class plot:Plant ; sh:minCount 1 ] ,
        [ sh:path plot:paces ; sh:maxCount 1 ] .
"""
STATEMENTS = [
    'kg:one a plot:Plot ; rdfs:label "One"@en .',
    "kg:one plot:grows kg:bean .",
    "kg:one plot:grows kg:pea .",
    "kg:one plot:paces 1 .",
    "kg:one plot:paces 2 .",
    'kg:one plot:paces "many" .',
    "kg:one plot:grwos kg:bean .",
    'kg:pea a plot:Plant ; rdfs:label "Pea"@en .',
    "kg:pea a plot:Club .",
    'kg:one rdfs:label "one "@en .',
    "kg:one plot:near [ a plot:Plot ] .",
    "[] a plot:Plot .",
    "plot:Club rdfs:subClassOf plot:Plant .",
]
texts = st.lists(st.sampled_from(STATEMENTS), unique=True, max_size=8).map(
    lambda lines: PREFIXES + "\n".join(lines) + "\n"
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("allotments")
    shutil.copytree(EXAMPLES / "ontology", root / "ontology")
    shutil.copytree(EXAMPLES / "graph", root / "graph")
    shutil.copytree(CHECKS, root / "queries" / "checks")
    (root / "ontology" / "shapes.ttl").write_text(SHAPES, encoding="utf-8")
    (root / "graph" / "other.ttl").write_text(
        PREFIXES + "kg:two a plot:Plot ; plot:grows kg:pea .\n", encoding="utf-8"
    )
    return root


def found_in(root: Path, file: Path, text: str, select: Sequence[str] = ()) -> tuple[Finding, ...]:
    """What a whole check finds in a file that holds a text."""
    file.write_text(text, encoding="utf-8")
    try:
        return check(ProjectFiles(root), [file], select=select).findings
    finally:
        file.unlink()


def identity(finding: Finding) -> tuple[str, str]:
    """What is wrong, whatever its things are called, and whether they are called anything."""
    return finding.check, NAME.sub(r"\1", finding.message)


def found_of_change(root: Path, file: Path, before: str, after: str) -> list[Finding]:
    project = ProjectFiles(root)
    graph = project.graph_iri(file)
    return findings_of_change(project, file, parse(before, graph), parse(after, graph))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=texts, after=texts)
@example(
    before=f"{PREFIXES}[] a plot:Plot .\n",
    after=f"{PREFIXES}kg:one a plot:Plot ; plot:grows kg:bean ; plot:near [ a plot:Plot ] .\n",
)
def test_a_change_breaks_what_two_checks_tell(root: Path, before: str, after: str) -> None:
    file = root / "graph" / "one.ttl"
    # What shapes find is not heard beside what a rule says of the same value; alone, all of it is.
    all_before = [*found_in(root, file, before), *found_in(root, file, before, ["shape"])]
    known = set(map(identity, all_before))
    now = found_in(root, file, after)

    found = found_of_change(root, file, before, after)

    assert found == [finding for finding in now if identity(finding) not in known]


NAMED = [statement for statement in STATEMENTS if "[" not in statement]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=texts, new=st.sampled_from([*NAMED, 'kg:two rdfs:label " two"@en .']), removes=st.booleans())
@example(before=f"{PREFIXES}{NAMED[0]}\n", new=NAMED[6], removes=False)
@example(before=f"{PREFIXES}{NAMED[0]}\n{NAMED[6]}\nkg:two plot:grwos kg:bean .", new=NAMED[6], removes=True)
def test_of_a_file_that_is_read_in_part_a_change_breaks_the_same(
    root: Path, before: str, new: str, removes: bool
) -> None:
    file = root / "graph" / "one.ttl"
    project = ProjectFiles(root)
    graph = project.graph_iri(file)
    after = before.replace(f"{new}\n", "") if removes else f"{before}{new}\n"
    subjects = {one.subject.term for one in parse(PREFIXES + new, graph).triples()}
    file.write_text(before, encoding="utf-8")
    try:
        whole = findings_of_change(project, file, parse(before, graph), parse(after, graph))
        parts = (parse_about(text, graph, subjects) for text in (before, after))
        assert findings_of_change(project, file, *parts) == whole
    finally:
        file.unlink()


def test_to_move_a_statement_or_mend_one_of_two_faults_breaks_nothing(root: Path) -> None:
    file = root / "graph" / "one.ttl"
    thing = 'kg:one a plot:Plot ; rdfs:label "One"@en ; plot:grows kg:bean .\n'
    many, one, two = 'kg:one plot:paces "many" .\n', "kg:one plot:paces 1 .\n", "kg:one plot:paces 2 .\n"
    before = PREFIXES + thing + one + two + many

    assert found_of_change(root, file, before, PREFIXES + many + thing + one + two) == []
    assert found_of_change(root, file, before, PREFIXES + thing + one + two) == []


def test_of_a_new_file_all_is_new(root: Path) -> None:
    file = root / "graph" / "new" / "one.ttl"

    found = found_of_change(root, file, "", f"{PREFIXES}kg:one a plot:Plot .\n")

    assert {finding.file for finding in found} == {file}
    assert {finding.check for finding in found} == {"missing-label", "prefix-unused", "shape", "unused"}


def test_an_edit_of_the_ontology_is_seen_from_its_own_file_only(root: Path) -> None:
    file = root / "ontology" / "shapes.ttl"
    text = file.read_text(encoding="utf-8")
    after = text + "plot:Other a sh:NoShape ; rdfs:label 'Other '@en .\n"

    found = found_of_change(root, file, text, after)

    assert [(finding.check, finding.line) for finding in found] == [("unknown-term", 7), ("stray-spaces", 7)]
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("term", "is_kept"),
    [
        (ox.NamedNode("https://example.org/a"), True),
        (ox.Literal("1", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")), True),
        (ox.Literal("un", language="fr"), True),
        (None, True),
        (ox.Literal("one", language="ar", direction=ox.BaseDirection.RTL), False),
        (ox.BlankNode("b"), False),
    ],
)
def test_a_row_is_kept_as_it_is_or_not_at_all(tmp_path: Path, term: Term | None, is_kept: bool) -> None:
    query = query_of_text("SELECT ?x { ?x ?p ?o }", "the query")
    memory = GraphMemory(tmp_path, "setting")
    memory.keep_rows(query, [{"x": term}])
    memory.save({})
    assert GraphMemory(tmp_path, "setting").rows_of(query) == ([{"x": term}] if is_kept else None)
    assert GraphMemory(tmp_path, "another").rows_of(query) is None
