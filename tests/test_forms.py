"""Forms: what shapes ask, how new things are named, and what values become."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from irc_kg.editing.forms import Field, Form, clean_text, field_of
from irc_kg.editing.shapes import form_of
from irc_kg.editing.terms import Terms, WrongValueError, date_hint
from irc_kg.editing.things import Naming, WrongNameError, kebab
from irc_kg.errors import IrcKgError
from irc_kg.project import Project, open_project
from irc_kg.store.names import RDF, XSD

KG = "https://w3id.org/irc-kg/id/"
TOWN = "https://example.org/town#"

# Two shapes for one predicate, a shape within a shape, lists, bounds, and what no form can ask.
MORE_SHAPES = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix town: <https://example.org/town#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

town:NightLine a owl:Class ; rdfs:subClassOf town:Line ; rdfs:label "Night line"@en .

town:colour a owl:DatatypeProperty ; rdfs:label "has the colour"@en ; rdfs:range xsd:string .
town:fare a owl:DatatypeProperty ; rdfs:label "costs"@en ; rdfs:range xsd:decimal .
town:opened a owl:DatatypeProperty ; rdfs:label "was opened in"@en .

town:NightLineShape
    a sh:NodeShape ;
    sh:targetClass town:NightLine ;
    sh:node town:PaintedShape ;
    sh:property [
        sh:path town:stopsAt ; sh:name "Halts" ; sh:description "Where it halts." ; sh:order 7 ; sh:maxCount 2
    ] , [
        sh:path town:number ; sh:name "Number" ; sh:minCount 1 ; sh:maxCount 1 ; sh:order 3 ;
        sh:minInclusive 1 ; sh:maxExclusive 1000 ; sh:message "A number is 1 to 999."
    ] , [
        sh:path town:opened ; sh:name "Opened" ; sh:order 4 ;
        sh:or ( [ sh:datatype xsd:gYear ] [ sh:datatype xsd:gYearMonth ] [ sh:datatype xsd:date ] )
    ] , [
        sh:path ( town:stopsAt rdfs:label ) ; sh:name "Names of stops" ; sh:minCount 1
    ] , [
        sh:path town:fare ; sh:name "Number" ; sh:order 5
    ] , [
        sh:path skos:altLabel ; sh:deactivated true ; sh:minCount 1
    ] .

town:PaintedShape
    a sh:NodeShape ;
    sh:property [
        sh:path town:colour ; sh:name "Colour" ; sh:in ( "red" "dark blue" ) ; sh:maxCount 1 ; sh:order 2
    ] .

town:OffShape
    a sh:NodeShape ;
    sh:targetClass town:NightLine ;
    sh:deactivated true ;
    sh:property [ sh:path town:runBy ; sh:minCount 1 ] .
"""


@pytest.fixture
def town(miniature: Path) -> Project:
    """The miniature project."""
    return open_project(miniature)


@pytest.fixture
def night_line(miniature: Path) -> tuple[Project, Form]:
    """The miniature project with shapes of more kinds, and the form for a class of them."""
    (miniature / "ontology" / "more.ttl").write_text(MORE_SHAPES, encoding="utf-8", newline="\n")
    opened = open_project(miniature)
    return opened, opened.form("night line")


def field(form: Form, name: str) -> Field:
    found = form.field(name)
    assert found is not None
    return found


def fault(terms: Terms, one: Field, text: str) -> str:
    with pytest.raises(WrongValueError) as raised:
        terms.value(one, text)
    return str(raised.value)


# Forms


@pytest.mark.parametrize("name", ["Bus line", "bus LINE", "town:Line", f"{TOWN}Line", f"<{TOWN}Line>"])
def test_a_class_is_given_by_any_of_its_names(town: Project, name: str) -> None:
    form = town.form(name)
    assert (form.kind, form.label) == (f"{TOWN}Line", "Bus line")
    assert [one.name for one in form] == ["label", "stops at", "stands in paragraph"]
    assert [one.name for one in form.mandatory] == ["label", "stops at"]


def test_a_misspelt_class_is_told_with_what_is_close(town: Project) -> None:
    with pytest.raises(IrcKgError, match=r"no class called 'Buss line'\. Did you mean Bus line"):
        town.form("Buss line")


