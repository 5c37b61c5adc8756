"""What the ontology of a project declares, and how messages name terms and things."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from irc_kg.errors import did_you_mean
from irc_kg.queries import Rename
from irc_kg.store import CLASS_TYPES, Store, Term
from irc_kg.store.datatypes import DATATYPES, wider
from irc_kg.store.names import (
    DCTERMS,
    MOST_SUGGESTED,
    OWL,
    RDF,
    RDFS,
    SCHEMA,
    Prefixes,
    close_keys,
    fold,
    namespace_of,
)
from irc_kg.store.settings import SETTINGS

SH = "http://www.w3.org/ns/shacl#"
TYPE = RDF + "type"
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
_PLACEHOLDER = re.compile(r"\{(close )?[?$]?(\w+)\}")
_LONGEST = 60  # characters of a text that a message repeats
_MOST_WITH_CLOSE_NAMES = 100  # messages of one kind that tell what may be meant
_TOO_DEEP = 10  # classes that are made up of classes
ANY_THING = OWL + "Thing"
ANY_LITERAL = RDFS + "Literal"
# What a term may be used as; TERM is anything else.
PROPERTY, CLASS, DATATYPE, TERM = "property", "class", "datatype", "term"
# Declared by Turtle itself: `a`, and what a collection is made of.
_OF_TURTLE = {TYPE, *(RDF + name for name in ("first", "rest", "reifies"))}
_USE_BY_TYPE: dict[Term, str] = {
    ox.NamedNode(iri): use
    for use, types in ((CLASS, CLASS_TYPES), (PROPERTY, PROPERTY_TYPES), (DATATYPE, (RDFS + "Datatype",)))
    for iri in types
}


def use_by_type(kind: Term) -> str:
    """What a term of a class such as owl:Class may be used as."""
    return _USE_BY_TYPE.get(kind, TERM)


class Range(NamedTuple):
    """What the values of a property are."""

    iri: str  # the class or datatype that says so
    # What a value is one of: some datatypes, rdfs:Literal for any literal, owl:Thing for any thing.
    kinds: frozenset[str]


_RANGE_BY_KIND = {
    OBJECT_PROPERTY: Range(ANY_THING, frozenset([ANY_THING])),
    DATATYPE_PROPERTY: Range(ANY_LITERAL, frozenset([ANY_LITERAL])),
}


def local_name(iri: str) -> str:
    return iri[len(namespace_of(iri)) :]


@dataclass(eq=False)
class Vocabulary:
    """The declared terms of an ontology, by what each may be used as."""

    _ontology: Store  # its files alone
    prefixes: Prefixes
    is_whole: bool  # not where one of its files cannot be read, or there is none
    renames: Mapping[str, Rename] = field(default_factory=dict)
    """Terms that have another name now, by their old ones."""
    terms: dict[str, frozenset[str]] = field(init=False)
    """The declared terms by what each may be used as; as TERM, all that the ontology gives a type."""
    namespaces: frozenset[str] = field(init=False)
    """Namespaces of which the ontology declares terms: an undeclared name in one of them is a slip."""
    declares_terms: bool = field(init=False)
    """Whether it declares any: one that does not, because it only sets something, lets the graph use all."""
    replacements: dict[str, str] = field(default_factory=dict, init=False)
    """Terms not to be used any more, each with what replaces it, if the ontology or a migration tells."""
    deprecated: frozenset[str] = field(init=False)
    """Those of which the ontology itself says so."""
    _ranges: dict[str, tuple[Range, ...]] = field(default_factory=dict, init=False)
    _kinds: dict[str, frozenset[str]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        known: dict[str, set[str]] = {
            CLASS: set(),
            PROPERTY: {*_OF_TURTLE, *SETTINGS},
            DATATYPE: {*DATATYPES},
            TERM: {*_OF_TURTLE, *SETTINGS, *DATATYPES, RDF + "nil"},
        }
        for quad in self._ontology.quads(None, TYPE):
            if isinstance(quad.subject, ox.NamedNode):
                known[TERM].add(quad.subject.value)
                known[use_by_type(quad.object)].add(quad.subject.value)
        self.terms = {use: frozenset(iris) for use, iris in known.items()}
        declared = (known[CLASS] | known[PROPERTY] | known[DATATYPE]) - set(SETTINGS)
        self.declares_terms = not declared <= {*_OF_TURTLE, *DATATYPES}
        self.namespaces = frozenset(map(namespace_of, declared))
        for quad in self._ontology.quads(None, OWL + "deprecated"):
            says_so = isinstance(quad.object, ox.Literal) and quad.object.value in {"true", "1"}
            if says_so and isinstance(quad.subject, ox.NamedNode):
                by = self._ontology.iris(quad.subject, DCTERMS + "isReplacedBy")
                self.replacements[quad.subject.value] = next(iter(by), "")
        self.deprecated = frozenset(self.replacements)
        self.replacements |= {old: rename.new for old, rename in self.renames.items()}

    def ranges_of(self, predicate: str) -> tuple[Range, ...]:
        """What the range of a property says, and those of the properties it is a narrower form of.

        A property without one takes what its kind of property takes.
        """
        if predicate not in self._ranges:
            found: list[Range | None] = []
            wider_properties = [predicate] if predicate in self.terms[PROPERTY] else []
            for one in wider_properties:
                above = self._ontology.iris(one, RDFS + "subPropertyOf")
                wider_properties += [iri for iri in above if iri not in wider_properties]
                ranges = sorted(self._ontology.objects(one, RDFS + "range"), key=str)
                found += map(self._range, ranges)
                found.append(
                    self._any_of(map(ox.NamedNode, self._ontology.iris(one, SCHEMA + "rangeIncludes")))
                )
            if not any(found):
                kinds = self._ontology.iris(predicate, TYPE)
                found += [takes for kind, takes in _RANGE_BY_KIND.items() if kind in kinds][:1]
            self._ranges[predicate] = tuple(dict.fromkeys(filter(None, found)))
        return self._ranges[predicate]

    def _any_of(self, terms: Iterable[Term], depth: int = 0) -> Range | None:
        """What classes and datatypes take of which any will do; None where they say nothing."""
        known = [takes for term in terms if (takes := self._range(term, depth + 1)) is not None]
        if not known:
            return None
        return Range(known[0].iri, frozenset().union(*(takes.kinds for takes in known)))

    def _range(self, term: Term, depth: int = 0) -> Range | None:
        """What a class or a datatype takes as a range; None where it says nothing."""
        iri = term.value if isinstance(term, ox.NamedNode) else ""
        if iri == ANY_LITERAL:
            return Range(iri, frozenset([ANY_LITERAL]))
        # What the ontology says it is made up of is as good as itself.
        definition = self._definition(term, depth) if depth < _TOO_DEEP else None
        if iri in self.terms[DATATYPE]:
            return Range(iri, frozenset([iri, *(definition.kinds if definition else ())]))
        if definition is not None and definition.kinds != {ANY_THING}:
            return definition
        is_class = iri in {ANY_THING, *self.terms[CLASS]} - {RDFS + "Resource"}
        return Range(iri, frozenset([ANY_THING])) if is_class else definition

    def _definition(self, term: Term, depth: int) -> Range | None:
        """What the parts of a class or a datatype take, where it says of which it is made up."""
        for one in (term, *self._ontology.objects(term, OWL + "equivalentClass")):
            members = self._ontology.items(one, OWL + "unionOf")
            if members:
                ranges = [self._range(member, depth + 1) for member in members]
                return None if None in ranges else self._any_of(members, depth)
            bases = self._ontology.iris(one, OWL + "onDatatype")
            values = [one for one in self._ontology.items(one, OWL + "oneOf") if isinstance(one, ox.Literal)]
            kinds = {*bases, *(value.datatype.value for value in values)}
            if kinds:
                return Range(min(kinds), frozenset(kinds))
        return None

    @property
    def files_imported(self) -> Collection[Path]:
        """Files outside of its folder that the ontology imports."""
        return self._ontology.imported.values()

    def kinds_of(self, datatype: str) -> frozenset[str]:
        """What a value of a datatype is a value of too, as ranges tell it."""
        if datatype not in self._kinds:
            found = [datatype, ANY_LITERAL]
            for one in found:
                found += [kind for kind in wider(one) if kind not in found]
                for definition in (ox.NamedNode(one), *self._ontology.objects(one, OWL + "equivalentClass")):
                    for word in (RDFS + "subClassOf", OWL + "onDatatype"):
                        found += [iri for iri in self._ontology.iris(definition, word) if iri not in found]
            self._kinds[datatype] = frozenset(found)
        return self._kinds[datatype]

    def label(self, iri: str) -> str:
        """What a term is called in the ontology; empty when it is not called anything."""
        stated = self._ontology.label_statement(iri)
        return stated[1].value if stated else ""

    def close_terms(self, iri: str, terms: Iterable[str]) -> list[str]:
        """Of some terms, those whose local name is most like that of an unknown one, as CURIEs."""
        return [self.prefixes.shorten(term) for term in LocalNames(terms).closest(iri)]


class LocalNames:
    """Terms by their local names, made once for all that is looked for among them."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms: dict[str, list[str]] = defaultdict(list)  # by local name
        self._names: dict[str, dict[str, str]] = defaultdict(dict)  # by namespace, as they are compared
        for term in sorted(terms):
            namespace = namespace_of(term)
            name = term[len(namespace) :]
            self._terms[name].append(term)
            self._names[namespace][fold(name)] = name

    def closest(self, iri: str) -> list[str]:
        """Those whose local name is most like that of an unknown one.

        The same name in another namespace comes first, then names of the same namespace, then any.
        """
        name, namespace = local_name(iri), namespace_of(iri)
        names = [name] if name in self._terms else self._close(name, self._names.get(namespace, {}))
        if not names:
            names = self._close(name, {fold(known): known for known in self._terms})
        return [term for other in names for term in self._terms[other]][:MOST_SUGGESTED]

    @staticmethod
    def _close(name: str, names: Mapping[str, str]) -> list[str]:
        return [names[key] for key in close_keys(fold(name), [*names])]


