"""The sentence above each view: every figure is counted again from the files, in another way."""

from __future__ import annotations

import re
import shlex
import shutil
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest
from running import RunCommand

from irc_kg.project import Project, open_project
from irc_kg.views.picture import Picture

ROOT = Path(__file__).resolve().parents[2]
IRC = "https://w3id.org/irc-kg/ontology#"
KG = "https://w3id.org/irc-kg/id/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
DCTERMS = "http://purl.org/dc/terms/"
SCHEMA = "https://schema.org/"
VIEWS = sorted(path.stem for path in (ROOT / "queries" / "views").glob("*.rq"))
NATIONS = ("England", "Northern Ireland", "Scotland", "Wales")
NO_TOPICS = {KG + "integrated-care", KG + "integrated-respiratory-care"}
FIRST_DAYS = (
    *(SCHEMA + name for name in ("foundingDate", "startDate", "validFrom")),
    *(DCTERMS + "issued", DCTERMS + "date"),
    "http://data.europa.eu/eli/ontology#date_document",
)
LAST_DAYS = tuple(SCHEMA + name for name in ("dissolutionDate", "endDate", "validThrough"))


class Fact(NamedTuple):
    """A triple of a file, as plain texts."""

    subject: str
    predicate: str
    object: str
    file: str


@cache
def facts() -> tuple[Fact, ...]:
    """All that the files of the graph and of the ontology state."""
    found = []
    for path in sorted([*(ROOT / "graph").rglob("*.ttl"), *(ROOT / "ontology").glob("*.ttl")]):
        file = path.relative_to(ROOT).as_posix()
        for quad in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=f"file:{file}"):
            ends = [term if isinstance(term, str) else getattr(term, "value", str(term)) for term in quad]
            found.append(Fact(ends[0], ends[1], ends[2], file))
    return tuple(found)


@cache
def index(predicate: str) -> dict[str, set[str]]:
    """The objects of each subject."""
    found: dict[str, set[str]] = defaultdict(set)
    for fact in facts():
        if fact.predicate == predicate:
            found[fact.subject].add(fact.object)
    return found


def objects(subject: str, *predicates: str) -> set[str]:
    return {one for predicate in predicates for one in index(predicate).get(subject, set())}


def subjects(predicate: str, object_: str) -> set[str]:
    return {subject for subject, known in index(predicate).items() if object_ in known}


@cache
def classes_below(kind: str) -> frozenset[str]:
    found = {kind}
    while more := {one for one, above in index(RDFS + "subClassOf").items() if above & found} - found:
        found |= more
    return frozenset(found)


@cache
def things_of(name: str) -> frozenset[str]:
    """The things of a class, or of one below it."""
    wanted = classes_below(IRC + name)
    return frozenset(subject for subject, kinds in index(RDF + "type").items() if kinds & wanted)


def label(iri: str) -> str:
    return min(objects(iri, RDFS + "label"))


def topics_of(thing: str) -> set[str]:
    """What a thing concerns, but for what is too wide to be shared."""
    wide = things_of("CareSetting") | things_of("PopulationGroup") | things_of("Sector")
    return objects(thing, IRC + "concerns") - NO_TOPICS - wide


def share_a_topic(thing: str, kind: str) -> bool:
    return any(topics_of(thing) & topics_of(other) for other in things_of(kind))


@cache
def sections() -> frozenset[str]:
    """The files that are made from a section of a document."""
    paths = sorted((ROOT / "graph").rglob("*.ttl"))
    read = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    return frozenset(file for file, text in read.items() if "a irc:EvidenceGraph" in text)


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project(ROOT)


def finding(picture: Picture) -> tuple[str, set[str]]:
    """The sentence of a picture, and what lights up."""
    assert picture.headline is not None
    return picture.headline.sentence, set(picture.headline.things)


