"""What a run remembers: the second finds the same as the first, and looks only at what has changed."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from running import RunCommand

from irc_kg import checks
from irc_kg.checks import check, graph_rules
from irc_kg.checks.context import Context
from irc_kg.checks.memory import Memory
from irc_kg.checks.shapes import Shapes
from irc_kg.checks.validation import FocusNodes, Validator
from irc_kg.errors import Finding
from irc_kg.store import Store
from irc_kg.store.project_files import ProjectFiles

EXAMPLES = Path(__file__).parent / "examples"
PREFIXES = """\
@prefix irc: <https://w3id.org/irc-kg/ontology#> .
@prefix kg: <https://w3id.org/irc-kg/id/> .
@prefix plot: <https://example.org/allotments#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
SHAPES = """\
@prefix plot: <https://example.org/allotments#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
plot:Plots a sh:NodeShape ; sh:targetClass plot:Plot ; sh:node plot:Named ;
    sh:property
        [ sh:path plot:grows ; sh:class plot:Plant ; sh:minCount 1 ; sh:disjoint plot:near ] ,
        [ sh:path plot:paces ; sh:maxCount 1 ;
            sh:or ( [ sh:datatype xsd:integer ] [ sh:datatype xsd:date ] ) ] .
plot:Named a sh:NodeShape ; sh:property [ sh:path rdfs:label ; sh:minCount 1 ] .
plot:Tended a sh:NodeShape ; sh:targetSubjectsOf plot:tendedBy ;
    sh:property [ sh:path plot:tendedBy ; sh:nodeKind sh:IRI ] .
"""


PLOT = 'kg:{name} a plot:Plot ; rdfs:label "{name}"@en ; plot:grows kg:bean ; plot:paces {paces} .'


@pytest.fixture
def plots(tmp_path: Path) -> Path:
    """The root of a project with two plots in two files."""
    root = tmp_path / "plots"
    shutil.copytree(EXAMPLES / "ontology", root / "ontology")
    shutil.copytree(EXAMPLES / "graph", root / "graph")
    (root / "queries").mkdir()
    (root / "ontology" / "shapes.ttl").write_text(SHAPES, encoding="utf-8")
    for name in ("one", "two"):
        write(
            root,
            name,
            f'kg:{name} a plot:Plot ; rdfs:label "{name}"@en ; plot:grows kg:bean ; plot:paces 1 .',
        )
    return root


def write(root: Path, name: str, statements: str) -> None:
    text = f"{PREFIXES}<> a irc:CatalogueGraph .\n{statements}\n"
    (root / "graph" / f"{name}.ttl").write_text(text, encoding="utf-8")


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def findings(root: Path, cache: Path | None) -> tuple[Finding, ...]:
    return check(ProjectFiles(root), cache=cache).findings


def memory_without_the_last_check(cache: Path) -> Path:
    """The file with what is known of files and things, when all else is forgotten."""
    (last,), (graph,) = cache.glob("*.last.json"), cache.glob("*.graph")
    last.unlink()
    shutil.rmtree(graph)
    (file,) = cache.iterdir()
    return file


