"""Why two things are connected: ways on graphs of chance, and ``irc-kg connect`` on the miniature project."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running import RunCommand

import irc_kg
from irc_kg.project import Project
from irc_kg.provenance.ways import SameThingError, Way, cheapest, sentence_of

HEAD = """@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix irc: <https://w3id.org/irc-kg/ontology#> .
@prefix kg: <https://w3id.org/irc-kg/id/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix town: <https://example.org/town#> .
"""
KG = "https://w3id.org/irc-kg/id/"

Edges = Sequence[tuple[int, int]]


def neighbours(edges: Edges) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for one, other in edges:
        found.setdefault(f"t{one}", set()).add(f"t{other}")
        found.setdefault(f"t{other}", set()).add(f"t{one}")
    return {thing: sorted(others) for thing, others in found.items()}


def cost(beside: Mapping[str, Sequence[str]], path: Sequence[str]) -> float:
    return len(path) - 1 + sum(math.log2(len(beside[thing])) for thing in path[1:-1])


@st.composite
def graphs(draw: st.DrawFn) -> Edges:
    pairs = list(combinations(range(draw(st.integers(3, 8))), 2))
    return draw(st.lists(st.sampled_from(pairs), min_size=2, max_size=16, unique=True))


@given(graphs(), st.data())
def test_the_cheapest_path_is_that_of_all_paths(edges: Edges, data: st.DataObject) -> None:
    beside = neighbours(edges)
    start, end, *rest = data.draw(st.permutations(sorted(beside)))
    closed = data.draw(st.sets(st.sampled_from(rest))) if rest else set()
    most = data.draw(st.integers(1, 6))
    every = nx.all_simple_paths(nx.Graph(edges_of(beside)), start, end, cutoff=most)
    possible = [path for path in every if len(path) > 2 and not closed & {*path[1:-1]}]
    found = cheapest(beside, start, end, closed, most)
    if found is None:
        assert possible == []
    else:
        assert list(found[1]) in possible
        assert found[0] == pytest.approx(min(cost(beside, path) for path in possible))


def edges_of(beside: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(one, other) for one, others in beside.items() for other in others]


def project_of(root: Path, statements: str, things: int) -> Project:
    """A project with one document, which makes these statements of so many things."""
    for folder in ("ontology", "queries", "graph/plan"):
        (root / folder).mkdir(parents=True)
    (root / "ontology/words.ttl").write_text(
        HEAD + 'town:near rdfs:label "lies near"@en . town:in rdfs:label "lies in"@en .\n', encoding="utf-8"
    )
    named = "".join(
        f'kg:t{n} a town:Stop ; irc:paragraph {n} ; rdfs:label "T{n}"@en .\n' for n in range(things)
    )
    about = '<> dcterms:source kg:plan ; irc:section "Stops" .\nkg:plan rdfs:label "Plan"@en .\n'
    (root / "graph/plan/stops.ttl").write_text(HEAD + about + named + statements, encoding="utf-8")
    return irc_kg.open(root)


@given(graphs())
@settings(max_examples=25)
def test_ways_are_chains_of_statements_the_best_first(edges: Edges) -> None:
    statements = "".join(f"kg:t{one} town:near kg:t{other} .\n" for one, other in edges)
    beside = neighbours(edges)
    one, other = edges[0][0], edges[-1][1]
    with TemporaryDirectory() as folder:
        project = project_of(Path(folder), statements, 8)
        if one == other:
            with pytest.raises(SameThingError, match=f"Both names mean T{one}"):
                project.connect(f"T{one}", f"kg:t{other}")
            return
        ways = project.connect(f"T{one}", f"T{other}")
        network = nx.Graph(edges_of(beside))
        every = [*nx.all_simple_paths(network, f"t{one}", f"t{other}")]
        assert bool(ways) == bool(every)
        for way in ways:
            check_way(project, way, f"t{one}", f"t{other}")
        if ways:
            short = [path for path in every if len(path) <= 5] or every
            assert ways[0].cost == pytest.approx(min(cost(beside, path) for path in short))
            assert [way.cost for way in ways] == sorted(way.cost for way in ways)
        passed = [thing for way in ways for thing in way.things[1:-1]]
        assert len(passed) == len({*passed})
        assert len({way.things for way in ways}) == len(ways) <= 3


def check_way(project: Project, way: Way, start: str, end: str) -> None:
    assert (way.things[0], way.things[-1]) == (KG + start, KG + end)
    assert len({*way.things}) == len(way.things)
    assert [{step.triple.subject.value, step.triple.object.value} for step in way.steps] == [  # type: ignore[union-attr]
        {*pair} for pair in pairwise(way.things)
    ]
    for step in way.steps:
        assert project.store.states(*step.triple)
        [statement] = step.statements
        assert (statement.subject, statement.predicate, statement.object) == tuple(step.triple)
        number = step.triple.subject.value.removeprefix(KG + "t")  # type: ignore[union-attr]
        label = project.store.label
        words = " ".join(label(term.value) for term in step.triple)
        place = "Plan, Stops, " + (f"paragraph {number}" if number != "0" else "heading")
        assert str(step) == f"{words} ({place})"


def star(hub: str, relation: str, size: int) -> str:
    return "".join(f"kg:t{n} {relation} kg:{hub} .\n" for n in range(size))


def test_no_way_goes_by_a_hub_while_there_is_another(tmp_path: Path) -> None:
    chain = "kg:t0 town:near kg:t50 . kg:t50 town:near kg:t51 . kg:t51 town:near kg:t1 .\n"
    project = project_of(tmp_path, star("t60", "town:in", 21) + chain, 61)
    [way] = project.connect("T0", "T1")
    assert [thing.removeprefix(KG) for thing in way.things] == ["t0", "t50", "t51", "t1"]
    assert way.caveat == ""


def test_where_there_is_only_a_hub_it_is_told_with_a_caveat(tmp_path: Path) -> None:
    project = project_of(tmp_path, star("t60", "town:in", 21), 61)
    [way] = project.connect("T0", "T1")
    assert str(way).splitlines() == [
        "T0 lies in T60 (Plan, Stops, heading)",
        "T1 lies in T60 (Plan, Stops, paragraph 1)",
    ]
    assert way.caveat == (
        "They are connected in up to 4 steps only by way of T60 (connected with 21 of 22 things), which may "
        "say little of them."
    )


def test_twenty_are_no_hub(tmp_path: Path) -> None:
    project = project_of(tmp_path, star("t60", "town:in", 20), 61)
    [way] = project.connect("T0", "T1")
    assert way.caveat == ""


def test_of_ways_that_are_alike_one_is_told(tmp_path: Path) -> None:
    pairs = [
        ("t0", "t2"),
        ("t2", "t1"),
        ("t0", "t3"),
        ("t3", "t1"),
        ("t0", "t4"),
        ("t1", "t4"),
        ("t0", "t5"),
        ("t5", "t1"),
    ]
    statements = "".join(f"kg:{one} town:near kg:{other} .\n" for one, other in pairs)
    project = project_of(tmp_path, statements + "kg:t5 a town:Inn .", 5)
    ways = project.connect("T0", "T1", 9)
    assert [way.things[1].removeprefix(KG) for way in ways] == ["t2", "t4", "t5"]


def test_a_further_way_costs_little_more_than_the_first(tmp_path: Path) -> None:
    # To pass T2, which has 8 beside it, costs 3 for that and 2 for the steps; T3 has 9 beside it.
    eight = "".join(f"kg:t{n} town:near kg:t2 .\n" for n in (0, 1, *range(10, 16)))
    nine = "".join(f"kg:t{n} town:in kg:t3 .\n" for n in (0, 1, *range(20, 27)))
    project = project_of(tmp_path, "kg:t0 town:near kg:t1 .\n" + eight + nine, 30)
    direct, further = project.connect("T0", "T1")
    assert (direct.cost, further.cost) == (1, 5)
    assert further.things[1] == KG + "t2"


def test_a_hub_among_many_is_connected_with_more_than_a_fortieth(tmp_path: Path) -> None:
    larger = "".join(f"kg:t{n} town:in kg:t0 .\n" for n in range(10, 37))
    smaller = "".join(f"kg:t{n} town:in kg:t1 .\n" for n in range(40, 66))
    chain = "".join(f"kg:t{n} town:near kg:t{n + 1} .\n" for n in range(100, 1104))
    project = project_of(tmp_path, larger + smaller + chain, 1105)
    [way] = project.connect("T10", "T11")
    assert "T0 (connected with 27 of 1060 things)" in way.caveat  # of which a fortieth are 26.5
    [way] = project.connect("T40", "T41")
    assert way.caveat == ""  # there are 26


def test_a_short_way_by_a_hub_goes_before_a_long_one(tmp_path: Path) -> None:
    line = "kg:t0 town:near kg:t201 . kg:t204 town:near kg:t1 .\n"
    line += "".join(f"kg:t{n} town:near kg:t{n + 1} .\n" for n in range(201, 204))
    project = project_of(tmp_path, star("t300", "town:in", 150) + line, 301)
    [way] = project.connect("T0", "T1")
    assert way.cost > 2 * 5 - 1
    assert "in up to 4 steps only by way of T300" in way.caveat


def test_pages_and_what_is_said_of_a_thing_and_itself_are_no_steps(tmp_path: Path) -> None:
    page = "<https://example.org/page>"
    statements = f"kg:t0 town:near {page} . kg:t1 town:near {page}, kg:t2 . kg:t2 town:near kg:t2, kg:t3 ."
    project = project_of(tmp_path, statements + " kg:t4 town:near kg:t4, kg:t0 .", 5)
    assert project.connect("T0", "T1") == []
    [way] = project.connect("T1", "T3")
    assert way.cost == 3  # T2 has two beside it, and is not one of them


def test_neighbours_that_are_related_twice_have_two_steps_between_them(tmp_path: Path) -> None:
    project = project_of(tmp_path, "kg:t0 town:near kg:t1 ; town:in kg:t1 . kg:t1 town:near kg:t0 .", 2)
    [way] = project.connect("T1", "T0")
    assert [step.sentence for step in way.steps] == ["T0 lies in T1", "T0 lies near T1", "T1 lies near T0"]


def test_long_names_are_told_apart_from_the_words_between_them() -> None:
    triple = ox.Triple(ox.NamedNode("x:a"), ox.NamedNode("x:is-about"), ox.NamedNode("x:b"))
    for length, sentence in ((50, "A is about B"), (51, "A \N{EN DASH} is about \N{EN DASH} B")):
        names = {"x:a": "A", "x:is-about": "is about", "x:b": "b" * length}
        assert sentence_of(triple, names.__getitem__) == sentence.replace("B", "b" * length)
        names = {"x:a": "a" * length, "x:is-about": "is about", "x:b": "B"}
        assert sentence_of(triple, names.__getitem__) == sentence.replace("A", "a" * length)


def test_what_has_ended_says_so(irc_kg: RunCommand, miniature: Path) -> None:
    file = miniature / "graph/bus-plan-2020/companies.ttl"
    ended = 'kg:town-buses <https://schema.org/dissolutionDate> "2021" .\n'
    file.write_text(file.read_text(encoding="utf-8") + ended, encoding="utf-8")
    run = irc_kg("connect", "TB", "Blue line", "--format", "markdown", "--root", miniature)
    assert run.out.startswith("**How are Town Buses (until 2021) and Blue line connected?**\n")
    assert "| 1 | Blue line is run by Town Buses (until 2021) |" in run.out


def test_a_hub_can_be_an_end(tmp_path: Path) -> None:
    project = project_of(tmp_path, star("t60", "town:in", 21) + "kg:t0 town:near kg:t1 .", 61)
    direct, further = project.connect("T60", "T0")
    assert str(direct) == "T0 lies in T60 (Plan, Stops, heading)"
    assert [step.sentence for step in further.steps] == ["T1 lies in T60", "T0 lies near T1"]


def test_a_kind_is_a_hub_however_few_are_of_it(tmp_path: Path) -> None:
    project = project_of(tmp_path, star("t60", "org:classification", 2), 61)
    [way] = project.connect("T0", "T1")
    assert "only by way of T60 (connected with 2 of 3 things)" in way.caveat


def test_a_long_way_is_told_with_a_caveat(tmp_path: Path) -> None:
    line = "".join(f"kg:t{n} town:near kg:t{n + 1} .\n" for n in range(6))
    project = project_of(tmp_path, line, 7)
    [way] = project.connect("T0", "T4")
    assert way.caveat == ""
    [way] = project.connect("T0", "T5")
    assert way.caveat == "They are connected only in 5 steps, which may say little of them."


def test_two_that_nothing_connects(tmp_path: Path) -> None:
    project = project_of(tmp_path, "kg:t0 town:near kg:t1 . kg:t2 town:near kg:t3 .", 4)
    assert project.connect("T0", "T3") == []
    picture = project.view_connection("T0", "T3").picture
    assert [thing.label for thing in picture.things] == ["T0", "T3"]
    assert picture.summary == "Nothing that the sources state connects them"


def test_types_names_and_places_in_a_source_are_no_steps(irc_kg: RunCommand, miniature: Path) -> None:
    # All lines are of one class, and stand in one document.
    green = 'kg:green-line a town:Line ; irc:paragraph 1 ; rdfs:label "Green line"@en ; '
    (miniature / "graph/bus-plan-2020/green.ttl").write_text(
        HEAD
        + '<> a irc:EvidenceGraph ; dcterms:source kg:bus-plan-2020 ; irc:section "Green" .\n'
        + green
        + "town:stopsAt kg:forest .\n"
        + 'kg:forest a town:Stop ; irc:paragraph 1 ; rdfs:label "Forest"@en .\n',
        encoding="utf-8",
    )
    run = irc_kg("connect", "Green line", "Red line", "--root", miniature)
    assert (run.code, run.out) == (0, "")
    assert run.err == "Note: Nothing that the sources state connects Green line and Red line.\n"


def test_each_step_is_a_sentence_with_its_source(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("connect", "Market", "Blue line", "--ways", "1", "--format", "markdown", "--root", miniature)
    assert run.out.splitlines() == [
        "**How are Market and Blue line connected?**",
        "",
        "| way | says | source |",
        "| --- | --- | --- |",
        "| 1 | Red line stops at Market | Bus plan 2020, Lines, paragraph 1 |",
        "| 1 | Red line stops at Station | Bus plan 2020, Lines, paragraph 1 |",
        "| 1 | Blue line stops at Station | Bus plan 2020, Lines, paragraph 2 |",
    ]
    assert run.err == ""


def test_a_further_way_goes_through_other_things(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("connect", "R1", "Blue line", "--format", "markdown", "--root", miniature)
    assert [line.split(" | ")[:2] for line in run.out.splitlines()[4:]] == [
        ["| 1", "Red line stops at Station"],
        ["| 1", "Blue line stops at Station"],
        ["| 2", "Red line is run by Town Buses"],
        ["| 2", "Blue line is run by Town Buses"],
    ]


def test_names_need_no_quotes_where_it_is_clear_which_are_meant(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("connect", "red", "line", "blue", "line", "--ways", "1", "--root", miniature)
    assert run.out.startswith("How are Red line and Blue line connected?\n")
    for words in (("red", "line", "nowhere"), ("Market",)):
        run = irc_kg("connect", *words, "--root", miniature)
        assert (run.code, run.out) == (2, "")
        assert "Say which two things, each in quotation marks" in run.err


def test_ids_stand_beside_the_names(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("connect", "Red line", "Market", "--ids", "--format", "markdown", "--root", miniature)
    assert run.out.splitlines()[-1] == (
        "| 1 | Red line (kg:red-line) stops at (town:stopsAt) Market (kg:market) "
        "| Bus plan 2020, Lines, paragraph 1 (graph/bus-plan-2020/lines.ttl:21) |"
    )


def test_machines_get_the_statements_with_file_and_line(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("connect", "Red line", "Market", "--format", "json", "--root", miniature)
    [binding] = json.loads(run.out)["results"]["bindings"]
    row = {
        "way": "1",
        "step": "1",
        "says": "Red line stops at Market",
        "subject": KG + "red-line",
        "predicate": "https://example.org/town#stopsAt",
        "object": KG + "market",
        "source": "Bus plan 2020, Lines, paragraph 1",
        "file": "graph/bus-plan-2020/lines.ttl",
        "line": "21",
    }
    assert {name: cell["value"] for name, cell in binding.items()} == row
    run = irc_kg("connect", "Red line", "Market", "--format", "csv", "--root", miniature)
    [cells] = csv.DictReader(run.out.splitlines())
    assert cells == {**row, "subject": "Red line", "predicate": "stops at", "object": "Market"}


def test_a_caveat_stands_above_a_table_and_beside_other_forms(irc_kg: RunCommand, tmp_path: Path) -> None:
    project_of(tmp_path, star("t60", "org:classification", 2), 61)
    caveat = "They are connected in up to 4 steps only by way of T60"
    run = irc_kg("connect", "T0", "T1", "--root", tmp_path)
    assert run.out.startswith(f"How are T0 and T1 connected? {caveat}")
    assert run.err == ""
    for form in ("csv", "html"):
        run = irc_kg("connect", "T0", "T1", "--format", form, "--root", tmp_path)
        assert run.err.startswith(f"Note: {caveat}")
    assert caveat in run.out  # the page says it itself


def test_nothing_that_connects_two_is_said_once(irc_kg: RunCommand, tmp_path: Path) -> None:
    project_of(tmp_path, "kg:t0 town:near kg:t1 . kg:t2 town:near kg:t3 .", 4)
    run = irc_kg("connect", "T0", "T3", "-f", "markdown", "--root", tmp_path)
    heading = "**How are T0 and T3 connected? Nothing that the sources state connects them.**"
    assert run.out.splitlines()[0] == heading
    assert run.err.splitlines()[-1] == "Note: Nothing that the sources state connects T0 and T3."


def test_names_with_an_and_are_told_apart(irc_kg: RunCommand, tmp_path: Path) -> None:
    project_of(tmp_path, 'kg:salt town:near kg:t1 ; rdfs:label "Salt and pepper" .', 2)
    run = irc_kg("connect", "Salt and pepper", "T1", "--root", tmp_path)
    assert run.out.startswith("How are \u201cSalt and pepper\u201d and \u201cT1\u201d connected?\n")


def test_a_kind_has_things_that_may_be_meant(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("connect", "Bus line", "Market", "--root", miniature)
    assert (run.code, run.out) == (2, "")
    assert run.err.endswith("It is a kind: `irc-kg find 'Bus line'` names things of it.\n")
    assert "Red line" in irc_kg("find", "Bus line", "--root", miniature).out


@pytest.mark.parametrize("ending", ["html", "graphml", "md", "txt"])
def test_the_ending_of_a_file_tells_the_form(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"connect.{ending}"
    run = irc_kg("connect", "Red line", "Market", "-o", path, "--root", miniature)
    assert (run.code, run.out) == (0, "")
    assert run.err.startswith(f"Wrote {path}")
    text = path.read_text(encoding="utf-8")
    assert "stops at" in text
    assert "How are Red line and Market connected?" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Red line", "R1"), "Both names mean Red line: say which two different things to connect."),
        (("Red line", "kg:nobody"), "No source of this project relates kg:nobody to another thing."),
        (("Red lien", "Market"), "Did you mean Red line?"),
        (
            ("Red line", "Market", "-o", "x.gif"),
            "x.gif is no name for ways between two things",
        ),
    ],
)
def test_what_cannot_be_connected_is_said(
    irc_kg: RunCommand, miniature: Path, arguments: tuple[str, ...], said: str
) -> None:
    run = irc_kg("connect", *arguments, "--root", miniature)
    assert (run.code, run.out) == (2, "")
    assert said in run.err
