"""The position statement of 2024 in the graph: answers worked out by hand from the document, whole.

Of rows that other documents share, only the places in the position statement are compared.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from answers import answer, cited_answer, rows

import irc_kg
from irc_kg.project import Project

ROOT = Path(__file__).resolve().parents[2]
LEADERSHIP_ADDRESS = (
    "https://www.leadershipacademy.nhs.uk/%20organisational-resources/"
    "support-for-%20integrated-care-system-development/"
)
LEADERSHIP_FAULTS = "Address of something else, Stray spaces"


@pytest.fixture(scope="module")
def project() -> Project:
    return irc_kg.open(ROOT)


def ask(project: Project, name: str, columns: str, **values: str) -> list[list[str]]:
    return answer(project, "BTS/PCRS position statement 2024", name, columns, **values)


def test_what_can_be_quoted_to_argue_for_money_for_roles(project: Project) -> None:
    found = ask(project, "money-for-roles", "point kind about references since")
    # What speaks of both roles and money comes first.
    assert sorted(found[:2]) == rows("""
        - Look for specific funding, which may be available, for example for integrated care roles, managing
          pathways, diagnostic equipment or managing information
          | Practical step | Funding and resources, Integrated care roles | | | Identify funds, paragraph 1
        - The Major Conditions Strategy is clearly an opportunity to argue for resources for more health
          professional roles in integrated care
          | Point made | Funding and resources, Integrated care roles | [4]
          | Work on the Major Conditions Strategy paused, and the strategy not published, 2024-07
          | England, paragraph 3
        """)
    assert sorted(found[2:]) == rows("""
        - A Respiratory Workforce for the Future
          | Document | Additional staffing in respiratory medicine | [11] | | Workforce, paragraph 5
        - An interest in multimorbidity and in managing complexity and a passion for personalised, holistic
          care are very often found in people with a career in primary care, and in those who left
          secondary or tertiary care for an integrated role
          | Point made | Integrated care roles | | | Workforce, paragraph 3
        - Bear in mind that software and technology can be key enablers if they are well planned and funded
          | Practical step | Funding and resources | | | Identify funds, paragraph 2
        - Integrated care roles often add to the careers one can choose from, which can help to keep staff
          across the professions
          | Benefit | Integrated care roles | | | Workforce, paragraph 3
        - It is key to choose and develop people with an interest in multimorbidity and in managing complexity
          and a passion for personalised, holistic care
          | Recommendation | Integrated care roles | | | Workforce, paragraph 3
        - It is vital that all in the team can get funded education and training of high quality, and
          opportunities to learn on placement about the topic
          | Recommendation | Funding and resources | | | Education and training, paragraph 2
        - Show that integrated solutions, if planned, funded as they should be, and evaluated, can serve to
          make patient care better
          | Promise | Funding and resources | | | Why this statement is needed, paragraph 1
        - Support recruitment and retention models that stress that the multi-professional respiratory
          workforce needs enough capacity to integrate effectively
          | Goal | Workforce capacity | | | Goals, paragraph 6
        - There are currently too few healthcare professionals, across the disciplines, to run integrated
          respiratory services
          | Barrier | Workforce capacity | | | Workforce, paragraph 2
        - Well planned and resourced integrated respiratory care is an opportunity to challenge old ways of
          working and to use the existing workforce best
          | Benefit | Funding and resources | | | Workforce, paragraph 2
        """)


def test_whose_word_it_is_that_can_be_quoted_for_money(project: Project) -> None:
    """Who promises and whose goals they are, by the text; where nobody is named, it is the document."""
    found = {row["point"]: row["saidBy"] for row in cited_answer(project, "money-for-roles")}
    survey = "Respiratory Futures survey on integrated care"
    societies = "British Thoracic Society; Primary Care Respiratory Society"
    expected = {
        "Integrated care has too few": f"{survey} (two thirds of the 122 who answered)",
        # The text says only that barriers were identified.
        "Hospitals have too few incentives": f"{survey} (122 answered; by irc-kg's reading)",
        "Keep calling for resources": "Royal College of Physicians",
        "Show that integrated solutions": societies,
        "Support recruitment and retention": societies,
        "Integrated care roles often add": "BTS/PCRS position statement 2024",
        "The Major Conditions Strategy": "BTS/PCRS position statement 2024",
        "John Dean on": "John Dean",
    }
    for beginning, word in expected.items():
        [said] = [said for point, said in found.items() if point.startswith(beginning)]
        assert "; ".join(sorted(said.split("; "))) == word


def test_the_five_parts_of_the_model_with_their_items_in_order(project: Project) -> None:
    found = ask(project, "success-model", "part factor step item kind")
    assert found == rows("""
        - 1 | Build relationships | 1 | Building relationships will help in dealing with what local patients
          need, in cutting bureaucracy and in making the most of local and national priorities
          | Benefit | Build relationships, paragraph 1
        - 1 | Build relationships | 2 | Engage with patients, carers and the public
          | Practical step | Build relationships, paragraph 2
        - 1 | Build relationships | 3 | Engage with the relevant enabling or statutory body, such as NHS
          England, an integrated care board or a health board
          | Practical step | Build relationships, paragraph 3
        - 2 | Identify funds | 1 | Look for specific funding, which may be available, for example for
          integrated care roles, managing pathways, diagnostic equipment or managing information
          | Practical step | Identify funds, paragraph 1
        - 2 | Identify funds | 2 | Bear in mind that software and technology can be key enablers if they
          are well planned and funded
          | Practical step | Identify funds, paragraph 2
        - 3 | Establish clear, identified goals | 1 | Identify outcomes focused on patients and set
          priorities among them, then find ways to address them
          | Practical step | Establish clear, identified goals, paragraph 1
        - 3 | Establish clear, identified goals | 2 | Make a clear business case with data on the local
          population
          | Practical step | Establish clear, identified goals, paragraph 2
        - 3 | Establish clear, identified goals | 3 | Start small, with projects that are achievable, to
          show success, keep momentum and draw people in
          | Practical step | Establish clear, identified goals, paragraph 3
        - 3 | Establish clear, identified goals | 4 | Think how collecting data can help to build the
          evidence for integrated care
          | Practical step | Establish clear, identified goals, paragraph 4
        - 4 | Build the right team | 1 | Bear in mind that all parts of the system respect passionate,
          enthusiastic leaders, and that person and values count for more than the professional role
          | Practical step | Build the right team, paragraph 1
        - 4 | Build the right team | 2 | Think of the skills that the team needs, and not only of which
          professions to recruit; learn from all its members and raise their skills
          | Practical step | Build the right team, paragraph 2
        - 5 | Actively deliver the pathway | 1 | Have a network of providers that actively wants the pathway
          or modality in question
          | Practical step | Actively deliver the pathway, paragraph 1
        - 5 | Actively deliver the pathway | 2 | Give everyone who needs it the same data, to look at, work
          with and pass on
          | Practical step | Actively deliver the pathway, paragraph 2
        """)


def test_the_pathway(project: Project) -> None:
    found = ask(project, "pathway", "relation thing")
    assert sorted(found) == rows("""
        - is about | Best practice | Goals, paragraph 1
        - is about | Best use of professional skills | Goals, paragraph 1
        - is about | Standardised approach to care | Goals, paragraph 1
        - is described as | A standardised way of giving respiratory care from one end to the other,
          informed by best practice and making the most of professional skills. | Goals, paragraph 1
        - is produced by | Outpatient Recovery and Transformation Programme
          | Goals, paragraph 1; References, paragraph 1
        - lines up with | British Thoracic Society | Goals, paragraph 1
        - lines up with | Primary Care Respiratory Society | Goals, paragraph 1
        - lines up with | Respiratory Getting it Right First Time programme | Goals, paragraph 1
        - rests on reference | Reference 1: Optimal Integrated Respiratory Care Pathway | Goals, paragraph 1
        """)
    pathways = {row[0] for row in ask(project, "pathway", "pathway")}
    assert pathways == {"Optimal Integrated Respiratory Care Pathway"}


def test_what_an_integrated_care_board_is(project: Project) -> None:
    found = ask(project, "integrated-care-board", "said value")
    assert sorted(found) == rows("""
        - applies in | England | England, paragraph 2
        - is a form of | Statutory NHS organisation | England, paragraph 2
        - is also called | ICB | England, paragraph 2
        - is also called | ICBs | England, paragraph 2
        - is also called | Integrated care boards | England, paragraph 2
        - is described as | A statutory NHS organisation that plans healthcare to fit what the population
          needs.
          | England, paragraph 2
        - is responsible for | Planning healthcare for the needs of the population | England, paragraph 2
        - rests on reference | Reference 3: Integrated Care Boards (England) | England, paragraph 2
        - was set up in | 2022 | England, paragraph 2
        """)


BTS_ALONE = """
    - Keep the initiatives and resources that BTS has of its own for parts of integrated services
      | Joint roles and responsibilities, paragraph 1
    - Keep up a dedicated programme area on Respiratory Futures | Joint roles and responsibilities,
      paragraph 4
    """
PCRS_ALONE = """
    - Keep the initiatives and resources that PCRS has of its own for parts of integrated services
      | Joint roles and responsibilities, paragraph 1
    - Support the further development and wider reach of Respiratory Futures as the first place to look for
      integrated care resources in all four nations
      | Joint roles and responsibilities, paragraph 4
    - Would actively link to Respiratory Futures from relevant PCRS pages, among them the Respiratory Service
      Framework, and from its social media
      | Joint roles and responsibilities, paragraph 4
    """
BOTH_TOGETHER = """
    - Back integrated respiratory care models built around patients
      | BTS/PCRS Joint Position Statement Integrated Care 2024, paragraph 1
    - Champion the respiratory workforce, and make known innovative practice that helps to win, support and
      keep professionals of every background
      | Joint roles and responsibilities, paragraph 3
    - Find opportunities to support those who deliver integrated respiratory care
      | Why this statement is needed, paragraph 1
    - Go on supporting solutions that rest on evidence and see the whole person, to better the care of
      respiratory patients
      | Joint roles and responsibilities, paragraph 5
    - Help to drive forward integrated services that work better | Conclusion, paragraph 1
    - Make sure that the relevant workstreams of their own education and clinical programmes give integrated
      ways of delivering care priority and build them in
      | Joint roles and responsibilities, paragraph 6
    - Show that integrated solutions, if planned, funded as they should be, and evaluated, can serve to
      make patient care better
      | Why this statement is needed, paragraph 1
    - Work together to support initiatives whose pathways turn so seamless that patients notice no boundary
          between any providers
      | Conclusion, paragraph 1
    """


@pytest.mark.parametrize(
    ("who", "promises"),
    [
        ("British Thoracic Society", BTS_ALONE),
        ("Primary Care Respiratory Society", PCRS_ALONE),
        ("British Thoracic Society and Primary Care Respiratory Society", BOTH_TOGETHER),
    ],
)
def test_promises_of_each_alone_and_of_both_together(project: Project, who: str, promises: str) -> None:
    found = ask(project, "promises", "promisedBy promise")
    assert sorted(row[1:] for row in found if row[0] == who) == rows(promises)


def test_nobody_else_promises_anything(project: Project) -> None:
    everything = rows(BTS_ALONE) + rows(PCRS_ALONE) + rows(BOTH_TOGETHER)
    assert len(ask(project, "promises", "promise")) == len(everything)


def test_numbers_of_the_societies_and_the_one_paragraph_that_gives_each(project: Project) -> None:
    section = "BTS/PCRS Joint Position Statement Integrated Care 2024"
    assert sorted(ask(project, "organisation-identifiers", "register number", body="BTS")) == rows(f"""
        - Charity number (England) | 285174 | {section}, paragraph 2
        - Charity number (Scotland) | SC041209 | {section}, paragraph 2
        - Company number | 1645201 | {section}, paragraph 2
        - VAT registration number | 175 3379 83 | {section}, paragraph 2
        """)
    assert sorted(ask(project, "organisation-identifiers", "register number", body="PCRS")) == rows(f"""
        - Charity number | 1098117 | {section}, paragraph 3
        - Company number | 4298947 | {section}, paragraph 3
        - VAT registration number | 866 1543 09 | {section}, paragraph 3
        """)


def test_what_each_nation_has_for_leadership_or_careers(project: Project) -> None:
    found = ask(project, "leadership-and-careers", "nation resource kind about addressAsPrinted addressFault")
    # The document names nothing for Northern Ireland, and no nation for the last two.
    assert found == rows(f"""
        - England | NHS Long Term Workforce Plan | Plan | Education and training
          | https://www.england.nhs.uk/publication/nhs-long-term-workforce-plan/
          | | References, paragraph 10; Workforce, paragraph 4
        - Scotland | You as a collaborative leader | Learning resource
          | Career pathways, Leadership, Professional development
          | https://www.nes.scot.nhs.uk/news/you-as-a-collaborative-leader/
          | Address of something else | Education and training, paragraph 8; References, paragraph 15
        - Wales | Health Education and Improvement Wales Integrated Care Compendium | Learning resource
          | Career pathways, Professional development
          | https://heiw.nhs.wales/workforce/workforce-development/integrated-care-compendium/
          | | Education and training, paragraph 7; References, paragraph 14
        - | Fit to Care: Key knowledge, skills and training for clinicians providing respiratory care
          | Guide | Education and training | https://www.pcrs-uk.org/resource/fit-care/
          | | Education and training, paragraph 3; References, paragraph 12
        - | NHS leadership programme for integrated care | Learning resource
          | Career pathways, Leadership, Professional development
          | {LEADERSHIP_ADDRESS}
          | {LEADERSHIP_FAULTS} | Education and training, paragraph 6; References, paragraph 13
        """)


def test_where_a_trainee_can_look_for_a_course_a_framework_or_a_career_path(project: Project) -> None:
    found = ask(
        project, "where-to-learn", "resource kind providedBy nation about addressAsPrinted addressFault"
    )
    assert sorted(found) == rows(f"""
        - Fit to Care: Key knowledge, skills and training for clinicians providing respiratory care | Guide
          | Primary Care Respiratory Society | | Education and training, Skills and competencies
          | https://www.pcrs-uk.org/resource/fit-care/
          | | Education and training, paragraph 3; References, paragraph 12
        - Health Education and Improvement Wales Integrated Care Compendium | Learning resource
          | Health Education and Improvement Wales | Wales
          | Career pathways, Professional development
          | https://heiw.nhs.wales/workforce/workforce-development/integrated-care-compendium/
          | | Education and training, paragraph 7; References, paragraph 14
        - NHS leadership programme for integrated care | Learning resource | |
          | Career pathways, Leadership, Professional development
          | {LEADERSHIP_ADDRESS}
          | {LEADERSHIP_FAULTS} | Education and training, paragraph 6; References, paragraph 13
        - Workforce case studies on Respiratory Futures | Online resource | Respiratory Futures |
          | Respiratory workforce | | | Resources and further information, paragraph 3
        - You as a collaborative leader | Learning resource | NHS Education for Scotland | Scotland
          | Career pathways, Leadership, Professional development
          | https://www.nes.scot.nhs.uk/news/you-as-a-collaborative-leader/
          | Address of something else | Education and training, paragraph 8; References, paragraph 15
        """)
