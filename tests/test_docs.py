"""What the documentation shows is what happens."""

from __future__ import annotations

import doctest
import runpy
from pathlib import Path

import click
import pytest

from irc_kg.cli import irc_kg


def test_the_pages_made_from_the_program_are_what_it_says(repository: Path) -> None:
    pages = runpy.run_path(str(repository / "docs" / "generate.py"))["pages"]()
    for path, text in pages.items():
        assert path.read_text(encoding="utf-8") == text, f"make docs writes {path.name} anew"


def test_every_command_is_documented(repository: Path) -> None:
    page = (repository / "docs" / "commands.md").read_text(encoding="utf-8")
    for name in irc_kg.list_commands(click.Context(irc_kg)):
        assert f"## irc-kg {name}\n" in page


# rdflib warns of what it does itself.
@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
def test_the_python_examples_run(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    flags = doctest.IGNORE_EXCEPTION_DETAIL | doctest.ELLIPSIS
    result = doctest.testfile(
        str(repository / "docs" / "python.md"), module_relative=False, encoding="utf-8", optionflags=flags
    )
    assert result.attempted > 10
    assert result.failed == 0
