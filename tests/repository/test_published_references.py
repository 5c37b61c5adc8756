"""The references of the real sources: each with what is known of it, and with nothing else."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import irc_kg
from irc_kg.project import Project
from irc_kg.publishing import Library, Reference
from irc_kg.publishing.styles import to_harvard, to_vancouver

ROOT = Path(__file__).resolve().parents[2]
ADDRESSES = ROOT / "tools" / "registers" / "addresses.csv"
DOCUMENTS = (
    "position-statement-2024",
    "press-release-2024",
    "what-is-integrated-care",
    "radical-strategy-survey",
    "long-term-plan-guide",
)


@pytest.fixture(scope="module")
def project() -> Project:
    return irc_kg.open(ROOT)


@pytest.fixture(scope="module")
def by_key(project: Project) -> dict[str, Reference]:
    return {reference.key: reference for reference in Library(project.store).all()}


def table() -> list[dict[str, str]]:
    with ADDRESSES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_five_documents_sixteen_entries_and_each_register(
    project: Project, by_key: dict[str, Reference]
) -> None:
    registers = {key for key in by_key if key.startswith("register-")}
    entries = {f"position-statement-2024-reference-{number}" for number in range(1, 17)}
    readings = {"reading-of-the-documents", "reading-of-printed-addresses"}
    assert set(by_key) == {*DOCUMENTS, *entries, *registers, *readings}
    register_files = project.files.graph_files
    # Besides the catalogue, four files are of one register, of which each nation has one.
    assert len(registers) == sum(path.parent.name == "registers" for path in register_files) - 1 - 3


def test_each_has_the_address_of_the_table_and_the_day_on_which_somebody_looked(
    by_key: dict[str, Reference],
) -> None:
    for row in table():
        kind, name = row["key"].split(":")
        key = name if kind == "source" else f"position-statement-2024-reference-{name}"
        reference = by_key[key]
        assert reference.url == row["address"]
        assert str(reference.checked) == row["date_seen"]
        seen = row["date_seen"] if row["address"] and row["seen"] == "yes" else "None"
        assert str(reference.access_day) == seen
    assert len(table()) == len(DOCUMENTS) + 16


def test_no_register_has_an_address_that_nobody_gave(by_key: dict[str, Reference]) -> None:
    named = {
        key: reference.url for key, reference in by_key.items() if key.startswith(("register", "reading"))
    }
    assert set(named.values()) == {""}


def test_no_register_has_a_publisher_and_each_says_what_it_is(by_key: dict[str, Reference]) -> None:
    registers = [reference for key, reference in by_key.items() if key.startswith("register-")]
    for reference in registers:
        assert (reference.publisher, reference.authors, reference.issued) == ("", (), None)
        assert "A table compiled for this graph" in reference.note
        for text in (to_harvard(reference), to_vancouver(reference)):
            [file] = re.findall(r"as (tools/registers/\w+\.csv), since", text)
            assert (ROOT / file).is_file()


def test_the_position_statement(by_key: dict[str, Reference]) -> None:
    assert by_key["position-statement-2024"].csl() == {
        "id": "position-statement-2024",
        "type": "report",
        "title": "BTS/PCRS Joint Position Statement Integrated Care 2024",
        "genre": "Position statement",
        "author": [{"literal": "British Thoracic Society"}, {"literal": "Primary Care Respiratory Society"}],
        "publisher": "British Thoracic Society and Primary Care Respiratory Society",
        "issued": {"date-parts": [[2024]]},
        "note": (
            "No address was found on 28 November 2026. On the address: The statement's own address was "
            "searched for and not found. The page in archived_or_copy is an announcement of 8 February 2024, "
            "not a copy; a second announcement: https://hospitalhealthcare.com/clinical/respiratory/"
            "position-statement-on-integrated-respiratory-care-published-by-bts-and-pcrs."
        ),
    }


def test_no_author_and_no_date_is_made_up(by_key: dict[str, Reference]) -> None:
    undated = {key for key in DOCUMENTS if by_key[key].issued is None}
    nameless = {key for key in DOCUMENTS if not by_key[key].authors}
    assert undated == nameless == set(DOCUMENTS) - {"position-statement-2024"}


HARVARD = {
    "position-statement-2024": (
        "British Thoracic Society and Primary Care Respiratory Society (2024) BTS/PCRS Joint Position "
        "Statement Integrated Care 2024."
    ),
    "long-term-plan-guide": (
        "RCP publishes guide to integrated care and the NHS Long Term Plan (no date). Royal College of "
        "Physicians. Available at: https://www.rcp.ac.uk/news-and-media/news-and-opinion/rcp-publishes-guide-to-"
        "integrated-care-and-the-nhs-long-term-plan (Accessed: 21 November 2026). On the address: "
        "RCP news page; seen earlier, 21 November 2026, not opened again."
    ),
    "position-statement-2024-reference-10": (
        "NHS England (2023) NHS Long Term Workforce Plan. Available at: https://www.england.nhs.uk/publication/"
        "nhs-long-term-workforce-plan/ (address not confirmed, checked: 28 November 2026)."
    ),
}
VANCOUVER = {
    "position-statement-2024-reference-2": (
        "NHS Long Term Plan [Internet]. NHS England; 2019 [cited 2026 Nov 28]. Available from: "
        "https://www.longtermplan.nhs.uk/ On the address: A page of the site was seen (column "
        "archived_or_copy: section 2.8 on smoking); the home page itself was not."
    ),
    "position-statement-2024-reference-6": (
        "Integrated care fund evaluation (summary) [Internet]. 2022 Mar [cited 2026 Nov 21]. Available from: "
        "https://www.gov.wales/integrated-care-fund-evaluation-summary-html On the address: Printed address "
        "carries a browser text fragment (#:~:text=...), left off here; seen earlier, 21 November 2026, not "
        "opened again."
    ),
    "position-statement-2024-reference-7": (
        "The Public Bodies (Joint Working) (Scotland) Act 2014 [Internet]. 2014 asp 9. 2014 "
        "[cited 2026 Nov 28]. Available from: https://www.legislation.gov.uk/asp/2014/9/enacted "
        "On the address: Printed address https://hscotland.scot/integration/ has a misspelt host; the page "
        "meant is hscscotland.scot/integration (seen), which is about the Act but is not the Act. "
        "Royal Assent 1 April 2014."
    ),
    "register-integrated-care-boards-2022": (
        "Register of integrated care boards from July 2022 to March 2026. [date unknown]. A table compiled "
        "for this graph from the pages and data sets that its rows name; in its repository, as "
        "tools/registers/icb_england_2022_to_2026.csv, since 21 November 2026."
    ),
}


@pytest.mark.parametrize("key", HARVARD)
def test_in_harvard_style(by_key: dict[str, Reference], key: str) -> None:
    assert to_harvard(by_key[key]) == HARVARD[key]


@pytest.mark.parametrize("key", VANCOUVER)
def test_in_vancouver_style(by_key: dict[str, Reference], key: str) -> None:
    assert to_vancouver(by_key[key]) == VANCOUVER[key]


def test_a_plan_is_cited_by_the_entry_that_stands_for_it_and_by_who_speaks_of_it(project: Project) -> None:
    keys = [reference.key for reference in project.cite("NHS Long Term Plan")]
    assert keys[0] == "position-statement-2024-reference-2"
    assert {"position-statement-2024", "long-term-plan-guide", "radical-strategy-survey"} <= set(keys)
    assert "what-is-integrated-care" not in keys


def test_the_sources_of_an_answer(project: Project) -> None:
    keys = {
        reference.key for reference in project.cite(query="policies-in-nation", values={"nation": "Wales"})
    }
    registers = {"register-legislation", "register-nation-topics", "register-successions"}
    assert {key for key in keys if not key.startswith("fact-")} == {"position-statement-2024", *registers}


def test_the_pages_that_a_register_read_are_cited_before_it(project: Project) -> None:
    """Rows 97 and 101 are of one page; rows 52 and 53 of two."""
    pathway, register = project.cite("Asthma pathway (BTS, NICE, SIGN), NG244")
    assert (pathway.title, pathway.publisher) == (
        "Asthma pathway (BTS, NICE, SIGN), NG244",
        "National Institute for Health and Care Excellence",
    )
    assert (pathway.url[:8], str(pathway.access_day), pathway.issued) == ("https://", "2026-11-28", None)
    assert "in force (last reviewed 2024-11-27); trust high; page seen on 28 November 2026" in pathway.note
    assert register.key == "register-nation-topics"
    fund = [reference.key for reference in project.cite("Health and Social Care Regional Integration Fund")]
    assert fund[:2] == ["fact-nt052", "fact-nt053"]
    answer = project.cite(query="topic-in-nation", values={"topic": "Home oxygen", "nation": "Wales"})
    assert [reference.key for reference in answer] == ["fact-nt112", "fact-nt113", "register-nation-topics"]


def test_every_question_with_rows_has_references(project: Project) -> None:
    # What the sources are stands in a file of the project, not in any of them.
    asked = [query for query in project.queries if query.form == "SELECT" and query.name != "sources"]
    assert len(asked) >= 30
    for query in asked:
        needed = [one for one in query.parameters if not one.optional]
        if all(one.name in query.header.defaults for one in needed):
            assert project.cite(query=query), query.name
