"""Record in the graph what the texts of the sources are now: digests, and the order of the sections.

    python tools/digests.py DIR

DIR is the folder with the texts. For each evidence file under graph/ it records the SHA-256 of its section
and the place of the section in its document; for each source the SHA-256 of its file. Run it when the changed
sections have been read again: what it records is what `irc-kg check --sources DIR` compares with.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyoxigraph as ox

import irc_kg
from irc_kg.editing import apply_edit
from irc_kg.editing.removing import set_objects
from irc_kg.errors import IrcKgError
from irc_kg.project import Project
from irc_kg.provenance.sources import DIGEST, POSITION, SHA256, Sources, Texts
from irc_kg.store.names import XSD

ROOT = Path(__file__).resolve().parent.parent


def record(opened: Project, path: Path, subject: str, predicate: str, value: ox.Literal) -> None:
    """Set the one value of a predicate of a subject, in the text of its file."""
    change = apply_edit(
        path,
        lambda document: set_objects(document, ox.NamedNode(subject), ox.NamedNode(predicate), [value]),
        base_iri=opened.files.graph_iri(path),
    )
    if not change.is_empty:
        print(f"{opened.files.display_path(path)}: {opened.store.label(predicate)} {value.value}")


def main(folder: Path) -> None:
    """Record the digests of all texts in a folder."""
    opened = irc_kg.open(ROOT)
    sources = Sources(opened.store)
    texts = Texts(sources, folder)
    for file in sources.files:
        path = opened.files.file_of(file.graph)
        section = texts.section(file.source, file.section)
        if section is None:
            sys.exit(f"{opened.files.display_path(path)}: no section {file.section!r}")
        position = texts.sections(file.source).index(section) + 1
        place = ox.Literal(str(position), datatype=ox.NamedNode(XSD + "integer"))
        record(opened, path, file.graph, POSITION, place)
        record(opened, path, file.graph, DIGEST, ox.Literal(section.digest))
    for document in sources.documents:
        if digest := texts.digest(document):
            graphs = [
                quad.graph_name for quad in opened.store.quads(ox.NamedNode(document), ox.NamedNode(SHA256))
            ]
            for graph in graphs:
                path = opened.files.file_of(str(graph)[1:-1])
                record(opened, path, document, SHA256, ox.Literal(digest))


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004  (the program and the folder)
        sys.exit(__doc__)
    try:
        main(Path(sys.argv[1]))
    except IrcKgError as error:
        sys.exit(f"Error: {error}")
