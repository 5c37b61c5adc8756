from __future__ import annotations

from pathlib import Path

import pytest

from irc_kg import provenance
from irc_kg.provenance import Evidence, Locations
from irc_kg.store import Store
from irc_kg.store.project_files import ProjectFiles
from irc_kg.turtle import parse
from irc_kg.turtle.excerpts import excerpt_about

BASE = "https://example.org/file"
HEAD = "@prefix kg: <https://w3id.org/irc-kg/id/> .\n\n"
THINGS = "".join(
    f"# Thing {number}\nkg:t{number}\n    a kg:Thing ;\n    kg:p kg:t{number // 2}, {number}.50 .\n\n"
    for number in range(3000)
)


def places(text: str, thing: str) -> dict[str, tuple[int, int]]:
    """Where the objects of what is said of a thing stand, by an excerpt of the text."""
    excerpt = excerpt_about(text, f"https://w3id.org/irc-kg/id/{thing}", BASE)
    assert excerpt is not None
    return {
        str(triple.triple): excerpt.place_of(triple)
        for triple in excerpt.document.triples()
        if str(triple.subject.term).endswith(f"/{thing}>")
    }


def test_an_excerpt_tells_the_places_of_the_whole() -> None:
    text = HEAD + THINGS
    document = parse(text, BASE)
    for thing in ("t0", "t7", "t2999"):
        expected = {
            str(triple.triple): document.line_column(triple.object.start)
            for triple in document.triples()
            if str(triple.subject.term).endswith(f"/{thing}>")
        }
        assert len(expected) == 3
        assert places(text, thing) == expected


def test_where_it_is_not_clear_there_is_no_excerpt() -> None:
    thing = "https://w3id.org/irc-kg/id/t1"
    for text in (
        HEAD
        + 'kg:a kg:p """\nkg:t1 kg:p kg:b .\n""" .\n',  # a text in which a line begins as a statement does
        HEAD + "kg:a\nkg:p kg:t1 .\n",  # a statement that goes on at the beginning of a line
    ):
        assert excerpt_about(text, thing, BASE) is None
    assert excerpt_about(HEAD + THINGS, "urn:t1", BASE) is None


def test_statements_of_a_large_file_are_found_as_if_all_of_it_were_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "graph" / "large.ttl"
    path.parent.mkdir()
    # What is escaped is not seen in an excerpt: all of the file is read then.
    text = HEAD + THINGS + "kg:t\\-x kg:p kg:y .\n[] kg:p kg:t5 .\n"
    path.write_text(text, encoding="utf-8")
    files = ProjectFiles(tmp_path)
    evidence = Evidence(Store(files))
    things = [
        *(f"t{number}" for number in range(0, 3000, 120)),
        "t-x",
    ]  # more than are read alone
    statements = [
        one for name in things for one in evidence.statements_with(f"https://w3id.org/irc-kg/id/{name}")
    ]
    found = list(map(Locations(files).find, statements))
    monkeypatch.setattr(provenance, "_LARGE", len(text) + 1)
    assert found == list(map(Locations(files).find, statements))
    assert len(found) > 3 * len(things)
    assert len({location.line for location in found}) > len(things)
