// What runs beside a page and answers in SPARQL: the engine stands before this text.
/* global initSync */

(() => {
  let store = null;

  /** The kind of a query, by its first word that tells, wherever texts, addresses and comments hold others. */
  function formOf(query) {
    const bare = query.replace(/<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/g, " ");
    return /\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b/i.exec(bare)?.[1].toUpperCase() ?? "SELECT";
  }

  const cellOf = ({ termType, value, language, datatype }) => {
    if (termType === "NamedNode") return { type: "uri", value };
    if (termType === "BlankNode") return { type: "bnode", value };
    if (termType === "Literal") return { type: "literal", value, "xml:lang": language, datatype: datatype.value };
    return { type: "triple", value: "a triple" };
  };

  function rowsOf(columns, bindings) {
    return bindings.map((binding) => columns.map((column) => binding[column] ?? null));
  }

  /** {columns, rows} of a query, or {answer} of one that is answered by yes or no. */
  function ask(query) {
    const form = formOf(query);
    if (form === "CONSTRUCT" || form === "DESCRIBE") {
      const triples = store.query(query);
      const rows = triples.map((triple) => [triple.subject, triple.predicate, triple.object].map(cellOf));
      return { columns: ["subject", "predicate", "object"], rows };
    }
    const found = JSON.parse(store.query(query, { results_format: "application/sparql-results+json" }));
    if ("boolean" in found) return { answer: found.boolean };
    const columns = found.head.vars;
    return { columns, rows: rowsOf(columns, found.results.bindings) };
  }

  /** Fill the store: what each file states, and in the default graph all of it, each statement once. */
  function begin({ module, size, graph }) {
    initSync({ module: unpacking.unpack(module, size) });
    store = new Store();
    store.load(graph, { format: "application/trig", lenient: true });
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }");
    return { size: store.size };
  }

  self.addEventListener("message", ({ data }) => {
    try {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has one page only
      self.postMessage(data.module ? begin(data) : ask(data.query));
    } catch (error) {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the same
      self.postMessage({ error: String(error?.message ?? error) });
    }
  });
})();
