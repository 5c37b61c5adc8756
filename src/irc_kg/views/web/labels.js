"use strict";

/** Names on the canvas: the most telling first, each only where it covers no mark and no other name. */
const labels = (() => {
  const SIZE = 13;
  // Pixels of a line, and lines: a name that finds no room is tried narrower, then shorter.
  const SHAPES = [
    { wide: 160, most: 3 },
    { wide: 112, most: 4 },
    { wide: 160, most: 2 },
    { wide: 112, most: 2 },
  ];
  const SHORT = [...SHAPES, { wide: 200, most: 1 }, { wide: 90, most: 1 }]; // of a name that must have room
  const APART = 5; // pixels between one name and the next
  const MOST = 220; // names at a time
  const FIRST = 7; // the subject and the six best connected are named before all others
  const RELATION_ZOOM = 0.8; // from here on the words of relations show without a selection
  const PLAIN = lettering.font(400, SIZE);
  const STRONG = lettering.font(600, SIZE);
  const LEAST = 15; // pixels: a name with less room than that, from one to the next, is set smaller
  const SMALL = lettering.font(400, 11);
  const WORDS = lettering.font(400, 12, "italic");

  const greatest = data.relationsOf[data.importance[0]]?.length ?? 0;
  const isHub = (n) => data.relationsOf[n].length >= Math.max(4, greatest / 8);
  const hubs = new Set(data.importance.slice(0, Math.min(6, data.things.length / 10)).filter(isHub));
  const first = new Set(data.importance.slice(0, FIRST - 1));

  let placed = []; // what stands on the screen
  let words = [];

  const nameOf = (n) => data.things[n].name; // its years stand behind it

  const tailOf = (n) => data.things[n].years ?? "";

  /** The marks of a frame as those see them who place names: [{m, n, x, y, radius, reach, must, ...}]. */
  function seenMarks(frame, all, emphasis) {
    const { thingOf, rank } = frame.scene;
    const must = (n) => n === state.chosen.thing;
    const found = [];
    for (const m of all) {
      const { x, y } = frames.spot(frame, m);
      const radius = marks.radius(frame, m);
      const reach = marks.reach(frame, m);
      if (x + reach + radius < 0 || y + radius < 0) continue;
      if (x - radius > frame.width || y - radius > frame.height) continue;
      const n = thingOf[m];
      const isFaded = emphasis !== null && !emphasis.things.has(n);
      const ringed = n === state.chosen.thing;
      const isFirst = m === n && (first.has(n) || rank[m] < FIRST);
      found.push({ m, n, x, y, radius, reach, ringed, faded: isFaded, must: must(n), isFirst });
    }
    const order = (mark) => (mark.must ? 0 : 4) + (mark.faded ? 2 : 0) + (mark.isFirst ? 0 : 1);
    return found.sort((one, other) => order(one) - order(other) || rank[one.m] - rank[other.m]);
  }

  /** Places to try for a name: how it is set and where, one after the other. */
  function* tries(frame, mark, face) {
    const isNeeded = mark.must || mark.isFirst;
    const hasRoom = frame.scene.roomWidth[mark.m] > 0;
    if (hasRoom) yield* ownTries(frame, mark, face);
    if (hasRoom && !isNeeded) return;
    for (const shape of isNeeded ? SHORT : SHAPES) {
      const setting = lettering.set(nameOf(mark.n), face, shape.wide, shape.most, tailOf(mark.n));
      for (const spot of spots.about(mark, setting, frame)) yield { setting, place: spot, isOwn: false };
    }
  }

  /** In the room that the scene gives it: in all its lines, else in one. */
  function* ownTries({ scene: held, kx, ky }, { m, n, ...mark }, face) {
    const wide = Math.max(24, held.roomWidth[m] * kx);
    const high = held.roomHeight[m] * ky;
    const most = lettering.linesIn(high);
    const fitting = high < LEAST ? SMALL : face;
    for (const rows of most > 1 ? [most, 1] : [1]) {
      const setting = lettering.set(nameOf(n), fitting, wide, rows, tailOf(n));
      yield { setting, place: spots.beside(mark, setting, held.side[m]), isOwn: true };
    }
  }

  /** For a name that must stand somewhere: further away, with a line to its mark. */
  function* awayTries(mark, face) {
    for (const shape of SHORT) {
      const setting = lettering.set(nameOf(mark.n), face, shape.wide, shape.most, tailOf(mark.n));
      for (const spot of spots.around(mark, setting)) yield { setting, place: spot, isLed: true };
    }
  }

  const pick = (found, isGood) => {
    for (const one of found) if (isGood(one)) return one;
    return null;
  };

  /** Where the name of a mark stands; null where there is no room for it. */
  function settle(frame, mark, face, { isInside, names, crowd, clear }) {
    const isFree = (one) => isInside(one.place) && names.isFree(one.place);
    const isGood = (one) =>
      isFree(one) && (one.isOwn ? crowd.isBare(one.place, mark) : crowd.isClear(one.place, mark));
    let found = pick(tries(frame, mark, face), isGood);
    if (found || !(mark.must || mark.isFirst)) return found;
    found = pick(tries(frame, mark, face), (one) => isFree(one) && clear.isClear(one.place, mark));
    found ??= pick(awayTries(mark, face), (one) => isFree(one) && crowd.isBare(one.place));
    if (found) return found;
    found = pick(tries(frame, mark, face), isFree) ?? pick(tries(frame, mark, face), (one) => isInside(one.place));
    return found && { ...found, isForced: true };
  }

  /**
   * Places for the names of marks and for the words of relations, none over another.
   * ties: relations whose words may stand by them; emphasis: what stands out, or null; taken: boxes that
   * something else stands over.
   */
  function place(frame, all, ties, emphasis, taken = []) {
    const names = spots.room();
    taken.forEach(names.take);
    for (const guide of ground.placed(frame)) names.take(guide.place);
    const seen = seenMarks(frame, all, emphasis);
    const crowd = spots.crowd(seen);
    const clear = emphasis ? spots.crowd(seen.filter(({ faded }) => !faded)) : crowd;
    const isInside = ({ left, right, top, bottom }) =>
      left > 0 && right < frame.width && top > 0 && bottom < frame.height;
    const found = [];
    for (const mark of seen.filter((one) => !one.faded || one.must)) {
      if (found.length >= MOST) break;
      const face = mark.ringed || hubs.has(mark.n) ? STRONG : PLAIN;
      const one = settle(frame, mark, face, { isInside, names, crowd, clear });
      if (!one) continue;
      const { left, top, right, bottom } = one.place;
      names.take({ left: left - APART, top: top - 1, right: right + APART, bottom: bottom + 1 });
      const { m, n } = mark;
      const how = { isOwn: Boolean(one.isOwn), isForced: Boolean(one.isForced), isLed: Boolean(one.isLed) };
      found.push({ m, n, setting: one.setting, dx: left - mark.x, dy: top - mark.y, ...how });
    }
    const isFree = (one) => isInside(one) && names.isFree(one) && crowd.isBare(one);
    return { names: found, words: placeWords(frame, ties, emphasis, isFree, names) };
  }

  const ALONG = [0.5, 0.42, 0.58, 0.34, 0.66]; // where on a relation its words may stand

  function placeWords(frame, ties, emphasis, isFree, names) {
    if (!emphasis && (frame.scale < RELATION_ZOOM || frame.scene.isOrdered)) return [];
    const found = [];
    for (const r of ties) {
      const text = data.predicates[data.relations[r].predicate].label;
      const setting = lettering.set(text, WORDS, SHAPES[0].wide, SHAPES[0].most);
      for (const share of ALONG) {
        const { x, y } = lines.along(frame, r, share, true);
        const spot = spots.box(x - setting.width / 2, y - setting.height / 2, setting.width, setting.height);
        if (!isFree(spot)) continue;
        names.take(spot);
        found.push({ r, share, setting });
        break;
      }
    }
    return found;
  }

  function boxOf(frame, { m, setting, dx, dy }) {
    const { x, y } = frames.spot(frame, m);
    return spots.box(x + dx, y + dy, setting.width, setting.height);
  }

  function wordBox(frame, { r, share, setting }) {
    const { x, y } = lines.along(frame, r, share, true);
    return spots.box(x - setting.width / 2, y - setting.height / 2, setting.width, setting.height);
  }

  /** A name of what one points at or chose stands on a plate of its own where there is no room for it. */
  function plate(context, at, colours) {
    context.beginPath();
    context.rect(at.left - 4, at.top - 2, at.right - at.left + 8, at.bottom - at.top + 4);
    Object.assign(context, { fillStyle: colours.page, strokeStyle: colours.accent, lineWidth: 1.5 });
    context.fill();
    context.stroke();
  }

  /** The line from a name that stands further away to its mark. */
  function lead(context, frame, name, at, colours) {
    const { x, y } = frames.spot(frame, name.m);
    const near = { x: Math.max(at.left, Math.min(at.right, x)), y: Math.max(at.top, Math.min(at.bottom, y)) };
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(near.x, near.y);
    Object.assign(context, { strokeStyle: colours.text, lineWidth: 1 });
    context.stroke();
  }

  const ALIGNED = new Set(["right", "above"]);

  /** Write what was placed where its marks stand now. */
  function write(context, frame, { names, words: said }, colours, ratio) {
    for (const name of names) {
      const at = boxOf(frame, name);
      if (name.isLed) lead(context, frame, name, at, colours);
      if (name.isForced) plate(context, at, colours);
    }
    for (const one of said) {
      const at = wordBox(frame, one);
      lettering.write(context, one.setting, at.left, at.top, { page: colours.page, ink: colours.muted }, ratio);
    }
    for (const name of names) {
      const at = boxOf(frame, name);
      const held = frame.scene;
      const align = held.roomWidth[name.m] && ALIGNED.has(held.side[name.m]) ? "left" : "center";
      lettering.write(context, name.setting, at.left, at.top, { page: colours.page, ink: colours.text, align }, ratio);
    }
  }

  /** Keep what was placed for the screen. */
  function keep(found) {
    placed = found.names;
    words = found.words;
  }

  const isWithin = ({ left, right, top, bottom }, x, y) => x >= left && x <= right && y >= top && y <= bottom;

  /** The thing whose name stands at a point, or null. */
  const at = (x, y) => placed.find((name) => isWithin(boxOf(camera.now(), name), x, y))?.n ?? null;

  /** The relation whose words stand at a point, or null. */
  const relationAt = (x, y) => words.find((one) => isWithin(wordBox(camera.now(), one), x, y))?.r ?? null;

  return {
    place,
    write,
    keep,
    at,
    relationAt,
    FONT: lettering.FAMILY,
    now: () => ({ names: placed, words }),
    placed: () => placed.map((name) => ({ ...name, place: boxOf(camera.now(), name) })),
    shown: () => placed.map(({ n }) => n),
    places: () => placed.map((name) => boxOf(camera.now(), name)),
  };
})();
