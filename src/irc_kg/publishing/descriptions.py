"""What a graph tells of itself to those who would use it: a description of the data in VoID and DCAT, and its
questions as examples of SPARQL.

Both say only what the project states somewhere: its ontology of itself, its CITATION.cff if it has one, and
its files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Final, NamedTuple
from urllib.parse import quote

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.provenance.sources import Sources
from irc_kg.publishing.dumps import Dump
from irc_kg.publishing.metadata import Metadata
from irc_kg.queries import Query
from irc_kg.queries.formats import Graph
from irc_kg.queries.running import QueryRunner
from irc_kg.store import Store
from irc_kg.store.names import DCTERMS, OWL, RDF, RDFS, SCHEMA, XSD
from irc_kg.store.project_files import BASE_IRI

_DCAT: Final = "http://www.w3.org/ns/dcat#"
_FOAF: Final = "http://xmlns.com/foaf/0.1/"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_SH: Final = "http://www.w3.org/ns/shacl#"
_SPDX: Final = "http://spdx.org/rdf/terms#"
_VOID: Final = "http://rdfs.org/ns/void#"
_PREFIXES: Final = {
    "dcat": _DCAT,
    "dcterms": DCTERMS,
    "foaf": _FOAF,
    "formats": _FORMATS,
    "owl": OWL,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sh": _SH,
    "spdx": _SPDX,
    "void": _VOID,
    "xsd": XSD,
}
_TYPE: Final = RDF + "type"
# The media type of each form of a dump, and what the W3C calls the form.
_MEDIA: Final = {
    "trig": ("application/trig", "TriG"),
    "nquads": ("application/n-quads", "N-Quads"),
    "jsonld": ("application/ld+json", "JSON-LD"),
}


class DumpFile(NamedTuple):
    """A file that holds a dump."""

    name: str
    form: str  # of DUMPS
    content: bytes


class _Triples:
    """Triples as they are made, by subject, with names for blank nodes."""

    def __init__(self) -> None:
        self._by_subject: dict[ox.NamedNode | ox.BlankNode, list[ox.Triple]] = {}
        self._blank = 0

    @property
    def all(self) -> list[ox.Triple]:
        return [triple for triples in self._by_subject.values() for triple in triples]

    def blank(self) -> ox.BlankNode:
        self._blank += 1
        return ox.BlankNode(f"b{self._blank}")

    def add(self, subject: ox.NamedNode | ox.BlankNode, predicate: str, *values: Any) -> None:  # noqa: ANN401
        """State something; a text is one, a number is a number, and an IRI is given as its term."""
        for value in values:
            term = value if isinstance(value, ox.NamedNode | ox.BlankNode | ox.Literal) else ox.Literal(value)
            triple = ox.Triple(subject, ox.NamedNode(predicate), term)
            self._by_subject.setdefault(subject, []).append(triple)


# The data


@dataclass(frozen=True)
class Description:
    """A description of the data of a project.

    ``address``: under which its files can be had, if they can; ``endpoint``: at which it can be asked.
    """

    dump: Dump
    files: Sequence[DumpFile] = ()
    address: str = ""
    endpoint: str = ""

    @property
    def store(self) -> Store:
        return self.dump.store

    @property
    def dataset(self) -> ox.NamedNode:
        return ox.NamedNode((self.address or BASE_IRI) + "dataset")

    @cached_property
    def graph(self) -> Graph:
        """The description itself."""
        made = _Triples()
        made.add(self.dataset, _TYPE, ox.NamedNode(_VOID + "Dataset"), ox.NamedNode(_DCAT + "Dataset"))
        self._add_metadata(made)
        self._add_sources(made)
        self._add_figures(made)
        self._add_distributions(made)
        return Graph(made.all, {**self.store.prefixes.by_name, **_PREFIXES})

    # What it is called, whose it is, and how it may be used

    @cached_property
    def metadata(self) -> Metadata:
        return Metadata(self.store)

    def _add_metadata(self, made: _Triples) -> None:
        metadata, dataset = self.metadata, self.dataset
        made.add(dataset, DCTERMS + "title", *metadata.titles)
        made.add(dataset, DCTERMS + "description", *metadata.abstracts)
        made.add(dataset, _DCAT + "version", *metadata.versions)
        made.add(dataset, _DCAT + "keyword", *metadata.citation.get("keywords", ()))
        pages = (*metadata.citation.get("url", ()), *metadata.citation.get("repository-code", ()))
        made.add(dataset, _DCAT + "landingPage", *map(ox.NamedNode, pages))
        for predicate in ("publisher", "created", "modified"):
            made.add(dataset, DCTERMS + predicate, *metadata.own_words(DCTERMS + predicate))
        made.add(dataset, DCTERMS + "license", *metadata.licences)
        if metadata.ontology:
            made.add(dataset, DCTERMS + "conformsTo", ox.NamedNode(metadata.ontology))
        self._add_creators(made)

    def _add_creators(self, made: _Triples) -> None:
        """Whose the data is, as the ontology says, else CITATION.cff."""
        creators = self.metadata.own_words(DCTERMS + "creator")
        made.add(self.dataset, DCTERMS + "creator", *creators)
        for creator in creators:
            if isinstance(creator, ox.NamedNode) and (name := self.store.text(creator, RDFS + "label")):
                made.add(creator, _FOAF + "name", name)
        for name in () if creators else self.metadata.authors:
            node = made.blank()
            made.add(self.dataset, DCTERMS + "creator", node)
            made.add(node, _FOAF + "name", name)

    def _add_sources(self, made: _Triples) -> None:
        """What it is made from, under which licences, and what these ask to be said."""
        for source in Sources(self.store).all_documents:
            node = ox.NamedNode(source)
            made.add(self.dataset, DCTERMS + "source", node)
            made.add(node, RDFS + "label", self.store.label(source))
            made.add(node, DCTERMS + "license", *self.store.objects(source, DCTERMS + "license"))
        credit = (quad.object for quad in self.store.quads(None, SCHEMA + "creditText"))
        made.add(self.dataset, DCTERMS + "rights", *sorted(set(credit), key=str))

    # How much it is, of what

    @cached_property
    def _graphs(self) -> Mapping[str, Sequence[ox.Triple]]:
        """The triples of each named graph of the data; what the ontology says is none of it."""
        data = self.store.files.graph_iris
        return {iri: triples for iri, triples in self.dump.graphs.items() if iri in data}

    def _add_figures(self, made: _Triples) -> None:
        triples = {triple for one in self._graphs.values() for triple in one}
        self._add_counts(made, self.dataset, triples)
        self._add_partitions(made, triples)
        for iri, stated in self._graphs.items():
            subset = ox.NamedNode(iri)
            made.add(self.dataset, _VOID + "subset", subset)
            made.add(subset, _TYPE, ox.NamedNode(_VOID + "Dataset"))
            made.add(subset, _VOID + "triples", len(stated))
            sources = self.store.iris(iri, DCTERMS + "source")
            made.add(subset, DCTERMS + "source", *map(ox.NamedNode, sources))

    def _add_partitions(self, made: _Triples, triples: Iterable[ox.Triple]) -> None:
        """How many things there are of each class, how many triples of each property, and of which words."""
        dataset = self.dataset
        classes, properties = defaultdict(set), defaultdict(set)
        for triple in triples:
            properties[triple.predicate.value].add(triple)
            if triple.predicate.value == _TYPE and isinstance(triple.object, ox.NamedNode):
                classes[triple.object.value].add(triple.subject)
        made.add(dataset, _VOID + "entities", len(set().union(*classes.values())))
        made.add(dataset, _VOID + "classes", len(classes))
        made.add(dataset, _VOID + "properties", len(properties))
        vocabularies = sorted(set(map(self._namespace, (*classes, *properties))) - {""})
        made.add(dataset, _VOID + "vocabulary", *map(ox.NamedNode, vocabularies))
        for kind, things in sorted(classes.items()):
            part = made.blank()
            made.add(dataset, _VOID + "classPartition", part)
            made.add(part, _VOID + "class", ox.NamedNode(kind))
            made.add(part, _VOID + "entities", len(things))
        for predicate, uses in sorted(properties.items()):
            part = made.blank()
            made.add(dataset, _VOID + "propertyPartition", part)
            made.add(part, _VOID + "property", ox.NamedNode(predicate))
            self._add_counts(made, part, uses)

    @staticmethod
    def _add_counts(made: _Triples, node: ox.NamedNode | ox.BlankNode, triples: Iterable[ox.Triple]) -> None:
        stated = list(triples)
        made.add(node, _VOID + "triples", len(stated))
        made.add(node, _VOID + "distinctSubjects", len({triple.subject for triple in stated}))
        made.add(node, _VOID + "distinctObjects", len({triple.object for triple in stated}))

    def _namespace(self, iri: str) -> str:
        """The namespace of a word, if the project has a prefix for it."""
        fitting = [one for one in self.store.prefixes.by_name.values() if iri.startswith(one)]
        return max(fitting, key=len, default="")

    # How it can be had

    def _add_distributions(self, made: _Triples) -> None:
        dataset = self.dataset
        if self.endpoint:
            made.add(dataset, _VOID + "sparqlEndpoint", ox.NamedNode(self.endpoint))
        for file in self.files:
            media, form = _MEDIA[file.form]
            node = made.blank()
            made.add(dataset, _VOID + "feature", ox.NamedNode(_FORMATS + form.replace("-", "_")))
            made.add(dataset, _DCAT + "distribution", node)
            made.add(node, _TYPE, ox.NamedNode(_DCAT + "Distribution"))
            made.add(node, DCTERMS + "title", file.name)
            made.add(node, _DCAT + "mediaType", ox.NamedNode(_MEDIA_TYPES + media))
            size = ox.Literal(str(len(file.content)), datatype=ox.NamedNode(XSD + "nonNegativeInteger"))
            made.add(node, _DCAT + "byteSize", size)
            made.add(node, DCTERMS + "license", *self.metadata.licences)
            digest = made.blank()
            made.add(node, _SPDX + "checksum", digest)
            made.add(digest, _SPDX + "algorithm", ox.NamedNode(_SPDX + "checksumAlgorithm_sha256"))
            value = ox.Literal(sha256(file.content).hexdigest(), datatype=ox.NamedNode(XSD + "hexBinary"))
            made.add(digest, _SPDX + "checksumValue", value)
            if self.address:
                place = ox.NamedNode(self.address + file.name)
                made.add(node, _DCAT + "downloadURL", place)
                made.add(dataset, _VOID + "dataDump", place)


# The questions


_EXECUTABLES: Final = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
}


class Examples:
    """The questions of a project as examples of SPARQL, each with values: in the form in which the Swiss
    Institute of Bioinformatics keeps such, https://github.com/sib-swiss/sparql-examples.
    """

    def __init__(
        self, runner: QueryRunner, queries: Mapping[str, Query], address: str = "", endpoint: str = ""
    ) -> None:
        """``queries`` by the names that the examples are to have."""
        self.store = runner.store
        self.runner = runner
        self.queries = queries
        self.address = address
        self.endpoint = endpoint
        self.left_out: list[str] = []  # names of queries of which no example can be made

    @cached_property
    def graph(self) -> Graph:
        """An example for each question that can be asked as it stands, or with values that it can take."""
        made = _Triples()
        prefixes = ox.BlankNode("sparql_examples_prefixes")
        made.add(prefixes, _TYPE, ox.NamedNode(OWL + "Ontology"))
        for name, namespace in sorted(self.store.prefixes.by_name.items()):
            node = made.blank()
            made.add(prefixes, _SH + "declare", node)
            made.add(node, _SH + "prefix", name)
            made.add(node, _SH + "namespace", ox.Literal(namespace, datatype=ox.NamedNode(XSD + "anyURI")))
        for name, query in self.queries.items():
            try:
                self._add(made, name, query, prefixes)
            except IrcKgError:
                self.left_out.append(name)
        return Graph(made.all, {**self.store.prefixes.by_name, **_PREFIXES})

    @cached_property
    def texts(self) -> list[tuple[str, str]]:
        """What each question asks, in words and in SPARQL, but for those of which no example can be made."""
        found = []
        for query in self.queries.values():
            try:
                found.append(self._texts(query))
            except IrcKgError:
                continue
        return found

    def _texts(self, query: Query) -> tuple[str, str]:
        """A question with values, in words and in SPARQL."""
        values = dict(self._values(query))
        text = self.runner.with_declarations(query, self.runner.bind(query, values))
        lines = [line for line in text.splitlines() if not line.startswith("#+")]
        words = self.runner.fill(query, query.header.summary or query.name, values)
        return words, "\n".join(lines).strip()

    def _add(self, made: _Triples, name: str, query: Query, prefixes: ox.BlankNode) -> None:
        if query.form not in _EXECUTABLES:
            self.left_out.append(name)
            return
        kind, relation = _EXECUTABLES[query.form]
        words, text = self._texts(query)
        example = ox.NamedNode(f"{self.address or BASE_IRI}.well-known/sparql-examples/{quote(name)}")
        made.add(example, _TYPE, ox.NamedNode(_SH + "SPARQLExecutable"), ox.NamedNode(_SH + kind))
        made.add(example, _SH + "prefixes", prefixes)
        made.add(example, RDFS + "comment", words)
        made.add(example, _SH + relation, text)
        made.add(example, SCHEMA + "keywords", *query.header.tags)
        target = query.header.endpoint or self.endpoint
        if target:
            made.add(example, SCHEMA + "target", ox.NamedNode(target))

    def _values(self, query: Query) -> Iterator[tuple[str, list[str]]]:
        """A value for each parameter that must have one and has no default: the first that it can take."""
        for parameter in query.parameters:
            if parameter.optional or query.defaults_of(parameter):
                continue
            found = self.runner.choices(query, parameter)
            known = [term.value for term in found if isinstance(term, ox.NamedNode | ox.Literal)]
            listed = query.header.enumerate.get(parameter.name) or known
            if listed:
                yield parameter.name, [listed[0]]
