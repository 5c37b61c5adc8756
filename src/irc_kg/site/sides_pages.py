"""The pages of answers that are read side by side, with a picture, filters, and what can be saved of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pyoxigraph as ox
from markupsafe import Markup

from irc_kg.errors import count
from irc_kg.queries.presentation import details_of, graph_and_state
from irc_kg.queries.tables import About, Cell, Table, visible
from irc_kg.site.addresses import link_to
from irc_kg.site.downloads import csv_file, xlsx_file
from irc_kg.site.edition import Edition
from irc_kg.site.pages import NOTHING_STATED, Page, PageKind, SiteFile
from irc_kg.site.pictures import size_of
from irc_kg.site.sides import SideBySide, SidesCell, all_sides
from irc_kg.site.sides_drawing import draw

_TABLE = "sides"  # the anchor of the table
_STATED = "stated"  # and of the part of the page in which it stands


class SidesPages:
    """A page for each question whose answer is read side by side."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def __iter__(self) -> Iterator[Page | SiteFile]:
        for sides in all_sides(self.edition):
            path = self.edition.addresses.of_sides(sides.query.name)
            beside = path.removesuffix(".html")
            picture, table = draw(sides), table_of(sides)
            yield SiteFile(f"{beside}.svg", picture, mailed=True)
            yield SiteFile(f"{beside}.csv", csv_file(table))
            yield SiteFile(f"{beside}.xlsx", xlsx_file(table))
            body = [_actions(sides, path)]
            if sides.cells:
                body += [_glance(sides, beside, size_of(picture)), _what_is_stated(sides)]
            else:
                body = [Markup('<p class="note">{}</p>').format(NOTHING_STATED)]
            yield Page(path, sides.title, PageKind.SIDES, Markup("\n").join(body), _lead(sides))


def _lead(sides: SideBySide) -> str:
    down, across = sides.down_heading, sides.across_heading
    return f"Each row is one {down}, each column one {across}. Every cell says where it comes from."


def _sign(outline: str, *, is_filled: bool = True) -> Markup:
    """The mark of a kind of cell beside its words."""
    look = "sign" if is_filled else "sign hollow"
    return Markup('<svg class="{}" viewBox="-1 -1 18 18" aria-hidden="true"><path d="{}"/></svg>').format(
        look, outline
    )


def _actions(sides: SideBySide, path: str) -> Markup:
    """What else can be done with it: to read its cells, to save it, to have it as a list."""
    beside = path.removesuffix(".html")
    name = beside.rpartition("/")[2]
    saved = (
        Markup('<a href="~/{}.{}" download="{}.{}" data-download="{}">{}</a>').format(
            beside, form, name, form, form, words
        )
        for form, words in (("xlsx", "Save for Excel (.xlsx)"), ("csv", "Save as .csv"))
    )
    question = sides.edition.addresses.of_question(sides.query.name)
    links = (
        link_to(f"{path}#{_STATED}", "Read what is stated"),
        *saved,
        link_to(question, "The same as a list"),
    )
    items = Markup("").join(map(Markup("<li>{}</li>").format, links))
    return Markup('<ul class="actions">{}</ul>').format(items)


def _glance(sides: SideBySide, beside: str, size: tuple[int, int]) -> Markup:
    """What the marks mean, and the picture of them."""
    counted = Counter(cell.kind for cell in sides.cells.values())
    filled = _kinds_that_say(sides)
    meanings = [
        Markup("<dt>{} {}</dt><dd>{}{}</dd>").format(
            _sign(kind.outline, is_filled=n in filled),
            visible(kind.label),
            f"{visible(kind.definition)} " if kind.definition else "",
            count(counted[n], "cell") if counted[n] else "No cell.",
        )
        for n, kind in enumerate(sides.kinds)
    ]
    return Markup(
        '<section><h2 id="glance">At a glance</h2>\n<dl class="facts">{}</dl>\n<figure class="picture">'
        '<img src="~/{}.svg" alt="{}" width="{}" height="{}"></figure></section>'
    ).format(Markup("").join(meanings), beside, visible(f"{sides.title}, as marks"), *size)


def _kinds_that_say(sides: SideBySide) -> set[int]:
    """The kinds of which a cell says something: their marks are filled."""
    return {cell.kind for cell in sides.cells.values() if cell.says}


