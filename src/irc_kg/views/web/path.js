"use strict";

/** How two things are connected: up to three ways, each step a sentence with its source. */
const path = (() => {
  const { make, byId } = elements;
  const said = byId("path-said");
  const ends = {
    from: combobox.attach(byId("path-from"), () => byId("path-to").focus()),
    to: combobox.attach(byId("path-to"), find),
  };

  function tell(text) {
    said.replaceChildren(make("p", { className: "small" }, elements.words(text)));
    said.scrollIntoView({ block: "nearest" });
    announce.say(text);
  }

  function find() {
    const [from, to] = [ends.from.value(), ends.to.value()];
    clear(); // what was asked before is no answer to this
    if (from === null || to === null) {
      byId(from === null ? "path-from" : "path-to").focus();
      tell("Choose two things first: type a name and pick one from the list.");
    } else if (from === to) tell("Both are the same thing.");
    else show(ways.between(from, to));
  }

  function show(found) {
    const { from, to, list } = found;
    if (!list.length) {
      tell(`Nothing that the key shows connects ${data.name(from)} with ${data.name(to)}.`);
      return;
    }
    said.replaceChildren();
    state.select({}); // the ways are what one looks at now
    choose(found, 0);
    drawers.close("connect");
    panel.focus();
  }

  /** Show one of the ways. */
  function choose(found, way) {
    state.follow(found, way);
    camera.fit(found.list[way].things);
    announce.say(`${summary(found)} ${wayTitle(found, way)}.`);
  }

  const names = ({ from, to }) => `${data.name(from)} to ${data.name(to)}`;

  function summary(found) {
    const { length } = found.list;
    return `${length === 1 ? "One way" : `${length} ways`} from ${names(found)}. ${found.caveat}`.trim();
  }

  /** The number of a way, its steps, and what it passes. */
  function wayTitle({ list }, way) {
    const { things, relations } = list[way];
    const passed = things.slice(1, -1).map(data.name);
    const by = passed.length ? `, by way of ${passed.join(", ")}` : "";
    return `Way ${way + 1}: ${elements.count(relations.length, "step")}${by}`;
  }

  /** The steps of a way, each in the words of the way one goes: [{r, n}], n being where it starts. */
  function stepsOf({ things, relations }) {
    return relations.map((r, place) => ({ r, n: things[place] }));
  }

  function wayItem(found, way) {
    const isShown = way === state.chosen.way;
    const button = make("button", { type: "button", "aria-pressed": String(isShown) }, wayTitle(found, way));
    button.addEventListener("click", () => {
      choose(found, way);
      panel.box.querySelectorAll(".way > button")[way].focus();
    });
    const steps = stepsOf(found.list[way]).map(({ r, n }) =>
      make("li", {}, make("span", {}, ...panel.relationSentence(r, n)), panel.source(data.relations[r].sources)),
    );
    return make("div", { className: "way" }, button, make("ol", { className: "said" }, ...steps));
  }

  /** The ways that are known, as a part of the panel; null when none is. */
  function story() {
    const found = state.chosen.ways;
    if (!found) return null;
    const title = found.list.length
      ? `From ${names(found)}`
      : `Nothing that the key shows connects ${data.name(found.from)} with ${data.name(found.to)}.`;
    const button = make("button", { type: "button" }, "Let go of it");
    button.addEventListener("click", () => {
      clear();
      canvas.box.focus();
    });
    return make(
      "section",
      { className: "story", "aria-labelledby": "story-title" },
      make("h2", { id: "story-title", tabIndex: -1 }, elements.words(title)),
      found.caveat ? make("p", { className: "missing" }, elements.words(found.caveat)) : null,
      ...found.list.map((_, way) => wayItem(found, way)),
      make("p", { className: "buttons" }, button),
    );
  }

  /** Show the way after the one that is shown. */
  function next() {
    const found = state.chosen.ways;
    if (!found?.list.length) return announce.say("No ways are shown: press C to connect two things");
    choose(found, (state.chosen.way + 1) % found.list.length);
  }

  function clear() {
    if (state.chosen.ways) state.follow(null);
  }

  function startFrom(n) {
    drawers.open("connect");
    ends.from.set(n);
    byId("path-to").focus();
  }

  byId("path-find").addEventListener("click", find);

  return { startFrom, clear, next, story, stepsOf };
})();
