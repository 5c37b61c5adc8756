"""Answers to named questions, as tests compare them with what was worked out by hand from a document."""

from __future__ import annotations

import re

from irc_kg.project import Project

# Cells that list several things, in no particular order.
LISTS = {"about": ", ", "references": ", ", "supports": "; ", "source": "; "}


def answer(project: Project, document: str, name: str, columns: str, **values: str) -> list[list[str]]:
    """The rows that rest on one document, or on nothing: the named columns, and the places in it."""
    table = project.query(name, **values)
    rows = []
    for row in table:
        shown = dict(zip(table.columns, map(table.shown, row), strict=True))
        for column in LISTS.keys() & shown.keys():
            shown[column] = LISTS[column].join(sorted(shown[column].split(LISTS[column])))
        places = [place for place in shown["source"].split("; ") if place.startswith(f"{document}, ")]
        if places or not shown["source"]:
            source = "; ".join(place.removeprefix(f"{document}, ") for place in places)
            rows.append([*(shown[column] for column in columns.split()), source])
    return rows


def rows(text: str) -> list[list[str]]:
    """Rows written one after another, each behind a dash, with bars between the cells."""
    written = [" ".join(row.split()) for row in re.split(r"^\s*- ", text, flags=re.MULTILINE)[1:]]
    return [[cell.strip() for cell in row.split("|")] for row in written]
