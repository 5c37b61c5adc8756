"""What people type as subject, predicate and object, as RDF terms that the project knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

import pyoxigraph as ox

from irc_kg.errors import IrcKgError, UnknownNameError
from irc_kg.queries.parameters import Parameter, ValueKindError
from irc_kg.store.names import Name, Names
from irc_kg.store.store import Store
from irc_kg.store.vocabularies import IRC, OWL, RDF, RDFS, XSD

PARTIAL_DATE = IRC + "PartialDate"
_PROPERTY_KINDS = (
    RDF + "Property",
    OWL + "ObjectProperty",
    OWL + "DatatypeProperty",
    OWL + "AnnotationProperty",
)
_CLASS_KINDS = (OWL + "Class", RDFS + "Class")
_DATATYPE_KINDS = (RDFS + "Datatype",)

# A literal as Turtle writes it: "text", "text"@en, "2022"^^xsd:gYear.
_WRITTEN = re.compile(
    r'"(?P<text>.*)"(?:@(?P<language>[A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^(?P<datatype>\S+))?', re.DOTALL
)
_DATES = (
    (re.compile(r"\d{4}-\d\d-\d\d"), XSD + "date"),
    (re.compile(r"\d{4}-\d\d"), XSD + "gYearMonth"),
    (re.compile(r"\d{4}"), XSD + "gYear"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ENGLISH = "en"


class WrongObjectError(IrcKgError):
    """An object that its predicate does not take."""


class Words:
    """The subjects, predicates and objects that a project has words for."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def subject(self, text: str) -> ox.NamedNode:
        """A known thing by any of its names, or the CURIE of a new one, such as ``kg:new-fund``."""
        try:
            return ox.NamedNode(self.store.names.iri(text, kind="thing"))
        except ValueError as error:
            raise WrongObjectError(f"{text!r} is no IRI: {error}.") from None

    def predicate(self, text: str) -> ox.NamedNode:
        """A relation of the ontology by its label, CURIE or IRI; any other is refused."""
        if text == "a":
            return ox.NamedNode(RDF + "type")
        return ox.NamedNode(self._declared(text, self._properties, "relation"))

    def object(self, predicate: ox.NamedNode, text: str) -> ox.NamedNode | ox.Literal:
        """The object that a predicate takes: a thing, a class, or a literal of the predicate's range."""
        if predicate.value == RDF + "type":
            return ox.NamedNode(self._declared(text, self._classes, "class"))
        if written := _WRITTEN.fullmatch(text):
            return self._written(written)
        if self._takes_things(predicate):
            return ox.NamedNode(self.store.names.iri(text, kind="thing"))
        return self._literal(predicate, text)

    def range_of(self, predicate: ox.NamedNode) -> str | None:
        """What the ontology says the objects of a predicate are."""
        ranges = [
            term.value
            for term in self.store.objects(predicate, RDFS + "range")
            if isinstance(term, ox.NamedNode)
        ]
        return ranges[0] if ranges else None

    def _takes_things(self, predicate: ox.NamedNode) -> bool:
        kinds = {
            term.value
            for term in self.store.objects(predicate, RDF + "type")
            if isinstance(term, ox.NamedNode)
        }
        return OWL + "ObjectProperty" in kinds

    def _literal(self, predicate: ox.NamedNode, text: str) -> ox.Literal:
        if not text.strip():
            raise WrongObjectError(f"{self.store.label(predicate.value)!r} takes a text, and this is none.")
        if _CONTROL.search(text):
            raise WrongObjectError(
                "The text holds a control character, which nobody could see: leave it out."
            )
        wanted = self.range_of(predicate)
        if wanted == PARTIAL_DATE:
            datatype = next((kind for form, kind in _DATES if form.fullmatch(text)), None)
            if datatype is None:
                raise ValueKindError(
                    self.store.label(predicate.value), text, "a date such as 2022, 2022-07 or 2022-07-01"
                )
            return self._checked(predicate, text, datatype)
        if wanted in {RDF + "langString", None} or (wanted == RDFS + "Literal"):
            return ox.Literal(text) if wanted == RDFS + "Literal" else ox.Literal(text, language=_ENGLISH)
        return self._checked(predicate, text, str(wanted))

    def _checked(self, predicate: ox.NamedNode, text: str, datatype: str) -> ox.Literal:
        # The name of the parameter is what the message calls the value.
        parameter = Parameter("value", self.store.label(predicate.value), datatype)
        try:
            return parameter.literal(text)
        except ValueKindError:
            raise ValueKindError(repr(self.store.label(predicate.value)), text, parameter.wanted) from None

    def _written(self, match: re.Match[str]) -> ox.Literal:
        text = match["text"].replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
        if match["language"]:
            return ox.Literal(text, language=match["language"])
        if match["datatype"]:
            datatype = self._declared(match["datatype"], self._datatypes, "datatype")
            return Parameter("value", "value", datatype).literal(text)
        return ox.Literal(text)

    def _declared(self, text: str, names: Names, kind: str) -> str:
        declared = {name.iri for name in names.all}
        expanded = self.store.prefixes.expand(text) or text.strip("<>")
        if expanded in declared:
            return expanded
        if called := names.find(text):
            return names.iri(text, kind=kind) if len(called) > 1 else called[0]
        raise UnknownNameError(kind, text, names.similar(text))

    @cached_property
    def _properties(self) -> Names:
        return self._names_of(_PROPERTY_KINDS)

    @cached_property
    def _classes(self) -> Names:
        return self._names_of(_CLASS_KINDS)

    @cached_property
    def _datatypes(self) -> Names:
        xsd = (Name(f"xsd:{name}", XSD + name, preferred=False) for name in _XSD_NAMES)
        return Names([*self._names_of(_DATATYPE_KINDS).all, *xsd], self.store.prefixes)

    def _names_of(self, kinds: Sequence[str]) -> Names:
        """What is declared as one of some kinds, by label and by CURIE."""
        names: list[Name] = []
        for kind in kinds:
            for quad in self.store.quads(None, ox.NamedNode(RDF + "type"), ox.NamedNode(kind), None):
                if isinstance(quad.subject, ox.NamedNode):
                    iri = quad.subject.value
                    names.append(Name(self.store.label(iri), iri, preferred=True))
                    names.append(Name(self.store.prefixes.shorten(iri), iri, preferred=False))
        return Names(dict.fromkeys(names), self.store.prefixes)


_XSD_NAMES = (
    "string",
    "integer",
    "decimal",
    "double",
    "boolean",
    "date",
    "dateTime",
    "gYear",
    "gYearMonth",
    "anyURI",
)
