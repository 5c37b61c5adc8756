"""Each shipped picture as it opens: main names are there, none over another, all is used, lines are hit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import irc_kg

if TYPE_CHECKING:
    from pathlib import Path

    from views.conftest import Opener

    from irc_kg.project import Project
    from irc_kg.views import View

SIZES = ((1280, 800), (1920, 1080), (390, 844))
WHOLE = (
    *("barriers", "goals", "nations", "organisations", "references", "success-model", "successions"),
    "whole-graph",
)
NATIONS = ("England", "Northern Ireland", "Scotland", "Wales")
CENTRES = ("NHS England", "Integrated care board")
PICTURES = (
    *WHOLE,
    *(f"nation {name}" for name in NATIONS),
    *(f"around {name}" for name in CENTRES),
)

# What the page shows: of the six best connected things those without a name, pairs of names over each other,
# names over marks that are not their own, and over what share of the canvas all of it reaches.
SEEN = """async () => {
    while (!canvas.isSettled()) await new Promise(requestAnimationFrame);
    const frame = camera.now();
    const named = new Set(labels.shown());
    const best = data.importance.filter((n) => canvas.drawn.things.has(n)).slice(0, 6);
    const places = labels.placed();
    const over = places.flatMap((one, i) => places.slice(0, i)
        .filter((other) => spots.overlaps(one.place, other.place))
        .map((other) => [data.things[one.n].label, data.things[other.n].label]));
    const marksNow = canvas.marks().map((m) => ({ m, ...frames.spot(frame, m),
        radius: marks.radius(frame, m), reach: marks.reach(frame, m) }));
    const covering = places.filter(({ isForced, m, place }) => !isForced
        && marksNow.some((mark) => mark.m !== m && spots.between(place, mark) < 0));
    const boxes = [...places.map(({ place }) => place), ...marksNow.map(({ x, y, radius, reach }) => (
        { left: x - radius, right: x + reach + radius, top: y - radius, bottom: y + radius }))];
    boxes.push(...ground.placed(frame).map(({ place }) => place));
    const span = (low, high, most) => Math.min(most, Math.max(...boxes.map((one) => one[high])))
        - Math.max(0, Math.min(...boxes.map((one) => one[low])));
    const share = span("left", "right", frame.width) * span("top", "bottom", frame.height)
        / (frame.width * frame.height);
    return { size: [frame.width, frame.height], nameless: best.filter((n) => !named.has(n)), over,
        covering: covering.map(({ n }) => data.things[n].label), share };
}"""

# Of the lines whose middle is seen, below no mark and no words, those that are not hit there.
MISSED = """() => {
    const frame = camera.now();
    const seen = canvas.relations().map((r) => ({ r, at: lines.along(frame, r, 0.5) })).filter(({ at }) => at
        && at.x > 0 && at.y > 0 && at.x < frame.width && at.y < frame.height
        && labels.at(at.x, at.y) === null && labels.relationAt(at.x, at.y) === null
        && !canvas.marks().some((m) => marks.beyond(frame, m, at.x, at.y) <= 1));
    const isOn = (r, { x, y }) => lines.distance(frame, r, x, y, 1) <= 1;
    const missed = seen.filter(({ at }) => !isOn(camera.hit(at.x, at.y)?.relation ?? -1, at));
    return { seen: seen.length, missed: missed.map(({ r }) => data.sentence(r)) };
}"""


# From now on, the names that are written anywhere but on the screen are kept, as they stand there.
LISTEN = """() => {
    const write = labels.write;
    labels.write = (context, frame, found, ...rest) => {
        if (context.canvas !== canvas.drawing)
            window.written = found.names.map(({ m, n, setting, dx, dy }) => {
                const { x, y } = frames.spot(frame, m);
                return { n, place: spots.box(x + dx, y + dy, setting.width, setting.height) };
            });
        write(context, frame, found, ...rest);
    };
}"""

# Of what was written, the best connected things that have no name, and how many names stand over each other.
WRITTEN = """() => {
    const places = window.written;
    window.written = null;
    const named = new Set(places.map(({ n }) => n));
    const best = data.importance.filter((n) => canvas.drawn.things.has(n)).slice(0, 6);
    const over = places.flatMap((one, i) => places.slice(0, i)
        .filter((other) => spots.overlaps(one.place, other.place)));
    return { nameless: best.filter((n) => !named.has(n)), over: over.length };
}"""


@pytest.fixture(scope="module")
def project() -> Project:
    """The real one, opened once."""
    return irc_kg.open(root())


def root() -> Path:
    from conftest import REPOSITORY

    return REPOSITORY


def view_of(project: Project, picture: str) -> View:
    kind, _, name = picture.partition(" ")
    if kind == "nation":
        return project.view("nation", nation=name)
    if kind == "around":
        return project.view_around(name)
    return project.view(picture)


def test_every_shipped_view_is_looked_at(project: Project) -> None:
    assert {query.name for query in project.views} == {*WHOLE, "nation"}


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_tells_at_first_sight(open_page: Opener, project: Project, picture: str) -> None:
    opened = open_page(view_of(project, picture).picture)
    for width, height in SIZES:
        opened.page.set_viewport_size({"width": width, "height": height})
        opened.page.wait_for_function(
            "(width) => window.innerWidth === width && camera.now().width === canvas.box.clientWidth",
            arg=width,
        )
        seen: dict[str, Any] = opened.page.evaluate(SEEN)
        assert (seen["nameless"], seen["over"], seen["covering"]) == ([], [], []), (picture, width)
        assert seen["share"] >= 0.6, (picture, width, seen["size"])
        lines: dict[str, Any] = opened.page.evaluate(MISSED)
        assert lines["missed"] == [], (picture, width)
        assert lines["seen"] > 0, (picture, width)


@pytest.mark.parametrize("picture", ["successions", "nation Wales", "around NHS England"])
def test_the_saved_image_and_paper_name_what_matters_too(
    open_page: Opener, project: Project, picture: str
) -> None:
    opened = open_page(view_of(project, picture).picture)
    opened.page.wait_for_function("() => canvas.isSettled()")
    opened.page.evaluate(LISTEN)
    with opened.page.expect_download():
        opened.page.evaluate("() => image.save()")
    assert opened.page.evaluate(WRITTEN) == {"nameless": [], "over": 0}
    opened.page.emulate_media(media="print")
    opened.page.wait_for_function("() => window.written")
    assert opened.page.evaluate(WRITTEN) == {"nameless": [], "over": 0}
