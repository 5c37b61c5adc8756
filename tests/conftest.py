"""What tests share: a copy of the miniature project, and the command line run in this process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings
from processes import Processes
from running import Run, RunCommand

from irc_kg.cli import main
from irc_kg.cli.options import SOURCES_VARIABLE
from irc_kg.store.endpoint import ENDPOINT_VARIABLE
from irc_kg.store.project_files import ROOT_VARIABLE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A test says what comes out, never how fast: that is for benchmarks/.
# In CI the examples are the same every time, so that a change is not refused for what it did not touch;
# whoever runs the tests by hand looks further each time.
settings.register_profile(
    "irc-kg",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
# For tools/mutants.py any example that fails is enough; a shorter one would take long to find.
settings.register_profile(
    "mutants",
    settings.get_profile("irc-kg"),
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile(os.environ.get("IRC_KG_HYPOTHESIS", "irc-kg"))

HERE = Path(__file__).parent
REPOSITORY = HERE.parent


@pytest.fixture(autouse=True)
def _no_project_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ROOT_VARIABLE, raising=False)
    monkeypatch.delenv(SOURCES_VARIABLE, raising=False)
    monkeypatch.delenv(ENDPOINT_VARIABLE, raising=False)


@pytest.fixture
def repository() -> Path:
    """The root of the real project."""
    return REPOSITORY


@pytest.fixture
def miniature(tmp_path: Path) -> Path:
    """The root of a copy of the miniature project, free to be changed."""
    root = tmp_path / "project"
    shutil.copytree(HERE / "project", root)
    return root


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of this process."""
    from browsers import chromium  # what most tests can do without

    with chromium() as started:
        yield started


@pytest.fixture
def processes() -> Iterator[Processes]:
    """What starts programs, and ends them with the test."""
    with Processes() as started:
        yield started


@pytest.fixture
def irc_kg(capsys: pytest.CaptureFixture[str]) -> RunCommand:
    """Run a command line and give what it printed."""

    def run(*arguments: str | Path) -> Run:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Run(int(ended.value.code or 0), printed.out, printed.err)

    return run
