from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import irc_kg
from irc_kg.store import Store
from irc_kg.store.datatypes import PartialDate, read_date
from irc_kg.store.endings import Ending
from irc_kg.store.loading import UnreadableFilesError
from irc_kg.store.names import ORG, RDF, RDFS, SKOS
from irc_kg.store.project_files import ProjectFiles

EX = "https://example.org/"
PREFIXES = f"""\
@prefix : <{EX}> .
@prefix rdfs: <{RDFS}> .
@prefix skos: <{SKOS}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""

StoreOf = Callable[..., Store]


@pytest.fixture
def store_of(tmp_path: Path) -> StoreOf:
    """A store of an ontology, which declares the prefix of the examples, and of files of a graph."""

    def of(*graph: str, ontology: str = "") -> Store:
        for folder in ("graph", "ontology", "queries"):
            (tmp_path / folder).mkdir()
        (tmp_path / "ontology" / "o.ttl").write_text(PREFIXES + ontology, encoding="utf-8")
        for number, text in enumerate(graph):
            (tmp_path / "graph" / f"{number}.ttl").write_text(PREFIXES + text, encoding="utf-8")
        return Store(ProjectFiles(tmp_path))

    return of


LABELS = {
    "in English": ':a rdfs:label "Cymru"@cy, "Wales"@en, "A name" .',
    "in some English": ':a rdfs:label "Cymru"@cy, "A name", "Wales"@en-GB .',
    "without a language": ':a rdfs:label "Cymru"@cy, "Wales", "Anglia"@pl .',
    "by the tags of other languages": ':a rdfs:label "Anglia"@pl, "Wales"@cy, "Baleful"@de-AT .',
    "by the words": ':a rdfs:label "Zwolle"@en, "Wales"@en .',
}


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
def test_a_thing_is_called_by_its_label(store_of: StoreOf, label: str) -> None:
    store = store_of(label)
    assert store.label(EX + "a") == "Wales"
    assert store.text(EX + "a", RDFS + "label") == "Wales"
    assert store.names.label(EX + "a") == "Wales"


def test_the_texts_are_all_literals_english_first(store_of: StoreOf) -> None:
    store = store_of(':a rdfs:label "zwei"@de, "one"@en, "deux"@fr, "nil", :b .')
    assert store.texts(EX + "a", RDFS + "label") == ("one", "nil", "zwei", "deux")


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
def test_many_things_are_called_as_each_alone(store_of: StoreOf, label: str) -> None:
    store = store_of(label, ':b skos:prefLabel "B" ; rdfs:label " " . :c rdfs:label :a .')
    things = [f"{EX}{name}" for name in "abcd"]
    assert store.labels(things) == {store.label(thing) for thing in things}
    assert store.labels(things) == {"Wales", "B", ":c", ":d"}


def test_without_a_label_it_is_called_by_its_curie(store_of: StoreOf) -> None:
    store = store_of(":a rdfs:seeAlso :b .")
    assert store.label(EX + "a") == ":a"
    assert store.text(EX + "a", RDFS + "label") == ""


def test_the_iris_among_the_objects_are_sorted_and_each_once(store_of: StoreOf) -> None:
    store = store_of(":a rdfs:seeAlso :c, :f, :e, :b, :d, [], 'b' .", ":a rdfs:seeAlso :b .")
    expected = tuple(EX + letter for letter in "bcdef")
    assert store.iris(EX + "a", RDFS + "seeAlso") == expected
    assert store.iris(ox.NamedNode(EX + "a"), RDFS + "seeAlso") == expected
    assert store.iris(EX + "b", RDFS + "seeAlso") == ()


def test_the_subjects_are_sorted_and_each_once(store_of: StoreOf) -> None:
    store = store_of(
        ":b rdfs:seeAlso :x . :a rdfs:seeAlso :x, :y . [] rdfs:seeAlso :x . :d :p :x . :c rdfs:seeAlso :x ."
    )
    assert store.subjects(RDFS + "seeAlso", EX + "x") == (EX + "a", EX + "b", EX + "c")
    assert store.subjects(RDFS + "seeAlso", EX + "y") == (EX + "a",)
    assert store.subjects(RDFS + "seeAlso") == (EX + "a", EX + "b", EX + "c")


def test_the_items_of_lists_are_in_order(store_of: StoreOf) -> None:
    store = store_of(":a rdfs:seeAlso (:z 'x' :b :z) ; rdfs:member () .")
    expected = (ox.NamedNode(EX + "z"), ox.Literal("x"), ox.NamedNode(EX + "b"), ox.NamedNode(EX + "z"))
    assert store.items(EX + "a", RDFS + "seeAlso") == expected
    assert store.items(EX + "a", RDFS + "member") == ()
    assert store.items(EX + "b", RDFS + "seeAlso") == ()


def test_a_list_that_runs_in_a_circle_ends(store_of: StoreOf) -> None:
    store = store_of(
        f":a rdfs:seeAlso :one . :one <{RDF}first> 1 ; <{RDF}rest> :two . "
        f":two <{RDF}first> 2 ; <{RDF}rest> :one ."
    )
    assert [item.value for item in store.items(EX + "a", RDFS + "seeAlso")] == ["1", "2"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "is_mentioned"),
    [
        (EX + "s", True),
        (EX + "p", True),
        (EX + "o", True),
        ("https://w3id.org/irc-kg/graph/0", True),
        (EX + "none", False),
        (EX, False),
    ],
)
def test_an_iri_is_mentioned_wherever_it_stands(store_of: StoreOf, name: str, *, is_mentioned: bool) -> None:
    assert store_of(":s :p :o .").mentions(name) is is_mentioned


def test_what_is_stated_is_asked_by_a_pattern(store_of: StoreOf) -> None:
    store = store_of(":s :p :o .", ":s :p 'o' .")
    assert store.states(EX + "s", EX + "p", EX + "o", "https://w3id.org/irc-kg/graph/0")
    assert not store.states(EX + "s", EX + "p", EX + "o", "https://w3id.org/irc-kg/graph/1")
    assert not store.states(EX + "o")
    assert not store.states(ox.Literal("o"))
    assert store.states(object_=ox.Literal("o"))


def test_each_statement_is_given_once_a_file_also_when_queries_were_asked(store_of: StoreOf) -> None:
    store = store_of(":s :p :o .", ":s :p :o .")
    assert len(list(store.quads(EX + "s"))) == 2
    counted = store.dataset.query("SELECT (COUNT(*) AS ?n) { ?s <https://example.org/p> ?o }")
    assert isinstance(counted, ox.QuerySolutions)
    assert next(counted)["n"] == ox.Literal(1)
    assert len(list(store.quads(EX + "s"))) == 2
    assert store.objects(EX + "s", EX + "p") == [ox.NamedNode(EX + "o")]


CLASSES = """\
:Place a owl:Class .
:Town a owl:Class ; rdfs:subClassOf :Place .
:Port a rdfs:Class ; rdfs:subClassOf :Town .
:Mill rdfs:subClassOf :Place .
"""


def test_instances_are_those_of_any_of_some_classes(store_of: StoreOf) -> None:
    store = store_of(":b a :Town . :a a :Town, :Port . :c a :Mill . [] a :Town .", ontology=CLASSES)
    assert store.instances(EX + "Town") == (EX + "a", EX + "b")
    assert store.instances(EX + "Port", EX + "Mill") == (EX + "a", EX + "c")
    assert store.instances() == ()


def test_classes_above_and_below_are_nearest_first(store_of: StoreOf) -> None:
    store = store_of(ontology=CLASSES)
    assert store.classes == {EX + "Place", EX + "Town", EX + "Port"}
    assert store.classes_above(EX + "Port") == [EX + "Port", EX + "Town", EX + "Place"]
    assert store.classes_below(EX + "Place") == [EX + "Place", EX + "Mill", EX + "Town", EX + "Port"]


def test_classes_in_a_circle_are_named_once(store_of: StoreOf) -> None:
    store = store_of(ontology=":A rdfs:subClassOf :B . :B rdfs:subClassOf :A .")
    assert store.classes_above(EX + "A") == [EX + "A", EX + "B"]
    assert store.classes_below(EX + "A") == [EX + "A", EX + "B"]


def test_a_thing_is_shown_as_the_first_of_its_declared_classes(store_of: StoreOf) -> None:
    store = store_of(":a a :Mill, :Town, :Port . :b a :Mill . :a rdfs:label 'Ayr' .", ontology=CLASSES)
    assert store.kind(EX + "a") == EX + "Port"
    assert store.kind(EX + "b") == EX + "Mill"
    assert store.kind(EX + "c") is None
    assert store.describe(EX + "a") == "Ayr (:Port)  :a"
    assert store.describe(EX + "c") == ":c  :c"


def test_a_file_of_the_overlay_is_read_in_place_of_what_it_holds(store_of: StoreOf) -> None:
    files = store_of(":a :p :b .").files
    [path] = files.graph_files
    store = Store(files, {path: b"\xef\xbb\xbf<https://example.org/a> a <https://example.org/b> ."})
    assert store.instances(EX + "b") == (EX + "a",)
    assert not store.mentions(EX + "p")


ROADS = ":a :to :b . :b :to :c . :d :to :c . :c :to :e . :a a :Town . :a :name 'A' . <> :to :a . :x :to :a ."


def names(triples: Iterable[ox.Triple]) -> set[str]:
    return {" ".join(str(term).strip("<>").removeprefix(EX) for term in triple) for triple in triples}


def test_a_neighbourhood_grows_by_steps_along_and_against_relations(store_of: StoreOf) -> None:
    store = store_of(ROADS, ontology=":a :to :ontology .")
    assert names(store.neighbourhood(EX + "a", 0)) == set()
    assert names(store.neighbourhood(EX + "a", 1)) == {"a to b", "x to a"}
    assert names(store.neighbourhood(EX + "a", 2)) == {"a to b", "x to a", "b to c"}
    three = {"a to b", "x to a", "b to c", "d to c", "c to e"}
    assert names(store.neighbourhood(EX + "a", 3)) == three
    assert names(store.neighbourhood(EX + "a", 9)) == three
    assert len(store.neighbourhood(EX + "a", 9)) == len(three)


def test_a_relation_is_read_from_its_object_by_its_inverse_label(store_of: StoreOf) -> None:
    inverse = "<https://w3id.org/irc-kg/ontology#inverseLabel>"
    store = store_of(ontology=f":to {inverse} 'is reached from'@en, 'von'@de . :from rdfs:label 'is from' .")
    assert store.inverse_label(EX + "to") == "is reached from"
    assert store.inverse_label(EX + "from") == "is the object of 'is from' of"


def test_things_are_found_by_labels_first_and_by_other_names_too(store_of: StoreOf) -> None:
    store = store_of(
        f":a skos:altLabel 'Ayr' . :b skos:notation 'Ayr' . :c <{ORG}identifier> 'Ayr' . "
        ":d skos:prefLabel 'Ayr' . :e rdfs:label 'Ayr' . :f rdfs:comment 'Ayr' ."
    )
    found = store.names.find("ayr")
    assert set(found[:2]) == {EX + "d", EX + "e"}
    assert set(found[2:]) == {EX + "a", EX + "b", EX + "c"}
    assert store.names.label(EX + "d") == "Ayr"
    assert store.names.label(EX + "a") == ":a"


def test_all_files_that_are_no_turtle_are_named_with_the_place_of_the_fault(store_of: StoreOf) -> None:
    with pytest.raises(UnreadableFilesError) as error:
        store_of(":a :p :b .\n:a :p ] .\n", ":a :p :b .", ":a")
    places = [(fault.file.name, fault.line, fault.column) for fault in error.value.findings]
    assert places == [("0.ttl", 6, 7), ("2.ttl", 5, 3)]
    assert "graph/0.ttl:6:7: " in str(error.value)
    assert "line" not in error.value.findings[0].message


@pytest.mark.parametrize("text", ["", "no IRI", "a b:c"])
def test_nothing_is_said_of_a_text_that_is_no_iri(store_of: StoreOf, text: str) -> None:
    store = store_of("<urn:a> <urn:b> <urn:c> .")
    assert list(store.quads(text)) == list(store.quads(None, None, text)) == []
    assert not store.mentions(text)
    assert store.mentions("urn:a")


def test_the_prefixes_are_those_of_the_ontology_alone(store_of: StoreOf) -> None:
    store = store_of("@prefix graph: <urn:g:> .", ontology="@prefix own: <urn:o:> .")
    assert store.prefixes.by_name["own"] == "urn:o:"
    assert "graph" not in store.prefixes.by_name


ENDED = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix irc: <https://w3id.org/irc-kg/ontology#> .
@prefix kg: <https://w3id.org/irc-kg/id/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

kg:by-day rdfs:label "Day" ; schema:dissolutionDate "2026-03-31"^^xsd:date .
kg:by-year rdfs:label "Year" ; schema:validThrough "2019"^^xsd:gYear .
kg:by-event rdfs:label "Event" .
kg:twice rdfs:label "Twice" ; schema:dissolutionDate "2022-03-31"^^xsd:date .
kg:disputed rdfs:label "Disputed" ; schema:dissolutionDate "2021-06-30"^^xsd:date, "2020-12-31"^^xsd:date .
kg:undated rdfs:label "Undated" .
kg:renamed rdfs:label "Renamed" .
kg:end a irc:EndingKind .
kg:merger skos:broader kg:end .
kg:renaming skos:broader kg:change .
kg:one irc:eventKind kg:merger ; irc:affects kg:by-event ; dcterms:date "2022-04"^^xsd:gYearMonth .
kg:two irc:eventKind kg:end ; org:originalOrganization kg:twice ; dcterms:date "2022-04-01"^^xsd:date .
kg:three irc:eventKind kg:end ; irc:affects kg:undated .
kg:halt a irc:HaltKind ; rdfs:label "Work paused" .
kg:five irc:eventKind kg:halt ; irc:affects kg:paused ; dcterms:date "2024-07"^^xsd:gYearMonth .
kg:paused rdfs:label "Paused" .
kg:later rdfs:label "Later" ; schema:startDate "2022-04-01"^^xsd:date ; dcterms:issued "2023"^^xsd:gYear .
kg:Remark irc:labelIsSentence true .
kg:point a kg:Remark ; rdfs:label "It is said" ; irc:concerns kg:paused, kg:by-day, kg:renamed .
kg:four irc:eventKind kg:renaming ; irc:affects kg:renamed ; dcterms:date "2020-01-01"^^xsd:date .
"""


