"use strict";

/** What the reader has chosen to see, and who wants to hear when it changes. */
const state = (() => {
  const listeners = { view: [], selection: [], path: [], frame: [], undoable: [] };
  const everything = () => new Set(data.things.keys());
  const start = () => (data.start ? new Set(data.start) : everything());

  /** What one sees at first. */
  const first = () => ({
    shown: start(), // things that were brought into the picture
    hidden: new Set(), // things that were taken out of it
    pinned: new Set(),
    kindsOff: new Set(),
    predicatesOff: new Set(),
    year: null, // null: whatever the date
    thing: null,
    relation: null,
    finding: false, // whether what the finding speaks of is lit
    ways: null, // {from, to, list, caveat}: how two things are connected
    way: 0, // which of them is shown
    view: "picture", // or table, or both
    tab: "things", // the table that is seen
  });
  const VIEW = ["shown", "hidden", "pinned", "kindsOff", "predicatesOff", "year"]; // what can be undone
  const chosen = first();

  /** What is shown and hidden when the page opens. */
  function opening() {
    const whole = first();
    return Object.fromEntries(VIEW.map((name) => [name, whole[name]]));
  }

  const on = (event, listener) => listeners[event].push(listener);
  const tell = (...events) => events.forEach((event) => listeners[event].forEach((listener) => listener()));

  const copied = (value) => (value instanceof Set ? new Set(value) : value);
  const isSame = (one, other) =>
    one instanceof Set ? one.size === other.size && [...one].every((n) => other.has(n)) : one === other;

  /** What is shown and hidden now, to come back to. */
  const snapshot = () => Object.fromEntries(VIEW.map((name) => [name, copied(chosen[name])]));

  /** Change what is chosen, then let everyone know once; what is shown or hidden by it can be undone. */
  function change(events, act) {
    const before = events.includes("view") ? snapshot() : null;
    act(chosen);
    const differs = before ? VIEW.filter((name) => !isSame(before[name], chosen[name])) : [];
    if (differs.length) listeners.undoable.forEach((listener) => listener(before, differs));
    tell(...events);
  }

  /** Show and hide as in a snapshot. */
  function bringBack(before) {
    Object.assign(chosen, before);
    tell("view");
  }

  /** Everything as when the page opened, but for what is given. */
  function restore(parts) {
    const { from, to, way = 0, ...rest } = parts;
    const given = Object.entries(rest).filter(([, value]) => value !== undefined);
    Object.assign(chosen, first(), Object.fromEntries(given));
    if (from !== undefined && to !== undefined) chosen.ways = ways.between(from, to);
    chosen.way = Math.min(way, Math.max(0, (chosen.ways?.list.length ?? 0) - 1));
    bringIn(endsOfSelection());
    tell("view", "selection", "path", "frame");
  }

  const endsOf = (r) => [data.relations[r].subject, data.relations[r].object];

  function endsOfSelection() {
    const way = path() ?? [];
    const relations = chosen.relation === null ? way : [...way, chosen.relation];
    return [...relations.flatMap(endsOf), ...(chosen.thing === null ? [] : [chosen.thing])];
  }

  /** Whether any of these things was not yet in the picture; they are now. */
  function bringIn(things) {
    const missing = things.filter((n) => !chosen.shown.has(n));
    missing.forEach((n) => chosen.shown.add(n));
    return missing.length > 0;
  }

  /** Select a thing, a relation, or nothing; what was not yet in the picture comes in. */
  function select({ thing = null, relation = null }) {
    Object.assign(chosen, { thing, relation });
    tell(...(bringIn(endsOfSelection()) ? ["view", "selection"] : ["selection"]));
  }

  /** Show ways between two things, or with null let go of them. */
  function follow(found, way = 0) {
    Object.assign(chosen, { ways: found, way });
    tell(...(bringIn(endsOfSelection()) ? ["view", "path"] : ["path"]));
  }

  /** The relations of the way that is shown, one step after the other; null when none is. */
  const path = () => chosen.ways?.list[chosen.way]?.relations ?? null;

  function inForce(n, year = chosen.year) {
    if (year === null) return true;
    const { from, to } = data.things[n];
    return (from === undefined || from <= year) && (to === undefined || to > year);
  }

  /** How a thing stands: by the day of the picture, and in a year before its end as it stood then. */
  function standing(n, year = chosen.year) {
    const { standing: how = "", to } = data.things[n];
    return how === "ended" && year !== null && to > year ? "" : how;
  }

  const isAllowed = (n) => !chosen.hidden.has(n) && !chosen.kindsOff.has(data.things[n].kind) && inForce(n);
  const isVisible = (n) => chosen.shown.has(n) && isAllowed(n);
  const isOn = (r) => !chosen.predicatesOff.has(data.relations[r].predicate);
  const isDrawn = (r) =>
    isOn(r) && isVisible(data.relations[r].subject) && isVisible(data.relations[r].object);

  const visibleThings = () => [...data.things.keys()].filter(isVisible);
  const drawnRelations = () => [...data.relations.keys()].filter(isDrawn);

  /** What the finding speaks of, and the relations among that. */
  function litByFinding() {
    const things = new Set(data.headline.things.filter(isVisible));
    const relations = [...things].flatMap((n) => data.relationsOf[n]);
    return { things, relations: new Set(relations.filter((r) => isDrawn(r) && endsOf(r).every((n) => things.has(n)))) };
  }

  /** The things and relations that stand out; null when none does. */
  function emphasis() {
    let relations = path();
    if (!relations && chosen.relation !== null) relations = [chosen.relation];
    if (!relations && chosen.thing !== null && isVisible(chosen.thing))
      relations = data.relationsOf[chosen.thing].filter(isDrawn);
    if (!relations) return chosen.finding ? litByFinding() : null;
    const things = new Set(relations.flatMap(endsOf));
    if (chosen.thing !== null) things.add(chosen.thing);
    return { things, relations: new Set(relations) };
  }

  return {
    chosen,
    start,
    opening,
    everything,
    on,
    change,
    bringBack,
    restore,
    select,
    follow,
    path,
    inForce,
    standing,
    isAllowed,
    isVisible,
    isOn,
    isDrawn,
    visibleThings,
    drawnRelations,
    emphasis,
  };
})();