class Looks:
    """What is looked at in a run: the names of files, and of things that are validated."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.files: set[str] = set()
        self.things: set[str] = set()
        inspect, surroundings_of = checks.inspect_turtle, FocusNodes.surroundings_of

        def noted_file(context: Context, path: Path) -> object:
            self.files.add(path.name)
            return inspect(context, path)

        def noted_things(self_: FocusNodes, focus: set[object]) -> object:
            self.things |= {str(thing).rpartition("/")[2].rstrip(">") for thing in focus}
            return surroundings_of(self_, focus)  # type: ignore[arg-type]

        monkeypatch.setattr(checks, "inspect_turtle", noted_file)
        monkeypatch.setattr(FocusNodes, "surroundings_of", noted_things)

    def of(self, root: Path, cache: Path) -> tuple[set[str], set[str]]:
        self.files, self.things = set(), set()
        findings(root, cache)
        return self.files, self.things & {"one", "two", "bean"}


def test_a_file_with_a_fault_is_not_looked_at_again_when_another_changes(
    plots: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = Looks(monkeypatch)
    file, other = plots / "graph" / "one.ttl", plots / "graph" / "two.ttl"
    file.write_text(file.read_text(encoding="utf-8") + "kg:one plot:grwos kg:bean .\n", encoding="utf-8")
    first = findings(plots, tmp_path / "cache")
    assert any(finding.check == "unknown-term" for finding in first)
    other.write_text(other.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")

    assert looks.of(plots, tmp_path / "cache")[0] == {"two.ttl"}
    assert findings(plots, tmp_path / "cache") == first


def test_a_second_run_looks_at_nothing_again(
    plots: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = Looks(monkeypatch)

    first = looks.of(plots, tmp_path / "cache")
    second = looks.of(plots, tmp_path / "cache")

    assert first == (
        {"one.ttl", "two.ttl", "sources.ttl", "shapes.ttl", "allotments.ttl"},
        {"one", "two"},  # of the bean one sees at once that it conforms, of plots not
    )
    assert second == (set(), set())


def test_a_changed_file_is_looked_at_again_with_the_things_it_speaks_of(
    plots: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = Looks(monkeypatch)
    looks.of(plots, tmp_path / "cache")
    write(plots, "two", PLOT.format(name="two", paces=2))

    assert looks.of(plots, tmp_path / "cache") == ({"two.ttl"}, {"two"})


def test_a_thing_is_looked_at_again_when_the_class_of_what_it_mentions_changes(
    plots: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    assert findings(plots, cache) == ()
    sources = plots / "graph" / "sources.ttl"
    text = sources.read_text(encoding="utf-8").replace(
        "kg:bean\n    a plot:Plant", "kg:bean\n    a plot:Club"
    )
    sources.write_text(text, encoding="utf-8")

    assert [finding.check for finding in findings(plots, cache)] == ["shape", "shape"]
    assert findings(plots, cache) == findings(plots, None)


def test_another_ontology_is_another_matter(plots: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert findings(plots, cache) == ()
    (plots / "ontology" / "shapes.ttl").write_text(
        SHAPES.replace("sh:maxCount 1", "sh:maxCount 0"), encoding="utf-8"
    )

    assert {finding.check for finding in findings(plots, cache)} == {"shape"}
    ontology = plots / "ontology" / "allotments.ttl"
    ontology.write_text(
        ontology.read_text(encoding="utf-8").replace("plot:paces", "plot:steps"), encoding="utf-8"
    )
    assert "unknown-term" in {finding.check for finding in findings(plots, cache)}


def test_what_is_found_is_found_again(plots: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    write(
        plots, "one", 'kg:one a plot:Plot ; rdfs:label "one "@en ; plot:grwos kg:bean ; plot:paces 1, "x" .'
    )
    write(plots, "two", "kg:two a plot:Plot")

    first, second = findings(plots, cache), findings(plots, cache)

    assert first == second == findings(plots, None)
    assert {finding.check for finding in first} == {
        "syntax",
        "stray-spaces",
        "unknown-term",
        "wrong-value",
        "shape",
    }


@pytest.mark.parametrize(
    "spoilt", ["", "{", "[]", '{"setting": 1}', "\x00", '{"inspections": {}, "conforming": [7]}']
)
def test_a_spoilt_memory_is_forgotten(plots: Path, tmp_path: Path, spoilt: str) -> None:
    cache = tmp_path / "cache"
    write(plots, "one", 'kg:one a plot:Plot ; plot:paces 1, "x" .')
    first = findings(plots, cache)
    file = memory_without_the_last_check(cache)
    good = file.read_text(encoding="utf-8")
    file.write_text(spoilt, encoding="utf-8")

    assert findings(plots, cache) == first
    assert file.read_text(encoding="utf-8") == good


def test_a_memory_with_parts_of_the_wrong_kind_is_forgotten(plots: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = findings(plots, cache)
    file = memory_without_the_last_check(cache)
    good = json.loads(file.read_text(encoding="utf-8"))
    spoilt: tuple[dict[str, object], ...] = (
        {"conforming": ["no number"]},
        {"conforming": 3},
        {"inspections": {"a": 1}},
        {"inspections": []},
    )
    for wrong in spoilt:
        file.write_text(json.dumps(good | wrong), encoding="utf-8")

        assert findings(plots, cache) == first
        memory_without_the_last_check(cache)
        assert json.loads(file.read_text(encoding="utf-8")) == good


def test_a_cache_that_cannot_be_written_is_done_without(plots: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    assert findings(plots, tmp_path / "file" / "cache") == findings(plots, None)


def test_nothing_is_kept_in_the_project_nor_anywhere_unasked(plots: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    findings(plots, None)
    assert sorted(tmp_path.rglob("*")) == before

    findings(plots, tmp_path / "cache")
    assert sorted(plots.rglob("*")) == [
        path for path in before if path.is_relative_to(plots) and path != plots
    ]


def test_two_projects_have_two_memories(plots: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(plots, other)
    findings(plots, tmp_path / "cache")
    findings(other, tmp_path / "cache")

    assert len(list((tmp_path / "cache").glob("*.last.json"))) == 2


def test_a_memory_without_a_file_is_empty_and_saves_nothing() -> None:
    memory = Memory()
    memory.save()

    assert (memory.inspections, memory.conforming) == ({}, set())


# What a file may come to say between two checks; nothing where it goes.
FILES = {
    "graph/one.ttl": [
        None,
        PREFIXES + PLOT.format(name="one", paces=1),
        PREFIXES + PLOT.format(name="one", paces='2 ; plot:grwos kg:pea ; rdfs:seeAlso "x "'),
        "kg:one a",
    ],
    "graph/two.ttl": [
        None,
        PREFIXES + PLOT.format(name="two", paces="1, 2"),
        PREFIXES + "kg:one a plot:Club . [] a plot:Plot .",
    ],
    "graph/three.nt": [None, "<urn:a> <urn:b> <urn:c> .\n"],
    "graph/notes.txt": [None, "not read"],
    "more.ttl": [None, PREFIXES + "plot:grwos a rdfs:Property ."],
    "ontology/more.ttl": [
        None,
        "@prefix plot: <https://example.org/allotments#> . plot:Plot plot:grwos plot:Plot .",
        "<urn:o> <http://www.w3.org/2002/07/owl#imports> <https://w3id.org/irc-kg/more> .",
    ],
    "queries/plots.rq": [
        None,
        "#+ summary: Plots\nSELECT ?plot { ?plot a plot:Plot } ORDER BY ?plot",
        "#+ summary: Plots\nSELECT ?plot { ?plot plot:paces 2 } ORDER BY ?plot",
        "#+ summary: Plots\nSELECT ?plot { ?plot plot:grwos ?pea } ORDER BY ?plot",
        "SELECT",
    ],
    "queries/checks/many.rq": [
        None,
        "#+ summary: A plot has two lengths\nSELECT ?subject { ?subject plot:paces 1, 2 }",
        "#+ summary: A plot\nSELECT ?subject (COUNT(?o) AS ?n) { ?subject plot:paces ?o } GROUP BY ?subject",
    ],
}
CHANGES = st.lists(
    st.sampled_from([(name, text) for name, texts in FILES.items() for text in texts]), min_size=1, max_size=5
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(CHANGES, min_size=1, max_size=3))
@example(
    steps=[
        [("ontology/more.ttl", FILES["ontology/more.ttl"][2])],
        [("more.ttl", FILES["more.ttl"][1])],
    ]
)
def test_what_is_remembered_is_what_a_check_without_memory_finds(
    loose: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[list[tuple[str, str | None]]]
) -> None:
    root, cache = tmp_path_factory.mktemp("steps"), tmp_path_factory.mktemp("cache")
    shutil.copytree(loose, root, dirs_exist_ok=True)
    (root / "queries" / "checks").mkdir(parents=True)
    for changes in ([], *steps):
        for name, text in changes:
            (root / name).unlink(missing_ok=True)
            if text is not None:
                (root / name).write_text(text, encoding="utf-8")

        whole = check(ProjectFiles(root))

        for _ in range(2):
            known = check(ProjectFiles(root), cache=cache)
            assert (known.findings, known.unreadable) == (whole.findings, whole.unreadable)


# The command


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "user-cache"
    monkeypatch.setattr("irc_kg.cli.review.user_cache_path", lambda *_, **__: folder)
    return folder


def test_the_command_remembers_unless_it_is_told_not_to(
    plots: Path, own_cache: Path, irc_kg: RunCommand
) -> None:
    assert irc_kg("check", "--root", plots, "--no-cache").code == 0
    assert not own_cache.exists()
    assert irc_kg("check", "--root", plots).code == 0
    assert len(list((own_cache / "check").glob("*.last.json"))) == 1


@pytest.mark.usefixtures("own_cache")
def test_watching_checks_again_when_a_file_changes(
    plots: Path, irc_kg: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes: Iterator[Callable[[], None]] = iter(
        [
            lambda: write(plots, "one", "kg:one plot:grwos kg:bean ."),
            lambda: None,
            lambda: write(plots, "three", "kg:three plot:grwos kg:bean ."),
            (plots / "graph" / "three.ttl").unlink,
        ]
    )

    def instead_of_waiting(_seconds: float) -> None:
        change = next(changes, None)
        if change is None:
            raise KeyboardInterrupt
        change()

    monkeypatch.setattr(time, "sleep", instead_of_waiting)

    run = irc_kg("check", "--root", plots, "--watch", "--select", "unknown-term")

    assert run.code == 130
    assert [line.split(":")[0].rpartition("/")[2] for line in run.out.replace("\\", "/").splitlines()] == [
        "one.ttl",
        "one.ttl",
        "three.ttl",
        "one.ttl",
    ]
    assert run.err.count("Watching for changes") == 4


# Things apart and all at once

SUBJECTS = ["kg:a", "kg:b", "kg:c", "_:x", "_:y"]
TRIPLES = st.lists(
    st.tuples(
        st.sampled_from(SUBJECTS),
        st.sampled_from(
            [
                "a plot:Plot",
                "a plot:Glasshouse",
                "a plot:Plant",
                "plot:grows kg:a",
                "plot:grows kg:b",
                "plot:grows _:x",
                "plot:grows _:y",
                'plot:grows "bean"',
                "plot:tendedBy kg:c",
                "plot:tendedBy _:y",
                "plot:paces 1",
                "plot:paces 2",
                'plot:paces "x"',
                'rdfs:label "label"',
            ]
        ),
    ),
    max_size=14,
).map(lambda pairs: "".join(f"{subject} {said} .\n" for subject, said in pairs))


@pytest.fixture(scope="module")
def loose(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("loose")
    shutil.copytree(EXAMPLES / "ontology", root / "ontology")
    (root / "ontology" / "shapes.ttl").write_text(SHAPES, encoding="utf-8")
    (root / "graph").mkdir()
    return root


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=TRIPLES, after=TRIPLES)
@example(before="_:x plot:grows _:y .\n_:y plot:grows _:x .\n_:x a plot:Plot .\n", after="")
@example(
    before="kg:a a plot:Plot ; plot:grows kg:b .",
    after="kg:a a plot:Plot ; plot:grows kg:b . kg:b a plot:Plant .",
)
def test_shapes_find_the_same_thing_by_thing_as_of_the_whole(
    loose: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    monkeypatch.setattr(graph_rules, "_AT_ONCE", 2)
    conforming: set[int] = set()
    for statements in (before, before, after):
        write(loose, "plots", statements)
        context = Context(ProjectFiles(loose))
        store, context.memory.conforming = context.store, conforming
        shapes = Shapes(store)
        assert shapes.see_one_step()
        validator = Validator(shapes)
        results = validator.results(FocusNodes(store).everything())
        whole = set(graph_rules._faults_of(results, context, validator))

        assert set(graph_rules.shape.find(context)) == whole
        conforming = context.memory.conforming


@pytest.mark.parametrize(
    ("shape", "sees_one_step"),
    [
        ("sh:path plot:grows ; sh:class plot:Plant", True),
        ("sh:path plot:grows ; sh:node [ sh:nodeKind sh:IRI ]", True),
        ("sh:path plot:grows ; sh:or ( [ sh:class plot:Plant ] [ sh:not [ sh:datatype xsd:date ] ] )", True),
        ("sh:path plot:grows ; sh:node [ sh:property [ sh:path rdfs:label ; sh:minCount 1 ] ]", False),
        ("sh:path plot:grows ; sh:property [ sh:path rdfs:label ; sh:minCount 1 ]", False),
        ("sh:path plot:grows ; sh:node plot:Named", False),
        ("sh:path plot:grows ; sh:or ( [ sh:class plot:Plant ] plot:Named )", False),
        ("sh:path plot:grows ; sh:node plot:Round", False),
        ("sh:path [ sh:inversePath plot:grows ] ; sh:minCount 1", False),
        ("sh:path ( plot:grows rdfs:label ) ; sh:minCount 1", False),
        ("sh:path plot:grows ; sh:sparql [ sh:select 'SELECT $this { $this a plot:Plot }' ]", False),
    ],
)
def test_which_shapes_see_one_step_only(plots: Path, shape: str, sees_one_step: bool) -> None:
    added = f"plot:Other a sh:NodeShape ; sh:targetClass plot:Plot ; sh:property [ {shape} ] ."
    around = "plot:Round a sh:NodeShape ; sh:node plot:Round ; sh:property [ sh:path plot:grows ] ."
    text = SHAPES + added + (around if "plot:Round" in shape else "")
    (plots / "ontology" / "shapes.ttl").write_text(text, encoding="utf-8")

    assert Shapes(Store(ProjectFiles(plots))).see_one_step() is sees_one_step


@pytest.mark.parametrize("target", ["sh:targetNode kg:nobody", "sh:targetObjectsOf plot:grows"])
def test_shapes_that_find_their_things_otherwise_are_held_against_the_whole(plots: Path, target: str) -> None:
    prefix = "@prefix kg: <https://w3id.org/irc-kg/id/> .\n"
    shape = f"plot:Other a sh:NodeShape ; {target} ; sh:property [ sh:path plot:paces ; sh:minCount 1 ] ."
    (plots / "ontology" / "shapes.ttl").write_text(prefix + SHAPES + shape, encoding="utf-8")

    found = check(ProjectFiles(plots), select=["shape"]).findings

    assert found
    assert "has no" in found[0].message


def test_things_without_a_name_are_remembered_by_what_they_say(
    plots: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = Looks(monkeypatch)
    inside = '[ a plot:Plant ; rdfs:label "bean"@en ; plot:grows ( kg:bean [ a plot:Plant ] ) ]'
    text = 'kg:{name} a plot:Plot ; rdfs:label "{name}"@en ; plot:paces 1 ; plot:grows {inside} .'
    write(plots, "one", text.format(name="one", inside=inside))
    looks.of(plots, tmp_path / "cache")

    assert looks.of(plots, tmp_path / "cache") == (set(), set())

    write(plots, "one", text.format(name="one", inside=inside.replace("bean [", "pea [")))
    assert looks.of(plots, tmp_path / "cache")[1] == {"one"}


def test_a_fault_of_a_thing_without_a_name_is_found_again(plots: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    write(plots, "one", PLOT.format(name="one", paces="1 ; plot:near [ a plot:Plot ; plot:paces 1, 2 ]"))

    first, second = findings(plots, cache), findings(plots, cache)

    assert first == second == findings(plots, None)
    assert "shape" in {finding.check for finding in first}


def test_things_without_a_name_in_a_circle_or_a_long_list_are_looked_at_each_time(
    plots: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    numbers = " ".join(map(str, range(2000)))
    write(plots, "one", f"_:x plot:near _:y . _:y plot:near _:x . kg:long plot:near ( {numbers} ) .")

    assert findings(plots, cache) == findings(plots, cache) == findings(plots, None)
