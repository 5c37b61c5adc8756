"use strict";

/** Where one looks at the picture from, and what is at a point of it. */
const camera = (() => {
  const REACH = 12; // pixels about a mark that still count as the mark
  const CLOSEST = 1.1; // how far fitting zooms in
  const READABLE = 0.8; // the scale at which a thing that was searched for is shown
  const MARGIN = { side: 64, end: 48 }; // pixels left for names when all fits
  const EDGE = 16; // pixels within the frame that still count as out of view
  const LIMITS = { far: 0.02, near: 4 };
  const { box, network } = canvas;

  const motion = () => (theme.isStill() ? false : { duration: 300, easingFunction: "easeInOutQuad" });

  function look(options, animation = motion()) {
    network.moveTo({ ...options, animation });
    canvas.broaden();
  }

  const range = (numbers) => [
    numbers.reduce((a, b) => Math.min(a, b)),
    numbers.reduce((a, b) => Math.max(a, b)),
  ];

  /** Show what is drawn as large as it fits, or the given things only. */
  function fit(things = [...canvas.drawn.things], animation = motion()) {
    if (!things.length) return;
    const spots = things.map(canvas.spotOf);
    const [left, right] = range(spots.map(({ x }) => x));
    const [top, bottom] = range(spots.map(({ y }) => y));
    const across = Math.max(80, box.clientWidth - 2 * MARGIN.side) / Math.max(1, right - left);
    const down = Math.max(80, box.clientHeight - 2 * MARGIN.end) / Math.max(1, bottom - top);
    const position = { x: (left + right) / 2, y: (top + bottom) / 2 };
    look({ position, scale: Math.min(CLOSEST, across, down) }, animation);
  }

  function zoom(factor) {
    look({ scale: Math.min(LIMITS.near, Math.max(LIMITS.far, canvas.scaleNow() * factor)) });
  }

  function pan(across, down) {
    const { x, y } = network.getViewPosition();
    const scale = canvas.scaleNow();
    look({ position: { x: x + across / scale, y: y + down / scale } });
  }

  const isHidden = () => box.clientWidth === 0;

  function isInView(n) {
    const { x, y } = canvas.place(n);
    return x > EDGE && y > EDGE && x < box.clientWidth - EDGE && y < box.clientHeight - EDGE;
  }

  /** Bring a thing into view; near enough to be read. */
  function goTo(n, isCloser = false) {
    if (isHidden() || !canvas.drawn.things.has(n)) return;
    const scale = canvas.scaleNow();
    if (isInView(n) && (!isCloser || scale >= READABLE / 2)) return;
    const { x, y } = canvas.spotOf(n);
    look({ position: { x, y }, scale: isCloser ? Math.max(scale, READABLE) : scale });
  }

  /** Bring the selection into view, where any of it is not. */
  function follow() {
    const { thing, relation } = state.chosen;
    if (thing !== null) goTo(thing);
    if (relation === null || isHidden()) return;
    const ends = [data.relations[relation].subject, data.relations[relation].object];
    if (ends.every((n) => canvas.drawn.things.has(n)) && !ends.every(isInView)) fit(ends);
  }

  /** The canvas has another size: show the selection, or all of it. */
  function refit() {
    if (isHidden()) return;
    network.redraw();
    if (state.chosen.thing === null && state.chosen.relation === null) fit();
    else follow();
  }

  /** What is at a point: {thing}, {relation} or null. A mark counts a little beyond its edge. */
  function hit(x, y) {
    const scale = canvas.scaleNow();
    let nearest = null;
    let least = REACH;
    for (const n of canvas.drawn.things) {
      const spot = canvas.place(n);
      const beyond = Math.hypot(spot.x - x, spot.y - y) - marks.radius(n, scale);
      if (beyond < least) [nearest, least] = [n, beyond];
    }
    const thing = nearest ?? labels.at(x, y);
    if (thing !== null) return { thing };
    const relation = network.getEdgeAt({ x, y });
    return relation === undefined ? null : { relation };
  }

  box.addEventListener("pointermove", (event) => {
    if (event.buttons) return;
    const found = hit(event.offsetX, event.offsetY);
    box.style.cursor = found ? "pointer" : "";
    canvas.hover(found?.thing ?? null);
  });
  box.addEventListener("pointerleave", () => canvas.hover(null));

  state.on("selection", follow);

  return { fit, zoom, pan, goTo, refit, hit };
})();
