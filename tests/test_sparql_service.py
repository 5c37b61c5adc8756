"""No query asks another server unless that is wanted, however it is written."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from running import RunCommand
from services import REFUSED_SPELLINGS, SPELLINGS, VARIABLE_SPELLINGS, Recorder, recorder

import irc_kg
from irc_kg.checks.validation import UnusableShapesError, asking_nobody_else
from irc_kg.queries import query_of_text
from irc_kg.queries.engine import RefusedQueryError, evaluate
from irc_kg.queries.sparql import read

ALL = [*SPELLINGS, *VARIABLE_SPELLINGS, *REFUSED_SPELLINGS]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorder]:
    with recorder(tmp_path_factory.mktemp("server") / "requests") as recorded:
        yield recorded


@pytest.fixture(autouse=True)
def _nothing_is_left_of_the_test_before(server: Recorder) -> None:
    server.forget()
    gc.collect()  # an answer of the engine may not be dropped on the thread that watches the clock


def text_of(spelling: tuple[str, str], head: str, server: Recorder) -> str:
    prologue, body = (part.replace("ttp@", "ttp" + server.url[4:]) for part in spelling)
    return f"{prologue} {head} {{ {body} }}".replace("@", server.url)


def test_there_are_forty_ways_at_least() -> None:
    assert len(SPELLINGS) >= 40


@pytest.mark.parametrize("spelling", ALL)
def test_a_query_asks_nobody_else(
    irc_kg: RunCommand, miniature: Path, server: Recorder, spelling: tuple[str, str]
) -> None:
    run = irc_kg("query", "-e", text_of(spelling, "SELECT *", server), "-f", "csv", "--root", miniature)
    assert run.code == 2
    assert ("asks another server" in run.err) is (spelling not in REFUSED_SPELLINGS)
    assert server.requests == []


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_it_does_where_that_is_allowed(
    irc_kg: RunCommand, miniature: Path, server: Recorder, spelling: tuple[str, str]
) -> None:
    text = text_of(spelling, "SELECT *", server)
    run = irc_kg("query", "--allow-service", "-e", text, "-f", "csv", "--root", miniature)
    assert (run.code, server.requests != []) == (0, True), run.err


@pytest.mark.parametrize("spelling", ALL)
def test_a_view_asks_nobody_else(
    irc_kg: RunCommand, miniature: Path, server: Recorder, spelling: tuple[str, str]
) -> None:
    file = miniature / "queries" / "views" / "elsewhere.rq"
    file.parent.mkdir(exist_ok=True)
    text = text_of(spelling, "CONSTRUCT { ?s ?p ?o } WHERE", server)
    file.write_text(f"#+ summary: Elsewhere\n{text}\n", encoding="utf-8")
    for name in ("elsewhere", str(file)):
        assert irc_kg("view", name, "-o", miniature / "v.html", "--root", miniature).code == 2
    assert server.requests == []


def test_a_check_asks_nobody_else(irc_kg: RunCommand, miniature: Path, server: Recorder) -> None:
    forms = {".": "SELECT *", "views": "CONSTRUCT { ?s ?p ?o } WHERE", "checks": "SELECT *"}
    for folder, head in forms.items():
        top = miniature / "queries" / folder
        top.mkdir(exist_ok=True)
        for number, spelling in enumerate(ALL):
            text = f"#+ summary: Elsewhere\n{text_of(spelling, head, server)}\n"
            (top / f"elsewhere-{number}.rq").write_text(text, encoding="utf-8")
            with_parameter = text.replace("?s ?p ?o", "?s ?p ?_value")
            (top / f"with-a-parameter-{number}.rq").write_text(with_parameter, encoding="utf-8")
    run = irc_kg("check", "--root", miniature)
    assert run.code in {0, 1}, run.err
    assert server.requests == []


@pytest.mark.parametrize("spelling", ALL)
def test_what_a_parameter_can_be_is_asked_of_nobody_else(
    irc_kg: RunCommand, miniature: Path, server: Recorder, spelling: tuple[str, str]
) -> None:
    text = text_of(spelling, "SELECT *", server).replace("?s ?p ?o", "?s ?p ?_stop_iri")
    file = miniature / "queries" / "elsewhere.rq"
    file.write_text(f"#+ summary: Elsewhere\n{text} VALUES ?z {{ 1 }}\n", encoding="utf-8")
    irc_kg("query", "elsewhere", "--help", "--root", miniature)
    irc_kg("query", "elsewhere", "--stop", "Market", "--root", miniature)
    irc_kg("query", "--root", miniature)
    assert server.requests == []


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_endpoint_is_asked_to_ask_others_only_where_that_is_allowed(
    irc_kg: RunCommand, miniature: Path, server: Recorder, spelling: tuple[str, str]
) -> None:
    arguments = ["--endpoint", server.url, "-e", text_of(spelling, "SELECT *", server), "-f", "csv"]
    run = irc_kg("query", *arguments, "--root", miniature)
    assert run.code == 2
    assert "--allow-service lets it" in run.err
    assert server.requests == []
    assert irc_kg("query", "--allow-service", *arguments, "--root", miniature).code == 0
    assert len(server.requests) == 1


@pytest.mark.parametrize("name", ["SERVICE:c", "service:c", "SERVICES:c"])
def test_a_name_that_begins_like_it_is_a_name(miniature: Path, server: Recorder, name: str) -> None:
    prefix = name.split(":", maxsplit=1)[0]
    text = f"PREFIX : <{server.url}> PREFIX {prefix}: <http://a/> SELECT * {{ {name} ?p ?o }}"
    answer = irc_kg.open(miniature).runner.run(query_of_text(text))
    assert isinstance(answer, ox.QuerySolutions)
    assert list(answer) == []
    assert server.requests == []


def test_whoever_calls_the_engine_is_refused(server: Recorder) -> None:
    tree = read(f"ASK {{ SERVICE <{server.url}> {{ }} }}", {})
    with pytest.raises(RefusedQueryError, match="asks another server"):
        evaluate(ox.Store(), tree)
    with pytest.raises(RefusedQueryError, match="is an update"):
        evaluate(ox.Store(), read("CLEAR ALL", {}), allow_service=True)
    assert server.requests == []


def test_one_function_asks_the_engine() -> None:
    """Nothing else of the program gives a text to the engine."""
    sources = Path(irc_kg.__file__).parent.rglob("*.py")
    asking = {path.name for path in sources if "custom_functions" in path.read_text(encoding="utf-8")}
    assert asking == {"engine.py"}


# Queries in shapes, which rdflib would run

SHAPES = """\
@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix town: <https://example.org/town#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:words sh:declare [ sh:prefix "t" ; sh:namespace "https://example.org/town#"^^xsd:anyURI ] .
"""
CONSTRAINT = """\
ex:shape a sh:NodeShape ; sh:targetClass town:Line ;
    sh:sparql [ sh:message "It stops somewhere." ; sh:prefixes ex:words ; sh:select QUERY ] .
