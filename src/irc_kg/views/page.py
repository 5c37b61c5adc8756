"""A picture as one page: an HTML file that needs no network, lets nothing out and no foreign script in."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irc_kg.views.details import details, sentence, start_sentence
from irc_kg.views.layout import positions
from irc_kg.views.picture import fit

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup
    from pyvis.network import Network

    from irc_kg.views.picture import Picture

WEB = Path(__file__).parent / "web"
STYLES = ("page.css", "panels.css", "print.css")
SCRIPTS = (  # no script uses another before the page is read whole, but for those named before it
    *("elements.js", "data.js", "state.js", "theme.js", "announce.js", "address.js", "clipboard.js"),
    *(
        "marks.js",
        "spots.js",
        "labels.js",
        "canvas.js",
        "camera.js",
        "legend.js",
        "combobox.js",
        "search.js",
        "path.js",
        "panel.js",
        "explore.js",
    ),
    *("time.js", "rows.js", "table.js", "image.js", "keys.js", "sheet.js", "main.js"),
)
_Drawn = dict[str, Any]  # a node or an edge, with the names that vis-network has for its values

# Nothing is fetched, and only the scripts and styles that stand in the page are obeyed.
_POLICY = (
    "default-src 'none'",
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
)


# The radius of a thing with the fewest and with the most relations, in canvas units.
SMALLEST, LARGEST = 10.0, 24.0
_RING = 24  # how wide the second relation of a thing to itself is drawn, and half of it for each further one
_RING_ANGLE = 0.785  # where it stands on the thing: up and to the right, as the first
_BEND = 0.16  # how far each further relation between the same two things bends away

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


def render(picture: Picture) -> str:
    """The whole page as text; the same picture always gives the same text."""
    nodes, edges = nodes_and_edges(picture)
    styles, scripts = _read_parts()
    page = templates().get_template("page.html")
    return page.render(
        picture=picture,
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
    number = {thing.iri: n for n, thing in enumerate(picture.things)}
    ends = [(number[relation.subject], number[relation.object]) for relation in picture.relations]
    kinds = {kind.iri: kind for kind in picture.kinds}
    sizes = _sizes(len(picture.things), ends)
    places = positions(len(picture.things), ends)
    nodes = []
    for n, (thing, (x, y)) in enumerate(zip(picture.things, places, strict=True)):
        kind = kinds[thing.kind]
        label = fit(thing.label) or fit(thing.curie)
        nodes.append(
            {
                "color": kind.colour,
                "size": sizes[n],
                "x": x,
                "y": y,
                "id": n,
                "label": label,
                "shape": kind.shape,
            }
        )
    edges = []
    for n, (relation, bend) in enumerate(zip(picture.relations, _bends(ends), strict=True)):
        one, other = ends[n]
        edges.append(
            {"id": n, "label": fit(relation.label), **bend, "from": one, "to": other, "arrows": "to"}
        )
    return nodes, edges


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


def _sizes(size: int, ends: list[tuple[int, int]]) -> list[float]:
    degrees = Counter(end for pair in ends for end in pair)
    most = max(degrees.values(), default=1)
    return [round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(degrees[n] / most), 1) for n in range(size)]


def _bends(ends: list[tuple[int, int]]) -> list[dict[str, Any]]:
    """How each relation bends, so that several between the same two things can be told apart."""
    seen: Counter[tuple[int, int]] = Counter()
    bends: list[dict[str, Any]] = []
    for one, other in ends:
        pair = min(one, other), max(one, other)
        nth = seen[pair]
        seen[pair] += 1
        if nth == 0:
            bends.append({})
            continue
        if one == other:  # rings, each around the one before
            bends.append({"selfReference": {"size": _RING + _RING * nth // 2, "angle": _RING_ANGLE}})
            continue
        clockwise = (nth % 2 == 1) == (one < other)
        kind = "curvedCW" if clockwise else "curvedCCW"
        bends.append(
            {"smooth": {"enabled": True, "type": kind, "roundness": round(_BEND * ((nth + 1) // 2), 2)}}
        )
    return bends


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
