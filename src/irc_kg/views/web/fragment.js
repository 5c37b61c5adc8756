"use strict";

/** What is seen as the end of an address, in words as far as it is short, and read back with patience. */
const fragment = (() => {
  const FEW = 12; // things that are named one by one; more are bits in the order of the things
  const FAR = 100; // shares of the picture, and how much closer, beyond which nothing can be looked at
  const PACKED = "~";
  const VIEWS = ["table", "both"];
  const TABS = ["relations", "facts"];

  /** Text for an address, with what needs no escaping as people write it. */
  const escaped = (text) => encodeURIComponent(text).replaceAll("%3A", ":").replaceAll("%2F", "/");

  /** The names of kinds or of predicates, told apart by a number where two have the same. */
  function namesOf(entries) {
    const seen = new Map();
    return entries.map(({ label }) => {
      const times = (seen.get(label) ?? 0) + 1;
      seen.set(label, times);
      return times === 1 ? label : `${label} ${times}`;
    });
  }

  const kindNames = namesOf(data.kinds);
  const predicateNames = namesOf(data.predicates);

  /** A number for the things and their order: bits that were set for others mean nothing here. */
  const mark = (() => {
    let known = null;
    return () => {
      if (known !== null) return known;
      let hash = 0x811c9dc5;
      for (const { curie } of data.things)
        for (const letter of `${curie}\n`) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0;
      known = hash.toString(36);
      return known;
    };
  })();

  function packed(things) {
    const bytes = new Uint8Array(Math.ceil(data.things.length / 8));
    for (const n of things) bytes[n >> 3] |= 1 << (n & 7);
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    const code = btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    return `${PACKED}${mark()}.${code}`;
  }

  function unpacked(text) {
    const [made, code = ""] = text.slice(PACKED.length).split(".");
    if (made !== mark()) throw new Error("made of other things");
    const bytes = atob(code.replaceAll("-", "+").replaceAll("_", "/"));
    return [...data.things.keys()].filter((n) => (bytes.charCodeAt(n >> 3) >> (n & 7)) & 1);
  }

  const curies = (things) => [...things].map((n) => escaped(data.things[n].curie)).join(",");
  const thingList = (things) => (things.size > FEW ? packed(things) : curies(things));
  const nameList = (keys, names) => [...keys].map((key) => escaped(names[key])).join(",");

  /** The things that are shown, where they are not those that the page opens with. */
  function shownParts({ shown }) {
    const start = state.start();
    if (shown.size === data.things.length) return start.size === shown.size ? [] : [["only", "all"]];
    const isStart = shown.size === start.size && [...shown].every((n) => start.has(n));
    return isStart ? [] : [["only", thingList(shown)]];
  }

  function wayParts({ ways, way }) {
    if (!ways) return [];
    const parts = [
      ["from", curies([ways.from])],
      ["to", curies([ways.to])],
    ];
    return way ? [...parts, ["way", String(way + 1)]] : parts;
  }

  function selectionParts({ thing, relation }) {
    if (thing !== null) return [["thing", escaped(data.things[thing].curie)]];
    return relation === null ? [] : [["relation", escaped(data.relationKey(relation))]];
  }

  /** From where one looks, unless all of it fits. */
  function lensParts() {
    const lens = state.chosen.view === "table" ? null : camera.lens();
    return lens ? [["at", lens.map((number) => number.toFixed(3)).join(",")]] : [];
  }

  /** The state as text, without the number sign; empty for what the page opens with. */
  function write() {
    const { chosen } = state;
    const sets = [
      ["off", nameList(chosen.kindsOff, kindNames)],
      ["without", nameList(chosen.predicatesOff, predicateNames)],
      ["hide", thingList(chosen.hidden)],
      ["pin", thingList(chosen.pinned)],
    ];
    const parts = [
      ...selectionParts(chosen),
      ...(chosen.finding ? [["finding", "on"]] : []),
      ...wayParts(chosen),
      ...(chosen.year === null ? [] : [["year", String(chosen.year)]]),
      ...sets.filter(([, text]) => text),
      ...shownParts(chosen),
      ...lensParts(),
      ...(chosen.view === "picture" ? [] : [["view", chosen.view]]),
      ...(chosen.view === "picture" || chosen.tab === "things" ? [] : [["tab", chosen.tab]]),
    ];
    return parts.map(([name, text]) => `${name}=${text}`).join("&");
  }

  const ofThing = (n) => `#thing=${escaped(data.things[n].curie)}`;
  const ofRelation = (r) => `#relation=${escaped(data.relationKey(r))}`;

  /** What reading finds wrong: names that are not here, and what cannot be read at all. */
  function faultList() {
    const unknown = [];
    const unread = [];
    const sentence = () => {
      const rest = unknown.length > 1 ? ` and ${unknown.length - 1} more that the address names` : "";
      const there = unknown.length ? `There is no ${elements.cut(unknown[0], 200)}${rest} in this picture.` : "";
      const damaged = unread.length ? `The address is damaged: ${unread.join(" and ")} cannot be read.` : "";
      return [there, damaged].filter(Boolean).join(" ");
    };
    return { unknown, unread, sentence };
  }

  function decoded(text, faults) {
    try {
      return decodeURIComponent(text);
    } catch {
      faults.unknown.push(text);
      return null;
    }
  }

  /** What a name stands for; undefined, and a fault, where it stands for nothing. */
  function looked(text, faults, find) {
    const name = decoded(text, faults);
    if (name === null || name === "") return undefined;
    const found = find(name);
    if (found === undefined) faults.unknown.push(name);
    return found;
  }

  const findThing = (name) => data.byCurie.get(name);

  function readThings(text, faults) {
    if (text.startsWith(PACKED)) return new Set(unpacked(text));
    const found = text.split(",").map((one) => looked(one, faults, findThing));
    return new Set(found.filter((n) => n !== undefined));
  }

  function readNames(text, faults, names) {
    const find = (name) => (names.includes(name) ? names.indexOf(name) : undefined);
    const found = text.split(",").map((one) => looked(one, faults, find));
    return new Set(found.filter((key) => key !== undefined));
  }

  function whole(text) {
    if (!/^-?\d{1,6}$/.test(text)) throw new Error("no number");
    return Number.parseInt(text, 10);
  }

  function among(text, names) {
    if (!names.includes(text)) throw new Error("no such name");
    return text;
  }

  function lensOf(text) {
    const numbers = text.split(",").map(Number);
    const isSound = numbers.length === 4 && numbers.every((number) => Math.abs(number) < FAR);
    if (!isSound || !numbers.slice(2).every((closer) => closer > 1 / FAR)) throw new Error("no place to look from");
    return numbers;
  }

  const READERS = {
    thing: (text, faults) => ({ thing: looked(text, faults, findThing) }),
    relation: (text, faults) => ({ relation: looked(text, faults, data.byRelationKey) }),
    finding: () => ({ finding: data.headline !== null }),
    from: (text, faults) => ({ from: looked(text, faults, findThing) }),
    to: (text, faults) => ({ to: looked(text, faults, findThing) }),
    way: (text) => ({ way: Math.max(0, whole(text) - 1) }),
    year: (text) => ({ year: whole(text) }),
    off: (text, faults) => ({ kindsOff: readNames(text, faults, kindNames) }),
    without: (text, faults) => ({ predicatesOff: readNames(text, faults, predicateNames) }),
    hide: (text, faults) => ({ hidden: readThings(text, faults) }),
    pin: (text, faults) => ({ pinned: readThings(text, faults) }),
    only: (text, faults) => ({ shown: text === "all" ? state.everything() : readThings(text, faults) }),
    at: (text) => ({ lens: lensOf(text) }),
    view: (text) => ({ view: among(text, VIEWS) }),
    tab: (text) => ({ tab: among(text, TABS) }),
  };

  /** What an address asks for: {parts, missing}, where missing is a sentence on what of it means nothing. */
  function read(text) {
    const faults = faultList();
    const parts = {};
    for (const part of text.replace(/^#/, "").split("&")) {
      const [, name, value] = /^([a-z]+)=(.*)$/s.exec(part) ?? [];
      if (!Object.hasOwn(READERS, name ?? "")) continue;
      try {
        Object.assign(parts, READERS[name](value, faults));
      } catch {
        faults.unread.push(name);
      }
    }
    return { parts, missing: faults.sentence() };
  }

  return { write, read, ofThing, ofRelation };
})();
