"""Each statement of the graph is taken away by itself, for each question: which rows are gone without it?

This takes some twenty minutes of one processor, and so only `make reference` runs it. `tests/repository` has
the same with statements that are taken away together.
"""

from __future__ import annotations

import pytest
from questions import ROOT, WITH_DEFAULTS, Question
from removals import Asked, Graph

import irc_kg
from irc_kg.project import Project


@pytest.fixture(scope="module")
def project() -> Project:
    return irc_kg.open(ROOT)


@pytest.fixture(scope="module")
def graph(project: Project) -> Graph:
    return Graph(project.store.quads(), project.store.prefixes.by_name)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("question", WITH_DEFAULTS, ids=str)
def test_a_statement_without_which_a_row_is_gone_is_a_witness_of_it(
    project: Project, graph: Graph, question: Question
) -> None:
    asked = Asked(project, graph, question)
    lost_by_cut = asked.lost_by_cut(each_alone=True)
    assert lost_by_cut
    asked.check(lost_by_cut)