def range_in_words(allowed: Range, vocabulary: Vocabulary) -> str:
    """What a range takes, in words, with how it is written."""
    parts = []
    if ANY_THING in allowed.kinds:
        label = vocabulary.label(allowed.iri) if allowed.kinds == {ANY_THING} else ""
        parts.append(f"a thing of the class {label!r}" if label else "a thing")
    if ANY_LITERAL in allowed.kinds:
        return " or ".join([*parts, "text or a number"])
    forms = [known for datatype in sorted(allowed.kinds) if (known := DATATYPES.get(datatype))]
    parts += [f"{form.words}, written {form.example}" for form in forms]
    if not parts:
        curie = vocabulary.prefixes.shorten(allowed.iri)
        return f'text with the datatype {curie}, written "…"^^{curie}'
    return " or ".join(parts)


class Wording:
    """How findings name what they are about: by label and CURIE, in plain English."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._keys_of: dict[str, list[str]] = {}  # by namespace

    def name(self, term: Term) -> str:
        """A thing as ``Wales (kg:wales)``, by its class where it has no label; a text in quotes."""
        if isinstance(term, ox.Literal):
            return f'"{_shorten(term.value)}"'
        if not isinstance(term, ox.NamedNode):
            # A class that is made up of others is called by them.
            members = self.store.items(term, OWL + "unionOf") if isinstance(term, ox.BlankNode) else ()
            return " or ".join(map(self.name, members)) or "a thing without a name"
        if term in self._files:
            return self._files[term]
        curie = self.store.prefixes.shorten(term.value)
        label = self.store.label(term.value)
        kind = self.store.kind(term.value)
        if kind is not None and kind.endswith("Property"):
            return curie  # its label is a verb, which no sentence can begin with
        if label not in {curie, term.value}:
            return f"{_shorten(label)} ({curie})"
        return f"{self.store.label(kind)} {curie}" if kind else curie

    @cached_property
    def _files(self) -> Mapping[Term, str]:
        files = self.store.files
        return {ox.NamedNode(files.graph_iri(path)): files.display_path(path) for path in files.rdf_files}

    def fill(self, message: str, values: Mapping[str, Term | None], number: int = 0) -> str:
        """A message with the names of things in the place of ``{subject}``, ``{?value}`` and the like.

        ``{close subject}`` stands for a sentence with the things whose names are most like this one. As it
        takes a look at all names, that is for the first messages of a kind, whose ``number`` counts from 0.
        """

        def value(match: re.Match[str]) -> str:
            term = values.get(match[2])
            if term is None:
                return match[0]
            return self._hint_for(term, number) if match[1] else self.name(term)

        return _PLACEHOLDER.sub(value, message)

    def _hint_for(self, term: Term, number: int) -> str:
        """The sentence that tells which things may be meant."""
        if number >= _MOST_WITH_CLOSE_NAMES:
            only = (
                f" Names like it are looked for in the first {_MOST_WITH_CLOSE_NAMES} of these findings only."
            )
            return only if number == _MOST_WITH_CLOSE_NAMES else ""
        return did_you_mean(self._close_things(term))

    def _close_things(self, term: Term) -> list[str]:
        if not isinstance(term, ox.NamedNode):
            return []
        namespace = namespace_of(term.value)
        names, keys = self._names_by_key[namespace], self._keys(namespace)
        close = close_keys(fold(local_name(term.value)), keys)
        return [self.store.prefixes.shorten(namespace + names[key]) for key in close]

    def _keys(self, namespace: str) -> list[str]:
        """The folded names of a namespace, which are made once for all that is looked for among them."""
        if namespace not in self._keys_of:
            self._keys_of[namespace] = [*self._names_by_key[namespace]]
        return self._keys_of[namespace]

    @cached_property
    def _names_by_key(self) -> Mapping[str, dict[str, str]]:
        """The names of things that have a type, by their namespace and as they are compared."""
        names: dict[str, dict[str, str]] = defaultdict(dict)
        for iri in self.store.subjects(TYPE):
            name = local_name(iri)
            names[namespace_of(iri)][fold(name)] = name
        return names


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
