"""``irc-kg init``: a new project to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from irc_kg.editing.starting import start_project


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Start a new project in DIR, a folder that is new or empty.

    It holds a small ontology with shapes and colours, one document with one section worked out as an example,
    a question, a view and checks. Its README.md says what to do next. Nothing is ever overwritten.
    """
    written = start_project(folder)
    click.echo(f"Started a project in {folder} ({len(written)} files).", err=True)
    click.echo(f"Next: cd {folder}, then irc-kg check; README.md there says more.", err=True)
