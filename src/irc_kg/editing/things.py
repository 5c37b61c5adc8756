"""New things and new files: how they are named, and what they must not be without."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from irc_kg.editing.forms import Field, FieldValues, Form, sentence, with_article
from irc_kg.editing.terms import RDF_TYPE
from irc_kg.errors import IrcKgError
from irc_kg.store import Store
from irc_kg.store.names import fold
from irc_kg.store.project_files import BASE_IRI, ProjectFiles

_PREFIX = "kg"  # of the things of a project, if it declares it
_LONGEST = 60  # characters
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OF_A_KIND = 3  # things show how a kind of thing is named
_MOSTLY = 0.75
_UNFIT = re.compile(r'[<>:"|?*\\\x00-\x1f]')  # in names of files, on some systems


class WrongNameError(IrcKgError):
    """A name that a new thing cannot have."""


class WrongFileNameError(IrcKgError):
    """A name that no new file of the graph can have."""


class SameLabelError(IrcKgError):
    """A label that another thing has."""

    def __init__(self, label: str, described: str) -> None:
        super().__init__(
            f"{label!r} is the name of something already: {described}. Say more of it with `irc-kg add`, "
            "choose a label that tells the two apart, or give the new thing a name of its own with --name."
        )


class IncompleteError(IrcKgError):
    """A thing of which something is missing that its form requires."""

    def __init__(self, form: Form, missing: Sequence[str]) -> None:
        listed = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1]]))
        super().__init__(sentence(f"{with_article(form.class_in_words)} cannot be written without {listed}"))


def kebab(text: str) -> str:
    """A text as a name: ``Wales' £5m fund`` is ``wales-5m-fund``; empty where nothing is left of it."""
    words = re.findall("[a-z0-9]+", fold(text).replace("'", "").replace("&", " and "))
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        name = longer
    return name


def local_name(iri: str) -> str:
    """The last part of an IRI."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


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
        graphs = [self.store.files.graph_iri(path) for path in self.store.files.graph_files]
        used: Counter[str] = Counter()
        for graph in graphs:
            for quad in self.store.quads(None, RDF_TYPE, None, graph):
                if isinstance(quad.subject, ox.NamedNode) and quad.subject.value not in graphs:
                    used[quad.subject.value.removesuffix(local_name(quad.subject.value))] += 1
        return min(used, key=lambda name: (-used[name], name)) if used else f"{BASE_IRI}id/"

    def propose(self, form: Form, label: str, taken: Container[str] = ()) -> str:
        """An IRI that nothing has yet, made from a label in the manner of the other things of its class."""
        habit = self.habit(form.kind)
        name = kebab(label)
        if habit and not name.startswith(f"{habit}-"):
            name = f"{habit}-{name}".rstrip("-")
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
            iris = [iri for iri in self.store.instances(kind) if iri.startswith(self.namespace)]
            names = [iri.removeprefix(self.namespace) for iri in iris]
            first = Counter(name.split("-")[0] for name in names if "-" in name)
            word, uses = first.most_common(1)[0] if first else ("", 0)
            # A shared first word may be chance ("nhs-…"); one of the words for the class is a habit.
            is_frequent = uses >= max(_OF_A_KIND, _MOSTLY * len(names))
            self._habits[kind] = word if is_frequent and word in self._words_for(kind) else ""
        return self._habits[kind]

    def _words_for(self, kind: str) -> list[str]:
        """The words in the label of a class and in its own name, ``CarePathway``."""
        words = re.sub("(?<=[a-z])(?=[A-Z])", "-", local_name(kind))
        return kebab(f"{self.store.label(kind)} {words}").split("-")

    def iri(self, text: str) -> str:
        """The IRI that a user names a thing by: a CURIE, an IRI, or the part of a CURIE behind the colon."""
        text = text.strip()
        iri = self.store.prefixes.iri(text)
        if not iri and ":" in text:
            hint = (
                self.store.prefixes.hint(text) or f"The ontology declares no prefix {text.split(':')[0]!r}."
            )
            raise WrongNameError(f"{text!r} is no name. {hint}")
        try:
            return ox.NamedNode(iri or self.namespace + text).value
        except ValueError:
            raise WrongNameError(f"{text!r} is no name: an IRI cannot be written so.") from None

    def new(self, text: str) -> str:
        """The IRI that a user names a new thing by; in the namespace of things it is in kebab case."""
        iri = self.iri(text)
        if self.is_known(iri):
            raise WrongNameError(
                f"There is {self.store.prefixes.shorten(iri)} already ({self.store.label(iri)}); "
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
        return self.store.mentions(iri)

    def curie(self, iri: str) -> str:
        """An IRI as people write it, whatever is behind its prefix."""
        short = self.store.prefixes.shorten(iri)
        if short != iri or not iri.startswith(self.namespace):
            return short
        for prefix, namespace in self.store.prefixes.by_name.items():
            if namespace == self.namespace:
                return f"{prefix}:{iri.removeprefix(namespace)}"
        return iri

    def name_thing(self, form: Form, values: FieldValues, name: str | None) -> str:
        """The IRI of a new thing: by the name that it is given, else made from its label."""
        if name is not None:
            return self.new(name)
        labels = [value.value for value in values.get(form.name, ())]
        if not labels:
            return self.propose(form, "")
        self.refuse_same_label(labels[0])
        return self.propose(form, labels[0])

    def refuse_same_label(self, label: str) -> None:
        """Raise when a thing of the graph has this label: nobody could tell the two apart."""
        for iri in self.store.names.find(label):
            if fold(self.store.label(iri)) == fold(label) and iri.startswith(self.namespace):
                kind = self.store.kind(iri)
                of_kind = f" ({self.store.label(kind)})" if kind else ""
                raise SameLabelError(label, f"{self.store.prefixes.shorten(iri)}{of_kind}")


def missing_fields(form: Form, values: FieldValues) -> list[str]:
    """What is required and not given, each with how to give it."""
    missing = [field for field in form.mandatory if len(values.get(field, ())) < field.at_least]
    return [f"{field.name} (--set {_setting(field)})" for field in missing]


def _setting(field: Field) -> str:
    text = f"{field.name}=…"
    return f'"{text}"' if " " in text else text


def propose_file(files: ProjectFiles, document: str, section: str, others: Sequence[Path]) -> str:
    """A name for the file of a section: beside the other files of its document."""
    folders = Counter(path.parent for path in others)
    own = kebab(local_name(document)) or "source"
    folder = folders.most_common(1)[0][0] if folders else files.root / "graph" / own
    name = kebab(section) or "section"
    number, path = 1, folder / f"{name}.ttl"
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}.ttl"
    return files.display_path(path)


def new_file(files: ProjectFiles, name: str) -> Path:
    """The path of a new file of the graph; raises WrongFileNameError."""
    top = (files.root / "graph").resolve()
    path = Path(name if name.endswith(".ttl") else f"{name}.ttl")
    if not path.is_absolute():
        path = files.root / path if path.parts[0] == "graph" else top / path
    path = path.resolve()
    if not path.is_relative_to(top):
        raise WrongFileNameError(f"{name} is not under {top}: files of the graph stand there.")
    parts = path.relative_to(top).parts
    if any(part.startswith(".") or _UNFIT.search(part) for part in parts):
        raise WrongFileNameError(f"{name} is no name that every system has for files; use letters, hyphens.")
    if path.exists():
        shown = files.display_path(path)
        raise WrongFileNameError(f"{shown} is there already; choose another name (--set File=…).")
    # Named as the project names its files, also where its root is a link.
    return files.root / "graph" / Path(*parts)
