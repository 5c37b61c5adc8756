"""From triples to a picture: everything that is known of the things in them, with its sources."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from irc_kg.errors import count
from irc_kg.provenance import Citation, Evidence, Statement
from irc_kg.queries.presentation import licences_of
from irc_kg.store import Store, Term
from irc_kg.store.datatypes import PartialDate, read_integer, today
from irc_kg.store.names import DCTERMS, IRC, ORG, RDF, SCHEMA, SKOS, XSD
from irc_kg.views.details import LARGE, START
from irc_kg.views.layouts import with_fit_layout
from irc_kg.views.looks import NO_KIND, Looks
from irc_kg.views.picture import (
    NO_PART,
    PLAIN_LAYOUT,
    Detail,
    Fact,
    Headline,
    Imprint,
    Layout,
    Picture,
    PictureThing,
    Relation,
    Standing,
    most_connected,
)

_POSITION = IRC + "position"
_DATE_TYPES = tuple(XSD + name for name in ("date", "gYear", "gYearMonth", "dateTime"))
_AFFECTS = IRC + "affects"  # from an event to what it happened to
# From an event to what came of it, or is to come.
_LEADS_TO = (IRC + "resultsIn", IRC + "namesAsNext", ORG + "resultingOrganization")
# Said in other parts of the panel than the list of statements.
_SHOWN_ELSEWHERE = (SKOS + "altLabel", SKOS + "definition", RDF + "type", ORG + "identifier")


@dataclass(frozen=True, slots=True)
class Caption:
    """The words around a picture."""

    question: str
    summary: str
    query: str = ""
    as_of: PartialDate | None = None
    not_covered: tuple[str, ...] = ()
    layout: Layout = PLAIN_LAYOUT
    headline: Headline | None = None
    only_what_had_begun: bool = False  # by the day of the picture
    only_best_connected: bool = False  # of a large picture, as it is drawn


def compose(
    evidence: Evidence, triples: Iterable[ox.Triple], caption: Caption, start: Sequence[str] = ()
) -> Picture:
    """The picture of some triples; ``start`` are things that it shows even when no triple holds them."""
    return with_fit_layout(_Composition(evidence, triples, start, caption).picture())


class _Composition:
    def __init__(
        self, evidence: Evidence, triples: Iterable[ox.Triple], start: Sequence[str], caption: Caption
    ) -> None:
        self.evidence = evidence
        self.caption = caption
        self.store: Store = evidence.store
        given = set(triples)
        self.triples = self._relations_among(given)
        self.iris = sorted({*_ends(self.triples), *start}, key=self._place_in_list)
        self.left_out = self._describe_left_out(given)
        later = self._later_things() - {*start}
        if later:
            self._leave_out(later)
        if caption.only_best_connected and len(self.iris) > LARGE:
            self._keep_best_connected()

    def _place_in_list(self, iri: str) -> tuple[int, str]:
        """What things are sorted by: the place in a list of a source, if they have one, then their IRI."""
        if iri not in self._things_with_place:
            return sys.maxsize, iri
        places = [read_integer(text) for text in self.store.texts(iri, _POSITION)]
        return min((place for place in places if place is not None), default=sys.maxsize), iri

    @cached_property
    def _things_with_place(self) -> frozenset[str]:
        return frozenset(self.store.subjects(_POSITION))

    def _relations_among(self, given: Collection[ox.Triple]) -> list[ox.Triple]:
        """The relations between things, in the order of their text; an address that is a page is no thing."""
        relations = {triple for triple in given if _is_relation(triple)}
        subjects = {triple.subject for triple in relations}
        return sorted(
            (one for one in relations if one.object in subjects or not self._is_page(one.object)), key=str
        )

    def picture(self) -> Picture:
        caption = self.caption
        things = tuple(self._thing(iri) for iri in self.iris)
        return Picture(
            question=caption.question,
            summary=caption.summary,
            things=things,
            relations=tuple(self._relation(triple) for triple in self.triples),
            kinds=Looks(self.store).of({thing.kind for thing in things}),
            query=caption.query,
            as_of=caption.as_of,
            not_covered=caption.not_covered,
            left_out=self.left_out,
            layout=caption.layout,
            headline=caption.headline,
            imprint=self._imprint(),
        )

    @cached_property
    def _citations_by_triple(self) -> dict[ox.Triple, list[Citation]]:
        """Where the sources make each triple of the picture."""
        return {
            triple: [statement.citation for statement in self.evidence.statements_of(triple)]
            for triple in self.triples
        }

    def _imprint(self) -> Imprint:
        """The documents that make the statements of the picture, and the licences of all."""
        cited = [citation for triple in self.triples for citation in self._citations_by_triple[triple]]
        documents = Counter((each.document, each.document_label) for each in cited if each.document)
        most = [document for document, _ in documents.most_common()]
        credits_ = [self.store.text(iri, SCHEMA + "creditText") for iri, _ in most if iri]
        return Imprint(
            sources=tuple(dict.fromkeys(label for _, label in most)),
            licences=tuple(licences_of(self.store)),
            credits=tuple(dict.fromkeys(filter(None, credits_))),
        )

    def _describe_left_out(self, given: Collection[ox.Triple]) -> str:
        """A sentence on the things that are spoken of and not drawn, and on why nothing is; else empty."""
        subjects = {triple.subject for triple in given} - {ox.NamedNode(iri) for iri in self.iris}
        things = {term for term in subjects if isinstance(term, ox.NamedNode)}
        if not self.iris:
            what = "None of its statements is between two things." if given else "The question finds nothing."
            return f"{what} {self._count_left_out(things)}".rstrip()
        return self._count_left_out(things)

    @staticmethod
    def _count_left_out(things: Collection[ox.NamedNode]) -> str:
        have, are = ("has", "is") if len(things) == 1 else ("have", "are")
        return f"{count(len(things), 'thing')} {have} no relation and {are} not drawn." if things else ""

    def _later_things(self) -> set[str]:
        """The things that had not begun by the day of a picture of the past, and were not announced.

        What an event of before leads to, or names as next, was announced.
        """
        if not self.caption.only_what_had_begun:
            return set()
        later = {iri for iri in self.iris if self._begins_later(iri)}
        leading = [triple for triple in self.triples if triple.predicate.value in self._leading]
        return later - {_value(triple.object) for triple in leading if _value(triple.subject) not in later}

    def _begins_later(self, iri: str) -> bool:
        day, begins = self.caption.as_of, self.store.endings.beginning(iri)
        return day is not None and begins is not None and begins.earliest > day.latest

    def _leave_out(self, later: set[str]) -> None:
        """Draw the picture without some things, and say so."""
        self.iris = [iri for iri in self.iris if iri not in later]
        self.triples = [triple for triple in self.triples if later.isdisjoint(_ends([triple]))]
        begun, are = ("has begun", "is") if len(later) == 1 else ("have begun", "are")
        sentence = f"{count(len(later), 'thing')} that {begun} since {are} not drawn."
        self.left_out = f"{self.left_out} {sentence}".strip()

    def _keep_best_connected(self) -> None:
        """Draw so much of a large picture as can be looked at, before all that is known of it is gathered."""
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        graph.add_nodes_from(self.iris)
        graph.add_edges_from((_value(one.subject), _value(one.object)) for one in self.triples)
        chosen = most_connected(graph, START)
        remark = f"Drawn are the {START:,} best connected of {len(self.iris):,} things."
        self.left_out = f"{self.left_out} {remark}".strip()
        self.iris = [iri for iri in self.iris if iri in chosen]
        self.triples = [triple for triple in self.triples if chosen.issuperset(_ends([triple]))]

    @cached_property
    def _leading(self) -> frozenset[str]:
        """What points from an event to what is to come of it."""
        return frozenset(self.store.properties_below(*_LEADS_TO))

    def _thing(self, iri: str) -> PictureThing:
        kind = self.store.kind(iri) or NO_KIND
        standing, years = self._standing(iri)
        begins, ending = self.store.endings.beginning(iri), self.store.endings.ending(iri)
        ends = ending and (ending.last_day or ending.event)
        about = self.evidence.statements_about(iri)
        mentioning = self.evidence.statements_with_object(iri)
        definitions = [said for said in about if said.predicate.value == SKOS + "definition"]
        return PictureThing(
            iri=iri,
            curie=self.store.prefixes.shorten(iri),
            label=self.store.label(iri),
            display_label=self._name(iri),
            kind=kind,
            part=self._part(kind),
            alt_labels=_texts(about, SKOS + "altLabel"),
            definition=next(iter(_texts(about, SKOS + "definition")), None),
            definition_citations=_places(said.citation for said in definitions),
            dates=tuple(self._dates(about)),
            identifiers=tuple(self._identifiers(about)),
            statements=tuple(self._statements(about, mentioning)),
            from_date=str(begins) if begins else None,
            to_date=str(ends) if ends else None,
            links=tuple(self._links(about)),
            citations=_places(statement.citation for statement in about),
            events=tuple(sorted(self._events(mentioning), key=lambda event: (event.value, event.label))),
            standing=standing,
            years=years,
        )

    def _part(self, kind: str) -> int:
        """The part of the layout that holds things of a kind: the first that names it or one above it."""
        kinds = {kind, *self.store.classes_above(kind)}
        parts = enumerate(self.caption.layout.parts)
        return next((n for n, part in parts if kinds & set(part.classes)), NO_PART)

    def _standing(self, iri: str) -> tuple[Standing, str]:
        """How a thing stands on the day of the picture, and its years."""
        word, years = self.store.endings.standing(iri, self.caption.as_of or today())
        return Standing(word), years

    def _name(self, iri: str) -> str:
        """What a thing is called, with its end if it has ended by the day of the picture."""
        return self.store.display_label(iri, self.caption.as_of)

    def _events(self, mentioning: Sequence[Statement]) -> Iterator[Detail]:
        """What happened to a thing, by the names of the events, with their dates where they have any."""
        said: dict[str, list[Citation]] = {}
        for statement in mentioning:
            if statement.predicate.value in self._affecting and isinstance(statement.subject, ox.NamedNode):
                said.setdefault(statement.subject.value, []).append(statement.citation)
        for event, citations in said.items():
            happened = ox.NamedNode(event)
            dates = self.store.objects(happened, DCTERMS + "date")
            dates = dates or self.store.objects(happened, IRC + "dateAsWritten")
            yield Detail(self.store.label(event), "; ".join(sorted(map(_value, dates))), _places(citations))

    @cached_property
    def _affecting(self) -> Sequence[str]:
        return self.store.properties_below(_AFFECTS)

    def _dates(self, about: Sequence[Statement]) -> Iterator[Detail]:
        for (predicate, day), citations in _by_saying(said for said in about if _is_date(said.object)):
            yield Detail(self.store.label(predicate), _value(day), citations)

    def _identifiers(self, about: Sequence[Statement]) -> Iterator[Detail]:
        known = (said for said in about if said.predicate.value == ORG + "identifier")
        for (_, term), citations in _by_saying(known):
            if isinstance(term, ox.Literal):
                yield Detail(self.store.label(term.datatype.value), term.value, citations)

    def _links(self, about: Sequence[Statement]) -> Iterator[Detail]:
        for (predicate, page), citations in _by_saying(said for said in about if self._is_page(said.object)):
            yield Detail(self.store.label(predicate), _value(page), citations)

    def _is_page(self, term: Term) -> bool:
        """An address of which the graph itself says nothing: a page, not a thing of the picture."""
        return isinstance(term, ox.NamedNode) and not self.store.states(term)

    def _is_shown_elsewhere(self, said: Statement) -> bool:
        if said.predicate.value in _SHOWN_ELSEWHERE or self.store.is_label(said.subject, said.predicate):
            return True
        return _is_date(said.object) or self._is_page(said.object)

    @cached_property
    def _triples_in_picture(self) -> frozenset[ox.Triple]:
        """What the picture draws, and says nowhere else."""
        return frozenset(self.triples)

    def _statements(self, about: Sequence[Statement], mentioning: Sequence[Statement]) -> Iterator[Fact]:
        said: dict[tuple[str, str, str | None], list[Citation]] = {}
        for statement in about:
            if not self._is_shown_elsewhere(statement) and _triple(statement) not in self._triples_in_picture:
                words = self.store.label(statement.predicate.value)
                said.setdefault(self._key(words, statement.object), []).append(statement.citation)
        for statement in mentioning:
            graph = (
                isinstance(statement.subject, ox.NamedNode)
                and statement.subject.value == statement.citation.graph
            )
            if _triple(statement) not in self._triples_in_picture and not graph:
                words = self.store.inverse_label(statement.predicate.value)
                said.setdefault(self._key(words, statement.subject), []).append(statement.citation)
        for (words, text, iri), citations in said.items():
            yield Fact(words, text, iri, _places(citations))

    def _key(self, words: str, term: Term) -> tuple[str, str, str | None]:
        if isinstance(term, ox.NamedNode):
            return words, self._name(term.value), term.value
        return words, _value(term), None

    def _relation(self, triple: ox.Triple) -> Relation:
        predicate = triple.predicate.value
        return Relation(
            subject=_value(triple.subject),
            predicate=predicate,
            object=_value(triple.object),
            label=self.store.label(predicate),
            inverse_label=self.store.inverse_label(predicate),
            citations=_places(self._citations_by_triple[triple]),
        )


def _is_relation(triple: ox.Triple) -> bool:
    both = isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode)
    return both and triple.predicate.value != RDF + "type"


def _ends(triples: Iterable[ox.Triple]) -> Iterator[str]:
    """The subjects and objects of triples, each as often as it stands there."""
    for triple in triples:
        yield _value(triple.subject)
        yield _value(triple.object)


def _triple(statement: Statement) -> ox.Triple | None:
    if isinstance(statement.subject, ox.Literal):
        return None
    return ox.Triple(statement.subject, statement.predicate, statement.object)


def _is_date(term: Term) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value in _DATE_TYPES


def _value(term: Term) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value


def _by_saying(
    statements: Iterable[Statement],
) -> Iterator[tuple[tuple[str, Term], tuple[str, ...]]]:
    """Each predicate and object once, with every place that says so."""
    said: dict[tuple[str, Term], list[Citation]] = {}
    for statement in statements:
        said.setdefault((statement.predicate.value, statement.object), []).append(statement.citation)
    for saying, citations in said.items():
        yield saying, _places(citations)


def _texts(about: Sequence[Statement], predicate: str) -> tuple[str, ...]:
    found = (_value(statement.object) for statement in about if statement.predicate.value == predicate)
    return tuple(dict.fromkeys(found))


def _places(citations: Iterable[Citation]) -> tuple[str, ...]:
    """Each place once, in the order of the files."""
    return tuple(dict.fromkeys(str(citation) for citation in citations if citation.document))
