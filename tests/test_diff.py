"""What is told to have changed is what changed: no more, no less."""

from __future__ import annotations

import io
import json
from collections import Counter
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from irc_kg.diff import (
    CHANGES,
    ChangedThing,
    ChangeKind,
    Comparison,
    LabelledDifference,
    ProjectState,
    compare,
    two_files,
    working_tree,
)
from irc_kg.store.project_files import ProjectFiles

PROJECT = ProjectFiles(Path(__file__).parent / "project")
BASE = dict(working_tree(PROJECT).files)
LINES = "graph/bus-plan-2020/lines.ttl"
COMPANIES = "graph/bus-plan-2020/companies.ttl"
SHAPES = "ontology/shapes.ttl"
PREFIXES = """
@prefix irc: <https://w3id.org/irc-kg/ontology#> .
@prefix kg: <https://w3id.org/irc-kg/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix town: <https://example.org/town#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""


def changed(path: str, old: str, new: str) -> dict[str, bytes]:
    """The files of the miniature with one text replaced in one of them."""
    before = BASE[path].decode("utf-8")
    assert old in before
    return {**BASE, path: before.replace(old, new).encode("utf-8")}


def with_file(path: str, text: str, files: dict[str, bytes] | None = None) -> dict[str, bytes]:
    return {**(BASE if files is None else files), path: (PREFIXES + text).encode("utf-8")}


def compared(before: dict[str, bytes], after: dict[str, bytes]) -> Comparison:
    return compare(PROJECT, ProjectState("then", before), ProjectState("now", after))


def written(found: Comparison, form: str = "text") -> str:
    out = io.StringIO()
    CHANGES.choose(form, None).write(found, out)
    return out.getvalue()


def all_of(found: Comparison) -> list[LabelledDifference]:
    return [one for thing in found.things for one in thing.differences]


def test_a_changed_value_is_removed_and_added_with_its_source() -> None:
    found = compared(BASE, changed(LINES, '"1998"^^xsd:gYear', '"1999"^^xsd:gYear'))
    assert written(found) == (
        "Red line (Bus line)\n"
        "  - has run since 1998 removed, from Bus plan 2020, Lines, paragraph 1\n"
        "  + has run since 1999 added, from Bus plan 2020, Lines, paragraph 1\n"
    )
    assert found.in_words() == "1 thing changed between then and now: 1 statement added, 1 removed."


def test_a_new_thing_and_a_removed_one_are_said_to_be_so() -> None:
    more = with_file(
        "graph/more.ttl",
        '<> a irc:EvidenceGraph . kg:park a town:Stop ; irc:paragraph 4 ; rdfs:label "Park"@en .',
    )
    assert written(compared(BASE, more)) == (
        "graph/more.ttl (Evidence file), new\n"
        "  + is a Evidence file added, from graph/more.ttl\n"
        "\n"
        "Park (Bus stop), new\n"
        "  + is a Bus stop added, from graph/more.ttl, paragraph 4\n"
        '  + is called "Park" added, from graph/more.ttl, paragraph 4\n'
    )
    gone = compared(more, BASE)
    assert [(thing.label, thing.status) for thing in gone.things] == [
        ("graph/more.ttl", "removed"),
        ("Park", "removed"),  # named as it was called
    ]
    assert {one.kind for one in all_of(gone)} == {ChangeKind.REMOVED}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("irc:paragraph 2 ;", "irc:paragraph 3 ;", "now cited from Bus plan 2020, Lines, paragraph 3, was 2"),
        (
            "irc:paragraph 2 ;",
            "irc:paragraph 10, 9 ;",
            "Bus plan 2020, Lines, paragraphs 9, 10, was 2",
        ),
        ("    irc:paragraph 2 ;\n", "", "now cited from Bus plan 2020, Lines, was paragraph 2"),
    ],
)
def test_another_place_in_the_source_is_told_as_that(old: str, new: str, told: str) -> None:
    [thing] = compared(BASE, changed(LINES, old, new)).things
    assert [one.kind for one in thing.differences] == [ChangeKind.EVIDENCE]
    assert thing.label == "Blue line"
    assert told in written(compared(BASE, changed(LINES, old, new)))


def test_a_place_where_there_was_none_is_told_as_that() -> None:
    found = compared(changed(LINES, "    irc:paragraph 2 ;\n", ""), BASE)
    assert "  ~ now cited from Bus plan 2020, Lines, paragraph 2, was no paragraph\n" in written(found)


def test_of_several_places_all_are_told_where_one_changes() -> None:
    found = compared(BASE, changed(LINES, "irc:paragraph 1, 2 ;", "irc:paragraph 1, 3 ;"))
    [one] = all_of(found)
    assert (one.object_label, one.former_label) == ("paragraphs 1, 3", "paragraphs 1, 2")


def test_another_section_is_told_once_of_the_file() -> None:
    found = compared(BASE, changed(LINES, 'irc:section "Lines"', 'irc:section "Routes"'))
    assert written(found) == (
        "graph/bus-plan-2020/lines.ttl (Evidence file)\n"
        "  ~ now cited from Bus plan 2020, Routes, was Bus plan 2020, Lines\n"
    )


def test_a_digest_is_evidence_and_shown_short() -> None:
    first = changed(LINES, 'irc:section "Lines" .', f'irc:section "Lines" ; irc:sectionDigest "{"a" * 64}" .')
    second = changed(
        LINES, 'irc:section "Lines" .', f'irc:section "Lines" ; irc:sectionDigest "{"b" * 64}" .'
    )
    assert "irc:sectionDigest: now bbbbbbbbbbbb, was aaaaaaaaaaaa, from Bus plan 2020, Lines\n" in written(
        compared(first, second)
    )
    assert "irc:sectionDigest: now aaaaaaaaaaaa, was none, from" in written(compared(BASE, first))
    assert [one.kind for one in all_of(compared(second, BASE))] == [ChangeKind.EVIDENCE]


def test_what_goes_from_one_file_to_another_has_moved() -> None:
    block = '\nkg:market\n    a town:Stop ;\n    irc:paragraph 1 ;\n    rdfs:label "Market"@en .\n'
    after = changed(LINES, block, "")
    after[COMPANIES] = BASE[COMPANIES] + block.replace("paragraph 1", "paragraph 7").encode("utf-8")
    found = compared(BASE, after)
    assert written(found) == (
        "Market (Bus stop)\n"
        '  > is a Bus stop; is called "Market" moved to graph/bus-plan-2020/companies.ttl, was in '
        "graph/bus-plan-2020/lines.ttl, now cited from Bus plan 2020, Companies, paragraph 7, was from "
        "Bus plan 2020, Lines, paragraph 1\n"
    )
    assert {(one.kind, one.file, one.former_file) for one in all_of(found)} == {
        (ChangeKind.MOVED, COMPANIES, LINES)
    }


def test_what_another_source_states_too_is_told_with_it() -> None:
    second = with_file("graph/second.ttl", "kg:blue-line town:number 2 ; irc:paragraph 5 .")
    first_only = dict(BASE)
    without = changed(LINES, "    town:number 2 ;\n", "") | {"graph/second.ttl": second["graph/second.ttl"]}
    assert written(compared(second, without)) == (
        "Blue line (Bus line)\n"
        "  - has the number 2 removed, from Bus plan 2020, Lines, paragraph 2; still stated by "
        "graph/second.ttl, paragraph 5\n"
    )
    assert written(compared(first_only, second)) == (
        "Blue line (Bus line)\n"
        "  + has the number 2 added, from graph/second.ttl, paragraph 5; stated already by "
        "Bus plan 2020, Lines, paragraph 2\n"
    )


def test_a_renamed_file_is_one_that_says_the_same() -> None:
    after = dict(BASE)
    after["graph/firms.ttl"] = after.pop(COMPANIES).replace(b'"12345"', b'"54321"')
    found = compared(BASE, after)
    statuses = {thing.label: thing.status for thing in found.things}
    assert statuses == {"Bus plan 2020": "", "graph/firms.ttl": "renamed", "Town Buses": ""}
    changes = Counter(one.kind for one in all_of(found))
    assert changes == {ChangeKind.MOVED: 9, ChangeKind.ADDED: 1, ChangeKind.REMOVED: 1}
    [added] = [one for one in all_of(found) if one.kind is ChangeKind.ADDED]
    assert added.object_label == '"54321" (Company number)'


def test_a_change_inside_a_blank_node_belongs_to_the_thing_that_has_it() -> None:
    found = compared(
        BASE, changed(SHAPES, "sh:minCount 1 ;\n        sh:class", "sh:minCount 2 ;\n        sh:class")
    )
    assert written(found) == (
        "town:LineShape (sh:NodeShape)\n"
        "  - in sh:property [stops at]: sh:minCount 1 removed, from ontology/shapes.ttl\n"
        "  + in sh:property [stops at]: sh:minCount 2 added, from ontology/shapes.ttl\n"
    )


def test_a_blank_node_that_is_new_is_told_with_all_that_it_says() -> None:
    extra = " , [ sh:path town:number ; sh:in ( 1 2 [ a town:Line ] ) ] ."
    text = BASE[SHAPES].decode("utf-8").rstrip().removesuffix(".") + extra
    found = compared(BASE, {**BASE, SHAPES: text.encode("utf-8")})
    assert written(found) == (
        "town:LineShape (sh:NodeShape)\n"
        "  + sh:property [sh:in (1, 2, [is a Bus line]); sh:path has the number] added, "
        "from ontology/shapes.ttl\n"
    )
    [one] = all_of(found)
    assert one.object == (
        '[ <http://www.w3.org/ns/shacl#in> ( "1"^^<http://www.w3.org/2001/XMLSchema#integer> '
        '"2"^^<http://www.w3.org/2001/XMLSchema#integer> '
        "[ <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/town#Line> ] ) ; "
        "<http://www.w3.org/ns/shacl#path> <https://example.org/town#number> ]"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("kg:a town:p [ ] .", "kg:a town:p [ ], [ ] ."),
        ("kg:a town:p ( 1 2 ) .", "kg:a town:p ( 2 1 ) ."),
        ("kg:a town:p _:x . _:x town:p _:x .", "kg:a town:p _:x . _:x town:p _:y . _:y town:p _:x ."),
        ("kg:a town:p [ town:q _:x, [ town:r _:x ] ] .", "kg:a town:p [ town:q [ ], [ town:r [ ] ] ] ."),
        ("kg:a town:p _:x . kg:b town:p _:x .", "kg:a town:p [ ] . kg:b town:p [ ] ."),
        # The same values, spread over two nodes in another way.
        (
            "kg:a town:p [ town:q [ town:r 1 ; town:s 2 ], [ town:r 3 ; town:s 4 ] ] .",
            "kg:a town:p [ town:q [ town:r 1 ; town:s 4 ], [ town:r 3 ; town:s 2 ] ] .",
        ),
        ("[] town:p 1 .", "[] town:p 2 ."),
        ("_:x town:p _:y . _:y town:p _:x .", "_:x town:p _:x ."),
    ],
)
def test_blank_nodes_that_are_joined_in_another_way_are_a_change(before: str, after: str) -> None:
    one, other = (with_file("graph/more.ttl", text) for text in (before, after))
    assert compared(one, other).has_changes
    assert written(compared(one, other)) != written(compared(other, one))
    assert not compared(one, one).has_changes


def test_a_node_that_nothing_leads_to_is_told_with_its_file() -> None:
    found = compared(BASE, with_file("graph/more.ttl", '[] a town:Stop ; rdfs:label "Hall"@en .'))
    assert written(found) == (
        "Nodes without a name in graph/more.ttl\n"
        '  + [is a Bus stop; is called "Hall"] added, from graph/more.ttl\n'
    )


def test_nodes_nested_deeper_than_anyone_reads_are_compared() -> None:
    deep = "kg:a town:p " + "[ town:p " * 300 + "{}" + " ]" * 300 + " ."
    one, other = (with_file("graph/more.ttl", deep.format(value)) for value in (1, 2))
    assert compared(one, other).has_changes
    assert not compared(one, one).has_changes


def test_values_that_read_the_same_are_told_apart() -> None:
    one, other = (
        with_file("graph/more.ttl", f"kg:a rdfs:label {value} .") for value in ('"Hall"', '"Hall"@en')
    )
    assert [one.object_label for one in all_of(compared(one, other))] == ['"Hall"', '"Hall"@en']


def test_a_file_that_cannot_be_read_is_said_and_the_rest_told() -> None:
    after = {**changed(LINES, "town:number 2", "town:number 3"), COMPANIES: b"kg:town-buses ??? .\n"}
    found = compared(BASE, after)
    [one] = found.unreadable
    assert str(one).startswith(f"{COMPANIES} cannot be read in now and was not compared (line 1: ")
    assert [thing.label for thing in found.things] == ["Blue line"]
    assert found.has_changes
    # The document is named in the file that cannot be read now; it could be then.
    assert "from Bus plan 2020, Lines, paragraph 2" in written(found)
    only = compared(BASE, {**BASE, COMPANIES: b"\xff"})
    assert only.has_changes
    assert written(only) == "Nothing changed in what can be read of the graph between then and now.\n"


def test_what_is_only_written_differently_is_no_change() -> None:
    after = changed(LINES, "# the oldest", "# the oldest of all")
    found = compared(BASE, after)
    assert (found.has_changes, found.rewritten) == (False, (LINES,))
    assert written(found) == "Nothing changed in what the graph states between then and now.\n"
    assert json.loads(written(found, "json")) == []


def test_only_the_files_that_are_wanted_are_told() -> None:
    after = changed(LINES, "town:number 2", "town:number 3")
    after |= {COMPANIES: BASE[COMPANIES].replace(b'"TB"', b'"T. B."')}
    then, now = ProjectState("then", BASE), ProjectState("now", after)
    found = compare(PROJECT, then, now, only=lambda path: path == COMPANIES)
    assert [thing.label for thing in found.things] == ["Town Buses"]


def test_two_files_from_anywhere(tmp_path: Path) -> None:
    older, newer = tmp_path / "older.ttl", tmp_path / "newer.ttl"
    older.write_text(PREFIXES + "<> a irc:EvidenceGraph . kg:red-line town:number 1 .", encoding="utf-8")
    newer.write_text(PREFIXES + "<> a irc:EvidenceGraph . kg:red-line town:number 7 .", encoding="utf-8")
    found = compare(PROJECT, *two_files(PROJECT, older, newer))
    assert written(found) == (
        "Red line (Bus line)\n"
        f"  - has the number 1 removed, from {older}; still stated by Bus plan 2020, Lines, paragraph 1\n"
        f"  + has the number 7 added, from {newer}\n"
    )


def test_two_files_of_one_project_are_two_states_of_one(tmp_path: Path) -> None:
    lines = PROJECT.root / LINES
    draft = tmp_path / "draft.ttl"
    draft.write_bytes(changed(LINES, "    town:number 2 ;\n", "")[LINES])
    told = "  - has the number 2 removed, from Bus plan 2020, Lines, paragraph 2\n"
    assert written(compare(PROJECT, *two_files(PROJECT, lines, draft))) == f"Blue line (Bus line)\n{told}"


def test_json_holds_what_programs_need() -> None:
    found = compared(BASE, changed(LINES, "town:stopsAt kg:station ;", "town:stopsAt kg:market ;"))
    [removed, added] = json.loads(written(found, "json"))
    assert added == {
        "thing": "https://w3id.org/irc-kg/id/blue-line",
        "label": "Blue line",
        "status": None,
        "change": "added",
        "within": None,
        "predicate": "https://example.org/town#stopsAt",
        "predicate_label": "stops at",
        "object": "https://w3id.org/irc-kg/id/market",
        "object_label": "Market",
        "citation": "Bus plan 2020, Lines, paragraph 2",
        "file": LINES,
        "elsewhere": None,
        "former": None,
        "former_citation": None,
        "former_file": None,
    }
    assert (removed["change"], removed["object_label"]) == ("removed", "Station")


TEXTS = st.text(st.sampled_from("ab*_`[]()<>#~&$@\\!|1.-+ \n=:/"), min_size=1, max_size=12)


@given(label=TEXTS, value=TEXTS)
def test_markdown_shows_names_and_texts_as_they_are(label: str, value: str) -> None:
    told = LabelledDifference(
        ChangeKind.ADDED, "p", "says", value, f"x{value}x", "", "Plan, 1", "graph/a.ttl"
    )
    found = Comparison("then", "now", (ChangedThing("t", f"x{label}x", "", "", (told,)),))
    tokens = MarkdownIt("commonmark").enable("strikethrough").parse(written(found, "markdown"))
    shown = [
        "".join(child.content for child in token.children or () if child.type in {"text", "text_special"})
        for token in tokens
        if token.type == "inline"
    ]
    in_one_line = [" ".join(f"x{text}x".split()) for text in (label, value)]
    assert shown[2:] == [in_one_line[0], f"says {in_one_line[1]} added, from Plan, 1"]


def test_markdown_calls_nobody_and_fits_a_comment() -> None:
    told = LabelledDifference(
        ChangeKind.ADDED, "p", "says", "x", '"@someone, see #12 and GH-3"', "", "Plan", "graph/a.ttl"
    )
    things = tuple(
        ChangedThing(f"t{number}", f"Thing {number}", "", "", (told,) * 9) for number in range(2000)
    )
    text = written(Comparison("then", "now", things), "markdown")
    assert not any(call in text for call in ("@someone", "#12", "GH-3"))
    assert len(text) < 65_536
    assert text.rstrip().endswith("more things changed; `irc-kg diff` lists all.")
    assert "\n#### Thing 0\n" in text


# What may be said: few names, so that the same statement is often made again.
TERMS = [ox.NamedNode(f"https://w3id.org/irc-kg/id/t{number}") for number in range(3)]
VALUES = [
    *TERMS,
    ox.Literal("x"),
    ox.Literal("x", language="en"),
    ox.Literal("x", language="cy"),
    ox.Literal(1),
]
PREDICATES = [ox.NamedNode(f"https://example.org/town#p{number}") for number in range(2)]
TRIPLES = st.builds(ox.Triple, st.sampled_from(TERMS), st.sampled_from(PREDICATES), st.sampled_from(VALUES))
FILES = st.dictionaries(
    st.sampled_from(["graph/a.ttl", "graph/b/c.ttl", "ontology/d.ttl"]), st.frozensets(TRIPLES, max_size=12)
)
Stated = set[tuple[str, str | None, str, str]]


def as_files(stated: dict[str, frozenset[ox.Triple]]) -> dict[str, bytes]:
    return {
        path: ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"" for path, triples in stated.items()
    }


def as_told(stated: dict[str, frozenset[ox.Triple]]) -> Stated:
    return {
        (
            str(triple.subject)[1:-1],
            triple.predicate.value,
            triple.object.value if isinstance(triple.object, ox.NamedNode) else str(triple.object),
            path,
        )
        for path, triples in stated.items()
        for triple in triples
    }


@given(before=FILES, after=FILES)
def test_the_differences_are_exactly_what_differs(
    before: dict[str, frozenset[ox.Triple]], after: dict[str, frozenset[ox.Triple]]
) -> None:
    found = compared(as_files(before), as_files(after))
    gone: Stated = set()
    come: Stated = set()
    for thing in found.things:
        for one in thing.differences:
            statement = (thing.iri or "", one.predicate, one.object)
            if one.kind in {ChangeKind.REMOVED, ChangeKind.MOVED}:
                gone.add((*statement, one.former_file or one.file))
            if one.kind in {ChangeKind.ADDED, ChangeKind.MOVED}:
                come.add((*statement, one.file))
    old, new = as_told(before), as_told(after)
    assert gone == old - new
    assert come == new - old
    # What is in one file no more and in another now is not told as two things.
    counted = Counter(
        (thing.iri, one.predicate, one.object, one.kind)
        for thing in found.things
        for one in thing.differences
    )
    for iri, predicate, value, kind in counted:
        assert not (kind is ChangeKind.ADDED and (iri, predicate, value, ChangeKind.REMOVED) in counted)
    assert found.has_changes == (old != new)


NODES = [ox.BlankNode(f"n{number}") for number in range(3)]
GRAPHS = st.frozensets(
    st.builds(
        ox.Triple,
        st.sampled_from([*NODES, TERMS[0]]),
        st.sampled_from(PREDICATES),
        st.sampled_from([*NODES, TERMS[0], VALUES[3]]),
    ),
    max_size=7,
)


def isomorphic(before: frozenset[ox.Triple], after: frozenset[ox.Triple]) -> bool:
    """Whether another program takes the two for one graph."""
    from rdflib import Graph
    from rdflib.compare import isomorphic as same_form

    one, other = (
        Graph().parse(data=(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""), format="nt")
        for triples in (before, after)
    )
    return bool(same_form(one, other))


@given(before=GRAPHS, after=GRAPHS)
def test_blank_nodes_are_compared_by_what_they_say(
    before: frozenset[ox.Triple], after: frozenset[ox.Triple]
) -> None:
    found = compared(as_files({"graph/a.ttl": before}), as_files({"graph/a.ttl": after}))
    assert found.has_changes != isomorphic(before, after)


@given(graph=GRAPHS, names=st.permutations(NODES), random=st.randoms())
def test_what_blank_nodes_are_called_and_their_order_is_no_change(
    graph: frozenset[ox.Triple], names: list[ox.BlankNode], random: Random
) -> None:
    called = dict(zip(NODES, names, strict=True))
    other = [
        ox.Triple(called.get(one.subject, one.subject), one.predicate, called.get(one.object, one.object))  # type: ignore[arg-type]
        for one in graph
    ]
    random.shuffle(other)
    text = b"".join((ox.serialize([triple], format=ox.RdfFormat.N_TRIPLES) or b"") for triple in other)
    assert not compared(as_files({"graph/a.ttl": graph}), {"graph/a.ttl": text}).has_changes