def _filters(sides: SideBySide) -> Markup:
    """What of the table is wanted; a script shows this where it can heed it."""
    columns = [_choice("column", n, sides.words(cell)) for n, cell in enumerate(sides.acrosses)]
    counted = Counter(cell.kind for cell in sides.cells.values())
    kinds = [_choice("kind", n, kind.label) for n, kind in enumerate(sides.kinds) if counted[n]]
    return Markup(
        '<form class="choose" data-filter="{}" hidden>'
        '<div><label for="filter-words">{} with the words</label>'
        '<input id="filter-words" name="words" type="search" autocomplete="off"></div>'
        "<fieldset><legend>Show</legend>{}</fieldset>"
        "<fieldset><legend>With a cell that is</legend>{}</fieldset>"
        '<p class="hint" role="status"></p></form>'
    ).format(_TABLE, sides.down_heading.capitalize(), Markup("").join(columns), Markup("").join(kinds))


def _choice(name: str, number: int, words: str) -> Markup:
    return Markup(
        '<label class="tick"><input type="checkbox" name="{}" value="{}" checked> {}</label>'
    ).format(name, number, visible(words))


def _what_is_stated(sides: SideBySide) -> Markup:
    """The cells in their own words, with what is to be known of all of them, and filters."""
    what = sides.query.header.description
    note = Markup('<p class="hint">{}</p>\n').format(visible(what)) if what else Markup()
    return Markup('<section><h2 id="{}">What is stated</h2>\n{}{}{}\n{}</section>').format(
        _STATED, note, _source(sides), _filters(sides), _table(sides)
    )


def _table(sides: SideBySide) -> Markup:
    heads = [Markup('<th scope="col">{}</th>').format(sides.words(cell)) for cell in sides.acrosses]
    filled = _kinds_that_say(sides)
    rows = [
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            _name(sides, down),
            Markup("").join(_cell(sides, down, across, filled) for across in sides.acrosses),
        )
        for down in sides.downs
    ]
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}">'
        '<table class="rows compared" id="{}" data-rows><caption class="unseen">{}</caption>'
        '<thead><tr><th scope="col">{}</th>{}</tr></thead>\n<tbody>{}</tbody></table></div>'
    ).format(
        sides.title,
        _TABLE,
        sides.title,
        sides.down_heading.capitalize(),
        Markup("").join(heads),
        Markup("\n").join(rows),
    )


def _source(sides: SideBySide) -> Markup:
    """Of what the rows are that cells name as their source, where it is one document."""
    if sides.only_source is None:
        return Markup()
    path = sides.edition.addresses.of_source(sides.only_source)
    return Markup('<p class="hint">The source of each cell is in: {}.</p>\n').format(
        link_to(path, sides.edition.store.label(sides.only_source))
    )


def _name(sides: SideBySide, cell: Cell) -> Markup:
    if isinstance(cell, ox.NamedNode):
        return sides.edition.addresses.link(cell.value)
    return Markup("{}").format(sides.words(cell))


def _cell(sides: SideBySide, down: Cell, across: Cell, filled: set[int]) -> Markup:
    """A cell in its own words: its kind by mark and word, what it says, and where that is stated."""
    cell = sides.cells[down, across]
    kind = sides.kinds[cell.kind]
    says = Markup("").join(Markup("<li>{}</li>").format(one.shown) for one in cell.says)
    listed = Markup('<ul class="says">{}</ul>').format(says) if says else Markup()
    return Markup('<td data-label="{}" data-kind="{}"><p class="kind">{} {}</p>{}{}</td>').format(
        sides.words(across),
        cell.kind,
        _sign(kind.outline, is_filled=cell.kind in filled),
        visible(kind.label),
        listed,
        sides.source(cell),
    )


def table_of(sides: SideBySide) -> Table:
    """The same as a table to be saved, a text in each cell."""
    edition = sides.edition
    runner = edition.project.runner
    name, state = graph_and_state(edition.store)
    details = (*details_of(runner, sides.query, {}), ("Graph", f"{name}, {state}"))
    titles = (sides.down_heading, *map(sides.words, sides.acrosses))
    rows = [
        tuple(
            ox.Literal(words)
            for words in (
                sides.words(down),
                *(_text_of(sides, sides.cells[down, across]) for across in sides.acrosses),
            )
        )
        for down in sides.downs
    ]
    columns = tuple(f"c{n}" for n in range(len(titles)))
    return Table(columns, rows, titles=titles, about=About(sides.title, details=details))


def _text_of(sides: SideBySide, cell: SidesCell) -> str:
    """What a cell says in one text, with its kind before it and its places behind it."""
    kind = sides.kinds[cell.kind].label
    says = "; ".join(one.text for one in cell.says)
    places = "; ".join(map(str, cell.citations))
    return f"{kind}{f': {says}' if says else ''}{f' ({places})' if places else ''}"
