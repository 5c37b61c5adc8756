"""What people bring: each case in this folder, with its right outcome (README.md says how it is written)."""

from __future__ import annotations

import base64
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from processes import PATIENCE
from running import Run, RunCommand
from workbooks import make_workbook

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("*/*.toml"))

# The keys of a case and of one of its runs: a word that is spelt wrong would be a check that is never made.
KEYS = {"about", "project", "files", "bytes", "copies", "workbook", "run"}
RUN_KEYS = {"command", "input", "encoding", "exit", "out", "not_out", "out_is", "err", "not_err", "files"}


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_case(case: Path, irc_kg: RunCommand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    description = tomllib.loads(case.read_text(encoding="utf-8"))
    assert description.keys() <= KEYS, "a key that the runner does not know"
    assert description["about"].strip()
    root = tmp_path / "project"
    _start_project(description.get("project", "init"), root, irc_kg)
    _write_files(description, root, case.parent)
    monkeypatch.chdir(root)
    assert description["run"], "a case without a run shows nothing"
    for number, step in enumerate(description["run"], 1):
        assert step.keys() <= RUN_KEYS, "a key that the runner does not know"
        _compare(_run(step, irc_kg), step, root, f"run {number}: irc-kg {step['command']}")


def _start_project(kind: str, root: Path, irc_kg: RunCommand) -> None:
    """A project of ``irc-kg init``, the miniature one, or three folders with nothing in them."""
    if kind == "init":
        assert irc_kg("init", root).code == 0
    elif kind == "miniature":
        shutil.copytree(HERE.parent / "project", root)
    elif kind == "empty":
        for folder in ("graph", "ontology", "queries"):
            (root / folder).mkdir(parents=True)
    else:
        raise AssertionError(f"There is no project {kind!r}")


def _write_files(description: dict[str, Any], root: Path, folder: Path) -> None:
    contents = {path: text.encode() for path, text in description.get("files", {}).items()}
    for written in description.get("bytes", ()):
        contents[written["path"]] = _content(written)
    for workbook in description.get("workbook", ()):
        contents[workbook["path"]] = make_workbook(workbook)
    for copy in description.get("copies", ()):
        contents[copy["to"]] = (folder / copy["from"]).read_bytes()
    for path, content in contents.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _content(written: dict[str, str]) -> bytes:
    if "base64" in written:
        return base64.b64decode(written["base64"])
    return written["text"].encode(written["encoding"])


def _run(step: dict[str, Any], irc_kg: RunCommand) -> Run:
    """Run a command line; in a process of its own where it reads standard input."""
    arguments = shlex.split(step["command"])
    if "input" not in step:
        return irc_kg(*arguments)
    command = [sys.executable, "-m", "irc_kg", *arguments]
    given = step["input"].encode(step.get("encoding", "utf-8"))
    ended = subprocess.run(command, input=given, capture_output=True, timeout=PATIENCE, check=False)
    return Run(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


def _compare(run: Run, step: dict[str, Any], root: Path, about: str) -> None:
    shown = f"{about}\nexit {run.code}\n--- out\n{run.out}\n--- err\n{run.err}"
    assert run.code == step.get("exit", 0), shown
    assert "Traceback" not in run.out + run.err, shown
    for stream, printed in (("out", run.out), ("err", run.err)):
        for text in step.get(stream, ()):
            assert text in printed, f"{text!r} is not in {stream}\n{shown}"
        for text in step.get(f"not_{stream}", ()):
            assert text not in printed, f"{text!r} is in {stream}\n{shown}"
    if "out_is" in step:
        assert run.out == step["out_is"], shown
    for path, text in step.get("files", {}).items():
        assert (root / path).read_bytes() == text.encode(), f"{path} is not as it should be\n{shown}"
