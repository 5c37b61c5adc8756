"use strict";

/**
 * The picture without what stands out, kept as an image. It is drawn in slices, so that a large one never holds
 * the page up; until a new image is whole, the last one is shown where its parts would stand by now.
 */
const layer = (() => {
  const SLICE = 10; // milliseconds of a frame
  let done = null;
  let job = null;
  let spare = null;

  function sheetFor(width, height) {
    const sheet = spare ?? document.createElement("canvas");
    spare = null;
    if (sheet.width !== width || sheet.height !== height) [sheet.width, sheet.height] = [width, height];
    return sheet;
  }

  /** Begin to draw anew; steps(context) draws a little at each call of next(). */
  function begin(frame, ratio, steps) {
    const sheet = sheetFor(Math.round(frame.width * ratio), Math.round(frame.height * ratio));
    const context = sheet.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, sheet.width, sheet.height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    job = { sheet, frame, ratio, steps: steps(context) };
  }

  /** Draw on for a while; whether nothing is left to draw. */
  function work() {
    const until = performance.now() + SLICE;
    while (job && performance.now() < until) {
      if (!job.steps.next().done) continue;
      spare = done?.sheet ?? null;
      done = job;
      job = null;
    }
    return job === null;
  }

  /** Take all steps that are left. */
  function finish(steps) {
    while (!steps.next().done) continue;
  }

  /** Let go of what is kept or begun: it shows what is no longer so. */
  function drop() {
    spare = spare ?? job?.sheet ?? null;
    [done, job] = [null, null];
  }

  function show(context, frame) {
    if (!done || done.frame.scene !== frame.scene) return;
    const { sheet, frame: then, ratio } = done;
    const [across, down] = [frame.kx / then.kx, frame.ky / then.ky];
    const whole = (pixels) => Math.round(pixels * ratio) / ratio;
    const left = whole(frame.ox - then.ox * across);
    const top = whole(frame.oy - then.oy * down);
    context.drawImage(sheet, left, top, (sheet.width / ratio) * across, (sheet.height / ratio) * down);
  }

  return { begin, work, finish, drop, show, isBusy: () => job !== null, isEmpty: () => done === null };
})();
