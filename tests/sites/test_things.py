"""The pages of things, sources and words say what the files say, each with its place, whatever they say."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from markupsafe import Markup

import irc_kg
from irc_kg.provenance import PLACES_IN_SOURCE, join_sections
from irc_kg.site import Site
from irc_kg.site.outlines import anchor_of, cut
from irc_kg.site.pages import Page, SiteFile
from irc_kg.site.surroundings import MOST, Tie, choose, draw
from irc_kg.store.datatypes import read_date

REPOSITORY = Path(__file__).parents[2]
DAY = read_date("2026-11-29")
HOSTILE = r"""
@prefix o: <http://example.org/onto/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<http://x.example/a%20b> a o:K ; rdfs:label "<script>alert(1)</script>\u202Eevil\u0007" ;
    o:r <javascript:alert(1)> , [ o:r [ o:r [ o:r "deep" ] ] ] , ( 1 2 "three" ( "in" ) ) ;
    o:n 012 , "2020"^^xsd:gYear ; o:l "Llyfr"@cy ;
    o:u "javascript:alert(1)" , "https://e.example/\"onclick=a" .
<javascript:alert(1)> rdfs:label "js" ; o:r <http://x.example/a%20b> .
_:y o:r _:z . _:z o:r _:y .
<urn:x:y> o:r << <http://x.example/c> o:r "t" >> .
<http://x.example/empty> rdfs:label "" ; o:r "" .
"""
HOSTILE_ONTOLOGY = """
@prefix o: <http://example.org/onto/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
o:K a owl:Class ; rdfs:label "<b>Kind</b>" ; rdfs:comment "</p><script>alert(1)</script>" .
o:r a owl:ObjectProperty ; rdfs:label "\\"><img src=x onerror=alert(1)>" .
o:S a sh:NodeShape ; sh:targetClass o:K ;
    sh:property [ sh:path o:r ; sh:name "</li><script>" ; sh:minCount 2 ] .
"""


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    root = tmp_path / "hostile"
    for folder, name, text in (("graph", "a.ttl", HOSTILE), ("ontology", "o.ttl", HOSTILE_ONTOLOGY)):
        (root / folder).mkdir(parents=True)
        (root / folder / name).write_text(text, encoding="utf-8")
    (root / "queries").mkdir()
    return root


@pytest.fixture(scope="module")
def site() -> Site:
    return Site(irc_kg.open(REPOSITORY), day=DAY)


def parts_of(site: Site) -> tuple[dict[str, Page], dict[str, bytes]]:
    pages, files = {}, {}
    for part in site:
        if isinstance(part, SiteFile):
            files[part.path] = part.content
        else:
            pages[part.path] = part
    return pages, files


def text_of(markup: str) -> str:
    """What is read of a part of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def section(page: str, anchor: str) -> str:
    match = re.search(rf'<h2 id="{anchor}">.*?</section>', page, re.DOTALL)
    return match[0] if match else ""


def facts(markup: str) -> list[tuple[str, list[str]]]:
    """The relations of a list with their values, without the places."""
    found: list[tuple[str, list[str]]] = []
    for tag, inner in re.findall(r"<(dt|dd)>(.*?)</\1>", markup, re.DOTALL):
        words = text_of(re.sub(r"<cite.*?</cite>", "", inner, flags=re.DOTALL))
        if tag == "dt":
            found.append((words, []))
        else:
            found[-1][1].append(words)
    return found


THINGS = ("integrated-care-board", "integrated-care-fund", "nhs-long-term-plan", "position-statement-2024")


@pytest.mark.parametrize("name", THINGS)
def test_a_page_says_of_a_thing_what_show_says_of_it_and_where(shipped: Path, site: Site, name: str) -> None:
    edition, iri = site.edition, f"https://w3id.org/irc-kg/id/{name}"
    page = (shipped / "id" / f"{name}.html").read_text(encoding="utf-8")
    said = section(page, "said")
    statements = edition.evidence.statements_about(iri)
    assert len(statements) > 3
    pairs = {(one.predicate, one.object) for one in statements}
    assert sum(len(values) for _, values in facts(said)) == len(pairs)
    assert {relation for relation, _ in facts(said)} == {
        edition.store.label(one.predicate.value) for one in statements
    }
    for citation in join_sections(one.citation for one in statements):
        assert citation.document_label in text_of(said)
        assert citation.section in text_of(said)
    others = [
        one
        for one in edition.evidence.statements_with_object(iri)
        if getattr(one.subject, "value", "") != one.citation.graph
    ]
    named = {(edition.store.inverse_label(one.predicate.value), one.subject) for one in others}
    mentions = facts(section(page, "mentions"))
    assert sum(len(values) for _, values in mentions) == len(named)


