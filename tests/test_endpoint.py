"""The same questions asked of a real SPARQL server, which listens on loopback and ends with the tests."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from processes import PATIENCE, Processes
from running import RunCommand

# It ends when its input does, as it does when whoever started it is gone.
SERVER = """
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
from rdflib_endpoint.__main__ import cli
cli(["serve", "--host", "127.0.0.1", "--port", sys.argv[1], *sys.argv[2:]])
"""


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[str]) -> None:
    for _ in range(PATIENCE * 10):
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "the server has ended"
        time.sleep(0.1)
    pytest.fail("the server does not answer")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server over the miniature project; its address."""
    port = free_port()
    files = sorted(str(path) for path in (Path(__file__).parent / "project").rglob("*.ttl"))
    command = [sys.executable, "-W", "ignore", "-c", SERVER, str(port), *files]
    quiet = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with Processes() as processes:
        wait_for(port, processes.start(command, **quiet))
        yield f"http://127.0.0.1:{port}/"


@pytest.mark.parametrize(
    "arguments",
    [
        ["lines-since", "--year", "2000", "-f", "csv"],
        ["lines-since", "--year", "2000", "-f", "json"],
        ["is-run", "--company", "TB", "-f", "json"],
        ["streets/stops", "--line", "Red line", "--line", "Blue line"],
        ["network-of-line", "--line", "B2", "-f", "ntriples"],
    ],
)
def test_a_server_gives_the_answer_that_the_files_give(
    irc_kg: RunCommand, miniature: Path, server: str, arguments: list[str]
) -> None:
    here = irc_kg("query", *arguments, "--no-cite", "--root", miniature)
    there = irc_kg("query", *arguments, "--endpoint", server, "--root", miniature)
    assert (here.code, there.code) == (0, 0), there.err
    assert there.out == here.out
    assert there.out
    could_be_cited = arguments[0] in {"lines-since", "streets/stops"}
    said = f"The sources cannot be told: {server} does not name them."
    assert there.err.count(said) == (1 if could_be_cited else 0)


def test_what_a_server_does_not_state_is_not_spoken_of(
    irc_kg: RunCommand, miniature: Path, server: str
) -> None:
    text = "SELECT ?s { ?s a town:Stop FILTER NOT EXISTS { ?s town:none ?o } }"
    run = irc_kg("query", "-e", text, "--cite", "--endpoint", server, "--root", miniature)
    assert run.out.split()[2:] == ["Market", "Station"]
    assert run.err.count(f"The sources cannot be told: {server} does not name them.") == 1
    assert "stated nowhere" not in run.err


def test_a_server_that_is_not_there(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg(
        "query", "lines-at-stop", "--endpoint", f"http://127.0.0.1:{free_port()}/", "--root", miniature
    )
    assert run.code == 2
    assert "gives no answer" in run.err


@pytest.mark.parametrize("url", ["nonsense", "http://", "ftp://127.0.0.1/"])
def test_what_is_no_address(irc_kg: RunCommand, miniature: Path, url: str) -> None:
    run = irc_kg("query", "lines-at-stop", "--endpoint", url, "--root", miniature)
    assert (run.code, "gives no answer" in run.err) == (2, True)


class _Wrong(BaseHTTPRequestHandler):
    answers = ((200, "text/html", b"<p>Hello</p>"), (500, "text/plain", b"out of order"),
               (200, "application/sparql-results+json", b"{"))  # fmt: skip
    number = 0

    def do_GET(self) -> None:
        code, media_type, body = self.answers[self.number]
        self.send_response(code)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(("number", "fault"), [(0, "text/html"), (1, "500"), (2, "cannot be read")])
def test_a_server_that_answers_with_something_else(
    irc_kg: RunCommand, miniature: Path, number: int, fault: str
) -> None:
    handler = type("Handler", (_Wrong,), {"number": number})
    with HTTPServer(("127.0.0.1", 0), handler) as listening:
        thread = Thread(target=listening.handle_request, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listening.server_port}/"
        run = irc_kg("query", "lines-at-stop", "--endpoint", url, "--root", miniature)
        thread.join()
    assert run.code == 2
    assert fault in run.err


class _Moved(BaseHTTPRequestHandler):
    """Says that it has moved to another path, and answers there with what it was asked."""

    code = 0

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        query = parse_qs(asked.query)["query"]
        if asked.path == "/":
            self.send_response(self.code)
            self.send_header("Location", f"/there?{asked.query}")
            self.end_headers()
            return
        row = {"stop": {"type": "literal", "value": " ".join(query[0].split()[:2])}}
        body = json.dumps({"head": {"vars": ["stop"]}, "results": {"bindings": [row]}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("code", [307, 308])
def test_a_server_that_has_moved_is_asked_where_it_is(irc_kg: RunCommand, miniature: Path, code: int) -> None:
    with HTTPServer(("127.0.0.1", 0), type("Handler", (_Moved,), {"code": code})) as listening:
        thread = Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listening.server_port}/"
        text = "SELECT ?stop { ?stop a ?kind }"
        run = irc_kg("query", "-e", text, "-f", "csv", "--endpoint", url, "--root", miniature)
        listening.shutdown()
        thread.join()
    assert (run.code, run.out) == (0, "stop\r\nSELECT ?stop\r\n")
