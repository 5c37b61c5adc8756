"use strict";

/**
 * How a scene is seen: {scene, kx, ky, ox, oy, scale, width, height}. A point of the scene stands at
 * (x * kx + ox, y * ky + oy) of a canvas; a scene may be stretched more one way than the other, its marks are not.
 */
const frames = (() => {
  const STRETCH = 1.7 / 0.6; // how much more one way than the other
  const CLOSEST = 5; // pixels to a unit
  const OPEN = { left: 0, right: 0, top: 0, bottom: 0 }; // pixels that something else covers
  const MARGIN = { ordered: [10, 10], free: [44, 30] }; // pixels at the sides and at the ends, for names

  function made(held, kx, ky, ox, oy, { width, height, inset }) {
    return { scene: held, kx, ky, ox, oy, scale: Math.min(kx, ky), width, height, inset };
  }

  /** The box that marks take, with the room of their names, in units. */
  function extent(held, marks) {
    const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    for (const m of marks) {
      const size = held.size[m];
      const [wide, high] = [held.roomWidth[m], held.roomHeight[m]];
      const side = wide ? held.side[m] : "around";
      const half = side === "below" ? Math.max(size, wide / 2) : size;
      const right = held.x[m] + held.length[m] + (side === "right" ? size + wide : half);
      box.left = Math.min(box.left, held.x[m] - (side === "left" ? size + wide : half));
      box.right = Math.max(box.right, side === "above" ? Math.max(right, held.x[m] + wide) : right);
      box.top = Math.min(box.top, held.y[m] - size - (side === "above" ? high : 0));
      box.bottom = Math.max(box.bottom, held.y[m] + size + (side === "below" ? high : 0));
    }
    return box;
  }

  function whole(held, marks) {
    const box = extent(held, marks);
    if (!held.isOrdered) return box;
    return {
      left: Math.min(box.left, 0),
      top: Math.min(box.top, 0),
      right: Math.max(box.right, held.width),
      bottom: Math.max(box.bottom, held.height),
    };
  }

  /**
   * The frame that fills a canvas with marks. isAll: with all that guides the eye too; stretch: how much more
   * across than down, where that is set already; closest: pixels to a unit at most.
   */
  function fit(held, marks, size, { isAll = false, stretch = null, closest = CLOSEST } = {}) {
    const box = isAll ? whole(held, marks) : extent(held, marks);
    const [side, end] = MARGIN[held.isOrdered ? "ordered" : "free"];
    const { left, right, top, bottom } = { ...OPEN, ...size.inset };
    const wide = Math.max(60, size.width - left - right - 2 * side);
    const high = Math.max(60, size.height - top - bottom - 2 * end);
    let kx = Math.min(closest, wide / Math.max(1, box.right - box.left));
    let ky = Math.min(closest, high / Math.max(1, box.bottom - box.top));
    kx = Math.min(kx, ky * (stretch ?? STRETCH));
    ky = Math.min(ky, kx * (stretch === null ? STRETCH : 1 / stretch));
    const ox = left + side + wide / 2 - ((box.left + box.right) / 2) * kx;
    const oy = top + end + high / 2 - ((box.top + box.bottom) / 2) * ky;
    return made(held, kx, ky, ox, oy, size);
  }

  const moved = (frame, across, down) =>
    made(frame.scene, frame.kx, frame.ky, frame.ox + across, frame.oy + down, frame);

  /** Larger by a factor, about a point of the canvas that stays where it is. */
  function zoomed(frame, factor, x, y) {
    const ox = x - (x - frame.ox) * factor;
    const oy = y - (y - frame.oy) * factor;
    return made(frame.scene, frame.kx * factor, frame.ky * factor, ox, oy, frame);
  }

  /** A point of the scene in the middle of the canvas. */
  function centred(frame, x, y) {
    const { left, right, top, bottom } = { ...OPEN, ...frame.inset };
    const middle = [(frame.width + left - right) / 2, (frame.height + top - bottom) / 2];
    return moved(frame, middle[0] - (x * frame.kx + frame.ox), middle[1] - (y * frame.ky + frame.oy));
  }

  const mixed = (from, to, share) => from * Math.pow(to / from, share);

  /** What one sees on the way from one frame to another; share: from 0 to 1. */
  function between(from, to, share) {
    const [kx, ky] = [mixed(from.kx, to.kx, share), mixed(from.ky, to.ky, share)];
    const middle = (frame, o, k, length) => (frame[length] / 2 - frame[o]) / frame[k];
    const along = (o, k, length) => {
      const [one, other] = [middle(from, o, k, length), middle(to, o, k, length)];
      return one + (other - one) * share;
    };
    const ox = to.width / 2 - along("ox", "kx", "width") * kx;
    const oy = to.height / 2 - along("oy", "ky", "height") * ky;
    return made(to.scene, kx, ky, ox, oy, to);
  }

  /** Where a mark stands on the canvas: its middle, of a bar its left end. */
  const spot = ({ scene: held, kx, ky, ox, oy }, m) => ({ x: held.x[m] * kx + ox, y: held.y[m] * ky + oy });

  return { fit, moved, zoomed, centred, between, spot };
})();
