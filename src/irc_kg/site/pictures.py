"""The pictures of a project in the frame of a site: drawn, in words, and to be explored."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from irc_kg.errors import IrcKgError
from irc_kg.project import NoPictureError
from irc_kg.queries import Query
from irc_kg.queries.tables import visible
from irc_kg.site.edition import Edition
from irc_kg.site.pages import NOTHING_STATED, Page, PageKind, SiteFile
from irc_kg.store.datatypes import PartialDate, read_date
from irc_kg.views.details import sentence
from irc_kg.views.drawing import to_web_svg
from irc_kg.views.drawing.pen import Palette
from irc_kg.views.layouts import lay_out
from irc_kg.views.page import render
from irc_kg.views.picture import Picture, PictureThing
from irc_kg.views.scene import Scene, Shape

PICTURES = "pictures.html"
_TIMELINE = "timeline"  # the layout whose things are told by their dates
# The colours of a site, for what is drawn on its pages.
DAY = Palette("#fdfcf9", "#f4f1ea", "#1f2624", "#55605c", "#d9d4c8", "#9aa29c", "#0b5a5e")
NIGHT = Palette("#151a19", "#1d2423", "#e8ebe7", "#a9b4af", "#39433f", "#6c7772", "#7fd0cb")
_NARROW = "(max-width: 60rem)"  # windows that are shown the upright drawing: the other would be too small
_NO_DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="16" height="9"></svg>\n'
_SIZE = re.compile(rb'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')


class PictureName(NamedTuple):
    """A picture that a view gives: what it is called, and the values with which the view is asked."""

    name: str
    view: Query
    values: Mapping[str, tuple[str, ...]]

    @property
    def tag(self) -> str:
        return next(iter(self.view.header.tags), "")

    def question(self, edition: Edition) -> str:
        """What is asked, with the values in it."""
        return edition.summary_of(self.view, self.values)


def names_of_pictures(edition: Edition, faults: list[str] | None = None) -> Iterator[PictureName]:
    """The pictures of a project; what is wrong with a view that gives none is put into ``faults``."""
    for view in edition.project.views:
        try:
            if view.header and view.form != "CONSTRUCT":
                raise NoPictureError(view)
            for name, values in edition.project.pictures_of(view):
                yield PictureName(name, view, values)
        except IrcKgError as error:
            if faults is not None:
                faults.append(f"The view {view.name} cannot be drawn. {error}")


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """A picture as it is shown, laid out for both shapes."""

    picture: Picture
    scenes: Mapping[Shape, Scene]

    @classmethod
    def of(cls, picture: Picture) -> DrawnPicture:
        """The drawing of a picture."""
        return cls(picture, {shape: lay_out(picture, shape) for shape in Shape})

    def svg(self, shape: Shape) -> bytes:
        """The drawing as a file, for day and night."""
        return to_web_svg(self.picture, self.scenes[shape], DAY, NIGHT).encode("utf-8", "replace")

    def explorer(self, index: str, pages: Mapping[str, str]) -> bytes:
        """The page on which it is explored; ``pages`` are those of its things."""
        page = render(self.picture, index=index, scenes=self.scenes, pages=pages)
        return page.encode("utf-8", "replace")


class PicturePages:
    """A page for each picture, with its drawings, and the list of them all."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.addresses = edition.addresses

    def __iter__(self) -> Iterator[Page | SiteFile]:
        faults: list[str] = []
        cards: dict[str, list[Markup]] = {}
        for each in names_of_pictures(self.edition, faults):
            path = self.addresses.of_view(each.name)
            try:
                view = self.edition.project.view_of(each.view, each.values, only_best_connected=True)
            except IrcKgError as error:
                yield from self._not_drawn(path, each, str(error))
                continue
            if not view.picture.things:
                yield from self._empty(path, view.picture)
                cards.setdefault(each.tag, []).append(card_of(path, view.picture, None))
                continue
            picture, drawn = view.picture, DrawnPicture.of(view.picture)
            wide = drawn.svg(Shape.LANDSCAPE)
            yield SiteFile(drawing_beside(path, Shape.LANDSCAPE), wide, mailed=True)
            yield SiteFile(drawing_beside(path, Shape.PORTRAIT), drawn.svg(Shape.PORTRAIT), mailed=True)
            yield SiteFile(_explorer_beside(path), self._explorer(path, drawn))
            yield self._page(path, picture, size_of(wide))
            cards.setdefault(each.tag, []).append(card_of(path, picture, size_of(wide)))
        yield _list_page(cards, faults)

    def _not_drawn(self, path: str, each: PictureName, fault: str) -> Iterator[Page | SiteFile]:
        """What stands in the place of a picture of which something is wrong."""
        for shape in Shape:
            yield SiteFile(drawing_beside(path, shape), _NO_DRAWING, mailed=True)
        note = Markup('<p class="note">{}</p>').format(visible(f"This cannot be drawn. {fault}"))
        trail = ((PICTURES, "Pictures"),)
        yield Page(path, each.question(self.edition), PageKind.PICTURE, note, trail=trail)

    def _empty(self, path: str, picture: Picture) -> Iterator[Page | SiteFile]:
        """The page of a picture of nothing."""
        for shape in Shape:
            yield SiteFile(drawing_beside(path, shape), _NO_DRAWING, mailed=True)
        found = picture.headline.sentence if picture.headline else ""
        note = Markup('<p class="note">{}</p>\n').format(NOTHING_STATED)
        body = note + _query_of(picture)
        yield Page(path, picture.question, PageKind.PICTURE, body, found, ((PICTURES, "Pictures"),))

    def _explorer(self, path: str, drawn: DrawnPicture) -> bytes:
        """The page on which a picture is explored, with the way from its things to their pages."""
        root = "../" * path.count("/")
        places = {thing.iri: self.addresses.of_thing(thing.iri) for thing in drawn.picture.things}
        pages = {iri: root + place for iri, place in places.items() if place}
        return drawn.explorer(root + PICTURES, pages)

    def _page(self, path: str, picture: Picture, size: tuple[int, int]) -> Page:
        found = picture.headline.sentence if picture.headline else ""
        body = [
            figure(path, picture.question, size, sentence(picture)),
            _actions(path),
            self._things(picture),
            *(Markup('<p class="note">{}</p>').format(visible(words)) for words in picture.not_covered),
            _query_of(picture),
        ]
        return Page(
            path,
            picture.question,
            PageKind.PICTURE,
            Markup("\n").join(filter(None, body)),
            found or f"{picture.summary.rstrip('.')}.",
            ((PICTURES, "Pictures"),),
        )

    def _things(self, picture: Picture) -> Markup:
        """What is in a picture, as links: by its dates, or by the parts or kinds that it shows."""
        shown = picture.things
        is_timeline = picture.layout.name == _TIMELINE
        heading = "Time line" if is_timeline else "What is in the picture"
        if picture.left_out:
            heading = "What is drawn"
        groups = _by_year(shown) if is_timeline else _by_part(picture, shown)
        listed = [
            Markup('<h3>{}</h3>\n<ul class="links columns">{}</ul>').format(
                visible(title),
                Markup("").join(self._item(one, _day_in_words(one) if is_timeline else "") for one in things),
            )
            for title, things in groups.items()
        ]
        return Markup('<section><h2 id="things">{}</h2>\n{}</section>').format(
            heading, Markup("\n").join(listed)
        )

    def _item(self, thing: PictureThing, day: str = "") -> Markup:
        shown = Markup('<span class="hint">{}</span>').format(day) if day else ""
        return Markup("<li>{}{}</li>").format(shown, self.addresses.link(thing.iri))


