"""The page as text: whole, closed to the outside, and safe whatever the labels hold."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import pickle
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from irc_kg.files import FileWriteError
from irc_kg.views import View, page, write_picture
from irc_kg.views.details import LARGE, START
from irc_kg.views.picture import DARK_PAGE, LIGHT_PAGE, LegendEntry, Picture, PictureThing

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
    assert not [tag for tag, _ in reader.tags if tag in ("link", "iframe", "object", "embed", "base", "img")]
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


def test_the_network_is_what_pyvis_would_make(wales: Picture) -> None:
    blocks = Reader(page.render(wales)).blocks
    nodes = blocks["picture-network"]["nodes"]
    assert [node["label"] for node in nodes] == [thing.label for thing in wales.things]
    assert {"id", "label", "shape", "color", "size", "x", "y"} <= set(nodes[0])
    assert (nodes[0]["shape"], nodes[0]["color"]) == ("star", "#8a6d00")
    edges = blocks["picture-network"]["edges"]
    assert [edge["label"] for edge in edges] == [relation.label for relation in wales.relations]
    assert edges[0]["arrows"] == "to"
    assert blocks["picture-network"]["options"]["physics"]["enabled"] is False
    net = View(wales).pyvis()
    assert [dict(node) for node in net.nodes] == nodes
    assert [dict(edge) for edge in net.edges] == edges
    assert net.heading == wales.question


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
    assert set(re.findall(r'"(\w+)": "readonly"', rules)) - {"vis"} == declared
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
