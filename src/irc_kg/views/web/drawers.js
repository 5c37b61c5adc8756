"use strict";

/** What lies over the picture: opened by buttons and by selecting, closed by Esc and by a button. */
const drawers = (() => {
  const { byId } = elements;
  const SIDE = "reading"; // what is said of the selection; the others share the other side
  const NAMES = ["key", "connect", "about", SIDE];
  const narrow = window.matchMedia("(max-width: 47.99rem), (max-height: 29.99rem)");
  const opener = (name) => document.querySelector(`[data-drawer="${name}"]`);
  let isDismissed = false; // the reader has closed what is said, and goes on from thing to thing

  const isOpen = (name) => !byId(name).hidden;
  const isNarrow = () => narrow.matches;

  /** Show or hide one; the focus, where it was inside, goes to what opened it. */
  function set(name, on) {
    const hadFocus = !on && byId(name).contains(document.activeElement);
    byId(name).hidden = !on;
    opener(name)?.setAttribute("aria-expanded", String(on));
    if (hadFocus) (opener(name) ?? canvas.box).focus({ preventScroll: true });
  }

  /** Open one; of those on its side only one is open, and in a small window one in all. */
  function open(name) {
    for (const other of NAMES)
      if (other !== name && (isNarrow() || (name !== SIDE && other !== SIDE))) set(other, false);
    set(name, true);
    if (name === SIDE) isDismissed = false;
  }

  function close(name) {
    set(name, false);
    if (name === SIDE) isDismissed = true;
  }

  function toggle(name) {
    if (isOpen(name)) return close(name);
    open(name);
    byId(`${name}-title`).focus({ preventScroll: true });
  }

  /** Close the one that has the focus, or else the one that was opened for a while; false where none is open. */
  function closeOne() {
    const opened = NAMES.filter(isOpen);
    const name = opened.find((one) => byId(one).contains(document.activeElement)) ?? opened[0];
    if (name === undefined) return false;
    close(name);
    return true;
  }

  /** What is said of the selection is seen, unless the reader closed it and only goes on. */
  function follow() {
    const { thing, relation, ways: found } = state.chosen;
    if (thing === null && relation === null && !found && !address.missing()) set(SIDE, false);
    else if (!isDismissed) open(SIDE);
  }

  /** Pixels of the picture that drawers cover at its left, right and lower edge. */
  function cover() {
    const frame = canvas.box.getBoundingClientRect();
    const edges = { left: 0, right: 0, bottom: 0 };
    for (const name of NAMES.filter(isOpen)) {
      const { left, right, top } = byId(name).getBoundingClientRect();
      if (isNarrow()) edges.bottom = Math.max(edges.bottom, frame.bottom - top);
      else if (name === SIDE) edges.right = Math.max(0, frame.right - left);
      else edges.left = Math.max(0, right - frame.left);
    }
    return edges;
  }

  function begin() {
    for (const button of document.querySelectorAll("[data-drawer]"))
      button.addEventListener("click", () => toggle(button.dataset.drawer));
    for (const button of document.querySelectorAll("[data-close]"))
      button.addEventListener("click", () => close(button.closest(".drawer").id));
    state.on("selection", follow);
    state.on("path", follow);
  }

  begin();
  return { SIDE, open, close, closeOne, isNarrow, cover };
})();