def test_the_class_of_files_is_not_one_of_things(town: Project) -> None:
    with pytest.raises(IrcKgError, match="`irc-kg new source` begins one"):
        town.form("Evidence file")


def test_a_class_without_a_shape_is_asked_for_a_name_and_a_place(town: Project) -> None:
    form = town.form("Bus stop")
    assert [one.predicate.rsplit("#")[-1] for one in form] == ["label", "paragraph"]
    assert (form.name.is_required, form.name.at_most) == (True, 1)


def test_fields_stand_in_the_order_of_the_shapes_required_ones_first(
    night_line: tuple[Project, Form],
) -> None:
    _, form = night_line
    # The class itself says "Halts" in the seventh place; the class above it says that one is required.
    assert [one.name for one in form] == [
        "Number",
        "Halts",
        "label",
        "Colour",
        "Opened",
        "Number",
        "stands in paragraph",
    ]


def test_shapes_of_a_class_and_of_those_above_count_together(night_line: tuple[Project, Form]) -> None:
    _, form = night_line
    halts = field(form, "Halts")
    assert (halts.at_least, halts.at_most, halts.classes) == (1, 2, (f"{TOWN}Stop",))
    assert halts.description == "Where it halts."
    assert set(field(form, "Opened").datatypes) == {XSD + "date", XSD + "gYear", XSD + "gYearMonth"}
    assert form.field("is also called") is None
    assert form.field("is run by") is None
    assert form.field("Names of stops") is None


def test_a_field_goes_by_its_name_label_curie_and_local_name(night_line: tuple[Project, Form]) -> None:
    _, form = night_line
    halts = field(form, "Halts")
    for name in ("HALTS", "stops at", "town:stopsAt", f"{TOWN}stopsAt", "stopsAt"):
        assert form.field(name) is halts


def test_two_fields_of_one_name_have_headings_of_their_own(night_line: tuple[Project, Form]) -> None:
    _, form = night_line
    headings = [form.heading(one) for one in form if one.name == "Number"]
    assert headings == ["Number (town:number)", "Number (town:fare)"]
    assert [field(form, heading).curie for heading in headings] == ["town:number", "town:fare"]


def test_the_forms_of_the_shipped_shapes(repository: Path) -> None:
    store = open_project(repository).store
    strategy = form_of(store, "Strategy")
    assert [one.name for one in strategy][:4] == ["Name", "Other names", "Description", "Paragraph"]
    assert field(strategy, "applies in").classes == ("https://w3id.org/irc-kg/ontology#Nation",)
    assert set(field(strategy, "Published").datatypes) == {XSD + "gYear", XSD + "gYearMonth", XSD + "date"}
    law = form_of(store, "irc:Law")
    assert [one.name for one in law.mandatory] == ["Name", "Nation"]


# Names


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Breathe Well", "breathe-well"),
        ("  Plan   2030 ", "plan-2030"),
        ("Café Ångström", "cafe-angstrom"),
        ("Straße & Łódź", "strasse-and-lodz"),
        ("People's plan", "peoples-plan"),
        ("The \u2018big\u2019 plan (2nd)", "the-big-plan-2nd"),
        ("ﬁve ½", "five-1-2"),
        ("健康", ""),
        ("x" * 100, "x" * 60),
        ("word " * 20, "-".join(["word"] * 12)),
    ],
)
def test_a_name_is_made_of_the_words_of_a_label(label: str, name: str) -> None:
    assert kebab(label) == name


def test_a_name_is_one_that_nothing_has(town: Project) -> None:
    naming, form = Naming(town.store), town.form("Bus line")
    assert naming.propose(form, "Green line") == f"{KG}green-line"
    assert naming.propose(form, "Red, line!") == f"{KG}red-line-2"
    assert naming.propose(form, "Red line") == f"{KG}red-line-2"
    assert naming.propose(form, "Green line", {f"{KG}green-line", f"{KG}green-line-2"}) == f"{KG}green-line-3"
    assert naming.propose(form, "健康") == f"{KG}bus-line"


def test_new_things_are_named_as_the_others_of_their_class(repository: Path) -> None:
    opened = open_project(repository)
    naming = Naming(opened.store)
    assert naming.propose(opened.form("Goal"), "Fewer visits") == f"{KG}goal-fewer-visits"
    assert naming.propose(opened.form("Goal"), "Goal of fewer visits") == f"{KG}goal-of-fewer-visits"
    assert naming.propose(opened.form("Strategy"), "Fewer visits") == f"{KG}fewer-visits"


