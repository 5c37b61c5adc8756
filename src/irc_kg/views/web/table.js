"use strict";

/** Everything that the picture says, in tables that can be sorted, filtered and copied. */
const table = (() => {
  const { make, byId, words } = elements;
  const STEP = 200; // rows at a time
  const LONG = 400; // characters of a cell on the screen; a copy has them all
  const filter = byId("filter");
  const onlyShown = byId("only-shown");
  const NAMES = { things: "thing", relations: "relation", facts: "fact" };
  const tables = {};
  let current = "things";

  const haystack = (row) => (row.haystack ??= row.cells.map(({ text }) => text.toLowerCase()).join("\n"));

  function compare(one, other) {
    if (typeof one === "number") return one - other;
    return one < other ? -1 : Number(one > other);
  }

  /** The rows that are asked for, in the order that is asked for; those without a value come last. */
  function wanted(one) {
    one.all ??= rows[one.name].all();
    const parts = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = one.all.filter(
      (row) => (!onlyShown.checked || row.isSeen()) && parts.every((part) => haystack(row).includes(part)),
    );
    if (one.sort === null) return found;
    const { column, down } = one.sort;
    const value = (row) => row.cells[column].sort;
    return found.sort((a, b) => {
      if ((value(a) === "") !== (value(b) === "")) return value(a) === "" ? 1 : -1;
      return compare(value(a), value(b)) * (down ? -1 : 1);
    });
  }

  function cell({ text, href, link }) {
    const shown = elements.cut(text, LONG);
    if (href) return make("a", { href }, words(shown));
    return link ? elements.link(shown, link) : words(shown);
  }

  function line(row, wide) {
    const cells = row.cells.map((one, n) => {
      const className = wide.includes(n) ? "wide" : "";
      return n ? make("td", { className }, cell(one)) : make("th", { scope: "row", className }, cell(one));
    });
    return make("tr", {}, ...cells);
  }

  function header(one) {
    return rows[one.name].columns.map((title, column) => {
      const sorted = one.sort?.column === column;
      const button = make("button", { type: "button" }, title, make("span", { ariaHidden: "true", className: "arrow" }));
      button.addEventListener("click", () => {
        one.sort = { column, down: sorted && !one.sort.down };
        draw(one);
        one.box.querySelectorAll("thead button")[column].focus();
      });
      const order = one.sort?.down ? "descending" : "ascending";
      return make("th", { scope: "col", "aria-sort": sorted ? order : "none" }, button);
    });
  }

  function grow(one, to) {
    const more = one.rows.slice(one.drawn, to);
    one.body.append(...more.map((row) => line(row, rows[one.name].wide)));
    one.drawn += more.length;
    one.more.hidden = one.drawn >= one.rows.length;
    one.more.textContent = `Show ${Math.min(STEP, one.rows.length - one.drawn)} more`;
    mark(one);
  }

  function draw(one, atLeast = STEP) {
    one.rows = wanted(one);
    one.drawn = 0;
    one.body = make("tbody");
    one.more = make("button", { type: "button" });
    one.more.addEventListener("click", () => {
      const next = one.drawn;
      grow(one, next + STEP);
      one.body.rows[next].querySelector("a").focus();
    });
    const title = make("caption", { className: "unseen" }, `${elements.count(one.rows.length, NAMES[one.name])}`);
    const whole = make("table", {}, title, make("thead", {}, make("tr", {}, ...header(one))), one.body);
    one.box.replaceChildren(whole, make("p", { className: "buttons" }, one.more));
    grow(one, atLeast);
    one.stale = false;
    if (one.name === current) tellCount(one);
  }

  function tellCount(one) {
    const all = one.all.length;
    const said = one.rows.length === all ? elements.count(all, NAMES[one.name]) : `${one.rows.length} of ${elements.count(all, NAMES[one.name])}`;
    byId("table-said").textContent = said;
  }

  const isChosen = (row) =>
    row.relation === undefined ? row.thing === state.chosen.thing : row.relation === state.chosen.relation;

  function mark(one) {
    [...one.body.rows].forEach((element, n) => {
      if (isChosen(one.rows[n])) element.setAttribute("aria-current", "true");
      else element.removeAttribute("aria-current");
    });
  }

  /** Show the row of the selection, without moving the page itself. */
  function follow() {
    Object.values(tables).filter((one) => one.body).forEach(mark);
    const one = tables[current];
    if (one.stale) return;
    const place = one.rows.findIndex(isChosen);
    if (place >= one.drawn) grow(one, place + STEP);
    const element = one.body.rows[place];
    if (!element || one.box.contains(document.activeElement)) return;
    const { top, bottom } = one.box.getBoundingClientRect();
    const spot = element.getBoundingClientRect();
    if (spot.top < top + 40 || spot.bottom > bottom) one.box.scrollTop += spot.top - top - 48;
  }

  function show(name, focus = false) {
    current = name;
    for (const [other, one] of Object.entries(tables)) {
      one.tab.setAttribute("aria-selected", String(other === name));
      one.tab.tabIndex = other === name ? 0 : -1;
      one.box.hidden = other !== name;
    }
    const one = tables[name];
    if (one.stale) draw(one);
    tellCount(one);
    follow();
    if (focus) one.tab.focus();
  }

  function redraw() {
    for (const one of Object.values(tables)) one.stale = true;
    draw(tables[current]);
    follow();
  }

  /** A cell of CSV; one that a spreadsheet would take for a formula is made text. */
  function quoted(value) {
    const safe = /^[=+\-@\t\r]/.test(value) && !/^[-+]?[\d.,]+$/.test(value) ? `'${value}` : value;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  function csv(name = current) {
    const one = tables[name];
    const lines = [rows[name].columns, ...wanted(one).map(({ cells }) => cells.map(({ text }) => text))];
    return lines.map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
  }

  /** On paper there is no "more" and no other tab: draw every row of every table. */
  function drawWhole() {
    for (const one of Object.values(tables)) draw(one, Infinity);
  }

  function begin() {
    const names = Object.keys(NAMES);
    names.forEach((name, n) => {
      const tab = byId(`tab-${name}`);
      tables[name] = { name, tab, box: byId(name), all: null, rows: [], drawn: 0, sort: null, stale: true };
      tab.addEventListener("click", () => show(name));
      tab.addEventListener("keydown", ({ key }) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
        if (step) show(names[(n + step + names.length) % names.length], true);
      });
    });
    filter.addEventListener("input", redraw);
    onlyShown.addEventListener("change", redraw);
    byId("copy").addEventListener("click", () => clipboard.copy(csv(), "The table"));
    state.on("view", () => onlyShown.checked && redraw());
    state.on("selection", follow);
    theme.onChange(() => theme.isPaper() && drawWhole());
    show("things");
  }

  return { begin, csv, show, follow };
})();
