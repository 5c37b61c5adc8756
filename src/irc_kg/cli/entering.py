"""What the commands that write new things share: their fields as options, and how they end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click
from click.shell_completion import CompletionItem

from irc_kg.cli.options import current_project
from irc_kg.cli.questions import confirmed, tell
from irc_kg.editing.form import Form
from irc_kg.editing.saving import Addition
from irc_kg.errors import IrcKgError
from irc_kg.store.names import fold

Given = dict[str, list[str]]  # texts by the names of fields


def set_option(form: Form) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """``--set``, with the fields of a form as completion."""

    def complete(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        names = (f"{one.name}=" for one in form)
        return [CompletionItem(name) for name in names if fold(name).startswith(fold(incomplete))]

    return click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="FIELD=VALUE",
        shell_complete=complete,
        help="The value of a field. May be repeated, also for several values of one field.",
    )


yes_option = click.option("--yes", "-y", is_flag=True, help="Write without asking, also on a terminal.")


class FormCommand(click.Command):
    """A command that tells in its help what its form asks."""

    def __init__(self, *arguments: Any, form: Form, **options: Any) -> None:  # noqa: ANN401  (as click has it)
        super().__init__(*arguments, **options)
        self.form = form

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        rows = []
        for one in self.form:
            marks = ["required"] * one.is_required + ["several"] * one.takes_several
            rows.append(
                (one.name, " ".join(filter(None, [one.description, f"({', '.join(marks)})" * bool(marks)])))
            )
        with formatter.section("Fields"):
            formatter.write_dl(rows)


def given_by(settings: Sequence[str]) -> Given:
    """Values by field, as ``--set`` gives them."""
    given: Given = defaultdict(list)
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"--set takes FIELD=VALUE, not {setting!r}.")
        given[name.strip()].append(value)
    return dict(given)


def begun(what: str) -> list[str]:
    """The words that a command for something new begins with, for the same project."""
    root = click.get_current_context().find_root().meta.get("irc_kg.root")
    return ["irc-kg", *(["--root", str(root)] if root else []), "new", what]


def settings_of(given: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Values as ``--set`` gives them."""
    for name, texts in given.items():
        for text in texts:
            yield from ("--set", f"{name}={text}")


@contextmanager
def kept(command_line: Callable[[], Sequence[str]]) -> Iterator[None]:
    """When entering ends before it is written, say how to go on without typing all of it again."""
    try:
        yield
    except (IrcKgError, click.Abort, KeyboardInterrupt):
        words = command_line()
        if "--set" in words:
            tell(f"\nTo go on from here:\n  {_as_typed(words)}")
        raise


def _as_typed(words: Sequence[str]) -> str:
    """Words as they are typed into the shell."""
    import os
    import shlex
    import subprocess

    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def finish(addition: Addition, *, asks: bool, dry_run: bool) -> None:
    """Write an addition, after it was shown and agreed to where there is somebody to ask."""
    opened = current_project()
    shown = opened.files.display_path(addition.change.file)
    for finding in addition.warnings:
        tell(f"Note: {finding.message}")
    if dry_run:
        click.echo(addition.change.diff(shown), nl=False)
        tell("Nothing was written (--dry-run).")
        return
    if asks:
        tell(f"\n{addition.block}")
        if not confirmed(f"Write this to {shown}?"):
            raise click.Abort
    addition.save()
    names = ", ".join(opened.store.prefixes.shorten(iri) for iri in addition.iris)
    tell(f"Wrote {names} to {shown}.")