@pytest.mark.parametrize(("others", "name"), [(["other"], "night-four"), (["other", "third"], "four")])
def test_three_of_four_names_make_a_habit(
    night_line: tuple[Project, Form], others: list[str], name: str
) -> None:
    opened, form = night_line
    lines = opened.files.root / "graph" / "bus-plan-2020" / "lines.ttl"
    with lines.open("a", encoding="utf-8", newline="\n") as out:
        for local in ["night-one", "night-two", "night-three", *others]:
            out.write(f"kg:{local} a town:NightLine .\n")
    assert Naming(open_project(opened.files.root).store).propose(form, "Four") == KG + name


def test_without_the_prefix_kg_things_go_where_most_of_them_are(miniature: Path) -> None:
    for path in miniature.rglob("*.ttl"):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("kg:", "thing:").replace(KG, "https://example.org/things#"),
            encoding="utf-8",
            newline="\n",
        )
    naming = Naming(open_project(miniature).store)
    assert naming.namespace == "https://example.org/things#"
    assert naming.new("green-line") == "https://example.org/things#green-line"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("kg:red-line", "There is kg:red-line already (Red line)"),
        ("red-line", "There is kg:red-line already"),
        (
            "kg:Green_Line",
            "not in kebab case (small letters and digits, joined by hyphens); write kg:green-line",
        ),
        ("kg:", "not in kebab case"),
        ("bus:green", "The ontology declares no prefix 'bus'"),
        ("kg:green line", "no prefix 'kg'"),
        ("https://example.org/{x}", "no prefix 'https'"),
    ],
)
def test_a_name_that_a_new_thing_cannot_have_is_refused(town: Project, name: str, told: str) -> None:
    with pytest.raises(WrongNameError) as raised:
        Naming(town.store).new(name)
    assert told in str(raised.value)


def test_a_new_thing_may_be_named_outside_the_namespace(town: Project) -> None:
    iri = "https://www.legislation.gov.uk/id/asp/2014/9"
    assert Naming(town.store).new(iri) == Naming(town.store).new(f"<{iri}>") == iri


# Values


def test_things_are_known_by_their_names_and_must_be_of_the_class(town: Project) -> None:
    terms, stops = Terms(town.store), field(town.form("Bus line"), "stops at")
    for name in ("Market", " market ", "kg:market", f"{KG}market", f"<{KG}market>"):
        assert terms.value(stops, name) == ox.NamedNode(f"{KG}market")
    assert terms.value(stops, "cafe") == ox.NamedNode(f"{KG}station")
    assert fault(terms, stops, "Markt") == "'Markt' is no bus stop; did you mean Market?"
    assert fault(terms, stops, "Town Buses") == "'Town Buses' is a company, not a bus stop"
    assert fault(terms, stops, "kg:red-line") == "'kg:red-line' is a bus line, not a bus stop"
    assert fault(terms, stops, "kg:park").startswith("nothing is known of 'kg:park'")
    assert fault(terms, stops, "https://example.org/a|b").startswith(
        "'https://example.org/a|b' is no bus stop"
    )
    assert [choice.name for choice in terms.choices(stops)] == ["Market", "Station"]


def test_a_name_that_several_things_have_is_told_by_their_curies(town: Project) -> None:
    anything = field_of(town.store, "http://purl.org/dc/terms/source")
    told = fault(Terms(town.store), anything, "Express")
    assert told == "'Express' is the name of several: write kg:blue-line or kg:town-buses"


def test_the_class_that_the_ontology_expects_narrows_the_choice(town: Project) -> None:
    company = field_of(town.store, f"{TOWN}runBy")
    assert not company.classes
    assert Terms(town.store).value(company, "Express") == ox.NamedNode(f"{KG}town-buses")
    assert Terms(town.store).value(company, "Red line") == ox.NamedNode(f"{KG}red-line")


def test_choices_of_one_label_are_told_apart_by_curie(miniature: Path) -> None:
    lines = miniature / "graph" / "bus-plan-2020" / "lines.ttl"
    with lines.open("a", encoding="utf-8", newline="\n") as out:
        out.write('\nkg:old-market a town:Stop ; irc:paragraph 2 ; rdfs:label "Market"@en .\n')
    town = open_project(miniature)
    terms, stops = Terms(town.store), field(town.form("Bus line"), "stops at")
    assert [choice.name for choice in terms.choices(stops)] == ["kg:market", "kg:old-market", "Station"]


