"use strict";

/** Names on the canvas: the most telling first, each only where it is the name of one mark and covers nothing. */
const labels = (() => {
  const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
  const SIZE = 13;
  const LINE = 16;
  const LONGEST = 400; // characters of a name that are looked at
  // Characters to a line, and lines: a name that finds no room is tried narrower, then shorter.
  const SHAPES = [
    { wide: 22, most: 3 },
    { wide: 15, most: 4 },
    { wide: 22, most: 2 },
    { wide: 15, most: 2 },
  ];
  const APART = 5; // pixels between one name and the next
  const MOST = 160; // labels at a time
  const RELATION_ZOOM = 0.8; // from here on the words of relations show without a selection
  // What turns the direction of writing has no place where nothing isolates it.
  const TURNING = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;

  const made = new Map();
  let placed = [];

  function lines(text, { wide, most }) {
    const words = elements.cut(text.replace(TURNING, "").replace(/\s+/g, " ").trim(), LONGEST).split(" ");
    const rows = [""];
    for (const word of words) {
      const row = rows.at(-1);
      if (row && row.length + word.length + 1 > wide) rows.push(word);
      else rows[rows.length - 1] = row ? `${row} ${word}` : word;
    }
    const isWhole = rows.length <= most;
    const kept = rows.slice(0, most).map((row) => elements.cut(row, wide + 8));
    return isWhole ? kept : [...kept.slice(0, -1), `${kept.at(-1).replace(/[\s,;:.…]+$/, "")}…`];
  }

  function measured(context, text, font, shape) {
    const key = [font, shape.wide, shape.most, text].join("\n");
    if (!made.has(key)) {
      context.font = font;
      const rows = lines(text, shape);
      const width = Math.max(...rows.map((row) => context.measureText(row).width));
      made.set(key, { rows, width, height: rows.length * LINE });
    }
    return made.get(key);
  }

  /** A name of what one points at or chose stands on a plate of its own where there is no room for it. */
  function plate(context, place, colours) {
    context.beginPath();
    context.rect(place.left - 4, place.top - 2, place.right - place.left + 8, place.bottom - place.top + 4);
    context.fillStyle = colours.page;
    context.strokeStyle = colours.accent;
    context.lineWidth = 1.5;
    context.fill();
    context.stroke();
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

  const insideOf =
    (view) =>
    ({ left, right, top, bottom }) =>
      left > 0 && right < view.width && top > 0 && bottom < view.height;

  /** The best place for the name of a mark, and how it is set there; null when there is none. */
  function settled(context, mark, font, view, isFree) {
    const text = data.things[mark.n].label;
    for (const shape of SHAPES) {
      const label = measured(context, text, font, shape);
      const place = spots.about(mark, label, view).find(isFree);
      if (place) return { label, place };
    }
    return null;
  }

  /** The same by the first of several rules that leaves a place. */
  function firstSettled(context, mark, font, view, rules) {
    for (const isFree of rules) {
      const found = settled(context, mark, font, view, isFree);
      if (found) return found;
    }
    return null;
  }

  /** Names keep clear of what is faded too, where they can; else of the other marks alone. */
  function crowdsOf(seen) {
    const clear = seen.filter(({ faded }) => !faded);
    const crowds = clear.length < seen.length ? [seen, clear] : [seen];
    return crowds.map(spots.crowd);
  }

  /**
   * Write the names of marks, then the words of relations, in screen pixels.
   * marks: [{n, x, y, radius, strong, faded, must}], the most telling first; ties: [{r, spots, must}].
   */
  function draw(context, view, marks, ties, colours) {
    const isInside = insideOf(view);
    const isSeen = ({ x, y, radius }) =>
      x + radius > 0 && y + radius > 0 && x - radius < view.width && y - radius < view.height;
    const seen = marks.filter(isSeen);
    const crowds = crowdsOf(seen);
    const names = spots.room();
    placed = [];
    for (const mark of seen) {
      if ((mark.faded && !mark.must) || placed.length >= MOST) continue;
      const font = `${mark.strong ? 600 : 400} ${SIZE}px ${FONT}`;
      const fits = crowds.map(
        (crowd) => (one) => isInside(one) && names.isFree(one) && crowd.isClear(one, mark),
      );
      let found = firstSettled(context, mark, font, view, fits);
      const isForced = !found && mark.must;
      if (isForced) found = settled(context, mark, font, view, isInside);
      if (!found) continue;
      const { left, top, right, bottom } = found.place;
      names.take({ left: left - APART, top: top - 1, right: right + APART, bottom: bottom + 1 });
      placed.push({ n: mark.n, place: found.place, isForced });
      if (isForced) plate(context, found.place, colours);
      write(context, found.label, found.place, font, colours, colours.text);
    }
    const isFree = (one) => isInside(one) && names.isFree(one) && crowds[0].isClear(one);
    writeTies(context, view, ties, colours, names, isFree);
  }

  function writeTies(context, view, ties, colours, names, isFree) {
    const font = `italic 400 12px ${FONT}`;
    for (const tie of ties) {
      if (!tie.must && view.scale < RELATION_ZOOM) continue;
      const words = data.predicates[data.relations[tie.r].predicate].label;
      const label = measured(context, words, font, SHAPES[0]);
      const { width, height } = label;
      const place = tie.spots
        .map(({ x, y }) => spots.box(x - width / 2, y - height / 2, width, height))
        .find(isFree);
      if (!place) continue;
      names.take(place);
      write(context, label, place, font, colours, colours.muted);
    }
  }

  /** The thing whose name stands at a point, or null. */
  const at = (x, y) =>
    placed.find(({ place }) => spots.overlaps(place, spots.box(x, y, 1, 1)))?.n ?? null;

  return {
    draw,
    at,
    FONT,
    placed: () => placed,
    shown: () => placed.map(({ n }) => n),
    places: () => placed.map(({ place }) => place),
  };
})();
