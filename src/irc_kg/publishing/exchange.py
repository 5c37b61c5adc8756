"""The graph of a project on a server: pushed there graph by graph, and pulled back as changes of text.

What was pushed is kept on the server, in a graph of its own, as the digest of each graph: so two people who
push know of each other. What this machine last saw there is kept in the user's cache folder: so it is known
which side has changed since. Statements are compared by what they are worth: servers keep no more.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit, urlunsplit

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.files import write_text
from irc_kg.publishing.dumps import sort_triples
from irc_kg.store import Store
from irc_kg.store.endpoint import Endpoint
from irc_kg.store.names import IRC
from irc_kg.store.project_files import BASE_IRI, is_turtle
from irc_kg.store.remote import PUSHED_GRAPH
from irc_kg.store.values import engine_spelling

if TYPE_CHECKING:
    from irc_kg.editing import Change

_DIGEST: Final = ox.NamedNode(IRC + "pushedDigest")
_AT_ONCE: Final = 20  # graphs, between two notes of what was pushed
_TURTLE: Final = "text/turtle"
_NOT_FOUND: Final = 404
_BAD: Final = 400
_NO_SUCH_THING: Final = frozenset({404, 405, 501})

Triples = Sequence[ox.Triple]
Told = Callable[[int, int], None]  # how many graphs are done, and of how many


class NoGraphStoreError(IrcKgError):
    """An address that takes no graphs."""

    def __init__(self, shown: str, status: int) -> None:
        super().__init__(
            f"{shown} does not take graphs (it says {status}): --graph-store URL names where the server has "
            "the SPARQL 1.1 Graph Store Protocol."
        )


def graph_store_of(endpoint: Endpoint) -> str:
    """Where a server mostly has its Graph Store Protocol, by where it is asked."""
    parts = urlsplit(endpoint.url)
    path = parts.path.rstrip("/")
    of_virtuoso = "/sparql-graph-crud-auth" if endpoint.credentials.user else "/sparql-graph-crud"
    usual = (
        ("/query", "/store"),  # Oxigraph
        ("/sparql", of_virtuoso),
    )
    for asked, stored in usual:
        if path.endswith(asked):
            return urlunsplit((*parts[:2], path.removesuffix(asked) + stored, "", ""))
    if path.rpartition("/")[0].endswith("/repositories"):  # GraphDB, RDF4J
        path += "/rdf-graphs/service"
    return urlunsplit((*parts[:2], path or "/", "", ""))


class GraphStore:
    """The named graphs of a server, by the SPARQL 1.1 Graph Store Protocol."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.url = endpoint.graph_store or graph_store_of(endpoint)
        endpoint.graph_store = self.url
        parts = urlsplit(self.url)
        self.shown = urlunsplit((*parts[:3], "", ""))

    def put(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Have a graph state this, and nothing else."""
        content = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        self._send("PUT", graph, {"Content-Type": _TURTLE}, content)

    def delete(self, graph: str) -> None:
        """Take a graph away, if it is there."""
        self._send("DELETE", graph, {}, may_be_missing=True)

    def get(self, graph: str) -> list[ox.Triple]:
        """What a graph states; nothing where it is not there."""
        columns = "SELECT ?s ?p ?o"
        rows = self.endpoint.select(f"{columns} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        return [ox.Triple(*row) for row in rows]

    def _send(
        self,
        method: str,
        graph: str,
        headers: dict[str, str],
        content: bytes | None = None,
        *,
        may_be_missing: bool = False,
    ) -> None:
        joint = "&" if "?" in self.url else "?"
        url = f"{self.url}{joint}graph={quote(graph, safe='')}"
        response = self.endpoint.send(method, url, headers, content=content)
        status = response.status_code
        if status in _NO_SUCH_THING and not (may_be_missing and status == _NOT_FOUND):
            raise NoGraphStoreError(self.shown, status)
        if status >= _BAD and not may_be_missing:
            raise self.endpoint.refusal(response)
        response.close()


def digest_of(triples: Triples) -> str:
    """By what it is known again what a graph states."""
    lines = "\n".join(map(str, triples))
    return hashlib.sha256(lines.encode()).hexdigest()


def comparable(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Triples as they can be compared: values by what they are worth, blank nodes by what is said of them."""
    spelt = (ox.Triple(each.subject, each.predicate, engine_spelling(each.object)) for each in triples)
    return sort_triples(dict.fromkeys(spelt), "n")


# What was seen


@dataclass
class LastSeen:
    """The digests of graphs as this machine last saw them on a server, kept in the user's cache folder."""

    file: Path
    digests: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path, url: str) -> LastSeen:
        """That of a project and the address of a server."""
        from platformdirs import user_cache_path

        name = hashlib.sha256(f"{root.resolve()}\n{url}".encode()).hexdigest()[:32]
        seen = cls(user_cache_path("irc-kg") / "pushed" / f"{name}.json")
        with suppress(OSError, ValueError):
            held = json.loads(seen.file.read_text(encoding="utf-8"))
            seen.digests = {str(graph): str(digest) for graph, digest in held.items()}
        return seen

    def keep(self) -> None:
        """Write it; where that cannot be, it is only not known next time."""
        with suppress(OSError, IrcKgError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            write_text(self.file, json.dumps(self.digests, indent=1, sort_keys=True) + "\n")


@dataclass
class Exchange:
    """What push and pull compare: the graphs here, those on a server, and what was last seen there."""

    store: Store
    graph_store: GraphStore

    @cached_property
    def here(self) -> dict[str, list[ox.Triple]]:
        """What each file states."""
        found = {}
        for iri, data, form in self.store.sources():
            found[iri] = comparable(quad.triple for quad in ox.parse(data, form, base_iri=iri))
        return found

    @cached_property
    def last_seen(self) -> LastSeen:
        return LastSeen.of(self.store.files.root, self.graph_store.url)

    def digests_there(self) -> dict[str, str]:
        """The digests that the server keeps of what was pushed to it."""
        text = (
            f"SELECT ?graph ?digest WHERE {{ GRAPH <{PUSHED_GRAPH}> {{ ?graph <{_DIGEST.value}> ?digest }} }}"
        )
        rows = self.graph_store.endpoint.select(text)
        return {graph.value: digest.value for graph, digest in rows}

    def note_pushed(self, digests: Mapping[str, str]) -> None:
        """Have the server keep the digests of what was pushed to it."""
        triples = [
            ox.Triple(ox.NamedNode(graph), _DIGEST, ox.Literal(digest))
            for graph, digest in sorted(digests.items())
        ]
        if triples:
            self.graph_store.put(PUSHED_GRAPH, triples)
        else:
            self.graph_store.delete(PUSHED_GRAPH)


# To the server


class _Side(Enum):
    """On which side a graph has changed since it was last seen on the other."""

    NONE = auto()
    HERE = auto()
    THERE = auto()
    GONE = auto()  # from here
    ONLY_THERE = auto()


def _side_of(here: str | None, there: str | None, seen: str | None) -> _Side:
    """By the digests of a graph here, there, and there as it was last seen; None where there is none."""
    if here is None:
        return _Side.GONE if seen == there else _Side.ONLY_THERE
    if here == there:
        return _Side.NONE
    was_changed = there is not None and seen is not None and seen != there
    return _Side.THERE if was_changed else _Side.HERE


@dataclass(frozen=True)
class Pushing:
    """What a push would do, or has done: graphs by their IRIs."""

    exchange: Exchange
    changed: dict[str, str]  # with their digests
    unchanged: Sequence[str]
    gone: Sequence[str]  # which are not here any more, and were pushed from here
    only_there: Sequence[str]  # which others pushed
    changed_there: Sequence[str]  # since this machine last saw them

    @classmethod
    def plan(cls, exchange: Exchange, *, force: bool = False) -> Pushing:
        """What differs. ``force``: every graph, whatever others have pushed."""
        known, seen = exchange.digests_there(), exchange.last_seen.digests
        digests = {graph: digest_of(triples) for graph, triples in exchange.here.items() if triples}
        found: dict[_Side, list[str]] = defaultdict(list)
        for graph in dict.fromkeys([*digests, *known]):
            here = digests.get(graph)
            is_new = force and here is not None
            side = _Side.HERE if is_new else _side_of(here, known.get(graph), seen.get(graph))
            found[side].append(graph)
        return cls(
            exchange,
            {graph: digests[graph] for graph in found[_Side.HERE]},
            found[_Side.NONE],
            found[_Side.GONE],
            found[_Side.ONLY_THERE],
            found[_Side.THERE],
        )

    @property
    def statements(self) -> int:
        """How many statements the graphs have that are pushed."""
        return sum(len(self.exchange.here[graph]) for graph in self.changed)

    def run(self, tell: Told = lambda _done, _of: None) -> None:
        """Push, some graphs at once: whoever is stopped in the midst goes on from there the next time.

        The digests of graphs are taken away before these are written, so that none is ever believed that is
        not there.
        """
        known = self.exchange.digests_there()
        waiting = [*self.changed, *self.gone]
        for begin in range(0, len(waiting), _AT_ONCE):
            portion = waiting[begin : begin + _AT_ONCE]
            if any(known.pop(graph, None) for graph in portion):
                self.exchange.note_pushed(known)
            for graph in portion:
                self._push(graph)
            known |= {graph: self.changed[graph] for graph in portion if graph in self.changed}
            self.exchange.note_pushed(known)
            tell(begin + len(portion), len(waiting))
        self.exchange.last_seen.digests = {
            graph: known[graph] for graph in known if graph in self.exchange.here
        }
        self.exchange.last_seen.keep()

    def _push(self, graph: str) -> None:
        if graph in self.changed:
            self.exchange.graph_store.put(graph, self.exchange.here[graph])
        else:
            self.exchange.graph_store.delete(graph)


# From the server


@dataclass(frozen=True)
class Pulling:
    """What a pull would change, or has changed."""

    exchange: Exchange
    changes: Sequence[Change]
    digests: Mapping[str, str]  # as they are there, of what is the same afterwards
    unchanged: int
    changed_here: Sequence[str]  # and not there: a push would bring them
    changed_on_both_sides: Sequence[str]
    only_here: Sequence[str]
    refused: Mapping[str, str]  # why what is there cannot be written as text

    @classmethod
    def plan(cls, exchange: Exchange, *, force: bool = False) -> Pulling:
        """What differs. ``force``: what is there is taken, whatever has changed here."""
        return _Comparison(exchange, force).pulling()

    @property
    def additions(self) -> int:
        return sum(len(change.additions) for change in self.changes)

    @property
    def removals(self) -> int:
        return sum(len(change.removals) for change in self.changes)

    def run(self) -> None:
        """Write the changes, each file whole, unless it says something else by now."""
        from irc_kg.editing import save

        for change in self.changes:
            save(change)
        self.exchange.last_seen.digests |= self.digests
        self.exchange.last_seen.keep()


class _Comparison:
    """The graphs of a server, one after the other beside those that are here."""

    def __init__(self, exchange: Exchange, force: bool) -> None:
        self.exchange = exchange
        self.force = force
        self.pushed = exchange.digests_there()
        self.changes: list[Change] = []
        self.digests: dict[str, str] = {}
        self.refused: dict[str, str] = {}
        self.found: dict[str, list[str]] = {"same": [], "here": [], "both": [], "only here": []}

    def pulling(self) -> Pulling:
        """All of them compared."""
        there = set(self._graphs_there())
        for graph in sorted(there):
            self._compare(graph)
        self.found["only here"] = [graph for graph in self.exchange.here if graph not in there]
        found = self.found
        return Pulling(
            self.exchange,
            self.changes,
            self.digests,
            len(found["same"]),
            found["here"],
            found["both"],
            found["only here"],
            self.refused,
        )

    def _graphs_there(self) -> Iterator[str]:
        """The named graphs that are files of a project."""
        text = "SELECT ?graph (COUNT(*) AS ?number) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
        for row in self.exchange.graph_store.endpoint.select(text):
            graph = row[0]
            if isinstance(graph, ox.NamedNode) and graph.value.startswith(
                (f"{BASE_IRI}graph/", f"{BASE_IRI}ontology/")
            ):
                yield graph.value

    def _compare(self, graph: str) -> None:
        there = comparable(self.exchange.graph_store.get(graph))
        here = self.exchange.here.get(graph, [])
        digest, own = digest_of(there), digest_of(here)
        before = self.exchange.last_seen.digests.get(graph) or self.pushed.get(graph)
        if digest == own:
            self.found["same"].append(graph)
            self.digests[graph] = digest
        elif digest == before and not self.force:
            self.found["here"].append(graph)
        elif here and own != before and not self.force:
            self.found["both"].append(graph)
        else:
            self._change(graph, here, there, digest)

    def _change(self, graph: str, here: Triples, there: Triples, digest: str) -> None:
        """Note the change of text that a graph comes to, or why there is none."""
        from irc_kg.editing import Change, read_document
        from irc_kg.editing.adding import add
        from irc_kg.editing.removing import remove

        file = self._file_of(graph)
        gone, new = set(here) - set(there), [each for each in there if each not in set(here)]
        reason = _why_not_as_text(file, [*gone, *new])
        if file is None or reason:
            self.refused[graph] = reason
            return
        try:
            document = read_document(file, graph, create=True)
            after = add(remove(document, gone), new, self.exchange.store.prefixes.by_name)
        except IrcKgError as error:
            self.refused[graph] = str(error)
            return
        self.changes.append(Change(file, document, after))
        self.digests[graph] = digest

    def _file_of(self, graph: str) -> Path | None:
        """The file that holds a graph, or would; None where none may."""
        files = self.exchange.store.files
        file = files.file_of(graph)
        is_inside = Path(os.path.realpath(file)).is_relative_to(files.root.resolve())
        return file if is_inside and ".." not in file.parts else None


def _why_not_as_text(file: Path | None, triples: Iterable[ox.Triple]) -> str:
    """Why a change cannot be made as text; nothing where it can."""
    if file is None:
        return "it would stand outside of the project"
    if not is_turtle(file):
        return "only Turtle is edited"
    for triple in triples:
        if not isinstance(triple.subject, ox.NamedNode) or isinstance(
            triple.object, ox.BlankNode | ox.Triple
        ):
            return "what is said of things without names has changed, which is edited by hand"
    return ""