def test_a_place_is_linked_to_where_it_stands_on_the_page_of_its_source(shipped: Path) -> None:
    page = (shipped / "id/integrated-care-fund.html").read_text(encoding="utf-8")
    links = re.findall(r'<cite class="where"><a href="\.\./(sources/[^"#]*)#([^"]*)">([^<]*)</a>', page)
    assert links
    for path, anchor, words in links:
        target = (shipped / path).read_text(encoding="utf-8")
        heading = re.search(rf'<h[23] id="{re.escape(anchor)}">(.*?)</h', target)
        assert heading is not None
        assert heading[1].split()[-1] in words  # the number of the paragraph or row


def test_what_became_of_a_thing_stands_on_its_page(shipped: Path) -> None:
    page = (shipped / "id/integrated-care-fund.html").read_text(encoding="utf-8")
    assert "(until March 2022)" in page
    since = text_of(section(page, "since"))
    assert "1 April 2022" in since
    assert "Health and Social Care Regional Integration Fund" in since


def test_data_beside_a_page_is_what_the_files_say(shipped: Path, site: Site) -> None:
    store = site.edition.store
    for name in (*THINGS, "wales"):
        thing = ox.NamedNode(f"https://w3id.org/irc-kg/id/{name}")
        quads = {quad for quad in store.quads(thing) if quad.predicate.value not in PLACES_IN_SOURCE}
        stem = shipped / "id" / name
        turtle = ox.parse(stem.with_suffix(".ttl").read_bytes(), ox.RdfFormat.TURTLE)
        triples = {quad.triple for quad in turtle if quad.predicate.value not in PLACES_IN_SOURCE}
        assert triples == {quad.triple for quad in quads}
        document = json.loads(stem.with_suffix(".jsonld").read_bytes())
        context = stem.parent / document["@context"]  # which lies in the folder of the site
        document["@context"] = json.loads(context.read_bytes())["@context"]
        read = ox.parse(json.dumps(document), ox.RdfFormat.JSON_LD)
        assert {quad for quad in read if quad.predicate.value not in PLACES_IN_SOURCE} == quads


def test_a_source_is_told_in_the_order_in_which_show_tells_it(shipped: Path) -> None:
    command = [sys.executable, "-m", "irc_kg", "show", "--source"]
    title = "Press release on the BTS/PCRS position statement"
    done = subprocess.run(
        [*command, title, "--format", "json"], capture_output=True, check=True, cwd=REPOSITORY
    )
    rows = json.loads(done.stdout)["results"]["bindings"]
    expected = [(row["paragraph"]["value"], row["subject"]["value"].rpartition("/")[2]) for row in rows]
    page = (shipped / "sources/press-release-2024.html").read_text(encoding="utf-8")
    told: list[tuple[str, str]] = []
    at = ""
    for heading, subject in re.findall(r'<h3[^>]*>([^<]*)</h3>|<dt><a href="\.\./id/([^"]*)\.html">', page):
        at = heading or at
        if subject:
            told.append((re.sub(r"Paragraphs? |and |Heading", "", at).strip(), subject))
    expected = [(place.replace("heading", "").strip(", "), subject) for place, subject in expected]
    assert told == list(dict.fromkeys(expected))
    assert f"{len(rows)} statements" in text_of(page)


def test_a_long_source_goes_on_and_each_place_is_found(site: Site) -> None:
    outlines = site.edition.outlines
    document = "https://w3id.org/irc-kg/id/position-statement-2024"
    entries = outlines.entries(document)
    pages = cut(entries)
    assert len(pages) > 1
    assert [entry for page in pages for entry in page] == entries
    sections = [{entry.citation.section for entry in page} for page in pages]
    assert not sections[0] & sections[1]
    outline = outlines.of(document)
    last = pages[-1][-1].citation
    assert outline.address(last.section, last.numbers).startswith("sources/position-statement-2024/2.html#")
    assert outline.address("no such section", ()) == outline.path
    assert outline.address(last.section, (10_000,)) == outline.address(last.section, ())


def test_the_faults_of_references_stand_with_them(shipped: Path) -> None:
    page = (shipped / "sources/position-statement-2024.html").read_text(encoding="utf-8")
    references = section(page, "references")
    assert references.count("<tr>") == 17
    assert "Two stray spaces" in references
    assert "Address of something else" in references


