"""The script that makes the registers: the same bytes each time, and wrong tables refused with their row."""

from __future__ import annotations

import csv
import importlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[1]
KG = "https://w3id.org/irc-kg/id/"

Table = list[list[str]]


def run(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "tools" / "registers.py"), *options]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The script with its tables, and the files made from them, in a folder of their own."""
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "graph" / "registers", tmp_path / "graph" / "registers")
    return tmp_path


def change(root: Path, file: str, edit: Callable[[Table], None]) -> None:
    path = root / "tools" / "registers" / file
    with path.open(encoding="utf-8", newline="") as source:
        table = list(csv.reader(source))
    edit(table)
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target, lineterminator="\n").writerows(table)


def cell(row: int, column: str, text: str) -> Callable[[Table], None]:
    def edit(table: Table) -> None:
        table[row][table[0].index(column)] = text

    return edit


def drop_column(column: str) -> Callable[[Table], None]:
    def edit(table: Table) -> None:
        place = table[0].index(column)
        for line in table:
            del line[place]

    return edit


def drop_row(row: int) -> Callable[[Table], None]:
    return lambda table: table.__delitem__(row)


class TestScript:
    def test_the_files_are_what_the_tables_give(self) -> None:
        checked = run(ROOT, "--check")
        assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")

    def test_it_writes_the_same_bytes_again_from_nothing(self, copy: Path) -> None:
        shutil.rmtree(copy / "graph")
        assert run(copy).returncode == 0
        made = {path.name: path.read_bytes() for path in (copy / "graph" / "registers").iterdir()}
        here = {path.name: path.read_bytes() for path in (ROOT / "graph" / "registers").iterdir()}
        assert made == here
        assert not any(b"\r" in text for text in made.values())

    def test_a_second_run_writes_nothing(self, copy: Path) -> None:
        assert run(copy).stdout == ""

    def test_a_changed_table_is_noticed_and_then_written(self, copy: Path) -> None:
        change(copy, "national_bodies.csv", cell(1, "acronym", "NHS-E"))
        file = copy / "graph" / "registers" / "national-bodies.ttl"
        before = file.read_bytes()
        checked = run(copy, "--check")
        assert (checked.returncode, checked.stdout) == (1, "graph/registers/national-bodies.ttl differs\n")
        assert file.read_bytes() == before
        assert run(copy).returncode == 0
        assert '"NHS-E"@en' in file.read_text(encoding="utf-8")
        assert run(copy, "--check").returncode == 0

    def test_a_file_edited_by_hand_is_noticed(self, copy: Path) -> None:
        file = copy / "graph" / "registers" / "nations.ttl"
        file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8", newline="\n")
        assert run(copy, "--check").stdout == "graph/registers/nations.ttl differs\n"

    def test_a_file_made_from_no_table_is_named_and_left_alone(self, copy: Path) -> None:
        stranger = copy / "graph" / "registers" / "other.ttl"
        stranger.write_text("", encoding="utf-8")
        checked = run(copy, "--check")
        assert (checked.returncode, checked.stdout) == (
            1,
            "graph/registers/other.ttl is made from no table\n",
        )
        assert stranger.exists()

    def test_a_mark_that_spreadsheets_put_at_the_start_does_no_harm(self, copy: Path) -> None:
        table = copy / "tools" / "registers" / "nations.csv"
        table.write_bytes(b"\xef\xbb\xbf" + table.read_bytes().replace(b"\n", b"\r\n"))
        assert run(copy, "--check").returncode == 0


BAD_TABLES = {
    "missing column": ("nations.csv", drop_column("iso_3166_2"), 0, "The column 'iso_3166_2' is missing."),
    "other order of columns": (
        "nations.csv",
        lambda table: [line.reverse() for line in table],
        0,
        "Its columns must be, in this order:",
    ),
    "neither source nor reference": ("addresses.csv", cell(3, "key", "other:1"), 3, "must be source:NAME or"),
    "neither seen nor not": (
        "addresses.csv",
        cell(2, "seen", "maybe"),
        2,
        "'maybe' in 'seen' must be yes or no",
    ),
    "an address with a space": ("addresses.csv", cell(2, "address", "https://a b"), 2, "has not the form"),
    "looked for on no day": ("addresses.csv", cell(2, "date_seen", ""), 2, "'date_seen' is empty"),
    "a source without a title": ("addresses.csv", cell(2, "title", ""), 2, "The column 'title' is empty"),
    "too few cells": ("nations.csv", lambda table: table[2].pop(), 2, "It has 5 cells, not 6."),
    "no such day": (
        "icb_england_2022_to_2026.csv",
        cell(8, "abolished", "2026-02-30"),
        8,
        "'2026-02-30' is no date",
    ),
    "a year where a day must stand": (
        "icb_england_2022_to_2026.csv",
        cell(1, "established", "2022"),
        1,
        "'2022' in 'established' is no date",
    ),
    "empty date": (
        "icb_england_april_2026.csv",
        cell(1, "established", ""),
        1,
        "The column 'established' is empty",
    ),
    "code of an area for a body": (
        "icb_england_april_2026.csv",
        cell(3, "ods_code", "E54000062"),
        3,
        "'E54000062' in 'ods_code'",
    ),
    "code of a body for an area": (
        "icb_england_april_2026.csv",
        cell(3, "ons_code", "QUA"),
        3,
        "'QUA' in 'ons_code'",
    ),
    "unknown region": (
        "icb_england_april_2026.csv",
        cell(5, "nhs_england_region", "Eastern England"),
        5,
        "'Eastern England' in 'nhs_england_region' is not in the register nhs_england_regions.csv.",
    ),
    "no confidence": (
        "icb_england_april_2026.csv",
        cell(5, "confidence_of_ons_code", "fair"),
        5,
        "The confidence of the ONS code must begin with high, medium or low.",
    ),
    "a note that cannot be read": (
        "icb_england_2022_to_2026.csv",
        cell(1, "note", "enlarged"),
        1,
        "A note here reads",
    ),
    "unknown board": (
        "icb_succession_2026.csv",
        cell(4, "successor_name", "NHS Sussex"),
        4,
        "'NHS Sussex' in 'successor_name' is not in the register",
    ),
    "unknown kind of succession": (
        "icb_succession_2026.csv",
        cell(4, "kind", "vanishing"),
        4,
        "The name 'vanishing' is not known; say in names.csv which thing it stands for.",
    ),
    "health board of another code": (
        "wales_local_authority_to_health_board.csv",
        cell(7, "lhb_code", "W11000023"),
        7,
        "'Powys Teaching Health Board' in 'lhb_name' is not in the register",
    ),
    "council without a code": (
        "scotland_integration_authorities.csv",
        cell(5, "council_codes", "S12000005"),
        5,
        "Each council needs a name and a code.",
    ),
    "unknown model": (
        "scotland_integration_authorities.csv",
        cell(16, "model", "no agency"),
        16,
        "The name 'no agency' is not known",
    ),
    "former code that cannot be read": (
        "scotland_health_boards.csv",
        cell(11, "former_code", "formerly S08000018"),
        11,
        "A former code reads",
    ),
    "unknown kind of body": (
        "national_bodies.csv",
        cell(9, "kind", "quango"),
        9,
        "The name 'quango' is not known",
    ),
    "unknown nation": (
        "national_bodies.csv",
        cell(9, "nation", "Atlantis"),
        9,
        "'Atlantis' is no nation of the register nations.csv.",
    ),
    "item of Wikidata": ("national_bodies.csv", cell(2, "wikidata_qid", "3044742"), 2, "'3044742' in"),
    "address of another site": (
        "legislation.csv",
        cell(1, "legislation_gov_uk_id_uri", "https://example.org/asp/2014/9"),
        1,
        "'https://example.org/asp/2014/9' in",
    ),
    "date of a law": ("legislation.csv", cell(2, "date", "28/04/2022"), 2, "'28/04/2022' is no date such as"),
    "month of an event": ("succession_facts.csv", cell(11, "date", "2024-13"), 11, "'2024-13' is no date"),
    "event that is not read": (
        "succession_facts.csv",
        cell(11, "event", "replaced"),
        11,
        "It has no row in succession_events.csv",
    ),
    "reading of no event": (
        "succession_facts.csv",
        drop_row(26),
        26,
        "It reads a row that succession_facts.csv does not have.",
    ),
    "detail of no event": (
        "succession_details.csv",
        cell(1, "event", "replaced"),
        1,
        "It reads a row that succession_facts.csv does not have.",
    ),
    "detail of another property": (
        "succession_details.csv",
        cell(1, "property", "irc:affects"),
        1,
        "'irc:affects' in 'property' is none that a detail can have.",
    ),
    "number of a detail": ("succession_details.csv", cell(1, "value", "many"), 1, "'many' in 'value'"),
    "thing of a fact that is not read": (
        "nation_topics.csv",
        cell(1, "thing", "boards of care"),
        1,
        "Say in topic_things.csv which thing 'boards of care' is, or that it is none.",
    ),
    "reading of a thing that no fact names": (
        "topic_things.csv",
        cell(1, "thing", "boards of care"),
        1,
        "'boards of care' is in no row of the table of facts.",
    ),
    "row that tells of another thing": (
        "topic_things.csv",
        cell(12, "status_row", "NT001"),
        12,
        "'NT001' in 'status_row' is no row that speaks of this thing.",
    ),
    "dates of a thing that no row says": (
        "nation_topics.csv",
        cell(24, "date", "2026"),
        24,
        "No row says of health-and-social-care-service-renewal-framework both its dates",
    ),
    "fact of another kind than its thing": (
        "nation_topics.csv",
        cell(51, "kind", "Plan"),
        51,
        "The row calls better-care-fund a Plan; things.csv has it as irc:Fund.",
    ),
    "kind of a fact": ("nation_topics.csv", cell(1, "kind", "Idea"), 1, "The kind 'Idea' is not known"),
    "status of a fact": (
        "nation_topics.csv",
        cell(1, "status", "said"),
        1,
        "'said' in 'status' must be one of",
    ),
    "topic of a fact": ("nation_topics.csv", cell(1, "topic", "Boards"), 1, "topics.csv has no topic"),
    "trust in a fact": ("nation_topics.csv", cell(1, "trust", "some"), 1, "'some' in 'trust' must be one of"),
    "fact without its page": (
        "nation_topics.csv",
        cell(1, "source_address", ""),
        1,
        "The column 'source_address' is empty, and must not be.",
    ),
    "address of a fact": (
        "nation_topics.csv",
        cell(1, "source_address", "here"),
        1,
        "'here' in 'source_address' has not the form of such a code.",
    ),
    "date of a fact": ("nation_topics.csv", cell(1, "date", "2022-13"), 1, "'2022-13' is no date"),
    "row of a fact twice": (
        "nation_topics.csv",
        cell(2, "row_id", "NT001"),
        2,
        "'NT001' stands in 'row_id' for the second time.",
    ),
    "name twice": ("names.csv", cell(3, "name", "UK"), 3, "stands in 'name' for the second time."),
    "thing without a label": ("things.csv", cell(1, "label", ""), 1, "A thing needs a class and a label."),
    "unknown licence": ("registers.csv", cell(1, "licence", "none"), 1, "The licence 'none' is not known"),
}


class TestBadTables:
    @pytest.mark.parametrize("case", BAD_TABLES)
    def test_is_refused_with_its_row_and_a_sentence(self, copy: Path, case: str) -> None:
        file, edit, row, sentence = BAD_TABLES[case]
        made = {path: path.read_bytes() for path in (copy / "graph" / "registers").iterdir()}
        change(copy, file, edit)
        told = "succession_events.csv" if case == "reading of no event" else file
        refused = run(copy)
        assert refused.stderr.startswith(f"{told}:{row}: ")
        assert sentence in refused.stderr
        assert "Traceback" not in refused.stderr
        assert refused.returncode == 2
        assert {path: path.read_bytes() for path in made} == made

    def test_a_table_that_is_not_utf_8_is_refused(self, copy: Path) -> None:
        table = copy / "tools" / "registers" / "nations.csv"
        table.write_bytes(table.read_bytes().replace(b"Wales", b"W\xe4les"))
        refused = run(copy)
        assert (refused.returncode, refused.stderr.partition(":")[0]) == (2, "nations.csv")

    def test_a_missing_table_is_refused(self, copy: Path) -> None:
        (copy / "tools" / "registers" / "ni_hsc_trusts.csv").unlink()
        refused = run(copy)
        assert (refused.returncode, refused.stderr) == (2, "ni_hsc_trusts.csv:0: There is no such table.\n")


@pytest.fixture
def turtle(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return importlib.import_module("register_turtle")


def test_any_text_of_a_table_reads_back_as_it_was(turtle: ModuleType) -> None:
    @given(st.lists(st.text(min_size=1), min_size=1, max_size=5, unique=True))
    def reads_back(texts: list[str]) -> None:
        file = turtle.TurtleFile(["A test."], [("a", "irc:EnrichmentGraph")])
        file.say("kg:a", "irc:Area", 1, [("skos:altLabel", turtle.english(text)) for text in texts])
        quads = ox.parse(file.text().encode(), format=ox.RdfFormat.TURTLE, base_iri=KG)
        names = {quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)}
        assert names == {*texts, "1"}

    reads_back()
