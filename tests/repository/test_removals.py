"""The witnesses of every row of every question, compared with the slow way to find them.

Each statement of the graph is taken away (`removals`): a row that is gone or another without it must have it
among its witnesses, and each witness of a row must be needed for it, alone or once others that stand in for
it are away. `make reference` does the same without taking any two statements away together.
"""

from __future__ import annotations

import pytest
from questions import QUESTIONS, ROOT, Question
from removals import Asked, Graph

import irc_kg
from irc_kg.project import Project

every_question = pytest.mark.parametrize("question", QUESTIONS, ids=str)


@pytest.fixture(scope="module")
def project() -> Project:
    return irc_kg.open(ROOT)


@pytest.fixture(scope="module")
def graph(project: Project) -> Graph:
    return Graph(project.store.quads(), project.store.prefixes.by_name)


@every_question
def test_the_witnesses_alone_give_each_row(project: Project, graph: Graph, question: Question) -> None:
    asked = Asked(project, graph, question)
    assert asked.rows
    assert asked.rows == set(asked.witnesses)
    for row, alone in asked.alone.items():
        assert row in asked.answer(alone)


@every_question
def test_what_several_files_state_is_a_witness_in_each(
    project: Project, graph: Graph, question: Question
) -> None:
    assert Asked(project, graph, question).files_left_out() == []


@every_question
def test_what_a_row_cannot_do_without_is_a_witness_and_a_witness_is_needed(
    project: Project, graph: Graph, question: Question
) -> None:
    asked = Asked(project, graph, question)
    lost_by_cut = asked.lost_by_cut()
    assert lost_by_cut
    asked.check(lost_by_cut)
