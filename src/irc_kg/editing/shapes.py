"""SHACL shapes read as forms: the only place that says what is asked of a thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import inf

import pyoxigraph as ox

from irc_kg.editing.form import LABEL, Field, Form, Limit, ordered
from irc_kg.editing.words import Words
from irc_kg.errors import IrcKgError
from irc_kg.provenance.citations import EVIDENCE_GRAPH, PARAGRAPH
from irc_kg.store.store import Store, Term
from irc_kg.store.vocabularies import OWL, RDF, RDFS, SKOS, XSD

SH = "http://www.w3.org/ns/shacl#"
_TYPE = ox.NamedNode(RDF + "type")
_LIMITS = (
    "pattern",
    "minLength",
    "maxLength",
    "minInclusive",
    "maxInclusive",
    "minExclusive",
    "maxExclusive",
)
_THINGS = {SH + "IRI", SH + "BlankNodeOrIRI"}


class FileClassError(IrcKgError):
    """A class of files, where one of things is wanted."""

    def __init__(self, label: str) -> None:
        super().__init__(f"{label!r} is what files of the graph are; `irc-kg new source` begins one.")


def form_of(store: Store, class_name: str) -> Form:
    """The form for a class, given by its label, CURIE or IRI.

    It asks what the shapes of the class and of the classes above it ask. A class without a shape has a form
    that asks for a name and a place only.
    """
    kind = Words(store).object(_TYPE, class_name)
    return _Shapes(store).form(kind.value)


def thing_form(store: Store, class_name: str) -> Form:
    """The form for a class of things; one of files is refused."""
    form = form_of(store, class_name)
    if form.kind in _classes_of_files(store):
        raise FileClassError(form.label)
    return form


def _classes_of_files(store: Store) -> set[str]:
    """The classes that files of the graph say they are."""
    graphs = [ox.NamedNode(store.files.graph_iri(path)) for path in store.files.graph_files]
    kinds = (kind for graph in graphs for kind in _iris(store.objects(graph, RDF + "type")))
    return {*kinds, EVIDENCE_GRAPH}


def classes_with_forms(store: Store) -> list[str]:
    """The classes of things that a shape speaks of or that are a kind of one, by their labels."""
    shapes = _Shapes(store)
    files = _classes_of_files(store)
    classes = {
        quad.subject.value
        for name in (OWL + "Class", RDFS + "Class")
        for quad in store.quads(None, _TYPE, ox.NamedNode(name))
        if isinstance(quad.subject, ox.NamedNode)
    }
    return sorted((kind for kind in classes - files if shapes.of_class(kind)), key=store.label)


def field_of(store: Store, predicate: str) -> Field:
    """A field for a predicate that no shape asks for, from what the ontology says of it."""
    return _Shapes(store).of_ontology(predicate)


class _Shapes:
    """The shapes of an ontology."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.words = Words(store)

    def form(self, kind: str) -> Form:
        merged: dict[str, Field] = {}
        for shape in self.of_class(kind):
            for asked in self._properties(shape, set()):
                known = merged.get(asked.predicate)
                merged[asked.predicate] = _both(known, asked) if known else asked
        for needed in (LABEL, PARAGRAPH):
            merged.setdefault(needed, self.of_ontology(needed))
        # Every thing has one name, whether a shape says so or not: by it people find the thing.
        name = merged[LABEL]
        merged[LABEL] = replace(name, at_least=1, at_most=1)
        return Form(
            kind,
            self.store.label(kind),
            ordered(merged.values()),
            self._text(ox.NamedNode(kind), SKOS + "definition"),
            has_shape=bool(self.of_class(kind)),
        )

    def of_class(self, kind: str) -> list[Term]:
        """The node shapes that target a class or one above it, those of the nearest class first."""
        found: list[Term] = []
        for one in self.store.classes_above(kind):
            target = ox.NamedNode(one)
            found += sorted(
                (quad.subject for quad in self.store.quads(None, ox.NamedNode(SH + "targetClass"), target)),
                key=str,
            )
            if ox.NamedNode(SH + "NodeShape") in self.store.objects(target, RDF + "type"):
                found.append(target)
        return [shape for shape in dict.fromkeys(found) if not self._is_off(shape)]

    def _is_off(self, shape: Term) -> bool:
        return self._text(shape, SH + "deactivated") in {"true", "1"}

    def _properties(self, shape: Term, seen: set[Term]) -> Iterator[Field]:
        """What a node shape asks, and those that it takes in."""
        if shape in seen or self._is_off(shape):
            return
        seen.add(shape)
        for asked in self.store.objects(shape, SH + "property"):
            path = next(iter(self.store.objects(asked, SH + "path")), None)
            # A path of several steps is nothing that can be said of the thing itself.
            if isinstance(path, ox.NamedNode) and path != _TYPE and not self._is_off(asked):
                yield self._field(asked, path.value)
        within = [*self.store.objects(shape, SH + "node"), *self._listed(shape, SH + "and")]
        for other in within:
            yield from self._properties(other, seen)

    def _field(self, shape: Term, predicate: str) -> Field:
        plain = self.of_ontology(predicate)
        classes = _iris(self.store.objects(shape, SH + "class"))
        datatypes = self._datatypes(shape)
        allowed = tuple(self._listed(shape, SH + "in"))
        kinds = set(_iris(self.store.objects(shape, SH + "nodeKind")))
        takes_things = bool(classes or kinds & _THINGS) or (
            plain.takes_things and not datatypes and not kinds
        )
        order = self._text(shape, SH + "order")
        at_most = self._text(shape, SH + "maxCount")
        listed = self._listed(shape, SH + "languageIn")
        languages = [term.value for term in listed if isinstance(term, ox.Literal)]
        return replace(
            plain,
            name=self._text(shape, SH + "name") or plain.name,
            description=self._text(shape, SH + "description") or plain.description,
            order=float(order) if order else inf,
            at_least=int(self._text(shape, SH + "minCount") or 0),
            at_most=int(at_most) if at_most else None,
            takes_things=takes_things,
            classes=classes,
            datatypes=() if takes_things else datatypes or plain.datatypes,
            allowed=allowed,
            language=languages[0] if languages else plain.language,
            limits=tuple(self._limits(shape)),
        )

    def of_ontology(self, predicate: str) -> Field:
        """What the ontology alone says of a predicate."""
        about = ox.NamedNode(predicate)
        wanted = self.words.range_of(about)
        takes_things = ox.NamedNode(OWL + "ObjectProperty") in self.store.objects(about, RDF + "type")
        datatypes: tuple[str, ...] = ()
        if predicate == PARAGRAPH:
            datatypes = (XSD + "integer",)
        elif not takes_things and wanted != RDFS + "Literal":
            datatypes = self._members_of(wanted) if wanted else (RDF + "langString",)
        label = self.store.label(predicate)
        return Field(
            predicate=predicate,
            name=label,
            label=label,
            curie=self.store.prefixes.shorten(predicate),
            description=self._text(about, SKOS + "definition"),
            takes_things=takes_things,
            range=wanted if takes_things else None,
            datatypes=datatypes,
        )

    def _members_of(self, datatype: str) -> tuple[str, ...]:
        """The datatypes of which one is made that the ontology defines as a union; else itself."""
        for definition in self.store.objects(ox.NamedNode(datatype), OWL + "equivalentClass"):
            if members := _iris(self._listed(definition, OWL + "unionOf")):
                return members
        return (datatype,)

    def _datatypes(self, shape: Term) -> tuple[str, ...]:
        """The datatypes that a shape allows: its own, those of its choices, those of a shape within it."""
        own = _iris(self.store.objects(shape, SH + "datatype"))
        if own:
            return own
        choices = list(self._listed(shape, SH + "or"))
        chosen = [_iris(self.store.objects(choice, SH + "datatype")) for choice in choices]
        if choices and all(chosen):
            return tuple(dict.fromkeys(datatype for datatypes in chosen for datatype in datatypes))
        within = (self._datatypes(other) for other in self.store.objects(shape, SH + "node"))
        return next(filter(None, within), ())

    def _limits(self, shape: Term) -> Iterator[Limit]:
        message = self._text(shape, SH + "message")
        for kind in _LIMITS:
            if kind == "pattern" and self._text(shape, SH + "flags"):
                continue  # the check of the whole knows the flags of SPARQL
            if bound := self._text(shape, SH + kind):
                yield Limit(kind, bound, message)

    def _listed(self, subject: Term, predicate: str) -> Iterator[Term]:
        """The members of the RDF lists that are objects of a predicate."""
        for cell in self.store.objects(subject, predicate):
            seen: set[Term] = set()
            while cell not in seen:
                seen.add(cell)
                yield from self.store.objects(cell, RDF + "first")
                cell = next(iter(self.store.objects(cell, RDF + "rest")), cell)  # noqa: PLW2901

    def _text(self, subject: Term, predicate: str) -> str:
        """A literal, in English where there are several."""
        texts = [term for term in self.store.objects(subject, predicate) if isinstance(term, ox.Literal)]
        texts.sort(key=lambda text: (text.language not in {"en", None}, text.value))
        return texts[0].value if texts else ""


def _iris(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(sorted(term.value for term in terms if isinstance(term, ox.NamedNode)))


def _both(nearer: Field, other: Field) -> Field:
    """What two shapes ask of the same predicate: the words of the nearer one, the bounds of both."""
    most = [one.at_most for one in (nearer, other) if one.at_most is not None]
    shared = [datatype for datatype in nearer.datatypes if datatype in other.datatypes]
    allowed = [term for term in nearer.allowed if not other.allowed or term in other.allowed]
    return replace(
        nearer,
        order=min(nearer.order, other.order),
        at_least=max(nearer.at_least, other.at_least),
        at_most=min(most, default=None),
        takes_things=nearer.takes_things or other.takes_things,
        classes=tuple(dict.fromkeys([*nearer.classes, *other.classes])),
        datatypes=tuple(shared) or nearer.datatypes or other.datatypes,
        allowed=tuple(allowed) or other.allowed,
        language=nearer.language or other.language,
        limits=tuple(dict.fromkeys([*nearer.limits, *other.limits])),
    )