def test_every_view_has_a_finding_of_one_sentence_whose_things_it_draws(project: Project) -> None:
    assert sorted(path.stem for path in (ROOT / "queries" / "findings").glob("*.rq")) == VIEWS
    for name in VIEWS:
        picture = project.view(name).picture
        sentence, things = finding(picture)
        assert re.fullmatch(r"[^.!?]+\.", sentence), name
        drawn = {thing.iri for thing in picture.things}
        assert things, name
        assert things <= drawn, name
        assert picture.layout.parts or picture.layout.name == "network", name


def test_barriers_without_a_promise(project: Project) -> None:
    barriers, others = things_of("Barrier"), things_of("Shortcoming") - things_of("Barrier")
    without = {one for one in barriers | others if not share_a_topic(one, "Commitment")}
    sentence, things = finding(project.view("barriers").picture)
    assert sentence == (
        f"{len(barriers & without)} of {len(barriers)} barriers and {len(others & without)} of {len(others)} "
        "other shortcomings have no promise that concerns the same topic."
    )
    assert things == without


def test_goals_without_a_step_or_a_promise(project: Project) -> None:
    goals = things_of("Goal")
    stepless = {goal for goal in goals if not share_a_topic(goal, "PracticalStep")}
    promiseless = {goal for goal in goals if not share_a_topic(goal, "Commitment")}
    sentence, things = finding(project.view("goals").picture)
    assert sentence == (
        f"{len(stepless)} of {len(goals)} goals have no practical step that concerns the same topic, and "
        f"{len(promiseless)} has no promise."
    )
    assert things == stepless | promiseless


def affected(event: str) -> set[str]:
    return objects(event, IRC + "affects", IRC + "originalBody")


def events_of(kind: str) -> set[str]:
    """The events of a kind of this class, or of a form of such a kind."""
    kinds = things_of(kind)
    kinds |= {
        one for one, above in index("http://www.w3.org/2004/02/skos/core#broader").items() if above & kinds
    }
    return {event for event in things_of("Event") if objects(event, IRC + "eventKind") & kinds}


def test_what_became_of_things_with_an_event(project: Project) -> None:
    classified = index("http://www.w3.org/ns/org#classification")
    kinds_with_event = {thing for event in things_of("Event") for thing in affected(event)}
    told = {
        event
        for event in things_of("Event")
        if not affected(event) & (things_of("Claim") | things_of("PositionStatement"))
        and not any(
            classified.get(body, set()) & kinds_with_event for body in objects(event, IRC + "originalBody")
        )
    }
    all_things = {thing for event in told for thing in affected(event)}
    ended = {thing for event in events_of("EndingKind") & told for thing in affected(event)}
    halted = {thing for event in events_of("HaltKind") for thing in affected(event)} - ended
    announced = {thing for event in events_of("AnnouncementKind") for thing in affected(event)} - ended
    picture = project.view("successions").picture
    sentence, things = finding(picture)
    assert sentence == (
        f"{len(ended)} of {len(all_things)} things with a recorded event have ended or been replaced; "
        f"work on {len(halted)} has stopped; the end or a change of {len(announced)} is announced."
    )
    assert things == ended
    # The same are drawn as ended.
    assert {thing.iri for thing in picture.things if thing.standing == "ended"} == ended
    assert (len(all_things), len(ended)) == (26, 12)


@pytest.mark.parametrize("day", ["2012-12-31", "2020-01-01", "2022-07-01", "2026-03-31"])
def test_what_had_become_of_things_by_a_day_of_the_past(project: Project, day: str) -> None:
    for picture in (
        project.view("successions", as_of=day).picture,
        project.view("nation", as_of=day).picture,
    ):
        sentence, things = finding(picture)
        assert things == {thing.iri for thing in picture.things if thing.standing == "ended"}
        assert sentence.startswith(f"{len(things) or 'None'} of ")


