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

const { archiveOf, escapeForXml, XML, RELATIONS, PACKAGE } = irckg;

const SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
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

irckg.makers = { csv: irckg.csvOf, json: irckg.jsonOf, xlsx: irckg.xlsxOf };

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
    const isMade = form in irckg.makers && table;
    if (control.localName === "a" && hasFiles) {
      continue;
    }
    if (!isMade) {
      (control.closest("li") ?? control).remove();
      continue;
    }
    control.hidden = false;
    control.addEventListener("click", (event) => {
      event.preventDefault();
      irckg.save(irckg.makers[form](irckg.tableOf(table), part), control.download || `${name}.${form}`);
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
