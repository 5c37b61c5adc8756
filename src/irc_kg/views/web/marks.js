"use strict";

/** How a thing is drawn: one mark in the colour and shape of its kind, never too small to be seen. */
const marks = (() => {
  const SMALLEST = [2.6, 9]; // pixels from middle to edge of the least and of the greatest, however far one zooms out
  const LARGEST = 44; // and however far one zooms in
  const OUTLINE = 16; // units across, of elements.outline
  const sizes = data.marks.nodes.map(({ size }) => size);
  const [least, most] = [data.importance.at(-1), data.importance[0]].map((n) => sizes[n] ?? 1);
  const outlines = data.kinds.map(({ shape }) => elements.outline(shape));

  /** From the middle of thing n to its edge, in pixels of the screen. */
  function radius(n, scale) {
    const share = (sizes[n] - least) / (most - least || 1);
    const visible = SMALLEST[0] + (SMALLEST[1] - SMALLEST[0]) * share;
    return Math.min(LARGEST, Math.max(sizes[n] * scale, visible));
  }

  /** Draw thing n about a point, in units of a canvas that is scaled. */
  function draw(context, n, { x, y }, scale, colours) {
    const { kind } = data.things[n];
    const isChosen = n === state.chosen.thing;
    const stretch = (2 * radius(n, scale)) / scale / OUTLINE;
    context.save();
    context.translate(x, y);
    context.scale(stretch, stretch);
    context.translate(-OUTLINE / 2, -OUTLINE / 2);
    context.lineWidth = (isChosen ? 3 : 2) / scale / stretch;
    context.lineJoin = "round";
    context.strokeStyle = isChosen ? colours.text : colours.page;
    context.fillStyle = theme.kind(kind);
    context.stroke(outlines[kind]);
    context.fill(outlines[kind]);
    context.restore();
  }

  /** A dot at the corner of a pinned thing, in pixels of the screen. */
  function pin(context, { x, y, radius: size }, colours) {
    circle(context, x + size * 0.8, y - size * 0.8, 4.5);
    context.fillStyle = colours.text;
    context.strokeStyle = colours.page;
    context.lineWidth = 2;
    context.fill();
    context.stroke();
  }

  /** A ring about the selection, in pixels of the screen. */
  function ring(context, { x, y, radius: size }, colours) {
    circle(context, x, y, size + 6);
    context.strokeStyle = colours.accent;
    context.lineWidth = 3;
    context.stroke();
  }

  function circle(context, x, y, size) {
    context.beginPath();
    context.arc(x, y, size, 0, 2 * Math.PI);
  }

  return { radius, draw, pin, ring };
})();
