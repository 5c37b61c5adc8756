"""Where each thing, question, source and picture has its page, whatever it is called."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox
from markupsafe import Markup, escape

from irc_kg.queries.tables import visible
from irc_kg.store import Store
from irc_kg.store.datatypes import PartialDate
from irc_kg.store.names import OWL, RDF, RDFS, without_accents

_LONGEST = 80  # bytes of a part of a path
_MOST_TERMS = 100  # of the vocabulary on one page
_UNFIT = re.compile(r"[^a-z0-9.]+")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")  # a local name that can be that of a file as it is
# What Windows takes for a device, whatever comes behind it.
_DEVICES = re.compile(r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_SAFE_ADDRESS = re.compile(r"(?i:https?://|mailto:)[^\s<>\"\x00-\x1f\x7f]+")
_KINDS_OF_TERMS = (
    *(OWL + name for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")),
    *(RDFS + name for name in ("Class", "Datatype")),
    RDF + "Property",
)
# What is of a kind in these languages is a word, or says what is asked of one.
_LANGUAGES = tuple(f"<{namespace}" for namespace in (OWL, RDFS, "http://www.w3.org/ns/shacl#"))
_THINGS = "id"  # the folder of things where their IRIs name none

FRONT = "index.html"
VOCABULARY = "vocabulary.html"


def slug(words: str) -> str:
    """A text as part of an address: plain small letters, digits and hyphens, short, and no device's name."""
    plain = _UNFIT.sub("-", without_accents(words).casefold().replace(".", "-")).strip("-")
    plain = plain[:_LONGEST].rstrip("-") or "x"
    return f"{plain}-" if _DEVICES.fullmatch(plain) else plain


