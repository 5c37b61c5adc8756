"""``irc-kg new``: a new thing, asked for field by field, or given whole by ``--set``."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from irc_kg.cli.edit import edit_options
from irc_kg.cli.entering import (
    FormCommand,
    Given,
    begun,
    finish,
    given_by,
    kept,
    set_option,
    settings_of,
    yes_option,
)
from irc_kg.cli.options import ProjectGroup, current_project, root_parameter
from irc_kg.cli.questions import Asking, answer, is_terminal, picked, tell
from irc_kg.editing.fields import Fields
from irc_kg.editing.form import Field, Form, with_article
from irc_kg.editing.naming import Naming
from irc_kg.editing.saving import Addition
from irc_kg.editing.shapes import classes_with_forms
from irc_kg.editing.source_files import files_of, needs_place, source_files
from irc_kg.editing.things import refuse_same_label
from irc_kg.editing.values import Values
from irc_kg.errors import IrcKgError
from irc_kg.store.names import fold

_WHICH = "Which document states it? (`irc-kg new source` begins the file of another.)"
SOURCE = "source"
_WITH_VALUE = {"--set", "--name", "--to", "--source", "--paragraph", "--root"}


class _Classes(ProjectGroup):
    """The classes that have a form as commands, and ``source``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the class first, so that options may also stand before it."""
        rest: list[str] = []
        wanted: list[str] = []
        waiting = list(args)
        while waiting:
            argument = waiting.pop(0)
            if argument in _WITH_VALUE and waiting:
                rest += [argument, waiting.pop(0)]
            elif argument.startswith("-") or wanted:
                rest.append(argument)
            else:
                wanted.append(argument)
        return super().parse_args(ctx, [*wanted, *rest])

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        store = current_project().store
        return [SOURCE, *(store.label(kind) for kind in classes_with_forms(store))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if fold(cmd_name) == SOURCE:
            from irc_kg.cli.new_source import source_command

            return source_command()
        return _command(current_project().form(cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Classes"):
            formatter.write_dl(_told())


@click.group(cls=_Classes, invoke_without_command=True, no_args_is_help=False)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Write a new thing of a CLASS, such as Strategy, into the file of its source.

    On a terminal it asks for what the shapes of the ontology want to be told, shows what will be written, and
    asks before it writes. Elsewhere everything is given by --set. `irc-kg new CLASS --help` tells the fields;
    `irc-kg new source` begins the file of a new document or section.
    """
    if ctx.invoked_subcommand is None:
        told = _told()
        width = max(len(name) for name, _definition in told)
        for name, definition in told:
            click.echo(f"{name:<{width}}  {definition}")
        tell("\nirc-kg new CLASS begins one; --help tells what is asked.")


command.params.append(root_parameter())


def _told() -> list[tuple[str, str]]:
    """What there can be a new one of, with a word on each."""
    store = current_project().store
    of_classes = [
        (store.label(kind), current_project().form(kind).definition) for kind in classes_with_forms(store)
    ]
    return [(SOURCE, "The file of a new document, or of another section of a known one."), *of_classes]


def _command(form: Form) -> click.Command:
    @set_option(form)
    @click.option("--name", metavar="CURIE", help="Its name in the files; else it is made from its label.")
    @click.option(
        "--paragraph",
        "paragraphs",
        multiple=True,
        type=click.IntRange(0),
        help="The paragraph of the section that states it. May be repeated.",
    )
    @yes_option
    @edit_options
    def run(settings: Sequence[str], **options: Any) -> None:  # noqa: ANN401  (as click gives them)
        _run(form, given_by(settings), **options)

    told = f"Write {with_article(f'new {form.named}')}.\n\n{form.definition}"
    return click.command(form.label, FormCommand, form=form, help=told, short_help=form.definition)(run)


