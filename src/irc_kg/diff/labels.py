"""Differences put into words: things by their labels, statements with who says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pyoxigraph as ox

from irc_kg.diff.differences import ChangeKind, Difference, FilePair, GraphPair
from irc_kg.diff.report import ChangedThing, LabelledDifference
from irc_kg.diff.statements import ItemList, NamelessNode, NestedStatement, NodeReference, Object
from irc_kg.diff.states import ComparedState
from irc_kg.provenance import PLACES_IN_SOURCE, Citation
from irc_kg.store import Term
from irc_kg.store.names import IRC, RDF, RDFS, XSD, Prefixes, fold

_FIRST = (RDF + "type", RDFS + "label")
_KINDS_IN_ORDER = (ChangeKind.REMOVED, ChangeKind.ADDED, ChangeKind.MOVED, ChangeKind.EVIDENCE)
_WRITTEN_BARE = {
    XSD + name
    for name in ("integer", "decimal", "double", "boolean", "date", "gYear", "gYearMonth", "dateTime")
}
_DIGEST_SHOWN = 12  # of the 64 digits: as many as tell one from another
_DIGESTS = {IRC + "sectionDigest", IRC + "sha256"}


class Labeller:
    """Knows the names of things: as the newer state has them, else as the older had."""

    def __init__(self, before: ComparedState, after: ComparedState) -> None:
        self.before, self.after = before, after
        self._prefixes = {**before.store.prefixes.by_name, **after.store.prefixes.by_name}
        self._renamed: set[str] = set()  # IRIs of files
        self._labels: dict[str, str] = {}
        self._files = {
            side.graph_iri(path): side.display_path(path)
            for side in (before, after)
            for path in side.state.files
        }

    def learn(self, graphs: Mapping[FilePair, GraphPair]) -> None:
        """Use the prefixes of files, too, where the ontology has none, and know which files are renamed."""
        for pair, (iri, before, after) in graphs.items():
            for graph in (before, after):
                self._prefixes = {**graph.prefixes, **self._prefixes}
            if None not in pair and pair.older != pair.newer:
                self._renamed.add(iri)

    def label(self, iri: str) -> str:
        """What a thing is called; a file by its path, and by its CURIE what has no name."""
        if iri not in self._labels:
            self._labels[iri] = " ".join((self._files.get(iri) or self._find_label(iri)).split())
        return self._labels[iri]

    def _find_label(self, iri: str) -> str:
        for side in (self.after, self.before):
            label = side.store.label(iri)
            if label != side.store.prefixes.shorten(iri):
                return label
        return Prefixes(self._prefixes).shorten(iri)

    def label_all(self, found: Iterable[Difference]) -> tuple[ChangedThing, ...]:
        """Differences by the thing that they are about, things by their labels."""
        by_thing: dict[tuple[str | None, str], list[Difference]] = defaultdict(list)
        for difference in found:
            subject = difference.statement.subject
            if isinstance(subject, ox.NamedNode):
                by_thing[subject.value, self.label(subject.value)].append(difference)
            else:
                file = self._files_of(difference)[0]
                by_thing[None, f"Nodes without a name in {file}"].append(difference)
        things = [self._thing(iri, label, all_) for (iri, label), all_ in by_thing.items()]
        return tuple(sorted(things, key=lambda thing: (fold(thing.label), thing.iri or "")))

    def _thing(self, iri: str | None, label: str, found: list[Difference]) -> ChangedThing:
        found.sort(key=self._reading_order)
        labelled = _distinct([self._label(difference) for difference in found])
        return ChangedThing(iri, label, self._class_label(iri), self._status(iri), labelled)

    def _class_label(self, iri: str | None) -> str:
        kinds = (side.store.kind(iri) for side in (self.after, self.before) if iri)
        kind = next(filter(None, kinds), None)
        return self.label(kind) if kind else ""

    def _status(self, iri: str | None) -> str:
        # In a file that cannot be read, a thing may be spoken of that is spoken of nowhere else.
        if iri is None or self.before.unreadable or self.after.unreadable:
            return ""
        if iri in self._renamed:
            return "renamed"
        if not self.before.store.states(iri):
            return "new"
        return "" if self.after.store.states(iri) else "removed"

    def _reading_order(self, difference: Difference) -> tuple[object, ...]:
        statement = difference.statement
        predicate = statement.predicate.value if statement.predicate else ""
        first = _FIRST.index(predicate) if predicate in _FIRST else len(_FIRST)
        kind = _KINDS_IN_ORDER.index(difference.kind)
        within, files = self._within(statement), (difference.newer or "", difference.older or "")
        return within, first, self._predicate_label(statement), kind, self.display(statement.object), files

    def _label(self, difference: Difference) -> LabelledDifference:
        statement, is_evidence = difference.statement, difference.kind is ChangeKind.EVIDENCE
        file, former_file = self._files_of(difference)
        citation, former = self._citations(difference)
        value = self._as_written(difference)
        labelled = LabelledDifference(
            kind=difference.kind,
            predicate=statement.predicate.value if statement.predicate else None,
            predicate_label=self._predicate_label(statement),
            object=self.serialise(value),
            object_label=self.display(value),
            within=self._within(statement),
            citation=str(citation),
            file=file,
            elsewhere=self._elsewhere(difference),
        )
        if is_evidence:
            labelled = replace(
                labelled,
                object=", ".join(map(self.serialise, difference.values)),
                object_label=self._evidence_label(statement, difference.values),
                former_label=self._evidence_label(statement, difference.former),
            )
        if difference.kind in {ChangeKind.MOVED, ChangeKind.EVIDENCE}:
            labelled = replace(labelled, former_citation=str(former), former_file=former_file)
        return labelled

    def _as_written(self, difference: Difference) -> Object:
        """What a statement says, as the file writes it in which it stands or stood."""
        statement, value = difference.statement, difference.statement.object
        is_gone = difference.kind is ChangeKind.REMOVED or difference.newer is None
        side, path = (self.before, difference.older) if is_gone else (self.after, difference.newer)
        if not isinstance(value, ox.Literal) or path is None:
            return value
        about = None if statement.path else statement.subject
        return side.store.as_written(value, about, statement.predicate, side.graph_iri(path))

    def _files_of(self, difference: Difference) -> tuple[str, str]:
        """The file in which a statement stands, or stood, and the one in which it stood before."""
        older = self.before.display_path(difference.older) if difference.older else ""
        newer = self.after.display_path(difference.newer) if difference.newer else ""
        return (older if difference.kind is ChangeKind.REMOVED or not newer else newer), older

    def _citations(self, difference: Difference) -> tuple[Citation | None, Citation | None]:
        """Who says so in the state in which it stands, and who said so before."""
        subject = difference.statement.subject or ox.BlankNode()
        newer, older = (
            self._citation(side, subject, path) if path else None
            for side, path in ((self.after, difference.newer), (self.before, difference.older))
        )
        return (older if difference.kind is ChangeKind.REMOVED or newer is None else newer), older

    def _citation(self, side: ComparedState, subject: Term, path: str) -> Citation:
        citation = side.evidence.citation(subject, side.graph_iri(path))
        # The document may have its name from a file that only the other state has, or that is not readable.
        return (
            citation._replace(document_label=self.label(citation.document)) if citation.document else citation
        )

    def _elsewhere(self, difference: Difference) -> str:
        """Who states what one file does not state any more, or stated already what is new in one."""
        statement = difference.statement
        subject, predicate, value = statement.subject, statement.predicate, statement.object
        if difference.kind not in {ChangeKind.ADDED, ChangeKind.REMOVED} or statement.path:
            return ""
        if subject is None or predicate is None or isinstance(value, NamelessNode | ItemList | NodeReference):
            return ""
        side = self.after if difference.kind is ChangeKind.REMOVED else self.before
        citations = {
            str(self._citation(side, subject, side.path(side.project.file_of(quad.graph_name.value))))
            for quad in side.store.quads(subject, predicate, value)
            if isinstance(quad.graph_name, ox.NamedNode)
        }
        return "; ".join(sorted(citations))

    def _predicate_label(self, statement: NestedStatement) -> str:
        return self.label(statement.predicate.value) if statement.predicate else ""

    def _within(self, statement: NestedStatement) -> str:
        """The way to the node that a statement is about: ``sh:property [is called]``."""
        steps = (
            f"{self.label(predicate.value)} [{'' if key is None else self.display(key)}]"
            for predicate, key in statement.path
        )
        return ", ".join(steps)

    def _evidence_label(self, statement: NestedStatement, values: Sequence[Object]) -> str:
        """What was recorded of where a statement comes from: ``paragraphs 1, 2``."""
        predicate = statement.predicate.value if statement.predicate else ""
        if predicate in _DIGESTS:
            return (
                ", ".join(str(getattr(value, "value", value))[:_DIGEST_SHOWN] for value in values) or "none"
            )
        shown = ", ".join(map(self.display, values))
        if predicate not in PLACES_IN_SOURCE:
            return shown
        unit = predicate.removeprefix(IRC)
        return f"{unit}{'' if len(values) == 1 else 's'} {shown}" if values else f"no {unit}"

    def display(self, term: Object) -> str:
        """A term as people read it: a thing by its label, texts in quotes, numbers and dates bare."""
        match term:
            case ox.NamedNode():
                return self.label(term.value)
            case ox.Literal():
                return self._literal(term)
            case NamelessNode(properties=properties, number=number):
                inside = "; ".join(f"{self.label(p.value)} {self.display(value)}" for p, value in properties)
                return f"{_number_prefix(number)}[{inside}]"
            case ItemList(items=items):
                return f"({', '.join(map(self.display, items))})"
            case NodeReference(number=number):
                return f"_:{number}"
            case _:
                return str(term)

    def _literal(self, literal: ox.Literal) -> str:
        datatype, text = literal.datatype.value, " ".join(literal.value.split())
        if literal.language:
            language = self.after.store.spellings.language_of(literal)
            return f'"{text}"' if language == "en" else f'"{text}" ({language})'
        if datatype == XSD + "string":
            return f'"{text}"'
        return text if datatype in _WRITTEN_BARE else f'"{text}" ({self.label(datatype)})'

    def serialise(self, term: Object) -> str:
        """A term as programs read it, without labels."""
        match term:
            case ox.NamedNode():
                return term.value
            case NamelessNode(properties=properties, number=number):
                inside = " ; ".join(f"{p} {self._inside(value)}" for p, value in properties)
                return f"{_number_prefix(number)}[ {inside} ]"
            case ItemList(items=items):
                return f"( {' '.join(map(self._inside, items))} )"
            case NodeReference(number=number):
                return f"_:{number}"
            case _:
                return str(term)

    def _inside(self, term: Object) -> str:
        return str(term) if isinstance(term, ox.NamedNode) else self.serialise(term)


def _number_prefix(number: int | None) -> str:
    return "" if number is None else f"_:{number} "


def _distinct(labelled: list[LabelledDifference]) -> tuple[LabelledDifference, ...]:
    """Where two values of one relation read the same, both as programs read them."""
    forms: dict[tuple[str | None, str], set[str]] = defaultdict(set)
    for one in labelled:
        forms[one.predicate, one.object_label].add(one.object)
    return tuple(
        replace(one, object_label=one.object)
        if len(forms[one.predicate, one.object_label]) > 1 and one.kind is not ChangeKind.EVIDENCE
        else one
        for one in labelled
    )
