"""Why things of the real graph are connected, as whoever commissions care would ask."""

from __future__ import annotations

from pathlib import Path

import pytest

import irc_kg
from irc_kg.project import Project
from irc_kg.store.names import IRC, RDF

ROOT = Path(__file__).resolve().parents[2]
NATIONS = ("England", "Northern Ireland", "Scotland", "Wales")


@pytest.fixture(scope="module")
def project() -> Project:
    return irc_kg.open(ROOT)


def test_a_fund_and_its_nation(project: Project) -> None:
    fund = "Integrated Care Fund (until March 2022)"
    direct, event, funder = project.connect("Wales", "Integrated Care Fund")
    assert [step.sentence for step in direct.steps] == [f"{fund} applies in Wales"]
    assert "BTS/PCRS position statement 2024, Wales, paragraph 3" in str(direct)
    assert len(direct.steps[0].citations) == 2
    assert [step.sentence.split(" \N{EN DASH} ") for step in event.steps] == [
        ["Intermediate Care Fund renamed Integrated Care Fund", "applies in", "Wales"],
        [
            "Intermediate Care Fund renamed Integrated Care Fund",
            "affects",
            "Integrated Care Fund (until March 2022)",
        ],
    ]
    assert [step.sentence for step in funder.steps] == [
        "Welsh Government works in Wales",
        f"{fund} is funded by Welsh Government",
    ]


def test_two_plans_of_which_one_stands_in_the_others_place(project: Project) -> None:
    way, *_ = project.connect("Major Conditions Strategy for England", "NHS Long Term Plan")
    assert [project.store.label(thing) for thing in way.things[1:-1]] == [
        "Work on the Major Conditions Strategy paused, and the strategy not published",
        "10 Year Health Plan for England",
        "NHS Long Term Plan followed by the 10 Year Health Plan for England",
    ]
    assert way.caveat == ""


@pytest.mark.parametrize(
    ("one", "other", "hub"),
    [
        ("A Healthier Wales: Our Plan for Health and Social Care", "Integrated Care Fund", "Wales"),
        ("NHS Frimley Integrated Care Board", "NHS Long Term Plan", "England"),
        ("NHS Lothian", "NHS Fife", "Health board"),
    ],
)
def test_what_only_a_hub_connects_is_told_with_a_caveat(
    project: Project, one: str, other: str, hub: str
) -> None:
    [way] = project.connect(one, other)
    assert f"only by way of {hub} (connected with " in way.caveat
    assert [project.store.label(thing) for thing in way.things[1:-1]] == [hub]


def test_nations_and_kinds_are_hubs_and_policies_are_none(project: Project) -> None:
    hubs = project._ways.hubs
    assert {project.iri(nation) for nation in NATIONS} < hubs
    assert {*project.store.instances(IRC + "BodyKind")} & hubs
    assert project.iri("Integrated care") in hubs
    assert project.iri("NHS Long Term Plan") not in hubs
    assert project.iri("Integrated Care Fund") not in hubs
    assert len(hubs) < len(project._ways._beside) / 10


def test_each_step_between_bodies_and_policies_has_a_source_and_none_is_a_type(project: Project) -> None:
    names = ["NHS England", "Welsh Government", "NHS Long Term Plan", "Integrated Care Fund", "Patients"]
    for one in names:
        for other in names:
            if one == other:
                continue
            for way in project.connect(one, other):
                for step in way.steps:
                    assert step.citations
                    assert all(citation.document for citation in step.citations)
                    assert step.triple.predicate.value != RDF + "type"
