// What one may mean by what one types: by names, other names and codes, kinds and definitions, and by words that
// are nearly spelt so.

const lookup = (() => {
  const { folded, initialsOf, wordsOf, isNear } = spelling;
  const SLICE = 8; // milliseconds of reading at a time, so that nothing waits for it
  const STEP = 50; // entries that are read before the clock is looked at
  const SHORTEST = 4; // letters of a word that may be misspelt
  const LONG = 8; // letters of a word that may have two faults
  const MOST = 50; // entries that are given
  const MOST_PARTS = 20; // words of a text that are looked for
  // What a word is worth by where it stands; behind that, for a word that only begins so, or is nearly spelt so.
  const FIELDS = { name: 0, other: 1, kind: 2, meaning: 3 };
  const WORTH = [8, 6, 2, 1];
  const BEGINNING = 0.6;
  const NEAR = 0.4;
  const WHOLE = { name: 1000, other: 900, initials: 500, start: 300, inside: 100 };
  const SMALL = new Set("a an and are as at by for from how in is it of on or the to what which who with".split(" "));

  /** Of entries {name, kind, path, others, meaning, note}: prepare() reads them little by little, find() asks. */
  function over(entries) {
    const texts = []; // of the entries that have been read: folded names
    const having = new Map(); // each word, with the entries that have it, four times their place and the field
    let vocabulary = []; // all words in their order, once all entries are read
    let letterSets = new Int32Array(0); // of these words

    function add(text, field, n) {
      for (const word of new Set(wordsOf(text))) {
        const known = having.get(word);
        if (known) known.push(4 * n + field);
        else having.set(word, [4 * n + field]);
      }
    }

    function readOne(n) {
      const { name, kind, others, meaning } = entries[n];
      const initials = initialsOf(name.slice(0, 200));
      const text = { name: folded(name), others: others.map(folded), initials };
      texts.push(text);
      add(text.name, FIELDS.name, n);
      add(text.others.join(" "), FIELDS.other, n);
      if (initials.length > 1) add(initials, FIELDS.other, n);
      add(folded(kind), FIELDS.kind, n);
      add(folded(meaning), FIELDS.meaning, n);
    }

    const isRead = () => vocabulary.length > 0 || !entries.length;

    /** Read entries until all are read, or for as long as it may take; whether all are. */
    function read(milliseconds = Infinity) {
      const end = performance.now() + milliseconds;
      while (texts.length < entries.length && performance.now() < end) {
        for (let n = 0; n < STEP && texts.length < entries.length; n++) readOne(texts.length);
      }
      if (!isRead() && texts.length === entries.length) {
        vocabulary = [...having.keys()].sort();
        letterSets = Int32Array.from(vocabulary, lettersOf);
      }
      return isRead();
    }

    /** A promise that all entries are read, little by little. */
    function prepare() {
      return new Promise((done) => {
        const more = () => (read(SLICE) ? done() : setTimeout(more));
        more();
      });
    }

    /** The place of the first word that does not come before a text. */
    function placeOf(text) {
      let [low, high] = [0, vocabulary.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (vocabulary[middle] < text) low = middle + 1;
        else high = middle;
      }
      return low;
    }

    /** Add to the entries that have a word what that is worth to them; of several words the best counts. */
    function credit(found, word, share) {
      for (const at of having.get(word)) {
        const n = at >> 2;
        const worth = WORTH[at & 3] * share;
        if (!(found.get(n) >= worth)) found.set(n, worth);
      }
    }

    /** What each entry is worth by the words that are a part of the text, or begin so. */
    function spelt(part) {
      const found = new Map();
      if (part.length === 1) {
        // Nearly all have a word that begins with a letter: by one alone, names are meant that do.
        texts.forEach(({ name }, n) => name.startsWith(part) && found.set(n, BEGINNING));
        if (having.has(part)) credit(found, part, 1);
        return found;
      }
      // No letter of a word comes behind the last that there is.
      const beginning = vocabulary.slice(placeOf(part), placeOf(`${part}\uffff`));
      beginning.forEach((word) => credit(found, word, word === part ? 1 : BEGINNING));
      return found;
    }

    /** The same by the words that are nearly spelt so, or begin nearly so. */
    function nearlySpelt(part) {
      const found = new Map();
      if (part.length < SHORTEST || /^\p{N}+$/u.test(part)) return found;
      const most = part.length >= LONG ? 2 : 1;
      const letters = lettersOf(part);
      vocabulary.forEach((word, place) => {
        // Each letter that a word has not is a fault: that leaves few to be compared.
        if (word.length < part.length - most || countOf(letters & ~letterSets[place]) > most) return;
        if (isNear(part, word, most)) credit(found, word, NEAR);
        else if (part.length > SHORTEST && isNear(part, word.slice(0, part.length), 1)) {
          credit(found, word, NEAR * BEGINNING);
        }
      });
      return found;
    }

    /** What a text as a whole is worth to an entry: it may be its name. */
    function worthOfWhole({ name, others, initials }, text) {
      if (name === text) return WHOLE.name;
      if (others.includes(text)) return WHOLE.other;
      if (initials === text) return WHOLE.initials;
      if (name.startsWith(text)) return WHOLE.start;
      return name.includes(text) ? WHOLE.inside : 0;
    }

    /** Entries with each part of the text, or where there is none, those with the most of them. */
    function gather(maps) {
      const numbers = new Uint8Array(entries.length); // of parts that each has
      const worths = new Float64Array(entries.length);
      for (const map of maps) {
        const weight = 1 + Math.log2(1 + entries.length / (1 + map.size)); // what few have tells more
        map.forEach((worth, n) => {
          numbers[n]++;
          worths[n] += worth * weight;
        });
      }
      const most = numbers.reduce((known, number) => Math.max(known, number), 0);
      const found = [];
      if (most) numbers.forEach((number, n) => number === most && found.push(n));
      return { found, worths, hasAll: most === maps.length };
    }

    /** The best of some entries, the best first; of equal ones the shorter name, and what was there before. */
    function best({ found, worths }, text) {
      const rank = (n) => worths[n] + worthOfWhole(texts[n], text) - texts[n].name.length / 1e4 - n / 1e10;
      const ranks = Float64Array.from(found, rank);
      const least = Float64Array.from(ranks).sort();
      const bound = least[Math.max(0, least.length - MOST)];
      const chosen = found.map((n, place) => [n, ranks[place]]).filter(([, worth]) => worth >= bound);
      chosen.sort(([, one], [, other]) => other - one);
      return chosen.map(([n]) => entries[n]);
    }

    function partsOf(text) {
      const parts = [...new Set(wordsOf(text))];
      const telling = parts.filter((part) => !SMALL.has(part));
      return telling.length ? telling : parts;
    }

    /** {found, count, isNear}: the entries that answer best, how many do, and whether by words nearly spelt so. */
    function find(typed) {
      const text = folded(typed.trim()).replace(/\s+/g, " ");
      const parts = partsOf(text).slice(0, MOST_PARTS);
      if (!parts.length) return { found: [], count: 0, isNear: false };
      read();
      const maps = parts.map(spelt);
      let gathered = gather(maps);
      const isSpelt = gathered.hasAll;
      if (!isSpelt) gathered = gather(maps.map((map, place) => joined(map, nearlySpelt(parts[place]))));
      const { found, hasAll } = gathered;
      return { found: best(gathered, text), count: found.length, isNear: !isSpelt && hasAll };
    }

    return { prepare, find };
  }

  /** The letters of a word, as bits. */
  function lettersOf(word) {
    let bits = 0;
    for (let n = 0; n < word.length; n++) bits |= 1 << (word.charCodeAt(n) & 31);
    return bits;
  }

  function countOf(bits) {
    let number = 0;
    for (let rest = bits; rest; rest &= rest - 1) number++;
    return number;
  }

  /** Two maps as one; what stands in the first counts. */
  function joined(first, second) {
    const all = new Map(second);
    first.forEach((worth, n) => all.set(n, worth));
    return all;
  }

  return { over };
})();