@pytest.mark.parametrize("name", NATIONS)
def test_what_has_ended_in_a_nation(project: Project, name: str) -> None:
    (nation,) = (iri for iri in things_of("Nation") if label(iri) == name)
    tied = subjects(IRC + "appliesIn", nation) | subjects(IRC + "operatesIn", nation)
    tied -= things_of("Event") | set(index(IRC + "topic")) | set(index(IRC + "areaOfResponsibility"))
    by_event = {thing for event in events_of("EndingKind") for thing in affected(event)}
    with_a_last_day = {thing for thing in tied if objects(thing, *LAST_DAYS)}
    words = {thing: " ".join(objects(thing, IRC + "statusOnPage")).split(" ")[0] for thing in tied}
    ended = {thing for thing in with_a_last_day if min(objects(thing, *LAST_DAYS)) < "2026-11-28"}
    ended |= {
        thing for thing in tied - with_a_last_day if thing in by_event or words[thing].rstrip(";,") == "ended"
    }
    halted = {thing for event in events_of("HaltKind") for thing in affected(event)} & tied - ended
    announced = {thing for thing in tied - ended - halted if words[thing] == "announced"}
    assert not [thing for thing in tied if min(objects(thing, *FIRST_DAYS), default="") > "2026-11-28"]

    sentence, things = finding(project.view("nation", nation=name).picture)
    assert things == ended
    assert sentence.startswith(
        f"{len(ended)} of {len(tied)} things that the sources tie to {name} have ended or been replaced"
    )
    assert (f"; work on {len(halted)} has stopped" in sentence) == bool(halted)
    verb = "is" if len(announced) == 1 else "are"
    assert f"; {len(announced)} {verb} only announced." in sentence


def test_kinds_of_policy_of_one_nation(project: Project) -> None:
    nations, read = things_of("Nation"), sections()
    named = {
        (fact.subject, fact.object)
        for fact in facts()
        if fact.predicate == IRC + "appliesIn" and fact.object in nations and fact.file in read
    }
    where: dict[str, set[str]] = defaultdict(set)
    of_kind: dict[str, set[str]] = defaultdict(set)
    for policy, nation in named:
        for kind in objects(policy, RDF + "type") & (classes_below(IRC + "Policy") - {IRC + "Policy"}):
            where[kind].add(nation)
            of_kind[kind].add(policy)
    single = {kind for kind, known in where.items() if len(known) == 1}
    listed = sorted(f"{label(kind).lower()} ({label(min(where[kind]))})" for kind in single)
    sentence, things = finding(project.view("nations").picture)
    assert not [kind for kind, known in where.items() if len(known) == len(nations)]
    assert sentence == (
        f"No kind of policy is named for every nation; {len(single)} are named for one only: "
        f"{', '.join(listed)}."
    )
    assert things == {policy for kind in single for policy in of_kind[kind]}


def test_the_part_of_the_model_with_most_steps(project: Project) -> None:
    steps = {
        part: subjects(IRC + "partOf", part) & things_of("PracticalStep")
        for part in things_of("SuccessFactor")
    }
    most = max(steps, key=lambda part: len(steps[part]))
    assert [len(known) for known in steps.values()].count(len(steps[most])) == 1
    sentence, things = finding(project.view("success-model").picture)
    assert sentence == (
        f"Of {sum(map(len, steps.values()))} practical steps in {len(steps)} parts, "
        f'{len(steps[most])} belong to "{label(most)}", more than to any other.'
    )
    assert things == {most} | steps[most]


def test_bodies_with_groups_and_their_works(project: Project) -> None:
    read = [fact for fact in facts() if fact.file in sections()]
    groups = {fact.subject for fact in read if fact.predicate == IRC + "groupOf"}
    bodies = {fact.object for fact in read if fact.predicate == IRC + "groupOf"}
    making = (DCTERMS + "publisher", DCTERMS + "creator", SCHEMA + "provider", IRC + "producedBy")
    made = [
        fact for fact in read if fact.predicate in making and ":" in fact.object and " " not in fact.object
    ]
    theirs = {fact.subject for fact in made if fact.object in bodies}
    sentence, things = finding(project.view("organisations").picture)
    assert sentence == (
        f"{' and '.join(sorted(map(label, bodies)))} have all {len(groups)} groups that the documents name, "
        f"and are behind {len(theirs)} of {len({fact.subject for fact in made})} works."
    )
    assert things == groups | bodies | theirs


