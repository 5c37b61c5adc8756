"""Every thing has a page whose path is safe on every file system, whatever the thing is called."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from hypothesis import example, given
from hypothesis import strategies as st

import irc_kg
from irc_kg.site.addresses import Addresses, Taken, digest, fragment, slug, web_link

PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
DEVICE = re.compile(r"(?i:con|prn|aux|nul|com\d|lpt\d)(\..*)?")
HOSTILE = (
    "@prefix o: <http://other.example/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "<https://w3id.org/irc-kg/id/../../../etc/passwd> rdfs:label 'up' .\n"
    "<https://w3id.org/irc-kg/id/con> rdfs:label 'CON' .\n"
    "<https://w3id.org/irc-kg/id/CASE> rdfs:label 'one' .\n"
    "<https://w3id.org/irc-kg/id/case> rdfs:label 'other' .\n"
    "<javascript:alert(1)> rdfs:label '<script>alert(1)</script>' .\n"
    "<urn:x:%2e%2e%2f> rdfs:label '../..' .\n"
    "<https://w3id.org/irc-kg/id/a%00b> rdfs:label 'nul' .\n"
    f"o:{'x' * 300} rdfs:label '{'long ' * 80}' .\n"
)


def addresses(root: Path) -> Addresses:
    return Addresses(irc_kg.open(root).store)


def is_safe(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return all(PART.fullmatch(part) and not DEVICE.fullmatch(part) and len(part) < 110 for part in parts)


@given(st.text())
@example("CON")
@example("lpt1.txt")
@example("../../x")
@example("")
def test_a_slug_is_the_name_of_a_file_anywhere(words: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]{1,81}", slug(words))
    assert not DEVICE.fullmatch(slug(words))


@given(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4)), unique=True))
def test_no_two_owners_have_one_path_whatever_the_case(wanted: list[tuple[str, str]]) -> None:
    taken = Taken()
    paths = [taken.claim(slug(name), ".html", f"{name} {owner}") for name, owner in wanted]
    assert len({path.lower() for path in paths}) == len(wanted)
    again = [taken.claim(slug(name), ".html", f"{name} {owner}") for name, owner in wanted]
    assert again[:1] == paths[:1]


def test_things_of_the_own_namespace_stand_where_their_iris_say(miniature: Path) -> None:
    made = addresses(miniature)
    assert made.namespace
    for iri in made.things:
        if iri.startswith(made.namespace):
            assert made.of_thing(iri) == f"{made.folder_of_things}/{iri.removeprefix(made.namespace)}.html"


def test_hostile_names_lead_nowhere(miniature: Path) -> None:
    (miniature / "graph" / "hostile.ttl").write_text(HOSTILE, encoding="utf-8")
    made = addresses(miniature)
    paths = [made.of_thing(iri) for iri in made.things]
    assert None not in paths
    assert all(path and is_safe(path) for path in paths), [p for p in paths if p and not is_safe(p)]
    assert len({path.lower() for path in paths if path}) == len(paths)
    assert "<script" not in made.link("javascript:alert(1)")
    assert 'href="javascript' not in made.link("javascript:alert(1)")


def test_questions_sources_and_views_keep_their_paths(repository: Path) -> None:
    project = irc_kg.open(repository)
    made = Addresses(project.store)
    paths = {made.of_question(query.name) for query in project.queries}
    paths |= {made.of_question("../../up", ("../..", "CON")), made.of_view("nation-wales")}
    paths |= {made.of_source(document) for document in made.things[:50]}
    assert all(map(is_safe, paths))
    assert made.of_question("barriers") == "questions/barriers.html"
    assert made.of_question("barriers") == made.of_question("barriers")
    assert made.of_question("x", ("a b",)) != made.of_question("x", ("a-b",))


@given(st.text())
@example("javascript:alert(1)")
@example("https://x.org/?q=<script>\"'>")
def test_only_addresses_of_the_web_become_links(address: str) -> None:
    made = web_link(address, "words")
    if "<a " in made:
        href = re.search('href="([^"]*)"', made)
        assert href
        assert re.match("(?i:https?://|mailto:)", href[1])
    assert "<script" not in web_link(address)


def test_anchors_and_digests_tell_texts_apart() -> None:
    assert fragment("A b") != fragment("a B")
    assert digest("\ud800") == digest("\ud800")
