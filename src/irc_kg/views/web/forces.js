"use strict";

/** Things that find their places by themselves: what is related pulls, all that is near pushes, nothing leaves its box. */
const forces = (() => {
  const REACH = 2.5; // lengths beyond which things do not push each other
  const COOLING = 0.972;
  const WARM = 0.35; // lengths that a thing may go at the first step
  const COLD = 0.25; // pixels; when none may go further it is over
  const MIDDLE = 0.012; // how strongly all is drawn to the middle

  /**
   * A movement of points {x, y} (typed arrays, in pixels) in a box {left, top, right, bottom}.
   * pairs: [from, to, from, to, ...]; isFixed: which points stay. step() moves all once, and says whether more follows.
   */
  function made(x, y, pairs, isFixed, box) {
    const count = x.length;
    const [width, height] = [box.right - box.left, box.bottom - box.top];
    const length = Math.min(140, 0.85 * Math.sqrt((width * height) / Math.max(1, count)));
    const cell = REACH * length;
    const columns = Math.max(1, Math.ceil(width / cell));
    const rows = Math.max(1, Math.ceil(height / cell));
    const [ax, ay] = [new Float64Array(count), new Float64Array(count)];
    const [heads, next] = [new Int32Array(columns * rows), new Int32Array(count)];
    const degrees = new Float64Array(count);
    for (const n of pairs) degrees[n]++;
    let heat = WARM * length;

    const columnOf = (n) => Math.max(0, Math.min(columns - 1, Math.floor((x[n] - box.left) / cell)));
    const rowOf = (n) => Math.max(0, Math.min(rows - 1, Math.floor((y[n] - box.top) / cell)));

    function sort() {
      heads.fill(-1);
      for (let n = 0; n < count; n++) {
        const here = rowOf(n) * columns + columnOf(n);
        next[n] = heads[here];
        heads[here] = n;
      }
    }

    function push(n, other) {
      const [dx, dy] = [x[n] - x[other], y[n] - y[other]];
      const square = dx * dx + dy * dy || 0.01;
      if (square > cell * cell) return;
      const strength = (length * length) / square;
      ax[n] += (dx || 0.1 * (n - other)) * strength;
      ay[n] += dy * strength;
    }

    function pushFrom(n, head) {
      for (let other = head; other >= 0; other = next[other]) if (other !== n) push(n, other);
    }

    function pushAll() {
      for (let n = 0; n < count; n++) {
        const [column, row] = [columnOf(n), rowOf(n)];
        for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
          for (let k = Math.max(0, column - 1); k <= Math.min(columns - 1, column + 1); k++)
            pushFrom(n, heads[r * columns + k]);
        }
      }
    }

    function pullAll() {
      for (let at = 0; at < pairs.length; at += 2) {
        const [one, other] = [pairs[at], pairs[at + 1]];
        const [dx, dy] = [x[other] - x[one], y[other] - y[one]];
        const far = Math.hypot(dx, dy);
        const share = far / length / Math.sqrt(Math.min(degrees[one], degrees[other]));
        ax[one] += dx * share;
        ay[one] += dy * share;
        ax[other] -= dx * share;
        ay[other] -= dy * share;
      }
    }

    function go(n) {
      const dx = ax[n] + MIDDLE * (box.left + width / 2 - x[n]);
      const dy = ay[n] + MIDDLE * (box.top + height / 2 - y[n]);
      const far = Math.hypot(dx, dy) || 1;
      const stride = Math.min(far, heat) / far;
      x[n] = Math.max(box.left, Math.min(box.right, x[n] + dx * stride));
      y[n] = Math.max(box.top, Math.min(box.bottom, y[n] + dy * stride));
    }

    function step() {
      ax.fill(0);
      ay.fill(0);
      sort();
      pushAll();
      pullAll();
      for (let n = 0; n < count; n++) if (!isFixed(n)) go(n);
      heat *= COOLING;
      return heat > COLD;
    }

    return { step };
  }

  return { made };
})();
