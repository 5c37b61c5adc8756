"""The bounds that shapes set to values: kept or not, and told in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from irc_kg.editing.form import Limit


def keeps(text: str, limit: Limit) -> bool:
    """Whether a value is within a limit; what cannot be compared is left to the check of the whole."""
    try:
        return _WITHIN[limit.kind](text, limit.bound)
    except (InvalidOperation, ValueError, re.error):
        return True


def told(limit: Limit) -> str:
    """What a limit asks, as a clause: in the words of its shape, if it has any."""
    if limit.message:
        return limit.message[:1].lower() + limit.message[1:].rstrip(".")
    return _IN_WORDS[limit.kind].format(limit.bound)


_WITHIN: Mapping[str, Callable[[str, str], bool]] = {
    "pattern": lambda text, bound: re.search(bound, text) is not None,
    "minLength": lambda text, bound: len(text) >= int(bound),
    "maxLength": lambda text, bound: len(text) <= int(bound),
    "minInclusive": lambda text, bound: Decimal(text) >= Decimal(bound),
    "maxInclusive": lambda text, bound: Decimal(text) <= Decimal(bound),
    "minExclusive": lambda text, bound: Decimal(text) > Decimal(bound),
    "maxExclusive": lambda text, bound: Decimal(text) < Decimal(bound),
}
_IN_WORDS = {
    "pattern": "it must be of the form {}",
    "minLength": "it must have at least {} characters",
    "maxLength": "it must have at most {} characters",
    "minInclusive": "it must be {} or more",
    "maxInclusive": "it must be {} or less",
    "minExclusive": "it must be more than {}",
    "maxExclusive": "it must be less than {}",
}
