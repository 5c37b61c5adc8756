"""``irc-kg new source``: the file of a new document, or of another section of a known one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import click

from irc_kg.cli.entering import (
    FormCommand,
    Given,
    begun,
    finish,
    given_by,
    kept,
    set_option,
    settings_of,
    yes_option,
)
from irc_kg.cli.options import current_project, root_parameter
from irc_kg.cli.questions import Asking, answer, is_terminal, tell
from irc_kg.editing.evidence_file import Origin, new_file, origin_of, proposed_file, source_form
from irc_kg.editing.form import Field
from irc_kg.editing.naming import Naming
from irc_kg.editing.values import Values

_TITLE, _KIND, _SECTION, _FILE = "Title", "Kind", "Section", "File"


def source_command() -> click.Command:
    """The command, with the fields that the project has for its sources."""
    form = source_form(current_project().store)

    @set_option(form)
    @click.option("--to", metavar="FILE", help="The new file under graph/; the same as --set File=….")
    @click.option("--name", metavar="CURIE", help="The name of a new document; else made from its title.")
    @yes_option
    @click.option("--dry-run", is_flag=True, help="Show the file; write nothing.")
    def run(settings: Sequence[str], to: str | None, name: str | None, yes: bool, dry_run: bool) -> None:
        given = given_by(settings)
        if to is not None:
            given.setdefault(_FILE, []).append(to)
        if not is_terminal() or yes:
            finish(current_project().new_source(given, name=name, dry_run=True), asks=False, dry_run=dry_run)
            return
        entry = _Source(given, name)
        with kept(entry.command):
            entry.complete()
            addition = current_project().new_source(entry.given, name=entry.name, dry_run=True)
            finish(addition, asks=True, dry_run=dry_run)

    made = click.command("source", FormCommand, form=form, help=_HELP, short_help=_HELP.splitlines()[0])(run)
    made.params.append(root_parameter())
    return made


_HELP = """Begin the file of a new document, or of another section of a known one.

The file says which document and which section it is made from; `irc-kg new CLASS --to FILE` adds to it. A
document that is not known yet gets its block there, at paragraph 0, the heading."""


class _Source:
    """What is known so far of a source that is being entered."""

    def __init__(self, given: Given, name: str | None) -> None:
        self.store = current_project().store
        self.form = source_form(self.store)
        self.runner = Asking(Values(self.store))
        self.name = name
        # By the names that the fields have here, whatever they were called.
        self.given: Given = {}
        for called, texts in given.items():
            field = self.form.field(called)
            self.given.setdefault(field.name if field else called, []).extend(texts)

    def complete(self) -> None:
        """Ask for all that is not given."""
        only_required = bool(self.given)
        tell("A new source. Nothing typed skips what is not required; Ctrl-C ends it.")
        self._ask(self._field(_TITLE))
        origin = self._ask_origin()
        self._ask(self._field(_SECTION))
        if origin.is_new:
            for field in source_form(self.store, origin.kind):
                if field.name not in {_TITLE, _KIND, _SECTION, _FILE} and (
                    field.is_required or not only_required
                ):
                    self._ask(field)
        if _FILE not in self.given:
            proposed = proposed_file(self.store, self._iri(origin), self.given[_SECTION][0])
            tell()
            project = self.store.files
            self.given[_FILE] = [answer("The new file", proposed, lambda name: new_file(project, name))]

    def _ask_origin(self) -> Origin:
        """The document; a new one is asked what it is and how it is to be named."""
        title = self.given[_TITLE][0]
        origin = origin_of(self.store, title, None, self.name)
        if not origin.is_new:
            tell(f"  It is known: {self.store.prefixes.shorten(origin.iri)}.")
            return origin
        self._ask(replace(self._field(_KIND), at_least=1))
        kind = Values(self.store).term(self._field(_KIND), self.given[_KIND][0]).value
        origin = origin_of(self.store, title, kind, self.name)
        if self.name is None:
            naming = Naming(self.store)
            tell()
            self.name = answer("Its name in the files", naming.curie(origin.iri), naming.new)
        return origin

    def _iri(self, origin: Origin) -> str:
        return Naming(self.store).given(self.name) if self.name else origin.iri

    def _field(self, name: str) -> Field:
        return next(one for one in self.form if one.name == name)

    def _ask(self, field: Field) -> None:
        if field.name not in self.given and (texts := self.runner.ask(field)):
            self.given[field.name] = texts

    def command(self) -> list[str]:
        """The command that gives the same at once."""
        named = ["--name", self.name] if self.name else []
        return [*begun("source"), *settings_of(self.given), *named]
