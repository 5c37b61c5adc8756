"""All of a site in one file: every page at its address, and back again, from a disk."""

from __future__ import annotations

import random
import re
from hashlib import sha256
from pathlib import Path

import firefox as installed
import pytest
from markupsafe import Markup, escape
from playwright.sync_api import expect
from sites.conftest import Visit, faults_of, until, wait_until
from views.conftest import PATIENCE
from views.firefox import running

import irc_kg
from irc_kg.site.edition import Edition
from irc_kg.site.frame import WEB, Frame
from irc_kg.site.one_file import OneFile, pack
from irc_kg.site.pages import Page, PageKind, SiteFile, data_file
from irc_kg.store.datatypes import PartialDate

HOSTILE = "</script></main><img src=x onerror=alert(1)><script>alert(2)</script>"
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30"/></svg>'
)
LONG = Markup("<p>A line of words.</p>\n") * 120
FRONT_BODY = Markup(
    '<p><a href="~/id/fund.html">The fund</a>, <a href="~/id/fund.html#far">far down</a>, '
    '<a href="~/data/fund.csv">as a table</a></p>'
)
FUND_BODY = Markup(  # noqa: S704
    '<p><a href="#far">Further down</a> <a href="~/index.html">Back to the front</a></p>\n'
    '<figure class="picture"><picture><source media="(prefers-color-scheme: dark)" srcset="~/p/dark.svg">'
    '<img src="~/p/light.svg" alt="A drawing"></picture></figure>\n'
    f'{LONG}<details><summary>More</summary><section><h2 id="far">Far down</h2></section></details>{LONG}'
)


@pytest.fixture
def frame(miniature: Path) -> Frame:
    return Frame(Edition(irc_kg.open(miniature), PartialDate(2026, 3, 4)))


@pytest.fixture
def path(frame: Frame, tmp_path: Path) -> Path:
    """A file with a few pages."""
    packed = OneFile(frame)
    packed.add(Page("index.html", "What there is", PageKind.FRONT, FRONT_BODY, "A calm page."))
    packed.add(
        Page("id/fund.html", "The fund", PageKind.THING, FUND_BODY, trail=(("things.html", "Things"),))
    )
    packed.add(Page("things.html", "Things", PageKind.LIST, Markup("<p>All of them.</p>")))
    packed.add(Page("id/hostile.html", HOSTILE, PageKind.THING, escape(HOSTILE), HOSTILE))
    packed.add(SiteFile("p/light.svg", DRAWING, mailed=True))
    packed.add(SiteFile("p/dark.svg", DRAWING, mailed=True))
    packed.add(SiteFile("data/fund.csv", b"not mailed"))
    packed.add(data_file("some-data.js", [HOSTILE]))
    packed.add(data_file("apart.js", {"text": HOSTILE}, packed=True))
    target = tmp_path / "all.html"
    target.write_text(packed.text(), encoding="utf-8", newline="\n")
    return target


@pytest.mark.parametrize("kind", ["nothing", "one byte", "noise", "words", "runs"])
def test_what_is_packed_is_unpacked_to_the_byte(kind: str, tmp_path: Path, visit: Visit) -> None:
    chance = random.Random(3)  # noqa: S311 - no secret
    content = {
        "nothing": b"",
        "one byte": b"x",
        "noise": chance.randbytes(60_000),
        "words": " ".join(chance.choices(["fund", "Wales", "respiratory", "é", "care"], k=90_000)).encode(),
        "runs": b"".join(bytes([n]) * chance.randrange(1, 900) for n in range(256)) * 3,
    }[kind]
    page = tmp_path / "unpack.html"
    script = (WEB / "unpack.js").read_text(encoding="utf-8")
    page.write_text(f"<!doctype html><script>{script}</script>", encoding="utf-8")
    tab = visit(page)
    found = tab.evaluate(
        """async ([packed, size]) => {
            const bytes = unpacking.unpack(packed, size);
            const digest = await crypto.subtle.digest("SHA-256", bytes);
            return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        }""",
        [pack(content), len(content)],
    )
    assert found == sha256(content).hexdigest()


def test_pages_are_read_at_their_addresses_and_back_again(path: Path, visit: Visit) -> None:
    tab = visit(path)
    expect(tab.locator("h1")).to_have_text("What there is")
    tab.get_by_role("link", name="The fund").click()
    expect(tab.locator("h1")).to_have_text("The fund")
    assert tab.title().startswith("The fund \N{EN DASH} ")
    expect(tab.locator("main")).to_be_focused()
    assert tab.evaluate("scrollY") == 0
    assert tab.locator(".trail a").last.get_attribute("href") == "#/things.html"
    tab.go_back()
    expect(tab.locator("h1")).to_have_text("What there is")
    tab.go_forward()
    expect(tab.locator("h1")).to_have_text("The fund")
    tab.reload()
    expect(tab.locator("h1")).to_have_text("The fund")


