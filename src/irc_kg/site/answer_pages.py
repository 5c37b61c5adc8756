"""The page of one answer: what was asked, what could be asked instead, the rows, and what to do with them."""

from __future__ import annotations

import os
import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from io import StringIO

from markupsafe import Markup

from irc_kg.errors import IrcKgError
from irc_kg.provenance import citations_of
from irc_kg.publishing import Reference
from irc_kg.publishing.styles import write_ris
from irc_kg.queries import Query
from irc_kg.queries.header import IRI, Parameter
from irc_kg.queries.running import QueryRunner
from irc_kg.queries.tables import visible
from irc_kg.site.answer_rows import AnswerRows
from irc_kg.site.answer_table import AnswerTables
from irc_kg.site.answers import Answer
from irc_kg.site.choices import DAY, Choice, Option, values_of
from irc_kg.site.choosing import Chooser, file_stem, name_of
from irc_kg.site.citing import reference_list, reference_of_page
from irc_kg.site.day_options import first_day_of
from irc_kg.site.downloads import download_links
from irc_kg.site.edition import Edition
from irc_kg.site.menus import Menu
from irc_kg.site.pages import NOTHING_STATED, Page, PageKind, SiteFile
from irc_kg.store.datatypes import PartialDate

QUESTIONS = "questions.html"
_MOST_WITH_FILES = 250  # answers of a question, beside each of which files lie; of more a script makes them
_MOST_REFERENCES = 20  # that stand on a page
_ABOVE = ((QUESTIONS, "Questions"),)
_ABSENCE = "Part of this answer is that something is stated nowhere; there is no source for that."


