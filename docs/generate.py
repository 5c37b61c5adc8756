"""Write the documentation that is made: docs/commands.md and docs/checks.md from the program, and
docs/vocabulary.md from the ontology.

    python docs/generate.py

A test compares what is written with what the program and the ontology say now.
"""

from __future__ import annotations

from pathlib import Path

import click

from irc_kg.checks import checks_page
from irc_kg.cli import irc_kg
from irc_kg.store import Store
from irc_kg.store.names import DCTERMS, OWL, RDFS, SKOS
from irc_kg.store.project_files import ProjectFiles

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 100
INTRODUCTION = """\
# Commands

What `--help` says of each, so that it can be read in one place. `irc-kg query NAME --help` and
`irc-kg view NAME --help` tell of each question and picture.

Exit codes: 0 fine, 1 findings (of `check`), 2 could not run. Answers go to standard output, talk to
standard error.
"""


def commands_page() -> str:
    """The help of the program and of each command."""
    parts = [INTRODUCTION]
    settings = {**irc_kg.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    with click.Context(irc_kg, info_name="irc-kg", **settings) as top:
        parts.append(_section("irc-kg", irc_kg, top))
        for name in irc_kg.list_commands(top):
            command = irc_kg.get_command(top, name)
            if command is not None:
                with click.Context(command, info_name=name, parent=top) as context:
                    parts.append(_section(f"irc-kg {name}", command, context))
    return "\n".join(parts)


def _section(title: str, command: click.Command, context: click.Context) -> str:
    if isinstance(command, click.Group) and command is not irc_kg:
        # What the project adds to a group is its questions and pictures, which change with it.
        formatter = context.make_formatter()
        command.format_usage(context, formatter)
        command.format_help_text(context, formatter)
        click.Command.format_options(command, context, formatter)
        text = formatter.getvalue()
    else:
        text = command.get_help(context)
    lines = "\n".join(line.rstrip() for line in text.rstrip().splitlines())
    return f"## {title}\n\n```text\n{lines}\n```\n"


# What is declared, by the kind of term, and what stands in its last column.
KINDS = (
    ("Classes", OWL + "Class", "below", RDFS + "subClassOf"),
    ("Relations between things", OWL + "ObjectProperty", "from → to", ""),
    ("Texts, dates and numbers", OWL + "DatatypeProperty", "from → to", ""),
    ("Notes on terms", OWL + "AnnotationProperty", "from → to", ""),
    ("Datatypes", RDFS + "Datatype", "below", RDFS + "subClassOf"),
)


def vocabulary_page(files: ProjectFiles) -> str:
    """Every term that the ontology declares, with its label and definition."""
    store = Store(files)
    [ontology] = store.instances(OWL + "Ontology")
    version = store.text(ontology, OWL + "versionInfo")
    lines = [
        f"# {store.text(ontology, DCTERMS + 'title')}, {version}",
        "",
        f"{store.text(ontology, DCTERMS + 'description')} Made from `ontology/` by `make docs`.",
        "",
    ]
    for title, kind, last, above in KINDS:
        terms = sorted(store.instances(kind), key=lambda iri: store.prefixes.shorten(iri).lower())
        lines += [f"## {title}", "", f"| term | label | definition | {last} |", "|---|---|---|---|"]
        lines += [_term_row(store, iri, above) for iri in terms]
        lines.append("")
    return "\n".join(lines)


def _term_row(store: Store, iri: str, above: str) -> str:
    """A line of the table: a term that one can link to, what it is called, means, and what it goes with."""
    curie = store.prefixes.shorten(iri)
    ends = [_curies(store, iri, predicate) for predicate in (RDFS + "domain", RDFS + "range")]
    goes_with = _curies(store, iri, above) if above else " → ".join(ends if any(ends) else [])
    replacement = _curies(store, iri, DCTERMS + "isReplacedBy")
    given_up = f"Given up: use {replacement}. " if store.texts(iri, OWL + "deprecated") else ""
    definition = given_up + store.text(iri, SKOS + "definition")
    is_own = curie.startswith("irc:")  # whose names lead to this page, and nowhere yet
    name = f'<a id="{curie.partition(":")[2]}"></a>`{curie}`' if is_own else f"[`{curie}`]({iri})"
    cells = (name, store.text(iri, RDFS + "label"), definition, goes_with)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _curies(store: Store, iri: str, predicate: str) -> str:
    return ", ".join(sorted(f"`{store.prefixes.shorten(other)}`" for other in store.iris(iri, predicate)))


def pages() -> dict[Path, str]:
    """The pages by the file they stand in."""
    return {
        ROOT / "docs" / "commands.md": commands_page(),
        ROOT / "docs" / "checks.md": checks_page(ProjectFiles(ROOT)),
        ROOT / "docs" / "vocabulary.md": vocabulary_page(ProjectFiles(ROOT)),
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path.relative_to(ROOT))
