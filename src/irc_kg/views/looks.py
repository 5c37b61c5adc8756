"""How classes look where things are drawn: a colour and a shape, as ontology/presentation.ttl says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import pyoxigraph as ox

from irc_kg.store import Store, Term
from irc_kg.store.datatypes import read_integer
from irc_kg.store.names import IRC, RDFS, SKOS
from irc_kg.views.picture import LegendEntry

_COLOUR = IRC + "colour"
_SHAPE = IRC + "shape"
_ORDER = IRC + "legendOrder"
NO_KIND = RDFS + "Resource"
_PLAIN_COLOUR = "#6b6b6b"
_PLAIN_SHAPE = "dot"


@dataclass(eq=False)
class Looks:
    """How the classes of a project look."""

    store: Store

    def of(self, kinds: Iterable[str]) -> tuple[LegendEntry, ...]:
        """The entries of a key for some classes, in its order; each looks as the nearest that has a look."""
        looks = {iri: self._own_looks.get(iri) or self._look_of_class(iri) for iri in kinds}
        return tuple(
            looks[iri] for iri in sorted(looks, key=lambda iri: (self._place(iri), looks[iri].label))
        )

    def _look_of_class(self, iri: str) -> LegendEntry:
        above = self.store.classes_above(iri)
        nearest = next((self._own_looks[kind] for kind in above if kind in self._own_looks), None)
        name = "Other" if iri == NO_KIND else self.store.label(iri)
        own = LegendEntry(iri, name, _PLAIN_COLOUR, _PLAIN_SHAPE)
        return own if nearest is None else replace(own, colour=nearest.colour, shape=nearest.shape)

    def _place(self, iri: str) -> int:
        """Where a class stands in the legend: at its own number, else at that of the class it is drawn as."""
        for kind in self.store.classes_above(iri):
            for text in self.store.texts(kind, _ORDER):
                if (number := read_integer(text)) is not None:
                    return number
        return len(self._own_looks)

    @cached_property
    def _own_looks(self) -> dict[str, LegendEntry]:
        looks = {}
        for quad in self.store.quads(None, ox.NamedNode(_COLOUR)):
            iri = _value(quad.subject)
            shapes = self.store.objects(quad.subject, _SHAPE)
            if shapes:
                definitions = self.store.objects(quad.subject, SKOS + "definition")
                definition = next(map(_value, definitions), None)
                label, colour, shape = self.store.label(iri), _value(quad.object), _value(shapes[0])
                looks[iri] = LegendEntry(iri, label, colour, shape, definition)
        return looks


def _value(term: Term) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value
