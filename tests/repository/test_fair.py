"""Whether the ontology and the files beside it tell what those who would reuse them need to know.

The rules are those by which scanners such as FOOPS! judge: findable, accessible, interoperable, reusable.
What no scanner could find out here, whether the IRIs resolve, docs/reuse.md says.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
import yaml
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN

import irc_kg
from irc_kg.publishing.dumps import DUMPS, content_of

# Of rdflib's own reader of JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:.* deprecated, use Dataset:DeprecationWarning")

ROOT = Path(__file__).resolve().parents[2]
OWN = "https://w3id.org/irc-kg/"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
DECLARED_AS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDFS.Datatype)
# Namespaces with which other graphs are likely to be joined.
SHARED = ("purl.org/dc/terms", "skos/core", "ns/org#", "schema.org", "spar/", "foaf/0.1", "ns/prov#")


@cache
def ontology() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in sorted((ROOT / "ontology").glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


@cache
def head() -> rdflib.URIRef:
    """The ontology itself."""
    [iri] = ontology().subjects(RDF.type, OWL.Ontology)
    assert isinstance(iri, rdflib.URIRef)
    return iri


def own_terms() -> Iterator[rdflib.URIRef]:
    """The terms of its own namespace that the ontology declares."""
    namespace = str(ontology().value(head(), VANN.preferredNamespaceUri))
    for kind in DECLARED_AS:
        for term in ontology().subjects(RDF.type, kind):
            if str(term).startswith(namespace):
                assert isinstance(term, rdflib.URIRef)
                yield term


def said(predicate: rdflib.URIRef) -> list[Any]:
    return [term.toPython() for term in ontology().objects(head(), predicate)]  # type: ignore[attr-defined]


# Findable


def test_the_ontology_has_a_persistent_iri_and_its_version_has_one_too() -> None:
    assert str(head()).startswith("https://w3id.org/")
    [version], [version_iri] = said(OWL.versionInfo), said(OWL.versionIRI)
    assert str(version_iri) == f"{head()}/{version}"


def test_its_version_is_that_of_the_package() -> None:
    assert said(OWL.versionInfo) == [irc_kg.__version__]


def test_it_says_what_it_is_in_words() -> None:
    for predicate in (DCTERMS.title, DCTERMS.description, RDFS.label):
        [text] = ontology().objects(head(), predicate)
        assert isinstance(text, rdflib.Literal)
        assert (text.language, bool(str(text).strip())) == ("en", True)


def test_it_says_under_which_prefix_its_terms_stand() -> None:
    [prefix], [namespace] = said(VANN.preferredNamespacePrefix), said(VANN.preferredNamespaceUri)
    assert namespace == f"{head()}#"
    assert dict(ontology().namespaces())[prefix] == rdflib.URIRef(namespace)


# Accessible


@pytest.mark.parametrize("path", sorted((ROOT / "ontology").glob("*.ttl")), ids=lambda path: path.name)
def test_each_file_is_read_by_another_parser_and_written_in_other_forms(path: Path) -> None:
    graph = rdflib.Graph().parse(path, format="turtle")
    for form in ("xml", "nt", "json-ld"):
        again = rdflib.Graph().parse(data=graph.serialize(format=form), format=form)
        assert len(again) == len(graph)


def test_whether_names_resolve_is_said() -> None:
    page = (ROOT / "docs" / "reuse.md").read_text(encoding="utf-8")
    assert f"`{OWN}id/`" in page
    assert "nothing in this repository makes them resolve" in page


# Interoperable


def test_it_reuses_words_that_others_use() -> None:
    used = {str(term) for triple in ontology() for term in triple if isinstance(term, rdflib.URIRef)}
    missing = [shared for shared in SHARED if not any(shared in iri for iri in used)]
    assert missing == []


# Reusable


def test_it_may_be_used_and_says_how() -> None:
    assert [str(licence) for licence in said(DCTERMS.license)] == [LICENCE]
    assert LICENCE in (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")


def test_it_says_whose_it_is_and_since_when() -> None:
    [creator] = ontology().objects(head(), DCTERMS.creator)
    assert ontology().value(creator, RDFS.label)
    [created], [modified] = said(DCTERMS.created), said(DCTERMS.modified)
    assert isinstance(created, date)
    assert created <= modified


def test_each_own_term_has_a_label_and_a_definition_and_says_where_it_is_defined() -> None:
    terms = set(own_terms())
    assert len(terms) > 100
    for predicate in (RDFS.label, SKOS.definition):
        assert [term for term in terms if len(list(ontology().objects(term, predicate))) != 1] == []
    undefined = [term for term in terms if list(ontology().objects(term, RDFS.isDefinedBy)) != [head()]]
    assert undefined == [], "write `rdfs:isDefinedBy <https://w3id.org/irc-kg/ontology> ;` behind its type"


def test_no_foreign_term_is_said_to_be_defined_here() -> None:
    defined = set(ontology().subjects(RDFS.isDefinedBy, head()))
    assert {str(term) for term in defined if not str(term).startswith(f"{head()}#")} == set()


def test_a_term_that_is_given_up_says_what_to_use() -> None:
    for term in ontology().subjects(OWL.deprecated, None):
        assert list(ontology().objects(term, DCTERMS.isReplacedBy)), term


# The files beside it


def test_codemeta_says_what_the_package_and_the_citation_say() -> None:
    meta = json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert meta == {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": package["name"],
        "description": package["description"],
        "version": citation["version"],
        "license": [f"https://spdx.org/licenses/{name}" for name in package["license"].split(" AND ")],
        "author": [{"@type": "Organization", "name": author["name"]} for author in citation["authors"]],
        "keywords": package["keywords"],
        "programmingLanguage": {"@type": "ComputerLanguage", "name": "Python"},
        "runtimePlatform": f"Python {package['requires-python']}",
        "softwareRequirements": package["dependencies"],
    }


def test_a_dump_comes_back_graph_by_graph_and_is_described_by_its_own_words() -> None:
    """What tests/test_command_dump.py holds on the miniature holds on the real graph too."""
    project = irc_kg.open(ROOT)
    dump = project.dump()
    stated = {(str(quad.graph_name), str(quad)) for quad in dump.quads if not has_blank_node(quad)}
    assert len(stated) > 5000
    readers = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD}
    for form in DUMPS.formats:
        quads = list(ox.parse(content_of(dump, form), format=readers[form.name]))
        assert len(quads) == dump.size
        assert {(str(quad.graph_name), str(quad)) for quad in quads if not has_blank_node(quad)} == stated
    described = rdflib.Graph().parse(data=project.describe().graph.serialize(ox.RdfFormat.TURTLE))
    licences = {str(licence) for licence in described.objects(None, DCTERMS.license)}
    assert licences == {LICENCE, "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"}
    assert list(described.objects(None, DCTERMS.publisher)) == []  # which nothing here states
    credit = {str(line) for line in described.objects(None, DCTERMS.rights)}
    licence_text = " ".join((ROOT / "LICENSE-DATA").read_text(encoding="utf-8").split())
    assert credit
    assert all(sentence in licence_text for line in credit for sentence in re.split(r"(?<=v3\.0\.) ", line))


def has_blank_node(quad: ox.Quad) -> bool:
    return any(isinstance(term, ox.BlankNode) for term in quad)


def test_each_example_is_answered_by_what_is_shipped() -> None:
    project = irc_kg.open(ROOT)
    examples = project.examples()
    graph = rdflib.Graph().parse(data=examples.graph.serialize(ox.RdfFormat.TURTLE))
    shacl = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    found = list(graph.subjects(RDF.type, shacl.SPARQLExecutable))
    assert len(found) == len(project.queries) + len(project.views)
    assert examples.left_out == []
    for example in found:
        [text] = [
            str(graph.value(example, shacl[form]))
            for form in ("select", "ask", "construct")
            if graph.value(example, shacl[form])
        ]
        assert project.store.dataset.query(text), example
