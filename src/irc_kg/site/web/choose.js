// The options of a question, which a page lists as links: as forms, and long lists with a box to narrow them.

const optionOf = (link) => {
  const option = document.createElement("option");
  option.value = link.getAttribute("href");
  option.textContent = link.textContent;
  option.selected = link.hasAttribute("aria-current");
  return option;
};

// A form for one parameter, in the place of its list; it leads to a page only when that is asked for.
const formOfOptions = (details) => {
  const form = document.createElement("form");
  const label = document.createElement("label");
  const select = document.createElement("select");
  const button = document.createElement("button");
  label.textContent = details.dataset.parameter;
  select.append(...[...details.querySelectorAll("a[href]")].map(optionOf));
  if (!details.querySelector("[aria-current]")) {
    const none = document.createElement("option");
    none.textContent = "Choose";
    none.value = "";
    none.selected = true;
    select.prepend(none);
  }
  button.textContent = "Show";
  button.setAttribute("aria-label", `Show the answer for this ${details.dataset.parameter.toLowerCase()}`);
  form.className = "choose";
  label.append(select);
  form.append(label, button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (select.value) {
      location.href = select.value;
    }
  });
  return form;
};

const boxToNarrow = (list) => {
  const label = document.createElement("label");
  const box = document.createElement("input");
  const told = document.createElement("p");
  label.textContent = `Find in this list: ${list.dataset.options.toLowerCase()}`;
  label.className = "narrow";
  box.type = "search";
  told.setAttribute("role", "status");
  told.className = "hint";
  box.addEventListener("input", () => {
    const words = irckg.wordsToFind(box.value);
    let shown = 0;
    for (const item of list.children) {
      const said = irckg.wordsToFind(item.textContent).join(" ");
      item.hidden = !words.every((word) => said.includes(word));
      shown += item.hidden ? 0 : 1;
    }
    told.textContent = `${shown} of ${list.children.length}`;
  });
  label.append(box);
  list.before(label, told);
};

irckg.onPage((part) => {
  for (const details of part.querySelectorAll("[data-choose] > details[data-parameter]")) {
    details.replaceWith(formOfOptions(details));
  }
  part.querySelectorAll("ul[data-options]").forEach(boxToNarrow);
});
