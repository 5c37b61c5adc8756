"""Views as Python has them, their files for other tools, and the index of all."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pytest
from running import RunCommand

import irc_kg
from irc_kg.queries.formats import UnknownEndingError


def test_a_view_is_a_network(miniature: Path) -> None:
    graph = irc_kg.open(miniature).view("lines").network()
    assert set(graph.nodes) == {"kg:red-line", "kg:blue-line", "kg:market", "kg:station", "kg:town-buses"}
    assert graph.number_of_edges() == 5
    assert nx.shortest_path(graph.to_undirected(), "kg:market", "kg:blue-line")[1:-1] in (
        [["kg:red-line", "kg:station"], ["kg:red-line", "kg:town-buses"]]
    )


def test_a_notebook_shows_the_page_in_a_frame(miniature: Path) -> None:
    shown = irc_kg.open(miniature).view_around("Red line")._repr_html_()
    assert shown.startswith('<iframe srcdoc="&lt;!doctype html&gt;')
    assert 'title="What lies around Red line?"' in shown


@pytest.mark.parametrize("ending", [".graphml", ".gexf", ".cyjs"])
def test_a_view_is_written_for_other_tools(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"lines{ending}"
    assert irc_kg("view", "lines", "-o", file, "--root", miniature).code == 0
    if ending == ".cyjs":
        size = len(json.loads(file.read_text(encoding="utf-8"))["elements"]["nodes"])
    else:
        read = nx.read_graphml if ending == ".graphml" else nx.read_gexf
        size = len(read(file).nodes)
    assert size == 5


def test_all_views_are_written_with_an_index(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
    (miniature / "queries" / "views" / "of.rq").write_text(
        "#+ summary: What is of {line}? <&>\nCONSTRUCT { ?_line_iri town:stopsAt ?s } "
        "WHERE { ?_line_iri town:stopsAt ?s }\n",
        encoding="utf-8",
    )
    run = irc_kg("view", "--all", "-o", tmp_path / "all", "--root", miniature)
    assert run.out == f"{tmp_path / 'all' / 'index.html'}\n"
    # One page for each of a few lines that the other may be asked of.
    asked = ["Which lines stop where?", "What is of Blue line? <&>", "What is of Red line? <&>"]
    assert [line for line in run.err.splitlines() if " of 3: " in line] == [
        f"{number} of 3: {question}" for number, question in enumerate(asked, 1)
    ]
    index = (tmp_path / "all" / "index.html").read_text(encoding="utf-8")
    assert '<a href="lines.html">' in index
    assert (tmp_path / "all" / "lines.html").is_file()


def test_a_question_is_filled_with_what_is_asked(irc_kg: RunCommand, miniature: Path, tmp_path: Path) -> None:
    query = tmp_path / "of.rq"
    query.write_text(
        "#+ summary: Where does {line} stop?\nCONSTRUCT { ?_line_iri town:stopsAt ?s } "
        "WHERE { ?_line_iri town:stopsAt ?s }\n",
        encoding="utf-8",
    )
    arguments = ["--line", "Red line", "--line", "B2", "-o", tmp_path / "of.html", "--root", miniature]
    assert irc_kg("view", query, *arguments).code == 0
    page = (tmp_path / "of.html").read_text(encoding="utf-8")
    assert "<title>Where does Red line or Blue line stop?</title>" in page


def test_a_file_that_no_picture_has_is_refused_from_python_too(miniature: Path, tmp_path: Path) -> None:
    view = irc_kg.open(miniature).view("lines")
    with pytest.raises(UnknownEndingError, match=r"v\.doc is no name for a picture"):
        view.write(tmp_path / "v.doc")
    assert not (tmp_path / "v.doc").exists()
