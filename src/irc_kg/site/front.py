"""The front page: search, questions by what they are about, comparisons, what has changed, the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice

import pyoxigraph as ox
from markupsafe import Markup

from irc_kg.errors import IrcKgError, count
from irc_kg.provenance.sources import Sources
from irc_kg.queries import Query
from irc_kg.queries.tables import visible
from irc_kg.site.addresses import FRONT, fragment, link_to
from irc_kg.site.answer_links import ANSWERS
from irc_kg.site.edition import Edition
from irc_kg.site.pages import Page, PageKind, SiteFile
from irc_kg.site.pictures import PICTURES, PictureName, drawing_beside, names_of_pictures
from irc_kg.site.sides import SideBySide, all_sides
from irc_kg.store.endings import Ending
from irc_kg.views.headlines import headline_of_view
from irc_kg.views.scene import Shape

_QUESTIONS = "questions.html"
_FEW_CHANGES = 5  # days
_FEW_ENDS = 4  # of one day
_FEW_PICTURES = 3
_FEW_SOURCES = 8
_TIMELINE = "timeline"
_CHANGED = "What has changed since the documents were written"
_LEAD = (
    "Ask a question, look something up, or compare. Every answer names the document, section and paragraph "
    "that states it."
)


class FrontPages:
    """The front page of an edition."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.addresses = edition.addresses

    def __iter__(self) -> Iterator[Page | SiteFile]:
        parts = [
            self._search(),
            self._questions(),
            self._comparisons(),
            self._changes(),
            self._pictures(),
            self._sources(),
        ]
        yield Page(FRONT, self._title, PageKind.FRONT, Markup("\n").join(filter(None, parts)), _LEAD)

    @property
    def _title(self) -> str:
        """What the project is about: what stands behind the colon of its name, where one stands there."""
        name, _, about = self.edition.title.partition(": ")
        title = about or name
        return title[:1].upper() + title[1:]

    def _search(self) -> Markup:
        things, questions = len(self.addresses.things), len(self._readable)
        link = link_to("things.html", "All things, by kind")
        return Markup(
            '<div class="search" data-search><p>{}</p></div>\n<p class="hint">{}, {}, {}.</p>'
        ).format(
            link, count(things, "thing"), count(questions, "question"), count(len(self._documents), "source")
        )

    # Questions

    @cached_property
    def _readable(self) -> list[Query]:
        """The questions that have a page: those whose header and text can be read."""
        return [query for query in self.edition.project.queries if _is_readable(query)]

    @cached_property
    def _by_tag(self) -> dict[str, list[Query]]:
        """The questions by the first of their tags, the tags of most questions first, those of none last."""
        tags: dict[str, list[Query]] = {}
        for query in self._readable:
            tags.setdefault(next(iter(query.header.tags), ""), []).append(query)
        return dict(sorted(tags.items(), key=lambda tag: (not tag[0], -len(tag[1]), tag[0])))

    def _questions(self) -> Markup:
        if not self._readable:
            return Markup()
        topics = Markup("\n").join(self._topic(tag, queries) for tag, queries in self._by_tag.items())
        every = Markup("<p>{}</p>").format(
            link_to(_QUESTIONS, f"All {count(len(self._readable), 'question')}")
        )
        body = Markup('<ul class="topics">{}</ul>\n{}').format(topics, every)
        return _section("questions", "Questions", body)

    def _topic(self, tag: str, queries: Sequence[Query]) -> Markup:
        """The questions of a tag, which open below its name."""
        title = visible(tag[:1].upper() + tag[1:]) or "Other questions"
        return Markup(
            '<li><details class="topic"><summary>{} <span class="hint">{}</span></summary>'
            '<ul class="links">{}</ul></details></li>'
        ).format(title, count(len(queries), "question"), _items(map(self._link_to_question, queries)))

    def _link_to_question(self, query: Query) -> Markup:
        words = self.edition.summary_of(query)
        return link_to(self.addresses.of_question(query.name), words)

    # What is compared

    def _comparisons(self) -> Markup:
        sides = (each for each in all_sides(self.edition) if each.cells)
        return Markup("\n").join(map(self._comparison, sides))

    def _comparison(self, sides: SideBySide) -> Markup:
        """The link to a comparison, and what there is on each of those that are compared."""
        cards = Markup("").join(
            self._card_of(cell.value) for cell in sides.acrosses if isinstance(cell, ox.NamedNode)
        )
        link = link_to(self.addresses.of_sides(sides.query.name), sides.title)
        body = Markup("<p>{}</p>\n").format(link)
        if cards:
            body += Markup('<ul class="topics narrow">{}</ul>').format(cards)
        if tag := next(iter(sides.query.header.tags), ""):
            more = link_to(f"{_QUESTIONS}#{fragment(tag)}", f"All questions on {tag}")
            body += Markup("<p>{}</p>").format(more)
        heading = f"{count(len(sides.acrosses), sides.across_heading)} side by side"
        return _section(f"compare-{fragment(sides.query.name)}", heading, body)

    def _card_of(self, iri: str) -> Markup:
        """What there is on one of the things that are compared: its page, and the pictures of it."""
        label = self.edition.store.label(iri)
        links = [
            self._link_to_picture(view)
            for view in self._views
            if [label] in [list(given) for given in view.values.values()]
        ]
        page = self.addresses.of_thing(iri)
        if page and (answers := self.edition.answer_links.about(iri)):
            links.append(link_to(f"{page}#{ANSWERS}", f"{count(len(answers), 'answer')} about {label}"))
        links.append(self.addresses.link(iri, f"All that is said of {label}"))
        return Markup('<li><h3>{}</h3><ul class="links">{}</ul></li>').format(visible(label), _items(links))

    # Pictures

    @cached_property
    def _views(self) -> list[PictureName]:
        """The pictures that there are."""
        return list(names_of_pictures(self.edition))

    def _link_to_picture(self, each: PictureName) -> Markup:
        return link_to(self.addresses.of_view(each.name), each.question(self.edition))

    def _pictures(self) -> Markup:
        """The first of a few: one of each view, those on an axis of time first."""
        ordered = sorted(self._views, key=lambda view: view.view.header.layout != _TIMELINE)
        first = {view.view.name: view for view in reversed(ordered)}  # of a view with choices only one
        shown = list(islice(filter(self._shows_something, reversed(first.values())), _FEW_PICTURES))
        if not shown:
            return Markup()
        body = Markup('<ul class="cards">{}</ul>\n').format(Markup("").join(map(self._picture_card, shown)))
        if len(ordered) > len(shown):
            body += Markup("<p>{}</p>").format(link_to(PICTURES, f"All {len(ordered)} pictures"))
        return _section("pictures", "Pictures", body)

    def _shows_something(self, each: PictureName) -> bool:
        try:
            found = self.edition.project.runner.run(each.view, each.values)
        except IrcKgError:  # the page of the picture says what is wrong
            return False
        return isinstance(found, ox.QueryTriples) and next(found, None) is not None

    def _picture_card(self, each: PictureName) -> Markup:
        drawing = drawing_beside(self.addresses.of_view(each.name), Shape.LANDSCAPE)
        return Markup('<li><img src="~/{}" alt=""><h3>{}</h3></li>').format(
            drawing, self._link_to_picture(each)
        )

    # What has changed

    def _changes(self) -> Markup:
        """What time lines show, and what had ended by the day of the edition, the last first."""
        views = [view for view in self._views if view.view.header.layout == _TIMELINE]
        parts = [self._time_line(view) for view in views]
        if ends := Markup("").join(map(self._end, self._last_ends())):
            parts.append(Markup('<dl class="facts">{}</dl>').format(ends))
        tags = dict.fromkeys(view.tag for view in views)
        if about := list(chain.from_iterable(self._by_tag.get(tag, ()) for tag in tags if tag)):
            links = _items(map(self._link_to_question, about))
            parts.append(Markup('<ul class="links">{}</ul>').format(links))
        return _section("changes", _CHANGED, Markup("\n").join(parts)) if parts else Markup()

    def _time_line(self, each: PictureName) -> Markup:
        """What a picture on an axis of time shows, and the way to it."""
        runner, day = self.edition.project.runner, self.edition.store.endings.last_change
        try:
            found = headline_of_view(runner, each.view, each.values, day)
        except IrcKgError:  # the page of the picture says what is wrong
            found = None
        words = visible(found.sentence) if found else ""
        return Markup("<p>{} Time line: {}</p>").format(words, self._link_to_picture(each))

    def _last_ends(self) -> list[tuple[str, list[str]]]:
        """The last ends, by what is said of them: until when; and the things that ended so."""
        days: dict[str, list[str]] = {}
        for iri, ending in self._things_over():
            days.setdefault(str(ending), []).append(iri)
        return list(days.items())[:_FEW_CHANGES]

    def _things_over(self) -> list[tuple[str, Ending]]:
        """What had ended and others speak of, which what only tells of other things is not."""
        store, day = self.edition.store, self.edition.day
        found = [
            (iri, ending)
            for iri in self.addresses.things
            if (ending := store.endings.ending(iri)) and ending.is_over(day) and store.states(None, None, iri)
        ]
        return sorted(found, key=lambda pair: (_last_day(pair[1]), pair[0]), reverse=True)

    def _end(self, ended: tuple[str, Sequence[str]]) -> Markup:
        words, things = ended
        label = self.edition.store.label
        ordered = sorted(things, key=label)
        links = [self.addresses.link(iri, label(iri)) for iri in ordered[:_FEW_ENDS]]
        more = len(ordered) - len(links)
        rest = Markup(" and {} more").format(more) if more else ""
        return Markup("<dt>{}</dt><dd>{}{}</dd>").format(
            words[:1].upper() + words[1:], Markup("; ").join(links), rest
        )

    # Sources

    @cached_property
    def _documents(self) -> tuple[str, ...]:
        return Sources(self.edition.store).all_documents

    def _sources(self) -> Markup:
        documents = Sources(self.edition.store).documents or self._documents
        if not documents:
            return Markup()
        label = self.edition.store.label
        listed = _items(
            link_to(self.addresses.of_source(document), label(document))
            for document in documents[:_FEW_SOURCES]
        )
        body = Markup('<ul class="links">{}</ul>\n').format(listed)
        if len(self._documents) > min(len(documents), _FEW_SOURCES):
            every = link_to("sources.html", f"All {count(len(self._documents), 'source')}")
            body += Markup("<p>{}</p>").format(every)
        return _section("sources", "Sources", body)


def _items(links: Iterable[Markup]) -> Markup:
    return Markup("").join(map(Markup("<li>{}</li>").format, links))


def _section(anchor: str, heading: str, body: Markup) -> Markup:
    return Markup('<section><h2 id="{}">{}</h2>\n{}</section>').format(anchor, visible(heading), body)


def _last_day(ending: Ending) -> tuple[int, int, int]:
    day = ending.last_day or ending.event
    return day.latest if day else (0, 0, 0)


def _is_readable(query: Query) -> bool:
    try:
        return bool(query.header and query.form)
    except IrcKgError:
        return False
