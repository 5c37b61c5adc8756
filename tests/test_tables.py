from __future__ import annotations

import csv
import gc
import io
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from irc_kg.errors import QueryFailedError
from irc_kg.files import open_binary
from irc_kg.queries.formats import TABLES, write_xlsx
from irc_kg.queries.tables import Cell, Table, fit_for_xml, heading, is_number, python_value, text
from irc_kg.store.names import XSD

PLAIN = st.characters(exclude_categories=["Cs", "Cc"])
IRIS = st.from_regex(r"[a-z]{1,8}", fullmatch=True).map(lambda local: ox.NamedNode(f"http://e.org/{local}"))
LITERALS = st.one_of(
    st.text(PLAIN).map(ox.Literal),
    st.text(PLAIN).map(lambda text: ox.Literal(text, language="en")),
    st.integers().map(ox.Literal),
)
CELLS: st.SearchStrategy[Cell] = st.one_of(st.none(), IRIS, LITERALS)
ROWS = st.lists(st.tuples(CELLS, CELLS), max_size=6)
FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "tsv": ox.QueryResultsFormat.TSV,
}


def written(name: str, rows: list[tuple[Cell, Cell]]) -> str:
    out = io.StringIO()
    TABLES.choose(name, None).write(Table(("a", "b"), rows), out)
    return out.getvalue()


@pytest.mark.parametrize("name", FORMATS)
@given(rows=ROWS)
def test_what_is_written_for_machines_reads_back_as_it_was(name: str, rows: list[tuple[Cell, Cell]]) -> None:
    answer = ox.parse_query_results(written(name, rows).encode(), FORMATS[name])
    assert isinstance(answer, ox.QuerySolutions)
    expected = [tuple(map(_as_xml_readers_do, row)) for row in rows] if name == "xml" else rows
    assert [(row["a"], row["b"]) for row in answer] == expected


_SPACE = " \t\r\n"  # of XML


def _as_xml_readers_do(cell: Cell) -> Cell:
    """The reader of XML results drops white space around text, which XML lets it do."""
    if isinstance(cell, ox.Literal) and cell.language:
        return ox.Literal(cell.value.strip(_SPACE), language=cell.language)
    if isinstance(cell, ox.Literal):
        return ox.Literal(cell.value.strip(_SPACE), datatype=cell.datatype)
    return cell


@given(rows=ROWS)
def test_csv_has_a_record_a_row(rows: list[tuple[Cell, Cell]]) -> None:
    read = list(csv.reader(io.StringIO(written("csv", rows), newline="")))
    assert read == [["a", "b"], *[[text(cell) for cell in row] for row in rows]]


@given(rows=ROWS)
def test_markdown_keeps_its_columns(rows: list[tuple[Cell, Cell]]) -> None:
    lines = written("markdown", rows).split("\n")[:-1]
    assert len(lines) == len(rows) + 2
    assert all(line.replace("\\\\", "").replace("\\|", "").count("|") == 3 for line in lines)


NAMES = st.from_regex(r"[a-zA-Z][a-zA-Z0-9_]{0,12}", fullmatch=True)


@given(name=NAMES)
def test_the_words_above_a_column_are_its_name_taken_apart(name: str) -> None:
    words = heading(name)
    assert words.replace(" ", "").casefold() == name.replace("_", "").casefold()
    assert heading(words) == words
    assert not any(a.islower() and b.isupper() for a, b in itertools.pairwise(words))


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("goalOf", "goal of"),
        ("found_by", "found by"),
        ("nextDated", "next dated"),
        ("ODSCode", "ODSCode"),
        ("runsUK", "runs UK"),
        ("_nation_iri", "nation"),
        ("__health_board_iri", "health board"),
        ("_date_xsd_date", "date"),
        ("_", "_"),
    ],
)
def test_a_column_is_headed_by_words(column: str, words: str) -> None:
    assert Table((column,), []).headings == (words,)


def test_a_plain_table_wraps_and_aligns() -> None:
    rows: list[tuple[Cell, Cell]] = [
        (ox.Literal("word " * 20), ox.Literal(5)),
        (ox.Literal("x"), ox.Literal(10)),
    ]
    lines = written("table", rows).splitlines()
    assert lines[0].split() == ["a", "b"]
    assert max(map(len, lines)) <= 64
    assert lines[2].endswith("   5")
    assert lines[-1].endswith("  10")


def test_rows_are_read_only_as_far_as_they_are_wanted() -> None:
    read = []

    def rows() -> Iterator[tuple[Cell]]:
        for number in range(3):
            read.append(number)
            yield (ox.Literal(number),)

    assert list(Table(("n",), rows()).part(0, 1)) == [(ox.Literal(0),)]
    assert read == [0]


def test_a_table_is_read_in_python_too() -> None:
    table = Table(("a", "b"), [(ox.Literal("<b>"), ox.Literal(5))])
    assert table.to_csv() == "a,b\r\n<b>,5\r\n"
    assert table.to_markdown().endswith("| <b> | 5 |\n")


