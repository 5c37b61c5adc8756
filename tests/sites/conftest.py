"""The shipped site, written once for all tests of a run, and a server that has it below a path of its own."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, BrowserContext, Page, Request
from views.conftest import PATIENCE
from views.test_browser_access import RULES, axe_source

import irc_kg
from irc_kg.site import Site

REPOSITORY = Path(__file__).parents[2]
Visit = Callable[..., Page]
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
            site = Site(irc_kg.open(REPOSITORY))
            site.write(served / SUB_PATH, shared / "shipped.html")
            (shared / "shipped-site.done").touch()
    return served


@pytest.fixture(scope="session")
def shipped(served_folder: Path) -> Path:
    """The folder of the shipped site."""
    return served_folder / SUB_PATH


@pytest.fixture(scope="session")
def one_file(served_folder: Path) -> Path:
    """All of the shipped site in one file."""
    return served_folder.parent / "shipped.html"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing of what was asked for."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 200  # a browser asks for the frames of many pages at once


@pytest.fixture(scope="session")
def server(served_folder: Path) -> Iterator[str]:
    """The address of the shipped site on a server of this machine, which ends with the tests."""
    handler = functools.partial(_Quiet, directory=str(served_folder))
    with _Server(("127.0.0.1", 0), handler) as serving:
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}/{SUB_PATH}/"
        serving.shutdown()
        thread.join()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Opens a page from the disk; one that fetches what is elsewhere, or complains, fails the test."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def on_request(request: Request) -> None:
        if not request.url.startswith(("file:", "blob:", "data:")):
            trouble.append(f"asked for {request.url}")

    def open_page(path: Path, fragment: str = "", **options: object) -> Page:
        settings = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", **options}
        context = browser.new_context(**settings)  # type: ignore[arg-type]
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("request", on_request)
        page.on("console", lambda said: trouble.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("dialog", lambda dialog: trouble.append(f"a dialog: {dialog.message}"))
        page.goto(path.as_uri() + fragment)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not trouble


def until(condition: str) -> str:
    """A promise that holds once a condition does."""
    look = f"const look = () => ({condition}) ? done(true) : setTimeout(look, 20)"
    return f"new Promise((done) => {{ {look}; look(); }})"


def wait_until(page: Page, condition: str) -> None:
    """Wait for a condition, which pages that evaluate no text must be asked for in this way."""
    assert page.evaluate(until(condition))


def faults_of(page: Page) -> list[str]:
    """What axe finds that keeps people from using a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"], "preload": False}
    found: dict[str, Any] = page.evaluate(f"axe.run(document, {json.dumps(options)})")
    assert len(found["passes"]) >= 10
    return [f"{fault['id']}: {node['html']}" for fault in found["violations"] for node in fault["nodes"]]