def test_references_with_a_misleading_address(project: Project) -> None:
    references = {
        iri
        for iri, kinds in index(RDF + "type").items()
        if any(kind.endswith("/BibliographicReference") for kind in kinds)
    }
    faulty = {reference: objects(reference, IRC + "addressFault") for reference in references}
    counts: dict[str, int] = defaultdict(int)
    for faults in faulty.values():
        for fault in faults:
            counts[fault] += 1
    most = max(counts, key=lambda fault: counts[fault])
    sentence, things = finding(project.view("references").picture)
    assert sentence == (
        f"{sum(map(bool, faulty.values()))} of {len(references)} references have a printed address that can "
        f"mislead; {counts[most]} are the {label(most).lower()}."
    )
    assert things == {reference for reference, faults in faulty.items() if faults}


def test_what_the_documents_speak_of_and_what_is_most_connected(project: Project) -> None:
    typed = set(index(RDF + "type"))
    classes = {
        iri for iri, kinds in index(RDF + "type").items() if any(kind.endswith("owl#Class") for kind in kinds)
    }
    sourced = {
        fact.file
        for fact in facts()
        if fact.predicate == DCTERMS + "source" and fact.subject.endswith(fact.file)
    }
    drawn = [
        fact
        for fact in facts()
        if fact.file in sourced
        and fact.predicate not in {RDF + "type", DCTERMS + "source"}
        and fact.subject != f"file:{fact.file}"
        and {fact.subject, fact.object} <= typed
        and fact.object not in classes
        and ":" in fact.object
    ]
    beside: dict[str, set[str]] = defaultdict(set)
    for fact in drawn:
        beside[fact.subject].add(fact.object)
        beside[fact.object].add(fact.subject)
    read = sections()
    documented = {end for fact in drawn if fact.file in read for end in (fact.subject, fact.object)}
    most = sorted(beside, key=lambda iri: (-len(beside[iri] - {iri}), iri))[:3]
    listed = ", ".join(f"{label(iri)} ({len(beside[iri] - {iri})})" for iri in most)
    picture = project.view("whole-graph").picture
    sentence, things = finding(picture)
    assert len(picture.things) == len(beside)
    assert sentence == (
        f"{len(documented)} of {len(beside)} things are spoken of in the documents; "
        f"connected with most others are {listed}."
    )
    assert things == set(most)


