"""The graph on servers: pushed and pulled, served from the files, and the same answers from all of them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from processes import PATIENCE, Processes
from running import RunCommand
from sparql_servers import free_port, start_oxigraph, start_rdflib, start_virtuoso

import irc_kg
from irc_kg.project import Project
from irc_kg.queries import Query
from irc_kg.queries.tables import table_of

signal.signal(signal.SIGINT, signal.default_int_handler)  # who started the tests may ignore it

TOWN = "https://w3id.org/irc-kg/graph/bus-plan-2020/"
LINES = f"{TOWN}lines"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
# Those that a stricter engine refuses as they are written.
STRICT = (
    "policies-in-nation",
    "money-for-roles",
    "bodies",
    "references",
    "since-changed",
    "statements-about-nation",
)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def oxigraph(processes: Processes) -> str:
    """The address of an empty Oxigraph."""
    return start_oxigraph(processes)


def update(endpoint: str, text: str) -> None:
    """Change what an Oxigraph states, past irc-kg."""
    address = endpoint.replace("/query", "/update")
    httpx.post(
        address, content=text, headers={"Content-Type": "application/sparql-update"}
    ).raise_for_status()


# The same answers


def answer_to(project: Project, query: Query) -> object:
    """What a question gives with its defaults, as it can be compared."""
    answer = project.runner.run(query)
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    if isinstance(answer, ox.QuerySolutions):
        return [tuple(map(str, row)) for row in table_of(answer)]
    return sorted(map(str, answer))


def differing(here: Project, there: Project, names: tuple[str, ...] = ()) -> list[str]:
    """The questions and views of a project that have other rows, or another order, elsewhere."""
    asked = [query for query in (*here.queries, *here.views) if not names or query.name in names]
    assert asked
    return [query.name for query in asked if answer_to(here, query) != answer_to(there, query)]


def test_every_question_has_the_same_rows_from_oxigraph(
    irc_kg: RunCommand, repository: Path, oxigraph: str
) -> None:
    pushed = irc_kg("push", "--endpoint", oxigraph, "--root", repository)
    assert pushed.code == 0, pushed.err
    assert differing(open_files(repository), open_there(repository, oxigraph)) == []


def test_every_question_has_the_same_rows_from_the_index(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, index = open_files(repository), open_files(repository)
    monkeypatch.setenv("IRC_KG_INDEX", "never")
    assert here.store.folder is None
    monkeypatch.setenv("IRC_KG_INDEX", "always")
    assert index.store.folder is not None
    assert differing(here, index) == []


def test_every_question_has_the_same_rows_from_virtuoso(
    irc_kg: RunCommand,
    repository: Path,
    processes: Processes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    endpoint = start_virtuoso(processes, tmp_path)
    monkeypatch.setenv("IRC_KG_ENDPOINT_USER", "dba")
    monkeypatch.setenv("IRC_KG_ENDPOINT_PASSWORD", "dba")
    pushed = irc_kg("push", "--endpoint", endpoint, "--root", repository)
    assert pushed.code == 0, pushed.err
    again = irc_kg("push", "--endpoint", endpoint, "--root", repository)
    assert again.out.startswith("Pushed 0 graphs"), again.out
    pulled = irc_kg("pull", "--endpoint", endpoint, "--root", repository, "--dry-run")
    assert pulled.out.startswith("Would change 0 files"), pulled.out
    assert "Changed" not in pulled.err
    assert differing(open_files(repository), open_there(repository, endpoint)) == []


def test_questions_that_stricter_engines_refuse_have_the_same_rows_from_rdflib(
    irc_kg: RunCommand, repository: Path, processes: Processes, tmp_path: Path
) -> None:
    dumped = irc_kg("dump", "-o", tmp_path / "all.nq", "--root", repository)
    assert dumped.code == 0
    endpoint = start_rdflib(processes, [tmp_path / "all.nq"])
    assert differing(open_files(repository), open_there(repository, endpoint), STRICT) == []


def open_files(root: Path) -> Project:
    return irc_kg.open(root)


def open_there(root: Path, endpoint: str) -> Project:
    return irc_kg.open(root, endpoint)


@pytest.mark.parametrize(
    "arguments",
    [
        ["query", "lines-since", "--year", "2000"],
        ["query", "lines-at-stop", "-f", "csv"],
        ["query", "-e", "SELECT ?line { GRAPH ?f { ?line a town:Line } } ORDER BY ?line", "--cite"],
        ["stats"],
        ["find", "line"],
        ["cite", "Bus plan 2020"],
    ],
)
def test_answers_of_a_server_are_cited_as_those_of_files(
    irc_kg: RunCommand, miniature: Path, oxigraph: str, arguments: list[str]
) -> None:
    assert irc_kg("push", "--endpoint", oxigraph, "--root", miniature).code == 0
    here = irc_kg(*arguments, "--root", miniature)
    shutil.rmtree(miniature / "graph")
    (miniature / "graph").mkdir()
    there = irc_kg(*arguments, "--endpoint", oxigraph, "--root", miniature)
    assert (there.code, there.out) == (0, here.out), there.err


@pytest.mark.parametrize("start", ["oxigraph", "rdflib"])
def test_what_is_looked_for_is_found_without_all_names(
    irc_kg: RunCommand, miniature: Path, processes: Processes, tmp_path: Path, start: str
) -> None:
    graph = miniature / "graph" / "more.ttl"
    graph.write_text(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        '<#cafe> rdfs:label "Café Zürich"@en .\n'
        '<#board> rdfs:label "Integrated\\nBus Board of the \\"Town\\""@en .\n'
        '<#ibb> rdfs:label "IBB for NHS parties"@en .\n<#odd> rdfs:label "back\\\\slash"@en .\n',
        encoding="utf-8",
    )
    if start == "oxigraph":
        endpoint = start_oxigraph(processes)
        assert irc_kg("push", "--endpoint", endpoint, "--root", miniature).code == 0
    else:
        assert irc_kg("dump", "-o", tmp_path / "all.nq", "--root", miniature).code == 0
        endpoint = start_rdflib(processes, [tmp_path / "all.nq"])
    here = open_files(miniature)
    texts = (
        "line",
        "cafe zurich",
        "IBB",
        "integrated bus board",
        "party",
        "NHS",
        "back\\slash",
        '"town"',
        "Red",
    )
    for text in texts:
        there = open_there(miniature, endpoint)
        found = [tuple(map(str, row)) for row in there.find(text)]
        assert found == [tuple(map(str, row)) for row in here.find(text)], text
        assert found, text
        assert (ox.NamedNode(LABEL[1:-1]), None, None) not in there.store._patterns  # type: ignore[attr-defined]


# Push and pull


def test_push_brings_only_what_has_changed(irc_kg: RunCommand, miniature: Path, oxigraph: str) -> None:
    push = ("push", "--endpoint", oxigraph, "--root", miniature)
    assert irc_kg(*push, "--dry-run").out.startswith("Would push 5 graphs")
    assert irc_kg(*push).out.startswith("Pushed 5 graphs")
    assert irc_kg(*push).out.startswith("Pushed 0 graphs")
    with (miniature / "graph" / "bus-plan-2020" / "lines.ttl").open("a", encoding="utf-8") as file:
        file.write(f'\nkg:red-line {LABEL} "Rote Linie"@de .\n')
    run = irc_kg(*push)
    assert run.out.startswith("Pushed 1 graph ("), run.out
    text = f'ASK {{ GRAPH <{LINES}> {{ kg:red-line {LABEL} "Rote Linie"@de }} }}'
    assert "yes" in irc_kg("query", "-e", text, "--endpoint", oxigraph, "--root", miniature).out


def test_push_takes_away_what_is_gone_here_and_leaves_what_others_brought(
    irc_kg: RunCommand, miniature: Path, oxigraph: str
) -> None:
    push = ("push", "--endpoint", oxigraph, "--root", miniature)
    extra = miniature / "graph" / "extra.ttl"
    extra.write_text('<> <urn:p> "x" .\n', encoding="utf-8")
    assert irc_kg(*push).code == 0
    other = miniature.parent / "other"
    shutil.copytree(miniature, other)
    (other / "graph" / "theirs.ttl").write_text('<> <urn:p> "y" .\n', encoding="utf-8")
    assert irc_kg("push", "--endpoint", oxigraph, "--root", other).out.startswith("Pushed 1 graph ")
    extra.unlink()
    run = irc_kg(*push)
    assert "took 1 away" in run.out
    assert "There, and not here: pull brings them (1)" in run.err


def test_push_leaves_what_somebody_else_has_changed(
    irc_kg: RunCommand, miniature: Path, oxigraph: str
) -> None:
    push = ("push", "--endpoint", oxigraph, "--root")
    assert irc_kg(*push, miniature).code == 0
    other = miniature.parent / "other"
    shutil.copytree(miniature, other)
    for root, text in ((other, "theirs"), (miniature, "ours")):
        with (root / "graph" / "bus-plan-2020" / "lines.ttl").open("a", encoding="utf-8") as file:
            file.write(f'\nkg:red-line {LABEL} "{text}" .\n')
    assert irc_kg(*push, other).out.startswith("Pushed 1 graph ")
    run = irc_kg(*push, miniature)
    assert run.out.startswith("Pushed 0 graphs")
    assert "Changed there by others since" in run.err
    assert LINES in run.err
    assert irc_kg(*push, miniature, "--force").out.startswith("Pushed 5 graphs")


def test_a_push_that_was_killed_goes_on(repository: Path, oxigraph: str, processes: Processes) -> None:
    command = [sys.executable, "-m", "irc_kg", "push", "--endpoint", oxigraph, "--root", str(repository)]
    first = processes.start(command)
    there = open_there(repository, oxigraph)
    text = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    assert there.endpoint is not None
    while first.poll() is None and len(list(there.endpoint.select(text))) < 30:
        time.sleep(0.01)
    first.kill()
    first.wait()
    second = subprocess.run(command, capture_output=True, text=True, check=True)
    pushed = int(second.stdout.split()[1])
    assert pushed < len(open_files(repository).files.rdf_files)
    third = subprocess.run(command, capture_output=True, text=True, check=True)
    assert third.stdout.startswith("Pushed 0 graphs")
    triples = sum(int(row[1].value) for row in there.endpoint.select(text))
    assert triples >= open_files(repository).dump().size


def test_pull_writes_what_has_changed_there_and_nothing_else(
    irc_kg: RunCommand, miniature: Path, oxigraph: str
) -> None:
    assert irc_kg("push", "--endpoint", oxigraph, "--root", miniature).code == 0
    file = miniature / "graph" / "bus-plan-2020" / "lines.ttl"
    before = file.read_text(encoding="utf-8")
    red = "https://w3id.org/irc-kg/id/red-line"
    update(
        oxigraph,
        f'DELETE DATA {{ GRAPH <{LINES}> {{ <{red}> {LABEL} "Red line"@en }} }} ; '
        f'INSERT DATA {{ GRAPH <{LINES}> {{ <{red}> {LABEL} "Crimson line"@en }} '
        f'GRAPH <{TOWN}new> {{ <urn:s> {LABEL} "new" }} }}',
    )
    pull = ("pull", "--endpoint", oxigraph, "--root", miniature)
    dry = irc_kg(*pull, "--dry-run")
    assert '+    rdfs:label "Crimson line"@en' in dry.out
    assert file.read_text(encoding="utf-8") == before
    run = irc_kg(*pull)
    assert run.out.startswith("Changed 2 files (2 statements added, 1 taken out)"), run.out
    after = file.read_text(encoding="utf-8")
    gone = [line for line in before.splitlines() if line not in after.splitlines()]
    new = [line for line in after.splitlines() if line not in before.splitlines()]
    assert 'rdfs:label "Red line"@en ;' in "".join(gone)
    assert 'rdfs:label "Crimson line"@en' in "".join(new)
    # The separator in the line before is all that may change besides.
    assert len(gone) <= 2
    assert len(new) <= 2
    assert "new" in (miniature / "graph" / "bus-plan-2020" / "new.ttl").read_text(encoding="utf-8")
    assert irc_kg(*pull).out.startswith("Changed 0 files")


def test_pull_leaves_what_has_changed_here_and_what_cannot_be_edited(
    irc_kg: RunCommand, miniature: Path, oxigraph: str
) -> None:
    assert irc_kg("push", "--endpoint", oxigraph, "--root", miniature).code == 0
    lines = miniature / "graph" / "bus-plan-2020" / "lines.ttl"
    with lines.open("a", encoding="utf-8") as file:
        file.write('\nkg:red-line rdfs:label "ours" .\n')
    before = lines.read_text(encoding="utf-8")
    update(
        oxigraph,
        f'INSERT DATA {{ GRAPH <{LINES}> {{ <urn:s> {LABEL} "theirs" }} '
        f"GRAPH <{TOWN}companies> {{ <urn:s> {LABEL} _:nobody }} "
        f'GRAPH <https://w3id.org/irc-kg/graph/../../outside> {{ <urn:s> {LABEL} "out" }} }}',
    )
    run = irc_kg("pull", "--endpoint", oxigraph, "--root", miniature)
    assert run.out.startswith("Changed 0 files"), run.out
    assert "Changed here and there" in run.err
    assert "companies: what is said of things without names has changed" in run.err
    assert lines.read_text(encoding="utf-8") == before
    assert not list(miniature.parent.rglob("outside*"))
    forced = irc_kg("pull", "--endpoint", oxigraph, "--root", miniature, "--force")
    assert "1 statements added, 1 taken out" in forced.out


def test_a_server_without_a_graph_store_is_told_of(
    irc_kg: RunCommand, miniature: Path, processes: Processes
) -> None:
    endpoint = start_rdflib(processes, sorted(miniature.rglob("*.ttl")))
    run = irc_kg("push", "--endpoint", endpoint, "--root", miniature)
    assert run.code == 2
    assert "does not take graphs" in run.err


# A server of the files


@pytest.fixture
def serving(
    miniature: Path, processes: Processes, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> tuple[subprocess.Popen[str], str]:
    """A process of `irc-kg serve` over the miniature project, without and with an index, and its endpoint."""
    monkeypatch.setenv("IRC_KG_INDEX", request.param)
    port = free_port()
    command = [sys.executable, "-m", "irc_kg", "serve", "--port", str(port), "--root", str(miniature)]
    process = processes.start(command)
    assert process.stderr is not None
    assert "Answering at" in process.stderr.readline()
    return process, f"http://127.0.0.1:{port}/query"


def count_there(irc_kg: RunCommand, root: Path, *where: str) -> int:
    text = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    return int(irc_kg("query", "-e", text, "-f", "csv", "--root", root, *where).out.split()[1])


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX has them")
@pytest.mark.parametrize(
    ("serving", "number"),
    [("never", signal.SIGTERM), ("never", signal.SIGINT), ("always", signal.SIGINT)],
    indirect=["serving"],
)
def test_a_server_of_the_files_follows_them_and_ends(
    irc_kg: RunCommand,
    miniature: Path,
    serving: tuple[subprocess.Popen[str], str],
    number: signal.Signals,
) -> None:
    process, endpoint = serving
    assert count_there(irc_kg, miniature, "--endpoint", endpoint) == count_there(irc_kg, miniature)
    file = miniature / "graph" / "bus-plan-2020" / "lines.ttl"
    whole = file.read_text(encoding="utf-8")
    assert process.stderr is not None
    file.write_text(whole + "this is no Turtle", encoding="utf-8")
    assert "the answers stay as they were" in process.stderr.readline()
    file.write_text(whole + '\n<urn:s> <urn:p> "new" .\n', encoding="utf-8")
    said = process.stderr.readline()
    while "The files have changed" not in said and process.poll() is None:
        said = process.stderr.readline()
    assert count_there(irc_kg, miniature, "--endpoint", endpoint) == count_there(irc_kg, miniature)
    written = httpx.put(endpoint.replace("/query", "/store?default"), content="", timeout=PATIENCE)
    assert written.status_code == httpx.codes.FORBIDDEN
    process.send_signal(number)
    assert process.wait(PATIENCE) == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(endpoint)


def test_a_port_that_is_taken(irc_kg: RunCommand, miniature: Path, oxigraph: str) -> None:
    port = oxigraph.rpartition(":")[2].partition("/")[0]
    run = irc_kg("serve", "--port", port, "--root", miniature)
    assert run.code == 2
    assert "--port names another" in run.err


def test_without_oxigraph_it_is_said_how_it_comes(
    irc_kg: RunCommand, miniature: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_names, **_places: None)
    run = irc_kg("serve", "--root", miniature)
    assert run.code == 2
    assert "pip install 'irc-kg[serve]'" in run.err