"""
COMPONENT = """\
ex:component a sh:ConstraintComponent ;
    sh:parameter [ sh:path ex:wants ] ;
    sh:validator [ a sh:SPARQLAskValidator ; sh:message "It is not so." ; sh:ask QUERY ] .
ex:shape a sh:NodeShape ; sh:targetClass town:Line ; ex:wants 1 .
"""
COMPONENT_OF_NODES = (
    COMPONENT.replace("sh:validator", "sh:nodeValidator")
    .replace("a sh:SPARQLAskValidator", "a sh:SPARQLSelectValidator")
    .replace("sh:ask", "sh:select")
)


def write_shape(root: Path, shape: str, query: str) -> Path:
    """A file of the ontology with one query in a shape."""
    file = root / "ontology" / "asking.ttl"
    file.write_text(SHAPES + shape.replace("QUERY", str(ox.Literal(query))), encoding="utf-8")
    return file


def findings_of_shapes(irc_kg: RunCommand, root: Path) -> str:
    run = irc_kg("check", "--select", "shape", "--root", root)
    assert run.code in {0, 1}, run.err
    return run.out


@pytest.mark.parametrize("spelling", ALL)
def test_a_constraint_asks_nobody_else(
    irc_kg: RunCommand, miniature: Path, server: Recorder, spelling: tuple[str, str]
) -> None:
    write_shape(miniature, CONSTRAINT, text_of(spelling, "SELECT $this", server))
    told = findings_of_shapes(irc_kg, miniature)
    reason = "cannot be read (line" if spelling in REFUSED_SPELLINGS else "asks another server (SERVICE), so"
    assert f"This query of a shape {reason}" in told
    assert "It stops somewhere" not in told
    assert "ontology/asking.ttl:7:" in told
    assert server.requests == []


@pytest.mark.parametrize(
    "component", [(COMPONENT, "ASK"), (COMPONENT_OF_NODES, "SELECT $this WHERE")], ids=["ask", "select"]
)
@pytest.mark.parametrize("spelling", [*SPELLINGS[::8], *REFUSED_SPELLINGS])
def test_a_component_asks_nobody_else(
    irc_kg: RunCommand,
    miniature: Path,
    server: Recorder,
    spelling: tuple[str, str],
    component: tuple[str, str],
) -> None:
    shape, head = component
    write_shape(miniature, shape, text_of(spelling, head, server))
    told = findings_of_shapes(irc_kg, miniature)
    assert "so it is not run" in told
    assert "It is not so" not in told
    assert server.requests == []


@pytest.mark.parametrize("clause", ["FROM <@>", "FROM NAMED <@>", "from<@>"])
def test_a_constraint_loads_no_graph(
    irc_kg: RunCommand, miniature: Path, server: Recorder, clause: str
) -> None:
    text = f"SELECT $this {clause.replace('@', server.url)} WHERE {{ $this ?p ?o }}"
    write_shape(miniature, CONSTRAINT, text)
    assert "names the graphs to ask (FROM)" in findings_of_shapes(irc_kg, miniature)
    assert server.requests == []


def test_a_change_makes_no_constraint_ask_others(
    irc_kg: RunCommand, miniature: Path, server: Recorder
) -> None:
    write_shape(miniature, CONSTRAINT, f"SELECT $this {{ SERVICE <{server.url}> {{ ?s ?p ?o }} }}")
    arguments = ["kg:blue-line", "town:stopsAt", "kg:market", "--dry-run"]
    run = irc_kg("add", *arguments, "--root", miniature)
    assert "Traceback" not in run.err
    assert server.requests == []


def test_a_constraint_that_asks_the_graph_is_kept(irc_kg: RunCommand, miniature: Path) -> None:
    write_shape(miniature, CONSTRAINT, "SELECT $this WHERE { $this t:stopsAt ?stop }")
    told = findings_of_shapes(irc_kg, miniature)
    assert "It stops somewhere" in told
    assert "not run" not in told


def test_a_component_that_asks_the_graph_is_kept(irc_kg: RunCommand, miniature: Path) -> None:
    write_shape(miniature, COMPONENT, "ASK { $this a <https://example.org/town#Stop> }")
    told = findings_of_shapes(irc_kg, miniature)
    assert "It is not so" in told
    assert "not run" not in told


@pytest.mark.parametrize("body", ["SERVICE <@> { ?s ?p ?o }", "?s ?p ?o FILTER EXISTS { SERVICE <@> { } }"])
def test_what_is_read_otherwise_asks_nobody_either(server: Recorder, body: str) -> None:
    query = f"SELECT * {{ {body.replace('@', server.url)} }}"
    graph = rdflib.Graph().add((rdflib.RDF.type, rdflib.RDF.type, rdflib.RDF.Property))
    with asking_nobody_else(), pytest.raises(UnusableShapesError):
        list(graph.query(query))
    assert server.requests == []
    list(graph.query(query))  # as it would be otherwise
    assert server.requests != []


def test_what_is_read_otherwise_loads_nothing_either(server: Recorder) -> None:
    graph = rdflib.Dataset(default_union=True)
    query = "SELECT * FROM <@> { ?s ?p ?o }".replace("@", server.url)
    with asking_nobody_else():
        list(graph.query(query))
    assert server.requests == []
    with suppress(Exception):  # what the server answers is no graph
        list(graph.query(query))
    assert server.requests != []
