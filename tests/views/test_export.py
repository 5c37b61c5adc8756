"""Files for other graph tools, read back as those tools would."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest

from irc_kg.files import FileWriteError
from irc_kg.views.export import GRAPH_FORMATS, UnknownGraphFormatError, write_graph
from irc_kg.views.network import most_connected, network

if TYPE_CHECKING:
    from pathlib import Path

    from irc_kg.views.picture import Picture


def test_the_network_holds_every_thing_and_relation(wales: Picture) -> None:
    graph = network(wales)
    assert graph.number_of_nodes() == len(wales.things)
    assert graph.number_of_edges() == len(wales.relations)
    assert graph.nodes["kg:integrated-care-fund"]["label"] == "Integrated Care Fund"
    assert (
        graph.nodes["kg:integrated-care-fund"]["source"]
        == "Joint position statement 2024, Wales, paragraph 3"
    )
    (funded,) = graph.get_edge_data("kg:integrated-care-fund", "kg:welsh-government").values()
    assert funded["label"] == "is funded by"
    assert funded["source"] == "Joint position statement 2024, Wales, paragraph 3"


def test_two_relations_between_the_same_things_are_two_edges(wales: Picture) -> None:
    between = network(wales).get_edge_data("kg:welsh-government", "kg:wales")
    assert sorted(edge["label"] for edge in between.values()) == ["governs", "is part of"]


def test_the_most_connected_hang_together(large: Picture) -> None:
    graph = network(large)
    chosen = most_connected(graph, 200)
    assert len(chosen) == 200
    assert nx.is_weakly_connected(graph.subgraph(chosen))
    most = max(graph.degree(), key=lambda pair: pair[1])[0]
    assert most in chosen


def test_the_most_connected_of_a_small_graph_are_all(wales: Picture) -> None:
    assert most_connected(network(wales), 1000) == set(network(wales))


@pytest.mark.parametrize("ending", GRAPH_FORMATS)
def test_a_file_is_the_same_each_time(wales: Picture, tmp_path: Path, ending: str) -> None:
    one, other = tmp_path / f"one{ending}", tmp_path / f"other{ending}"
    write_graph(wales, one)
    write_graph(wales, other)
    assert one.read_bytes() == other.read_bytes()


def read_back(path: Path) -> nx.Graph[Any]:
    if path.suffix == ".graphml":
        return nx.read_graphml(path, force_multigraph=True)
    if path.suffix == ".gexf":
        return nx.read_gexf(path)
    return nx.cytoscape_graph(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("ending", GRAPH_FORMATS)
def test_other_tools_read_the_same_graph(wales: Picture, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"wales{ending}"
    write_graph(wales, path)
    graph = read_back(path)
    assert set(graph) == {thing.curie for thing in wales.things}
    assert graph.number_of_edges() == len(wales.relations)
    assert (
        graph.nodes["kg:healthier-wales"]["label"] == "A Healthier Wales: Our Plan for Health and Social Care"
    )


@pytest.mark.parametrize("ending", GRAPH_FORMATS)
def test_hostile_text_stays_text(wales: Picture, tmp_path: Path, ending: str) -> None:
    wicked = "</data>]]>&\x00\ud800 <b>\u202e\U0001f600"
    things = (replace(wales.things[0], label=wicked), *wales.things[1:])
    path = tmp_path / f"wicked{ending}"
    write_graph(replace(wales, things=things), path)
    label = read_back(path).nodes["kg:wales"]["label"]
    assert label == "</data>]]>&\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER} <b>\u202e\U0001f600"


@pytest.mark.parametrize("name", ["wales.dot", "wales", "wales.html"])
def test_an_unknown_ending_is_refused_with_those_that_are_known(
    wales: Picture, tmp_path: Path, name: str
) -> None:
    with pytest.raises(UnknownGraphFormatError) as refused:
        write_graph(wales, tmp_path / name)
    assert all(ending in str(refused.value) for ending in GRAPH_FORMATS)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_said(wales: Picture, tmp_path: Path) -> None:
    with pytest.raises(FileWriteError, match="could not be written"):
        write_graph(wales, tmp_path / "nowhere" / "wales.gexf")
