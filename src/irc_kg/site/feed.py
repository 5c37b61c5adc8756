"""What has changed in a graph, as a page and as an Atom feed: made from git, in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from uuid import NAMESPACE_URL, uuid5

from markupsafe import Markup, escape

from irc_kg.diff import Comparison, ProjectState, compare_each_with_next, revision
from irc_kg.diff.report import ChangedThing, heading_of, sentences_of
from irc_kg.diff.states import Commit, commits_of
from irc_kg.errors import IrcKgError, count, shorten
from irc_kg.queries.tables import fit_for_xml, visible
from irc_kg.site.addresses import fragment
from irc_kg.site.edition import Edition
from irc_kg.site.pages import Page, PageKind, SiteFile
from irc_kg.store.datatypes import read_date

CHANGES = "changes.html"
FEED = "changes.atom"
_GRAPH = "graph"
_AREA = re.compile(r"^[\w-]+: ")
_MOST_COMMITS = 15
_MOST_BYTES = 60_000_000  # that are read of all states together
_MOST_THINGS = 8  # of a commit, and how many sentences of each
_MOST_SENTENCES = 4
_NONE = (
    "This project has no changes to be told: they are made from git, and it is in no repository with commits."
)


@dataclass(frozen=True, slots=True)
class CommittedChange:
    """One commit, with what it changed in the graph."""

    commit: Commit
    comparison: Comparison

    @property
    def title(self) -> str:
        """What the commit says of itself, but for the area that stands before it."""
        subject = _AREA.sub("", visible(self.commit.subject))
        return subject[:1].upper() + subject[1:] or "A change"

    @property
    def day(self) -> str:
        known = read_date(self.commit.when[:10])
        return known.in_words() if known else self.commit.when

    @property
    def summary(self) -> str:
        """How much changed, in a few words."""
        things = self.comparison.things
        statements = sum(len(thing.differences) for thing in things)
        return f"{count(statements, 'statement')} on {count(len(things), 'thing')} changed."


class Changes:
    """The last changes of the graph of an edition, the newest first; none where no git tells them."""

    def __init__(self, edition: Edition) -> None:
        self.files = edition.store.files

    @cached_property
    def all(self) -> list[CommittedChange]:
        try:
            return list(self._changes())[::-1]
        except IrcKgError:
            return []

    def _changes(self) -> Iterator[CommittedChange]:
        commits = commits_of(self.files, _GRAPH, self._most)[::-1]
        if not commits:
            return
        first = commits[0]
        # Before the first commit there was nothing; a shallow clone only does not have what there was.
        start = revision(self.files, f"{first.name}^") if first.has_parent else None
        states = (revision(self.files, commit.name) for commit in commits)
        if start is not None:
            compared = compare_each_with_next(self.files, _chain(start, states), _is_of_graph)
            told = commits
        else:
            compared, told = compare_each_with_next(self.files, states, _is_of_graph), commits[1:]
        for commit, comparison in zip(told, compared, strict=True):
            if comparison.things:
                yield CommittedChange(commit, comparison)

    @property
    def _most(self) -> int:
        """How many commits are looked at: fewer where each state is much to read."""
        size = sum(path.stat().st_size for path in self.files.rdf_files)
        return max(1, min(_MOST_COMMITS, _MOST_BYTES // max(size, 1)))


def _chain(first: ProjectState, others: Iterator[ProjectState]) -> Iterator[ProjectState]:
    yield first
    yield from others


def _is_of_graph(path: str) -> bool:
    return path.startswith(f"{_GRAPH}/")


class ChangePages:
    """The page of changes, and the feed of the same."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.changes = Changes(edition)

    def __iter__(self) -> Iterator[Page | SiteFile]:
        changes = self.changes.all
        lead = "What was added to the graph, taken out of it or put right, the newest first."
        parts = [self._section(change) for change in changes]
        if changes:
            link = Markup('<p><a href="~/{}">The same as a feed (Atom)</a></p>').format(FEED)
            parts.insert(0, Markup("<div data-not-mailed>{}</div>").format(link))
            yield SiteFile(FEED, self._feed(changes).encode("utf-8", "replace"))
        else:
            parts = [Markup('<p class="note">{}</p>').format(_NONE)]
        yield Page(CHANGES, "What has changed in the graph", PageKind.LIST, Markup("\n").join(parts), lead)

    def _section(self, change: CommittedChange) -> Markup:
        things = change.comparison.things
        listed = Markup("").join(map(self._thing, things[:_MOST_THINGS]))
        more = len(things) - _MOST_THINGS
        rest = Markup("<p>And {} more.</p>").format(count(more, "thing")) if more > 0 else ""
        return Markup(
            '<section><h2 id="{}">{}</h2><p class="hint">{}. {}</p><dl class="facts">{}</dl>{}</section>'
        ).format(fragment(change.commit.name), change.title, change.day, change.summary, listed, rest)

    def _thing(self, thing: ChangedThing) -> Markup:
        heading = visible(shorten(heading_of(thing)))
        name = self.edition.addresses.link(thing.iri, heading) if thing.iri else escape(heading)
        sentences = sentences_of(thing)
        # What diff gives is HTML in which all data is escaped.
        shown = [Markup(visible(sentence)) for sentence in sentences[:_MOST_SENTENCES]]  # noqa: S704
        if len(sentences) > len(shown):
            shown.append(escape(f"and {len(sentences) - len(shown)} more"))
        return Markup("<dt>{}</dt>{}").format(name, Markup("").join(map(Markup("<dd>{}</dd>").format, shown)))

    # The feed

    def _feed(self, changes: list[CommittedChange]) -> str:
        base, title = self.edition.base_url, self.edition.title
        links = [f'<link rel="self" href="{_xml(base + FEED)}"/>'] if base else []
        entries = [self._entry(change) for change in changes]
        return "\n".join(
            [
                '<?xml version="1.0" encoding="utf-8"?>',
                '<feed xmlns="http://www.w3.org/2005/Atom">',
                f"<title>{_xml(f'{self.edition.short_title}: what has changed')}</title>",
                f"<id>{_identifier(base or title)}</id>",
                f"<updated>{_xml(changes[0].commit.when)}</updated>",
                f"<author><name>{_xml(self._author)}</name></author>",
                *links,
                *entries,
                "</feed>\n",
            ]
        )

    @property
    def _author(self) -> str:
        return ", ".join(self.edition.metadata.authors) or self.edition.short_title

    def _entry(self, change: CommittedChange) -> str:
        commit, base = change.commit, self.edition.base_url
        page = f'<link href="{_xml(f"{base}{CHANGES}#{fragment(commit.name)}")}"/>' if base else ""
        said = [
            f"<p><b>{escape(shorten(heading_of(thing)))}</b></p><ul>"
            + "".join(f"<li>{visible(sentence)}</li>" for sentence in sentences_of(thing)[:_MOST_SENTENCES])
            + "</ul>"
            for thing in change.comparison.things[:_MOST_THINGS]
        ]
        content = f"<p>{escape(change.summary)}</p>{''.join(said)}"
        return (
            f"<entry><title>{_xml(change.title)}</title><id>{_identifier(commit.name)}</id>"
            f"<updated>{_xml(commit.when)}</updated>{page}"
            f'<content type="html">{_xml(content)}</content></entry>'
        )


def _identifier(text: str) -> str:
    """A name that nothing else has, the same each time."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, text)}"


def _xml(text: str) -> str:
    """Text within XML, in an element or an attribute."""
    return str(escape(fit_for_xml(str(text))))
