"""What may be said: the classes, properties and datatypes that the ontology of a project declares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

from irc_kg.store.datatypes import DATATYPES, wider
from irc_kg.store.names import Prefixes, close_names
from irc_kg.store.vocabularies import DCTERMS, OWL, RDF, RDFS

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

SH = "http://www.w3.org/ns/shacl#"
TYPE = RDF + "type"
CLASS_TYPES = {OWL + "Class", RDFS + "Class"}
DATATYPE_TYPES = {RDFS + "Datatype"}
OBJECT_PROPERTY = OWL + "ObjectProperty"
DATATYPE_PROPERTY = OWL + "DatatypeProperty"
PROPERTY_TYPES = {
    RDF + "Property",
    OBJECT_PROPERTY,
    DATATYPE_PROPERTY,
    OWL + "AnnotationProperty",
    OWL + "OntologyProperty",
    OWL + "DeprecatedProperty",
    *(
        OWL + kind + "Property"
        for kind in ("Functional", "InverseFunctional", "Symmetric", "Transitive", "Reflexive")
    ),
}
_ANYTHING = {RDFS + "Resource", OWL + "Thing"}
_ANY_LITERAL = {RDFS + "Literal"}
# Declared by Turtle itself: `a`, and what a collection is made of.
_OF_TURTLE = {TYPE, RDF + "first", RDF + "rest"}


class Range(NamedTuple):
    """What the values of a property are."""

    iri: str  # the class or datatype that says so
    is_literal: bool
    datatypes: frozenset[str] = frozenset()  # of literals; none: any


def namespace_of(iri: str) -> str:
    """An IRI up to its last ``#`` or ``/``."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def local_name(iri: str) -> str:
    return iri[len(namespace_of(iri)) :]


@dataclass(frozen=True)
class Vocabulary:
    """The declared terms of an ontology, by what each may be used as."""

    objects: Mapping[tuple[str, str], tuple[Term, ...]] = field(repr=False)  # by subject and predicate
    prefixes: Prefixes
    is_whole: bool = True  # not so where a file of the ontology cannot be read, or there is none

    def _of_type(self, kinds: set[str]) -> frozenset[str]:
        return frozenset(
            subject
            for (subject, predicate), types in self.objects.items()
            if predicate == TYPE and any(_iri(kind) in kinds for kind in types)
        )

    @cached_property
    def classes(self) -> frozenset[str]:
        return self._of_type(CLASS_TYPES)

    @cached_property
    def properties(self) -> frozenset[str]:
        return self._of_type(PROPERTY_TYPES) | _OF_TURTLE

    @cached_property
    def datatypes(self) -> frozenset[str]:
        return self._of_type(DATATYPE_TYPES) | DATATYPES.keys()

    @cached_property
    def declared(self) -> frozenset[str]:
        """Everything that the ontology gives a type, terms and other things alike."""
        typed = (subject for subject, predicate in self.objects if predicate == TYPE)
        return frozenset(typed) | DATATYPES.keys() | _OF_TURTLE | {RDF + "nil"}

    @cached_property
    def namespaces(self) -> frozenset[str]:
        """Namespaces of which the ontology declares terms: an undeclared name in one of them is a slip."""
        terms = self.classes | self.properties | self.datatypes
        return frozenset(namespace_of(term) for term in terms)

    @cached_property
    def deprecated(self) -> dict[str, str]:
        """Terms not to be used any more, each with what replaces it, if the ontology tells."""
        marks = (
            subject
            for (subject, predicate), values in self.objects.items()
            if predicate == OWL + "deprecated" and any(_text(value) in {"true", "1"} for value in values)
        )
        return {term: next(self._iris(term, DCTERMS + "isReplacedBy"), "") for term in marks}

    def _iris(self, subject: str, predicate: str) -> Iterator[str]:
        return (iri for value in self.objects.get((subject, predicate), ()) if (iri := _iri(value)))

    @cached_property
    def ranges(self) -> dict[str, tuple[Range, ...]]:
        """By property: what its own range says, and those of the properties it is a narrower form of."""
        return {iri: tuple(self._ranges(iri)) for iri in self.properties}

    def _ranges(self, iri: str) -> Iterator[Range]:
        found = [
            known
            for wider_property in self._wider_properties(iri)
            for range_iri in self._iris(wider_property, RDFS + "range")
            if (known := self._range(range_iri))
        ]
        if not found:
            kinds = set(self._iris(iri, TYPE))
            if OBJECT_PROPERTY in kinds:
                found = [Range(OWL + "Thing", is_literal=False)]
            elif DATATYPE_PROPERTY in kinds:
                found = [Range(RDFS + "Literal", is_literal=True)]
        yield from dict.fromkeys(found)

    def _wider_properties(self, iri: str) -> Iterator[str]:
        seen, ahead = {iri}, [iri]
        while ahead:
            at = ahead.pop()
            yield at
            new = [wider_one for wider_one in self._iris(at, RDFS + "subPropertyOf") if wider_one not in seen]
            seen.update(new)
            ahead += new

    def _range(self, iri: str) -> Range | None:
        if iri in _ANY_LITERAL:
            return Range(iri, is_literal=True)
        if iri in self.datatypes:
            return Range(iri, is_literal=True, datatypes=frozenset(self._members(iri)))
        if iri in self.classes - _ANYTHING or iri == OWL + "Thing":
            return Range(iri, is_literal=False)
        return None

    def _members(self, datatype: str) -> Iterator[str]:
        """A datatype, and those of which the ontology says it is made up (owl:unionOf)."""
        yield datatype
        for definition in self.objects.get((datatype, OWL + "equivalentClass"), ()):
            for listed in self.objects.get((_key(definition), OWL + "unionOf"), ()):
                yield from self._listed(_key(listed))

    def _listed(self, cell: str) -> Iterator[str]:
        seen = set()
        while cell not in seen and (cell, RDF + "first") in self.objects:
            seen.add(cell)
            yield from self._iris(cell, RDF + "first")
            cell = next((_key(rest) for rest in self.objects.get((cell, RDF + "rest"), ())), "")

    def accepts(self, allowed: Range, literal: ox.Literal) -> bool:
        """Whether a literal has a datatype that a range allows."""
        if not allowed.datatypes:
            return True
        return any(datatype in allowed.datatypes for datatype in wider(literal.datatype.value))

    def label(self, iri: str) -> str:
        """What a term is called in the ontology; empty when it is not called anything."""
        labels = self.objects.get((iri, RDFS + "label"), ())
        return next((value.value for value in labels if isinstance(value, ox.Literal)), "")

    def close(self, iri: str, terms: Iterable[str]) -> list[str]:
        """Of some terms, those whose local name is most like that of an unknown one, as CURIEs.

        The same name in another namespace comes first, then names of the same namespace, then any.
        """
        wanted, namespace = local_name(iri), namespace_of(iri)
        by_name: dict[str, list[str]] = defaultdict(list)
        for term in sorted(terms):
            by_name[local_name(term)].append(term)
        near = [
            name for name, known in by_name.items() if any(namespace_of(one) == namespace for one in known)
        ]
        names = [wanted] if wanted in by_name else close_names(wanted, near) or close_names(wanted, by_name)
        return [self.prefixes.shorten(term) for name in names for term in by_name[name]][:3]


