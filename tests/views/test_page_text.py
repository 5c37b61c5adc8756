"""The page as text: whole, closed to the outside, and safe whatever the labels hold."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import pickle
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from irc_kg.files import FileWriteError
from irc_kg.views import PICTURES, View, page, write_picture
from irc_kg.views.details import LARGE, START
from irc_kg.views.layouts import lay_out
from irc_kg.views.picture import DARK_PAGE, LIGHT_PAGE, LegendEntry, Picture, PictureThing
from irc_kg.views.pyvis_page import pyvis_page
from irc_kg.views.scene import (
    Course,
    Guide,
    GuideKind,
    PlacedRelation,
    PlacedThing,
    Scene,
    Shape,
    Side,
)
from irc_kg.views.scene_json import scenes_value

WICKED = "</script><script>alert(1)</script><!--<img src=x onerror=alert(1)>\"'&\u2028\ud800\x00\u202e"


class Reader(HTMLParser):
    """The elements of a page, and the text inside scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.blocks: dict[str, Any] = {}
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        tag, attributes = self.tags[-1] if self.tags else ("", {})
        if tag == "script" and attributes.get("type") == "application/json":
            self.blocks[str(attributes["id"])] = json.loads(data)
            self.tags.append(("", {}))
        elif tag in ("script", "style") and data.strip():
            (self.scripts if tag == "script" else self.styles).append(data)
        elif data.strip():
            self.text.append(data)


def test_the_page_is_a_whole_document(wales: Picture) -> None:
    text = page.render(wales)
    reader = Reader(text)
    assert text.startswith("<!doctype html>\n")
    assert ("html", {"lang": "en"}) in reader.tags
    assert ("meta", {"charset": "utf-8"}) in reader.tags
    assert text.rstrip().endswith("</html>")
    assert "What is in place for integrated care in Wales?" in reader.text
    counts = "12 things and 16 relations between them, as of 4 March 2026."
    assert f"Strategies, funds and bodies that apply in Wales: {counts}" in reader.text
    assert "Local authorities and their plans are not in the sources." in reader.text
    assert wales.query in reader.text


def test_nothing_is_fetched_and_only_the_scripts_of_the_page_may_run(wales: Picture) -> None:
    reader = Reader(page.render(wales))
    fetching = {
        "src",
        "srcset",
        "data",
        "poster",
        "action",
        "formaction",
        "style",
        "onload",
        "onclick",
        "onerror",
    }
    assert not [attributes for _, attributes in reader.tags if fetching & set(attributes)]
    assert not [tag for tag, _ in reader.tags if tag in ("iframe", "object", "embed", "base", "img")]
    # Without an icon of its own a browser asks the server of the page for one.
    links = [attributes for tag, attributes in reader.tags if tag == "link"]
    assert links == [{"rel": "icon", "href": "data:,"}]
    policies = [a["content"] for _, a in reader.tags if a.get("http-equiv") == "Content-Security-Policy"]
    (policy,) = policies
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == "data: blob:"
    for kind, texts in (("script-src", reader.scripts), ("style-src", reader.styles)):
        hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(t.encode()).digest()).decode()}'" for t in texts}
        assert set(rules[kind].split()) == hashes
        assert len(texts) == len(hashes)


def test_the_policy_stands_before_anything_that_it_governs(wales: Picture) -> None:
    tags = [tag for tag, _ in Reader(page.render(wales)).tags]
    assert tags[:4] == ["html", "head", "meta", "meta"]
    assert tags.index("script") > tags.index("style") > 3


def test_the_page_has_a_scene_for_each_shape(wales: Picture) -> None:
    scenes = Reader(page.render(wales)).blocks["picture-scenes"]
    for shape in Shape:
        laid_out = lay_out(wales, shape)
        given = scenes[shape.value]
        rows = [[*row, 0, 0, 0, 0, 0][:5] for row in given["things"]]
        assert [row[:4] for row in rows] == [
            [pytest.approx(placed.x, abs=0.05), pytest.approx(placed.y, abs=0.05), placed.size, placed.rank]
            for placed in laid_out.things
        ]
        assert [scenes["sides"][row[4]] for row in rows] == [placed.side for placed in laid_out.things]
        courses = [scenes["courses"][row[0] if row else 0] for row in given["relations"]]
        assert courses == [placed.course for placed in laid_out.relations]


