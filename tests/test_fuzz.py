"""Fuzzing: some hundred mutants of each kind, always the same, and that what must not happen is noticed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from processes import PATIENCE

FUZZ = Path(__file__).parents[1] / "tools" / "fuzz.py"


def fuzz(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(FUZZ), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)


@pytest.mark.parametrize(
    ("kinds", "cases"),
    [
        ("turtle", 300),
        ("query", 300),
        ("header", 300),
        ("csv", 150),
        ("xlsx", 60),
        ("shapes", 6),
        ("checked-turtle", 6),
        ("checked-query", 6),
    ],
)
def test_damaged_files_end_nothing(kinds: str, cases: int, tmp_path: Path) -> None:
    run = fuzz(
        "--kinds", kinds, "--cases", str(cases), "--seed", "11", "--workers", "1", "--folder", tmp_path
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(rf"^ +{kinds} +{cases} .* 0$", run.stdout, re.MULTILINE), run.stdout
    assert not list(tmp_path.iterdir())


def test_faults_lost_workers_and_what_never_ends_are_noticed(tmp_path: Path) -> None:
    run = fuzz("--kinds", "trouble", "--cases", "8", "--seed", "8", "--seconds", "1", "--folder", tmp_path)
    assert run.returncode == 1, run.stdout + run.stderr
    for what in ("ZeroDivisionError in fuzz_kinds.py:make_trouble", "lost", "too slow", "a library prints"):
        assert re.search(rf"^ +\d+  trouble {what}$", run.stdout, re.MULTILINE), run.stdout
    (row,) = [line.split() for line in run.stdout.splitlines() if line.split()[:1] == ["trouble"]]
    assert row[1:4] == ["8", "1", "2"], "each mutant is counted once"
    kept = {path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert kept == {"fault", "lost", "slow", "print"}
    fault = next(path for path in tmp_path.iterdir() if path.read_text(encoding="utf-8") == "fault")
    replayed = fuzz("--replay", fault)
    assert (replayed.returncode, "ZeroDivisionError: fault" in replayed.stdout) == (1, True)
