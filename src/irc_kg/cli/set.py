"""``irc-kg set``: the values of a relation replaced, as text."""

from __future__ import annotations

from pathlib import Path

import click

from irc_kg.cli.edit import changed, edit_options, report
from irc_kg.cli.options import complete_thing, current_project


@click.command()
@click.argument("subject", shell_complete=complete_thing)
@click.argument("predicate", shell_complete=complete_thing)
@click.argument("objects", metavar="OBJECT...", nargs=-1, required=True, shell_complete=complete_thing)
@edit_options
def command(
    subject: str, predicate: str, objects: tuple[str, ...], to: Path | None, source: str | None, dry_run: bool
) -> None:
    """Give PREDICATE of SUBJECT just these values, in the place of those it has in one file.

    Terms are given as for `irc-kg add`.
    """
    opened = current_project()
    change = changed(
        lambda file: opened.statements.set(
            subject, predicate, objects, to=file, source=source, dry_run=dry_run
        ),
        to,
    )
    report(opened.files, change, dry_run=dry_run)
