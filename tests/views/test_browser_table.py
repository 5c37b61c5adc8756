"""The tables beside the picture, and what a reader can take away: rows as CSV, the picture as an image."""

from __future__ import annotations

import csv
import io
import struct
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from views.conftest import Opened, Opener

    from irc_kg.views.picture import Picture

ICF = "kg:integrated-care-fund"


def tabled(open_page: Opener, picture: Picture, tab: str = "things") -> Opened:
    opened = open_page(picture)
    opened.page.locator("button[data-view=both]").click()
    opened.page.locator(f"#tab-{tab}").click()
    return opened


def column(opened: Opened, table: str, number: int) -> list[str]:
    texts: list[str] = opened.page.locator(f"#{table} tbody tr > :nth-child({number})").all_inner_texts()
    return texts


def test_every_thing_stands_in_the_table(open_page: Opener, wales: Picture) -> None:
    opened = tabled(open_page, wales)
    assert column(opened, "things", 1) == [thing.label for thing in wales.things]
    row = opened.page.locator("#things tbody tr", has_text="ICF").first.locator("th, td").all_inner_texts()
    assert row == [
        "Integrated Care Fund",
        "Fund",
        "ICF",
        "A programme that pays for work to keep the most vulnerable people well and independent.",
        "2014",
        "31 March 2022",
        "5",
        "Joint position statement 2024, Wales, paragraph 3",
        "kg:integrated-care-fund",
    ]


def test_every_relation_stands_in_the_table(open_page: Opener, wales: Picture) -> None:
    opened = tabled(open_page, wales, "relations")
    labels = {thing.iri: thing.label for thing in wales.things}
    rows = opened.page.locator("#relations tbody tr").all()
    assert [row.locator("th, td").all_inner_texts() for row in rows] == [
        [
            labels[relation.subject],
            relation.label,
            labels[relation.object],
            "; ".join(relation.citations),
        ]
        for relation in wales.relations
    ]


def test_every_other_fact_stands_in_the_table(open_page: Opener, wales: Picture) -> None:
    opened = tabled(open_page, wales, "facts")
    facts = list(zip(*(column(opened, "facts", n) for n in (1, 2, 3)), strict=True))
    assert ("Powys Teaching Health Board", "Organisation code (ODS)", "7A7") in facts
    assert ("Integrated Care Fund", "supports", "the most vulnerable people") in facts
    assert ("Integrated Care Fund evaluation: summary", "Published", "March 2022") in facts
    assert any(words == "What it is" for _, words, _ in facts)


def test_columns_sort_up_and_down_and_keep_the_empty_last(open_page: Opener, wales: Picture) -> None:
    opened = tabled(open_page, wales)
    heading = opened.page.locator("#things thead th").nth(4)
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    dates = [text for text in column(opened, "things", 5) if text]
    assert dates == ["12 May 1999", *["1 October 2009"] * 3, "2014", "June 2018", "1 April 2022"]
    assert column(opened, "things", 5)[-1] == ""
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    assert [text for text in column(opened, "things", 5) if text] == dates[::-1]
    assert column(opened, "things", 5)[-1] == ""
    opened.page.locator("#things thead button", has_text="Relations").click()
    counts = [int(text) for text in column(opened, "things", 7)]
    assert counts == sorted(counts)


def test_the_filter_keeps_rows_with_every_word(open_page: Opener, wales: Picture) -> None:
    opened = tabled(open_page, wales)
    opened.page.locator("#filter").fill("health BOARD")
    assert len(column(opened, "things", 1)) == 3
    assert opened.page.locator("#table-said").inner_text() == "3 of 12 things"
    opened.page.locator("#tab-relations").click()
    assert opened.page.locator("#table-said").inner_text() == "4 of 16 relations"
    opened.page.locator("#filter").fill("")
    assert opened.page.locator("#table-said").inner_text() == "16 relations"


def test_the_table_can_keep_to_what_the_picture_shows(open_page: Opener, wales: Picture) -> None:
    opened = tabled(open_page, wales)
    opened.page.locator("#only-shown").check()
    opened.page.locator("#kinds label", has_text="Public body").click()
    assert len(column(opened, "things", 1)) == 8
    opened.page.locator("#year").fill("2013")
    assert "Integrated Care Fund" not in column(opened, "things", 1)


def test_picture_and_table_share_one_selection(open_page: Opener, wales: Picture) -> None:
    opened = tabled(open_page, wales)
    chosen = opened.page.locator("#table tr[aria-current=true]")
    opened.click(ICF)
    assert "Integrated Care Fund" in chosen.inner_text()
    expect(chosen).to_be_in_viewport()
    opened.page.locator("#things tbody a", has_text="Unconnected Compendium").click()
    expect(opened.page.locator("#panel h2")).to_have_text("Unconnected Compendium")
    assert opened.page.evaluate("data.things[state.chosen.thing].curie") == "kg:alone"
    opened.page.locator("#tab-relations").click()
    opened.page.locator("#relations tbody a", has_text="was replaced by").click()
    expect(chosen).to_contain_text("was replaced by")
    assert opened.page.evaluate("state.chosen.relation") == 2


