"use strict";

/** Everything that the picture says, in tables that can be sorted, filtered and copied. */
const table = (() => {
  const { make, byId, words } = elements;
  const STEP = 200; // rows at a time
  const BEFORE = 20; // rows that stay above one that was jumped to
  const LONG = 400; // characters of a cell on the screen; a copy has them all
  const filter = byId("filter");
  const onlyShown = byId("only-shown");
  const NAMES = { things: "thing", relations: "relation", facts: "fact" };
  const tables = {};
  let current = null;

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

  function line(row, { wide, widest = [] }) {
    const classOf = (n) => {
      if (widest.includes(n)) return "wide widest";
      return wide.includes(n) ? "wide" : "";
    };
    const cells = row.cells.map((one, n) => {
      const className = classOf(n);
      return n ? make("td", { className }, cell(one)) : make("th", { scope: "row", className }, cell(one));
    });
    return make("tr", {}, ...cells);
  }

  function header(one) {
    return rows[one.name].columns.map((title, column) => {
      const sorted = one.sort?.column === column;
      const button = make(
        "button",
        { type: "button" },
        title,
        make("span", { ariaHidden: "true", className: "arrow" }),
      );
      button.addEventListener("click", () => {
        one.sort = { column, down: sorted && !one.sort.down };
        draw(one);
        one.box.querySelectorAll("thead button")[column].focus();
      });
      const order = one.sort?.down ? "descending" : "ascending";
      return make("th", { scope: "col", "aria-sort": sorted ? order : "none" }, button);
    });
  }

  /** Set out the rows from first up to last; where there are more, buttons lead on to them. */
  function layOut(one, first, last = first + STEP) {
    [one.first, one.last] = [Math.max(0, first), Math.min(last, one.rows.length)];
    const body = make(
      "tbody",
      {},
      ...one.rows.slice(one.first, one.last).map((row) => line(row, rows[one.name])),
    );
    const title = make("caption", { className: "unseen" }, elements.count(one.rows.length, NAMES[one.name]));
    const whole = make("table", {}, title, make("thead", {}, make("tr", {}, ...header(one))), body);
    const earlier =
      one.first &&
      moreButton(one, "earlier", Math.min(STEP, one.first), () => [one.first - STEP, one.last, 0]);
    const left = one.rows.length - one.last;
    const later =
      left &&
      moreButton(one, "more", Math.min(STEP, left), () => [one.first, one.last + STEP, one.last - one.first]);
    one.box.replaceChildren(...[earlier, whole, later].filter(Boolean));
    one.body = body;
    mark(one);
  }

  /** A button that sets out other rows, and leaves the focus on the first row that came. */
  function moreButton(one, word, number, range) {
    const button = make("button", { type: "button" }, `Show ${number} ${word}`);
    button.addEventListener("click", () => {
      const [first, last, focus] = range();
      layOut(one, first, last);
      one.body.rows[focus].querySelector("a").focus();
    });
    return make("p", { className: "buttons" }, button);
  }

  function draw(one, last = STEP) {
    one.rows = wanted(one);
    layOut(one, 0, last);
    one.stale = false;
    if (one.name === current) tellCount(one);
  }

  function tellCount(one) {
    const all = one.all.length;
    const whole = elements.count(all, NAMES[one.name]);
    byId("table-said").textContent = one.rows.length === all ? whole : `${one.rows.length} of ${whole}`;
  }

  const isChosen = (row) =>
    row.relation === undefined ? row.thing === state.chosen.thing : row.relation === state.chosen.relation;

  function mark(one) {
    [...one.body.rows].forEach((element, n) => {
      if (isChosen(one.rows[one.first + n])) element.setAttribute("aria-current", "true");
      else element.removeAttribute("aria-current");
    });
  }

  /** Show the row of the selection, without moving the page itself. */
  function follow() {
    Object.values(tables)
      .filter((one) => one.body)
      .forEach(mark);
    const one = tables[current];
    const place = one.stale ? -1 : one.rows.findIndex(isChosen);
    if (place < 0 || one.box.contains(document.activeElement)) return;
    if (place < one.first || place >= one.last) layOut(one, place - BEFORE);
    const { bottom: top } = one.box.querySelector("thead").getBoundingClientRect();
    const { bottom } = one.box.getBoundingClientRect();
    const spot = one.body.rows[place - one.first].getBoundingClientRect();
    if (spot.top < top || spot.bottom > bottom) one.box.scrollTop += spot.top - top;
  }

  const show = (name) => state.change(["frame"], (chosen) => (chosen.tab = name));

  /** Show the table that is chosen. */
  function followTab() {
    const name = state.chosen.tab;
    if (name === current) return;
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
    return lines.map((texts) => `${texts.map(quoted).join(",")}\r\n`).join("");
  }

  /** On paper there is no "more" and no other tab: draw every row of every table. */
  function drawWhole() {
    for (const one of Object.values(tables)) draw(one, Infinity);
  }

  function begin() {
    const names = Object.keys(NAMES);
    names.forEach((name, n) => {
      const tab = byId(`tab-${name}`);
      tables[name] = { name, tab, box: byId(name), all: null, rows: [], body: null, sort: null, stale: true };
      tab.addEventListener("click", () => show(name));
      tab.addEventListener("keydown", ({ key }) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
        if (!step) return;
        const other = names[(n + step + names.length) % names.length];
        show(other);
        tables[other].tab.focus();
      });
    });
    filter.addEventListener("input", redraw);
    onlyShown.addEventListener("change", redraw);
    byId("copy").addEventListener("click", () => clipboard.copy(csv(), "The table"));
    state.on("view", () => onlyShown.checked && redraw());
    state.on("selection", follow);
    theme.onChange(() => theme.isPaper() && view.name() !== "picture" && drawWhole());
    state.on("frame", followTab);
    followTab();
  }

  return { begin, csv, show, follow };
})();
