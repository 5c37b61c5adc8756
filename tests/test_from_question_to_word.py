"""Every step of docs/from-question-to-word.md, in its order, on this project."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from running import RunCommand, first_missing_line

PAGE = Path(__file__).parent.parent / "docs" / "from-question-to-word.md"
BLOCKS = re.findall(
    r"^```console\n\$ (.*?)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
)


def test_there_are_four_steps_and_each_has_a_command() -> None:
    steps = re.split(r"^## (?=\d)", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert [step[:2] for step in steps] == ["1.", "2.", "3.", "4."]
    assert all("$ irc-kg " in step for step in steps)


def test_each_command_prints_what_is_shown(
    irc_kg: RunCommand, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command, shown in BLOCKS:
        run = irc_kg(*shlex.split(command.removeprefix("irc-kg ")), "--root", repository)
        assert run.code == 0, run.err
        assert first_missing_line(run.out + run.err, shown) is None
    assert (tmp_path / "roles.docx").read_bytes()[:2] == b"PK"
    assert (tmp_path / "roles.ris").read_text(encoding="utf-8").count("TY  - ") == 3
