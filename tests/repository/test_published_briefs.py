"""Briefs on the real graph."""

from __future__ import annotations

import json
from pathlib import Path

import pypandoc
import pytest
from answers import rows

import irc_kg
from irc_kg.project import Project
from irc_kg.publishing.briefs import NothingToBriefError
from irc_kg.publishing.documents import Brief, write_docx

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def project() -> Project:
    return irc_kg.open(ROOT)


@pytest.fixture(scope="module")
def roles(project: Project) -> Brief:
    return project.brief("integrated care roles")


ROLES = """
    - England | Point made | The Major Conditions Strategy is clearly an opportunity to argue for resources
          for more health professional roles in integrated care (note: Major Conditions Strategy for
      England, in July 2024: work paused). | [1, England, paragraph 3; citing 2; 3, succession_facts.csv,
      row 11]
    - No nation named | Practical step | Look for specific funding, which may be available, for example for
      integrated care roles, managing pathways, diagnostic equipment or managing information.
      | [1, Identify funds, paragraph 1]
    - No nation named | Point made | An interest in multimorbidity and in managing complexity and a passion
      for personalised, holistic care are very often found in people with a career in primary care, and in
      those who left secondary or tertiary care for an integrated role. | [1, Workforce, paragraph 3]
    - No nation named | Benefit | Integrated care roles often add to the careers one can choose from, which
      can help to keep staff across the professions. | [1, Workforce, paragraph 3]
    - No nation named | Recommendation | It is key to choose and develop people with an interest in
      multimorbidity and in managing complexity and a passion for personalised, holistic care.
      | [1, Workforce, paragraph 3]
    - No nation named | Barrier | Hospitals have too few incentives to set up integrated posts that would
          help to give integrated care. This was
      said in answer to Respiratory Futures survey on integrated care (122 answered; by irc-kg's reading of
      the documents).
      | [4, Respiratory community calls for more radical strategy on integrated care, paragraph 7;
      5, What is read between the lines, row 1]
    """


def test_what_is_said_of_integrated_care_roles(roles: Brief) -> None:
    """Worked out by hand from the documents."""
    found = [
        [part.title, kind, line.text, line.mark]
        for part in roles.parts
        for kind, lines in part.kinds
        for line in lines
    ]
    assert found == rows(ROLES)


def test_what_has_become_of_it_and_what_is_not_stated(roles: Brief) -> None:
    [paused] = roles.since
    assert paused.text.startswith(
        "Work on the Major Conditions Strategy paused, and the strategy not published "
        "(Work paused; July 2024). Event as written: work paused July 2024; strategy not published; findings "
        "to be considered in the new plan. Predecessor as written: Major Conditions Strategy (only the case "
        "for change and strategic framework appeared, August 2023). Names as next: 10 Year Health Plan for "
        "England."
    )
    assert paused.mark == "[3, succession_facts.csv, row 11]"
    assert roles.not_covered == (
        "Nothing on this is stated for Northern Ireland, Scotland or Wales by name.",
        "Nothing of these kinds is stated on this: Goal, Promise, Wish, Shortcoming, Survey finding.",
        "That nothing is stated here does not mean that it is not so.",
    )


def test_every_reference_survives_the_way_through_word_and_pandoc(roles: Brief, tmp_path: Path) -> None:
    path = tmp_path / "b.docx"
    with path.open("wb") as out:
        write_docx(roles, out)
    items = json.loads(pypandoc.convert_file(str(path), "csljson", format="docx+citations"))
    assert {item["id"]: item["title"] for item in items} == {
        reference.key: reference.title for reference in roles.references
    }
    assert len(items) == 5
    # Who has no Zotero reads the text that is in place.
    text = pypandoc.convert_file(str(path), "plain", format="docx", extra_args=["--wrap=none"])
    assert "[1, England, paragraph 3; citing 2; 3, succession_facts.csv, row 11]" in text
    register = (
        "3. Register of successions of policies, funds and bodies. [date unknown]. A table compiled for "
    )
    assert f"{register}this graph" in text


def test_a_style_of_the_citation_style_language_can_be_put_on_it(roles: Brief, tmp_path: Path) -> None:
    """What Zotero does with the fields, pandoc does too: citations and list are made anew."""
    path = tmp_path / "b.docx"
    with path.open("wb") as out:
        write_docx(roles, out)
    text = pypandoc.convert_file(
        str(path), "plain", format="docx+citations", extra_args=["--citeproc", "--wrap=none"]
    )
    assert "(British Thoracic Society and Primary Care Respiratory Society 2024" in text
    for reference in roles.references:
        assert reference.title.casefold() in text.casefold()


def test_the_brief_of_a_question_has_its_rows_with_what_they_cite(project: Project) -> None:
    brief = project.brief(query="policies-in-nation", values={"nation": "Wales"})
    wales = brief.parts[0]
    assert wales.title == "Wales"
    # With two plans and two programmes of which a page says that they have ended, and an Act of 2024.
    assert {kind: len(lines) for kind, lines in wales.kinds if kind in {"Plan", "Law", "Fund"}} == {
        "Plan": 3,
        "Law": 4,
        "Fund": 3,
    }
    assert all(line.marks for part in brief.parts for _kind, lines in part.kinds for line in lines)


def test_a_definition_is_given_by_its_sentence(project: Project) -> None:
    brief = project.brief("Integrated respiratory care")
    lines = [
        line.text
        for part in brief.parts
        for kind, every in part.kinds
        if kind == "Definition"
        for line in every
    ]
    [statement, release] = sorted(lines)
    assert (
        "sets out to make care seamless, proactive and coordinated, through clinical leadership" in statement
    )
    assert "to prevent hospital admissions that can be avoided." in release


def test_boards_that_have_ended_are_not_taken_for_those_that_exist(project: Project) -> None:
    brief = project.brief("NHS Frimley Integrated Care Board")
    assert brief.title == "NHS Frimley Integrated Care Board (until 31 March 2026)"
    lines = [line.text for part in brief.parts for _kind, every in part.kinds for line in every]
    assert all(line.startswith(f"{brief.title} ") for line in lines)


def test_there_is_a_brief_on_whatever_a_source_speaks_of(project: Project) -> None:
    """Each line says where it stands, and each mark is that of a reference; none of them is left over."""
    points = project.store.instances(*project.store.classes_below("https://w3id.org/irc-kg/ontology#Topic"))
    assert len(points) > 50
    empty = []
    for topic in points:
        try:
            brief = project.brief(topic)
        except NothingToBriefError:
            empty.append(topic)
            continue
        lines = [line for part in brief.parts for _kind, every in part.kinds for line in every]
        lines = [line for line in (*lines, *brief.since) if "which are left out here" not in line.text]
        assert all(line.marks for line in lines)
        numbers = {mark.number for line in lines for mark in line.marks}
        assert numbers == set(range(1, len(brief.references) + 1))
    assert not empty
