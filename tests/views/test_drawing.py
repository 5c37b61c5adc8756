"""Pictures for documents and slides: what stands in the file, and how a real browser shows it."""

from __future__ import annotations

import base64
import re
import struct
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser, Page

import irc_kg
from irc_kg.views import drawing
from irc_kg.views.drawing import to_png, to_svg
from irc_kg.views.drawing.pen import DARK, LIGHT
from irc_kg.views.layouts import lay_out
from irc_kg.views.lettering import FONTS
from irc_kg.views.picture import Headline, Imprint, Layout, Picture, Standing
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

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"
WICKED = (
    "</text></svg><script>alert(1)</script><a href='javascript:alert(2)'>x</a>\"'&\u2028\ud800\x00\u202e]]>"
)
ELEMENTS = {
    *("svg", "title", "desc", "rect", "path", "line", "text", "tspan", "g"),
}
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll("text")].map((text) => {
    const { left, top, right, bottom } = text.getBoundingClientRect();
    return { left, top, right, bottom, words: text.textContent };
  });
  const bad = [];
  const { width, height } = document.querySelector("svg").getBoundingClientRect();
  const isOutside = (box) => box.left < 0 || box.top < 0 || box.right > width || box.bottom > height;
  for (const box of boxes) if (isOutside(box)) bad.push([box.words, "outside"]);
  boxes.forEach((one, n) => boxes.slice(n + 1).forEach((other) => {
    const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    if (across > 0.5 && down > 0.5) bad.push([one.words, other.words]);
  }));
  return bad;
}"""


@cache
def shipped() -> dict[str, Picture]:
    """The picture of every view of the repository."""
    project = irc_kg.open(ROOT)
    return {query.name: project.view_of(query).picture for query in project.views}


@cache
def drawn(name: str, shape: Shape = Shape.LANDSCAPE) -> str:
    return to_svg(shipped()[name], shape)


VIEWS = sorted(
    path.relative_to(ROOT / "queries" / "views").with_suffix("").as_posix()
    for path in (ROOT / "queries" / "views").rglob("*.rq")
)


def show(page: Page, text: str, faces: str = "") -> None:
    style = f"{faces} body {{ margin: 0 }} svg {{ display: block }}"
    page.set_content(f"<!doctype html><style>{style}</style>{text}")


@pytest.fixture
def page(browser: Browser) -> Page:
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, device_scale_factor=1)
    return context.new_page()


def root_of(text: str) -> ET.Element:
    return ET.fromstring(text.encode())  # noqa: S314 - what is tested


def words_of(text: str) -> list[str]:
    """Each text of a drawing, its lines joined by blanks."""
    return [
        " ".join("".join(line.itertext()) for line in words.iter(f"{SVG}tspan"))
        for words in root_of(text).iter(f"{SVG}text")
    ]


@pytest.mark.parametrize("shape", list(Shape))
@pytest.mark.parametrize("name", VIEWS)
def test_no_words_of_any_view_cover_others(page: Page, name: str, shape: Shape) -> None:
    show(page, drawn(name, shape))
    assert page.evaluate(OVERLAPS) == []


@pytest.mark.parametrize("name", VIEWS)
def test_a_drawing_is_small_and_holds_nothing_that_runs_or_is_fetched(name: str) -> None:
    text = drawn(name)
    assert len(text.encode()) <= 150_000
    root = root_of(text)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= ELEMENTS
    names = {name for element in root.iter() for name in element.attrib}
    assert not [
        name for name in names if "href" in name or name.startswith("on") or name in {"style", "class"}
    ]
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == shipped()[name].question


@pytest.mark.parametrize("name", VIEWS)
def test_question_finding_sources_day_and_licence_are_text(name: str) -> None:
    picture = shipped()[name]
    told = " ".join(words_of(drawn(name)))
    assert picture.question in told
    if picture.headline:
        assert picture.headline.sentence in told
    assert f"Source: {picture.imprint.sources[0]}" in told
    assert picture.as_of is not None
    assert f"As of {picture.as_of.in_words()}." in told
    assert "Licence: CC BY 4.0. Made with irc-kg." in told


@pytest.mark.parametrize("name", VIEWS)
def test_the_best_connected_things_have_their_names(name: str) -> None:
    picture = drawing.best_connected(shipped()[name], 300)
    ranks = [placed.rank for placed in lay_out(picture, Shape.LANDSCAPE).things]
    told = words_of(drawn(name))
    for thing, rank in zip(picture.things, ranks, strict=True):
        beginning = thing.name[:8]
        assert rank >= 6 or any(words.startswith(beginning) for words in told), thing.name


def test_the_same_picture_gives_the_same_bytes(wales: Picture) -> None:
    assert to_svg(wales) == to_svg(replace(wales))
    assert to_png(wales) == to_png(replace(wales))


def test_dark_and_light_differ_in_their_colours_alone(wales: Picture) -> None:
    light, dark = to_svg(wales, colours=LIGHT), to_svg(wales, colours=DARK)
    assert light != dark
    assert re.sub("#[0-9a-f]{6}", "", light) == re.sub("#[0-9a-f]{6}", "", dark)


def wicked(wales: Picture) -> Picture:
    """A picture in which every text tries to be more than text."""
    things = tuple(
        replace(
            thing,
            label=f"{WICKED} {n}",
            definition=WICKED,
            years=WICKED[:12],
            citations=(WICKED,),
            standing=list(Standing)[n % 4],
        )
        for n, thing in enumerate(wales.things)
    )
    return replace(
        wales,
        question=WICKED,
        summary=WICKED,
        things=things,
        relations=tuple(replace(relation, label=WICKED) for relation in wales.relations),
        kinds=tuple(replace(kind, label=WICKED) for kind in wales.kinds),
        headline=Headline(WICKED, (things[0].iri,)),
        imprint=Imprint((WICKED,), (f"javascript:{WICKED}",), (WICKED,)),
        left_out=WICKED,
    )


def test_whatever_labels_hold_is_text(wales: Picture, page: Page) -> None:
    text = to_svg(wicked(wales))
    root = root_of(text)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= ELEMENTS
    assert "\u202e" not in "".join(words_of(text))
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    show(page, text)
    assert page.locator("script, a").count() == 0
    assert page.evaluate(OVERLAPS) == []
    assert not dialogs
    assert to_png(wicked(wales)).startswith(b"\x89PNG")


def test_of_a_large_picture_the_best_connected_things_are_drawn_and_that_is_said(large: Picture) -> None:
    text = to_svg(large)
    assert len(text.encode()) <= 150_000
    told = " ".join(words_of(text))
    assert re.search(r"Drawn are the \d+ best connected of 5,000 things\.", told)


def test_a_drawing_that_would_be_too_large_shows_less(large: Picture) -> None:
    things = large.things[:600]
    ends = [(n, (n * n + step) % 600) for n in range(600) for step in range(6)]
    relations = tuple(
        replace(large.relations[0], subject=things[one].iri, object=things[other].iri) for one, other in ends
    )
    text = to_svg(replace(large, things=things, relations=relations))
    assert 75_000 < len(text.encode()) <= 150_000
    assert re.search(r"Drawn are the \d{3} best connected of 600 things\.", " ".join(words_of(text)))


def test_a_picture_of_nothing_is_a_drawing_too(wales: Picture) -> None:
    empty = replace(wales, things=(), relations=(), left_out="The question finds nothing.")
    told = " ".join(words_of(to_svg(empty)))
    assert "The question finds nothing." in told


def test_how_things_stand_is_drawn_and_told_by_the_key(wales: Picture) -> None:
    standings = (Standing.ENDED, Standing.ANNOUNCED, Standing.PAUSED)
    things = tuple(
        replace(thing, standing=standings[n], years=f"until 202{n}") if n < 3 else thing
        for n, thing in enumerate(wales.things)
    )
    text = to_svg(replace(wales, things=things))
    told = words_of(text)
    assert {"ended, with its years", "announced", "paused"} <= set(told)
    assert "Wales until 2020" in told
    assert text.count("stroke-dasharray") == 2  # the thing, and the key
    assert not {"announced", "paused"} & set(words_of(to_svg(wales)))


def test_what_the_finding_speaks_of_has_a_ring(wales: Picture) -> None:
    found = replace(wales, headline=Headline("One of them is alone.", (wales.things[-1].iri,)))
    told = words_of(to_svg(found))
    assert "One of them is alone." in told
    assert "what the sentence above speaks of" in told
    assert to_svg(found).count(LIGHT.accent) == 2
    assert to_svg(wales).count(LIGHT.accent) == 0


def every_way(wales: Picture) -> tuple[Picture, Scene]:
    """A scene with a guide of each kind, bars that fade, echoes, and relations of each course."""
    things = []
    sides = (Side.RIGHT, Side.LEFT, Side.ABOVE, Side.BELOW)
    for n in range(len(wales.things)):
        row, column = divmod(n, 4)
        is_bar = row == 1
        things.append(
            PlacedThing(
                150 + 260 * column,
                90 + 160 * row,
                8,
                n,
                Side.ABOVE if is_bar else sides[column],
                (180, 34),
                length=120 if is_bar else 0,
                fades=(column % 2 == 0, column > 1) if is_bar else (False, False),
            )
        )
    courses = list(Course)
    relations = [
        PlacedRelation(courses[n % len(courses)], 0.2, ((500.0, 160.0),) if n % 3 == 0 else ())
        for n in range(len(wales.relations))
    ]
    guides = [
        Guide(
            kind, 60 + 190 * n, 20, 0 if kind in {GuideKind.TICK, GuideKind.TODAY} else 170, 560, f"Guide {n}"
        )
        for n, kind in enumerate(GuideKind)
    ]
    echo = (2, PlacedThing(1100, 560, 8, 2))
    return wales, Scene(1280, 620, tuple(things), tuple(relations), tuple(guides), (echo,))


def test_every_part_of_a_scene_is_drawn(wales: Picture, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    picture, scene = every_way(wales)
    monkeypatch.setattr(drawing, "lay_out", lambda *_: scene)
    text = to_svg(replace(picture, layout=Layout("columns")))
    show(page, text)
    assert page.evaluate(OVERLAPS) == []
    told = words_of(text)
    assert {f"Guide {n}" for n in range(len(GuideKind))} <= set(told)
    # The first of each kind of guide is where it says, whatever else is there.
    assert text.count('fill-opacity="0.9"') == 5  # four ends of bars that fade, and one of the key
    assert "no source states the day" in told
    named = [words for words in told if words.startswith("A Healthier Wales")]
    assert len(named) == 2  # its mark, and its echo


def test_an_image_has_two_pixels_for_one_and_shows_what_a_browser_shows(
    wales: Picture, browser: Browser
) -> None:
    text, image = to_svg(wales), to_png(wales)
    width, height = struct.unpack(">II", image[16:24])
    size = root_of(text)
    assert abs(width - 2 * float(size.get("width", "0"))) <= 1
    assert abs(height - 2 * float(size.get("height", "0"))) <= 1
    context = browser.new_context(
        viewport={"width": width // 2, "height": height // 2}, device_scale_factor=2
    )
    page = context.new_page()
    faces = "".join(
        f"@font-face {{ font-family: 'Noto Sans'; font-weight: {weight}; src: url(data:font/ttf;base64,"
        f"{base64.b64encode((FONTS / f'NotoSans-{name}.ttf').read_bytes()).decode()}) }}"
        for weight, name in ((400, "Regular"), (700, "Bold"))
    )
    show(page, text, faces)
    page.evaluate("document.fonts.ready")
    screen = page.screenshot()
    difference = page.evaluate(
        """async (images) => {
          const [one, other] = await Promise.all(images.map(async (data) => {
            const got = await fetch(`data:image/png;base64,${data}`);
            const image = await createImageBitmap(await got.blob());
            const sheet = new OffscreenCanvas(image.width, image.height).getContext("2d");
            sheet.drawImage(image, 0, 0);
            return sheet.getImageData(0, 0, image.width, image.height);
          }));
          let different = 0;
          for (let n = 0; n < one.data.length; n += 4)
            if (Math.abs(one.data[n] - other.data[n]) > 96) different++;
          return different / (one.data.length / 4);
        }""",
        [base64.b64encode(each).decode() for each in (image, screen)],
    )
    context.close()
    assert difference < 0.004


def test_letters_that_the_font_lacks_are_those_of_the_system(wales: Picture) -> None:
    """Without any they would be boxes; with a font of the system the image is another."""
    things = (replace(wales.things[0], label="日本語 العربية"), *wales.things[1:])
    assert to_png(replace(wales, things=things)) != to_png(wales)
