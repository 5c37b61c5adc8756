"use strict";

/** Where a name may stand on the canvas: by its own mark, nearer to it than to any other, and over none. */
const spots = (() => {
  const GAP = 4; // pixels between a mark and its name
  const RING = 7; // pixels that the ring of a selection takes
  const CLEAR = 8; // pixels between a name and any other mark
  const INWARD = 28; // pixels from the near end of a name to where the eye takes it to stand
  const SQUARE = 48;
  const ROW = 65_536; // squares in a row, more than any canvas has
  const AWAY = [26, 48, 76, 110, 150, 200, 260]; // pixels from a mark to a name that a line leads to
  const WAYS = 12; // directions in which such a name is looked for

  const box = (left, top, width, height) => ({ left, top, right: left + width, bottom: top + height });
  const overlaps = (one, other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

  /** Whether a question is true of all that stands in the squares that a box touches. */
  function everyIn(squares, { left, top, right, bottom }, question) {
    const [first, last] = [Math.floor(left / SQUARE), Math.floor(right / SQUARE)];
    const [upper, lower] = [Math.floor(top / SQUARE), Math.floor(bottom / SQUARE)];
    for (let column = first; column <= last; column++) {
      for (let row = upper; row <= lower; row++) {
        const here = squares.get(column * ROW + row);
        if (here && !here.every(question)) return false;
      }
    }
    return true;
  }

  function put(squares, place, what) {
    for (let column = Math.floor(place.left / SQUARE); column <= Math.floor(place.right / SQUARE); column++) {
      for (let row = Math.floor(place.top / SQUARE); row <= Math.floor(place.bottom / SQUARE); row++) {
        const key = column * ROW + row;
        if (squares.has(key)) squares.get(key).push(what);
        else squares.set(key, [what]);
      }
    }
  }

  /** What is taken of the canvas, kept in squares so that only what is near is asked. */
  function room() {
    const squares = new Map();
    return {
      take: (place) => put(squares, place, place),
      isFree: (place) => everyIn(squares, place, (other) => !overlaps(place, other)),
    };
  }

  /** From the edge of a mark to a box, in pixels; less than nothing where they touch. */
  function between({ left, right, top, bottom }, { x, y, radius, reach }) {
    const across = Math.max(left - x - reach, 0, x - right);
    const down = Math.max(top - y, 0, y - bottom);
    return Math.hypot(across, down) - radius;
  }

  /** Where the eye takes a name to stand: in the middle of its height, near the end that its mark is at. */
  function anchor({ left, right, top, bottom }, { x }) {
    const inward = Math.min(INWARD, (right - left) / 2);
    return { x: Math.max(left + inward, Math.min(right - inward, x)), y: (top + bottom) / 2 };
  }

  function distance(point, { x, y, radius, reach }) {
    return Math.hypot(Math.max(x - point.x, 0, point.x - x - reach), point.y - y) - radius;
  }

  const wider = ({ left, right, top, bottom }, by) => ({
    left: left - by,
    right: right + by,
    top: top - by,
    bottom: bottom + by,
  });

  /** The marks that are drawn, asked whether a place for a name is that of its own mark alone, or covers none. */
  function crowd(all) {
    const squares = new Map();
    for (const mark of all) {
      const { x, y, radius, reach } = mark;
      put(squares, box(x - radius, y - radius, reach + 2 * radius, 2 * radius), mark);
    }

    const isBare = (place, own = null) =>
      everyIn(squares, place, (mark) => mark.m === own?.m || between(place, mark) > 0);

    function isClear(place, own) {
      if (!isBare(place, own)) return false;
      const eye = anchor(place, own);
      const far = distance(eye, own);
      const clear = Math.max(CLEAR, between(place, own) + 1);
      const isOff = (mark) =>
        mark.m === own.m || (between(place, mark) >= clear && distance(eye, mark) > far);
      return everyIn(squares, wider(place, Math.max(clear, far)), isOff);
    }

    return { isBare, isClear };
  }

  /** The places where a name may stand about a mark, the best first, moved sideways to stay in view. */
  function about(mark, { width, height }, view) {
    const gap = mark.radius + GAP + (mark.ringed ? RING : 0);
    const slant = gap * Math.SQRT1_2;
    const [above, below] = [mark.y - gap - height, mark.y + gap];
    const within = (left) => Math.max(2, Math.min(view.width - width - 2, left));
    const level = mark.y - height / 2;
    const right = mark.x + mark.reach;
    const middle = mark.x + mark.reach / 2;
    return [
      box(within(middle - width / 2), below, width, height),
      box(within(middle - width / 2), above, width, height),
      box(right + gap, level, width, height),
      box(mark.x - gap - width, level, width, height),
      box(within(middle - width / 4), above, width, height),
      box(within(middle - (3 * width) / 4), above, width, height),
      box(within(middle - width / 4), below, width, height),
      box(within(middle - (3 * width) / 4), below, width, height),
      box(right + slant, mark.y + slant, width, height),
      box(mark.x - slant - width, mark.y + slant, width, height),
      box(right + slant, mark.y - slant - height, width, height),
      box(mark.x - slant - width, mark.y - slant - height, width, height),
    ];
  }

  /** The one place at the side that a scene gives a name. */
  function beside(mark, { width, height }, side) {
    const gap = mark.radius + GAP;
    if (side === "right") return box(mark.x + mark.reach + gap, mark.y - height / 2, width, height);
    if (side === "left") return box(mark.x - gap - width, mark.y - height / 2, width, height);
    const left = mark.reach ? mark.x : mark.x - width / 2;
    if (side === "above") return box(left, mark.y - mark.radius - 1 - height, width, height);
    return box(mark.x + mark.reach / 2 - width / 2, mark.y + gap - 2, width, height);
  }

  /** Places further away, from which a line leads to the mark. */
  function around(mark, { width, height }) {
    const middle = mark.x + mark.reach / 2;
    return AWAY.flatMap((away) =>
      Array.from({ length: WAYS }, (_, n) => {
        const angle = (2 * Math.PI * n) / WAYS - Math.PI / 2;
        const x = middle + (away + mark.radius + width / 2) * Math.cos(angle);
        const y = mark.y + (away + mark.radius + height / 2) * Math.sin(angle);
        return box(x - width / 2, y - height / 2, width, height);
      }),
    );
  }

  return { box, overlaps, between, anchor, room, crowd, about, beside, around };
})();
