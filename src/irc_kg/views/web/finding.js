"use strict";

/** The finding above the picture: chosen, what it speaks of lights up. */
const finding = (() => {
  const button = elements.byId("finding");

  function show() {
    button.setAttribute("aria-pressed", String(state.chosen.finding));
  }

  function toggle() {
    const on = !state.chosen.finding;
    state.change(["frame"], (chosen) => Object.assign(chosen, { finding: on, thing: null, relation: null }));
    state.follow(null);
    state.select({});
    const number = elements.count(data.headline.things.filter(state.isVisible).length, "thing");
    announce.say(on ? `${number} that this speaks of ${number === "1 thing" ? "is" : "are"} lit` : "All is lit again");
  }

  function begin() {
    if (!button) return;
    button.addEventListener("click", toggle);
    state.on("frame", show);
    show();
  }

  return { begin };
})();
