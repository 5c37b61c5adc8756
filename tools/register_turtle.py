"""Turtle files with one block a thing, in the style of the hand-written files of the graph."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

PREFIXES = {
    "biro": "http://purl.org/spar/biro/",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "fabio": "http://purl.org/spar/fabio/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "irc": "https://w3id.org/irc-kg/ontology#",
    "kg": "https://w3id.org/irc-kg/id/",
    "org": "http://www.w3.org/ns/org#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_LINE_LENGTH = 110
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_IRI = re.compile(r"<[^>]*>")
_PREFIX = re.compile(r"(?<![\w-])([a-z]+):")

Statement = tuple[str, str]  # predicate and object, each as it is written in Turtle


def string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def english(text: str) -> str:
    return string(text) + "@en"


def typed(text: str, datatype: str) -> str:
    return f"{string(text)}^^{datatype}"


def all_given(*statements: Statement) -> list[Statement]:
    """Those statements that have an object."""
    return [(predicate, term) for predicate, term in statements if term]


@dataclass
class TurtleFile:
    """One file of the graph, growing thing by thing; what is said twice is written once."""

    comments: Sequence[str]
    about_itself: Sequence[Statement]
    _blocks: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def say(self, thing: str, kind: str, row: int | None, statements: Iterable[Statement]) -> str:
        """Say something of a thing, with the row that says so and its class, if it is given here.

        Gives back the thing.
        """
        block = self._blocks.setdefault(thing, {"a": [], "irc:row": []})
        place = [] if row is None else [("irc:row", str(row))]
        for predicate, term in [*all_given(("a", kind)), *place, *statements]:
            terms = block.setdefault(predicate, [])
            if term not in terms:
                terms.append(term)
        return thing

    def text(self) -> str:
        """The file as it is written, with the prefixes that it uses."""
        blocks = [_block("<>", _grouped(self.about_itself))]
        blocks += [_block(f"{thing}\n   ", statements) for thing, statements in self._blocks.items()]
        body = "\n".join(blocks)
        used = set(_PREFIX.findall(_IRI.sub("", _STRING.sub("", body))))
        prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items() if name in used)
        return "".join(f"# {comment}\n" for comment in self.comments) + f"\n{prefixes}\n{body}"


def _grouped(statements: Iterable[Statement]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for predicate, term in statements:
        grouped.setdefault(predicate, []).append(term)
    return grouped


def _block(start: str, statements: dict[str, list[str]]) -> str:
    lines = [_wrapped(predicate, terms) for predicate, terms in statements.items() if terms]
    return f"{start} " + " ;\n    ".join(lines) + " .\n"


def _wrapped(predicate: str, terms: Sequence[str]) -> str:
    """A predicate with its objects, on several lines where one would be too long."""
    lines = [f"{predicate} {terms[0]}"]
    width = len("    ")
    for term in terms[1:]:
        if width + len(lines[-1]) + len(f", {term},") <= _LINE_LENGTH:
            lines[-1] += f", {term}"
        else:
            lines[-1] += ","
            lines.append(term)
            width = len("        ")
    return "\n        ".join(lines)
