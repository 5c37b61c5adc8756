"""Things as bars on an axis of years, in lanes: what follows another stands behind it, events are marks."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from irc_kg.views.layouts.drafts import HEADING, Draft, ranks_of, ring
from irc_kg.views.layouts.history import History, day_of
from irc_kg.views.lettering import GAP, LETTERS, LINE, text_width
from irc_kg.views.picture import NO_PART
from irc_kg.views.scene import Course, Guide, GuideKind, PlacedRelation, PlacedThing, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from irc_kg.views.layouts.drafts import Pair
    from irc_kg.views.layouts.history import Span
    from irc_kg.views.picture import Picture
    from irc_kg.views.scene import Scene, Shape

_BAR = 4.0  # half of its height
_THIN = 2.0  # of one of many like things
_EVENT = 5.0
_HEAD = 9.0  # the radius of the thing that a group of lanes is about
_PITCH = 2 * _BAR + LINE + 11.0  # from one lane to the next
_THIN_PITCH = 6.0
_LIKE = 4  # so many things of one kind, begin and end are drawn as one
_AXIS = 26.0  # the height of the years
_MARGIN = 12.0
_NAMES = {False: 0.14, True: 0.2}  # of the width: room for names behind the end of the axis; on a phone
_TICKS = {False: 12, True: 6}
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)  # years from one tick to the next
_WITHOUT_DATES = "Without dates"
_OTHERS = "Others"
_EVER = float("inf")
_SAME_DAY = 0.01  # years: what follows may begin on the last day of what it follows
_LARGER = 1.4  # names may be written larger than the scene is drawn


def lay_out_timeline(picture: Picture, shape: Shape) -> Scene:
    """Lanes of time, in groups by the things of the first part where those have no dates, else by part."""
    draft = Draft(picture, shape)
    return _Timeline(draft, History(draft)).scene()


def has_dates(picture: Picture) -> bool:
    """Whether there is anything to put on an axis of years."""
    return any(
        thing.from_date or thing.to_date or any(day_of(event.value) for event in thing.events)
        for thing in picture.things
    )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What stands at one place of a lane: one bar, or many thin ones that are alike, and what they are."""

    things: tuple[int, ...]
    begin: float
    end: float
    title: str = ""

    @property
    def height(self) -> float:
        return LINE + GAP + len(self.things) * _THIN_PITCH if self.title else _PITCH


@dataclass(slots=True)
class _Lane:
    """One row: stretches behind each other."""

    stretches: list[_Stretch] = field(default_factory=list)

    @property
    def height(self) -> float:
        return max(stretch.height for stretch in self.stretches)

    @property
    def end(self) -> float:
        return self.stretches[-1].end


@dataclass(slots=True)
class _Group:
    """Lanes under one title, or beside the thing that they are tied to."""

    title: str = ""
    head: int = -1
    lanes: list[_Lane] = field(default_factory=list)

    @property
    def height(self) -> float:
        return max(_PITCH, sum(lane.height for lane in self.lanes))

    def is_seen(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.lanes) or self.head >= 0


def _groups_of(draft: Draft, history: History) -> list[_Group]:
    """The chains by the thing of the first part that most of each is tied to; without such, by part."""
    groups = [_Group(head=head) for head in history.heads]
    if not history.heads:
        groups = [_Group(part.title) for part in draft.picture.layout.parts]
    others = _Group(_OTHERS if groups else "")
    follows = defaultdict(set)
    for one, other in history.successions():
        follows[other].add(one)
    for chain in _chains(draft, history):
        place = _place_of(chain, draft, history)
        group = others if place is None else groups[place]
        group.lanes += _lanes_of(_stretches(chain, draft, history), follows)
    return list(filter(_Group.is_seen, [*groups, others])) or [others]


def _place_of(chain: Sequence[int], draft: Draft, history: History) -> int | None:
    """The group that most things of a chain are of, or that they and their events are tied to."""
    if history.heads:
        tied = {one for n in chain for one in (n, *history.ending[n], *history.causing[n])}
        votes = Counter(other for one in tied for other in draft.beside[one])
        best = max(range(len(history.heads)), key=lambda place: (votes[history.heads[place]], -place))
        return best if votes[history.heads[best]] else None
    votes = Counter(draft.picture.things[n].part for n in chain)
    del votes[NO_PART]
    return min(votes, key=lambda place: (-votes[place], place), default=None)


