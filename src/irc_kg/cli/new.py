"""``irc-kg new``: a new thing, or the file of a new source, asked for on a terminal or given by ``--set``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

import click
from click.shell_completion import CompletionItem

from irc_kg.cli.edit import edit_options
from irc_kg.cli.named import NamedCommands, flags_among
from irc_kg.cli.options import (
    OneValueCommand,
    WholeNumber,
    complete_among,
    current_project,
    current_root,
    root_option,
)
from irc_kg.cli.prompts import FILE, Given, SourceEntry, ThingEntry, confirm, is_terminal, tell
from irc_kg.editing import Change, save
from irc_kg.editing.forms import Form, with_article
from irc_kg.editing.shapes import classes_with_forms, source_form
from irc_kg.errors import IrcKgError
from irc_kg.store.names import fold

SOURCE = "source"
_yes_option = click.option("--yes", "-y", is_flag=True, help="Write without asking, also on a terminal.")


class _Classes(NamedCommands):
    """The classes that have a form as commands, and ``source``."""

    flags = flags_among(()) | {"--yes", "-y", "--dry-run"}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        store = current_project().store
        return [SOURCE, *(store.label(kind) for kind in classes_with_forms(store))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if fold(cmd_name) == SOURCE:
            return _source_command()
        return _thing_command(current_project().form(cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Classes"):
            formatter.write_dl(_describe_classes())


@click.group("new", cls=_Classes)
@root_option
@click.pass_context
def new_command(ctx: click.Context) -> None:
    """Write a new thing of a CLASS, such as Strategy, into the file of its source.

    On a terminal it asks for what the shapes of the ontology want to be told, shows what will be written, and
    asks before it writes. Elsewhere everything is given by --set. `irc-kg new CLASS --help` tells the fields;
    `irc-kg new source` begins the file of a new document or section.
    """
    if ctx.invoked_subcommand is None:
        described = _describe_classes()
        width = max(len(name) for name, _definition in described)
        for name, definition in described:
            click.echo(f"{name:<{width}}  {definition}")
        tell("\nirc-kg new CLASS begins one; --help tells what is asked.")


def _describe_classes() -> list[tuple[str, str]]:
    """What there can be a new one of, with a word on each."""
    opened = current_project()
    of_classes = [
        (opened.store.label(kind), opened.form(kind).definition) for kind in classes_with_forms(opened.store)
    ]
    return [(SOURCE, "The file of a new document, or of another section of a known one."), *of_classes]


# Fields as options


class _FormCommand(OneValueCommand):
    """A command that tells in its help what its form asks."""

    def __init__(self, *arguments: Any, form: Form, **options: Any) -> None:  # noqa: ANN401  (as click has it)
        super().__init__(*arguments, **options)
        self.form = form

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        rows = []
        for one in self.form:
            marks = ", ".join(["required"] * one.is_required + ["several"] * one.takes_several)
            words = [one.description, f"({marks})" if marks else ""]
            rows.append((one.name, " ".join(filter(None, words))))
        with formatter.section("Fields"):
            formatter.write_dl(rows)


def _set_option(form: Form) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """``--set``, with the fields of a form as completion."""

    def complete(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return complete_among((f"{one.name}=" for one in form), incomplete)

    return click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="FIELD=VALUE",
        shell_complete=complete,
        help="The value of a field. May be repeated, also for several values of one field.",
    )


def _read_settings(settings: Sequence[str]) -> Given:
    """Values by field, as ``--set`` gives them."""
    given: Given = defaultdict(list)
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"--set takes FIELD=VALUE, not {setting!r}.")
        given[name.strip()].append(value)
    return dict(given)


# A thing


def _thing_command(form: Form) -> click.Command:
    @_set_option(form)
    @click.option("--name", metavar="CURIE", help="Its name in the files; else it is made from its label.")
    @click.option(
        "--paragraph",
        "paragraphs",
        multiple=True,
        type=WholeNumber(0),
        help="The paragraph of the section that states it. May be repeated.",
    )
    @_yes_option
    @edit_options
    def run(settings: Sequence[str], yes: bool, dry_run: bool, **options: Any) -> None:  # noqa: ANN401  (as click gives them)
        options["paragraphs"] = list(options["paragraphs"])
        entry = ThingEntry(current_project().store, form, _read_settings(settings), **options)
        asks = is_terminal() and not yes
        with _hint_to_go_on(lambda: _words_of_thing(entry)) if asks else nullcontext():
            if asks:
                entry.ask_rest()
            _finish(_try_thing(entry), asks=asks, dry_run=dry_run)

    described = f"Write {with_article(f'new {form.class_in_words}')}.\n\n{form.definition}"
    return click.command(form.label, _FormCommand, form=form, help=described, short_help=form.definition)(run)


def _try_thing(entry: ThingEntry) -> Change:
    return current_project().new(
        entry.form.kind,
        entry.given,
        name=entry.name,
        to=entry.to,
        source=entry.source,
        paragraphs=entry.paragraphs,
        dry_run=True,
    )


def _words_of_thing(entry: ThingEntry) -> list[str]:
    """The command that gives the same at once."""
    words = [*_first_words(entry.form.label), *_settings_of(entry.given)]
    to = current_project().files.display_path(entry.to) if entry.to is not None else None
    for option, value in {"--name": entry.name, "--to": to, "--source": entry.source}.items():
        if value is not None:
            words += [option, value]
    for number in entry.paragraphs:
        words += ["--paragraph", str(number)]
    return words


# A source


_HELP_OF_SOURCE = """Begin the file of a new document, or of another section of a known one.

