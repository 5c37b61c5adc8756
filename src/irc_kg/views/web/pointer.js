"use strict";

/** The mouse, the finger and the pen on the picture: to choose, to move about, to drag a thing, to zoom. */
(() => {
  const STILL = { mouse: 4, touch: 9, pen: 6 }; // pixels that a hand may move while it chooses
  const FINGER = { mark: 22, line: 16 }; // pixels about what a finger points at
  const TWICE = { within: 350, near: 24 }; // milliseconds and pixels between two clicks that count as one
  const WHEEL = 0.0016; // how much closer a pixel of the wheel brings
  const LINE_HIGH = 24; // pixels of a wheel that counts lines
  const TAPPED = 1.8; // how much closer a double click brings
  const { box } = canvas;
  const down = new Map(); // pointers that are pressed
  let dragged = null; // the thing under the one that is
  let isDragging = false;
  let last = { time: 0, x: 0, y: 0 };

  const spot = (event) => {
    const { left, top } = canvas.drawing.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const hit = (event, { x, y }) => hits.at(x, y, event.pointerType === "mouse" ? undefined : FINGER);

  function press(event) {
    if (event.button > 0 || event.target !== canvas.drawing) return;
    box.focus({ preventScroll: true });
    canvas.drawing.setPointerCapture(event.pointerId);
    const at = spot(event);
    down.set(event.pointerId, { ...at, from: at });
    camera.hold(1);
    tip.hide();
    const found = hit(event, at);
    dragged = down.size === 1 && found?.isMark ? found.thing : null;
    isDragging = false;
  }

  /** Two fingers: they keep what is under them. */
  function pinch(id, at) {
    const [one, other] = [down.get(id), [...down].find(([key]) => key !== id)[1]];
    const far = (finger) => Math.max(1, Math.hypot(finger.x - other.x, finger.y - other.y));
    camera.zoom(far(at) / far(one), (at.x + other.x) / 2, (at.y + other.y) / 2, "by hand");
    camera.pan((one.x - at.x) / 2, (one.y - at.y) / 2, "by hand");
  }

  function drag(event) {
    const held = down.get(event.pointerId);
    if (!held) return point(event);
    const at = spot(event);
    const far = Math.hypot(at.x - held.from.x, at.y - held.from.y);
    if (!isDragging && far < (STILL[event.pointerType] ?? STILL.mouse)) return null;
    if (!isDragging && dragged !== null) moving.take(dragged);
    isDragging = true;
    box.dataset.moving = dragged === null ? "picture" : "thing";
    if (down.size > 1) pinch(event.pointerId, at);
    else if (dragged === null) camera.pan(held.x - at.x, held.y - at.y, "by hand");
    else moving.carry(dragged, at.x - held.x, at.y - held.y);
    return down.set(event.pointerId, { ...at, from: held.from });
  }

  function release(event) {
    const held = down.get(event.pointerId);
    if (!held) return;
    down.delete(event.pointerId);
    camera.hold(-1);
    delete box.dataset.moving;
    if (isDragging) {
      if (dragged !== null) moving.put(dragged);
      if (!down.size) isDragging = false;
      dragged = null;
      canvas.moved();
    } else if (event.type === "pointerup") click(event, held);
  }

  function click(event, at) {
    const isTwice =
      event.timeStamp - last.time < TWICE.within && Math.hypot(at.x - last.x, at.y - last.y) < TWICE.near;
    last = { time: isTwice ? 0 : event.timeStamp, ...at };
    const found = hit(event, at);
    if (isTwice) {
      if (found?.thing !== undefined) explore.widen(found.thing);
      else camera.zoom(TAPPED, at.x, at.y);
    } else if (found?.thing !== undefined) address.toThing(found.thing);
    else if (found?.relation !== undefined) address.toRelation(found.relation);
    else address.toNothing();
  }

  /** What one points at stands out, and says what it is. */
  function point(event) {
    if (event.pointerType === "touch") return null;
    const at = spot(event);
    const found = hit(event, at);
    box.style.cursor = found ? "pointer" : "";
    canvas.hover(found);
    return tip.over(found, at);
  }

  function leave() {
    canvas.hover(null);
    tip.leave();
  }

  function turn(event) {
    event.preventDefault();
    const { x, y } = spot(event);
    const pixels = event.deltaMode === 1 ? event.deltaY * LINE_HIGH : event.deltaY;
    const held = Math.max(-300, Math.min(300, pixels));
    tip.hide();
    camera.zoom(Math.exp(-held * WHEEL * (event.ctrlKey ? 4 : 1)), x, y, "by hand");
  }

  box.addEventListener("pointerdown", press);
  box.addEventListener("pointermove", drag);
  box.addEventListener("pointerup", release);
  box.addEventListener("pointercancel", release);
  box.addEventListener("pointerleave", leave);
  box.addEventListener("wheel", turn, { passive: false });
})();
