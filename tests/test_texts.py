from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irc_kg.provenance.sources import UNTITLED, sections, title_key

UNEVEN = """\
Skip to main content

# THE BUS PLAN

The town has two lines, and
it is glad of them.

### **Lines:**

The red line runs to the

station every day [1].

- The market.
  * The station
A sentence that ends.
another that does not begin with a capital.
"""


def test_headings_of_any_level_begin_a_section() -> None:
    assert [section.title for section in sections(UNEVEN)] == ["THE BUS PLAN", "Lines:"]


def test_a_line_is_a_paragraph_and_a_broken_sentence_is_one() -> None:
    first, second = sections(UNEVEN)
    assert first.paragraphs == ("The town has two lines, and it is glad of them.",)
    assert second.paragraphs == (
        "The red line runs to the station every day [1].",
        "- The market.",
        "* The station",
        "A sentence that ends.",
        "another that does not begin with a capital.",
    )


def test_paragraphs_are_numbered_from_one_and_the_heading_is_nought() -> None:
    section = sections(UNEVEN)[0]
    assert section.paragraph(0) == "THE BUS PLAN"
    assert section.paragraph(1) is not None
    assert section.paragraph(2) is None
    assert section.paragraph(-1) is None


def test_without_marks_the_titles_that_are_known_are_the_headings() -> None:
    text = "Home\n\nBuses are\u00a0back\nThey run.\n\nMore\n\nFurther reading:\nA book\n"
    found = sections(text, ["Buses are back", "further reading"], ["More"])
    assert [(section.title, section.paragraphs) for section in found] == [
        ("Buses are back", ("They run.",)),
        ("Further reading:", ("A book",)),
    ]


def test_a_text_without_headings_is_one_section() -> None:
    [section] = sections("One.\nTwo.\n")
    assert (section.title, section.paragraphs) == (UNTITLED, ("One.", "Two."))


def test_a_digest_changes_with_the_words_and_not_with_the_white_space() -> None:
    digests = [
        sections(text)[0].digest for text in ("# A\nOne  two.", "# A\r\n\r\nOne two.\n", "# A\nOne too.")
    ]
    assert digests[0] == digests[1] != digests[2]


@given(st.text(), st.lists(st.text(max_size=5), max_size=3))
def test_any_text_has_sections(text: str, titles: list[str]) -> None:
    found = sections(text, titles, titles)
    assert found
    assert all(paragraph.strip() for section in found for paragraph in section.paragraphs)


@given(st.text())
def test_a_key_of_a_title_is_its_own_key(title: str) -> None:
    assert title_key(title_key(title)) in {title_key(title), title_key(title).removesuffix(":").rstrip()}


HEADINGS = {
    "# Lines": "Lines",
    "###### Lines ##": "Lines",
    "# C#": "C",
    "# C # #": "C #",
    "# #": "#",
    "## ###": "#",
    "# **Lines:**": "Lines:",
}


@pytest.mark.parametrize(("line", "title"), HEADINGS.items())
def test_a_heading_is_what_stands_between_its_marks(line: str, title: str) -> None:
    assert [section.title for section in sections(f"{line}\nThe red line.")] == [title]


@pytest.mark.parametrize("line", ["#Lines", "####### Lines", "#", "Lines #"])
def test_what_only_looks_like_a_heading_is_a_paragraph(line: str) -> None:
    assert [section.title for section in sections(f"{line}\nThe red line.")] == [UNTITLED]


def test_a_sentence_over_many_lines_takes_time_by_its_length() -> None:
    """Twice the lines take about twice the time; by the square it would be four times and more."""
    times = []
    for lines in (5_000, 40_000):
        text = "# A\nThe line\n" + "goes on through the town and on\n" * lines
        fastest = float("inf")
        for _ in range(3):
            start = time.process_time()
            [section] = sections(text)
            fastest = min(fastest, time.process_time() - start)
        assert len(section.paragraphs) == 1
        times.append(fastest)
    assert times[1] < 24 * times[0]


def test_a_heading_of_many_marks_takes_no_time() -> None:
    start = time.process_time()
    sections("# " + "#" * 50_000 + "x")
    assert time.process_time() - start < 1
