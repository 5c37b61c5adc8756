"use strict";

/** How a relation runs on the canvas: straight, bent, from column to column, or back to where it began. */
const lines = (() => {
  const WIDTH = 1.2;
  const THIN = 0.7; // where there are many
  const MANY = 3000;
  const TOGETHER = 60; // lines drawn at a time: one path of thousands takes longer than many short ones
  const ARROW = 7; // pixels
  const SMALLEST_ARROW = 3.2;
  const GAP = 1.5; // pixels between the head of an arrow and a mark
  const LEAST_BOW = 26; // pixels that an S goes out before it turns
  const STEPS = 12; // pieces of a curve where its distance is asked
  const ROUND = 4 / 3; // how much further out than its bow the points lie that pull an arc
  const [NONE, SEGMENT, CUBIC, RING] = [0, 1, 3, 4]; // what the legs of a line are

  // The line that was asked for last: its start, then for each leg its end, or two points that pull and its end.
  // A new object for each of thousands would be thrown away at once.
  let c = new Float64Array(64);
  let legs = 0;

  function leg(...numbers) {
    const from = 2 + legs * numbers.length;
    if (from + numbers.length > c.length) {
      const wider = new Float64Array(2 * (from + numbers.length));
      wider.set(c);
      c = wider;
    }
    c.set(numbers, from);
    legs += 1;
  }

  function start(x, y) {
    legs = 0;
    [c[0], c[1]] = [x, y];
  }

  /** Where a line meets a mark: of a bar the point of its middle line that is nearest to where it comes from. */
  function anchor(frame, m, towards) {
    const { x, y } = frames.spot(frame, m);
    const length = marks.reach(frame, m);
    return { x: length ? Math.min(x + length, Math.max(x, towards)) : x, y };
  }

  const middle = (frame, m) => frames.spot(frame, m).x + marks.reach(frame, m) / 2;

  /** The points that a relation passes on its way. */
  function passed({ scene: held, kx, ky, ox, oy }, r) {
    return held.by[r]?.map(([x, y]) => ({ x: x * kx + ox, y: y * ky + oy })) ?? [];
  }

  const COURSES = { across, down, arc };

  /** Work out the line of relation r into c; returns what its legs are, 0 for one that is not drawn. */
  function trace(frame, r, isChosen = false) {
    const { subject: from, object: to } = data.relations[r];
    const course = frame.scene.courses[r];
    const bend = frame.scene.bends[r];
    if (from === to) return ring(frame, from, bend);
    if (COURSES[course]) return COURSES[course](frame, from, to, passed(frame, r), bend);
    if (course === "none" && !isChosen) return NONE;
    return straight(frame, from, to, passed(frame, r), course === "straight" ? bend : 0);
  }

  function straight(frame, from, to, by, bend) {
    const one = anchor(frame, from, by[0]?.x ?? middle(frame, to));
    const other = anchor(frame, to, by.at(-1)?.x ?? one.x);
    start(one.x, one.y);
    if (bend && !by.length) return bent(frame, one, other, to, bend);
    for (const { x, y } of by) leg(x, y);
    const before = by.at(-1) ?? one;
    const [dx, dy] = [other.x - before.x, other.y - before.y];
    const long = Math.hypot(dx, dy) || 1;
    const back = Math.min(long, marks.radius(frame, to) + GAP) / long;
    leg(other.x - dx * back, other.y - dy * back);
    return SEGMENT;
  }

  /** Bent so far to one side that several between the same two things can be told apart. */
  function bent(frame, one, other, to, bend) {
    const [dx, dy] = [other.x - one.x, other.y - one.y];
    const pull = { x: one.x + dx / 2 + dy * bend, y: one.y + dy / 2 - dx * bend };
    const last = Math.hypot(other.x - pull.x, other.y - pull.y) || 1;
    const back = (marks.radius(frame, to) + GAP) / last;
    const end = { x: other.x - (other.x - pull.x) * back, y: other.y - (other.y - pull.y) * back };
    const near = ({ x, y }) => [x + (2 / 3) * (pull.x - x), y + (2 / 3) * (pull.y - y)];
    leg(...near(one), ...near(end), end.x, end.y);
    return CUBIC;
  }

  /** The edge of a mark that looks towards a point, and whether that is to the right. */
  function side(frame, m, towards) {
    const { x, y } = frames.spot(frame, m);
    const away = marks.radius(frame, m) + GAP;
    const length = marks.reach(frame, m);
    const way = towards >= x + length / 2 ? 1 : -1;
    if (length) return { x: way > 0 ? x + length : x, y, way };
    return { x: x + way * away, y, way };
  }

  /** From column to column: level where it leaves and where it arrives, and at each point on its way. */
  function across(frame, from, to, by) {
    const one = side(frame, from, by[0]?.x ?? middle(frame, to));
    const other = side(frame, to, by.at(-1)?.x ?? middle(frame, from));
    start(one.x, one.y);
    let before = one;
    for (const next of [...by, other]) {
      const way = Math.sign(next.x - before.x) || 1;
      const out = Math.max(by.length ? 0 : LEAST_BOW, Math.abs(next.x - before.x) / 2);
      const [leaves, arrives] = [before.way ?? way, next.way ?? -way];
      leg(before.x + leaves * out, before.y, next.x + arrives * out, next.y, next.x, next.y);
      before = next;
    }
    return CUBIC;
  }

  /** The upper or the lower end of a mark, where it is nearest to a point. */
  function foot(frame, m, towards, gap) {
    const { x, y } = anchor(frame, m, towards.x);
    const way = towards.y >= y ? 1 : -1;
    return { x, y: y + way * (marks.radius(frame, m) + gap) };
  }

  /** The same from above to below. */
  function down(frame, from, to, by) {
    const other = { x: middle(frame, to), y: frames.spot(frame, to).y };
    let before = foot(frame, from, by[0] ?? other, 0);
    const last = foot(frame, to, by.at(-1) ?? { x: before.x, y: frames.spot(frame, from).y }, GAP);
    start(before.x, before.y);
    for (const next of [...by, last]) {
      const half = (next.y - before.y) / 2;
      leg(before.x, before.y + half, next.x, next.y - half, next.x, next.y);
      before = next;
    }
    return CUBIC;
  }

  /** Out to one side and back; far: units to the right, below 0 to the left. */
  function arc(frame, from, to, _, far) {
    const [one, other] = [side(frame, from, far * Infinity), side(frame, to, far * Infinity)];
    const out = (far > 0 ? Math.max(one.x, other.x) : Math.min(one.x, other.x)) + far * frame.kx * ROUND;
    start(one.x, one.y);
    leg(out, one.y, out, other.y, other.x, other.y);
    return CUBIC;
  }

  /** From a thing to itself: a circle up and to the right of it. */
  function ring(frame, m, size) {
    const { x, y } = frames.spot(frame, m);
    const wide = Math.max(6, size * Math.min(1, frame.scale));
    const away = (marks.radius(frame, m) + wide) * Math.SQRT1_2;
    start(x + marks.reach(frame, m) + away, y - away);
    leg(wide, wide);
    return RING;
  }

  /** A point of the line that was traced last; share: from 0 at the subject to 1 at the object. */
  function point(degree, share) {
    if (degree === RING) {
      const angle = (0.75 - 2 * share) * Math.PI; // from the thing on, all the way round
      return { x: c[0] + c[2] * Math.cos(angle), y: c[1] + c[2] * Math.sin(angle) };
    }
    const nth = Math.min(legs - 1, Math.floor(share * legs));
    return onLeg(degree, nth, share * legs - nth);
  }

  function onLeg(degree, nth, share) {
    const rest = 1 - share;
    const from = 2 * nth * degree;
    if (degree === SEGMENT)
      return { x: rest * c[from] + share * c[from + 2], y: rest * c[from + 1] + share * c[from + 3] };
    const weights = [rest ** 3, 3 * rest * rest * share, 3 * rest * share * share, share ** 3];
    const at = (n) => weights.reduce((sum, weight, k) => sum + weight * c[from + n + 2 * k], 0);
    return { x: at(0), y: at(1) };
  }

  /** A point of relation r on the canvas; null where it is not drawn. */
  function along(frame, r, share, isChosen = false) {
    const degree = trace(frame, r, isChosen);
    return degree === NONE ? null : point(degree, share);
  }

  /** Whether the line that was traced last could be seen in a box. */
  function isNear(degree, left, top, right, bottom) {
    if (degree === RING)
      return c[0] + c[2] > left && c[0] - c[2] < right && c[1] + c[2] > top && c[1] - c[2] < bottom;
    return isWithin(degree, 0, left, right) && isWithin(degree, 1, top, bottom);
  }

  /** Whether any of it lies between two numbers; axis: 0 across, 1 down. */
  function isWithin(degree, axis, least, most) {
    let [low, high] = [Infinity, -Infinity];
    for (let n = axis; n < 2 * legs * degree + 2; n += 2) {
      if (c[n] < low) low = c[n];
      if (c[n] > high) high = c[n];
    }
    return high >= least && low <= most;
  }

  /** How far a point is from relation r, in pixels; Infinity where that is more than reach. */
  function distance(frame, r, x, y, reach, isChosen = false) {
    const degree = trace(frame, r, isChosen);
    if (degree === NONE || !isNear(degree, x - reach, y - reach, x + reach, y + reach)) return Infinity;
    if (degree === RING) return Math.abs(Math.hypot(x - c[0], y - c[1]) - c[2]);
    const pieces = legs * (degree === SEGMENT ? 1 : STEPS);
    let least = Infinity;
    let before = point(degree, 0);
    for (let n = 1; n <= pieces; n++) {
      const next = point(degree, n / pieces);
      least = Math.min(least, fromPiece(before, next, x, y));
      before = next;
    }
    return least;
  }

  function fromPiece(one, other, x, y) {
    const [dx, dy] = [other.x - one.x, other.y - one.y];
    const share = ((x - one.x) * dx + (y - one.y) * dy) / (dx * dx + dy * dy || 1);
    const held = Math.max(0, Math.min(1, share));
    return Math.hypot(one.x + held * dx - x, one.y + held * dy - y);
  }

  function add(context, degree) {
    if (degree === RING) {
      context.moveTo(c[0] + c[2], c[1]);
      context.arc(c[0], c[1], c[2], 0, 2 * Math.PI);
      return;
    }
    context.moveTo(c[0], c[1]);
    for (let n = 2; n < 2 * legs * degree + 2; n += 2 * degree) {
      if (degree === SEGMENT) context.lineTo(c[n], c[n + 1]);
      else context.bezierCurveTo(c[n], c[n + 1], c[n + 2], c[n + 3], c[n + 4], c[n + 5]);
    }
  }

  /** The head of the arrow at the end of the curve that was traced last. */
  function addHead(context, degree, long) {
    if (degree === RING) return;
    const last = 2 * legs * degree;
    const [x, y] = [c[last], c[last + 1]];
    const [dx, dy] = [x - c[last - 2], y - c[last - 1]];
    const far = Math.hypot(dx, dy);
    if (far < 1) return;
    const [ux, uy] = [(dx / far) * long, (dy / far) * long];
    context.moveTo(x, y);
    context.lineTo(x - ux - uy * 0.42, y - uy + ux * 0.42);
    context.lineTo(x - ux + uy * 0.42, y - uy - ux * 0.42);
    context.closePath();
  }

  const headLength = (frame, width) => ARROW * Math.min(1, 0.3 + frame.scale) * Math.max(1, width / WIDTH / 1.5);

  /** The relations drawn a few at a time: a step is done at each call of next(). */
  function* drawing(context, frame, relations, colour, { width, isChosen = false }) {
    const long = headLength(frame, width);
    const hasHeads = long >= SMALLEST_ARROW && (relations.length <= MANY || frame.scale > 0.3);
    for (let first = 0; first < relations.length; first += TOGETHER) {
      const heads = hasHeads ? new Path2D() : null;
      context.beginPath();
      for (const r of relations.slice(first, first + TOGETHER)) addLine(context, heads, frame, r, long, isChosen);
      Object.assign(context, { strokeStyle: colour, fillStyle: colour, lineWidth: width });
      context.stroke();
      if (heads) context.fill(heads);
      yield;
    }
  }

  function addLine(context, heads, frame, r, long, isChosen) {
    const degree = trace(frame, r, isChosen);
    if (degree === NONE || !isNear(degree, -long, -long, frame.width + long, frame.height + long)) return;
    add(context, degree);
    if (heads) addHead(heads, degree, long);
  }

  /** All at once. */
  function draw(context, frame, relations, colour, style) {
    layer.finish(drawing(context, frame, relations, colour, style));
  }

  const widthFor = (count) => (count > MANY ? THIN : WIDTH);

  return { WIDTH, along, distance, drawing, draw, widthFor };
})();
