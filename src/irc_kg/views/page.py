"""A picture as one page: an HTML file that needs no network, lets nothing out and no foreign script in."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irc_kg.views.details import details, sentence, start_sentence
from irc_kg.views.layouts import lay_out
from irc_kg.views.layouts.drafts import ends_of
from irc_kg.views.picture import fit
from irc_kg.views.scene import Course, Shape

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup
    from pyvis.network import Network

    from irc_kg.views.gallery import GalleryEntry
    from irc_kg.views.picture import Picture
    from irc_kg.views.scene import PlacedRelation

WEB = Path(__file__).parent / "web"
STYLES = ("page.css", "panels.css", "frame.css", "access.css", "print.css")
SCRIPTS = (  # no script uses another before the page is read whole, but for those named before it
    *(
        "elements.js",
        "data.js",
        "state.js",
        "theme.js",
        "announce.js",
        "ways.js",
        "fragment.js",
        "address.js",
        "clipboard.js",
        "drawers.js",
    ),
    *(
        "marks.js",
        "spots.js",
        "labels.js",
        "canvas.js",
        "camera.js",
        "legend.js",
        "lookup.js",
        "combobox.js",
        "search.js",
        "path.js",
        "panel.js",
        "explore.js",
        "undo.js",
        "finding.js",
        "walk.js",
    ),
    *("time.js", "rows.js", "table.js", "image.js", "keys.js", "paper.js", "main.js"),
)
_Drawn = dict[str, Any]  # a node or an edge, with the names that vis-network has for its values

# Nothing is fetched, and only the scripts and styles that stand in the page are obeyed.
_POLICY = (
    "default-src 'none'",
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
)


_RING_ANGLE = 0.785  # where a relation of a thing to itself stands: up and to the right

# What vis-network is told: still at first, no keys of its own, no smoothing where a straight line will do.
OPTIONS: Mapping[str, Any] = {
    "autoResize": True,
    "physics": {
        "enabled": False,
        "solver": "barnesHut",
        "barnesHut": {
            "gravitationalConstant": -9000,
            "centralGravity": 0.1,
            "springLength": 110,
            "avoidOverlap": 0.4,
        },
        "stabilization": {"enabled": False},
    },
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "hideEdgesOnDrag": False,
        "keyboard": False,
        "multiselect": False,
        "navigationButtons": False,
        "selectConnectedEdges": False,
        "hoverConnectedEdges": False,
        "tooltipDelay": 86_400_000,
    },
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3, "chosen": False},
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.5}},
        "chosen": False,
        "smooth": False,
        "width": 1.2,
        "selectionWidth": 0,
        "hoverWidth": 0,
    },
}


def render(picture: Picture, *, index: str = "", neighbours: Sequence[GalleryEntry] = ()) -> str:
    """The whole page as text; the same picture always gives the same text.

    ``index`` is the file that lists all pictures, ``neighbours`` are others, where they lie in one folder.
    """
    nodes, edges = nodes_and_edges(picture)
    styles, scripts = _read_parts()
    page = templates().get_template("page.html")
    return page.render(
        picture=picture,
        index=index,
        neighbours=neighbours,
        sentence=sentence(picture),
        start_sentence=start_sentence(picture),
        nodes=nodes,
        edges=edges,
        options=json.dumps(OPTIONS),
        details=details(picture),
        styles=styles,
        scripts=scripts,
        policy=_policy(styles, scripts),
    )


def nodes_and_edges(picture: Picture) -> tuple[list[_Drawn], list[_Drawn]]:
    """A picture as vis-network wants it: node ``n`` is its n-th thing, edge ``n`` its n-th relation."""
    scene = lay_out(picture, Shape.LANDSCAPE)
    kinds = {kind.iri: kind for kind in picture.kinds}
    nodes = []
    for n, (thing, placed) in enumerate(zip(picture.things, scene.things, strict=True)):
        kind = kinds[thing.kind]
        nodes.append(
            {
                "color": kind.colour,
                "size": placed.size,
                "x": round(placed.x),
                "y": round(placed.y),
                "id": n,
                "label": fit(thing.label) or fit(thing.curie),
                "shape": kind.shape,
            }
        )
    edges = []
    for n, (ends, relation) in enumerate(zip(ends_of(picture), picture.relations, strict=True)):
        bend = _bend(scene.relations[n])
        edges.append(
            {"id": n, "label": fit(relation.label), **bend, "from": ends[0], "to": ends[1], "arrows": "to"}
        )
    return nodes, edges


def _bend(placed: PlacedRelation) -> _Drawn:
    if placed.course is Course.RING:
        return {"selfReference": {"size": placed.bend, "angle": _RING_ANGLE}}
    if not placed.bend:
        return {}
    kind = "curvedCW" if placed.bend > 0 else "curvedCCW"
    return {"smooth": {"enabled": True, "type": kind, "roundness": abs(placed.bend)}}


def pyvis_network(picture: Picture) -> Network:
    """The drawing as a network of pyvis, for those who want to change it, or to draw it in another way.

    The page itself is written without pyvis, which takes longer to load than the page to make.
    """
    from pyvis.network import Network

    net = Network(directed=True, cdn_resources="in_line", heading=fit(picture.question))
    nodes, edges = nodes_and_edges(picture)
    for node in nodes:
        net.add_node(node.pop("id"), **node)
    net.get_nodes = lambda: net.node_map  # pyvis looks each end of an edge up in a list
    for edge in edges:
        net.add_edge(edge.pop("from"), edge.pop("to"), **edge)
    net.options = {**OPTIONS}
    return net


def templates() -> Environment:
    """The templates of pages, in which whatever is put into text is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(WEB, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(fit=fit, json=_json, script=_script)
    return environment


def _json(value: Any) -> Markup:  # noqa: ANN401 - any JSON value
    return _script(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _script(text: str) -> Markup:
    """JSON text that no HTML parser can mistake for the end of its script element."""
    from markupsafe import Markup

    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - every character that means something to HTML is escaped


@cache
def _read_parts() -> tuple[tuple[Markup, ...], tuple[Markup, ...]]:
    """Every style and script of the page: vis-network's, as pyvis ships it, then the page's own."""
    vis = _pyvis_folder() / "templates/lib/vis-9.1.2"
    styles = [vis / "vis-network.css", *(WEB / name for name in STYLES)]
    scripts = [vis / "vis-network.min.js", *(WEB / name for name in SCRIPTS)]
    return tuple(map(_source, styles)), tuple(map(_source, scripts))


def _pyvis_folder() -> Path:
    """Where pyvis is, without loading it: for its files alone it would load networkx and IPython."""
    spec = find_spec("pyvis")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pyvis", name="pyvis")
    return Path(spec.origin).parent


def _source(path: Path) -> Markup:
    """A style or script with the line ends that a browser will see, and no pointer to another file."""
    from markupsafe import Markup

    text = path.read_text(encoding="utf-8")  # any line end is read as a line feed
    lines = [line for line in text.split("\n") if not line.startswith("//# sourceMappingURL=")]
    return Markup("\n".join(lines))  # noqa: S704 - a file of this package or of pyvis


def _policy(styles: tuple[Markup, ...], scripts: tuple[Markup, ...]) -> str:
    allowed = (
        (kind, " ".join(map(_hash, texts))) for kind, texts in (("script", scripts), ("style", styles))
    )
    return "; ".join([*_POLICY, *(f"{kind}-src {hashes}" for kind, hashes in allowed)])


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