def test_anchors_lead_to_their_place_also_on_the_same_page(path: Path, visit: Visit) -> None:
    tab = visit(path, "#/id/fund.html#far")
    expect(tab.locator("#far")).to_be_visible()  # what holds it is opened
    expect(tab.locator("#far")).to_be_in_viewport()
    tab.locator("main a", has_text="Back to the front").click()
    tab.get_by_role("link", name="far down").click()
    expect(tab.locator("#far")).to_be_in_viewport()
    tab.evaluate("scrollTo(0, 0)")
    tab.get_by_role("link", name="Further down").click()
    expect(tab.locator("#far")).to_be_in_viewport()
    assert tab.url.endswith("#/id/fund.html#far")
    tab.locator(".skip").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_have_text("The fund")
    expect(tab.locator("main")).to_be_focused()


def test_who_comes_back_is_where_they_were(path: Path, visit: Visit) -> None:
    tab = visit(path, "#/id/fund.html")
    tab.evaluate("scrollTo(0, 900)")
    wait_until(tab, "history.state?.scrolled === 900")
    tab.locator(".brand a").evaluate("(link) => link.click()")
    expect(tab.locator("h1")).to_have_text("What there is")
    assert tab.evaluate("scrollY") == 0
    tab.go_back()
    expect(tab.locator("h1")).to_have_text("The fund")
    wait_until(tab, "Math.abs(scrollY - 900) < 60")  # a picture above may come in


def test_pictures_are_shown_and_files_that_are_not_here_are_no_links(path: Path, visit: Visit) -> None:
    tab = visit(path)
    expect(tab.locator("main a", has_text="as a table")).to_have_count(0)
    expect(tab.get_by_text("as a table")).to_be_visible()
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        tab.goto(path.as_uri() + "#/id/fund.html")
        wait_until(tab, "document.querySelector('main img')?.naturalWidth === 40")


def test_data_is_read_by_scripts(path: Path, visit: Visit) -> None:
    tab = visit(path)
    assert tab.evaluate("irckg.load('some-data.js')") == [HOSTILE]
    assert tab.evaluate("irckg.load('apart.js')") == {"text": HOSTILE}


def test_what_is_hostile_is_only_shown(path: Path, visit: Visit) -> None:
    tab = visit(path, "#/id/hostile.html")
    expect(tab.locator("h1")).to_have_text(HOSTILE)
    expect(tab.locator("main img")).to_have_count(0)
    assert tab.title().startswith(HOSTILE[:9])


@pytest.mark.parametrize(
    "fragment", ["#/no/such.html", "#/../../etc/passwd", "#/<img src=x onerror=alert(1)>", "#/%E0%A4"]
)
def test_an_address_without_a_page_says_so(path: Path, visit: Visit, fragment: str) -> None:
    tab = visit(path, fragment)
    expect(tab.locator("h1")).to_have_text("This page is not in this file")
    tab.locator("main a").click()
    expect(tab.locator("h1")).to_have_text("What there is")


def test_without_scripts_it_says_what_is_needed(path: Path, visit: Visit) -> None:
    tab = visit(path, java_script_enabled=False)
    expect(tab.get_by_text("allow it for this file")).to_be_visible()
    assert "Opening" not in visit(path).locator("main").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_people_from_using_it(path: Path, visit: Visit, scheme: str) -> None:
    tab = visit(path, "#/id/fund.html", color_scheme=scheme)
    expect(tab.locator("h1")).to_have_text("The fund")
    assert faults_of(tab) == []


def test_what_may_run_is_named_by_its_digest(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert "unsafe" not in policy[1]
    assert "strict-dynamic" not in policy[1]
    assert "worker-src" not in policy[1]


def test_it_is_read_in_firefox_too(path: Path, tmp_path: Path) -> None:
    executable = installed.find()
    if executable is None:
        pytest.skip("there is no Firefox here: tools/firefox.py installs one")
    (tmp_path / "profile").mkdir()
    with running(executable, tmp_path / "profile", PATIENCE) as browser:
        browser.open(path.as_uri())
        assert browser.evaluate("document.querySelector('h1').textContent") == "What there is"
        browser.run("document.querySelector('main a').click()")
        assert browser.evaluate(until("document.querySelector('h1').textContent === 'The fund'"))
        assert browser.evaluate(until("document.querySelector('main img')?.naturalWidth === 40"))
        browser.run("history.back()")
        assert browser.evaluate(until("document.querySelector('h1').textContent === 'What there is'"))
        assert browser.trouble == []
