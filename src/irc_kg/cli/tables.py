"""``irc-kg template`` and ``import``: an empty table for things of a class, and what it was filled with."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from irc_kg.cli.edit import edit_options
from irc_kg.cli.options import complete_among, current_project, root_option
from irc_kg.cli.prompts import tell
from irc_kg.editing.importing import TableFile
from irc_kg.editing.saving import Addition
from irc_kg.editing.shapes import classes_with_forms
from irc_kg.editing.templates import write_csv

_STEP = 250  # rows


def _complete_class(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Classes whose label begins as the word does that is being typed."""
    with ctx.scope(cleanup=False):
        store = current_project().store
        labels = [store.label(kind) for kind in classes_with_forms(store)]
    return complete_among(labels, incomplete)


@click.command("template")
@click.argument("class_name", metavar="CLASS", shell_complete=_complete_class)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The file, .csv or .xlsx; else the headings go to standard output as CSV.",
)
@root_option
def template_command(class_name: str, output: Path | None) -> None:
    """Write an empty table for things of a CLASS, such as Strategy, to be filled in for `irc-kg import`.

    Its headings are what the shapes of the ontology ask for, the required ones first (in .xlsx in bold). In
    .xlsx the cells offer the values there are, which a second sheet lists. A template is never written over a
    file that is there.
    """
    opened = current_project()
    if output is None:
        write_csv(opened.form(class_name), sys.stdout)
        return
    opened.write_template(class_name, output)
    tell(
        f"Wrote {output}. Fill it in and run: irc-kg import {output} --class {_quoted(class_name)} --to FILE"
    )


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name


@click.command("import")
@click.argument("table", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--class",
    "class_name",
    required=True,
    metavar="CLASS",
    shell_complete=_complete_class,
    help="What each row is, such as Strategy.",
)
@click.option("--paragraph-column", metavar="HEADING", help='The column with paragraphs; else "Paragraph".')
@click.option("--encoding", metavar="NAME", help="Of a text that is not UTF-8, such as cp1252.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook; else the first.")
@edit_options
def import_command(
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
    file = opened.files.display_path(addition.change.file)
    count = len(addition.iris)
    rows = f"{count} row{'' if count == 1 else 's'}"
    for finding in addition.warnings:
        tell(f"Note: {finding.message}")
    if addition.change.is_empty:
        tell(f"{file} says all of the {rows} already; nothing was written.")
    elif dry_run:
        click.echo(addition.change.diff(file), nl=False)
        tell(f"Nothing was written (--dry-run): {rows}, {_count_statements(addition)}.")
    else:
        tell(f"Wrote {rows} to {file}: {_count_statements(addition)}.")


def _count_statements(addition: Addition) -> str:
    count = len(addition.change.added)
    return f"{count} statement{'' if count == 1 else 's'}"
