"""That what the graph says does not contradict itself, and that it would be noticed if it did."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

from reasoning import contradictions, graph_of

from irc_kg.store.project_files import find_project

KG = "https://w3id.org/irc-kg/id/"
PREFIXES = """
@prefix biro: <http://purl.org/spar/biro/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix irc: <https://w3id.org/irc-kg/ontology#> .
@prefix kg: <https://w3id.org/irc-kg/id/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
# What nobody should say, and two names or words that the contradiction is told with.
PLANTED: Mapping[str, tuple[str, str, str]] = {
    "a body that is an area": ("kg:p1 a org:Organization, irc:Area .", "p1", "Place"),
    "a kind of body that is a body": ("kg:p2 a irc:BodyKind ; irc:groupOf kg:nhs-england .", "p2", "Concept"),
    "an event that is a document": ("kg:p3 a irc:Event, irc:Report .", "p3", "Event"),
    "a plan that is its document": ("kg:p4 a irc:Plan ; irc:presents kg:p4-plan .", "p4", "Document"),
    "a document that presents itself": ("kg:p5 irc:presents kg:p5 .", "p5", "presents"),
    "parts of each other": ("kg:p6 irc:partOf kg:p6b . kg:p6b irc:partOf kg:p6 .", "p6b", "partOf"),
    "a place in itself": ("kg:p7 irc:liesIn kg:p7 .", "p7", "liesIn"),
    "areas that replace each other": (
        "kg:p8 irc:replacedBy kg:p8b . kg:p8b irc:replacedBy kg:p8 .",
        "p8b",
        "replacedBy",
    ),
    "a group of a group of itself": (
        "kg:p9 irc:groupOf kg:p9b . kg:p9b irc:groupOf kg:p9 .",
        "p9b",
        "groupOf",
    ),
    "a literal for a thing": ('kg:p10 irc:concerns "spirometry"@en .', "p10", "spirometry"),
    "a thing for a literal": ("kg:p11 irc:section kg:p11b .", "p11b", "section"),
    "two numbers of one reference": ("kg:p12 irc:referenceNumber 101, 102 .", "101", "102"),
    "two speakers of one quotation": ("kg:p13 irc:spokenBy kg:p13a, kg:p13b .", "p13a", "p13b"),
    "a nation with a goal's holder": ("kg:wales irc:goalOf kg:p14 .", "wales", "Goal"),
    "a fund that a place pays for": ("kg:p15 irc:fundedBy kg:scotland .", "scotland", "Organization"),
    "a reference to a concept": (
        "kg:p16 biro:references kg:p16b . kg:p16b a irc:Topic .",
        "p16b",
        "Document",
    ),
    "a file made from a body": (
        "kg:p17 a irc:EvidenceGraph ; dcterms:source kg:p17b . kg:p17b a org:Organization .",
        "p17b",
        "Document",
    ),
    "documents written before each other": (
        "kg:p18 irc:writtenBefore kg:p18b . kg:p18b irc:writtenBefore kg:p18 .",
        "p18b",
        "cameBefore",
    ),
    "a document before and after another": (
        "kg:p19 irc:writtenBefore kg:p19b ; irc:writtenAfter kg:p19b .",
        "p19b",
        "cameBefore",
    ),
    "a feature that is turned away from": (
        "kg:p20 irc:includes kg:p20b ; irc:movesAwayFrom kg:p20b .",
        "p20b",
        "movesAwayFrom",
    ),
    "an aim to be prevented": (
        "kg:p21 irc:aimsFor kg:p21b ; irc:aimsToPrevent kg:p21b .",
        "p21b",
        "aimsToPrevent",
    ),
    "a thing that comes out of its own end": (
        "kg:p22 irc:affects kg:p22b ; irc:resultsIn kg:p22b .",
        "p22b",
        "resultsIn",
    ),
    "a change that results in a policy": (
        "kg:p23 irc:resultingBody kg:p23b . kg:p23b a irc:Strategy .",
        "p23b",
        "Organization",
    ),
    "a benefit that is a barrier": ("kg:p24 a irc:Benefit, irc:Barrier .", "p24", "Benefit"),
    "a number that is a word": ('kg:p25 irc:numberOfRespondents "many" .', "many", "integer"),
    "a date that is a word": ('kg:p26 irc:notBefore "soon" .', "p26", "PartialDate"),
    "a person of a kind of body": (
        "kg:p27 a foaf:Person ; org:classification kg:health-board .",
        "p27",
        "Person",
    ),
    "a group that is a partnership": (
        "kg:p28 a org:OrganizationalUnit, org:OrganizationalCollaboration .",
        "p28",
        "OrganizationalUnit",
    ),
    "a law that is a fund": ("kg:p29 a irc:Law, irc:Fund .", "p29", "Fund"),
    "a survey answered by a body": (
        "kg:p30 irc:answeredBy kg:british-thoracic-society .",
        "british",
        "Concept",
    ),
}
# Kinds of which nothing is two.
KINDS = (
    *("biro:BibliographicReference", "foaf:Document", "foaf:Person", "irc:Aspiration", "irc:CarePathway"),
    *("irc:Claim", "irc:Commitment", "irc:Definition", "irc:Event", "irc:Fund", "irc:Goal", "irc:Law"),
    *("irc:Place", "irc:Plan", "irc:PracticalStep", "irc:Programme", "irc:Quotation", "irc:StatementGraph"),
    *("irc:SuccessFactor", "irc:SuccessModel", "irc:Survey", "irc:Topic", "irc:BodyKind", "irc:EventKind"),
    *("irc:TopicEntry", "org:Membership", "org:Organization", "schema:WebSite", "skos:ConceptScheme"),
)
# A plan may call itself a programme; a fund may be one, too.
MAY_BE_BOTH = {("irc:Fund", "irc:Programme"), ("irc:Plan", "irc:Programme")}


def texts_of(repository: Path) -> list[tuple[str, str]]:
    """The files of the ontology and of the graph, each with its IRI."""
    files = find_project(repository)
    return [(path.read_text(encoding="utf-8"), files.graph_iri(path)) for path in files.turtle_files]


def test_what_the_graph_says_does_not_contradict_itself(repository: Path) -> None:
    assert contradictions(graph_of(texts_of(repository))) == []


def test_what_should_not_be_said_is_found(repository: Path) -> None:
    pairs = list(combinations(sorted(KINDS), 2))
    said = [text for text, _name, _word in PLANTED.values()]
    said += [f"kg:both-{number} a {one}, {other} ." for number, (one, other) in enumerate(pairs)]
    # All at once: what follows from each is told by its own names.
    planted = (PREFIXES + "\n".join(said), KG)
    found = contradictions(graph_of([*texts_of(repository), planted]))
    unnoticed = [
        what
        for what, (_text, name, word) in PLANTED.items()
        if not any(name in each and word in each for each in found)
    ]
    assert unnoticed == []
    of_two_kinds = {word for each in found for word in each.split() if "/both-" in word}
    may_be_both = {pair for number, pair in enumerate(pairs) if f"{KG}both-{number}" not in of_two_kinds}
    assert may_be_both == MAY_BE_BOTH
