"""``irc-kg template``: an empty table for things of a class."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from irc_kg.cli.options import current_project, root_option
from irc_kg.cli.questions import tell
from irc_kg.editing.shapes import classes_with_forms
from irc_kg.editing.templates import write_csv
from irc_kg.store.names import fold


def complete_class(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Classes whose label begins as the word does that is being typed."""
    with ctx.scope(cleanup=False):
        store = current_project().store
        labels = [store.label(kind) for kind in classes_with_forms(store)]
    return [CompletionItem(label) for label in labels if fold(label).startswith(fold(incomplete))]


@click.command()
@click.argument("class_name", metavar="CLASS", shell_complete=complete_class)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The file, .csv or .xlsx; else the headings go to standard output as CSV.",
)
@root_option
def command(class_name: str, output: Path | None) -> None:
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
