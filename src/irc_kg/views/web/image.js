"use strict";

/** The picture as an image that can stand alone: with its question, its key and what it shows. */
const image = (() => {
  const EDGE = 24;
  const LINE = 22;
  const RATIO = 2; // pixels of the image to one of the screen, at least

  function wrapped(context, text, width) {
    const lines = [""];
    for (const word of text.split(/\s+/)) {
      const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
      if (context.measureText(longer).width <= width || !lines.at(-1)) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines.slice(0, 4);
  }

  /** The entries of the key set in rows as wide as the picture. */
  function keyRows(context, width) {
    const kinds = new Set(state.visibleThings().map((n) => data.things[n].kind));
    const placed = [];
    let [x, row] = [0, 0];
    for (const k of kinds) {
      const text = elements.cut(data.kinds[k].label, 60);
      const size = context.measureText(text).width + 44;
      if (x && x + size > width) [x, row] = [0, row + 1];
      placed.push({ k, text, x, row });
      x += size;
    }
    return { placed, height: placed.length ? (row + 1) * LINE + EDGE / 2 : 0 };
  }

  function drawKey(context, { placed }, top, colours) {
    for (const { k, text, x, row } of placed) {
      const [left, middle] = [EDGE + x, top + row * LINE + LINE / 2];
      context.save();
      context.translate(left, middle - 8);
      context.fillStyle = theme.kind(k);
      context.fill(elements.outline(data.kinds[k].shape));
      context.restore();
      context.fillStyle = colours.text;
      context.fillText(text, left + 22, middle);
    }
  }

  /** What the picture holds, and how much of it is shown where that is not all. */
  function said() {
    const isWhole =
      canvas.drawn.things.size === data.things.length &&
      canvas.drawn.relations.size === data.relations.length;
    return isWhole ? data.summary : `${data.summary} ${explore.total()}.`;
  }

  /** A canvas with all of it. */
  function made() {
    const colours = canvas.colours();
    const ratio = Math.max(RATIO, canvas.ratio());
    const frame = camera.now();
    const { width } = frame;
    const sheet = document.createElement("canvas");
    const context = sheet.getContext("2d");
    const fonts = { title: `600 18px ${labels.FONT}`, text: `14px ${labels.FONT}` };
    context.font = fonts.title;
    const title = wrapped(context, data.question, width - 2 * EDGE);
    context.font = fonts.text;
    const told = [data.headline?.sentence, said()].filter(Boolean);
    const sentence = told.flatMap((text) => wrapped(context, text, width - 2 * EDGE));
    const key = keyRows(context, width - 2 * EDGE);
    const top = EDGE + (title.length + sentence.length) * LINE + EDGE / 2;
    const height = top + frame.height + key.height + EDGE / 2;
    [sheet.width, sheet.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    context.scale(ratio, ratio);
    context.fillStyle = colours.page;
    context.fillRect(0, 0, width, height);
    drawPicture(context, frame, top, colours, ratio);
    context.fillStyle = colours.text;
    context.textBaseline = "middle";
    [...title, ...sentence].forEach((line, n) => {
      context.font = n < title.length ? fonts.title : fonts.text;
      context.fillText(line, EDGE, EDGE + LINE * (n + 0.5));
    });
    context.font = fonts.text;
    drawKey(context, key, top + frame.height, colours);
    return sheet;
  }

  /** What is on the screen, with names placed anew for the finer lines of the image. */
  function drawPicture(context, frame, top, colours, ratio) {
    context.save();
    context.beginPath();
    context.rect(0, top, frame.width, frame.height);
    context.clip();
    context.translate(0, top);
    canvas.render(context, frame, colours, ratio);
    context.restore();
  }

  const fileName = () =>
    `${
      data.question
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, "-")
        .replace(/^-|-$/g, "")
        .slice(0, 60) || "picture"
    }.png`;

  function save() {
    made().toBlob((blob) => {
      const link = elements.make("a", { href: URL.createObjectURL(blob), download: fileName() });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      announce.say("The image is saved");
    }, "image/png");
  }

  elements.byId("save-image").addEventListener("click", save);

  return { save };
})();
