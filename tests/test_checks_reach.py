"""What is asked of a change: all rows that it brings or takes, and few others."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from irc_kg import checks
from irc_kg.checks import check, findings_of_change, rule
from irc_kg.checks.reach import Touched, narrow_queries
from irc_kg.queries.engine import evaluate
from irc_kg.queries.sparql import read
from irc_kg.store import Store
from irc_kg.store.project_files import FOLDERS, ProjectFiles
from irc_kg.turtle import parse

RULES = sorted((Path(__file__).parent.parent / "queries" / "checks").glob("*.rq"))
PREFIXES = {
    "": "https://example.org/",
    "irc": "https://w3id.org/irc-kg/ontology#",
    "kg": "https://w3id.org/irc-kg/id/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "schema": "https://schema.org/",
}
DECLARED = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
# Forms of queries that the rules of the project do not have.
QUERIES = {
    "optional": "SELECT ?s ?o { ?s a ?c OPTIONAL { ?s :p ?o } }",
    "minus": "SELECT ?s { ?s :p ?o MINUS { ?s :q ?x . ?x :p ?y } }",
    "exists, far": "SELECT ?s { ?s :p ?o FILTER EXISTS { ?o :q ?x . ?x :p ?y } }",
    "two steps": "SELECT ?s ?z { ?s :p/:q ?z }",
    "two steps back": "SELECT ?s ?z { ?s ^:p/:q ?z }",
    "steps without end": "SELECT ?s ?z { ?s :p+ ?z }",
    "one of two": "SELECT ?s ?o { ?s :p|^:q ?o }",
    "union": "SELECT ?s ?o { { ?s :p ?o } UNION { ?o :q ?s FILTER(?o != :a) } }",
    "any predicate": "SELECT ?s ?o { GRAPH ?g { ?s ?p ?o } VALUES ?p { :p :q } MINUS { ?o a ?c } }",
    "what is told elsewhere": "SELECT ?s ?o { ?a rdfs:seeAlso ?p . ?s ?p ?o FILTER NOT EXISTS { ?o ?p ?z } }",
    "grouped": "SELECT ?s (COUNT(?o) AS ?n) { ?s :p ?o } GROUP BY ?s",
    "grouped inside": "SELECT ?s { { SELECT ?s (COUNT(?o) AS ?n) { ?s :p ?o } GROUP BY ?s } FILTER(?n > 1) }",
    "inside": "SELECT ?s ?o { { SELECT ?s ?o { ?s :p ?o FILTER NOT EXISTS { ?s :q ?o } } } ?o a ?c }",
    "first": "SELECT ?s { ?s :p ?o } ORDER BY ?s LIMIT 1",
    "computed": "SELECT ?s ?o { ?x :p ?o BIND(?x AS ?s) ?s a ?c }",
    "told by a column": "SELECT ?s (EXISTS { ?s :q ?x } AS ?is) { ?s :p ?o }",
    "all": "SELECT * { ?s :p ?o . ?o :q ?z }",
    "a graph": "SELECT ?g { ?g a irc:EvidenceGraph FILTER NOT EXISTS { GRAPH ?g { ?s :p ?o } } }",
    "a number": "SELECT ?s ?o { ?s :p ?o FILTER(?o = 7) }",
} | {path.stem: path.read_text(encoding="utf-8") for path in RULES}
SUBJECTS = [":a", ":b", "kg:c", "<>"]
OBJECTS = [*SUBJECTS, "kg:nobody", "7", "007", '"x"@en']
SAID = st.one_of(
    st.tuples(st.sampled_from([":p", ":q", "irc:concerns"]), st.sampled_from(OBJECTS)),
    st.tuples(
        st.just("a"), st.sampled_from([":Plot", ":Shed", "irc:EvidenceGraph", "skos:Concept", "owl:Class"])
    ),
    st.tuples(st.just("rdfs:label"), st.sampled_from(['"a"@en', '"b"@en', '"b"@de'])),
    st.tuples(
        st.sampled_from(["schema:foundingDate", "schema:dissolutionDate"]), st.sampled_from(['"1"', '"2"'])
    ),
    st.tuples(
        st.sampled_from(["rdfs:subClassOf", "rdfs:seeAlso"]), st.sampled_from([":Plot", ":Shed", ":p"])
    ),
)
TRIPLE = st.tuples(st.sampled_from([*SUBJECTS, ":Shed"]), SAID).map(
    lambda one: f"{one[0]} {' '.join(one[1])} ."
)
# What another file says; and what the changed one says before and after, before only, and after only.
EDIT = st.tuples(*(st.lists(TRIPLE, max_size=most) for most in (6, 4, 2, 2)))
ONTOLOGY = """
:Plot a owl:Class . :Shed a owl:Class ; rdfs:subClassOf :Plot .
:p a owl:ObjectProperty ; rdfs:range :Plot ; rdfs:domain :Plot . :q a owl:ObjectProperty .
:any rdfs:seeAlso :q . <> irc:labels ( skos:prefLabel :q ) .
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("reach")
    for folder in FOLDERS:
        (root / folder).mkdir()
    (root / "ontology" / "words.ttl").write_text(DECLARED + ONTOLOGY, encoding="utf-8")
    (root / "queries" / "checks").mkdir()
    for path in RULES:
        (root / "queries" / "checks" / path.name).write_text(
            path.read_text(encoding="utf-8"), encoding="utf-8"
        )
    return root