def test_a_word_is_explained_with_its_shape_an_example_and_how_often_it_is_used(site: Site) -> None:
    addresses = site.edition.addresses
    pages, _ = parts_of(site)
    fund = "https://w3id.org/irc-kg/ontology#Fund"
    path, _, anchor = (addresses.of_term(fund) or "").partition("#")
    body = pages[path].body
    told = text_of(re.split(r'<h2 class="term"', body.partition(f'id="{anchor}"')[2])[0])
    assert "8 things" in told
    assert "A kind of Policy" in told
    assert "Its shape asks for" not in told.replace("Besides, its shape asks for", "")
    relation = "https://w3id.org/irc-kg/ontology#fundedBy"
    path, _, anchor = (addresses.of_term(relation) or "").partition("#")
    told = text_of(re.split(r'<h2 class="term"', pages[path].body.partition(f'id="{anchor}"')[2])[0])
    number = sum(1 for _ in site.edition.store.quads(None, relation))
    assert f"in {number} statement" in told
    assert "funds" in told


# Whatever the files hold


def test_hostile_statements_stay_text(hostile: Path) -> None:
    pages, files = parts_of(Site(irc_kg.open(hostile), day=DAY))
    for page in pages.values():
        assert "<script" not in page.body
        assert "<img" not in page.body.replace("~/pictures", "")
        assert "javascript:" not in "".join(re.findall(r'(?:href|src)="([^"]*)"', page.body))
    [body] = [page.body for page in pages.values() if page.title.startswith("<script>")]
    assert "deep" in body  # what blank nodes lead to
    assert "1 , 2 , three , in" in text_of(body)  # the members of lists, also of one within another
    assert '<bdi lang="cy">Llyfr</bdi>' in body
    for path in files:
        assert ".." not in path
    for page in pages.values():
        for link in re.findall(r'href="~/([^"#]*)', page.body):
            assert link in pages or link in files or link == "index.html", (page.path, link)


def test_a_project_that_tells_of_no_sources_has_a_page_for_each_file(hostile: Path) -> None:
    pages, _ = parts_of(Site(irc_kg.open(hostile), day=DAY))
    assert text_of(pages["sources/graph-a-ttl.html"].body).startswith("graph/a.ttl")
    [body] = [page.body for page in pages.values() if page.title.startswith("<script>")]
    assert "sources/graph-a-ttl.html#text" in body
    assert "graph/a.ttl, line 5" in text_of(body)


def test_the_same_project_gives_the_same_pages_whatever_its_blank_nodes_are_called(hostile: Path) -> None:
    first, second = (parts_of(Site(irc_kg.open(hostile), day=DAY)) for _ in range(2))
    assert first == second


def test_what_mentions_a_thing_goes_on_on_other_pages_where_it_is_much(miniature: Path) -> None:
    lines = "\n".join(
        f"<http://e.example/t{at}> <http://e.example/of> <http://e.example/hub> ." for at in range(620)
    )
    (miniature / "graph/many.ttl").write_text(f'{lines}\n<http://e.example/hub> <http://e.example/n> "x" .\n')
    pages, _ = parts_of(Site(irc_kg.open(miniature), day=DAY))
    [hub] = [page for path, page in pages.items() if re.fullmatch("[^/]*/[^/]*hub[^/]*.html", path)]
    assert "All 620" in hub.body
    more = sorted(page for page in pages if page.startswith(hub.path.removesuffix(".html") + "/"))
    assert len(more) == 2
    linked = {link for path in more for link in re.findall(r'<dd><a href="~/([^"]*)', pages[path].body)}
    assert len(linked) == 620


# The drawing


def test_each_relation_is_drawn_once_before_any_is_drawn_twice() -> None:
    ties = [Tie("a", f"a{at}", f"a{at}.html") for at in range(9)] + [
        Tie("b", "b0", "b.html"),
        Tie("b", "b0", "b.html"),
    ]
    kept, more = choose(ties)
    assert len(kept) == MOST
    assert [tie.name for tie in kept] == ["a0", "a1", "a2", "a3", "a4", "b0"]
    assert more == 4


def test_a_drawing_has_nothing_where_nothing_lies_around() -> None:
    assert draw("alone", [], []) == Markup("")


def test_no_name_stands_over_another(shipped: Path) -> None:
    for name in ("england", "integrated-care-board", "integrated-care-fund"):
        page = (shipped / "id" / f"{name}.html").read_text(encoding="utf-8")
        drawing = re.search(r'<svg class="around".*?</svg>', page, re.DOTALL)
        assert drawing is not None
        for side in ("before", "behind"):
            group = re.search(rf'<g class="{side}">(.*?)</g>', drawing[0], re.DOTALL)
            assert group is not None
            bottom = 0.0
            for y, text in re.findall(r'<text[^>]* y="(\d+)">(.*?)</text>', group[1]):
                assert float(y) - 11 >= bottom - 1
                bottom = float(y) + 17 * text.count("<tspan")
            height = re.search(r'height="(\d+)"', drawing[0])
            assert height is not None
            assert bottom <= float(height[1])


