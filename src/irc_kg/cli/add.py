"""``irc-kg add``: one triple into the right file, as text."""

from __future__ import annotations

from pathlib import Path

import click

from irc_kg.cli.options import complete_thing, knowledge, root_option
from irc_kg.editing import Change
from irc_kg.project import Project


@click.command()
@click.argument("subject", shell_complete=complete_thing)
@click.argument("predicate", shell_complete=complete_thing)
@click.argument("object_", metavar="OBJECT", shell_complete=complete_thing)
@click.option("--to", type=click.Path(path_type=Path), metavar="FILE", help="The file to add it to.")
@click.option("--source", metavar="DOCUMENT", help="The source that states it; tells the file, too.")
@click.option("--paragraph", type=click.IntRange(0), help="The paragraph of the section that states it.")
@click.option("--dry-run", is_flag=True, help="Show the change; write nothing.")
@root_option
def command(
    subject: str,
    predicate: str,
    object_: str,
    to: Path | None,
    source: str | None,
    paragraph: int | None,
    dry_run: bool,
) -> None:
    """Add the statement SUBJECT PREDICATE OBJECT to the file of its source.

    Things and relations are given by their names, CURIEs or IRIs ("Integrated Care Fund" "is funded by"
    "Welsh Government"); texts and dates as they are. One line is added; every other byte of the file stays.
    """
    opened = knowledge()
    change = opened.add(
        subject, predicate, object_, to=to, source=source, paragraph=paragraph, dry_run=dry_run
    )
    report(opened.project, change, dry_run=dry_run)


def report(project: Project, change: Change, *, dry_run: bool) -> None:
    """Say what changed: the change itself on a dry run, else the file."""
    name = project.shown(change.file)
    if change.is_empty:
        click.echo(f"{name} says so already; nothing was written.", err=True)
    elif dry_run:
        click.echo(change.diff(name), nl=False)
        click.echo("Nothing was written (--dry-run).", err=True)
    else:
        click.echo(f"Changed {name}.", err=True)
