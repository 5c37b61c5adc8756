"""SHACL shapes read as forms: the only place that says what is asked of a thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from math import inf
from typing import TypeVar

import pyoxigraph as ox

from irc_kg.editing.forms import (
    Field,
    FieldValues,
    Form,
    Limit,
    UnknownFieldError,
    field_of,
    sentence,
    sort_fields,
)
from irc_kg.editing.terms import RDF_TYPE, Terms, WrongValueError
from irc_kg.errors import IrcKgError, UnknownNameError
from irc_kg.provenance import EVIDENCE_GRAPH, PARAGRAPH, SECTION, SOURCE
from irc_kg.provenance.sources import Sources
from irc_kg.store import Store, Term
from irc_kg.store.datatypes import is_language_tag, read_integer, read_number
from irc_kg.store.names import DCTERMS, SKOS, XSD, close_names

_Any = TypeVar("_Any")

SH = "http://www.w3.org/ns/shacl#"
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
_MEMBERS_SEEN = 100  # things of a class that show by what property they are called
FILE = "file"  # stands for a predicate: the name of a file is nothing that is said of a thing
_ALSO_ASKED = {DCTERMS + "publisher": "Publisher", DCTERMS + "issued": "Date"}


class FileClassError(IrcKgError):
    """A class of files, where one of things is wanted."""

    def __init__(self, label: str) -> None:
        super().__init__(f"{label!r} is what files of the graph are; `irc-kg new source` begins one.")


def form_of(store: Store, class_name: str) -> Form:
    """The form for a class, given by its label, CURIE or IRI.

    It asks what the shapes of the class and of the classes above it ask. A class without a shape has a form
    that asks for a name and a place only.
    """
    return _Shapes(store).form(Terms(store).declaration(class_name, "class"))


def thing_form(store: Store, class_name: str) -> Form:
    """The form for a class of things; one of files is refused."""
    form = form_of(store, class_name)
    if form.kind in _classes_of_files(store):
        raise FileClassError(form.label)
    return form


def _classes_of_files(store: Store) -> set[str]:
    """The classes that files of the graph say they are."""
    graphs = map(store.files.graph_iri, store.files.graph_files)
    return {EVIDENCE_GRAPH}.union(*(store.iris(graph, RDF_TYPE) for graph in graphs))


def classes_with_forms(store: Store) -> list[str]:
    """The classes of things that a shape speaks of or that are a kind of one, by their labels."""
    shapes = _Shapes(store)
    classes = store.classes - _classes_of_files(store)
    return sorted(filter(shapes.of_class, sorted(classes)), key=store.label)


def source_form(store: Store, kind: str | None = None) -> Form:
    """What is asked for a new evidence file; with the class of its document, what that requires too."""
    document = form_of(store, kind) if kind else None
    section = _field_of_file(store, SECTION) or field_of(store, SECTION)
    text = (XSD + "string",)
    fields = [
        replace(
            document.name if document else field_of(store, store.label_predicates[0]),
            is_label=True,
            name="Title",
            description="The name by which the document is shown; that of a known one stands for it.",
            at_least=1,
            at_most=1,
        ),
        Field(
            RDF_TYPE,
            "Kind",
            "kind",
            "a",
            "What kind of document it is.",
            at_most=1,
            allowed=document_kinds(store),
        ),
        replace(section, name="Section", at_least=1, at_most=1, datatypes=text),
        Field(FILE, "File", "file name", FILE, "The new file under graph/.", at_most=1, datatypes=text),
    ]
    fields += _fields_of_document(store, document, fields[0].predicate)
    return Form(EVIDENCE_GRAPH, "source", tuple(fields))


def _fields_of_document(store: Store, document: Form | None, title: str) -> list[Field]:
    """What is asked of a document beside its title: what its class requires, its publisher and its date."""
    fields: dict[str, Field] = {}
    for field in document.mandatory if document else ():
        if field.predicate not in {title, PARAGRAPH, SECTION}:
            fields[field.predicate] = field
    by_predicate = {field.predicate: field for field in document or ()}
    for predicate, name in _ALSO_ASKED.items():
        if predicate not in fields and store.states(predicate, RDF_TYPE):
            field = by_predicate.get(predicate) or field_of(store, predicate)
            fields[predicate] = replace(field, name=name)
    return list(fields.values())


def document_kinds(store: Store) -> tuple[ox.NamedNode, ...]:
    """The classes of documents: those the shape of evidence files asks for, else those that sources have."""
    asked = _field_of_file(store, SOURCE)
    documents = asked.classes if asked else ()
    kinds = {kind for one in documents for kind in store.classes_below(one)}
    if not kinds:
        kinds = {kind for one in Sources(store).all_documents if (kind := store.kind(one))}
    return tuple(ox.NamedNode(kind) for kind in sorted(kinds or store.classes, key=store.label))


def _field_of_file(store: Store, predicate: str) -> Field | None:
    """What the shape of evidence files asks of them with a predicate."""
    fields = form_of(store, EVIDENCE_GRAPH).fields
    return next((field for field in fields if field.predicate == predicate), None)


class _Shapes:
    """The shapes of an ontology."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def form(self, kind: str) -> Form:
        merged: dict[str, Field] = {}
        for shape in self.of_class(kind):
            for field in self._fields(shape, set()):
                nearer = merged.get(field.predicate)
                merged[field.predicate] = _both(nearer, field) if nearer else field
        label = self._label_predicate(kind, merged)
        for predicate in (label, PARAGRAPH):
            merged.setdefault(predicate, field_of(self.store, predicate))
        # Every thing has one name, whether a shape says so or not: by it people find the thing.
        merged[label] = replace(merged[label], is_label=True, at_least=1, at_most=1)
        definition = self.store.text(kind, SKOS + "definition")
        has_place = self.store.states(None, PARAGRAPH) or self.store.states(None, RDF_TYPE, EVIDENCE_GRAPH)
        return Form(kind, self.store.label(kind), sort_fields(merged.values()), definition, has_place)

    def _label_predicate(self, kind: str, asked: Mapping[str, Field]) -> str:
        """What gives things of a class their label: what a shape asks for, else what most of them have."""
        if by_shape := [iri for iri in self.store.settings.labels if iri in asked]:
            return by_shape[0]
        members = islice(self.store.instances(kind), _MEMBERS_SEEN)
        stated = [label[0] for iri in members if (label := self.store.label_statement(iri))]
        return Counter(stated).most_common(1)[0][0] if stated else self.store.label_predicates[0]

    def of_class(self, kind: str) -> list[Term]:
        """The node shapes that target a class or one above it, those of the nearest class first."""
        found: list[Term] = []
        for one in self.store.classes_above(kind):
            quads = self.store.quads(None, SH + "targetClass", one)
            found += sorted((quad.subject for quad in quads), key=str)
            if self.store.states(one, RDF_TYPE, SH + "NodeShape"):
                found.append(ox.NamedNode(one))
        return [shape for shape in dict.fromkeys(found) if not self._is_off(shape)]

    def _is_off(self, shape: Term) -> bool:
        return self._text(shape, "deactivated") in {"true", "1"}

    def _fields(self, shape: Term, seen: set[Term]) -> Iterator[Field]:
        """What a node shape asks, and those that it takes in."""
        if shape in seen or self._is_off(shape):
            return
        seen.add(shape)
        for asked in self.store.objects(shape, SH + "property"):
            path = next(iter(self.store.objects(asked, SH + "path")), None)
            # A path of several steps is nothing that can be said of the thing itself.
            if isinstance(path, ox.NamedNode) and path.value != RDF_TYPE and not self._is_off(asked):
                yield self._field(asked, path.value)
        for other in [*self.store.objects(shape, SH + "node"), *self.store.items(shape, SH + "and")]:
            yield from self._fields(other, seen)

    def _field(self, shape: Term, predicate: str) -> Field:
        plain = field_of(self.store, predicate)
        datatypes = self._datatypes(shape)
        is_for_things = self._is_for_things(shape, plain, datatypes)
        order = read_number(self._text(shape, "order"), XSD + "decimal")
        languages = [str(getattr(term, "value", "")) for term in self.store.items(shape, SH + "languageIn")]
        return replace(
            plain,
            name=self._text(shape, "name") or plain.name,
            description=self._text(shape, "description") or plain.description,
            order=inf if order is None else float(order),
            at_least=read_integer(self._text(shape, "minCount")) or 0,
            at_most=read_integer(self._text(shape, "maxCount")),
            takes_things=is_for_things,
            classes=self.store.iris(shape, SH + "class"),
            datatypes=() if is_for_things else datatypes or plain.datatypes,
            allowed=self.store.items(shape, SH + "in"),
            language=self._language_among(languages, plain.language),
            limits=tuple(self._limits(shape)),
        )

    def _language_among(self, languages: Sequence[str], usual: str) -> str:
        """The language of texts where a shape takes only some: that of the project if it is one of them."""
        allowed = [tag for tag in languages if is_language_tag(tag)]
        return allowed[0] if allowed and usual not in allowed else usual

    def _is_for_things(self, shape: Term, plain: Field, datatypes: tuple[str, ...]) -> bool:
        """Whether a shape asks for things; where it does not say so, the ontology does."""
        kinds = self.store.iris(shape, SH + "nodeKind")
        if self.store.iris(shape, SH + "class") or _THINGS.intersection(kinds):
            return True
        return plain.takes_things and not datatypes and not kinds

    def _datatypes(self, shape: Term) -> tuple[str, ...]:
        """The datatypes that a shape allows: its own, those of its choices, those of a shape within it."""
        own = self.store.iris(shape, SH + "datatype")
        if own:
            return own
        choices = [self.store.iris(choice, SH + "datatype") for choice in self.store.items(shape, SH + "or")]
        if choices and all(choices):
            return tuple(dict.fromkeys(datatype for datatypes in choices for datatype in datatypes))
        within = (self._datatypes(other) for other in self.store.objects(shape, SH + "node"))
        return next(filter(None, within), ())

    def _limits(self, shape: Term) -> Iterator[Limit]:
        message = self._text(shape, "message")
        for kind in _LIMITS:
            if kind == "pattern" and self._text(shape, "flags"):
                continue  # the check of the whole knows the flags of SPARQL
            if bound := self._text(shape, kind):
                yield Limit(kind, bound, message)

    def _text(self, shape: Term, name: str) -> str:
        """What a shape says by a word of SHACL."""
        return self.store.text(shape, SH + name)