def text_of(triples: list[str]) -> str:
    return DECLARED + "\n".join(triples) + "\n"


def rows(text: str, store: Store, column: str = "", terms: frozenset[object] = frozenset()) -> Iterator[str]:
    answer = evaluate(store.dataset, read(text, PREFIXES))
    assert isinstance(answer, ox.QuerySolutions)
    for row in answer:
        if not column or row[column] in terms:
            yield str(row)


@settings(max_examples=60, deadline=None)
@given(names=st.lists(st.sampled_from(sorted(QUERIES)), min_size=4, max_size=4), edit=EDIT)
@example(names=[*QUERIES], edit=([":a :p :b ."], [], [], [":b :q 007 ."]))
def test_what_a_change_brings_and_takes_is_asked_for(
    root: Path, names: list[str], edit: tuple[list[str], ...]
) -> None:
    others, kept, taken, brought = edit
    (root / "graph" / "others.ttl").write_text(text_of(others), encoding="utf-8")
    file = root / "graph" / "changed.ttl"
    graph = ProjectFiles(root).graph_iri(file)
    before, after = text_of(kept + taken), text_of(kept + brought)
    touched = Touched(graph, parse(before, graph).graph ^ parse(after, graph).graph)
    stores = []
    for text in (before, after):
        file.write_text(text, encoding="utf-8")
        stores.append(Store(ProjectFiles(root)))
    for name in names:
        query = QUERIES[name]
        tree = read(query, PREFIXES)
        whole = [set(rows(query, store)) for store in stores]
        narrow = [narrow_queries(tree, [touched], store) for store in stores]
        assert narrow[0] == narrow[1], name
        if narrow[0] is not None:
            asked = [
                {row for one in narrow[0] for row in rows(one.text, store, one.variable, one.terms)}
                for store in stores
            ]
            assert asked[0] ^ asked[1] == whole[0] ^ whole[1], name
            assert asked[0] <= whole[0], name


@settings(max_examples=25, deadline=None)
@given(edit=EDIT, index=st.sampled_from(["always", "never"]))
# What is wrong already is told of another file, and in other words.
@example(edit=([], [':a rdfs:label "a"@en .'], [], [":Shed a :Plot ."]), index="never")
def test_findings_of_a_change_are_those_of_the_whole(
    root: Path, edit: tuple[list[str], ...], index: str
) -> None:
    others, kept, taken, brought = edit
    (root / "graph" / "others.ttl").write_text(text_of(others), encoding="utf-8")
    file = root / "graph" / "changed.ttl"
    graph = ProjectFiles(root).graph_iri(file)
    before, after = parse(text_of(kept + taken), graph), parse(text_of(kept + brought), graph)
    file.write_text(before.text, encoding="utf-8")

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(root / "cache"))
        patch.setenv("IRC_KG_INDEX", index)
        found = findings_of_change(ProjectFiles(root), file, before, after)
        patch.setattr(rule, "narrow_queries", lambda *_: None)
        patch.setattr(checks, "_things_to_validate", lambda *_: None)
        whole = findings_of_change(ProjectFiles(root), file, before, after)

    assert found == whole


SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
:Plots a sh:NodeShape ; sh:targetClass :Plot ; sh:property
    [ sh:path :p ; sh:class :Plot ; sh:maxCount 1 ] ,
    [ sh:path :q ; sh:or ( [ sh:class :Shed ] [ sh:in ( 7 ) ] ) ] .
