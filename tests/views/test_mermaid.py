"""Small pictures as Mermaid: read back by a reader of our own, and by Mermaid itself where it is at hand."""

from __future__ import annotations

import html
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from irc_kg.views.lettering import plain_words
from irc_kg.views.mermaid import TooLargeForMermaidError, to_mermaid
from irc_kg.views.picture import (
    Layout,
    LayoutPart,
    LegendEntry,
    Picture,
    PictureThing,
    Relation,
    Standing,
    fit,
)

WICKED = (
    "\"]; click n0 href \"javascript:alert(1)\" %%{init: {'securityLevel': 'loose'}}%% "
    "<script>alert(1)</script> `end` subgraph #quot; style:#x; classDef a:#b; --> n1 "
    "\\ | {{x}} \u202e\ud800\n%% new line\nend"
)
NODE = re.compile(
    r'  n(\d+)(?:\(\[|\[\[|\{\{|\[/|\[\\|\[)"(.*)"(?:\]\)|\]\]|\}\}|\\\]|/\]|\]):::([a-z]+)(\d+)'
)
EDGE = re.compile(r'n(\d+) -->(?:\|"(.*)"\|)? n(\d+)')
OTHERS = re.compile(
    r"flowchart LR|accTitle: [^:;#%{}<>\"`]+|%% [^#%{}<>\"`]+|end|classDef [a-z]+\d+ [\w:#,. -]+"
)
SUBGRAPH = re.compile(r'subgraph p\d+\["(.*)"\]')
ESCAPED = re.compile(r"#(\d+);")


def unescape(text: str) -> str:
    assert not set(ESCAPED.sub("", text)) & set('"#;:<>&`%{}[]|\\*_~$@^=+')
    return ESCAPED.sub(lambda found: chr(int(found[1])), text)


def read(text: str) -> tuple[dict[int, str], list[tuple[int, str, int]], list[str]]:
    """The nodes, edges and subgraphs of a flowchart; whatever else there is has to be known."""
    nodes, edges, subgraphs = {}, [], []
    for line in text.rstrip("\n").split("\n"):
        if found := NODE.fullmatch(line):
            nodes[int(found[1])] = unescape(found[2])
        elif found := EDGE.fullmatch(line):
            edges.append((int(found[1]), unescape(found[2] or ""), int(found[3])))
        elif found := SUBGRAPH.fullmatch(line):
            subgraphs.append(unescape(found[1]))
        else:
            assert OTHERS.fullmatch(line), line
    return nodes, edges, subgraphs


def test_things_and_relations_are_nodes_and_edges(wales: Picture) -> None:
    nodes, edges, _ = read(to_mermaid(wales))
    assert [nodes[n] for n in range(len(nodes))] == [thing.name for thing in wales.things]
    number = {thing.iri: n for n, thing in enumerate(wales.things)}
    assert edges == [(number[one.subject], one.label, number[one.object]) for one in wales.relations]
    assert "%% As of 4 March 2026." in to_mermaid(wales)


def test_parts_are_subgraphs_and_standings_have_a_look(wales: Picture) -> None:
    layout = Layout("columns", (LayoutPart("Bodies: all"), LayoutPart("Nobody"), LayoutPart("Funds")))
    things = [replace(thing, part=(0, 2, -1)[n % 3]) for n, thing in enumerate(wales.things)]
    things[0] = replace(things[0], standing=Standing.ENDED, years="until 2020")
    text = to_mermaid(replace(wales, layout=layout, things=tuple(things)))
    nodes, _, subgraphs = read(text)
    assert subgraphs == ["Bodies: all", "Funds"]
    assert len(nodes) == len(wales.things)
    assert nodes[0] == "Wales until 2020"
    assert text.count("classDef ended0 ") == text.count(":::ended0") == 1


@pytest.mark.parametrize(("size", "relations"), [(41, 0), (40, 201)])
def test_a_large_picture_is_refused_with_what_would_do(large: Picture, size: int, relations: int) -> None:
    things = large.things[:size]
    ring = replace(large.relations[0], subject=things[0].iri, object=things[1].iri)
    with pytest.raises(TooLargeForMermaidError, match=r"at most (40|200)\. Write it as \.svg or \.png"):
        to_mermaid(replace(large, things=things, relations=(ring,) * relations))


@given(st.text(max_size=80))
def test_any_label_is_text(label: str) -> None:
    thing = PictureThing("urn:a", "a", label, "urn:kind")
    relation = Relation("urn:a", "urn:p", "urn:a", label)
    kind = LegendEntry("urn:kind", label, "#0072b2", "dot")
    picture = Picture(label, label, (thing,), (relation,), (kind,), left_out=label)
    nodes, edges, _ = read(to_mermaid(picture))
    assert nodes[0] == plain_words(fit(picture.things[0].name))
    assert edges == [(0, plain_words(fit(label)), 0)]


def wicked(wales: Picture) -> Picture:
    things = tuple(replace(thing, label=f"{WICKED} {n}") for n, thing in enumerate(wales.things))
    return replace(
        wales,
        question=WICKED,
        things=things,
        relations=tuple(replace(relation, label=WICKED) for relation in wales.relations),
        left_out=WICKED,
    )


def test_what_looks_like_mermaid_is_text(wales: Picture) -> None:
    nodes, _, _ = read(to_mermaid(wicked(wales)))
    assert nodes[3] == plain_words(fit(f"{WICKED} 3"))


@pytest.mark.skipif("MERMAID" not in os.environ, reason="MERMAID is not set: the path of mermaid.min.js")
@pytest.mark.parametrize("is_wicked", [False, True])
def test_mermaid_draws_it(wales: Picture, browser: Browser, is_wicked: bool) -> None:
    picture = wicked(wales) if is_wicked else wales
    page = browser.new_page()
    page.set_content("<div id=place></div>")
    page.add_script_tag(path=Path(os.environ["MERMAID"]))
    drawn = page.evaluate(
        """async (text) => {
          mermaid.initialize({ startOnLoad: false });
          const { svg } = await mermaid.render("drawing", text);
          document.getElementById("place").innerHTML = svg;
          const words = (name) => [...document.querySelectorAll(name)].map((one) => one.textContent.trim());
          return { nodes: words(".nodeLabel"), edges: document.querySelectorAll(".flowchart-link").length,
                   links: document.querySelectorAll("#place a, #place script").length };
        }""",
        to_mermaid(picture),
    )
    page.close()
    assert drawn["links"] == 0
    assert drawn["edges"] == len(picture.relations)
    shown = {" ".join(html.unescape(words).split()) for words in drawn["nodes"]}
    assert {plain_words(fit(thing.name)) for thing in picture.things} <= shown
