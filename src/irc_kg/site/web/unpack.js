// What pages have packed in them: .lzma, which packs many pages that are alike to a fraction of what browsers
// can unpack by themselves, and which any browser can then open.

const unpacking = (() => {
  const HEADER = 13; // bytes: properties, size of the window, size of the content
  const EVEN = 1024; // of 2048: a bit of which nothing is known yet
  const SHORTEST = 2; // bytes that are copied at once
  const CLASSES = 4; // of lengths, by which distances are told

  const probabilities = (size) => new Uint16Array(size).fill(EVEN);

  const FIRST = 33; // the code of the first of 91 letters, of which two stand for 13 bits
  const LEFT_OUT = new Set([34, 60, 92]); // codes of what means something in a page

  /** What each letter stands for, by its code. */
  const digits = new Uint8Array(128);
  let digit = 0;
  for (let code = FIRST; code < 127; code++) if (!LEFT_OUT.has(code)) digits[code] = digit++;

  /** The bytes of a text of such letters. */
  function bytesOf(text) {
    const bytes = new Uint8Array(Math.floor((text.length * 13) / 16));
    let [bits, held, at] = [0, 0, 0]; // bits that are no byte yet, and how many
    for (let n = 0; n < text.length; n += 2) {
      bits = (bits << 13) | (digits[text.charCodeAt(n)] * 91 + digits[text.charCodeAt(n + 1)]);
      held += 13;
      while (held >= 8) {
        held -= 8;
        bytes[at++] = bits >> held;
        bits &= (1 << held) - 1;
      }
    }
    return bytes;
  }

  /** Reads bits of a packed text, each by how likely it was to be 0. */
  function bitReader(packed) {
    let at = HEADER + 1; // the first byte is always 0
    let range = 0xffffffff;
    let code = 0;
    for (let n = 0; n < 4; n++) code = ((code << 8) | packed[at++]) >>> 0;

    function fill() {
      range = (range << 8) >>> 0;
      code = ((code << 8) | packed[at++]) >>> 0;
    }

    function bit(known, place) {
      const probability = known[place];
      const bound = (range >>> 11) * probability;
      const value = code < bound ? 0 : 1;
      if (value) {
        range -= bound;
        code -= bound;
        known[place] -= probability >> 5;
      } else {
        range = bound;
        known[place] += (2048 - probability) >> 5;
      }
      if (range < 0x1000000) fill();
      return value;
    }

    /** Bits as likely one way as the other. */
    function direct(count) {
      let value = 0;
      for (let n = 0; n < count; n++) {
        range >>>= 1;
        const isOne = code >= range ? 1 : 0;
        if (isOne) code -= range;
        if (range < 0x1000000) fill();
        value = value * 2 + isOne;
      }
      return value;
    }

    /** A number of so many bits, the highest first. */
    function tree(known, start, count) {
      let node = 1;
      for (let n = 0; n < count; n++) node = (node << 1) | bit(known, start + node);
      return node - (1 << count);
    }

    /** A number of so many bits, the lowest first. */
    function lowFirst(known, start, count) {
      let [node, value] = [1, 0];
      for (let n = 0; n < count; n++) {
        const next = bit(known, start + node);
        node = (node << 1) | next;
        value |= next << n;
      }
      return value;
    }

    return { bit, direct, tree, lowFirst };
  }

  /** Reads how many bytes are copied. */
  function lengthReader(bits, places) {
    const choice = probabilities(2);
    const low = probabilities(places << 3);
    const middle = probabilities(places << 3);
    const high = probabilities(256);
    return (place) => {
      if (!bits.bit(choice, 0)) return SHORTEST + bits.tree(low, place << 3, 3);
      if (!bits.bit(choice, 1)) return SHORTEST + 8 + bits.tree(middle, place << 3, 3);
      return SHORTEST + 16 + bits.tree(high, 0, 8);
    };
  }

  /** Reads from how far back bytes are copied. */
  function distanceReader(bits) {
    const slots = probabilities(CLASSES << 6);
    const near = probabilities(128);
    const low = probabilities(16);
    return (length) => {
      const slot = bits.tree(slots, Math.min(length - SHORTEST, CLASSES - 1) << 6, 6);
      if (slot < 4) return slot;
      const count = (slot >> 1) - 1;
      const base = (2 | (slot & 1)) * 2 ** count;
      if (slot < 14) return base + bits.lowFirst(near, base - slot, count);
      return base + bits.direct(count - 4) * 16 + bits.lowFirst(low, 0, 4);
    };
  }

  /** Unpacks little by little: until(n) sees to it that the first n of all bytes are there. */
  function unpacker(packed, size) {
    const bytes = new Uint8Array(size);
    const properties = packed[0];
    const context = properties % 9; // bits of the byte before a letter that tell what it may be
    const positions = Math.floor(properties / 9) % 5; // bits of its place that do
    const places = 1 << Math.floor(properties / 45);
    const bits = bitReader(packed);
    const lengthOf = lengthReader(bits, places);
    const lengthOfKnown = lengthReader(bits, places);
    const distanceOf = distanceReader(bits);
    const letters = probabilities(0x300 << (context + positions));
    const isCopy = probabilities(12 << 4);
    const isKnown = probabilities(12); // from a distance that was used before
    const isOlder = [probabilities(12), probabilities(12), probabilities(12)];
    const isLong = probabilities(12 << 4);
    let last = [0, 0, 0, 0]; // distances, the last first
    let state = 0; // what the last steps were
    let at = 0;

    function letter() {
      const before = at ? bytes[at - 1] : 0;
      const place = ((at & ((1 << positions) - 1)) << context) + (before >> (8 - context));
      const start = 0x300 * place;
      let node = 1;
      if (state >= 7) node = letterUnlike(start, bytes[at - last[0] - 1]);
      while (node < 0x100) node = (node << 1) | bits.bit(letters, start + node);
      bytes[at++] = node & 0xff;
      if (state < 4) state = 0;
      else state -= state < 10 ? 3 : 6;
    }

    /** The first bits of a letter that is unlike the one that was to be copied, until it is. */
    function letterUnlike(start, other) {
      let node = 1;
      let rest = other;
      while (node < 0x100) {
        const expected = (rest >> 7) & 1;
        rest <<= 1;
        const found = bits.bit(letters, start + ((1 + expected) << 8) + node);
        node = (node << 1) | found;
        if (found !== expected) break;
      }
      return node;
    }

    /** How many bytes are copied from a distance that was used before, which then is the last. */
    function knownCopy(place) {
      if (!bits.bit(isOlder[0], state)) {
        if (!bits.bit(isLong, (state << 4) + place)) {
          state = state < 7 ? 9 : 11;
          return 1;
        }
      } else if (!bits.bit(isOlder[1], state)) last = [last[1], last[0], last[2], last[3]];
      else if (!bits.bit(isOlder[2], state)) last = [last[2], last[0], last[1], last[3]];
      else last = [last[3], last[0], last[1], last[2]];
      const length = lengthOfKnown(place);
      state = state < 7 ? 8 : 11;
      return length;
    }

    function newCopy(place) {
      const length = lengthOf(place);
      last = [distanceOf(length), last[0], last[1], last[2]];
      state = state < 7 ? 7 : 10;
      return length;
    }

    function step() {
      const place = at & (places - 1);
      if (!bits.bit(isCopy, (state << 4) + place)) {
        letter();
        return;
      }
      const length = bits.bit(isKnown, state) ? knownCopy(place) : newCopy(place);
      const back = last[0] + 1;
      if (back > at) throw new Error("What is packed in this file is damaged.");
      const end = Math.min(at + length, size);
      while (at < end) {
        bytes[at] = bytes[at - back];
        at++;
      }
    }

    function until(end) {
      while (at < Math.min(end, size)) step();
    }

    return { bytes, until, progress: () => at };
  }

  /** All bytes of a packed text. */
  function unpack(text, size) {
    const all = unpacker(bytesOf(text), size);
    all.until(size);
    return all.bytes;
  }

  return { bytesOf, unpacker, unpack };
})();
