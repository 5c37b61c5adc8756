"use strict";

/** The address of the page says what is seen: back, forward, reload and a copied link lead to it again. */
const address = (() => {
  const PAUSE = 300; // milliseconds; browsers refuse an address that changes more often for long
  const base = location.href.split("#")[0]; // a frame of a notebook has no address to count from
  let written = location.hash.replace(/^#/, "");
  let missing = "";
  let isPassing = false;
  let isAwaited = false;
  let isRestoring = false;
  let timer = null;

  /** What of a state is one entry of the history, whatever the year on the slider, and from where one looks. */
  const withoutPassing = (text) => text.replace(/(^|&)(year|at)=[-\d.,]+/g, "");

  function write(text, isNew) {
    written = text;
    const url = `${base}#${text}`;
    try {
      if (isNew) history.pushState(null, "", url);
      else history.replaceState(null, "", url);
    } catch {
      location.hash = text; // where the browser lets the page do no more
    }
  }

  /** Bring the address up to what is seen: at once as a new entry, or in a while in the place of the last. */
  function save() {
    isAwaited = false;
    const text = fragment.write();
    const isNew = !isPassing && withoutPassing(text) !== withoutPassing(written);
    isPassing = false;
    clearTimeout(timer);
    if (text === written) return;
    if (isNew) write(text, true);
    else timer = setTimeout(flush, PAUSE);
  }

  function flush() {
    clearTimeout(timer);
    const text = fragment.write();
    if (text !== written) write(text, false);
  }

  /** Whatever changes together makes one entry. */
  function follow() {
    if (isRestoring) return;
    missing = "";
    if (isAwaited) return;
    isAwaited = true;
    queueMicrotask(save);
  }

  /** Show what the address asks for, as far as it is there. */
  function restore() {
    clearTimeout(timer);
    written = location.hash.replace(/^#/, "");
    const asked = fragment.read(location.hash);
    missing = asked.missing;
    isRestoring = true; // what is damaged stays in the address until something else is seen
    const { lens, ...parts } = asked.parts;
    state.restore(parts);
    if (lens) camera.lookThrough(lens);
    isRestoring = false;
    if (missing) drawers.open(drawers.SIDE);
    announce.say(missing || explore.total());
  }

  /** Select; a step from thing to thing changes the last entry of the history and adds none. */
  function go(selection, isStep = false) {
    isPassing = isStep;
    state.select(selection);
  }

  /** Whether a click means this page, and no other tab or window. */
  const isPlain = ({ button, ctrlKey, metaKey, shiftKey, altKey }) =>
    button === 0 && ![ctrlKey, metaKey, shiftKey, altKey].some(Boolean);

  // Inside a frame without an address of its own, as in a notebook, links to a part of the page would leave it.
  document.addEventListener("click", (event) => {
    const hash = event.target.closest("a")?.getAttribute("href")?.replace(base, "");
    if (!isPlain(event) || !/^#(thing|relation)=/.test(hash)) return;
    event.preventDefault();
    const { thing = null, relation = null } = fragment.read(hash).parts;
    drawers.open(drawers.SIDE);
    const isInPanel = panel.box.contains(event.target);
    go({ thing, relation });
    if (isInPanel) panel.focus(); // the link itself is gone with the text
  });
  const onMove = () => {
    if (location.hash.replace(/^#/, "") !== written) restore();
  };
  window.addEventListener("popstate", onMove);
  window.addEventListener("hashchange", onMove);
  for (const event of ["view", "selection", "path", "frame"]) state.on(event, follow);

  return {
    // Whole addresses: checkers take what begins with a number sign for a link to a part of the page.
    ofThing: (n) => base + fragment.ofThing(n),
    ofRelation: (r) => base + fragment.ofRelation(r),
    restore,
    follow,
    missing: () => missing,
    link: () => {
      flush();
      return `${base}#${fragment.write()}`;
    },
    toThing: (n, isStep) => go({ thing: n }, isStep),
    toRelation: (r) => go({ relation: r }),
    toNothing: () => go({}),
  };
})();
