"use strict";

/** Text set in lines: broken between words, cut where there is no more room, and kept as a small image of itself. */
const lettering = (() => {
  const FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
  const LINE = 16; // pixels from one line to the next
  const LEAST_OF_LAST = 3 / 16; // the last line needs so much less than a whole one
  const LONGEST = 400; // characters of a text that are looked at
  const MOST_KEPT = 4000; // images and measures
  const HALO = 4; // pixels of the page about letters
  // What turns the direction of writing has no place where nothing isolates it.
  const TURNING = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;

  const measuring = document.createElement("canvas").getContext("2d");
  const widths = new Map();
  const settings = new Map();
  const images = new Map();

  /** Pixels that the letters of a line are high, tails included: about as many as the face is called by. */
  const lettersOf = (face) => Number(/(\d+)px/.exec(face)[1]);

  const font = (weight, size, style = "") => `${style} ${weight} ${size}px ${FAMILY}`.trim();

  function width(text, face) {
    const key = `${face}\n${text}`;
    if (!widths.has(key)) {
      measuring.font = face;
      forgetOf(widths);
      widths.set(key, measuring.measureText(text).width);
    }
    return widths.get(key);
  }

  function forgetOf(kept) {
    if (kept.size >= 8 * MOST_KEPT || (kept === images && kept.size >= MOST_KEPT)) kept.clear();
  }

  const clean = (text) =>
    elements.cut(text.replace(TURNING, "").replace(/\s+/g, " ").trim(), LONGEST);

  /** As many characters as there is room for, an ellipsis behind them. */
  function cut(text, face, most) {
    const letters = Array.from(text);
    let [fits, over] = [0, letters.length];
    while (fits < over - 1) {
      const tried = (fits + over) >> 1;
      if (width(`${letters.slice(0, tried).join("")}…`, face) <= most) fits = tried;
      else over = tried;
    }
    return `${letters.slice(0, fits).join("").replace(/[\s,;:.…–-]+$/, "")}…`;
  }

  function broken(words, face, most) {
    const rows = [];
    for (const word of words) {
      const longer = rows.length ? `${rows.at(-1)} ${word}` : word;
      if (rows.length && width(longer, face) <= most) rows[rows.length - 1] = longer;
      else rows.push(word);
    }
    return rows.map((row) => (width(row, face) <= most ? row : cut(row, face, most)));
  }

  /** Lines of a text that are at most so wide and so many; what stands behind it (its tail) is never cut off. */
  function set(text, face, most, lines, tail = "") {
    const key = [face, Math.round(most), lines, text, tail].join("\n");
    if (!settings.has(key)) {
      forgetOf(settings);
      settings.set(key, made(clean(text), face, most, lines, clean(tail)));
    }
    return settings.get(key);
  }

  function made(text, face, most, lines, tail) {
    const words = text.split(" ");
    let rows = broken(tail ? [...words, tail] : words, face, most);
    const isWhole = rows.length <= lines;
    if (!isWhole) rows = shortened(words, face, most, lines, tail);
    const wide = Math.max(0, ...rows.map((row) => width(row, face)));
    return { rows, width: wide, height: (rows.length - 1) * LINE + lettersOf(face), isWhole, face };
  }

  function shortened(words, face, most, lines, tail) {
    const rows = broken(words, face, most);
    const kept = rows.slice(0, lines - 1);
    const rest = rows.slice(lines - 1).join(" ").replaceAll("…", "");
    const left = tail ? most - width(` ${tail}`, face) : most;
    const last = width(rest, face) <= left ? rest : cut(rest, face, Math.max(left, 0));
    return [...kept, tail ? `${last} ${tail}` : last];
  }

  /** How many lines a room of so many pixels has, one at least. */
  const linesIn = (height) => Math.max(1, Math.floor(height / LINE + LEAST_OF_LAST));

  /** Write what was set, its left upper corner at a point; align: "left" or "center". */
  function write(context, setting, x, y, { page, ink, align = "center" }, ratio) {
    const kept = image(setting, page, ink, align, ratio);
    const left = Math.round((x - HALO) * ratio) / ratio;
    const top = Math.round((y - HALO) * ratio) / ratio;
    context.drawImage(kept, left, top, kept.width / ratio, kept.height / ratio);
  }

  /** Letters take longer to draw than a picture of them, and stand in the same words while one moves about. */
  function image(setting, page, ink, align, ratio) {
    const key = [setting.face, page, ink, align, ratio, ...setting.rows].join("\n");
    if (!images.has(key)) {
      forgetOf(images);
      images.set(key, drawn(setting, page, ink, align, ratio));
    }
    return images.get(key);
  }

  function drawn({ rows, width: wide, height, face }, page, ink, align, ratio) {
    const sheet = document.createElement("canvas");
    sheet.width = Math.ceil((wide + 2 * HALO) * ratio);
    sheet.height = Math.ceil((height + 2 * HALO) * ratio);
    const context = sheet.getContext("2d");
    context.scale(ratio, ratio);
    Object.assign(context, { font: face, textAlign: align, textBaseline: "middle", lineJoin: "round" });
    Object.assign(context, { lineWidth: HALO, strokeStyle: page, fillStyle: ink });
    const x = align === "center" ? HALO + wide / 2 : HALO;
    const middle = (n) => HALO + lettersOf(face) / 2 + LINE * n;
    rows.forEach((row, n) => context.strokeText(row, x, middle(n)));
    rows.forEach((row, n) => context.fillText(row, x, middle(n)));
    return sheet;
  }

  return { FAMILY, linesIn, font, set, write };
})();
