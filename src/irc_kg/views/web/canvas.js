"use strict";

/** The picture itself, drawn by vis-network from what pyvis gave. */
const canvas = (() => {
  const REACH = 12; // pixels about a mark that still count as the mark
  const FADED = 0.16;
  const box = elements.byId("canvas");
  const nodes = new vis.DataSet();
  const edges = new vis.DataSet();
  const at = data.marks.nodes.map(({ x, y }) => ({ x, y }));
  const looks = { things: new Map(), relations: new Map() };
  let colours = theme.read();
  let emphasis = null;
  let hovered = null;

  const network = new vis.Network(box, { nodes, edges }, data.marks.options);
  const drawing = box.querySelector("canvas");

  const isFaded = (n) => emphasis !== null && !emphasis.things.has(n);

  /** How thing n looks now. Its name is drawn apart, where there is room. */
  function lookOfThing(n) {
    const { size, shape } = data.marks.nodes[n];
    const fill = theme.kind(data.things[n].kind);
    const chosen = state.chosen.thing === n;
    const border = chosen ? colours.text : colours.page;
    return {
      ...{ id: n, shape, size, opacity: isFaded(n) ? FADED : 1, borderWidth: chosen ? 4 : 1.5 },
      color: { background: fill, border, highlight: { background: fill, border }, hover: { background: fill, border } },
      fixed: state.chosen.pinned.has(n),
    };
  }

  function lookOfRelation(r) {
    const { from, to, smooth } = data.marks.edges[r];
    const strong = emphasis?.relations.has(r) ?? false;
    const color = strong ? colours.accent : colours.edge;
    const opacity = emphasis !== null && !strong ? FADED : 1;
    return {
      ...{ id: r, from, to, width: strong ? 2.2 : 1.2, smooth: smooth ?? false },
      color: { color, highlight: color, hover: color, opacity },
    };
  }

  /** Bring a set of marks to what it should hold, touching only what differs from how it last looked. */
  function settle(set, looks, wanted, lookOf, placeOf) {
    const keep = new Set(wanted);
    const gone = [...looks.keys()].filter((id) => !keep.has(id));
    const added = [];
    const changed = [];
    for (const id of wanted) {
      const now = lookOf(id);
      const text = JSON.stringify(now);
      if (!looks.has(id)) added.push({ ...now, ...placeOf(id) });
      else if (looks.get(id) !== text) changed.push(now);
      looks.set(id, text);
    }
    gone.forEach((id) => looks.delete(id));
    if (gone.length) set.remove(gone);
    if (added.length) set.add(added);
    if (changed.length) set.update(changed);
  }

  function keepPositions() {
    for (const [n, place] of Object.entries(network.getPositions())) at[n] = place;
  }

  function draw() {
    keepPositions();
    emphasis = state.emphasis();
    settle(nodes, looks.things, state.visibleThings(), lookOfThing, (n) => at[n]);
    settle(edges, looks.relations, state.drawnRelations(), lookOfRelation, () => ({}));
    network.redraw();
  }

  function repaint() {
    colours = theme.read();
    draw();
  }

  const place = (n) => network.canvasToDOM(network.body.nodes[n] ?? at[n]);

  function marksNow() {
    const scale = network.getScale();
    const must = (n) => n === state.chosen.thing || n === hovered;
    const rank = (n) => (must(n) ? 2 : 0) + (emphasis?.things.has(n) ? 1 : 0);
    const seen = data.importance.filter((n) => looks.things.has(n));
    seen.sort((one, other) => rank(other) - rank(one)); // the sort is stable: importance decides the rest
    return seen.map((n) => ({
      ...{ n, ...place(n), radius: Math.max(2, data.marks.nodes[n].size * scale) },
      ...{ must: must(n), faded: isFaded(n), strong: n === state.chosen.thing },
    }));
  }

  function tiesNow() {
    const wanted = emphasis ? [...emphasis.relations] : [...looks.relations.keys()];
    if (wanted.length > 60) return [];
    return wanted
      .filter((r) => looks.relations.has(r))
      .map((r) => ({ r, must: emphasis !== null, ...network.canvasToDOM(middle(r)) }));
  }

  const middle = (r) => network.body.edges[r].edgeType.getPoint(0.5);

  function pin(context, { x, y, radius }) {
    context.beginPath();
    context.arc(x + radius * 0.8, y - radius * 0.8, 4.5, 0, 2 * Math.PI);
    context.fillStyle = colours.text;
    context.strokeStyle = colours.page;
    context.lineWidth = 2;
    context.fill();
    context.stroke();
  }

  function ring(context, { x, y, radius }) {
    context.beginPath();
    context.arc(x, y, radius + 6, 0, 2 * Math.PI);
    context.strokeStyle = colours.accent;
    context.lineWidth = 3;
    context.stroke();
  }

  network.on("afterDrawing", (context) => {
    const ratio = network.canvas.pixelRatio;
    const marks = marksNow();
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    for (const mark of marks) {
      if (mark.n === state.chosen.thing) ring(context, mark);
      if (state.chosen.pinned.has(mark.n)) pin(context, mark);
    }
    const view = { width: box.clientWidth, height: box.clientHeight, scale: network.getScale() };
    labels.draw(context, view, marks, tiesNow(), colours);
    context.restore();
  });

  /** What is at a point of the picture: {thing}, {relation} or null. A mark counts a little beyond its edge. */
  function hit(x, y) {
    let nearest = null;
    let least = Infinity;
    for (const n of looks.things.keys()) {
      const spot = place(n);
      const beyond = Math.hypot(spot.x - x, spot.y - y) - data.marks.nodes[n].size * network.getScale();
      if (beyond < Math.min(REACH, least)) [nearest, least] = [n, beyond];
    }
    const thing = nearest ?? labels.at(x, y);
    if (thing !== null) return { thing };
    const relation = network.getEdgeAt({ x, y });
    return relation === undefined ? null : { relation };
  }

  box.addEventListener("pointermove", (event) => {
    if (event.buttons) return;
    const found = hit(event.offsetX, event.offsetY);
    box.style.cursor = found ? "pointer" : "";
    const now = found?.thing ?? null;
    if (now === hovered) return;
    hovered = now;
    network.redraw();
  });

  /** Show what is drawn as large as it fits, or the given things only. */
  function fit(things) {
    network.fit({ nodes: things, maxZoomLevel: 1.2, animation: motion() });
  }

  const motion = () => (theme.isStill() ? false : { duration: 300, easingFunction: "easeInOutQuad" });

  function zoom(factor) {
    network.moveTo({ scale: Math.min(4, Math.max(0.02, network.getScale() * factor)), animation: motion() });
  }

  function pan(across, down) {
    const { x, y } = network.getViewPosition();
    const scale = network.getScale();
    network.moveTo({ position: { x: x + across / scale, y: y + down / scale }, animation: motion() });
  }

  /** Bring a thing into view; near enough to be read. */
  function goTo(n, closer = false) {
    if (!looks.things.has(n)) return;
    const { x, y } = place(n);
    const inside = x > 40 && y > 40 && x < box.clientWidth - 40 && y < box.clientHeight - 60;
    const scale = network.getScale();
    if (inside && (!closer || scale >= 0.5)) return;
    network.focus(n, { scale: closer ? Math.max(scale, 0.8) : scale, animation: motion() });
  }

  function move(on) {
    network.setOptions({ physics: { enabled: on && !theme.isStill() } });
    if (on && theme.isStill()) {
      network.once("stabilized", draw);
      network.stabilize(150);
    } else if (!on) {
      network.stopSimulation();
      keepPositions();
    }
  }

  /** Put every thing back where it stood when the page opened. */
  function resettle() {
    data.marks.nodes.forEach(({ x, y }, n) => (at[n] = { x, y }));
    nodes.update([...looks.things.keys()].map((n) => ({ id: n, ...at[n] })));
    draw();
  }

  theme.onChange(repaint);
  state.on("view", draw);
  state.on("selection", draw);
  state.on("path", draw);

  return {
    ...{ box, drawing, network, place, hit, draw, fit, zoom, pan, goTo, move, resettle },
    colours: () => colours,
  };
})();
