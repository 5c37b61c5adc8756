"""``irc-kg import`` and ``irc-kg template``: tables of things, all of a table or nothing."""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from running import Run, RunCommand
from terminal import dialogue

from irc_kg.checks import check
from irc_kg.editing.sheets import column_letters
from irc_kg.project import open_project
from irc_kg.store.project_files import ProjectFiles

LINES = "graph/bus-plan-2020/lines.ttl"
WALES = "graph/position-statement-2024/wales.ttl"

Import = Callable[..., Run]


@pytest.fixture
def shipped(repository: Path, tmp_path: Path) -> Path:
    """The root of a copy of the shipped project."""
    root = tmp_path / "shipped"
    for folder in ("graph", "ontology", "queries"):
        shutil.copytree(repository / folder, root / folder)
    return root


@pytest.fixture
def imported(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> Import:
    """Import a text or bytes as a table of stops into the file of lines."""

    def run(
        table: str | bytes, *options: str, name: str = "table.csv", kind: str = "Bus stop", to: str = LINES
    ) -> Run:
        path = tmp_path / name
        path.write_bytes(table if isinstance(table, bytes) else table.encode())
        place = ["--to", to] if to else []
        return irc_kg("import", path, "--class", kind, *place, "--root", miniature, *options)

    return run


def texts(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.ttl")}


def block(root: Path, file: str, name: str) -> str:
    text = (root / file).read_text(encoding="utf-8")
    return next(part for part in text.split("\n\n") if part.startswith(f"{name}\n")).strip() + "\n"


def workbook(path: Path, rows: Iterable[Sequence[object]], title: str = "Sheet") -> Path:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


# What rows become


def test_each_row_is_a_thing(imported: Import, irc_kg: RunCommand, miniature: Path) -> None:
    run = imported(
        "label,stops at,has run since,town:number,is also called,paragraph\n"
        "Green line,Market; kg:station,2001,3,G3;The; green\\; one,4\n"
        "Night line,Station,,4,,4;5\n",
        kind="Bus line",
    )
    assert (run.code, run.out, run.err) == (0, "", f"Wrote 2 rows to {LINES}: 16 statements.\n")
    assert block(miniature, LINES, "kg:green-line") == (
        "kg:green-line\n"
        "    a town:Line ;\n"
        "    irc:paragraph 4 ;\n"
        '    rdfs:label "Green line"@en ;\n'
        "    town:stopsAt kg:market ;\n"
        "    town:stopsAt kg:station ;\n"
        '    town:since "2001"^^xsd:gYear ;\n'
        "    town:number 3 ;\n"
        '    skos:altLabel "G3"@en ;\n'
        '    skos:altLabel "The"@en ;\n'
        '    skos:altLabel "green; one"@en .\n'
    )
    assert "    irc:paragraph 4 ;\n    irc:paragraph 5 ;\n" in block(miniature, LINES, "kg:night-line")
    assert irc_kg("check", "--root", miniature).code == 0


def test_what_is_there_already_is_not_written_again(imported: Import, miniature: Path) -> None:
    table = "label,is also called,paragraph\nPark,P1,2\nMill,,3\n"
    assert imported(table).code == 0
    before = texts(miniature)
    run = imported(table)
    assert (run.code, run.err) == (0, f"{LINES} says all of the 2 rows already; nothing was written.\n")
    assert texts(miniature) == before
    run = imported(table.replace("P1", "P1;P2") + "Quay,,3\n")
    assert (run.code, run.err) == (0, f"Wrote 3 rows to {LINES}: 4 statements.\n")
    assert texts(miniature)[LINES].count(b'"P1"') == 1


def test_rows_add_to_known_things_by_id_or_label(imported: Import, miniature: Path) -> None:
    run = imported("id,label,is also called\nkg:market,,M\nstation,Station,S\n")
    assert run.code == 0, run.err
    assert 'rdfs:label "Market"@en ;\n    skos:altLabel "M"@en .' in block(miniature, LINES, "kg:market")
    assert 'skos:altLabel "S"@en' in block(miniature, LINES, "kg:station")


def test_without_a_file_known_things_are_added_to_where_they_stand(imported: Import, miniature: Path) -> None:
    run = imported("curie,is also called\nkg:market,M\nkg:station,S\n", to="")
    assert run.code == 0, run.err
    assert b'"M"@en' in texts(miniature)[LINES]
    run = imported("label,paragraph\nPark,3\n", to="")
    assert run.code == 2
    assert "say by --to FILE which source states this" in run.err


def test_a_thing_keeps_its_narrower_kind(irc_kg: RunCommand, shipped: Path, tmp_path: Path) -> None:
    table = tmp_path / "policies.csv"
    table.write_text("id,Other names\nkg:a-healthier-wales,AHW\n", encoding="utf-8")
    run = irc_kg("import", table, "--class", "Policy", "--to", WALES, "--root", shipped)
    assert (run.code, run.err) == (0, f"Wrote 1 row to {WALES}: 1 statement.\n")


def test_rows_may_point_to_one_another(imported: Import, miniature: Path) -> None:
    run = imported(
        "label,dcterms:source,paragraph\nPark,Mill,3\nMill,kg:park,3\nNew hill,new HILL,3\n", kind="Bus stop"
    )
    assert run.code == 0, run.err
    assert "dcterms:source kg:mill" in block(miniature, LINES, "kg:park")
    assert "dcterms:source kg:park" in block(miniature, LINES, "kg:mill")


def test_columns_of_one_heading_give_several_values(imported: Import, miniature: Path) -> None:
    run = imported("label,is also called,paragraph,is also called\nPark,P1,3,P2\nMill,,3,M2\n")
    assert run.code == 0, run.err
    assert "P1" in block(miniature, LINES, "kg:park")
    assert "P2" in block(miniature, LINES, "kg:park")


def test_sentences_are_never_split(imported: Import, miniature: Path) -> None:
    run = imported('label,skos:definition,paragraph\nPark,"Green; quiet.\r\nOpen late. ",3\n')
    assert run.code == 0, run.err
    assert 'skos:definition "Green; quiet.\\nOpen late."@en' in block(miniature, LINES, "kg:park")


def test_new_names_are_each_ones_own(imported: Import, miniature: Path) -> None:
    run = imported("id,label,paragraph\n,Park,3\n,Park!,3\nkg:park-2,Second park,3\n,健康,3\n,公園,3\n")
    assert run.code == 0, run.err
    names = [line for line in texts(miniature)[LINES].decode().splitlines() if line.startswith("kg:")]
    assert names[-5:] == ["kg:park", "kg:park-3", "kg:park-2", "kg:bus-stop", "kg:bus-stop-2"]


def test_a_column_may_be_named_as_that_of_paragraphs(imported: Import, miniature: Path) -> None:
    run = imported("label,place\nPark,7\n", "--paragraph-column", "Place")
    assert run.code == 0, run.err
    assert "irc:paragraph 7" in block(miniature, LINES, "kg:park")
    run = imported("label,place\nMill,7\n", "--paragraph-column", "plaec")
    assert (run.code, "no column called 'plaec'. Did you mean place?" in run.err) == (2, True)


def test_a_dry_run_shows_the_change_and_writes_nothing(imported: Import, miniature: Path) -> None:
    before = texts(miniature)
    run = imported("label,paragraph\nPark,3\n", "--dry-run")
    assert run.code == 0
    assert run.out.startswith(f"--- {LINES}\n+++ {LINES}\n")
    assert '+    rdfs:label "Park"@en .\n' in run.out
    assert run.err == "Nothing was written (--dry-run): 1 row, 3 statements.\n"
    assert texts(miniature) == before


# What is wrong with a table


@pytest.mark.parametrize(
    ("table", "faults"),
    [
        (
            "labl,paragraph\nPark,3\n",
            ["A1: The form for a bus stop has no field 'labl'. Did you mean label?"],
        ),
        ("label,a,paragraph\nPark,x,3\n", ["B1: The form for a bus stop has no field 'a'."]),
        ("label\nPark\n", ["row 1: There is no column 'stands in paragraph', which a bus stop needs."]),
        ("label,paragraph\nPark,\n", ["B2: 'stands in paragraph' is missing, which a bus stop needs."]),
        ("label,paragraph\n,3\n", ["A2: 'is called' is missing, which a bus stop needs."]),
        ("paragraph\n3\n", ["row 1: There is no column 'is called', which a bus stop needs."]),
        ("label,paragraph\nPark,x\n", ["B2: 'x' is not a whole number such as 6."]),
        ("label,paragraph\nPark,3,more\n", ["C2: Column C has no heading."]),
        ("label,label,paragraph\nPark,Mill,3\n", ["B2: It takes one value."]),
        ("label,paragraph\nRed line,3\n", ["A2: kg:red-line is a bus line, not a bus stop."]),
        (
            "label,paragraph\nmarket,3\n",
            ["A2: kg:market is called 'Market' already; its label is not 'market'."],
        ),
        ("id,label,paragraph\nkg:market,Square,3\n", ["A2: kg:market is called 'Market' already"]),
        ("id,label,paragraph\nkg:red-line,Park,3\n", ["A2: kg:red-line is a bus line, not a bus stop."]),
        ("id,label,paragraph\nkg:New_Park,Park,3\n", ["A2: kg:New_Park is not in kebab case"]),
        ("id,label,paragraph\nbus:park,Park,3\n", ["A2: 'bus:park' is no name"]),
        ("id,curie,label,paragraph\nkg:a,kg:b,A,1\n", ["B1: Column A names the things already."]),
        (
            "id,is also called,paragraph\nkg:market,M,2\n",
            ["C2: This file cites what it says of kg:market from Bus plan 2020, Lines, paragraph 1; what"],
        ),
        (
            "id,label,paragraph\nkg:park,Park,3\nkg:park,Mill,3\n",
            ["A3: kg:park is what row 2 is about already."],
        ),
        ("label,paragraph\nPark,3\n\nPark,4\n", ["A4: kg:park is what row 2 is about already."]),
        ("label,dcterms:source,paragraph\nPark,Markt,3\n", ["B2: 'Markt' is no thing of the graph; did you"]),
        ("label,dcterms:source,paragraph\nPark,kg:hill,3\n", ["B2: Nothing is known of 'kg:hill'."]),
        (
            "label,dcterms:source,paragraph\nPark,Express,3\n",
            ["B2: 'Express' is the name of several: write kg:blue-line or kg:town-buses."],
        ),
    ],
)
def test_a_fault_is_told_at_its_cell_and_nothing_written(
    imported: Import, miniature: Path, table: str, faults: list[str]
) -> None:
    before = texts(miniature)
    run = imported(table)
    assert run.code == 2
    for fault in faults:
        assert f"\n  {fault}" in run.err
    assert f"has {len(faults)} fault" in run.err
    assert texts(miniature) == before


def test_all_faults_are_told_in_the_order_of_the_cells(imported: Import, miniature: Path) -> None:
    before = texts(miniature)
    run = imported(
        "label,stops at,has run since,numbr,paragraph\n"
        "Green line,Markt,soon,1,x\n"
        "Red line,Market,1998,,1\n"
        ",Market;Town Buses,,,2\n",
        kind="Bus line",
    )
    assert run.code == 2
    assert [line.split(":")[0].strip() for line in run.err.splitlines()[1:]] == [
        "D1",
        "B2",
        "C2",
        "E2",
        "A4",
        "B4",
    ]
    assert "  B2: 'Markt' is no bus stop; did you mean Market?\n" in run.err
    assert "  B4: 'Town Buses' is a company, not a bus stop.\n" in run.err
    assert texts(miniature) == before


def test_more_values_than_a_thing_may_have_are_told(
    irc_kg: RunCommand, shipped: Path, tmp_path: Path
) -> None:
    table = tmp_path / "steps.csv"
    steps = open_project(shipped)
    step = next(
        quad.subject.value  # type: ignore[union-attr]
        for quad in steps.store.quads(None, None, None)
        if quad.predicate.value.endswith("#position") and "/step-" in str(quad.subject)
    )
    table.write_text(f"id,Position,Paragraph\n{steps.store.prefixes.shorten(step)},999,1\n", encoding="utf-8")
    run = irc_kg("import", table, "--class", "Practical step", "--to", WALES, "--root", shipped)
    assert run.code == 2
    assert "  B2: It takes one value. kg:step-" in run.err


def test_what_only_the_check_finds_is_told_at_its_cell(
    irc_kg: RunCommand, shipped: Path, tmp_path: Path
) -> None:
    table = tmp_path / "bodies.csv"
    table.write_text(
        'Name,Identifier,Paragraph\nFirst body,"""12""^^irc:CharityNumberEnglandWales",1\nSecond body,34,1\n',
        encoding="utf-8",
    )
    before = texts(shipped)
    run = irc_kg("import", table, "--class", "Body", "--to", WALES, "--root", shipped)
    assert run.code == 2
    assert (
        "has 1 fault; nothing was written:\n  B3: Second body (kg:second-body): An identifier needs"
        in run.err
    )
    assert texts(shipped) == before


def test_what_a_check_of_the_project_asks_is_told_at_the_row(imported: Import) -> None:
    run = imported("label,stops at,paragraph\nGreen line,Market,3\n", kind="Bus line")
    assert run.code == 2
    assert "  row 2: Green line (kg:green-line): A bus line needs a number.\n" in run.err


def test_a_warning_is_told_and_stops_nothing(irc_kg: RunCommand, shipped: Path, tmp_path: Path) -> None:
    query = shipped / "queries" / "checks" / "no-winter.rq"
    query.write_text(
        "#+ summary: A thing is called after the winter\n#+ tags: [warning]\n"
        "SELECT ?subject WHERE { ?subject rdfs:label ?l FILTER(CONTAINS(?l, 'Winter')) } ORDER BY ?subject\n",
        encoding="utf-8",
    )
    table = tmp_path / "plans.csv"
    table.write_text("Name,Paragraph\nWinter plan,1\n", encoding="utf-8")
    run = irc_kg("import", table, "--class", "Plan", "--to", WALES, "--root", shipped)
    assert run.code == 0
    assert run.err.startswith("Note: Winter plan (kg:winter-plan): A thing is called after the winter")


# Files of many kinds


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("t.csv", b"\xef\xbb\xbflabel,paragraph\r\nCaf\xc3\xa9 \xc3\x9c,3\r\n"),
        ("t.csv", "label;paragraph\nCafé Ü;3\n".encode()),
        ("t.csv", "sep=;\r\nlabel;paragraph\r\nCafé Ü;3\r\n".encode()),
        ("t.csv", "label\tparagraph\rCafé Ü\t3\r".encode()),
        ("t.csv", '"label","paragraph"\n\n"Café\r\nÜ","3"\n,\n'.encode()),
        ("T.TSV", "label\tparagraph\nCafé Ü\t3".encode()),
        ("t.txt", "label\tparagraph\r\nCafé Ü\t3\r\n".encode("utf-16")),
        ("t.csv", "label,paragraph,\nCafé Ü,3,\n".encode()),
        ("t.csv", "label,is also called,paragraph\nCafé Ü,,3,,\n".encode()),
    ],
)
def test_tables_are_read_however_they_were_saved(
    imported: Import, miniature: Path, name: str, data: bytes
) -> None:
    run = imported(data, name=name)
    assert run.code == 0, run.err
    assert 'rdfs:label "Café Ü"@en' in block(miniature, LINES, "kg:cafe-u")


