"""What leaves the graph for other people's documents: the references of its sources, and briefs.

A reference says of a source what the graph states of it, and leaves out what no file states.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.provenance import EVIDENCE_GRAPH, Citation, Evidence, Locations, Statement, citations_of
from irc_kg.provenance.sources import Sources
from irc_kg.queries.answer import HeldTable
from irc_kg.queries.tables import visible
from irc_kg.store import Store
from irc_kg.store.datatypes import PartialDate, read_integer, read_value
from irc_kg.store.names import DCTERMS, ELI, IRC, RDF, SCHEMA, SKOS

_STANDS_FOR = "http://purl.org/spar/biro/references"
_PRESENTS = IRC + "presents"  # from a document to a plan, a law, a course or the like
_NUMBER_IN_LIST = IRC + "referenceNumber"
_PRINTED_TITLE = IRC + "titleAsPrinted"
_PART_OF = (IRC + "partOf", DCTERMS + "isPartOf")
_SEEN = IRC + "addressSeenOn"
_PAGE_TITLE = IRC + "pageTitle"
_NOT_SEEN = IRC + "addressNotSeenOn"
_DATES = (DCTERMS + "issued", DCTERMS + "date", ELI + "date_document")
# What is known of the time of a document that bears no date, or of the time for which it holds.
_TIMES = (
    DCTERMS + "valid",
    IRC + "publishedSameDayAs",
    IRC + "writtenAfter",
    IRC + "writtenBefore",
    IRC + "notBefore",
    IRC + "notAfter",
)
_LAW_NUMBER = ELI + "id_local"
_UNFIT_FOR_KEY = re.compile(r"[^A-Za-z0-9_-]+")
_PLAIN_DOCUMENT = "document"  # the type of what is of no other


class NothingToCiteError(IrcKgError):
    """A thing of which no source says anything."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No source of the graph says anything of {name}. `irc-kg find TEXT` looks for names."
        )


@dataclass(frozen=True, slots=True)
class Reference:
    """What is known of a source, as managers of references keep it; what is not known is empty."""

    iri: str
    key: str  # by which a list of references calls it
    type: str  # of the Citation Style Language: report, webpage, ...
    title: str
    genre: str = ""  # what kind of thing it is, in words
    authors: tuple[str, ...] = ()  # names of bodies or people, as they stand in the graph
    publisher: str = ""
    issued: PartialDate | None = None
    number: str = ""
    url: str = ""
    checked: PartialDate | None = None  # the day on which somebody looked for it at its address
    is_seen: bool = False  # whether it was there
    remark: str = ""  # on what is there, which may be another page of it
    description: str = ""  # of a source that is neither published nor at an address
    note: str = ""

    @property
    def access_day(self) -> PartialDate | None:
        """The day on which it was seen at its address."""
        return self.checked if self.url and self.is_seen else None

    def csl(self) -> dict[str, object]:
        """The reference as an item of CSL-JSON, without the fields that are empty."""
        fields = {
            "id": self.key,
            "type": self.type,
            "title": self.title,
            "genre": self.genre,
            "author": [{"literal": name} for name in self.authors],
            "publisher": self.publisher,
            "issued": _csl_date(self.issued),
            "number": self.number,
            "URL": self.url,
            "accessed": _csl_date(self.access_day),
            "note": self.note,
        }
        return {name: value for name, value in fields.items() if value}


def _csl_date(date: PartialDate | None) -> dict[str, list[list[int]]]:
    if date is None:
        return {}
    return {"date-parts": [[part for part in (date.year, date.month, date.day) if part is not None]]}


