"""What a picture shows, as values: enough to draw it, and to say of every statement where it comes from."""

from __future__ import annotations

import heapq
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING

from irc_kg.errors import IrcKgError, either
from irc_kg.store.datatypes import read_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx as nx

    from irc_kg.store.datatypes import PartialDate

LIGHT_PAGE = "#ffffff"
DARK_PAGE = "#14181d"

# WCAG 2.2, success criterion 1.4.11: the least contrast of a graphical object with what is beside it.
LEAST_CONTRAST = 3.0

# Control characters (all but tab and line feed), lone surrogates and what is no character at all.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_STEPS = 50

_Channels = tuple[float, float, float]


def fit(text: str) -> str:
    """The text with every character that no page or XML file can hold shown as a replacement character."""
    return _UNFIT.sub(_REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n"))


def _is_visible(text: str) -> bool:
    """Whether there is anything to be seen of a text."""
    return any(character.isprintable() and not character.isspace() for character in text)


def plain_date(value: str) -> str:
    """A date as people write it: ``2018-07`` gives ``July 2018``; what is no date stays as it is."""
    known = read_date(value)
    return value if known is None else known.in_words()


def year_of(value: str | None) -> int | None:
    """The year of a date, 0 for the one before the year 1; None where there is no date."""
    known = read_date(value or "")
    return None if known is None else known.year


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours as WCAG defines it: from 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((_luminance(_channels(one)), _luminance(_channels(other))))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, page: str) -> str:
    """The colour, moved towards black or white just as far as it takes to stand out from the page."""
    end = "#000000" if _luminance(_channels(page)) > 0.5 else "#ffffff"  # noqa: PLR2004 - half of the scale
    for step in range(_STEPS + 1):
        mixed = mix(colour, end, step / _STEPS)
        if contrast(mixed, page) >= LEAST_CONTRAST:
            return mixed
    return end


def _channels(colour: str) -> _Channels:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _luminance(channels: _Channels) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(colour: str, end: str, share: float) -> str:
    """A colour on the way to another: itself at 0, the other at 1."""
    pairs = zip(_channels(colour), _channels(end), strict=True)
    return "#" + "".join(f"{round(255 * (one + (other - one) * share)):02x}" for one, other in pairs)


# The shapes of marks, by the names that vis-network has for them, as paths 16 units across.
OUTLINES: Mapping[str, str] = {
    "dot": "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13Z",
    "square": "M2.2 2.2h11.6v11.6H2.2Z",
    "diamond": "M8 .8 15.2 8 8 15.2.8 8Z",
    "triangle": "M8 1.4 15 14H1Z",
    "triangleDown": "M8 14.6 1 2h14Z",
    "star": "m8 .8 2.1 4.9 5.3.5-4 3.5 1.2 5.2L8 12.1l-4.6 2.8 1.2-5.2-4-3.5 5.3-.5Z",
    "hexagon": "M4.2 1.6h7.6L15.6 8l-3.8 6.4H4.2L.4 8Z",
}
SHAPES = tuple(OUTLINES)

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class PictureError(IrcKgError):
    """A picture that cannot be drawn as it is described."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said of a subject: the words between it and the object, the object, and who says so.

    ``citations`` are, here and below, places in sources as text: ``Position statement, Wales, paragraph 3``.
    """

    predicate_label: str
    object_label: str
    object_iri: str | None = None
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """A value of a thing under a name.

    A date as exactly as it is known (``2018``, ``2018-06`` or ``2018-06-01``), what a register calls the
    thing, the address of a page about it, or what happened to it, with the dates of that.
    """

    label: str
    value: str
    citations: tuple[str, ...] = ()


class Standing(StrEnum):
    """How a thing stands on the day as of which a picture is drawn."""

    IN_FORCE = ""  # or nothing is known of its end
    ENDED = "ended"
    ANNOUNCED = "announced"  # it is not there yet
    PAUSED = "paused"


NETWORK, RADIAL, TREE = "network", "radial", "tree"
NO_PART = -1  # of a thing that is of none of the parts of a layout


