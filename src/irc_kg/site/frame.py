"""What stands around every page of a site: its head, the way to the other pages, and what may run in it."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from irc_kg.site.addresses import FRONT, VOCABULARY
from irc_kg.site.edition import Edition
from irc_kg.site.pages import Page, PageKind
from irc_kg.views.picture import fit

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
# What site.js is put together of; no part uses another before all are read, but for the first.
SCRIPTS = ("core.js", "filter.js")
# The one script that stands in a page. It fetches the others, which a policy by digests then trusts too, from
# a disk as from a server.
LOADER = Markup(
    '(()=>{const s=document.createElement("script");'
    's.src=document.documentElement.dataset.root+"site.js";document.head.append(s)})()'
)
_ROOT = re.compile(r'="~/')  # no text of data holds a plain quotation mark: it is escaped


def templates() -> Environment:
    """The templates of pages, in which whatever is put into text is escaped."""
    environment = Environment(
        loader=FileSystemLoader(WEB, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["fit"] = fit
    return environment


def source_digest(text: str) -> str:
    """By what a policy of a page names a script or style that stands in it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def with_root(text: str, root: str) -> str:
    """Text with its links into the site written from the root that is given: ``../``, or ``#/``."""
    return _ROOT.sub(lambda _: f'="{root}', text)


def script_text() -> str:
    """All scripts of a page as one, none of whose names others see."""
    parts = [(WEB / name).read_text(encoding="utf-8") for name in SCRIPTS]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"


def style_text() -> str:
    return (WEB / STYLE).read_text(encoding="utf-8")


class Frame:
    """The frame of the pages of one site."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def _template(self) -> Template:
        return templates().get_template("frame.html")

    @cached_property
    def _policies(self) -> dict[bool, str]:
        return {runs_code: _policy(runs_code=runs_code) for runs_code in (False, True)}

    def text(self, page: Page) -> str:
        """The whole page, with links from where it stands."""
        root = "../" * page.path.count("/")
        first = (FRONT, self.edition.short_title)
        whole = self._template.render(
            page=page,
            trail=(first, *page.trail) if page.kind != PageKind.FRONT else (),
            navigation=NAVIGATION,
            site=self.edition,
            policy=self._policies[page.kind == PageKind.SPARQL],
            loader=LOADER,
            root=root,
            canonical=self.edition.base_url + page.path if self.edition.base_url else "",
        )
        return with_root(whole, root)


def _policy(*, runs_code: bool) -> str:
    """What a page may do: obey its own files, and ask nobody. ``runs_code``: it has an engine of its own."""
    compiled = " 'wasm-unsafe-eval'" if runs_code else ""
    rules = [
        "default-src 'none'",
        f"script-src {source_digest(LOADER)} 'strict-dynamic'{compiled}",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "base-uri 'none'",
        "form-action 'self'",
    ]
    return "; ".join([*rules, "worker-src blob:"] if runs_code else rules)
