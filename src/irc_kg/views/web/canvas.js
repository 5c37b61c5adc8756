"use strict";

/** The picture itself: vis-network with what pyvis gave it, and what stands out drawn over the rest. */
const canvas = (() => {
  const VEIL = 0.84; // how much of what does not stand out is covered
  const FEW = 60; // relations whose words may show
  const ALONG = [0.5, 0.42, 0.58, 0.34, 0.66]; // where on a relation its words may stand
  const MANY = 2000; // relations, too many to make them broader when one zooms out
  const box = elements.byId("canvas");
  const nodes = new vis.DataSet();
  const edges = new vis.DataSet();
  const at = data.marks.nodes.map(({ x, y }) => ({ x, y }));
  const drawn = { things: new Set(), relations: new Set() };
  let colours = theme.read();
  const most = data.relationsOf[data.importance[0]]?.length ?? 0;
  const isHub = (n) => data.relationsOf[n].length >= Math.max(4, most / 8);
  const hubs = new Set(data.importance.slice(0, Math.min(6, data.things.length / 10)).filter(isHub)); // names stand out
  let emphasis = null;
  let hovered = null;
  let broad = 1.2;

  const network = new vis.Network(box, { nodes, edges }, data.marks.options);
  const drawing = box.querySelector("canvas");
  const paper = elements.byId("paper");
  network.setOptions({ edges: { color: { color: colours.edge } } });

  const scaleNow = () => network.getScale();
  const spotOf = (n) => network.body.nodes[n] ?? at[n];
  const place = (n) => network.canvasToDOM(spotOf(n));

  /** Thing n for vis-network, which asks for its drawing each time. */
  function node(n) {
    return {
      id: n,
      ...at[n],
      shape: "custom",
      size: data.marks.nodes[n].size,
      ctxRenderer: body,
      fixed: isPinned(n),
    };
  }

  const isPinned = (n) => state.chosen.pinned.has(n);

  function body({ ctx, id, x, y }) {
    const scale = scaleNow();
    const radius = marks.radius(id, scale) / scale;
    network.body.nodes[id].shape.distanceToBorder = () => radius + 1.5 / scale; // where arrows end
    return { drawNode: () => marks.draw(ctx, id, { x, y }, scale, colours) };
  }

  function edge(r) {
    const { from, to, smooth, selfReference } = data.marks.edges[r];
    return { id: r, from, to, smooth: smooth ?? false, ...(selfReference && { selfReference }), ...strength(r) };
  }

  function strength(r) {
    const isStrong = emphasis?.relations.has(r) ?? false;
    const color = isStrong ? colours.accent : colours.edge;
    return { id: r, width: isStrong ? 2 * broad : broad, color: { color, highlight: color, hover: color } };
  }

  /** Bring a set of vis-network to hold just what is wanted. */
  function settle(set, holds, wanted, made) {
    const keep = new Set(wanted);
    const gone = [...holds].filter((id) => !keep.has(id));
    const come = wanted.filter((id) => !holds.has(id));
    gone.forEach((id) => holds.delete(id)); // first, for vis-network draws while it removes
    if (gone.length) set.remove(gone);
    if (come.length) set.add(come.map(made));
    come.forEach((id) => holds.add(id));
  }

  function keepPositions() {
    for (const n of drawn.things) {
      const { x, y } = network.body.nodes[n];
      at[n] = { x, y };
    }
  }

  /** Show what is visible now. */
  function draw() {
    keepPositions();
    settle(edges, drawn.relations, [...drawn.relations].filter(state.isDrawn), edge);
    settle(nodes, drawn.things, state.visibleThings(), node);
    settle(edges, drawn.relations, state.drawnRelations(), edge);
    const moved = [...drawn.things].filter((n) => network.body.nodes[n].options.fixed.x !== isPinned(n));
    if (moved.length) nodes.update(moved.map((n) => ({ id: n, fixed: isPinned(n) })));
    stress();
  }

  /** Let the selection stand out. */
  function stress() {
    const before = emphasis?.relations ?? new Set();
    emphasis = state.emphasis();
    const now = emphasis?.relations ?? new Set();
    restyle(
      [...new Set([...before, ...now])].filter((r) => drawn.relations.has(r) && before.has(r) !== now.has(r)),
    );
    network.redraw();
  }

  function restyle(relations) {
    if (relations.length) edges.update(relations.map(strength));
  }

  function repaint() {
    colours = theme.read();
    restyle([...drawn.relations]);
    network.redraw();
    copyForPaper();
  }

  /** Paper has a width of its own: it shows a copy of what was on the screen. */
  function copyForPaper() {
    const isCopied = paper.hasAttribute("data-copied");
    paper.toggleAttribute("data-copied", theme.isPaper());
    if (!theme.isPaper() || isCopied || !drawing.width || !drawing.height) return; // no picture beside a table
    paper.width = drawing.width;
    paper.height = drawing.height;
    paper.getContext("2d").drawImage(drawing, 0, 0);
  }

  /** Relations keep a breadth that can be seen when one zooms out. */
  function broaden() {
    const wanted = Math.max(1.2, Math.round((0.8 / scaleNow()) * 2) / 2);
    if (wanted === broad || drawn.relations.size > MANY) return;
    broad = wanted;
    restyle([...drawn.relations]);
  }

  function marksNow() {
    const scale = scaleNow();
    const must = (n) => n === state.chosen.thing || n === hovered;
    const rank = (n) => (must(n) ? 2 : 0) + (emphasis?.things.has(n) ? 1 : 0);
    const seen = data.importance.filter((n) => drawn.things.has(n));
    if (emphasis || hovered !== null) seen.sort((one, other) => rank(other) - rank(one)); // a stable sort
    return seen.map((n) => {
      const { x, y } = place(n);
      const ringed = n === state.chosen.thing;
      return {
        n,
        x,
        y,
        radius: marks.radius(n, scale),
        must: must(n),
        ringed,
        faded: emphasis !== null && !emphasis.things.has(n),
        strong: ringed || hubs.has(n),
      };
    });
  }

  function tiesNow() {
    const wanted = emphasis ? [...emphasis.relations] : [...drawn.relations];
    if (wanted.length > FEW) return [];
    const spots = (r) =>
      ALONG.map((share) => network.canvasToDOM(network.body.edges[r].edgeType.getPoint(share)));
    return wanted
      .filter((r) => drawn.relations.has(r))
      .map((r) => ({ r, must: emphasis !== null, spots: spots(r) }));
  }

  /** Cover everything lightly, then draw what stands out once more. */
  function drawEmphasis(context) {
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = VEIL;
    context.fillStyle = colours.page;
    context.fillRect(0, 0, drawing.width, drawing.height);
    context.restore();
    const relations = [...emphasis.relations]
      .filter((r) => drawn.relations.has(r))
      .map((r) => network.body.edges[r]);
    relations.forEach((relation) => relation.draw(context));
    relations.forEach((relation) => relation.drawArrows(context));
    for (const n of emphasis.things)
      if (drawn.things.has(n)) marks.draw(context, n, spotOf(n), scaleNow(), colours);
  }

  network.on("afterDrawing", (context) => {
    if (emphasis) drawEmphasis(context);
    const ratio = network.canvas.pixelRatio;
    const all = marksNow();
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    for (const mark of all) {
      if (mark.n === state.chosen.thing) marks.ring(context, mark, colours);
      if (isPinned(mark.n)) marks.pin(context, mark, colours);
    }
    const view = { width: box.clientWidth, height: box.clientHeight, scale: scaleNow() };
    labels.draw(context, view, all, tiesNow(), colours);
    context.restore();
  });

  function hover(n) {
    if (n === hovered) return;
    hovered = n;
    network.redraw();
  }

  function move(on) {
    network.setOptions({ physics: { enabled: on && !theme.isStill() } });
    if (on && theme.isStill()) {
      network.once("stabilized", keepPositions);
      network.stabilize(150);
    } else if (!on) {
      network.stopSimulation();
      keepPositions();
    }
  }

  /** Put every thing back where it stood when the page opened. */
  function resettle() {
    data.marks.nodes.forEach(({ x, y }, n) => (at[n] = { x, y }));
    nodes.update([...drawn.things].map((n) => ({ id: n, x: at[n].x, y: at[n].y })));
  }

  network.on("zoom", broaden);
  network.on("animationFinished", broaden);
  theme.onChange(repaint);
  state.on("view", draw);
  state.on("selection", stress);
  state.on("path", stress);

  return {
    box,
    drawing,
    network,
    drawn,
    place,
    spotOf,
    scaleNow,
    draw,
    stress,
    hover,
    broaden,
    move,
    resettle,
    colours: () => colours,
  };
})();
