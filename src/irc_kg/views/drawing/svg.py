"""A picture laid out on a sheet, written as SVG."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from irc_kg.views.details import sentence
from irc_kg.views.drawing.guides import draw_guides, ground_at, words_of_guides
from irc_kg.views.drawing.names import Namer
from irc_kg.views.drawing.paper import arrow_head
from irc_kg.views.drawing.pen import Pen, number, path_of, polygon
from irc_kg.views.drawing.sheet import things_of_finding
from irc_kg.views.lettering import plain_words
from irc_kg.views.picture import Standing, fit, mix, readable
from irc_kg.views.scene import Course

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from irc_kg.views.drawing.names import Words
    from irc_kg.views.drawing.paper import Leg, PlacedMark
    from irc_kg.views.drawing.pen import Palette
    from irc_kg.views.drawing.sheet import KeyEntry, PictureSheet
    from irc_kg.views.picture import Picture, PictureThing
    from irc_kg.views.scene import Scene

FAMILY = "Noto Sans"  # that of the package; the others are at most as wide as the table of widths says
_FONTS = f"{FAMILY}, Segoe UI, Roboto, Helvetica Neue, Arial, DejaVu Sans, sans-serif"
_ARROW = 7.0  # pixels
_TINT = 0.45  # how far the colour of a relation is on its way to that of the page
_FEW = 40  # relations, whose words are written


class Drawing:
    """A picture on its sheet."""

    def __init__(
        self,
        picture: Picture,
        scene: Scene,
        sheet: PictureSheet,
        colours: Palette,
        most_names: int | None = None,
    ) -> None:
        self.picture = picture
        self.scene = scene
        self.sheet = sheet
        self.most_names = most_names
        self.kinds = {kind.iri: kind for kind in picture.kinds}
        self.paint(colours)
        self.ringed = things_of_finding(picture, scene)
        self.marks = self.sheet.paper.marks(scene)
        self.lines = self._lines()
        self.guides = words_of_guides(self.sheet.paper, self.sheet.room, scene.guides)
        self.namer = Namer(self.sheet.room, self.marks, self.lines)
        for words, _ in self.guides:
            self.namer.take(words)
        self.names = self._names()
        self.words_of_relations = self._words_of_relations()

    def paint(self, colours: Palette) -> None:
        """Take the colours of a page; everything stands where it does on one of others."""
        self.colours = colours
        self.pen = Pen(colours)
        self.inks = {kind.iri: readable(kind.colour, colours.page) for kind in self.picture.kinds}

    def text(self, *, with_titles: bool = True) -> str:
        """The file; ``with_titles``: a mark whose name is not whole to be read tells it when pointed at."""
        parts = [
            *self._head(),
            *draw_guides(self.sheet.paper, self.scene.guides, self.colours),
            *self._draw_relations(),
            *self._draw_marks(with_titles=with_titles),
            *self._write_all(),
            *self._draw_key(),
            "</svg>",
        ]
        return "\n".join(parts) + "\n"

    # What stands where

    def _lines(self) -> list[list[Leg]]:
        """How each relation runs; nothing for one that is not drawn."""
        marks = {thing.iri: mark for thing, mark in zip(self.picture.things, self.marks, strict=False)}
        legs = self.sheet.paper.legs
        pairs = zip(self.picture.relations, self.scene.relations, strict=True)
        return [legs(placed, marks[said.subject], marks[said.object]) for said, placed in pairs]

    def _names(self) -> list[tuple[PlacedMark, Words]]:
        names = []
        for mark in sorted(self.marks, key=lambda mark: mark.rank)[: self.most_names]:
            thing = self.picture.things[mark.thing]
            if words := self.namer.name(mark, plain_words(_name(thing)), plain_words(fit(thing.years))):
                names.append((mark, words))
        return names

    def _words_of_relations(self) -> list[Words]:
        """What relations say, where these are few and where they stand does not say it."""
        drawn = [n for n, legs in enumerate(self.lines) if legs]
        if self.most_names is not None or len(drawn) > _FEW or not all(self._is_plain(n) for n in drawn):
            return []
        labels = [plain_words(fit(self.picture.relations[n].label)) for n in drawn]
        found = (self.namer.words_along(text, self.lines[n]) for n, text in zip(drawn, labels, strict=True))
        return list(filter(None, found))

    def _is_plain(self, n: int) -> bool:
        """Whether a relation is a line that says nothing by where it runs."""
        return self.scene.relations[n].course in {Course.STRAIGHT, Course.RING}

    # What is drawn

    def _head(self) -> Iterator[str]:
        width, height = number(self.sheet.width), number(self.sheet.height)
        question = fit(self.picture.question)
        finding = self.picture.headline.sentence if self.picture.headline else ""
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="img" aria-label={quoteattr(plain_words(question))} '
            f'font-family="{_FONTS}">'
        )
        yield f"<title>{escape(question)}</title>"
        description = fit(f"{finding} {sentence(self.picture)}").strip()
        yield f"<desc>{escape(description)}</desc>"
        yield f'<rect width="{width}" height="{height}" fill="{self.colours.page}"/>'

    def _draw_relations(self) -> Iterator[str]:
        """The lines of each colour as one path, and their heads as another."""
        long = _ARROW * min(1.0, 0.4 + self.sheet.paper.across)
        for colour, lines in self._lines_by_colour().items():
            path = "".join(map(path_of, lines))
            yield f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.3"/>'
            heads = [head for legs in lines if (head := arrow_head(legs, long))]
            yield f'<path d="{"".join(map(polygon, heads))}" fill="{colour}"/>'

    def _lines_by_colour(self) -> dict[str, list[Sequence[Leg]]]:
        """Between columns and rows a relation has the colour of its subject, so that it can be followed."""
        kinds = {thing.iri: thing.kind for thing in self.picture.things}
        by_colour: dict[str, list[Sequence[Leg]]] = defaultdict(list)
        for n, (relation, legs) in enumerate(zip(self.picture.relations, self.lines, strict=True)):
            if legs:
                tint = mix(self.inks[kinds[relation.subject]], self.colours.page, _TINT)
                by_colour[self.colours.edge if self._is_plain(n) else tint].append(legs)
        return by_colour

    def _draw_marks(self, *, with_titles: bool) -> Iterator[str]:
        """Bars, then marks, the best connected last; where a name is not written whole, it is the title."""
        whole = {mark.thing for mark, words in self.names if words.is_whole}
        for mark in sorted(self.marks, key=lambda mark: (mark.length == 0, -mark.rank)):
            has_title = with_titles and mark.thing not in whole
            yield self._draw_mark(mark, has_title=has_title)
        yield from (self.pen.ring(mark.box.wider(2, 2)) for mark in self.marks if mark.thing in self.ringed)

    def _ink(self, mark: PlacedMark) -> str:
        return self.inks[self.picture.things[mark.thing].kind]

    def _draw_mark(self, mark: PlacedMark, *, has_title: bool) -> str:
        thing = self.picture.things[mark.thing]
        title = f"{_name(thing)} {fit(thing.years)}".strip() if has_title else ""
        if mark.length:
            return self.pen.bar(mark, self._ink(mark), thing.standing, title)
        shape = self.kinds[thing.kind].shape
        return self.pen.symbol(mark.box, shape, self._ink(mark), thing.standing, title)

    def _write_all(self) -> Iterator[str]:
        text, muted = self.colours.text, self.colours.muted
        yield from (self.pen.write(words, text) for words in self.sheet.words)
        if self.sheet.caption is not None:
            yield self.pen.write(self.sheet.caption, muted)
        yield from (self.pen.write(words, muted if is_muted else text) for words, is_muted in self.guides)
        for words in self.words_of_relations:
            yield self._plate(words)
            yield self.pen.write(words, muted)
        for mark, words in self.names:
            if self.namer.lines.crossing(words.box):
                yield self._plate(words)
            is_over = self.picture.things[mark.thing].standing is Standing.ENDED
            yield self.pen.write(words, muted if is_over else text)

    def _plate(self, words: Words) -> str:
        ground = ground_at(self.sheet.paper, self.scene.guides, words.box, self.colours)
        return self.pen.plate(words.box, ground)

    def _draw_key(self) -> Iterator[str]:
        for entry in self.sheet.key:
            yield self._draw_key_mark(entry)
            yield self.pen.write(entry.words, self.colours.text)

    def _draw_key_mark(self, entry: KeyEntry) -> str:
        if entry.fading is not None:
            return self.pen.bar(entry.fading, self.colours.muted, Standing.IN_FORCE)
        if entry.is_ringed:
            return self.pen.ring(entry.box)
        if entry.kind is None and entry.standing is Standing.IN_FORCE:
            return ""  # how many kinds there are besides
        ink = self.inks[entry.kind.iri] if entry.kind else self.colours.muted
        shape = entry.kind.shape if entry.kind else "dot"
        return self.pen.symbol(entry.box, shape, ink, entry.standing)


def _name(thing: PictureThing) -> str:
    return fit(thing.name)