def _run(
    form: Form,
    given: Given,
    name: str | None,
    paragraphs: Sequence[int],
    yes: bool,
    to: Path | None,
    source: str | None,
    dry_run: bool,
) -> None:
    asks = is_terminal() and not yes
    entry = _Entry(form, given, name, to, source, list(paragraphs))
    with kept(entry.command) if asks else nullcontext():
        if asks:
            entry.complete()
        addition = entry.tried()
        finish(addition, asks=asks, dry_run=dry_run)


class _Entry:
    """What is known so far of a thing that is being entered."""

    def __init__(
        self,
        form: Form,
        given: Given,
        name: str | None,
        to: Path | None,
        source: str | None,
        paragraphs: list[int],
    ) -> None:
        self.form = form
        self.given = given
        self.name = name
        self.to = to
        self.source = source
        self.paragraphs = paragraphs
        self.store = current_project().store

    def complete(self) -> None:
        """Ask for all that is not given; where something is given, only for what is required."""
        fields = Fields(self.store, self.form)
        known = {fields.find(name) for name in self.given}
        asking = Asking(Values(self.store))
        only_required = bool(self.given)
        tell(f"A new {self.form.named}. Nothing typed skips what is not required; Ctrl-C ends it.")
        for field in self.form:
            if field == self.form.place or field in known or (only_required and not field.is_required):
                continue
            refuse = self._refuse_label if field == self.form.name and self.name is None else None
            if texts := asking.ask(field, refuse):
                self.given[field.name] = texts
        self._ask_name()
        self._ask_file()
        self._ask_place(asking, known)

    def _refuse_label(self, label: str) -> None:
        refuse_same_label(self.store, label)

    def _ask_name(self) -> None:
        if self.name is not None:
            return
        naming = Naming(self.store)
        labels = [texts[0] for name, texts in self.given.items() if self.form.field(name) == self.form.name]
        proposed = naming.curie(naming.proposed(self.form, labels[0] if labels else ""))
        tell()
        self.name = answer("Its name in the files", proposed, naming.new)

    def _ask_file(self) -> None:
        if self.to is None:
            self.to = _asked_file(self.source)
            self.source = None

    def _ask_place(self, asking: Asking, known: set[Field]) -> None:
        place = self.form.place
        if self.paragraphs or place in known or self.to is None:
            return
        opened = current_project().files
        files = {path.resolve(): path for path in opened.graph_files}
        paths = (self.to.resolve(), (opened.root / self.to).resolve())
        file = next((files[path] for path in paths if path in files), None)
        if file is not None and needs_place(self.store, file):
            texts = asking.ask(replace(place, name="Paragraph", at_least=1))
            self.paragraphs = [int(text) for text in texts]

    def tried(self) -> Addition:
        return current_project().new(
            self.form.kind,
            self.given,
            name=self.name,
            to=self.to,
            source=self.source,
            paragraphs=self.paragraphs,
            dry_run=True,
        )

    def command(self) -> list[str]:
        """The command that gives the same at once."""
        words = [*begun(self.form.label), *settings_of(self.given)]
        options = {"--name": self.name, "--to": self.to, "--source": self.source}
        for option, value in options.items():
            if value is not None:
                shown = current_project().files.display_path(value) if isinstance(value, Path) else value
                words += [option, shown]
        for number in self.paragraphs:
            words += ["--paragraph", str(number)]
        return words


def _asked_file(source: str | None) -> Path:
    """The file that a person chooses by document and section."""
    store = current_project().store
    files = files_of(store, source) if source else source_files(store)
    if not files:
        raise IrcKgError("No file of graph/ names its source yet; `irc-kg new source` begins one.")
    documents = {one.document: one.document_label for one in files}
    document = next(iter(documents))
    if len(documents) > 1:
        document = list(documents)[picked(_WHICH, list(documents.values()))]
    of_document = [one for one in files if one.document == document]
    shown = [f"{one.section or '(no section)'}  {store.files.display_path(one.path)}" for one in of_document]
    at = picked(f"Which section of {documents[document]}?", shown) if len(shown) > 1 else 0
    tell(f"It goes into {store.files.display_path(of_document[at].path)}.")
    return of_document[at].path