def test_a_workbook_holds_labels_numbers_and_links(tmp_path: Path) -> None:
    rows: list[tuple[Cell, ...]] = [
        (ox.NamedNode("http://e.org/a"), ox.Literal(5), ox.Literal("=1+1\x01"), None),
    ]
    table = Table(("thing", "number", "words", "none"), rows, lambda cell: text(cell).upper())
    with open_binary(tmp_path / "t.xlsx") as out:
        write_xlsx(table, out)
    sheet = load_workbook(tmp_path / "t.xlsx").active
    assert [cell.value for cell in sheet[1]] == ["thing", "number", "words", "none"]
    thing, number, words, none = sheet[2]
    assert (thing.value, thing.hyperlink.target) == ("HTTP://E.ORG/A", "http://e.org/a")
    assert (number.value, none.value) == (5, None)
    assert (words.value, words.data_type) == ("=1+1\N{REPLACEMENT CHARACTER}", "s")


def literal(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


# Literals that are none of their datatype, and numbers that are larger than most programs hold.
ODD = [
    literal("abc", "integer"),
    literal("٣", "integer"),
    literal("9" * 5000, "integer"),
    literal("12345678901234567890", "integer"),
    literal("-12345678901234567890", "integer"),
    literal("1e999999999", "decimal"),
    literal("9" * 400, "decimal"),
    literal("1e999999999", "double"),
    literal("NaN", "double"),
    literal("-INF", "float"),
    literal("300", "byte"),
    literal("", "date"),
]


def as_workbook(cells: list[Cell], file: Path) -> list[object]:
    with open_binary(file) as out:
        write_xlsx(Table(("a",), [(cell,) for cell in cells]), out)
    return [row[0].value for row in load_workbook(file).active.iter_rows(min_row=2)]


def test_what_a_spreadsheet_cannot_hold_as_a_number_is_text_in_it(tmp_path: Path) -> None:
    expected = [text(cell)[:32_767] or None for cell in ODD]
    assert as_workbook([*ODD], tmp_path / "odd.xlsx") == expected
    fine: list[Cell] = [
        literal("999999999999999", "long"),
        literal("-2.50", "decimal"),
        literal("1e3", "double"),
    ]
    assert as_workbook(fine, tmp_path / "fine.xlsx") == [999_999_999_999_999, -2.5, 1000]


@pytest.mark.parametrize("name", [name for name in TABLES.names if name != "xlsx"])
@given(
    cells=st.lists(
        st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"])).map(ox.Literal))
    )
)
def test_any_cell_can_be_written(name: str, cells: list[Cell]) -> None:
    out = io.StringIO()
    TABLES.choose(name, None).write(Table(("a",), [(cell,) for cell in cells]), out)
    if name == "xml":
        read = ET.fromstring(out.getvalue())  # noqa: S314 - written right here
        shown = [
            element.text or "" for element in read.iter("{http://www.w3.org/2005/sparql-results#}literal")
        ]
        assert shown == [fit_for_xml(text(cell)) for cell in cells]
    if name == "json":
        assert len(json.loads(out.getvalue())["results"]["bindings"]) == len(cells)


def test_a_row_that_fails_is_no_workbook_and_no_other_complaint(tmp_path: Path) -> None:
    def rows() -> Iterator[tuple[Cell]]:
        yield (ox.Literal(1),)
        raise QueryFailedError("it was the engine")

    def write() -> None:
        with open_binary(tmp_path / "t.xlsx") as out:
            write_xlsx(Table(("n",), rows()), out)

    with pytest.raises(QueryFailedError):
        write()
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_numbers_are_numbers_and_what_is_none_is_text() -> None:
    assert [python_value(cell, text) for cell in (literal("07", "integer"), literal("2.5", "decimal"))] == [
        7,
        2.5,
    ]
    assert [python_value(cell, text) for cell in (literal("abc", "integer"), None)] == ["abc", None]
    assert [is_number(cell) for cell in (literal("7", "byte"), literal("x", "byte"), ox.Literal("7"))] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [("a|b", r"a\|b"), ("a\\b", r"a\\b"), ("\\|", r"\\\|"), ("\\\\", r"\\\\"), ("a\n b", "a b")],
)
def test_a_cell_of_markdown_shows_what_it_says(value: str, shown: str) -> None:
    assert Table(("a",), [(ox.Literal(value),)]).to_markdown().splitlines()[-1] == f"| {shown} |"


def test_a_workbook_keeps_numbers_of_fifteen_digits_and_longer_ones_as_text(tmp_path: Path) -> None:
    numbers = [10**15 - 1, 10**15, -(10**15)]
    path = tmp_path / "numbers.xlsx"
    with path.open("wb") as out:
        write_xlsx(Table(("number",), [(ox.Literal(number),) for number in numbers]), out)
    cells = [row[0] for row in load_workbook(path)["Answer"].iter_rows(min_row=2, values_only=True)]
    assert cells == [10**15 - 1, str(10**15), str(-(10**15))]


def test_a_triple_and_a_blank_node_in_a_cell_are_written_as_such() -> None:
    iri = ox.NamedNode("urn:x:a")
    triple = ox.Triple(iri, iri, ox.Literal("b"))
    shown = json.loads(written("json", [(triple, ox.BlankNode("c"))]))["results"]["bindings"]
    assert shown == [
        {
            "a": {
                "type": "triple",
                "value": {
                    "subject": {"type": "uri", "value": "urn:x:a"},
                    "predicate": {"type": "uri", "value": "urn:x:a"},
                    "object": {"type": "literal", "value": "b"},
                },
            },
            "b": {"type": "bnode", "value": "c"},
        }
    ]
    assert text(triple) == '<urn:x:a> <urn:x:a> "b"'
    assert text(ox.BlankNode("c")) == "_:c"
