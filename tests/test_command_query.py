"""``irc-kg query`` on the miniature project."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from openpyxl import load_workbook
from processes import PATIENCE, Processes
from running import RunCommand

from irc_kg import open as open_project
from irc_kg.store.datatypes import today

PLAN = "graph/bus-plan-2020/lines.ttl"


def test_alone_it_lists_the_questions_by_tag(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("query", "--root", miniature)
    assert run.code == 0
    lines = [line.split()[0] for line in run.out.splitlines() if line]
    assert lines == [
        "lines",
        "is-run",
        "lines-at-stop",
        "lines-since",
        "network-of-line",
        "stops",
        "streets/stops",
    ]
    assert "Lines that stop at a place" in run.out


def test_a_default_is_applied(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("query", "lines-at-stop", "--root", miniature)
    assert run.out.splitlines()[4:] == [
        "Red line        1  Bus plan 2020, Lines, paragraph 1",
        "Blue line       2  Bus plan 2020, Lines, paragraph 2",
    ]


@pytest.mark.parametrize("name", ["Market", "market", "kg:market", "https://w3id.org/irc-kg/id/market"])
def test_a_thing_is_given_by_any_name(irc_kg: RunCommand, miniature: Path, name: str) -> None:
    run = irc_kg("query", "lines-at-stop", "--stop", name, "--format", "csv", "--root", miniature)
    assert run.out.split("\r\n")[1].startswith("Red line,1,")
    assert run.out.count("\r\n") == 2


def test_a_repeated_option_gives_several_values(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("query", "lines-at-stop", "--stop", "Market", "--stop", "café", "--root", miniature)
    assert run.out.splitlines() == [
        "Lines that stop at a place. Stop: Market or Station",
        "",
        "stop     line       number  source",
        "-------  ---------  ------  ---------------------------------",
        "Market   Red line        1  Bus plan 2020, Lines, paragraph 1",
        "Station  Red line        1  Bus plan 2020, Lines, paragraph 1",
        "Station  Blue line       2  Bus plan 2020, Lines, paragraph 2",
    ]


def test_an_optional_parameter_left_out_stays_free(irc_kg: RunCommand, miniature: Path) -> None:
    assert irc_kg("query", "streets/stops", "--no-cite", "--root", miniature).out.split()[-2:] == [
        "Market",
        "Station",
    ]
    run = irc_kg("query", "streets/stops", "--line", "B2", "--no-cite", "--root", miniature)
    assert run.out.split()[-1:] == ["Station"]


def test_the_choice_is_narrowed_to_what_the_query_can_take(irc_kg: RunCommand, miniature: Path) -> None:
    # "Express" is the name of a line and of a company.
    assert irc_kg("query", "streets/stops", "--line", "Express", "--root", miniature).code == 0
    assert irc_kg("query", "is-run", "--company", "Express", "--root", miniature).out == "yes\n"
    ambiguous = irc_kg("query", "lines-at-stop", "--stop", "Express", "--root", miniature)
    assert ambiguous.code == 2
    assert "kg:blue-line" in ambiguous.err
    assert "kg:town-buses" in ambiguous.err


def test_help_is_made_from_the_header(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("query", "lines-at-stop", "--help", "--root", miniature)
    assert run.code == 0
    for words in ("Lines that stop at a place", "Each with its number", "--stop STOP", "Default:"):
        assert words in run.out


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["lines-at-stp"], "no query called 'lines-at-stp'. Did you mean lines-at-stop?"),
        (["lines-at-stop", "--stop", "Markt"], "no stop called 'Markt'. Did you mean Market?"),
        (["lines-at-stop", "--stp", "Market"], "--stop"),
        (["lines-since"], "needs a value for --year (a whole number, such as 6)"),
        (["lines-since", "--year", "soon"], "--year takes a whole number, such as 6, not 'soon'"),
        (["-e", "SELECT * { ?s twon:stopsAt ?o }"], "'twon:' is not declared. Did you mean town:?"),
        (["-e", "SELECT * { ?s ?p }"], "                   ^"),
        (["-e", "DELETE WHERE { ?s ?p ?o }"], "is an update. Questions change nothing"),
        (["-e", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], "asks another server"),
        (["-e"], "needs the text of a query"),
        (["missing.rq"], "missing.rq cannot be read: No such file or directory"),
        (["lines-since", "--year", "2000", "--format", "turtle"], "cannot be written as turtle"),
        (["is-run", "--company", "TB", "--format", "turtle"], "cannot be written as turtle"),
        (["network-of-line", "--line", "R1", "--format", "csv"], "cannot be written as csv"),
        (["lines-since", "--year", "1", "--year", "2", "--format", "nonsense"], "nonsense"),
    ],
)
def test_what_cannot_run_is_said_in_a_sentence(
    irc_kg: RunCommand, miniature: Path, arguments: list[str], fault: str
) -> None:
    run = irc_kg("query", "--root", miniature, *arguments)
    assert run.code == 2
    assert fault in run.err
    assert run.out == ""
    assert "Traceback" not in run.err


def test_a_text_a_file_and_standard_input_are_queries_too(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "SELECT ?stop { ?stop a town:Stop } ORDER BY ?stop"
    file = tmp_path / "stops.rq"
    file.write_text(text, encoding="utf-8-sig")
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    answers = {
        irc_kg("query", *how, "--format", "tsv", "--root", miniature).out
        for how in (["-e", text], [file], ["-"])
    }
    assert answers == {"?stop\n<https://w3id.org/irc-kg/id/market>\n<https://w3id.org/irc-kg/id/station>\n"}


def test_a_file_that_is_no_text_is_refused(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
    (tmp_path / "binary.rq").write_bytes(b"\xff\xfe\x00")
    run = irc_kg("query", tmp_path / "binary.rq", "--root", miniature)
    assert (run.code, "it is not UTF-8" in run.err) == (2, True)


def test_shared_options_may_stand_before_the_question(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("query", "--format", "json", "--root", miniature, "-e", "ASK { ?s a town:Stop }")
    assert json.loads(run.out)["boolean"] is True


def test_json_is_of_the_form_of_sparql_results(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("query", "lines-since", "--year", "2000", "--format", "json", "--root", miniature)
    assert json.loads(run.out) == {
        "head": {"vars": ["line", "year", "source"]},
        "results": {
            "bindings": [
                {
                    "line": {"type": "uri", "value": "https://w3id.org/irc-kg/id/red-line"},
                    "year": {
                        "type": "literal",
                        "value": "1998",
                        "datatype": "http://www.w3.org/2001/XMLSchema#gYear",
                    },
                    "source": {"type": "literal", "value": "Bus plan 2020, Lines, paragraph 1"},
                }
            ]
        },
    }


def test_markdown_shows_labels_and_ids_when_asked(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("query", "lines-since", "--year", "2000", "-f", "markdown", "--ids", "--root", miniature)
    assert run.out.splitlines()[-1] == (
        f"| Red line (kg:red-line) | 1998 | Bus plan 2020, Lines, paragraph 1 ({PLAN}:20) |"
    )


def test_a_graph_is_written_as_turtle(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("query", "network-of-line", "--line", "blue line", "--root", miniature)
    assert "kg:blue-line town:stopsAt kg:station" in run.out


def test_the_ending_of_a_file_tells_the_form(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
    run = irc_kg("query", "lines-at-stop", "-o", tmp_path / "lines.md", "--root", miniature)
    assert run.out == ""
    assert (tmp_path / "lines.md").read_text(encoding="utf-8").splitlines()[2] == "| line | number | source |"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_file_that_cannot_be_written_is_said(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
    run = irc_kg("query", "lines-at-stop", "-o", tmp_path / "no" / "lines.md", "--root", miniature)
    assert run.code == 2
    assert "There is no folder" in run.err


def test_that_nothing_was_found_is_said_beside_the_answer(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("query", "lines-since", "--year", "1900", "--format", "csv", "--root", miniature)
    assert (run.code, run.out) == (0, "line,year,source\r\n")
    assert "Nothing was found" in run.err


def test_a_query_that_names_its_graphs_is_asked_of_those(irc_kg: RunCommand, miniature: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) FROM <bus-plan-2020/companies> { ?s a ?kind }"
    assert irc_kg("query", "-e", text, "-f", "csv", "--root", miniature).out == "n\r\n3\r\n"


def test_turtle_that_cannot_be_read_is_listed_all_of_it(irc_kg: RunCommand, miniature: Path) -> None:
    for name in ("one", "two"):
        (miniature / "graph" / f"{name}.ttl").write_text("\nkg:a kg:b", encoding="utf-8")
    run = irc_kg("query", "lines-at-stop", "--root", miniature)
    assert run.code == 2
    assert "graph/one.ttl:2:" in run.err
    assert "graph/two.ttl:2:" in run.err


def test_a_function_that_nobody_knows_gives_no_value(irc_kg: RunCommand, miniature: Path) -> None:
    text = "SELECT (town:double(1) AS ?two) (xsd:integer('1') AS ?one) {}"
    assert irc_kg("query", "-e", text, "-f", "csv", "--root", miniature).out == "two,one\r\n,1\r\n"


def test_what_the_engine_cannot_answer_is_said(irc_kg: RunCommand, miniature: Path) -> None:
    text = "SELECT * { ?s a town:Stop SERVICE ?nobody { ?s ?p ?o } }"
    run = irc_kg("query", "--allow-service", "-e", text, "-f", "csv", "--root", miniature)
    assert run.code == 2
    assert "The query could not be answered" in run.err


def test_escaped_characters_of_names_are_read(irc_kg: RunCommand, miniature: Path) -> None:
    text = (
        'SELECT ?na\\u006de { ?x a town:Stop ; rdfs:l\\u0061bel ?name FILTER(STR(?name) = "M\\u0061rket") }'
    )
    assert irc_kg("query", "-e", text, "-f", "csv", "--root", miniature).out == "name\r\nMarket\r\n"


def test_a_term_that_is_in_no_statement_is_told_when_nothing_is_found(
    irc_kg: RunCommand, miniature: Path
) -> None:
    run = irc_kg("query", "-e", "SELECT * { ?x town:stopAt ?y }", "--root", miniature)
    assert run.code == 0
    assert "town:stopAt is in no statement. Did you mean town:stopsAt" in run.err


def test_the_rows_can_be_limited(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("query", "lines-at-stop", "--limit", "1", "-f", "csv", "--root", miniature)
    assert run.out.count("\r\n") == 2


def test_a_query_with_pages_gives_one(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
    file = tmp_path / "paged.rq"
    file.write_text("#+ pagination: 1\nSELECT ?s { ?s a town:Stop } ORDER BY ?s\n", encoding="utf-8")
    run = irc_kg("query", file, "--page", "2", "-f", "csv", "--root", miniature)
    assert run.out == "s\r\nStation\r\n"


def test_the_bound_query_is_shown_so_that_others_can_run_it(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("query", "lines-at-stop", "--stop", "Market", "--show", "--root", miniature)
    assert "PREFIX town: <https://example.org/town#>" in run.out
    assert "town:stopsAt <https://w3id.org/irc-kg/id/market>" in run.out
    assert "?_stop_iri" not in run.out


DEFAULT = "Lines that stop at a place. Stop: Station (the default; --stop takes another)"


def test_that_a_limit_may_hide_rows_is_said(irc_kg: RunCommand, miniature: Path) -> None:
    for limit, said in (("1", "1 row (--limit 1 gives no more), from"), ("3", "2 rows, from")):
        run = irc_kg("query", "lines-at-stop", "--limit", limit, "--root", miniature)
        assert run.err.startswith(f"\n{said}"), run.err


@pytest.mark.parametrize("limit", ["0", "-1", "9" * 30])
def test_no_rows_are_no_number_of_rows(irc_kg: RunCommand, miniature: Path, limit: str) -> None:
    for text in ("SELECT ?s { ?s ?p ?o }", "ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }"):
        run = irc_kg("query", "-e", text, "--limit", limit, "--root", miniature)
        assert (run.code, run.out) == (2, "")
        assert (
            f"'--limit': {limit} is no number of rows, such as 5. Without --limit there are all." in run.err
        )


@pytest.mark.parametrize(
    ("arguments", "heading"),
    [
        ([], f"{DEFAULT}\n\nline "),
        (["--stop", "market"], "Lines that stop at a place. Stop: Market\n\nline "),
        (["-f", "markdown"], f"**{DEFAULT}**\n\n| line |"),
    ],
)
def test_a_heading_says_what_was_asked_and_with_which_values(
    irc_kg: RunCommand, miniature: Path, arguments: list[str], heading: str
) -> None:
    run = irc_kg("query", "lines-at-stop", *arguments, "--root", miniature)
    assert run.out.startswith(heading)


def test_below_a_table_it_is_said_where_it_comes_from(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("query", "lines-at-stop", "--root", miniature)
    assert run.err.startswith(f"\n2 rows, from 2 files in {miniature}, newest change ")


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_a_default_is_said_beside_what_has_no_heading(irc_kg: RunCommand, miniature: Path, form: str) -> None:
    run = irc_kg("query", "lines-at-stop", "-f", form, "--root", miniature)
    assert run.err == f"{DEFAULT}.\n"
    assert "default" not in run.out
    given = irc_kg("query", "lines-at-stop", "--stop", "Station", "-f", form, "--root", miniature)
    assert (given.out, given.err) == (run.out, "")


def test_a_default_of_a_graph_and_of_yes_or_no_is_said(irc_kg: RunCommand, miniature: Path) -> None:
    header = "#+ defaults:\n#+   - stop: Market\n"
    for text in (
        "ASK { ?line town:stopsAt ?_stop_iri }",
        "CONSTRUCT WHERE { ?line town:stopsAt ?_stop_iri }",
    ):
        run = irc_kg("query", "-e", header + text, "--no-cite", "--root", miniature)
        assert run.err == "Stop: Market (the default; --stop takes another).\n"


def test_what_the_summary_says_is_not_said_again(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
    file = tmp_path / "stops.rq"
    text = "#+ summary: Lines that stop at {stop}, and when\n#+ defaults:\n#+   - stop: Market\n"
    file.write_text(text + "SELECT ?line { ?line town:stopsAt ?_stop_iri }\n", encoding="utf-8")
    usual = irc_kg("query", file, "--root", miniature).out.splitlines()[0]
    assert usual == "Lines that stop at Market, and when. Market is the default; --stop takes another"
    given = irc_kg("query", file, "--stop", "Station", "--root", miniature).out.splitlines()[0]
    assert given == "Lines that stop at Station, and when"
    listed = irc_kg("query", file, "--help", "--root", miniature).out
    assert "Lines that stop at STOP, and when" in listed


def test_a_workbook_tells_what_was_asked_and_of_what(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path
) -> None:
    file = tmp_path / "lines.xlsx"
    assert irc_kg("query", "lines-at-stop", "-o", file, "--root", miniature).code == 0
    book = load_workbook(file)
    assert book.sheetnames == ["Answer", "About"]
    assert [cell.value for cell in book["About"][1]] == ["What", "This answer"]
    told = {row[0]: row[1] for row in book["About"].iter_rows(min_row=2, values_only=True)}
    assert told["Question"] == "Lines that stop at a place"
    assert told["Value of stop"] == "Station (the default, since nothing was said; --stop takes another)"
    assert told["Column 'line'"] == "A route that buses run on."
    assert told["Column 'number'"] == "The number of a line."
    assert "document, section" in told["Column 'source'"]
    assert "2 files, newest change 20" in told["Graph"]
    assert told["How to cite"].endswith(f"asked on {today().in_words()}.")


def test_a_workbook_tells_kinds_from_things(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
    file = tmp_path / "kinds.xlsx"
    text = "SELECT ?what ?which { ?which a ?what . ?what a owl:Class }"
    assert irc_kg("query", "-e", text, "-o", file, "--root", miniature).code == 0
    told = {row[0]: row[1] for row in load_workbook(file)["About"].iter_rows(values_only=True)}
    assert told["Column 'what'"] == "Kinds of thing, each with a link to its address."
    assert told["Column 'which'"].startswith("Things, each with a link to its address. Kinds: ")


def test_a_workbook_tells_the_revision_of_the_graph_and_its_licence(
    irc_kg: RunCommand, repository: Path, miniature: Path, tmp_path: Path
) -> None:
    def told(root: Path) -> dict[str, str]:
        file = tmp_path / "answer.xlsx"
        text = "SELECT ?s { ?s a owl:Ontology }"
        assert irc_kg("query", "-e", text, "-o", file, "--root", root).code == 0
        return {row[0]: row[1] for row in load_workbook(file)["About"].iter_rows(values_only=True)}

    assert told(repository)["Licence"].startswith("https://creativecommons.org/licenses/by/")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(miniature)]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *arguments], check=True)
    commit = subprocess.run(
        [*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    )
    clean = told(miniature)["Graph"]
    assert clean.split("revision ")[1].startswith(f"{commit.stdout.strip()} of 20")
    (miniature / "graph" / "more.ttl").write_text("", encoding="utf-8")
    assert told(miniature)["Graph"] == clean.replace("2 files", "3 files") + ", and changes since"


def test_a_column_for_several_values_is_told_from_one_of_the_same_name(
    irc_kg: RunCommand, miniature: Path
) -> None:
    text = "SELECT ?number ?line { ?line town:number ?number FILTER(?number = ?_number_integer) }"
    run = irc_kg("query", "-e", text, "--number", "1", "--number", "2", "-f", "csv", "--root", miniature)
    assert run.out.splitlines() == ["number asked for,number,line", "1,1,Red line", "2,2,Blue line"]
    machine = irc_kg("query", "-e", text, "--number", "1", "--number", "2", "-f", "json", "--root", miniature)
    assert json.loads(machine.out)["head"]["vars"] == ["_number_integer", "number", "line"]


def test_a_triple_that_two_files_state_counts_once(irc_kg: RunCommand, miniature: Path) -> None:
    again = miniature / "graph" / "again.ttl"
    again.write_text(
        "@prefix kg: <https://w3id.org/irc-kg/id/> .\n@prefix town: <https://example.org/town#> .\n"
        "kg:market a town:Stop .\n",
        encoding="utf-8",
    )
    text = "SELECT (COUNT(*) AS ?n) { ?s a town:Stop }"
    assert irc_kg("query", "-e", text, "-f", "csv", "--root", miniature).out == "n\r\n2\r\n"


def test_one_bad_header_does_not_hide_the_other_questions(irc_kg: RunCommand, miniature: Path) -> None:
    (miniature / "queries" / "bad.rq").write_text("#+ summary: a: b\nASK {}\n", encoding="utf-8")
    run = irc_kg("query", "--root", miniature)
    assert run.code == 0
    assert "bad.rq:1: the #+ header cannot be read" in run.out
    assert "lines-at-stop" in run.out
    assert irc_kg("query", "bad", "--root", miniature).code == 2


def test_what_is_no_file_is_written_to_as_it_is(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    assert irc_kg("query", "lines-at-stop", "-o", link, "--root", miniature).code == 0
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8").startswith("line,number,source")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="there is no /dev/full")
def test_a_device_stays_one(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("query", "lines-at-stop", "-o", "/dev/full", "--root", miniature)
    assert run.code == 2
    assert "No space left" in run.err
    assert Path("/dev/full").is_char_device()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_keeps_its_mode_and_a_new_one_has_that_of_its_user(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path, ending: str
) -> None:
    old, new = tmp_path / f"old.{ending}", tmp_path / f"new.{ending}"
    old.touch()
    old.chmod(0o640)
    before = os.umask(0o027)
    try:
        for target in (old, new):
            assert irc_kg("query", "lines-at-stop", "-o", target, "--root", miniature).code == 0
    finally:
        os.umask(before)
    assert [stat.S_IMODE(target.stat().st_mode) for target in (old, new)] == [0o640, 0o640]
    old.chmod(0o604)
    assert irc_kg("query", "lines-at-stop", "-o", old, "--root", miniature).code == 0
    assert stat.S_IMODE(old.stat().st_mode) == 0o604


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such pipes")
def test_an_answer_goes_through_a_pipe_which_stays_one(
    irc_kg: RunCommand, processes: Processes, miniature: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read = [sys.executable, "-c", "import sys; print(open(sys.argv[1]).read())", str(pipe)]
    reader = processes.start(read)
    run = irc_kg("query", "lines-at-stop", "-f", "csv", "-o", pipe, "--root", miniature)
    assert reader.communicate(timeout=PATIENCE)[0].startswith("line,number,source\n")
    assert run.code == 0
    assert pipe.is_fifo()
    assert irc_kg("query", "lines-at-stop", "-o", "/dev/null", "--root", miniature).code == 0
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize(
    ("output", "fault"),
    [
        ("brief.docx", "brief.docx is no name for a table: its ending can be .csv, .tsv, .json"),
        ("lines.CSVX", "lines.CSVX is no name for a table"),
        ("lines.json -f csv", "would be no json: a file of the form csv ends in .csv."),
        ("lines.xml -f json", "a file of the form json ends in .json or .srj."),
        ("lines.txt -f xlsx", "a file of the form xlsx ends in .xlsx."),
        ("lines.csv -f xlsx", "would be no csv"),
        ("lines.ttl", "lines.ttl is no name for a table"),
    ],
)
def test_the_ending_of_a_file_must_fit_what_it_holds(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path, output: str, fault: str
) -> None:
    file, *options = output.split()
    before = sorted(tmp_path.iterdir())
    run = irc_kg("query", "lines-at-stop", *options, "-o", tmp_path / file, "--root", miniature)
    assert (run.code, fault in run.err) == (2, True), run.err
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("output", "beginning"),
    [
        ("lines.CSV", "line,number,source"),
        ("lines.txt", "Lines that stop at a place. Stop: Station"),
        ("lines.txt -f csv", "line,number,source"),
        ("lines.dat -f csv", "line,number,source"),
        ("lines", "Lines that stop at a place. Stop: Station"),
    ],
)
def test_a_file_may_have_any_ending_that_says_nothing_else(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path, output: str, beginning: str
) -> None:
    file, *options = output.split()
    run = irc_kg("query", "lines-at-stop", *options, "-o", tmp_path / file, "--root", miniature)
    assert run.code == 0
    assert (tmp_path / file).read_text(encoding="utf-8").startswith(beginning)


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["lines-at-stop", "--stop", "kg:nowhere"], "There is no stop called 'kg:nowhere'"),
        (["lines-at-stop", "--stop", ""], "There is no stop called ''"),
        (["lines-at-stop", "--limit", "9" * 30], "--limit"),
        (["-e", "SELECT ?x { ?x a ?_day_xsd_date }", "--day", "2022-02-30"], "a day that there is"),
        (["-e", "ASK { ?\udcff a ?y }"], "is not UTF-8"),
        (["lines-at-stop", "--stop", "\udcff"], "There is no stop called"),
        (["x" * 100_000], "There is no query called"),
        (["x" * 100_000 + ".rq"], "cannot be read: File name too long."),
        (["lines-at-stop", "-o", "no/such/folder.csv"], "There is no folder"),
    ],
)
def test_values_that_cannot_be_are_refused(
    irc_kg: RunCommand, miniature: Path, arguments: list[str], fault: str
) -> None:
    run = irc_kg("query", "--root", miniature, *arguments)
    assert (run.code, fault in run.err) == (2, True), run.err


def test_a_file_that_cannot_be_read_does_not_hide_the_other_questions(
    irc_kg: RunCommand, miniature: Path
) -> None:
    (miniature / "queries" / "latin.rq").write_bytes(b"#+ summary: Caf\xe9\nASK {}\n")
    (miniature / "queries" / "date.rq").write_text(
        "#+ defaults:\n#+   - d: 2022-02-30\nASK {}\n", encoding="utf-8"
    )
    run = irc_kg("query", "--root", miniature)
    assert run.code == 0
    assert "it is not UTF-8" in run.out
    assert "day is out of range" in run.out
    assert "lines-at-stop" in run.out


def test_a_parameter_may_be_called_like_an_option(irc_kg: RunCommand, miniature: Path) -> None:
    text = "SELECT (?_format AS ?a) (?_help AS ?b) (?_root AS ?c) {}"
    values = ["--format-value", "f", "--help-value", "h", "--root-value", "r"]
    run = irc_kg("query", "--root", miniature, "-e", text, *values, "-f", "csv")
    assert run.out == "a,b,c\r\nf,h,r\r\n"


CLOSING = "import os, sys; [os.close(int(n)) for n in sys.argv[1]]; os.execv(sys.executable, sys.argv[2:])"


@pytest.mark.parametrize("closed", ["0", "2", "02"])
def test_closed_streams_that_are_not_needed_are_no_trouble(miniature: Path, closed: str) -> None:
    command = [sys.executable, "-m", "irc_kg", "query", "lines-at-stop", "-f", "csv", "--root"]
    starting = [sys.executable, "-c", CLOSING, closed, *command, str(miniature)]
    done = subprocess.run(starting, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may look into any folder")
def test_a_folder_that_cannot_be_looked_into_is_said(irc_kg: RunCommand, miniature: Path) -> None:
    (miniature / "graph" / "bus-plan-2020").chmod(0)
    run = irc_kg("query", "lines-at-stop", "--root", miniature)
    (miniature / "graph" / "bus-plan-2020").chmod(0o755)
    assert (run.code, "cannot be read" in run.err) == (2, True)


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are of POSIX")
@pytest.mark.parametrize(("width", "wide"), [("100", True), ("30", False)])
def test_a_terminal_gets_a_table_or_cards_where_it_is_narrow(miniature: Path, width: str, wide: bool) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "irc_kg", "query", "lines-at-stop", "--root", str(miniature)]
    environment = {**os.environ, "COLUMNS": width, "TERM": "xterm"}
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.DEVNULL, check=False, env=environment)
    os.close(theirs)
    printed = os.read(ours, 100_000).decode()
    os.close(ours)
    plain = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", printed)
    assert done.returncode == 0
    assert ("line        number   source" in plain) is wide
    assert ("line    Red line" in plain) is not wide
    assert "\x1b]8;" in printed  # things link to their addresses


ODD_IRI = "http://[::1]/a"


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are of POSIX")
@pytest.mark.parametrize("width", ["100", "29"])
def test_a_terminal_shows_what_looks_like_its_markup(miniature: Path, width: str) -> None:
    import pty

    ours, theirs = pty.openpty()
    text = f"SELECT ?a ?b {{ VALUES (?a ?b) {{ (<{ODD_IRI}> '[/bold] [red]x') }} }}"
    command = [sys.executable, "-m", "irc_kg", "query", "--root", str(miniature), "-e", text]
    environment = {**os.environ, "COLUMNS": width, "TERM": "xterm"}
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    os.close(theirs)
    printed = os.read(ours, 100_000).decode()
    os.close(ours)
    assert ODD_IRI in printed
    assert "[/bold]" in printed


def test_a_number_that_is_none_is_text_in_a_workbook(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path
) -> None:
    text = "SELECT ?n { VALUES ?n { 'abc'^^<http://www.w3.org/2001/XMLSchema#integer> 7 } }"
    run = irc_kg("query", "-e", text, "-o", tmp_path / "n.xlsx", "--root", miniature)
    assert run.code == 0, run.err
    values = [row[0].value for row in load_workbook(tmp_path / "n.xlsx").active]
    assert values == ["n", "abc", 7]


@pytest.mark.parametrize(
    "text",
    ['SELECT ?a { VALUES ?a { "a\\u0001\\uFFFE\\r" } }', 'CONSTRUCT { <x:s> <x:p> "a\\u0001\\uFFFE\\r" } {}'],
)
def test_xml_is_written_of_what_it_cannot_hold(irc_kg: RunCommand, miniature: Path, text: str) -> None:
    form = "xml" if text.startswith("SELECT") else "rdfxml"
    run = irc_kg("query", "-e", text, "-f", form, "--root", miniature)
    assert run.code == 0, run.err
    found = [element.text for element in ET.fromstring(run.out).iter()]  # noqa: S314 - from the program
    assert "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}\r" in found


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="there is no /dev/full")
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_full_disk_is_all_that_is_said(miniature: Path, form: str) -> None:
    command = [
        sys.executable,
        "-m",
        "irc_kg",
        "query",
        "lines-at-stop",
        "-f",
        form,
        "-o",
        "/dev/full",
        "--root",
    ]
    done = subprocess.run([*command, str(miniature)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Lines that stop at a place. Stop: Station (the default; --stop takes another).\n"
        "Error: /dev/full could not be written: No space left on device. "
        "Make room there, or name a file elsewhere.\n"
    )


TWO_LINES = "line,number,source\r\nRed line,1,"


@pytest.mark.parametrize(
    "words",
    [
        ["query", "lines-at-stop", "--stop", "Market", "-f", "csv", "--root", "ROOT"],
        ["--root", "ROOT", "query", "lines-at-stop", "--stop", "Market", "-f", "csv"],
        ["query", "--root", "ROOT", "lines-at-stop", "--stop", "Market", "-f", "csv"],
        ["query", "--root=ROOT", "--stop", "Market", "lines-at-stop", "-f", "csv"],
        ["query", "--stop", "Market", "lines-at-stop", "-fcsv", "--root=ROOT"],
        ["query", "--stop=Market", "--format", "csv", "lines-at-stop", "--root", "ROOT"],
        ["query", "-fcsv", "--cite", "--stop", "Market", "--limit", "1", "lines-at-stop", "--root", "ROOT"],
        ["query", "--stop", "Market", "--timeout", "9", "-f", "csv", "lines-at-stop", "--root", "ROOT"],
        ["query", "--cite", "--stop", "Market", "QUERY", "-f", "csv", "--root", "ROOT"],
        ["query", "--cite", "--stop", "Market", "-f", "csv", "--root", "ROOT", "-"],
        ["query", "--cite", "--stop", "Market", "-f", "csv", "--root", "ROOT", "-e", "TEXT"],
        ["query", "--cite", "-e", "TEXT", "--stop", "Market", "-f", "csv", "--root", "ROOT"],
        ["query", "--cite", "--stop", "Market", "--expression", "TEXT", "-f", "csv", "--root", "ROOT"],
    ],
)
def test_options_may_stand_before_and_behind_the_question(
    irc_kg: RunCommand, miniature: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    file = miniature / "queries" / "lines-at-stop.rq"
    text = file.read_text(encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    places = {"ROOT": str(miniature), "QUERY": str(file), "TEXT": text}
    arguments = [places.get(word, word.replace("ROOT", str(miniature))) for word in words]
    run = irc_kg(*arguments)
    assert (run.code, run.out[: len(TWO_LINES)]) == (0, TWO_LINES), run.err


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--stop", "Market"], "--stop needs a name behind it. `irc-kg query --help` lists the names."),
        (["--ids"], "--ids needs a name behind it"),
        (["--ids", "-e"], "Option '-e' needs the text of a query."),
        (["lines-at-stop", "lines-since"], "unexpected extra argument (lines-since)"),
        (["lines-at-stop", "--nosuch", "x"], "No such option '--nosuch'"),
        (["--nosuch", "x", "lines-at-stop"], "No such option '--nosuch'"),
    ],
)
def test_what_names_no_question_is_said(
    irc_kg: RunCommand, miniature: Path, arguments: list[str], fault: str
) -> None:
    run = irc_kg("query", *arguments, "--root", miniature)
    assert (run.code, fault in run.err) == (2, True), run.err


@pytest.mark.parametrize("seconds", ["nan", "inf", "-1", "0", "1e300", "soon"])
def test_a_time_that_never_ends_is_refused(irc_kg: RunCommand, miniature: Path, seconds: str) -> None:
    run = irc_kg("query", "lines-at-stop", "--timeout", seconds, "--root", miniature)
    assert (run.code, run.out) == (2, "")
    fault = "not a valid number" if seconds == "soon" else "is no number of seconds above 0, such as 60."
    assert fault in run.err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["-f", "table"], "yes\n"),
        (["-f", "markdown"], "yes\n"),
        (["-f", "csv"], "true\n"),
        (["-f", "tsv"], "true\n"),
        (["-f", "json"], '{"head":{},"boolean":true}\n'),
        (["-o", "answer.md"], "yes\n"),
        (["-o", "answer.srj"], '{"head":{},"boolean":true}\n'),
    ],
)
def test_yes_or_no_has_the_forms_of_a_table(
    irc_kg: RunCommand,
    miniature: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    expected: str,
) -> None:
    monkeypatch.chdir(miniature)
    run = irc_kg("query", "-e", "ASK { ?s a town:Stop }", *arguments)
    assert run.code == 0
    file = miniature / arguments[1]
    assert (file.read_text(encoding="utf-8") if file.exists() else run.out) == expected


def test_yes_or_no_is_no_workbook(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
    run = irc_kg("query", "-e", "ASK {}", "-o", tmp_path / "a.xlsx", "--root", miniature)
    assert run.code == 2
    assert "a.xlsx is no name for yes or no: its ending can be" in run.err


@pytest.mark.parametrize("ending", ["ttl", "nt", "trig", "jsonld", "rdf"])
def test_a_graph_is_written_as_the_ending_tells(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"network.{ending}"
    run = irc_kg("query", "network-of-line", "--line", "blue line", "-o", file, "--root", miniature)
    assert run.code == 0, run.err
    form = ox.RdfFormat.from_extension(ending)
    assert form is not None
    assert len(list(ox.parse(path=str(file), format=form))) == int(run.err.split("(")[1].split()[0])


def test_a_relation_that_is_no_name_in_xml_is_refused(irc_kg: RunCommand, miniature: Path) -> None:
    text = "CONSTRUCT { <http://e.org/a> <http://e.org/1> 5 } {}"
    run = irc_kg("query", "-e", text, "-f", "rdfxml", "--root", miniature)
    assert (run.code, run.out) == (2, "")
    assert "cannot be written as rdfxml" in run.err


def test_what_is_named_differently_is_said(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
    run = irc_kg("query", "lines-at-stop", "-f", "csv", "-o", tmp_path / "lines.docx", "--root", miniature)
    assert run.code == 0
    assert "Note: lines.docx holds csv, whatever .docx stands for." in run.err


def test_a_typed_query_says_where_each_row_comes_from(irc_kg: RunCommand, miniature: Path) -> None:
    text = "SELECT ?stop { ?line town:stopsAt ?stop } ORDER BY ?stop"
    plain = irc_kg("query", "-e", text, "-f", "csv", "--root", miniature)
    cited = irc_kg("query", "-e", text, "--cite", "-f", "csv", "--root", miniature)
    plain_rows, cited_rows = (list(csv.reader(run.out.splitlines())) for run in (plain, cited))
    assert [row[:-1] for row in cited_rows] == plain_rows
    assert cited_rows[0][-1] == "source"
    assert len(cited_rows) > 1
    assert all(", paragraph" in row[-1] for row in cited_rows[1:])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SELECT ?s { LATERAL { ?s ?p ?o } }", "LATERAL is beyond what SPARQL 1.1 has."),
        ("SELECT ?s { << ?s ?p ?o >> ?q ?v }", "it asks for statements about statements."),
    ],
)
def test_what_cannot_be_cited_is_answered_and_that_is_said_once(
    irc_kg: RunCommand, miniature: Path, text: str, reason: str
) -> None:
    run = irc_kg("query", "-e", text, "--cite", "-f", "csv", "--root", miniature)
    assert (run.code, run.out.splitlines()[0]) == (0, "s")
    assert run.err.count(f"The sources cannot be told: {reason}") == 1


def test_a_question_with_a_name_is_cited_unless_that_is_not_wanted(
    irc_kg: RunCommand, miniature: Path
) -> None:
    cited = irc_kg("query", "lines-since", "--year", "2000", "-f", "csv", "--root", miniature)
    plain = irc_kg("query", "lines-since", "--year", "2000", "-f", "csv", "--no-cite", "--root", miniature)
    file = miniature / "queries/lines-since.rq"
    as_file = irc_kg("query", file, "--year", "2000", "-f", "csv", "--root", miniature)
    rows, cited_rows = (list(csv.reader(run.out.splitlines())) for run in (plain, cited))
    assert (rows[0], cited_rows[0]) == (["line", "year"], ["line", "year", "source"])
    assert len(rows) > 1
    assert [row[:-1] for row in cited_rows] == rows
    assert all("Bus plan 2020" in row[-1] for row in cited_rows[1:])
    assert as_file.out == plain.out


def test_a_column_of_the_same_name_stays(irc_kg: RunCommand, miniature: Path) -> None:
    text = "SELECT (1 AS ?source) { ?line town:stopsAt ?stop } LIMIT 1"
    run = irc_kg("query", "-e", text, "--cite", "-f", "csv", "--root", miniature)
    assert run.out.splitlines()[0] == "source,cited from"


def test_only_the_rows_that_are_shown_are_cited(irc_kg: RunCommand, miniature: Path) -> None:
    text = "#+ pagination: 1\nSELECT ?line ?n { ?line town:number ?n } ORDER BY ?n"
    all_rows = irc_kg("query", "-e", text, "--cite", "-f", "csv", "--root", miniature).out.splitlines()
    for options, expected in ((["--limit", "1"], all_rows[1]), (["--page", "2"], all_rows[2])):
        run = irc_kg("query", "-e", text, "--cite", *options, "-f", "csv", "--root", miniature)
        assert run.out.splitlines() == [all_rows[0], expected]


def test_that_part_of_a_question_is_what_nothing_states_is_said(irc_kg: RunCommand, miniature: Path) -> None:
    said = "Part of this answer is that something is stated nowhere; there is no source for that."
    for condition in ("FILTER NOT EXISTS { ?line town:none ?no }", "MINUS { ?line town:none ?no }"):
        text = f"SELECT ?line {{ ?line town:stopsAt ?stop {condition} }}"
        assert said in irc_kg("query", "-e", text, "--cite", "--root", miniature).err
        assert said not in irc_kg("query", "-e", text, "--root", miniature).err
        assert said not in irc_kg("query", "-e", text, "--cite", "-f", "csv", "--root", miniature).err
    text = "SELECT ?line { ?line town:stopsAt ?stop FILTER EXISTS { ?line town:number ?n } }"
    assert said not in irc_kg("query", "-e", text, "--cite", "--root", miniature).err


@pytest.mark.parametrize(("more", "shown", "left_out"), [(12, 8, "and 5 more"), (8, 9, "")])
def test_many_places_are_shortened_for_people_and_never_for_machines(
    irc_kg: RunCommand, miniature: Path, more: int, shown: int, left_out: str
) -> None:
    plan = miniature / "graph" / "bus-plan-2020" / "lines.ttl"
    text = plan.read_text(encoding="utf-8")
    for number in range(more):
        section = text.replace('irc:section "Lines"', f'irc:section "Lines {number}"')
        (plan.parent / f"lines-{number}.ttl").write_text(section, encoding="utf-8")
    query = ("query", "lines-since", "--year", "2000", "--root", miniature, "-f")
    for form, is_for_people in (("table", True), ("markdown", True), ("csv", False), ("json", False)):
        out = " ".join(irc_kg(*query, form).out.split())
        assert (" more" in out) is (is_for_people and bool(left_out))
        assert left_out in out or not is_for_people
        assert out.count("Bus plan 2020, Lines") == (shown if is_for_people else more + 1)


def test_a_yes_says_where_it_is_so(irc_kg: RunCommand, miniature: Path) -> None:
    said = irc_kg("query", "-e", "ASK { ?line town:stopsAt ?stop }", "--cite", "--root", miniature).out
    yes, *places = said.splitlines()
    assert yes == "yes"
    assert places
    assert all(place.startswith("  Bus plan 2020, ") for place in places)
    text = "ASK { ?line town:stopsAt ?stop }"
    as_json = irc_kg("query", "-e", text, "--cite", "-f", "json", "--root", miniature)
    assert "Bus plan" not in as_json.out
    assert "Bus plan 2020, " in as_json.err


@pytest.mark.parametrize("form", ["table", "markdown", "csv", "json", "tsv", "xml"])
def test_with_ids_each_place_ends_with_its_file_and_lines(
    irc_kg: RunCommand, miniature: Path, form: str
) -> None:
    text = "SELECT ?stop { ?line town:number ?n ; town:stopsAt ?stop } ORDER BY ?stop LIMIT 1 OFFSET 1"
    query = ("query", "-e", text, "--cite", "-f", form, "--root", miniature)
    place = "Bus plan 2020, Lines, paragraphs 1, 2"
    with_lines, without = (" ".join(irc_kg(*query, *ids).out.split()) for ids in (["--ids"], []))
    assert f"{place} ({PLAN}:19, 21, 29, 30)" in with_lines
    assert place in without
    assert ".ttl" not in without


def test_with_ids_a_yes_and_the_triples_of_a_graph_have_their_lines(
    irc_kg: RunCommand, miniature: Path
) -> None:
    ask = ("query", "-e", "ASK { kg:red-line town:since ?year }", "--cite", "--root", miniature)
    place = "Bus plan 2020, Lines, paragraph 1"
    assert irc_kg(*ask).out == f"yes\n  {place}\n"
    assert irc_kg(*ask, "--ids").out == f"yes\n  {place} ({PLAN}:20)\n"
    text = "CONSTRUCT WHERE { kg:red-line town:since ?year }"
    run = irc_kg("query", "-e", text, "--cite", "--ids", "-f", "markdown", "--root", miniature)
    assert run.out.splitlines()[-1].endswith(f" | {place} ({PLAN}:20) |")


def test_a_no_says_what_was_looked_for(irc_kg: RunCommand, miniature: Path) -> None:
    text = "#+ defaults:\n#+   - stop: Market\nASK {\n  ?line town:stopsAt ?_stop_iri ; a 1\n}"
    no = irc_kg("query", "-e", text, "--cite", "--stop", "Station", "--root", miniature)
    pattern = "{ ?line town:stopsAt <https://w3id.org/irc-kg/id/station> ; a 1 }"
    assert no.out == f"no\n  Nothing in the graph fits {pattern}\n"
    without = irc_kg("query", "-e", text, "--no-cite", "--stop", "Station", "--root", miniature)
    assert without.out == "no\n"


def test_each_triple_of_a_graph_says_where_it_comes_from(irc_kg: RunCommand, miniature: Path) -> None:
    text = "CONSTRUCT { ?line town:stopsAt ?stop } WHERE { ?line town:stopsAt ?stop }"
    found = irc_kg("query", "-e", text, "--cite", "-f", "csv", "--root", miniature).out
    heading, *rows = csv.reader(found.splitlines())
    assert heading == ["subject", "predicate", "object", "source"]
    assert len(rows) > 1
    assert all("Bus plan 2020, " in row[-1] for row in rows)
    graph = irc_kg("query", "-e", text, "--cite", "-f", "turtle", "--root", miniature).out
    assert graph == irc_kg("query", "-e", text, "-f", "turtle", "--root", miniature).out
    assert irc_kg("query", "-e", text, "--cite", "--root", miniature).out.startswith("subject  ")


def test_csv_has_names_and_words_and_with_ids_the_iris_beside_them(
    irc_kg: RunCommand, miniature: Path
) -> None:
    text = "SELECT ?busLine ?number { ?busLine town:number ?number } ORDER BY ?number"
    plain = irc_kg("query", "-e", text, "-f", "csv", "--root", miniature)
    assert plain.out.splitlines() == ["bus line,number", "Red line,1", "Blue line,2"]
    with_ids = irc_kg("query", "-e", text, "-f", "csv", "--ids", "--root", miniature)
    assert with_ids.out.splitlines() == [
        "bus line,bus line IRI,number",
        "Red line,https://w3id.org/irc-kg/id/red-line,1",
        "Blue line,https://w3id.org/irc-kg/id/blue-line,2",
    ]
    machine = irc_kg("query", "-e", text, "-f", "tsv", "--ids", "--root", miniature)
    assert machine.out.startswith("?busLine\t?number\n<https://w3id.org/irc-kg/id/red-line>\t")


def test_a_node_without_a_name_is_told_as_such_everywhere(irc_kg: RunCommand, miniature: Path) -> None:
    text = "SELECT ?node { BIND(BNODE() AS ?node) }"
    for form in ("table", "csv", "markdown"):
        run = irc_kg("query", "-e", text, "-f", form, "--root", miniature)
        assert "a thing without a name" in run.out.splitlines()[-1], form
    run = irc_kg("query", "-e", text, "-f", "tsv", "--root", miniature)  # for programs
    assert re.search(r"_:[0-9a-f]+", run.out.splitlines()[-1])
    assert open_project(miniature).query(text)[0].text("node") == "a thing without a name"


def test_a_workbook_with_ids_has_columns_of_iris(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
    file = tmp_path / "lines.xlsx"
    assert irc_kg("query", "lines-at-stop", "--ids", "-o", file, "--root", miniature).code == 0
    rows = list(load_workbook(file)["Answer"].iter_rows(values_only=True))
    assert [row[:3] for row in rows[:2]] == [
        ("line", "line IRI", "number"),
        ("Red line", "https://w3id.org/irc-kg/id/red-line", 1),
    ]


def test_headings_are_spelt_as_the_ontology_spells_them(irc_kg: RunCommand, miniature: Path) -> None:
    town = miniature / "ontology" / "town.ttl"
    with town.open("a", encoding="utf-8") as file:
        file.write('\ntown:NHSCode a rdfs:Datatype ; rdfs:label "NHS code"@en .\n')
        file.write('\ntown:OdsCode a rdfs:Datatype ; rdfs:label "ODS code"@en .\n')
    text = "SELECT ?odsCode ?stop_name ?runsUK { VALUES (?odsCode ?stop_name ?runsUK) { (1 2 3) } }"
    run = irc_kg("query", "-e", text, "-f", "csv", "--root", miniature)
    assert run.out == "ODS code,stop name,runs UK\r\n1,2,3\r\n"


BOARDS = """
@prefix kg: <https://w3id.org/irc-kg/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
kg:old a schema:Board ; rdfs:label "Old board" ; schema:dissolutionDate "2026-03-31"^^xsd:date .
kg:new a schema:Board ; rdfs:label "New board" .
"""
OF_A_DAY = (
    "PREFIX schema: <https://schema.org/>\nSELECT ?board { ?board a schema:Board "
    "FILTER NOT EXISTS { ?board schema:dissolutionDate ?end FILTER(?end < %s) } } ORDER BY ?board"
)


@pytest.fixture
def boards(miniature: Path) -> Path:
    (miniature / "graph" / "boards.ttl").write_text(BOARDS, encoding="utf-8")
    return miniature


def test_the_day_as_of_which_is_asked_is_today_and_said(irc_kg: RunCommand, boards: Path) -> None:
    text = OF_A_DAY % "?_as_of_xsd_date"
    run = irc_kg("query", "-e", text, "-f", "csv", "--root", boards)
    assert run.out.splitlines() == ["board", "New board"]
    said = f"As of: {today().in_words()} (today; --as-of takes another day).\n"
    assert run.err == said
    earlier = irc_kg("query", "-e", text, "--as-of", "2026-03-31", "-f", "csv", "--root", boards)
    assert (earlier.out.splitlines(), earlier.err) == (["board", "New board", "Old board"], "")
    typed = irc_kg("query", "-e", text, "--as-of", "today", "-f", "csv", "--root", boards)
    assert typed.out == run.out


def test_another_parameter_may_be_the_day_as_of_which_is_asked(irc_kg: RunCommand, boards: Path) -> None:
    text = "#+ summary: Boards on {date}\n#+ defaults:\n#+   - date: today\n" + OF_A_DAY % "?_date_xsd_date"
    run = irc_kg("query", "-e", text, "--root", boards)
    assert run.out.startswith(f"Boards on {today().in_words()}. That is today; --date takes another day\n")
    answers = [
        irc_kg("query", "-e", text, option, "2026-03-31", "--root", boards).out.splitlines()
        for option in ("--date", "--as-of")
    ]
    assert answers[0] == answers[1]
    # By that day nothing had ended.
    assert answers[0] == ["Boards on 31 March 2026", "", "board", "---------", "New board", "Old board"]


def test_any_question_shows_what_had_ended_by_a_day(irc_kg: RunCommand, boards: Path) -> None:
    text = "SELECT ?board { ?board a <https://schema.org/Board> } ORDER BY ?board"
    run = irc_kg("query", "-e", text, "-f", "csv", "--root", boards)
    assert run.out.splitlines() == ["board", "New board", "Old board (until 31 March 2026)"]
    run = irc_kg("query", "-e", text, "-f", "markdown", "--as-of", "31 March 2026", "--root", boards)
    assert run.out.splitlines()[0] == "**What had ended by 31 March 2026, or began later, says so**"
    assert run.out.splitlines()[-1] == "| Old board |"
    run = irc_kg("query", "-e", text, "--as-of", "soon", "--root", boards)
    assert (run.code, "--as-of takes a day, such as 2022-07-01, not 'soon'." in run.err) == (2, True)


@pytest.mark.parametrize(
    "words", [["find", "board"], ["show", "Old board"], ["query", "-e", OF_A_DAY % "?day"]]
)
def test_the_day_that_is_given_is_said_the_same_way_everywhere(
    irc_kg: RunCommand, boards: Path, words: list[str]
) -> None:
    for form, mark in (("table", ""), ("markdown", "**")):
        run = irc_kg(*words, "--as-of", "yesterday", "-f", form, "--root", boards)
        day = datetime.now().astimezone().date() - timedelta(1)
        said = f"What had ended by {day.day} {day:%B %Y}, or began later, says so{mark}"
        assert (run.code, run.out.splitlines()[0].endswith(said)) == (0, True), run.out
    plain = irc_kg(*words, "-f", "csv", "--as-of", "yesterday", "--root", boards)
    assert (plain.code, "had ended" in plain.out + plain.err) == (0, False)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        (["find", "board"], "--as-of"),
        (["show", "Old board"], "--as-of"),
        (["query", "-e", "SELECT ?s { ?s ?p ?o }"], "--as-of"),
        (["query", "-e", OF_A_DAY % "?_as_of_xsd_date"], "--as-of"),
        (["query", "-e", OF_A_DAY % "?_date_xsd_date"], "--date"),
    ],
)
def test_the_same_is_a_day_everywhere(irc_kg: RunCommand, boards: Path, words: list[str], day: str) -> None:
    for typed, said in (
        ("2022", "takes a day, such as 2022-07-01, not '2022'. Did you mean 2022-01-01 or 2022-12-31?"),
        ("31 February 2022", "takes a day that there is, such as 2022-07-01, not '31 February 2022'."),
        ("", "takes a day, such as 2022-07-01, not ''."),
    ):
        run = irc_kg(*words, day, typed, "--root", boards)
        assert (run.code, run.out, run.err) == (2, "", f"Error: {day} {said}\n")


def test_a_name_may_be_given_as_it_is_shown(irc_kg: RunCommand, boards: Path) -> None:
    shown = irc_kg("show", "Old board (until 31 March 2026)", "--root", boards)
    assert shown.out.splitlines()[0] == "Old board (until 31 March 2026)  (kg:old)"
    found = irc_kg("find", "board", "--as-of", "2020-01-01", "-f", "csv", "--root", boards)
    assert [line.split(",")[0] for line in found.out.splitlines()] == ["thing", "New board", "Old board"]
