"""The pages of questions: one for each, and one for each of its answers."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from irc_kg.errors import IrcKgError
from irc_kg.queries import Query
from irc_kg.queries.tables import visible
from irc_kg.site.addresses import fragment, link_to
from irc_kg.site.answer_pages import QUESTIONS, AnswerPages, lead_of, summary_of, within_project
from irc_kg.site.answer_table import AnswerTables
from irc_kg.site.answers import Asker
from irc_kg.site.edition import Edition
from irc_kg.site.menus import Menu
from irc_kg.site.pages import Page, PageKind, SiteFile

_UNTAGGED = "other questions"


class QuestionPages:
    """All questions of a project with all of their answers."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.tables = AnswerTables(edition)

    def __iter__(self) -> Iterator[Page | SiteFile]:
        queries = self.edition.project.queries
        yield self._list(queries)
        for query in queries:
            yield from self._of_question(query)

    def _of_question(self, query: Query) -> Iterator[Page | SiteFile]:
        """The page of a question, and those of its answers."""
        if query.fault or query.fault_in_text is not None:
            yield self._faulty(query, query.fault or str(query.fault_in_text))
            return
        try:
            menu = Menu(self.edition, query)
            choices = menu.choices
        except IrcKgError as error:
            yield self._faulty(query, str(error))
            return
        pages = AnswerPages(menu, self.tables)
        if menu.usual is None:
            yield pages.open_page()
        for answer in Asker(self.edition.project.runner, query).of(choices):
            yield from pages.of(answer)
        trail = ((QUESTIONS, "Questions"), (menu.path, pages.summary))
        yield from pages.chooser.pages(pages.summary, trail)

    def _faulty(self, query: Query, fault: str) -> Page:
        """The page of a question that cannot be read."""
        told = Markup('<p class="note">This question cannot be asked: {}</p>\n').format(
            visible(within_project(fault, self.edition))
        )
        path = self.edition.addresses.of_question(query.name)
        return Page(path, query.name, PageKind.QUESTION, told, trail=((QUESTIONS, "Questions"),))

    def _list(self, queries: tuple[Query, ...]) -> Page:
        """All questions by what they are about."""
        by_tag: dict[str, list[Markup]] = {}
        for query in queries:
            tags, summary, description = _about(query)
            line = Markup('<li>{}<span class="hint">{}</span></li>\n').format(
                link_to(self.edition.addresses.of_question(query.name), summary), visible(description)
            )
            for tag in tags[:1] or (_UNTAGGED,):
                by_tag.setdefault(tag, []).append(line)
        sections = [
            Markup('<section><h2 id="{}">{}</h2>\n<ul class="links">\n{}</ul></section>\n').format(
                fragment(tag), visible(tag[:1].upper() + tag[1:]), Markup("").join(lines)
            )
            for tag, lines in sorted(by_tag.items())
        ]
        lead = "Each question leads to its answer, with the places in the sources that it rests on."
        return Page(QUESTIONS, "Questions", PageKind.LIST, Markup("").join(sections), lead)


def _about(query: Query) -> tuple[tuple[str, ...], str, str]:
    """The tags of a question, its sentence, and the first sentence of what it says of itself."""
    try:
        return query.header.tags, summary_of(query), lead_of(query)
    except IrcKgError:  # whoever checks the project is told of it
        return (), query.name, ""
