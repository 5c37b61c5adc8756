"""What is said of a thing as data beside its page: Turtle and JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import pyoxigraph as ox

from irc_kg.provenance import PLACES_IN_SOURCE, Statement
from irc_kg.publishing import to_line
from irc_kg.publishing.dumps import JsonLdContext, sort_triples
from irc_kg.site.pages import SiteFile
from irc_kg.store import Store

CONTEXT = "context.jsonld"


class ThingData:
    """Writes what the files say of things, each file's part by itself, with the place in the source."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @cached_property
    def _context(self) -> JsonLdContext:
        return JsonLdContext(self.store)

    def context(self) -> SiteFile:
        """The words that the JSON-LD beside things uses."""
        return SiteFile(CONTEXT, _json({"@context": self._context.json}))

    def files(self, path: str, statements: Sequence[Statement]) -> Iterator[SiteFile]:
        """The files beside a page; ``path`` is that of the page without its ending."""
        graphs = self._graphs(statements)
        yield SiteFile(f"{path}.ttl", self._turtle(graphs).encode("utf-8", "replace"))
        if self.has_json_ld(statements):
            yield SiteFile(f"{path}.jsonld", self._json_ld(graphs, "../" * path.count("/")))

    def has_json_ld(self, statements: Iterable[Statement]) -> bool:
        """Whether JSON-LD can write them: it has no way to write a statement about a statement."""
        terms = list(dict.fromkeys(statement.object for statement in statements))
        for term in terms:
            if isinstance(term, ox.BlankNode):
                terms += [quad.object for quad in self.store.triples(term) if quad.object not in terms]
        return not any(isinstance(term, ox.Triple) for term in terms)

    def _graphs(self, statements: Sequence[Statement]) -> dict[str, tuple[str, list[ox.Triple]]]:
        """The triples of each file, with the place in its source in words."""
        found: dict[str, tuple[str, list[ox.Triple]]] = {}
        for statement in statements:
            citation = statement.citation
            triples = found.setdefault(citation.graph, (to_line(str(citation)), []))[1]
            triples.append(ox.Triple(statement.subject, statement.predicate, statement.object))  # type: ignore[arg-type]
        return {
            graph: (place, self._complete(graph, triples, f"b{number}-"))
            for number, (graph, (place, triples)) in enumerate(found.items(), 1)
        }

    def _complete(self, graph: str, triples: Sequence[ox.Triple], label: str) -> list[ox.Triple]:
        """What a file says of a thing, with the numbers of its places and what it says of blank nodes."""
        found = list(triples)
        for place in PLACES_IN_SOURCE:
            quads = self.store.quads(triples[0].subject, place, None, graph)
            found += sorted((quad.triple for quad in quads), key=str)
        if any(isinstance(triple.object, ox.BlankNode) for triple in found):
            return sort_triples([*found, *self._below(graph, found)], label)
        return found

    def _below(self, graph: str, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
        """What a file says of the blank nodes that some triples lead to."""
        nodes = list(dict.fromkeys(triple.object for triple in triples))
        for node in nodes:
            if isinstance(node, ox.BlankNode):
                for quad in self.store.quads(node, None, None, graph):
                    yield quad.triple
                    if quad.object not in nodes:
                        nodes.append(quad.object)

    def _turtle(self, graphs: dict[str, tuple[str, list[ox.Triple]]]) -> str:
        prefixes = dict(self.store.prefixes.by_name)
        blocks = []
        for place, triples in graphs.values():
            written = (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()
            lines = [line for line in written.splitlines() if not line.startswith("@prefix")]
            blocks.append(f"# {place}\n" + "\n".join(lines) + "\n")
        body = "\n".join(blocks)
        used = [(name, iri) for name, iri in sorted(prefixes.items()) if f"{name}:" in body]
        head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in used)
        return f"{head}\n{body}"

    def _json_ld(self, graphs: dict[str, tuple[str, list[ox.Triple]]], root: str) -> bytes:
        context = self._context
        named = [
            {"@id": context.shorten(graph), "@graph": context.describe(triples)}
            for graph, (_, triples) in graphs.items()
        ]
        return _json({"@context": root + CONTEXT, "@graph": named})


def _json(document: object) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
