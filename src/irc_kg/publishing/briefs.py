"""A brief: what the sources state on a matter, by nation and kind, and what has become of it since.

Everything is composed from statements with their citations; what a brief holds, and how it is written, is in
``documents``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TypeVar

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.provenance import NAMING, Citation, Statement, join_sections
from irc_kg.publishing import Library, date_of, join_names, to_line, to_sentence, with_own_keys
from irc_kg.publishing.documents import Brief, Line, Mark, Part
from irc_kg.publishing.events import Events
from irc_kg.queries.answer import HeldTable
from irc_kg.queries.presentation import graph_and_state
from irc_kg.queries.tables import Cell
from irc_kg.store.datatypes import PartialDate, read_integer, today
from irc_kg.store.names import DCTERMS, IRC, RDF, SCHEMA, SKOS

_PLACES = (IRC + "appliesIn", IRC + "operatesIn")
_NATION = IRC + "Nation"
_DEFINITION = IRC + "Definition"
_CITED_FOR = IRC + "citedFor"
_CONCERNS = IRC + "concerns"
# What is about a source or a register and not about the matter.
_BOOKKEEPING = frozenset(
    {
        *NAMING,
        *(IRC + name for name in ("fileName", "sha256", "navigation", "readFrom", "status", "confidence")),
        *(IRC + name for name in ("position", "addressSeenOn", "addressNotSeenOn", "otherAddress")),
        _CITED_FOR,
        SKOS + "note",
        SKOS + "inScheme",
        SCHEMA + "sameAs",
        SCHEMA + "creditText",
        DCTERMS + "license",
        DCTERMS + "source",
    }
)
_MOST_LINES = 15  # in one list; of more only so many are given, and how many there are
_NO_NATION = "No nation named"
_LEAD = (
    "What the sources of the graph state on this, in our words. The numbers in brackets are those of the "
    "references at the end, with the place in each. Where a line does not say whose word it is, it is that "
    "of the document."
)
_CAVEAT = "That nothing is stated here does not mean that it is not so."


Item = TypeVar("Item")


class NothingToBriefError(IrcKgError):
    """A matter on which no source says anything."""

    def __init__(self, name: str, gaps: str = "") -> None:
        """``gaps``: for which nations a question has no answer, in a sentence."""
        super().__init__(
            gaps
            or f"No source of the graph says anything on {name} that a brief could hold. "
            "`irc-kg find TEXT` looks for other names."
        )


@dataclass(frozen=True)
class Matter:
    """What a brief is about: things, and rows of an answer with what they cite."""

    things: Sequence[str] = ()
    titles: Sequence[str] = ()  # of the things, and of the question
    question: str = ""  # in full, with the values that were used
    answer: HeldTable | None = None

    @property
    def title(self) -> str:
        return to_line("; ".join(self.titles))


@dataclass
class _Item:
    """A thing that something is said of, on the way to its line."""

    thing: str
    text: str
    citations: list[Citation] = field(default_factory=list)


class Composer:
    """Makes briefs of what the sources of a project state."""

    def __init__(self, library: Library, day: PartialDate | None = None) -> None:
        """``day``: when the brief is made, and by which what has ended says so; today if none is given."""
        self.library = library
        self.store = library.store
        self.day = day or today()
        self._numbers: dict[str, int] = {}  # of references, by what they are of

    def compose(self, matter: Matter) -> Brief:
        """The brief on a matter. Raises NothingToBriefError."""
        items = [*self._items_of_things(matter.things), *self._items_of_rows(matter)]
        events = self._events(matter.things, self._things_named_by(items))
        if not (items or events):
            gaps = matter.answer.about.gaps if matter.answer is not None else ""
            raise NothingToBriefError(matter.title, gaps)
        parts = tuple(self._parts(items, matter.things))
        since = tuple(_lines(list(events.items()), lambda told: self._event_line(*told)))
        return Brief(
            title=matter.title,
            lead=self._lead(matter),
            parts=parts,
            since=since,
            not_covered=tuple(self._gaps(matter, items, since)),
            references=with_own_keys(map(self.library.reference, self._numbers)),
            made=self._colophon(),
        )

    @staticmethod
    def _lead(matter: Matter) -> str:
        """What stands above all else: the question too, where the title does not say all of it."""
        if not matter.question or matter.question == matter.title:
            return _LEAD
        return f"{_LEAD} {to_sentence(f'The question: {matter.question}')}"

    # What is said

    def _items_of_things(self, things: Iterable[str]) -> list[_Item]:
        """What is said of things, and what else says something of them, each sentence once."""
        items: dict[tuple[str, str], _Item] = {}
        for thing in things:
            about = self.library.evidence.statements_about(thing)
            mentioning = self.library.evidence.statements_with_object(thing)
            for statement in (*about, *mentioning):
                if self._is_of_the_matter(statement):
                    subject = statement.subject.value  # type: ignore[union-attr]
                    text = self._sentence(subject, statement)
                    item = items.setdefault((subject, text), _Item(subject, text))
                    item.citations.append(self.library.citation_of(statement))
        return list(items.values())

    def _is_of_the_matter(self, statement: Statement) -> bool:
        subject, predicate, object_ = statement.subject, statement.predicate.value, statement.object
        if not isinstance(subject, ox.NamedNode) or self.library.citation_of(statement).document is None:
            return False
        if predicate in _BOOKKEEPING or subject.value in (*self._history.all, *self.library.entries):
            return False
        if self.library.evidence.is_naming(subject, statement.predicate):
            return False
        # What has no name here is an address, or a thing of another collection.
        return isinstance(object_, ox.Literal) or (
            isinstance(object_, ox.NamedNode)
            and self.store.label(object_.value) != self._curie(object_.value)
        )

    def _curie(self, iri: str) -> str:
        return self.store.prefixes.shorten(iri)

    def _sentence(self, subject: str, statement: Statement) -> str:
        """A statement in words: the label of its subject where that is what is said, else all three terms."""
        if self.store.is_sentence(subject):
            return to_sentence(self._name(subject))
        words = self.store.label(statement.predicate.value)
        return to_sentence(f"{self._name(subject)} {words} {self._in_words(statement.object)}")

    def _name(self, thing: str) -> str:
        """What a thing is called, with its end if it has ended."""
        return to_line(self.store.display_label(thing, self.day))

    def _in_words(self, term: Cell) -> str:
        if isinstance(term, ox.NamedNode):
            return self._name(term.value)
        day = date_of(term)
        if day is not None:
            return day.in_words()
        return to_line(term.value) if isinstance(term, ox.Literal) else ""

    # complexity: a cell is a thing, a value or nothing, and is the first of its row or not
    def _items_of_rows(self, matter: Matter) -> Iterator[_Item]:
        """The rows of an answer as sentences: its first thing, and what the other columns say of it."""
        answer = matter.answer
        if answer is None:
            return
        for row in answer:
            things = [cell for cell in row if isinstance(cell, ox.NamedNode)]
            first = things[0] if things else None
            thing = first.value if first else ""
            told = [to_line(answer.shown(first)) if first else ""]
            for title, cell in zip(answer.headings, row, strict=True):
                words = (
                    to_line(answer.shown(cell)) if isinstance(cell, ox.NamedNode) else self._in_words(cell)
                )
                # The kind of the thing stands above its line.
                if words and cell != first and words != self._label_of_kind(thing):
                    told.append(f"{title}: {words}")
            yield _Item(
                thing,
                to_sentence("; ".join(filter(None, told))),
                [self.library.citation_of(one) for one in row.statements],
            )

    # By nation and kind

    def _parts(self, items: Iterable[_Item], things: Sequence[str]) -> Iterator[Part]:
        by_place: dict[tuple[str, ...], list[_Item]] = {}
        for item in items:
            by_place.setdefault(self._places_of(item.thing), []).append(item)
        # What is said of one nation comes first, what names none last.
        for places in sorted(by_place, key=lambda names: (not names, len(names), names)):
            title = join_names(places) or (_NO_NATION if self._nations else "")
            yield Part(title, tuple(self._kinds(by_place[places], things)))

    def _places_of(self, thing: str) -> tuple[str, ...]:
        """The names of the places that a thing is said to apply or work in."""
        if not thing:
            return ()
        if thing in self._nations:
            return (self.store.label(thing),)
        places = {place for predicate in _PLACES for place in self.store.iris(thing, predicate)}
        return tuple(sorted(map(self.store.label, places)))

    def _kinds(self, items: Iterable[_Item], things: Sequence[str]) -> Iterator[tuple[str, tuple[Line, ...]]]:
        by_kind: dict[str, list[_Item]] = {}
        for item in items:
            by_kind.setdefault(self._kind_of(item.thing), []).append(item)
        own = {self._kind_of(thing) for thing in things}
        # What is said of the things themselves comes before what others say of them.
        for kind in sorted(by_kind, key=lambda kind: (kind not in own, *self._order_of_kind(kind))):
            listed = sorted(by_kind[kind], key=lambda item: item.text.casefold())
            yield to_line(self.store.label(kind)) if kind else "", tuple(_lines(listed, self._line))

    def _kind_of(self, thing: str) -> str:
        return (self.store.kind(thing) or "") if thing else ""

    def _label_of_kind(self, thing: str) -> str:
        kind = self._kind_of(thing)
        return to_line(self.store.label(kind)) if kind else ""

    def _order_of_kind(self, kind: str) -> tuple[int, str]:
        place = read_integer(self.store.text(kind, IRC + "legendOrder")) if kind else None
        return place or 0, kind

    @cached_property
    def _nations(self) -> tuple[str, ...]:
        return self.store.instances(_NATION)

    # Citations

    def _line(self, item: _Item) -> Line:
        """A sentence with where it is stated, and with what the source itself cites for it there."""
        words = self._statements_of_words(item.thing)
        marks = self._marks([*item.citations, *(word.citation for word in words)])
        graphs = {citation.graph for citation in item.citations}
        quads = self.store.quads(None, _CITED_FOR, item.thing) if item.thing else ()
        supports = {quad.subject for quad in quads if getattr(quad.graph_name, "value", "") in graphs}
        marks += [
            Mark(self._number(entry), is_support=True)
            for entry in self.library.entries
            if ox.NamedNode(entry) in supports
        ]
        marks += self._marks_of_note(item.thing)
        more = f"{self._meaning_of(item.thing)}{self._whose(item, words)}{self._page_of(item.thing)}"
        return Line(item.text + more, tuple(dict.fromkeys(marks)))

    def _statements_of_words(self, thing: str) -> list[Statement]:
        """What says of a point whose word it is: who makes, promises or wishes it, or in which survey."""
        if not self.store.is_sentence(thing):
            return []
        known = self.store.properties_below(IRC + "isWordOf")
        return [one for one in self.library.evidence.statements_about(thing) if one.predicate.value in known]

    def _whose(self, item: _Item, words: Iterable[Statement]) -> str:
        """The same in a sentence for each relation: ``This is promised by ...``."""
        names: dict[str, dict[str, None]] = {}
        for word in words:
            who = self._name(word.object.value) if isinstance(word.object, ox.NamedNode) else ""
            # A question has a column of its own for it.
            if who and who not in item.text:
                names.setdefault(word.predicate.value, {})[who + self._how_many(word)] = None
        return "".join(
            " " + to_sentence(f"This {self.store.label(relation)} {join_names(list(found))}")
            for relation, found in names.items()
        )

    def _meaning_of(self, thing: str) -> str:
        """What a definition says, which its name does not tell."""
        meaning = self.store.text(thing, SKOS + "definition") if self._kind_of(thing) == _DEFINITION else ""
        return f" {to_sentence(to_line(meaning))}" if meaning else ""

    def _page_of(self, thing: str) -> str:
        """On whose page, and where, a register read what it says of a fact."""
        publisher = self.store.text(thing, IRC + "pagePublisher") if thing else ""
        if not publisher:
            return ""
        words, address = self.store.label(IRC + "pagePublisher"), self.store.text(thing, SCHEMA + "url")
        return " " + to_sentence(f"This {words} {to_line(publisher)}: {address}")

    def _how_many(self, word: Statement) -> str:
        """How many said so of those who answered, as far as it is stated, and who reads it so."""
        answered = self.store.text(word.object, IRC + "numberOfRespondents")
        share = self.store.text(word.subject, IRC + "shareAsPrinted")
        of_all = f"{share} of the {answered} who answered" if share else f"{answered} answered"
        notes = [of_all] if answered else []
        if word.citation.document not in self.library.sources.documents:
            notes.append(f"by {word.citation.document_label}")
        return f" ({'; '.join(notes)})" if notes else ""

    def _marks_of_note(self, thing: str) -> list[Mark]:
        """Where it stands what became of the things that are named beside a point."""
        passed = self.store.endings.things_to_note(thing, self.day) if self.store.is_sentence(thing) else ()
        return self._marks(place for places in self._events_of(passed).values() for place in places)

    def _marks(self, citations: Iterable[Citation]) -> list[Mark]:
        """A mark for each section that is cited, with all the paragraphs or rows of it."""
        documents = self.library.sources.documents
        # What a document says comes before what a register or a reading adds.
        in_order = sorted(citations, key=lambda one: (one.document not in documents, one.graph, one.numbers))
        return [
            Mark(self._number(place.document), to_line(str(place._replace(document_label=""))))
            for place in join_sections(in_order)
            if place.document is not None
        ]

    def _number(self, source: str) -> int:
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    # What has become of it

    @cached_property
    def _history(self) -> Events:
        return Events(self.store)

    def _things_named_by(self, items: Iterable[_Item]) -> Iterator[str]:
        """The things that sentences speak of: their subjects, and what these are about."""
        for item in items:
            if item.thing:
                yield item.thing
                yield from self.store.iris(item.thing, _CONCERNS)

    def _events(self, things: Sequence[str], named: Iterable[str]) -> dict[str, list[Citation]]:
        """What happened to things, then to what is named beside them, each earliest first."""
        own = self._events_of(things)
        others = self._events_of(sorted(set(named) - set(things)))
        return own | {event: places for event, places in others.items() if event not in own}

    def _events_of(self, things: Iterable[str]) -> dict[str, list[Citation]]:
        with_objects = map(self.library.evidence.statements_with_object, things)
        events = self._history.among(chain.from_iterable(with_objects))
        return {event: list(map(self.library.citation_of, made)) for event, made in events.items()}

    def _event_line(self, event: str, citations: Iterable[Citation]) -> Line:
        when = self._labels(event, DCTERMS + "date") or self._labels(event, IRC + "dateAsWritten")
        details = "; ".join(filter(None, [self._labels(event, IRC + "eventKind"), when]))
        text = to_sentence(self.store.label(event) + (f" ({details})" if details else ""))
        written = (IRC + "eventAsWritten", IRC + "predecessorAsWritten")
        after = self._history.leading
        for predicate in (*written, *after, SKOS + "note", IRC + "status", IRC + "readFrom"):
            values = self._labels(event, predicate)
            # A status of one word, "seen", says that there is nothing to add.
            if values and (predicate != IRC + "status" or " " in values):
                text += " " + to_sentence(f"{self.store.label(predicate)}: {values}")
        return Line(text, tuple(self._marks(citations)))

    def _labels(self, thing: str, predicate: str) -> str:
        return join_names(sorted(self._in_words(term) for term in self.store.objects(thing, predicate)))

    # What is not there

    def _gaps(self, matter: Matter, items: Sequence[_Item], since: Sequence[Line]) -> Iterator[str]:
        if matter.answer is None:
            covered = {place for item in items for place in self._places_of(item.thing)}
            missing = {self.store.label(nation) for nation in self._nations} - covered
            if missing:
                yield f"Nothing on this is stated for {join_names(sorted(missing), 'or')} by name."
            if kinds := self._kinds_not_there(items):
                yield f"Nothing of these kinds is stated on this: {', '.join(kinds)}."
        else:
            yield "What the question does not ask for is left out."
            if matter.answer.about.gaps:
                yield matter.answer.about.gaps
        if not since:
            yield "The registers tell of nothing that has happened since to what is named here."
        yield _CAVEAT

    def _kinds_not_there(self, items: Sequence[_Item]) -> list[str]:
        """The kinds of what documents say of matters of which nothing is said of this one."""
        evidence = {file.graph for file in self.library.sources.files}
        kinds = set()
        for kind in self.store.sentence_classes:
            quads = self.store.quads(None, RDF + "type", ox.NamedNode(kind))
            if any(getattr(quad.graph_name, "value", "") in evidence for quad in quads):
                kinds.add(kind)
        kinds -= {self._kind_of(item.thing) for item in items}
        return [self.store.label(kind) for kind in sorted(kinds, key=self._order_of_kind)]

    def _colophon(self) -> str:
        """When the brief was made, of what, and what the licences of its sources ask to be said."""
        graph, state = graph_and_state(self.store)
        made = f"Made on {self.day.in_words()} from {graph}, {state}."
        credits_ = (self.store.text(source, SCHEMA + "creditText") for source in self._numbers)
        return to_line(" ".join(dict.fromkeys(filter(None, [made, *credits_]))))


def _lines(things: Sequence[Item], write: Callable[[Item], Line]) -> Iterator[Line]:
    """The lines of a list, which may be too long to give whole."""
    yield from map(write, things[:_MOST_LINES])
    if len(things) > _MOST_LINES:
        yield Line(f"And {len(things) - _MOST_LINES} more, which are left out here.")
