"""How long one question takes as a whole process: irc-kg, rdflib's own command line, and bare pyoxigraph.

Run it with `make bench`. All three read the same files of the shipped project and answer the same query, in
turn, so that whatever else the machine does falls on all alike. What counts are the ratios of the medians.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = Path(sysconfig.get_path("scripts"))
ROUNDS = 15

# Which policies apply in a nation, of what kind: the join of the question `policies-in-nation`, written so
# that rdflib, which reads all files into one graph, gives the same rows.
QUERY = """\
PREFIX irc: <https://w3id.org/irc-kg/ontology#>
PREFIX kg: <https://w3id.org/irc-kg/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?policy ?label ?kind WHERE {
  ?policy irc:appliesIn kg:wales ; a ?class ; rdfs:label ?label .
  ?class rdfs:label ?kind .
}
ORDER BY ?label ?kind
"""

BARE = """\
import sys
from pathlib import Path
import pyoxigraph as ox
root, query = Path(sys.argv[1]), Path(sys.argv[2]).read_text(encoding="utf-8")
store = ox.Store()
for folder in ("ontology", "graph"):
    for path in sorted((root / folder).rglob("*.ttl")):
        iri = "https://w3id.org/irc-kg/" + path.relative_to(root).with_suffix("").as_posix()
        store.load(path=path, format=ox.RdfFormat.TURTLE, base_iri=iri, to_graph=ox.NamedNode(iri))
answer = store.query(query, use_default_graph_as_union=True)
sys.stdout.write(answer.serialize(format=ox.QueryResultsFormat.CSV).decode())
"""


def seconds(command: list[str]) -> float:
    """How long a process takes from start to end; it must succeed and print rows."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    taken = time.perf_counter() - start
    if len(done.stdout.splitlines()) < 2:  # noqa: PLR2004  (a header and a row)
        sys.exit(f"no rows from {command[0]}: {done.stdout} {done.stderr}")
    return taken


def main() -> None:
    """Print the medians and their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        query, bare = Path(folder, "query.rq"), Path(folder, "bare.py")
        query.write_text(QUERY, encoding="utf-8")
        bare.write_text(BARE, encoding="utf-8")
        files = [str(path) for name in ("ontology", "graph") for path in sorted((ROOT / name).rglob("*.ttl"))]
        named = ["policies-in-nation", "--nation", "Wales", "--format", "csv"]
        commands = {
            "irc-kg query FILE": [str(SCRIPTS / "irc-kg"), "query", str(query), "--format", "csv"],
            "irc-kg query NAME": [str(SCRIPTS / "irc-kg"), "query", *named],
            "rdflib sparqlquery": [
                str(SCRIPTS / "sparqlquery"),
                *files,
                "-qf",
                str(query),
                "--format",
                "csv",
            ],
            "bare pyoxigraph": [sys.executable, str(bare), str(ROOT), str(query)],
        }
        os.environ["PYTHONUTF8"] = "1"
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                taken[name].append(seconds(command))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    rdflib, oxigraph = medians["rdflib sparqlquery"], medians["bare pyoxigraph"]
    print(f"{len(files)} files, median of {ROUNDS} whole processes")
    for name, median in medians.items():
        ratios = f"{median / rdflib:5.2f} of rdflib   {median / oxigraph:5.1f} x bare"
        print(f"{name:20} {1000 * median:6.0f} ms   {ratios}")


if __name__ == "__main__":
    main()
