"use strict";

/** The picture itself: what of the scene is drawn, and when. */
const canvas = (() => {
  const FAINT = 0.16; // how much of what does not stand out is seen
  const FEW = 60; // relations whose words may show
  const RESTED = 110; // milliseconds after a movement until names are placed anew
  const STRONG = 2.4; // pixels
  const MARKS_TOGETHER = 80; // marks drawn at a step
  const PAPER = { width: 1040, height: 728, ratio: 2 }; // pixels of the picture on paper
  const box = elements.byId("canvas");
  const paper = elements.byId("paper");
  const drawing = elements.make("canvas");
  const context = drawing.getContext("2d");
  const drawn = { things: new Set(), relations: new Set() };
  let relations = []; // the same in the order in which they are drawn
  let colours = theme.read();
  let emphasis = null;
  let hovered = null; // {thing} or {relation}
  let carried = null; // the thing that is being dragged
  const stale = { base: true, names: true };
  let isAsked = false;
  let resting = 0;

  box.append(drawing);

  const ratioNow = () => window.devicePixelRatio || 1;
  const place = (n) => frames.spot(camera.now(), n);
  const scaleNow = () => camera.now().scale;

  /** The marks of what is drawn, the most important last. */
  function marksOf(held) {
    const found = [...drawn.things].flatMap((n) => held.marksOf[n]);
    return found.sort((one, other) => held.rank[other] - held.rank[one]);
  }

  let kept = { scene: null, marks: [] };
  function marksNow(held) {
    if (kept.scene !== held) kept = { scene: held, marks: marksOf(held) };
    return kept.marks;
  }

  /** Show what is visible now. */
  function draw() {
    drawn.things = new Set(state.visibleThings());
    relations = state.drawnRelations();
    drawn.relations = new Set(relations);
    kept.scene = null;
    stress();
    restart();
  }

  /** Let the selection stand out. */
  function stress() {
    emphasis = state.emphasis();
    stale.names = true;
    ask();
  }

  /** Draw all of it anew. */
  function restart() {
    stale.base = true;
    stale.names = true;
    ask();
  }

  /** The picture has moved on the canvas; names go with their marks, and find new places when it rests. */
  function moved(isResting = false) {
    stale.base = true;
    rest(isResting ? 0 : RESTED);
    ask();
  }

  function rest(after) {
    clearTimeout(resting);
    if (!after) stale.names = true;
    else
      resting = setTimeout(() => {
        if (camera.isMoving() || moving.isOn()) return rest(after);
        stale.names = true;
        return ask();
      }, after);
  }

  function ask() {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(paint);
  }

  /** What stands still beneath all else, a little at each step. */
  function* steps(target, frame, palette, ratio) {
    const left = carried;
    ground.draw(target, frame, palette);
    const isLeft = (r) =>
      left === null || (data.relations[r].subject !== left && data.relations[r].object !== left);
    const under = left === null ? relations : relations.filter(isLeft);
    yield* lines.drawing(target, frame, under, palette.edge, { width: lines.widthFor(relations.length) });
    const all = marksNow(frame.scene);
    for (let start = 0; start < all.length; start += MARKS_TOGETHER) {
      for (const m of all.slice(start, start + MARKS_TOGETHER))
        if (frame.scene.thingOf[m] !== left) marks.draw(target, frame, m, palette, ratio);
      yield;
    }
  }

  const marksOfThings = (frame, things) =>
    marksNow(frame.scene).filter((m) => things.has(frame.scene.thingOf[m]));

  /** Draw some relations once more, so that they stand out, and what is at their ends. */
  function stressed(target, frame, { things, relations: strong }, palette, ratio) {
    const shown = [...strong].filter((r) => drawn.relations.has(r));
    lines.draw(target, frame, shown, palette.accent, { width: STRONG, isChosen: true });
    for (const m of marksOfThings(frame, things)) marks.draw(target, frame, m, palette, ratio);
  }

  function endsOf(strong) {
    return new Set(strong.flatMap((r) => [data.relations[r].subject, data.relations[r].object]));
  }

  function pointedAt() {
    if (!hovered) return null;
    if (hovered.relation !== undefined)
      return { relations: [hovered.relation], things: endsOf([hovered.relation]) };
    const near = data.relationsOf[hovered.thing].filter((r) => drawn.relations.has(r));
    return { relations: near, things: endsOf(near).add(hovered.thing) };
  }

  /** What stands out, over what does not. */
  function over(target, frame, palette, ratio) {
    if (emphasis) stressed(target, frame, emphasis, palette, ratio);
    const pointed = pointedAt();
    if (pointed) stressed(target, frame, pointed, palette, ratio);
    if (carried !== null && drawn.things.has(carried)) {
      const own = data.relationsOf[carried].filter((r) => drawn.relations.has(r));
      lines.draw(target, frame, own, palette.edge, { width: lines.WIDTH });
      for (const m of marksOfThings(frame, endsOf(own).add(carried))) marks.draw(target, frame, m, palette, ratio);
    }
    const isChosen = (n) => n === state.chosen.thing || n === hovered?.thing;
    for (const m of marksNow(frame.scene)) {
      const n = frame.scene.thingOf[m];
      if (isChosen(n)) marks.ring(target, frame, m, palette, n === state.chosen.thing ? 3 : 1.5);
      if (state.chosen.pinned.has(n)) marks.pin(target, frame, m, palette);
    }
  }

  function ties() {
    const wanted = emphasis ? [...emphasis.relations].filter((r) => drawn.relations.has(r)) : relations;
    return wanted.length > FEW ? [] : wanted;
  }

  const namesFor = (frame, taken) => labels.place(frame, marksNow(frame.scene), ties(), emphasis, taken);

  function paint(now) {
    isAsked = false;
    const isOnTheWay = camera.step(now);
    const frame = camera.now();
    if (!frame?.width) return;
    const ratio = ratioNow();
    const isWhole = refresh(frame, ratio, isOnTheWay);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, frame.width, frame.height);
    context.globalAlpha = emphasis ? FAINT : 1;
    layer.show(context, frame);
    context.globalAlpha = 1;
    over(context, frame, colours, ratio);
    ground.write(context, frame, colours, ratio);
    labels.write(context, frame, labels.now(), colours, ratio);
    if (isOnTheWay || !isWhole) ask();
  }

  /** Draw on what is no longer so, and place names where nothing moves; whether all is done. */
  function refresh(frame, ratio, isOnTheWay) {
    if (isOnTheWay) stale.base = true;
    if (stale.base && !layer.isBusy()) {
      layer.begin(frame, ratio, (target) => steps(target, frame, colours, ratio));
      stale.base = false;
    }
    const isWhole = layer.work();
    if (stale.names && !isOnTheWay) {
      labels.keep(namesFor(frame, camera.over()));
      stale.names = false;
    }
    return isWhole && !stale.base;
  }

  /** Draw all of it at once on another canvas, with names placed for that one. */
  function render(target, frame, palette, ratio) {
    target.save();
    target.globalAlpha = emphasis ? FAINT : 1;
    layer.finish(steps(target, frame, palette, ratio));
    target.globalAlpha = 1;
    over(target, frame, palette, ratio);
    ground.write(target, frame, palette, ratio);
    labels.write(target, frame, namesFor(frame, []), palette, ratio);
    target.restore();
  }

  function repaint() {
    colours = theme.read();
    layer.drop();
    restart();
    drawForPaper();
  }

  /** Paper has a width of its own: it shows all that is drawn, laid out and named for it. */
  function drawForPaper() {
    const isDrawn = paper.hasAttribute("data-drawn");
    paper.toggleAttribute("data-drawn", theme.isPaper());
    if (!theme.isPaper() || isDrawn) return;
    const { width, height, ratio } = PAPER;
    [paper.width, paper.height] = [width * ratio, height * ratio];
    const target = paper.getContext("2d");
    target.scale(ratio, ratio);
    const held = scene.of(scene.shapeFor(width, height));
    const isAll = drawn.things.size === data.things.length;
    render(target, frames.fit(held, marksNow(held), { width, height }, { isAll }), colours, ratio);
    kept.scene = null;
  }

  /** Fit the canvas to its frame. */
  function resize() {
    const ratio = ratioNow();
    const [width, height] = [Math.round(box.clientWidth * ratio), Math.round(box.clientHeight * ratio)];
    if (!width || !height || (drawing.width === width && drawing.height === height)) return;
    [drawing.width, drawing.height] = [width, height];
    layer.drop();
    camera.refit();
    restart();
    paint(performance.now()); // a canvas that changes its size is empty until it is drawn
  }

  /** The first sight of it, when all scripts of the page are there. */
  function begin() {
    draw();
    resize();
    new ResizeObserver(resize).observe(box);
  }

  /** Let what one points at stand out: {thing}, {relation} or null. */
  function hover(what) {
    if (what?.thing === hovered?.thing && what?.relation === hovered?.relation) return;
    hovered = what;
    ask();
  }

  /** Take a thing up, to be moved with its relations over all else, or put it down (null). */
  function carry(n) {
    carried = n;
    moved();
  }

  theme.onChange(repaint);
  state.on("view", draw);
  state.on("selection", stress);
  state.on("path", stress);
  return {
    box,
    drawing,
    drawn,
    place,
    scaleNow,
    draw,
    stress,
    render,
    begin,
    restart,
    moved,
    ask,
    hover,
    carry,
    marks: () => marksNow(camera.now().scene),
    relations: () => relations,
    ratio: ratioNow,
    colours: () => colours,
    isSettled: () => !isAsked && !stale.base && !stale.names && !layer.isBusy(),
  };
})();
