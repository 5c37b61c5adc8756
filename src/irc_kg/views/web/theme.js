"use strict";

/** The colours of the page for what is drawn on a canvas, in light, in dark and on paper. */
const theme = (() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const paper = window.matchMedia("print");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const listeners = [];

  const isDark = () => dark.matches && !paper.matches;

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  }

  function read() {
    const names = ["page", "text", "muted", "edge", "accent"];
    return Object.fromEntries(names.map((name) => [name, colour(name)]));
  }

  const kind = (k) => data.kinds[k][isDark() ? "dark" : "light"];

  for (const media of [dark, paper]) media.addEventListener("change", () => listeners.forEach((tell) => tell()));

  return { read, kind, paper, isStill: () => still.matches, onChange: (listener) => listeners.push(listener) };
})();