def test_the_view_and_the_finding_of_the_documentation(
    repository: Path, tmp_path: Path, irc_kg: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (repository / "docs" / "views.md").read_text(encoding="utf-8")
    view, found = re.findall(r"```sparql\n(.*?)```", page, re.DOTALL)
    for part in ("graph", "ontology", "queries"):
        shutil.copytree(repository / part, tmp_path / part)
    (tmp_path / "queries" / "views" / "shown.rq").write_text(view, encoding="utf-8")
    (tmp_path / "queries" / "findings" / "shown.rq").write_text(found, encoding="utf-8")
    sentence, things = finding(open_project(tmp_path).view("shown").picture)
    assert sentence == "3 of 7 barriers have no promise that concerns the same topic."
    assert len(things) == 3
    assert irc_kg("check", "--root", tmp_path, "--no-cache").code == 0

    monkeypatch.chdir(tmp_path)
    shown = re.findall(r"^\$ irc-kg (.*?)\n(.*?)(?=^\$ |^```)", page, re.DOTALL | re.MULTILINE)
    for command, printed in shown:
        assert irc_kg(*shlex.split(command)).out == printed


# Few things, one thing, and none: the sentences are true and well formed there too.

PREFIXES = """
@prefix biro: <http://purl.org/spar/biro/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix irc: <https://w3id.org/irc-kg/ontology#> .
@prefix kg: <https://w3id.org/irc-kg/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<> a irc:EvidenceGraph ; dcterms:source kg:d .
kg:wales a irc:Nation ; rdfs:label "Wales" .
"""
ONE = """
kg:b a irc:Barrier ; irc:concerns kg:t . kg:t a irc:Topic ; rdfs:label "Topic" .
kg:g a irc:Goal ; irc:concerns kg:t . kg:p a irc:Commitment ; irc:concerns kg:t .
kg:fund a irc:Fund ; rdfs:label "Fund" ; irc:appliesIn kg:wales .
kg:m a irc:SuccessModel . kg:f a irc:SuccessFactor ; irc:partOf kg:m ; rdfs:label "Begin" .
kg:s a irc:PracticalStep ; irc:partOf kg:f .
kg:u irc:groupOf kg:o . kg:o rdfs:label "Society" . kg:w dcterms:publisher kg:o .
kg:r a biro:BibliographicReference ; irc:addressFault kg:x .
kg:x a irc:AddressFault ; rdfs:label "Address of a part only" .
kg:e a irc:Event ; rdfs:label "Ending" ; irc:eventKind kg:k ; irc:affects kg:fund ;
    dcterms:date "2020"^^<http://www.w3.org/2001/XMLSchema#gYear> .
kg:k a irc:EndingKind .
"""
WITHOUT = {
    "barriers": "No barrier is stated.",
    "goals": "No goal is stated.",
    "successions": "No event is recorded.",
    "nation": "No source ties anything to Wales.",
    "nations": "No kind of policy is named for every nation; none is named for one only.",
    "success-model": "No part of the model names a practical step.",
    "organisations": "No group of a body is named, and no work.",
    "references": "No reference is listed.",
    "whole-graph": "Nothing is connected with another thing.",
}
WITH_ONE = {
    "barriers": "Every barrier and shortcoming has a promise that concerns the same topic.",
    "goals": "1 of 1 goal has no practical step that concerns the same topic; each has a promise.",
    "successions": "1 of 1 thing with a recorded event has ended or been replaced.",
    "nation": "1 of 1 thing that the sources tie to Wales has ended or been replaced.",
    "nations": "1 kind of policy is named for every nation; 1 is named for one only: fund (Wales).",
    "success-model": 'Of 1 practical step in 1 part, 1 belongs to "Begin".',
    "organisations": "Society has the one group that the documents name, and is behind 1 of 1 work.",
    "references": "1 of 1 reference has a printed address that can mislead; 1 is the address of a part only.",
    "whole-graph": "13 of 13 things are spoken of in the documents; "
    "connected with most others are Topic (3), Ending (2), Begin (2).",
}


def sentences_on(statements: str, folder: Path) -> dict[str, str]:
    """What the findings say of a small graph."""
    for part in ("ontology", "queries"):
        shutil.copytree(ROOT / part, folder / part)
    (folder / "graph").mkdir()
    (folder / "graph" / "few.ttl").write_text(PREFIXES + statements, encoding="utf-8")
    small = open_project(folder)
    pictures = {name: small.view(name).picture for name in VIEWS}
    return {name: picture.headline.sentence for name, picture in pictures.items() if picture.headline}


def test_the_sentences_on_a_graph_that_states_nothing_of_the_kind(tmp_path: Path) -> None:
    assert sentences_on("", tmp_path) == WITHOUT


def test_the_sentences_on_a_graph_with_one_of_each(tmp_path: Path) -> None:
    assert sentences_on(ONE, tmp_path) == WITH_ONE


def test_the_sentences_where_several_parts_have_as_many_steps_and_a_barrier_stands_alone(
    tmp_path: Path,
) -> None:
    more = """
    kg:f2 a irc:SuccessFactor ; irc:partOf kg:m ; rdfs:label "Go on" .
    kg:s2 a irc:PracticalStep ; irc:partOf kg:f2 .
    kg:b2 a irc:Barrier .
    """
    found = sentences_on(ONE + more, tmp_path)
    assert found["success-model"] == (
        'Of 2 practical steps in 2 parts, 1 belongs to each of "Begin" and "Go on", more than to any other.'
    )
    assert found["barriers"] == "1 of 2 barriers has no promise that concerns the same topic."