def _iri(term: Term) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _text(term: Term) -> str:
    return term.value if isinstance(term, ox.Literal) else ""


def _key(term: Term) -> str:
    """A name for a subject: the IRI, or the blank node as it is written."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def vocabulary_of(files: Mapping[str, bytes]) -> Vocabulary:
    """The vocabulary that the files of an ontology declare: what is in them, each by its base IRI."""
    objects: dict[tuple[str, str], list[Term]] = defaultdict(list)
    prefixes: dict[str, str] = {}
    is_whole = bool(files)
    for base_iri, data in files.items():
        # Each reading gives its blank nodes names of their own, so those of two files stay apart.
        parser = ox.parse(data, format=ox.RdfFormat.TURTLE, base_iri=base_iri, rename_blank_nodes=True)
        try:
            for quad in parser:
                objects[_key(quad.subject), quad.predicate.value].append(quad.object)
        except SyntaxError:
            is_whole = False
        for name, namespace in parser.prefixes.items():
            prefixes.setdefault(name, namespace)
    return Vocabulary({key: tuple(values) for key, values in objects.items()}, Prefixes(prefixes), is_whole)


def wanted(allowed: Range, vocabulary: Vocabulary) -> str:
    """What a range takes, in words, with how it is written."""
    if not allowed.is_literal:
        label = vocabulary.label(allowed.iri)
        return f"a thing of the class {label!r}" if label else "a thing"
    if not allowed.datatypes:
        return "text or a number"
    forms = [known for datatype in sorted(allowed.datatypes) if (known := DATATYPES.get(datatype))]
    if not forms:
        curie = vocabulary.prefixes.shorten(allowed.iri)
        return f'text with the datatype {curie}, written "…"^^{curie}'
    return " or ".join(f"{form.words}, written {form.example}" for form in forms)
