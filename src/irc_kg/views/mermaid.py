"""A small picture as text of Mermaid, which GitHub and others draw where Markdown has it between fences."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from irc_kg.errors import IrcKgError, count
from irc_kg.views.drawing.sheet import caption_sentences
from irc_kg.views.lettering import plain_words
from irc_kg.views.picture import LIGHT_PAGE, NO_PART, Standing, fit, readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from irc_kg.views.picture import LegendEntry, Picture, PictureThing

MOST_THINGS = 40
_MOST_RELATIONS = 200
_TEXT, _MUTED = "#1b2733", "#4c5a68"
# What may stand in a text as it is; all else is written by its number, so that it means nothing to Mermaid.
_PLAIN_SIGNS = " .,'?!()/-"
_SIGNS_OF_COMMENTS = _PLAIN_SIGNS + ":;"
_LOOKS = {
    Standing.ENDED: f"color:{_MUTED},stroke-width:1px",
    Standing.ANNOUNCED: "stroke-dasharray:4 3",
    Standing.PAUSED: "stroke-dasharray:10 3",
}
_SHAPES = {  # what is nearest to the shapes of marks, about a text
    "dot": ("([", "])"),
    "square": ("[", "]"),
    "diamond": ("{{", "}}"),
    "hexagon": ("{{", "}}"),
    "triangle": ("[/", "\\]"),
    "triangleDown": ("[\\", "/]"),
    "star": ("[[", "]]"),
}


class TooLargeForMermaidError(IrcKgError):
    """A picture of more things or relations than can be told apart in what Mermaid draws."""

    def __init__(self, things: int, relations: int) -> None:
        what = count(things, "thing") if things > MOST_THINGS else count(relations, "relation")
        most = MOST_THINGS if things > MOST_THINGS else _MOST_RELATIONS
        super().__init__(
            f"The picture has {what}, and Mermaid is for at most {most}. "
            "Write it as .svg or .png, or ask for less, as `irc-kg view around THING` does."
        )


def to_mermaid(picture: Picture) -> str:
    """A flowchart in which each part of the layout is a subgraph; raises TooLargeForMermaidError."""
    if len(picture.things) > MOST_THINGS or len(picture.relations) > _MOST_RELATIONS:
        raise TooLargeForMermaidError(len(picture.things), len(picture.relations))
    lines = [
        *_comments(picture),
        "flowchart LR",
        f"accTitle: {_without_signs(picture.question)}",
        *_parts(picture),
        *_relations(picture),
        *_classes(picture),
    ]
    return "\n".join(lines) + "\n"


def _comments(picture: Picture) -> Iterator[str]:
    """What the picture shows and where it is from, which is not drawn."""
    finding = [picture.headline.sentence] if picture.headline else []
    for sentence in (picture.question, *finding, *caption_sentences(picture)):
        yield f"%% {_without_signs(sentence, _SIGNS_OF_COMMENTS)}"


def _parts(picture: Picture) -> Iterator[str]:
    kinds = {kind.iri: (n, kind) for n, kind in enumerate(picture.kinds)}
    for part, title in [(NO_PART, ""), *((n, part.title) for n, part in enumerate(picture.layout.parts))]:
        nodes = [
            f"  {_node(n, thing, *kinds[thing.kind])}"
            for n, thing in enumerate(picture.things)
            if thing.part == part
        ]
        if part != NO_PART and nodes:
            yield f'subgraph p{part}["{_escape(title)}"]'
            yield from nodes
            yield "end"
        else:
            yield from nodes


def _node(n: int, thing: PictureThing, kind: int, look: LegendEntry) -> str:
    begin, end = _SHAPES[look.shape]
    standing = f"{thing.standing.name.lower()}{kind}" if thing.standing else f"kind{kind}"
    return f'n{n}{begin}"{_escape(f"{thing.name} {thing.years}")}"{end}:::{standing}'


def _relations(picture: Picture) -> Iterator[str]:
    number = {thing.iri: n for n, thing in enumerate(picture.things)}
    for relation in picture.relations:
        label = _escape(relation.label)
        words = f'|"{label}"|' if label else ""
        yield f"n{number[relation.subject]} -->{words} n{number[relation.object]}"


def _classes(picture: Picture) -> Iterator[str]:
    """How things of each kind look, and those of them that ended, are announced, or are paused."""
    used = {(thing.kind, thing.standing) for thing in picture.things}
    for n, kind in enumerate(picture.kinds):
        edge = readable(kind.colour, LIGHT_PAGE)
        look = f"fill:{LIGHT_PAGE},color:{_TEXT},stroke:{edge},stroke-width:2px"
        if (kind.iri, Standing.IN_FORCE) in used:
            yield f"classDef kind{n} {look}"
        for standing, change in _LOOKS.items():
            if (kind.iri, standing) in used:
                yield f"classDef {standing.name.lower()}{n} {look},{change}"


def _escape(text: str) -> str:
    """Text as it may stand in quotation marks: whatever could mean something is written by its number."""
    return "".join(
        letter if letter in _PLAIN_SIGNS or _is_letter(letter) else f"#{ord(letter)};"
        for letter in plain_words(fit(text))
    )


def _without_signs(text: str, signs: str = _PLAIN_SIGNS) -> str:
    """Text to the end of a line, in which nothing can be written by its number."""
    kept = (letter if letter in signs or _is_letter(letter) else " " for letter in fit(text))
    return plain_words("".join(kept)) or "Picture"


def _is_letter(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LMN"
