"""The registers in the graph: that they are what the tables give, and that they say what they should."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from irc_kg.queries import query_of_file
from irc_kg.queries.running import QueryRunner
from irc_kg.store import Store
from irc_kg.store.project_files import find_project

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "tools" / "registers"
KG = "https://w3id.org/irc-kg/id/"


def test_the_files_are_what_the_tables_give() -> None:
    command = [sys.executable, str(ROOT / "tools" / "registers.py"), "--check"]
    checked = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


@pytest.fixture(scope="module")
def store() -> Store:
    return Store(find_project(ROOT))


def answer(store: Store, name: str, **values: str) -> list[ox.QuerySolution]:
    """The rows of a question of the project."""
    query = query_of_file(ROOT / "queries" / f"{name}.rq")
    rows = QueryRunner(store).run(query, {parameter: [value] for parameter, value in values.items()})
    assert isinstance(rows, ox.QuerySolutions)
    return list(rows)


def column(store: Store, text: str) -> list[str]:
    """The values of a query with one column: IRIs of things without their beginning."""
    return [row[0].value.removeprefix(KG) for row in QueryRunner(store).select(text)]


def rows_in(file: str) -> list[dict[str, str]]:
    with (TABLES / file).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def rows_of(file: str) -> int:
    with (TABLES / file).open(encoding="utf-8", newline="") as table:
        return len(list(csv.reader(table))) - 1


def boards_on(store: Store, day: str) -> set[str]:
    rows = answer(store, "integrated-care-boards-on-a-date", date=day)
    return {row["board"].value.removeprefix(KG) for row in rows}


class TestIntegratedCareBoards:
    @pytest.mark.parametrize(
        ("day", "number"),
        [("2022-06-30", 0), ("2022-07-01", 42), ("2026-03-31", 42), ("2026-04-01", 36), ("2030-01-01", 36)],
    )
    def test_there_are_as_many_as_there_were_on_that_day(self, store: Store, day: str, number: int) -> None:
        assert len(boards_on(store, day)) == number

    def test_no_board_and_its_successor_exist_on_the_same_day(self, store: Store) -> None:
        changes = (
            "SELECT ?x { ?event a irc:ChangeOfBodies ; %s ?x ."
            " ?x org:classification kg:integrated-care-board }"
        )
        gone = set(column(store, changes % "irc:originalBody"))
        come = set(column(store, changes % "irc:resultingBody"))
        assert (len(gone), len(come)) == (12, 7)
        assert gone <= boards_on(store, "2026-03-31")
        assert not gone & boards_on(store, "2026-04-01")
        assert come <= boards_on(store, "2026-04-01")
        enlarged = {"nhs-hampshire-and-isle-of-wight-integrated-care-board"}
        assert come & boards_on(store, "2026-03-31") == enlarged

    @pytest.mark.parametrize(("day", "code"), [("2026-03-31", "E54000042"), ("2026-04-01", "E54000067")])
    def test_the_enlarged_board_has_the_area_of_the_day(self, store: Store, day: str, code: str) -> None:
        rows = answer(store, "integrated-care-boards-on-a-date", date=day)
        found = {row["onsCode"].value for row in rows if "hampshire" in row["board"].value}
        assert found == {code}

    def test_an_unchanged_board_is_one_thing_that_both_registers_state(self, store: Store) -> None:
        graphs = (
            """SELECT ?graph { GRAPH ?graph { kg:nhs-devon-integrated-care-board a org:Organization } }"""
        )
        assert len(column(store, graphs)) == 2

    def test_each_code_of_april_2026_says_how_sure_it_is(self, store: Store) -> None:
        words = column(
            store,
            "SELECT ?word { ?area a irc:Area ; irc:confidence ?c "
            "BIND(STRBEFORE(CONCAT(?c, ' '), ' ') AS ?word) }",
        )
        assert (words.count("high"), words.count("medium"), len(words)) == (31, 5, 36)


class TestOtherBodies:
    @pytest.mark.parametrize(
        ("kind", "nation", "number"),
        [
            ("nhs-england-region", "england", 7),
            ("local-health-board", "wales", 7),
            ("health-board", "scotland", 14),
            ("integration-authority", "scotland", 31),
            ("integration-joint-board", "scotland", 30),
            ("lead-agency-partnership", "scotland", 1),
            ("local-council", "scotland", 32),
            ("health-and-social-care-trust", "northern-ireland", 6),
            ("integrated-health-and-social-care-trust", "northern-ireland", 5),
        ],
    )
    def test_there_are_as_many_of_the_kind(self, store: Store, kind: str, nation: str, number: int) -> None:
        found = column(
            store,
            f"SELECT DISTINCT ?body {{ ?body org:classification kg:{kind} ; irc:operatesIn kg:{nation} }}",
        )
        assert len(found) == number

    def test_22_council_areas_lie_in_the_areas_of_7_boards_in_wales(self, store: Store) -> None:
        found = list(
            QueryRunner(store).select(
                "SELECT DISTINCT ?council ?board { "
                "?council a irc:CouncilArea ; irc:liesIn ?area . "
                "?board irc:areaOfResponsibility ?area ; org:classification kg:local-health-board }"
            )
        )
        assert (len(found), len({row["council"] for row in found}), len({row["board"] for row in found})) == (
            22,
            22,
            7,
        )

    def test_highland_alone_is_not_a_joint_board(self, store: Store) -> None:
        rows = answer(store, "not-a-joint-board")
        found = [
            (row["authority"].value.removeprefix(KG), row["model"].value.removeprefix(KG)) for row in rows
        ]
        assert found == [("highland-partnership", "lead-agency-partnership")]

    def test_each_integration_authority_has_one_health_board_and_its_councils(self, store: Store) -> None:
        rows = answer(store, "integration-authorities")
        assert len(rows) == len({row["authority"] for row in rows}) == 31
        assert {row["number"].value for row in rows} == {"2014 asp 9"}
        two = {row["authority"].value.removeprefix(KG) for row in rows if "," in row["councils"].value}
        assert two == {"clackmannanshire-and-stirling-integration-joint-board"}

    def test_the_integrated_care_systems_of_england_and_northern_ireland_are_two_things(
        self, store: Store
    ) -> None:
        found = column(
            store,
            "SELECT DISTINCT ?nation { "
            "VALUES ?x { kg:integrated-care-system kg:integrated-care-system-northern-ireland } "
            "?x irc:appliesIn|irc:operatesIn ?nation } ORDER BY ?nation",
        )
        assert found == ["england", "northern-ireland"]


class TestCodes:
    def test_no_body_has_a_code_of_an_area(self, store: Store) -> None:
        assert (
            column(store, "SELECT ?x { ?x org:identifier ?code FILTER(DATATYPE(?code) = irc:OnsCode) }") == []
        )
        assert (
            column(store, "SELECT ?x { ?x skos:notation ?code ; a/rdfs:subClassOf* org:Organization }") == []
        )

    def test_each_ons_code_names_one_area_and_the_name_of_the_area_is_its_code(self, store: Store) -> None:
        found = list(
            QueryRunner(store).select(
                "SELECT DISTINCT ?area ?code { "
                "?area skos:notation ?code FILTER(DATATYPE(?code) = irc:OnsCode) }"
            )
        )
        assert len({row["code"] for row in found}) == len(found) > 150
        areas = {(row["area"].value, row["code"].value) for row in found if "/area-" in row["area"].value}
        assert all(iri == f"{KG}area-{code.lower()}" for iri, code in areas)
        others = {row["area"].value.removeprefix(KG) for row in found} - {
            iri.removeprefix(KG) for iri, _ in areas
        }
        assert others == {"england", "wales", "scotland", "northern-ireland", "united-kingdom"}

    def test_each_ods_code_names_one_body(self, store: Store) -> None:
        found = list(
            QueryRunner(store).select(
                "SELECT DISTINCT ?x ?code { ?x org:identifier ?code FILTER(DATATYPE(?code) = irc:OdsCode) }"
            )
        )
        assert len({row["code"] for row in found}) == len(found) == 42 + 6 + 7 + 7

    def test_wikidata_is_never_said_to_be_the_very_same(self, store: Store) -> None:
        assert column(store, "SELECT ?x { ?x owl:sameAs ?y }") == []
        found = column(store, "SELECT ?y { ?x schema:sameAs ?y FILTER(CONTAINS(STR(?y), 'wikidata')) }")
        assert len(found) == len(set(found)) > 30
        assert all(iri.startswith("http://www.wikidata.org/entity/Q") for iri in found)


class TestLaws:
    def test_each_numbered_law_has_its_iri_and_citation(self, store: Store) -> None:
        found = column(
            store,
            "SELECT DISTINCT ?iri { ?law eli:id_local ?number ; schema:sameAs ?iri } ORDER BY ?iri",
        )
        with (TABLES / "legislation.csv").open(encoding="utf-8", newline="") as table:
            wanted = sorted(row["legislation_gov_uk_id_uri"] for row in csv.DictReader(table))
        assert found == [iri for iri in wanted if iri]
        assert len(found) == 11

    def test_a_date_that_was_not_seen_is_not_there(self, store: Store) -> None:
        for law in (
            "public-bodies-joint-working-scotland-act-2014",
            "well-being-of-future-generations-wales-act-2015",
        ):
            assert (
                column(store, f"SELECT ?d {{ kg:{law} eli:date_document|eli:first_date_entry_in_force ?d }}")
                == []
            )

    def test_dates_are_of_the_right_sort(self, store: Store) -> None:
        regulations = "kg:partnership-arrangements-wales-regulations-2015"
        assert column(store, f"SELECT ?d {{ {regulations} eli:date_document ?d }}") == ["2015-12-02"]
        assert column(store, f"SELECT ?d {{ {regulations} eli:first_date_entry_in_force ?d }}") == [
            "2016-04-06"
        ]
        assert (
            column(store, "SELECT ?d { kg:health-bill-2026-27-session eli:date_document|dcterms:date ?d }")
            == []
        )


ENDED = """SELECT ?event {
  ?event irc:affects|irc:originalBody kg:%s ; irc:eventKind/skos:broader kg:event-kind-ending
}"""


class TestSuccessions:
    def test_each_row_of_what_became_of_policies_is_one_event(self, store: Store) -> None:
        events = column(
            store,
            "SELECT DISTINCT ?e { GRAPH ?g { ?e irc:eventKind ?k } ?g irc:section 'succession_facts.csv' }",
        )
        assert len(events) == rows_of("succession_facts.csv") == 26

    def test_a_merger_is_one_event_of_all_that_became_one_board(self, store: Store) -> None:
        table = rows_in("icb_succession_2026.csv")
        for new in {row["successor_name"] for row in table if row["kind"] == "merger"}:
            before = {row["predecessor_name"] for row in table if row["successor_name"] == new}
            merged = f"""SELECT ?event (COUNT(?old) AS ?boards) {{
              ?event irc:eventKind kg:event-kind-merger ; irc:originalBody ?old ;
                irc:resultingBody/rdfs:label "{new}"@en
            }} GROUP BY ?event"""
            numbers = [row["boards"].value for row in QueryRunner(store).select(merged)]
            assert numbers == [str(len(before))]
            assert len(before) > 1

    def test_each_row_says_how_one_board_came_of_another(self, store: Store) -> None:
        told = {
            (row["predecessor_name"], row["successor_name"], row["kind"])
            for row in rows_in("icb_succession_2026.csv")
        }
        stated = QueryRunner(store).select("""SELECT ?old ?new ?kind {
          ?event a irc:ChangeOfBodies ; irc:originalBody/rdfs:label ?old ; irc:resultingBody/rdfs:label ?new ;
            irc:eventAsWritten ?kind . FILTER(STRSTARTS(STR(?new), "NHS ") && CONTAINS(STR(?old), "Board"))
        }""")
        found = {(row["old"].value, row["new"].value, row["kind"].value) for row in stated}
        assert told <= found
        # What else is said is that a board that was split had a part in a merger.
        split = {before for before, _after, kind in told if kind == "split"}
        assert {(before, kind) for before, _after, kind in found - told} == {
            (name, "merger") for name in split
        }

    @pytest.mark.parametrize("thing", ["nhs-england", "welsh-government", "local-commissioning-group"])
    def test_what_is_only_announced_or_planned_has_no_end(self, store: Store, thing: str) -> None:
        assert column(store, f"SELECT ?d {{ kg:{thing} schema:dissolutionDate ?d }}") == []
        assert column(store, ENDED % thing) == []

    def test_the_major_conditions_strategy_is_paused_not_replaced(self, store: Store) -> None:
        assert column(store, ENDED % "major-conditions-strategy") == []
        about = "?e irc:affects kg:major-conditions-strategy"
        assert column(store, f"SELECT ?k {{ {about} ; irc:eventKind ?k }}") == ["event-kind-pause"]
        assert column(store, f"SELECT ?x {{ {about} ; irc:resultsIn ?x }}") == []
        assert column(store, f"SELECT ?x {{ {about} ; irc:namesAsNext ?x }}") == [
            "10-year-health-plan-for-england"
        ]

    def test_only_bodies_that_ended_have_a_last_day(self, store: Store) -> None:
        ended = set(column(store, "SELECT DISTINCT ?x { ?x schema:dissolutionDate ?d }"))
        boards = boards_on(store, "2026-03-31") - boards_on(store, "2026-04-01")
        assert ended - boards == {"health-education-england", "nhs-digital", "health-and-social-care-board"}

    def test_what_only_followed_took_nobody_s_place(self, store: Store) -> None:
        query = """SELECT ?x {
          ?e irc:eventKind/skos:broader ?weak ; irc:resultsIn|irc:resultingBody ?x
          VALUES ?weak { kg:event-kind-intention kg:event-kind-sequel }
        }"""
        assert column(store, query) == []

    def test_the_integrated_care_fund_was_replaced(self, store: Store) -> None:
        rows = answer(store, "can-i-still-apply")
        assert {row["answer"].value for row in rows} == {"No: it has ended or been replaced"}
        replaced = [row for row in rows if row["happened"].value == "replaced"]
        assert [row["when"].value for row in replaced] == ["2022-04-01"]
        assert replaced[0]["next"].value == "Health and Social Care Regional Integration Fund"

    def test_a_fund_without_an_end_is_not_said_to_be_open(self, store: Store) -> None:
        rows = answer(store, "can-i-still-apply", fund="Health and Social Care Regional Integration Fund")
        assert {row["answer"].value.split(";")[0] for row in rows} == {"No end is recorded"}
        fund = "kg:health-and-social-care-regional-integration-fund"
        assert column(store, f"SELECT ?d {{ {fund} schema:endDate|schema:dissolutionDate ?d }}") == []

    def test_every_event_of_the_registers_is_answered(self, store: Store) -> None:
        rows = answer(store, "successions")
        assert len({row["what"] for row in rows}) >= 35
        assert all(row["kind"].value for row in rows)


class TestPlacesInTheTables:
    def test_everything_in_a_register_has_a_row_that_exists(self, store: Store) -> None:
        registers = QueryRunner(store).select(
            "SELECT ?graph ?file { "
            "?graph dcterms:source ?register ; irc:section ?file . ?register a irc:Register }"
        )
        for register in list(registers):
            rows = {str(number) for number in range(1, rows_of(register["file"].value) + 1)}
            inside = QueryRunner(store).select(
                f"SELECT ?thing ?row {{ GRAPH {register['graph']} "
                "{ ?thing a ?class OPTIONAL { ?thing irc:row ?row } } }"
            )
            for line in inside:
                if line["thing"] != register["graph"]:
                    assert line["row"] is not None, line["thing"]
                    assert line["row"].value in rows, line["thing"]

    def test_each_register_is_described_with_its_licence_where_it_has_one(self, store: Store) -> None:
        files = column(store, "SELECT ?file { ?register a irc:Register ; irc:fileName ?file }")
        assert len(files) == len(set(files)) == 16
        licensed = "SELECT ?r { ?r a irc:Register ; dcterms:license ?l ; schema:creditText ?c }"
        assert len(column(store, licensed)) == 11

    def test_each_thing_has_one_english_name_and_no_name_has_two_things(self, store: Store) -> None:
        found = list(
            QueryRunner(store).select(
                "SELECT DISTINCT ?thing ?label { GRAPH ?g { ?thing rdfs:label ?label ; irc:row ?row } }"
            )
        )
        assert len(found) == len({row["thing"] for row in found})
        shared = column(
            store,
            "SELECT DISTINCT ?a { ?a rdfs:label ?x ; irc:row ?row . ?b rdfs:label ?x FILTER(?a != ?b) }",
        )
        assert shared == []
        other = "SELECT DISTINCT ?a { ?a rdfs:label ?x ; irc:row ?row . ?a rdfs:label ?y FILTER(?x != ?y) }"
        assert column(store, other) == []


def test_documents_and_registers_are_told_apart(store: Store) -> None:
    rows = answer(store, "statements-by-source", thing="Major Conditions Strategy")
    origin = {row["said"].value.rpartition("#")[2]: row["origin"].value for row in rows}
    assert origin["concerns"] == "source document"
    assert origin["affects"] == "register"
    totals = {row["source"].value: row["origin"].value for row in answer(store, "sources")}
    assert list(totals.values()).count("source document") == 5
    assert list(totals.values()).count("register") == 16
    catalogue = answer(store, "statements-by-source", thing="kg:register-nations")
    about_it = [row for row in catalogue if row["subject"].value == KG + "register-nations"]
    assert {row["origin"].value for row in about_it} == {"this project"}
