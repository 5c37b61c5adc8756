"""Writes a project of any size, shaped as the shipped one: documents, sections, things that concern others.

    python benchmarks/projects.py FOLDER --triples 1000000 --files 100

The ontology, the questions, the views and the checks are those of the shipped project. Each file is a section
of a document. A thing has four to seven statements: its kind, label and paragraph, what it concerns, where
it applies, and, of some, dates, other names and definitions. The same numbers give the same bytes.
"""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
NATIONS = ("england", "scotland", "wales", "northern-ireland")
SECTIONS_OF_DOCUMENT = 8
_HEAD = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix irc: <https://w3id.org/irc-kg/ontology#> .
@prefix kg: <https://w3id.org/irc-kg/id/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_WORDS = re.findall(
    r"\w+",
    """
    access admission asthma audit awareness board care carer children clinic community diagnosis
    discharge exercise family fund guideline home hospital inhaler local lung medicine network nurse
    outcome oxygen pathway patient pharmacy prevention primary programme quality record referral
    rehabilitation review rural screening service shared smoking specialist standard support survey team
    training transition vaccine
    """,
)
_KINDS = ("irc:Topic", "irc:Topic", "irc:Topic", "org:Organization", "irc:Claim", "irc:Claim", "irc:Plan")


class Generator:
    """Makes the text of the sections of one project."""

    def __init__(self, triples: int, files: int, seed: int = 0) -> None:
        self.triples = triples
        self.files = files
        self._random = Random(seed)  # noqa: S311  (the same project for the same numbers)
        self._things = 0  # that were written
        self._topics: list[int] = [0]  # the things among them that others concern

    def sections(self) -> Iterator[tuple[str, str]]:
        """The files, by their paths under ``graph/``, with what they hold."""
        written = 0
        for number in range(self.files):
            wanted = self.triples * (number + 1) // self.files
            document, section = divmod(number, SECTIONS_OF_DOCUMENT)
            parts = [_HEAD, _about_section(document, section)]
            written += 4
            if section == 0:
                parts.append(_about_document(document))
                written += 4
            while written < wanted:
                text, count = self._thing()
                parts.append(text)
                written += count
            yield f"document-{document}/section-{section}.ttl", "".join(parts)

    def _thing(self) -> tuple[str, int]:
        """The statements of one more thing, and how many they are."""
        number, chance = self._things, self._random
        self._things += 1
        kind = "irc:Topic" if number == 0 else chance.choice(_KINDS)
        words = " ".join(chance.sample(_WORDS, 3))
        about = chance.choice(self._topics)
        lines = [
            f"a {kind}",
            f"irc:paragraph {number % 40}",
            f'rdfs:label "{words.capitalize()} {number}"@en',
        ]
        if kind == "irc:Topic":
            self._topics.append(number)
            lines.append(f'skos:definition "What {words} are about."@en')
            if number % 4 == 0:
                lines.append(f'skos:altLabel "{words.upper()[:3]}{number}"@en')
        nation = f"kg:{NATIONS[number % len(NATIONS)]}"
        if kind == "org:Organization":
            lines += [f"irc:operatesIn {nation}", f'schema:foundingDate "{1950 + number % 75}"^^xsd:gYear']
        elif kind != "irc:Topic":
            lines += [f"irc:appliesIn {nation}", f"irc:concerns kg:thing-{about}"]
        if kind == "irc:Plan":
            lines += [
                f'dcterms:issued "{1990 + number % 35}"^^xsd:gYear',
                f'skos:definition "A plan on {words}, which was written for this project."@en',
            ]
        joined = " ;\n    ".join(lines)
        return f"\nkg:thing-{number}\n    {joined} .\n", len(lines)


def _about_section(document: int, section: int) -> str:
    return (
        "\n<> a irc:EvidenceGraph ;\n"
        f"    dcterms:source kg:document-{document} ;\n"
        f'    irc:section "Section {section}" ;\n'
        f"    irc:position {section + 1} .\n"
    )


def _about_document(document: int) -> str:
    return (
        f"\nkg:document-{document}\n"
        "    a irc:PositionStatement ;\n"
        "    irc:paragraph 0 ;\n"
        f'    rdfs:label "Document {document}"@en ;\n'
        f'    dcterms:title "Document {document}" .\n'
    )


def _nations() -> str:
    things = (
        f'\nkg:{name} a irc:Nation ; irc:paragraph 0 ; rdfs:label "{name.replace("-", " ").title()}"@en .\n'
        for name in NATIONS
    )
    about = _about_section(0, SECTIONS_OF_DOCUMENT)
    return _HEAD + about + "".join(things)


def write_project(folder: Path, triples: int, files: int, seed: int = 0) -> Path:
    """Write a project of about so many statements under ``graph/``, in so many files; gives the folder."""
    for name in ("ontology", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    graph = folder / "graph"
    graph.mkdir()
    (graph / "nations.ttl").write_text(_nations(), encoding="utf-8")
    for path, text in Generator(triples, files, seed).sections():
        (graph / path).parent.mkdir(exist_ok=True)
        (graph / path).write_text(text, encoding="utf-8")
    return folder


def main() -> None:
    """Write a project."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    write_project(options.folder, options.triples, options.files, options.seed)


if __name__ == "__main__":
    main()
