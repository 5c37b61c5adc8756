"use strict";

/** Things that leave the places the page opened with: dragged one by one, or let go all together. */
const moving = (() => {
  const LONGEST = 6000; // milliseconds after which all stands still in any case
  const BORDER = 46; // pixels from the edge of the canvas
  const SLICE = 24; // milliseconds of steps that are made without being seen
  const button = elements.byId("move");
  let simulation = null;
  let until = 0;

  const isOn = () => simulation !== null;

  function show() {
    button.setAttribute("aria-pressed", String(isOn()));
  }

  /** What is drawn, as points of the canvas in which all fits. */
  function begin() {
    const home = camera.home();
    const held = home.scene;
    const things = [...canvas.drawn.things];
    const number = new Map(things.map((n, at) => [n, at]));
    const x = Float64Array.from(things, (n) => held.x[n] * home.kx + home.ox);
    const y = Float64Array.from(things, (n) => held.y[n] * home.ky + home.oy);
    const pairs = canvas.relations().flatMap((r) => {
      const { subject, object } = data.relations[r];
      return subject === object ? [] : [number.get(subject), number.get(object)];
    });
    const box = { left: BORDER, top: BORDER, right: home.width - BORDER, bottom: home.height - BORDER };
    const isFixed = (at) => state.chosen.pinned.has(things[at]) || things[at] === taken;
    const back = () =>
      things.forEach((n, at) => {
        if (isFixed(at)) return;
        held.x[n] = (x[at] - home.ox) / home.kx;
        held.y[n] = (y[at] - home.oy) / home.ky;
      });
    return { ...forces.made(x, y, pairs, isFixed, box), back, home };
  }

  function start() {
    simulation = begin();
    until = performance.now() + LONGEST;
    show();
    if (theme.isStill()) {
      settle(simulation);
      return;
    }
    camera.fit();
    requestAnimationFrame(() => go(simulation));
  }

  /** A step of what is seen to move. */
  function go(mine) {
    if (simulation !== mine || mine === null) return;
    const isOver = !mine.step() || performance.now() > until;
    mine.back();
    canvas.moved();
    if (isOver) stop();
    else requestAnimationFrame(() => go(mine));
  }

  /** All steps at once, for those who do not want to see any movement; a little at a time. */
  function settle(mine) {
    if (simulation !== mine) return;
    const pause = performance.now() + SLICE;
    let goesOn = true;
    while (goesOn && performance.now() < pause) goesOn = mine.step();
    if (goesOn && performance.now() < until) {
      setTimeout(() => settle(mine));
      return;
    }
    mine.back();
    stop();
    camera.fit();
  }

  function stop() {
    simulation = null;
    show();
    canvas.moved(true);
    announce.say("The picture stands still");
  }

  button.addEventListener("click", () => {
    if (isOn()) {
      stop();
      return;
    }
    announce.say("The picture settles by itself");
    undo.keep(places());
    start();
  });

  let taken = null;
  let before = null; // brings back what was before a thing was taken

  /** What brings all things back to where they stand now. */
  function places() {
    const { scene: held } = camera.now();
    const [x, y] = [held.x.slice(), held.y.slice()];
    return () => {
      if (isOn()) stop();
      held.x.set(x);
      held.y.set(y);
      canvas.restart();
    };
  }

  function take(n) {
    taken = n;
    before = places();
    canvas.carry(n);
  }

  /** The thing that was taken goes with the hand. */
  function carry(n, across, down) {
    const { scene: held, kx, ky } = camera.now();
    held.x[n] += across / kx;
    held.y[n] += down / ky;
    canvas.ask();
  }

  function put() {
    taken = null;
    undo.keep(before);
    canvas.carry(null);
  }

  /** Put every thing back where it stood when the page opened. */
  function reset() {
    if (isOn()) stop();
    scene.reset();
    canvas.restart();
  }

  return { take, carry, put, reset, isOn };
})();