@pytest.mark.parametrize(
    ("thing", "day", "shown"),
    [
        ("by-day", "2026-03-31", "Day"),
        ("by-day", "2026-04-01", "Day (until 31 March 2026)"),
        ("by-day", "2026", "Day"),
        ("by-year", "2019-12-31", "Year"),
        ("by-year", "2020-01-01", "Year (until 2019)"),
        ("by-event", "2022-03-31", "Event"),
        ("by-event", "2022-04-01", "Event (ended by April 2022)"),
        ("twice", "2022-04-01", "Twice (until 31 March 2022)"),
        ("disputed", "2021-01-01", "Disputed (until 31 December 2020)"),
        ("undated", "2020-01-01", "Undated"),
        ("undated", None, "Undated (ended)"),
        ("renamed", None, "Renamed"),
        ("paused", "2024-06-30", "Paused"),
        ("paused", "2024-07-01", "Paused (in July 2024: work paused)"),
        ("later", None, "Later"),
        ("later", "2022-03-31", "Later (from 1 April 2022)"),
        ("later", "2022-04", "Later"),
        ("point", "2024-06-30", "It is said"),
        ("point", "2025-01-01", "It is said (note: Paused, in July 2024: work paused)"),
        ("point", None, "It is said (note: Day, until 31 March 2026; Paused, in July 2024: work paused)"),
        ("station", None, "Station"),
    ],
)
def test_what_has_ended_by_a_day_says_so(miniature: Path, thing: str, day: str | None, shown: str) -> None:
    (miniature / "graph" / "ended.ttl").write_text(ENDED, encoding="utf-8")
    store = irc_kg.open(miniature).store
    as_of = read_date(day) if day else None
    assert store.display_label(f"https://w3id.org/irc-kg/id/{thing}", as_of) == shown


DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(
    lambda day: PartialDate(day.year, day.month, day.day)
)
PARTS = st.sampled_from(["day", "month", "year"])


@given(last=DAYS, part=PARTS, day=DAYS, later=DAYS)
def test_what_has_ended_stays_so(last: PartialDate, part: str, day: PartialDate, later: PartialDate) -> None:
    month = last.month if part != "year" else None
    known = PartialDate(last.year, month, last.day if part == "day" else None)
    for ending in (Ending(last_day=known), Ending(event=known)):
        if day.earliest <= later.earliest and ending.is_over(day):
            assert ending.is_over(later)
        # Nothing has ended before the day on which it is said to have been there still.
        assert not Ending(last_day=known).is_over(known)
        assert Ending(event=known).is_over(last)
