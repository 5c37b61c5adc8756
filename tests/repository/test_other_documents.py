"""The press release, the web page, the survey's news and the guide's news in the graph.

Answers worked out by hand from the documents, compared whole. Places are written short: the document, and the
number of the paragraph in its one section or after the name of the section.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from answers import cited_answer, rows

import irc_kg
from irc_kg.project import Project
from irc_kg.queries.tables import Cell

ROOT = Path(__file__).resolve().parents[2]
KG = "https://w3id.org/irc-kg/id/"
SHORT = {
    "Press release on the BTS/PCRS position statement, British Thoracic Society and the Primary Care "
    "Respiratory Society collaborate to publish a Position Statement on Integrated Care, paragraph "
    "": "release ",
    "BTS web page on what integrated care means, What do we mean by 'integrated care'?, paragraph ": "page ",
    "News of the Respiratory Futures survey, Respiratory community calls for more radical strategy on"
    " integrated care, paragraph ": "survey news ",
    "News of the RCP guide to the NHS Long Term Plan, Text, paragraph ": "guide news ",
    "BTS/PCRS position statement 2024, ": "statement, ",
    "irc-kg's reading of the documents, What is read between the lines, row ": "reading ",
    ", paragraph ": " ",
    ", heading": " heading",
}
READ = "Respiratory Futures survey on integrated care (irc-kg's reading of the documents)"


@pytest.fixture(scope="module")
def project() -> Project:
    return irc_kg.open(ROOT)


def short(text: str) -> str:
    for long, name in SHORT.items():
        text = text.replace(long, name)
    return text


def ask(project: Project, name: str, columns: str, **values: str) -> list[list[str]]:
    """The whole answer in the order given, with labels; the places of a row in the order of the alphabet."""
    found = []
    for cells in cited_answer(project, name, **values):
        source = "; ".join(sorted(short(place) for place in cells["source"].split("; ")))
        shown = {column: short(cell) for column, cell in cells.items()} | {"source": source}
        found.append([shown[column] for column in columns.split()])
    return found


def named(cell: Cell) -> str:
    """A thing by its name in the graph, without the beginning that all share."""
    return cell.value.removeprefix(KG) if isinstance(cell, ox.NamedNode) else ""


def test_who_is_thanked_and_by_whom(project: Project) -> None:
    thanked = ask(project, "task-and-finish-group", "member thankedBy")
    both = ["British Thoracic Society", "Primary Care Respiratory Society"]
    assert len(thanked) == 6
    assert all(sorted(by.split(", ")) == both for _, by in thanked)
    # The text thanks the members by name, and nowhere the group.
    group = ox.NamedNode(KG + "task-and-finish-group")
    assert not project.store.objects(group, project.iri("irc:thankedBy"))


def test_who_was_in_the_task_and_finish_group_and_who_of_them_is_quoted(project: Project) -> None:
    found = ask(project, "task-and-finish-group", "member quotation role source")
    assert sorted(found) == rows("""
        - Alison Talbot-Smith | | | statement, Acknowledgements 1
        - Cristina Avram | | | statement, Acknowledgements 1
        - Daryl Freeman | Daryl Freeman on the position statement
          | Associate Clinical Director Primary Care; GP in Older Peoples Medicine
          | release 10; release 11; statement, Acknowledgements 1
        - Helena Cummings | | | statement, Acknowledgements 1
        - Sarah Sibley | | | statement, Acknowledgements 1
        - Vincent Mak | | | statement, Acknowledgements 1
        """)


def test_who_is_quoted_in_which_role_and_where(project: Project) -> None:
    found = ask(project, "quotations", "person role bodies source")
    assert sorted(found) == rows("""
        - Binita Kane | Consultant Chest Physician
          | Manchester University Foundation Trust; PCRS Service Development Committee
          | survey news 11; survey news 12
        - Daryl Freeman | Associate Clinical Director Primary Care; GP in Older Peoples Medicine
          | BTS/PCRS joint working group; Primary Care Respiratory Society | release 10; release 11
        - John Dean | clinical director for quality improvement and patient safety
          | Royal College of Physicians | guide news 7; guide news 8; guide news 9
        - Paul Walker | Chair | British Thoracic Society | release 12; release 13
        """)


def test_the_points_of_each_who_is_quoted_in_our_words(project: Project) -> None:
    found = [[row[0], *sorted(row[1].split("; "))] for row in ask(project, "quotations", "person points")]
    expected = rows("""
        - Binita Kane
          | A hope: the NHS Long Term Plan moves integrated care, and respiratory health all over the country,
          well forward
          | Care today is disjointed between providers
          | Integrated care will need pathways that are seamless throughout the system
          | For the NHS, the key challenge is bringing integrated care about at scale
          | The system of care today is focused on hospitals and is often reactive
        - Daryl Freeman
          | It was inspiring to take part in the joint working group that made the position statement
          | The position statement will enable new implementers: they get a text to refer to, and the
          support and experience of BTS and PCRS clinicians
          | The position statement will inspire integrated care boards, trusts and clinicians to design
          integrated care and give it in regions of their own
        - John Dean
          | Healthcare that is more joined up and integrated is essential as society ages and several
          conditions at once become normal
          | The RCP has long had a crucial part in supporting the delivery of integrated, person-centred care,
          as with its Future Hospital Programme
          | The guide tells physicians simply and practically how they can help integration locally
          | What the NHS Long Term Plan announces is an effort, important and ambitious, to make healthcare
          more joined up and integrated
          | promised for Royal College of Physicians: Ensure that the views of clinicians and patients stand
          in the foreground
          | promised for Royal College of Physicians: Go on supporting integrated, person-centred care while
          integrated care systems are set up
          | promised for Royal College of Physicians: Keep calling for resources that match the government's
          ambitious plans
        - Paul Walker
          | Integrated respiratory care is more efficient and productive, and encourages people to pass on
          skills, knowledge and insight
          | Integrating respiratory care is vital to giving health and social care at its best
          | The health and care system is often disjointed and hard for patients and carers to find a way
          through
          | The position statement encourages teams and professionals of respiratory care to work together
          better, so that patients fare better
        """)
    assert sorted(found) == [[person, *sorted(points)] for person, *points in expected]


def test_in_what_order_the_documents_were_written_as_far_as_it_is_known(project: Project) -> None:
    found = ask(project, "order-of-documents", "written known what date source")
    register = "Register of successions of policies, funds and bodies, succession_facts.csv"
    assert found == rows(f"""
        - BTS web page on what integrated care means | was written no earlier than | 2015-12 | 2015-12
          | reading 9
        - News of the Respiratory Futures survey | was written before | NHS Long Term Plan | 2019-01-07
          | {register}, row 12; reading 8
        - News of the RCP guide to the NHS Long Term Plan | was written after | NHS Long Term Plan
          | 2019-01-07
          | {register}, row 12; reading 10
        - News of the RCP guide to the NHS Long Term Plan | was written after
          | The government should introduce an integrated care bill | 2019-09-26
          | {register}, row 13; reading 10
        - News of the RCP guide to the NHS Long Term Plan | was written no earlier than | 2019-09-27
          | 2019-09-27 | reading 10
        - News of the RCP guide to the NHS Long Term Plan | was written no later than | 2019-10-06
          | 2019-10-06 | reading 10
        - BTS web page on what integrated care means | was written no later than | 2022-06 | 2022-06
          | reading 9
        - BTS/PCRS position statement 2024 | was published in | 2024 | 2024
          | statement, BTS/PCRS Joint Position Statement Integrated Care 2024 heading
        - Press release on the BTS/PCRS position statement | was published on the same day as
          | BTS/PCRS position statement 2024 | 2024
          | release 1; statement, BTS/PCRS Joint Position Statement Integrated Care 2024 heading
        - BTS/PCRS position statement 2024 | was written no later than | 2024-02-08 | 2024-02-08
          | {register}, row 25
        """)


def test_every_document_and_register_is_a_source_and_nothing_else(project: Project) -> None:
    assert sorted(ask(project, "sources", "origin source")) == rows("""
        - register | Register of NHS England regions
        - register | Register of council areas in Wales and their local health boards
        - register | Register of facts on topics in the four nations
        - register | Register of health and social care trusts in Northern Ireland
        - register | Register of health boards in Scotland
        - register | Register of integrated care boards from July 2022 to March 2026
        - register | Register of integrated care boards in April 2026
        - register | Register of integration authorities in Scotland
        - register | Register of laws on integrated health and care
        - register | Register of local health boards in Wales
        - register | Register of national bodies
        - register | Register of successions of integrated care boards in April 2026
        - register | Register of successions of policies, funds and bodies
        - register | Register of the addresses of sources and references
        - register | Register of the nations of the UK
        - register | Register of topics on which the four nations are compared
        - source document | BTS web page on what integrated care means
        - source document | BTS/PCRS position statement 2024
        - source document | News of the RCP guide to the NHS Long Term Plan
        - source document | News of the Respiratory Futures survey
        - source document | Press release on the BTS/PCRS position statement
        - this project | irc-kg's reading of the documents
        - this project | irc-kg's reading of the printed addresses
        """)


POINTS = {
    "NHS": """
        - As membership organisations, BTS and PCRS are key: they represent and support every respiratory
          healthcare professional of the NHS
          | release 2; statement, BTS/PCRS Joint Position Statement Integrated Care 2024 1
        - Binita Kane on the NHS Long Term Plan and integrated care | survey news 11; survey news 12
        - Current problems with recruiting and keeping NHS staff | reading 1; survey news 8
        - Integrated care will probably be an important matter as the NHS changes in the next few years
          | page 5
        - Old dividing lines in the structure and funding of the NHS | reading 1; survey news 5
        - For the NHS, the key challenge is bringing integrated care about at scale | survey news 12
        - Too little training to make the NHS workforce so agile that it can work across hospital and
          community
          | reading 1; survey news 6
        """,
    "GP": """
        - Should the plan's model become reality, the divide between GPs and hospital doctors will probably
          blur more and more | guide news 4
        """,
    "Home": """
        - Binita Kane on the NHS Long Term Plan and integrated care | survey news 11; survey news 12
        - Patients can be treated closer to home or at home | survey news 2
        """,
    "Social media platforms of PCRS": """
        - Would actively link to Respiratory Futures from relevant PCRS pages, among them the Respiratory
          Service Framework, and from its social media | statement, Joint roles and responsibilities 4
        """,
    "British Thoracic Society": """
        - As membership organisations, BTS and PCRS are key: they represent and support every respiratory
          healthcare professional of the NHS
          | release 2; statement, BTS/PCRS Joint Position Statement Integrated Care 2024 1
        - BTS and PCRS each have a range of initiatives of their own to support integrated care, and will keep
          it | release 4
        - BTS and PCRS each have initiatives and resources of their own for parts of integrated services, and
          will keep them | statement, Joint roles and responsibilities 1
        - BTS and PCRS have priorities and goals in common | release 4
        """,
    "Integrated care bill": """
        - The government should introduce an integrated care bill | guide news 3
        - The recommendation of an integrated care bill is one more sign that the political focus on
          integrated care grows | guide news 3
        """,
    "Survey of opportunities for respiratory trainees": """
        - The results of both surveys are announced to be published very soon, in the same place as this page
          | page 12
        - Two surveys have been commissioned | page 10
        """,
}


@pytest.mark.parametrize("topic", POINTS)
def test_what_is_said_about_a_matter(project: Project, topic: str) -> None:
    assert sorted(ask(project, "points-about", "point source", topic=topic)) == sorted(rows(POINTS[topic]))


def test_what_is_said_to_be_good_and_by_whom(project: Project) -> None:
    found = ask(project, "benefits", "benefitOf benefit saidBy source")
    societies = "British Thoracic Society; Primary Care Respiratory Society"
    nearly_all = "Respiratory Futures survey on integrated care (Nearly all)"
    statement = "BTS/PCRS position statement 2024"
    assert sorted(
        [of, what, "; ".join(sorted(by.split("; "))), places] for of, what, by, places in found
    ) == rows(f"""
        - {statement} | The position statement encourages teams and professionals of respiratory care to work
          together better, so that patients fare better | Paul Walker | release 13
        - {statement} | The position statement will enable new implementers: they get a text to refer to, and
          the support and experience of BTS and PCRS clinicians | Daryl Freeman | release 11
        - {statement} | The position statement will inspire integrated care boards, trusts and clinicians to
          design integrated care and give it in regions of their own | Daryl Freeman | release 11
        - Build relationships | Building relationships will help in dealing with what local patients need,
          in cutting bureaucracy and in making the most of local and national priorities | {statement}
          | statement, Build relationships 1
        - Integrated care | Demand on hospitals falls | {nearly_all} | survey news 2
        - Integrated care | Integrated care adds value in how the multi-professional team is involved
          | {statement} | statement, Goals 1
        - Integrated care | Integrated care adds value in what patients experience | {statement}
          | statement, Goals 1
        - Integrated care | Patients can be treated closer to home or at home | {nearly_all} | survey news 2
        - Integrated care | Patients get better treatment and care | {nearly_all} | survey news 2
        - Integrated care | The quality of life of patients rises | {nearly_all} | survey news 2
        - Integrated care roles | Integrated care roles often add to the careers one can choose from, which
          can help to keep staff across the professions | {statement} | statement, Workforce 3
        - Integrated respiratory care | Integrated respiratory care is more efficient and productive, and
          encourages people to pass on skills, knowledge and insight | Paul Walker | release 13
        - Integrated respiratory care | Well planned and resourced integrated respiratory care is an
          opportunity to challenge old ways of working and to use the existing workforce best | {statement}
          | statement, Workforce 2
        - Joint working of BTS and PCRS | Close work between BTS and PCRS will help to spread tools, resources
          and teaching material through the whole multi-professional team, for the good of patients
          | {societies} | release 2; statement, BTS/PCRS Joint Position Statement Integrated Care 2024 1
        - Joint working of BTS and PCRS | Together BTS and PCRS can reach more people with tools and
          resources, do fewer things twice and offer one consistent approach | {societies}
          | statement, Conclusion 1
        """)


def test_what_documents_and_registers_say_of_clinical_commissioning_groups(project: Project) -> None:
    found = ask(
        project,
        "statements-by-source",
        "origin subject said value source",
        thing="Clinical commissioning group",
    )
    register = "Register of successions of policies, funds and bodies, succession_facts.csv, row 3"
    assert sorted(found) == rows(f"""
        - register | Clinical commissioning groups abolished and replaced by integrated care boards
          | affects | Clinical commissioning group | {register}
        - source document | Clinical commissioning group | is a | Kind of body | guide news 5; page 5
        - source document | Clinical commissioning group | is also called | CCG | page 5
        - source document | Clinical commissioning group | is also called | CCGs | guide news 5; page 5
        - source document | Clinical commissioning group | is called | Clinical commissioning group | page 5
        - source document | For many clinical commissioning groups integrated care ranks high
          | is about | Clinical commissioning group | page 5
        - source document | Integrated care system | brings together | Clinical commissioning group
          | guide news 5
        """)


def test_plans_are_not_the_partnerships_that_came_of_them(project: Project) -> None:
    """The web page speaks of plans; footprints and partnerships are things of the register."""
    plans = "Sustainability and Transformation Plans"
    found = ask(project, "statements-by-source", "origin subject said value source", thing=plans)
    assert sorted(found) == rows(f"""
        - source document | Integrated care goes well with what many {plans} envision
          | is about | {plans} | page 5
        - source document | Interactive map of integrated care resources | is about | {plans} | page 14
        - source document | {plans} | is a | Plan | page 14; page 5
        - source document | {plans} | is also called | STP | page 14
        - source document | {plans} | is also called | Sustainability and Transformation Plan | page 5
        - source document | {plans} | is called | {plans} | page 5
        - this project | {plans} | is a | Plan | reading 4
        - this project | {plans} | is related to | Sustainability and transformation partnership | reading 4
        - this project | {plans} | is related to | Sustainability and transformation plan footprint
          | reading 4
        - this project | {plans} | note | irc-kg takes the plans to have to do with the areas and partnerships
          of like name in the register; what became of the plans themselves no source says. | reading 4
        """)


def test_the_integrated_care_systems_of_england_are_not_that_of_northern_ireland(
    project: Project,
) -> None:
    facts = []
    for name in ("Integrated care system", "Integrated Care System in Northern Ireland"):
        found = ask(project, "statements-by-source", "subject said value source", thing=name)
        facts += [row for row in found if row[0] == name and row[1] in {"applies in", "works in", "is a"}]
    assert sorted(facts) == rows("""
        - Integrated Care System in Northern Ireland | is a | Partnership of bodies
          | statement, Northern Ireland 1; statement, References 9
        - Integrated Care System in Northern Ireland | works in | Northern Ireland
          | statement, Northern Ireland 1
        - Integrated care system | applies in | England | guide news 5
        - Integrated care system | is a | Kind of body | guide news 5; guide news 6; guide news 9; page 14
        """)


def test_how_integrated_care_is_defined_by_whom_and_where(project: Project) -> None:
    table = ask(project, "definitions", "definition term definedBy relation feature source")
    found = [row for row in table if row[3] != "is described as"]
    # Definition, term, whose it is and where; then what it says.
    defined: dict[tuple[str, str, str, str], dict[str, list[str]]] = {}
    for definition, term, by, relation, feature, source in found:
        defined.setdefault((definition, term, by, source), {}).setdefault(relation, []).append(feature)
    societies = "British Thoracic Society, Primary Care Respiratory Society"
    assert [
        [*about, relation, "; ".join(sorted(features))]
        for about, said in sorted(defined.items())
        for relation, features in sorted(said.items())
    ] == rows(f"""
        - Integrated care as Binita Kane describes it | Integrated care | Binita Kane | survey news 12
          | includes | Care at home; Care closer to home; Continuous community support; Prevention
        - Integrated care as Binita Kane describes it | Integrated care | Binita Kane | survey news 12
          | moves away from | Hospital-focused care; Reactive care
        - Integrated care as NHS England defines it, by the account of BTS | Integrated care | NHS England
          | page 2 | includes | Care tailored to the needs and wishes of the individual, carers and family;
          Coordinated care; Patient-centred care
        - Integrated care as the Royal College of Physicians defines it | Integrated care
          | Royal College of Physicians | guide news 2
          | includes | Accessible care; Care in settings convenient for patients; Coordinated care;
          High-quality care; Holistic care; Locally designed care; Patient-centred care; Seamless care
        - Integrated respiratory care as BTS and PCRS define it in their 2024 statement
          | Integrated respiratory care | {societies} | statement, Definitions 1
          | includes | Coordinated care; Patient-centred care; Proactive care; Seamless care
        - Integrated respiratory care as BTS and PCRS define it in their 2024 statement
          | Integrated respiratory care | {societies} | statement, Definitions 1
          | is achieved through | Clinical leadership; Cross-boundary working; Multi-professional team
        - Integrated respiratory care as the press release on the position statement describes it
          | Integrated respiratory care | | release 3
          | aims to improve | Patient outcomes
        - Integrated respiratory care as the press release on the position statement describes it
          | Integrated respiratory care | | release 3
          | aims to prevent | Avoidable hospital admission
        - Integrated respiratory care as the press release on the position statement describes it
          | Integrated respiratory care | | release 3
          | aims to tackle | Complex challenges in providing healthcare;
          Inequalities in how healthcare is provided
        - Integrated respiratory care as the press release on the position statement describes it
          | Integrated respiratory care | | release 3
          | includes | Accessible care; Coordinated care; High-quality care; Housing; Mental health;
          Multi-professional team; Patient-centred care; Physical health; Social care
        - What makes an integrated care service | Integrated care service | | page 2
          | includes | Holistic care; Patient experience; Patient-centred care
        - What makes an integrated care service | Integrated care service | | page 2
          | moves away from | Episodic care
        """)


def test_a_definition_is_first_answered_with_a_sentence(project: Project) -> None:
    """Facts carry over, sentences do not: each says in other words what its paragraph says."""
    found = ask(project, "definitions", "definition relation feature source")[:6]
    assert found == rows("""
        - Integrated care as Binita Kane describes it | is described as
          | It involves turning from today's system of care, which is focused on hospitals and often reactive,
          to prevention and to unbroken support in the community, so that people can be treated and looked
          after at home or nearer to it. | survey news 12
        - Integrated care as NHS England defines it, by the account of BTS | is described as
          | Coordinated care that centres on the patient and is fitted to what this person, and the carers and
          family, need and prefer. | page 2
        - Integrated care as the Royal College of Physicians defines it | is described as
          | Care that is coordinated and seamless, is designed locally and organises services around patients.
          It looks at their needs as a whole and develops services of high quality that meet them, in settings
          that patients can get to and that suit them. | guide news 2
        - Integrated respiratory care as BTS and PCRS define it in their 2024 statement | is described as
          | Respiratory care that centres on the patient and sets out to make care seamless, proactive and
          coordinated, through clinical leadership and through a multi-professional team that works together
          across organisations and pathways. | statement, Definitions 1
        - Integrated respiratory care as the press release on the position statement describes it
          | is described as
          | Respiratory care that centres on the patient, with the weight on coordinating a multi-professional
          team, which together gives accessible care of high quality and reckons with physical and mental
          health, social care and housing. Its aims are to improve health outcomes, to tackle complex
          challenges and inequalities in how healthcare is provided, and to prevent hospital admissions that
          can be avoided. | release 3
        - What makes an integrated care service | is described as
          | A service that has moved on from episodic health care and is more holistic in its approach: what
          patients require and experience stands at the centre when services are planned and given. | page 2
        """)


def test_what_the_survey_found_with_the_figures_that_are_printed(project: Project) -> None:
    found = ask(project, "survey-findings", "finding kind percent share linkedBy source")
    assert found == rows("""
        - Those who make national policy need a more radical strategy for integrated care
          | Survey finding | 89 | Nearly 9 in 10 (89%) | | survey news 1; survey news 2
        - Integrated care has benefits: treatment closer to home or at home, better treatment and care, a
          higher quality of life, less demand on hospitals
          | Survey finding | | Nearly all | | survey news 2
        - Patients get better treatment and care | Benefit | | Nearly all | | survey news 2
        - Patients can be treated closer to home or at home | Benefit | | Nearly all | | survey news 2
        - Demand on hospitals falls | Benefit | | Nearly all | | survey news 2
        - The quality of life of patients rises | Benefit | | Nearly all | | survey news 2
        - Integrated care has too few resources and too little funding to be put in place successfully
          | Shortcoming | | two thirds | | survey news 2; survey news 3
        - Old dividing lines in the structure and funding of the NHS
          | Barrier | | | irc-kg's reading of the documents
          | reading 1; survey news 2; survey news 5
        - Too little training to make the NHS workforce so agile that it can work across hospital and
          community
          | Barrier | | | irc-kg's reading of the documents
          | reading 1; survey news 2; survey news 6
        - Hospitals have too few incentives to set up integrated posts that would help to give integrated
          care
          | Barrier | | | irc-kg's reading of the documents
          | reading 1; survey news 2; survey news 7
        - Current problems with recruiting and keeping NHS staff
          | Barrier | | | irc-kg's reading of the documents
          | reading 1; survey news 2; survey news 8
        - Too little investment in the infrastructure and governance of IT
          | Barrier | | | irc-kg's reading of the documents
          | reading 1; survey news 2; survey news 9
        - Too few diagnostic services in the community
          | Barrier | | | irc-kg's reading of the documents
          | reading 1; survey news 10; survey news 2
        """)
    surveys = ask(project, "survey-findings", "survey respondents")
    assert surveys == [["Respiratory Futures survey on integrated care", "122"]] * len(found)


BARRIERS = rows(f"""
        - barrier-historic-divisions | Barrier | integrated-care | {READ}
          | reading 1; survey news 5
        - barrier-insufficient-community-diagnostics | Barrier | integrated-care | {READ}
          | reading 1; survey news 10
        - barrier-insufficient-incentives-for-hospitals | Barrier | integrated-care | {READ}
          | reading 1; survey news 7
        - barrier-insufficient-it-investment | Barrier | integrated-care | {READ}
          | reading 1; survey news 9
        - barrier-insufficient-training | Barrier | integrated-care | {READ}
          | reading 1; survey news 6
        - barrier-recruitment-and-retention | Barrier | integrated-care | {READ}
          | reading 1; survey news 8
        - barrier-too-few-professionals | Barrier | integrated-respiratory-care
          | BTS/PCRS position statement 2024 | statement, Workforce 2
        - shortcoming-care-centred-on-hospitals | Shortcoming | | Binita Kane | survey news 12
        - shortcoming-dashboards-hard-to-reach-or-out-of-date | Shortcoming |
          | BTS/PCRS position statement 2024 | statement, Data as a lever for change 1
        - shortcoming-disjointed-between-providers | Shortcoming | | Binita Kane | survey news 12
        - shortcoming-disjointed-system | Shortcoming | | Paul Walker | release 13
        - shortcoming-insufficient-resources | Shortcoming |
          | Respiratory Futures survey on integrated care | survey news 3
        - shortcoming-no-qualification-in-the-medical-curriculum | Shortcoming |
          | BTS/PCRS position statement 2024 | statement, Education and training 4
        - shortcoming-services-commissioned-separately | Shortcoming |
          | BTS web page on what integrated care means | page 3
        - shortcoming-services-in-isolation | Shortcoming |
          | BTS web page on what integrated care means | page 3
        """)
# The places of each barrier, and of what links it to a survey.
PLACES = {barrier: set(places.split("; ")) for barrier, *_, places in BARRIERS}


def test_which_barriers_and_shortcomings_are_named_and_by_whom(project: Project) -> None:
    places = [row[0] for row in ask(project, "barriers", "source")]
    table = project.query("barriers")
    found = []
    for row, source in zip(table, places, strict=True):
        cells = dict(zip(table.columns, row, strict=True))
        kind, who = table.shown(cells["kind"]), short(table.shown(cells["namedBy"]))
        found.append([named(cells["barrier"]), kind, named(cells["hinders"]), who, source])
    assert sorted(found) == BARRIERS


def answers_to(project: Project, barrier: str) -> list[list[str]]:
    """Topic, answer, kind and places of what deals with the topic of a barrier."""
    cited = [row[0].split("; ") for row in ask(project, "barriers-and-answers", "source")]
    table = project.query("barriers-and-answers")
    found = []
    for row, places in zip(table, cited, strict=True):
        cells = dict(zip(table.columns, row, strict=True))
        if named(cells["barrier"]) == barrier and cells["answer"]:
            kind = table.shown(cells["kind"])
            found.append([named(cells["topic"]), named(cells["answer"]), kind, "; ".join(places)])
    return sorted(found)


FUNDING = """
        - funding-and-resources | commitment-rcp-call-for-resources | Promise | guide news 9
        - funding-and-resources | commitment-showcase-integrated-solutions | Promise
          | statement, Why this statement is needed 1
        - funding-and-resources | recommendation-funded-training-for-all | Recommendation
          | statement, Education and training 2
        - funding-and-resources | step-look-for-specific-funding | Practical step
          | statement, Identify funds 1
        - funding-and-resources | step-plan-and-fund-software | Practical step | statement, Identify funds 2
        """
DISJOINTED = "- disjointed-care | recommendation-seamless-pathways | Recommendation | survey news 12"
ANSWERS = {
    "barrier-historic-divisions": FUNDING,
    "barrier-insufficient-training": """
        - cross-boundary-working | recommendation-support-to-see-the-benefits | Recommendation
          | statement, Education and training 1
        - education-and-training | commitment-embed-integrated-models | Promise
          | statement, Joint roles and responsibilities 6
        - education-and-training | goal-equip-people-for-integrated-care | Goal | page 7
        - education-and-training | recommendation-funded-training-for-all | Recommendation
          | statement, Education and training 2
        - education-and-training | recommendation-secondary-care-staff-know-community-care | Recommendation
          | statement, Education and training 4
        - education-and-training | recommendation-support-to-see-the-benefits | Recommendation
          | statement, Education and training 1
        - education-and-training | step-skills-before-professions | Practical step
          | statement, Build the right team 2
        """,
    "barrier-insufficient-incentives-for-hospitals": """
        - integrated-care-roles | recommendation-select-and-develop-people | Recommendation
          | statement, Workforce 3
        - integrated-care-roles | step-look-for-specific-funding | Practical step
          | statement, Identify funds 1
        """,
    "barrier-recruitment-and-retention": """
        - workforce-recruitment | commitment-champion-the-workforce | Promise
          | statement, Joint roles and responsibilities 3
        - workforce-recruitment | goal-workforce-capacity | Goal | release 8; statement, Goals 6
        - workforce-recruitment | step-skills-before-professions | Practical step
          | statement, Build the right team 2
        - workforce-retention | commitment-champion-the-workforce | Promise
          | statement, Joint roles and responsibilities 3
        - workforce-retention | goal-workforce-capacity | Goal | release 8; statement, Goals 6
        """,
    "barrier-insufficient-it-investment": f"""{FUNDING}
        - information-technology | recommendation-data-systems-more-widespread | Recommendation
          | statement, Data as a lever for change 1
        - information-technology | step-plan-and-fund-software | Practical step | statement, Identify funds 2
        """,
    "barrier-insufficient-community-diagnostics": """
        - diagnostic-services | step-look-for-specific-funding | Practical step
          | statement, Identify funds 1
        - diagnostic-services | step-provider-network-wants-the-pathway | Practical step
          | statement, Actively deliver the pathway 1
        """,
    "barrier-too-few-professionals": """
        - workforce-capacity | goal-workforce-capacity | Goal | release 8; statement, Goals 6
        """,
    "shortcoming-care-centred-on-hospitals": "",
    "shortcoming-dashboards-hard-to-reach-or-out-of-date": """
        - population-data | recommendation-all-staff-can-read-the-data | Recommendation
          | statement, Data as a lever for change 1
        - population-data | recommendation-data-systems-more-widespread | Recommendation
          | statement, Data as a lever for change 1
        - population-data | step-business-case | Practical step
          | statement, Establish clear, identified goals 2
        """,
    "shortcoming-disjointed-between-providers": f"""
        {DISJOINTED}
        - seamless-care | commitment-pathways-without-boundaries | Promise | statement, Conclusion 1
        - seamless-care | recommendation-seamless-pathways | Recommendation | survey news 12
        """,
    "shortcoming-disjointed-system": DISJOINTED,
    "shortcoming-insufficient-resources": FUNDING,
    "shortcoming-no-qualification-in-the-medical-curriculum": "",
    "shortcoming-services-commissioned-separately": DISJOINTED,
    "shortcoming-services-in-isolation": DISJOINTED,
}


@pytest.mark.parametrize("barrier", ANSWERS)
def test_what_deals_with_the_topic_of_a_barrier(project: Project, barrier: str) -> None:
    expected = [
        [*answer, "; ".join(sorted({*PLACES[barrier], *places.split("; ")}))]
        for *answer, places in rows(ANSWERS[barrier])
    ]
    assert answers_to(project, barrier) == expected


def test_every_barrier_is_listed_with_its_answers_or_without(project: Project) -> None:
    table = project.query("barriers-and-answers")
    at = table.columns.index("barrier")
    assert {named(row[at]) for row in table} == ANSWERS.keys()


def test_a_thing_has_several_paragraphs_only_where_each_of_them_names_it(project: Project) -> None:
    """A statement rests on every paragraph of its subject in the file: several mostly for bare names.

    What cannot last is told in the paragraph before, and which the six barriers are in the six that follow.
    """
    found = project.runner.select("""
        SELECT DISTINCT ?source ?thing ?says WHERE {
          GRAPH ?graph { ?thing irc:paragraph ?one, ?other ; ?says ?value }
          FILTER(?one < ?other && ?says != irc:paragraph)
          ?graph a irc:EvidenceGraph ; dcterms:source ?source .
          FILTER(?source != kg:position-statement-2024)
        }""")
    says = [
        [named(row["source"]), named(row["thing"]), row["says"].value.rpartition("#")[2]] for row in found
    ]
    assert sorted(says) == rows("""
        - long-term-plan-guide | physicians | label
        - long-term-plan-guide | physicians | type
        - radical-strategy-survey | claim-barriers-to-wider-delivery | concerns
        - radical-strategy-survey | claim-barriers-to-wider-delivery | label
        - radical-strategy-survey | claim-barriers-to-wider-delivery | type
        - radical-strategy-survey | hospital-care | label
        - radical-strategy-survey | hospital-care | type
        - radical-strategy-survey | nhs-health-professionals | label
        - radical-strategy-survey | nhs-health-professionals | type
        - what-is-integrated-care | claim-separate-services-not-sustainable | concerns
        - what-is-integrated-care | claim-separate-services-not-sustainable | label
        - what-is-integrated-care | claim-separate-services-not-sustainable | type
        """)
