"""The page that asks in SPARQL: the same rows as here, in a worker that can be ended, and no request."""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
import tarfile
from pathlib import Path

import firefox as installed
import oxigraph_package
import pyoxigraph as ox
import pytest
from filelock import FileLock
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect
from sites.conftest import Visit, faults_of, until
from views.conftest import PATIENCE
from views.firefox import running

import irc_kg
from irc_kg.queries.engine import evaluate
from irc_kg.queries.sparql import read
from irc_kg.site.edition import Edition
from irc_kg.site.frame import Frame
from irc_kg.site.one_file import OneFile
from irc_kg.site.sparql import Engine, NoEngineError, SparqlPages
from irc_kg.site.writing import SiteFolder
from irc_kg.store.datatypes import today

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d && ?d != ?g) }"
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with FileLock(tmp_path_factory.getbasetemp().parent / "oxigraph-package.lock"):
        found = oxigraph_package.find() or oxigraph_package.fetch()
    if found is None:
        pytest.skip("the npm package of Oxigraph is not here: tools/oxigraph_package.py gets it")
    return found


@pytest.fixture(scope="session")
def edition(package: Path) -> Edition:
    assert package
    return Edition(irc_kg.open(Path(__file__).parents[2]), today(), has_sparql=True)


@pytest.fixture(scope="session")
def written(edition: Edition, package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page alone, and in it the page in one file."""
    folder = tmp_path_factory.mktemp("sparql")
    packed = OneFile(Frame(edition))
    SiteFolder(folder / "site").write(Frame(edition), packed.taking(SparqlPages(edition, package)))
    (folder / "all.html").write_text(packed.text(), encoding="utf-8", newline="\n")
    return folder


@pytest.fixture(params=["a folder", "one file"])
def place(request: pytest.FixtureRequest, written: Path) -> tuple[Path, str]:
    """The path of the page, and what stands behind it in its address."""
    if request.param == "a folder":
        return written / "site" / "sparql.html", ""
    return written / "all.html", "#/sparql.html"


def run(tab: Tab, query: str) -> None:
    tab.get_by_label("Query").fill(query)
    tab.get_by_role("button", name="Run").click()


def test_it_answers_and_links_to_what_it_answers_with(place: tuple[Path, str], visit: Visit) -> None:
    tab = visit(*place)
    run(tab, 'SELECT ?nation WHERE { ?nation a irc:Nation ; rdfs:label "Wales"@en }')
    expect(tab.get_by_role("status")).to_have_text("1 row.")
    link = tab.get_by_role("region", name="The answer").get_by_role("link", name="Wales")
    assert str(link.get_attribute("href")).endswith("id/wales.html")
    run(tab, "ASK { ?nation a irc:Nation }")
    expect(tab.get_by_text("Yes.")).to_be_visible()
    run(tab, "SELECT ?x WHERE { ?x a }")
    expect(tab.get_by_role("status")).to_contain_text("error")
    run(tab, "SELECT ?x WHERE { ?x a irc:Nothing }")
    expect(tab.get_by_role("status")).to_have_text("0 rows.")
    expect(tab.get_by_role("columnheader", name="x")).to_be_attached()
    assert faults_of(tab) == []


def test_what_is_hostile_is_only_shown_and_no_server_is_asked(place: tuple[Path, str], visit: Visit) -> None:
    tab = visit(*place)
    run(tab, f'SELECT ("{HOSTILE}" AS ?x) (<javascript:alert(1)> AS ?y) (<urn:__proto__> AS ?z) WHERE {{}}')
    expect(tab.get_by_role("cell", name=HOSTILE)).to_be_visible()
    expect(tab.locator("main img, main td a")).to_have_count(0)
    run(tab, "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    expect(tab.get_by_role("status")).not_to_have_text("Running…")
    expect(tab.get_by_role("status")).not_to_contain_text("row")


def test_a_query_that_takes_too_long_is_ended(written: Path, visit: Visit) -> None:
    tab = visit(written / "site" / "sparql.html")
    run(tab, "ASK {}")
    expect(tab.get_by_text("Yes.")).to_be_visible()
    run(tab, ENDLESS)
    tab.get_by_role("button", name="Stop").click()
    expect(tab.get_by_role("status")).to_have_text("Ended.")
    assert tab.evaluate(until("document.querySelector('[data-stop]').hidden"))
    tab.clock.install()
    run(tab, ENDLESS)
    expect(tab.get_by_role("status")).to_have_text("Running…")
    tab.clock.fast_forward(61_000)
    expect(tab.get_by_role("status")).to_have_text("It took more than 60 seconds, and was ended.")
    run(tab, "ASK {}")
    expect(tab.get_by_text("Yes.")).to_be_visible()


def test_questions_give_the_rows_that_they_give_here(edition: Edition, written: Path, visit: Visit) -> None:
    examples = edition.project.examples().texts
    assert len(examples) == len(edition.project.queries) + len(edition.project.views)
    tab = visit(written / "site" / "sparql.html")
    some = examples[::4]  # each takes its time
    different = [words for words, text in some if asked(tab, text) != here(edition, text)]
    assert different == []


def asked(tab: Tab, text: str) -> list[str]:
    """The rows in the page, as texts, sorted; what has a page is told by its address."""
    run(tab, text)
    expect(tab.get_by_role("status")).to_contain_text("row")
    tab.get_by_role("button", name="Save the rows as CSV").wait_for()
    with tab.expect_download() as saved:
        tab.get_by_role("button", name="Save the rows as CSV").click()
    with saved.value.path().open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return sorted(map(words_of, rows[1:]))


def here(edition: Edition, text: str) -> list[str]:
    """The rows that the engine gives here, in the same form."""
    store = edition.store
    answer = evaluate(store.dataset, read(text, store.prefixes.by_name, "an example"), place="an example")
    assert not isinstance(answer, ox.QueryBoolean)
    if isinstance(answer, ox.QuerySolutions):
        cells = [list(row) for row in answer]
    else:
        cells = [[triple.subject, triple.predicate, triple.object] for triple in answer]
    return sorted(words_of([cell.value if cell else "" for cell in row]) for row in cells)


def words_of(row: list[str]) -> str:
    """The words of each cell, sorted: in which order texts are joined, SPARQL leaves open."""
    return json.dumps([sorted(re.findall(r"\w+", cell)) for cell in row])


def test_it_answers_in_firefox_too(written: Path, tmp_path: Path) -> None:
    executable = installed.find()
    if executable is None:
        pytest.skip("there is no Firefox here: tools/firefox.py installs one")
    (tmp_path / "profile").mkdir()
    with running(executable, tmp_path / "profile", PATIENCE) as browser:
        for address in ("site/sparql.html", "all.html#/sparql.html"):
            browser.open(f"{written.as_uri()}/{address}")
            assert browser.evaluate(until("document.querySelector('[data-sparql]')?.hidden === false"))
            browser.run("document.querySelector('[data-sparql] [type=submit]').click()")
            assert browser.evaluate(until("document.querySelectorAll('[data-sparql-answer] tr').length > 20"))
        assert browser.trouble == []


def test_the_page_alone_may_compile(edition: Edition, written: Path) -> None:
    page = html.unescape((written / "site" / "sparql.html").read_text(encoding="utf-8"))
    assert "'wasm-unsafe-eval'" in page
    assert "worker-src blob:" in page
    assert "'unsafe-eval'" not in page
    plain = html.unescape(OneFile(Frame(edition)).text())
    assert "'wasm-unsafe-eval'" not in plain


def test_the_package_is_a_folder_or_an_archive(package: Path, tmp_path: Path) -> None:
    with tarfile.open(package) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    nested = tmp_path / "app" / "node_modules"
    nested.mkdir(parents=True)
    shutil.copytree(tmp_path / "unpacked" / "package", nested / "oxigraph")
    places = (tmp_path / "unpacked", tmp_path / "unpacked" / "package", tmp_path / "app")
    assert all(Engine(place).files == Engine(package).files for place in places)


def test_another_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.tgz").write_bytes(b"no archive")
    with tarfile.open(tmp_path / "other.tgz", "w:gz") as archive:
        archive.add(tmp_path / "notes.tgz", "package/web.js")
    for place in (tmp_path, tmp_path / "notes.tgz", tmp_path / "other.tgz", tmp_path / "nothing"):
        with pytest.raises(NoEngineError, match="npm pack oxigraph"):
            Engine(place).file()