class AnswerPages:
    """Makes the pages of the answers of one question."""

    def __init__(self, menu: Menu, tables: AnswerTables) -> None:
        self.menu = menu
        self.tables = tables
        self.chooser = Chooser(menu)
        self.rows = AnswerRows(menu, tables)

    @property
    def runner(self) -> QueryRunner:
        return self.menu.edition.project.runner

    def of(self, answer: Answer) -> Iterator[Page | SiteFile]:
        """The page of an answer, and the files beside it."""
        path = self.menu.paths[answer.choice]
        references = self._references(answer)
        stem = path.removesuffix(".html")
        files: dict[str, bytes] = {}
        if len(self.menu.choices) <= _MOST_WITH_FILES:
            files = self.tables.files(answer)
            if references:
                files[".ris"] = _ris(references)
        yield self._page(answer, path, references, files)
        title = self.title(answer.choice)
        yield from self.rows.further(answer, path, title, self._trail(path))
        for ending, content in files.items():
            yield SiteFile(stem + ending, content)

    def _page(
        self, answer: Answer, path: str, references: Sequence[Reference], files: Collection[str]
    ) -> Page:
        title = self.title(answer.choice)
        parts = [
            self.chooser.html(answer.choice),
            self._notes(answer),
            self._result(answer, path),
            download_links(path, files, is_whole=self.rows.is_on_one_page(answer))
            if answer.table is not None
            else Markup(""),
            self._citing(title, path, references, files),
            self._details(answer.choice),
        ]
        return Page(path, title, PageKind.QUESTION, Markup("").join(parts), self.lead, self._trail(path))

    def open_page(self) -> Page:
        """The page of a question that needs a value: what it can be asked with."""
        asked = Markup('<p class="note">{}</p>\n').format(self._what_is_needed())
        behind = Markup(
            '<details class="more"><summary id="behind">The question behind it</summary>\n{}</details>\n'
        ).format(self._sparql({}))
        body = asked + self.chooser.html(None) + behind
        return Page(self.menu.path, self.summary, PageKind.QUESTION, body, self.lead, _ABOVE)

    def _what_is_needed(self) -> str:
        query = self.menu.query
        missing = [
            parameter
            for parameter, options in zip(query.parameters, self.menu.plain.options, strict=True)
            if not options
        ]
        if not missing:
            return "Choose what to ask for."
        wanted = "; ".join(f"{each.name.replace('_', ' ')} ({each.kind_in_words})" for each in missing)
        return (
            f"This question needs a value that nobody can list: {wanted}. The command line answers it: "
            f"irc-kg query {query.name} {' '.join(f'{each.option} …' for each in missing)}"
        )

    # What is asked

    @property
    def summary(self) -> str:
        return summary_of(self.menu.query)

    @property
    def lead(self) -> str:
        return lead_of(self.menu.query)

    def title(self, choice: Choice) -> str:
        """The question with the values of a choice; what its sentence does not name stands behind it."""
        summary = self.menu.query.header.summary or self.menu.query.name.replace("-", " ")
        behind = []
        pairs = zip(self.menu.query.parameters, choice, strict=True)
        for place, (parameter, option) in enumerate(pairs):
            if f"{{{parameter.name}}}" in summary:
                words = self._in_sentence(parameter, option)
                summary = summary.replace(f"{{{parameter.name}}}", words)
                if parameter.kind == DAY and option.name and option.words != f"on {words}":
                    behind.append(option.words)
            elif option.name:
                behind.append(f"{name_of(self.menu, place)}: {option.words}")
        title = visible(summary[:1].upper() + summary[1:])
        return f"{title} ({', '.join(behind)})" if behind else title

    def _in_sentence(self, parameter: Parameter, option: Option) -> str:
        """A value within a sentence: things by their names, days in words."""
        if parameter.kind == IRI and option.texts:
            return " or ".join(map(self.menu.edition.store.label, option.texts))
        return _value_in_words(parameter, option)

    def _trail(self, path: str) -> tuple[tuple[str, str], ...]:
        """The pages above that of an answer."""
        return _ABOVE if path == self.menu.path else (*_ABOVE, (self.menu.path, self.summary))

    # What stands on the page

    def _notes(self, answer: Answer) -> Markup:
        found = []
        if answer.table is not None:
            found.append(answer.table.about.gaps)
            if not answer.table.rows:
                found.append(NOTHING_STATED)
        if answer.uncited:
            found.append(f"The sources of these rows cannot be told: {answer.uncited}.")
        return self._on_defaults(answer.choice) + Markup("").join(
            Markup('<p class="note">{}</p>\n').format(visible(each)) for each in found if each
        )

    def _on_defaults(self, choice: Choice) -> Markup:
        """What was not chosen by anybody, and is asked for all the same."""
        if choice != self.menu.usual:
            return Markup("")
        pairs = zip(self.menu.query.parameters, choice, strict=True)
        usual = [
            f"{each.name.replace('_', ' ')} {_value_in_words(each, option)}"
            for each, option in pairs
            if option.texts
        ]
        if not usual:
            return Markup("")
        shown = visible(f"Shown: {', '.join(usual)}. Nothing else was chosen.")
        return Markup('<p class="note quiet">{}</p>\n').format(shown)

    def _result(self, answer: Answer, path: str) -> Markup:
        if answer.fault:
            return Markup('<p class="note">This question cannot be answered: {}</p>\n').format(
                visible(within_project(answer.fault, self.menu.edition))
            )
        if answer.table is None:
            return self._yes_or_no(answer)
        if not answer.table.rows:
            return Markup("")
        told = self.rows.number(answer)
        if answer.statements and self.menu.query.asks_for_absence:
            told += Markup(" {}").format(_ABSENCE)
        return Markup('<p class="hint">{}</p>\n{}').format(told, self.rows.html(answer, path))

    def _yes_or_no(self, answer: Answer) -> Markup:
        words = "Yes." if answer.truth else "No: nothing in the sources kept here fits."
        cited = self.tables.places(answer.statements[0]) if answer.statements else ""
        return Markup('<p class="answer"><strong>{}</strong></p>\n{}').format(words, cited)

    def _citing(
        self, title: str, path: str, references: Sequence[Reference], files: Collection[str]
    ) -> Markup:
        """How the sources of the answer are cited, and the page itself."""
        listed, sources = references[:_MOST_REFERENCES], Markup("")
        if listed:
            more = len(references) - len(listed)
            told = f"The first {len(listed)} of {len(references)} sources:" if more else "The sources:"
            sources = Markup("<p>{}</p>\n{}").format(told, reference_list(listed))
            sources += self._ris_link(path) if ".ris" in files else Markup("")
        page = reference_of_page(self.menu.edition, title, path)
        return Markup(
            '<details class="more cited"><summary>Cite this</summary>\n{}<p>This page:</p>\n{}</details>\n'
        ).format(sources, page)

    @staticmethod
    def _ris_link(path: str) -> Markup:
        """All sources of an answer for a manager of references."""
        return Markup(
            '<ul class="actions" data-not-mailed><li><a href="~/{}.ris" download="{}.ris">'
            "All of them for a manager of references (.ris)</a></li></ul>\n"
        ).format(path.removesuffix(".html"), file_stem(path))

    def _references(self, answer: Answer) -> tuple[Reference, ...]:
        """The sources of an answer, and the public pages behind them."""
        library = self.menu.edition.library
        if answer.table is not None and answer.statements:
            return library.of_answer(answer.table)
        return library.of_citations(citations_of(answer.all_statements))

    def _details(self, choice: Choice) -> Markup:
        """What the answer holds, and how the same is asked elsewhere: once for all answers of a question."""
        query, values = self.menu.query, values_of(self.menu.query, choice)
        command = Markup("<p>On the command line:</p>\n<pre>{}</pre>\n").format(
            visible(self._command(values))
        )
        if self.menu.paths[choice] == self.menu.path:
            what = self._description(self.runner.fill(query, query.header.description, values))
            behind = command + self._sparql(values)
        else:
            what = Markup("")
            behind = command + Markup('<p><a href="~/{}#behind">The same in SPARQL</a></p>\n').format(
                self.menu.path
            )
        return what + Markup(
            '<details class="more"><summary id="behind">The question behind it</summary>\n{}</details>\n'
        ).format(behind)

    @staticmethod
    def _description(described: str) -> Markup:
        what = Markup('<details class="more"><summary>What the answer holds</summary>\n<p>{}</p></details>\n')
        return what.format(visible(described)) if described else Markup("")

    def _sparql(self, values: Mapping[str, Sequence[str]]) -> Markup:
        """The question as it is put to the engine, without what it says of itself."""
        query = self.menu.query
        try:
            asked = self.runner.with_declarations(query, self.runner.bind(query, values)).strip()
        except IrcKgError:  # it needs a value
            asked = self.runner.with_declarations(query, query.text).strip()
        lines = [visible(line) for line in asked.splitlines() if not line.startswith("#+")]
        return Markup("<p>In SPARQL:</p>\n<pre>{}</pre>\n").format("\n".join(lines))

    def _command(self, values: Mapping[str, Sequence[str]]) -> str:
        """How the same is asked on the command line."""
        words = ["irc-kg", "query", self.menu.query.name]
        label = self.menu.edition.store.label
        for parameter in self.menu.query.parameters:
            for text in values.get(parameter.name, ()):
                named = label(text) if parameter.kind == IRI else text
                words += [parameter.option, named]
        return shlex.join([*words, "--cite"])


def summary_of(query: Query) -> str:
    """The question without values: what is open in it is called by its name."""
    text = query.header.summary or query.name.replace("-", " ")
    for parameter in query.parameters:
        text = text.replace(f"{{{parameter.name}}}", f"a {parameter.name.replace('_', ' ')}")
    return text[:1].upper() + text[1:]


def lead_of(query: Query) -> str:
    """The first sentence of what the question says of itself, unless that speaks of a value."""
    first = query.header.description.split(". ")[0]
    if any(f"{{{parameter.name}}}" in first for parameter in query.parameters):
        return ""
    return first if first.endswith(".") or not first else f"{first}."


def _value_in_words(parameter: Parameter, option: Option) -> str:
    """What is asked for: of a period the day, which stands for it."""
    day = first_day_of(option.texts) if parameter.kind == DAY else None
    return PartialDate(day.year, day.month, day.day).in_words() if day else option.words


def within_project(message: str, edition: Edition) -> str:
    """A message in which files are named from the root of the project, not from that of this machine."""
    return message.replace(f"{edition.store.files.root}{os.sep}", "")


def _ris(references: Sequence[Reference]) -> bytes:
    out = StringIO()
    write_ris(references, out)
    return out.getvalue().encode("utf-8", "replace")
