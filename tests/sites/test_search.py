"""The search of a site: by names, codes, kinds and definitions, with typos, by keyboard, from a disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from markupsafe import Markup
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect
from sites.conftest import Visit, faults_of

import irc_kg
from irc_kg.site.edition import Edition
from irc_kg.site.frame import WEB, Frame
from irc_kg.site.one_file import OneFile
from irc_kg.site.pages import Page, PageKind, SiteFile
from irc_kg.site.search_index import SEARCH_DATA, SearchEntry, SearchIndex
from irc_kg.site.writing import SiteFolder
from irc_kg.store.datatypes import PartialDate
from irc_kg.views.page import WEB as WEB_OF_PICTURES

HOSTILE = "<img src=x onerror=alert(1)>'\"</script>"
DATA = f"""@prefix kg: <https://w3id.org/irc-kg/id/> . @prefix irc: <https://w3id.org/irc-kg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix org: <http://www.w3.org/ns/org#> .
kg:frimley a irc:Body ; rdfs:label "NHS Frimley Integrated Care Board" ; org:identifier "QNQ" .
kg:caerdydd a irc:Body ; rdfs:label "Bwrdd Iechyd Caerdydd a'r Fro" ; skos:altLabel "Cardiff and Vale" .
kg:breath a irc:Strategy ; rdfs:label "Breathing well" ;
    skos:definition "A plan for the rehabilitation of lungs." .
