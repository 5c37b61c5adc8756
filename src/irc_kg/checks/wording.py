"""How findings name what they are about: by label and CURIE, in plain English."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

import pyoxigraph as ox

from irc_kg.checks.vocabulary import TYPE, Term, local_name, namespace_of
from irc_kg.errors import did_you_mean
from irc_kg.store.names import close_names
from irc_kg.store.store import Store

_PLACEHOLDER = re.compile(r"\{(close )?[?$]?(\w+)\}")
_LONGEST = 60  # characters of a text that a message repeats


class Wording:
    """Names for the things of a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def name(self, term: Term) -> str:
        """A thing as ``Wales (kg:wales)``, by its class where it has no label; a text in quotes."""
        if isinstance(term, ox.Literal):
            return f'"{_shortened(term.value)}"'
        if not isinstance(term, ox.NamedNode):
            return "a thing without a name"
        if term in self._files:
            return self._files[term]
        curie = self.store.prefixes.shorten(term.value)
        label = self.store.label(term.value)
        kind = self.store.kind(term.value)
        if kind is not None and kind.endswith("Property"):
            return curie  # its label is a verb, which no sentence can begin with
        if label not in {curie, term.value}:
            return f"{_shortened(label)} ({curie})"
        return f"{self.store.label(kind)} {curie}" if kind else curie

    @cached_property
    def _files(self) -> Mapping[Term, str]:
        project = self.store.files
        return {
            ox.NamedNode(project.graph_iri(path)): project.display_path(path) for path in project.turtle_files
        }

    def filled(self, message: str, values: Mapping[str, Term | None]) -> str:
        """A message with the names of things in the place of ``{subject}``, ``{?value}`` and the like.

        ``{close subject}`` stands for a sentence with the things whose names are most like this one.
        """

        def value(match: re.Match[str]) -> str:
            term = values.get(match[2])
            if term is None:
                return match[0]
            return did_you_mean(self._close(term)) if match[1] else self.name(term)

        return _PLACEHOLDER.sub(value, message)

    def _close(self, term: Term) -> list[str]:
        if not isinstance(term, ox.NamedNode):
            return []
        namespace = namespace_of(term.value)
        close = close_names(local_name(term.value), self._local_names.get(namespace, ()))
        return [self.store.prefixes.shorten(namespace + name) for name in close]

    @cached_property
    def _local_names(self) -> dict[str, set[str]]:
        """The names of things that have a type, by their namespace."""
        names = defaultdict(set)
        for quad in self.store.quads(None, TYPE):
            if isinstance(quad.subject, ox.NamedNode):
                names[namespace_of(quad.subject.value)].add(local_name(quad.subject.value))
        return names


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def sentence(text: str) -> str:
    """A text with a full stop, unless it ends as a sentence already."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else text + "."