@dataclass(frozen=True, slots=True)
class LayoutPart:
    """A column, row, ring, lane or panel of a layout: its title, and the classes of the things in it."""

    title: str
    classes: tuple[str, ...] = ()  # IRIs


@dataclass(frozen=True, slots=True)
class Layout:
    """How a picture wants to be laid out: one of ``irc_kg.views.layouts``, and its parts in their order.

    ``about`` are the IRIs of what the picture is about: the middle of a radial one, or the first and the last
    of what ways lead between.
    """

    name: str = NETWORK
    parts: tuple[LayoutPart, ...] = ()
    about: tuple[str, ...] = ()


PLAIN_LAYOUT = Layout()


@dataclass(frozen=True, slots=True)
class Headline:
    """What a picture shows, in one sentence that a query computes, and the IRIs of what it speaks of."""

    sentence: str
    things: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a picture says of itself where it stands alone, in a document or on a slide.

    ``sources`` are the names of the documents that state what it shows, those that state most of it first;
    ``licences`` are those of the graph, and ``credits`` what the licences of the sources ask to be said.
    """

    sources: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()


NO_IMPRINT = Imprint()


@dataclass(frozen=True, slots=True)
class PictureThing:
    """One thing of a picture, and all that is said of it besides its relations to the others.

    ``kind`` is the IRI of a ``LegendEntry`` of the same picture. ``from_date`` and ``to_date`` are when it
    came into force and when it ceased, written like the values of ``dates``; a thing with neither is shown at
    any date. ``citations`` are the places that name it and say of what kind it is; ``events`` are what
    happened to it. Of ``links`` only http and https become links; any other target is shown as text. ``part``
    is the place of its part in the layout. Where it is drawn it is called ``name``, with ``years``, when it
    was there, behind that; in a text it is called ``full_label``, which says of itself how the thing ended.
    """

    iri: str
    curie: str
    label: str
    kind: str
    alt_labels: tuple[str, ...] = ()
    definition: str | None = None
    dates: tuple[Detail, ...] = ()
    identifiers: tuple[Detail, ...] = ()
    statements: tuple[Fact, ...] = ()
    from_date: str | None = None
    to_date: str | None = None
    links: tuple[Detail, ...] = ()
    citations: tuple[str, ...] = ()
    definition_citations: tuple[str, ...] = ()
    events: tuple[Detail, ...] = ()
    part: int = NO_PART
    standing: Standing = Standing.IN_FORCE
    years: str = ""
    display_label: str = ""  # the label with how it had ended, where it had

    @property
    def name(self) -> str:
        """Its label, or its CURIE where there is nothing to be seen of its label."""
        return self.label if _is_visible(self.label) else self.curie

    @property
    def full_label(self) -> str:
        """Its name with what had become of it by the day of the picture."""
        return self.display_label if _is_visible(self.display_label) else self.name


@dataclass(frozen=True, slots=True)
class Relation:
    """A statement between two things of a picture, with its words in both directions."""

    subject: str
    predicate: str
    object: str
    label: str
    inverse_label: str | None = None
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """How a class looks: a colour like ``#005eb8`` and one of ``SHAPES``."""

    iri: str
    label: str
    colour: str
    shape: str
    definition: str | None = None

    def __post_init__(self) -> None:
        if self.shape not in SHAPES:
            raise PictureError(
                f"{self.label} cannot be drawn as {self.shape!r}: its shape can be {either(SHAPES)}."
            )
        if not _COLOUR.fullmatch(self.colour):
            raise PictureError(
                f"{self.colour!r} is no colour for {self.label}: write # and six hexadecimal digits."
            )


