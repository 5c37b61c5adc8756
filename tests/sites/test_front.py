"""The front page, the page about a site, and what has changed: made of any project, and of nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import irc_kg
from irc_kg.site import Site
from irc_kg.site.about import AboutPages
from irc_kg.site.feed import ChangePages
from irc_kg.site.front import FrontPages
from irc_kg.site.pages import Page, SiteFile
from irc_kg.site.sitemap import sitemap
from irc_kg.store.datatypes import PartialDate

REPOSITORY = Path(__file__).parents[2]
GIT = shutil.which("git") or "git"
ATOM = "{http://www.w3.org/2005/Atom}"


def front_of(project: Path) -> Page:
    [page] = FrontPages(Site(irc_kg.open(project)).edition)
    assert isinstance(page, Page)
    return page


def about_of(project: Path, **options: str) -> str:
    [page] = AboutPages(Site(irc_kg.open(project), **options).edition)  # type: ignore[arg-type]
    assert isinstance(page, Page)
    return str(page.body)


class TestFrontPage:
    def test_every_question_is_there_once_under_its_first_tag(self) -> None:
        body = front_of(REPOSITORY).body
        project = irc_kg.open(REPOSITORY)
        by_tag = dict(re.findall(r'<summary>([^<]+) <span.*?<ul class="links">(.*?)</ul></details>', body))
        for query in project.queries:
            tag = query.header.tags[0].capitalize()
            assert f'<a href="~/questions/{query.name}.html">' in by_tag[tag]
        assert len(re.findall("<li>", "".join(by_tag.values()))) == len(project.queries)

    def test_the_nations_have_what_is_compared_and_their_pictures(self) -> None:
        body = front_of(REPOSITORY).body
        assert "4 nations side by side" in body
        assert '<a href="~/side-by-side/nations-side-by-side.html">' in body
        for nation in ("england", "northern-ireland", "scotland", "wales"):
            assert f'<a href="~/pictures/nation-{nation}.html">' in body
            assert f'<a href="~/id/{nation}.html">' in body
            assert re.search(rf'<a href="~/id/{nation}\.html#answers">\d answers about ', body)

    def test_of_few_there_is_no_link_to_all(self, miniature: Path) -> None:
        body = front_of(miniature).body
        assert "Bus plan 2020" in body
        assert "Which lines stop where?" in body
        assert re.findall(r"All \d+ (\w+)", body) == ["questions"]

    def test_what_ended_last_comes_first_and_says_until_when(self) -> None:
        body = front_of(REPOSITORY).body
        ended = re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", body)
        assert ended[0][0] == "Until 31 March 2026"
        assert re.search(r"Integrated Care Board</a>.* and \d+ more", ended[0][1])
        years = [int(words[-4:]) for words, _things in ended]
        assert years == sorted(years, reverse=True)

    def test_the_title_is_what_the_project_is_about(self, miniature: Path) -> None:
        (miniature / "CITATION.cff").write_text("title: 'town: buses <of> a town'\n", encoding="utf-8")
        assert front_of(miniature).title == "Buses <of> a town"
        (miniature / "CITATION.cff").write_text("title: Buses\n", encoding="utf-8")
        assert front_of(miniature).title == "Buses"

    def test_a_project_without_questions_pictures_and_ends_has_a_front_page(self, tmp_path: Path) -> None:
        for folder in ("graph", "ontology", "queries"):
            (tmp_path / folder).mkdir()
        page = front_of(tmp_path)
        assert re.findall("<h2[^>]*>(.*?)</h2>", page.body) == []
        assert "0 things, 0 questions, 0 sources." in page.body

    def test_a_question_that_cannot_be_read_and_one_with_hostile_words_do_no_harm(
        self, miniature: Path
    ) -> None:
        (miniature / "queries" / "broken.rq").write_text("#+ summary: [\nSELECT", encoding="utf-8")
        hostile = '#+ summary: "<script>alert(1)</script>"\n#+ tags: ["<b>"]\nSELECT ?s { ?s ?p ?o }\n'
        (miniature / "queries" / "hostile.rq").write_text(hostile, encoding="utf-8")
        body = front_of(miniature).body
        assert "<script" not in body
        assert "&lt;script&gt;alert(1)" in body
        assert "&lt;b&gt;" in body
        assert "broken" not in body


class TestAbout:
    def test_it_tells_limits_licence_credits_how_to_cite_and_which_state_it_is(self) -> None:
        body = about_of(REPOSITORY, base_url="https://example.org/kg/")
        assert "CC BY 4.0" in body
        assert "Open Government Licence v3.0" in body
        assert "does not mean that it is not\nso." in body
        assert re.search(r"the irc-kg contributors\. irc-kg: .* \[data set\]\. Version 0\.1\.0\.", body)
        assert "Available from: https://example.org/kg/." in body
        assert [title for title in re.findall("<h2[^>]*>(.*?)</h2>", body) if "state" in title]

    def test_a_project_that_says_nothing_of_itself_has_one_too(self, miniature: Path) -> None:
        body = about_of(miniature)
        assert "How to cite it" in body
        assert "The data may be used under" not in body


class TestChanges:
    @pytest.fixture
    def town(self, miniature: Path) -> Path:
        """The miniature in a repository of its own, with two commits."""
        file = miniature / "graph" / "bus-plan-2020" / "lines.ttl"
        before = file.read_text(encoding="utf-8")
        self.git(miniature, "init", "-q")
        self.git(miniature, "add", "-A")
        self.git(miniature, "commit", "-qm", "graph: a town")
        added = '\nkg:line-9 a town:Line ; rdfs:label "Line <i>9</i> & more"@en ; irc:paragraph 3 .\n'
        file.write_text(before + added, encoding="utf-8")
        self.git(miniature, "commit", "-qam", "graph: <b>a line</b> more")
        return miniature

    @staticmethod
    def git(folder: Path, *arguments: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        subprocess.run([GIT, "-C", folder, *who, *arguments], check=True, capture_output=True)

    @staticmethod
    def made(project: Path, base_url: str = "") -> dict[str, Page | SiteFile]:
        return {
            part.path: part for part in ChangePages(Site(irc_kg.open(project), base_url=base_url).edition)
        }

    def test_a_commit_is_told_in_sentences_on_the_page_and_in_the_feed(self, town: Path) -> None:
        found = self.made(town, "https://example.org/town/")
        page, feed = found["changes.html"], found["changes.atom"]
        assert isinstance(page, Page)
        assert isinstance(feed, SiteFile)
        assert "&lt;b&gt;a line&lt;/b&gt; more</h2>" in page.body
        assert "Line &lt;i&gt;9&lt;/i&gt; &amp; more" in page.body
        assert "is a Bus line <b>added</b>, from" in page.body
        tree = ET.fromstring(feed.content)  # noqa: S314  (our own)
        [entry] = tree.findall(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}title") == "<b>a line</b> more"
        assert "is a Bus line <b>added</b>" in str(entry.findtext(f"{ATOM}content"))
        link = entry.find(f"{ATOM}link")
        assert link is not None
        anchor = link.attrib["href"].removeprefix("https://example.org/town/changes.html#")
        assert f'<h2 id="{anchor}">' in page.body
        for name in ("id", "updated", "author"):
            assert tree.find(f"{ATOM}{name}") is not None

    def test_each_entry_has_a_name_of_its_own_that_stays(self, town: Path) -> None:
        first, again = self.made(town), self.made(town)
        assert first == again

    def test_without_a_repository_that_is_said_and_there_is_no_feed(self, miniature: Path) -> None:
        found = self.made(miniature)
        assert list(found) == ["changes.html"]
        assert "made from git" in str(found["changes.html"].body)  # type: ignore[union-attr]

    def test_of_a_shallow_clone_only_what_it_holds_is_told(self, town: Path, tmp_path: Path) -> None:
        clone = tmp_path / "clone"
        subprocess.run([GIT, "clone", "-q", "--depth", "1", f"file://{town}", clone], check=True)
        assert list(self.made(clone)) == ["changes.html"]


class TestSitemap:
    def test_it_lists_all_pages_under_the_address_and_parts_many(self) -> None:
        paths = [f"id/a&b{number}.html" for number in range(50_001)]
        files = list(sitemap("https://example.org/", paths, PartialDate(2026, 1, 2)))
        assert [file.path for file in files] == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
        trees = [ET.fromstring(file.content) for file in files]  # noqa: S314  (our own)
        addresses = [each.text for tree in trees[:2] for each in tree.iter() if each.tag.endswith("loc")]
        assert addresses == [f"https://example.org/{path}" for path in paths]
        listed = [each.text for each in trees[2].iter() if each.tag.endswith("loc")]
        assert listed == ["https://example.org/sitemap-1.xml", "https://example.org/sitemap-2.xml"]
