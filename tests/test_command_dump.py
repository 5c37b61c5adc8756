"""The whole graph for other programs: its named graphs come back whole, and are described as they are."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from running import RunCommand
from test_turtle_generated import EVERY_FORM, texts

import irc_kg as irc_kg_package
from irc_kg.publishing.dumps import DUMPS, Dump, content_of
from irc_kg.queries.answer import HeldTable
from irc_kg.store import Store
from irc_kg.store.project_files import ProjectFiles

# Of rdflib's own reader of JSON-LD.
pytestmark = pytest.mark.filterwarnings("ignore:.* deprecated, use Dataset:DeprecationWarning")

HERE = Path(__file__).parent
# The form in which pyoxigraph and rdflib read what a file with each ending holds.
READERS = {
    ".trig": (ox.RdfFormat.TRIG, "trig"),
    ".nq": (ox.RdfFormat.N_QUADS, "nquads"),
    ".jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
}
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
HAZARDS = """\
@prefix town: <https://example.org/town#> .
@prefix kg: <https://w3id.org/irc-kg/id/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
kg:a a town:Line , [ town:since 1 ] ; rdf:type "no class" ;
    town:stopsAt "no thing" , kg:b , _:b , <urn:x:y> , <mailto:a@b> ;
    town:since "2020"^^<http://www.w3.org/2001/XMLSchema#gYear> , "2020" , "2020"@en , 2020 , kg:b ;
    town:number 7 , "7" , 7.0 , 7e0 , true , "" , "@id" , "kg:b" ;
    <https://example.org/town#a/b> ( 1 ( ) [ ] "x"@en-gb ) ;
    <urn:p> <https://example.org/town#> , <https://w3id.org/irc-kg/id///c> , town:Line ,
        "\\u0001 \\\\ \\" \\n" .
