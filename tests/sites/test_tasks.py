"""What people come for, done in a browser from the front page, in at most four clicks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Locator, Page
from views.conftest import PATIENCE

import irc_kg

MOST_CLICKS = 4


class Reader:
    """Somebody who opens the front page from a disk and clicks what can be seen."""

    def __init__(self, page: Page, start: str) -> None:
        self.page = page
        self.clicks = 0
        page.goto(start)

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    def link(self, words: str) -> Locator:
        return self.page.get_by_role("link", name=words, exact=True).first

    def open_questions(self, tag: str) -> None:
        """Unfold the questions of a tag."""
        self.click(self.page.locator("summary", has_text=tag).first)

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()


@pytest.fixture
def reader(browser: Browser, shipped: Path, one_file: Path, place: str) -> Iterator[Reader]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    context.set_default_timeout(1000 * PATIENCE)
    start = shipped / "index.html" if place == "site" else one_file
    reader = Reader(context.new_page(), start.as_uri())
    yield reader
    context.close()
    assert reader.clicks <= MOST_CLICKS


pytestmark = pytest.mark.parametrize("place", ["site", "one file"])


def test_what_applies_in_wales_and_what_became_of_it(reader: Reader) -> None:
    reader.open_questions("Nations")
    reader.click(reader.link("Plans, strategies, laws and funds tied to Wales, and what became of them"))
    reader.page.wait_for_selector("table[data-rows]")
    project = irc_kg.open()
    answer = project.query("policies-in-nation", nation="Wales")
    assert reader.page.locator("table[data-rows] tbody tr").count() == len(answer)
    row = reader.page.locator("tr", has_text="Integrated Care Fund (until March 2022)").first
    assert "replaced by the Health and Social Care Regional Integration Fund" in row.inner_text()
    assert "succession_facts.csv, row" in row.locator("cite").first.inner_text()


def test_a_nation_leads_to_what_is_answered_about_it(reader: Reader) -> None:
    reader.click(reader.page.get_by_role("link", name="answers about Wales"))
    question = reader.link("Plans, strategies, laws and funds tied to Wales, and what became of them")
    question.wait_for()
    assert question.evaluate("(it) => it.getBoundingClientRect().top < innerHeight")  # there, and not above
    reader.click(question)
    reader.page.wait_for_selector("table[data-rows]")
    assert "Shown: nation Wales, as of" in reader.text


def test_what_can_be_argued_with_for_money_for_roles_goes_into_word(reader: Reader, tmp_path: Path) -> None:
    reader.open_questions("Money")
    question = "What can be quoted to argue for money for integrated respiratory roles, and whose word it is"
    reader.click(reader.link(question))
    with reader.page.expect_download() as downloading:
        reader.click(reader.page.get_by_role("button", name="Word"))
    assert downloading.value.suggested_filename == "money-for-roles.docx"
    path = tmp_path / "roles.docx"
    downloading.value.save_as(path)
    document = docx.Document(str(path))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert paragraphs[0] == question
    [table] = document.tables
    answer = irc_kg.open().query("money-for-roles")
    assert len(table.rows) == 1 + len(answer)
    assert [cell.text for cell in table.rows[0].cells][-1] == "source"
    for row, made in zip(table.rows[1:], answer.with_sources(), strict=True):
        cells = [cell.text for cell in row.cells]
        assert cells[0] == made.texts[0]
        for place in made.texts[-1].split("; "):
            assert place in cells[-1]
    sources = paragraphs[paragraphs.index("Sources") + 1 : paragraphs.index("Taken from")]
    assert len(sources) > 3
    assert any("Joint Position Statement Integrated Care 2024" in text for text in sources)


def test_the_four_nations_on_pathways_and_bodies(reader: Reader) -> None:
    reader.click(reader.link("What each nation has on each topic, side by side"))
    nations = [text.strip() for text in reader.page.locator("thead th").all_inner_texts()]
    assert {"England", "Northern Ireland", "Scotland", "Wales"} <= set(nations)
    topics = {"Who plans and commissions local health care": 4, "COPD guideline": 4}
    for topic, cells in topics.items():
        row = reader.page.locator("tr", has_text=topic).first
        assert row.locator("td").count() == cells
        assert "rows" in row.inner_text() or "row" in row.inner_text()


def test_who_said_what_in_the_press_release(reader: Reader) -> None:
    reader.click(reader.page.get_by_role("navigation").get_by_role("link", name="Sources"))
    reader.click(reader.link("Press release on the BTS/PCRS position statement"))
    reader.page.wait_for_function("document.querySelector('h1').innerText.includes('Press release')")
    answer = irc_kg.open().query("quotations")
    people = {row.text("person") for row in answer if "Press release" in str(row.citations)}
    assert people
    text = reader.text
    for person in people:
        assert person in text
    assert "is quoted" in text or "is stated by" in text


def test_whether_nhs_frimley_is_still_there_and_who_took_over(reader: Reader) -> None:
    box = reader.page.get_by_role("combobox").first
    reader.click(box)
    box.press_sequentially("nhs frimly")  # as one types it
    reader.click(reader.page.get_by_role("option").first)
    reader.page.wait_for_function("document.querySelector('h1').innerText.includes('Frimley')")
    text = reader.text
    assert "NHS Frimley Integrated Care Board (until 31 March 2026)" in text
    for board in ("Thames Valley", "Surrey and Sussex", "Hampshire and Isle of Wight"):
        assert f"NHS {board} Integrated Care Board" in text
