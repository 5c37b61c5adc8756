"""The whole graph in one file, for other programs: its named graphs, and a JSON-LD context of its words.

A dump is the same each time it is made of the same statements, whatever the order of the files.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from typing import Any, Final, TextIO, TypeAlias

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.queries.formats import Content, Format, Formats
from irc_kg.store import CLASS_TYPES, Store
from irc_kg.store.datatypes import DATATYPES, LANG_STRING
from irc_kg.store.names import OWL, RDF, RDFS, XSD

_TYPE: Final = RDF + "type"
_STRING: Final = XSD + "string"
_PROPERTY_TYPES: Final = (OWL + "ObjectProperty", OWL + "DatatypeProperty", OWL + "AnnotationProperty")
# What JSON-LD takes for a word of its own: names with a colon are IRIs, those with an @ its keywords.
_WORD: Final = re.compile(r"[A-Za-z][\w-]*")
_ENDS_AS_PREFIX: Final = (":", "/", "?", "#", "[", "]", "@")
_SCHEME: Final = re.compile(r"([A-Za-z][\w+.-]*):(?!//)")

JsonLd: TypeAlias = dict[str, Any]


class NoJsonLdError(IrcKgError):
    """A statement that JSON-LD has no way to write."""

    def __init__(self) -> None:
        super().__init__(
            "The graph has a statement about a statement, which JSON-LD has no way to write; trig and nquads "
            "have."
        )


@dataclass(frozen=True)
class Dump:
    """All named graphs of a project, by their IRIs in the order of the files."""

    store: Store

    @cached_property
    def graphs(self) -> dict[str, list[ox.Triple]]:
        """The triples of each file, sorted; blank nodes are named so that no two files share one."""
        graphs = {}
        for number, (iri, data, form) in enumerate(self.store.sources(), 1):
            quads = ox.parse(data, form, base_iri=iri)
            graphs[iri] = sort_triples((quad.triple for quad in quads), f"b{number}-")
        return graphs

    @property
    def quads(self) -> Iterable[ox.Quad]:
        for iri, triples in self.graphs.items():
            graph = ox.NamedNode(iri)
            for triple in triples:
                yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)

    @property
    def size(self) -> int:
        """How many statements there are: a triple counts once for each file that states it."""
        return sum(len(triples) for triples in self.graphs.values())

    @cached_property
    def context(self) -> JsonLdContext:
        return JsonLdContext(self.store)


def sort_triples(triples: Iterable[ox.Triple], label: str) -> list[ox.Triple]:
    """Triples in an order, and with names for blank nodes, that only depend on what they say."""
    dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)

    def name(term: Any) -> Any:  # noqa: ANN401  (any term as it is)
        if isinstance(term, ox.Triple):
            return ox.Triple(*map(name, term))
        return ox.BlankNode(label + term.value) if isinstance(term, ox.BlankNode) else term

    return sorted((name(quad.triple) for quad in dataset), key=str)


def _write_quads(rdf_format: ox.RdfFormat) -> Callable[[Dump, TextIO], None]:
    def write(dump: Dump, out: TextIO) -> None:
        prefixes = dict(dump.store.prefixes.by_name)
        out.write((ox.serialize(dump.quads, format=rdf_format, prefixes=prefixes) or b"").decode())

    return write


# JSON-LD


class JsonLdContext:
    """The words of a project for JSON-LD: its prefixes, and a name for each property and class.

    A name that two of them would have, neither has: it is written with its prefix.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.prefixes = {
            name: namespace
            for name, namespace in store.prefixes.by_name.items()
            if _WORD.fullmatch(name) and name not in self._schemes
        }
        self.names = self._name_terms()
        self.coercions = {iri: kind for iri in self.names if (kind := self._value_kind(iri))}

    @cached_property
    def _schemes(self) -> frozenset[str]:
        """What IRIs begin with that have no ``//`` behind it.

        A prefix of such a name would take them for its own.
        """
        terms = {term for quad in self.store.quads() for term in quad}
        iris = {term.value for term in terms if isinstance(term, ox.NamedNode)}
        iris |= {term.datatype.value for term in terms if isinstance(term, ox.Literal)}
        iris.update(self.store.prefixes.by_name.values())
        return frozenset(match[1] for iri in iris if (match := _SCHEME.match(iri)))

    def _name_terms(self) -> dict[str, str]:
        """The names of properties and classes by their IRIs."""
        store, found = self.store, set[str]()
        for kind in (*_PROPERTY_TYPES, *CLASS_TYPES):
            found.update(store.subjects(_TYPE, kind))
        by_name = defaultdict(list)
        for iri in sorted(found):
            curie = store.prefixes.shorten(iri)
            name = curie.partition(":")[2]
            if curie != iri and _WORD.fullmatch(name):
                by_name[name].append(iri)
        taken = {*self.prefixes, *self._schemes}
        return {iris[0]: name for name, iris in by_name.items() if len(iris) == 1 and name not in taken}

    def _value_kind(self, iri: str) -> str:
        """What the plain values of a property are: ``@id`` for things, the IRI of a datatype, or nothing."""
        kinds = self.store.iris(iri, _TYPE)
        if OWL + "ObjectProperty" in kinds:
            return "@id"
        ranges = self.store.iris(iri, RDFS + "range")
        is_typed = OWL + "DatatypeProperty" in kinds and len(ranges) == 1 and ranges[0] in DATATYPES
        return ranges[0] if is_typed and ranges[0] not in {_STRING, LANG_STRING} else ""

    @cached_property
    def json(self) -> JsonLd:
        """The value of ``@context``."""
        context: JsonLd = {"@version": 1.1}
        for name, namespace in sorted(self.prefixes.items()):
            is_usual = namespace.endswith(_ENDS_AS_PREFIX)
            context[name] = namespace if is_usual else {"@id": namespace, "@prefix": True}
        for iri, name in sorted(self.names.items(), key=lambda item: item[1]):
            kind = self.coercions.get(iri)
            context[name] = (
                {"@id": self.shorten(iri), "@type": self.shorten(kind)} if kind else self.shorten(iri)
            )
        return context

    def shorten(self, iri: str) -> str:
        """An IRI with a prefix of the context, if it has one."""
        curie = self.store.prefixes.shorten(iri)
        return curie if curie.partition(":")[0] in self.prefixes else iri

    def name(self, iri: str) -> str:
        """A property or a class by its name."""
        return self.names.get(iri) or self.shorten(iri)

    def describe(self, triples: Sequence[ox.Triple]) -> list[JsonLd]:
        """Triples as node objects, one for each subject."""
        nodes: dict[str, JsonLd] = {}
        for subject, predicate, value in triples:
            node = nodes.setdefault(str(subject), {"@id": self._identify(subject)})
            if predicate.value == _TYPE and isinstance(value, ox.NamedNode):
                node.setdefault("@type", []).append(self.name(value.value))
            else:
                written = self._write_value(value, self.coercions.get(predicate.value, ""))
                node.setdefault(self.name(predicate.value), []).append(written)
        return [{key: _without_list(value) for key, value in node.items()} for node in nodes.values()]

    def _identify(self, term: Any) -> str:  # noqa: ANN401  (a subject, or an object that is no literal)
        if isinstance(term, ox.Triple):
            raise NoJsonLdError
        return str(term) if isinstance(term, ox.BlankNode) else self.shorten(term.value)

    def _write_value(self, value: Any, kind: str) -> str | JsonLd:  # noqa: ANN401  (any object)
        if not isinstance(value, ox.Literal):
            identified = self._identify(value)
            return identified if kind == "@id" else {"@id": identified}
        datatype = value.datatype.value
        if kind == datatype or (not kind and datatype == _STRING):
            return value.value
        if value.language:
            direction = {"@direction": str(value.direction)} if value.direction else {}
            return {"@language": value.language, "@value": value.value, **direction}
        return (
            {"@value": value.value}
            if datatype == _STRING
            else {"@type": self.shorten(datatype), "@value": value.value}
        )


