from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from irc_kg.store import Store
from irc_kg.store.names import XSD
from irc_kg.store.project_files import ProjectFiles
from irc_kg.turtle import read

# How files write what the engine keeps by its value

WRITTEN = (
    *("12.50", "007", "-0", "+5", "1.0e3", ".5", "-.50", "1E0", "-007.10"),
    *('"1"^^xsd:boolean', '"01"^^xsd:int', "'1.0'^^xsd:double", '"""P12M"""^^xsd:duration'),
    *('"2020-01-01T00:00:00.000Z"^^xsd:dateTime', '"2020-01-01+00:00"^^xsd:date', '"1.50" ^^ xsd:decimal'),
    *('"0012"^^<http://www.w3.org/2001/XMLSchema#integer>', '"+1"^^xs:unsignedByte', '"12.0"^^xsd:float'),
)
PLACES = ("<urn:s> <urn:p> {} .", "<urn:s> <urn:p> 2,{} .", "<urn:s><urn:p>{}.", "[] <urn:p> ({}) .")


def store_of(folder: Path, *texts: str) -> Store:
    """A project with these texts as the files of its graph."""
    for name in ("graph", "ontology", "queries"):
        (folder / name).mkdir()
    prefixes = "".join(f"@prefix {name}: <{XSD}> .\n" for name in ("xsd", "xs"))
    for number, text in enumerate(texts):
        (folder / "graph" / f"{number}.ttl").write_text(prefixes + text, encoding="utf-8")
    return Store(ProjectFiles(folder))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("written", WRITTEN)
def test_a_value_is_told_as_its_file_writes_it(written: str, place: str, tmp_path: Path) -> None:
    store = store_of(tmp_path, place.format(written))
    document = read(tmp_path / "graph" / "0.ttl", "urn:x")
    in_file = [each.object.term for each in document.triples() if isinstance(each.object.term, ox.Literal)]
    kept = [quad for quad in store.quads() if isinstance(quad.object, ox.Literal)]
    told = [store.as_written(quad.object, quad.subject, quad.predicate) for quad in kept]  # type: ignore[arg-type]
    assert sorted(map(str, told)) == sorted(map(str, in_file))
    assert not {quad.object for quad in kept} >= set(in_file)  # or the engine would keep it as it is


def test_a_value_that_is_written_in_several_ways_is_told_by_its_subject(tmp_path: Path) -> None:
    store = store_of(
        tmp_path,
        "<urn:a> <urn:p> 12.50 . <urn:b> <urn:p> 12.500 .",
        "<urn:c> <urn:p> 12.5 .",
        "<urn:d> <urn:q> 7.0 .",
    )
    value = ox.Literal("12.5", datatype=ox.NamedNode(XSD + "decimal"))
    fee = ox.NamedNode("urn:p")
    told = {name: store.as_written(value, ox.NamedNode(f"urn:{name}"), fee).value for name in "abc"}
    assert told == {"a": "12.50", "b": "12.500", "c": "12.5"}
    assert store.as_written(value).value == "12.5"
    seven = ox.Literal("7", datatype=ox.NamedNode(XSD + "decimal"))
    assert store.as_written(seven).value == "7.0"
    assert store.as_written(seven, None, fee).value == "7"


def test_a_language_is_told_as_the_files_write_it(tmp_path: Path) -> None:
    texts = ('<urn:a> <urn:p> "a"@en-GB , "b"@cy , "c"@fr-FR .', '<urn:b> <urn:p> "c"@fr-fr .')
    spellings = store_of(tmp_path, *texts).spellings
    tags = ("en-gb", "cy", "fr-fr", "de")
    told = [spellings.language_of(ox.Literal("x", language=tag)) for tag in tags]
    assert told == ["en-GB", "cy", "fr-fr", "de"]


def test_values_are_told_as_written_in_every_form_of_rdf(tmp_path: Path) -> None:
    store = store_of(tmp_path)
    graph, decimal = tmp_path / "graph", f"{XSD}decimal"
    (graph / "a.nt").write_text(f'<urn:a> <urn:p> "1.50"^^<{decimal}> .', encoding="utf-8")
    (graph / "b.trig").write_text("<urn:g> { <urn:b> <urn:p> 2.50 }", encoding="utf-8")
    jsonld = f'{{"@id": "urn:c", "urn:p": {{"@type": "{decimal}", "@value": "3.50"}}}}'
    (graph / "c.jsonld").write_text(jsonld, encoding="utf-8")
    (graph / "d.ttl").write_text("\ufeff<urn:d> <urn:p> 4.50 .", encoding="utf-8")
    store = Store(ProjectFiles(tmp_path))
    told = {text for name in "abcd" for text in store.texts(f"urn:{name}", "urn:p")}
    assert told == {"1.50", "2.50", "3.50", "4.50"}
