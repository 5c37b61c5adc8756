"use strict";

/**
 * How a thing is drawn: one mark in the colour and shape of its kind, or a bar, never too small to be seen.
 * What ended is hollow, what is announced dashed, what is paused has two strokes.
 */
const marks = (() => {
  const SMALLEST = [2.6, 9]; // pixels from middle to edge of the least and of the greatest, however far one zooms out
  const LARGEST = 1.5; // and how many times as large as in the scene, however far one zooms in
  const GREATEST = 24; // units of the largest mark of a scene
  const OUTLINE = 16; // units across, of elements.outline
  const FADE = 28; // pixels over which a bar fades where nobody says when it ends
  const MOST_KEPT = 600;
  const outlines = data.kinds.map(({ shape }) => elements.outline(shape));
  const images = new Map();

  /** From the middle of mark m to its edge, in pixels of the screen; of a bar half its height. */
  function radius({ scene: held, scale }, m) {
    const share = Math.min(1, held.size[m] / GREATEST);
    const visible = SMALLEST[0] + (SMALLEST[1] - SMALLEST[0]) * share * share;
    return Math.max(held.size[m] * Math.min(scale, LARGEST), visible);
  }

  /** How long the bar of mark m is, in pixels; 0 of a symbol. */
  const reach = ({ scene: held, kx }, m) => held.length[m] * kx;

  const { standing } = state;

  /** The body of a mark: filled, hollow, dashed or with two strokes across. */
  function body(context, outline, { ink, page }, how, width) {
    context.lineJoin = "round";
    const isHollow = how === "ended" || how === "announced";
    context.strokeStyle = page;
    context.lineWidth = 2 * width;
    context.stroke(outline);
    context.fillStyle = isHollow ? page : ink;
    context.fill(outline);
    if (!isHollow) return;
    context.save();
    context.clip(outline);
    context.strokeStyle = ink;
    context.lineWidth = 4 * width; // of which the inner half is seen
    if (how === "announced") context.setLineDash([3.4 * width, 2.6 * width]);
    context.stroke(outline);
    context.restore();
  }

  function strokes(context, x, y, size, { page }) {
    context.fillStyle = page;
    const wide = Math.max(1.2, size * 0.2);
    for (const side of [-1, 1]) context.fillRect(x + side * wide * 1.1 - wide / 2, y - size / 2, wide, size);
  }

  /** A symbol as an image, which is drawn more quickly than its outline. */
  function image(n, size, colours, ratio) {
    const { kind } = data.things[n];
    const how = standing(n);
    const rounded = Math.round(size * 2 * ratio) / 2 / ratio;
    const key = [kind, how, rounded, ratio, colours.kinds[kind], colours.page].join(" ");
    if (!images.has(key)) {
      if (images.size >= MOST_KEPT) images.clear();
      images.set(key, symbol(kind, how, rounded, colours, ratio));
    }
    return images.get(key);
  }

  function symbol(kind, how, size, colours, ratio) {
    const sheet = document.createElement("canvas");
    const across = Math.ceil((2 * size + 4) * ratio);
    [sheet.width, sheet.height] = [across, across];
    const context = sheet.getContext("2d");
    const stretch = ((2 * size) / OUTLINE) * ratio;
    context.translate(across / 2, across / 2);
    context.scale(stretch, stretch);
    context.translate(-OUTLINE / 2, -OUTLINE / 2);
    const paint = { ink: colours.kinds[kind], page: colours.page };
    body(context, outlines[kind], paint, how, ratio / stretch);
    if (how === "paused") strokes(context, OUTLINE / 2, OUTLINE / 2, OUTLINE * 0.5, paint);
    return sheet;
  }

  /** Draw mark m, in pixels of the screen. */
  function draw(context, frame, m, colours, ratio) {
    const n = frame.scene.thingOf[m];
    const { x, y } = frames.spot(frame, m);
    const size = radius(frame, m);
    if (frame.scene.length[m]) {
      bar(context, frame, m, { x, y, size }, colours);
      return;
    }
    const kept = image(n, size, colours, ratio);
    const left = Math.round(x * ratio - kept.width / 2) / ratio;
    const top = Math.round(y * ratio - kept.height / 2) / ratio;
    context.drawImage(kept, left, top, kept.width / ratio, kept.height / ratio);
  }

  function bar(context, frame, m, { x, y, size }, colours) {
    const n = frame.scene.thingOf[m];
    const length = Math.max(reach(frame, m), 3);
    const outline = new Path2D();
    outline.roundRect(x, y - size, length, 2 * size, Math.min(size, 5, length / 2));
    const colour = colours.kinds[data.things[n].kind];
    const ink = faded(context, x, length, frame.scene.fades[m], colour);
    body(context, outline, { ink, page: colours.page }, standing(n), 1);
    if (standing(n) === "paused") strokes(context, x + length / 2, y, size * 1.4, colours);
  }

  /** The colour of a bar, which goes over into the page at the ends of which no source states the day. */
  function faded(context, x, length, { start, end }, colour) {
    if (!start && !end) return colour;
    const share = Math.min(0.45, FADE / length);
    const gradient = context.createLinearGradient(x, 0, x + length, 0);
    gradient.addColorStop(0, start ? `${colour}00` : colour);
    if (start) gradient.addColorStop(share, colour);
    if (end) gradient.addColorStop(1 - share, colour);
    gradient.addColorStop(1, end ? `${colour}00` : colour);
    return gradient;
  }

  /** A dot at the corner of a pinned thing. */
  function pin(context, frame, m, colours) {
    const { x, y } = frames.spot(frame, m);
    const size = radius(frame, m);
    context.beginPath();
    context.arc(x + size * 0.8, y - size * 0.8, 4.5, 0, 2 * Math.PI);
    context.fillStyle = colours.text;
    context.strokeStyle = colours.page;
    context.lineWidth = 2;
    context.fill();
    context.stroke();
  }

  /** A ring about a mark. */
  function ring(context, frame, m, colours, width = 3) {
    const { x, y } = frames.spot(frame, m);
    const size = radius(frame, m) + 6;
    context.beginPath();
    context.roundRect(x - size, y - size, reach(frame, m) + 2 * size, 2 * size, size);
    context.strokeStyle = colours.accent;
    context.lineWidth = width;
    context.stroke();
  }

  /** From a point to the edge of a mark, in pixels; less than nothing within it. */
  function beyond(frame, m, x, y) {
    const at = frames.spot(frame, m);
    const aside = Math.max(at.x - x, 0, x - at.x - reach(frame, m));
    return Math.hypot(aside, at.y - y) - radius(frame, m);
  }

  return { radius, reach, draw, pin, ring, beyond };
})();
