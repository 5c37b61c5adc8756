"use strict";

/**
 * Where everything stands: a scene for each shape of canvas, in units of its own, with what the reader moved.
 *
 * Mark n is that of thing n; the marks behind them are the echoes, further places of things.
 */
const scene = (() => {
  const { given } = data;
  const made = new Map();

  const column = (rows, place) => Float64Array.from(rows, (row) => row[place] ?? 0);

  const pairs = (numbers) =>
    Array.from({ length: numbers.length / 2 }, (_, n) => [numbers[2 * n], numbers[2 * n + 1]]);

  function read(shape) {
    const { width, height, things, echoes, relations, guides } = given[shape];
    const rows = [...things, ...echoes.map((row) => row.slice(1))];
    const thingOf = Int32Array.from(rows, (_, m) => (m < things.length ? m : echoes[m - things.length][0]));
    const marksOf = things.map((_, n) => [n]);
    echoes.forEach(([n], e) => marksOf[n].push(things.length + e));
    return {
      shape,
      width,
      height,
      x: column(rows, 0),
      y: column(rows, 1),
      size: column(rows, 2),
      rank: column(rows, 3),
      side: rows.map((row) => given.sides[row[4] ?? 0]),
      roomWidth: column(rows, 5),
      roomHeight: column(rows, 6),
      length: column(rows, 7),
      fades: rows.map((row) => ({ start: ((row[8] ?? 0) & 1) > 0, end: ((row[8] ?? 0) & 2) > 0 })),
      thingOf,
      marksOf,
      courses: relations.map((row) => given.courses[row[0] ?? 0]),
      bends: column(relations, 1),
      by: relations.map((row) => (row.length > 2 ? pairs(row.slice(2)) : null)),
      guides: guides.map(([kind, ...box]) => guide(given.guides[kind], box)),
      isOrdered: guides.length > 0 || rows.some((row) => row[5]),
    };
  }

  const guide = (kind, [x, y, width, height, words, side]) => ({
    kind,
    x,
    y,
    width,
    height,
    words,
    side: given.sides[side],
  });

  /** The scene for a shape, "landscape" or "portrait". */
  function of(shape) {
    if (!made.has(shape)) made.set(shape, read(shape));
    return made.get(shape);
  }

  const shapeFor = (width, height) => (width >= height ? "landscape" : "portrait");

  /** Put every thing back where it stood when the page opened. */
  function reset() {
    for (const [shape, held] of made) {
      const { x, y } = read(shape);
      held.x.set(x);
      held.y.set(y);
    }
  }

  return { of, shapeFor, reset };
})();