def digest(text: str) -> str:
    """A few letters that stand for a text, the same each time."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def fragment(text: str) -> str:
    """The anchor of a part of a page that is called so: plain letters that no other text gives."""
    return f"{slug(text)[:40].rstrip('-')}-{digest(text)}"


def web_link(address: str, words: str = "") -> Markup:
    """A link out into the world; an address that no browser should be sent to is plain text."""
    shown = words or address
    if not _SAFE_ADDRESS.fullmatch(address):
        return escape(visible(shown))
    # Of one with words for its address, paper tells the address too.
    named = Markup(" class=named") if shown != address else Markup("")
    link = Markup('<a href="{}" rel="external noreferrer"{}>{}</a>')
    return link.format(address, named, visible(shown))


@dataclass
class Taken:
    """Paths that are in use, so that no file takes the place of another on any system."""

    paths: dict[str, str] = field(default_factory=dict)  # what each, in small letters, stands for

    def claim(self, path: str, ending: str, owner: str) -> str:
        """The path with its ending, or where another has that, one that tells them apart."""
        whole = path + ending
        if self.paths.setdefault(whole.lower(), owner) != owner:
            whole = f"{path}-{digest(owner)}{ending}"
            self.paths[whole.lower()] = owner
        return whole

    def agrees_with(self, others: Mapping[str, str]) -> bool:
        """Whether no path stands for one thing here and for another there: who comes first has it."""
        return all(others.get(path, owner) == owner for path, owner in self.paths.items())


def further(path: str, name: str) -> str:
    """A page that goes on with another, in a folder of that one."""
    return f"{path.removesuffix('.html')}/{name}.html"


class Addresses:
    """The paths of pages, from the root of the site, and links to them."""

    def __init__(self, store: Store, day: PartialDate | None = None) -> None:
        self.store = store
        self.day = day
        self.taken = Taken()
        self._links: dict[str, Markup] = {}
        self._names: dict[str, str] = {}

    # Things

    @cached_property
    def terms(self) -> frozenset[str]:
        """The classes and relations of the ontology, which the page of the vocabulary explains."""
        return frozenset(iri for kind in _KINDS_OF_TERMS for iri in self.store.instances(kind))

    @cached_property
    def things(self) -> tuple[str, ...]:
        """What has a page of its own, by IRI: all that a file under ``graph/`` speaks of, and concepts.

        Concepts are what the ontology names that is none of its words, such as a list that things are of.
        """
        graphs = self.store.files.graph_iris
        found = {
            quad.subject.value
            for quad in self.store.quads()
            if isinstance(quad.subject, ox.NamedNode)
            and isinstance(quad.graph_name, ox.NamedNode)
            and quad.graph_name.value in graphs
        }
        return tuple(sorted((found | self._concepts) - graphs - self.terms))

    @cached_property
    def _concepts(self) -> frozenset[str]:
        """What the files of the ontology say is of some kind, and is none of the words of a language."""
        files = self.store.files
        kinds: dict[str, list[str]] = {}
        for path in files.ontology_files:
            for quad in self.store.quads(None, RDF + "type", None, files.graph_iri(path)):
                if isinstance(quad.subject, ox.NamedNode):
                    kinds.setdefault(quad.subject.value, []).append(str(quad.object))
        return frozenset(
            iri for iri, of_it in kinds.items() if not any(kind.startswith(_LANGUAGES) for kind in of_it)
        )

    @cached_property
    def namespace(self) -> str:
        """The namespace of most things, whose local names are those of their pages."""
        counted = Counter(_namespace_of(iri) for iri in self.things)
        return min(counted, key=lambda name: (-counted[name], name), default="")

    @cached_property
    def folder_of_things(self) -> str:
        """The last part of that namespace: things of ``https://…/id/`` are under ``id/``."""
        parts = [part for part in re.split("[/#:]", self.namespace) if part]
        last = parts[-1] if len(parts) > 2 else ""  # noqa: PLR2004  (a scheme and a host are no folder)
        return slug(last) if _PLAIN.fullmatch(last) else _THINGS

    @cached_property
    def _paths_of_things(self) -> dict[str, str]:
        own = [iri for iri in self.things if iri.startswith(self.namespace)]
        others = [iri for iri in self.things if not iri.startswith(self.namespace)]
        return {iri: self._claim_for_thing(iri) for iri in (*own, *others)}

    def _claim_for_thing(self, iri: str) -> str:
        local = iri.removeprefix(self.namespace)
        fits = local != iri and len(local) <= _LONGEST and _PLAIN.fullmatch(local)
        if not fits or _DEVICES.fullmatch(local) or local.endswith("."):
            local = f"{slug(self.store.label(iri))[: _LONGEST - 9]}-{digest(iri)}"
        return self.taken.claim(f"{self.folder_of_things}/{local}", ".html", iri)

    def of_thing(self, iri: str) -> str | None:
        """The page of a thing; None if it has none."""
        return self._paths_of_things.get(iri)

    @cached_property
    def pages_of_terms(self) -> dict[str, tuple[str, ...]]:
        """The pages of the vocabulary, each with its terms: classes first, then relations, by their names."""
        classes = sorted(self.terms & self.store.classes, key=self._order_of_term)
        relations = sorted(self.terms - self.store.classes, key=self._order_of_term)
        parts = [
            tuple(terms[at : at + _MOST_TERMS])
            for terms in (classes, relations)
            for at in range(0, len(terms), _MOST_TERMS)
        ]
        paths = (VOCABULARY, *(further(VOCABULARY, str(number)) for number in range(2, len(parts) + 1)))
        return dict(zip(paths, parts or [()], strict=True))

    def _order_of_term(self, iri: str) -> tuple[str, str]:
        return self.store.label(iri).casefold(), iri

    @cached_property
    def _anchors_of_terms(self) -> dict[str, str]:
        pages = self.pages_of_terms.items()
        return {iri: f"{path}#{fragment(iri)}" for path, terms in pages for iri in terms}

    def of_term(self, iri: str) -> str | None:
        """Where the vocabulary explains a class or relation; None if it does not."""
        return self._anchors_of_terms.get(iri)

    def of_kind(self, kind: str) -> str:
        """The page that lists the things of a class; of no class, where none is given."""
        name = slug(self.store.label(kind)) if kind else "of-no-kind"
        return self.taken.claim(f"things/{name}", ".html", f"kind {kind}")

    def of_source(self, document: str) -> str:
        """The page that tells what a source states."""
        thing = self.of_thing(document)
        name = (
            thing.rsplit("/", 1)[1].removesuffix(".html") if thing else slug(self._name_of_source(document))
        )
        return self.taken.claim(f"sources/{name}", ".html", f"source {document}")

    def _name_of_source(self, document: str) -> str:
        """What a source is called; a file that is cited itself, as it is named."""
        files = self.store.files
        return files.display_graph(document) if document in files.graph_iris else self.store.label(document)

    # Questions and pictures

    def of_question(self, name: str, choice: Sequence[str] = ()) -> str:
        """The page of a question, or that of one of its answers, by the words that were chosen."""
        folder = f"questions/{'-'.join(map(slug, name.split('/')))}"
        if not choice:
            return self.taken.claim(folder, ".html", f"question {name}")
        words = "--".join(slug(word)[:40] for word in choice)
        return self.taken.claim(f"{folder}/{words}", ".html", f"question {name} {list(choice)}")

    def of_rows(self, path: str, number: int) -> str:
        """The page with more of the rows of an answer, by its number."""
        name = f"{path.removesuffix('.html')}/page-{number}"
        return self.taken.claim(name, ".html", f"rows {number} of {path}")

    def of_view(self, name: str) -> str:
        """The page of a picture."""
        return self.taken.claim(f"pictures/{slug(name)}", ".html", f"view {name}")

    def of_sides(self, name: str) -> str:
        """The page that shows the answer to a question side by side."""
        return self.taken.claim(f"side-by-side/{slug(name)}", ".html", f"sides {name}")

    # Links

    def link(self, iri: str, words: str = "") -> Markup:
        """A link to what an IRI is about, by its name with its end; just the name where there is no page."""
        if words:
            return self._link(iri, words)
        if iri not in self._links:
            self._links[iri] = self._link(iri, self.name(iri))
        return self._links[iri]

    def name(self, iri: str) -> str:
        """What a thing is called, with its end if it has one."""
        if iri not in self._names:
            self._names[iri] = visible(self.store.display_label(iri, self.day))
        return self._names[iri]

    def _link(self, iri: str, words: str) -> Markup:
        path = self.of_thing(iri) or self.of_term(iri)
        if path is None:
            return web_link(iri, words) if words == iri else escape(visible(words))
        return link_to(path, words)

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths_of_things.values())


def link_to(path: str, words: str) -> Markup:
    """A link to a page of the site."""
    return Markup('<a href="~/{}">{}</a>').format(path, visible(words))


def _namespace_of(iri: str) -> str:
    """All of an IRI up to its local name."""
    return iri[: max(map(iri.rfind, "#/:")) + 1]