def _both(nearer: Field, other: Field) -> Field:
    """What two shapes ask of the same predicate: the words of the nearer one, the bounds of both."""
    most = [one.at_most for one in (nearer, other) if one.at_most is not None]
    return replace(
        nearer,
        order=min(nearer.order, other.order),
        at_least=max(nearer.at_least, other.at_least),
        at_most=min(most, default=None),
        takes_things=nearer.takes_things or other.takes_things,
        classes=tuple(dict.fromkeys([*nearer.classes, *other.classes])),
        datatypes=_intersect(nearer.datatypes, other.datatypes) or nearer.datatypes,
        allowed=_intersect(nearer.allowed, other.allowed) or other.allowed,
        language=nearer.language or other.language,
        limits=tuple(dict.fromkeys([*nearer.limits, *other.limits])),
    )


def _intersect(nearer: tuple[_Any, ...], other: tuple[_Any, ...]) -> tuple[_Any, ...]:
    """What two shapes allow; a shape that names nothing allows anything."""
    if not nearer or not other:
        return nearer or other
    return tuple(one for one in nearer if one in other)


class Fields:
    """The fields of a form by their names, and the relations that only the ontology knows."""

    def __init__(self, store: Store, form: Form, terms: Terms | None = None) -> None:
        self.store = store
        self.form = form
        self.terms = terms or Terms(store)

    def find(self, name: str) -> Field:
        """The field that people call so; a field of the form before any other relation."""
        if found := self.form.field(name):
            return found
        try:
            predicate = self.terms.declaration(name, "relation")
        except UnknownNameError:
            names = [known for one in self.form for known in one.names]
            raise UnknownFieldError(name, self.form, close_names(name, dict.fromkeys(names))) from None
        if predicate == RDF_TYPE:
            raise UnknownFieldError(name, self.form, ())
        return self.form.field(predicate) or field_of(self.store, predicate)

    def read(self, given: Mapping[str, Iterable[str]]) -> tuple[FieldValues, list[str]]:
        """What is given by the names of fields, as terms, and what is wrong with it."""
        values: FieldValues = {}
        faults: list[str] = []
        for name, texts in given.items():
            try:
                field = self.find(name)
            except IrcKgError as error:
                faults.append(str(error))
                continue
            for text in texts:
                try:
                    values.setdefault(field, []).append(self.terms.value(field, text))
                except WrongValueError as error:
                    faults.append(f"{field.name}: {sentence(str(error))}")
        values = {field: list(dict.fromkeys(terms)) for field, terms in values.items()}
        for field, terms in values.items():
            if field.is_exceeded_by(terms):
                faults.append(f"{field.name}: {field.describe_most()}")
        return values, faults
