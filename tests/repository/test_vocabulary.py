"""That the ontology says nothing of other people's terms that their own vocabularies do not say."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from running import RunCommand

IRC = "https://w3id.org/irc-kg/ontology#"
ORG = "http://www.w3.org/ns/org#"
# What is repeated of other vocabularies, as they have it.
REPEATED = {
    (ORG + "OrganizationalCollaboration", RDFS.subClassOf, ORG + "Organization"),
    (ORG + "OrganizationalUnit", RDFS.subClassOf, ORG + "Organization"),
    (ORG + "classification", RDFS.domain, ORG + "Organization"),
    (ORG + "classification", RDFS.range, str(SKOS.Concept)),
    (ORG + "identifier", RDFS.domain, ORG + "Organization"),
    (ORG + "member", RDFS.domain, ORG + "Membership"),
    (ORG + "memberOf", RDFS.range, ORG + "Organization"),
    (ORG + "organization", RDFS.domain, ORG + "Membership"),
    (ORG + "organization", RDFS.range, ORG + "Organization"),
    (str(SKOS.broader), RDFS.domain, str(SKOS.Concept)),
    (str(SKOS.broader), RDFS.range, str(SKOS.Concept)),
    (str(SKOS.inScheme), RDFS.range, str(SKOS.ConceptScheme)),
    (str(RDF.type), RDFS.range, str(RDFS.Class)),
    (str(RDFS.domain), RDFS.range, str(RDFS.Class)),
    (str(RDFS.range), RDFS.range, str(RDFS.Class)),
    (str(RDFS.subClassOf), RDFS.range, str(RDFS.Class)),
    (str(RDFS.subPropertyOf), RDFS.range, str(RDF.Property)),
}
DECLARING = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property}


@pytest.fixture
def ontology(repository: Path) -> Graph:
    graph = Graph()
    for path in (repository / "ontology").glob("*.ttl"):
        graph.parse(path, format="turtle")
    return graph


def test_of_a_foreign_term_nothing_is_said_but_what_its_vocabulary_says(ontology: Graph) -> None:
    logical = {
        *(RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range),
        *(OWL.equivalentClass, OWL.equivalentProperty, OWL.disjointWith, OWL.propertyDisjointWith),
        *(OWL.inverseOf, OWL.unionOf, OWL.hasKey, OWL.propertyChainAxiom, OWL.sameAs),
    }
    said = {
        (str(subject), predicate, str(value))
        for subject, predicate, value in ontology
        if isinstance(subject, URIRef) and not subject.startswith(IRC) and predicate in logical
    }
    assert said == REPEATED
    kinds = {
        kind
        for subject, kind in ontology.subject_objects(RDF.type)
        if isinstance(subject, URIRef) and not subject.startswith(IRC) and str(kind).startswith(str(OWL))
    }
    assert kinds <= DECLARING | {OWL.Ontology}


def test_no_two_relations_seem_to_be_the_other_way_round_of_each_other(ontology: Graph) -> None:
    names = {
        str(term).removeprefix(IRC)
        for term in ontology.subjects(RDF.type, OWL.ObjectProperty)
        if str(term).startswith(IRC) and (term, OWL.deprecated, None) not in ontology
    }
    seeming = [
        (stem + ending, name)
        for name in sorted(names)
        if (stem := name.removesuffix("edBy")) != name
        for ending in ("s", "es")
        if stem + ending in names
    ]
    assert seeming == []


def test_a_file_from_before_the_terms_were_renamed_gets_their_names(
    irc_kg: RunCommand, tmp_path: Path
) -> None:
    file = tmp_path / "mine.ttl"
    prefixes = "".join(
        f"@prefix {prefix}: <{iri}> .\n"
        for prefix, iri in (
            ("dcterms", "http://purl.org/dc/terms/"),
            ("eli", "http://data.europa.eu/eli/ontology#"),
            ("irc", IRC),
            ("kg", "https://w3id.org/irc-kg/id/"),
            ("org", ORG),
        )
    )
    before = (
        "# mine\nkg:act a eli:LegalResource ; dcterms:isPartOf kg:acts .\n"
        "kg:ref  irc:supports kg:act.  # as it was\n"
        "kg:event a org:ChangeEvent; org:originalOrganization kg:body .\n"
    )
    file.write_bytes((prefixes + before).encode())
    run = irc_kg("migrate", str(file))
    assert run.code == 0
    assert file.read_text(encoding="utf-8") == prefixes + (
        "# mine\nkg:act a irc:Law ; irc:partOf kg:acts .\n"
        "kg:ref  irc:citedFor kg:act.  # as it was\n"
        "kg:event a irc:ChangeOfBodies; irc:originalBody kg:body .\n"
    )
