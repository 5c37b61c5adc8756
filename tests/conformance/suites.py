"""The tests of the W3C as their manifests list them; `tools/w3c.py` fetches them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox

from irc_kg.store.names import RDF

SUITES = Path(os.environ.get("IRC_KG_W3C", Path(__file__).parents[2] / "build" / "w3c"))
TURTLE = SUITES / "turtle"
SPARQL = {"1.0": SUITES / "sparql10", "1.1": SUITES / "sparql11"}
SHACL = SUITES / "shacl"
_MANIFEST = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_QUERY = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_FROM = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^>]+)>", re.IGNORECASE)
_TURTLE_KINDS = "http://www.w3.org/ns/rdftest#"


@dataclass(frozen=True)
class Case:
    """One test: what kind it is of, the files it needs, and what must come out."""

    kind: str
    name: str  # within its folder
    query: Path  # for Turtle, the file to read
    data: tuple[Path, ...] = ()
    named: tuple[Path, ...] = ()  # files that are named graphs of the dataset
    result: Path | None = None

    @property
    def folder(self) -> str:
        return self.query.parent.name

    @property
    def id(self) -> str:
        return f"{self.folder}/{self.name}"

    @property
    def files(self) -> tuple[Path, ...]:
        """All files of its dataset: those of the manifest, or those that the query names itself."""
        if self.data or self.named:
            return tuple(dict.fromkeys((*self.data, *self.named)))
        names = dict.fromkeys(_FROM.findall(self.query.read_text(encoding="utf-8")))
        return tuple(self.query.parent / name for name in names)


class Manifest:
    """The statements of one manifest, with the files that its IRIs stand for."""

    def __init__(self, path: Path) -> None:
        self._store = ox.Store()
        self._store.load(
            path=path, format=ox.RdfFormat.TURTLE, base_iri=path.resolve().as_uri(), lenient=True
        )

    def subjects(self) -> Iterator[tuple[ox.NamedNode | ox.BlankNode, str]]:
        """All that has a type, with the type."""
        for quad in self._store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), None):
            if isinstance(quad.object, ox.NamedNode) and not isinstance(quad.subject, ox.Triple):
                yield quad.subject, quad.object.value

    def objects(
        self, subject: ox.NamedNode | ox.BlankNode, predicate: str
    ) -> Iterator[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]:
        for quad in self._store.quads_for_pattern(subject, ox.NamedNode(predicate), None):
            yield quad.object

    def files(self, subject: ox.NamedNode | ox.BlankNode, predicate: str) -> tuple[Path, ...]:
        found = (term for term in self.objects(subject, predicate) if isinstance(term, ox.NamedNode))
        return tuple(sorted(path_of(term) for term in found))


def path_of(node: ox.NamedNode | ox.BlankNode) -> Path:
    return Path(unquote(urlsplit(node.value).path))


def _name_of(subject: ox.NamedNode | ox.BlankNode) -> str:
    """The name of a test in its manifest, which tells apart those that share a query."""
    return urlsplit(subject.value).fragment if isinstance(subject, ox.NamedNode) else ""


def _refuse_missing() -> None:
    """Tests that cannot be found must not count as passed."""
    if not (TURTLE / "manifest.ttl").is_file():
        raise FileNotFoundError(f"The tests of the W3C are not in {SUITES}: `make conformance` fetches them.")


def turtle_cases() -> Iterator[Case]:
    _refuse_missing()
    manifest = Manifest(TURTLE / "manifest.ttl")
    for subject, kind in manifest.subjects():
        if kind.startswith(_TURTLE_KINDS):
            [action] = manifest.files(subject, _MANIFEST + "action")
            results = manifest.files(subject, _MANIFEST + "result")
            yield Case(
                kind.removeprefix(_TURTLE_KINDS), action.stem, action, result=results[0] if results else None
            )


def sparql_cases(kinds: str) -> Iterator[Case]:
    """The tests whose kind ends so, of both suites, by folder."""
    _refuse_missing()
    for suite in SPARQL.values():
        for path in sorted(suite.glob("*/manifest.ttl")):
            yield from sorted(_sparql_cases(Manifest(path), kinds), key=lambda case: case.id)


def _sparql_cases(manifest: Manifest, kinds: str) -> Iterator[Case]:
    for subject, kind in manifest.subjects():
        if kind.startswith(_MANIFEST) and kinds in kind:
            [action] = manifest.objects(subject, _MANIFEST + "action")
            assert not isinstance(action, ox.Literal | ox.Triple)
            parts = {name: manifest.files(action, _QUERY + name) for name in ("query", "data", "graphData")}
            query = parts["query"][0] if parts["query"] else path_of(action)
            result = manifest.files(subject, _MANIFEST + "result")
            yield Case(
                kind.removeprefix(_MANIFEST),
                query.stem if "Syntax" in kind else _name_of(subject),
                query,
                parts["data"],
                parts["graphData"],
                result[0] if result else None,
            )


def update_files() -> Iterator[Path]:
    """The texts of the tests of updates, valid and not."""
    _refuse_missing()
    yield from sorted(SPARQL["1.1"].glob("*/*.ru"))
