"""What stands around every page of a site: its head, the way to the other pages, and what may run in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from irc_kg.site.addresses import FRONT, VOCABULARY
from irc_kg.site.edition import Edition
from irc_kg.site.pages import Page, PageKind
from irc_kg.views.markup import source_digest, templates
from irc_kg.views.page import WEB as WEB_OF_PICTURES

WEB = Path(__file__).parent / "web"
# The pages that every page leads to, in this order.
NAVIGATION = (
    ("questions.html", "Questions"),
    ("things.html", "Things"),
    ("sources.html", "Sources"),
    ("pictures.html", "Pictures"),
    (VOCABULARY, "Vocabulary"),
    ("about.html", "About"),
)
SCRIPT = "site.js"
STYLE = "site.css"
# What site.js is put together of; no part uses another before all are read, but for those named before it.
SCRIPTS = (
    *("core.js", "unpack.js", "spelling.js", "lookup.js", "search.js", "filter.js", "choose.js"),
    *("archive.js", "download.js", "word.js", "sparql.js"),
)
# The one script that stands in a page. It fetches the others, which a policy by digests then trusts too, from
# a disk as from a server.
LOADER = Markup(
    '(()=>{const s=document.createElement("script");'
    's.src=document.documentElement.dataset.root+"site.js";document.head.append(s)})()'
)
_ROOT = re.compile(r'="~/')  # no text of data holds a plain quotation mark: it is escaped


def with_root(text: str, root: str) -> str:
    """Text with its links into the site written from the root that is given: ``../``, or ``#/``."""
    return _ROOT.sub(lambda _: f'="{root}', text)


def script_text(names: Sequence[str] = SCRIPTS) -> str:
    """All scripts of a page as one, none of whose names others see."""
    parts = [_path_of_script(name).read_text(encoding="utf-8") for name in names]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"


def _path_of_script(name: str) -> Path:
    """Where a script is kept: here, or with those of pictures, which have it too."""
    own = WEB / name
    return own if own.is_file() else WEB_OF_PICTURES / name


def style_text() -> str:
    return (WEB / STYLE).read_text(encoding="utf-8")


class Frame:
    """The frame of the pages of one site."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def _templates(self) -> Environment:
        return templates(WEB, WEB_OF_PICTURES)

    @cached_property
    def _policies(self) -> dict[bool, str]:
        loader = source_digest(LOADER)
        return {
            runs_code: policy(f"{loader} 'strict-dynamic'", "'self'", runs_code=runs_code)
            for runs_code in (False, True)
        }

    def text(self, page: Page) -> str:
        """The whole page, with links from where it stands."""
        root = "../" * page.path.count("/")
        whole = self.render(
            "frame.html",
            root,
            page=page,
            trail=self._trail(page),
            policy=self._policies[page.kind == PageKind.SPARQL],
            loader=LOADER,
            canonical=self.edition.base_url + page.path if self.edition.base_url else "",
        )
        return with_root(whole, root)

    def main(self, page: Page) -> str:
        """What of a page is its own, its links still written from the root of the site."""
        return self._templates.get_template("main.html").render(page=page, trail=self._trail(page), root="~/")

    def render(self, template: str, root: str, **values: object) -> str:
        """A template filled in, with what stands on every page."""
        known = {"page": None, "navigation": self._navigation, "site": self.edition, "root": root}
        return self._templates.get_template(template).render({**known, **values})

    @cached_property
    def _navigation(self) -> tuple[tuple[str, str], ...]:
        if not self.edition.has_sparql:
            return NAVIGATION
        return (*NAVIGATION[:-1], ("sparql.html", "SPARQL"), NAVIGATION[-1])

    def _trail(self, page: Page) -> tuple[tuple[str, str], ...]:
        """The paths and words of the pages above a page."""
        first = (FRONT, "Start")
        return (first, *page.trail) if page.kind != PageKind.FRONT else ()


def policy(scripts: str, styles: str, *, runs_code: bool) -> str:
    """What a page may do: obey its own files, and ask nobody. ``runs_code``: it has an engine of its own."""
    compiled = " 'wasm-unsafe-eval'" if runs_code else ""
    rules = [
        "default-src 'none'",
        f"script-src {scripts}{compiled}",
        f"style-src {styles}",
        "img-src 'self' data: blob:",
        "base-uri 'none'",
        "form-action 'self'",
    ]
    return "; ".join([*rules, "worker-src blob:"] if runs_code else rules)
