"""Names for new things: IRIs in kebab case, made from what the things are called."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container
from functools import cached_property

import pyoxigraph as ox

from irc_kg.editing.form import Form
from irc_kg.errors import IrcKgError
from irc_kg.store.names import is_absolute
from irc_kg.store.project_files import BASE_IRI
from irc_kg.store.store import Store
from irc_kg.store.vocabularies import RDF

_PREFIX = "kg"  # of the things of a project, if it declares it
_LONGEST = 60  # characters
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Letters that no decomposition brings to plain ones.
_PLAIN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "ħ": "h", "ŋ": "ng"}
)
_TYPE = ox.NamedNode(RDF + "type")
_OF_A_KIND = 3  # things show how a kind of thing is named
_MOSTLY = 0.75


class WrongNameError(IrcKgError):
    """A name that a new thing cannot have."""


def kebab(text: str) -> str:
    """A text as a name: ``Wales' £5m fund`` is ``wales-5m-fund``; empty where nothing is left of it."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_PLAIN)
    words = re.findall("[a-z0-9]+", plain.replace("'", "").replace("\u2019", "").replace("&", " and "))
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        name = longer
    return name


class Naming:
    """How the things of a project are named."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._reached: dict[str, int] = {}  # by name: the number up to which it is taken
        self._habits: dict[str, str] = {}  # by class

    @cached_property
    def namespace(self) -> str:
        """Of things: that of the prefix ``kg``, else the one that most subjects of the graph are in."""
        prefixes = self.store.prefixes.by_name
        if _PREFIX in prefixes:
            return prefixes[_PREFIX]
        graphs = {self.store.files.graph_iri(path) for path in self.store.files.graph_files}
        used = Counter(
            _namespace(quad.subject.value)
            for quad in self.store.quads(None, _TYPE)
            if isinstance(quad.subject, ox.NamedNode)
            and quad.graph_name.value in graphs  # type: ignore[union-attr]
            and quad.subject.value not in graphs
        )
        return min(used, key=lambda name: (-used[name], name)) if used else f"{BASE_IRI}id/"

    def proposed(self, form: Form, label: str, taken: Container[str] = ()) -> str:
        """An IRI that nothing has yet, made from a label in the manner of the other things of its class."""
        habit = self.habit(form.kind)
        words = kebab(label)
        name = words if not habit or words.startswith(f"{habit}-") else f"{habit}-{words}".rstrip("-")
        name = name or kebab(form.label) or "thing"
        number = self._reached.get(name, 1)
        iri = f"{self.namespace}{name}-{number}" if number > 1 else self.namespace + name
        while iri in taken or self.is_known(iri):
            number += 1
            iri = f"{self.namespace}{name}-{number}"
        self._reached[name] = number
        return iri

    def habit(self, kind: str) -> str:
        """The word that all names of a class begin with, such as ``goal``; empty where they have none."""
        if kind not in self._habits:
            names = {
                quad.subject.value.removeprefix(self.namespace)
                for quad in self.store.quads(None, _TYPE, ox.NamedNode(kind))
                if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(self.namespace)
            }
            first = Counter(name.split("-")[0] for name in names if "-" in name)
            word, uses = first.most_common(1)[0] if first else ("", 0)
            # A shared first word may be chance ("nhs-…"); one of the words for the class is a habit.
            is_habit = uses >= _OF_A_KIND and uses >= _MOSTLY * len(names) and word in self._words_for(kind)
            self._habits[kind] = word if is_habit else ""
        return self._habits[kind]

    def _words_for(self, kind: str) -> list[str]:
        """The words in the label of a class and in its own name, ``CarePathway``."""
        local = re.sub("(?<=[a-z])(?=[A-Z])", "-", kind.rsplit("#", 1)[-1].rsplit("/", 1)[-1])
        return kebab(f"{self.store.label(kind)} {local}").split("-")

    def given(self, text: str) -> str:
        """The IRI that a user names a thing by: a CURIE, an IRI, or the part of a CURIE behind the colon."""
        text = text.strip()
        written = text[1:-1] if text.startswith("<") and text.endswith(">") else text
        if is_absolute(written):
            return _valid(written, text)
        if expanded := self.store.prefixes.expand(text):
            return _valid(expanded, text)
        if ":" in text:
            raise WrongNameError(
                f"{text!r} is no name: the ontology declares no prefix {text.split(':')[0]!r}."
            )
        return _valid(self.namespace + text, text)

    def new(self, text: str) -> str:
        """The IRI that a user names a new thing by; in the namespace of things it is in kebab case."""
        iri = self.given(text)
        if self.is_known(iri):
            shown = self.store.label(iri)
            raise WrongNameError(
                f"There is {self.store.prefixes.shorten(iri)} already ({shown}); "
                "choose another name, or say more of it with `irc-kg add`."
            )
        self.refuse_odd(iri)
        return iri

    def refuse_odd(self, iri: str) -> None:
        """Raise when a name of the project's own is not in kebab case."""
        if not iri.startswith(self.namespace):
            return
        local = iri.removeprefix(self.namespace)
        if _KEBAB.fullmatch(local) is None:
            better = kebab(local)
            hint = f"; write {self.curie(self.namespace + better)}" if better else ""
            raise WrongNameError(
                f"{self.curie(iri)} is not in kebab case (small letters and digits, joined by hyphens){hint}."
            )

    def is_known(self, iri: str) -> bool:
        """Whether any file speaks of an IRI."""
        node = ox.NamedNode(iri)
        patterns = ((node, None, None), (None, None, node), (None, node, None))
        return any(next(self.store.quads(*pattern), None) is not None for pattern in patterns)

    def curie(self, iri: str) -> str:
        """An IRI as people write it, whatever is behind its prefix."""
        short = self.store.prefixes.shorten(iri)
        if short == iri and iri.startswith(self.namespace):
            prefix = next(
                (name for name, space in self.store.prefixes.by_name.items() if space == self.namespace), None
            )
            return f"{prefix}:{iri.removeprefix(self.namespace)}" if prefix else iri
        return short


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def _valid(iri: str, text: str) -> str:
    try:
        return ox.NamedNode(iri).value
    except ValueError:
        raise WrongNameError(f"{text!r} is no name: an IRI cannot be written so.") from None