def _without_list(values: Any) -> Any:  # noqa: ANN401  (of a node object)
    return values[0] if isinstance(values, list) and len(values) == 1 else values


def _write_json_ld(dump: Dump, out: TextIO) -> None:
    graphs = [
        {"@id": dump.context.shorten(iri), "@graph": dump.context.describe(triples)}
        for iri, triples in dump.graphs.items()
    ]
    _write_json({"@context": dump.context.json, "@graph": graphs}, out)


def _write_context(context: JsonLdContext, out: TextIO) -> None:
    _write_json({"@context": context.json}, out)


def _write_json(document: JsonLd, out: TextIO) -> None:
    json.dump(document, out, ensure_ascii=False, indent=1)
    out.write("\n")


def content_of(dump: Dump, form: Format[Dump]) -> bytes:
    """What a file of some form holds."""
    out = StringIO()
    form.write(dump, out)
    return out.getvalue().encode()


DUMPS: Formats[Dump] = Formats(
    Content.DUMP,
    (
        Format("trig", (".trig",), _write_quads(ox.RdfFormat.TRIG)),
        Format("nquads", (".nq",), _write_quads(ox.RdfFormat.N_QUADS)),
        Format("jsonld", (".jsonld",), _write_json_ld),
    ),
)
CONTEXTS: Formats[JsonLdContext] = Formats(
    Content.CONTEXT, (Format("jsonld", (".jsonld", ".json"), _write_context),)
)
