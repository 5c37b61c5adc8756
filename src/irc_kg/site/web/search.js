// The search: a field that offers what one may mean, on the front page and behind the link of every page.

const searching = (() => {
  const DATA = "search-data.js";
  const MOST = 12; // that are listed
  const SHOWN = 120; // letters of a meaning
  let wanted = null; // a promise of what can be searched
  let fields = 0; // that have been made, for their names

  function make(name, attributes = {}, ...content) {
    const element = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    element.append(...content);
    return element;
  }

  function entriesOf({ kinds, entries }) {
    return entries.map(([name, kind, path, others = "", meaning = "", note = ""]) => ({
      name,
      kind: kinds[kind],
      path,
      others: others ? others.split("\n") : [],
      meaning,
      note,
    }));
  }

  /** What can be searched, fetched and read once, when somebody is about to type. */
  function known() {
    wanted ??= irckg.load(DATA).then((data) => {
      const all = lookup.over(entriesOf(data));
      return all.prepare().then(() => all);
    });
    return wanted;
  }

  const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

  function optionOf({ name, kind, others, meaning, note }, id) {
    const title = make("span", { class: "name" }, make("bdi", {}, cut(name, 160)));
    if (note) title.append(" ", make("span", { class: "ended" }, `(${cut(note, 80)})`));
    const more = [kind, ...others.slice(0, 2).map((other) => cut(other, 50)), cut(meaning, SHOWN)];
    const hint = make("span", { class: "hint" }, more.filter(Boolean).join(" · "));
    return make("li", { id, role: "option", "aria-selected": "false" }, title, hint);
  }

  function sentence({ count, isNear }) {
    if (!count) return "Nothing here has these words in its name or its definition.";
    const number = count === 1 ? "1 result" : `${count} results`;
    const near = isNear ? ", with words that are nearly spelt so" : "";
    return count > MOST ? `${number}${near}; the first ${MOST} are listed.` : `${number}${near}.`;
  }

  /** A field with its list; the parts know one another by their ids. */
  function fieldOf() {
    const id = `search-${++fields}`;
    const input = make("input", {
      id,
      type: "search",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": `${id}-list`,
      "aria-describedby": `${id}-status`,
    });
    const list = make("ul", { id: `${id}-list`, role: "listbox", "aria-label": "What was found", hidden: "" });
    const status = make("p", { id: `${id}-status`, class: "hint", role: "status" });
    const form = make("form", { role: "search", class: "find-form" });
    form.append(make("label", { for: id }, "Search names, codes, definitions and questions"), input, list, status);
    return { form, input, list, status };
  }

  /** Make a field live. */
  function attach({ form, input, list, status }) {
    let found = [];
    let active = -1;

    function close() {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function show(answer) {
      found = answer.found.slice(0, MOST);
      list.replaceChildren(...found.map((entry, place) => optionOf(entry, `${list.id}-${place}`)));
      close();
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(found.length > 0));
      status.textContent = sentence(answer);
    }

    async function look() {
      const text = input.value;
      if (!text.trim()) {
        found = [];
        close();
        status.textContent = "";
        return;
      }
      try {
        const all = await known();
        if (input.value === text) show(all.find(text));
      } catch {
        status.textContent = "What can be searched could not be read.";
      }
    }

    function activate(place) {
      if (!found.length) return;
      active = (place + found.length) % found.length;
      [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === active)));
      list.children[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", list.children[active].id);
    }

    function choose(place) {
      if (!found[place]) return;
      const address = root + found[place].path;
      close();
      leave();
      location.href = address;
    }

    async function submit() {
      await look();
      choose(Math.max(active, 0));
    }

    const KEYS = {
      ArrowDown: () => (list.hidden ? look() : activate(active + 1)),
      ArrowUp: () => activate(active < 0 ? -1 : active - 1),
      Enter: () => (active < 0 ? submit() : choose(active)),
      Escape: () => (list.hidden ? leave() : close()),
    };
    input.addEventListener("keydown", (event) => {
      const act = KEYS[event.key];
      if (!act || event.isComposing) return;
      event.preventDefault();
      act();
    });
    input.addEventListener("input", look);
    input.addEventListener("focus", () => known().catch(() => {}), { once: true });
    input.addEventListener("blur", close);
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", (event) => choose([...list.children].indexOf(event.target.closest("li"))));
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  let panel = null; // below the head of the page, while it is open

  function leave() {
    if (!panel) return;
    panel.remove();
    panel = null;
    const link = document.querySelector("[data-search-open]");
    link?.setAttribute("aria-expanded", "false");
    link?.focus();
  }

  /** The field of the page, or one below its head. */
  function open() {
    const own = document.querySelector("[data-search] input");
    if (own) {
      own.focus();
      return;
    }
    if (!panel) {
      const field = fieldOf();
      panel = make("div", { class: "search find-panel" }, field.form);
      document.querySelector(".head").append(panel);
      document.querySelector("[data-search-open]")?.setAttribute("aria-expanded", "true");
      attach(field);
    }
    panel.querySelector("input").focus();
  }

  function start(part) {
    part.querySelectorAll("[data-search]").forEach((place) => {
      const field = fieldOf();
      place.replaceChildren(field.form);
      attach(field);
    });
    if (part !== document) return;
    document.querySelectorAll("[data-search-open]").forEach((link) => {
      link.setAttribute("role", "button");
      link.setAttribute("aria-expanded", "false");
      link.addEventListener("click", (event) => {
        event.preventDefault();
        if (panel) leave();
        else open();
      });
      link.addEventListener("keydown", (event) => {
        if (event.key !== " ") return;
        event.preventDefault();
        open();
      });
    });
    document.addEventListener("keydown", (event) => {
      const isPlain = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!isPlain || event.target.closest("input, textarea, select, [contenteditable]")) return;
      event.preventDefault();
      open();
    });
  }

  irckg.onPage(start);
  return { open };
})();
