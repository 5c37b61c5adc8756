"""Answers to named questions, as tests compare them with what was worked out by hand from a document."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox

from irc_kg.project import Project
from irc_kg.provenance import Citation
from irc_kg.queries.tables import Cell, text

# Cells that list several things, in no particular order.
LISTS = {
    "about": ", ",
    "addressFault": ", ",
    "bodies": "; ",
    "date": ", ",
    "by": ", ",
    "kind": ", ",
    "references": ", ",
    "role": "; ",
    "supports": "; ",
}


def cited_answer(project: Project, name: str, **values: str) -> list[dict[str, str]]:
    """The whole answer in the order given: labels by column, and under ``source`` all places, sorted."""
    table = project.query(name, **values)
    found = []
    for row in table:
        shown = dict(zip(table.columns, (in_full(project, cell) for cell in row), strict=True))
        for column in LISTS.keys() & shown.keys():
            shown[column] = LISTS[column].join(sorted(shown[column].split(LISTS[column])))
        found.append({"source": "; ".join(sorted(set(places(row.citations))))} | shown)
    return found


def in_full(project: Project, cell: Cell) -> str:
    """A cell as people read it, without what is said of an end, which depends on the day."""
    return project.store.label(cell.value) if isinstance(cell, ox.NamedNode) else text(cell)


def places(citations: Iterable[Citation]) -> list[str]:
    """Places, each paragraph and each row for itself."""
    found: list[str] = []
    for citation in citations:
        apart = [citation._replace(numbers=(number,)) for number in citation.numbers]
        found += map(str, apart or [citation])
    return found


def answer(project: Project, document: str, name: str, columns: str, **values: str) -> list[list[str]]:
    """The rows that rest on one document, or on nothing: the named columns, and the places in it."""
    rows = []
    for shown in cited_answer(project, name, **values):
        cited = [place for place in shown["source"].split("; ") if place.startswith(f"{document}, ")]
        if cited or not shown["source"]:
            source = "; ".join(place.removeprefix(f"{document}, ") for place in cited)
            rows.append([*(shown[column] for column in columns.split()), source])
    return rows


def rows(text: str) -> list[list[str]]:
    """Rows written one after another, each behind a dash, with bars between the cells."""
    written = [" ".join(row.split()) for row in re.split(r"^\s*- ", text, flags=re.MULTILINE)[1:]]
    return [[cell.strip() for cell in row.split("|")] for row in written]
