// The rows of a page as files: .csv, .json and .xlsx are made of its table where no file lies beside it.

const cellsOf = (row) =>
  [...row.cells].map((cell) => {
    const parts = [...cell.querySelectorAll("p, li, cite")]; // what stands below one another
    const texts = parts.length ? parts.map((part) => part.textContent) : [cell.textContent];
    const text = texts.map((each) => each.trim()).join("; ");
    return { text, isNumber: cell.classList.contains("number") && text !== "" && Number.isFinite(Number(text)) };
  });

// The columns and the rows of a table as texts.
irckg.tableOf = (table) => ({
  columns: cellsOf(table.tHead.rows[0]).map((cell) => cell.text),
  rows: [...table.tBodies[0].rows].map(cellsOf),
});

const csvCell = (text) => (/[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

irckg.csvOf = ({ columns, rows }) => {
  const lines = [columns, ...rows.map((row) => row.map((cell) => cell.text))];
  return new Blob([lines.map((line) => `${line.map(csvCell).join(",")}\r\n`).join("")], { type: "text/csv" });
};

irckg.jsonOf = ({ columns, rows }) => {
  const named = rows.map((row) => Object.fromEntries(row.map((cell, at) => [columns[at], cell.text])));
  return new Blob([`${JSON.stringify(named, null, 1)}\n`], { type: "application/json" });
};

// A workbook is an archive of XML; its parts are kept as they are, which every program reads.

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

const archiveOf = (parts, type) => {
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

const escapeForXml = (text) =>
  text
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";

const textCell = (text, style = "") =>
  `<c t="inlineStr"${style}><is><t xml:space="preserve">${escapeForXml(text)}</t></is></c>`;

const sheetOf = ({ columns, rows }) => {
  const head = `<row>${columns.map((title) => textCell(title, ' s="1"')).join("")}</row>`;
  const lines = rows.map((row) => {
    const cells = row.map((cell) => (cell.isNumber ? `<c><v>${Number(cell.text)}</v></c>` : textCell(cell.text)));
    return `<row>${cells.join("")}</row>`;
  });
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  return (
    `${XML}<worksheet xmlns="${SHEETS}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>` +
    `<cols><col min="1" max="${Math.max(columns.length, 1)}" width="40" customWidth="1"/></cols>` +
    `<sheetData>${head}${lines.join("")}</sheetData></worksheet>`
  );
};

const styleSheet =
  `${XML}<styleSheet xmlns="${SHEETS}"><fonts count="2"><font/><font><b/></font></fonts>` +
  '<fills count="2"><fill><patternFill/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>' +
  '<cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs>' +
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';

const workbookOf = (table) => [
  [
    "[Content_Types].xml",
    `${XML}<Types xmlns="${PACKAGE}/content-types">` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>` +
      `<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>` +
      `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/></Types>`,
  ],
  [
    "_rels/.rels",
    `${XML}<Relationships xmlns="${PACKAGE}/relationships">` +
      `<Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ],
  [
    "xl/workbook.xml",
    `${XML}<workbook xmlns="${SHEETS}" xmlns:r="${RELATIONS}">` +
      '<sheets><sheet name="Answer" sheetId="1" r:id="rId1"/></sheets></workbook>',
  ],
  [
    "xl/_rels/workbook.xml.rels",
    `${XML}<Relationships xmlns="${PACKAGE}/relationships">` +
      `<Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>` +
      `<Relationship Id="rId2" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
  ],
  ["xl/styles.xml", styleSheet],
  ["xl/worksheets/sheet1.xml", sheetOf(table)],
];

irckg.xlsxOf = (table) => archiveOf(workbookOf(table), `${TYPE}.sheet`);

const makers = { csv: irckg.csvOf, json: irckg.jsonOf, xlsx: irckg.xlsxOf };

irckg.save = (blob, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

irckg.onPage((part) => {
  const hasFiles = !irckg.root.startsWith("#"); // the one file has none beside it
  for (const control of part.querySelectorAll("[data-download]")) {
    const { download: form, name } = control.dataset;
    const table = part.querySelector("table[data-rows]");
    const isMade = form in makers && table;
    if (control.localName === "a" && hasFiles) {
      continue;
    }
    if (!isMade) {
      control.closest("li").remove();
      continue;
    }
    control.hidden = false;
    control.addEventListener("click", (event) => {
      event.preventDefault();
      irckg.save(makers[form](irckg.tableOf(table), part), control.download || `${name}.${form}`);
    });
  }
});

// A button behind what is to be copied: how something is cited.
const addCopyButton = (text) => {
  const button = document.createElement("button");
  button.className = "plain";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    const range = document.createRange();
    range.selectNodeContents(text);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    try {
      await navigator.clipboard.writeText(text.innerText);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Selected: copy it with Ctrl+C";
    }
  });
  text.after(button);
};

irckg.onPage((part) => part.querySelectorAll("[data-copy]").forEach(addCopyButton));
