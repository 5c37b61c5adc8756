"use strict";

/** The colours of the page for what is drawn on a canvas, in light, in dark and on paper. */
const theme = (() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const paper = window.matchMedia("print");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const forced = window.matchMedia("(forced-colors: active)");
  const PAPER = {
    page: "#ffffff",
    ground: "#f3f5f7",
    line: "#b5bec7",
    text: "#000000",
    muted: "#3d4852",
    edge: "#75828e",
    accent: "#0b3d75",
  };
  // What a reader has set for all pages: kinds are told apart by their shapes alone.
  const SYSTEM = {
    page: "Canvas",
    ground: "Canvas",
    line: "GrayText",
    text: "CanvasText",
    muted: "CanvasText",
    edge: "GrayText",
    accent: "Highlight",
  };
  const listeners = [];
  let isPrinting = false; // browsers say so before the styles of paper hold

  const isPaper = () => isPrinting || paper.matches;
  const isDark = () => dark.matches && !isPaper();

  const isForced = () => forced.matches && !isPaper();

  /** Every colour, and of each kind its own; in a form to which two digits of opacity can be added. */
  function read() {
    const kinds = data.kinds.map((_, k) => kind(k));
    if (isPaper()) return { ...PAPER, kinds };
    const style = getComputedStyle(document.documentElement);
    const colours = Object.keys(PAPER).map((name) => [
      name,
      isForced() ? system(SYSTEM[name]) : style.getPropertyValue(`--${name}`).trim(),
    ]);
    return { ...Object.fromEntries(colours), kinds };
  }

  /** A colour of the system as # and six digits. */
  function system(name) {
    const probe = elements.make("span", { hidden: true });
    probe.style.color = name;
    document.body.append(probe);
    const channels = getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3);
    probe.remove();
    return `#${channels.map((channel) => Math.round(Number(channel)).toString(16).padStart(2, "0")).join("")}`;
  }

  function kind(k) {
    if (isForced()) return system("CanvasText");
    return data.kinds[k][isDark() ? "dark" : "light"];
  }

  const tell = () => listeners.forEach((listener) => listener());
  const print = (on) => () => {
    isPrinting = on;
    tell();
  };
  for (const media of [dark, paper, forced]) media.addEventListener("change", tell);
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