def test_a_scene_in_few_characters_says_all_of_it() -> None:
    things = (
        PlacedThing(1.04, 2, 10, 0),
        PlacedThing(3, 4, 5, 1, Side.ABOVE, (80.25, 16), 120, fades=(False, True)),
    )
    relations = (
        PlacedRelation(),
        PlacedRelation(Course.ARC, -0.5),
        PlacedRelation(Course.ACROSS, by=((7, 8), (9.5, 0))),
    )
    guides = (Guide(GuideKind.BAND, 0, 1, 200, 20, "A lane\x00", Side.RIGHT),)
    value = scenes_value(
        {Shape.LANDSCAPE: Scene(200, 100, things, relations, guides, ((1, PlacedThing(5, 6, 7, 3)),))}
    )
    scene = value["landscape"]
    above, arc, across = (
        value["sides"].index("above"),
        value["courses"].index("arc"),
        value["courses"].index("across"),
    )
    assert scene["things"] == [[1, 2, 10], [3, 4, 5, 1, above, 80.2, 16, 120, 2]]
    assert scene["relations"] == [[], [arc, -0.5], [across, 0.0, 7, 8, 9.5, 0]]
    assert scene["guides"] == [
        [value["guides"].index("band"), 0, 1, 200, 20, "A lane\N{REPLACEMENT CHARACTER}", 1]
    ]
    assert scene["echoes"] == [[1, 5, 6, 7, 3]]


def test_pyvis_gets_the_places_of_the_scene(wales: Picture) -> None:
    net = View(wales).pyvis()
    laid_out = lay_out(wales, Shape.LANDSCAPE)
    assert [(node["x"], node["y"]) for node in net.nodes] == [
        (round(placed.x), round(placed.y)) for placed in laid_out.things
    ]
    assert [node["label"] for node in net.nodes] == [thing.label for thing in wales.things]
    assert (net.nodes[0]["shape"], net.nodes[0]["color"]) == ("star", "#8a6d00")
    assert [edge["label"] for edge in net.edges] == [relation.label for relation in wales.relations]
    assert net.edges[0]["arrows"] == "to"
    assert net.options["physics"]["enabled"] is False
    assert net.heading == wales.question


def test_the_page_of_pyvis_fetches_nothing_and_runs_no_label(wales: Picture) -> None:
    things = (replace(wales.things[0], label=WICKED), *wales.things[1:])
    wicked = replace(wales, question=WICKED, things=things)
    plain, text = pyvis_page(wales), pyvis_page(wicked)
    assert "https://" not in "".join(re.findall(r"<(?:link|script)\b[^>]*>", plain))
    assert [tag for tag, _ in Reader(text).tags] == [tag for tag, _ in Reader(plain).tags]
    assert "new vis.Network(" in text
    opened = io.StringIO()
    PICTURES.choose("pyvis", None).write(wales, opened)
    assert opened.getvalue() == plain


def test_a_page_is_made_without_what_pyvis_loads(wales: Picture, tmp_path: Path) -> None:
    stored = tmp_path / "wales.pickle"
    stored.write_bytes(pickle.dumps(wales))
    code = (
        "import pickle, sys; from pathlib import Path; from irc_kg.views import write_picture; "
        "write_picture(pickle.loads(Path(sys.argv[1]).read_bytes()), Path(sys.argv[2])); "
        "sys.exit(', '.join({'pyvis', 'networkx', 'IPython', 'jsonpickle'} & {*sys.modules}) or 0)"
    )
    arguments = [sys.executable, "-c", code, str(stored), str(tmp_path / "wales.html")]
    assert subprocess.run(arguments, check=False, capture_output=True).stderr == b""


def test_a_statement_that_is_a_relation_is_said_once(wales: Picture) -> None:
    things = Reader(page.render(wales)).blocks["picture-details"]["things"]
    fund = next(thing for thing in things if thing["curie"] == "kg:integrated-care-fund")
    assert [said["words"] for said in fund["statements"]] == ["supports", "has a page at"]


def test_a_picture_gives_the_same_bytes_each_time(wales: Picture, tmp_path: Path) -> None:
    write_picture(wales, tmp_path / "one.html")
    write_picture(wales, tmp_path / "two.html")
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()
    assert b"\r" not in (tmp_path / "one.html").read_bytes()


