"""The shipped site, written once for all tests of a run, and a server that has it below a path of its own."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from filelock import FileLock
from views.conftest import browser as browser  # noqa: PLC0414  (a fixture, for the tests here)

import irc_kg
from irc_kg.site import Site

REPOSITORY = Path(__file__).parents[2]
SUB_PATH = "a/path"  # under which the site stands on a server


@pytest.fixture(scope="session")
def served_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server serves: the site of the shipped graph, below a path."""
    # One for all processes of a run: it takes some seconds.
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    served = shared / "shipped-site"
    with FileLock(shared / "shipped-site.lock"):
        if not (shared / "shipped-site.done").exists():
            Site(irc_kg.open(REPOSITORY)).write(served / SUB_PATH)
            (shared / "shipped-site.done").touch()
    return served


@pytest.fixture(scope="session")
def shipped(served_folder: Path) -> Path:
    """The folder of the shipped site."""
    return served_folder / SUB_PATH


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing of what was asked for."""


@pytest.fixture(scope="session")
def server(served_folder: Path) -> Iterator[str]:
    """The address of the shipped site on a server of this machine, which ends with the tests."""
    handler = functools.partial(_Quiet, directory=str(served_folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}/{SUB_PATH}/"
        serving.shutdown()
        thread.join()
