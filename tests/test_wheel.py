"""What ships is what is here: the wheel, installed elsewhere, answers from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    root = Path(__file__).parent.parent
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(root)]
    subprocess.run(build, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """A folder that holds what the wheel holds, and what Python compiles there."""
    site = wheel.parent / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


def run(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONUTF8": "1"}
    environment.pop("IRC_KG_ROOT", None)
    command = [sys.executable, "-m", "irc_kg", *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=Path.cwd().anchor,
        env=environment,
    )


def test_the_wheel_answers_from_the_top_of_the_disk(installed: Path) -> None:
    done = run(installed, "query", "policies-in-nation", "--nation", "Wales", "--format", "csv")
    assert done.returncode == 0, done.stderr
    assert "\nIntegrated Care Fund" in done.stdout


def test_the_wheel_shows_where_its_own_copy_says_so(installed: Path) -> None:
    done = run(installed, "show", "Integrated Care Board")
    assert done.returncode == 0, done.stderr
    assert "England, paragraph 2" in done.stdout


def test_the_wheel_draws(installed: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    done = run(installed, "view", "around", "Wales", "-o", str(page))
    assert done.returncode == 0, done.stderr
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_wheel_holds_the_folders_and_nothing_that_is_not_of_the_project(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for name in ("graph/sources.ttl", "ontology/irc.ttl", "queries/policies-in-nation.rq"):
        assert f"irc_kg/data/{name}" in names
    assert {name.split("/")[0] for name in names} <= {"irc_kg"} | {
        n for n in map(_top, names) if "dist-info" in n
    }
    assert not [name for name in names if name.endswith((".pyc", ".html.tmp"))]


def _top(name: str) -> str:
    return name.split("/", maxsplit=1)[0]
