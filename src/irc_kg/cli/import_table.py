"""``irc-kg import``: the rows of a table as things, all of them or none."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from irc_kg.cli.edit import edit_options
from irc_kg.cli.options import current_project
from irc_kg.cli.questions import tell
from irc_kg.cli.template import complete_class
from irc_kg.editing.importing import TableFile
from irc_kg.editing.saving import Addition

_STEP = 250  # rows


@click.command()
@click.argument("table", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--class",
    "class_name",
    required=True,
    metavar="CLASS",
    shell_complete=complete_class,
    help="What each row is, such as Strategy.",
)
@click.option("--paragraph-column", metavar="HEADING", help='The column with paragraphs; else "Paragraph".')
@click.option("--encoding", metavar="NAME", help="Of a text that is not UTF-8, such as cp1252.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook; else the first.")
@edit_options
def command(
    table: Path,
    class_name: str,
    paragraph_column: str | None,
    encoding: str | None,
    sheet: str | None,
    to: Path | None,
    source: str | None,
    dry_run: bool,
) -> None:
    """Write the rows of TABLE (.csv, .tsv or .xlsx) as things of one class into the file of their source.

    The first row has the names of fields, or relations by label or CURIE; `irc-kg template` writes one.
    Several values stand in one cell with semicolons between them, or in several columns of one heading;
    descriptions are never split, and a backslash keeps a semicolon from separating. A column "id" may name
    the things; else names are made from labels, and a label that is known stands for its thing.

    If anything is wrong with any cell, all of it is told, and nothing is written.
    """
    opened = current_project()
    addition = opened.import_table(
        TableFile(table, encoding, sheet, paragraph_column),
        class_name,
        to=to,
        source=source,
        progress=_progress if sys.stderr.isatty() else None,
        dry_run=dry_run,
    )
    _report(addition, dry_run=dry_run)


def _progress(done: int, count: int) -> None:
    """Say on a terminal how far a long table is."""
    if count > _STEP and (done % _STEP == 0 or done == count):
        ends = done == count
        click.echo(f"\r{done} of {count} rows" + "; checking them" * ends, nl=ends, err=True)


def _report(addition: Addition, *, dry_run: bool) -> None:
    opened = current_project()
    shown = opened.files.display_path(addition.change.file)
    count = len(addition.iris)
    rows = f"{count} row{'' if count == 1 else 's'}"
    for finding in addition.warnings:
        tell(f"Note: {finding.message}")
    if addition.change.is_empty:
        tell(f"{shown} says all of the {rows} already; nothing was written.")
    elif dry_run:
        click.echo(addition.change.diff(shown), nl=False)
        tell(f"Nothing was written (--dry-run): {rows}, {_statements(addition)}.")
    else:
        tell(f"Wrote {rows} to {shown}: {_statements(addition)}.")


def _statements(addition: Addition) -> str:
    count = len(addition.change.added)
    return f"{count} statement{'' if count == 1 else 's'}"
