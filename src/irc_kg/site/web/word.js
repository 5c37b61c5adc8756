// An answer as a document for Word: the question, its rows with the places that make them, and the sources.

const WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const [PAGE_LONG, PAGE_SHORT, MARGIN] = [16838, 11906, 1000]; // A4 on its side, in twentieths of a point

const wordRun = (text, look = "") => `<w:r><w:rPr>${look}</w:rPr><w:t xml:space="preserve">${irckg.escapeForXml(text)}</w:t></w:r>`;

const wordParagraph = (text, look = "", after = 120) =>
  `<w:p><w:pPr><w:spacing w:after="${after}"/></w:pPr>${wordRun(text, look)}</w:p>`;

const wordHeading = (text, size) =>
  `<w:p><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="120"/></w:pPr>${wordRun(text, `<w:b/><w:sz w:val="${size}"/>`)}</w:p>`;

const wordTable = ({ columns, rows }) => {
  const width = Math.floor((PAGE_LONG - 2 * MARGIN) / Math.max(columns.length, 1));
  const line = (name) => `<w:${name} w:val="single" w:sz="4" w:space="0" w:color="999999"/>`;
  const borders = ["top", "left", "bottom", "right", "insideH", "insideV"].map(line).join("");
  const cell = (text, look) =>
    `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/></w:tcPr>${wordParagraph(text, `${look}<w:sz w:val="18"/>`, 40)}</w:tc>`;
  const head = `<w:tr><w:trPr><w:tblHeader/></w:trPr>${columns.map((title) => cell(title, "<w:b/>")).join("")}</w:tr>`;
  const body = rows.map((row) => `<w:tr>${row.map((each) => cell(each.text, "")).join("")}</w:tr>`);
  const grid = columns.map(() => `<w:gridCol w:w="${width}"/>`).join("");
  const total = `<w:tblW w:w="${width * columns.length}" w:type="dxa"/>`;
  return `<w:tbl><w:tblPr>${total}<w:tblBorders>${borders}</w:tblBorders></w:tblPr><w:tblGrid>${grid}</w:tblGrid>${head}${body.join("")}</w:tbl>`;
};

const textsIn = (part, selector) => [...part.querySelectorAll(selector)].map((each) => each.textContent.trim());

irckg.docxOf = (table, part) => {
  const sources = textsIn(part, "ol[data-copy] > li").map((text, at) => wordParagraph(`${at + 1}. ${text}`));
  const page = textsIn(part, "p[data-copy]").map((text) => wordParagraph(text));
  const size = `<w:pgSz w:w="${PAGE_LONG}" w:h="${PAGE_SHORT}" w:orient="landscape"/>`;
  const sides = ["top", "right", "bottom", "left"].map((side) => `w:${side}="${MARGIN}"`).join(" ");
  const content = [
    wordHeading(textsIn(part, "h1")[0], 32),
    ...textsIn(part, ".note").map((text) => wordParagraph(text, "<w:i/>")),
    wordTable(table),
    ...(sources.length ? [wordHeading("Sources", 26), ...sources] : []),
    ...(page.length ? [wordHeading("Taken from", 26), ...page] : []),
    `<w:sectPr>${size}<w:pgMar ${sides} w:header="500" w:footer="500" w:gutter="0"/></w:sectPr>`,
  ];
  return irckg.archiveOf(
    [
      [
        "[Content_Types].xml",
        `${irckg.XML}<Types xmlns="${irckg.PACKAGE}/content-types">` +
          '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
          `<Override PartName="/word/document.xml" ContentType="${WORD_TYPE}.main+xml"/></Types>`,
      ],
      [
        "_rels/.rels",
        `${irckg.XML}<Relationships xmlns="${irckg.PACKAGE}/relationships">` +
          `<Relationship Id="rId1" Type="${irckg.RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>`,
      ],
      ["word/document.xml", `${irckg.XML}<w:document xmlns:w="${WORDS}"><w:body>${content.join("")}</w:body></w:document>`],
    ],
    WORD_TYPE,
  );
};

irckg.makers.docx = irckg.docxOf;
