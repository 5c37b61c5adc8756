"""What a picture shows, as values: enough to draw it, and to say of every statement where it comes from."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from irc_kg.errors import IrcKgError, either

if TYPE_CHECKING:
    from collections.abc import Iterable

    from irc_kg.store.dates import PartialDate

# The shapes that vis-network draws beside their label, so that every thing of a picture keeps one size.
SHAPES = ("dot", "square", "diamond", "triangle", "triangleDown", "star", "hexagon")

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


@dataclass(frozen=True, slots=True)
class PictureThing:
    """One thing of a picture, and all that is said of it besides its relations to the others.

    ``kind`` is the IRI of a ``LegendEntry`` of the same picture. ``from_date`` and ``to_date`` are when it
    came into force and when it ceased, written like the values of ``dates``; a thing with neither is shown at
    any date. ``citations`` are the places that name it and say of what kind it is; ``events`` are what
    happened to it. Of ``links`` only http and https become links; any other target is shown as text.
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
    the text of the query; ``not_covered`` are whole sentences.
    """

    question: str
    summary: str
    things: tuple[PictureThing, ...]
    relations: tuple[Relation, ...]
    kinds: tuple[LegendEntry, ...]
    query: str = ""
    as_of: PartialDate | None = None
    not_covered: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        things = {thing.iri for thing in self.things}
        kinds = {kind.iri for kind in self.kinds}
        _refuse("is in the picture twice", _duplicates(thing.iri for thing in self.things))
        _refuse("is in the picture twice", _duplicates(thing.curie for thing in self.things))
        _refuse("is a kind twice", _duplicates(kind.iri for kind in self.kinds))
        _refuse("is no kind of the picture", (thing.kind for thing in self.things if thing.kind not in kinds))
        ends = (end for relation in self.relations for end in (relation.subject, relation.object))
        _refuse(
            "is the end of a relation but no thing of the picture", (end for end in ends if end not in things)
        )


def _duplicates(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _refuse(fault: str, names: Iterable[str]) -> None:
    for name in names:
        raise PictureError(f"The picture cannot be drawn: <{name}> {fault}.")
