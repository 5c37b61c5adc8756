"""Every step of docs/adding-triples.md, in its order, on a copy of this project with a git of its own."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from running import RunCommand

PAGE = Path(__file__).parent.parent / "docs" / "adding-triples.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
GIT = shutil.which("git")


@pytest.fixture
def copy(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for folder in ("graph", "ontology", "queries"):
        shutil.copytree(repository / folder, tmp_path / folder)
    (tmp_path / ".gitignore").write_text("*.csv\n", encoding="utf-8")
    author = ["-c", "user.name=Reader", "-c", "user.email=reader@example.org"]
    for command in (["init", "-q"], ["add", "-A"], [*author, "commit", "-q", "-m", "start"]):
        subprocess.run([str(GIT), *command], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def steps(block: str) -> list[tuple[str, str]]:
    """The commands of a block, each with what it is shown to print."""
    return [
        (command, shown)
        for command, shown in re.findall(r"^\$ irc-kg (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    ]


def pattern(shown: str) -> str:
    """What is shown as a pattern: an ellipsis is anything."""
    return "".join(".*" if part == "…" else re.escape(part) for part in re.split("(…)", shown.strip()))


@pytest.mark.skipif(GIT is None, reason="there is no git")
def test_every_step_prints_what_is_shown(irc_kg: RunCommand, copy: Path) -> None:
    ran = 0
    for kind, block in BLOCKS:
        if kind == "csv":
            (copy / "strategies.csv").write_text(block, encoding="utf-8")
        for command, shown in steps(block) if kind == "console" else ():
            run = irc_kg(*shlex.split(command))
            printed = (run.out + run.err).replace("\r\n", "\n").strip()
            assert re.fullmatch(pattern(shown), printed, re.DOTALL), f"{command}\n{printed}"
            ran += 1
    assert ran > 10
