"""What the SHACL shapes of the ontology find, in plain English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from irc_kg.checks.places import About, about
from irc_kg.checks.rule import rule
from irc_kg.checks.shape_messages import message_of
from irc_kg.checks.things import Thing, Things, shapes_see_one_step
from irc_kg.checks.validation import UnusableShapesError, Validator, oxigraph_term
from irc_kg.checks.vocabulary import SH, Term
from irc_kg.checks.wording import Wording
from irc_kg.errors import Severity
from irc_kg.store.store import Store

if TYPE_CHECKING:
    import rdflib

_SEVERITIES: dict[Term | None, Severity] = {
    ox.NamedNode(SH + "Warning"): Severity.WARNING,
    ox.NamedNode(SH + "Info"): Severity.NOTE,
}
_BLANK_NODE = re.compile(r"'([0-9a-f]{16,})'")
_MAX_COUNT = ox.NamedNode(SH + "MaxCountConstraintComponent")
_SIGNS_OF_SHAPES = ("property", "path", "targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")
_AT_ONCE = 4000  # things; what they say takes rdflib some 50 MB


class ShapeResult(NamedTuple):
    """One thing that a shape finds."""

    about: About
    message: str
    severity: Severity


@rule("shape")
def shape(store: Store, wording: Wording, conforming: set[int]) -> Iterator[ShapeResult]:
    """A thing is not as a SHACL shape of the ontology wants it; the message is the shape's own.

    Do what the message says. The shapes stand in the ontology.
    """
    # `conforming` has the fingerprints of things that are known to conform, and is brought up to date.
    if next(_shapes(store), None) is None:
        return
    things, validator = Things(store), Validator(store)
    try:
        if shapes_see_one_step(store):
            yield from _thing_by_thing(things, validator, wording, conforming)
        else:
            yield from _results(validator, things.everything(), wording)
    except UnusableShapesError as error:
        yield _unusable(str(error), store)


def _shapes(store: Store) -> Iterator[Term]:
    """What has the marks of a shape."""
    return (quad.subject for name in _SIGNS_OF_SHAPES for quad in store.quads(None, ox.NamedNode(SH + name)))


def _thing_by_thing(
    things: Things, validator: Validator, wording: Wording, conforming: set[int]
) -> Iterator[ShapeResult]:
    """What is found of things that are not known to conform, some at a time, so that memory does not fill."""
    waiting = things.to_validate(conforming)
    faulty: set[Thing] = set()
    for start in range(0, len(waiting), _AT_ONCE):
        focus = things.with_their_nameless(waiting[start : start + _AT_ONCE])
        for result in _results(validator, things.seen_from(focus), wording):
            # Others were not seen whole: what is found of them may not be so.
            subject = result.about.subject
            if subject is not None and subject in focus:
                faulty.add(subject)
                yield result
    conforming.clear()
    conforming.update(things.known_again(faulty))


def _results(validator: Validator, data: Iterable[ox.Quad], wording: Wording) -> Iterator[ShapeResult]:
    yield from _Report(validator.report(data), wording).results()


def _unusable(fault: str, store: Store) -> ShapeResult:
    """The shapes themselves are wrong: said of the one that is named, else of a file with shapes."""
    message = _BLANK_NODE.sub("A shape without a name", fault.splitlines()[0])
    if match := _BLANK_NODE.search(fault):
        place = About(ox.BlankNode(match[1]))
    else:
        place = about(min(_shapes(store), key=lambda shape: (isinstance(shape, ox.BlankNode), str(shape))))
    return ShapeResult(place, f"The shapes cannot be used: {message}", Severity.ERROR)


class _Report:
    """A SHACL validation report."""

    def __init__(self, graph: rdflib.Graph, wording: Wording) -> None:
        self.graph = graph
        self.wording = wording

    def results(self) -> Iterator[ShapeResult]:
        import rdflib

        for report in self.graph.subjects(rdflib.SH.conforms):
            yield from (self._result(result) for result in self.graph.objects(report, rdflib.SH.result))

    def _result(self, result: rdflib.term.Node) -> ShapeResult:
        # A path of several steps is no one statement: then the place is that of the focus node.
        place = about(*(self._value(result, name) for name in ("focusNode", "resultPath", "value")))
        component = self._value(result, "sourceConstraintComponent")
        if component == _MAX_COUNT and place.predicate is not None:
            place = place._replace(is_excess=True)
        messages = self._values(result, "resultMessage")
        shape_of_it = self._value(result, "sourceShape")
        message = message_of(place, shape_of_it, component, messages, self.wording)
        severity = self._value(result, "resultSeverity")
        return ShapeResult(place, message, _SEVERITIES.get(severity, Severity.ERROR))

    def _values(self, result: rdflib.term.Node, name: str) -> list[Term]:
        import rdflib

        return [oxigraph_term(node) for node in self.graph.objects(result, rdflib.SH[name])]

    def _value(self, result: rdflib.term.Node, name: str) -> Term | None:
        return next(iter(self._values(result, name)), None)
