"use strict";

/** Where a name may stand on the canvas: by its own mark, nearer to it than to any other, and over none. */
const spots = (() => {
  const GAP = 4; // pixels between a mark and its name
  const RING = 7; // pixels that the ring of a selection takes
  const CLEAR = 8; // pixels between a name and any other mark
  const INWARD = 28; // pixels from the near end of a name to where the eye takes it to stand
  const SQUARE = 64;

  const box = (left, top, width, height) => ({ left, top, right: left + width, bottom: top + height });
  const overlaps = (one, other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

  function* squaresOf({ left, top, right, bottom }) {
    for (let column = Math.floor(left / SQUARE); column <= Math.floor(right / SQUARE); column++) {
      for (let row = Math.floor(top / SQUARE); row <= Math.floor(bottom / SQUARE); row++)
        yield `${column},${row}`;
    }
  }

  function put(squares, place, what) {
    for (const key of squaresOf(place)) {
      if (squares.has(key)) squares.get(key).push(what);
      else squares.set(key, [what]);
    }
  }

  /** What is taken of the canvas, kept in squares so that only what is near is asked. */
  function room() {
    const squares = new Map();
    return {
      take: (place) => put(squares, place, place),
      isFree: (place) =>
        [...squaresOf(place)].every((key) => !squares.get(key)?.some((other) => overlaps(place, other))),
    };
  }

  /** From the edge of a mark to a box, in pixels; less than nothing where they touch. */
  function between({ left, right, top, bottom }, { x, y, radius }) {
    const across = Math.max(left - x, 0, x - right);
    const down = Math.max(top - y, 0, y - bottom);
    return Math.hypot(across, down) - radius;
  }

  /** Where the eye takes a name to stand: in the middle of its height, near the end that its mark is at. */
  function anchor({ left, right, top, bottom }, { x }) {
    const inward = Math.min(INWARD, (right - left) / 2);
    return { x: Math.max(left + inward, Math.min(right - inward, x)), y: (top + bottom) / 2 };
  }

  const distance = (point, { x, y, radius }) => Math.hypot(point.x - x, point.y - y) - radius;

  /** The marks that are drawn, asked whether a place for a name is that of its own mark alone. */
  function crowd(marks) {
    const squares = new Map();
    for (const mark of marks)
      put(squares, box(mark.x - mark.radius, mark.y - mark.radius, 2 * mark.radius, 2 * mark.radius), mark);

    function isClear(place, own = null) {
      const eye = own && anchor(place, own);
      const far = own && distance(eye, own);
      const clear = own ? Math.max(CLEAR, between(place, own) + 1) : 0;
      const isOff = (mark) =>
        mark.n === own?.n ||
        (own ? between(place, mark) >= clear && distance(eye, mark) > far : between(place, mark) > 0);
      const reach = own ? Math.max(clear, far) : 0;
      const around = {
        left: place.left - reach,
        right: place.right + reach,
        top: place.top - reach,
        bottom: place.bottom + reach,
      };
      return [...squaresOf(around)].every((key) => squares.get(key)?.every(isOff) ?? true);
    }

    return { isClear };
  }

  /** The places where a name may stand about a mark, the best first, moved sideways to stay in view. */
  function about(mark, { width, height }, view) {
    const gap = mark.radius + GAP + (mark.ringed ? RING : 0);
    const slant = gap * Math.SQRT1_2;
    const [above, below] = [mark.y - gap - height, mark.y + gap];
    const within = (left) => Math.max(2, Math.min(view.width - width - 2, left));
    const beside = mark.y - height / 2;
    return [
      box(within(mark.x - width / 2), below, width, height),
      box(within(mark.x - width / 2), above, width, height),
      box(within(mark.x - width / 4), above, width, height),
      box(within(mark.x - (3 * width) / 4), above, width, height),
      box(within(mark.x - width / 4), below, width, height),
      box(within(mark.x - (3 * width) / 4), below, width, height),
      box(mark.x + gap, beside, width, height),
      box(mark.x - gap - width, beside, width, height),
      box(mark.x + slant, mark.y + slant, width, height),
      box(mark.x - slant - width, mark.y + slant, width, height),
      box(mark.x + slant, mark.y - slant - height, width, height),
      box(mark.x - slant - width, mark.y - slant - height, width, height),
    ];
  }

  return { box, overlaps, between, anchor, distance, room, crowd, about };
})();