def test_the_encoding_of_a_table_can_be_told(imported: Import, miniature: Path) -> None:
    data = "label,paragraph\nJo\u2019s café,3\n".encode("cp1252")
    run = imported(data)
    assert run.code == 2
    assert "line 2: the byte 0x92 is not UTF-8" in run.err
    assert "--encoding cp1252" in run.err
    assert imported(data, "--encoding", "cp1252").code == 0
    assert "Jo\u2019s café" in block(miniature, LINES, "kg:jos-cafe")
    assert "no encoding called 'cp9999'" in imported(data, "--encoding", "cp9999").err


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("t.csv", b"", "holds nothing: its first row must name what the columns hold."),
        ("t.csv", b"\n\n,,\n", "holds nothing"),
        ("t.csv", b"label,paragraph\n", "has headings and nothing below them."),
        ("t.csv", b'label,paragraph\nPark,3\n"Mill,3\n', "row 3: the quotes cannot be read"),
        ("t.csv", b"label,paragraph\n\xff\xfe,3\n", "the byte 0xFF is not UTF-8"),
        ("t.csv", b"\xef\xbb\xbflabel\n\xe9\n", "line 2: the byte 0xE9 is not UTF-8"),
        ("t.ods", b"", "is neither .csv, .tsv nor .xlsx"),
        ("t.xlsx", b"no workbook", "cannot be read as an Excel workbook"),
        ("t.xlsx", b"PK\x05\x06" + b"\0" * 18, "cannot be read as an Excel workbook"),
    ],
)
def test_what_is_no_table_is_told(imported: Import, name: str, data: bytes, fault: str) -> None:
    run = imported(data, name=name)
    assert run.code == 2
    assert fault in run.err


