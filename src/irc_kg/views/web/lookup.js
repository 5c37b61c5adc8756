"use strict";

/** Things by what one types: their names, other names, codes, kinds and definitions, and names nearly spelt so. */
const lookup = (() => {
  const { folded, initialsOf, wordsOf, isNear } = spelling;
  const SHORTEST = 4; // letters of a word that may be misspelt
  const LONG = 8; // letters of a word that may have two faults
  const ENOUGH = 5; // things found as they are spelt, so that none spelt otherwise is looked for
  const SLICE = 8; // milliseconds of reading at a time
  const IN_PARTS = 4; // the first of the ranks in which the words of the text stand in several places
  const RANKS = 7;

  const entries = []; // of the things in their order, as far as they are read
  const vocabulary = new Map(); // each word of their names with the things that have it

  function entry({ label, also = [], curie, kind, definition = "", facts = [] }) {
    const others = [...also, curie].map(folded);
    const codes = facts.map(({ value }) => folded(value));
    return {
      label: folded(label),
      others,
      codes,
      initials: initialsOf(label.slice(0, 200)),
      names: [folded(label), ...others].join("\n"),
      more: [folded(data.kinds[kind].label), ...codes].join("\n"),
      definition: folded(definition),
    };
  }

  /** Read things until all are read, or for as long as it may take. */
  function read(milliseconds = Infinity) {
    const end = performance.now() + milliseconds;
    while (entries.length < data.things.length && performance.now() < end) {
      const n = entries.length;
      entries.push(entry(data.things[n]));
      for (const word of new Set(wordsOf(entries[n].names))) {
        if (vocabulary.has(word)) vocabulary.get(word).push(n);
        else vocabulary.set(word, [n]);
      }
    }
  }

  /** Read all things little by little, so that nothing waits for it. */
  function prepare() {
    if (entries.length === data.things.length) return;
    read(SLICE);
    setTimeout(prepare);
  }

  /** How well a thing answers to a text, from 0 (it is called so) upwards; null when it does not. */
  function rank({ label, others, codes, initials: letters, names, more, definition }, text, parts) {
    if (label === text || others.includes(text) || codes.includes(text)) return 0;
    if (label.startsWith(text)) return 1;
    if (letters === text || others.some((other) => other.startsWith(text))) return 2;
    if (parts.every((part) => label.includes(part))) return 3;
    return rankOfParts(parts, [names, more, definition]);
  }

  /** The rank by the last of several texts that is needed to have each part; null when they do not. */
  function rankOfParts(parts, texts) {
    let worst = 0;
    for (const part of parts) {
      let place = 0;
      while (place < texts.length && !texts[place].includes(part)) place++;
      if (place > worst) worst = place;
    }
    return worst < texts.length ? IN_PARTS + worst : null;
  }

  /** The things with a word in their names that is a part of the text, or nearly spelt so. */
  function nearTo(part) {
    const most = part.length >= LONG ? 2 : 1;
    const things = new Set();
    for (const [word, having] of vocabulary) {
      const isMeant = word.startsWith(part) || (part.length >= SHORTEST && isNear(part, word, most));
      if (isMeant) having.forEach((n) => things.add(n));
    }
    return things;
  }

  /** Things in whose names each word of the text stands nearly so, the best connected first. */
  function misspelt(parts) {
    const sets = parts.map(nearTo);
    return data.importance.filter((n) => sets.every((things) => things.has(n)));
  }

  /** {found, near}: things that answer to a text, the best first, and how many of them are only spelt nearly so. */
  function find(typed) {
    const text = folded(typed.trim());
    const parts = text.split(/\s+/);
    if (!text) return { found: [], near: 0 };
    const byRank = Array.from({ length: RANKS }, () => []);
    read();
    for (const n of data.importance) {
      const place = rank(entries[n], text, parts);
      if (place !== null) byRank[place].push(n);
    }
    const found = byRank.flat();
    const isNamed = byRank.slice(0, IN_PARTS).some(({ length }) => length > 0);
    if (isNamed || found.length >= ENOUGH) return { found, near: 0 };
    const near = misspelt(parts).filter((n) => !found.includes(n)); // of which there are few
    return { found: [...found, ...near], near: near.length };
  }

  /** Why a thing was found, where its name does not say it: the code that was typed. */
  function codeOf(n, typed) {
    const text = folded(typed.trim());
    return data.things[n].facts?.find(({ value }) => folded(value) === text) ?? null;
  }

  return { find, codeOf, prepare };
})();
