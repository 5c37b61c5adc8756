"""``irc-kg cite`` on the miniature project, and the file that says how to cite the project itself."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
import yaml
from running import RunCommand

import irc_kg as package

PLAN = "1. Bus plan 2020. [date unknown].\n"


class TestOfThings:
    @pytest.mark.parametrize("name", ["Bus plan 2020", "kg:bus-plan-2020"])
    def test_a_source_is_given_itself(self, irc_kg: RunCommand, miniature: Path, name: str) -> None:
        run = irc_kg("cite", name, "--root", miniature)
        assert (run.code, run.out, run.err) == (0, PLAN, "")

    def test_of_another_thing_the_sources_that_speak_of_it_each_once(
        self, irc_kg: RunCommand, miniature: Path
    ) -> None:
        assert irc_kg("cite", "Red line", "Station", "--root", miniature).out == PLAN

    def test_only_what_is_the_object_of_a_statement_is_spoken_of_too(
        self, irc_kg: RunCommand, miniature: Path
    ) -> None:
        lines = miniature / "graph" / "bus-plan-2020" / "lines.ttl"
        text = lines.read_text(encoding="utf-8")
        lines.write_text(text.replace("kg:town-buses .", "kg:other-buses .", 1), encoding="utf-8")
        assert irc_kg("cite", "kg:other-buses", "--root", miniature).out == PLAN

    def test_all_sources(self, irc_kg: RunCommand, miniature: Path) -> None:
        assert irc_kg("cite", "--all", "--root", miniature).out == PLAN

    def test_of_a_thing_that_no_source_speaks_of(self, irc_kg: RunCommand, miniature: Path) -> None:
        run = irc_kg("cite", "kg:nobody", "--root", miniature)
        assert (run.code, run.out) == (2, "")
        assert run.err.startswith("Error: No source of the graph says anything of kg:nobody.")

    def test_a_misspelt_name_is_answered_with_what_is_close(
        self, irc_kg: RunCommand, miniature: Path
    ) -> None:
        run = irc_kg("cite", "Red lien", "--root", miniature)
        assert run.code == 2
        assert "Did you mean Red line?" in run.err

    def test_nothing_named_is_refused(self, irc_kg: RunCommand, miniature: Path) -> None:
        run = irc_kg("cite", "--root", miniature)
        assert run.code == 2
        assert "Say of which THING, of which --query, or --all." in run.err


class TestOfAnswers:
    def test_the_sources_that_the_rows_cite(self, irc_kg: RunCommand, miniature: Path) -> None:
        run = irc_kg("cite", "--query", "lines-at-stop", "--root", miniature)
        assert (run.code, run.out) == (0, PLAN)

    @pytest.mark.parametrize(
        "arguments",
        [
            ("--query", "lines-since", "--year", "2000"),
            ("--year", "2000", "--query=lines-since"),
            ("Red line", "--year=2000", "--query", "lines-since"),
        ],
    )
    def test_the_parameters_of_the_question_are_options(
        self, irc_kg: RunCommand, miniature: Path, arguments: tuple[str, ...]
    ) -> None:
        assert irc_kg("cite", *arguments, "--root", miniature).out == PLAN

    def test_an_answer_without_rows_cites_nothing_and_says_so(
        self, irc_kg: RunCommand, miniature: Path
    ) -> None:
        run = irc_kg("cite", "--query", "lines-since", "--year", "1900", "--root", miniature)
        assert (run.code, run.out, run.err) == (0, "", "Nothing was found.\n")

    def test_a_value_that_is_missing_is_named(self, irc_kg: RunCommand, miniature: Path) -> None:
        run = irc_kg("cite", "--query", "lines-since", "--root", miniature)
        assert run.code == 2
        assert "needs a value for --year" in run.err

    def test_an_option_of_another_question_is_unknown(self, irc_kg: RunCommand, miniature: Path) -> None:
        run = irc_kg("cite", "--query", "lines-at-stop", "--year", "2000", "--root", miniature)
        assert run.code == 2
        assert "No such option" in run.err

    def test_an_unknown_question_is_answered_with_what_is_close(
        self, irc_kg: RunCommand, miniature: Path
    ) -> None:
        run = irc_kg("cite", "--query", "lines-at-stops", "--root", miniature)
        assert run.code == 2
        assert "Did you mean lines-at-stop?" in run.err

    @pytest.mark.parametrize(
        ("query", "option", "value"),
        [("is-run", "--company", "Town Buses"), ("network-of-line", "--line", "Red line")],
    )
    def test_what_has_no_rows_cannot_be_cited(
        self, irc_kg: RunCommand, miniature: Path, query: str, option: str, value: str
    ) -> None:
        run = irc_kg("cite", "--query", query, option, value, "--root", miniature)
        assert run.code == 2
        assert "is no SELECT query: it has no rows that could cite sources." in run.err

    def test_help_tells_the_options_of_the_question(self, irc_kg: RunCommand, miniature: Path) -> None:
        run = irc_kg("cite", "--query", "lines-at-stop", "--help", "--root", miniature)
        assert "--stop STOP" in run.out
        assert "Default: Station." in run.out
        assert "--stop" not in irc_kg("cite", "--help", "--root", miniature).out


class TestWhereTo:
    @pytest.mark.parametrize(
        ("file", "beginning"),
        [
            ("a.bib", "@misc{bus-plan-2020,\n"),
            ("a.ris", "TY  - GEN\nID  - bus-plan-2020\n"),
            ("a.json", '[\n  {\n    "id": "bus-plan-2020",\n'),
            ("a.txt", "1. Bus plan 2020."),
        ],
    )
    def test_the_ending_of_a_file_tells_the_form(
        self, irc_kg: RunCommand, miniature: Path, tmp_path: Path, file: str, beginning: str
    ) -> None:
        run = irc_kg("cite", "Red line", "-o", tmp_path / file, "--root", miniature)
        assert (run.code, run.out) == (0, "")
        assert (tmp_path / file).read_text(encoding="utf-8").startswith(beginning)
        assert run.err == f"Wrote {tmp_path / file} (1 reference).\n"

    @pytest.mark.parametrize(
        ("form", "beginning"), [("harvard", "Bus plan 2020 (no date)."), ("csl-json", "[\n  {\n")]
    )
    def test_the_form_can_be_named(
        self, irc_kg: RunCommand, miniature: Path, form: str, beginning: str
    ) -> None:
        run = irc_kg("cite", "Red line", "--format", form, "--root", miniature)
        assert run.out.startswith(beginning)
        if form == "csl-json":
            assert json.loads(run.out)[0]["title"] == "Bus plan 2020"

    def test_an_unknown_ending_is_refused_before_anything_is_looked_up(
        self, irc_kg: RunCommand, miniature: Path, tmp_path: Path
    ) -> None:
        run = irc_kg("cite", "Red lien", "-o", tmp_path / "a.docx", "--root", miniature)
        assert run.code == 2
        assert "is no name for a list of references: its ending can be .bib, .ris, .json or .txt." in run.err

    def test_a_folder_that_is_not_there(self, irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
        run = irc_kg("cite", "Red line", "-o", tmp_path / "none" / "a.bib", "--root", miniature)
        assert run.code == 2
        assert f"There is no folder {tmp_path / 'none'}: make it, or write somewhere else." in run.err


def test_from_python(miniature: Path) -> None:
    project = package.open(miniature)
    [reference] = project.cite("Red line", query="lines-since", values={"year": "2000"})
    assert (reference.title, reference.key) == ("Bus plan 2020", "bus-plan-2020")
    assert project.cite(query="lines-since", values={"year": "1900"}) == ()


class TestCitationFile:
    """CITATION.cff by its schema, version 1.2.0, as far as the file uses it."""

    ROOT = Path(__file__).resolve().parents[1]
    KNOWN = frozenset(
        {"cff-version", "message", "title", "abstract", "type", "authors", "version", "license", "keywords"}
    )

    def fields(self) -> dict[str, object]:
        fields: dict[str, object] = yaml.safe_load((self.ROOT / "CITATION.cff").read_text(encoding="utf-8"))
        return fields

    def test_it_has_the_fields_that_it_must_have_and_none_that_is_unknown(self) -> None:
        fields = self.fields()
        assert {"cff-version", "message", "title", "authors"} <= fields.keys() <= self.KNOWN
        assert fields["cff-version"] == "1.2.0"
        assert fields["type"] in {"dataset", "software"}
        assert all(isinstance(word, str) for word in fields["keywords"])  # type: ignore[attr-defined]

    def test_its_author_is_who_holds_the_copyright_and_no_person(self) -> None:
        licence = (self.ROOT / "LICENSE").read_text(encoding="utf-8")
        [author] = self.fields()["authors"]  # type: ignore[misc]
        assert author.keys() == {"name"}  # type: ignore[has-type]
        assert f"Copyright (c) 2026 {author['name']}" in licence  # type: ignore[has-type]

    def test_version_and_licence_are_those_of_the_package(self) -> None:
        settings = tomllib.loads((self.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        assert self.fields()["version"] == package.__version__
        assert self.fields()["license"] in settings["project"]["license"].split(" AND ")
