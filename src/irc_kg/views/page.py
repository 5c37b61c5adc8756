"""A picture as one page: an HTML file that needs no network, lets nothing out and no foreign script in."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from irc_kg.views.details import details, sentence, start_sentence
from irc_kg.views.layouts import lay_out
from irc_kg.views.markup import source_digest, templates
from irc_kg.views.picture import OUTLINES
from irc_kg.views.scene import Shape
from irc_kg.views.scene_json import scenes_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from irc_kg.views.gallery import GalleryEntry
    from irc_kg.views.picture import Picture
    from irc_kg.views.scene import Scene

WEB = Path(__file__).parent / "web"
STYLES = ("page.css", "panels.css", "frame.css", "access.css", "canvas.css", "print.css")
SCRIPTS = (  # no script uses another before the page is read whole, but for those named before it
    *("elements.js", "data.js", "state.js", "theme.js", "announce.js", "ways.js", "fragment.js"),
    *("address.js", "clipboard.js", "drawers.js"),
    *("scene.js", "frames.js", "lettering.js", "marks.js", "lines.js", "ground.js", "spots.js", "labels.js"),
    *("layer.js", "canvas.js", "camera.js", "hits.js", "pointer.js", "forces.js", "moving.js"),
    *(
        "legend.js",
        "spelling.js",
        "lookup.js",
        "combobox.js",
        "search.js",
        "path.js",
        "panel.js",
        "tip.js",
        "explore.js",
    ),
    *("undo.js", "finding.js", "walk.js"),
    *("time.js", "rows.js", "table.js", "image.js", "keys.js", "paper.js", "main.js"),
)

# Nothing is fetched, and only the scripts and styles that stand in the page are obeyed.
_POLICY = (
    "default-src 'none'",
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
)


def render(
    picture: Picture,
    *,
    index: str = "",
    neighbours: Sequence[GalleryEntry] = (),
    scenes: Mapping[Shape, Scene] | None = None,
    pages: Mapping[str, str] | None = None,
) -> str:
    """The whole page as text; the same picture always gives the same text.

    ``index`` is the file that lists all pictures, ``neighbours`` are others, where they lie in one folder;
    ``scenes``: the picture as it has been laid out already; ``pages``: where more is said of things, by
    their IRIs.
    """
    styles, scripts = _read_parts()
    page = templates(WEB).get_template("page.html")
    return page.render(
        picture=picture,
        index=index,
        neighbours=neighbours,
        sentence=sentence(picture),
        start_sentence=start_sentence(picture),
        scenes=scenes_value(scenes or {shape: lay_out(picture, shape) for shape in Shape}),
        details=details(picture, pages or {}),
        outlines=dict(OUTLINES),
        styles=styles,
        scripts=scripts,
        policy=_policy(styles, scripts),
    )


@cache
def _read_parts() -> tuple[tuple[Markup, ...], tuple[Markup, ...]]:
    """Every style and script of the page."""
    styles = (WEB / name for name in STYLES)
    scripts = (WEB / name for name in SCRIPTS)
    return tuple(map(_source, styles)), tuple(map(_source, scripts))


def _source(path: Path) -> Markup:
    """A style or script with the line ends that a browser will see."""
    from markupsafe import Markup

    text = path.read_text(encoding="utf-8")  # any line end is read as a line feed
    return Markup(text)  # noqa: S704 - a file of this package


def _policy(styles: tuple[Markup, ...], scripts: tuple[Markup, ...]) -> str:
    allowed = (
        (kind, " ".join(map(source_digest, texts)))
        for kind, texts in (("script", scripts), ("style", styles))
    )
    return "; ".join([*_POLICY, *(f"{kind}-src {hashes}" for kind, hashes in allowed)])
