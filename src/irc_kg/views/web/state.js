"use strict";

/** What the reader has chosen to see, and who wants to hear when it changes. */
const state = (() => {
  const listeners = { view: [], selection: [], path: [] };
  const everything = () => new Set(data.things.keys());

  const chosen = {
    shown: null, // things that were brought into the picture
    hidden: new Set(), // things that were taken out of it
    pinned: new Set(),
    kindsOff: new Set(),
    predicatesOff: new Set(),
    year: null, // null: whatever the date
    thing: null,
    relation: null,
    path: null, // relations, one step after the other
    pathFrom: null, // the thing where they begin
  };

  function begin() {
    chosen.shown = data.start ? new Set(data.start) : everything();
    for (const set of [chosen.hidden, chosen.pinned, chosen.kindsOff, chosen.predicatesOff]) set.clear();
    chosen.year = null;
    chosen.path = null;
  }

  const on = (event, listener) => listeners[event].push(listener);
  const tell = (...events) => events.forEach((event) => listeners[event].forEach((listener) => listener()));

  /** Change what is chosen, then let everyone know once. */
  function change(events, act) {
    act(chosen);
    tell(...events);
  }

  /** Select a thing, a relation, or nothing; what was not yet in the picture comes in. */
  function select({ thing = null, relation = null }) {
    const ends =
      relation === null ? [thing] : [data.relations[relation].subject, data.relations[relation].object];
    const missing = ends.filter((n) => n !== null && !chosen.shown.has(n));
    change(missing.length ? ["view", "selection"] : ["selection"], () => {
      missing.forEach((n) => chosen.shown.add(n));
      Object.assign(chosen, { thing, relation });
    });
  }

  function inForce(n, year = chosen.year) {
    if (year === null) return true;
    const { from, to } = data.things[n];
    return (from === undefined || from <= year) && (to === undefined || to > year);
  }

  const isAllowed = (n) => !chosen.hidden.has(n) && !chosen.kindsOff.has(data.things[n].kind) && inForce(n);
  const isVisible = (n) => chosen.shown.has(n) && isAllowed(n);
  const isOn = (r) => !chosen.predicatesOff.has(data.relations[r].predicate);
  const isDrawn = (r) =>
    isOn(r) && isVisible(data.relations[r].subject) && isVisible(data.relations[r].object);

  const visibleThings = () => [...data.things.keys()].filter(isVisible);
  const drawnRelations = () => [...data.relations.keys()].filter(isDrawn);

  /** The things and relations that stand out; null when none does. */
  function emphasis() {
    let relations = null;
    if (chosen.path) relations = chosen.path;
    else if (chosen.relation !== null) relations = [chosen.relation];
    else if (chosen.thing !== null && isVisible(chosen.thing)) {
      relations = data.relationsOf[chosen.thing].filter(isDrawn);
    }
    if (relations === null) return null;
    const things = new Set(relations.flatMap((r) => [data.relations[r].subject, data.relations[r].object]));
    if (chosen.thing !== null) things.add(chosen.thing);
    return { things, relations: new Set(relations) };
  }

  begin();
  return {
    chosen,
    begin,
    everything,
    on,
    change,
    select,
    inForce,
    isAllowed,
    isVisible,
    isOn,
    isDrawn,
    visibleThings,
    drawnRelations,
    emphasis,
  };
})();
