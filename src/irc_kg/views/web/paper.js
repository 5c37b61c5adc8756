"use strict";

/** What the picture says, set close for paper: under each thing what is stated of it, with the numbers of sources. */
const paper = (() => {
  const { make, byId, words } = elements;
  const FEW = 60; // things whose picture, key and statements go on three sheets
  const ROOM = 16_000; // characters that the two sheets after the picture hold
  const MARK = 6; // characters about a statement or a source: its number, what parts it from the next
  const LINE = 35; // characters of the line that the text of a thing leaves half empty, and of its kind
  const box = byId("print");

  /** The sources that are cited, in the order of their numbers. */
  function references() {
    const numbers = new Map();
    return {
      numbers,
      mark(places = []) {
        for (const place of places) if (!numbers.has(place)) numbers.set(place, numbers.size + 1);
        return places.length ? ` [${places.map((place) => numbers.get(place)).join(", ")}]` : " [no source]";
      },
    };
  }

  /** What is stated of a thing, the relations that are drawn before all else. */
  function statementsOf(n) {
    const { definition, defined, statements = [] } = data.things[n];
    const own = data.relationsOf[n].filter((r) => data.relations[r].subject === n && state.isDrawn(r));
    const drawn = own.map((r) => ({
      rank: 0,
      text: `${data.predicates[data.relations[r].predicate].label} ${data.name(data.relations[r].object)}`,
      sources: data.relations[r].sources,
    }));
    const others = statements.map((fact, place) => ({
      rank: 2 + place, // the first of each thing before the second of any
      text: `${fact.words} ${fact.object}`,
      sources: fact.sources,
    }));
    const what = definition ? [{ rank: 1, text: definition, sources: defined }] : [];
    return [...what, ...drawn, ...others];
  }

  /** As many statements as there is room for, in their order; of a large picture all. */
  function kept(all, things) {
    if (things.length > FEW) return new Set(all);
    const cited = new Set();
    const chosen = new Set();
    let room = ROOM - things.reduce((sum, n) => sum + data.things[n].label.length + LINE, 0);
    for (const one of all.toSorted((a, b) => a.rank - b.rank)) {
      const fresh = (one.sources ?? []).filter((place) => !cited.has(place));
      const texts = [one.text, ...fresh.map((place) => data.citations[place])];
      const need = texts.reduce((sum, text) => sum + text.length + MARK, 0);
      if (need > room) continue;
      room -= need;
      fresh.forEach((place) => cited.add(place));
      chosen.add(one);
    }
    return chosen;
  }

  function entry(n, statements, refer) {
    const { label, kind, since, until } = data.things[n];
    const dates = since || until ? `, ${panel.span(data.things[n])}` : "";
    const line = make("p", {}, make("strong", {}, words(elements.cut(label, 200))));
    line.append(" (", words(`${data.kinds[kind].label}${dates}`), ")", statements.length ? ": " : ".");
    statements.forEach(({ text, sources }, place) => {
      line.append(words(elements.cut(text, 400)), refer.mark(sources));
      line.append(place + 1 < statements.length ? "; " : ".");
    });
    return line;
  }

  function sourceList({ numbers }) {
    const parts = [...numbers].flatMap(([place, number]) => [
      `[${number}]\u00a0`,
      words(data.citations[place]),
      " ",
    ]);
    return parts.length ? [make("h2", {}, "Sources"), make("p", {}, ...parts)] : [];
  }

  /** Set out what is visible; the selection comes first. */
  function write() {
    const first = state.chosen.thing;
    const visible = data.importance.filter(state.isVisible);
    const things = first === null ? visible : [first, ...visible.filter((n) => n !== first)];
    const stated = things.map(statementsOf);
    const all = stated.flat();
    const chosen = kept(all, things);
    const refer = references();
    const entries = things.map((n, place) =>
      entry(
        n,
        stated[place].filter((one) => chosen.has(one)),
        refer,
      ),
    );
    const left = all.length - chosen.size;
    const more = left ? [make("p", {}, `${elements.count(left, "more statement")} in the table of the page.`)] : [];
    box.replaceChildren(make("h2", {}, "What is stated"), ...entries, ...more, ...sourceList(refer));
  }

  theme.onChange(() => {
    if (theme.isPaper() && view.name() === "picture") write();
    else box.replaceChildren();
  });

  return { write };
})();
