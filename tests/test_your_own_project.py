"""Every block of docs/your-own-project.md: its files make a project for each section, for its commands."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from running import RunCommand

PAGE = Path(__file__).parent.parent / "docs" / "your-own-project.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SECTIONS = {
    part.partition("\n")[0]: _BLOCK.findall(part)
    for part in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    if _BLOCK.search(part)
}


def test_the_page_has_its_three_collections() -> None:
    assert len(SECTIONS) == 3
    assert all({"turtle", "console"} <= {kind for kind, _ in blocks} for blocks in SECTIONS.values())


@pytest.mark.parametrize("section", SECTIONS)
def test_what_is_shown_happens(
    section: str, irc_kg: RunCommand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("graph", "ontology", "queries"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    for kind, text in SECTIONS[section]:
        if kind == "console":
            _compare(text, irc_kg)
        else:
            first, _, content = text.partition("\n")
            file = tmp_path / first.removeprefix("# ")
            file.parent.mkdir(exist_ok=True)
            file.write_text(content, encoding="utf-8")


def _compare(block: str, irc_kg: RunCommand) -> None:
    command, _, shown = block.partition("\n")
    run = irc_kg(*shlex.split(command)[2:])
    here = f"{Path.cwd()}{os.sep}"
    printed = run.out or ("" if run.code == 0 else run.err)
    assert printed.replace(here, "").strip("\n") == shown.strip("\n"), command
