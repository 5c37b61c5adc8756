"use strict";

/** What the marks mean, and switches for each kind of thing and of relation. */
const legend = (() => {
  const { make, words } = elements;
  const STANDINGS = [
    ["ended", "Hollow: it has ended, or was replaced"],
    ["announced", "Dashed: it is announced, and not there yet"],
    ["paused", "Two strokes: work on it has paused"],
  ];

  /** The mark of a kind, in its colour of light and of dark. */
  function mark(k) {
    const { shape, light, dark } = data.kinds[k];
    const svg = elements.mark(shape, "");
    svg.style.setProperty("--light", light);
    svg.style.setProperty("--dark", dark);
    return svg;
  }

  function toggled(set, name) {
    return (key, on) =>
      state.change(["view"], (chosen) => {
        if (on) chosen[set].delete(key);
        else chosen[set].add(key);
        announce.say(`${name(key)}: ${on ? "shown" : "not shown"}`);
      });
  }

  function row(key, parts, number, toggle, className) {
    const box = make("input", { type: "checkbox", checked: true });
    box.addEventListener("change", () => toggle(key, box.checked));
    const amount = make("span", { className: "number" }, number.toLocaleString("en-GB"));
    return { key, box, element: make("label", { className }, box, ...parts, amount) };
  }

  function fill(id, className, entries, parts, set, name) {
    const place = elements.byId(id);
    const toggle = toggled(set, name);
    const rows = entries.map(([key, entry]) => row(key, parts(key, entry), entry.count, toggle, className));
    const all = make("button", { type: "button" }, "All");
    const none = make("button", { type: "button" }, "None");
    const setAll = (on) =>
      state.change(["view"], (chosen) => {
        chosen[set] = new Set(on ? [] : rows.map(({ key }) => key));
        announce.say(on ? "All shown" : "None shown");
      });
    all.addEventListener("click", () => setAll(true));
    none.addEventListener("click", () => setAll(false));
    place.append(...rows.map(({ element }) => element));
    if (rows.length > 1) place.append(make("span", { className: "buttons" }, all, none));
    state.on("view", () => rows.forEach(({ key, box }) => (box.checked = !state.chosen[set].has(key))));
  }

  function begin() {
    const kinds = [...data.kinds.entries()].filter(([, kind]) => kind.count);
    const kindParts = (k, kind) => [
      mark(k),
      make("span", { title: kind.definition ?? "" }, words(kind.label)),
    ];
    fill("kinds", "chip", kinds, kindParts, "kindsOff", (k) => data.kinds[k].label);
    explain(kinds);
    const predicates = [...data.predicates.entries()];
    const predicateParts = (_, { label }) => [words(label)];
    fill("predicates", "check", predicates, predicateParts, "predicatesOff", (p) => data.predicates[p].label);
    elements.byId("predicates").hidden = predicates.length === 0;
  }

  /** How things are drawn by how they stand; then each kind with its mark, and what it means where that is said. */
  function explain(kinds) {
    const rows = kinds.flatMap(([k, { label, definition = "" }]) => [
      make("dt", {}, mark(k)),
      make("dd", {}, words(label), ...(definition ? [": ", words(definition)] : [])),
    ]);
    const standings = STANDINGS.filter(([name]) => data.things.some(({ standing }) => standing === name));
    const times = standings.flatMap(([name, meaning]) => [
      make("dt", {}, elements.mark(name === "paused" ? "barred" : "dot", name)),
      make("dd", {}, meaning),
    ]);
    elements.byId("meanings").append(...times, ...rows);
  }

  return { mark, begin };
})();
