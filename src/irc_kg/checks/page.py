"""The page of the documentation that tells every check."""

from __future__ import annotations

from collections.abc import Iterable

from irc_kg.checks.catalogue import PYTHON_RULES, catalogue
from irc_kg.checks.rule import Rule
from irc_kg.checks.wording import sentence
from irc_kg.store.project_files import ProjectFiles

_HEAD = """\
# What `irc-kg check` looks for

<!-- Made by `make docs` from the catalogue of the program; a test compares it. -->

`irc-kg check` reads every file of `graph/`, `ontology/` and `queries/` and says what there is to put right,
each with its file, line and column. Errors and warnings end it with exit code 1, notes with 0; 2 means that
it could not run.

```console
$ irc-kg check                              # everything
$ irc-kg check graph/sources.ttl            # one file, seen with all the others; folders too
$ irc-kg check ~/draft.ttl                  # a file from elsewhere, as if it were in graph/
$ irc-kg check --select 'syntax,query-*'    # only these; --ignore leaves some out
$ irc-kg check --format github              # also json and sarif
```

A file that cannot be read stops nothing: it is told, and the other checks go on without it. What they would
miss only because of it, they leave out.
"""

_OWN = """\
## Checks that are queries

These stand in `queries/checks/`: every row that such a query yields is a fault. To add one, drop a file in.

- `#+ summary:` says what is wrong, `#+ description:` how to mend it; the tags `warning` and `note` make it
  less than an error. The name of the file is the code.
- The columns `?subject`, `?predicate`, `?object` and `?graph`, any of them, say where: the finding stands at
  the object, else at the predicate, else at the subject.
- A column `?message` is the message instead of the summary. `{subject}` or any other column in braces stands
  in it for the name of what the row holds there, and `{close object}` for "Did you mean …?".
"""


def checks_page(project: ProjectFiles) -> str:
    """The page in Markdown: what each check means, and how to mend what it finds."""
    built_in = {rule.code for rule in PYTHON_RULES}
    rules = sorted(catalogue(project).values(), key=lambda rule: rule.code)
    files = [rule for rule in rules if rule.code in built_in and not rule.code.startswith("query-")]
    queries = [rule for rule in rules if rule.code in built_in and rule.code.startswith("query-")]
    own = [rule for rule in rules if rule.code not in built_in]
    return (
        "\n".join(
            [
                _HEAD,
                "## Checks of Turtle files\n",
                _table(files),
                "## Checks of query files\n",
                _table(queries),
                _OWN,
                _table(own),
            ]
        ).rstrip("\n")
        + "\n"
    )


def _table(rules: Iterable[Rule[object]]) -> str:
    rows = [
        f"| `{rule.code}` | {rule.severity} | {_cell(rule.meaning)} | {_cell(rule.remedy)} |\n"
        for rule in rules
    ]
    return "| code | weight | what is found | how to mend it |\n| --- | --- | --- | --- |\n" + "".join(rows)


def _cell(text: str) -> str:
    escaped = text.replace("|", "\\|").replace("<", "\\<")
    return sentence(escaped) if escaped else ""
