"""``irc-kg show`` and ``irc-kg find`` on the miniature project."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import RunCommand


@pytest.mark.parametrize("name", ["Red line", "r1", "kg:red-line"])
def test_all_that_is_said_has_its_source_and_place(irc_kg: RunCommand, miniature: Path, name: str) -> None:
    run = irc_kg("show", name, "--root", miniature)
    assert run.out.startswith("Red line  (kg:red-line)\n")
    [since] = [line for line in run.out.splitlines() if line.startswith("has run since")]
    assert since.split("  ")[-1].strip() == "graph/bus-plan-2020/lines.ttl:20"
    assert "Bus plan 2020, Lines, paragraph 1" in since


def test_what_mentions_a_thing_reads_the_other_way(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("show", "12345", "--root", miniature)
    assert [
        line.split("  ")[0]
        for line in run.out.splitlines()
        if "line" in line.split("  ")[-2:][0] or "runs" in line
    ]
    assert any(line.startswith("runs ") and "Blue line" in line for line in run.out.splitlines())


def test_several_paragraphs_are_all_named(irc_kg: RunCommand, miniature: Path) -> None:
    assert "Lines, paragraphs 1, 2" in irc_kg("show", "Station", "--root", miniature).out


def test_a_misspelt_name_is_answered_with_what_is_close(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("show", "Red lien", "--root", miniature)
    assert (run.code, run.out) == (2, "")
    assert "Did you mean Red line?" in run.err


def test_an_iri_of_which_nothing_is_said(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("show", "kg:nobody", "--root", miniature)
    assert run.code == 2
    assert "Nothing is said of kg:nobody" in run.err


def test_things_are_found_by_a_part_of_a_name(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("find", "LINE", "--format", "tsv", "--root", miniature)
    assert [line.split("\t")[2] for line in run.out.splitlines()[1:]] == [
        '"kg:blue-line"',
        '"town:Line"',
        '"kg:red-line"',
    ]


def test_things_are_found_by_identifier(irc_kg: RunCommand, miniature: Path) -> None:
    assert "Town Buses" in irc_kg("find", "12345", "--root", miniature).out


def test_nothing_found_suggests_what_is_close(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("find", "Staton", "--root", miniature)
    assert run.code == 0
    assert "Did you mean Station?" in run.err