def test_what_the_table_selects_comes_into_view(open_page: Opener, wales: Picture) -> None:
    opened = tabled(open_page, wales)
    for _ in range(4):
        opened.page.locator("#zoom-in").click()
    opened.page.locator("#things tbody a", has_text="Unconnected Compendium").click()
    expect(opened.page.locator("#panel h2")).to_have_text("Unconnected Compendium")
    frame = opened.page.locator("#canvas").bounding_box()
    assert frame is not None
    x, y = opened.spot("kg:alone")
    assert frame["x"] < x < frame["x"] + frame["width"]
    assert frame["y"] < y < frame["y"] + frame["height"]
    opened.page.locator("button[data-view=table]").click()
    opened.page.locator("#things tbody a", has_text="Wales").first.click()
    opened.page.locator("button[data-view=picture]").click()
    x, y = opened.spot("kg:wales")
    frame = opened.page.locator("#canvas").bounding_box()
    assert frame is not None
    assert frame["x"] < x < frame["x"] + frame["width"]
    assert frame["y"] < y < frame["y"] + frame["height"]


def test_tabs_obey_the_arrow_keys(open_page: Opener, wales: Picture) -> None:
    opened = tabled(open_page, wales)
    opened.page.locator("#tab-things").focus()
    opened.page.keyboard.press("ArrowRight")
    assert opened.page.locator("#tab-relations").get_attribute("aria-selected") == "true"
    assert opened.page.locator("#relations").is_visible()
    assert opened.page.locator("#things").is_hidden()
    opened.page.keyboard.press("ArrowLeft")
    opened.page.keyboard.press("ArrowLeft")
    assert opened.page.locator("#facts").is_visible()


def test_a_long_table_shows_more_on_demand_and_finds_all(open_page: Opener, large: Picture) -> None:
    opened = tabled(open_page, large)
    rows = opened.page.locator("#things tbody tr")
    assert rows.count() == 200
    assert opened.page.locator("#table-said").inner_text() == "5,000 things"
    opened.page.locator("#things button", has_text="Show 200 more").click()
    assert rows.count() == 400
    assert opened.page.evaluate("document.activeElement.textContent") == "Health programme number 200"
    opened.page.locator("#filter").fill("number 4999")
    assert column(opened, "things", 1) == ["Health programme number 4999"]
    opened.page.locator("#filter").fill("")
    opened.page.evaluate("address.toThing(3000)")
    assert (
        opened.page.locator("#things tr[aria-current=true] th").inner_text() == "Health programme number 3000"
    )


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_table_can_be_copied_as_csv(open_page: Opener, wales: Picture) -> None:
    opened = tabled(open_page, wales, "relations")
    opened.page.locator("#filter").fill("funded")
    opened.page.evaluate(
        "() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; }"
    )
    opened.page.locator("#copy").click()
    expect(opened.page.locator("#status")).to_have_text("The table is copied")
    rows = read_csv(opened.page.evaluate("window.copied"))
    source = "Joint position statement 2024, Wales, paragraph 3"
    assert rows == [
        ["Thing", "Relation", "Other thing", "Source"],
        ["Integrated Care Fund", "is funded by", "Welsh Government", source],
        ["Health and Social Care Regional Integration Fund", "is funded by", "Welsh Government", source],
    ]


def test_without_a_clipboard_the_text_is_offered(open_page: Opener, wales: Picture) -> None:
    opened = tabled(open_page, wales)
    opened.page.evaluate("() => { navigator.clipboard.writeText = async () => { throw new Error('no'); }; }")
    opened.page.locator("#copy").click()
    field = opened.page.locator("#csv-text")
    expect(field).to_be_visible()
    assert len(read_csv(field.input_value())) == len(wales.things) + 1
    opened.page.keyboard.press("Escape")
    expect(field).to_be_hidden()


@pytest.mark.parametrize(
    ("label", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("-12.5", "-12.5"),
        ('say "yes", they said', 'say "yes", they said'),
        ("two\nlines", "two\nlines"),
    ],
)
def test_a_cell_is_quoted_and_never_a_formula(
    open_page: Opener, wales: Picture, label: str, cell: str
) -> None:
    named = replace(wales.things[0], label=label)
    opened = open_page(replace(wales, things=(named, *wales.things[1:])))
    assert read_csv(opened.page.evaluate("table.csv('things')"))[1][0] == cell


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Width, height and the unfiltered-size raw data of a PNG."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    data, at = b"", 8
    while at < len(png):
        (length,), kind = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        if kind == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    return width, height, zlib.decompress(data)


def test_the_picture_can_be_saved_as_an_image(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    with opened.page.expect_download() as waiting:
        opened.page.locator("#save-image").click()
    saved = waiting.value
    assert saved.suggested_filename == "what-is-in-place-for-integrated-care-in-wales.png"
    width, height, data = pixels(Path(saved.path()).read_bytes())
    box = opened.page.locator("#canvas").bounding_box()
    assert box is not None
    assert width == pytest.approx(2 * box["width"], abs=3)
    assert height > box["height"] + 60
    assert len(set(data)) > 50


def test_an_image_of_a_question_in_no_letters_has_a_name(open_page: Opener, wales: Picture) -> None:
    opened = open_page(replace(wales, question="???"))
    with opened.page.expect_download() as waiting:
        opened.page.locator("#save-image").click()
    assert waiting.value.suggested_filename == "picture.png"


def test_the_page_marks_when_it_is_ready(open_page: Opener, large: Picture) -> None:
    opened = open_page(large)
    assert opened.page.evaluate("performance.getEntriesByName('ready').length") == 1
    assert len(opened.shown()) == 300
    opened.page.locator("#show-all").click()
    assert len(opened.shown()) == 5_000
    opened.click("kg:thing-0")
    assert opened.page.locator("#panel h2").inner_text().startswith("Health programme number")
