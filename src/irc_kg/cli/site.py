"""``irc-kg site``: the whole project as pages, for those who have no terminal."""

from __future__ import annotations

import time
from pathlib import Path

import click

from irc_kg.cli.options import OneValueCommand, current_project, root_parameter
from irc_kg.errors import count


@click.command("site", cls=OneValueCommand)
@click.option(
    "--output",
    "-o",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder of the site: new, empty, or that of an earlier run.",
)
def site_command(folder: Path | None) -> None:
    """Write the whole of it as a site: every question answered, every thing, source and picture.

    It works from any server, and from a disk by a double click; nothing in it asks for anything elsewhere.
    """
    from irc_kg.site import Site

    if folder is None:
        raise click.UsageError("Say where the site is to be written: -o DIR.")
    began = time.monotonic()
    written = Site(current_project()).write(folder)
    took = time.monotonic() - began
    click.echo(
        f"Wrote {count(written.pages, 'page')} of {count(written.files, 'file')} in {took:.1f} s "
        f"({written.changed} new or changed, {written.removed} taken away).",
        err=True,
    )
    click.echo(folder / "index.html")


site_command.params += [root_parameter()]
