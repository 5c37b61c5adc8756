"use strict";

/** The ways from one thing to another, by what says something: past few things that everything is connected with. */
const ways = (() => {
  const SHARE_OF_HUB = 1 / 40; // of all things: what is connected with more of them connects nothing
  const FEWEST_OF_HUB = 20;
  const MOST_STEPS = 4; // of a way that says something
  const MOST_MORE = 4; // that a further way may cost than the first
  const MOST = 3;

  /** How many others each thing is connected with. */
  const degrees = (() => {
    let known = null;
    return () =>
      (known ??= data.relationsOf.map((own, n) => new Set(own.map((r) => data.otherEnd(r, n))).size));
  })();

  function isHub(n) {
    const most = Math.max(FEWEST_OF_HUB, data.things.length * SHARE_OF_HUB);
    return degrees()[n] > most;
  }

  /** The steps from a thing that the key and the year allow: one relation to each other thing. */
  function stepsFrom(n) {
    const steps = new Map();
    for (const r of data.relationsOf[n]) {
      const other = data.otherEnd(r, n);
      if (other !== n && state.isOn(r) && state.isAllowed(other) && !steps.has(other)) steps.set(other, r);
    }
    return steps;
  }

  /**
   * The cheapest way of at most so many steps that passes nothing closed, {cost, things, relations}; null without one.
   * A step costs one, and to pass a thing costs the logarithm of how many others it is connected with.
   */
  function cheapest(from, to, isClosed, most) {
    const best = new Map([[from, { cost: 0, n: from, by: null, before: null }]]);
    let border = [best.get(from)];
    for (let step = 0; step < most && border.length; step++) {
      const reached = new Map();
      for (const next of border.flatMap((place) => nextTo(place, to, isClosed))) {
        const known = reached.get(next.n) ?? best.get(next.n);
        if (!known || next.cost < known.cost) reached.set(next.n, next);
      }
      for (const [n, place] of reached) best.set(n, place);
      border = [...reached.values()].filter(({ n }) => n !== to);
    }
    return best.has(to) ? unrolled(best.get(to)) : null;
  }

  /** The places one step on; the end is closed to who comes straight from the beginning, if at all. */
  function nextTo(place, to, isClosed) {
    const isOpen = (n) => !isClosed(n) || (n === to && place.before !== null);
    return [...stepsFrom(place.n)]
      .filter(([other]) => isOpen(other))
      .map(([n, by]) => {
        const passing = n === to ? 0 : Math.log2(degrees()[n]);
        return { cost: place.cost + 1 + passing, n, by, before: place };
      });
  }

  function unrolled(end) {
    const [things, relations] = [[end.n], []];
    for (let place = end; place.before; place = place.before) {
      things.unshift(place.before.n);
      relations.unshift(place.by);
    }
    return { cost: end.cost, things, relations };
  }

  /** What ways have in common that say the same of like things: relations, directions and kinds. */
  function likeness({ things, relations }) {
    const steps = relations.map((r, n) => [
      data.relations[r].predicate,
      data.relations[r].subject === things[n],
    ]);
    return JSON.stringify([steps, things.slice(1, -1).map((n) => data.things[n].kind)]);
  }

  /** Short ways past no hub, as far as they add something to the first and none is like another. */
  function telling(from, to) {
    const closed = new Set();
    const isClosed = (n) => closed.has(n) || isHub(n);
    const isKnown = new Set();
    const list = [];
    for (let tries = 0; list.length < MOST && tries < 4 * MOST; tries++) {
      const way = cheapest(from, to, (n) => (n === to ? closed.has(to) : isClosed(n)), MOST_STEPS);
      if (!way || (list.length && way.cost > list[0].cost + MOST_MORE)) break;
      const passed = way.things.slice(1, -1);
      (passed.length ? passed : [to]).forEach((n) => closed.add(n));
      if (!isKnown.has(likeness(way))) list.push(way);
      isKnown.add(likeness(way));
    }
    return list;
  }

  /** Why a way that is all there is says little of its ends. */
  function caveatOf({ things, relations }) {
    const hubs = things.slice(1, -1).filter(isHub);
    const passed = hubs.map(
      (n) => `${data.name(n)} (connected with ${degrees()[n]} of ${data.things.length} things)`,
    );
    const by = passed.length ? ` by way of ${passed.join(" and ")}` : "";
    const far =
      relations.length > MOST_STEPS
        ? `only in ${relations.length} steps`
        : `in up to ${MOST_STEPS} steps only`;
    return `They are connected ${far}${by}, which may say little of them.`;
  }

  /** {from, to, list, caveat}: at most three ways, the best first; where each passes a hub or is long, that alone. */
  function between(from, to) {
    if (from === to) return { from, to, list: [], caveat: "" };
    const list = telling(from, to);
    if (list.length) return { from, to, list, caveat: "" };
    const isOpen = () => false;
    const any = cheapest(from, to, isOpen, MOST_STEPS) ?? cheapest(from, to, isOpen, data.things.length);
    return { from, to, list: any ? [any] : [], caveat: any ? caveatOf(any) : "" };
  }

  return { between };
})();