def _actions(path: str) -> Markup:
    """What else can be done with a picture, where its files lie beside the page."""
    return Markup(
        '<ul class="actions" data-not-mailed><li><a href="~/{}">Explore this picture</a></li>'
        '<li><a href="~/{}" download>Save the drawing (SVG)</a></li></ul>'
    ).format(_explorer_beside(path), drawing_beside(path, Shape.LANDSCAPE))


def card_of(path: str, picture: Picture, size: tuple[int, int] | None) -> Markup:
    """A picture in a list of them: small, with its question and what it shows; one of nothing has no size."""
    found = picture.headline.sentence if picture.headline else "" if size else NOTHING_STATED
    small = Markup('<img src="~/{}" alt="" width="{}" height="{}">')
    return Markup('<li>{}<h2><a href="~/{}">{}</a></h2><p class="hint">{}</p></li>').format(
        small.format(drawing_beside(path, Shape.LANDSCAPE), *size) if size else "",
        path,
        visible(picture.question),
        visible(found),
    )


def _list_page(cards: Mapping[str, Sequence[Markup]], faults: Sequence[str]) -> Page:
    """All pictures, those of one tag beside each other, those of none last."""
    listed = [card for tag in sorted(cards, key=lambda tag: not tag) for card in cards[tag]]
    body = [Markup('<ul class="cards">{}</ul>').format(Markup("\n").join(listed))] if listed else []
    body += [Markup('<p class="note">{}</p>').format(visible(fault)) for fault in faults]
    if not cards:
        body.append(Markup('<p class="note">This project has no pictures.</p>'))
    lead = "Each picture answers one question, and says in one sentence what it shows."
    return Page(PICTURES, "Pictures", PageKind.LIST, Markup("\n").join(body), lead)


