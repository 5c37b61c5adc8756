"""Pictures in the frame of a site: drawn for day and night, with links to what is in them."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import irc_kg
from irc_kg.site import Site
from irc_kg.site.front import FrontPages
from irc_kg.site.pages import NOTHING_STATED, Page, SiteFile
from irc_kg.site.pictures import PicturePages
from irc_kg.views.drawing.schemes import with_night

VIEW = """#+ summary: Which <i>lines</i> stop where?
#+ tags: [lines]
#+ layout: columns
#+ parts:
#+   - Lines & more: town:Line
#+   - Stops: town:Stop
CONSTRUCT { ?line town:stopsAt ?stop } WHERE { ?line town:stopsAt ?stop }
"""


def made(project: Path) -> dict[str, Page | SiteFile]:
    return {part.path: part for part in PicturePages(Site(irc_kg.open(project)).edition)}


@pytest.fixture
def town(miniature: Path) -> Path:
    (miniature / "queries" / "views" / "stops.rq").write_text(VIEW, encoding="utf-8")
    return miniature


class TestPages:
    def test_a_picture_has_a_page_two_drawings_and_one_to_explore(self, town: Path) -> None:
        beside = {path.removeprefix("pictures/stops") for path in made(town) if "/stops" in path}
        assert beside == {".html", ".svg", ".tall.svg", ".explore.html"}

    def test_the_page_links_to_all_that_is_in_the_picture_by_its_parts(self, town: Path) -> None:
        page = made(town)["pictures/stops.html"]
        assert isinstance(page, Page)
        assert page.title == "Which <i>lines</i> stop where?"
        assert re.findall("<h3>(.*?)</h3>", page.body) == ["Lines &amp; more", "Stops"]
        asked = "SELECT DISTINCT ?t { { ?t town:stopsAt ?o } UNION { ?s town:stopsAt ?t } }"
        links = re.findall(r'<li><a href="~/id/([\w-]+)\.html"', page.body)
        answer = irc_kg.open(town).query(asked)
        assert sorted(links) == sorted(str(row["t"]).strip("<>").rpartition("/")[2] for row in answer)

    def test_the_list_shows_each_picture_with_a_link(self, town: Path) -> None:
        pages = made(town)
        listed = pages["pictures.html"]
        assert isinstance(listed, Page)
        pictures = [path for path, part in pages.items() if isinstance(part, Page) and part is not listed]
        assert all(f'<a href="~/{path}">' in listed.body for path in pictures)

    def test_a_picture_of_nothing_says_so_and_is_not_on_the_front_page(self, town: Path) -> None:
        nothing = "#+ summary: What is nowhere?\nCONSTRUCT { ?s a ?o } WHERE { ?s town:nowhere ?o }\n"
        (town / "queries" / "views" / "nowhere.rq").write_text(nothing, encoding="utf-8")
        pages = made(town)
        page, listed = pages["pictures/nowhere.html"], pages["pictures.html"]
        assert isinstance(page, Page)
        assert isinstance(listed, Page)
        assert NOTHING_STATED in page.body
        assert not re.search("<img|<h2|Explore| 0 ", page.body)
        assert f'<li><h2><a href="~/{page.path}">What is nowhere?</a>' in listed.body
        [front] = FrontPages(Site(irc_kg.open(town)).edition)
        assert isinstance(front, Page)
        assert '<a href="~/pictures/stops.html">' in front.body
        assert "nowhere" not in front.body

    def test_a_picture_that_cannot_be_drawn_is_named_and_the_others_are_drawn(self, town: Path) -> None:
        (town / "queries" / "views" / "broken.rq").write_text("#+ summary: x\nSELECT ?s { ?s ?p ?o }\n")
        pages = made(town)
        listed = pages["pictures.html"]
        assert isinstance(listed, Page)
        assert "pictures/stops.html" in pages
        assert "The view broken cannot be drawn." in listed.body
        assert "pictures/broken.html" not in pages

    def test_of_a_picture_that_fails_the_page_says_why_and_links_to_it_hold(self, town: Path) -> None:
        looks = town / "ontology" / "presentation.ttl"
        with looks.open("a", encoding="utf-8") as out:
            out.write('town:Line irc:colour "red" ; irc:shape "dot" .\n')
        pages = made(town)
        page = pages["pictures/stops.html"]
        assert isinstance(page, Page)
        assert "This cannot be drawn. &#39;red&#39; is no colour" in page.body
        assert {"pictures/stops.svg", "pictures/stops.tall.svg"} <= set(pages)

    def test_what_is_explored_leads_back_to_the_pages_of_things(self, town: Path) -> None:
        explorer = made(town)["pictures/stops.explore.html"]
        assert isinstance(explorer, SiteFile)
        things = re.findall(rb'"page":"\.\./(id/[\w-]+\.html)"', explorer.content)
        page = made(town)["pictures/stops.html"]
        assert sorted(part.decode() for part in things) == sorted(
            re.findall(r'<li><a href="~/(id/[\w-]+\.html)"', page.body)  # type: ignore[union-attr]
        )
        assert things

    def test_the_drawings_are_xml_and_say_nothing_twice_that_the_page_says(self, town: Path) -> None:
        for path in ("pictures/stops.svg", "pictures/stops.tall.svg"):
            drawing = made(town)[path]
            assert isinstance(drawing, SiteFile)
            assert drawing.mailed
            tree = ET.fromstring(drawing.content)  # noqa: S314  (our own)
            words = ["".join(text.itertext()) for text in tree.iter("{http://www.w3.org/2000/svg}text")]
            assert words
            assert not any("stop where?" in text for text in words)

    def test_of_a_large_picture_what_is_connected_best_is_drawn_and_that_is_said(self, town: Path) -> None:
        lines = "".join(f"kg:l{n} a town:Line ; town:stopsAt kg:s{n % 7} .\n" for n in range(700))
        lines += "".join(f"kg:s{n} a town:Stop .\n" for n in range(7))
        prefixes = (
            "@prefix kg: <https://w3id.org/irc-kg/id/> .\n@prefix town: <https://example.org/town#> .\n"
        )
        (town / "graph" / "many.ttl").write_text(prefixes + lines, encoding="utf-8")
        page = made(town)["pictures/stops.html"]
        assert isinstance(page, Page)
        assert re.search(r"Drawn are the 300 best connected of 7\d\d things\.", page.body)
        assert '<h2 id="things">What is drawn</h2>' in page.body
        assert len(re.findall(r'<li><a href="~/id/', page.body)) == 300

    def test_what_happened_last_comes_first_on_a_time_line(self, shipped: Path) -> None:
        page = (shipped / "pictures" / "successions.html").read_text(encoding="utf-8")
        assert '<h2 id="things">Time line</h2>' in page
        years = [title for title in re.findall("<h3>(.*?)</h3>", page) if title.isdigit()]
        assert years == sorted(years, reverse=True)
        assert len(years) > 3
        assert re.search(r'Until March 2022</span><a href="../id/integrated-care-fund.html">', page)


class TestColours:
    def test_each_colour_has_the_one_of_the_night(self) -> None:
        day = '<svg x="1"><a fill="#ffffff"/><b stroke="#ffffff" fill="none"/></svg>'
        night = '<svg x="1"><a fill="#000000"/><b stroke="#111111" fill="none"/></svg>'
        both = with_night(day, night)
        assert '[fill="#ffffff"]{fill:#000000}' in both
        assert '[stroke="#ffffff"]{stroke:#111111}' in both

    def test_two_that_are_one_by_day_stay_two_by_night(self) -> None:
        day = '<svg><a fill="#0000ff"/><b fill="#0000ff"/><c fill="#0000ff"/></svg>'
        night = '<svg><a fill="#000001"/><b fill="#000002"/><c fill="#000001"/></svg>'
        both = with_night(day, night)
        rules = dict(re.findall(r'\[fill="(#\w+)"\]\{fill:(#\w+)\}', both))
        marks = re.findall(r'<[abc] fill="(#\w+)"', both)
        assert [rules[colour] for colour in marks] == ["#000001", "#000002", "#000001"]