def test_a_page_is_written_whole_or_not_at_all(
    wales: Picture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "wales.html"
    path.write_text("what was there", encoding="utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("pathlib.Path.replace", full)
        with pytest.raises(FileWriteError, match="No space left on device"):
            write_picture(wales, path)
    assert path.read_text(encoding="utf-8") == "what was there"
    assert [found.name for found in tmp_path.iterdir()] == ["wales.html"]
    write_picture(wales, path)
    assert path.read_text(encoding="utf-8") == page.render(wales)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights of their own there")
def test_a_link_to_a_file_stays_a_link(wales: Picture, tmp_path: Path) -> None:
    target = tmp_path / "real.html"
    target.write_text("", encoding="utf-8")
    (tmp_path / "link.html").symlink_to(target)
    write_picture(wales, tmp_path / "link.html")
    assert (tmp_path / "link.html").is_symlink()
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")


@given(st.text(st.characters(), max_size=60) | st.just(WICKED))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_labels_hold_the_page_keeps_its_elements(text: str) -> None:
    kind = LegendEntry("x:kind", "Kind", "#005eb8", "dot")
    tame = picture_of("tame", kind)
    expected = [tag for tag, _ in Reader(page.render(tame)).tags]
    reader = Reader(page.render(picture_of(text, kind)))
    assert [tag for tag, _ in reader.tags] == expected
    assert len(reader.blocks["picture-details"]["things"]) == 1


def picture_of(text: str, kind: LegendEntry) -> Picture:
    citations = (text,)
    only = PictureThing(f"x:{text}", f"x:{text}", text, kind.iri, (text,), text, citations=citations)
    return Picture(text, text, (only,), (), (kind,), query=text or "?", not_covered=(text,))


def test_a_large_picture_says_with_what_it_opens(large: Picture, wales: Picture) -> None:
    text = page.render(large)
    reader = Reader(text)
    assert len(reader.blocks["picture-details"]["start"]) == START
    assert any(f"opens with its {START} best connected" in said for said in reader.text)
    assert len(wales.things) < LARGE
    assert reader.blocks["picture-details"]["things"][4999]["label"] == "Health programme number 4999"


def test_a_picture_of_nothing_says_so() -> None:
    reader = Reader(page.render(Picture("Nothing?", "What there is not", (), (), ())))
    assert "What there is not: 0 things and 0 relations between them." in reader.text


def test_no_script_reads_data_as_html_or_code() -> None:
    for path in page.WEB.glob("*.js"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", source
        )


def test_the_linter_knows_what_the_scripts_declare_for_each_other() -> None:
    """The globals of .oxlintrc.json are written by hand: one too many would hide a misspelt name."""
    sources = [path.read_text(encoding="utf-8") for path in page.WEB.glob("*.js")]
    declared = {
        name for source in sources for name in re.findall(r"^(?:const|let) (\w+)", source, re.MULTILINE)
    }
    rules = (Path(__file__).parents[2] / ".oxlintrc.json").read_text(encoding="utf-8")
    rules, _, _of_sites = rules.partition('"overrides"')
    assert set(re.findall(r'"(\w+)": "readonly"', rules)) == declared
    (shared,) = re.findall(r'"varsIgnorePattern": "\^\((.*)\)\$"', rules)
    assert set(shared.split("|")) == declared


def test_colours_are_made_for_the_pages_they_stand_on() -> None:
    styles = (page.WEB / "page.css").read_text(encoding="utf-8")
    assert re.findall(r"--page: (#\w+);", styles) == [LIGHT_PAGE, DARK_PAGE]


def test_the_same_bytes_come_from_another_process(wales: Picture, tmp_path: Path) -> None:
    stored = tmp_path / "wales.pickle"
    stored.write_bytes(pickle.dumps(wales))
    code = (
        "import pickle, sys; from pathlib import Path; from irc_kg.views import write_picture; "
        "write_picture(pickle.loads(Path(sys.argv[1]).read_bytes()), Path(sys.argv[2]))"
    )
    for seed in ("1", "2"):
        arguments = [sys.executable, "-c", code, str(stored), str(tmp_path / f"{seed}.html")]
        subprocess.run(arguments, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()
    assert (tmp_path / "1.html").read_text(encoding="utf-8") == page.render(wales)


def test_every_file_of_the_page_is_used_and_none_is_long() -> None:
    used = {*page.STYLES, *page.SCRIPTS}
    assert used == {path.name for path in page.WEB.iterdir() if path.suffix in {".js", ".css"}}
    for path in page.WEB.glob("*.js"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
