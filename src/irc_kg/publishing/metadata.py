"""What a project says of itself as a whole: its name, whose it is, and how it may be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pyoxigraph as ox

from irc_kg.store import Store
from irc_kg.store.names import DCTERMS, OWL

_NAMES: Final = ("name", "given-names", "name-particle", "family-names", "name-suffix")  # of CITATION.cff


@dataclass(frozen=True)
class Metadata:
    """What the ontology says of itself, and CITATION.cff of the project; what neither says is empty."""

    store: Store

    @cached_property
    def ontology(self) -> str:
        return next(iter(self.store.instances(OWL + "Ontology")), "")

    def own_words(self, predicate: str) -> list[Any]:
        """What the ontology says of itself."""
        return self.store.objects(self.ontology, predicate) if self.ontology else []

    @cached_property
    def citation(self) -> Mapping[str, Sequence[Any]]:
        """What CITATION.cff says of the project, each as a list; nothing where none can be read."""
        import yaml

        try:
            text = (self.store.files.root / "CITATION.cff").read_text(encoding="utf-8")
            data = yaml.safe_load(text)
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            return {}
        listed = data.items() if isinstance(data, dict) else ()
        return {
            key: value if isinstance(value, list) else [str(value)]
            for key, value in listed
            if value is not None
        }

    @property
    def titles(self) -> Sequence[Any]:
        """What it is called; where nothing says it, as its folder is."""
        return self.citation.get("title") or self.own_words(DCTERMS + "title") or [self.store.files.root.name]

    @property
    def abstracts(self) -> Sequence[Any]:
        return self.citation.get("abstract", ())

    @property
    def versions(self) -> Sequence[Any]:
        return self.citation.get("version") or self.own_words(OWL + "versionInfo")

    @property
    def licences(self) -> list[Any]:
        """The licences of the data, as the ontology says, else CITATION.cff."""
        named = (f"https://spdx.org/licenses/{each}" for each in self.citation.get("license", ()))
        return self.own_words(DCTERMS + "license") or [*map(ox.NamedNode, named)]

    @property
    def authors(self) -> list[str]:
        """The names of the authors in CITATION.cff."""
        found = []
        for author in self.citation.get("authors", ()):
            names = [author.get(part) for part in _NAMES] if isinstance(author, dict) else [str(author)]
            found.append(" ".join(str(name) for name in names if name))
        return found