# Redirects


def rules_of(text: str) -> list[tuple[list[str], str, str, str]]:
    """The rules of a file for Apache: conditions on what is accepted, pattern, target and flags."""
    rules, conditions = [], []
    for line in text.splitlines():
        words = line.split(" ")
        if words[0] == "RewriteCond":
            conditions.append(words[2] if words[1] == "%{HTTP_ACCEPT}" else "")
        elif words[0] == "RewriteRule":
            rules.append((conditions, words[1], words[2], words[3]))
            conditions = []
    return rules


def lead(rules: list[tuple[list[str], str, str, str]], path: str, accepted: str) -> tuple[str, str]:
    """Where a path leads, as Apache would have it, and by which flags."""
    for conditions, pattern, target, flags in rules:
        match = re.search(pattern, path)
        if match and all(re.search(condition, accepted) for condition in conditions):
            return (target.replace("$1", match[1]) if match.groups() else target), flags
    return "", ""


@pytest.mark.parametrize("base", ["https://site.example/kg/", ""])
def test_each_identifier_leads_to_its_page_and_its_data(shipped: Path, site: Site, base: str) -> None:
    from irc_kg.site.edition import Edition
    from irc_kg.site.redirects import Redirects

    edition = Edition(site.edition.project, site.edition.day, base)
    [file] = Redirects(edition)
    rules = rules_of(file.content.decode())
    addresses = edition.addresses
    for iri in addresses.things:
        if not iri.startswith("https://w3id.org/irc-kg/"):
            continue
        path = iri.removeprefix("https://w3id.org/irc-kg/")
        stem = (addresses.of_thing(iri) or "").removesuffix(".html")
        for accepted, ending in (
            ("text/html,*/*", ".html"),
            ("text/turtle", ".ttl"),
            ("application/ld+json", ".jsonld"),
        ):
            target, flags = lead(rules, path, accepted)
            assert target == f"{base}{stem}{ending}"
            assert ("R=303" in flags) == bool(base)
            if base and len(path) < 80:
                assert lead(rules, path + ending, "text/html")[0] == f"{base}{path}{ending}"
    target, _ = lead(rules, "graph/position-statement-2024/wales", "text/html")
    page, _, anchor = target.removeprefix(base).partition("#")
    text = (shipped / page).read_text(encoding="utf-8")
    assert anchor == (anchor_of("Wales") if base else "")
    assert not anchor or f'id="{anchor}"' in text
    assert lead(rules, "ontology", "text/html")[0] == f"{base}vocabulary.html"
    assert lead(rules, "id/no/such", "text/html")[0] == ""


def test_what_is_there_is_served_where_the_site_is_and_never_led_round(site: Site) -> None:
    from irc_kg.site.edition import Edition
    from irc_kg.site.redirects import Redirects

    [file] = Redirects(Edition(site.edition.project, site.edition.day, "https://site.example/kg/"))
    for conditions, pattern, target, _ in rules_of(file.content.decode()):
        path = target.removeprefix("https://site.example/kg/").partition("#")[0]
        if re.search(pattern, path):  # a rule whose own target it fits
            assert "" in conditions, pattern  # and that is left alone where there is such a file


def test_a_concept_of_the_ontology_has_a_page_and_no_shape_has(site: Site) -> None:
    addresses = site.edition.addresses
    assert addresses.of_thing("https://w3id.org/irc-kg/id/kinds-of-bodies") == "id/kinds-of-bodies.html"
    assert addresses.of_thing("https://w3id.org/irc-kg/ontology#FundShape") is None
    assert addresses.of_thing("https://w3id.org/irc-kg/ontology#Fund") is None
    assert addresses.of_thing("https://w3id.org/irc-kg/ontology") is None


def test_no_identifier_breaks_out_of_the_rules(hostile: Path) -> None:
    (hostile / "graph/b.ttl").write_text(
        "<http://x.example/a%0ARewriteRule%20.*> <http://x.example/r> 1 .\n"
        "<http://x.example/$1(.*)$> <http://x.example/r> 1 .\n"
    )
    _, files = parts_of(Site(irc_kg.open(hostile), day=DAY))
    for line in files[".htaccess"].decode().splitlines():
        assert line.startswith(("#", "Options", "AddType", "Rewrite"))
        assert not line.startswith("RewriteRule") or len(line.split(" ")) == 4
