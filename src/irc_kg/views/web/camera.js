"use strict";

/** Where one looks at the picture from. */
const camera = (() => {
  const READABLE = 0.8; // the scale at which a thing that was searched for is shown
  const EDGE = 16; // pixels within the frame that still count as out of view
  const KEPT = 28; // pixels within which a part of the picture always stays
  const CLOSEST = 1.6; // pixels to a unit, where some things are fitted
  const LIMITS = { far: 0.6, near: 4 }; // of the scale at which all fits; pixels to a unit
  const LONG = 300; // milliseconds of a movement
  const { box } = canvas;
  let current = null;
  let way = null; // from where to where, and since when
  let held = 0; // pointers that hold the picture
  let isByHand = false; // whether the reader has zoomed or moved it

  const size = () => ({ width: box.clientWidth, height: box.clientHeight, inset: covered() });

  /** Boxes of the canvas that tools and the line of status stand over. */
  function over() {
    const { left, top } = box.getBoundingClientRect();
    return [...document.querySelectorAll(".stage > .tools, .stage > #status")]
      .filter((one) => one.checkVisibility())
      .map((one) => one.getBoundingClientRect())
      .map((at) => spots.box(at.left - left, at.top - top, at.width, at.height));
  }

  /** Pixels at each side of the canvas that drawers, tools and the line of status cover. */
  function covered() {
    const edges = drawers.cover();
    for (const one of over()) {
      const high = box.clientHeight - one.top;
      if (high > 0 && high < box.clientHeight / 4) edges.bottom = Math.max(edges.bottom ?? 0, high);
    }
    return edges;
  }

  const isHidden = () => box.clientWidth === 0 || box.clientHeight === 0;
  const sceneNow = () => scene.of(scene.shapeFor(box.clientWidth, Math.max(1, box.clientHeight)));

  /** The frame in which all that is drawn fits. */
  function home() {
    const isAll = canvas.drawn.things.size === data.things.length;
    const marks = [...canvas.drawn.things].flatMap((n) => sceneNow().marksOf[n]);
    if (marks.length) return frames.fit(sceneNow(), marks, size(), { isAll });
    return frames.fit(sceneNow(), data.things.length ? [0] : [], size(), { isAll: true });
  }

  /** Look from elsewhere; how: "at once", "slowly", or "by hand", where names wait until the hand rests. */
  function look(frame, how = "slowly") {
    if (how === "slowly" && current?.scene === frame.scene && !theme.isStill()) {
      way = { from: current, to: frame, since: null };
      canvas.ask();
      return;
    }
    way = null;
    current = frame;
    canvas.moved(how !== "by hand");
  }

  /** Go on with a movement that was begun; whether it goes on after this. */
  function step(now) {
    if (!way) return false;
    way.since ??= now;
    const share = Math.min(1, (now - way.since) / LONG);
    const eased = share < 0.5 ? 2 * share * share : 1 - 2 * (1 - share) ** 2;
    current = frames.between(way.from, way.to, eased);
    if (share < 1) return true;
    current = way.to;
    way = null;
    canvas.moved(true);
    return false;
  }

  const target = () => way?.to ?? current;

  /** Show what is drawn as large as it fits, or the given things only. */
  function fit(things = null, how = "slowly") {
    if (isHidden()) return;
    const all = home();
    isByHand = false;
    address.follow();
    if (!things) {
      look(all, how);
      return;
    }
    const marks = things.filter((n) => canvas.drawn.things.has(n));
    if (!marks.length) return;
    const options = { stretch: all.kx / all.ky, closest: Math.max(CLOSEST, all.kx, all.ky) };
    look(frames.fit(sceneNow(), marks, size(), options), how);
  }

  /** The factor, as far as the limits let it be taken. */
  function limited(frame, factor) {
    const least = home().scale * LIMITS.far;
    const most = Math.max(LIMITS.near, 3 * home().scale);
    return Math.max(Math.min(factor, most / frame.scale), Math.min(1, least / frame.scale));
  }

  /** The frame moved just so far that a part of the picture stays in it. */
  function kept(frame) {
    let least = Infinity;
    let shift = [0, 0];
    for (const m of canvas.marks()) {
      const { x, y } = frames.spot(frame, m);
      const across = Math.max(KEPT - x - marks.reach(frame, m), 0) || Math.min(frame.width - KEPT - x, 0);
      const down = Math.max(KEPT - y, 0) || Math.min(frame.height - KEPT - y, 0);
      const far = Math.abs(across) + Math.abs(down);
      if (far < least) [least, shift] = [far, [across, down]];
      if (!far) return frame;
    }
    return frames.moved(frame, ...shift);
  }

  /** Larger or smaller, about a point of the canvas; without one about its middle. */
  function zoom(factor, x = box.clientWidth / 2, y = box.clientHeight / 2, how = "slowly") {
    if (isHidden()) return;
    const frame = target();
    takeInHand();
    look(kept(frames.zoomed(frame, limited(frame, factor), x, y)), how);
  }

  function pan(across, down, how = "slowly") {
    if (isHidden()) return;
    takeInHand();
    look(kept(frames.moved(target(), -across, -down)), how);
  }

  function takeInHand() {
    isByHand = true;
    address.follow();
  }

  /** The frame in which all fits with nothing before it: what is looked at is told as shares of that. */
  function open() {
    const marks = [...canvas.drawn.things].flatMap((n) => sceneNow().marksOf[n]);
    return marks.length ? frames.fit(sceneNow(), marks, { ...size(), inset: {} }, { isAll: true }) : null;
  }

  /** What the reader zoomed and moved to: the middle as shares of all, how much closer each way; null when nothing. */
  function lens() {
    const whole = isByHand && !isHidden() ? open() : null;
    if (!whole) return null;
    const frame = target();
    const x = ((frame.width / 2 - frame.ox) / frame.kx) * whole.kx + whole.ox;
    const y = ((frame.height / 2 - frame.oy) / frame.ky) * whole.ky + whole.oy;
    return [x / whole.width, y / whole.height, frame.kx / whole.kx, frame.ky / whole.ky];
  }

  /** Look as a lens says. */
  function lookThrough([across, down, wider, higher]) {
    const whole = isHidden() ? null : open();
    if (!whole) return;
    isByHand = true;
    const [kx, ky] = [whole.kx * wider, whole.ky * higher];
    const x = (across * whole.width - whole.ox) / whole.kx;
    const y = (down * whole.height - whole.oy) / whole.ky;
    look(kept(frames.centred({ ...whole, kx, ky, scale: Math.min(kx, ky) }, x, y)), "at once");
  }

  /** Whether a thing stands where nothing covers it. */
  function isInView(n) {
    const { x, y } = frames.spot(target(), n);
    const { left = 0, right = 0, bottom = 0 } = covered();
    const isWithin = (at, from, to) => at > from + EDGE && at < to - EDGE;
    return isWithin(x, left, box.clientWidth - right) && isWithin(y, 0, box.clientHeight - bottom);
  }

  /** Bring a thing into view; near enough to be read. */
  function goTo(n, isCloser = false) {
    if (isHidden() || !canvas.drawn.things.has(n)) return;
    const frame = target();
    if (isInView(n) && (!isCloser || frame.scale >= READABLE / 2)) return;
    const factor = isCloser ? Math.max(1, READABLE / frame.scale) : 1;
    const nearer = { ...frames.zoomed(frame, limited(frame, factor), 0, 0), inset: covered() };
    look(frames.centred(nearer, frame.scene.x[n] + frame.scene.length[n] / 2, frame.scene.y[n]));
  }

  /** Bring the selection into view, where any of it is not. */
  function follow() {
    const { thing, relation } = state.chosen;
    if (isHidden() || !current) return;
    if (thing !== null) goTo(thing);
    if (relation === null) return;
    const ends = [data.relations[relation].subject, data.relations[relation].object];
    if (ends.every((n) => canvas.drawn.things.has(n)) && !ends.every(isInView)) fit(ends);
  }

  /** The canvas has another size: show all of it, and the selection in any case. */
  function refit() {
    if (isHidden()) return;
    if (current && current.width === box.clientWidth && current.height === box.clientHeight) return;
    isByHand = false;
    look(home(), "at once");
    follow();
  }

  state.on("selection", follow);

  return {
    fit,
    zoom,
    pan,
    goTo,
    refit,
    home,
    over,
    lens,
    lookThrough,
    step,
    hit: (x, y, reach) => hits.at(x, y, reach),
    now: () => current,
    hold: (by) => (held += by),
    isMoving: () => way !== null || held > 0,
  };
})();