class Library:
    """The references of a project: of its sources, and of the entries in their lists of references."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.evidence = Evidence(store)
        self._known: dict[str, Reference] = {}

    @cached_property
    def sources(self) -> Sources:
        return Sources(self.store)

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """The entries of the lists of references, by document, in the order of their numbers."""
        return tuple(sorted(self.store.subjects(_PRINTED_TITLE), key=self._place_of_entry))

    def _place_of_entry(self, entry: str) -> tuple[str, int, str]:
        number = read_integer(self.store.text(entry, _NUMBER_IN_LIST))
        return self.list_of(entry), number or 0, entry

    def list_of(self, entry: str) -> str:
        """The document in whose list of references an entry stands."""
        lists = (iri for predicate in _PART_OF for iri in self.store.iris(entry, predicate))
        return next(lists, "")

    @cached_property
    def citable_files(self) -> tuple[str, ...]:
        """The files of a project in which nothing is told of sources: there they are what is cited."""
        if self.store.instances(EVIDENCE_GRAPH):
            return ()
        files = self.store.files
        return tuple(map(files.graph_iri, files.graph_files))

    @cached_property
    def _locations(self) -> Locations:
        return Locations(self.store.files)

    def citation_of(self, statement: Statement) -> Citation:
        """The place of a statement in its source, or in its file where that is what is cited."""
        citation = statement.citation
        if citation.document is not None or citation.graph not in self.citable_files:
            return citation
        line = self._locations.find(statement).line
        return citation._replace(document=citation.graph, numbers=(line,) if line else (), unit="line")

    def all(self) -> tuple[Reference, ...]:
        """Every source, and every entry of a list of references."""
        return self.references((*self.sources.all_documents, *self.entries, *self.citable_files))

    def about(self, thing: str) -> tuple[Reference, ...]:
        """A source or an entry by itself; of any other thing, what lists it and the sources that speak of it.

        Public pages come before the register that read them. Raises NothingToCiteError.
        """
        if thing in self.sources.all_documents or thing in self.entries:
            return self.references((thing,))
        entries = [entry for entry in self.entries if thing in self._works_behind(entry)]
        quads = (*self.store.quads(thing), *self.store.quads(None, None, thing))
        speaking = citations_of(self.evidence.statements_to_cite(quads))
        facts = (thing, *self.store.subjects(IRC + "concerns", ox.NamedNode(thing)))
        listed = self.references((*entries, *self._pages_read_for(facts)))
        found = (*listed, *self.of_citations(speaking))
        if not found:
            raise NothingToCiteError(self.store.label(thing))
        return found

    def _pages_read_for(self, things: Iterable[str]) -> list[str]:
        """Those of some things that are facts read on a page, one for each page."""
        facts = (thing for thing in things if self.store.states(thing, _PAGE_TITLE))
        found: dict[str, str] = {}
        for fact in facts:
            found.setdefault(self.store.text(fact, SCHEMA + "url"), fact)
        return list(found.values())

    def of_citations(self, citations: Iterable[Citation]) -> tuple[Reference, ...]:
        """The sources that citations name, each once, in the order of the sources."""
        named = {citation.document or citation.graph for citation in citations}
        sources = (*self.sources.all_documents, *self.citable_files)
        return self.references(source for source in sources if source in named)

    def of_answer(self, answer: HeldTable) -> tuple[Reference, ...]:
        """The sources that the rows of an answer cite, and the pages behind them. Raises UncitableError."""
        cited = [statement for row in answer.statements for statement in row]
        subjects = dict.fromkeys(getattr(statement.subject, "value", "") for statement in cited)
        pages = self.references(self._pages_read_for(subjects))
        return (*pages, *self.of_citations(statement.citation for statement in cited))

    def references(self, things: Iterable[str]) -> tuple[Reference, ...]:
        """The references of sources and entries, each once."""
        return tuple(self.reference(thing) for thing in dict.fromkeys(things))

    def reference(self, thing: str) -> Reference:
        """What the graph states of a source, or of an entry of a list of references."""
        if thing not in self._known:
            is_page = self.store.states(thing, _PAGE_TITLE)
            is_file = thing in self.citable_files and thing not in self.sources.all_documents
            read = self._read_page if is_page else self._read_file if is_file else self._read
            self._known[thing] = read(thing)
        return self._known[thing]

    def _read(self, thing: str) -> Reference:
        printed = self.store.text(thing, _PRINTED_TITLE)
        works = self._works_of(thing) if printed else [thing]
        facts = _Facts(self.store, works, self._graphs_of_list(thing) if printed else frozenset())
        kind_of_reference, genre = self._type_of(works)
        url, checked, is_seen = self._address_of(thing)
        names = facts.names(DCTERMS + "publisher")
        numbers = [to_line(self.store.text(work, _LAW_NUMBER)) for work in works]
        remark, description = self._remark_on_address(thing), self._description_of(thing)
        notes = (description, *self._notes_on(thing, url, checked, is_seen=is_seen), remark)
        return Reference(
            iri=thing,
            key=_key_of(self.store.prefixes.shorten(thing)),
            type=kind_of_reference,
            title=self._title_of(thing),
            genre=genre,
            authors=facts.names(DCTERMS + "creator"),
            publisher=" and ".join(names) or to_line(self.store.text(thing, IRC + "publisherAsPrinted")),
            issued=_most_exact(_Facts(self.store, [thing]).dates(IRC + "dateAsPrinted")) or facts.date(),
            number=next(filter(None, numbers), ""),
            url=url,
            checked=checked,
            is_seen=is_seen,
            remark=remark,
            description=description,
            note=" ".join(filter(None, notes)),
        )

    def _read_page(self, fact: str) -> Reference:
        """The page that a fact was read on; when that was published is not known."""
        url, checked, is_seen = self._address_of(fact)
        return Reference(
            iri=fact,
            key=_key_of(self.store.prefixes.shorten(fact)),
            type="webpage",
            title=to_line(self.store.text(fact, _PAGE_TITLE)),
            publisher=to_line(self.store.text(fact, IRC + "pagePublisher")),
            url=url,
            checked=checked,
            is_seen=is_seen,
            note=to_sentence(f"What was read there: {self.store.display_label(fact)}"),
        )

    def _read_file(self, graph: str) -> Reference:
        """A file that is cited itself, by its place in the project."""
        files = self.store.files
        path = files.display_path(files.file_of(graph))
        title = self.store.text(graph, DCTERMS + "title")
        return Reference(
            iri=graph,
            key=_key_of(path),
            type="dataset",
            title=to_line(f"{title} ({path})" if title else path),
            authors=_Facts(self.store, [graph]).names(DCTERMS + "creator"),
            issued=_Facts(self.store, [graph]).date(),
        )

    def _title_of(self, thing: str) -> str:
        """Its title as it is printed or as it bears it, else its name here."""
        texts = (self.store.text(thing, _PRINTED_TITLE), self.store.text(thing, DCTERMS + "title"))
        lines = map(to_line, (*texts, self.store.label(thing)))
        return next(filter(None, lines), self.store.prefixes.shorten(thing))

    def _works_of(self, entry: str) -> list[str]:
        """The one document that an entry stands for, after the one thing that this presents.

        None where the entry stands for several.
        """
        works = self.store.iris(entry, _STANDS_FOR)
        if len(works) != 1:
            return []
        presented = self.store.iris(works[0], _PRESENTS)
        return [*(presented if len(presented) == 1 else ()), *works]

    def _works_behind(self, entry: str) -> Iterator[str]:
        """What an entry stands for, and what that presents."""
        for work in self.store.iris(entry, _STANDS_FOR):
            yield work
            yield from self.store.iris(work, _PRESENTS)

    def _graphs_of_list(self, entry: str) -> frozenset[str]:
        return frozenset(file.graph for file in self.sources.files_of(self.list_of(entry)))

    def _type_of(self, works: Iterable[str]) -> tuple[str, str]:
        """The type of a reference by the class of what it stands for, and that class in words."""
        for kind in (kind for work in works for kind in self.store.iris(work, RDF + "type")):
            for above in self.store.classes_above(kind):
                if found := self.store.text(above, IRC + "referenceType"):
                    return found, to_line(self.store.label(kind))
        return _PLAIN_DOCUMENT, ""

    def _address_of(self, thing: str) -> tuple[str, PartialDate | None, bool]:
        """The address of a source, the day on which somebody last looked there, and whether it was there."""
        urls = sorted(self.store.texts(thing, SCHEMA + "url"))
        url = urls[0] if urls else self.store.text(thing, IRC + "addressAsPrinted")
        facts = _Facts(self.store, [thing])
        looked = [(day.earliest, True, day) for day in facts.dates(_SEEN)]
        looked += [(day.earliest, False, day) for day in facts.dates(_NOT_SEEN)]
        if not looked:
            return _address(url), None, False
        _order, is_seen, day = max(looked)
        return _address(url), day, is_seen

    def _remark_on_address(self, thing: str) -> str:
        """What whoever looked there says of the address, as a sentence; empty where nothing is said."""
        looked = (quad for predicate in (_SEEN, _NOT_SEEN) for quad in self.store.quads(thing, predicate))
        registers = {quad.graph_name for quad in looked}
        remarks = [
            quad.object.value
            for quad in self.store.quads(thing, SKOS + "note")
            if quad.graph_name in registers and isinstance(quad.object, ox.Literal)
        ]
        return to_sentence("On the address: " + "; ".join(sorted(remarks))) if remarks else ""

    def _description_of(self, thing: str) -> str:
        """What a table or a reading is that was made for the graph; empty for a document and an entry."""
        if thing in self.sources.documents or thing in self.entries:
            return ""
        described = self.store.text(thing, SKOS + "definition")
        return to_sentence(described) if described else ""

    def _notes_on(self, thing: str, url: str, checked: PartialDate | None, *, is_seen: bool) -> Iterator[str]:
        """What a list of references has no field for, in sentences."""
        number = read_integer(self.store.text(thing, _NUMBER_IN_LIST))
        if number is not None:
            yield f"Reference {number} of {to_line(self.store.label(self.list_of(thing)))}."
        bears_date = any(self.store.states(thing, predicate) for predicate in _DATES)
        for predicate in () if bears_date else _TIMES:
            for value in self.store.objects(thing, predicate):
                yield to_sentence(f"{self.store.label(predicate)} {self._in_words(value)}")
        if credit := self.store.text(thing, SCHEMA + "creditText"):
            yield to_sentence(credit)
        if checked and not is_seen:
            day = checked.in_words()
            yield f"Address not confirmed on {day}." if url else f"No address was found on {day}."

    def _in_words(self, value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
        if isinstance(value, ox.NamedNode):
            return self.store.label(value.value)
        date = date_of(value)
        return date.in_words() if date else str(value)


class _Facts:
    """What is stated of things, as if they were one: by some files if they state it, else by any."""

    def __init__(self, store: Store, things: Sequence[str], first: frozenset[str] = frozenset()) -> None:
        self.store = store
        self.things = things
        self.first = first

    def objects(self, predicate: str) -> list[object]:
        quads = [quad for thing in self.things for quad in self.store.quads(thing, predicate)]
        own = [quad for quad in quads if getattr(quad.graph_name, "value", "") in self.first]
        return list(dict.fromkeys(quad.object for quad in own or quads))

    def names(self, predicate: str) -> tuple[str, ...]:
        """What the things are called that are objects of a predicate."""
        found = (each for each in self.objects(predicate) if isinstance(each, ox.NamedNode | ox.Literal))
        labels = (
            self.store.label(one.value) if isinstance(one, ox.NamedNode) else one.value for one in found
        )
        return tuple(sorted(filter(None, map(to_line, labels))))

    def dates(self, predicate: str) -> list[PartialDate]:
        return [date for each in self.objects(predicate) if (date := date_of(each))]

    def date(self) -> PartialDate | None:
        """When it was made public, by the first of the predicates that says so."""
        return next((date for predicate in _DATES if (date := _most_exact(self.dates(predicate)))), None)


def date_of(term: object) -> PartialDate | None:
    """The date that a term is; None for any other."""
    if not isinstance(term, ox.Literal):
        return None
    value = read_value(term.value, term.datatype.value)
    return value if isinstance(value, PartialDate) else None


def _most_exact(dates: Sequence[PartialDate]) -> PartialDate | None:
    """The most exact of dates that do not contradict each other; None where they do."""
    longest = max(dates, key=lambda date: len(str(date)), default=None)
    agree = all(str(longest).startswith(str(date)) for date in dates)
    return longest if agree else None


def to_line(text: str) -> str:
    """A text in one line, without what could do something to a program that reads it."""
    return visible(" ".join(text.split()))


def to_sentence(text: str) -> str:
    """A text as a sentence of one line: with a capital, and ended once."""
    line = to_line(text)
    return line[:1].upper() + line[1:].removesuffix(".") + "."


def join_names(names: Sequence[str], word: str = "and") -> str:
    """Names as a sentence lists them: ``a``, ``a and b``, ``a, b and c``."""
    return f" {word} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _address(url: str) -> str:
    """A web address without white space, which none may hold."""
    return "%20".join(url.split())


def _key_of(curie: str) -> str:
    return _UNFIT_FOR_KEY.sub("-", curie.partition(":")[2] or curie).strip("-") or "source"


def with_own_keys(references: Iterable[Reference]) -> tuple[Reference, ...]:
    """References, each once and under a key of its own: one whose key is taken gets a number behind it."""
    found: dict[str, Reference] = {}
    for reference in dict.fromkeys(references):
        key, number = reference.key, 1
        while key in found:
            number += 1
            key = f"{reference.key}-{number}"
        found[key] = replace(reference, key=key)
    return tuple(found.values())
