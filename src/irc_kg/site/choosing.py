"""The options of a question as links, of which a script makes forms; many have pages of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from irc_kg.queries.tables import visible
from irc_kg.site.addresses import link_to, slug
from irc_kg.site.choices import Choice, Option, sortable
from irc_kg.site.menus import Menu
from irc_kg.site.pages import Page, PageKind

_MOST_BESIDE = 60  # options of one parameter that stand on the page of an answer
_MOST_OF_PAGE = 400  # that stand on one page

_Entry = tuple[Option, str, bool]  # an option, its page, and whether it is chosen


def name_of(menu: Menu, place: int) -> str:
    """What a parameter is called: Nation."""
    name = menu.query.parameters[place].name.replace("_", " ")
    return name[:1].upper() + name[1:]


class Chooser:
    """The options of the question of a menu, on the pages of its answers."""

    def __init__(self, menu: Menu) -> None:
        self.menu = menu

    def html(self, choice: Choice | None) -> Markup:
        """What each parameter is, and what it could be instead; None: nothing is chosen."""
        places = range(len(self.menu.query.parameters))
        parts = [self._of_parameter(choice, place) for place in places]
        shown = Markup("").join(filter(None, parts))
        return Markup('<div class="choose" data-choose>\n{}</div>\n').format(shown) if shown else shown

    def _of_parameter(self, choice: Choice | None, place: int) -> Markup:
        if len(self.menu.plain.options[place]) > _MOST_BESIDE:
            return self._beside_many(choice, place)
        entries = self._entries(choice, place)
        if len(entries) < (1 if choice is None else 2):
            return Markup("")
        title = name_of(self.menu, place)
        chosen = visible(choice[place].words) if choice else "choose one"
        return Markup(
            '<details class="more" data-parameter="{}"><summary>{}: <b>{}</b></summary>\n{}</details>\n'
        ).format(title, title, chosen, _list(entries))

    def _beside_many(self, choice: Choice | None, place: int) -> Markup:
        """What is chosen of very many, and where the others are listed."""
        line = Markup('<p class="chosen">{}: <b>{}</b>. <a href="~/{}">Choose {}</a></p>\n')
        chosen = visible(choice[place].words) if choice else "nothing yet"
        another = "another" if choice else "one"
        return line.format(name_of(self.menu, place), chosen, self.path_of_list(place, 0), another)

    def _entries(self, choice: Choice | None, place: int) -> list[_Entry]:
        # Where nothing is chosen yet, the first options of the others stand for them.
        chosen = choice or next(iter(self.menu.choices), None)
        if chosen is None:
            return []
        found = [
            (option, path, is_chosen and choice is not None)
            for option, path, is_chosen in self.menu.others(chosen, place)
        ]
        if self.menu.query.parameters[place] != self.menu.plain.day_parameter:
            found.sort(key=lambda entry: (entry[0].texts != (), sortable(entry[0].words)))
        return found

    # Lists that are too long

    def path_of_list(self, place: int, part: int) -> str:
        """The page of a part of the options of a parameter."""
        name = self.menu.query.parameters[place].name
        words = (f"all-{name}", *([str(part + 1)] if part else []))
        return self.menu.edition.addresses.of_question(self.menu.query.name, words)

    def pages(self, title: str, trail: tuple[tuple[str, str], ...]) -> Iterator[Page]:
        """The pages of long lists of options."""
        first = self.menu.usual or next(iter(self.menu.choices), None)
        if first is None:
            return
        for place in range(len(self.menu.query.parameters)):
            if len(self.menu.plain.options[place]) > _MOST_BESIDE:
                entries = self._entries(self.menu.usual, place)
                yield from self._pages_of(entries, place, title, trail)

    def _pages_of(
        self, entries: Sequence[_Entry], place: int, title: str, trail: tuple[tuple[str, str], ...]
    ) -> Iterator[Page]:
        parts = [entries[at : at + _MOST_OF_PAGE] for at in range(0, len(entries), _MOST_OF_PAGE)]
        others = [
            Markup("<li>{}</li>\n").format(link_to(self.path_of_list(place, number), _range_of(part)))
            for number, part in enumerate(parts)
        ]
        index = Markup('<ul class="actions">{}</ul>\n').format(Markup("").join(others))
        for number, part in enumerate(parts):
            name = name_of(self.menu, place)
            where = f" ({_range_of(part)})" if len(parts) > 1 else ""
            body = _list(part, filtered=name)
            yield Page(
                self.path_of_list(place, number),
                f"{name}: what can be chosen{where}",
                PageKind.LIST,
                (index + body) if len(parts) > 1 else body,
                f"Each leads to the answer to: {title}",
                trail,
            )


def _range_of(part: Sequence[_Entry]) -> str:
    """What a part of a list holds, by its first and last entry."""
    first, last = (visible(entry[0].words)[:24].strip() for entry in (part[0], part[-1]))
    return f"{first} to {last}"


def _list(entries: Sequence[_Entry], filtered: str = "") -> Markup:
    lines = []
    for option, path, is_chosen in entries:
        current = " aria-current=true" if is_chosen else ""
        lines.append(f'<li><a href="~/{escape(path)}"{current}>{escape(visible(option.words))}</a>\n')
    mark = Markup(' data-options="{}"').format(filtered) if filtered else ""
    return Markup(f'<ul class="links options"{mark}>\n{"".join(lines)}</ul>\n')  # noqa: S704  (escaped above)


def file_stem(path: str) -> str:
    """What a file is called that is saved from a page."""
    return slug(path.removesuffix(".html").removeprefix("questions/").replace("/", "-"))
