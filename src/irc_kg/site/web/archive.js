// Workbooks and documents are archives of XML; their parts are kept as they are, which every program reads.

const crcTable = Uint32Array.from({ length: 256 }, (_, number) => {
  let value = number;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value;
});

const checksumOf = (bytes) => {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value = crcTable[(value ^ byte) & 0xff] ^ (value >>> 8);
  }
  return (value ^ 0xffffffff) >>> 0;
};

// Numbers of two and four bytes, one behind the other.
const packed = (...numbers) => {
  const bytes = new DataView(new ArrayBuffer(numbers.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of numbers) {
    if (size === 2) {
      bytes.setUint16(at, value, true);
    } else {
      bytes.setUint32(at, value, true);
    }
    at += size;
  }
  return new Uint8Array(bytes.buffer);
};

const FIRST_DAY = 0x21; // 1 January 1980, the earliest that an archive can name

irckg.archiveOf = (parts, type) => {
  const files = [];
  const listing = [];
  let offset = 0;
  for (const [name, text] of parts) {
    const bytes = new TextEncoder().encode(text);
    const title = new TextEncoder().encode(name);
    const about = [[2, 20], [2, 0x800], [2, 0], [2, 0], [2, FIRST_DAY], [4, checksumOf(bytes)], [4, bytes.length]];
    const entry = [...about, [4, bytes.length], [2, title.length], [2, 0]];
    const head = packed([4, 0x04034b50], ...entry);
    files.push(head, title, bytes);
    const place = [[2, 0], [2, 0], [2, 0], [4, 0], [4, offset]];
    listing.push(packed([4, 0x02014b50], [2, 20], ...entry, ...place), title);
    offset += head.length + title.length + bytes.length;
  }
  const length = listing.reduce((sum, part) => sum + part.length, 0);
  const count = parts.length;
  const end = packed([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, length], [4, offset], [2, 0]);
  return new Blob([...files, ...listing, end], { type });
};

irckg.escapeForXml = (text) =>
  text
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

irckg.XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
irckg.RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
irckg.PACKAGE = "http://schemas.openxmlformats.org/package/2006";
