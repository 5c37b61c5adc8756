"""``irc-kg site``: the whole project as pages, for those who have no terminal."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

from irc_kg.cli.options import OneValueCommand, current_project, root_parameter
from irc_kg.cli.watching import end_at_signals, looks_at_files
from irc_kg.errors import IrcKgError, count


class NoBaseAddressError(IrcKgError):
    """An address at which no site can be found."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"{address} is no address of a site: it begins with https:// or http://, and names a server."
        )


def _check_base(_ctx: click.Context, _parameter: click.Parameter, value: str) -> str:
    """An address with a slash at its end; Raises NoBaseAddressError."""
    from urllib.parse import urlsplit

    if not value:
        return ""
    with suppress(ValueError):
        parts = urlsplit(value)
        has_more = parts.query or parts.fragment
        if parts.scheme in {"http", "https"} and parts.hostname and not has_more and value.isprintable():
            return value if value.endswith("/") else f"{value}/"
    raise NoBaseAddressError(value)


@click.command("site", cls=OneValueCommand)
@click.option(
    "--output",
    "-o",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder of the site: new, empty, or that of an earlier run.",
)
@click.option(
    "--one-file",
    "one_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="All of it as one file, which can be mailed and opened from a disk; alone, or with -o.",
)
@click.option(
    "--base-url",
    default="",
    metavar="URL",
    callback=_check_base,
    help="Where the site will be found: for the sitemap, the feed, and how pages are cited.",
)
@click.option(
    "--sparql",
    "package",
    type=click.Path(path_type=Path, exists=True),
    metavar="PACKAGE",
    help="A page that asks in SPARQL, by the npm package `oxigraph`: its folder, or what `npm pack` gives.",
)
@click.option("--watch", is_flag=True, help="Go on, and write anew what changes when the files do.")
def site_command(
    folder: Path | None, one_file: Path | None, base_url: str, package: Path | None, watch: bool
) -> None:
    """Write the whole of it as a site: every question answered, every thing, source and picture.

    It works from any server, and from a disk by a double click; nothing in it asks for anything elsewhere.
    """
    if folder is None and one_file is None:
        raise click.UsageError("Say where the site is to be written: -o DIR, or --one-file FILE.html.")
    order = _Order(folder, one_file, base_url, package)
    order.write()
    for path in filter(None, [folder and folder / "index.html", one_file]):
        click.echo(path)
    if watch:
        _follow(order)


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be written."""

    folder: Path | None
    one_file: Path | None
    base_url: str
    package: Path | None

    def write(self) -> None:
        from irc_kg.site import Site

        began = time.monotonic()
        site = Site(current_project(), base_url=self.base_url, sparql=self.package)
        if self.folder is not None:
            done = site.write(self.folder, self.one_file)
            others = done.files - done.pages
            wrote = f"{count(done.pages, 'page')} and {count(others, 'other file')}"
            more = f": {done.changed} new or changed, {done.removed} taken away"
        elif self.one_file is not None:
            wrote, more = f"{count(site.write_one_file(self.one_file), 'page')} as one file", ""
        click.echo(f"Wrote {wrote} in {time.monotonic() - began:.1f} s{more}.", err=True)


def _follow(order: _Order) -> None:
    """Write the site anew whenever the files of the project have changed."""
    end_at_signals()
    click.echo("Following the files of the project; Ctrl-C ends it.", err=True)
    opened = current_project()
    for has_changed in looks_at_files(opened.files, with_queries=True):
        if has_changed:
            opened.reload()
            try:
                order.write()
            except IrcKgError as error:
                click.echo(f"Note: the site stays as it was. {error}", err=True)


site_command.params += [root_parameter()]
