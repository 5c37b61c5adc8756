"""The SHACL shapes of an ontology: how they lead to each other, and what of them cannot be used.

A statement of a shape that is not SHACL is told and left out, and the rest is used. Where leaving it out
would let more things be faulty rather than fewer (below sh:not, and wherever shapes are counted), what leads
to it is left out with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

from irc_kg.checks.shacl import TAKES, ShaclStatements, python_pattern
from irc_kg.checks.vocabulary import SH
from irc_kg.errors import Severity
from irc_kg.queries.sparql import InvalidQueryError, QueryTree, read, without_escapes
from irc_kg.store import Term
from irc_kg.store.names import RDF

# What leads from a shape to another, and to those of a list; and of both, what says that some are not to fit.
_TO_SHAPES = ("property", "node", "not", "qualifiedValueShape", "sparql")
_TO_LISTS = ("and", "or", "xone")
_COUNTING = {"not", "xone", "qualifiedValueShape"}
_CONDITIONAL = {*_COUNTING, "or"}
# What lets a shape see more than one step, or find its focus nodes otherwise than by what they say.
_FAR_SIGHTED = ("sparql", "select", "ask", "target", "targetNode", "targetObjectsOf", "expression")
# The texts of queries in shapes, and what is asked in the place of one that is refused: it finds no fault.
_QUERIES = {
    "select": "SELECT $this WHERE { } LIMIT 0",
    "ask": "ASK { }",
    "construct": "CONSTRUCT { } WHERE { }",
}
_VALIDATORS = {"validator": "ask", "nodeValidator": "select", "propertyValidator": "select"}
_ONLY_ONE = (
    *("path", "minCount", "maxCount", "minLength", "maxLength", "datatype", "nodeKind", "in", "languageIn"),
    *("closed", "deactivated", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount", "flags"),
)
# What asks for nothing without the others, and is left out with them.
_TOGETHER = (
    ("qualifiedValueShape", "qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint"),
    ("pattern", "flags"),
    ("closed", "ignoredProperties"),
)
# What is asked in ways that nothing here can do.
_NOT_DONE = {
    "rule": "nothing is inferred: what this rule would state is not there",
    "js": "no JavaScript is run: what this asks for is not looked for",
    "values": "nothing is inferred: these values are not there",
    "entailment": "nothing is inferred: shapes see what the files state",
    **dict.fromkeys(
        (
            *("reifierShape", "reificationRequired", "memberShape", "minListLength", "maxListLength"),
            *("uniqueMembers", "singleLine", "someValue", "subsetOf", "rootClass", "targetWhere", "shape"),
            *("nodeByExpression", "uniqueValuesForClass"),
        ),
        "this is not known yet: what it asks for is not looked for",
    ),
}
_NO_SCRIPTS = "no JavaScript is run"
_NOT_DONE_KINDS = dict.fromkeys(("JSFunction", "JSTargetType"), _NO_SCRIPTS)
_TYPE = ox.NamedNode(RDF + "type")
_COMPONENT = ox.NamedNode(SH + "ConstraintComponent")


class ShapeFault(NamedTuple):
    """A statement of a shape that is not used, and why, as a sentence."""

    statement: ox.Quad
    message: str
    severity: Severity = Severity.ERROR


@dataclass(eq=False)
class Shapes(ShaclStatements):
    """The shapes of an ontology, and what of them can be used."""

    _below: dict[Term, frozenset[Term]] = field(default_factory=dict, init=False)

    @property
    def beyond_core(self) -> Sequence[Term]:
        """What asks for that which pySHACL does only when it is told to."""
        quads = [quad for name in ("target", "expression") for quad in self.store.quads(None, SH + name)]
        for kind in ("SPARQLFunction", "SHACLFunction"):
            quads += self.store.quads(None, _TYPE, SH + kind)
        return [quad.subject for quad in reversed(quads)]

    @property
    def all(self) -> Sequence[Term]:
        """Whatever something is said of in the words of SHACL, or of lists."""
        return tuple(self._by_subject)

    # How they lead to each other

    def references(self, shape: Term) -> Iterator[tuple[ox.Quad, list[Term]]]:
        """The statements of a shape that lead to others, each with those."""
        for word, quads in self._by_subject.get(shape, {}).items():
            for quad in quads:
                if word in _TO_SHAPES:
                    yield quad, [quad.object]
                elif word in _TO_LISTS:
                    yield quad, self.members(quad.object) or []

    def below(self, shape: Term) -> frozenset[Term]:
        """The shapes that one leads to, over any number of others; itself among them if it leads back."""
        if shape not in self._below:
            found: set[Term] = set()
            ahead = [shape]
            while ahead:
                for _statement, others in self.references(ahead.pop()):
                    new = [one for one in others if one not in found]
                    found.update(new)
                    ahead += new
            self._below[shape] = frozenset(found)
        return self._below[shape]

    @cached_property
    def recursive(self) -> frozenset[Term]:
        """The shapes that lead back to themselves."""
        return frozenset(shape for shape in self._by_subject if shape in self.below(shape))

    def see_one_step(self) -> bool:
        """Whether no shape sees more of a thing than what it says and the classes of what it mentions."""
        if any(self.store.states(None, SH + word) for word in _FAR_SIGHTED):
            return False
        paths = [quad.object for said in self._by_subject.values() for quad in said.get("path", ())]
        return all(isinstance(path, ox.NamedNode) for path in paths) and not self._lead_further()

    def _lead_further(self) -> bool:
        """Whether a shape with a path leads to another with one, so that two steps are seen."""
        # Each shape with a path, and how many properties lie between its focus node and that of the shape it
        # is part of. Shapes without one add no step.
        ahead: list[tuple[Term, int]] = [(one, 0) for one, said in self._by_subject.items() if "path" in said]
        seen = set(ahead)
        while ahead:
            shape, above = ahead.pop()
            steps = above + ("path" in self.words_of(shape))
            if steps > 1:
                return True
            for _statement, others in self.references(shape):
                new = {(one, steps) for one in others} - seen
                seen |= new
                ahead += new
        return False

    # What of them cannot be used

    @cached_property
    def faults(self) -> Sequence[ShapeFault]:
        """What cannot be used, each once."""
        found: dict[ox.Quad, ShapeFault] = {}
        for fault in (*self._faults_of_statements(), *self._faults_of_nodes(), *self._faults_of_circles()):
            found.setdefault(fault.statement, fault)
        return tuple(found.values())

    def _faults_of_statements(self) -> Iterator[ShapeFault]:
        for said in self._by_subject.values():
            for word, quads in said.items():
                if word == "type":
                    yield from self._faults_of_types(quads)
                elif word in _NOT_DONE:
                    message = f"sh:{word} is not done: {_NOT_DONE[word]}."
                    yield from (ShapeFault(quad, message, Severity.WARNING) for quad in quads)
                elif word in TAKES or word in _QUERIES:
                    yield from (_fault(quad, reason) for quad in quads if (reason := self._why_not(quad)))

    def _faults_of_types(self, quads: Sequence[ox.Quad]) -> Iterator[ShapeFault]:
        for quad in quads:
            kind = quad.object.value.removeprefix(SH) if isinstance(quad.object, ox.NamedNode) else ""
            if kind in _NOT_DONE_KINDS and quad.object == ox.NamedNode(SH + kind):
                yield ShapeFault(quad, f"sh:{kind} is not done: {_NOT_DONE_KINDS[kind]}.", Severity.WARNING)

    def _why_not(self, quad: ox.Quad) -> str:
        """Why a statement cannot be used; empty when it can."""
        word = quad.predicate.value.removeprefix(SH)
        if word in _QUERIES:
            return self._why_not_run(quad)
        takes = TAKES[word]
        reason = takes.why_not(self, quad.object)
        if not reason:
            return ""
        return f"sh:{word} takes {takes.words}, and {reason}. What it asks is not looked for."

    def _faults_of_nodes(self) -> Iterator[ShapeFault]:
        """What is said too often of one node, or not with what it needs."""
        for node, said in self._by_subject.items():
            yield from self._faults_of_numbers(said)
            yield from self._faults_of_counts(said)
            yield from self._faults_of_closing(said)
            yield from self._faults_of_kinds(said)
            if _COMPONENT in self.objects(node, "type") or any(word in said for word in _VALIDATORS):
                yield from self._faults_of_component(node, said)

    def _faults_of_numbers(self, said: dict[str, list[ox.Quad]]) -> Iterator[ShapeFault]:
        for word in _ONLY_ONE:
            quads = {quad.object: quad for quad in said.get(word, ())}
            if len(quads) > 1:
                message = f"A shape has one sh:{word}, and this one has {len(quads)}: none of them is used."
                yield from (ShapeFault(quad, message) for quad in quads.values())

    def _faults_of_counts(self, said: dict[str, list[ox.Quad]]) -> Iterator[ShapeFault]:
        counts = [*said.get("qualifiedMinCount", ()), *said.get("qualifiedMaxCount", ())]
        shapes = said.get("qualifiedValueShape", ())
        if shapes and not counts:
            message = "sh:qualifiedValueShape asks for nothing without a sh:qualifiedMinCount or -MaxCount."
            yield ShapeFault(shapes[0], message)
        if counts and not shapes:
            word = counts[0].predicate.value.removeprefix(SH)
            yield ShapeFault(counts[0], f"sh:{word} asks for nothing without sh:qualifiedValueShape.")

    def _faults_of_closing(self, said: dict[str, list[ox.Quad]]) -> Iterator[ShapeFault]:
        if "closed" not in said:
            message = "sh:ignoredProperties says nothing without sh:closed."
            yield from (ShapeFault(quad, message) for quad in said.get("ignoredProperties", ()))

    def _faults_of_kinds(self, said: dict[str, list[ox.Quad]]) -> Iterator[ShapeFault]:
        """What a shape is said to be, and is not by its path."""
        for quad in said.get("type", ()):
            if quad.object == ox.NamedNode(SH + "NodeShape") and "path" in said:
                yield ShapeFault(quad, "A sh:NodeShape has no sh:path: this is taken for a sh:PropertyShape.")
            elif quad.object == ox.NamedNode(SH + "PropertyShape") and "path" not in said:
                yield ShapeFault(
                    quad, "A sh:PropertyShape needs a sh:path: this is taken for a sh:NodeShape."
                )

    def _faults_of_component(self, node: Term, said: dict[str, list[ox.Quad]]) -> Iterator[ShapeFault]:
        """Why a constraint component of one's own cannot be used."""
        if isinstance(node, ox.NamedNode) and node.value.startswith(SH):
            return  # SHACL's own, as some ontologies bring them
        declaration = next(iter(said.get("type", ())), None)
        reason = self._why_no_component(said)
        if declaration is not None and reason:
            yield _fault(declaration, f"This constraint component is not used: {reason}.")

    def _why_no_component(self, said: dict[str, list[ox.Quad]]) -> str:
        parameters = [quad.object for quad in said.get("parameter", ())]
        if not parameters or not all(map(self._has_one_property, parameters)):
            return "it needs a sh:parameter, each with one property as its sh:path"
        if all(map(self._is_optional, parameters)):
            return "one sh:parameter must not be sh:optional"
        validators = [(word, quad.object) for word in _VALIDATORS for quad in said.get(word, ())]
        if not validators:
            return "it has no sh:validator, sh:nodeValidator or sh:propertyValidator"
        return next(filter(None, (self._why_no_validator(*one) for one in validators)), "")

    def _has_one_property(self, parameter: Term) -> bool:
        paths = self.objects(parameter, "path")
        return len(paths) == 1 and isinstance(paths[0], ox.NamedNode)

    def _why_no_validator(self, word: str, validator: Term) -> str:
        if self.statements_of(validator, "jsFunctionName"):
            return _NO_SCRIPTS
        texts = self.objects(validator, _VALIDATORS[word])
        if len(texts) == 1 and isinstance(texts[0], ox.Literal):
            return ""
        return f"its sh:{word} needs one text as sh:{_VALIDATORS[word]}"

    def _is_optional(self, parameter: Term) -> bool:
        optional = self.objects(parameter, "optional")
        return any(isinstance(one, ox.Literal) and one.value in {"true", "1"} for one in optional)

    def _faults_of_circles(self) -> Iterator[ShapeFault]:
        """Shapes that lead back to themselves in other ways than by what all must fit."""
        for shape in self.recursive:
            for quad, others in self.references(shape):
                word = quad.predicate.value.removeprefix(SH)
                if word in _CONDITIONAL and any(shape in self.below(one) or shape == one for one in others):
                    message = f"sh:{word} leads back to its own shape, which has no meaning: it is not used."
                    yield ShapeFault(quad, message, Severity.WARNING)

    def _why_not_run(self, quad: ox.Quad) -> str:
        """Why the text of a query is not given to pySHACL."""
        if not isinstance(quad.object, ox.Literal):
            return "The query of a shape is a text."
        try:
            text = without_escapes(quad.object.value)
            reason = _why_refused(read(text, self._prefixes, strict=False))
        except InvalidQueryError as error:
            reason = f"cannot be read (line {error.line}, column {error.column}: {error.reason})"
        return f"This query of a shape {reason}, so it is not run." if reason else ""

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        """What ``sh:declare`` declares anywhere, which pySHACL puts before the texts."""
        declarations = [quad.object for said in self._by_subject.values() for quad in said.get("declare", ())]
        return {
            self.store.text(one, SH + "prefix"): self.store.text(one, SH + "namespace")
            for one in declarations
            if isinstance(one, ox.NamedNode | ox.BlankNode)
        }

    # What is left

    @cached_property
    def as_stated(self) -> Sequence[ox.Quad]:
        """What the ontology states, right or wrong, as pySHACL takes it."""
        return [self._for_pyshacl(quad) for quad in self.statements]

    @cached_property
    def usable(self) -> Sequence[ox.Quad]:
        """The same without what cannot be used."""
        left_out, broken = self._find_unusable()
        found = []
        for quad in self.statements:
            if quad in left_out and (word := quad.predicate.value.removeprefix(SH)) in _QUERIES:
                found.append(_with_object(quad, _QUERIES[word]))
            elif quad not in left_out and quad.subject not in broken:
                found.append(self._for_pyshacl(quad))
        return [*found, *self._declarations]

    def _for_pyshacl(self, quad: ox.Quad) -> ox.Quad:
        """A statement as pySHACL takes it: patterns as Python reads them."""
        if quad.predicate.value == SH + "uniqueLang" and isinstance(quad.object, ox.Literal):
            # SHACL wants it written ``true``; to pySHACL, 1 is the same.
            is_true = self.store.as_written(quad.object, quad.subject, quad.predicate).value == "true"
            return ox.Quad(quad.subject, quad.predicate, ox.Literal(is_true), quad.graph_name)
        if quad.predicate.value != SH + "pattern" or not isinstance(quad.object, ox.Literal):
            return quad
        flags = self.store.text(quad.subject, SH + "flags")
        return _with_object(quad, python_pattern(quad.object.value, flags))

    @cached_property
    def _declarations(self) -> Sequence[ox.Quad]:
        """All prefixes that are declared anywhere, said of whatever names some, as queries here are read."""
        declared = [quad for said in self._by_subject.values() for quad in said.get("declare", ())]
        users = {quad.object for said in self._by_subject.values() for quad in said.get("prefixes", ())}
        return [
            ox.Quad(user, quad.predicate, quad.object, quad.graph_name)
            for user in users
            if isinstance(user, ox.NamedNode | ox.BlankNode)
            for quad in declared
            if not self._why_not(quad)
        ]

    def _find_unusable(self) -> tuple[set[ox.Quad], set[Term]]:
        """The statements that are not used, and the properties without a path."""
        left_out = {fault.statement for fault in self.faults}
        broken: set[Term] = {quad.subject for quad in left_out if quad.predicate.value == SH + "path"}
        spoilt: set[Term] = {quad.subject for quad in left_out}
        new = list(left_out)
        while new:
            new = [quad for quad in self._leading_to(broken, spoilt) if quad not in left_out]
            left_out.update(new)
            spoilt.update(quad.subject for quad in new)
        for quad in list(left_out):
            left_out.update(self._with_companions(quad))
        return left_out, broken

    def _leading_to(self, broken: set[Term], spoilt: set[Term]) -> Iterator[ox.Quad]:
        """What leads to broken shapes, and what counts shapes of which one is spoilt."""
        for shape in self._by_subject:
            for quad, others in self.references(shape):
                counts = quad.predicate.value.removeprefix(SH) in _COUNTING
                below = {*others, *(one for other in others for one in self.below(other))}
                if not broken.isdisjoint(others) or (counts and not spoilt.isdisjoint(below)):
                    yield quad

    def _with_companions(self, quad: ox.Quad) -> Iterator[ox.Quad]:
        for words in _TOGETHER:
            if quad.predicate.value.removeprefix(SH) in words:
                for word in words:
                    yield from self.statements_of(quad.subject, word)
        if quad.predicate.value == SH + "property":  # of which a closed shape would not know any more
            yield from self.statements_of(quad.subject, "closed")
            yield from self.statements_of(quad.subject, "ignoredProperties")


def _fault(statement: ox.Quad, message: str) -> ShapeFault:
    """What is left out because it is wrong, or because it asks for what cannot be done here."""
    return ShapeFault(statement, message, Severity.WARNING if _NO_SCRIPTS in message else Severity.ERROR)


def _with_object(quad: ox.Quad, text: str) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, ox.Literal(text), quad.graph_name)


def _why_refused(tree: QueryTree) -> str:
    """Why a query that can be read is not given to pySHACL; empty when it is."""
    if tree.form == "UPDATE":
        return "is an update"
    if tree.has_service:
        return "asks another server (SERVICE)"
    # rdflib would load them, from the network or the disk.
    return "names the graphs to ask (FROM), and may only ask the one that is checked" if tree.datasets else ""
