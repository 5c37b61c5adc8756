"""What changes files as text: statements by ``irc-kg add``, ``remove`` and ``set``, tables by ``import``.

``irc-kg migrate`` gives terms their new names; ``template`` writes the empty table that ``import`` reads.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from irc_kg.cli.options import (
    OneValueCommand,
    WholeNumber,
    complete_among,
    complete_thing,
    current_project,
    note_without_effect,
    root_option,
    root_parameter,
    with_options,
)
from irc_kg.cli.prompts import choose_unclear_file, tell
from irc_kg.editing import Change
from irc_kg.errors import IrcKgError, count

if TYPE_CHECKING:
    from irc_kg.editing.migrating import Migration
    from irc_kg.store.project_files import ProjectFiles

Function = TypeVar("Function", bound=Callable[..., Any])
_STEP = 250  # rows, between two words on how far an import is


_SUBJECT = click.Argument(["subject"], metavar="SUBJECT", shell_complete=complete_thing)
_PREDICATE = click.Argument(["predicate"], metavar="PREDICATE", shell_complete=complete_thing)
_OBJECT = click.Argument(["object_"], metavar="OBJECT", shell_complete=complete_thing)
_OBJECTS = click.Argument(
    ["objects"], metavar="OBJECT...", nargs=-1, required=True, shell_complete=complete_thing
)
_PARAGRAPH = click.Option(
    ["--paragraph"],
    type=WholeNumber(0),
    help="The paragraph of the section that states it.",
)
# Of every command that changes a file.
_EDIT_OPTIONS = (
    click.Option(["--to"], type=click.Path(path_type=Path), metavar="FILE", help="The file to change."),
    click.Option(["--source"], metavar="DOCUMENT", help="The source that states it; tells the file, too."),
    click.Option(["--dry-run"], is_flag=True, help="Show the change; write nothing."),
    root_parameter(),
)


def edit_options(function: Function) -> Function:
    """The options of every command that changes a file."""
    return with_options(function, *_EDIT_OPTIONS)


@click.command("add", cls=OneValueCommand, params=[_SUBJECT, _PREDICATE, _OBJECT, _PARAGRAPH, *_EDIT_OPTIONS])
def add_command(
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
    editor = current_project().editor
    change = choose_unclear_file(
        lambda file: editor.add(
            subject, predicate, object_, to=file, source=source, paragraph=paragraph, dry_run=dry_run
        ),
        to,
    )
    _report(change, dry_run=dry_run)


@click.command("remove", cls=OneValueCommand, params=[_SUBJECT, _PREDICATE, _OBJECT, *_EDIT_OPTIONS])
def remove_command(
    subject: str, predicate: str, object_: str, to: Path | None, source: str | None, dry_run: bool
) -> None:
    """Remove the statement SUBJECT PREDICATE OBJECT from the file that makes it.

    Terms are given as for `irc-kg add`. Only what states it goes; every other byte of the file stays.
    """
    editor = current_project().editor
    change = choose_unclear_file(
        lambda file: editor.remove(subject, predicate, object_, to=file, source=source, dry_run=dry_run),
        to,
    )
    _report(change, dry_run=dry_run, unchanged="does not state this")


@click.command("set", cls=OneValueCommand, params=[_SUBJECT, _PREDICATE, _OBJECTS, *_EDIT_OPTIONS])
def set_command(
    subject: str, predicate: str, objects: tuple[str, ...], to: Path | None, source: str | None, dry_run: bool
) -> None:
    """Give PREDICATE of SUBJECT just these values, in the place of those it has in one file.

    Terms are given as for `irc-kg add`.
    """
    editor = current_project().editor
    change = choose_unclear_file(
        lambda file: editor.set(subject, predicate, objects, to=file, source=source, dry_run=dry_run),
        to,
    )
    _report(change, dry_run=dry_run)


def _report(change: Change, *, dry_run: bool, unchanged: str = "says so already") -> None:
    """Say what changed: the change itself on a dry run, else the file."""
    name = current_project().files.display_path(change.file)
    if change.is_empty:
        written = f", as {change.stated_as}" if change.stated_as else ""
        click.echo(f"{name} {unchanged}{written}; nothing was written.", err=True)
    elif dry_run:
        click.echo(change.diff(name), nl=False)
        click.echo("Nothing was written (--dry-run).", err=True)
    else:
        click.echo(f"Changed {name}.", err=True)


# Terms that have another name

_IS_LEFT = 1


@click.command("migrate", cls=OneValueCommand)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--report", is_flag=True, help="List the places; write nothing.")
@click.option("--dry-run", is_flag=True, help="Show the changes; write nothing.")
@click.option("--update", is_flag=True, help="Print them as a SPARQL update, for a graph in a server.")
@root_option
def migrate_command(files: tuple[Path, ...], report: bool, dry_run: bool, update: bool) -> int:
    """Call terms that have been renamed by their new names, in the whole project or in FILES.

    FILES are Turtle, TriG, N-Quads, queries, and folders of them, of any project or none. Only the names of
    the terms change, wherever an IRI may stand; every other byte stays. queries/migrations/ says which terms
    those are.

    Exit code 0: nothing is left to do. 1: places are left to look at; with --report any use of an old name.
    2: it could not run.
    """
    project = current_project().files
    if update:
        note_without_effect(["files", "report", "dry_run"], "the update is printed, and no file is read")
        click.echo(_update(project), nl=False)
        return 0
    done, refused = current_project().migrate(*files, dry_run=report or dry_run)
    changed = [each for each in done if each.uses]
    _show_changes(project, changed, as_diff=dry_run)
    is_left = _tell_what_is_left(project, done, refused)
    _tell_migrated(changed, is_written=not (report or dry_run))
    return _IS_LEFT if is_left or (report and changed) else 0


def _update(project: ProjectFiles) -> str:
    from irc_kg.editing.migrating import update_of
    from irc_kg.queries import load_renames

    return update_of({old: rename.new for old, rename in load_renames(project).items()})


def _show_changes(project: ProjectFiles, changed: Sequence[Migration], *, as_diff: bool) -> None:
    for migration in changed:
        name = project.display_path(migration.file)
        click.echo(migration.diff(name) if as_diff else migration.list_uses(name), nl=False)


def _tell_what_is_left(
    project: ProjectFiles, done: Sequence[Migration], refused: Sequence[IrcKgError]
) -> bool:
    """Say where old names stand that only a reader can change, and whether there are any."""
    mentioning = [each for each in done if each.mentions]
    for migration in mentioning:
        tell(migration.list_mentions(project.display_path(migration.file)).rstrip())
    for error in refused:
        tell(f"Note: {error}")
    return bool(mentioning or refused)


def _tell_migrated(changed: Sequence[Migration], *, is_written: bool) -> None:
    places = count(sum(len(each.uses) for each in changed), "place")
    files = count(len(changed), "file")
    if not changed:
        tell("No file calls a term by a name that it had before.")
    elif is_written:
        tell(f"Changed {places} in {files}.")
    else:
        tell(f"{places} in {files} to be changed. Nothing was written.")


# Tables


def _complete_class(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Classes whose label begins as the word does that is being typed."""
    from irc_kg.editing.shapes import classes_with_forms

    with ctx.scope(cleanup=False):
        store = current_project().store
        labels = [store.label(kind) for kind in classes_with_forms(store)]
    return complete_among(labels, incomplete)


