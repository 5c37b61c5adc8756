"use strict";

/** Seeing more of the picture, or less. */
const explore = (() => {
  const { make, byId } = elements;

  const neighboursOf = (n) =>
    data.relationsOf[n]
      .filter(state.isOn)
      .map((r) => data.otherEnd(r, n))
      .filter((other) => !state.chosen.hidden.has(other));

  function total() {
    const things = state.visibleThings().length;
    const relations = state.drawnRelations().length;
    return `${elements.count(things, "thing")} and ${elements.count(relations, "relation")} shown`;
  }

  function bring(wanted) {
    const before = state.visibleThings().length;
    state.change(["view"], ({ shown }) => wanted.forEach((n) => shown.add(n)));
    const more = state.visibleThings().length - before;
    announce.say(
      more ? `${elements.count(more, "thing")} more; ${total()}` : `Nothing more to show here; ${total()}`,
    );
  }

  const widen = (n) => bring(neighboursOf(n));
  const widenAll = () => bring(state.visibleThings().flatMap(neighboursOf));

  function showAll() {
    state.change(["view"], (chosen) => {
      chosen.shown = state.everything();
      chosen.hidden.clear();
    });
    camera.fit();
    announce.say(total());
  }

  function only(n) {
    state.change(["view"], (chosen) => (chosen.shown = new Set([n, ...neighboursOf(n), ...chosen.pinned])));
    camera.fit();
    announce.say(`Only ${data.name(n)} and what it is connected with; ${total()}`);
  }

  function hide(n) {
    state.change(["view"], ({ hidden, pinned }) => {
      hidden.add(n);
      pinned.delete(n);
    });
    address.toNothing();
    announce.say(`${data.name(n)} is hidden; ${total()}`);
  }

  function pin(n) {
    state.change(["view"], ({ pinned }) => {
      const on = !pinned.has(n);
      if (on) pinned.add(n);
      else pinned.delete(n);
      announce.say(
        `${data.name(n)} is ${on ? "pinned: it stays where it is, and in view" : "no longer pinned"}`,
      );
    });
  }

  function reset() {
    moving.reset();
    state.change(["view", "frame"], (chosen) => Object.assign(chosen, state.opening(), { finding: false }));
    state.follow(null);
    address.toNothing();
    camera.fit();
    announce.say(`Back to the beginning; ${total()}`);
  }

  /** Why a thing that is selected does not stand in the picture. */
  function whyUnseen(n) {
    const { kind } = data.things[n];
    if (state.chosen.hidden.has(n)) return "It is hidden: “Show all” brings it back.";
    if (state.chosen.kindsOff.has(kind))
      return `It is not drawn: the key has switched off ${data.kinds[kind].label}.`;
    if (!state.inForce(n)) return `It was not in force at the end of ${time.nameOf(state.chosen.year)}.`;
    return "It is not drawn.";
  }

  /** What can be done with one thing. */
  function buttons(n) {
    const button = (text, act, pressed) => {
      const element = make("button", { type: "button" }, text);
      if (pressed !== undefined) element.setAttribute("aria-pressed", String(pressed));
      element.addEventListener("click", () => {
        act(n);
        [...panel.box.querySelectorAll(".actions button")].find((one) => one.textContent === text)?.focus();
      });
      return element;
    };
    const parts = state.isVisible(n)
      ? [
          button("Show more around it", widen),
          button("Only its neighbours", only),
          button("Pin", pin, state.chosen.pinned.has(n)),
          button("Hide", hide),
        ]
      : [];
    parts.push(button("Connect to…", path.startFrom));
    return make(
      "div",
      { className: "buttons actions", role: "group", "aria-label": "What to do with it" },
      ...parts,
    );
  }

  byId("widen-all").addEventListener("click", widenAll);
  byId("show-all").addEventListener("click", showAll);
  byId("reset").addEventListener("click", reset);
  byId("fit").addEventListener("click", () => camera.fit());
  byId("copy-link").addEventListener("click", () => clipboard.copy(address.link(), "The link"));
  byId("zoom-in").addEventListener("click", () => camera.zoom(1.4));
  byId("zoom-out").addEventListener("click", () => camera.zoom(1 / 1.4));

  return { widen, showAll, only, hide, pin, reset, whyUnseen, buttons, total };
})();
