"""What lies just within and just beyond the bounds that the program keeps."""

from __future__ import annotations

import io
import warnings
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from running import RunCommand

import irc_kg
from irc_kg.queries import query_of_text
from irc_kg.queries.header import Parameter, read_header
from irc_kg.queries.tables import Table, numeric_columns, python_value
from irc_kg.store import Store
from irc_kg.store.loading import UnreadableFilesError
from irc_kg.store.names import XSD
from irc_kg.store.project_files import ProjectFiles

LINES = "graph/bus-plan-2020/lines.ttl"


def number(text: str, name: str = "integer") -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + name))


@pytest.mark.parametrize(("digits", "is_kept"), [(15, True), (16, False)])
def test_a_workbook_keeps_numbers_of_fifteen_digits(digits: int, *, is_kept: bool) -> None:
    from openpyxl import load_workbook

    from irc_kg.queries.formats import write_xlsx

    for sign in ("", "-"):
        written = io.BytesIO()
        text = sign + "9" * digits
        write_xlsx(Table(("n",), [[number(text)]]), written)
        written.seek(0)
        value = load_workbook(written).active["A2"].value
        assert value == (int(text) if is_kept else text)


def test_a_column_is_of_numbers_if_all_of_its_cells_are() -> None:
    rows = [[number("1"), number("1"), None], [number("2.5", "decimal"), ox.Literal("x"), None]]
    assert numeric_columns(rows, 3) == [True, False, False]
    assert numeric_columns([], 2) == [False, False]
    assert python_value(number("2.50", "decimal"), str) in {2.5, Decimal("2.5")}


def test_a_header_says_nothing_that_it_does_not_say() -> None:
    header = read_header("#+ summary: Lines\nASK {}", "f.rq")
    assert (header.endpoint, header.method, header.pagination) == (None, None, None)
    assert header.lines == {"summary": 1}
    below = read_header("# a\nASK {\n  #+ summary: Lines\n#+ tags: [a]\n}\n#+ tags: [b]\n", "f.rq")
    assert below.lines == {"summary": 3, "tags": 4}
    assert below.tags == ("a",)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (XSD + "integer", "a whole number, such as 6"),
        (XSD + "string", "text"),
        ("https://example.org/Code", "text"),
        ("iri", "a thing by its name, CURIE or IRI"),
    ],
)
def test_a_parameter_says_what_it_takes(kind: str, words: str) -> None:
    assert Parameter("_x", "x", kind).kind_in_words == words
    assert Parameter("_x", "x", XSD + "string", "cy").kind_in_words == "text (language cy)"


def test_a_file_that_has_gone_is_told_as_one_that_cannot_be_read(miniature: Path) -> None:
    files = ProjectFiles(miniature)
    assert miniature / LINES in files.turtle_files
    (miniature / LINES).unlink()
    with pytest.raises(UnreadableFilesError, match="The file cannot be read: No such file") as refused:
        Store(files)
    [finding] = refused.value.findings
    assert (finding.file, finding.line, finding.column) == (miniature / LINES, 1, 1)


def test_a_project_may_lack_a_folder(miniature: Path) -> None:
    (miniature / "queries").rename(miniature / "elsewhere")
    assert ProjectFiles(miniature).query_files == ()


def test_what_has_no_iri_has_no_name(miniature: Path) -> None:
    with (miniature / LINES).open("a", encoding="utf-8") as out:
        out.write('\n[] rdfs:label "Nameless" .\n')
    assert irc_kg.open(miniature).store.names.find("Nameless") == ()


def test_of_names_that_differ_in_case_the_one_that_is_written_so_is_meant(miniature: Path) -> None:
    with (miniature / LINES).open("a", encoding="utf-8") as out:
        out.write(
            '\nkg:small a town:Line ; irc:paragraph 1 ; rdfs:label "red line"@en ; town:stopsAt kg:market .\n'
        )
    runner = irc_kg.open(miniature).runner
    query = query_of_text("ASK { ?_line_iri a ?kind }")
    written = {text: runner.bind(query, {"line": [text]}) for text in ("red line", "Red line")}
    assert "/small>" in written["red line"]
    assert "/small>" not in written["Red line"]


@pytest.mark.parametrize(("debug", "heard"), [("", False), ("1", True)])
def test_what_libraries_warn_of_is_told_to_those_who_change_the_program(
    irc_kg: RunCommand, miniature: Path, monkeypatch: pytest.MonkeyPatch, debug: str, *, heard: bool
) -> None:
    def warn(*_arguments: object) -> str:
        warnings.warn("a library thinks so", ResourceWarning, stacklevel=1)
        return "a file"

    monkeypatch.setenv("IRC_KG_DEBUG", debug)
    monkeypatch.setattr(ProjectFiles, "display_path", warn)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        run = irc_kg("show", "Red line", "--root", miniature)
    assert run.code == 0
    assert ("a library thinks so" in run.err) == heard