def _chains(draft: Draft, history: History) -> list[list[int]]:
    """Things that lead to each other or are alike; the earliest chain first."""
    pairs = history.successions() + [pair for pair in draft.ends if _is_followed(pair, history.spans)]
    for things in _alike(history.spans, draft, history):
        pairs += [(things[0], n) for n in things[1:]]
    leads: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        leads[one].add(other)
        leads[other].add(one)
    chains = []
    seen: set[int] = set()
    for n in sorted(history.spans, key=lambda n: (history.spans[n].begin, n)):
        if n not in seen:
            chain = [n]
            seen.add(n)
            for one in chain:
                fresh = sorted(leads[one] - seen)
                seen.update(fresh)
                chain += fresh
            chains.append(chain)
    return chains


def _is_followed(pair: Pair, spans: dict[int, Span]) -> bool:
    """Whether one of two ended before the other began."""
    if pair[0] not in spans or pair[1] not in spans:
        return False
    one, other = sorted((spans[n] for n in pair), key=lambda span: span.begin or 0.0)
    return one.end is not None and other.begin is not None and one.end <= other.begin


def _alike(things: Iterable[int], draft: Draft, history: History) -> list[list[int]]:
    """Many things of one kind that were there at the same time."""
    groups: dict[tuple[str, float | None, float | None], list[int]] = defaultdict(list)
    for n in things:
        span = history.spans[n]
        groups[draft.picture.things[n].kind, span.begin, span.end].append(n)
    return [group for group in groups.values() if len(group) >= _LIKE]


def _lanes_of(stretches: Sequence[_Stretch], follows: Mapping[int, set[int]]) -> list[_Lane]:
    """The lanes of one chain: what follows stands behind what it follows where there is room."""
    lanes: list[_Lane] = []
    for stretch in stretches:
        earlier = {one for n in stretch.things for one in follows.get(n, ())}
        free = [lane for lane in lanes if lane.stretches[-1].begin < lane.end <= stretch.begin + _SAME_DAY]
        lane = min(free, key=lambda lane: earlier.isdisjoint(lane.stretches[-1].things), default=None)
        if lane is None:
            lanes.append(_Lane([stretch]))
        else:
            lane.stretches.append(stretch)
    return lanes


def _stretches(chain: Sequence[int], draft: Draft, history: History) -> list[_Stretch]:
    """The things of a chain, one by one or many that are alike, from the earliest on."""
    alike = _alike(chain, draft, history)
    joined = {n for things in alike for n in things}
    stretches = []
    for things in [*alike, *([n] for n in chain if n not in joined)]:
        span = history.spans[things[0]]
        begin = span.begin or 0.0
        end = _EVER if span.end is None else max(begin, span.end)
        title = f"{len(things)} {_common_words(things, draft)}" if len(things) > 1 else ""
        stretches.append(_Stretch(tuple(things), begin, end, title))
    return sorted(stretches, key=lambda stretch: (stretch.begin, stretch.things))


def _common_words(things: Sequence[int], draft: Draft) -> str:
    """What the names of like things begin and end with; what they are, where that is nothing."""
    names = [draft.picture.things[n].label.split() for n in things]
    start = _common_start(names)
    end = _common_start([name[len(start) :][::-1] for name in names])[::-1]
    if not start and not end:
        kind = draft.picture.things[things[0]].kind
        return next(entry.label for entry in draft.picture.kinds if entry.iri == kind)
    return " ".join([*start, "\N{HORIZONTAL ELLIPSIS}", *end])


def _common_start(names: Sequence[Sequence[str]]) -> list[str]:
    start: list[str] = []
    for words in zip(*names, strict=False):
        if len(set(words)) > 1:
            break
        start.append(words[0])
    return start


