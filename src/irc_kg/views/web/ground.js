"use strict";

/** What guides the eye: columns and their headings, lanes, years, panels and communities behind the things. */
const ground = (() => {
  const ROUND = 8;
  const PAD = 6; // pixels between an edge and its words
  const HEADING = lettering.font(600, 13);
  const SMALL = lettering.font(400, 12);
  const WIDEST = 260; // pixels of words that stand by a line

  function box({ kx, ky, ox, oy }, guide) {
    return {
      left: guide.x * kx + ox,
      top: guide.y * ky + oy,
      width: guide.width * kx,
      height: guide.height * ky,
    };
  }

  const rowsIn = lettering.linesIn;
  const inside = (at, words, rows) => ({
    setting: lettering.set(words, HEADING, Math.max(30, at.width - 2 * PAD), rows),
    left: at.left + PAD,
    top: at.top + PAD / 2,
  });
  const amid = (at, setting, top) => ({ setting, left: at.left + (at.width - setting.width) / 2, top });

  /** Where the words of each kind of guide stand, and how they are set; at: the box of the guide in pixels. */
  const WORDS = {
    heading: (at, words, side) => {
      const setting = lettering.set(words, HEADING, Math.max(60, at.width), rowsIn(at.height));
      const place = amid(at, setting, at.top + (at.height - setting.height) / 2);
      if (side === "right") return { ...place, left: at.left };
      if (side === "left") return { ...place, left: at.left + at.width - setting.width };
      return place;
    },
    frame: (at, words) => inside(at, words, 1),
    band: (at, words) => inside(at, words, rowsIn(at.height)),
    area: (at, words) => {
      const setting = lettering.set(words, HEADING, Math.max(80, at.width), 2);
      return amid(at, setting, at.top - setting.height - 2);
    },
    tick: byLine,
    today: byLine,
  };

  function byLine(at, words) {
    const setting = lettering.set(words, SMALL, WIDEST, 1);
    return { setting, left: at.left - setting.width / 2, top: at.top - setting.height };
  }

  const words = (frame, guide) =>
    guide.words ? WORDS[guide.kind](box(frame, guide), guide.words, guide.side) : null;

  const isSeen = (frame, place) =>
    place.left < frame.width && place.right > 0 && place.top < frame.height && place.bottom > 0;

  /** The words of all guides, each where it covers no other, as boxes that names keep clear of. */
  function placed(frame) {
    const taken = spots.room();
    const found = [];
    for (const guide of frame.scene.guides) {
      const set = words(frame, guide);
      if (!set) continue;
      const left = Math.max(2, Math.min(frame.width - set.setting.width - 2, set.left));
      const place = spots.box(left, Math.max(1, set.top), set.setting.width, set.setting.height);
      if (!isSeen(frame, spots.box(set.left, set.top, set.setting.width, set.setting.height))) continue;
      if (!taken.isFree(place)) continue;
      taken.take(spots.box(place.left - 3, place.top, set.setting.width + 6, set.setting.height));
      found.push({ guide, setting: set.setting, place });
    }
    return found;
  }

  const DRAWN = {
    frame: (context, at, colours) => {
      context.beginPath();
      context.roundRect(at.left, at.top, at.width, at.height, ROUND);
      context.strokeStyle = colours.line;
      context.lineWidth = 1;
      context.stroke();
    },
    band: (context, at, colours) => {
      context.fillStyle = colours.ground;
      context.fillRect(at.left, at.top, at.width, at.height);
    },
    area: (context, at, colours) => {
      context.beginPath();
      context.roundRect(at.left, at.top, at.width, at.height, 2 * ROUND);
      context.fillStyle = colours.ground;
      context.fill();
    },
    tick: (context, at, colours) => rule(context, at, colours.line, []),
    today: (context, at, colours) => rule(context, at, colours.accent, [5, 4]),
  };

  /** A line across the axis of time, from above to below or from left to right. */
  function rule(context, at, colour, dashes) {
    context.save();
    context.setLineDash(dashes);
    context.beginPath();
    context.moveTo(at.left, at.top);
    if (at.width > at.height) context.lineTo(at.left + at.width, at.top);
    else context.lineTo(at.left, at.top + at.height);
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.stroke();
    context.restore();
  }

  const ALIGN = { frame: "left", band: "left" };
  const ORDER = ["area", "frame", "band", "tick", "today"];

  function draw(context, frame, colours) {
    for (const kind of ORDER) {
      for (const guide of frame.scene.guides)
        if (guide.kind === kind) DRAWN[kind](context, box(frame, guide), colours);
    }
  }

  function write(context, frame, colours, ratio) {
    for (const { guide, setting, place } of placed(frame)) {
      const ink = guide.kind === "tick" ? colours.muted : colours.text;
      lettering.write(context, setting, place.left, place.top, { page: colours.page, ink, align: guide.side === "right" ? "left" : (ALIGN[guide.kind] ?? "center") }, ratio);
    }
  }

  return { placed, draw, write };
})();
