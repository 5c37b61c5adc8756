"""``irc-kg add`` on the miniature project."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from processes import PATIENCE
from running import RunCommand

LINES = "graph/bus-plan-2020/lines.ttl"


def in_a_second_file(root: Path) -> Path:
    """A file of another section that says the same as the file of lines."""
    second = root / "graph" / "second.ttl"
    text = (root / LINES).read_text(encoding="utf-8")
    second.write_text(text.replace('irc:section "Lines"', 'irc:section "More"'), encoding="utf-8")
    return second


def added(root: Path, before: bytes, line: str) -> bool:
    """Whether just this line was added to the file of lines."""
    text, old = (root / LINES).read_bytes().decode(), before.decode()
    new = [written for written in text.split("\n") if written not in old.split("\n")]
    return [written.strip(" ;.") for written in new if line in written] == [line] and len(new) <= 2


def test_a_triple_goes_into_the_block_of_its_subject(irc_kg: RunCommand, miniature: Path) -> None:
    before = (miniature / LINES).read_bytes()
    run = irc_kg("add", "Blue line", "stops at", "Market", "--root", miniature)
    assert (run.code, run.out, run.err) == (0, "", f"Changed {LINES}.\n")
    assert (miniature / LINES).read_bytes() == before.replace(
        b"    town:stopsAt kg:station ;\n    town:runBy kg:town-buses .\n\nkg:market",
        b"    town:stopsAt kg:station ;\n    town:stopsAt kg:market ;\n    town:runBy kg:town-buses .\n\n"
        b"kg:market",
    )


@pytest.mark.parametrize(
    ("predicate", "value", "line"),
    [
        ("has run since", "2001", 'town:since "2001"^^xsd:gYear'),
        ("town:number", "22", "town:number 22"),
        ("is also called", "The blue one", 'skos:altLabel "The blue one"@en'),
        ("skos:altLabel", '"La bleue"@fr', 'skos:altLabel "La bleue"@fr'),
        ("town:since", '"2001"^^xsd:gYear', 'town:since "2001"^^xsd:gYear'),
    ],
)
def test_a_literal_is_typed_by_the_range_of_its_predicate(
    irc_kg: RunCommand, miniature: Path, predicate: str, value: str, line: str
) -> None:
    before = (miniature / LINES).read_bytes()
    assert irc_kg("add", "Blue line", predicate, value, "--root", miniature).code == 0
    assert added(miniature, before, line)


def test_a_dry_run_shows_the_change_and_writes_nothing(irc_kg: RunCommand, miniature: Path) -> None:
    before = (miniature / LINES).read_bytes()
    run = irc_kg("add", "Blue line", "stops at", "Market", "--dry-run", "--root", miniature)
    assert run.out.startswith(f"--- {LINES}\n+++ {LINES}\n")
    assert "\n+    town:stopsAt kg:market ;\n" in run.out
    assert (miniature / LINES).read_bytes() == before


def test_what_is_said_already_is_not_said_again(irc_kg: RunCommand, miniature: Path) -> None:
    before = (miniature / LINES).read_bytes()
    run = irc_kg("add", "Red line", "stops at", "Market", "--root", miniature)
    assert (run.code, run.err) == (0, f"{LINES} says so already; nothing was written.\n")
    assert (miniature / LINES).read_bytes() == before


def test_a_new_thing_gets_a_block_and_its_paragraph(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg(
        "add", "kg:park", "rdfs:label", "Park", "--to", LINES, "--paragraph", "3", "--root", miniature
    )
    assert run.code == 0, run.err
    assert (
        (miniature / LINES)
        .read_text(encoding="utf-8")
        .endswith('\n\nkg:park\n    rdfs:label "Park"@en ;\n    irc:paragraph 3 .\n')
    )
    assert irc_kg("add", "Park", "a", "Bus stop", "--root", miniature).code == 0
    assert irc_kg("check", "--select", "syntax,shape", "--root", miniature).code == 0


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["Blu line", "stops at", "Market"], "no thing called 'Blu line'. Did you mean Blue line"),
        (["Blue line", "stops", "Market"], "no relation called 'stops'. Did you mean stops at"),
        (["Blue line", "town:stopAt", "Market"], "no relation called 'town:stopAt'"),
        (["Blue line", "stops at", "Markt"], "no thing called 'Markt'. Did you mean Market?"),
        (["Blue line", "a", "Buss line"], "no class called 'Buss line'. Did you mean Bus line?"),
        (["Blue line", "has run since", "soon"], "takes a year, such as 2022, not 'soon'"),
        (["Blue line", "has the number", "two"], "takes a whole number, such as 6, not 'two'"),
        (["Blue line", "stops at", "Town Buses"], "A bus line stops at a bus stop"),
        (["Blue line", "rdfs:label", "The blue line"], "A bus line needs one label"),
        (["kg:park", "rdfs:label", "Park"], "No file speaks of kg:park yet; say by --to FILE"),
        (["kg:park", "rdfs:label", "Park", "--to", "queries/is-run.rq"], "is no file of"),
        (["Bus plan 2020", "rdfs:label", "Plan", "--source", "Red line"], "No file speaks of"),
    ],
)
def test_what_is_not_right_is_refused_and_nothing_written(
    irc_kg: RunCommand, miniature: Path, arguments: list[str], fault: str
) -> None:
    before = {path: path.read_bytes() for path in miniature.rglob("*.ttl")}
    run = irc_kg("add", *arguments, "--root", miniature)
    assert run.code == 2
    assert fault in run.err
    assert {path: path.read_bytes() for path in miniature.rglob("*.ttl")} == before


def test_what_no_file_speaks_of_goes_to_the_only_file_of_its_source(
    irc_kg: RunCommand, miniature: Path
) -> None:
    second = miniature / "graph" / "second.ttl"
    text = (miniature / LINES).read_text(encoding="utf-8")
    second.write_text(
        text.partition("kg:red-line ")[0].replace("kg:bus-plan-2020", "kg:town-buses"), encoding="utf-8"
    )
    park = ("kg:park", "rdfs:label", "Park")
    assert irc_kg("add", *park, "--source", "Town Buses", "--root", miniature).code == 0
    assert 'kg:park\n    rdfs:label "Park"@en .\n' in second.read_text(encoding="utf-8")
    assert (miniature / LINES).read_text(encoding="utf-8") == text


def test_what_was_added_is_answered(irc_kg: RunCommand, miniature: Path) -> None:
    irc_kg("add", "Blue line", "stops at", "Market", "--root", miniature)
    run = irc_kg("query", "lines-at-stop", "--stop", "Market", "--format", "tsv", "--root", miniature)
    assert str(ox.NamedNode("https://w3id.org/irc-kg/id/blue-line")) in run.out


def test_what_was_added_can_be_removed_again_to_the_byte(irc_kg: RunCommand, miniature: Path) -> None:
    before = (miniature / LINES).read_bytes()
    statement = ["Blue line", "stops at", "Market", "--root", miniature]
    assert irc_kg("add", *statement).code == 0
    assert (miniature / LINES).read_bytes() != before
    assert irc_kg("remove", *statement).code == 0
    assert (miniature / LINES).read_bytes() == before


def test_what_is_not_stated_cannot_be_removed(irc_kg: RunCommand, miniature: Path) -> None:
    before = (miniature / LINES).read_bytes()
    run = irc_kg("remove", "Blue line", "stops at", "Market", "--root", miniature)
    assert (run.code, run.err) == (2, "Error: No file of graph/ states this; nothing was written.\n")
    run = irc_kg("remove", "Blue line", "stops at", "Market", "--to", LINES, "--root", miniature)
    assert (run.code, run.err) == (0, f"{LINES} does not state this; nothing was written.\n")
    assert (miniature / LINES).read_bytes() == before


def test_what_a_shape_asks_for_cannot_be_removed(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("remove", "Blue line", "stops at", "Station", "--root", miniature)
    assert run.code == 2
    assert "A bus line stops at a bus stop: say which." in run.err


def test_values_are_replaced_in_their_place(irc_kg: RunCommand, miniature: Path) -> None:
    before = (miniature / LINES).read_bytes()
    assert irc_kg("set", "Red line", "has run since", "1999", "--root", miniature).code == 0
    assert (miniature / LINES).read_bytes() == before.replace(b'"1998"', b'"1999"')
    again = irc_kg("set", "Red line", "has run since", "1999", "--root", miniature)
    assert again.err == f"{LINES} says so already; nothing was written.\n"


def test_several_values_may_take_the_place_of_one(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("set", "Blue line", "stops at", "Market", "Station", "--dry-run", "--root", miniature)
    assert run.code == 0
    assert "kg:market" in run.out


def test_where_a_thing_stands_in_several_files_they_are_listed(irc_kg: RunCommand, miniature: Path) -> None:
    second = miniature / "graph" / "second.ttl"
    text = (
        (miniature / LINES).read_text(encoding="utf-8").replace('irc:section "Lines"', 'irc:section "More"')
    )
    second.write_text(text, encoding="utf-8")
    run = irc_kg("add", "Red line", "is also called", "Old red", "--root", miniature)
    assert run.code == 2
    assert "--to graph/bus-plan-2020/lines.ttl" in run.err
    assert "--to graph/second.ttl" in run.err


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are of POSIX")
def test_on_a_terminal_the_file_is_asked_for(miniature: Path) -> None:
    import pty

    second = miniature / "graph" / "second.ttl"
    text = (
        (miniature / LINES).read_text(encoding="utf-8").replace('irc:section "Lines"', 'irc:section "More"')
    )
    second.write_text(text, encoding="utf-8")
    ours, theirs = pty.openpty()
    os.write(ours, b"2\n")
    command = [sys.executable, "-m", "irc_kg", "add", "Red line", "is also called", "Old red", "--root"]
    done = subprocess.run(
        [*command, str(miniature)],
        stdin=theirs,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0, done.stderr
    assert "Which file states this?" in done.stderr
    assert "Old red" in second.read_text(encoding="utf-8")
    assert "Old red" not in (miniature / LINES).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["is also called", "X", "--to", LINES, "--source", "Town Buses"], "is not made from Town Buses"),
        (
            ["is also called", "X", "--paragraph", "9"],
            "put what another paragraph says into a file of its own",
        ),
        (["is also called", " "], "takes a text, and this is none"),
        (["is also called", "a\x1bb"], "holds a control character"),
        (["is also called", "a\udce9"], "holds bytes that are not UTF-8"),
        (["is also called", '"x"@abcdefghijk'], "'abcdefghijk' is no language"),
        (["has run since", "2022-02-30"], "takes a year"),
    ],
)
def test_what_would_be_cited_wrongly_or_cannot_be_read_is_refused(
    irc_kg: RunCommand, miniature: Path, arguments: list[str], fault: str
) -> None:
    before = (miniature / LINES).read_bytes()
    run = irc_kg("add", "Blue line", *arguments, "--root", miniature)
    assert run.code == 2
    assert fault in run.err
    assert (miniature / LINES).read_bytes() == before


def test_nothing_is_added_to_a_file_that_names_no_source(irc_kg: RunCommand, miniature: Path) -> None:
    plain = miniature / "graph" / "plain.ttl"
    plain.write_text("# nothing yet\n", encoding="utf-8")
    run = irc_kg("add", "Blue line", "is also called", "X", "--to", plain, "--root", miniature)
    assert run.code == 2
    assert "names no source" in run.err
