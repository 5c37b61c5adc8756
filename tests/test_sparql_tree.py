"""What the reader of SPARQL makes of each construct: its nodes, and the part of the text that each is.

The examples in ``examples/sparql/trees.txt`` were read against the grammar of SPARQL by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from irc_kg.queries.sparql import QueryTree, read

EXAMPLES = Path(__file__).parent / "examples" / "sparql" / "trees.txt"
PREFIXES = {"": "https://example.org/"}
BLOCKS = [block.split("\n", 1) for block in EXAMPLES.read_text(encoding="utf-8").strip().split("\n\n")]


def outline(tree: QueryTree) -> str:
    """A tree line by line: each node with its part of the text, and what is in it further to the right."""
    parts = (
        *tree.declarations, *tree.columns, *tree.described, tree.template, *tree.datasets, tree.where,
        tree.modifiers,
    )  # fmt: skip
    lines = [f"{tree.form} at {tree.form_start} {tree.option}".rstrip()]
    for part in parts:
        if part is not None:
            lines += _lines(part, tree.text, "  ", "")
    return "\n".join(lines)


def _lines(part: Any, text: str, indent: str, name: str) -> Iterator[str]:  # noqa: ANN401  (any node)
    """A node, a group of them, or what a node says besides, behind the name that it has there."""
    behind = f"{name}: " if name else ""
    if hasattr(part, "_fields"):
        yield f"{indent}{behind}{type(part).__name__}  {text[part.start : part.end]}".rstrip()
        for field, value in zip(part._fields[2:], part[2:], strict=True):
            if value not in {None, False} and value != ():
                yield from _lines(value, text, indent + "  ", field)
    elif isinstance(part, tuple):
        yield f"{indent}{name or 'row'}"
        for each in part:
            yield from _lines(each, text, indent + "  ", "")
    else:
        yield f"{indent}{behind}{part!r}"


@pytest.mark.parametrize(("text", "expected"), BLOCKS, ids=[text for text, _ in BLOCKS])
def test_each_construct_is_read_as_what_it_is(text: str, expected: str) -> None:
    assert outline(read(text, PREFIXES)) == expected
