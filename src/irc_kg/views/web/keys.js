"use strict";

/** The keyboard: everything that a mouse can do. Letters count only while the picture has the focus. */
const keys = (() => {
  const { make, byId } = elements;
  const help = byId("help");
  const STEP = 80; // pixels

  /** The nearest visible thing in a direction; near the line of sight counts more than near. */
  function towards([across, down]) {
    const here = state.chosen.thing;
    if (here === null || !state.isVisible(here)) return data.importance.find(state.isVisible) ?? null;
    const origin = canvas.place(here);
    let best = null;
    let least = Infinity;
    for (const n of state.visibleThings()) {
      const { x, y } = canvas.place(n);
      const ahead = (x - origin.x) * across + (y - origin.y) * down;
      const aside = Math.abs((x - origin.x) * down) + Math.abs((y - origin.y) * across);
      if (n === here || ahead <= 0 || aside > 2 * ahead) continue;
      if (ahead + 2 * aside < least) [best, least] = [n, ahead + 2 * aside];
    }
    return best;
  }

  function go(n) {
    if (n === null) return announce.say("There is nothing further that way");
    address.toThing(n, true);
  }

  function chosen(act) {
    return () =>
      state.chosen.thing === null
        ? announce.say("Choose a thing first: press an arrow key")
        : act(state.chosen.thing);
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  const BINDINGS = [
    { keys: ["←", "→", "↑", "↓"], on: [], says: "go to the nearest thing that way" },
    { keys: ["Shift", "←", "→", "↑", "↓"], on: [], says: "move the picture" },
    {
      keys: ["Enter"],
      on: ["Enter"],
      says: "read about it: the text beside the picture",
      act: () => panel.focus(),
    },
    {
      keys: ["N", "Shift N"],
      on: ["n"],
      says: "tell the next, the last neighbour; without a selection the steps of a way",
      act: ({ shiftKey }) => walk.next(shiftKey ? -1 : 1),
    },
    { keys: ["Space"], on: [" "], says: "go to the neighbour that was told", act: () => walk.step() },
    { keys: ["Backspace"], on: ["Backspace"], says: "back along these steps", act: () => walk.back() },
    { keys: ["S"], on: ["s"], says: "say what the picture shows", act: () => walk.overview() },
    {
      keys: ["C"],
      on: ["c"],
      says: "how is it connected with another thing?",
      act: chosen((n) => path.startFrom(n)),
    },
    { keys: ["V"], on: ["v"], says: "show the next of several ways", act: () => path.next() },
    {
      keys: ["Home"],
      on: ["Home"],
      says: "go to the best connected thing",
      act: () => go(data.importance.find(state.isVisible) ?? null),
    },
    { keys: ["+", "−"], on: ["+", "="], says: "zoom in, zoom out", act: () => camera.zoom(1.4) },
    { keys: [], on: ["-", "_"], act: () => camera.zoom(1 / 1.4) },
    { keys: ["0"], on: ["0"], says: "fit all of it", act: () => camera.fit() },
    {
      keys: ["W"],
      on: ["w"],
      says: "show more around it: what it is connected with",
      act: chosen((n) => explore.widen(n)),
    },
    { keys: ["O"], on: ["o"], says: "only it and its neighbours", act: chosen((n) => explore.only(n)) },
    { keys: ["H"], on: ["h"], says: "hide it", act: chosen((n) => explore.hide(n)) },
    { keys: ["P"], on: ["p"], says: "pin it, or let it go", act: chosen((n) => explore.pin(n)) },
    { keys: ["A"], on: ["a"], says: "show all", act: () => explore.showAll() },
    { keys: ["R"], on: ["r"], says: "start again", act: () => explore.reset() },
    { keys: ["/"], on: ["/"], says: "search", act: () => search.focus() },
    { keys: ["T"], on: ["t"], says: "go to the table", act: () => view.showTable() },
    { keys: ["?"], on: ["?"], says: "this help", act: () => help.showModal() },
  ];

  function onCanvas(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    const binding = BINDINGS.find(({ on }) =>
      on.includes(event.key.length === 1 ? event.key.toLowerCase() : event.key),
    );
    if (!arrow && !binding) return;
    event.preventDefault();
    if (!arrow) binding.act(event);
    else if (event.shiftKey) camera.pan(arrow[0] * STEP, arrow[1] * STEP);
    else go(towards(arrow));
  }

  /** Keys with Ctrl, or the key of a Mac for it, that count wherever the focus is. */
  const WITH_CONTROL = {
    k: () => {
      search.focus();
      search.select();
    },
    z: () => undo.back(),
  };

  function anywhere(event) {
    const isTyping = event.target.matches("input[type=text], textarea");
    const act = WITH_CONTROL[event.key.toLowerCase()];
    if (act && (event.ctrlKey || event.metaKey) && !event.shiftKey && !(isTyping && event.key === "z")) {
      event.preventDefault();
      act();
    }
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) letGo();
  }

  /** Close what is open, then let go of what is chosen, one after the other. */
  function letGo() {
    if (drawers.closeOne()) return;
    if (state.chosen.thing !== null || state.chosen.relation !== null) address.toNothing();
    else if (state.chosen.ways) path.clear();
  }

  function explain() {
    const rows = BINDINGS.filter(({ says }) => says).flatMap(({ keys: names, says }) => [
      make("dt", {}, ...names.flatMap((name) => [make("kbd", {}, name), " "])),
      make("dd", {}, says),
    ]);
    byId("keys").append(...rows);
  }

  canvas.box.addEventListener("keydown", onCanvas);
  document.addEventListener("keydown", anywhere);
  byId("help-open").addEventListener("click", () => help.showModal());
  explain();

  return { towards };
})();
