"""Whole answers that rest on registers, worked out from the tables, those of successions by hand."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
from answers import cited_answer, rows

import irc_kg
from irc_kg.project import Project
from irc_kg.publishing.briefs import NothingToBriefError

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "tools" / "registers"
SUCCESSIONS = "Register of successions of policies, funds and bodies, succession_facts.csv, row "
# Where one entry of a cell with several ends; what is written in brackets is one entry.
LISTS = {"source": "; ", "since": r"; (?=[A-Z])(?![^(]*\))"}
LAWS = "Register of laws on integrated health and care, legislation.csv, row "
TOPICS = "Register of facts on topics in the four nations, nation_topics.csv, row "
READING = "irc-kg's reading of the documents, What is read between the lines, row "


@pytest.fixture(scope="module")
def project() -> Project:
    return irc_kg.open(ROOT)


def table(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answer(project: Project, name: str, columns: str, **values: str) -> list[list[str]]:
    found = cited_answer(project, name, **values)
    return [[short(column, row[column]) for column in columns.split()] for row in found]


def without_topics(found: list[list[str]]) -> list[list[str]]:
    """Rows without what the facts on topics add to them, which test_topics looks at; the source is last."""
    rows_left = []
    for *cells, source in found:
        places = [place for place in re.split(LISTS["source"], source) if not place.startswith(TOPICS)]
        if places:
            rows_left.append([*cells, "; ".join(places)])
    return rows_left


def short(column: str, text: str) -> str:
    """A cell with short names of places, which are put in the order of the alphabet."""
    text = text.replace(SUCCESSIONS, "row ").replace(READING, "reading ").replace(LAWS, "law ")
    return "; ".join(sorted(re.split(LISTS[column], text))) if column in LISTS else text


def in_order(listed: str, mark: str) -> str:
    return ", ".join(sorted(name.strip() for name in listed.split(mark)))


def test_what_the_documents_name_and_has_since_changed(project: Project) -> None:
    expected = rows("""
        - A Healthier Wales: Our Plan for Health and Social Care | Refresh of actions | 2024 | | row 19
        - Clinical commissioning group | Abolition, Replacement | 2022-07-01 | Integrated care board | row 3
        - Integrated care board | Mergers within a kind of body | 2026-04-01 | | row 5
        - Integrated Care Fund | Renaming | | | row 14
        - Integrated Care Fund | Replacement | 2022-04-01
          | Health and Social Care Regional Integration Fund | row 15
        - Integrated care system | Placing on a statutory footing | 2022-07-01 | | row 4
        - Major Conditions Strategy for England | Work paused | 2024-07
          | 10 Year Health Plan for England | row 11
        - NHS England | Announcement of abolition | 2025-03-13
          | Department of Health and Social Care | row 10
        - NHS England | Renaming | | | row 8
        - NHS Long Term Plan | Followed by something else | 2025-07-03
          | 10 Year Health Plan for England | row 12
        - The government should introduce an integrated care bill | Led to something else | 2022-04-28
          | Health and Care Act 2022 | row 13
        - Sustainability and Transformation Plans | Renaming |
          | Sustainability and transformation partnership | reading 4; row 1
        - Sustainability and Transformation Plans | Evolution | 2021-04-01
          | Integrated care system | reading 4; row 2
    """)
    assert sorted(answer(project, "since-changed", "thing kind date next source")) == sorted(expected)


def test_that_only_what_is_related_rests_on_a_reading(project: Project) -> None:
    """With what the register notes, how it was checked and where it was read."""
    found = answer(project, "since-changed", "thing date reading note status readFrom")
    related = "Sustainability and Transformation Plans"
    assert {row[0] for row in found if row[2]} == {related}
    reason = (
        "irc-kg takes the plans to have to do with the areas and partnerships of like name in the register; "
        "what became of the plans themselves no source says."
    )
    assert {row[2] for row in found if row[0] == related} == {reason}
    assert [row[3:] for row in found if row[0].startswith("Major Conditions")] == rows("""
        - not a formal replacement | seen | thepharmacist.co.uk and pulsetoday.co.uk (Gwynne answer);
          gov.uk 10-year-health-plan-for-england-fit-for-the-future
    """)


@pytest.mark.parametrize(
    ("thing", "event", "when", "next_dated"),
    [
        (
            "Major Conditions Strategy for England",
            "Work on the Major Conditions Strategy paused, and the strategy not published",
            "2024-07",
            "2025-07-03",
        ),
        (
            "National Care Service (Scotland) Bill, Part 1",
            "Care boards dropped from the National Care Service (Scotland) Bill",
            "2025-01-23",
            "2025-07-22",
        ),
    ],
)
def test_the_date_of_what_is_named_as_next_is_not_that_of_the_event(
    project: Project, thing: str, event: str, when: str, next_dated: str
) -> None:
    assert answer(project, "successions", "when nextDated", what=thing) == [[when, next_dated]]
    timeline = answer(project, "timeline", "date thing")
    assert [date for date, about in timeline if about == event] == [when]


NATIONS = {
    "Wales": """
        - A Healthier Wales: Our Plan for Health and Social Care | 2018, 2018-06
          | Actions of A Healthier Wales refreshed, 2024
          | BTS/PCRS position statement 2024, Wales, paragraph 2; row 19
        - Health and Social Care Regional Integration Fund | 2022-04-01 | | row 15
        - Integrated Care Fund | | Integrated Care Fund and Transformation Fund replaced by the Health and
          Social Care Regional Integration Fund, 2022-04-01;
          Intermediate Care Fund renamed Integrated Care Fund
          | BTS/PCRS position statement 2024, Wales, paragraph 3; row 14; row 15
        - Partnership Arrangements (Wales) Regulations 2015 | 2015-12-02 | | law 8
        - Social Services and Well-being (Wales) Act 2014 | 2014-05-01 | | law 6
        - Transformation Fund | | Integrated Care Fund and Transformation Fund replaced by the Health and
          Social Care Regional Integration Fund, 2022-04-01 | row 15
        - Well-being of Future Generations (Wales) Act 2015 | | | law 7
        """,
    "England": """
        - 10 Year Health Plan for England | 2025-07-03 | | row 11; row 12
        - Health Bill (2026-27 session) | | introduced May 2026; in Public Bill Committee 25 June 2026
          (seen; Royal Assent not seen) | law 13
        - Health and Care Act 2022 | 2022-04-28 | | law 2
        - Health and Care Act 2022 (Commencement No. 2 and Transitional and Saving Provision)
          Regulations 2022 | 2022-06-30 | | law 11
        - Health and Social Care Act 2012 | 2012-03-27 | | law 3
        - Integrated Care Boards (Establishment) Order 2022 | | | law 12
        - Major Conditions Strategy for England |
          | Work on the Major Conditions Strategy paused, and the strategy not published, 2024-07
          | BTS/PCRS position statement 2024, England, paragraph 3; row 11
        - NHS Long Term Plan | 2019, 2019-01-07
          | NHS Long Term Plan followed by the 10 Year Health Plan for England, 2025-07-03
          | BTS/PCRS position statement 2024, England, paragraph 1;
          BTS/PCRS position statement 2024, References, paragraph 2;
          News of the RCP guide to the NHS Long Term Plan, Text, paragraph 3; row 12
        - NHS Long Term Workforce Plan | 2023 |
          | BTS/PCRS position statement 2024, References, paragraph 10;
          BTS/PCRS position statement 2024, Workforce, paragraph 4
        """,  # of the last only the facts on topics say that it is one of England
}


@pytest.mark.parametrize("nation", NATIONS)
def test_what_is_tied_to_a_nation_and_what_became_of_it(project: Project, nation: str) -> None:
    found = answer(project, "policies-in-nation", "policy date since source", nation=nation)
    assert sorted(without_topics(found)) == sorted(rows(NATIONS[nation]))


def test_what_the_documents_say_of_a_nation_tells_what_has_happened_since(project: Project) -> None:
    """Rows 4, 5, 11 and 12, each beside what the documents name."""
    found = answer(project, "statements-about-nation", "what since", nation="England")
    assert sorted(row for row in found if row[1]) == rows("""
        - Integrated care board | Integrated care boards of England merged from 42 to 36, 2026-04-01
        - Integrated care system
          | Integrated care systems of England placed on a statutory footing, 2022-07-01
        - Major Conditions Strategy for England
          | Work on the Major Conditions Strategy paused, and the strategy not published, 2024-07
        - NHS Long Term Plan | NHS Long Term Plan followed by the 10 Year Health Plan for England, 2025-07-03
    """)


def test_what_began_after_a_day_is_not_tied_to_a_nation_by_then(project: Project) -> None:
    """On 1 January 2020: of the funds two had begun, and neither was replaced before 2022 (row 15)."""
    found = answer(project, "policies-in-nation", "policy since source", nation="Wales", as_of="2020-01-01")
    assert sorted(row[:2] for row in without_topics(found)) == rows("""
        - A Healthier Wales: Our Plan for Health and Social Care |
        - Integrated Care Fund | Intermediate Care Fund renamed Integrated Care Fund
        - Partnership Arrangements (Wales) Regulations 2015 |
        - Social Services and Well-being (Wales) Act 2014 |
        - Transformation Fund |
        - Well-being of Future Generations (Wales) Act 2015 |
    """)
    plans = answer(project, "policies-in-nation", "policy", nation="England", as_of="2018-12-31")
    assert not {("NHS Long Term Plan",), ("10 Year Health Plan for England",)} & set(map(tuple, plans))


def test_that_nothing_is_stated_for_a_nation_is_said(project: Project) -> None:
    """Only of England a document ties such a point to a nation; funds and leadership are told of all four."""
    gap = (
        "No point is stated for Northern Ireland, Scotland or Wales by name; "
        "that does not mean that there is none."
    )
    assert project.query("money-for-roles").about.gaps == gap
    assert gap in project.brief(query="money-for-roles").not_covered
    assert project.query("funds").about.gaps == ""
    assert project.query("leadership-and-careers").about.gaps == ""


def test_that_no_fund_is_stated_for_a_nation_is_said(tmp_path: Path) -> None:
    """Without the facts on topics, all three funds of the sources are of Wales."""
    for folder in ("graph", "ontology", "queries"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for file in (tmp_path / "graph" / "registers").glob("nation-topics-*.ttl"):
        file.unlink()
    project = irc_kg.open(tmp_path)
    gap = "No fund is stated for {} by name; that does not mean that there is none."
    assert project.query("funds").about.gaps == gap.format("England, Northern Ireland or Scotland")
    assert project.query("funds", nation="England").about.gaps == gap.format("England")
    assert project.query("funds", nation=["Wales", "England"]).about.gaps == gap.format("England")
    assert project.query("funds", nation="Wales").about.gaps == ""
    assert gap.format("England, Northern Ireland or Scotland") in project.brief(query="funds").not_covered
    with pytest.raises(NothingToBriefError, match=re.escape(gap.format("England"))):
        project.brief(query="funds", values={"nation": "England"})


def test_where_sources_say_who_pays_for_a_fund_whom_it_helps_and_who_evaluated_it(
    project: Project,
) -> None:
    found = answer(project, "funds", "fund nation began forYears fundedBy helps evaluatedBy source")
    assert sorted(without_topics(found)) == rows("""
        - Health and Social Care Regional Integration Fund | Wales | 2022-04-01 | 5 | | | | row 15
        - Integrated Care Fund | Wales | | | Welsh Government | Most vulnerable people
          | Integrated Care Fund evaluation
          | BTS/PCRS position statement 2024, Wales, paragraph 3; row 14; row 15
        - Transformation Fund | Wales | | | | | | row 15
        """)


def test_laws_are_made_only_where_the_register_says_so(project: Project) -> None:
    found = answer(project, "timeline", "date thing event")
    assert [row[:2] for row in found if row[2] == "was made on"] == rows("""
        - 2015-12-02 | Partnership Arrangements (Wales) Regulations 2015
        - 2022-06-30 | Health and Care Act 2022 (Commencement No. 2 and Transitional and Saving Provision)
          Regulations 2022
    """)
    assert ["2022-04-28", "Health and Care Act 2022", "bears the date"] in found
    assert not [row for row in found if "passed" in row[2]]


def test_whether_one_can_still_apply_to_the_integrated_care_fund(project: Project) -> None:
    expected = rows("""
        - Integrated Care Fund | No: it has ended or been replaced
          | was called Intermediate Care Fund (2014) before | | | | seen
          | gov.wales integrated-care-fund-evaluation-summary-html | row 14; row 15
        - Integrated Care Fund | No: it has ended or been replaced | replaced | 2022-04-01
          | Health and Social Care Regional Integration Fund
          | five-year fund launched in the Senedd 1 February 2022; ICF had run to end March 2022 | seen
          | theyworkforyou senedd 2022-02-01 and 2023-03-21; gov.wales evaluation summary; gov.wales written
          statement 24 August 2020 | row 15
    """)
    columns = "fund answer happened when next note status readFrom source"
    assert answer(project, "can-i-still-apply", columns) == expected


def test_a_fund_without_a_recorded_end_tells_since_when_and_for_how_long_it_is(project: Project) -> None:
    """Row 15 calls it a five-year fund and dates the replacement; it gives no end, and none is made of it."""
    expected = rows("""
        - No end is recorded; began on 2022-04-01; stated to be for 5 years
          | took the place of Integrated Care Fund and Transformation Fund | 2022-04-01 | | row 15
    """)
    fund = "Health and Social Care Regional Integration Fund"
    found = answer(project, "can-i-still-apply", "answer happened when next source", fund=fund)
    assert [row for row in found if row[1].startswith("took")] == expected
    assert {row[0] for row in found} == {expected[0][0]}


@pytest.mark.parametrize(
    ("thing", "shown"),
    [
        # Row 15: "ICF had run to end March 2022"; of the other fund it says only that it was replaced.
        ("kg:integrated-care-fund", "Integrated Care Fund (until March 2022)"),
        ("kg:transformation-fund", "Transformation Fund (ended by 1 April 2022)"),
        # Row 3: abolished and replaced 2022-07-01; row 20: replaced, the new ones "live by" that day.
        ("kg:clinical-commissioning-group", "Clinical commissioning group (ended by 1 July 2022)"),
        ("kg:community-health-partnership", "Community health partnership (ended by 1 April 2016)"),
        # Row 22: dissolved 2022-04-01, "closed 31 March 2022".
        ("kg:health-and-social-care-board", "Health and Social Care Board (until 31 March 2022)"),
        # Row 9 has no date.
        ("kg:monitor", "Monitor (ended)"),
        # Row 11: paused, which is no end. Row 12 says only that something followed.
        ("kg:major-conditions-strategy", "Major Conditions Strategy for England (in July 2024: work paused)"),
        ("kg:nhs-long-term-plan", "NHS Long Term Plan"),
    ],
)
def test_the_day_of_an_event_is_not_taken_for_a_last_day(project: Project, thing: str, shown: str) -> None:
    assert project.store.display_label(project.iri(thing)) == shown


def test_which_law_set_up_the_integration_authorities_and_which_board_each_shares(
    project: Project,
) -> None:
    """31 authorities, each with its councils and its health board, under one Act."""
    found = answer(project, "integration-authorities", "councils healthBoard law number")
    act = ["Public Bodies (Joint Working) (Scotland) Act 2014", "2014 asp 9"]
    expected = [
        [in_order(row["council_names"], ";"), row["health_board_name"], *act]
        for row in table("scotland_integration_authorities.csv")
    ]
    assert len(expected) == 31
    assert sorted([in_order(councils, ","), *rest] for councils, *rest in found) == sorted(expected)


def test_which_integration_authority_is_not_a_joint_board(project: Project) -> None:
    assert answer(project, "not-a-joint-board", "model partners") == [
        ["Lead agency partnership", "Highland Council, NHS Highland"]
    ]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2022-07-01", "icb_england_2022_to_2026.csv"),
        ("2026-03-31", "icb_england_2022_to_2026.csv"),
        ("2026-04-01", "icb_england_april_2026.csv"),
        ("2026-11-21", "icb_england_april_2026.csv"),
    ],
)
def test_which_boards_were_in_force_on_a_day(project: Project, day: str, name: str) -> None:
    found = answer(project, "integrated-care-boards-on-a-date", "board odsCode", date=day)
    assert sorted(found) == sorted([row["name"], row["ods_code"]] for row in table(name))


def test_before_their_first_day_there_was_none(project: Project) -> None:
    assert answer(project, "integrated-care-boards-on-a-date", "board", date="2022-06-30") == []


def test_how_many_boards_there_were_and_from_which_day(project: Project) -> None:
    found = answer(project, "integrated-care-board", "said value source")
    assert [row for row in found if row[0] == "number"] == rows("""
        - number | 36 from 2026-04-01 | row 5
        - number | 42 from 2022-07-01 | row 3
        """)


@pytest.mark.parametrize(
    ("what", "numbers"),
    [
        ("Sustainability and transformation plan footprint", ["44", "", "", "row 1"]),
        ("Sustainability and transformation partnership", ["", "2021-04-01", "42", "row 2"]),
        ("Community health partnership", ["", "by 2016-04-01", "31", "row 20"]),
    ],
)
def test_numbers_that_stand_in_brackets_in_the_register(
    project: Project, what: str, numbers: list[str]
) -> None:
    assert answer(project, "successions", "numberBefore when numberAfter source", what=what) == [numbers]


def test_what_the_register_says_of_things_besides_their_events(project: Project) -> None:
    said = {
        "Respiratory Futures": ("is dated", "is part funded by"),
        "NHS Long Term Plan": ("was published in",),
        "A Healthier Wales": ("was published in",),
        "IMPRESS": ("is dated",),
    }
    found = []
    for thing, predicates in said.items():
        stated = answer(project, "statements-by-source", "origin subject said value source", thing=thing)
        found += [row[1:] for row in stated if row[0] == "register" and row[2] in predicates]
    assert found == rows("""
        - Respiratory Futures | is dated | 2014 | row 26
        - Respiratory Futures | is part funded by | NHS England | row 26
        - NHS Long Term Plan | was published in | 2019-01-07 | row 12
        - A Healthier Wales: Our Plan for Health and Social Care | was published in | 2018-06 | row 19
        - IMPRESS | is dated | 2007 | row 26
        """)
