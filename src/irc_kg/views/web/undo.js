"use strict";

/** Taking back what was hidden, shown, switched or moved, one act after the other. */
const undo = (() => {
  const MOST = 200; // acts
  const TOGETHER = 2000; // milliseconds in which years are one act
  const button = elements.byId("undo");
  const acts = [];

  function tellButton() {
    button.setAttribute("aria-disabled", String(acts.length === 0));
  }

  /** Keep what takes an act back; acts of one name that follow each other fast are one. */
  function keep(takeBack, name = "") {
    const last = acts.at(-1);
    const now = Date.now();
    if (name && last?.name === name && now - last.at < TOGETHER) {
      last.at = now;
      return;
    }
    acts.push({ takeBack, name, at: now });
    if (acts.length > MOST) acts.shift();
    tellButton();
  }

  function back() {
    const act = acts.pop();
    if (!act) return announce.say("There is nothing to undo");
    act.takeBack();
    tellButton();
    announce.say(`Undone: ${explore.total()}`);
  }

  function begin() {
    state.on("undoable", (before, differs) =>
      keep(() => state.bringBack(before), differs.join() === "year" ? "year" : ""),
    );
    button.addEventListener("click", back);
    tellButton();
  }

  begin();
  return { keep, back };
})();
