"""The triples of a project, in one embedded Oxigraph store: the only place that knows where they are."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from irc_kg.errors import Finding, IrcKgError
from irc_kg.store.names import Name, Names, Prefixes
from irc_kg.store.project_files import ProjectFiles
from irc_kg.store.vocabularies import ORG, OWL, RDF, RDFS, SKOS

LABEL = ox.NamedNode(RDFS + "label")
NAME_PREDICATES = (
    (LABEL, True),
    (ox.NamedNode(SKOS + "prefLabel"), True),
    (ox.NamedNode(SKOS + "altLabel"), False),
    (ox.NamedNode(SKOS + "notation"), False),
    (ox.NamedNode(ORG + "identifier"), False),
)
_PLACE_OF_FAULT = re.compile(r"^Parser error at line \d+ (between columns \d+ and \d+|column \d+): ")

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class UnreadableFilesError(IrcKgError):
    """Files of the project that are not Turtle; ``irc-kg check`` lists the same faults."""

    def __init__(self, findings: Iterable[Finding], project: ProjectFiles) -> None:
        self.findings = tuple(findings)
        listed = "".join(
            f"\n  {project.shown(finding.file)}:{finding.line}:{finding.column}: {finding.message}"
            for finding in self.findings
        )
        super().__init__(
            f"The project cannot be read before this is put right (`irc-kg check` tells more of it):{listed}"
        )


def _syntax_finding(path: Path, error: SyntaxError) -> Finding:
    return Finding(
        file=path,
        line=error.lineno or 1,
        column=error.offset or 1,
        check="syntax",
        message=_PLACE_OF_FAULT.sub("", str(error.msg)),
    )


class Store:
    """The triples of a project, ready to be asked."""

    def __init__(self, project: ProjectFiles, instead: Mapping[Path, bytes] | None = None) -> None:
        """``instead``: what some files are to be read as, in the place of what they hold."""
        self.project = project
        self._instead = instead or {}
        self.engine = ox.Store()
        self._prefixes: dict[str, str] = {}
        faults = [fault for path in project.turtle_files if (fault := self._load(path))]
        if faults:
            raise UnreadableFilesError(faults, project)

    def _load(self, path: Path) -> Finding | None:
        iri = self.project.graph_iri(path)
        graph = ox.NamedNode(iri)
        try:
            # Some editors put a byte order mark first, which says nothing and which the engine does not take.
            data = self._instead[path] if path in self._instead else path.read_bytes()
            data = data.removeprefix(BOM_UTF8)
            if path in self.project.ontology_files:
                # The ontology declares the prefixes of the project; only a parser tells them.
                parser = ox.parse(data, ox.RdfFormat.TURTLE, base_iri=iri)
                self.engine.extend(
                    ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in parser
                )
                for name, namespace in parser.prefixes.items():
                    self._prefixes.setdefault(name, namespace)
            else:
                self.engine.load(data, ox.RdfFormat.TURTLE, base_iri=iri, to_graph=graph)
        except SyntaxError as error:
            return _syntax_finding(path, error)
        except OSError as error:
            return Finding(path, 1, 1, "syntax", f"The file cannot be read: {error.strerror}.")
        return None

    @cached_property
    def prefixes(self) -> Prefixes:
        """The prefixes that the files of the ontology declare: every query knows them."""
        return Prefixes(self._prefixes)

    @cached_property
    def names(self) -> Names:
        """Everything that has a name, by its names."""
        return Names(self._names(), self.prefixes, self._described)

    def _names(self) -> Iterator[Name]:
        for predicate, preferred in NAME_PREDICATES:
            seen = set()
            for quad in self.quads(None, predicate, None, None):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                    name = Name(quad.object.value, quad.subject.value, preferred)
                    if name not in seen:
                        seen.add(name)
                        yield name

    def quads(
        self,
        subject: Term | None = None,
        predicate: ox.NamedNode | None = None,
        object_: Term | None = None,
        graph: ox.NamedNode | None = None,
    ) -> Iterator[ox.Quad]:
        """What the files state, each triple once for each file that states it; None stands for anything."""
        if isinstance(subject, ox.Literal):
            return
        for quad in self.engine.quads_for_pattern(subject, predicate, object_, graph):
            if isinstance(quad.graph_name, ox.NamedNode):  # the default graph says it all again
                yield quad

    def objects(self, subject: Term, predicate: str) -> list[Term]:
        """The objects of a subject and a predicate, in any graph, each once."""
        quads = self.quads(subject, ox.NamedNode(predicate), None, None)
        return list(dict.fromkeys(quad.object for quad in quads))

    def label(self, iri: str) -> str:
        """What a thing is called, in English where it has several labels; else its CURIE."""
        labels = [
            term for term in self.objects(ox.NamedNode(iri), LABEL.value) if isinstance(term, ox.Literal)
        ]
        labels.sort(key=lambda label: (label.language not in {"en", None}, label.value))
        return labels[0].value if labels else self.prefixes.shorten(iri)

    def kind(self, thing: str) -> str | None:
        """The class that a thing is shown as: the first of its types that the ontology declares."""
        types = sorted(
            term.value
            for term in self.objects(ox.NamedNode(thing), RDF + "type")
            if isinstance(term, ox.NamedNode)
        )
        return next((kind for kind in types if kind in self._classes), types[0] if types else None)

    @cached_property
    def _classes(self) -> set[str]:
        """What the ontology declares as a class, rather than as a relation."""
        kind = ox.NamedNode(RDF + "type")
        return {
            quad.subject.value
            for name in (OWL + "Class", RDFS + "Class")
            for quad in self.quads(None, kind, ox.NamedNode(name), None)
            if isinstance(quad.subject, ox.NamedNode)
        }

    def classes_above(self, kind: str) -> list[str]:
        """A class and those it is a kind of, nearest first."""
        found = [kind]
        for known in found:
            parents = self.objects(ox.NamedNode(known), RDFS + "subClassOf")
            found += sorted(
                term.value for term in parents if isinstance(term, ox.NamedNode) and term.value not in found
            )
        return found

    def _described(self, iri: str) -> str:
        """A thing in a list to choose from: label, kind and CURIE."""
        kind = self.kind(iri)
        told = f" ({self.label(kind)})" if kind else ""
        return f"{self.label(iri)}{told}  {self.prefixes.shorten(iri)}"

    @cached_property
    def asked(self) -> ox.Store:
        """The engine, with its default graph holding what all files state.

        The engine's own union of named graphs would give a triple once for each file that states it, and so
        count it more than once.
        """
        self.engine.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
        return self.engine
