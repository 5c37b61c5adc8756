"""Pictures to draw, and a real Chromium to look at them with."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from irc_kg.store.datatypes import PartialDate
from irc_kg.views import page
from irc_kg.views.picture import Detail, Fact, LegendEntry, Picture, PictureThing, Relation

KG = "https://w3id.org/irc-kg/id/"
IRC = "https://w3id.org/irc-kg/ontology#"
# Seconds, far more than anything takes: a test waits for what it is about, and no machine need be quiet.
PATIENCE = 240
LONGEST = 1_200  # for a test of a large picture, where every step may take its time
expect.set_options(timeout=1000 * PATIENCE)


def paragraph(number: int, section: str = "Wales") -> tuple[str, ...]:
    return (f"Joint position statement 2024, {section}, paragraph {number}",)


def thing(name: str, label: str, kind: str, **more: object) -> PictureThing:
    return PictureThing(KG + name, f"kg:{name}", label, IRC + kind, **more)  # type: ignore[arg-type]


def relation(subject: str, words: tuple[str, str, str | None], object_: str, number: int = 2) -> Relation:
    predicate, label, inverse = words
    return Relation(KG + subject, IRC + predicate, KG + object_, label, inverse, paragraph(number))


REGISTER = ("Register of national bodies, row 12",)
APPLIES = ("appliesIn", "applies in", "is where this applies:")
FUNDED = ("fundedBy", "is funded by", "funds")
PUBLISHED = ("publishedBy", "is published by", "publishes")
EVALUATES = ("evaluates", "evaluates", "is evaluated by")
REPLACED = ("replacedBy", "was replaced by", "replaces")
PART = ("partOf", "is part of", "has part")
NO_INVERSE = ("concerns", "concerns", None)

KINDS = (
    LegendEntry(IRC + "Nation", "Nation", "#8a6d00", "star", "One of the nations of the United Kingdom."),
    LegendEntry(IRC + "Body", "Public body", "#0072b2", "dot"),
    LegendEntry(IRC + "Strategy", "Strategy", "#008a63", "triangle", "A plan that a government publishes."),
    LegendEntry(IRC + "Fund", "Fund", "#c0468f", "hexagon"),
    LegendEntry(IRC + "Document", "Document", "#5a5f66", "square"),
    LegendEntry(IRC + "Goal", "Goal", "#ffd84d", "diamond"),
)

THINGS = (
    thing("wales", "Wales", "Nation", alt_labels=("Cymru",), citations=paragraph(1)),
    thing(
        "welsh-government",
        "Welsh Government",
        "Body",
        from_date="1999-05-12",
        identifiers=(Detail("Wikidata", "Q844944", REGISTER),),
        links=(Detail("Official site", "https://www.gov.wales/", REGISTER),),
        citations=paragraph(3),
    ),
    thing(
        "healthier-wales",
        "A Healthier Wales: Our Plan for Health and Social Care",
        "Strategy",
        alt_labels=("A Healthier Wales", "AHW"),
        definition="The long-term plan for joining up health and social care around what people need.",
        definition_citations=paragraph(2),
        dates=(Detail("Published", "2018-06", paragraph(2)),),
        from_date="2018-06",
        statements=(
            Fact("has as its aim", "services planned around the needs of people", citations=paragraph(2)),
        ),
        citations=paragraph(2),
    ),
    thing(
        "integrated-care-fund",
        "Integrated Care Fund",
        "Fund",
        alt_labels=("ICF",),
        definition="A programme that pays for work to keep the most vulnerable people well and independent.",
        definition_citations=paragraph(3),
        from_date="2014",
        to_date="2022-03-31",
        statements=(
            Fact("supports", "the most vulnerable people", citations=paragraph(3)),
            Fact("has a page at", "gov.wales"),
            Fact("is funded by", "Welsh Government", KG + "welsh-government", citations=paragraph(3)),
        ),
        citations=paragraph(3),
    ),
    thing(
        "regional-integration-fund",
        "Health and Social Care Regional Integration Fund",
        "Fund",
        alt_labels=("RIF",),
        from_date="2022-04-01",
    ),
    thing(
        "icf-evaluation",
        "Integrated Care Fund evaluation: summary",
        "Document",
        dates=(Detail("Published", "2022-03", paragraph(3)),),
        citations=paragraph(3),
    ),
    thing("prevention", "Keep people well before they fall ill", "Goal", citations=paragraph(3)),
    thing("collaboration", "Social services, health, housing and the third sector work together", "Goal"),
    thing(
        "powys",
        "Powys Teaching Health Board",
        "Body",
        alt_labels=("PTHB",),
        from_date="2009-10-01",
        identifiers=(Detail("Organisation code (ODS)", "7A7", REGISTER),),
    ),
    thing(
        "betsi-cadwaladr",
        "Betsi Cadwaladr University Health Board",
        "Body",
        alt_labels=("BCUHB",),
        from_date="2009-10-01",
    ),
    thing("aneurin-bevan", "Aneurin Bevan University Health Board", "Body", from_date="2009-10-01"),
    thing("alone", "Unconnected Compendium", "Document"),
)

RELATIONS = (
    relation("integrated-care-fund", FUNDED, "welsh-government", 3),
    relation("regional-integration-fund", FUNDED, "welsh-government", 3),
    relation("integrated-care-fund", REPLACED, "regional-integration-fund", 3),
    relation("icf-evaluation", EVALUATES, "integrated-care-fund", 3),
    relation("healthier-wales", APPLIES, "wales"),
    relation("integrated-care-fund", APPLIES, "wales", 3),
    relation("healthier-wales", PUBLISHED, "welsh-government"),
    relation("icf-evaluation", PUBLISHED, "welsh-government", 3),
    relation("integrated-care-fund", NO_INVERSE, "prevention", 3),
    relation("healthier-wales", NO_INVERSE, "collaboration", 1),
    relation("powys", PART, "wales", 1),
    relation("betsi-cadwaladr", PART, "wales", 1),
    relation("aneurin-bevan", PART, "wales", 1),
    relation("welsh-government", PART, "wales", 1),
    relation("welsh-government", ("governs", "governs", "is governed by"), "wales", 1),
    replace(relation("powys", NO_INVERSE, "prevention"), citations=()),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "large" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(LONGEST))


@pytest.fixture(scope="session")
def wales() -> Picture:
    """A small picture such as the graph gives."""
    return Picture(
        question="What is in place for integrated care in Wales?",
        summary="Strategies, funds and bodies that apply in Wales",
        things=THINGS,
        relations=RELATIONS,
        kinds=KINDS,
        query="SELECT ?policy WHERE { ?policy irc:appliesIn kg:wales } # < 3 & more",
        as_of=PartialDate(2026, 3, 4),
        not_covered=("Local authorities and their plans are not in the sources.",),
    )


@pytest.fixture(scope="session")
def large() -> Picture:
    """Five thousand things and ten thousand relations, a few of them with many."""
    chance = random.Random(7)  # noqa: S311 - no secret
    names = [f"thing-{n}" for n in range(5_000)]
    kinds = ("Body", "Strategy", "Fund", "Document", "Goal")
    things = [
        thing(
            name,
            f"Health programme number {n}",
            kinds[n % 5],
            definition=f"Programme {n} of a made-up register.",
            from_date=str(1990 + n % 35),
            citations=paragraph(n % 40),
            alt_labels=(f"HP{n}",),
        )
        for n, name in enumerate(names)
    ]
    links = [FUNDED, PART, EVALUATES, PUBLISHED]
    ends = [(n, chance.randrange(max(1, n)) // chance.randrange(1, 40)) for n in range(1, 5_000)]
    ends += [(chance.randrange(5_000), chance.randrange(5_000)) for _ in range(10_000 - len(ends))]
    relations = [
        replace(relation(names[one], links[n % 4], names[other], n % 40), predicate=f"{IRC}{links[n % 4][0]}")
        for n, (one, other) in enumerate(ends)
    ]
    return Picture("Everything at once?", "A made-up register", tuple(things), tuple(relations), KINDS)


@dataclass
class Opened:
    """A page in the browser, and what it did that it should not."""

    page: Page
    path: Path
    requests: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def spot(self, curie: str) -> tuple[float, float]:
        """Where a thing stands, in pixels of the window."""
        x, y = self.page.evaluate(
            """(curie) => {
                const { x, y } = canvas.place(data.byCurie.get(curie));
                const { left, top } = canvas.drawing.getBoundingClientRect();
                return [left + x, top + y];
            }""",
            curie,
        )
        return x, y

    def click(self, curie: str) -> None:
        self.page.mouse.click(*self.spot(curie))

    def pixel(self, curie: str) -> list[int]:
        """Red, green and blue in the middle of a thing, from 0 to 255."""
        colour: list[int] = self.page.evaluate(
            """async (curie) => {
                while (!canvas.isSettled()) await new Promise(requestAnimationFrame);
                const { x, y } = canvas.place(data.byCurie.get(curie));
                const ratio = canvas.ratio();
                const copy = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
                copy.fillStyle = canvas.colours().page;
                copy.fillRect(0, 0, 1, 1);
                copy.drawImage(canvas.drawing, -Math.round(x * ratio), -Math.round(y * ratio));
                return [...copy.getImageData(0, 0, 1, 1).data.slice(0, 3)];
            }""",
            curie,
        )
        return colour

    def shown(self) -> set[str]:
        """The CURIEs of the things that are drawn."""
        return set(self.page.evaluate("[...canvas.drawn.things].map((n) => data.things[n].curie)"))

    @property
    def panel(self) -> str:
        return self.page.locator("#panel").inner_text()


Opener = Callable[..., Opened]
rendered = cache(page.render)


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Opens a picture from disk, as a reader would; a page that fetches or complains fails the test."""
    contexts: list[BrowserContext] = []
    pages: list[Opened] = []

    def opener(picture: Picture, fragment: str = "", **options: object) -> Opened:
        path = tmp_path / f"picture-{len(pages)}.html"
        path.write_text(rendered(picture), encoding="utf-8", newline="\n")
        settings = {
            "viewport": {"width": 1280, "height": 800},
            "reduced_motion": "reduce",
            "offline": True,
            **options,
        }
        context = browser.new_context(**settings)  # type: ignore[arg-type]
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        opened = Opened(context.new_page(), path)
        pages.append(opened)

        def on_request(request: Request) -> None:
            if not request.url.startswith(("file:", "blob:", "data:")):
                opened.requests.append(request.url)

        opened.page.on("request", on_request)
        opened.page.on("console", lambda said: opened.trouble.append(f"{said.type}: {said.text}"))
        opened.page.on("pageerror", lambda error: opened.trouble.append(str(error)))
        opened.page.goto(path.as_uri() + fragment)
        opened.page.wait_for_selector("html[data-ready]")
        return opened

    yield opener
    for context in contexts:
        context.close()
    for opened in pages:
        assert not opened.requests
        assert not opened.trouble
