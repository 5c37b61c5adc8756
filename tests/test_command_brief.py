"""``irc-kg brief`` on the miniature project."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from running import RunCommand

import irc_kg as package


class TestOnThings:
    def test_it_is_markdown_on_standard_output(self, irc_kg: RunCommand, miniature: Path) -> None:
        run = irc_kg("brief", "Station", "--root", miniature)
        assert (run.code, run.err) == (0, "")
        assert run.out.startswith("# Station\n")
        assert "- Red line stops at Station. [1, Lines, paragraph 1]\n" in run.out
        assert "## References\n\n1. Bus plan 2020. \\[date unknown\\].\n" in run.out

    def test_on_several_things(self, irc_kg: RunCommand, miniature: Path) -> None:
        run = irc_kg("brief", "Station", "Market", "--root", miniature)
        assert run.out.startswith("# Station; Market\n")
        assert run.out.count("Red line stops at Market") == 1

    def test_a_thing_of_which_nothing_is_said(self, irc_kg: RunCommand, miniature: Path) -> None:
        run = irc_kg("brief", "kg:nobody", "--root", miniature)
        assert (run.code, run.out) == (2, "")
        assert run.err.startswith("Error: No source of the graph says anything on kg:nobody")

    def test_a_misspelt_name_is_answered_with_what_is_close(
        self, irc_kg: RunCommand, miniature: Path
    ) -> None:
        run = irc_kg("brief", "Statoin", "--root", miniature)
        assert run.code == 2
        assert "Did you mean Station?" in run.err

    def test_nothing_named_is_refused(self, irc_kg: RunCommand, miniature: Path) -> None:
        run = irc_kg("brief", "--root", miniature)
        assert run.code == 2
        assert "Say on which THING, or which --query." in run.err


class TestOnQuestions:
    @pytest.mark.parametrize(
        "arguments",
        [
            ("lines-since", "--year", "2000"),
            ("--year", "2000", "lines-since"),
            ("--query", "lines-since", "--year=2000"),
        ],
    )
    def test_the_name_of_a_question_may_stand_where_things_do(
        self, irc_kg: RunCommand, miniature: Path, arguments: tuple[str, ...]
    ) -> None:
        run = irc_kg("brief", *arguments, "--root", miniature)
        assert (run.code, run.err) == (0, "")
        assert run.out.startswith("# Lines that run since a year or longer")
        assert "- Red line; year: 1998. [1, Lines, paragraph 1]\n" in run.out
        assert "- What the question does not ask for is left out.\n" in run.out
        assert "The question: Lines that run since a year or longer. Year: 2000." in run.out

    def test_a_thing_of_the_same_name_is_meant_first(self, irc_kg: RunCommand, miniature: Path) -> None:
        lines = miniature / "graph" / "bus-plan-2020" / "lines.ttl"
        text = lines.read_text(encoding="utf-8")
        lines.write_text(text.replace('"R1"@en', '"R1"@en, "lines-since"@en'), encoding="utf-8")
        assert irc_kg("brief", "lines-since", "--root", miniature).out.startswith("# Red line\n")

    def test_things_and_a_question_together(self, irc_kg: RunCommand, miniature: Path) -> None:
        run = irc_kg("brief", "Market", "--query", "lines-since", "--year", "2000", "--root", miniature)
        assert run.out.startswith("# Market; Lines that run since")
        assert "Red line stops at Market." in run.out
        assert "Red line; year: 1998." in run.out

    def test_an_answer_without_rows(self, irc_kg: RunCommand, miniature: Path) -> None:
        run = irc_kg("brief", "lines-since", "--year", "1900", "--root", miniature)
        assert run.code == 2
        assert "says anything on Lines that run since a year or longer" in run.err

    def test_a_question_whose_title_says_all_does_not_stand_twice(
        self, irc_kg: RunCommand, miniature: Path
    ) -> None:
        run = irc_kg("brief", "streets/stops", "--root", miniature)
        assert run.out.count("All stops, of one line if one is given") == 1

    def test_rows_that_cite_nothing(self, irc_kg: RunCommand, miniature: Path) -> None:
        count = "SELECT (COUNT(*) AS ?number) { ?nothing a town:Nothing }"
        (miniature / "queries" / "count.rq").write_text(f"#+ summary: How many\n{count}\n", encoding="utf-8")
        run = irc_kg("brief", "count", "-o", miniature / "b.md", "--root", miniature)
        assert (run.code, run.err) == (0, f"Wrote {miniature / 'b.md'} (0 references).\n")
        text = (miniature / "b.md").read_text(encoding="utf-8")
        assert "- Number: 0.\n" in text
        assert "## References" not in text

    def test_a_question_without_rows_to_cite(self, irc_kg: RunCommand, miniature: Path) -> None:
        run = irc_kg("brief", "is-run", "--company", "Town Buses", "--root", miniature)
        assert run.code == 2
        assert "is no SELECT query: it has no rows that could cite sources." in run.err


class TestWhereTo:
    def test_word(self, irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
        run = irc_kg("brief", "Station", "-o", tmp_path / "b.docx", "--root", miniature)
        assert (run.code, run.out) == (0, "")
        assert run.err == f"Wrote {tmp_path / 'b.docx'} (1 reference).\n"
        with ZipFile(tmp_path / "b.docx") as document:
            assert b"ADDIN ZOTERO_ITEM CSL_CITATION" in document.read("word/document.xml")

    def test_html(self, irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
        irc_kg("brief", "Station", "-o", tmp_path / "b.html", "--root", miniature)
        assert (tmp_path / "b.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>\n")

    def test_word_is_a_file_and_no_text(self, irc_kg: RunCommand, miniature: Path) -> None:
        run = irc_kg("brief", "Station", "--format", "docx", "--root", miniature)
        assert run.code == 2
        assert "docx is written to a file: say which with -o FILE.docx." in run.err

    def test_an_unknown_ending_is_refused_before_anything_is_looked_up(
        self, irc_kg: RunCommand, miniature: Path, tmp_path: Path
    ) -> None:
        run = irc_kg("brief", "Statoin", "-o", tmp_path / "b.pdf", "--root", miniature)
        assert run.code == 2
        assert "is no name for a brief: its ending can be .html, .htm, .docx or .md." in run.err

    def test_a_folder_that_is_not_there(self, irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
        run = irc_kg("brief", "Station", "-o", tmp_path / "none" / "b.docx", "--root", miniature)
        assert run.code == 2
        assert f"There is no folder {tmp_path / 'none'}: make it, or write somewhere else." in run.err


def test_from_python(miniature: Path) -> None:
    brief = package.open(miniature).brief("Station")
    assert brief.title == "Station"
    assert [reference.key for reference in brief.references] == ["bus-plan-2020"]
