"use strict";

/** Names on the canvas: the most telling first, each only where it covers nothing. */
const labels = (() => {
  const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
  const SIZE = 13;
  const LINE = 16;
  const WIDE = 22; // characters to a line
  const LONGEST = 58; // characters in all
  const MOST = 160; // labels at a time
  const LARGE = 7; // pixels: a mark of that size is covered last
  const TELLING = 12; // the first names: they may cover marks rather than be left out
  const RELATION_ZOOM = 0.8; // from here on the words of relations show without a selection
  // What turns the direction of writing has no place where nothing isolates it.
  const TURNING = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;

  const made = new Map();
  let placed = [];

  function lines(text) {
    const words = elements.cut(text.replace(TURNING, "").replace(/\s+/g, " ").trim(), LONGEST).split(" ");
    const rows = [""];
    for (const word of words) {
      const row = rows.at(-1);
      if (row && row.length + word.length + 1 > WIDE) rows.push(word);
      else rows[rows.length - 1] = row ? `${row} ${word}` : word;
    }
    return rows.slice(0, 4).map((row) => elements.cut(row, WIDE + 8));
  }

  function measured(context, text, font) {
    const key = font + text;
    if (!made.has(key)) {
      context.font = font;
      const rows = lines(text);
      const width = Math.max(...rows.map((row) => context.measureText(row).width));
      made.set(key, { rows, width, height: rows.length * LINE });
    }
    return made.get(key);
  }

  const overlaps = (one, other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

  /** What is taken of the canvas, kept in squares so that only what is near is asked. */
  function room() {
    const SQUARE = 64;
    const squares = new Map();
    function* over({ left, top, right, bottom }) {
      for (let column = Math.floor(left / SQUARE); column <= Math.floor(right / SQUARE); column++) {
        for (let row = Math.floor(top / SQUARE); row <= Math.floor(bottom / SQUARE); row++)
          yield `${column},${row}`;
      }
    }
    return {
      take(place) {
        for (const key of over(place)) squares.set(key, [...(squares.get(key) ?? []), place]);
      },
      isFree(place, own) {
        for (const key of over(place)) {
          if (squares.get(key)?.some((other) => other !== own && overlaps(place, other))) return false;
        }
        return true;
      },
    };
  }

  const box = (left, top, width, height) => ({ left, top, right: left + width, bottom: top + height });

  /** The places where a label may stand about a mark, the best first, moved sideways to stay in view. */
  function places(mark, { width, height }, view) {
    const gap = mark.radius + 4;
    const [above, below] = [mark.y - gap - height, mark.y + gap];
    const within = (left) => Math.max(2, Math.min(view.width - width - 2, left));
    const beside = mark.y - height / 2;
    return [
      box(within(mark.x - width / 2), below, width, height),
      box(within(mark.x - width / 2), above, width, height),
      box(mark.x + gap, beside, width, height),
      box(mark.x - gap - width, beside, width, height),
      box(mark.x, below, width, height),
      box(mark.x - width, below, width, height),
      box(mark.x, above, width, height),
      box(mark.x - width, above, width, height),
    ];
  }

  function write(context, label, place, font, colours, colour) {
    context.font = font;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 4;
    context.strokeStyle = colours.page;
    context.fillStyle = colour;
    label.rows.forEach((row, n) => {
      const x = (place.left + place.right) / 2;
      const y = place.top + LINE * (n + 0.5);
      context.strokeText(row, x, y);
      context.fillText(row, x, y);
    });
  }

  /**
   * Write the names of marks, then the words of relations, in screen pixels.
   * marks: [{n, x, y, radius, strong, faded, must}], the most telling first; ties: [{r, spots, must}].
   */
  function draw(context, view, marks, ties, colours) {
    const whole = box(0, 0, view.width, view.height);
    const isInside = ({ left, right, top, bottom }) =>
      left > 0 && right < view.width && top > 0 && bottom < view.height;
    const bodies = marks.map(({ x, y, radius }) => box(x - radius, y - radius, 2 * radius, 2 * radius));
    const [names, large, small] = [room(), room(), room()];
    marks.forEach(
      ({ radius }, n) => overlaps(bodies[n], whole) && (radius >= LARGE ? large : small).take(bodies[n]),
    );
    placed = [];
    marks.forEach((mark, n) => {
      if ((mark.faded && !mark.must) || placed.length >= MOST || !overlaps(bodies[n], whole)) return;
      const font = `${mark.strong ? 600 : 400} ${SIZE}px ${FONT}`;
      const label = measured(context, data.things[mark.n].label, font);
      const all = places(mark, label, view);
      const free = (...rooms) =>
        all.find((one) => isInside(one) && rooms.every((room) => room.isFree(one, bodies[n])));
      const place =
        free(names, large, small) ??
        (n < TELLING ? free(names, large) : null) ??
        (mark.strong || mark.must ? free(names) : null);
      if (!place && !mark.must) return;
      names.take(place ?? all[0]);
      placed.push({ n: mark.n, place: place ?? all[0] });
      write(context, label, place ?? all[0], font, colours, colours.text);
    });
    const font = `italic 400 12px ${FONT}`;
    for (const tie of ties) {
      if (!tie.must && view.scale < RELATION_ZOOM) continue;
      const label = measured(context, data.predicates[data.relations[tie.r].predicate].label, font);
      const all = tie.spots.map(({ x, y }) =>
        box(x - label.width / 2, y - label.height / 2, label.width, label.height),
      );
      const place = all.find((one) => isInside(one) && names.isFree(one) && large.isFree(one));
      if (!place) continue;
      names.take(place);
      write(context, label, place, font, colours, colours.muted);
    }
  }

  /** The thing whose name stands at a point, or null. */
  const at = (x, y) => placed.find(({ place }) => overlaps(place, box(x, y, 1, 1)))?.n ?? null;

  return {
    draw,
    at,
    FONT,
    shown: () => placed.map(({ n }) => n),
    places: () => placed.map(({ place }) => place),
  };
})();
