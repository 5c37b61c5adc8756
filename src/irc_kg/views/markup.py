"""What pages of HTML are made with, those of pictures and those of a site: templates, data, and digests."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irc_kg.views.picture import fit

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def templates(*folders: Path) -> Environment:
    """The templates of some folders, the first first, in which whatever is put into text is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(folders, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(fit=fit, json=_json)
    return environment


def _json(value: Any) -> Markup:  # noqa: ANN401 - any JSON value
    return as_script_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def as_script_text(text: str) -> Markup:
    """JSON text that no HTML parser can mistake for the end of its script element."""
    from markupsafe import Markup

    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - every character that means something to HTML is escaped


def source_digest(text: str) -> str:
    """By what the policy of a page names a script or style that stands in it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
