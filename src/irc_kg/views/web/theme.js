"use strict";

/** The colours of the page for what is drawn on a canvas, in light, in dark and on paper. */
const theme = (() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const paper = window.matchMedia("print");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const PAPER = { page: "#ffffff", text: "#000000", muted: "#3d4852", edge: "#75828e", accent: "#0b3d75" };
  const listeners = [];
  let isPrinting = false; // browsers say so before the styles of paper hold

  const isPaper = () => isPrinting || paper.matches;
  const isDark = () => dark.matches && !isPaper();

  function read() {
    if (isPaper()) return PAPER;
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(
      Object.keys(PAPER).map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
    );
  }

  const kind = (k) => data.kinds[k][isDark() ? "dark" : "light"];

  const tell = () => listeners.forEach((listener) => listener());
  const print = (on) => () => {
    isPrinting = on;
    tell();
  };
  for (const media of [dark, paper]) media.addEventListener("change", tell);
  window.addEventListener("beforeprint", print(true));
  window.addEventListener("afterprint", print(false));

  return {
    read,
    kind,
    isPaper,
    isStill: () => still.matches,
    onChange: (listener) => listeners.push(listener),
  };
})();