class _Timeline:
    """The axis, the groups of lanes, and below them what has no place in time."""

    def __init__(self, draft: Draft, history: History) -> None:
        self.draft = draft
        self.history = history
        self.groups = _groups_of(draft, history)
        placed = {*history.spans, *history.events, *history.heads}
        self.undated = [n for n in range(draft.size) if n not in placed]
        self.ranks = self._ranks()
        self.things: dict[int, PlacedThing] = {}
        self.guides: list[Guide] = []

    def scene(self) -> Scene:
        """All of it, as wide as high as the draft wants it."""
        least = 420.0 if self.draft.is_portrait else 900.0
        needed = self._height(least)
        self.width, self.height = self.draft.in_shape(least, needed)
        needed = self._height(self.width)
        self.stretch = (self.height - _AXIS - _MARGIN) / (needed - _AXIS - _MARGIN)
        self.start = _MARGIN + self._gutter()
        names = self.width * _NAMES[self.draft.is_portrait]
        reach = self.history.last - self.history.first + 2 * self.history.fade
        self.scale = (self.width - self.start - names - _MARGIN) / reach
        self._draw_axis()
        top = _AXIS
        for group in self.groups:
            top = self._draw_group(group, top)
        self._draw_events()
        self._draw_undated(top)
        things = [self.things[n] for n in range(self.draft.size)]
        relations = [self._relation(*pair) for pair in self.draft.ends]
        return self.draft.scene((self.width, self.height), things, relations, self.guides)

    def _ranks(self) -> list[int]:
        """What the lanes are about first, then bars, then events, then what has no place in time."""
        stretches = [stretch for group in self.groups for lane in group.lanes for stretch in lane.stretches]
        weights = Counter(self.draft.degrees)
        for sort in (
            self.undated,
            self.history.events,
            [n for one in stretches if not one.title for n in one.things],
            self.history.heads,
        ):
            weights.update(dict.fromkeys(sort, max(weights.values(), default=0) + 1))
        return ranks_of(weights, self.draft.size)

    # How large

    def _gutter(self) -> float:
        """The width of what stands left of the lanes: the titles of groups, on a screen."""
        if self.draft.is_portrait:
            return 0.0
        titles = [text_width(group.title, LETTERS, bold=True) for group in self.groups]
        titles += [self.draft.widths[head] + 2 * _HEAD + GAP for head in self.history.heads]
        widest = min(180.0, max(titles, default=0.0))
        return widest + 3 * GAP if widest else 0.0

    def _heading(self, group: _Group) -> float:
        has_title = group.title or group.head >= 0
        return HEADING if self.draft.is_portrait and has_title else 0.0

    def _height(self, width: float) -> float:
        lanes = sum(group.height for group in self.groups)
        between = sum(self._heading(group) + 2 * GAP for group in self.groups)
        rows = -(-len(self.undated) // self._columns(width)) if self.undated else 0
        return _AXIS + lanes + between + (HEADING + rows * (LINE + GAP) if rows else 0) + _MARGIN

    def _columns(self, width: float) -> int:
        return max(1, int(width // 210))

    # Where

    def _x(self, day: float) -> float:
        return self.start + (day - self.history.first + self.history.fade) * self.scale

    def _draw_axis(self) -> None:
        years = self.history.last - self.history.first + 2 * self.history.fade
        wanted = _TICKS[self.draft.is_portrait]
        step = next((step for step in _STEPS if years / step <= wanted), _STEPS[-1])
        bottom = self.height - _MARGIN
        first = int((self.history.first - self.history.fade) // step + 1) * step
        for year in range(first, int(self.history.last + self.history.fade) + 1, step):
            words = str(year) if year > 0 else f"{1 - year} BC"
            self.guides.append(Guide(GuideKind.TICK, self._x(year), 0.0, 0.0, bottom, words))
        as_of = self.draft.picture.as_of
        if as_of is not None:
            line = self._x(self.history.today), 0.0, 0.0, bottom
            self.guides.append(Guide(GuideKind.TODAY, *line, as_of.in_words()))

    def _draw_group(self, group: _Group, top: float) -> float:
        """One group of lanes; gives where the next one begins."""
        lanes = group.height * self.stretch
        heading = self._heading(group) * self.stretch
        width = self.width - 2 * _MARGIN
        if group.title or group.head >= 0:
            self.guides.append(Guide(GuideKind.BAND, _MARGIN, top, width, heading + lanes + GAP, group.title))
        if group.head >= 0:
            room = (self._gutter() or width) - 2 * _HEAD - 2 * GAP, max(heading, LINE)
            y = top + (heading or min(lanes, _PITCH * self.stretch)) / 2
            rank = self.ranks[group.head]
            self.things[group.head] = PlacedThing(_MARGIN + _HEAD + GAP, y, _HEAD, rank, Side.RIGHT, room)
        place = top + heading
        for lane in group.lanes:
            self._draw_lane(lane, place)
            place += lane.height * self.stretch
        return top + heading + lanes + 2 * GAP * self.stretch

    def _draw_lane(self, lane: _Lane, top: float) -> None:
        lefts = self._lefts(lane)
        for stretch, left, following in zip(lane.stretches, lefts, [*lefts[1:], self.width], strict=True):
            end = following - GAP
            if stretch.title:
                self._draw_like_things(stretch, top, end)
            else:
                self._draw_bar(stretch, top, left, end)

    def _lefts(self, lane: _Lane) -> list[float]:
        """Where each bar begins; where no source states when, there is time for its name."""
        lefts = []
        behind = self.start
        for stretch in lane.stretches:
            left, right = self._ends(stretch)
            n = stretch.things[0]
            if self.history.spans[n].fades[0] and not stretch.title:
                left = max(min(behind, left), min(left, right - _LARGER * self.draft.widths[n]))
            lefts.append(left)
            behind = max(right, left + self.draft.widths[n]) + GAP
        return lefts

    def _draw_bar(self, stretch: _Stretch, top: float, left: float, end: float) -> None:
        """One bar below its name, which has room from its left end to ``end``."""
        (n,) = stretch.things
        high = _PITCH * self.stretch
        room = max(1.0, end - left), high - 2 * _BAR - GAP
        length = max(1.0, self._ends(stretch)[1] - left)
        y = top + high - _BAR - GAP
        fades = self.history.spans[n].fades
        self.things[n] = PlacedThing(left, y, _BAR, self.ranks[n], Side.ABOVE, room, length, fades)

    def _draw_like_things(self, stretch: _Stretch, top: float, end: float) -> None:
        """Thin bars below words that say what they are and how many."""
        pitch = _THIN_PITCH * self.stretch
        left, right = self._ends(stretch)
        width = max(1.0, right - left)
        self.guides.append(Guide(GuideKind.HEADING, left, top, end - left, LINE, stretch.title, Side.RIGHT))
        for place, n in enumerate(stretch.things):
            y = top + (LINE + GAP / 2) * self.stretch + (place + 0.5) * pitch
            fades = self.history.spans[n].fades
            room = width, pitch - 2 * _THIN
            self.things[n] = PlacedThing(left, y, _THIN, self.ranks[n], Side.ABOVE, room, width, fades)

    def _ends(self, stretch: _Stretch) -> tuple[float, float]:
        return self._x(stretch.begin), self._x(min(stretch.end, self.history.last + self.history.fade))

    def _draw_events(self) -> None:
        """Each event on the bar of what it happened to, side by side where several would hide each other."""
        taken: Counter[tuple[float, float]] = Counter()
        for event in self.history.events:
            tied = [*self.history.before[event], *self.history.after[event]]
            bar = next(self.things[n] for n in tied if n in self.history.spans)
            x, y = self._x(self.history.days[event] or self.history.first), bar.y
            nth = taken[x, y]
            taken[x, y] += 1
            size = min(_EVENT, bar.size + 1)
            self.things[event] = PlacedThing(x + 2 * size * nth, y, size, self.ranks[event])

    def _draw_undated(self, top: float) -> None:
        if not self.undated:
            return
        width = self.width - 2 * _MARGIN
        self.guides.append(Guide(GuideKind.HEADING, _MARGIN, top, width, HEADING, _WITHOUT_DATES, Side.RIGHT))
        columns = self._columns(self.width)
        top += HEADING * self.stretch
        high = (LINE + GAP) * self.stretch
        for place, n in enumerate(self.undated):
            left = _MARGIN + width * (place % columns) / columns + _EVENT
            room = width / columns - 2 * _EVENT - 2 * GAP, high
            y = top + (place // columns + 0.5) * high
            self.things[n] = PlacedThing(left, y, _EVENT, self.ranks[n], Side.RIGHT, room)

    def _relation(self, one: int, other: int) -> PlacedRelation:
        """From an event down or up to the bars that it leads to; within a lane the place says it."""
        if one == other:
            return ring()
        start, end = self.things[one], self.things[other]
        off = {*self.undated, *self.history.heads}
        if one in off or other in off or start.y == end.y:
            return PlacedRelation(Course.NONE)
        return PlacedRelation(Course.DOWN)
