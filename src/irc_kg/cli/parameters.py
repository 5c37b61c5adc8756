"""The parameters of a query as options of a command."""

from __future__ import annotations

from collections.abc import Mapping

import click
import pyoxigraph as ox
from click.shell_completion import CompletionItem

from irc_kg.errors import IrcKgError
from irc_kg.project import Project
from irc_kg.queries import Parameter, Query
from irc_kg.queries.tables import text
from irc_kg.store.names import fold

_MOST_TOLD = 8  # values, in the help of an option


class ParameterOption(click.Option):
    """An option that stands for one parameter of a query."""

    def __init__(self, query: Query, parameter: Parameter, project: Project, name: str, key: str) -> None:
        self.query = query
        self.parameter = parameter
        self.project = project
        super().__init__(
            [name, key], multiple=True, metavar=parameter.name.upper(), shell_complete=self._complete
        )

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """The option and what it takes; the values are looked up only when help is wanted."""
        del ctx
        told = [f"{self.parameter.wanted[:1].upper()}{self.parameter.wanted[1:]}."]
        values = self._values()
        if values:
            more = f", … ({len(values)} in all)" if len(values) > _MOST_TOLD else ""
            told.append(f"One of: {', '.join(values[:_MOST_TOLD])}{more}.")
        defaults = self.query.header.defaults.get(self.parameter.name, ())
        if defaults:
            told.append(f"Default: {', '.join(defaults)}.")
        elif not self.parameter.optional:
            told.append("Required.")
        return f"{self.opts[0]} {self.metavar}", " ".join([*told, "May be repeated."])

    def _values(self) -> list[str]:
        """The values that the parameter can take, things by their labels."""
        store = self.project.store
        listed = self.query.header.enumerate.get(self.parameter.name)
        if listed:
            return [store.label(store.prefixes.expand(value) or value) for value in listed]
        terms = self.project.runner.choices(self.query, self.parameter)
        return [store.label(term.value) if isinstance(term, ox.NamedNode) else text(term) for term in terms]

    def _complete(
        self, _ctx: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        wanted = fold(incomplete)
        return [CompletionItem(value) for value in self._values() if fold(value).startswith(wanted)]


def options_of(query: Query, project: Project, taken: set[str]) -> dict[str, click.Option]:
    """The options of a query by their keys; an option whose name is ``taken`` gets ``-value`` behind it."""
    return {
        f"value_{index}": ParameterOption(
            query,
            parameter,
            project,
            parameter.option + ("-value" if parameter.option in taken else ""),
            f"value_{index}",
        )
        for index, parameter in enumerate(query.parameters)
    }


def values_given(
    options: Mapping[str, click.Option], given: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """The values by name of parameter."""
    return {
        option.parameter.name: given[key]
        for key, option in options.items()
        if isinstance(option, ParameterOption)
    }


def summary_of(query: Query) -> str:
    """The summary of a query with the names of its parameters; what is wrong where it cannot be read."""
    try:
        summary = query.header.summary
    except IrcKgError as error:
        return f"({error})"
    for parameter in query.parameters:
        summary = summary.replace(f"{{{parameter.name}}}", parameter.name.upper())
    return summary
