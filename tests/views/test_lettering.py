"""How much room words take, beside what a real browser says, and their breaking into lines."""

from __future__ import annotations

import base64
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from irc_kg.views import lettering
from irc_kg.views.lettering import break_text, plain_words, text_width

TEXTS = (
    "Health and Social Care Regional Integration Fund",
    "WALES, SCOTLAND, ENGLAND AND NORTHERN IRELAND",
    "mmmmmmmmmmwwwwwwwwww",
    "illicit little jiffy fitting",
    "Bwrdd Iechyd Prifysgol Betsi Cadwaladr: ŵ ŷ â ê î ô û",
    "Ελληνικά και Кириллица",
    "£1,250.00 per head @ 95% \u2013 “quoted” … (a/b)",
    "İstanbul, Łódź, Ðð Þþ ßẞ æœ",
    "日本語の名前、한국어, 中文",
    "e\u0301 a\u0308 decomposed",
    "🙂 🏥 ✓ → ★",
    string.printable.strip(),
)
FAMILIES = ("sans-serif", "system-ui", "DejaVu Sans", "Noto Sans of the package", "Arial", "Helvetica")

_MEASURE = """async ([texts, families, fonts]) => {
  for (const [weight, data] of fonts) {
    const face = new FontFace(families[3], `url(data:font/ttf;base64,${data})`, { weight });
    document.fonts.add(await face.load());
  }
  const context = document.createElement("canvas").getContext("2d");
  const measure = (text, font) => { context.font = font; return context.measureText(text).width; };
  return [400, 700].map((weight) => texts.map((text) =>
    families.map((family) => measure(text, `${weight} 100px "${family}"`))));
}"""


def _font(name: str) -> str:
    return base64.b64encode((lettering.FONTS / name).read_bytes()).decode()


def test_no_browser_shows_a_text_wider_than_it_is_said_to_be(browser: Browser) -> None:
    page = browser.new_page()
    fonts = [["400", _font("NotoSans-Regular.ttf")], ["700", _font("NotoSans-Bold.ttf")]]
    measured = page.evaluate(_MEASURE, [TEXTS, FAMILIES, fonts])
    page.close()
    for bold, by_text in zip((False, True), measured, strict=True):
        for text, widths in zip(TEXTS, by_text, strict=True):
            assert text_width(text, 100, bold=bold) >= max(widths), (text, bold, widths)
    # And not much wider: what is wanted of Latin letters is at most a seventh more.
    plain = measured[0][0]
    assert text_width(TEXTS[0], 100) < max(plain) * 8 / 7


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0.0),
        ("e\u0301", text_width("e", 10)),
        ("é", text_width("e", 10)),
        ("日本", 20.0),
        ("\u200d", 0.0),
    ],
)
def test_marks_take_no_room_and_wide_letters_a_whole_one(text: str, width: float) -> None:
    assert text_width(text, 10) == pytest.approx(width)


def test_a_text_is_broken_between_words() -> None:
    name = "Health and Social Care Regional Integration Fund"
    assert break_text(name, 130, 3, 12) == ["Health and Social", "Care Regional", "Integration Fund"]
    assert break_text(name, 130, 2, 12) == ["Health and Social", "Care Regional…"]
    assert break_text(name, 1_000, 1, 12) == [name]


def test_a_long_word_is_broken_and_no_mark_is_left_without_its_letter() -> None:
    assert break_text("long-term-sickness-absence", 90, 3, 12) == ["long-term-", "sickness-", "absence"]
    lines = break_text("e\u0301" * 10, 20, 9, 10)
    assert all(line.startswith("e\u0301") for line in lines)
    family = "👨\u200d👩\u200d👧"
    assert break_text(family, 1, 5, 10) == [family]


def test_blanks_are_one_and_nothing_turns_the_direction() -> None:
    assert plain_words(" a\n\tb \u202egnihton\u202c\u2067 c\u00a0d ") == "a b gnihton c d"
    assert break_text(" \n ", 100, 3, 12) == []
    assert break_text("whatever", 100, 0, 12) == []


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.floats(30, 300),
    st.integers(1, 4),
    st.booleans(),
)
def test_every_line_keeps_within_its_room(text: str, room: float, most: int, bold: bool) -> None:
    lines = break_text(text, room, most, 12, bold=bold)
    assert len(lines) <= most
    assert all(text_width(line, 12, bold=bold) <= room for line in lines)
    whole = "".join(plain_words(text).split())
    told = "".join("".join(lines).split())
    assert whole == told or whole.startswith(told.removesuffix("…"))


def test_the_fonts_are_those_that_the_table_tells_of() -> None:
    """And whoever gets them gets their licence."""
    assert {path.name for path in Path(lettering.FONTS).iterdir()} == {
        *("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "OFL.txt", "widths.json"),
    }
