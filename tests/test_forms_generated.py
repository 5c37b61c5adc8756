"""Forms and tables given what nobody thought of: any text as a label, any bytes as a table."""

from __future__ import annotations

import csv
import io
import re
import shutil
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from triples import triples_in

from irc_kg.editing.adding import add
from irc_kg.editing.forms import clean_text, triples_of
from irc_kg.editing.shapes import Fields
from irc_kg.editing.sheets import TableFile, UnreadableTableError, read_sheet
from irc_kg.editing.tables import TableFaultsError
from irc_kg.editing.things import Naming, kebab
from irc_kg.errors import IrcKgError
from irc_kg.project import Project, open_project
from irc_kg.turtle import parse

LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
LINES = Path("graph/bus-plan-2020/lines.ttl")
NAME = re.compile(r"https://w3id\.org/irc-kg/id/[a-z0-9]+(-[a-z0-9]+)*")
WRITTEN_AS_TURTLE = re.compile(r'".*"(@[A-Za-z]+(-[A-Za-z0-9]+)*|\^\^\S+)', re.DOTALL)
LABELS = st.text() | st.text(alphabet="aÀß健\u0301 -_'\"\\.;:#/@^\n\r\t\x00\u200b\u2028\ufeff=+1½ﬁ")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the miniature project that nothing is written to."""
    root = tmp_path_factory.mktemp("generated") / "project"
    shutil.copytree(Path(__file__).parent / "project", root)
    return open_project(root)


@given(LABELS)
@example("")
@example("-")
@example("\u00bd")
@example("İ")
def test_a_name_is_in_kebab_case_or_empty(label: str) -> None:
    name = kebab(label)
    assert name == "" or re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert len(name) <= 60
    assert kebab(name) == name


@given(label=LABELS)
@example(label="Red line")
@example(label='"x"')
@example(label="\u00a0a\u00a0 b\r\nc")
@example(label="A\u0300")
def test_any_label_gives_a_name_of_its_own_and_is_read_back(town: Project, label: str) -> None:
    assume(clean_text(label) and not WRITTEN_AS_TURTLE.fullmatch(clean_text(label)))
    form = town.form("Bus stop")
    naming = Naming(town.store)
    iri = naming.propose(form, label)
    assert NAME.fullmatch(iri)
    assert not naming.is_known(iri)
    assert naming.new(iri) == iri
    said, faults = Fields(town.store, form).read({"label": [label]})
    assert not faults
    document = add(
        parse("", "https://example.org/"), triples_of(iri, form.kind, said), town.store.prefixes.by_name
    )
    (written,) = [one.object for one in triples_in(document) if one.predicate == LABEL]
    assert written == ox.Literal(" ".join(clean_text(label).split(" ")), language="en")
    if label == " ".join(label.split()) and label.isprintable():
        # An accent that is a letter of its own is written as one with its letter, on purpose.
        assert written == ox.Literal(unicodedata.normalize("NFC", label), language="en")
    assert {str(one.subject) for one in triples_in(document)} == {f"<{iri}>"}


@given(labels=st.lists(LABELS, max_size=8))
def test_new_names_differ_from_one_another(town: Project, labels: list[str]) -> None:
    naming, form = Naming(town.store), town.form("Bus stop")
    taken: set[str] = set()
    for label in labels:
        iri = naming.propose(form, label, taken)
        assert iri not in taken
        assert NAME.fullmatch(iri)
        taken.add(iri)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(label=LABELS)
def test_any_label_makes_a_thing_that_every_check_accepts(town: Project, label: str) -> None:
    assume(clean_text(label) and not WRITTEN_AS_TURTLE.fullmatch(clean_text(label)))
    change = town.new("Bus stop", {"label": label}, to=LINES, paragraphs=[1], dry_run=True)
    assert change.warnings == ()
    assert len(change.additions) == 3
    assert not change.removals


ROWS = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\x00")), min_size=width, max_size=width
        ),
        min_size=2,
        max_size=6,
    )
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_a_table_is_read_as_it_was_written(tmp_path: Path, rows: list[list[str]], encoding: str) -> None:
    said = [row for row in rows if any(cell.strip() for cell in row)]
    assume(len(said) > 1)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter="\t").writerows(rows)
    assume(encoding != "utf-8" or not out.getvalue().startswith("\ufeff"))
    path = tmp_path / "table.tsv"
    path.write_bytes(out.getvalue().encode(encoding))
    sheet = read_sheet(path)
    assert [[cell.text for cell in row] for row in (sheet.headings, *sheet.rows)] == said
    assert [row[0].row for row in (sheet.headings, *sheet.rows)] == [
        number for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row)
    ]


HEADINGS = ["label", "paragraph", "id", "stops at", "has run since", "is also called", "x", ""]
CELLS = st.sampled_from(
    ["Park", "Market", "kg:market", "Red line", "3", "1998", "x;y", "kg:x", "", "\\;", '"']
)


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


TABLES = st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=5).flatmap(
    lambda headings: st.lists(st.lists(CELLS | st.text(), max_size=6), min_size=1, max_size=5).map(
        lambda rows: _csv([headings, *rows])
    )
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=TABLES | st.binary())
def test_any_table_is_taken_or_refused_in_words(town: Project, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    before = (town.files.root / LINES).read_bytes()
    # An edit is never refused as such: what is wrong is told of a cell, or of the table.
    with suppress(TableFaultsError, UnreadableTableError):
        change = town.import_table(TableFile(path), "Bus stop", to=LINES, dry_run=True)
        assert not change.removals
    assert (town.files.root / LINES).read_bytes() == before


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary())
def test_any_bytes_as_a_workbook_are_refused_in_words(town: Project, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "table.xlsx"
    path.write_bytes(data)
    with pytest.raises(IrcKgError):
        town.import_table(TableFile(path), "Bus stop", to=LINES, dry_run=True)
