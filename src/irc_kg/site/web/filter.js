// A table that is read side by side: which rows, columns and kinds of cells of it are wanted.

const wantedOf = (form, name) =>
  new Set([...form.querySelectorAll(`[name="${name}"]:checked`)].map((box) => box.value));

// Letters without their accents and capitals, as names are compared everywhere.
const wordsToFind = (text) =>
  text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .split(/\s+/u)
    .filter(Boolean);
irckg.wordsToFind = wordsToFind;

const filterTable = (form, table) => {
  const columns = wantedOf(form, "column");
  const kinds = wantedOf(form, "kind");
  const words = wordsToFind(form.elements.words.value);
  for (const [at, heading] of [...table.tHead.rows[0].cells].entries()) {
    heading.hidden = at > 0 && !columns.has(String(at - 1));
  }
  let shown = 0;
  const rows = [...table.tBodies[0].rows];
  for (const row of rows) {
    const [name, ...cells] = row.cells;
    for (const [at, cell] of cells.entries()) {
      cell.hidden = !columns.has(String(at));
    }
    const said = wordsToFind(name.textContent).join(" ");
    const isNamed = words.every((word) => said.includes(word));
    const isOfKind = cells.some((cell) => !cell.hidden && kinds.has(cell.dataset.kind));
    row.hidden = !(isNamed && isOfKind);
    shown += row.hidden ? 0 : 1;
  }
  form.querySelector("[role=status]").textContent = `${shown} of ${rows.length} rows`;
};

irckg.onPage((part) => {
  for (const form of part.querySelectorAll("form[data-filter]")) {
    const table = part.querySelector(`#${form.dataset.filter}`);
    form.hidden = false;
    form.addEventListener("input", () => filterTable(form, table));
    form.addEventListener("submit", (event) => event.preventDefault());
  }
});
