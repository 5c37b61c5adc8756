"""Differences put into words: things by their labels, statements with who says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pyoxigraph as ox

from irc_kg.diff.comparison import Thing, ToldDifference
from irc_kg.diff.differences import Difference, Kind
from irc_kg.diff.said import Again, Listing, Node, Object, Said
from irc_kg.diff.states import Side
from irc_kg.provenance.citations import PLACES_IN_SOURCE, Citation
from irc_kg.store.names import Prefixes, fold
from irc_kg.store.store import Term
from irc_kg.store.vocabularies import IRC, RDF, RDFS, XSD

_FIRST = (RDF + "type", RDFS + "label")
_WRITTEN_BARE = {
    XSD + name
    for name in ("integer", "decimal", "double", "boolean", "date", "gYear", "gYearMonth", "dateTime")
}
_DIGEST_SHOWN = 12  # of the 64 digits: as many as tell one from another
_DIGESTS = {IRC + "sectionDigest", IRC + "sha256"}


class Teller:
    """Knows the names of things: as the newer state has them, else as the older had."""

    def __init__(self, before: Side, after: Side) -> None:
        self.before, self.after = before, after
        self._prefixes = {**before.store.prefixes.by_name, **after.store.prefixes.by_name}
        self.renamed: set[str] = set()  # IRIs of files
        self._labels: dict[str, str] = {}
        self._files = {
            side.graph_iri(path): side.display_path(path)
            for side in (before, after)
            for path in side.state.files
        }

    def know(self, prefixes: Mapping[str, str]) -> None:
        """Use prefixes of a file, too, where the ontology has none for a namespace."""
        self._prefixes = {**prefixes, **self._prefixes}

    def label(self, iri: str) -> str:
        """What a thing is called; a file by its path, and by its CURIE what has no name."""
        if iri not in self._labels:
            self._labels[iri] = " ".join((self._files.get(iri) or self._called(iri)).split())
        return self._labels[iri]

    def _called(self, iri: str) -> str:
        for side in (self.after, self.before):
            label = side.store.label(iri)
            if label != side.store.prefixes.shorten(iri):
                return label
        return Prefixes(self._prefixes).shorten(iri)

    def tell(self, found: Iterable[Difference]) -> tuple[Thing, ...]:
        """Differences by the thing that they are about, things by their labels."""
        by_thing: dict[tuple[str | None, str], list[Difference]] = defaultdict(list)
        for difference in found:
            subject = difference.said.subject
            if isinstance(subject, ox.NamedNode):
                by_thing[subject.value, self.label(subject.value)].append(difference)
            else:
                file = self._files_of(difference)[0]
                by_thing[None, f"Nodes without a name in {file}"].append(difference)
        things = [self._thing(iri, label, all_) for (iri, label), all_ in by_thing.items()]
        return tuple(sorted(things, key=lambda thing: (fold(thing.label), thing.iri or "")))

    def _thing(self, iri: str | None, label: str, found: list[Difference]) -> Thing:
        found.sort(key=self._reading_order)
        return Thing(iri, label, self._sort(iri), self._status(iri), _distinct(list(map(self._told, found))))

    def _sort(self, iri: str | None) -> str:
        kinds = (side.store.kind(iri) for side in (self.after, self.before) if iri)
        kind = next(filter(None, kinds), None)
        return self.label(kind) if kind else ""

    def _status(self, iri: str | None) -> str:
        # In a file that cannot be read, a thing may be spoken of that is spoken of nowhere else.
        if iri is None or self.before.unreadable or self.after.unreadable:
            return ""
        if iri in self.renamed:
            return "renamed"
        was, is_ = (
            next(side.store.quads(ox.NamedNode(iri)), None) is not None for side in (self.before, self.after)
        )
        return "" if was and is_ else "removed" if was else "new"

    def _reading_order(self, difference: Difference) -> tuple[object, ...]:
        said = difference.said
        predicate = said.predicate.value if said.predicate else ""
        first = _FIRST.index(predicate) if predicate in _FIRST else len(_FIRST)
        kind = (Kind.REMOVED, Kind.ADDED, Kind.MOVED, Kind.EVIDENCE).index(difference.kind)
        within, files = self._within(said), (difference.newer or "", difference.older or "")
        return within, first, self._predicate_label(said), kind, self.shown(said.object), files

    def _told(self, difference: Difference) -> ToldDifference:
        said, is_evidence = difference.said, difference.kind is Kind.EVIDENCE
        file, former_file = self._files_of(difference)
        citation, former = self._citations(difference)
        told = ToldDifference(
            kind=difference.kind,
            predicate=said.predicate.value if said.predicate else None,
            predicate_label=self._predicate_label(said),
            object=self.written(said.object),
            object_label=self.shown(said.object),
            within=self._within(said),
            citation=str(citation),
            file=file,
            elsewhere=self._elsewhere(difference),
        )
        if is_evidence:
            told = replace(
                told,
                object=", ".join(map(self.written, difference.values)),
                object_label=self._recorded(said, difference.values),
                former_label=self._recorded(said, difference.former),
            )
        if difference.kind in {Kind.MOVED, Kind.EVIDENCE}:
            told = replace(told, former_citation=str(former), former_file=former_file)
        return told

    def _files_of(self, difference: Difference) -> tuple[str, str]:
        """The file in which a statement stands, or stood, and the one in which it stood before."""
        older = self.before.display_path(difference.older) if difference.older else ""
        newer = self.after.display_path(difference.newer) if difference.newer else ""
        return (older if difference.kind is Kind.REMOVED or not newer else newer), older

    def _citations(self, difference: Difference) -> tuple[Citation | None, Citation | None]:
        """Who says so in the state in which it stands, and who said so before."""
        subject = difference.said.subject or ox.BlankNode()
        newer, older = (
            self._citation(side, subject, path) if path else None
            for side, path in ((self.after, difference.newer), (self.before, difference.older))
        )
        return (older if difference.kind is Kind.REMOVED or newer is None else newer), older

    def _citation(self, side: Side, subject: Term, path: str) -> Citation:
        citation = side.evidence.citation(subject, side.graph_iri(path))
        # The document may have its name from a file that only the other state has, or that is not readable.
        return (
            replace(citation, document_label=self.label(citation.document)) if citation.document else citation
        )

    def _elsewhere(self, difference: Difference) -> str:
        """Who states what one file does not state any more, or stated already what is new in one."""
        said = difference.said
        subject, predicate, value = said.subject, said.predicate, said.object
        if (
            difference.kind not in {Kind.ADDED, Kind.REMOVED}
            or said.way
            or subject is None
            or predicate is None
        ):
            return ""
        if isinstance(value, Node | Listing | Again):
            return ""
        side = self.after if difference.kind is Kind.REMOVED else self.before
        citations = {
            str(self._citation(side, subject, side.path(side.project.file_of(quad.graph_name.value))))
            for quad in side.store.quads(subject, predicate, value)
            if isinstance(quad.graph_name, ox.NamedNode)
        }
        return "; ".join(sorted(citations))

    def _predicate_label(self, said: Said) -> str:
        return self.label(said.predicate.value) if said.predicate else ""

    def _within(self, said: Said) -> str:
        """The way to the node that a statement is about: ``sh:property [is called]``."""
        steps = (
            f"{self.label(predicate.value)} [{'' if telling is None else self.shown(telling)}]"
            for predicate, telling in said.way
        )
        return ", ".join(steps)

    def _recorded(self, said: Said, values: Sequence[Object]) -> str:
        """What was recorded of where a statement comes from: ``paragraphs 1, 2``."""
        predicate = said.predicate.value if said.predicate else ""
        if predicate in _DIGESTS:
            return (
                ", ".join(str(getattr(value, "value", value))[:_DIGEST_SHOWN] for value in values) or "none"
            )
        shown = ", ".join(map(self.shown, values))
        if predicate not in PLACES_IN_SOURCE:
            return shown
        unit = predicate.removeprefix(IRC)
        return f"{unit}{'' if len(values) == 1 else 's'} {shown}" if values else f"no {unit}"

    def shown(self, term: Object) -> str:
        """A term as people read it: a thing by its label, texts in quotes, numbers and dates bare."""
        match term:
            case ox.NamedNode():
                return self.label(term.value)
            case ox.Literal():
                return self._literal(term)
            case Node(says=says, number=number):
                inside = "; ".join(f"{self.label(p.value)} {self.shown(value)}" for p, value in says)
                return f"{_numbered(number)}[{inside}]"
            case Listing(items=items):
                return f"({', '.join(map(self.shown, items))})"
            case Again(number=number):
                return f"_:{number}"
            case _:
                return str(term)

    def _literal(self, literal: ox.Literal) -> str:
        datatype, text = literal.datatype.value, " ".join(literal.value.split())
        if literal.language:
            return f'"{text}"' if literal.language == "en" else f'"{text}" ({literal.language})'
        if datatype == XSD + "string":
            return f'"{text}"'
        return text if datatype in _WRITTEN_BARE else f'"{text}" ({self.label(datatype)})'

    def written(self, term: Object) -> str:
        """A term as programs read it, without labels."""
        match term:
            case ox.NamedNode():
                return term.value
            case Node(says=says, number=number):
                inside = " ; ".join(f"{p} {self._inside(value)}" for p, value in says)
                return f"{_numbered(number)}[ {inside} ]"
            case Listing(items=items):
                return f"( {' '.join(map(self._inside, items))} )"
            case Again(number=number):
                return f"_:{number}"
            case _:
                return str(term)

    def _inside(self, term: Object) -> str:
        return str(term) if isinstance(term, ox.NamedNode) else self.written(term)


def _numbered(number: int | None) -> str:
    return "" if number is None else f"_:{number} "


def _distinct(told: list[ToldDifference]) -> tuple[ToldDifference, ...]:
    """Where two values of one relation read the same, both as programs read them."""
    forms: dict[tuple[str | None, str], set[str]] = defaultdict(set)
    for one in told:
        forms[one.predicate, one.object_label].add(one.object)
    return tuple(
        replace(one, object_label=one.object)
        if len(forms[one.predicate, one.object_label]) > 1 and one.kind is not Kind.EVIDENCE
        else one
        for one in told
    )