_TABLE = click.Argument(["table"], type=click.Path(path_type=Path, exists=True, dir_okay=False))
_CLASS = click.Argument(["class_name"], metavar="CLASS", shell_complete=_complete_class)
_CLASS_OPTION = click.Option(
    ["--class", "class_name"],
    required=True,
    metavar="CLASS",
    shell_complete=_complete_class,
    help="What each row is, such as Strategy.",
)
_TEMPLATE_FILE = click.Option(
    ["--output", "-o"],
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The file, .csv or .xlsx; else the headings go to standard output as CSV.",
)
_TABLE_OPTIONS = (
    click.Option(
        ["--paragraph-column"], metavar="HEADING", help='The column with paragraphs; else "Paragraph".'
    ),
    click.Option(["--encoding"], metavar="NAME", help="Of a text that is not UTF-8, such as cp1252."),
    click.Option(["--sheet"], metavar="NAME", help="The sheet of a workbook; else the first."),
)


@click.command("template", cls=OneValueCommand, params=[_CLASS, _TEMPLATE_FILE, root_parameter()])
def template_command(class_name: str, output: Path | None) -> None:
    """Write an empty table for things of a CLASS, such as Strategy, to be filled in for `irc-kg import`.

    Its headings are what the shapes of the ontology ask for, the required ones first (in .xlsx in bold). In
    .xlsx the cells offer the values there are, which a second sheet lists. A template is never written over a
    file that is there.
    """
    from irc_kg.editing.templates import write_csv

    opened = current_project()
    if output is None:
        write_csv(opened.form(class_name), sys.stdout)
        return
    opened.write_template(class_name, output)
    command = f"irc-kg import {shlex.quote(str(output))} --class {shlex.quote(class_name)} --to FILE"
    tell(f"Wrote {output}. Fill it in and run: {command}")


@click.command("import", cls=OneValueCommand, params=[_TABLE, _CLASS_OPTION, *_TABLE_OPTIONS, *_EDIT_OPTIONS])
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

    A workbook is read as it is seen: texts as their cells show them, merged cells for each of their rows, and
    nothing that is hidden, which is noted.

    If anything is wrong with any cell, all of it is told, and nothing is written.
    """
    from irc_kg.editing.sheets import WORKBOOKS, TableFile

    if table.suffix.lower() in WORKBOOKS:
        note_without_effect(["encoding"], "a workbook says itself how it is written")
    opened = current_project()
    change = opened.import_table(
        TableFile(table, encoding, sheet, paragraph_column),
        class_name,
        to=to,
        source=source,
        progress=_progress if sys.stderr.isatty() else None,
        dry_run=dry_run,
    )
    _report_rows(change, dry_run=dry_run)


def _progress(done: int, count: int) -> None:
    """Say on a terminal how far a long table is."""
    if count > _STEP and (done % _STEP == 0 or done == count):
        ends = done == count
        click.echo(f"\r{done} of {count} rows" + "; checking them" * ends, nl=ends, err=True)


def _report_rows(change: Change, *, dry_run: bool) -> None:
    opened = current_project()
    file = opened.files.display_path(change.file)
    count = len(change.iris)
    rows = f"{count} row{'' if count == 1 else 's'}"
    for note in (*change.notes, *(finding.message for finding in change.warnings)):
        tell(f"Note: {note}")
    if change.is_empty:
        tell(f"{file} says all of the {rows} already; nothing was written.")
    elif dry_run:
        click.echo(change.diff(file), nl=False)
        tell(f"Nothing was written (--dry-run): {rows}, {_count_statements(change)}.")
    else:
        tell(f"Wrote {rows} to {file}: {_count_statements(change)}.")


def _count_statements(change: Change) -> str:
    count = len(change.additions)
    return f"{count} statement{'' if count == 1 else 's'}"
