"""Pictures for documents and slides: SVG in which text is text, and the same as pixels.

Nothing in them runs, links, or is fetched, and nothing needs more of SVG than Word and LibreOffice have.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from irc_kg.views.details import LARGE, START
from irc_kg.views.drawing.names import ALWAYS
from irc_kg.views.drawing.pen import DARK, LIGHT
from irc_kg.views.drawing.schemes import with_night
from irc_kg.views.drawing.sheet import bare_sheet, set_sheet
from irc_kg.views.drawing.svg import FAMILY, Drawing
from irc_kg.views.layouts import lay_out
from irc_kg.views.lettering import FONTS, has_letters_for
from irc_kg.views.picture import most_connected, network
from irc_kg.views.scene import Shape

if TYPE_CHECKING:
    from irc_kg.views.drawing.pen import Palette
    from irc_kg.views.picture import Picture
    from irc_kg.views.scene import Scene

_MOST_BYTES = 150_000
_DENSITY = 2  # pixels of an image to one of a sheet, along a side


def to_svg(picture: Picture, shape: Shape = Shape.LANDSCAPE, colours: Palette = LIGHT) -> str:
    """The picture as an SVG file of at most 150 kB: where all is too much, what is connected best.

    The same picture always gives the same text.
    """
    size = len(picture.things)
    wanted = size if size <= LARGE else START
    while True:
        drawn = best_connected(picture, wanted)
        remark = f"Drawn are the {wanted:,} best connected of {size:,} things." if wanted < size else ""
        scene = lay_out(drawn, shape)
        drawing = Drawing(drawn, scene, set_sheet(drawn, scene, remark), colours)
        for with_titles in (True, False):
            text = drawing.text(with_titles=with_titles)
            if len(text.encode()) <= _MOST_BYTES or wanted <= 1:
                return text
        wanted = wanted * 3 // 4


def to_web_svg(picture: Picture, scene: Scene, day: Palette = LIGHT, night: Palette = DARK) -> str:
    """A picture, laid out, for a page that says itself what is asked and found.

    It has the colours of the day or of the night, as the reader wants them.
    """
    sheet = set_sheet(picture, scene, "", with_question=False)
    drawing = Drawing(picture, scene, sheet, day)
    # Nobody can point at what is within an image: titles would be for nothing.
    by_day = drawing.text(with_titles=False)
    drawing.paint(night)
    return with_night(by_day, drawing.text(with_titles=False))


def to_thumbnail(picture: Picture, width: float, height: float, colours: Palette) -> str:
    """The picture alone, small, with the names of what is connected best."""
    drawn = best_connected(picture, START)
    scene = lay_out(drawn, Shape.LANDSCAPE)
    return Drawing(drawn, scene, bare_sheet(scene, width, height), colours, ALWAYS).text(with_titles=False)


def best_connected(picture: Picture, size: int) -> Picture:
    """The part of a picture that holds its best connected things, and the relations between them."""
    if len(picture.things) <= size:
        return picture
    graph = network(picture)
    chosen = most_connected(graph, size)
    things = [thing for thing, node in zip(picture.things, graph, strict=True) if node in chosen]
    kept = {thing.iri for thing in things}
    relations = [one for one in picture.relations if one.subject in kept and one.object in kept]
    return replace(picture, things=tuple(things), relations=tuple(relations))


def to_png(picture: Picture, shape: Shape = Shape.LANDSCAPE) -> bytes:
    """The same as pixels, two for one along each side, in the font of the package."""
    import resvg_py

    text = to_svg(picture, shape)
    return resvg_py.svg_to_bytes(
        svg_string=text,
        zoom=_DENSITY,
        font_files=[str(FONTS / f"NotoSans-{weight}.ttf") for weight in ("Regular", "Bold")],
        font_family=FAMILY,
        sans_serif_family=FAMILY,
        # Fonts of the system are asked only for what that of the package has no letters for.
        skip_system_fonts=has_letters_for(text),
    )
