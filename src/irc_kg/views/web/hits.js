"use strict";

/** What is at a point of the canvas. */
const hits = (() => {
  const REACH = { mark: 12, line: 6 }; // pixels beyond which nothing is hit
  const ON = 1; // pixels about the edge of a mark that are the mark itself

  function nearestMark(frame, x, y, reach) {
    let [nearest, least] = [null, reach];
    for (const m of canvas.marks()) {
      const beyond = marks.beyond(frame, m, x, y);
      if (beyond <= least) [nearest, least] = [m, beyond]; // of two on one spot the one that is drawn last
    }
    return { m: nearest, far: least };
  }

  function nearestLine(frame, x, y, reach) {
    let [nearest, least] = [null, reach];
    for (const r of canvas.relations()) {
      const far = lines.distance(frame, r, x, y, least);
      if (far <= least) [nearest, least] = [r, far];
    }
    return { r: nearest, far: least };
  }

  /** The line that stands out is above all others, and some are drawn only while they do. */
  function chosenLine(frame, x, y, reach) {
    const strong = state.emphasis()?.relations ?? [];
    let [nearest, least] = [null, reach];
    for (const r of strong) {
      if (!canvas.drawn.relations.has(r)) continue;
      const far = lines.distance(frame, r, x, y, least, true);
      if (far <= least) [nearest, least] = [r, far];
    }
    return nearest;
  }

  /** The name or the words at a point, or a line that stands out. */
  function onTop(frame, x, y) {
    const thing = labels.at(x, y);
    if (thing !== null) return { thing };
    const relation = labels.relationAt(x, y) ?? chosenLine(frame, x, y, 2);
    return relation === null ? null : { relation };
  }

  /** {thing} or {relation} at a point, or null: what is seen there, else what is nearest within reach. */
  function at(x, y, reach = REACH) {
    const frame = camera.now();
    const mark = nearestMark(frame, x, y, reach.mark);
    const found = mark.m === null ? null : { thing: frame.scene.thingOf[mark.m], isMark: true };
    if (found && mark.far <= ON) return found;
    const over = onTop(frame, x, y);
    if (over) return over;
    const line = nearestLine(frame, x, y, reach.line);
    return line.r !== null && (!found || line.far < mark.far) ? { relation: line.r } : found;
  }

  return { at };
})();
