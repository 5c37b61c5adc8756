"use strict";

/** What is said of the selection, each statement with its source. */
const panel = (() => {
  const { make, words } = elements;
  const box = elements.byId("panel");
  const LONG = 200; // characters of a name inside a sentence

  const thingLink = (n) =>
    make("a", { href: address.ofThing(n) }, words(elements.cut(data.things[n].label, LONG)));

  /** The name of a thing in a sentence; nothing where the sentence stands under that name and begins with it. */
  const opening = (n, under) => (n === under ? [] : [thingLink(n), " "]);

  function source(places, title = "Source: ") {
    if (!places?.length) return make("span", { className: "source missing" }, "No source is given.");
    const line = make("span", { className: "source" }, title);
    places.forEach((place, n) => {
      line.append(n ? "; " : "", words(data.citations[place]));
    });
    return line;
  }

  /** A relation in the words of one end, as a sentence of its own or of what is said under the name of a thing. */
  function relationSentence(r, n = data.relations[r].subject, under = null) {
    const said = data.wordsFrom(r, n);
    const verb = make(
      "a",
      { className: "verb", href: address.ofRelation(r), "data-relation": r },
      words(said.words),
    );
    return [...opening(said.from, under), verb, " ", thingLink(said.to), ". "];
  }

  function factSentence(fact) {
    const object = fact.thing === undefined ? words(fact.object) : thingLink(fact.thing);
    return [words(fact.words), " ", object, ". "];
  }

  const item = (sentence, sources) => make("li", {}, make("span", {}, ...sentence), source(sources));

  const section = (title, ...children) => [make("h3", {}, title), ...children];

  function kindLine(n) {
    const kind = data.kinds[data.things[n].kind];
    return make("p", { className: "kind" }, legend.mark(data.things[n].kind), words(kind.label));
  }

  function facts(thing) {
    const list = make("dl", { className: "facts" });
    const row = (name, ...value) => list.append(make("dt", {}, words(name)), make("dd", {}, ...value));
    for (const { name, value, link, sources } of thing.facts ?? [])
      row(name, elements.link(value, link), source(sources));
    row("Named in", source(thing.sources, ""));
    row("Name in the files", make("code", {}, thing.curie));
    return list;
  }

  function span(thing) {
    if (!thing.until) return `from ${thing.since[1]}`;
    return thing.since ? `from ${thing.since[1]} until ${thing.until[1]}` : `until ${thing.until[1]}`;
  }

  function heading(...children) {
    return make("h2", { id: "panel-title", tabIndex: -1 }, ...children);
  }

  /** What became of a thing, before all that is said of it: its end, and what happened to it. */
  function became({ until, ended, events = [] }) {
    const line = (text, sources) => make("p", { className: "became" }, words(text), " ", source(sources));
    return [
      ...(until ? [line(`${isPast(until[0]) ? "Ended" : "Ends"}: ${until[1]}.`, ended)] : []),
      ...events.map(({ name, value, sources }) => line(`${name}${value ? ` (${value})` : ""}.`, sources)),
    ];
  }

  /** Whether the first day of a date had come when the picture was made; what is no date counts as come. */
  const isPast = (day) => day === "" || data.asOf === null || day <= data.asOf;

  function showThing(n) {
    const thing = data.things[n];
    const relations = data.relationsOf[n];
    const line = (text) => make("p", { className: "small" }, words(text));
    box.append(kindLine(n), heading(words(thing.label)));
    if (thing.page) box.append(make("p", {}, make("a", { href: thing.page }, "All that is said of it")));
    box.append(...became(thing));
    if (thing.also) box.append(line(`Also known as ${thing.also.join("; ")}`));
    if (!state.isVisible(n)) box.append(line(explore.whyUnseen(n)));
    if (thing.definition)
      box.append(make("p", { className: "definition" }, words(thing.definition), " ", source(thing.defined)));
    if (thing.since || thing.until) box.append(line(`In force ${span(thing)}`));
    if (thing.statements) {
      const items = thing.statements.map((fact) => item(factSentence(fact), fact.sources));
      box.append(...section("What is said of it", make("ul", { className: "said" }, ...items)));
    }
    if (relations.length) {
      const items = relations.map((r) => item(relationSentence(r, n, n), data.relations[r].sources));
      box.append(...section("How it is connected", make("ul", { className: "said" }, ...items)));
    }
    box.append(...section("Dates, names and addresses", facts(thing)), explore.buttons(n));
  }

  function showRelation(r) {
    const { subject, object, predicate, sources } = data.relations[r];
    const back = data.predicates[predicate].inverse;
    box.append(
      make("p", { className: "kind" }, "Relation"),
      heading(words(data.sentence(r)), "."),
      source(sources),
    );
    if (!state.isDrawn(r))
      box.append(make("p", { className: "small" }, "It is not drawn: the key or the year leaves it out."));
    if (back) {
      box.append(make("p", {}, "The other way round: ", words(data.sentence(r, object)), "."));
    }
    box.append(...section("Between"), make("p", {}, thingLink(subject)), make("p", {}, thingLink(object)));
  }

  function showNothing() {
    const best = data.importance.filter(state.isVisible).slice(0, 6);
    box.append(
      heading("About the selection"),
      make(
        "p",
        {},
        "Choose a thing in the picture, or find one by name, to read what is said of it and where.",
      ),
    );
    if (!best.length) return;
    const items = best.map((n) => make("li", {}, legend.mark(data.things[n].kind), thingLink(n)));
    box.append(...section("Best connected", make("ul", { className: "plain" }, ...items)));
  }

  function show() {
    const hadFocus = box.contains(document.activeElement);
    const missing = address.missing() && make("p", { className: "missing" }, words(address.missing()));
    box.replaceChildren(...[missing, path.story()].filter(Boolean));
    box.scrollTop = 0;
    const { thing, relation, ways: found } = state.chosen;
    if (thing !== null) showThing(thing);
    else if (relation !== null) showRelation(relation);
    else if (!found) showNothing();
    if (hadFocus) box.focus({ preventScroll: true }); // what had it is gone
  }

  state.on("selection", show);
  state.on("view", show);
  state.on("path", show);

  return {
    box,
    show,
    source,
    relationSentence,
    span,
    focus: () => {
      drawers.open(drawers.SIDE);
      box.querySelector("h2").focus({ preventScroll: true });
    },
  };
})();
