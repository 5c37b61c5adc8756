"""All that is asked on a terminal: one question at a time, each answer looked at before the next is asked."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from irc_kg.editing import Change
from irc_kg.editing.forms import Field, Form, sentence
from irc_kg.editing.shapes import Fields, source_form
from irc_kg.editing.sources import (
    SourceDocument,
    UnclearFileError,
    files_of_source,
    needs_place,
    propose_source_file,
    source_document,
    source_files,
)
from irc_kg.editing.terms import Terms, WrongValueError
from irc_kg.editing.things import Naming, new_file
from irc_kg.errors import IrcKgError
from irc_kg.store import Store
from irc_kg.store.datatypes import read_integer
from irc_kg.store.names import fold

Given = dict[str, list[str]]  # texts by the names of fields
_MOST_LISTED = 24  # choices that are shown without being asked for
_WHICH_DOCUMENT = "Which document states it? (`irc-kg new source` begins the file of another.)"
_TITLE, _KIND, _SECTION, FILE = "Title", "Kind", "Section", "File"


def is_terminal() -> bool:
    """Whether there is a person to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def tell(text: str = "") -> None:
    """Say something beside the answer, on standard error."""
    click.echo(text, err=True)


def read_line(prompt: str) -> str:
    """What is typed behind a prompt; the end of the input ends the command."""
    try:
        if sys.stdout.isatty():
            return input(prompt).strip()
        click.echo(prompt, nl=False, err=True)
        return input().strip()
    except EOFError:
        tell()
        raise click.Abort from None


def ask_text(prompt: str, proposed: str, refuse: Callable[[str], object]) -> str:
    """A text that ``refuse`` does not raise for; nothing typed takes what is proposed."""
    while True:
        given = read_line(f"{prompt} [{proposed}]: " if proposed else f"{prompt}: ") or proposed
        try:
            refuse(given)
        except IrcKgError as error:
            tell(f"  {error}")
        else:
            return given


def confirm(question: str) -> bool:
    """Whether the answer is yes."""
    while True:
        given = fold(read_line(f"{question} [y/n]: "))
        if given in {"y", "yes"}:
            return True
        if given in {"n", "no"}:
            return False


def choose(question: str, options: Sequence[str]) -> int:
    """Which of some options is chosen, by its number or its name; the index of it."""
    tell()
    tell(question)
    _list(options)
    while True:
        fitting = _fitting(options, read_line("Number or name: "))
        if len(fitting) == 1:
            return fitting[0]
        tell(f"  Please give a number from 1 to {len(options)}, or one of the names.")


def _fitting(options: Sequence[str], given: str) -> Sequence[int]:
    """The indices of the options that a number, a name or else the beginning of a name stands for."""
    number = read_integer(given) or 0
    if 1 <= number <= len(options):
        return [number - 1]
    names = [fold(option) for option in options]
    wanted = fold(given)
    same = [at for at, name in enumerate(names) if name == wanted]
    if same or not given:
        return same
    return [at for at, name in enumerate(names) if name.startswith(wanted)]


# The fields of a form