def drawing_beside(path: str, shape: Shape) -> str:
    """Where the drawing of a page is: beside it."""
    ending = ".svg" if shape is Shape.LANDSCAPE else ".tall.svg"
    return path.removesuffix(".html") + ending


def _explorer_beside(path: str) -> str:
    return path.removesuffix(".html") + ".explore.html"


def size_of(drawing: bytes) -> tuple[int, int]:
    """The width and height of a drawing, by which a page keeps room for it."""
    found = _SIZE.match(drawing)
    return (round(float(found[1])), round(float(found[2]))) if found else (0, 0)


def figure(path: str, words: str, size: tuple[int, int], caption: str) -> Markup:
    """The drawings of a page: the one for its window, with what is to be seen there in words."""
    return Markup(
        '<figure class="picture"><picture><source media="{}" srcset="~/{}">'
        '<img src="~/{}" alt="{}" width="{}" height="{}"></picture><figcaption>{}</figcaption></figure>'
    ).format(
        _NARROW,
        drawing_beside(path, Shape.PORTRAIT),
        drawing_beside(path, Shape.LANDSCAPE),
        visible(words),
        *size,
        visible(caption),
    )


def _query_of(picture: Picture) -> Markup:
    if not picture.query:
        return Markup()
    asked = (line for line in picture.query.splitlines() if not line.startswith("#+"))
    return Markup(
        '<details class="more"><summary>The query behind this picture</summary>'
        '<pre tabindex="0" role="region" aria-label="SPARQL"><code>{}</code></pre></details>'
    ).format("\n".join(asked).strip())


def _by_part(picture: Picture, things: Sequence[PictureThing]) -> dict[str, list[PictureThing]]:
    """Things by the parts of the layout in which they stand; those of none by what they are."""
    kinds = {kind.iri: kind.label for kind in picture.kinds}
    parts = picture.layout.parts
    groups: dict[str, list[PictureThing]] = {part.title: [] for part in parts}
    for thing in things:
        title = parts[thing.part].title if 0 <= thing.part < len(parts) else kinds[thing.kind]
        groups.setdefault(title, []).append(thing)
    return {title: sorted(of_it, key=_name) for title, of_it in groups.items() if of_it}


def _by_year(things: Sequence[PictureThing]) -> dict[str, list[PictureThing]]:
    """Things by the year of what came last of them, the newest first; those without a date at the end."""
    dated = [(day, thing) for thing in things if (day := _last_day(thing))]
    dated.sort(key=lambda pair: (pair[0].earliest, pair[0].latest), reverse=True)
    groups: dict[str, list[PictureThing]] = defaultdict(list)
    for day, thing in dated:
        groups[PartialDate(day.year).in_words()].append(thing)
    if undated := sorted((thing for thing in things if _last_day(thing) is None), key=_name):
        groups["Of no date"] = undated
    return groups


def _last_day(thing: PictureThing) -> PartialDate | None:
    return read_date(thing.to_date or thing.from_date or "")


def _day_in_words(thing: PictureThing) -> str:
    """The day by which a thing stands on a time line, and whether that is its end."""
    day = _last_day(thing)
    if day is None:
        return ""
    return f"Until {day.in_words()}" if thing.to_date else f"From {day.in_words()}"


def _name(thing: PictureThing) -> tuple[str, str]:
    return thing.full_label.casefold(), thing.iri
