"""The same questions asked of a real SPARQL server, which listens on loopback and ends with the tests."""

from __future__ import annotations

import json
import shutil
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from processes import PATIENCE, Processes
from running import RunCommand
from sparql_servers import free_port, start_rdflib


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server over the miniature project; its address."""
    files = sorted((Path(__file__).parent / "project").rglob("*.ttl"))
    with Processes() as processes:
        yield start_rdflib(processes, files)


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


class _Slow(BaseHTTPRequestHandler):
    """Gives most rows of an answer, and the last one when it is let."""

    may_end: ClassVar[Event]
    rows = 50_000  # more than all that lies between a server and whoever reads has room for

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/tab-separated-values")
        self.end_headers()
        self.wfile.write(b"?line\n")
        for number in range(self.rows):
            self.wfile.write(b'"Line %d"\n' % number)
        if self.may_end.wait(PATIENCE):
            self.wfile.write(b'"The last"\n')

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def test_rows_of_a_server_come_before_the_last_is_there(miniature: Path, processes: Processes) -> None:
    may_end = Event()
    with HTTPServer(("127.0.0.1", 0), type("Handler", (_Slow,), {"may_end": may_end})) as listening:
        thread = Thread(target=listening.handle_request, daemon=True)
        thread.start()
        asked = [
            "query",
            "-e",
            "SELECT ?line { ?stop ?of ?line }",
            "--format",
            "csv",
            "--root",
            str(miniature),
        ]
        url = f"http://127.0.0.1:{listening.server_port}/"
        process = processes.start([sys.executable, "-m", "irc_kg", *asked, "--endpoint", url])
        assert process.stdout is not None
        try:
            assert [process.stdout.readline() for _ in range(3)] == ["line\n", "Line 0\n", "Line 1\n"]
            assert not may_end.is_set()
        finally:
            may_end.set()
        out, _ = process.communicate(timeout=PATIENCE)
        thread.join()
    assert out.endswith(f"Line {_Slow.rows - 1}\nThe last\n")
    assert process.returncode == 0


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


class _Scripted(BaseHTTPRequestHandler):
    """Answers each request with the next of what it was told to say, and keeps what it was asked."""

    script: tuple[tuple[int, dict[str, str], bytes], ...] = ()
    asked: ClassVar[list[tuple[str, str, dict[str, str]]]] = []

    def do_GET(self) -> None:
        number = len(self.asked)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.asked.append((self.command, self.path, {**self.headers}))
        code, headers, body = self.script[min(number, len(self.script) - 1)]
        self.send_response(code)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def scripted(*script: tuple[int, dict[str, str], bytes]) -> Iterator[tuple[str, type[_Scripted]]]:
    """A server that says what it is told, in turn: its address, and what keeps what it was asked."""
    handler = type("Handler", (_Scripted,), {"script": script, "asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as listening:
        thread = Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/sparql", handler
        listening.shutdown()
        thread.join()


JSON = {"Content-Type": "application/sparql-results+json"}
ROW = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"literal","value":"here"}}]}}'
XML = b"""<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/></head>
<results><result><binding name="s"><literal>here</literal></binding></result></results></sparql>"""
QUERY = ("query", "-e", "SELECT ?s { ?s a ?kind }", "-f", "csv")
ANSWER = (0, "s\r\nhere\r\n")


@pytest.mark.parametrize("busy", [429, 503])
def test_a_busy_server_is_asked_again(irc_kg: RunCommand, miniature: Path, busy: int) -> None:
    with scripted((busy, {"Retry-After": "0"}, b""), (busy, {}, b""), (200, JSON, ROW)) as (url, server):
        run = irc_kg(*QUERY, "--endpoint", url, "--root", miniature)
        assert (run.code, run.out, len(server.asked)) == (*ANSWER, 3)


def test_whom_a_server_asks_to_wait_for_long_is_told_so(irc_kg: RunCommand, miniature: Path) -> None:
    with scripted((503, {"Retry-After": "3600"}, b"closed"), (200, JSON, ROW)) as (url, server):
        run = irc_kg(*QUERY, "--endpoint", url, "--root", miniature)
        assert (run.code, len(server.asked)) == (2, 1)
        assert "503" in run.err
        assert "3600 more seconds" in run.err


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/sparql-results+xml", XML),
        ("text/tab-separated-values; charset=utf-8", b'?s\n"here"\n'),
        ("application/json", ROW),
    ],
)
def test_results_are_read_in_every_form(
    irc_kg: RunCommand, miniature: Path, media_type: str, body: bytes
) -> None:
    with scripted((200, {"Content-Type": media_type}, body)) as (url, _):
        run = irc_kg(*QUERY, "--endpoint", url, "--root", miniature)
        assert (run.code, run.out) == ANSWER


def test_a_short_query_is_got_and_a_long_one_posted(irc_kg: RunCommand, miniature: Path) -> None:
    with scripted((200, JSON, ROW)) as (url, server):
        long = f"SELECT ?s {{ ?s a ?kind FILTER(?s != '{'x' * 5000}') }}"
        for text in ("SELECT ?s { ?s a ?kind }", long):
            run = irc_kg(
                "query", "-e", text, "-f", "csv", "--endpoint", f"{url}?default=1", "--root", miniature
            )
            assert (run.code, run.out) == ANSWER
        assert [method for method, _, _ in server.asked] == ["GET", "POST"]
        assert all("default=1" in path for _, path, _ in server.asked)


def test_a_server_that_is_not_got_is_posted(irc_kg: RunCommand, miniature: Path) -> None:
    with scripted((405, {}, b""), (200, JSON, ROW)) as (url, server):
        run = irc_kg(*QUERY, "--endpoint", url, "--root", miniature)
        assert (run.code, run.out) == ANSWER
        assert [method for method, _, _ in server.asked] == ["GET", "POST"]


def test_an_answer_that_is_cut_off(irc_kg: RunCommand, miniature: Path) -> None:
    with scripted((200, {**JSON, "Content-Length": "5000"}, ROW[:-3])) as (url, _):
        run = irc_kg(*QUERY, "--endpoint", url, "--root", miniature)
        assert run.code == 2
        assert "its answer was cut off after 1 of its rows" in run.err


SECRET = "open-sesame"  # noqa: S105  (of nobody)


@pytest.mark.parametrize("way", ["address", "environment", "token", "netrc"])
def test_credentials_are_sent_where_they_belong_and_shown_nowhere(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    with scripted((200, JSON, ROW)) as (elsewhere, stranger):
        there = {"Location": f"{elsewhere}?query=SELECT"}
        refusal = (401, {"WWW-Authenticate": "Basic"}, f"not {SECRET}".encode())
        with scripted((200, JSON, ROW), refusal, (307, there, b"")) as (url, server):
            address = url.replace("//", f"//ali:{SECRET}@") if way == "address" else url
            if way == "environment":
                monkeypatch.setenv("IRC_KG_ENDPOINT_USER", "ali")
                monkeypatch.setenv("IRC_KG_ENDPOINT_PASSWORD", SECRET)
            elif way == "token":
                monkeypatch.setenv("IRC_KG_ENDPOINT_TOKEN", SECRET)
            elif way == "netrc":
                held = tmp_path / "netrc"
                held.write_text(f"machine 127.0.0.1 login ali password {SECRET}\n", encoding="utf-8")
                held.chmod(0o600)
                monkeypatch.setenv("NETRC", str(held))
            monkeypatch.setenv("IRC_KG_ENDPOINT", address)
            runs = [irc_kg(*QUERY, "--root", miniature) for _ in range(2)]
            number = len(server.asked)
            runs.append(irc_kg(*QUERY, "--root", miniature))
            basic = b64encode(f"ali:{SECRET}".encode()).decode()
            wanted = f"Bearer {SECRET}" if way == "token" else f"Basic {basic}"
            assert server.asked[0][2]["Authorization"] == wanted
            assert server.asked[number][2]["Authorization"] == wanted
        assert [run.code for run in runs] == [0, 2, 0]
        assert "401" in runs[1].err
        assert stranger.asked
        assert "Authorization" not in stranger.asked[0][2]
    said = "".join(run.out + run.err for run in runs)
    assert SECRET not in said
    assert basic not in said


def test_an_address_with_a_password_stands_nowhere_without_a_server(
    irc_kg: RunCommand, miniature: Path
) -> None:
    for url in (f"http://ali:{SECRET}@127.0.0.1:{free_port()}/", f"http://ali:{SECRET}/x@[nonsense/"):
        run = irc_kg(*QUERY, "--endpoint", url, "--root", miniature)
        assert run.code == 2
        assert SECRET not in run.out + run.err


def test_what_a_server_refuses_is_put_together_here(irc_kg: RunCommand, miniature: Path, server: str) -> None:
    text = (
        "SELECT ?line (GROUP_CONCAT(DISTINCT ?name; separator=', ') AS ?names) "
        "{ ?line a town:Line OPTIONAL { ?line town:nickname ?name } } GROUP BY ?line ORDER BY ?line"
    )
    asked = ("query", "-e", text, "-f", "json", "--root", miniature)
    here, there = irc_kg(*asked), irc_kg(*asked, "--endpoint", server)
    assert (there.code, there.out) == (0, here.out)
    assert "Its answer was put together here." in there.err


@pytest.mark.parametrize(
    "arguments", [["find", "line"], ["show", "Red line"], ["stats"], ["view", "around", "Red line"]]
)
def test_other_commands_ask_the_server_too(
    irc_kg: RunCommand, miniature: Path, server: str, tmp_path: Path, arguments: list[str]
) -> None:
    if arguments[0] == "view":
        arguments = [*arguments, "-o", str(tmp_path / "picture.graphml")]
    shutil.rmtree(miniature / "graph")
    (miniature / "graph").mkdir()
    run = irc_kg(*arguments, "--endpoint", server, "--root", miniature)
    assert run.code == 0, run.err
    shown = (tmp_path / "picture.graphml").read_text(encoding="utf-8") if arguments[0] == "view" else run.out
    assert "Bus line" in shown if arguments[0] == "stats" else "Red line" in shown
