from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from irc_kg.provenance import Citation, Evidence, Locations, Statement, citations_of, join_sections, places_of
from irc_kg.provenance.sources import EvidenceFile, NoTextsError, Sources, Texts
from irc_kg.store import Store
from irc_kg.store.project_files import ProjectFiles

HEAD = """\
@prefix : <https://example.org/> .
@prefix irc: <https://w3id.org/irc-kg/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
PLAN = "https://example.org/plan"
LINES = "https://w3id.org/irc-kg/graph/lines"
TOWN = "https://w3id.org/irc-kg/graph/town"
LINES_TTL = """\
<> a irc:EvidenceGraph ; dcterms:source :plan ; irc:section "Lines" ; irc:position 2 .
:plan rdfs:label "The plan" ; irc:fileName "plan.md" .
:red rdfs:label "Red" ; irc:paragraph 1 , 3 .
"""
TOWN_TTL = """\
<> a irc:EvidenceGraph ; dcterms:source :plan ; irc:section "Town" ; irc:position "+1"^^xsd:integer .
:town rdfs:label "Town" ; irc:paragraph "007"^^xsd:integer , "+2"^^xsd:integer , -1 , "four" , "\u0663" .
"""
PLAN_MD = "# Town\nOne.\nTwo.\n# Lines\nFirst.\nSecond.\nThird.\n"


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    graph = {"lines": LINES_TTL, "town": TOWN_TTL, "nothing": ":a rdfs:label 'A' ."}
    for folder in ("graph", "ontology", "queries"):
        (tmp_path / "project" / folder).mkdir(parents=True)
    for name, text in graph.items():
        (tmp_path / "project" / "graph" / f"{name}.ttl").write_text(HEAD + text, encoding="utf-8")
    return ProjectFiles(tmp_path / "project")


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "plan.md").write_text(PLAN_MD, encoding="utf-8")
    return folder


def rewrite(files: ProjectFiles, name: str, old: str, new: str) -> None:
    path = files.root / "graph" / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def cited(store: Store, quads: list[ox.Quad]) -> list[str]:
    """Where quads are cited."""
    return list(map(str, citations_of(Evidence(store).statements_to_cite(quads))))


def test_files_are_in_the_order_of_the_sections(files: ProjectFiles) -> None:
    sources = Sources(Store(files))
    assert sources.files == (EvidenceFile(TOWN, PLAN, "Town", 1), EvidenceFile(LINES, PLAN, "Lines", 2))
    assert sources.files_of(PLAN) == list(sources.files)
    assert sources.documents == sources.all_documents == (PLAN,)
    assert sources.titles(PLAN) == ["Town", "Lines"]


def test_a_register_is_a_source_and_no_evidence_file(files: ProjectFiles) -> None:
    rewrite(files, "lines.ttl", "a irc:EvidenceGraph ; ", "")
    sources = Sources(Store(files))
    assert [file.graph for file in sources.files] == [TOWN]
    assert [file.graph for file in sources.files_of(PLAN)] == [TOWN, LINES]


def test_a_file_of_two_sources_comes_once_and_one_that_names_a_text_not_at_all(files: ProjectFiles) -> None:
    rewrite(files, "lines.ttl", "dcterms:source :plan", "dcterms:source :zoo , :plan")
    rewrite(files, "town.ttl", "dcterms:source :plan", "dcterms:source 'The plan'")
    sources = Sources(Store(files))
    assert [(file.graph, file.source) for file in sources.all_files] == [(LINES, PLAN)]


def test_a_citation_names_paragraphs_in_order_whatever_their_spelling(files: ProjectFiles) -> None:
    evidence = Evidence(Store(files))
    [about_red] = evidence.statements_about("https://example.org/red")
    assert str(about_red.citation) == "The plan, Lines, paragraphs 1, 3"
    [about_town] = evidence.statements_about("https://example.org/town")
    assert str(about_town.citation) == "The plan, Town, paragraphs 2, 7"


def test_places_stand_in_the_order_of_their_sections_behind_the_sources_of_the_statements(
    files: ProjectFiles,
) -> None:
    rewrite(files, "lines.ttl", ":red rdfs:label", ":red :in :town ; rdfs:label")
    rewrite(files, "lines.ttl", "1 , 3 .", "3 . :blue :in :town ; irc:paragraph 1 .")
    rewrite(files, "town.ttl", ":town rdfs:label", ":town :near :red ; rdfs:label")
    rewrite(files, "nothing.ttl", ":a rdfs:label", ":a :near :red ; rdfs:label")
    store = Store(files)
    quads = [
        quad for name in ("a", "town", "red", "blue") for quad in store.quads(f"https://example.org/{name}")
    ]
    assert cited(store, quads) == [
        "graph/nothing.ttl",
        "The plan, Lines, paragraph 1",
        "The plan, Lines, paragraph 3",
        "The plan, Town, paragraphs 2, 7",
    ]


def test_what_only_names_a_thing_is_cited_where_nothing_else_is(files: ProjectFiles) -> None:
    store = Store(files)
    named = [
        quad for quad in store.quads("https://example.org/red") if quad.predicate.value.endswith("label")
    ]
    assert cited(store, named) == ["The plan, Lines, paragraphs 1, 3"]
    stated = list(store.quads("https://example.org/town", "https://w3id.org/irc-kg/ontology#paragraph"))
    assert cited(store, [*named, *stated]) == ["The plan, Town, paragraphs 2, 7"]
    of_file = list(store.quads(LINES))
    assert of_file
    assert cited(store, of_file) == []


def test_a_file_without_a_source_is_cited_by_its_name(files: ProjectFiles) -> None:
    [statement] = Evidence(Store(files)).statements_about("https://example.org/a")
    assert str(statement.citation) == "graph/nothing.ttl"


def test_a_statement_is_where_its_object_stands(files: ProjectFiles) -> None:
    [statement] = Evidence(Store(files)).statements_about("https://example.org/red")
    assert Locations(files).find(statement) == (files.root / "graph" / "lines.ttl", 8, 17)


def test_a_statement_is_found_however_its_number_is_spelt_and_its_nodes_are_called(
    files: ProjectFiles,
) -> None:
    said = """:b :n 1.50 ,
 01 ; :in [ :at _:z ;
 :since '2020-01-01T00:00:00+00:00'^^xsd:dateTime ] ; :is 'x'@EN-gb"""
    rewrite(files, "nothing.ttl", ":a rdfs:label 'A'", said)
    statements = Evidence(Store(files)).statements_in("https://w3id.org/irc-kg/graph/nothing")
    places = sorted(Locations(files).find(statement)[1:] for statement in statements)
    assert places == [(6, 7), (7, 2), (7, 11), (7, 17), (8, 9), (8, 59)]


def test_the_census_counts_things_statements_and_those_with_a_place(files: ProjectFiles) -> None:
    rewrite(files, "lines.ttl", ":red rdfs:label", ":red a :Line ; rdfs:label")
    census = Evidence(Store(files)).census()
    assert census.things == {"https://example.org/Line": 1}
    assert census.statements == {PLAN: 5, "": 1}
    assert census.placed == {PLAN: 3, "": 0}


def test_a_text_is_quoted_by_paragraph(files: ProjectFiles, texts: Path) -> None:
    store = Store(files)
    [statement] = Evidence(store).statements_about("https://example.org/red")
    read = Texts(Sources(store), texts)
    assert list(read.quote(statement.citation)) == ["First.", "Third."]
    assert [section.title for section in read.sections(PLAN)] == ["Town", "Lines"]


@pytest.mark.parametrize(
    "name", ["../plan.md", "a/../../plan.md", "{root}/plan.md", "..\\\\plan.md", "C:/plan.md", ".."]
)
def test_no_text_is_read_outside_its_folder(files: ProjectFiles, texts: Path, name: str) -> None:
    (texts / "inside").mkdir()
    (texts / "inside" / "..\\plan.md").write_text(PLAN_MD, encoding="utf-8")
    rewrite(files, "lines.ttl", "plan.md", name.format(root=texts))
    with pytest.raises(NoTextsError, match="holds none of the source texts"):
        Texts(Sources(Store(files)), texts / "inside")


def test_a_text_may_be_in_a_folder_within(files: ProjectFiles, texts: Path) -> None:
    (texts / "town").mkdir()
    (texts / "plan.md").rename(texts / "town" / "plan.md")
    rewrite(files, "lines.ttl", "plan.md", "town/plan.md")
    assert Texts(Sources(Store(files)), texts).path(PLAN) == texts / "town" / "plan.md"


def test_a_folder_that_is_none_is_refused(files: ProjectFiles, tmp_path: Path) -> None:
    with pytest.raises(NoTextsError, match="is no folder"):
        Texts(Sources(Store(files)), tmp_path / "none")


def test_statements_are_in_reading_order_name_and_kind_first(files: ProjectFiles) -> None:
    said = ":red :to :b ; :number 1 ; rdfs:comment 'c' ; :from :z , :a ; rdfs:label 'Red' ; a :Line ."
    rewrite(files, "nothing.ttl", ":a rdfs:label 'A' .", said)
    evidence = Evidence(Store(files))
    found = evidence.statements_about("https://example.org/red")
    in_file = [one for one in found if one.citation.graph.endswith("nothing")]
    names = [re.split(r"[#/]", one.predicate.value)[-1] for one in in_file]
    assert names == ["type", "label", "comment", "from", "from", "number", "to"]
    assert [str(one.object) for one in in_file[3:5]] == ["<https://example.org/a>", "<https://example.org/z>"]


def test_statements_with_an_object_are_sorted_by_what_they_say(files: ProjectFiles) -> None:
    said = ":c :q :hub . :b :p :hub . :d :p :hub . :a :r :hub . :a :p :hub . :hub :p :a ."
    rewrite(files, "nothing.ttl", ":a rdfs:label 'A' .", said)
    found = Evidence(Store(files)).statements_with_object("https://example.org/hub")
    words = [f"{one.subject}{one.predicate}".replace("https://example.org/", "") for one in found]
    assert words == ["<a><p>", "<b><p>", "<d><p>", "<c><q>", "<a><r>"]


@pytest.mark.parametrize(
    ("number", "place"),
    [
        ("1", "paragraph 1"),
        ("0", "heading"),
        ("0, 2", "heading and paragraph 2"),
        ("0, 2, 1", "heading and paragraphs 1, 2"),
        ("-1", ""),
    ],
)
def test_one_paragraph_is_cited_as_one_and_the_heading_too(
    files: ProjectFiles, number: str, place: str
) -> None:
    rewrite(files, "lines.ttl", "irc:paragraph 1 , 3", f"irc:paragraph {number}")
    [statement] = Evidence(Store(files)).statements_about("https://example.org/red")
    assert str(statement.citation) == ", ".join(filter(None, ["The plan, Lines", place]))


def test_a_row_of_a_table_is_cited_as_one(files: ProjectFiles) -> None:
    rewrite(files, "lines.ttl", "irc:paragraph 1 , 3", "irc:row 12")
    [statement] = Evidence(Store(files)).statements_about("https://example.org/red")
    assert str(statement.citation) == "The plan, Lines, row 12"


def test_what_is_not_in_its_file_is_placed_at_its_beginning(files: ProjectFiles) -> None:
    [statement] = Evidence(Store(files)).statements_about("https://example.org/red")
    rewrite(files, "lines.ttl", '"Red"', '"Green"')
    assert Locations(files).find(statement) == (files.root / "graph" / "lines.ttl", 1, 1)


def test_what_a_text_was_is_recorded_or_not(files: ProjectFiles) -> None:
    sources = Sources(Store(files))
    assert (sources.digest(PLAN), sources.section_digest(LINES)) == (None, None)
    assert sources.file_name("https://example.org/none") is None
    rewrite(files, "lines.ttl", "irc:fileName", 'irc:sha256 "12" ; irc:fileName')
    rewrite(files, "lines.ttl", "irc:position 2", 'irc:position 2 ; irc:sectionDigest "34"')
    sources = Sources(Store(files))
    assert (sources.digest(PLAN), sources.section_digest(LINES)) == ("12", "34")


def test_only_paragraphs_of_a_source_are_quoted(files: ProjectFiles, texts: Path) -> None:
    rewrite(files, "lines.ttl", "irc:paragraph 1 , 3", "irc:row 1")
    store = Store(files)
    read = Texts(Sources(store), texts)
    [by_row] = Evidence(store).statements_about("https://example.org/red")
    [without_source] = Evidence(store).statements_about("https://example.org/a")
    assert list(read.quote(by_row.citation)) == list(read.quote(without_source.citation)) == []
    [beyond_the_end] = Evidence(store).statements_about("https://example.org/town")
    assert list(read.quote(beyond_the_end.citation)) == ["Two."]


def test_the_source_of_a_thing_is_not_that_of_the_file_that_says_so(files: ProjectFiles) -> None:
    rewrite(files, "nothing.ttl", ":a rdfs:label 'A' .", ":a dcterms:source :zoo .")
    assert Sources(Store(files)).all_documents == (PLAN,)


def test_files_are_sorted_by_source_then_by_position_then_by_name(files: ProjectFiles) -> None:
    for name in "dacbe":
        text = f"{HEAD}<> dcterms:source :atlas ; irc:position {1 if name > 'b' else 2} ."
        (files.root / "graph" / f"{name}.ttl").write_text(text, encoding="utf-8")
    found = Sources(Store(ProjectFiles(files.root))).all_files
    assert [file.graph.rpartition("/")[2] for file in found] == ["c", "d", "e", "a", "b", "town", "lines"]


def test_places_of_one_section_are_told_together() -> None:
    lines = Citation("lines", None, "Bus plan 2020", "Lines", (2,))
    stops = Citation("stops", None, "Bus plan 2020", "Stops", ())
    register = Citation("register", None, "Register", "lines.csv", (300, 5), "row")
    several = [lines, stops, lines._replace(graph="more", numbers=(1, 2)), register]
    assert places_of(map(statement_at, several)) == [
        "Bus plan 2020, Lines, paragraphs 1, 2",
        "Bus plan 2020, Stops",
        "Register, lines.csv, rows 5, 300",
    ]
    # That a section says it, nobody knows where, is no paragraph of it.
    assert places_of(map(statement_at, [lines._replace(numbers=()), lines])) == [
        "Bus plan 2020, Lines",
        "Bus plan 2020, Lines, paragraph 2",
    ]


def statement_at(citation: Citation) -> Statement:
    thing = ox.NamedNode("https://example.org/thing")
    return Statement(thing, thing, thing, citation)


def test_sections_are_joined_into_one_citation_each() -> None:
    lines = Citation("lines", "https://example.org/plan", "Plan", "Lines", (2,))
    row = lines._replace(unit="row", numbers=(4,))
    found = join_sections([lines, row, lines._replace(graph="more", numbers=(1, 2))])
    assert found == [lines._replace(graph="", numbers=(1, 2)), row._replace(graph="")]


def test_places_end_with_the_files_and_lines_of_their_statements(files: ProjectFiles) -> None:
    rewrite(files, "lines.ttl", "1 , 3 .", "1 ;\n :in :town, :b,\n :c .\n:blue irc:paragraph 2 ; :in :town .")
    more = f"{HEAD}<> dcterms:source :plan ; irc:section 'Lines' .\n:red :in :town ; irc:paragraph 4 ."
    (files.root / "graph" / "more.ttl").write_text(more, encoding="utf-8")
    files = ProjectFiles(files.root)
    store = Store(files)
    evidence = Evidence(store)
    statements = evidence.statements_to_cite(store.quads(None, "https://example.org/in"))
    assert places_of(statements, Locations(files)) == [
        "The plan, Lines, paragraphs 1, 2, 4 (graph/lines.ttl:9, 10, 11, graph/more.ttl:7)"
    ]
    [named] = evidence.statements_about("https://example.org/a")
    assert places_of([named], Locations(files)) == ["graph/nothing.ttl (graph/nothing.ttl:6)"]
