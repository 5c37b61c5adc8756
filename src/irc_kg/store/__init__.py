"""The triples of a project, in one embedded Oxigraph store: the only place that knows where they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from irc_kg.store.datatypes import PartialDate
from irc_kg.store.endings import Endings
from irc_kg.store.known_names import KnownNames, NameList, NameReading, Names, StatedName, names_of_statements
from irc_kg.store.loading import read_files
from irc_kg.store.names import IRC, OWL, RDF, RDFS, Prefixes
from irc_kg.store.project_files import ProjectFiles
from irc_kg.store.settings import LABELS, LANGUAGES, OTHER_NAMES, Rank, Settings, settings_of
from irc_kg.store.values import Source, WrittenLiterals, is_kept_by_value

if TYPE_CHECKING:
    from irc_kg.store.changed_files import ChangedFiles
    from irc_kg.store.index import IndexedFiles
    from irc_kg.store.index_writer import IndexWriter
    from irc_kg.store.loading import LoadedFiles

INVERSE_LABEL = IRC + "inverseLabel"
CLASS_TYPES = (OWL + "Class", RDFS + "Class")
# What is of a type of these languages is a word: a class, a property, a datatype.
_LANGUAGES_OF_WORDS = tuple(f"<{namespace}" for namespace in (OWL, RDFS, RDF))

_ALL_FILES = ox.DefaultGraph()  # where it is filled, it holds what all files state
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def pattern_of(*terms: str | Term | ox.DefaultGraph | None) -> list[Term | ox.DefaultGraph | None] | None:
    """The terms that a statement must have, the subject first; None where no statement can have them."""
    try:
        pattern = [ox.NamedNode(term) if isinstance(term, str) else term for term in terms]
    except ValueError:  # a text that is no IRI
        return None
    return None if isinstance(pattern[0], ox.Literal) else pattern


class Store:
    """The triples of a project. Wherever a method takes a term, a plain text stands for an IRI."""

    def __init__(
        self,
        files: ProjectFiles,
        overlay: Mapping[Path, bytes] | None = None,
        loaded: LoadedFiles | IndexedFiles | IndexWriter | ChangedFiles | None = None,
    ) -> None:
        """``overlay``: what some files are to be read as, in the place of what they hold.

        ``loaded``: the files as they have been read, in memory or into the index.
        """
        self.files = files
        self._loaded = loaded or read_files(files, overlay)
        self._engine = self._loaded.engine
        self.prefixes = Prefixes(self._loaded.namespaces)
        """The prefixes that the files of the ontology declare: every query knows them."""
        self.imported = self._loaded.imported
        """What the ontology imports from files that are not of its folder, by the IRIs that it names."""
        self._labels: dict[str, str] = {}  # that were asked for

    @property
    def folder(self) -> Path | None:
        """Where the engine keeps what all files state, for those who only read it; None for memory."""
        from irc_kg.store.index import IndexedFiles  # sqlite3, which most commands do without

        return self._loaded.path if isinstance(self._loaded, IndexedFiles) else None

    @property
    def dataset(self) -> ox.Store:
        """The engine as queries see it: its default graph holds what all files state."""
        return self._loaded.dataset

    def quads(
        self,
        subject: str | Term | None = None,
        predicate: str | ox.NamedNode | None = None,
        object_: str | Term | None = None,
        graph: str | ox.NamedNode | ox.DefaultGraph | None = None,
    ) -> Iterator[ox.Quad]:
        """What the files state, each triple once for each file that states it; None stands for anything."""
        pattern = pattern_of(subject, predicate, object_, graph)
        if pattern is None:
            return
        for quad in self._engine.quads_for_pattern(*pattern):  # type: ignore[arg-type]
            # Unless it is asked for, the default graph says it all again.
            if graph is not None or isinstance(quad.graph_name, ox.NamedNode):
                yield quad

    def states(
        self,
        subject: str | Term | None = None,
        predicate: str | ox.NamedNode | None = None,
        object_: str | Term | None = None,
        graph: str | ox.NamedNode | None = None,
    ) -> bool:
        """Whether any file states something of this pattern."""
        if graph is None:
            return next(self.triples(subject, predicate, object_), None) is not None
        return next(self.quads(subject, predicate, object_, graph), None) is not None

    def triples(
        self,
        subject: str | Term | None = None,
        predicate: str | ox.NamedNode | None = None,
        object_: str | Term | None = None,
    ) -> Iterator[ox.Quad]:
        """What the files state, whichever of them, as quads of any graph; None stands for anything.

        Where the default graph is filled, each comes once; else once for each file, which takes less time
        than to fill it.
        """
        if not self._loaded.is_filled:
            return self.quads(subject, predicate, object_)
        pattern = pattern_of(subject, predicate, object_, _ALL_FILES)
        return iter(()) if pattern is None else self._engine.quads_for_pattern(*pattern)  # type: ignore[arg-type]

    def mentions(self, iri: str | ox.NamedNode) -> bool:
        """Whether an IRI stands in any statement, or names the file of one."""
        return (
            self.states(subject=iri)
            or self.states(object_=iri)
            or self.states(predicate=iri)
            or self.states(graph=iri)
        )

    def objects(self, subject: str | Term, predicate: str) -> list[Term]:
        """The objects of a subject and a predicate, in any graph, each once."""
        return list(dict.fromkeys([quad.object for quad in self.triples(subject, predicate)]))

    def subjects(self, predicate: str, object_: str | Term | None = None) -> tuple[str, ...]:
        """The IRIs of which something is said with a predicate, each once, sorted."""
        quads = self.triples(None, predicate, object_)
        return tuple(sorted({quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}))

    def iris(self, subject: str | Term, predicate: str) -> tuple[str, ...]:
        """The IRIs among the objects of a subject and a predicate, each once, sorted."""
        objects = self.objects(subject, predicate)
        return tuple(sorted(term.value for term in objects if isinstance(term, ox.NamedNode)))

    @cached_property
    def spellings(self) -> WrittenLiterals:
        """How the files write literals that the engine gives back as another text."""
        return self._loaded.spellings

    def sources(self) -> Iterator[Source]:
        """What each file holds, as it is written."""
        return self._loaded.reader.sources()

    def as_written(
        self,
        literal: ox.Literal,
        subject: Term | None = None,
        predicate: ox.NamedNode | None = None,
        graph: str | None = None,
    ) -> ox.Literal:
        """A literal as files write it in some statements, where all do in one way; else as it is."""
        if not is_kept_by_value(literal):
            return literal
        found = self.spellings.of(literal, (subject, predicate, graph))
        texts = {spelling.literal for spelling in found}
        if len(texts) != 1:
            return literal
        places = {(spelling.subject, spelling.predicate, spelling.graph) for spelling in found}
        stated = islice(self.quads(subject, predicate, literal, graph), len(places) + 1)
        # Where there are more statements than places, some are written as the engine has it.
        return texts.pop() if len(list(stated)) <= len(places) else literal

    def texts(self, subject: str | Term, predicate: str) -> tuple[str, ...]:
        """The literals among the objects of a subject and a predicate, as texts, those to be read first."""
        literals = sorted(self._literals_of(subject, predicate), key=self.settings.rank)
        return tuple(literal.value for literal in literals)

    def text(self, subject: str | Term, predicate: str) -> str:
        """The text of a literal, in the language of the project if there are several; empty without one."""
        literals = self._literals_of(subject, predicate)
        return min(literals, key=self.settings.rank).value if literals else ""

    def _literals_of(self, subject: str | Term, predicate: str) -> list[ox.Literal]:
        """The literals among the objects of a subject and a predicate, as they are written."""
        about = ox.NamedNode(subject) if isinstance(subject, str) else subject
        says = ox.NamedNode(predicate)
        terms = self.objects(about, predicate)
        return [self.as_written(term, about, says) for term in terms if isinstance(term, ox.Literal)]

    def items(self, subject: str | Term, predicate: str) -> tuple[Term, ...]:
        """The members of the RDF lists that are objects of a subject and a predicate, in order."""
        found: list[Term] = []
        for cell in self.objects(subject, predicate):
            seen: set[Term] = set()
            at: Term | None = cell
            while at is not None and at not in seen:  # a list that runs in a circle ends there
                seen.add(at)
                found += self.objects(at, RDF + "first")
                at = next(iter(self.objects(at, RDF + "rest")), None)
        return tuple(found)

    def instances(self, *classes: str) -> tuple[str, ...]:
        """The IRIs that have one of some classes as a type, each once, sorted."""
        quads = (quad for kind in classes for quad in self.triples(None, RDF + "type", kind))
        return tuple(sorted({quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}))

    @cached_property
    def classes(self) -> frozenset[str]:
        """What the ontology declares as a class, rather than as a relation."""
        return frozenset(self.instances(*CLASS_TYPES))

    def classes_above(self, kind: str) -> list[str]:
        """A class and those it is a kind of, nearest first."""
        found = [kind]
        for known in found:
            found += [iri for iri in self.iris(known, RDFS + "subClassOf") if iri not in found]
        return found

    def classes_below(self, kind: str) -> list[str]:
        """A class and those that are a kind of it, nearest first."""
        found = [kind]
        for known in found:
            found += [iri for iri in self.subjects(RDFS + "subClassOf", known) if iri not in found]
        return found

    def properties_below(self, *properties: str) -> list[str]:
        """Some properties and those that are a narrower form of them, nearest first."""
        found = list(properties)
        for known in found:
            found += [iri for iri in self.subjects(RDFS + "subPropertyOf", known) if iri not in found]
        return found

    def kind(self, thing: str) -> str | None:
        """The class that a thing is shown as: the first of its types that the ontology declares."""
        types = self.iris(thing, RDF + "type")
        return next((kind for kind in types if kind in self.classes), types[0] if types else None)

    def relations(self) -> Iterator[ox.Triple]:
        """What the files under ``graph/`` say between things, but for what kind each is."""
        return self._between_things(self.quads())

    def relations_of(self, thing: str) -> Iterator[ox.Triple]:
        """The relations between this thing and others, whichever it is, subject or object."""
        return self._between_things((*self.quads(thing), *self.quads(None, None, thing)))

    def _between_things(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Triple]:
        """The relations among what is said; that a row is of some class relates it to no other thing."""
        for quad in quads:
            between_things = (
                isinstance(quad.subject, ox.NamedNode)
                and isinstance(quad.object, ox.NamedNode)
                and quad.object.value not in self.classes
            )
            # A file is the subject of what is said of its source: that is evidence, not a relation of things.
            about_itself = quad.subject == quad.graph_name
            in_graph = (
                isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in self.files.graph_iris
            )
            if between_things and in_graph and not about_itself and quad.predicate.value != RDF + "type":
                yield ox.Triple(quad.subject, quad.predicate, quad.object)

    def neighbourhood(self, thing: str, hops: int) -> list[ox.Triple]:
        """The relations between a thing and what is at most so many steps away, along or against them."""
        found: dict[ox.Triple, None] = {}
        reached = {thing}
        border = [thing]
        for _ in range(hops):
            outside: list[str] = []
            for iri in border:
                for triple in self.relations_of(iri):
                    found[triple] = None
                    ends = (
                        end.value for end in (triple.subject, triple.object) if isinstance(end, ox.NamedNode)
                    )
                    new = [end for end in ends if end not in reached]
                    reached.update(new)
                    outside += new
            border = outside
        return list(found)

    @cached_property
    def settings(self) -> Settings:
        """What the files of the ontology set for the project."""
        labels = (term.value for term in self._setting(LABELS) if isinstance(term, ox.NamedNode))
        languages = (term.value for term in self._setting(LANGUAGES) if isinstance(term, ox.Literal))
        return settings_of(labels, languages)

    def _setting(self, predicate: str) -> Iterator[Term]:
        """The values of a setting, in their order: the members of a list, or a single one."""
        for path in self.files.ontology_files:
            for quad in self.quads(None, predicate, None, self.files.graph_iri(path)):
                yield from self.items(quad.subject, predicate) or [quad.object]

    @cached_property
    def label_predicates(self) -> tuple[str, ...]:
        """The properties by which things of the project are called, the first that counts first."""
        named = set(self._setting(LABELS))
        labels = self.settings.labels
        used = [iri for iri in labels if ox.NamedNode(iri) in named or self.states(None, iri)]
        return tuple(used) or labels[:1]

    @cached_property
    def name_predicates(self) -> tuple[str, ...]:
        """All properties by which things can be asked for."""
        return (*self.label_predicates, *(iri for iri in OTHER_NAMES if self.states(None, iri)))

    def label_statement(self, iri: str) -> tuple[str, ox.Literal] | None:
        """The property that gives a thing its label, and the label; None for what has no label."""
        labels = [
            (predicate, term)
            for predicate in self.label_predicates
            for term in self.objects(iri, predicate)
            if isinstance(term, ox.Literal) and term.value.strip()
        ]
        return min(labels, key=lambda label: self.settings.rank_of_label(*label), default=None)

    def label(self, iri: str) -> str:
        """What a thing is called, in the language of the project if there are several; else its CURIE."""
        if iri not in self._labels:
            stated = self.label_statement(iri)
            self._labels[iri] = stated[1].value if stated else self.prefixes.shorten(iri)
        return self._labels[iri]

    def labels(self, things: Collection[str]) -> frozenset[str]:
        """What many things are called: as ``label`` gives it, in less time than it takes one by one."""
        wanted = set(things)
        found: dict[str, tuple[Rank, str]] = {}
        for predicate in self.label_predicates:
            for quad in self.triples(None, predicate):
                thing, text = quad.subject.value, quad.object  # type: ignore[union-attr]
                if thing not in wanted or not isinstance(text, ox.Literal) or not text.value.strip():
                    continue
                rank = self.settings.rank_of_label(predicate, text)
                if thing not in found or rank < found[thing][0]:
                    found[thing] = rank, text.value
        nameless = map(self.prefixes.shorten, wanted.difference(found))
        return frozenset((*(text for _rank, text in found.values()), *nameless))

    def label_of_nameless(self, node: ox.BlankNode) -> str:
        """What stands for a blank node where people read: whose it is, by the first thing with a name."""
        seen: set[Term] = set()
        at: Term = node
        while isinstance(at, ox.BlankNode) and at not in seen:
            seen.add(at)
            at = next((quad.subject for quad in self.quads(None, None, at)), at)
        return (
            f"a thing without a name{f', of {self.label(at.value)}' if isinstance(at, ox.NamedNode) else ''}"
        )

    def is_label(self, subject: Term, predicate: ox.NamedNode) -> bool:
        """Whether a property gives a thing its label, rather than one more name."""
        if predicate.value not in self.label_predicates or not isinstance(subject, ox.NamedNode):
            return False
        stated = self.label_statement(subject.value)
        return stated is not None and stated[0] == predicate.value

    @cached_property
    def endings(self) -> Endings:
        """What had become of things by a day."""
        return Endings(self)

    def display_label(self, iri: str, as_of: PartialDate | None = None) -> str:
        """What a thing is called where it is shown: with what had become of it by a day, or by today."""
        note = self.endings.note_on(iri, as_of)
        label = self.label(iri)
        return f"{label.removesuffix('.')} ({note})" if note else label

    @cached_property
    def sentence_classes(self) -> frozenset[str]:
        """The classes of things whose label is what is said: points made, goals and the like."""
        marked = self.subjects(IRC + "labelIsSentence", ox.Literal(value=True))
        return frozenset(below for kind in marked for below in self.classes_below(kind))

    @cached_property
    def sentences(self) -> frozenset[str]:
        """The things whose label says something, rather than names them."""
        return frozenset(self.instances(*self.sentence_classes))

    def is_sentence(self, iri: str) -> bool:
        """Whether the label of a thing says something, rather than names it."""
        return not self.sentence_classes.isdisjoint(self.iris(iri, RDF + "type"))

    def inverse_label(self, predicate: str) -> str:
        """How a relation reads from its object: "funds" for "is funded by"."""
        return self.text(predicate, INVERSE_LABEL) or f"is the object of {self.label(predicate)!r} of"

    def describe(self, iri: str) -> str:
        """A thing in a list to choose from: label, with its end if it has one, kind and CURIE."""
        kind = self.kind(iri)
        of_kind = f" ({self.label(kind)})" if kind else ""
        return f"{self.display_label(iri)}{of_kind}  {self.prefixes.shorten(iri)}"

    @cached_property
    def names(self) -> Names:
        """Everything that has a name, by its names: its label first, as ``label`` gives it."""
        return Names(self._all_names(), self.prefixes, self.describe, self._words_of_the_ontology)

    def _all_names(self) -> KnownNames:
        return self._loaded.names or NameList(names_of_statements(self.names_in_files()))

    def names_in_files(self, graph: str | None = None) -> Iterator[StatedName]:
        """The names of things as the files, or one of them, state them."""
        reading = NameReading(self.settings)
        for predicate in reading.properties:
            for quad in self.quads(None, predicate, None, graph):
                yield from reading.names_of(quad, quad.graph_name.value)  # type: ignore[union-attr]

    def _words_of_the_ontology(self) -> frozenset[str]:
        """The classes, properties and datatypes that the files of the ontology declare.

        Concepts that have their definitions there are things like others.
        """
        graphs = [self.files.graph_iri(path) for path in self.files.ontology_files]
        quads = (quad for graph in graphs for quad in self.quads(None, RDF + "type", None, graph))
        return frozenset(
            quad.subject.value
            for quad in quads
            if isinstance(quad.subject, ox.NamedNode) and str(quad.object).startswith(_LANGUAGES_OF_WORDS)
        )

    def search(self, text: str) -> dict[str, str]:
        """Things by a text, each with the name by which it is found, the best first.

        Behind what is called so come the things of a class that is called so, found by the name of the class.
        """
        found = self.names.search(text)
        called_so = self.names.same(text)
        best = {iri: name for iri, name in found.items() if iri in called_so}
        for kind in sorted(called_so & self.classes):
            members = self.instances(*self.classes_below(kind))
            best |= {iri: self.label(kind) for iri in sorted(members, key=self.label) if iri not in best}
        return best | {iri: name for iri, name in found.items() if iri not in best}
