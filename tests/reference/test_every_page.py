"""Every page of the shipped site is opened, and every answer compared; `tests/sites` has the same with some.

This takes some minutes of one processor, and so only `make reference` runs it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sites.conftest import Visit
from sites.test_crawl import crawl, pages_of
from sites.test_questions import compare
from sites.test_whole_file import differing_pages

from irc_kg.project import Project
from irc_kg.site.menus import Menu

pytestmark = pytest.mark.timeout(3600)


@pytest.mark.parametrize("place", ["disk", "server"])
def test_every_page_opens_asks_for_nothing_elsewhere_and_complains_of_nothing(
    browser: Browser,
    shipped: Path,
    server: str,
    place: str,
) -> None:
    home = server if place == "server" else f"{shipped.as_uri()}/"
    crawl(browser, shipped, home, pages_of(shipped))


def test_every_answer_has_the_rows_that_its_choice_gives_alone(
    shipped_project: Project,
    menus: dict[str, Menu],
    shipped: Path,
) -> None:
    for menu in menus.values():
        for choice in menu.choices:
            body = (shipped / menu.paths[choice]).read_text(encoding="utf-8")
            compare(shipped_project, body, menu, choice)


def test_every_page_of_the_one_file_has_the_rows_of_that_of_the_site(
    shipped: Path,
    one_file: Path,
    visit: Visit,
) -> None:
    assert differing_pages(shipped, visit(one_file), 1) == []
