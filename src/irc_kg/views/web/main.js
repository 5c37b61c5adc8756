"use strict";

/** Which of picture and table is seen. */
const view = (() => {
  const main = document.querySelector("main");
  const buttons = [...document.querySelectorAll("[data-view]")].filter(
    (one) => one instanceof HTMLButtonElement,
  );

  const show = (name) => state.change(["frame"], (chosen) => (chosen.view = name));

  function follow() {
    const name = state.chosen.view;
    if (main.dataset.view === name) return;
    main.dataset.view = name;
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.view === name)));
    table.follow();
    camera.refit();
  }

  state.on("frame", follow);
  buttons.forEach((button) => button.addEventListener("click", () => show(button.dataset.view)));

  function showTable() {
    if (state.chosen.view === "picture") show(drawers.isNarrow() ? "table" : "both");
    elements.byId("table").focus();
  }

  return { show, showTable, name: () => state.chosen.view };
})();

/** What is said of a selection, and the first sight of it all. */
(() => {
  state.on("selection", () => {
    const { thing, relation } = state.chosen;
    if (thing !== null) {
      const { label, kind } = data.things[thing];
      const number = elements.count(data.relationsOf[thing].length, "relation");
      announce.say(`${elements.cut(label, 120)}, ${data.kinds[kind].label}, ${number}`);
    } else if (relation !== null) announce.say(`${data.sentence(relation)}.`);
    else announce.say(address.missing() || explore.total());
  });
  state.on("frame", canvas.stress);

  document.querySelectorAll(".skip").forEach((link) =>
    link.addEventListener("click", (event) => {
      event.preventDefault();
      if (link.hash === "#table") view.showTable();
      else elements.byId(link.hash.slice(1)).focus();
    }),
  );

  legend.begin();
  time.begin();
  table.begin();
  finding.begin();
  canvas.begin();
  address.restore();

  /** The page is ready when all that it opens with has been drawn; a table alone has nothing to draw. */
  function ready() {
    if (!canvas.isSettled() && canvas.box.clientWidth) {
      requestAnimationFrame(ready);
      return;
    }
    performance.mark("ready");
    document.documentElement.dataset.ready = "true";
  }
  requestAnimationFrame(ready);
})();
