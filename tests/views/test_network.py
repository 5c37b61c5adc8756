"""Files for other graph tools, read back as those tools would."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest

from irc_kg.files import FileWriteError
from irc_kg.queries.formats import UnknownEndingError
from irc_kg.views import PICTURES, write_picture
from irc_kg.views.picture import most_connected, network
from irc_kg.views.pyvis_page import nodes_and_edges

if TYPE_CHECKING:
    from pathlib import Path

    from irc_kg.views.picture import Picture


GRAPH_ENDINGS = [".graphml", ".gexf", ".cyjs"]


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


def test_relations_of_a_thing_to_itself_are_rings_of_their_own(wales: Picture) -> None:
    thing = wales.things[0].iri
    rings = [replace(relation, subject=thing, object=thing) for relation in wales.relations[:3]]
    _, edges = nodes_and_edges(replace(wales, relations=tuple(rings)))
    sizes = [edge.get("selfReference", {}).get("size", 0) for edge in edges]
    assert len(set(sizes)) == 3


def test_the_most_connected_hang_together(large: Picture) -> None:
    graph = network(large)
    chosen = most_connected(graph, 200)
    assert len(chosen) == 200
    assert nx.is_weakly_connected(graph.subgraph(chosen))
    most = max(graph.degree(), key=lambda pair: pair[1])[0]
    assert most in chosen


def test_the_most_connected_of_a_small_graph_are_all(wales: Picture) -> None:
    assert most_connected(network(wales), 1000) == set(network(wales))


def ring(*names: str) -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(names)
    graph.add_edges_from(zip(names, [*names[1:], names[0]], strict=True))
    return graph


@pytest.mark.parametrize(("size", "chosen"), [(1, "c"), (2, "cx"), (3, "cxa"), (4, "cxaz"), (5, "cxazb")])
def test_of_the_equally_connected_the_first_of_the_picture_is_chosen(size: int, chosen: str) -> None:
    """A ring, where every one has as many relations as any other: only the order in the picture decides."""
    assert most_connected(ring(*"cxazb"), size) == set(chosen)


def test_what_hangs_together_with_the_best_connected_goes_first() -> None:
    graph = ring(*"abc")
    graph.update(ring(*"pqrstu"))
    graph.add_edges_from([("s", "q"), ("t", "q"), ("q", "u")])
    assert most_connected(graph, 3) == {"q", "s", "t"}
    assert most_connected(graph, 7) == {*"pqrstu", "a"}
    graph.add_edges_from([("a", "b"), ("a", "c"), ("b", "a"), ("c", "a")])
    assert most_connected(graph, 2) == {"a", "b"}


@pytest.mark.parametrize("ending", GRAPH_ENDINGS)
def test_a_file_is_the_same_each_time(wales: Picture, tmp_path: Path, ending: str) -> None:
    one, other = tmp_path / f"one{ending}", tmp_path / f"other{ending}"
    write_picture(wales, one)
    write_picture(wales, other)
    assert one.read_bytes() == other.read_bytes()


def read_back(path: Path) -> nx.Graph[Any]:
    if path.suffix == ".graphml":
        return nx.read_graphml(path, force_multigraph=True)
    if path.suffix == ".gexf":
        return nx.read_gexf(path)
    return nx.cytoscape_graph(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("ending", GRAPH_ENDINGS)
def test_other_tools_read_the_same_graph(wales: Picture, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"wales{ending}"
    write_picture(wales, path)
    graph = read_back(path)
    assert set(graph) == {thing.curie for thing in wales.things}
    assert graph.number_of_edges() == len(wales.relations)
    assert (
        graph.nodes["kg:healthier-wales"]["label"] == "A Healthier Wales: Our Plan for Health and Social Care"
    )


@pytest.mark.parametrize("ending", GRAPH_ENDINGS)
def test_hostile_text_stays_text(wales: Picture, tmp_path: Path, ending: str) -> None:
    wicked = "</data>]]>&\x00\ud800 <b>\u202e\U0001f600"
    things = (replace(wales.things[0], label=wicked), *wales.things[1:])
    path = tmp_path / f"wicked{ending}"
    write_picture(replace(wales, things=things), path)
    label = read_back(path).nodes["kg:wales"]["label"]
    assert label == "</data>]]>&\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER} <b>\u202e\U0001f600"


@pytest.mark.parametrize("name", ["wales.dot", "wales.bmp", "wales.html.gz"])
def test_an_unknown_ending_is_refused_with_those_that_are_known(
    wales: Picture, tmp_path: Path, name: str
) -> None:
    with pytest.raises(UnknownEndingError) as refused:
        write_picture(wales, tmp_path / name)
    assert all(ending in str(refused.value) for ending in PICTURES.endings)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_said(wales: Picture, tmp_path: Path) -> None:
    with pytest.raises(FileWriteError, match="There is no folder"):
        write_picture(wales, tmp_path / "nowhere" / "wales.gexf")