class FieldPrompt:
    """Asks for fields of a form."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

    def ask(self, field: Field, refuse: Callable[[str], object] | None = None) -> list[str]:
        """The values that are given for a field, as texts; none where an optional one is skipped.

        ``refuse`` raises an IrcKgError for what the field takes and something else forbids.
        """
        self._explain(field)
        given: list[str] = []
        while field.at_most is None or len(given) < field.at_most:
            text = read_line("  and: " if given else f"{field.name}: ")
            if not text:
                if len(given) >= field.at_least:
                    break
                tell("  This is required.")
            elif text.startswith("?") and field.takes_things:
                self._search(field, text[1:])
            elif (value := self._value(field, text, refuse)) is not None and value not in given:
                given.append(value)
        return given

    def _explain(self, field: Field) -> None:
        tell()
        marks = ", ".join(["required"] * field.is_required + ["several"] * field.takes_several)
        tell(click.style(f"{field.name} ({marks})" if marks else field.name, bold=True))
        if field.description:
            tell(click.wrap_text(field.description, shutil.get_terminal_size().columns, "  ", "  "))
        names = self._names(field)
        if names and len(names) <= _MOST_LISTED:
            _list(names)
        elif names:
            tell(f"  There are {len(names)} to choose from: ? lists them, ?word those with the word.")
        elif field.takes_things:
            tell("  Anything in the graph, by its name: ?word lists what has the word in its name.")

    def _names(self, field: Field) -> list[str]:
        return [choice.name for choice in self.terms.choices(field)] if field.has_choices else []

    def _search(self, field: Field, word: str) -> None:
        if field.has_choices:
            _list(self._names(field), word.strip())
            return
        found = self.terms.store.names.search(word) if word.strip() else {}
        for name in list(found.values())[:_MOST_LISTED]:
            tell(f"      {name}")
        if len(found) > _MOST_LISTED:
            tell(f"      … and {len(found) - _MOST_LISTED} more")
        if not found:
            tell("  Nothing has that in its name." if word.strip() else "  Please give a word: ?word")

    def _value(self, field: Field, text: str, refuse: Callable[[str], object] | None) -> str | None:
        """A text that stands for a value of the field; None when it is refused, which is told."""
        try:
            number = (read_integer(text) or 0) if field.has_choices else 0
            if number and 1 <= number <= len(self.terms.choices(field)):
                return self.terms.to_text(self.terms.choices(field)[number - 1].value)
            self.terms.value(field, text)
            if refuse is not None:
                refuse(text)
        except WrongValueError as error:
            tell(f"  {sentence(str(error))}")
        except IrcKgError as error:
            tell(f"  {error}")
        else:
            return text
        return None


def _list(names: Sequence[str], word: str = "") -> None:
    """Numbered choices; with a word, those that hold it, under the same numbers."""
    wanted = fold(word)
    shown = [(number, name) for number, name in enumerate(names, 1) if wanted in fold(name)]
    for number, name in shown:
        tell(f"  {number:>3} {name}")
    if not shown:
        tell(f"  There is none with {word!r}." if word else "  There is nothing to choose from.")


# Which file


def choose_unclear_file(make: Callable[[Path | None], Change], to: Path | None) -> Change:
    """The change that is made to the file named; on a terminal it is asked for where it is not clear."""
    try:
        return make(to)
    except UnclearFileError as error:
        if not error.choices or not sys.stdin.isatty():
            raise
        for number, choice in enumerate(error.choices, 1):
            tell(f"  {number}  {choice}")
        which = click.IntRange(1, len(error.choices))
        number = click.prompt("Which file states this?", type=which, err=True)
        return make(Path(error.choices[number - 1]))


def choose_source_file(store: Store, source: str | None) -> Path:
    """The file that a person chooses by document and section."""
    files = files_of_source(store, source) if source else source_files(store)
    if not files:
        raise IrcKgError("No file of graph/ names its source yet; `irc-kg new source` begins one.")
    documents = {one.source: store.label(one.source) for one in files}
    document = next(iter(documents))
    if len(documents) > 1:
        document = list(documents)[choose(_WHICH_DOCUMENT, list(documents.values()))]
    sections = {
        store.files.file_of(one.graph): one.section or "(no section)"
        for one in files
        if one.source == document
    }
    path = _choose_section(store, documents[document], sections)
    tell(f"It goes into {store.files.display_path(path)}.")
    return path


def _choose_section(store: Store, document: str, sections: Mapping[Path, str]) -> Path:
    """The file of one of the sections of a document."""
    paths = list(sections)
    if len(paths) == 1:
        return paths[0]
    options = [f"{sections[path]}  {store.files.display_path(path)}" for path in paths]
    return paths[choose(f"Which section of {document}?", options)]


# What is to be written


@dataclass
class ThingEntry:
    """What is known so far of a thing that is being entered."""

    store: Store
    form: Form
    given: Given
    name: str | None
    to: Path | None
    source: str | None
    paragraphs: list[int]

    def ask_rest(self) -> None:
        """Ask for all that is not given; where something is given, only for what is required."""
        fields = Fields(self.store, self.form)
        known = {fields.find(name) for name in self.given}
        prompt = FieldPrompt(Terms(self.store))
        tell(f"A new {self.form.class_in_words}. Nothing typed skips what is not required; Ctrl-C ends it.")
        for field in self._fields_to_ask(known):
            self._ask(field, prompt)
        if self.name is None:
            self.name = self._ask_name()
        if self.to is None:
            self.to, self.source = choose_source_file(self.store, self.source), None
        if not self.paragraphs and self.form.place not in known:
            self.paragraphs = self._ask_paragraphs(prompt, self.to)

    def _fields_to_ask(self, known: Container[Field]) -> list[Field]:
        """The fields in their order; the place is asked for when the file is known."""
        only_required = bool(self.given)
        fields = [field for field in self.form if field != self.form.place and field not in known]
        return [field for field in fields if field.is_required or not only_required]

    def _ask(self, field: Field, prompt: FieldPrompt) -> None:
        is_label = field == self.form.name and self.name is None
        if texts := prompt.ask(field, self._refuse_label if is_label else None):
            self.given[field.name] = texts

    def _refuse_label(self, label: str) -> None:
        Naming(self.store).refuse_same_label(label)

    def _ask_name(self) -> str:
        naming = Naming(self.store)
        labels = [texts[0] for name, texts in self.given.items() if self.form.field(name) == self.form.name]
        proposed = naming.curie(naming.propose(self.form, labels[0] if labels else ""))
        tell()
        return ask_text("Its name in the files", proposed, naming.new)

    def _ask_paragraphs(self, prompt: FieldPrompt, to: Path) -> list[int]:
        files = {path.resolve(): path for path in self.store.files.graph_files}
        paths = (to.resolve(), (self.store.files.root / to).resolve())
        file = next((files[path] for path in paths if path in files), None)
        if file is None or not needs_place(self.store, file):
            return []
        texts = prompt.ask(replace(self.form.place, name="Paragraph", at_least=1))
        numbers = (read_integer(text) for text in texts)
        return [number for number in numbers if number is not None]


class SourceEntry:
    """What is known so far of a source that is being entered."""

    def __init__(self, store: Store, given: Given, name: str | None) -> None:
        self.store = store
        self.form = source_form(store)
        self.prompt = FieldPrompt(Terms(store))
        self.name = name
        # By the names that the fields have here, whatever they were called.
        self.given: Given = {}
        for called, texts in given.items():
            field = self.form.field(called)
            self.given.setdefault(field.name if field else called, []).extend(texts)

    def ask_rest(self) -> None:
        """Ask for all that is not given."""
        only_required = bool(self.given)
        tell("A new source. Nothing typed skips what is not required; Ctrl-C ends it.")
        self._ask(self._field(_TITLE))
        origin = self._ask_origin()
        self._ask(self._field(_SECTION))
        if origin.is_new:
            self._ask_about_document(origin, only_required=only_required)
        if FILE not in self.given:
            proposed = propose_source_file(self.store, self._iri(origin), self.given[_SECTION][0])
            tell()
            files = self.store.files
            self.given[FILE] = [ask_text("The new file", proposed, lambda name: new_file(files, name))]

    def _ask_about_document(self, origin: SourceDocument, *, only_required: bool) -> None:
        for field in source_form(self.store, origin.kind):
            is_asked_apart = field.name in {_TITLE, _KIND, _SECTION, FILE}
            if not is_asked_apart and (field.is_required or not only_required):
                self._ask(field)

    def _ask_origin(self) -> SourceDocument:
        """The document; a new one is asked what it is and how it is to be named."""
        title = self.given[_TITLE][0]
        origin = source_document(self.store, title, None, self.name)
        if not origin.is_new:
            tell(f"  It is known: {self.store.prefixes.shorten(origin.iri)}.")
            return origin
        self._ask(replace(self._field(_KIND), at_least=1))
        kind = Terms(self.store).value(self._field(_KIND), self.given[_KIND][0]).value
        origin = source_document(self.store, title, kind, self.name)
        if self.name is None:
            naming = Naming(self.store)
            tell()
            self.name = ask_text("Its name in the files", naming.curie(origin.iri), naming.new)
        return origin

    def _iri(self, origin: SourceDocument) -> str:
        return Naming(self.store).iri(self.name) if self.name else origin.iri

    def _field(self, name: str) -> Field:
        return next(one for one in self.form if one.name == name)

    def _ask(self, field: Field) -> None:
        if field.name not in self.given and (texts := self.prompt.ask(field)):
            self.given[field.name] = texts