def test_a_missing_table_is_told(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("import", "none.csv", "--class", "Bus stop", "--root", miniature)
    assert run.code == 2
    assert "'none.csv' does not exist" in run.err


def test_cells_of_a_workbook_are_read_as_they_show(imported: Import, miniature: Path, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["label", "paragraph", "has run since", "has the number", "stops at"])
    sheet.append(["Green line", 3.0, date(2001, 1, 1), 3, "Market"])
    sheet["C2"].number_format = "yyyy"
    book.save(tmp_path / "t.xlsx")
    run = imported((tmp_path / "t.xlsx").read_bytes(), name="t.xlsx", kind="Bus line")
    assert run.code == 0, run.err
    written = block(miniature, LINES, "kg:green-line")
    assert "irc:paragraph 3 ;" in written
    assert '"2001"^^xsd:gYear' in written


def test_a_date_is_no_more_exact_than_the_cell_shows() -> None:
    from irc_kg.editing.number_formats import value_text as _text

    day = datetime(2022, 7, 1)  # noqa: DTZ001 - as a spreadsheet has it
    assert _text(day, "dd/mm/yyyy") == "2022-07-01"
    assert _text(day, "mmm-yy") == "2022-07"
    assert _text(day, "[$-809]mmmm\\ yyyy") == "2022-07"
    assert _text(day, '"date:" yyyy') == "2022"
    assert _text(day, "General") == "2022-07-01"
    assert _text(date(2022, 7, 1), "d mmm yyyy") == "2022-07-01"
    assert _text(day.replace(hour=9), "yyyy-mm-dd hh:mm") == "2022-07-01T09:00:00"
    assert _text(time(9, 30), "hh:mm") == "09:30:00"
    assert [_text(value, "") for value in (True, 2.0, 2.5, "=x")] == ["true", "2", "2.5", "=x"]


def test_formulas_are_read_as_their_values(imported: Import, miniature: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", [["label", "paragraph"], ["Park", "=1+2"]])
    run = imported(path.read_bytes(), name="t.xlsx")
    assert run.code == 2
    assert "B2: The cell holds a formula whose value is not saved" in run.err
    with_value = _with_value(path, tmp_path / "saved.xlsx", "3")
    run = imported(with_value.read_bytes(), name="t.xlsx")
    assert run.code == 0, run.err
    assert "irc:paragraph 3 ;" in block(miniature, LINES, "kg:park")


def _with_value(path: Path, new: Path, value: str) -> Path:
    """A workbook whose formula has a value, as a spreadsheet program saves it."""
    import zipfile

    with zipfile.ZipFile(path) as old, zipfile.ZipFile(new, "w") as out:
        for entry in old.namelist():
            data = old.read(entry).replace(b"<v></v>", f"<v>{value}</v>".encode())
            out.writestr(entry, data.replace(b"<v />", f"<v>{value}</v>".encode()))
    return new


def test_an_error_in_a_cell_is_told(imported: Import, tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", [["label", "paragraph"], ["Park", "#REF!"]])
    run = imported(path.read_bytes(), name="t.xlsx")
    assert run.code == 2
    assert "B2: The cell holds the error #REF!." in run.err


def test_what_the_reader_of_workbooks_prints_is_not_told(imported: Import, tmp_path: Path) -> None:
    import zipfile

    path = workbook(tmp_path / "t.xlsx", [["label", "paragraph"], ["Park", 3]])
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "odd.xlsx", "w") as new:
        for entry in old.namelist():
            without_styles = re.sub(b"<cellStyleXfs .*</cellStyleXfs>", b"", old.read(entry))
            new.writestr(entry, without_styles)
    run = imported((tmp_path / "odd.xlsx").read_bytes(), name="odd.xlsx")
    assert (run.code, run.out) == (2, "")
    assert "cannot be read as an Excel workbook" in run.err


def test_a_sheet_can_be_chosen(imported: Import, miniature: Path, tmp_path: Path) -> None:
    book = load_workbook(workbook(tmp_path / "t.xlsx", [["notes"], ["nothing here"]], "Notes"))
    book["Notes"].sheet_state = "hidden"
    for name in ("Stops", "More"):
        sheet = book.create_sheet(name)
        sheet.append([None, None, None])
        sheet.append([None, "label", "paragraph"])
        sheet.append([None, f"Park of {name}", 3])
    book.active = 1
    book.save(tmp_path / "t.xlsx")
    data = (tmp_path / "t.xlsx").read_bytes()
    assert imported(data, name="t.xlsx").code == 0
    assert block(miniature, LINES, "kg:park-of-stops")
    assert imported(data, "--sheet", "More", name="t.xlsx").code == 0
    assert block(miniature, LINES, "kg:park-of-more")
    run = imported(data, "--sheet", "Stop", name="t.xlsx")
    assert "Did you mean Stops?" in run.err
    run = imported("label\nx\n", "--sheet", "Stops")
    assert "is no workbook: it has no sheets" in run.err


@pytest.mark.parametrize(
    ("column", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (702, "ZZ"), (703, "AAA")]
)
def test_columns_are_named_as_in_spreadsheets(column: int, name: str) -> None:
    assert column_letters(column) == name


# Many rows


def test_a_long_table_is_one_edit(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
    table = tmp_path / "stops.csv"
    rows = "".join(f"Stop {number},{number % 40}\n" for number in range(1000))
    table.write_text(f"label,paragraph\n{rows}", encoding="utf-8")
    command = ["import", str(table), "--class", "Bus stop", "--to", LINES, "--root", str(miniature)]
    run = irc_kg(*command)
    assert (run.code, run.err) == (0, f"Wrote 1000 rows to {LINES}: 3000 statements.\n")
    assert "nothing was written" in irc_kg(*command).err
    assert open_project(miniature).iri("Stop 999").endswith("/id/stop-999")


def test_progress_is_told_as_rows_are_read(miniature: Path, tmp_path: Path) -> None:
    table = tmp_path / "stops.csv"
    table.write_text("label,paragraph\nA,1\nB,1\nC,1\n", encoding="utf-8")
    told: list[tuple[int, int]] = []
    open_project(miniature).import_table(
        table, "Bus stop", to=Path(LINES), progress=lambda done, count: told.append((done, count))
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals")
def test_a_terminal_is_told_how_far_a_long_table_is(miniature: Path, tmp_path: Path) -> None:
    table = tmp_path / "stops.csv"
    table.write_text("label,paragraph\n" + "".join(f"Stop {at},1\n" for at in range(600)), encoding="utf-8")
    code, text = dialogue(["import", table, "--class", "Bus stop", "--to", LINES, "--root", miniature], [])
    assert code == 0
    assert text == (
        "\r250 of 600 rows\r500 of 600 rows\r600 of 600 rows; checking them\n"
        f"Wrote 600 rows to {LINES}: 1800 statements.\n"
    )


# Templates


def test_a_template_has_the_fields_of_the_form(irc_kg: RunCommand, miniature: Path, repository: Path) -> None:
    run = irc_kg("template", "bus line", "--root", miniature)
    assert (run.code, run.out, run.err) == (0, "label,stops at,stands in paragraph\n", "")
    run = irc_kg("template", "Law", "--root", repository)
    assert run.out == "Name,Nation,Paragraph,Other names,Description,Published,Date,About\n"


def test_a_csv_template_tells_spreadsheets_that_it_is_utf_8(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path
) -> None:
    path = tmp_path / "new stops.csv"
    run = irc_kg("template", "Bus stop", "-o", path, "--root", miniature)
    assert run.err.startswith(f"Wrote {path}. Fill it in")
    assert path.read_bytes() == b"\xef\xbb\xbfis called,stands in paragraph\n"


def test_a_workbook_marks_what_is_required_and_offers_choices(
    irc_kg: RunCommand, repository: Path, tmp_path: Path
) -> None:
    path = tmp_path / "laws.xlsx"
    assert irc_kg("template", "Law", "-o", path, "--root", repository).code == 0
    book = load_workbook(path)
    assert book.sheetnames == ["Law", "Choices"]
    sheet, choices = book["Law"], book["Choices"]
    bold = {cell.value: cell.font.bold for cell in sheet[1]}
    assert [name for name, is_bold in bold.items() if is_bold] == ["Name", "Nation"]
    assert [row[0] for row in choices.iter_rows(values_only=True)] == [
        "Nation",
        "England",
        "Northern Ireland",
        "Scotland",
        "Wales",
    ]
    (offer,) = sheet.data_validations.dataValidation
    assert (str(offer.sqref), offer.formula1) == ("B2:B5001", "'Choices'!$A$2:$A$5")
    assert "Required." in sheet["B1"].comment.text
    assert sheet.column_dimensions["F"].number_format == "@"


def test_a_template_is_never_written_over_a_file(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
    for name in ("filled.csv", "filled.xlsx"):
        (tmp_path / name).write_bytes(b"mine")
        run = irc_kg("template", "Bus stop", "-o", tmp_path / name, "--root", miniature)
        assert run.code == 2
        assert "is there already, and may be filled in" in run.err
        assert (tmp_path / name).read_bytes() == b"mine"
    run = irc_kg("template", "Bus stop", "-o", tmp_path / "x.ods", "--root", miniature)
    assert "ends neither in .csv nor in .xlsx" in run.err
    run = irc_kg("template", "Bus stp", "--root", miniature)
    assert "no class called 'Bus stp'. Did you mean Bus stop" in run.err


_LAWS: list[dict[str, str]] = [
    {
        "Name": "Clean Air Act",
        "Nation": "Wales",
        "Paragraph": "1",
        "Other names": "CAA",
        "Description": "An Act, for clean air; and more.",
        "Published": "2024-03-01",
        "About": "PCRS",
    },
    {"Name": "=Sum Act", "Nation": "England; Scotland", "Paragraph": "2", "Date": "2023"},
]


def _fill(path: Path) -> None:
    """Write the laws below the headings of a template."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as lines:
            headings = next(csv.reader(lines))
        with path.open("a", encoding="utf-8", newline="") as out:
            csv.DictWriter(out, headings).writerows(_LAWS)
        return
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for row, law in enumerate(_LAWS, 2):
        for cell in sheet[1]:
            new = sheet.cell(row, cell.column, law.get(cell.value))
            if new.value:
                new.data_type = "s"
    book.save(path)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_filled_in_and_imported_says_just_that(
    irc_kg: RunCommand, shipped: Path, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"laws.{ending}"
    assert irc_kg("template", "Law", "-o", path, "--root", shipped).code == 0
    _fill(path)
    run = irc_kg("import", path, "--class", "Law", "--to", WALES, "--root", shipped)
    assert (run.code, run.err) == (0, f"Wrote 2 rows to {WALES}: 14 statements.\n")
    assert block(shipped, WALES, "kg:clean-air-act") == (
        "kg:clean-air-act\n"
        "    a irc:Law ;\n"
        "    irc:paragraph 1 ;\n"
        '    rdfs:label "Clean Air Act"@en ;\n'
        '    skos:altLabel "CAA"@en ;\n'
        '    skos:definition "An Act, for clean air; and more."@en ;\n'
        "    irc:appliesIn kg:wales ;\n"
        '    dcterms:issued "2024-03-01"^^xsd:date ;\n'
        "    irc:concerns kg:primary-care-respiratory-society .\n"
    )
    assert block(shipped, WALES, "kg:sum-act") == (
        "kg:sum-act\n"
        "    a irc:Law ;\n"
        "    irc:paragraph 2 ;\n"
        '    rdfs:label "=Sum Act"@en ;\n'
        "    irc:appliesIn kg:england ;\n"
        "    irc:appliesIn kg:scotland ;\n"
        '    dcterms:date "2023"^^xsd:gYear .\n'
    )
    assert check(ProjectFiles(shipped)).findings == ()
    again = irc_kg("import", path, "--class", "Law", "--to", WALES, "--root", shipped)
    assert again.err == f"{WALES} says all of the 2 rows already; nothing was written.\n"


def test_an_id_that_is_no_iri_is_a_fault_where_it_stands_and_where_it_is_meant(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path
) -> None:
    table = tmp_path / "lines.csv"
    table.write_text("label,id,stops at\r\nPark,Park,Park\r\n", encoding="utf-8")
    lines = "graph/bus-plan-2020/lines.ttl"
    before = (miniature / lines).read_bytes()
    run = irc_kg("import", table, "--class", "Bus line", "--to", lines, "--root", miniature)
    assert run.code == 2
    assert "B2" in run.err
    assert "not made for" not in run.err
    assert (miniature / lines).read_bytes() == before
