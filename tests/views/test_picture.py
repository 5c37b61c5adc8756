"""What a picture may hold, and how its text and colours are made fit for a page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irc_kg.errors import count
from irc_kg.views.picture import (
    LIGHT_PAGE,
    SHAPES,
    LegendEntry,
    Picture,
    PictureError,
    contrast,
    fit,
    plain_date,
    readable,
    year_of,
)

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2018", "2018"),
        ("2018-07", "July 2018"),
        ("2018-07-01", "1 July 2018"),
        ("2018-07-01Z", "1 July 2018"),
        ("2018-07-01T10:00:00", "1 July 2018"),
        ("2018-13-01", "2018-13-01"),
        ("soon", "soon"),
        ("20180", "20180"),
        ("20180-07-01", "1 July 20180"),
        ("0000", "1 BC"),
        ("-0043-03-15", "15 March 44 BC"),
        ("2018-07+01:00", "July 2018"),
        ("", ""),
    ],
)
def test_a_date_reads_as_exactly_as_it_is_known(value: str, words: str) -> None:
    assert plain_date(value) == words


@given(st.dates())
def test_every_day_of_the_calendar_has_words_and_a_year(day: object) -> None:
    text = str(day)
    assert plain_date(text).endswith(str(int(text[:4])))
    assert year_of(text) == int(text[:4])


@pytest.mark.parametrize(
    ("value", "year"), [("12018-07", 12018), ("-0043", -43), ("0000", 0), ("2018Z", 2018)]
)
def test_a_year_may_have_five_digits_or_lie_before_christ(value: str, year: int) -> None:
    assert year_of(value) == year


def test_what_is_no_date_has_no_year() -> None:
    assert year_of(None) is None
    assert year_of("last spring") is None


@given(st.text(st.characters()))
def test_fit_text_can_be_written_and_stays_fit(text: str) -> None:
    once = fit(text)
    once.encode("utf-8")
    assert fit(once) == once
    assert not {chr(code) for code in range(32)} - {"\t", "\n"} & set(once)


def test_fit_text_shows_where_something_was() -> None:
    assert fit("a\x00b\ud800c\r\nd") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c\nd"


def test_counts_agree_with_their_noun() -> None:
    assert [count(n, "thing") for n in (0, 1, 2, 5000)] == ["0 things", "1 thing", "2 things", "5,000 things"]


def measure_contrast(one: str, other: str) -> float:
    """WCAG 2.2, written down once more: from 1 (the same) to 21 (black on white)."""

    def luminance(colour: str) -> float:
        shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            ((share + 0.055) / 1.055) ** 2.4 if share > 0.04045 else share / 12.92 for share in shares
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@given(COLOURS, st.sampled_from(["#ffffff", "#14181d"]))
def test_every_colour_stands_out_from_both_pages(colour: str, page: str) -> None:
    assert measure_contrast(readable(colour, page), page) >= 3


@pytest.mark.parametrize(
    ("colour", "page"), [("#949494", "#ffffff"), ("#00a5ad", "#ffffff"), ("#64646a", "#14181d")]
)
def test_a_colour_that_just_stands_out_is_left_as_it_is(colour: str, page: str) -> None:
    assert 3 <= measure_contrast(colour, page) < 3.04
    assert readable(colour, page) == colour


@given(COLOURS)
def test_a_colour_that_stands_out_already_stays(colour: str) -> None:
    once = readable(colour, LIGHT_PAGE)
    assert readable(once, LIGHT_PAGE) == once


def test_contrast_is_what_the_guidelines_say() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("shape", ["box", "image", "", "Dot"])
def test_a_shape_that_cannot_be_drawn_is_refused_with_those_that_can(shape: str) -> None:
    with pytest.raises(PictureError) as refused:
        LegendEntry("x:kind", "Fund", "#005eb8", shape)
    assert all(known in str(refused.value) for known in SHAPES)


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "rgb(0,0,0)", "#1234567"])
def test_a_colour_that_is_none_is_refused(colour: str) -> None:
    with pytest.raises(PictureError, match="six hexadecimal digits"):
        LegendEntry("x:kind", "Fund", colour, "dot")


def test_a_picture_holds_together(wales: Picture) -> None:
    with pytest.raises(PictureError, match="twice"):
        replace(wales, things=(*wales.things, wales.things[0]))
    with pytest.raises(PictureError, match="twice"):
        replace(wales, kinds=(*wales.kinds, wales.kinds[0]))
    with pytest.raises(PictureError, match="is no kind of the picture"):
        replace(wales, kinds=wales.kinds[1:])
    with pytest.raises(PictureError, match="no thing of the picture"):
        replace(wales, things=wales.things[1:])
