"""How findings name what they are about: by label and CURIE, in plain English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

import pyoxigraph as ox

from irc_kg.checks.vocabulary import Term
from irc_kg.store import Store

_PLACEHOLDER = re.compile(r"\{[?$]?(\w+)\}")
_LONGEST = 60  # characters of a text that a message repeats


class Wording:
    """Names for the things of a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def name(self, term: Term) -> str:
        """A thing as ``Wales (kg:wales)``, by its class where it has no label; a text in quotes."""
        if isinstance(term, ox.Literal):
            text = term.value if len(term.value) <= _LONGEST else term.value[: _LONGEST - 1] + "…"
            return f'"{text}"'
        if not isinstance(term, ox.NamedNode):
            return "a thing without a name"
        if term in self._files:
            return self._files[term]
        curie = self.store.prefixes.shorten(term.value)
        label = self.store.label(term.value)
        if label not in {curie, term.value}:
            return f"{label} ({curie})"
        kind = self.store.kind(term.value)
        return f"{self.store.label(kind)} {curie}" if kind else curie

    @cached_property
    def _files(self) -> Mapping[Term, str]:
        project = self.store.project
        return {ox.NamedNode(project.graph_iri(path)): project.shown(path) for path in project.turtle_files}

    def filled(self, message: str, values: Mapping[str, Term | None]) -> str:
        """A message with the names of things in the place of ``{subject}``, ``{?value}`` and the like."""

        def value(match: re.Match[str]) -> str:
            term = values.get(match[1])
            return match[0] if term is None else self.name(term)

        return _PLACEHOLDER.sub(value, message)


def sentence(text: str) -> str:
    """A text with a full stop, unless it ends as a sentence already."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else text + "."
