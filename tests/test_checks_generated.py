"""Checks of what nobody wrote by hand: no text may stop them, and places lie inside the text."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from irc_kg.checks import check
from irc_kg.checks.context import Context
from irc_kg.checks.files import iris_in_text, read_turtle
from irc_kg.checks.rule import Spot
from irc_kg.checks.turtle_rules import stray_spaces
from irc_kg.queries import query_of_text
from irc_kg.queries.binding import scan_variables
from irc_kg.store.datatypes import DATATYPES, is_value, more_fitting, wider
from irc_kg.store.names import XSD
from irc_kg.store.project_files import ProjectFiles

EXAMPLES = Path(__file__).parent / "examples"
PIECES = [
    "@prefix plot: <https://example.org/allotments#> .\n",
    "PREFIX kg: <https://w3id.org/irc-kg/id/>\n",
    "<>",
    " a ",
    "kg:bean",
    "plot:grows",
    "plot:Plot",
    "xsd:date",
    '"2021-02-30"^^xsd:date',
    '"text "@en',
    '"""long\n"""',
    "12",
    "[",
    "]",
    "(",
    ")",
    " ; ",
    " , ",
    " .\n",
    "_:b",
    "# comment\n",
    "é",
    "\U0001d482",
    "\\",
    '"',
    "<",
    "\r\n",
    "\t",
    "\ufeff",
    "SELECT ?x { ?x ?y ?z }",
    "#+ summary: x\n",
    "ORDER BY ?x",
    "{",
    "}",
    "VALUES",
    "FILTER",
    "?_plant_iri",
]
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=25).map("".join)


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(EXAMPLES / "ontology", Path(folder) / "ontology")
        shutil.copytree(EXAMPLES / "graph", Path(folder) / "graph")
        (Path(folder) / "queries").mkdir()
        yield Path(folder)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=texts, ending=st.sampled_from([".ttl", ".rq"]))
@example(text="\ufeff@prefix plot: <https://example.org/allotments#> .", ending=".ttl")
@example(text="\ufeff<> a <> .", ending=".ttl")
def test_no_text_stops_a_check_and_every_place_is_in_the_text(root: Path, text: str, ending: str) -> None:
    path = root / ("graph" if ending == ".ttl" else "queries") / f"generated{ending}"
    data = text.encode("utf-8", errors="surrogatepass")
    path.write_bytes(data)
    try:
        report = check(ProjectFiles(root), ignore=["shape"])
    finally:
        path.unlink()

    lines = re.split(r"\r\n|\n|\r", data.decode("utf-8", errors="replace"))
    for finding in report.findings:
        assert finding.file == path
        assert finding.message
        assert 1 <= finding.line <= len(lines)
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1


@given(texts)
def test_any_text_can_be_looked_through_for_what_it_mentions(text: str) -> None:
    assert isinstance(iris_in_text(text, {"kg": "https://w3id.org/irc-kg/id/"}), frozenset)


@given(texts)
def test_any_text_can_be_scanned_for_variables(text: str) -> None:
    query = query_of_text(f"SELECT * {{ {text} }}")
    if query.fault_in_text is not None:
        assert query.parameters == ()
        assert query.form == ""
        return
    found = scan_variables(query.tree)

    assert found.outer <= found.anywhere


@given(st.dates())
def test_every_day_is_a_date_and_says_its_year_and_month(day: date) -> None:
    text = day.isoformat()

    assert is_value(text, XSD + "date")
    assert is_value(text[:7], XSD + "gYearMonth")
    assert is_value(text[:4], XSD + "gYear")
    assert not is_value(text[:7], XSD + "date")
    assert more_fitting(text[:4], XSD + "date") == XSD + "gYear"
    assert more_fitting(text, XSD + "gYear") == XSD + "date"


@given(st.integers())
def test_every_whole_number_is_one_and_a_decimal(number: int) -> None:
    text = str(number)

    assert is_value(text, XSD + "integer")
    assert is_value(text, XSD + "decimal")
    assert is_value(text, XSD + "nonNegativeInteger") == (number >= 0)
    assert is_value(text, XSD + "positiveInteger") == (number > 0)
    assert is_value(text, XSD + "negativeInteger") == (number < 0)
    assert is_value(text, XSD + "nonPositiveInteger") == (number <= 0)
    assert not is_value(text, XSD + "gDay")


@given(st.floats().map(str).map(lambda text: text.replace("inf", "INF").replace("nan", "NaN")))
def test_every_number_that_python_writes_is_a_double(text: str) -> None:
    assert is_value(text, XSD + "double")


@pytest.mark.parametrize(
    ("datatype", "value", "is_one"),
    [
        ("date", "2021-02-29", False),
        ("date", "2020-02-29", True),
        ("date", "2020-02-29Z", True),
        ("date", "2020-02-29+14:30", False),
        ("date", "20-02-2020", False),
        ("date", "-0044-03-15", True),
        ("dateTime", "2020-02-30T00:00:00", False),
        ("dateTime", "2020-02-29T24:00:00", True),
        ("dateTimeStamp", "2020-02-29T00:00:00", False),
        ("dateTimeStamp", "2020-02-29T00:00:00Z", True),
        ("gYear", "22", False),
        ("gYear", "02022", False),
        ("gYear", "12022", True),
        ("gYearMonth", "2022-13", False),
        ("duration", "P1Y2M3DT4H5M6.7S", True),
        ("duration", "P", False),
        ("duration", "P1YT", False),
        ("boolean", "True", False),
        ("decimal", ".5", True),
        ("decimal", "1e5", False),
        ("integer", "٣", False),
        ("anyURI", "a b", False),
        ("hexBinary", "ABC", False),
        ("language", "en-GB", True),
        ("unheardOf", "anything", True),
    ],
)
def test_lexical_forms(datatype: str, value: str, is_one: bool) -> None:
    assert is_value(value, XSD + datatype) is is_one


def test_every_datatype_is_derived_from_a_known_one_and_its_example_is_a_value() -> None:
    for iri, datatype in DATATYPES.items():
        assert all(wide in DATATYPES for wide in wider(iri))
        text = datatype.example.split("^^")[0].split("@")[0].strip('"')
        assert is_value(text, iri), iri


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters='"\\\n\r'), max_size=20))
def test_stray_spaces_are_found_in_no_text_that_is_trimmed_and_printable(text: str) -> None:
    clean = " ".join("".join(character for character in text if character.isprintable()).split())
    source = f'<> <x:p> "{clean}", " {clean}" .'
    context = Context(ProjectFiles(EXAMPLES))
    context.file = read_turtle(Path("a.ttl"), "https://example.org/a", source.encode())

    faults = list(stray_spaces.find(context))

    assert [fault.where for fault in faults] == [Spot(1, source.rindex(f'" {clean}"') + 1)]
