"""Questions on a terminal: one at a time, each answer looked at before the next is asked."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence

import click

from irc_kg.editing.fields import sentence
from irc_kg.editing.form import Field
from irc_kg.editing.values import Values, WrongValueError
from irc_kg.errors import IrcKgError
from irc_kg.store.names import fold

_MOST_LISTED = 24  # choices that are shown without being asked for
_REFUSED = (IrcKgError,)


def is_terminal() -> bool:
    """Whether there is a person to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def tell(text: str = "") -> None:
    click.echo(text, err=True)


def line(prompt: str) -> str:
    """What is typed behind a prompt; the end of the input ends the command."""
    try:
        if sys.stdout.isatty():
            return input(prompt).strip()
        click.echo(prompt, nl=False, err=True)
        return input().strip()
    except EOFError:
        tell()
        raise click.Abort from None


def answer(prompt: str, proposed: str, refuse: Callable[[str], object]) -> str:
    """An answer that ``refuse`` does not raise for; nothing typed takes what is proposed."""
    while True:
        given = line(f"{prompt} [{proposed}]: " if proposed else f"{prompt}: ") or proposed
        try:
            refuse(given)
        except _REFUSED as error:
            tell(f"  {error}")
        else:
            return given


def confirmed(question: str) -> bool:
    while True:
        given = fold(line(f"{question} [y/n]: "))
        if given in {"y", "yes"}:
            return True
        if given in {"n", "no"}:
            return False


def picked(question: str, options: Sequence[str]) -> int:
    """Which of some options is chosen, by its number or its name; the index of it."""
    tell()
    tell(question)
    _list(options)
    while True:
        given = line("Number or name: ")
        if given.isdecimal() and 1 <= int(given) <= len(options):
            return int(given) - 1
        fitting = [at for at, option in enumerate(options) if fold(option) == fold(given)]
        fitting = fitting or [
            at for at, option in enumerate(options) if given and fold(option).startswith(fold(given))
        ]
        if len(fitting) == 1:
            return fitting[0]
        tell(f"  Please give a number from 1 to {len(options)}, or one of the names.")


class Asking:
    """Asks for fields of a form."""

    def __init__(self, values: Values) -> None:
        self.values = values

    def ask(self, field: Field, refuse: Callable[[str], object] | None = None) -> list[str]:
        """The values that are given for a field, as texts; none where an optional one is skipped.

        ``refuse`` raises an IrcKgError for what the field takes and something else forbids.
        """
        self._explain(field)
        given: list[str] = []
        while field.at_most is None or len(given) < field.at_most:
            text = line("  and: " if given else f"{field.name}: ")
            if not text:
                if len(given) >= field.at_least:
                    break
                tell("  This is required.")
            elif text.startswith("?") and field.takes_things:
                self._search(field, text[1:])
            elif (value := self._value(field, text, refuse)) is not None and value not in given:
                given.append(value)
        return given

    def _explain(self, field: Field) -> None:
        tell()
        marks = ", ".join(["required"] * field.is_required + ["several"] * field.takes_several)
        tell(click.style(f"{field.name} ({marks})" if marks else field.name, bold=True))
        if field.description:
            tell(click.wrap_text(field.description, shutil.get_terminal_size().columns, "  ", "  "))
        names = self._names(field)
        if names and len(names) <= _MOST_LISTED:
            _list(names)
        elif names:
            tell(f"  There are {len(names)} to choose from: ? lists them, ?word those with the word.")
        elif field.takes_things:
            tell("  Anything in the graph, by its name: ?word lists what has the word in its name.")

    def _names(self, field: Field) -> list[str]:
        return [choice.name for choice in self.values.choices(field)] if field.has_choices else []

    def _search(self, field: Field, word: str) -> None:
        if field.has_choices:
            _list(self._names(field), word.strip())
            return
        found = self.values.store.names.search(word) if word.strip() else {}
        for name in list(found.values())[:_MOST_LISTED]:
            tell(f"      {name}")
        if len(found) > _MOST_LISTED:
            tell(f"      … and {len(found) - _MOST_LISTED} more")
        if not found:
            tell("  Nothing has that in its name." if word.strip() else "  Please give a word: ?word")

    def _value(self, field: Field, text: str, refuse: Callable[[str], object] | None) -> str | None:
        """A text that stands for a value of the field; None when it is refused, which is told."""
        try:
            if field.has_choices and text.isdecimal() and 1 <= int(text) <= len(self.values.choices(field)):
                return self.values.written(self.values.choices(field)[int(text) - 1].value)
            self.values.term(field, text)
            if refuse is not None:
                refuse(text)
        except WrongValueError as error:
            tell(f"  {sentence(str(error))}")
        except _REFUSED as error:
            tell(f"  {error}")
        else:
            return text
        return None


def _list(names: Sequence[str], word: str = "") -> None:
    """Numbered choices; with a word, those that hold it, under the same numbers."""
    wanted = fold(word)
    shown = [(number, name) for number, name in enumerate(names, 1) if wanted in fold(name)]
    for number, name in shown:
        tell(f"  {number:>3} {name}")
    if not shown:
        tell(f"  There is none with {word!r}." if word else "  There is nothing to choose from.")
