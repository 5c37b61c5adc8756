"use strict";

/** Things by what one types: their names, other names, codes, kinds and definitions, and names nearly spelt so. */
const lookup = (() => {
  const SHORTEST = 4; // letters of a word that may be misspelt
  const LONG = 8; // letters of a word that may have two faults
  const LONGEST = 40; // letters of a word that are compared
  const faults = [0, 1, 2].map(() => new Uint8Array(LONGEST + 1)); // of the last three letters
  const ENOUGH = 5; // things found as they are spelt, so that none spelt otherwise is looked for

  /** Small letters without accents; text of plain letters, which most is, takes a short cut. */
  function folded(text) {
    // oxlint-disable-next-line no-control-regex -- these are the plain letters
    if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  }

  const initials = (text) => (text.match(/(?<![\p{L}\p{N}])\p{Lu}/gu) ?? []).join("").toLowerCase();
  const SLICE = 8; // milliseconds of reading at a time
  const IN_PARTS = 4; // the first of the ranks in which the words of the text stand in several places
  const RANKS = 7;
  const wordsOf = (text) => text.match(/[\p{L}\p{N}]+/gu) ?? [];

  const entries = []; // of the things in their order, as far as they are read
  const vocabulary = new Map(); // each word of their names with the things that have it

  function entry({ label, also = [], curie, kind, definition = "", facts = [] }) {
    const others = [...also, curie].map(folded);
    const codes = facts.map(({ value }) => folded(value));
    return {
      label: folded(label),
      others,
      codes,
      initials: initials(label.slice(0, 200)),
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

  /** Whether one word becomes another by at most so many letters put in, left out, changed or swapped. */
  function isNear(one, other, most) {
    if (Math.abs(one.length - other.length) > most || Math.max(one.length, other.length) > LONGEST) return false;
    for (let j = 0; j <= other.length; j++) faults[0][j] = j;
    for (let i = 1; i <= one.length; i++) if (nextRow(one, other, i) > most) return false;
    return faults[one.length % 3][other.length] <= most;
  }

  /** The faults between the first letters of two words, of one word more; gives the least of the row. */
  function nextRow(one, other, i) {
    const [row, last, before] = [faults[i % 3], faults[(i + 2) % 3], faults[(i + 1) % 3]];
    const letter = one.charCodeAt(i - 1);
    const previous = one.charCodeAt(i - 2);
    let least = i;
    row[0] = i;
    for (let j = 1; j <= other.length; j++) {
      const isSame = letter === other.charCodeAt(j - 1);
      let number = Math.min(last[j - 1] + (isSame ? 0 : 1), last[j] + 1, row[j - 1] + 1);
      const isSwapped = letter === other.charCodeAt(j - 2) && previous === other.charCodeAt(j - 1);
      if (isSwapped) number = Math.min(number, before[j - 2] + 1);
      row[j] = number;
      if (number < least) least = number;
    }
    return least;
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
