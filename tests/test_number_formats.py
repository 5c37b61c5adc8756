"""What a person sees of a value in a spreadsheet, by its number format."""

from __future__ import annotations

import re
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irc_kg.editing.number_formats import UnknownNumberFormatError, show_value
from irc_kg.editing.sheets import _cells_of

DAY = datetime(2024, 3, 1)  # noqa: DTZ001 - as a spreadsheet has it
MOMENT = datetime(2024, 3, 1, 14, 5, 9)  # noqa: DTZ001
ACCOUNTING = '_-£* #,##0.00_-;-£* #,##0.00_-;_-£* "-"??_-;_-@_-'


@pytest.mark.parametrize(
    ("value", "number_format", "seen"),
    [
        (7, "000", "007"),
        (7, "0", "7"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1234567, "#,##0", "1,234,567"),
        (0.125, "0%", "13%"),
        (0.125, "0.0%", "12.5%"),
        (1234.5, "£#,##0.00", "£1,234.50"),
        (1234.5, "[$£-809]#,##0.00", "£1,234.50"),
        (-5, '"£"#,##0;[Red]-"£"#,##0', "-£5"),
        (-5, "#,##0_);(#,##0)", "(5)"),
        (5, "#,##0_);(#,##0)", "5"),
        (1.5, "# ?/?", "1 1/2"),
        (0.75, "?/8", "6/8"),
        (0.333, "# ??/??", "1/3"),
        (123456, "0.00E+00", "1.23E+05"),
        (0.00012, "0.0E+00", "1.2E-04"),
        (1500000, '0.0,,"m"', "1.5m"),
        (123456789, "000-00-0000", "123-45-6789"),
        (1234567890, "(000) 000-0000", "(123) 456-7890"),
        (3, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (12345678901234, "General", "12345678901234"),
        (123456789012, "General", "123456789012"),
        (1234567890123456, "General", "1.23457E+15"),
        (DAY, "dd/mm/yyyy", "01/03/2024"),
        (DAY, "d mmmm yyyy", "1 March 2024"),
        (DAY, "mmm-yy", "Mar-24"),
        (DAY, "yyyy", "2024"),
        (MOMENT, "hh:mm", "14:05"),
        (MOMENT, "h:mm:ss AM/PM", "2:05:09 PM"),
        (MOMENT, "mm:ss", "05:09"),
        (DAY, "mm-dd-yy", "2024-03-01"),
        (DAY, "[$-809]dd mmmm yyyy", "01 March 2024"),
        (DAY, "[$-F800]dddd, mmmm dd, yyyy", "2024-03-01"),
        (timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
        (True, "General", "TRUE"),
        ("x", '"No. "@', "No. x"),
        ("x", "@", "x"),
        ("x", "General", "x"),
        (5, ";;;", ""),
        (0, "0;-0;;@", ""),
        (5, '0" days"', "5 days"),
        (5, '"No "0', "No 5"),
        (0, "0.00", "0.00"),
        (0.5, "#.##", ".5"),
        (5, "0.##", "5."),
        (2.345, "0.00", "2.35"),
        (-0.4, "0", "0"),
        (1e300, "0", "1" + "0" * 300),
        (5, '[>3]0"big";0', "5big"),
        (2, '[>3]0"big";0', "2"),
        (5, "@", "5"),
        (1.10, "0.00", "1.10"),
        (0, "#,##0", "0"),
        (5, ACCOUNTING, "£5.00"),
        (0, ACCOUNTING, "£-"),
        (12.5, "00000", "00013"),
        (44562, "General", "44562"),
        (time(9, 30), "hh:mm", "09:30"),
        (5, "# ?/?", "5"),
        (0, "# ?/?", "0"),
        (5, "0.0,", "0.0"),
        (1234567.891, "#,##0.###", "1,234,567.891"),
        (7, '"A"000', "A007"),
        (7, "\\A\\-000", "A-007"),
        (20240301, "0000-00-00", "2024-03-01"),
        (DAY, 'yyyy"年"m"月"d"日"', "2024年3月1日"),
        (1234, '#,##0 "€"', "1,234 €"),
        (1234.5, "#\\ ##0.00", "1 234.50"),
        (0, 'General;-General;"-"', "-"),
        (date(2024, 3, 1), "d mmm yyyy", "1 Mar 2024"),
        (9.999, "0.0E+0", "1.0E+1"),
        (12345, "0.00E+00", "1.23E+04"),
        (DAY, "d/m/yyyy;@", "1/3/2024"),
        (DAY, "[$-409]d\\-mmm\\-yy;@", "1-Mar-24"),
        (5, "+0;-0;0", "+5"),
    ],
)
def test_a_value_is_what_a_person_sees(value: object, number_format: str, seen: str) -> None:
    assert show_value(value, number_format) == seen


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        (DAY, "[$-407]d. mmmm yyyy"),
        (5, "[DBNum1]0"),
        (5, "dd.mm.yyyy"),
        (5, "0/x"),
        (5, "##0.0E+0"),
        (DAY, "[h]:mm"),
    ],
)
def test_what_is_not_known_is_not_guessed(value: object, number_format: str) -> None:
    with pytest.raises(UnknownNumberFormatError, match="that is not known here"):
        show_value(value, number_format)


CODES = st.text(st.sampled_from('0#?.,%/@eE+-;"\\ymdhsAPM[]$£_* General<>=19'), max_size=16)
VALUES = st.one_of(
    st.integers(),
    st.floats(),
    st.text(),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
)


@given(VALUES, CODES)
def test_any_format_shows_any_value_or_is_not_known(value: object, number_format: str) -> None:
    with suppress(UnknownNumberFormatError):
        assert isinstance(show_value(value, number_format), str)


@given(st.integers(min_value=0, max_value=10**14))
def test_whole_numbers_show_their_digits(number: int) -> None:
    assert show_value(number, "0") == str(number)
    assert show_value(number, "#,##0") == f"{number:,}"
    assert show_value(number, "00000") == f"{number:05}"
    assert show_value(-number, "0.00") == f"{-number:.2f}"


def test_a_format_that_the_workbook_does_not_hold_is_named_with_its_cell(tmp_path: Path) -> None:
    whole, damaged = tmp_path / "whole.xlsx", tmp_path / "damaged.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(["label"])
    book.worksheets[0].append([7])
    book.worksheets[0]["A2"].number_format = "000.000"
    book.save(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(damaged, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/styles.xml":
                content = re.sub(rb"<numFmts.*</numFmts>", b"", content)
            new.writestr(name, content)
    with zipfile.ZipFile(damaged) as packed:
        assert b"000.000" not in packed.read("xl/styles.xml")
    cells = _cells_of(openpyxl.load_workbook(damaged).worksheets[0])
    cell = cells[2, 1]
    assert "has a format that the workbook does not hold" in cell.fault