@dataclass(frozen=True, slots=True)
class Picture:
    """An answer to one question as things and the relations between them.

    ``summary`` says what is shown, as the beginning of a sentence that goes on with the counts; ``query`` is
    the text of the query; ``not_covered`` are whole sentences, and ``left_out`` is one on what is not drawn.
    """

    question: str
    summary: str
    things: tuple[PictureThing, ...]
    relations: tuple[Relation, ...]
    kinds: tuple[LegendEntry, ...]
    query: str = ""
    as_of: PartialDate | None = None
    not_covered: tuple[str, ...] = ()
    left_out: str = ""
    layout: Layout = PLAIN_LAYOUT
    headline: Headline | None = None
    imprint: Imprint = NO_IMPRINT

    def __post_init__(self) -> None:
        things = [thing.iri for thing in self.things]
        kinds = [kind.iri for kind in self.kinds]
        _refuse("is in the picture twice", _duplicates(things))
        _refuse("is in the picture twice", _duplicates(thing.curie for thing in self.things))
        _refuse("is a kind twice", _duplicates(kinds))
        _refuse("is no kind of the picture", _strangers((thing.kind for thing in self.things), kinds))
        ends = (end for relation in self.relations for end in (relation.subject, relation.object))
        _refuse("is the end of a relation but no thing of the picture", _strangers(ends, things))


def _duplicates(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _strangers(names: Iterable[str], known: Iterable[str]) -> list[str]:
    among = set(known)
    return [name for name in names if name not in among]


def _refuse(fault: str, names: Iterable[str]) -> None:
    for name in names:
        raise PictureError(f"The picture cannot be drawn: <{name}> {fault}.")


def network(picture: Picture) -> nx.MultiDiGraph[str]:
    """The things as nodes named by CURIE, the relations as edges; all values are plain text."""
    import networkx as nx

    kinds = {kind.iri: kind for kind in picture.kinds}
    curies = {thing.iri: fit(thing.curie) for thing in picture.things}
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=fit(picture.question))
    for thing in picture.things:
        values = {
            "label": thing.full_label,
            "kind": kinds[thing.kind].label,
            "standing": thing.standing,
            "iri": thing.iri,
            "definition": thing.definition,
            "from": thing.from_date,
            "to": thing.to_date,
            "source": "; ".join(thing.citations),
        }
        graph.add_node(curies[thing.iri], **_present(values))
    for number, relation in enumerate(picture.relations):
        values = {
            "label": relation.label,
            "predicate": relation.predicate,
            "source": "; ".join(relation.citations),
        }
        ends = curies[relation.subject], curies[relation.object]
        graph.add_edge(*ends, key=f"{fit(relation.predicate)} {number}", **_present(values))
    return graph


def most_connected(graph: nx.MultiDiGraph[str], size: int) -> set[str]:
    """The ``size`` best connected nodes that hang together, grown from the node with most edges."""
    rank = {node: (-degree, order) for order, (node, degree) in enumerate(graph.degree())}
    chosen: set[str] = set()
    for beginning in sorted(rank, key=rank.__getitem__):
        waiting = [(rank[beginning], beginning)]
        while waiting and len(chosen) < size:
            _, node = heapq.heappop(waiting)
            if node in chosen:
                continue
            chosen.add(node)
            beside = {*graph.successors(node), *graph.predecessors(node)} - chosen
            for other in beside:
                heapq.heappush(waiting, (rank[other], other))
        if len(chosen) >= size:
            break
    return chosen


def _present(values: dict[str, str | None]) -> dict[str, str]:
    return {name: fit(value) for name, value in values.items() if value}


def to_graphml(graph: nx.MultiDiGraph[str]) -> str:
    from networkx.readwrite.graphml import GraphMLWriter

    buffer = BytesIO()
    writer = GraphMLWriter(encoding="utf-8", prettyprint=True)
    writer.add_graph_element(graph)
    writer.dump(buffer)
    return buffer.getvalue().decode("utf-8")


def to_gexf(graph: nx.MultiDiGraph[str]) -> str:
    from networkx.readwrite.gexf import GEXFWriter

    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)  # the same picture is the same file on any day
    writer.add_graph(graph)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue().decode("utf-8")


def to_cytoscape(graph: nx.MultiDiGraph[str]) -> str:
    import networkx as nx

    return json.dumps(nx.cytoscape_data(graph), ensure_ascii=False, indent=2) + "\n"
