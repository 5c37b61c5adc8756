"""The facts on topics in the four nations, and answers that take them in, worked out from the table."""

from __future__ import annotations

import csv
import shutil
from collections import Counter, defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
from answers import cited_answer, in_full

import irc_kg
from irc_kg.project import Project

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "tools" / "registers"
NATIONS = ("England", "Northern Ireland", "Scotland", "Wales")
SOURCE = "Register of facts on topics in the four nations, nation_topics.csv, row "
CELLS = {
    "stated": "Fact stated",
    "looked, nothing found": "Looked, nothing found",
    "does not apply": "Does not apply",
}
POLICIES = {"Plan", "Strategy", "Law", "Fund", "Programme"}


def table(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FACTS = table("nation_topics.csv")
TOPICS = list(dict.fromkeys(row["topic"] for row in FACTS))
READINGS = {(row["thing"], row["nation"]): row["is"] for row in table("topic_things.csv")}


def row_number(fact: dict[str, str]) -> int:
    return FACTS.index(fact) + 1


def thing_of(fact: dict[str, str]) -> str:
    """The identifiers that the row's thing is read as, in one text."""
    own = READINGS.get((fact["thing"], fact["nation"]))
    return READINGS[fact["thing"], ""] if own is None else own


def on_its_page(fact: dict[str, str]) -> str:
    return f"{fact['status_now']} [trust {fact['trust']}, page seen {fact['seen_on']}]"


@pytest.fixture(scope="module")
def project() -> Project:
    return irc_kg.open(ROOT)


class TestNationsSideBySide:
    def test_there_is_a_cell_of_one_kind_for_every_topic_and_nation(self, project: Project) -> None:
        found = cited_answer(project, "nations-side-by-side")
        expected = {(topic, nation): "Not looked" for topic in TOPICS for nation in NATIONS}
        expected |= {(row["topic"], row["nation"]): CELLS[row["status"]] for row in FACTS}
        assert {(row["topic"], row["nation"]): row["cell"] for row in found} == expected
        assert len(found) == len(expected) == 30 * 4
        # Of all cells: the counts of the table, by another way than the question goes.
        assert Counter(row["cell"] for row in found) == {
            "Fact stated": 115,
            "Looked, nothing found": 4,
            "Does not apply": 1,
        }

    def test_every_cell_is_cited_with_its_rows_and_every_stated_one_with_its_addresses(
        self, project: Project
    ) -> None:
        rows_of: dict[tuple[str, str], set[str]] = defaultdict(set)
        addresses_of: dict[tuple[str, str], set[str]] = defaultdict(set)
        for fact in FACTS:
            rows_of[fact["topic"], fact["nation"]].add(f"{SOURCE}{row_number(fact)}")
            addresses_of[fact["topic"], fact["nation"]] |= {fact["source_address"]} - {""}
        for row in cited_answer(project, "nations-side-by-side"):
            cell = row["topic"], row["nation"]
            assert set(row["source"].split("; ")) == rows_of[cell]
            assert set(row["addresses"].split(", ")) - {""} == addresses_of[cell]
            assert row["addresses"] or row["cell"] == "Looked, nothing found"

    def test_how_each_stood_is_told_beside_its_name_whole(self, project: Project) -> None:
        what = {
            (row["topic"], row["nation"]): row["what"]
            for row in cited_answer(project, "nations-side-by-side")
        }
        for fact in FACTS:
            if fact["status_now"]:
                assert f" [{fact['status_now']}]" in what[fact["topic"], fact["nation"]]

    def test_what_no_row_tells_of_was_not_looked_for(self, tmp_path: Path) -> None:
        """Without its one row, and cited with the list of topics."""
        for folder in ("graph", "ontology", "queries"):
            shutil.copytree(ROOT / folder, tmp_path / folder)
        file = tmp_path / "graph" / "registers" / "nation-topics-scotland.ttl"
        text = file.read_text(encoding="utf-8")
        start = text.index("kg:fact-nt108\n")
        file.write_text(text[:start] + text[text.index("\n\n", start) + 2 :], encoding="utf-8")
        found = cited_answer(irc_kg.open(tmp_path), "nations-side-by-side", topic="COPD guideline")
        assert [(row["cell"], row["what"]) for row in found if row["nation"] == "Scotland"] == [
            ("Not looked", "")
        ]
        [source] = [row["source"] for row in found if row["nation"] == "Scotland"]
        assert source == "Register of topics on which the four nations are compared, topics.csv, row 15"
        assert [row["topic"] for row in table("topics.csv")][14] == "COPD guideline"


def test_how_much_is_known_at_a_glance(project: Project) -> None:
    nations = {
        "England": "England",
        "NorthernIreland": "Northern Ireland",
        "Scotland": "Scotland",
        "Wales": "Wales",
    }
    for row in cited_answer(project, "nations-at-a-glance"):
        for column, nation in nations.items():
            facts = [fact for fact in FACTS if (fact["topic"], fact["nation"]) == (row["topic"], nation)]
            if facts[0]["status"] != "stated":
                assert row[column] == CELLS[facts[0]["status"]]
                continue
            doubtful = [
                fact
                for fact in facts
                if fact["status_now"].startswith("unknown")
                or "not known" in fact["status_now"]
                or "not confirmed" in fact["status_now"]
            ]
            known = f", {len(doubtful)} not known" if doubtful else ""
            assert row[column] == f"{len(facts)} stated{known}"


# What a column of topic-in-nation has of a row of the table; the thing and its kind are held by themselves.
COLUMNS = {
    "date": "date",
    "until": "valid_until",
    "trust": "trust",
    "checked": "checked",
    "publisher": "publisher",
    "page": "source_title",
    "address": "source_address",
    "seen": "seen_on",
    "remark": "remark",
}


class TestFacts:
    @pytest.mark.parametrize("nation", NATIONS)
    def test_all_that_a_row_says_is_in_the_answer_to_the_letter(self, project: Project, nation: str) -> None:
        for topic in TOPICS:
            facts = [row for row in FACTS if (row["topic"], row["nation"]) == (topic, nation)]
            found = cited_answer(project, "topic-in-nation", topic=topic, nation=nation)
            by_row = {row["source"].removeprefix(SOURCE): row for row in found}
            assert set(by_row) == {str(row_number(fact)) for fact in facts}
            for fact in facts:
                row = by_row[str(row_number(fact))]
                assert {column: row[column] for column in COLUMNS} == {
                    column: fact[cell] for column, cell in COLUMNS.items()
                }
                words = fact["fact"] or f"{topic} in {nation}: looked, and nothing was found"
                assert row["fact"] == f"{fact['row_id']}: {words}"
                assert row["stoodOnItsPage"] == (fact["status_now"] or CELLS[fact["status"]])

    def test_the_nations_on_a_topic_are_the_same_facts(self, project: Project) -> None:
        for topic in TOPICS:
            facts = [row for row in FACTS if row["topic"] == topic]
            found = cited_answer(project, "four-nations-on-topic", topic=topic)
            assert sorted(
                (row["nation"], row["fact"].split(":")[0], row["trust"], row["address"]) for row in found
            ) == sorted((row["nation"], row["row_id"], row["trust"], row["source_address"]) for row in facts)

    def test_the_kind_is_that_of_the_row(self, project: Project) -> None:
        """A class of the ontology; what a row states, rather than names, is no thing of its own."""
        kinds = {row["kind"] for row in FACTS} - {""}
        found = project.query("topic-in-nation", topic="Patient charities", nation="England")
        assert [(in_full(project, row[2]), in_full(project, row[3])) for row in found] == [
            ("Survey", "ICS respiratory review"),
            ("Body", "Taskforce for Lung Health"),
        ]
        for kind in kinds - {"Body", "KindOfBody", "Law", "LearningResource", "Pathway", "Report"}:
            assert project.iri(f"irc:{kind}") in project.store.classes
        statements = {"Claim", "Shortcoming", "SurveyFinding", "Commitment", "Recommendation", "Goal"}
        for fact in FACTS:
            if fact["kind"] and fact["kind"] not in statements:
                assert thing_of(fact)

    def test_wherever_a_fact_is_named_it_says_how_it_stood_and_when_that_was_seen(
        self, project: Project
    ) -> None:
        for fact in FACTS:
            shown = project.store.display_label(project.iri(f"kg:fact-{fact['row_id'].lower()}"))
            if fact["status_now"]:
                note = f"{fact['status_now']}; trust {fact['trust']}; page seen on 28 November 2026"
                assert shown.endswith(f"({note})")
            else:
                assert shown.endswith("looked, and nothing was found")

    @pytest.mark.parametrize(
        ("thing", "note"),
        [
            ("kg:10-year-workforce-plan", "announced (as of 2025-09-26); not known whether published"),
            ("kg:respiratory-health-delivery-plan-2018-2020", "ended"),
            (
                "kg:transformation-fund-northern-ireland",
                "ended (2018/19 money); not known whether a fund of this kind exists today",
            ),
            (
                "kg:integrated-care-fund-scotland",
                "unknown: not known whether this holds today (money announced for 2015 to 2018)",
            ),
            ("kg:national-asthma-and-copd-audit-programme", "ended for Scotland"),
            (
                "kg:clean-air-strategy-for-northern-ireland",
                "announced (page undated); not known whether adopted",
            ),
            ("kg:tobacco-and-vapes-act-2026", "enacted; which parts are in force was not confirmed"),
        ],
    )
    def test_what_ended_or_is_announced_or_unknown_says_so_by_its_name(
        self, project: Project, thing: str, note: str
    ) -> None:
        iri = project.iri(thing)
        assert project.store.display_label(iri) == f"{project.store.label(iri)} ({note})"
        assert note in {fact["status_now"] for fact in FACTS}

    def test_every_thing_of_doubtful_standing_has_a_note_on_it(self, project: Project) -> None:
        """Of things that are new with this table; what documents name has what other registers tell of it."""
        new = {row["is"] for row in table("topic_things.csv") if row["new"]}
        for fact in FACTS:
            status = fact["status_now"]
            doubtful = status.startswith(("ended", "announced", "unknown"))
            if fact["kind"] in POLICIES and doubtful and thing_of(fact) in new:
                iri = project.iri(f"kg:{thing_of(fact)}")
                assert project.store.display_label(iri) != project.store.label(iri), fact["row_id"]

    def test_before_its_end_a_thing_is_not_said_to_have_ended(self, project: Project) -> None:
        from irc_kg.store.datatypes import read_date

        iri = project.iri("kg:ten-year-tobacco-control-strategy-for-northern-ireland")
        assert project.store.display_label(iri, read_date("2015-06-01")) == project.store.label(iri)
        assert "ended" in project.store.display_label(iri, read_date("2026-06-01"))


DATES = [
    "http://purl.org/dc/terms/issued",
    "http://data.europa.eu/eli/ontology#date_document",
    *(f"https://schema.org/{day}" for day in ("startDate", "endDate", "foundingDate", "dissolutionDate")),
]


@pytest.mark.parametrize("nation", NATIONS)
def test_every_row_of_a_thing_says_its_dates_and_how_it_stands(project: Project, nation: str) -> None:
    """Where several rows are its evidence; of one row the words say the date too."""
    file = ROOT / "graph" / "registers" / f"nation-topics-{nation.lower().replace(' ', '-')}.ttl"
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(path=file, base_iri="https://example.org/"):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            said[quad.subject.value][quad.predicate.value].append(quad.object.value)
    compared = 0
    for thing, statements in said.items():
        rows = [FACTS[int(number) - 1] for number in statements[project.iri("irc:row")]]
        for fact in rows if len(rows) > 1 else []:
            stands = statements[project.iri("irc:statusOnPage")]
            assert {*stands} <= {fact["status_now"]}, (thing, fact["row_id"])
            for date in [day for predicate in DATES for day in statements[predicate]]:
                assert fact["date"].startswith(date) or fact["valid_until"].startswith(date), thing
            compared += 1
    assert compared


class TestOtherAnswers:
    @pytest.mark.parametrize("nation", NATIONS)
    def test_policies_of_a_nation_have_what_the_pages_say_of_them(
        self, project: Project, nation: str
    ) -> None:
        expected = defaultdict(set)
        for fact in FACTS:
            if fact["nation"] == nation and fact["kind"] in POLICIES:
                for thing in thing_of(fact).split("; "):
                    expected[project.iri(f"kg:{thing}")].add(on_its_page(fact))
        found = {}
        for row in project.query("policies-in-nation", nation=nation):
            cells = dict(zip(("policy", "kind", "date", "since", "page"), row, strict=True))
            assert isinstance(cells["policy"], ox.NamedNode)
            found[cells["policy"].value] = in_full(project, cells["page"])
        for policy, pages in expected.items():
            assert all(page in found[policy] for page in pages), policy
        assert {policy for policy, page in found.items() if page} >= set(expected)

    def test_funds_of_all_nations_are_there_with_how_they_stood(self, project: Project) -> None:
        found = {
            (row["fund"], row["nation"]): row["stoodOnItsPage"] for row in cited_answer(project, "funds")
        }
        new = [row for row in FACTS if row["kind"] == "Fund"]
        for fact in new:
            label = project.store.label(project.iri(f"kg:{thing_of(fact)}"))
            assert on_its_page(fact) in found[label, fact["nation"]]
        # The fund of Scotland is not that of Wales.
        assert found["Integrated Care Fund", "Wales"] == ""

    @pytest.mark.parametrize(
        ("fund", "answer", "numbers"),
        [
            ("Integrated Care Fund (Scotland)", "Not known whether it holds today", {54}),
            ("Transformation fund of 2018/19 (Northern Ireland)", "No: it has ended by its page", {56}),
            ("Better Care Fund", "No end is recorded; began on 2015", {51}),
            (
                "Health and Social Care Regional Integration Fund",
                "No end is recorded; began on 2022-04-01; stated to be for 5 years",
                {52, 53},
            ),
        ],
    )
    def test_whether_one_can_still_apply(
        self, project: Project, fund: str, answer: str, numbers: set[int]
    ) -> None:
        found = cited_answer(project, "can-i-still-apply", fund=fund)
        assert {row["answer"] for row in found} == {answer}
        facts = [row for row in FACTS if row_number(row) in numbers]
        on_pages = {
            (row["happened"].split(":")[0], row["status"]) for row in found if row["happened"][:2] == "NT"
        }
        assert on_pages == {(fact["row_id"], on_its_page(fact)) for fact in facts}

    def test_leadership_and_education_are_told_of_each_nation(self, project: Project) -> None:
        topics = {"leadership-programme", "education-integrated-care"}
        facts = [row for row in FACTS if row["topic_id"] in topics and row["status"] == "stated"]
        found = {
            (row["nation"], row["stoodOnItsPage"]): row["source"]
            for row in cited_answer(project, "leadership-and-careers")
            if row["stoodOnItsPage"]
        }
        assert len(facts) == len(found) == 7
        for fact in facts:
            assert f"{SOURCE}{row_number(fact)}" in found[fact["nation"], on_its_page(fact)]

    def test_the_timeline_has_what_began_and_not_the_days_of_pages(self, project: Project) -> None:
        found = cited_answer(project, "timeline")
        assert not [row for row in found if row["thing"].startswith("NT")]
        [row] = [row for row in found if row["thing"] == "A Smoke-free Wales"]
        assert (row["date"], row["stoodOnItsPage"]) == (
            "2022-07",
            "in force (as of 2024) [trust high, page seen 2026-11-28]",
        )


def test_the_topics_are_one_list_of_concepts_each_described(project: Project) -> None:
    scheme = project.iri("kg:topics-of-nations")
    skos = "http://www.w3.org/2004/02/skos/core#"
    topics = project.store.subjects(f"{skos}inScheme", ox.NamedNode(scheme))
    assert sorted(map(project.store.label, topics)) == sorted(TOPICS)
    for topic in topics:
        assert project.store.texts(topic, f"{skos}prefLabel") == (project.store.label(topic),)
        assert project.store.text(topic, f"{skos}definition")
