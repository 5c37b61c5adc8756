"""``irc-kg remove``: one triple out of the file that states it, as text."""

from __future__ import annotations

from pathlib import Path

import click

from irc_kg.cli.edit import changed, edit_options, report, statement_arguments
from irc_kg.cli.options import current_project


@click.command()
@statement_arguments
@edit_options
def command(
    subject: str, predicate: str, object_: str, to: Path | None, source: str | None, dry_run: bool
) -> None:
    """Remove the statement SUBJECT PREDICATE OBJECT from the file that makes it.

    Terms are given as for `irc-kg add`. Only what states it goes; every other byte of the file stays.
    """
    opened = current_project()
    statement = (subject, predicate, object_)
    change = changed(
        lambda file: opened.statements.remove(*statement, to=file, source=source, dry_run=dry_run), to
    )
    report(opened.files, change, dry_run=dry_run, unchanged="does not state this")
