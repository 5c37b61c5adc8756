"""The script that tries whether tests notice faults: which ones it makes, and a run over a small program."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from mutations import mutations_of
from processes import PATIENCE, Processes

TOOLS = Path(__file__).parents[1] / "tools"


def changed(tmp_path: Path, text: str) -> list[str]:
    """The lines that can come of one line of Python."""
    file = tmp_path / "one.py"
    file.write_text(text, encoding="utf-8")
    source = file.read_bytes()
    return [mutation.apply(source).decode().strip() for mutation in mutations_of(file)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = a < b", ["x = (a <= b)", "x = (a >= b)"]),
        ("x = a in b", ["x = (a not in b)"]),
        ("x = a and b", ["x = (a or b)", "x = (a)", "x = (b)"]),
        ("x = not a", ["x = (a)"]),
        ("x = é + b", ["x = (é - b)"]),
        ("x = 'a' + b", []),
        ("x = 3", ["x = (2)", "x = (4)"]),
        ("x = True", ["x = (False)"]),
        ("x = 'text'", []),
        ("x = b if a else c", ["x = b if (not a) else c"]),
        ("x = [y for y in z if y]", ["x = ([y for y in z])"]),
        ("x = sorted(y)", ["x = (list(y))"]),
        ("x = sorted(y, key=f)", ["x = (sorted(y))"]),
        ("x = any(y)", ["x = (all(y))"]),
        ("x = y.startswith(z)", ["x = (y.endswith(z))"]),
        ("def f(x: int = 'a') -> int | None: return x", ["def f(x: int = 'a') -> int | None: return None"]),
        ("def f(): return None", []),
        ("raise ValueError(1 < 2)", []),
        ("__all__ = [1]", []),
        ("@cache(1)\nclass A: pass", []),
        ("if TYPE_CHECKING: x = 1", []),
        ("while a: break", ["while (not a): break", "while a: continue"]),
    ],
)
def test_a_fault_changes_one_thing(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert sorted(changed(tmp_path, text)) == sorted(expected)


def test_the_last_of_several_keys_is_left_out(tmp_path: Path) -> None:
    lines = changed(tmp_path, "x = sorted(y, key=lambda z: (z.a, z.b))")
    assert lines == ["x = (sorted(y))", "x = (sorted(y, key=lambda z: (z.a,)))"]


PROGRAM = """
def most(numbers):
    if len(numbers) > 1:
        return max(numbers)
    return 0


def never_tested(a):
    return a + 1
"""
PLACE = "src/irc_kg/store/numbers.py"
# When the script has begun with faults, it says so and does not end.
WAITING = """
import time
from pathlib import Path
from irc_kg.store import numbers

def test_most():
    assert numbers.most([]) == 0
    if "tools" not in __import__("os").environ["PYTHONPATH"]:
        Path("at_work").touch()
        time.sleep(120)
"""
linux = pytest.mark.skipif(sys.platform != "linux", reason="it forks a process that has loaded much")
TESTS = """
from irc_kg.store.numbers import most

def test_most():
    assert most([1, 3, 2]) == 3
    assert most([]) == 0
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A small program with tests and the script."""
    for name in ("mutants.py", "mutant_runs.py", "mutations.py", "recording.py"):
        (tmp_path / "tools").mkdir(exist_ok=True)
        shutil.copy(TOOLS / name, tmp_path / "tools" / name)
    equivalent = "# A number of one digit.\nstore/numbers.py: most: 0  ->  (-1)\n"
    (tmp_path / "tools" / "equivalent_mutants.txt").write_text(equivalent, encoding="utf-8")
    program = tmp_path / PLACE
    program.parent.mkdir(parents=True)
    program.write_text(PROGRAM, encoding="utf-8")
    (program.parent / "__init__.py").touch()
    (program.parents[1] / "__init__.py").touch()
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_numbers.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    return tmp_path


def start(processes: Processes, folder: Path) -> subprocess.Popen[str]:
    scratch = folder / "scratch"
    scratch.mkdir()
    command: list[str | Path] = [sys.executable, folder / "tools" / "mutants.py"]
    command += ["--all", "--rooms", "store", "--tests", "tests"]
    return processes.start(command, cwd=folder, env={**os.environ, "TMPDIR": str(scratch)})


@linux
def test_what_survives_is_listed_and_the_program_stays_as_it_is(small: Path, processes: Processes) -> None:
    process = start(processes, small)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    survived = [line.strip() for line in out.splitlines() if line.startswith("  src/")]
    assert "src/irc_kg/store/numbers.py:3: most: len(numbers) > 1  ->  (len(numbers) >= 1)" in out
    assert any("never_tested: a + 1  ->  (a - 1)  [no test runs the line]" in line for line in survived)
    assert not any("max(numbers)" in line for line in survived)
    assert "1 more were drawn that change nothing" in out
    assert (small / PLACE).read_text(encoding="utf-8") == PROGRAM
    assert not list((small / "scratch").glob("tmp*"))


@linux
def test_ctrl_c_leaves_nothing_behind(small: Path, processes: Processes) -> None:
    (small / "tests" / "test_numbers.py").write_text(WAITING, encoding="utf-8")
    process = start(processes, small)
    while not (small / "at_work").exists():
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert (small / PLACE).read_text(encoding="utf-8") == PROGRAM
    assert not list((small / "scratch").glob("tmp*"))
