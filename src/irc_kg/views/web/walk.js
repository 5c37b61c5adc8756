"use strict";

/** Walking along relations without seeing them: neighbours and steps one by one, each told with its place. */
const walk = (() => {
  const MOST_KINDS = 6; // that the overview names
  const MOST_BEST = 3;
  const trail = []; // things that were left by steps, the last one last
  let place = -1; // of the neighbour or step that was told last

  const describe = (n) => `${data.name(n)}, ${data.kinds[data.things[n].kind].label}`;
  const isMine = (n) => n === state.chosen.thing;

  /** The relations of the selection in the order in which the panel tells them, or the steps of a way. */
  function stops() {
    const { thing, ways: found, way } = state.chosen;
    if (thing !== null) return data.relationsOf[thing].filter(state.isDrawn).map((r) => ({ r, n: thing }));
    return found?.list.length ? path.stepsOf(found.list[way]) : [];
  }

  /** "2 of 5: is funded by Welsh Government, Public body", or a step of a way as a whole sentence. */
  function sentence({ r, n }) {
    const { from, words, to } = data.wordsFrom(r, n);
    if (!isMine(n)) return `${data.name(from)} ${words} ${describe(to)}`;
    return isMine(from) ? `${words} ${describe(to)}` : `${describe(from)} ${words} it`;
  }

  /** Tell the next neighbour of the selection, or the next step of the way; the picture points at it. */
  function next(by = 1) {
    const all = stops();
    if (!all.length) {
      announce.say(
        state.chosen.thing === null ? "Choose a thing first: press an arrow key" : "It has no neighbours here",
      );
      return;
    }
    place = place < 0 && by < 0 ? all.length - 1 : (place + by + all.length) % all.length;
    const { r, n } = all[place];
    canvas.hover({ thing: data.otherEnd(r, n) });
    const what = state.chosen.thing === null ? "Step " : "";
    announce.say(`${what}${place + 1} of ${all.length}: ${sentence(all[place])}`);
  }

  /** Go to the neighbour that was told last. */
  function step() {
    const stop = stops()[place];
    if (!stop) return next();
    const left = state.chosen.thing === null ? [...trail] : [...trail, state.chosen.thing];
    const to = data.otherEnd(stop.r, stop.n);
    goTo(to, left);
    announce.say(`${steps()}${describe(to)}, ${elements.count(stops().length, "neighbour")}`);
  }

  function goTo(n, left) {
    address.toThing(n, true); // which begins another walk
    trail.push(...left);
  }

  const steps = () => (trail.length ? `${elements.count(trail.length, "step")} from ${data.name(trail[0])}: ` : "");

  /** Go back along the steps. */
  function back() {
    if (!trail.length) return announce.say("There is no step to go back");
    const n = trail.pop();
    goTo(n, [...trail]);
    announce.say(`Back at ${describe(n)}. ${steps().replace(": ", "")}`.trim());
  }

  /** What the picture shows, for who cannot look at it: the finding, kinds with their numbers, what stands out. */
  function overview() {
    const numbers = new Map();
    for (const n of state.visibleThings()) {
      const { label } = data.kinds[data.things[n].kind];
      numbers.set(label, (numbers.get(label) ?? 0) + 1);
    }
    const kinds = [...numbers].toSorted(([, one], [, other]) => other - one);
    const named = kinds.slice(0, MOST_KINDS).map(([label, number]) => `${number} ${label}`);
    const rest = kinds.length > MOST_KINDS ? ` and ${kinds.length - MOST_KINDS} kinds more` : "";
    const best = data.importance.filter(state.isVisible).slice(0, MOST_BEST);
    const first = best.map((n) => `${data.name(n)} with ${elements.count(data.relationsOf[n].length, "relation")}`);
    const parts = [
      data.question,
      data.headline?.sentence,
      `${explore.total()}: ${named.join(", ")}${rest}.`,
      first.length ? `Best connected: ${first.join(", ")}.` : "",
    ];
    announce.say(parts.filter(Boolean).join(" "));
  }

  /** Another selection begins a walk of its own. */
  function follow() {
    place = -1;
    trail.length = 0;
    canvas.hover(null);
  }

  state.on("selection", follow);
  state.on("path", () => (place = -1));

  return { next, step, back, overview };
})();
