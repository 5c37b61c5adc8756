"use strict";

/** A line at the foot of a small window: what is selected, while the text about it is out of sight. */
const sheet = (() => {
  const { byId } = elements;
  const box = byId("sheet");
  const SEEN = 120; // pixels of the text that must be in the window to count as seen

  function isPanelSeen() {
    const { top, bottom } = panel.box.getBoundingClientRect();
    return top < window.innerHeight - SEEN && bottom > 0;
  }

  function name() {
    const { thing, relation } = state.chosen;
    if (thing !== null) return data.name(thing);
    return relation === null ? null : data.sentence(relation);
  }

  function show() {
    const wanted = name();
    box.hidden = wanted === null || isPanelSeen();
    byId("sheet-name").replaceChildren(...(wanted === null ? [] : [elements.words(wanted)]));
  }

  /** A link from further down leads to other text, which begins at its top. */
  function follow() {
    if (panel.box.getBoundingClientRect().top < 0) panel.reveal();
    show();
  }

  function begin() {
    byId("sheet-read").addEventListener("click", () => panel.focus());
    state.on("selection", follow);
    document.addEventListener("scroll", show, { passive: true });
    window.addEventListener("resize", show);
    show();
  }

  return { begin, isPanelSeen };
})();
