"use strict";

/** Parts of the page, made of text alone: nothing here reads its input as HTML. */
const elements = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  /** The shapes of marks as paths, 16 units across, and what stands for the paused ones in the key. */
  const SHAPES = {
    ...JSON.parse(document.getElementById("outlines").textContent),
    barred: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13ZM6.2 5v6M9.8 5v6",
  };

  const byId = (id) => document.getElementById(id);

  /** An element with properties, and with children that are elements or text. */
  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  /** Text of the data, kept from turning the direction of what stands around it. */
  const words = (text, tag = "bdi") => make(tag, { dir: "auto" }, text);

  /** Long text cut to a length, at a whole character. */
  function cut(text, length) {
    if (text.length <= length) return text;
    return `${Array.from(text.slice(0, 2 * length))
      .slice(0, length - 1)
      .join("")
      .trimEnd()}…`;
  }

  /** A link when the target is a web address; its text alone when it is anything else. */
  function link(text, target) {
    const address = webAddress(target);
    if (address === null) return words(text);
    const note = make("span", { className: "unseen" }, " (opens a new tab)");
    return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, words(text), note);
  }

  function webAddress(target) {
    if (!target) return null;
    try {
      const address = new URL(target);
      return ["http:", "https:"].includes(address.protocol) ? address.href : null;
    } catch {
      return null;
    }
  }

  /** The mark of a kind of thing, as the picture draws it. */
  function mark(shape, className) {
    const svg = document.createElementNS(SVG, "svg");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", SHAPES[shape]);
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("class", `mark ${className}`);
    svg.setAttribute("aria-hidden", "true");
    svg.append(path);
    return svg;
  }

  /** The same marks on a canvas, 16 units across. */
  const outline = (shape) => new Path2D(SHAPES[shape]);

  const count = (number, noun) => `${number.toLocaleString("en-GB")} ${noun}${number === 1 ? "" : "s"}`;

  return { byId, make, words, cut, link, mark, outline, count };
})();
