// The page that asks in SPARQL: an engine beside the page, which is ended when it takes too long.

const asking = (() => {
  const DATA = "sparql-data.js";
  const ENGINE = "sparql-engine.js";
  const LONGEST = 60; // seconds that a query may take
  const MOST = 1000; // rows that are shown; all can be saved
  const FIRST = "SELECT ?kind (COUNT(DISTINCT ?thing) AS ?number) WHERE {\n  ?thing a ?kind\n} GROUP BY ?kind ORDER BY DESC(?number)";

  function make(name, attributes = {}, ...content) {
    const element = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    element.append(...content);
    return element;
  }

  /** A query with declarations of the prefixes that it may use, before its first line. */
  function withPrefixes(query, prefixes) {
    const names = Object.keys(prefixes).filter((name) => !new RegExp(`PREFIX\\s+${name}:`, "i").test(query));
    return names.map((name) => `PREFIX ${name}: <${prefixes[name]}> `).join("") + query;
  }

  function shorten(iri, prefixes) {
    let [best, short] = ["", iri];
    for (const [name, namespace] of Object.entries(prefixes)) {
      const isLonger = namespace.length > best.length && iri.startsWith(namespace);
      if (isLonger && /^[\w.-]+$/.test(iri.slice(namespace.length))) {
        [best, short] = [namespace, `${name}:${iri.slice(namespace.length)}`];
      }
    }
    return short;
  }

  /** What people read of a cell. */
  function contentOf(cell, data) {
    if (!cell) return "";
    if (cell.type !== "uri") return make("bdi", {}, cell.type === "bnode" ? `_:${cell.value}` : String(cell.value));
    const page = Object.hasOwn(data.pages, cell.value) ? data.pages[cell.value] : null;
    if (page) return make("a", { href: root + page[0] }, page[1]);
    return make("code", {}, shorten(cell.value, data.prefixes));
  }

  function tableOf({ columns, rows }, data) {
    const head = make("tr", {}, ...columns.map((column) => make("th", { scope: "col" }, column)));
    const body = rows.slice(0, MOST).map((row) => {
      const cells = row.map((cell, place) => make("td", { "data-label": columns[place] }, contentOf(cell, data)));
      return make("tr", {}, ...cells);
    });
    const caption = make("caption", { class: "unseen" }, "The answer");
    const table = make("table", { class: "rows" }, caption, make("thead", {}, head), make("tbody", {}, ...body));
    return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "The answer" }, table);
  }

  const csvCell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  function save({ columns, rows }) {
    const lines = [columns, ...rows.map((row) => row.map((cell) => String(cell?.value ?? "")))];
    const text = lines.map((line) => `${line.map(csvCell).join(",")}\r\n`).join("");
    const link = make("a", { download: "answer.csv" });
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  /** A worker that may have an engine in it; one question at a time is put to it. */
  function engineOf() {
    let worker = null;
    let settle = null; // {resolve, reject} of the question that is being answered

    const refuse = (why) => settle?.reject(new Error(why));

    function put(message) {
      return new Promise((resolve, reject) => {
        settle = { resolve, reject };
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin
        worker.postMessage(message);
      });
    }

    async function begin(graph) {
      const engine = await irckg.load(ENGINE);
      const address = URL.createObjectURL(new Blob([engine.worker], { type: "text/javascript" }));
      worker = new Worker(address);
      worker.addEventListener("message", ({ data }) => ("error" in data ? refuse(data.error) : settle.resolve(data)));
      worker.addEventListener("error", (event) => refuse(event.message || "The engine cannot run here."));
      await put({ module: engine.module, size: engine.size, graph });
      URL.revokeObjectURL(address);
    }

    /** End what runs; the next question begins anew. */
    function end(why) {
      worker?.terminate();
      worker = null;
      refuse(why);
    }

    async function ask(query, graph) {
      if (!worker) await begin(graph);
      return put({ query });
    }

    return { ask, end };
  }

  function attach(form, place) {
    const [text, example] = [form.querySelector("textarea"), form.querySelector("select")];
    const [stop, csv] = [form.querySelector("[data-stop]"), form.querySelector("[data-csv]")];
    const status = form.querySelector("[role=status]");
    const engine = engineOf();
    let answer = null;
    let isRunning = false;

    function show(found, data) {
      answer = "rows" in found ? found : null;
      csv.hidden = !answer;
      place.replaceChildren(answer ? tableOf(answer, data) : make("p", {}, found.answer ? "Yes." : "No."));
      const number = answer?.rows.length ?? 0;
      const more = number > MOST ? `, of which the first ${MOST} are shown` : "";
      status.textContent = answer ? `${number} ${number === 1 ? "row" : "rows"}${more}.` : "Answered.";
    }

    async function run() {
      if (isRunning) return;
      isRunning = true;
      stop.hidden = false;
      csv.hidden = true;
      place.replaceChildren();
      status.textContent = "Running…";
      const limit = setTimeout(() => engine.end(`It took more than ${LONGEST} seconds, and was ended.`), 1000 * LONGEST);
      try {
        const data = await irckg.load(DATA);
        show(await engine.ask(withPrefixes(text.value, data.prefixes), data.graph), data);
      } catch (error) {
        status.textContent = error.message;
      }
      clearTimeout(limit);
      stop.hidden = true;
      isRunning = false;
    }

    async function offer() {
      const { examples } = await irckg.load(DATA);
      example.append(...examples.map(([words], n) => make("option", { value: String(n) }, words)));
      example.addEventListener("change", () => {
        text.value = example.value === "" ? FIRST : examples[Number(example.value)][1];
      });
    }

    text.value = FIRST;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run();
    });
    text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      run();
    });
    stop.addEventListener("click", () => engine.end("Ended."));
    csv.addEventListener("click", () => answer && save(answer));
    offer().catch((error) => (status.textContent = error.message));
  }

  function start(part) {
    const form = part.querySelector("[data-sparql]");
    if (form) attach(form, part.querySelector("[data-sparql-answer]"));
  }

  irckg.onPage(start);
  return { start };
})();
