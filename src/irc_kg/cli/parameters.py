"""The parameters of a query as options of a command."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import click
from click.shell_completion import CompletionItem

from irc_kg.knowledge import Knowledge
from irc_kg.queries import Parameter, Query


class ParameterOption(click.Option):
    """An option that stands for one parameter of a query."""

    def __init__(self, query: Query, parameter: Parameter, knowledge: Knowledge, name: str, key: str) -> None:
        self.parameter = parameter
        super().__init__(
            [name, key],
            multiple=True,
            metavar=parameter.name.upper(),
            help=_told(query, parameter),
            shell_complete=_completion(query, parameter, knowledge),
        )


def options_of(query: Query, knowledge: Knowledge, taken: set[str]) -> dict[str, click.Option]:
    """The options of a query by their keys; an option whose name is ``taken`` gets ``-value`` behind it."""
    return {
        f"value_{index}": ParameterOption(
            query,
            parameter,
            knowledge,
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


def _told(query: Query, parameter: Parameter) -> str:
    defaults = query.header.defaults.get(parameter.name, ())
    told = f"{parameter.wanted[:1].upper()}{parameter.wanted[1:]}."
    if defaults:
        told += f" Default: {', '.join(defaults)}."
    elif not parameter.optional:
        told += " Required."
    return told + " May be repeated."


def _completion(
    query: Query, parameter: Parameter, knowledge: Knowledge
) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    def complete(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        store = knowledge.store
        labels = (store.label(getattr(term, "value", str(term))) for term in store.choices(query, parameter))
        return [CompletionItem(label) for label in labels if label.lower().startswith(incomplete.lower())]

    return complete
