"""What the position statement says of nations, on which references, and that each place is exact.

The answers were worked out by hand from the document.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from answers import answer, rows

import irc_kg
from irc_kg.project import Project

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def project() -> Project:
    return irc_kg.open(ROOT)


def ask(project: Project, name: str, columns: str, **values: str) -> list[list[str]]:
    return answer(project, "BTS/PCRS position statement 2024", name, columns, **values)


ALL_FOUR_NATIONS = """
    - In all four nations of the UK there is strong commitment to integrated healthcare for the whole person
      | Point made | | | National policy and commissioning structures, paragraph 1
    - Structures and policies more and more encourage partners of every kind, patients among them, to work
      together on what shapes health
      | Point made | | | National policy and commissioning structures, paragraph 1
    """
ENGLAND = """
    - Patients desire to be seen more locally, and the more integrated model meets that
      | Point made | | [2] | England, paragraph 1
    - Integrated care board | Kind of body | | [3] | England, paragraph 2
    - Major Conditions Strategy for England | Strategy | | [4] | England, paragraph 3
    - NHS Long Term Plan | Plan | | [2] | England, paragraph 1
    - The Major Conditions Strategy is clearly an opportunity to argue for resources for more health
          professional roles in integrated care
      | Point made | | [4] | England, paragraph 3
    """
WALES = """
    - A Healthier Wales: Our Plan for Health and Social Care | Plan | | [5] | Wales, paragraph 2
    - Health Education and Improvement Wales | Body | | | Education and training, paragraph 7
    - Health Education and Improvement Wales Integrated Care Compendium | Learning resource
      | Health Education and Improvement Wales | [14] | Education and training, paragraph 7
    - Integrated Care Fund | Fund | | | Wales, paragraph 3
    - Integrated Care Fund evaluation | Report | | [6] | Wales, paragraph 3
    - In Wales there is strong commitment to encouraging more collaboration between all of these: health,
          housing, social services, the third and the independent sector
      | Point made | | | Wales, paragraph 1
    - Welsh Government | Body | | | Wales, paragraph 3
    """
SCOTLAND = """
    - Convention of Scottish Local Authorities | Body | | | Scotland, paragraph 1
    - In Scotland the focus is on the whole person, with weight on care joined up along the patient's
      pathway and on services that anticipate and prevent
      | Point made | | [7] | Scotland, paragraph 1
    - Integration authority | Kind of body | | | Scotland, paragraph 1
    - Joint statement on integration by the Scottish Government, NHS Scotland and COSLA | Joint statement
      | Convention of Scottish Local Authorities, NHS Scotland, Scottish Government | [8]
      | Scotland, paragraph 1
    - NHS Education for Scotland | Body | | | Education and training, paragraph 8
    - NHS Scotland | Body | | | Scotland, paragraph 1
    - Public Bodies (Joint Working) (Scotland) Act 2014 | Law | | [7] | Scotland, paragraph 1
    - Scottish Government | Body | | | Scotland, paragraph 1
    - Scottish legislation that created the integration authorities | Law | | | Scotland, paragraph 1
    - You as a collaborative leader | Learning resource | NHS Education for Scotland | [15]
      | Education and training, paragraph 8
    """
NORTHERN_IRELAND = """
    - Area integrated partnership board | Kind of body | | [9] | Northern Ireland, paragraph 1
    - Health and Wellbeing 2026: Delivering Together | Plan | | [9] | Northern Ireland, paragraph 1
    - In Northern Ireland the drive is towards another culture rather than far-reaching new structures, so
      that patients, staff and everyone else have a better experience
      | Point made | | | Northern Ireland, paragraph 1
    - Integrated Care System in Northern Ireland
      | Partnership of bodies | | [9] | Northern Ireland, paragraph 1
    """


@pytest.mark.parametrize(
    ("nation", "statements"),
    [
        ("England", ENGLAND),
        ("Wales", WALES),
        ("Scotland", SCOTLAND),
        ("Northern Ireland", NORTHERN_IRELAND),
    ],
)
def test_statements_about_a_nation_and_the_references_cited(
    project: Project, nation: str, statements: str
) -> None:
    found = ask(project, "statements-about-nation", "what kind by references", nation=nation)
    assert sorted(found) == sorted(rows(ALL_FOUR_NATIONS) + rows(statements))


def test_statements_about_a_nation_are_in_the_order_of_the_document(project: Project) -> None:
    places = [row[-1] for row in ask(project, "statements-about-nation", "what", nation="Wales")]
    assert list(dict.fromkeys(places)) == [
        "National policy and commissioning structures, paragraph 1",
        "Wales, paragraph 1",
        "Wales, paragraph 2",
        "Wales, paragraph 3",
        "Education and training, paragraph 7",
    ]


def test_who_made_the_joint_statement_of_scotland(project: Project) -> None:
    found = ask(project, "signatories", "madeBy date commitsTo references")
    assert sorted(found) == rows("""
        - Convention of Scottish Local Authorities | 2018 | Integrated care | [8] | Scotland, paragraph 1
        - NHS Scotland | 2018 | Integrated care | [8] | Scotland, paragraph 1
        - Scottish Government | 2018 | Integrated care | [8] | Scotland, paragraph 1
        """)
    statements = {row[0] for row in ask(project, "signatories", "statement")}
    assert statements == {"Joint statement on integration by the Scottish Government, NHS Scotland and COSLA"}


def test_where_each_reference_is_cited_and_that_only_the_first_is_cited_twice(project: Project) -> None:
    assert ask(project, "where-cited", "number places") == rows("""
        - 1 | 2 | Definitions, paragraph 1; Goals, paragraph 1
        - 2 | 1 | England, paragraph 1
        - 3 | 1 | England, paragraph 2
        - 4 | 1 | England, paragraph 3
        - 5 | 1 | Wales, paragraph 2
        - 6 | 1 | Wales, paragraph 3
        - 7 | 1 | Scotland, paragraph 1
        - 8 | 1 | Scotland, paragraph 1
        - 9 | 1 | Northern Ireland, paragraph 1
        - 10 | 1 | Workforce, paragraph 4
        - 11 | 1 | Workforce, paragraph 5
        - 12 | 1 | Education and training, paragraph 3
        - 13 | 1 | Education and training, paragraph 6
        - 14 | 1 | Education and training, paragraph 7
        - 15 | 1 | Education and training, paragraph 8
        - 16 | 1 | Data as a lever for change, paragraph 1
        """)


def test_what_the_reference_that_is_cited_twice_supports(project: Project) -> None:
    assert ask(project, "where-cited", "reference supports", number="1") == rows("""
        - Reference 1: Optimal Integrated Respiratory Care Pathway
          | Integrated respiratory care as BTS and PCRS define it in their 2024 statement; Optimal Integrated
          Respiratory Care Pathway | Definitions, paragraph 1; Goals, paragraph 1
        """)


def test_titles_publishers_and_dates_of_references_are_as_printed(project: Project) -> None:
    assert ask(project, "references", "number title publisher date") == rows("""
        - 1 | The Optimal Integrated Respiratory Care Pathway
          | Outpatient Recovery and Transformation Programme | | References, paragraph 1
        - 2 | NHS Long Term Plan | NHSE | 2019 | References, paragraph 2
        - 3 | Integrated Care Boards (England) | | | References, paragraph 3
        - 4 | Major conditions strategy for England | | | References, paragraph 4
        - 5 | A Healthier Wales: Our Plan for Health and Social Care | | | References, paragraph 5
        - 6 | Integrated care fund evaluation (summary) | | 2022-03 | References, paragraph 6
        - 7 | The Public Bodies (Joint Working) (Scotland) Act 2014 | | | References, paragraph 7
        - 8 | Scottish Government, NHS Scotland, and Convention of Scottish Local Authorities (COSLA) Joint
          Statement
          | Scottish Government, NHS Scotland, and Convention of Scottish Local Authorities (COSLA) |
          | References, paragraph 8
        - 9 | Integration system in Northern Ireland. 10 year plan - Health and Wellbeing 2026 - Delivering
          Together | | | References, paragraph 9
        - 10 | NHS Long Term Workforce Plan | | 2023 | References, paragraph 10
        - 11 | A Respiratory Workforce for the Future | British Thoracic Society | 2022
          | References, paragraph 11
        - 12 | Fit to Care: Key knowledge, skills and training for clinicians providing respiratory care
          | Primary Care Respiratory Society | | References, paragraph 12
        - 13 | NHS leadership programme for integrated care | | | References, paragraph 13
        - 14 | Health Education and Improvement Wales Integrated Care Compendium
          | Health Education and Improvement Wales | | References, paragraph 14
        - 15 | NHS Education for Scotland: You as a collaborative leader
          | NHS Education for Scotland | | References, paragraph 15
        - 16 | Respiratory Medicine: GIRFT Programme National Specialty Report | NHSE | 2021
          | References, paragraph 16
        """)


def test_the_address_of_a_reference_that_names_two_things_is_that_of_one(project: Project) -> None:
    """Reference 9 names an integration system and a plan; its address names the system."""
    thing = "Reference 9: Integration in Northern Ireland and Health and Wellbeing 2026"
    stated = project.query("statements-by-source", thing=thing)
    faults = [stated.shown(row["value"]) for row in stated if row.text("said") == "has an address that is"]
    assert faults == ["Address of a part only"]


def test_addresses_of_references_are_printed_to_the_letter(project: Project) -> None:
    strategy = "major-conditions-strategy-case-for-change-and-our-strategic-framework"
    words = "#:~:text=The%20Integrated%20Care%20Fund%20(ICF,most%20vulnerable%20people%20in%20Wales)"
    support = "support-for-%20integrated-care-system-development"
    assert [address for address, _ in ask(project, "references", "address")] == [
        "https://www.england.nhs.uk/outpatient-transformation-programme/",
        "https://www.longtermplan.nhs.uk/",
        "https://www.england.nhs.uk/publication/integrated-care-boards-in-england/",
        f"https://www.gov.uk/government/publications/{strategy}/{strategy}--2",
        "https://www.gov.wales/healthier-wales-long-term-plan-health-and-social-care",
        f"https://www.gov.wales/integrated-care-fund-evaluation-summary-html{words}",
        "https://hscotland.scot/integration/",
        "https://www.gov.scot/policies/social-care/health-and-social-care-integration/",
        "https://online.hscni.net/our-work/integrated-care-system-ni/",
        "https://www.england.nhs.uk/publication/nhs-long-term-workforce-plan/",
        "https://www.brit-thoracic.org.uk/workforce/",
        "https://www.pcrs-uk.org/resource/fit-care/",
        f"https://www.leadershipacademy.nhs.uk/%20organisational-resources/{support}/",
        "https://heiw.nhs.wales/workforce/workforce-development/integrated-care-compendium/",
        "https://www.nes.scot.nhs.uk/news/you-as-a-collaborative-leader/",
        "https://gettingitrightfirsttime.co.uk/wp-content/uploads/2021/11/Respiratory-Medicine-Oct21L.pdf",
    ]


def test_all_sections_are_there_in_the_order_of_the_document(project: Project) -> None:
    found = project.runner.select(
        """SELECT DISTINCT ?section WHERE {
          ?file a irc:EvidenceGraph ; dcterms:source kg:position-statement-2024 ;
            irc:section ?section ; irc:position ?position
        } ORDER BY ?position"""
    )
    assert [row[0].value for row in found] == [
        "BTS/PCRS Joint Position Statement Integrated Care 2024",
        "Why this statement is needed",
        "Audience",
        "Definitions",
        "Goals",
        "National policy and commissioning structures",
        "England",
        "Wales",
        "Scotland",
        "Northern Ireland",
        "Workforce",
        "Education and training",
        "Data as a lever for change",
        "Ensuring the success of an integrated respiratory system, pathway or modality",
        "Build relationships",
        "Identify funds",
        "Establish clear, identified goals",
        "Build the right team",
        "Actively deliver the pathway",
        "Joint roles and responsibilities",
        "Conclusion",
        "References",
        "Resources and further information",
        "Acknowledgements",
        "Respiratory Futures website",
        "British Thoracic Society website",
        "Primary Care Society website",
    ]


def test_a_thing_with_several_paragraphs_in_a_file_says_nothing_there_but_its_names(
    project: Project,
) -> None:
    found = project.runner.select(
        """SELECT DISTINCT ?thing ?says WHERE {
          ?file dcterms:source kg:position-statement-2024 .
          GRAPH ?file { ?thing irc:paragraph ?one, ?other ; ?says ?value }
          FILTER(?one < ?other && ?says NOT IN (rdf:type, rdfs:label, skos:altLabel, irc:paragraph))
        }"""
    )
    assert list(found) == []
