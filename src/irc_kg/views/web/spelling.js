"use strict";

/** Words as they are compared: without case and accents, by their initials, and nearly spelt so. */
const spelling = (() => {
  const LONGEST = 40; // letters of a word that are compared
  const faults = [0, 1, 2].map(() => new Uint8Array(LONGEST + 1)); // of the last three letters

  /** Small letters without accents; text of plain letters, which most is, takes a short cut. */
  function folded(text) {
    // oxlint-disable-next-line no-control-regex -- these are the plain letters
    if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  }

  const wordsOf = (text) => text.match(/[\p{L}\p{N}]+/gu) ?? [];
  const initialsOf = (text) => (text.match(/(?<![\p{L}\p{N}])\p{Lu}/gu) ?? []).join("").toLowerCase();

  /** Whether one word becomes another by at most so many letters put in, left out, changed or swapped. */
  function isNear(one, other, most) {
    if (Math.abs(one.length - other.length) > most || Math.max(one.length, other.length) > LONGEST) return false;
    for (let j = 0; j <= other.length; j++) faults[0][j] = j;
    for (let i = 1; i <= one.length; i++) if (nextRow(one, other, i) > most) return false;
    return faults[one.length % 3][other.length] <= most;
  }

  /** The faults between the first letters of two words, of one letter more; gives the least of the row. */
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

  return { folded, initialsOf, wordsOf, isNear };
})();
