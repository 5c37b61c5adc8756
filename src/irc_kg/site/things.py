"""The pages of things: what is said of each, by whom, what became of it, and what mentions it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox
from markupsafe import Markup

from irc_kg.errors import count
from irc_kg.provenance import Citation, Statement
from irc_kg.publishing import NothingToCiteError, Reference
from irc_kg.publishing.events import Events
from irc_kg.queries.tables import visible
from irc_kg.site.addresses import fragment, further, link_to
from irc_kg.site.answer_links import ANSWERS
from irc_kg.site.citing import cite_this
from irc_kg.site.edition import Edition
from irc_kg.site.kinds import THINGS, KindPages, page_links
from irc_kg.site.pages import Page, PageKind, SiteFile
from irc_kg.site.statements import Phrasing
from irc_kg.site.surroundings import Tie, draw
from irc_kg.site.thing_data import ThingData
from irc_kg.store.names import DCTERMS, IRC, RDF, RDFS, SKOS

_TYPE = RDF + "type"
_DESCRIBES = (SKOS + "definition", DCTERMS + "description", RDFS + "comment")
_MOST_SHOWN = 100  # things that mention a thing by one relation, on its own page
_MOST_OF_PAGE = 500  # on a page that goes on with that

_Values = list[tuple[Markup, list[Citation]]]  # with the places that state each


class _Known(NamedTuple):
    """All that is known of a thing."""

    iri: str
    name: str
    path: str
    kind: str | None
    said: list[Statement]
    mentions: dict[str, list[Statement]]  # by relation


class ThingPages:
    """Makes the pages of the things of an edition, the files beside them, and the lists of things."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.store = edition.store
        self.addresses = edition.addresses
        self.wording = Phrasing(edition)
        self._data = ThingData(self.store)

    @cached_property
    def _events(self) -> Events:
        return Events(self.store)

    @cached_property
    def _sources(self) -> frozenset[str]:
        return frozenset(self.edition.outlines.documents)

    def __iter__(self) -> Iterator[Page | SiteFile]:
        yield self._data.context()
        kinds = KindPages(self.edition)
        for thing in self.addresses.things:
            known = self._read(thing)
            kinds.add(thing, known.kind)
            yield self._page(known)
            yield from self._further_mentions(known)
            yield from self._data.files(_stem(known), known.said)
        yield from kinds

    def _read(self, thing: str) -> _Known:
        evidence = self.edition.evidence
        said = [self._with_source(statement) for statement in evidence.statements_about(thing)]
        mentions: dict[str, list[Statement]] = {}
        for statement in evidence.statements_with_object(thing):
            if getattr(statement.subject, "value", "") != statement.citation.graph:
                mentions.setdefault(statement.predicate.value, []).append(self._with_source(statement))
        name = self.addresses.name(thing)
        path = self.addresses.of_thing(thing) or ""
        return _Known(thing, name, path, self.store.kind(thing), said, mentions)

    def _with_source(self, statement: Statement) -> Statement:
        """A statement with its file as its source, where that is what is cited."""
        if statement.citation.document is not None:
            return statement
        return statement._replace(citation=self.edition.library.citation_of(statement))

    def _page(self, known: _Known) -> Page:
        kind = visible(self.store.label(known.kind)) if known.kind else "Thing"
        trail: tuple[tuple[str, str], ...] = ((THINGS, "Things"),)
        if known.kind:
            trail = (*trail, (self.addresses.of_kind(known.kind), kind))
        parts = (
            self._names(known, kind),
            self._what_became(known),
            self._what_is_said(known),
            self._answers(known),
            self._surroundings(known),
            self._what_mentions(known),
            self._to_use(known),
        )
        return Page(known.path, known.name, PageKind.THING, Markup("").join(parts), self._lead(known), trail)

    def _lead(self, known: _Known) -> str:
        """What it is, in the first words that describe it; else what one sees here."""
        for predicate in _DESCRIBES:
            if text := self.store.text(known.iri, predicate):
                return visible(text)
        return "What the sources state of it, where, and what else they tie it to."

    def _names(self, known: _Known, kind: str) -> Markup:
        """Its kind, its other names, and its identifier."""
        names = [name for name in self.store.texts(known.iri, SKOS + "altLabel") if name.strip()]
        parts = [
            link_to(self.addresses.of_term(known.kind) or THINGS, kind)
            if known.kind
            else Markup("{}").format(kind)
        ]
        if names:
            parts.append(Markup("also called {}").format(visible(", ".join(names))))
        parts.append(Markup("<code>{}</code>").format(visible(self.store.prefixes.shorten(known.iri))))
        return Markup('<p class="hint">{}</p>\n').format(Markup(" · ").join(parts))

    # What became of it

    def _what_became(self, known: _Known) -> Markup:
        mentions = [one for statements in known.mentions.values() for one in statements]
        affecting, leading = set(self._events.affecting), set(self._events.leading)
        ends = [one for one in mentions if one.predicate.value in affecting]
        begins = [one for one in mentions if one.predicate.value in leading]
        return self._event_list("What became of it", "since", ends) + self._event_list(
            "What it comes from", "before", begins
        )

    def _event_list(self, title: str, anchor: str, statements: Sequence[Statement]) -> Markup:
        events = self._events.among(statements)
        if not events:
            return Markup("")
        items = Markup("").join(self._event(event, made) for event, made in events.items())
        section = Markup('<section><h2 id="{}">{}</h2>\n<ul class="links">\n{}</ul></section>\n')
        return section.format(anchor, title, items)

    def _event(self, event: str, made: Sequence[Statement]) -> Markup:
        days = [self._value(term) for term in self.store.objects(event, DCTERMS + "date")]
        kinds = [self._value(term) for term in self.store.objects(event, IRC + "eventKind")]
        details = [Markup(", ").join([*kinds, *days])] if kinds or days else []
        for relation in self._events.leading:
            if things := [self._value(term) for term in self.store.objects(event, relation)]:
                words = self.wording.relation(relation)
                details.append(Markup("{}: {}").format(words, Markup(", ").join(things)))
        hint = Markup('<span class="hint">{}</span>').format(Markup("; ").join(details)) if details else ""
        cited = self.edition.outlines.cite(statement.citation for statement in made)
        return Markup("<li>{}{}{}</li>\n").format(self.addresses.link(event), hint, cited)

    def _value(self, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Markup:
        return self.wording.value(term, self.wording.of_store)

    # What is said

    def _what_is_said(self, known: _Known) -> Markup:
        evidence = self.edition.evidence
        telling: dict[str, list[Statement]] = {}
        naming: dict[str, list[Statement]] = {}
        for statement in known.said:
            is_name = evidence.is_naming(statement.subject, statement.predicate)
            groups = naming if is_name else telling
            groups.setdefault(statement.predicate.value, []).append(statement)
        parts = [Markup('<section><h2 id="said">What is said of it</h2>\n')]
        if known.iri in self._sources:
            parts.append(self._link_to_source(known.iri))
        groups = telling | naming
        rows = ((self.wording.relation(relation), self._values(made)) for relation, made in groups.items())
        parts.append(self.wording.facts(rows))
        return Markup("").join([*parts, Markup("</section>\n")])

    def _values(self, statements: Sequence[Statement]) -> _Values:
        """The objects of statements, each once, with the places that state them."""
        found: dict[Markup, list[Citation]] = {}
        for statement in statements:
            found.setdefault(self._value(statement.object), []).append(statement.citation)
        if any(isinstance(statement.object, ox.BlankNode) for statement in statements):
            return sorted(found.items())  # blank nodes have other names each time
        return list(found.items())

    def _link_to_source(self, thing: str) -> Markup:
        outline = self.edition.outlines.of(thing)
        what = count(outline.statements, "statement")
        link = link_to(outline.path, f"what it states, in its order: {what}")
        return Markup("<p>It is a source of this graph. Read {}.</p>\n").format(link)

    def _answers(self, known: _Known) -> Markup:
        """The answers to the questions that can be asked for it."""
        found = self.edition.answer_links.about(known.iri)
        if not found:
            return Markup("")
        items = Markup("").join(Markup("<li>{}</li>\n").format(link_to(*each)) for each in found)
        section = Markup(
            '<section><h2 id="{}">Answers about it</h2>\n<ul class="links">\n{}</ul></section>\n'
        )
        return section.format(ANSWERS, items)

    # What mentions it

    def _what_mentions(self, known: _Known) -> Markup:
        if not known.mentions:
            return Markup("")
        groups = (self._mentions_by(known, relation) for relation in known.mentions)
        facts = self.wording.facts(groups)
        return Markup('<section><h2 id="mentions">What mentions it</h2>\n{}</section>\n').format(facts)

    def _mentions_by(self, known: _Known, relation: str) -> tuple[Markup, _Values]:
        statements = known.mentions[relation]
        words = self.wording.relation(relation, inverse=True)
        if len(statements) <= _MOST_SHOWN:
            return words, self._subjects(statements)
        shown = self._subjects(statements)[:_MOST_SHOWN]
        path = further(known.path, f"{fragment(relation)}-1")
        return words, [(link_to(path, f"All {len(statements)}"), []), *shown]

    def _subjects(self, statements: Iterable[Statement]) -> _Values:
        """The things that statements are about, by their names, with the places that state it."""
        found: dict[Markup, list[Citation]] = {}
        for statement in statements:
            found.setdefault(self._value(statement.subject), []).append(statement.citation)
        return sorted(found.items(), key=lambda item: item[0].striptags().casefold())

    def _further_mentions(self, known: _Known) -> Iterator[Page]:
        """Pages of all that mentions a thing by a relation, where that is much."""
        for relation, statements in known.mentions.items():
            if len(statements) <= _MOST_SHOWN:
                continue
            words = visible(self.store.inverse_label(relation))
            values = self._subjects(statements)
            pages = [values[at : at + _MOST_OF_PAGE] for at in range(0, len(values), _MOST_OF_PAGE)]
            paths = [further(known.path, f"{fragment(relation)}-{page}") for page in range(1, len(pages) + 1)]
            for path, part in zip(paths, pages, strict=True):
                facts = self.wording.facts([(Markup("{}").format(words), part)])
                title = f"{known.name}: {words}"
                trail = ((THINGS, "Things"), (known.path, known.name))
                lead = f"All {len(values)} things of which this is stated, by their names."
                yield Page(path, title, PageKind.LIST, facts + page_links(paths, path), lead, trail)

    # The picture of it, and how to use it

    def _surroundings(self, known: _Known) -> Markup:
        left = [
            tie
            for relation, statements in known.mentions.items()
            for statement in statements[:_MOST_SHOWN]
            if (tie := self._tie(relation, statement.subject, inverse=True))
        ]
        right = [
            tie
            for statement in known.said
            if statement.predicate.value != _TYPE
            and (tie := self._tie(statement.predicate.value, statement.object, inverse=False))
        ]
        drawn = draw(known.name, left, right)
        section = Markup('<section><h2 id="around">What lies around it</h2>\n{}</section>\n')
        return section.format(drawn) if drawn else drawn

    def _tie(self, relation: str, term: object, *, inverse: bool) -> Tie | None:
        path = self.addresses.of_thing(term.value) if isinstance(term, ox.NamedNode) else None
        if path is None or not isinstance(term, ox.NamedNode):
            return None
        words = self.wording.relation(relation, inverse=inverse).striptags()
        return Tie(words, self.addresses.name(term.value), path)

    def _to_use(self, known: _Known) -> Markup:
        forms = (("Turtle", ".ttl"), ("JSON-LD", ".jsonld"))
        files = [
            link_to(f"{_stem(known)}{ending}", form)
            for form, ending in forms
            if ending == ".ttl" or self._data.has_json_ld(known.said)
        ]
        data = Markup(
            '<details class="more"><summary>As data</summary>\n<p><span data-not-mailed>{}; </span>'
            "its identifier: <code>{}</code></p>\n"
            "</details>\n"
        ).format(Markup(", ").join(files), visible(known.iri))
        return cite_this(self.edition, known.name, known.path, self._references(known)) + data

    def _references(self, known: _Known) -> tuple[Reference, ...]:
        try:
            return self.edition.library.about(known.iri)
        except NothingToCiteError:
            return ()


def _stem(known: _Known) -> str:
    """The path of a page without its ending, as that of the files beside it."""
    return known.path.removesuffix(".html")
