"""Changes to Turtle text, as text.

``add``, ``remove`` and ``set_objects`` make one document of another and leave alone every character that
they need not change; ``apply`` makes such a change to a file.
"""

from irc_kg.editing.adding import add
from irc_kg.editing.changes import Change
from irc_kg.editing.refusals import EditRefusedError
from irc_kg.editing.removing import remove
from irc_kg.editing.setting import set_objects
from irc_kg.editing.writing import Edit, Verify, apply, write

__all__ = [
    "Change",
    "Edit",
    "EditRefusedError",
    "Verify",
    "add",
    "apply",
    "remove",
    "set_objects",
    "write",
]
