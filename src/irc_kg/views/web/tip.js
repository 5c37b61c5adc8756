"use strict";

/**
 * What one points at, in a few words with its source. One can point at the words too, Escape takes them away,
 * and a relation that has the focus in the panel says the same in the picture.
 */
const tip = (() => {
  const { make, words } = elements;
  const WAIT = 250; // milliseconds until it shows, and until it goes
  const AWAY = 14; // pixels from what it speaks of
  const LONG = 160; // characters of a definition
  const box = make("div", { id: "tip", hidden: true });
  let shown = null; // the key of what it speaks of
  let wanted = null;
  let timer = 0;

  canvas.box.append(box);

  const keyOf = (what) => (what === null ? null : `${what.thing ?? ""}/${what.relation ?? ""}`);

  function aboutThing(n) {
    const thing = data.things[n];
    const kind = data.kinds[thing.kind].label;
    return [
      make("p", { className: "name" }, words(data.name(n))),
      make("p", {}, words(`${kind}; ${elements.count(data.relationsOf[n].length, "relation")}`)),
      thing.definition ? make("p", {}, words(elements.cut(thing.definition, LONG))) : null,
      panel.source(thing.definition ? (thing.defined ?? thing.sources) : thing.sources),
    ];
  }

  const aboutRelation = (r) => [
    make("p", { className: "name" }, words(`${data.sentence(r)}.`)),
    panel.source(data.relations[r].sources),
  ];

  function fill(what) {
    const parts = what.relation === undefined ? aboutThing(what.thing) : aboutRelation(what.relation);
    box.replaceChildren(...parts.filter(Boolean));
  }

  /** Beside a point, within the canvas. */
  function stand({ x, y }) {
    const { clientWidth: width, clientHeight: height } = canvas.box;
    const { offsetWidth: wide, offsetHeight: high } = box;
    const left = x + AWAY + wide < width ? x + AWAY : Math.max(4, x - AWAY - wide);
    const top = y + AWAY + high < height ? y + AWAY : Math.max(4, y - AWAY - high);
    box.style.translate = `${Math.max(4, Math.min(left, width - wide - 4))}px ${top}px`;
  }

  function show(what, at) {
    clearTimeout(timer);
    shown = keyOf(what);
    fill(what);
    box.hidden = false;
    stand(at);
  }

  function hide() {
    clearTimeout(timer);
    [shown, wanted] = [null, null];
    box.hidden = true;
  }

  /** The pointer is over something, or over nothing (null). */
  function over(what, at) {
    if (keyOf(what) === wanted && what) return;
    wanted = keyOf(what);
    clearTimeout(timer);
    if (what === null) leave();
    else if (shown !== wanted) timer = setTimeout(() => show(what, at), shown === null ? WAIT : WAIT / 2);
  }

  /** The words stay for a while, so that the pointer can go over to them. */
  function leave() {
    clearTimeout(timer);
    wanted = null;
    timer = setTimeout(() => {
      if (!box.matches(":hover")) hide();
    }, WAIT);
  }

  /** A relation of the panel that has the focus, shown at its middle. */
  function follow(event) {
    const r = event.target.dataset?.relation;
    if (r === undefined || !canvas.drawn.relations.has(Number(r)) || !canvas.box.clientWidth) return;
    const relation = Number(r);
    canvas.hover({ relation });
    show({ relation }, lines.along(camera.now(), relation, 0.5, true));
  }

  box.addEventListener("pointerleave", leave);
  for (const name of ["pointerdown", "pointermove", "wheel"])
    box.addEventListener(name, (event) => event.stopPropagation());
  panel.box.addEventListener("focusin", follow);
  panel.box.addEventListener("focusout", () => {
    canvas.hover(null);
    hide();
  });
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || box.hidden) return;
      hide();
      event.stopPropagation(); // the selection is let go of by the next one
    },
    true,
  );
  state.on("selection", hide);
  state.on("view", hide);

  return { over, leave, hide };
})();
