"""Answers that compare documents, or follow what they name, worked out by hand from documents and tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from answers import cited_answer, rows

import irc_kg
from irc_kg.project import Project

ROOT = Path(__file__).resolve().parents[2]
SHORT = {
    "BTS/PCRS position statement 2024": "statement",
    "Press release on the BTS/PCRS position statement": "release",
    "News of the Respiratory Futures survey": "survey news",
    "News of the RCP guide to the NHS Long Term Plan": "guide news",
    "BTS web page on what integrated care means": "web page",
    "Register of successions of policies, funds and bodies, succession_facts.csv, row ": "successions ",
    "Register of successions of integrated care boards in April 2026, icb_succession_2026.csv, row ": "ICBs ",
    "Register of facts on topics in the four nations, nation_topics.csv, row ": "facts ",
}


@pytest.fixture(scope="module")
def project() -> Project:
    return irc_kg.open(ROOT)


def ask(project: Project, name: str, columns: str, **values: str) -> list[list[str]]:
    found = []
    for row in cited_answer(project, name, **values):
        cells = [row[column] for column in columns.split()]
        for long, short in SHORT.items():
            cells = [cell.replace(long, short) for cell in cells]
        found.append(cells)
    return found


def test_whether_two_documents_word_a_goal_alike(project: Project) -> None:
    """Laid side by side, the four goals differ in two words of the third."""
    found = ask(project, "goals-in-several-documents", "position documents wordedAlike")
    assert [(position, sorted(documents.split("; ")), alike) for position, documents, alike in found] == [
        ("1", ["release", "statement"], "true"),
        ("2", ["release", "statement"], "true"),
        ("3", ["release", "statement"], "false"),
        ("4", ["release", "statement"], "true"),
    ]
    third = cited_answer(project, "goals-in-several-documents")[2]
    assert '"which includes"' in third["note"]
    places = third["source"]
    assert "Goals, paragraph 5" in places
    assert "on Integrated Care, paragraph 7" in places
    assert "How two documents word the same goals, row 3" in places


def test_which_barriers_more_than_one_document_names(project: Project) -> None:
    """Care that does not join up: Walker in the release, Kane in the news, the web page for itself."""
    found = ask(project, "barriers-in-several-documents", "topic document kind namedBy source")
    assert sorted(found) == sorted(
        rows("""
        - Disjointed care | release | Shortcoming | Paul Walker | release, British Thoracic Society and the
          Primary Care Respiratory Society collaborate to publish a Position Statement on Integrated Care,
          paragraph 13
        - Disjointed care | survey news | Shortcoming | Binita Kane | survey news, Respiratory community calls
          for more radical strategy on integrated care, paragraph 12
        - Disjointed care | web page | Shortcoming | | web page, What do we mean by 'integrated care'?,
          paragraph 3
        - Disjointed care | web page | Shortcoming | | web page, What do we mean by 'integrated care'?,
          paragraph 3
        """)
    )


def test_what_surveys_asked_and_whose_results_are_only_announced(project: Project) -> None:
    """The news prints answers; of the two others paragraph 12 of the web page says that they are to come."""
    found = ask(project, "surveys", "survey by answeredBy respondents results")
    reading = "BTS Models of Care Committee (irc-kg's reading of the documents)"
    assert [[*row[:2], sorted(row[2].split(", ")), *row[3:]] for row in found] == [
        [
            "Respiratory Futures survey on integrated care",
            "Respiratory Futures",
            ["Commissioners", "NHS health professionals"],
            "122",
            "13 stated",
        ],
        ["Survey of existing integrated care services", reading, [""], "", "none stated"],
        ["Survey of opportunities for respiratory trainees", reading, [""], "", "none stated"],
    ]
    for row in cited_answer(project, "surveys")[1:]:
        assert row["asked"]
        assert "announced" in row["saidOfIt"]
        assert "paragraph 12" in row["source"]


def test_the_history_of_a_body_that_took_over_others(project: Project) -> None:
    """Rows 6 to 10; that its end is announced is no end."""
    assert ask(project, "history-of-body", "when kind source") == rows("""
        - | Abolition, Transfer of functions | successions 9
        - | Renaming | successions 8
        - 2023-02-01 | Merger | successions 6
        - 2023-04-01 | Merger | successions 7
        - 2025-03-13 | Announcement of abolition | successions 10
    """)


def test_the_history_of_a_body_that_was_split(project: Project) -> None:
    """Set up on 1 July 2022, there for the last time on 31 March 2026; rows 9 to 14 on the day after."""
    body = "NHS Frimley Integrated Care Board"
    found = ask(project, "history-of-body", "when what kind source", body=body)
    assert [row[:2] for row in found[:2]] == [
        ["2022-07-01", "was set up in"],
        ["2026-03-31", "came to an end in"],
    ]
    assert {row[0] for row in found[2:]} == {"2026-04-01"}
    kinds = {row[2] for row in found[2:]}
    assert kinds == {"Acquisition by an existing board", "Merger", "Split"}
    numbers = {place for row in found[2:] for place in row[3].split("; ")}
    assert numbers >= {"ICBs 9", "ICBs 10", "ICBs 11"}


def test_the_history_of_a_body_of_which_only_a_page_tells(project: Project) -> None:
    [row] = cited_answer(project, "history-of-body", body="Northern Ireland Respiratory Forum")
    assert row["when"] == "2025-11"
    assert row["note"] == "in force (as of 2025-11) [trust medium, page seen 2026-11-28]"


def test_what_the_statement_cites_and_what_became_of_each(project: Project) -> None:
    """References 2, 3, 4 and 5 by rows 12, 5, 11 and 19; of the others no register tells anything since."""
    found = ask(project, "what-became-of-references", "number thing since")
    assert len({row[0] for row in found}) == 16
    assert [row for row in found if row[2]] == rows("""
        - 2 | NHS Long Term Plan
          | NHS Long Term Plan followed by the 10 Year Health Plan for England, 2025-07-03
        - 3 | Integrated care board | Integrated care boards of England merged from 42 to 36, 2026-04-01
        - 4 | Major Conditions Strategy for England
          | Work on the Major Conditions Strategy paused, and the strategy not published, 2024-07
        - 5 | A Healthier Wales: Our Plan for Health and Social Care
          | Actions of A Healthier Wales refreshed, 2024
    """)
    # Reference 9 names two things at once.
    assert sorted(row[1] for row in found if row[0] == "9") == [
        "Health and Wellbeing 2026: Delivering Together",
        "Integrated Care System in Northern Ireland",
    ]
    pages = {row[0]: row[1] for row in ask(project, "what-became-of-references", "number stoodOnItsPage")}
    assert "unknown; a 10 Year Workforce Plan was announced to follow (2025-09-26) [trust high" in pages["10"]


def test_where_the_statement_names_a_law_and_where_none(project: Project) -> None:
    """In Scotland the Act of 2014 by name, and legislation of 2016 without one; elsewhere none."""
    assert ask(project, "laws-named", "nation law named") == rows("""
        - England | | no law is named
        - Northern Ireland | | no law is named
        - Scotland | Public Bodies (Joint Working) (Scotland) Act 2014 | by its name
        - Scotland | Scottish legislation that created the integration authorities
          | spoken of, and not named
        - Wales | | no law is named
    """)
    registers = {row["nation"]: row["lawsInTheRegister"] for row in cited_answer(project, "laws-named")}
    assert "Health and Care Act 2022" in registers["England"]
    assert "Social Services and Well-being (Wales) Act 2014" in registers["Wales"]


def test_between_which_days_each_document_was_written(project: Project) -> None:
    """The news hopes for the plan of 7 January 2019, and to the guide 26 September 2019 is last week.

    The web page knows plans of December 2015 and groups that ended in June 2022; row 25 of the successions
    has the statement by 8 February 2024, and the release is of the same day.
    """
    assert ask(project, "bounds-of-documents", "document noEarlierThan noLaterThan") == rows("""
        - survey news | | 2019-01-07
        - guide news | 2019-09-27 | 2019-10-06
        - web page | 2015-12 | 2022-06
        - statement | 2024 | 2024-02-08
        - release | 2024 | 2024-02-08
    """)
