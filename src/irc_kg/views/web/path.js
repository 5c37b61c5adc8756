"use strict";

/** The shortest connection between two things, each step a sentence with its source. */
const path = (() => {
  const { make, byId } = elements;
  const said = byId("path-said");
  const ends = {
    from: combobox.attach(byId("path-from"), () => byId("path-to").focus()),
    to: combobox.attach(byId("path-to"), find),
  };

  /** The relations from one thing to another, as few as can be; null when nothing leads there. */
  function shortest(from, to) {
    const arrivedBy = new Map([[from, null]]);
    const waiting = [from];
    for (const n of waiting) {
      if (arrivedBy.has(to)) break;
      for (const r of data.relationsOf[n]) {
        const other = data.otherEnd(r, n);
        if (!state.isOn(r) || !state.isAllowed(other) || arrivedBy.has(other)) continue;
        arrivedBy.set(other, { r, n });
        waiting.push(other);
      }
    }
    if (!arrivedBy.has(to)) return null;
    const steps = [];
    for (let step = arrivedBy.get(to); step; step = arrivedBy.get(step.n)) steps.unshift(step);
    return steps;
  }

  function tell(text) {
    said.replaceChildren(make("p", { className: "small" }, elements.words(text)));
    said.scrollIntoView({ block: "nearest" });
  }

  function find() {
    const [from, to] = [ends.from.value(), ends.to.value()];
    clear(); // what was asked before is no answer to this
    if (from === null || to === null) {
      byId(from === null ? "path-from" : "path-to").focus();
      tell("Choose two things first: type a name and pick one from the list.");
      announce.say("Choose two things first");
      return;
    }
    if (from === to) {
      tell("Both are the same thing.");
      return;
    }
    const steps = shortest(from, to);
    if (steps === null) none(from, to);
    else show(from, to, steps);
  }

  function none(from, to) {
    tell(`Nothing that the key shows connects ${data.name(from)} with ${data.name(to)}.`);
    announce.say("There is no connection");
  }

  function show(from, to, steps) {
    said.replaceChildren();
    const relations = steps.map(({ r }) => r);
    state.change(["view", "path"], (chosen) => {
      for (const r of relations) chosen.shown.add(data.relations[r].subject).add(data.relations[r].object);
      Object.assign(chosen, { path: relations, pathFrom: from });
    });
    camera.fit([from, ...steps.map(({ r, n }) => data.otherEnd(r, n))]);
    announce.say(`${title(from, to, steps.length)}.`);
    panel.reveal();
  }

  const title = (from, to, length) =>
    `${elements.count(length, "step")} from ${data.name(from)} to ${data.name(to)}`;

  /** The connection that is shown, each step in the words of the way one goes; null when none is. */
  function story() {
    const { path: relations, pathFrom: from } = state.chosen;
    if (!relations) return null;
    let n = from;
    const steps = relations.map((r) => {
      const step = make(
        "li",
        {},
        make("span", {}, ...panel.relationSentence(r, n)),
        panel.source(data.relations[r].sources),
      );
      n = data.otherEnd(r, n);
      return step;
    });
    const button = make("button", { type: "button" }, "Let go of it");
    button.addEventListener("click", () => {
      clear();
      byId("path-from").focus();
    });
    return make(
      "section",
      { className: "story", "aria-labelledby": "story-title" },
      make("h2", { id: "story-title" }, elements.words(title(from, n, relations.length))),
      make("ol", { className: "said" }, ...steps),
      make("p", { className: "buttons" }, button),
    );
  }

  function clear() {
    if (state.chosen.path) state.change(["path"], (chosen) => (chosen.path = null));
  }

  function startFrom(n) {
    ends.from.set(n);
    byId("path-to").focus();
  }

  byId("path-find").addEventListener("click", find);

  return { startFrom, clear, story };
})();