_:b town:stopsAt _:b .
"""


def as_stated(root: Path) -> dict[str, str]:
    """What each file of a project states, as pyoxigraph reads it."""
    files = ProjectFiles(root)
    stated = {}
    for path in files.turtle_files:
        iri = files.graph_iri(path)
        data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
        quads = ox.parse(data, format=ox.RdfFormat.TURTLE, base_iri=iri)
        stated[iri] = canonical(quad.triple for quad in quads)
    return {iri: text for iri, text in stated.items() if text}


def canonical(triples: object) -> str:
    dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)  # type: ignore[attr-defined]
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    # Language tags are the same in any case, and some readers change it.
    return "\n".join(sorted(str(quad).replace("@en-GB", "@en-gb") for quad in dataset))


def by_graph(data: bytes, form: ox.RdfFormat) -> dict[str, str]:
    graphs: dict[str, list[ox.Triple]] = {}
    for quad in ox.parse(data, format=form):
        graphs.setdefault(str(quad.graph_name), []).append(quad.triple)
    return {name.strip("<>"): canonical(triples) for name, triples in graphs.items()}


def through_rdflib(data: bytes, form: str) -> dict[str, str]:
    dataset = rdflib.Dataset()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rdflib, "NORMALIZE_LITERALS", False)  # or it would write 007 as 7
        dataset.parse(data=data, format=form)
    return by_graph(dataset.serialize(format="nquads", encoding="utf-8"), ox.RdfFormat.N_QUADS)


@pytest.mark.parametrize("ending", READERS)
def test_each_named_graph_comes_back_whole(
    miniature: Path, tmp_path: Path, irc_kg: RunCommand, ending: str
) -> None:
    (miniature / "graph" / "hazards.ttl").write_text(HAZARDS)
    file = tmp_path / f"dump{ending}"
    run = irc_kg("--root", miniature, "dump", "-o", file)
    assert run.code == 0
    stated, (oxigraph, rdf_lib) = as_stated(miniature), READERS[ending]
    assert by_graph(file.read_bytes(), oxigraph) == stated
    assert through_rdflib(file.read_bytes(), rdf_lib) == stated
    assert f"({sum(text.count(chr(10)) + 1 for text in stated.values())} statements)" in run.err


def test_a_number_stays_as_it_is_written(miniature: Path) -> None:
    text = "<urn:a> <https://example.org/town#number> 007 , +7 , 7.10 , .5 , 7E0 , 07e-0 ."
    (miniature / "graph" / "numbers.ttl").write_text(text)
    dump = Dump(Store(ProjectFiles(miniature)))
    for form in DUMPS.formats:
        oxigraph, rdf_lib = READERS[form.endings[0]]
        assert by_graph(content_of(dump, form), oxigraph) == as_stated(miniature)
        if rdf_lib != "trig":  # in which rdflib reads a number for what it is worth
            assert through_rdflib(content_of(dump, form), rdf_lib) == as_stated(miniature)


def test_what_rdf_1_2_adds_comes_back_where_the_form_has_it(miniature: Path, irc_kg: RunCommand) -> None:
    text = '<urn:a> <urn:b> <<( <urn:c> <urn:d> _:x )>> , "a"@en--ltr . <urn:e> <urn:f> _:x .'
    (miniature / "ontology" / "new.ttl").write_text(text)
    dump = Dump(Store(ProjectFiles(miniature)))
    for form in DUMPS.formats[:2]:
        assert by_graph(content_of(dump, form), READERS[form.endings[0]][0]) == as_stated(miniature)
    run = irc_kg("--root", miniature, "dump", "-f", "jsonld")
    assert (run.code, run.err.count("JSON-LD has no way to write")) == (2, 1)
    (miniature / "ontology" / "new.ttl").write_text('<urn:a> <urn:b> "a"@en--ltr , "a"@en .')
    dump = Dump(Store(ProjectFiles(miniature)))
    assert by_graph(content_of(dump, DUMPS.formats[2]), ox.RdfFormat.JSON_LD) == as_stated(miniature)


@given(texts())
@EVERY_FORM
def test_any_file_comes_back_whole_in_each_form(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(HERE / "project" / "ontology", root / "ontology")
    for number in (1, 2):  # with the same labels of blank nodes
        place = root / "graph" / f"file {number}.ttl"
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(text.replace("\ufeff", "").encode())
    dump = Dump(Store(ProjectFiles(root)))
    stated = as_stated(root)
    for form in DUMPS.formats:
        assert by_graph(content_of(dump, form), READERS[form.endings[0]][0]) == stated


def test_a_prefix_that_is_the_scheme_of_an_iri_takes_none_for_its_own(miniature: Path) -> None:
    ontology = miniature / "ontology" / "town.ttl"
    head = "".join(
        f"@prefix {name}: <https://example.org/{name}/> .\n"
        for name in ("urn", "mailto", "http", "tel", "tag")
    )
    ontology.write_text(
        f"{head}@prefix : <https://example.org/> .\n@prefix odd: <https://example.org/odd-> .\n"
        + ontology.read_text()
        + "<urn:a> <mailto:b> <http://c> . :d odd:e odd:f . :d :e 'x'^^<tel:g> .\n"
        + "@prefix t: <tag:h/> . t:i t:j 1 .\n"
    )
    dump = Dump(Store(ProjectFiles(miniature)))
    for form in DUMPS.formats:
        data = content_of(dump, form)
        assert by_graph(data, READERS[form.endings[0]][0]) == as_stated(miniature)
        assert through_rdflib(data, READERS[form.endings[0]][1]) == as_stated(miniature)
    assert {"urn", "mailto", "tel", "tag"}.isdisjoint(dump.context.json)


def test_a_dump_is_the_same_each_time(miniature: Path) -> None:
    (miniature / "graph" / "hazards.ttl").write_text(HAZARDS)
    one, other = (Dump(Store(ProjectFiles(miniature))) for _ in range(2))
    for form in DUMPS.formats:
        assert content_of(one, form) == content_of(other, form)


def test_the_context_alone_reads_what_is_written_with_its_words(miniature: Path, irc_kg: RunCommand) -> None:
    run = irc_kg("--root", miniature, "dump", "context")
    context = json.loads(run.out)["@context"]
    assert context["stopsAt"] == {"@id": "town:stopsAt", "@type": "@id"}
    assert context["since"] == {"@id": "town:since", "@type": "xsd:gYear"}
    document = {"@context": context, "@id": "kg:x", "@type": "Line", "stopsAt": "kg:y", "since": "1999"}
    read = {
        str(quad.predicate): str(quad.object)
        for quad in ox.parse(json.dumps(document), format=ox.RdfFormat.JSON_LD)
    }
    assert read == {
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>": "<https://example.org/town#Line>",
        "<https://example.org/town#stopsAt>": "<https://w3id.org/irc-kg/id/y>",
        "<https://example.org/town#since>": '"1999"^^<http://www.w3.org/2001/XMLSchema#gYear>',
    }


def test_a_name_that_two_words_would_have_is_written_with_its_prefix(miniature: Path) -> None:
    ontology = miniature / "ontology" / "town.ttl"
    ontology.write_text(ontology.read_text() + "irc:since a owl:DatatypeProperty .\n")
    context = Dump(Store(ProjectFiles(miniature))).context
    assert "since" not in context.json
    assert context.name("https://example.org/town#since") == "town:since"


# What describes it


def read_graph(text: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=text, format="turtle")


def figure(graph: rdflib.Graph, node: rdflib.term.Node, predicate: rdflib.URIRef) -> int:
    """What stands behind a predicate, which is a whole number."""
    return int(str(graph.value(node, predicate)))


def test_a_description_counts_what_the_files_state(miniature: Path, irc_kg: RunCommand) -> None:
    described = read_graph(irc_kg("--root", miniature, "dump", "description").out)
    [dataset] = described.subjects(rdflib.RDF.type, DCAT.Dataset)
    data = rdflib.Graph()
    files = ProjectFiles(miniature)
    for path in files.graph_files:
        data.parse(path, format="turtle", publicID=files.graph_iri(path))
    assert figure(described, dataset, VOID.triples) == len(data)
    assert figure(described, dataset, VOID.distinctSubjects) == len(set(data.subjects()))
    assert figure(described, dataset, VOID.distinctObjects) == len(set(data.objects()))
    classes = {
        described.value(part, VOID["class"]): figure(described, part, VOID.entities)
        for part in described.objects(dataset, VOID.classPartition)
    }
    assert classes == {
        kind: len(set(data.subjects(rdflib.RDF.type, kind)))
        for kind in set(data.objects(None, rdflib.RDF.type))
    }
    properties = {
        described.value(part, VOID.property): figure(described, part, VOID.triples)
        for part in described.objects(dataset, VOID.propertyPartition)
    }
    assert properties == {
        predicate: len(set(data.subject_objects(predicate))) for predicate in set(data.predicates())
    }
    assert {str(subset) for subset in described.objects(dataset, VOID.subset)} == files.graph_iris


CITATION = """\
cff-version: 1.2.0
title: Buses of a town
abstract: Which bus stops where.
version: 2.0
license: ODbL-1.0
url: https://example.org/buses
keywords: [buses, stops]
authors:
  - name: The bus company
  - given-names: Ada
    name-particle: van
    family-names: Line