kg:hostile a irc:Body ; rdfs:label {json.dumps(HOSTILE)} ; skos:altLabel "zzhostile" .
"""
FRONT = Page(
    "index.html",
    "What there is",
    PageKind.FRONT,
    Markup('<div class="search" data-search><p><a href="~/things.html">All things</a></p></div>'),
)
QUESTION = Page(
    "questions/bodies.html",
    "Which bodies are there?",
    PageKind.QUESTION,
    Markup("<p>Many.</p>"),
    "By nation.",
)


@pytest.fixture
def edition(miniature: Path) -> Edition:
    (miniature / "graph" / "search.ttl").write_text(DATA, encoding="utf-8")
    return Edition(irc_kg.open(miniature), PartialDate(2026, 3, 4))


@pytest.fixture
def parts(edition: Edition) -> list[Page | SiteFile]:
    """A front page, a question, a page for each thing, and what the search knows of them."""
    addresses = edition.addresses
    things = [
        Page(addresses.of_thing(iri) or "", edition.store.label(iri), PageKind.THING, Markup("<p>It is.</p>"))
        for iri in addresses.things
    ]
    index = SearchIndex(edition)
    pages = [FRONT, QUESTION, *things]
    for page in pages:
        index.note(page)
    return [*pages, index.file()]


@pytest.fixture(params=["a folder", "one file"])
def front(
    request: pytest.FixtureRequest, edition: Edition, parts: list[Page | SiteFile], tmp_path: Path
) -> Path:
    """The front page, of a folder or of the one file."""
    if request.param == "a folder":
        SiteFolder(tmp_path / "site").write(Frame(edition), parts)
        return tmp_path / "site" / "index.html"
    packed = OneFile(Frame(edition))
    for part in parts:
        packed.add(part)
    (tmp_path / "all.html").write_text(packed.text(), encoding="utf-8")
    return tmp_path / "all.html"


def options(tab: Tab, typed: str) -> list[str]:
    """What is offered for a text, the best first."""
    tab.get_by_role("combobox").fill(typed)
    expect(tab.get_by_role("status")).to_contain_text("result")
    return tab.get_by_role("option").locator(".name").all_inner_texts()


MEANT = [
    ("NHS Frimley Integrated Care Board", "NHS Frimley"),
    ("frimley board", "NHS Frimley"),
    ("frimly", "NHS Frimley"),
    ("integarted care bord", "NHS Frimley"),
    ("NFICB", "NHS Frimley"),
    ("qnq", "NHS Frimley"),
    ("is NHS Frimley still there?", "NHS Frimley"),
    ("cardiff", "Bwrdd Iechyd"),
    ("c\xe4rdiff", "Bwrdd Iechyd"),
    ("rehabilitation", "Breathing well"),
    ("rehabilitaton", "Breathing well"),
    ("which bodies", "Which bodies"),
    ("b", "B"),
]


def test_what_is_meant_comes_first(front: Path, visit: Visit) -> None:
    tab = visit(front)
    for typed, best in MEANT:
        assert options(tab, typed)[0].startswith(best), typed
    tab.get_by_role("combobox").fill("qqqqqq xxxxxx")
    expect(tab.get_by_role("status")).to_contain_text("Nothing here")
    expect(tab.get_by_role("listbox")).to_be_hidden()


def test_it_is_used_by_keyboard_alone(front: Path, visit: Visit) -> None:
    tab = visit(front)
    tab.keyboard.press("/")
    tab.keyboard.type("frimly")
    expect(tab.get_by_role("option")).not_to_have_count(0)
    tab.keyboard.press("ArrowDown")
    active = tab.get_by_role("combobox").get_attribute("aria-activedescendant")
    assert tab.locator(f"#{active}").get_attribute("aria-selected") == "true"
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_have_text("NHS Frimley Integrated Care Board")
    # The link in the head opens a field on pages that have none; Escape gives it back.
    tab.get_by_role("button", name="Search").focus()
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("combobox")).to_be_focused()
    tab.keyboard.press("Escape")
    expect(tab.get_by_role("combobox")).to_have_count(0)
    expect(tab.get_by_role("button", name="Search")).to_be_focused()
    tab.keyboard.press("/")
    tab.keyboard.type("breath")
    tab.keyboard.press("Enter")  # the first, even before the list is there
    expect(tab.locator("h1")).to_have_text("Breathing well")


def test_a_click_leads_to_what_is_offered(front: Path, visit: Visit) -> None:
    tab = visit(front)
    options(tab, "frimley")
    tab.get_by_role("option").first.click()
    expect(tab.locator("h1")).to_have_text("NHS Frimley Integrated Care Board")


def test_hostile_names_are_only_shown(front: Path, visit: Visit) -> None:
    tab = visit(front)
    assert options(tab, "zzhostile") == [HOSTILE]
    expect(tab.locator("main img")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_people_from_using_it(front: Path, visit: Visit, scheme: str) -> None:
    tab = visit(front, color_scheme=scheme)
    options(tab, "board")
    tab.keyboard.press("ArrowDown")
    assert faults_of(tab) == []


def test_without_scripts_a_link_leads_to_all_things(edition: Edition, tmp_path: Path, visit: Visit) -> None:
    SiteFolder(tmp_path / "site").write(Frame(edition), [FRONT])
    tab = visit(tmp_path / "site" / "index.html", java_script_enabled=False)
    expect(tab.get_by_role("link", name="All things")).to_be_visible()


def test_among_twenty_thousand_few_words_are_compared(tmp_path: Path, visit: Visit) -> None:
    """What takes long is to compare words letter by letter: of all words only those are that may be meant."""
    page = tmp_path / "large.html"
    spelling, lookup = (
        path.read_text(encoding="utf-8") for path in (WEB_OF_PICTURES / "spelling.js", WEB / "lookup.js")
    )
    counting = spelling.replace(
        "  function isNear(",
        "  function isNear(...words) { window.compared++; return near(...words); }\n  function near(",
    )
    page.write_text(f"<!doctype html><script>{counting}</script><script>{lookup}</script>", encoding="utf-8")
    words, compared, best = visit(page).evaluate(
        """() => {
            const syllables = "ba be bi bo bu ca ce ci co cu da de di do du fa fe fi fo fu".split(" ");
            const word = (n) => [n, n >> 3, n >> 6, n >> 9].map((part) => syllables[part % 20]).join("");
            const entries = Array.from({ length: 20000 }, (_, n) => ({
                name: `${word(n)} ${word(n * 7)} ${n}`,
                kind: "body", path: "", others: [], meaning: word(n * 3),
            }));
            entries.push({ name: "Respiratory futures", kind: "body", path: "", others: [], meaning: "" });
            const all = lookup.over(entries);
            window.compared = 0;
            const { found } = all.find("respirtory");
            const words = new Set(entries.flatMap(({ name, meaning }) => [...name.split(" "), meaning]));
            return [words.size, window.compared, found[0].name];
        }"""
    )
    assert best == "Respiratory futures"
    assert words > 20_000
    assert compared < words / 100


def entries(edition: Edition, *pages: Page) -> dict[str, SearchEntry]:
    index = SearchIndex(edition)
    for page in pages:
        index.note(page)
    return {entry.path: entry for entry in index}


def test_each_thing_and_question_can_be_found(edition: Edition) -> None:
    known = entries(edition, QUESTION)
    assert {edition.addresses.of_thing(iri) for iri in edition.addresses.things} <= set(known)
    assert known[QUESTION.path].meaning == "By nation."
    assert known["id/caerdydd.html"].others == ("Cardiff and Vale",)
    assert known["id/breath.html"].meaning.startswith("A plan")


def test_answers_of_a_question_with_very_many_are_found_by_its_page(edition: Edition) -> None:
    def answers(number: int) -> list[Page]:
        return [
            Page(f"questions/bodies/{n}.html", f"Bodies of {n}", PageKind.QUESTION, Markup())
            for n in range(number)
        ]

    assert "questions/bodies/1.html" in entries(edition, QUESTION, *answers(9))
    assert "questions/bodies/1.html" not in entries(edition, QUESTION, *answers(999))


def test_the_shipped_graph_has_its_search(shipped: Path) -> None:
    text = (shipped / SEARCH_DATA).read_text(encoding="utf-8")
    data = json.loads(text[text.index(",") + 1 : text.rindex(")")])
    assert {"Wales", "NHS Frimley Integrated Care Board"} <= {row[0] for row in data["entries"]}