@pytest.mark.parametrize(
    ("name", "text", "term"),
    [
        ("town:number", "12", ox.Literal("12", datatype=ox.NamedNode(XSD + "integer"))),
        ("town:fare", "2.50", ox.Literal("2.50", datatype=ox.NamedNode(XSD + "decimal"))),
        ("Opened", "1998", ox.Literal("1998", datatype=ox.NamedNode(XSD + "gYear"))),
        ("Opened", "1998-07", ox.Literal("1998-07", datatype=ox.NamedNode(XSD + "gYearMonth"))),
        ("Opened", "2000-02-29", ox.Literal("2000-02-29", datatype=ox.NamedNode(XSD + "date"))),
        ("Colour", "Dark  Blue", ox.Literal("dark blue")),
        ("label", "N 1", ox.Literal("N 1", language="en")),
        ("label", '"N 1"', ox.Literal('"N 1"', language="en")),
        ("label", '"Nos 1"@cy', ox.Literal("Nos 1", language="cy")),
    ],
)
def test_a_text_is_typed_by_its_field(
    night_line: tuple[Project, Form], name: str, text: str, term: ox.Literal
) -> None:
    opened, form = night_line
    assert Terms(opened.store).value(field(form, name), text) == term


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("town:number", "two", "'two' is not a whole number such as 6"),
        ("town:number", "0", "'0' is not allowed: a number is 1 to 999"),
        ("town:number", "1000", "'1000' is not allowed"),
        ("Opened", "soon", "'soon' is not "),
        ("Opened", "2001-02-29", "'2001-02-29' is not "),
        ("Opened", "31/12/1998", "; write 1998-12-31 for 31 December 1998"),
        ("Opened", '"1998"^^xsd:integer', "is not "),
        ("Opened", '"x"^^xsd:nothing', "no datatype called"),
        ("Colour", "green", "'green' is none of red or dark blue"),
        ("Colour", "dark blu", "did you mean dark blue?"),
        ("label", " \u200b\n", "nothing is given"),
        ("label", "a\udce9", "holds bytes that are not UTF-8"),
    ],
)
def test_what_a_field_does_not_take_is_told_in_words(
    night_line: tuple[Project, Form], name: str, text: str, told: str
) -> None:
    opened, form = night_line
    assert told in fault(Terms(opened.store), field(form, name), text)


def test_a_long_text_is_not_repeated_whole(town: Project) -> None:
    told = fault(Terms(town.store), field(town.form("Bus line"), "stops at"), "x" * 500)
    assert "x…" in told
    assert len(told) < 120


def test_texts_are_kept_without_what_a_check_would_warn_of() -> None:
    assert clean_text("  A\u00a0 plan\tfor\r\nall\u200b \x07") == "A plan for all"
    assert clean_text(" First  line.\r\nSecond\x00 line. ", prose=True) == "First line.\nSecond line."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("31/03/2022", "2022-03-31 for 31 March 2022"),
        ("3.4.2022", "2022-04-03 for 3 April 2022"),
        ("31 March 2022", "2022-03-31 for 31 March 2022"),
        ("1st Sept 2022", "2022-09-01 for 1 September 2022"),
        ("Mar 2022", "2022-03 for March 2022"),
        ("31/02/2022", ""),
        ("Quarter 2022", ""),
        ("2022", ""),
        ("", ""),
    ],
)
def test_dates_as_people_write_them_are_recognised(text: str, told: str) -> None:
    assert date_hint(text) == (f"; write {told}" if told else "")


def test_a_field_that_only_the_ontology_knows_is_typed_by_its_range(town: Project) -> None:
    since = field_of(town.store, f"{TOWN}since")
    assert Terms(town.store).value(since, "1998") == ox.Literal("1998", datatype=ox.NamedNode(XSD + "gYear"))
    company = field_of(town.store, f"{TOWN}runBy")
    assert [choice.name for choice in Terms(town.store).choices(company)] == ["Town Buses"]
    label = field_of(town.store, "http://www.w3.org/2000/01/rdf-schema#label")
    assert label.datatypes == (RDF + "langString",)
