"""A server that writes down who asks it, and every way to ask one from within a query."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# A process of its own: the answers of the engine must not be dropped on a thread of a server.
_SERVER = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

ANSWER = b'{"head": {"vars": ["s", "p", "o"]}, "results": {"bindings": [{}]}}'

class Handler(BaseHTTPRequestHandler):
    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with open(sys.argv[1], "a") as log:
            log.write(self.path + "\\n")
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    do_GET = do_POST = answer

    def log_message(self, *arguments):
        pass

server = HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"""


class Recorder:
    """An address on this machine, and what it was asked for."""

    def __init__(self, url: str, log: Path) -> None:
        self.url = url
        self._log = log

    @property
    def requests(self) -> list[str]:
        return self._log.read_text(encoding="utf-8").splitlines()

    def forget(self) -> None:
        self._log.write_text("", encoding="utf-8")


@contextmanager
def recorder(log: Path) -> Iterator[Recorder]:
    """A SPARQL endpoint that answers everything with one empty row, and writes each request into a file."""
    command = [sys.executable, "-c", _SERVER, str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = process.stdout.readline().strip()
            yield Recorder(f"http://127.0.0.1:{port}/", log)
        finally:
            process.kill()


# Prologue, and what stands between the braces; @ is the address of the server.
SPELLINGS = [
    ("", "SERVICE <@> { ?s ?p ?o }"),
    ("", "service <@> { ?s ?p ?o }"),
    ("", "SeRvIcE <@> { ?s ?p ?o }"),
    ("", "SERVICE SILENT <@> { ?s ?p ?o }"),
    ("", "service silent <@> { ?s ?p ?o }"),
    ("", "SERVICESILENT <@> { ?s ?p ?o }"),
    ("", "serviceSILENT<@>{?s ?p ?o}"),
    ("", "SERVICE<@>{?s ?p ?o}"),
    ("", "SERVICE#<http://other/> { }\n<@>#\n{ ?s ?p ?o }"),
    ("", "SERVICE\r\n\t<@>\r\n{ ?s ?p ?o }"),
    ("", "# }\nSERVICE <@> { ?s ?p ?o } # {\n"),
    ("", "SERVICE <@#service> { ?s ?p ?o }"),
    ("", "{}SERVICE<@>{?s ?p ?o}"),
    ("", "FILTER(true)SERVICE<@>{?s ?p ?o}"),
    ("", "VALUES ?n { 5 }SERVICE<@>{?s ?p ?o}"),
    ("", "BIND(1 AS ?n)SERVICESILENT<@>{?s ?p ?o}"),
    ("", "VALUES (?a ?b) { (1 2) } FILTER(?a<?b)SERVICE<@>{?s ?p ?o}FILTER(?b>?a)"),
    ("", """FILTER("\\"" != '}') SERVICE <@> { ?s ?p ?o }"""),
    ("", """FILTER('''"''' != "'") SERVICE <@> { ?s ?p ?o }"""),
    ("", '''FILTER("""\\""" }""" != "") SERVICE <@> { ?s ?p ?o }'''),
    ("", "\\u0053ERVICE <@> { ?s ?p ?o }"),
    ("", "S\\u0045rvice <@> { ?s ?p ?o }"),
    ("", "\\U00000053ERVICE\\u0053ILENT <@> { ?s ?p ?o }"),
    ("", "\\u0053\\u0045\\u0052\\u0056\\u0049\\u0043\\u0045 <@> { ?s ?p ?o }"),
    ("", "SERVICE <\\u0068ttp@> { ?s ?p ?o }"),
    ("BASE <@>", "SERVICE <> { ?s ?p ?o }"),
    ("PREFIX c: <@>", "SERVICE c:d { ?s ?p ?o }"),
    ("PREFIX c: <@>", "SERVICEc:d { ?s ?p ?o }"),
    ("PREFIX : <@>", "SERVICE :c { ?s ?p ?o }"),
    ("PREFIX : <@>", "SERVICE:c { ?s ?p ?o }"),
    ("PREFIX : <@>", "SERVICE:{ ?s ?p ?o }"),
    ("PREFIX : <@>", "SERVICESILENT:c{ ?s ?p ?o }"),
    ("PREFIX : <@> PREFIX SERVICE: <http://other/>", "SERVICE:c { ?s ?p ?o }"),
    ("PREFIX : <@> PREFIX SILENT: <@>", "SERVICE SILENT:c { ?s ?p ?o }"),
    ("PREFIX : <@>", "VALUES ?n { :a.b }SERVICE:c{?s ?p ?o}"),
    ("", "VALUES ?n { 1 } OPTIONAL { SERVICE <@> { ?s ?p ?o } }"),
    ("", "VALUES ?n { 1 }OPTIONAL{SERVICE<@>{}}"),
    ("", "{ } UNION { SERVICE <@> { ?s ?p ?o } }"),
    ("", "{ { { SERVICE <@> { ?s ?p ?o } } } }"),
    ("", "VALUES ?s { 1 } MINUS { SERVICE <@> { ?s ?p ?o } }"),
    ("", "VALUES ?n { 1 } LATERAL { SERVICE <@> { ?s ?p ?o } }"),
    ("", "GRAPH ?g { ?x ?y ?z } { SELECT * { SERVICE <@> { ?s ?p ?o } } LIMIT 1 }"),
    ("", "VALUES ?n { 1 } FILTER EXISTS { SERVICE <@> { ?s ?p ?o } }"),
    ("", "VALUES ?n { 1 } FILTERNOTEXISTS{SERVICE<@>{?s ?p ?o}}"),
    ("", "VALUES ?n { 1 } FILTER(?n = 2 || NOT EXISTS { SERVICE <@> { ?s ?p ?o } })"),
    ("", "VALUES ?n { 1 } BIND(EXISTS { SERVICE <@> { ?s ?p ?o } } AS ?e)"),
    ("", "VALUES ?n { 1 } BIND(IF(EXISTS { SERVICE <@> { ?s ?p ?o } }, 1, 2) AS ?e)"),
    ("", "{ SELECT * { SERVICE <@> { ?s ?p ?o } } }"),
    ("", "{SELECT*{SERVICE<@>{?s ?p ?o}}}"),
    ("", "{ SELECT (COUNT(*) AS ?n) { SERVICE <@> { ?s ?p ?o } } }"),
    ("", "{ SELECT (EXISTS { SERVICE <@> { ?s ?p ?o } } AS ?e) { VALUES ?n { 1 } } }"),
    ("", "{ SELECT ?n { VALUES ?n { 1 2 } } ORDER BY (EXISTS { SERVICE <@> { ?s ?p ?o } }) }"),
    ("", "{ SELECT ?n { VALUES ?n { 1 } } GROUP BY ?n HAVING(EXISTS { SERVICE <@> { ?s ?p ?o } }) }"),
    ("", "{ SELECT * { { SELECT * { OPTIONAL { { SELECT * { SERVICE <@> { ?s ?p ?o } } } } } } } }"),
]
# The engine does not know whom to ask, and says so.
VARIABLE_SPELLINGS = [
    ("", "VALUES ?g { <@> } SERVICE ?g { ?s ?p ?o }"),
    ("", "VALUES ?g { <@> } SERVICE?g{?s ?p ?o}"),
    ("", "VALUES ?g { <@> } SERVICESILENT$g{?s ?p ?o}"),
]
# What the reader does not take, because others might take it apart otherwise, and what nobody answers.
REFUSED_SPELLINGS = [
    ("PREFIX : <@>", "?s ?p :a.b.SERVICE:c { ?s ?p ?o }"),
    ("PREFIX : <@>", "?s ?p :a.b.SERVICE<@>{ ?s ?p ?o }"),
    ("PREFIX : <@> PREFIX SERVICE: <@>", "?s ?p ?o ; SERVICE:c { ?s ?p ?o }"),
    ("", "VALUES ?n { '''a' } SERVICE <@> { ?s ?p ?o }"),
    ("", "SERVI\\u0043E\\u0020<@> { ?s ?p ?o '\\u0027 }"),
]