The file says which document and which section it is made from; `irc-kg new CLASS --to FILE` adds to it. A
document that is not known yet gets its block there, at paragraph 0, the heading."""


def _source_command() -> click.Command:
    """The command, with the fields that the project has for its sources."""
    form = source_form(current_project().store)

    @_set_option(form)
    @click.option("--to", metavar="FILE", help="The new file under graph/; the same as --set File=….")
    @click.option("--name", metavar="CURIE", help="The name of a new document; else made from its title.")
    @_yes_option
    @click.option("--dry-run", is_flag=True, help="Show the file; write nothing.")
    @root_option
    def run(settings: Sequence[str], to: str | None, name: str | None, yes: bool, dry_run: bool) -> None:
        given = _read_settings(settings)
        if to is not None:
            given.setdefault(FILE, []).append(to)
        opened = current_project()
        if not is_terminal() or yes:
            _finish(opened.new_source(given, name=name, dry_run=True), asks=False, dry_run=dry_run)
            return
        entry = SourceEntry(opened.store, given, name)
        with _hint_to_go_on(lambda: _words_of_source(entry)):
            entry.ask_rest()
            change = opened.new_source(entry.given, name=entry.name, dry_run=True)
            _finish(change, asks=True, dry_run=dry_run)

    short_help = _HELP_OF_SOURCE.splitlines()[0]
    return click.command(SOURCE, _FormCommand, form=form, help=_HELP_OF_SOURCE, short_help=short_help)(run)


def _words_of_source(entry: SourceEntry) -> list[str]:
    """The command that gives the same at once."""
    named = ["--name", entry.name] if entry.name else []
    return [*_first_words(SOURCE), *_settings_of(entry.given), *named]


# How both end


def _first_words(what: str) -> list[str]:
    """The words that a command for something new begins with, for the same project."""
    root = current_root()
    return ["irc-kg", *(["--root", str(root)] if root else []), "new", what]


def _settings_of(given: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Values as ``--set`` gives them."""
    for name, texts in given.items():
        for text in texts:
            yield from ("--set", f"{name}={text}")


@contextmanager
def _hint_to_go_on(command_line: Callable[[], Sequence[str]]) -> Iterator[None]:
    """When entering ends before it is written, say how to go on without typing all of it again."""
    try:
        yield
    except (IrcKgError, click.Abort, KeyboardInterrupt):
        words = command_line()
        if "--set" in words:
            tell(f"\nTo go on from here:\n  {_quote_words(words)}")
        raise


def _quote_words(words: Sequence[str]) -> str:
    """Words as they are typed into the shell."""
    import os
    import shlex
    import subprocess

    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def _finish(change: Change, *, asks: bool, dry_run: bool) -> None:
    """Write a change, after it was shown and agreed to where there is somebody to ask."""
    opened = current_project()
    file = opened.files.display_path(change.file)
    for finding in change.warnings:
        tell(f"Note: {finding.message}")
    if dry_run:
        click.echo(change.diff(file), nl=False)
        tell("Nothing was written (--dry-run).")
        return
    if asks:
        tell(f"\n{change.block}")
        if not confirm(f"Write this to {file}?"):
            raise click.Abort
    save(change)
    names = ", ".join(opened.store.prefixes.shorten(iri) for iri in change.iris)
    tell(f"Wrote {names} to {file}.")
