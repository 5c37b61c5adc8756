"""The shipped site, its answers, and the browser, as `tests/sites` has them."""

from __future__ import annotations

# Fixtures, under their own names for the tests here.
from sites.conftest import one_file as one_file  # noqa: PLC0414
from sites.conftest import served_folder as served_folder  # noqa: PLC0414
from sites.conftest import server as server  # noqa: PLC0414
from sites.conftest import shipped as shipped  # noqa: PLC0414
from sites.conftest import visit as visit  # noqa: PLC0414
from sites.test_questions import menus as menus  # noqa: PLC0414
from sites.test_questions import shipped_project as shipped_project  # noqa: PLC0414
