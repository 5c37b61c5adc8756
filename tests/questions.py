"""The questions of the shipped project, with the values for which they are put to it in tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from irc_kg.queries import load_queries
from irc_kg.store.project_files import ProjectFiles

ROOT = Path(__file__).parent.parent
NATIONS = ("England", "Northern Ireland", "Scotland", "Wales")


class Question(NamedTuple):
    """A named query and what its parameters are given; those left out take their defaults."""

    name: str
    values: Mapping[str, Sequence[str]]

    def __str__(self) -> str:
        given = (value for values in self.values.values() for value in values)
        return ", ".join([self.name, *given])


WITH_DEFAULTS = [Question(query.name, {}) for query in load_queries(ProjectFiles(ROOT))]
WITH_VALUES = [
    Question("bodies", {"kind": ("Charity and company",)}),
    Question("bodies", {"kind": ("Integrated care board",), "as_of": ("2023-01-01",)}),
    Question("can-i-still-apply", {"fund": ("Health and Social Care Regional Integration Fund",)}),
    Question("can-i-still-apply", {"fund": ("Transformation Fund",)}),
    Question("can-i-still-apply", {"fund": ("Integrated Care Fund (Scotland)",)}),
    Question("four-nations-on-topic", {"topic": ("COPD guideline",)}),
    Question("funds", {"nation": ("Wales",)}),
    Question("history-of-body", {"body": ("NHS Frimley Integrated Care Board",)}),
    Question("history-of-body", {"body": ("Northern Ireland Respiratory Forum",)}),
    Question("integrated-care-boards-on-a-date", {"date": ("2022-07-01",)}),
    Question("integration-authorities", {"health_board": ("NHS Fife",)}),
    Question("organisation-identifiers", {"body": ("British Thoracic Society",)}),
    Question("points-about", {"topic": ("Leadership",)}),
    Question("points-about", {"topic": ("Workforce capacity",)}),
    *(Question("policies-in-nation", {"nation": (nation,)}) for nation in NATIONS),
    Question("policies-in-nation", {"nation": ("England", "Wales")}),
    *(Question("statements-about-nation", {"nation": (nation,)}) for nation in NATIONS),
    Question("statements-by-source", {"thing": ("Integrated Care Fund",)}),
    Question("statements-by-source", {"thing": ("Wales",)}),
    Question("successions", {"what": ("Clinical commissioning group",)}),
    Question("topic-in-nation", {"topic": ("Respiratory audit",), "nation": ("Northern Ireland",)}),
    Question("topic-in-nation", {"topic": ("Current overall health plan",), "nation": ("Scotland",)}),
    Question("where-cited", {"number": ("5",)}),
]
QUESTIONS = WITH_DEFAULTS + WITH_VALUES