"""


def test_a_description_says_of_the_project_what_its_citation_says(
    miniature: Path, irc_kg: RunCommand
) -> None:
    (miniature / "CITATION.cff").write_text(CITATION)
    described = read_graph(irc_kg("--root", miniature, "dump", "description").out)
    [dataset] = described.subjects(rdflib.RDF.type, DCAT.Dataset)
    said = {
        str(predicate).rpartition("/")[2].rpartition("#")[2]: {
            str(value) for value in described.objects(dataset, predicate)
        }
        for predicate in described.predicates(dataset)
    }
    assert said["title"] == {"Buses of a town"}
    assert said["description"] == {"Which bus stops where."}
    assert said["version"] == {"2.0"}
    assert said["license"] == {"https://spdx.org/licenses/ODbL-1.0"}
    assert said["landingPage"] == {"https://example.org/buses"}
    assert said["keyword"] == {"buses", "stops"}
    assert "publisher" not in said
    name = rdflib.URIRef("http://xmlns.com/foaf/0.1/name")
    assert {str(value) for value in described.objects(None, name)} == {"The bus company", "Ada van Line"}


@pytest.mark.parametrize("text", ["", "[", "- a\n", "authors: 5\nkeywords: one\nlicense:\n", "\udcff"])
def test_a_citation_that_says_nothing_keeps_nobody(miniature: Path, irc_kg: RunCommand, text: str) -> None:
    (miniature / "CITATION.cff").write_bytes(text.encode("utf-8", "surrogateescape"))
    run = irc_kg("--root", miniature, "dump", "description")
    assert run.code == 0
    assert "void:triples 40" in run.out


def test_what_the_ontology_says_of_itself_counts_before_the_citation(
    miniature: Path, irc_kg: RunCommand
) -> None:
    (miniature / "CITATION.cff").write_text(CITATION)
    (miniature / "ontology" / "head.ttl").write_text(
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "<https://example.org/town> a owl:Ontology ; dcterms:license <https://example.org/licence> ;\n"
        "  dcterms:creator <https://example.org/me> ; dcterms:publisher <https://example.org/town-hall> .\n"
    )
    described = read_graph(irc_kg("--root", miniature, "dump", "description").out)
    terms = rdflib.DCTERMS
    assert [str(value) for value in described.objects(None, terms.license)] == ["https://example.org/licence"]
    assert [str(value) for value in described.objects(None, terms.creator)] == ["https://example.org/me"]
    assert [str(value) for value in described.objects(None, terms.publisher)] == [
        "https://example.org/town-hall"
    ]


def test_all_of_it_goes_into_a_folder_with_the_digests_of_the_files(
    miniature: Path, tmp_path: Path, irc_kg: RunCommand
) -> None:
    folder = tmp_path / "new" / "dump"
    address, endpoint = "https://example.org/data/", "https://example.org/sparql"
    run = irc_kg("--root", miniature, "dump", "--into", folder, "--address", address, "--endpoint", endpoint)
    assert run.code == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "context.jsonld",
        "description.ttl",
        "examples.ttl",
        "graph.jsonld",
        "graph.nq",
        "graph.trig",
    ]
    described = read_graph((folder / "description.ttl").read_text())
    [dataset] = described.subjects(rdflib.RDF.type, DCAT.Dataset)
    assert str(dataset).startswith(address)
    assert str(described.value(dataset, VOID.sparqlEndpoint)) == endpoint
    dumps = {str(place) for place in described.objects(dataset, VOID.dataDump)}
    assert dumps == {address + path.name for path in folder.glob("graph.*")}
    for distribution in described.objects(dataset, DCAT.distribution):
        place = str(described.value(distribution, DCAT.downloadURL))
        data = (folder / place.removeprefix(address)).read_bytes()
        digest = described.value(distribution, SPDX.checksum)
        assert str(described.value(digest, SPDX.checksumValue)) == hashlib.sha256(data).hexdigest()
        assert figure(described, distribution, DCAT.byteSize) == len(data)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--address", "example.org"], "is no address of files"),
        (["-f", "turtle"], "The answer is the whole graph, which cannot be written as turtle"),
        (["context", "-f", "trig"], "The answer is a JSON-LD context"),
        (["description", "-f", "nquads"], "The answer is a graph"),
        (["-o", "dump.csv"], "its ending can be"),
    ],
)
def test_what_cannot_be_written_is_said(
    miniature: Path, irc_kg: RunCommand, arguments: list[str], why: str
) -> None:
    run = irc_kg("--root", miniature, "dump", *arguments)
    assert run.code == 2
    assert why in run.err


# Examples


def test_each_question_is_an_example_that_can_be_asked(miniature: Path, irc_kg: RunCommand) -> None:
    run = irc_kg("--root", miniature, "dump", "examples", "--endpoint", "https://example.org/sparql")
    examples = read_graph(run.out)
    store = Store(ProjectFiles(miniature))
    texts_by_form = {
        form: [str(text) for text in examples.objects(None, SH[form])]
        for form in ("select", "ask", "construct")
    }
    assert {form: len(found) for form, found in texts_by_form.items()} == {
        "select": 2,
        "ask": 1,
        "construct": 2,
    }
    for found in texts_by_form.values():
        for text in found:
            assert "#+" not in text
            answer = store.dataset.query(text)
            assert answer if isinstance(answer, ox.QueryBoolean) else list(answer)
    for example in examples.subjects(rdflib.RDF.type, SH.SPARQLExecutable):
        assert str(examples.value(example, rdflib.SDO.target)) == "https://example.org/sparql"
        assert str(examples.value(example, rdflib.RDFS.comment))
        prefixes = examples.value(example, SH.prefixes)
        declared = {str(examples.value(each, SH.prefix)) for each in examples.objects(prefixes, SH.declare)}
        assert declared == set(store.prefixes.by_name)
    assert "no value is known to ask these with: lines-since" in run.err


# The answers to all questions


def test_the_answers_to_all_questions_are_one_workbook(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path
) -> None:
    import openpyxl

    path = tmp_path / "answers.xlsx"
    run = irc_kg("dump", "answers", "-o", path, "--root", miniature)
    assert run.code == 0, run.err
    project = irc_kg_package.open(miniature)
    book = openpyxl.load_workbook(path)
    names = [query.name for query in project.queries if query.form == "SELECT"]
    left_out = [name for name in names if f"{name} is left out" in run.err]
    sheets = {name: name.replace("/", "-") for name in names if name not in left_out}
    assert book.sheetnames == ["Questions", *sheets.values()]
    for query in project.queries:
        if query.name in sheets and not query.parameters:
            rows = [*book[sheets[query.name]].iter_rows(values_only=True)]
            assert len(rows) == 1 + len(project.query(query.name))
            assert rows[0][-1] in {"source", "cited from"}
    first = path.read_bytes()
    irc_kg("dump", "answers", "-o", path, "--root", miniature)
    assert path.read_bytes() == first


def test_every_choice_of_a_question_is_in_the_workbook(repository: Path) -> None:
    project = irc_kg_package.open(repository)
    answers = {query.name: answer for query, answer in project.all_answers()}
    whole = answers["policies-in-nation"]
    assert isinstance(whole, HeldTable)
    for nation in project.choices("policies-in-nation", "nation"):
        alone = project.query("policies-in-nation", nation=nation).with_sources()
        rows = [row[1:] for row in whole.rows if project.store.label(row[0].value) == nation]  # type: ignore[union-attr]
        assert rows == [*alone.rows]


@pytest.mark.parametrize("output", [(), ("-o", "answers.csv")])
def test_the_workbook_of_answers_needs_a_file_that_can_hold_it(
    irc_kg: RunCommand, miniature: Path, output: tuple[str, ...]
) -> None:
    run = irc_kg("dump", "answers", *output, "--root", miniature)
    assert run.code == 2
    assert "xlsx" in run.err
