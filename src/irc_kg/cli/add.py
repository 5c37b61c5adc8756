"""``irc-kg add``: one triple into the right file, as text."""

from __future__ import annotations

from pathlib import Path

import click

from irc_kg.cli.edit import changed, edit_options, report, statement_arguments
from irc_kg.cli.options import current_project


@click.command()
@statement_arguments
@click.option("--paragraph", type=click.IntRange(0), help="The paragraph of the section that states it.")
@edit_options
def command(
    subject: str,
    predicate: str,
    object_: str,
    paragraph: int | None,
    to: Path | None,
    source: str | None,
    dry_run: bool,
) -> None:
    """Add the statement SUBJECT PREDICATE OBJECT to the file of its source.

    Things and relations are given by their names, CURIEs or IRIs ("Integrated Care Fund" "is funded by"
    "Welsh Government"); texts and dates as they are. One line is added; every other byte of the file stays.
    """
    opened = current_project()
    statement = (subject, predicate, object_)
    change = changed(
        lambda file: opened.statements.add(
            *statement, to=file, source=source, paragraph=paragraph, dry_run=dry_run
        ),
        to,
    )
    report(opened.files, change, dry_run=dry_run)
