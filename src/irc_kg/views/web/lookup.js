"use strict";

/** Things by what one types: their names, other names, codes, kinds and definitions, and names nearly spelt so. */
const lookup = (() => {
  const SHORTEST = 4; // letters of a word that may be misspelt
  const LONG = 8; // letters of a word that may have two faults
  const ENOUGH = 5; // things found as they are spelt, so that none spelt otherwise is looked for

  /** Small letters without accents; text of plain letters, which most is, takes a short cut. */
  function folded(text) {
    // oxlint-disable-next-line no-control-regex -- these are the plain letters
    if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  }

  const initials = (text) => (text.match(/(?<![\p{L}\p{N}])\p{Lu}/gu) ?? []).join("").toLowerCase();
  const wordsOf = (text) => text.match(/[\p{L}\p{N}]+/gu) ?? [];

  let entries = null;
  let vocabulary = null;

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

  const index = () => (entries ??= data.things.map(entry));

  /** Each word of a name with the things that have it. */
  function wordIndex() {
    if (vocabulary) return vocabulary;
    vocabulary = new Map();
    index().forEach(({ names }, n) => {
      for (const word of new Set(wordsOf(names))) {
        if (vocabulary.has(word)) vocabulary.get(word).push(n);
        else vocabulary.set(word, [n]);
      }
    });
    return vocabulary;
  }

  /** How well a thing answers to a text, from 0 (it is called so) upwards; null when it does not. */
  function rank({ label, others, codes, initials: letters, names, more, definition }, text, parts) {
    if (label === text || others.includes(text) || codes.includes(text)) return 0;
    if (label.startsWith(text)) return 1;
    if (letters === text || others.some((other) => other.startsWith(text))) return 2;
    if (parts.every((part) => label.includes(part))) return 3;
    const sources = [names, more, definition];
    let worst = 0;
    for (const part of parts) {
      const place = sources.findIndex((source) => source.includes(part));
      if (place < 0) return null;
      worst = Math.max(worst, place);
    }
    return 4 + worst;
  }

  /** Whether one word becomes another by at most so many letters put in, left out, changed or swapped. */
  function isNear(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return false;
    let before = [];
    let row = Array.from({ length: other.length + 1 }, (_, n) => n);
    for (let i = 1; i <= one.length; i++) {
      const next = [i];
      for (let j = 1; j <= other.length; j++) {
        const change = row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1);
        let least = Math.min(change, row[j] + 1, next[j - 1] + 1);
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
          least = Math.min(least, before[j - 2] + 1);
        next.push(least);
      }
      if (Math.min(...next) > most) return false;
      [before, row] = [row, next];
    }
    return row[other.length] <= most;
  }

  /** The things with a word in their names that is a part of the text, or nearly spelt so. */
  function nearTo(part) {
    const most = part.length >= LONG ? 2 : 1;
    const things = new Set();
    for (const [word, having] of wordIndex()) {
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
    const scored = [];
    for (const n of data.importance) {
      const score = rank(index()[n], text, parts);
      if (score !== null) scored.push([score, n]);
    }
    const found = scored.sort(([one], [other]) => one - other).map(([, n]) => n);
    const isEnough = found.length >= ENOUGH || (scored.length && scored[0][0] < 4);
    if (isEnough) return { found, near: 0 };
    const known = new Set(found);
    const near = misspelt(parts).filter((n) => !known.has(n));
    return { found: [...found, ...near], near: near.length };
  }

  /** Why a thing was found, where its name does not say it: the code that was typed. */
  function codeOf(n, typed) {
    const text = folded(typed.trim());
    return data.things[n].facts?.find(({ value }) => folded(value) === text) ?? null;
  }

  return { find, codeOf, prepare: () => wordIndex() };
})();