"""
QUESTIONS = {
    "sheds": "SELECT ?s { ?s a :Shed ; :p ?o } ORDER BY ?s",
    "lonely": "SELECT ?s { ?s a :Plot FILTER NOT EXISTS { ?s :p|:q ?o } } ORDER BY ?s",
    "called": "SELECT (COUNT(?s) AS ?n) { ?s rdfs:label ?o } HAVING (COUNT(?s) > 2)",
    "views/plots": "CONSTRUCT { ?s :p ?o } WHERE { ?s :p ?o . ?o a/rdfs:subClassOf* :Plot }",
    "findings/plots": "SELECT ?finding ?thing { ?thing :q ?o BIND(STR(?o) AS ?finding) } ORDER BY ?thing ?o",
    "of-one": "#+ defaults:\n#+   - plot: b\nSELECT ?o { ?_plot_iri :p|:q ?o } ORDER BY ?o",
}
STEPS = st.lists(st.tuples(st.sampled_from(["one", "two"]), st.lists(TRIPLE, max_size=4)), max_size=4)


@settings(max_examples=25, deadline=None)
@given(steps=STEPS, index=st.sampled_from(["always", "never"]))
@example(steps=[("one", [":a a :Shed ; :p :b ."]), ("one", [":a a :Shed ."])], index="never")
@example(steps=[("one", [":a :p :b ."]), ("two", [":b a :Plot . :a a :Plot ."])], index="never")
@example(
    steps=[("one", [":a a :Plot ; :p :b ."]), ("two", [":b a :Plot ."]), ("two", [])],
    index="never",
)
@example(
    steps=[("one", [":a a :Plot ; :q :b .", ':b rdfs:label "b"@en .']), ("two", ["kg:c :p :a ."])],
    index="never",
)
@example(
    steps=[
        ("one", [":a a :Plot ; :q :b ."]),
        ("two", [":b a :Shed ."]),
        ("two", [':b rdfs:label "b"@en .']),
    ],
    index="never",
)
@example(steps=[("one", [":a a :Plot ; :q :b ."]), ("two", [":b a :Shed ."]), ("two", [])], index="always")
def test_a_check_after_a_change_finds_what_one_without_memory_finds(
    root: Path,
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, list[str]]],
    index: str,
) -> None:
    copy, cache = tmp_path_factory.mktemp("steps") / "project", tmp_path_factory.mktemp("cache")
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns("graph", "cache"))
    (copy / "graph").mkdir()
    (copy / "ontology" / "shapes.ttl").write_text(DECLARED + SHAPES, encoding="utf-8")
    for name, text in QUESTIONS.items():
        (copy / "queries" / f"{name}.rq").parent.mkdir(exist_ok=True)
        (copy / "queries" / f"{name}.rq").write_text(f"#+ summary: {name}\n{text}\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache))
        patch.setenv("IRC_KG_INDEX", index)
        check(ProjectFiles(copy), cache=cache / "check")
        for name, triples in steps:
            (copy / "graph" / f"{name}.ttl").write_text(text_of(triples), encoding="utf-8")

            remembered = check(ProjectFiles(copy), cache=cache / "check").findings

            assert remembered == check(ProjectFiles(copy)).findings


def test_of_the_index_a_copy_is_changed_that_does_not_stay(root: Path, tmp_path: Path) -> None:
    (root / "graph" / "others.ttl").write_text(text_of([]), encoding="utf-8")
    (root / "graph" / "changed.ttl").write_text(text_of([":a a :Plot .", ":b a :Plot ."]), encoding="utf-8")
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "IRC_KG_INDEX": "always"}
    added = ["add", "<https://example.org/a>", "<https://example.org/p>", "<https://example.org/nobody>"]
    command = [sys.executable, "-m", "irc_kg", *added, "--to", str(root / "graph" / "changed.ttl")]

    done = subprocess.run(
        [*command, "--root", str(root)], env=environment, capture_output=True, text=True, check=False
    )

    assert "Nothing says what" in done.stderr
    assert len(list(tmp_path.glob("irc-kg/index/*/*/in-use"))) == 1


# Which rules need not be asked as a whole when one statement comes.
@pytest.mark.parametrize(
    ("statement", "whole"),
    [
        (":a :p :b .", []),
        (":a irc:concerns kg:nobody .", []),
        (':a rdfs:label "a"@en .', ["duplicate-label", "undescribed-term"]),
        (":a a :Plot .", ["dangling"]),
    ],
)
def test_most_rules_are_asked_only_what_a_change_concerns(
    root: Path, statement: str, whole: list[str]
) -> None:
    file = root / "graph" / "changed.ttl"
    file.write_text(text_of([]), encoding="utf-8")
    store = Store(ProjectFiles(root))
    graph = store.files.graph_iri(file)
    touched = Touched(graph, parse(text_of([statement]), graph).graph)
    trees = {path.stem: read(path.read_text(encoding="utf-8"), PREFIXES) for path in RULES}

    assert [name for name, tree in trees.items() if narrow_queries(tree, [touched], store) is None] == whole
