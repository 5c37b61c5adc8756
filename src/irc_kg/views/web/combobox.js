"use strict";

/** A field that offers what it may mean while one types. */
const combobox = (() => {
  const { make, words } = elements;
  const MOST = 12; // things that are listed

  /** How many were found, and how many of them by a name that is only spelt nearly so. */
  function numberOf(all, near) {
    const found = `${elements.count(all, "thing")} found`;
    if (!near) return found;
    return near === all ? `${found}, spelt nearly so` : `${found}, ${near} of them spelt nearly so`;
  }

  function option(n, id, typed) {
    const { label, also = [], kind } = data.things[n];
    const code = lookup.codeOf(n, typed);
    const more = [data.kinds[kind].label, ...(code ? [`${code.name} ${code.value}`] : []), ...also.slice(0, 2)]
      .map((text) => elements.cut(text, 40))
      .join(" · ");
    const text = [words(elements.cut(label, 90)), make("span", { className: "small" }, words(more))];
    return make(
      "li",
      { id, role: "option", "aria-selected": "false" },
      legend.mark(kind),
      make("span", {}, ...text),
    );
  }

  /** Make an input with a list beside it choose things; onChoose hears each choice, or null when it is undone. */
  function attach(input, onChoose) {
    const list = elements.byId(input.getAttribute("aria-controls"));
    let found = [];
    let active = -1;
    let chosen = null;
    const nothing = make("p", { id: `${list.id}-nothing`, className: "nothing small", hidden: true });
    list.after(nothing);

    /** Say beside the field that its text means nothing here; without a text, say nothing. */
    function tellNothing(text = "") {
      nothing.textContent = text;
      nothing.hidden = !text;
      if (text) input.setAttribute("aria-describedby", nothing.id);
      else input.removeAttribute("aria-describedby");
    }

    function close() {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function open() {
      const { found: all, near } = lookup.find(input.value);
      found = all.slice(0, MOST);
      const rest = all.length - found.length;
      const options = found.map((n, place) => option(n, `${list.id}-${place}`, input.value));
      options.forEach((element, place) => {
        element.addEventListener("mousedown", (event) => event.preventDefault());
        element.addEventListener("click", () => choose(place));
      });
      list.replaceChildren(...options);
      close();
      tellNothing();
      if (!input.value.trim()) return;
      list.hidden = found.length === 0;
      input.setAttribute("aria-expanded", String(found.length > 0));
      if (!found.length) tellNothing("Nothing of that name is in this picture");
      announce.say(found.length ? numberOf(all.length, near) : nothing.textContent);
      if (rest)
        list.append(make("li", { role: "presentation", className: "small" }, `and ${rest} more: type on`));
    }

    function activate(place) {
      if (!found.length) return;
      active = (place + found.length) % found.length;
      [...list.querySelectorAll("[role=option]")].forEach((element, n) => {
        element.setAttribute("aria-selected", String(n === active));
        if (n === active) element.scrollIntoView({ block: "nearest" });
      });
      input.setAttribute("aria-activedescendant", `${list.id}-${active}`);
    }

    function choose(place) {
      const n = found[place];
      if (n === undefined) return;
      set(n);
      close();
      onChoose(n);
    }

    function set(n) {
      chosen = n;
      tellNothing();
      input.value = n === null ? "" : elements.cut(data.things[n].label, 120);
    }

    const KEYS = {
      ArrowDown: () => (list.hidden ? open() : activate(active + 1)),
      ArrowUp: () => activate(active < 0 ? -1 : active - 1),
      Enter: () => (list.hidden && chosen !== null ? onChoose(chosen) : choose(Math.max(active, 0))),
      Escape: () => (list.hidden ? set(null) : close()),
    };
    input.addEventListener("keydown", (event) => {
      const act = KEYS[event.key];
      if (!act || event.isComposing) return;
      if (event.key === "Escape" && list.hidden && !input.value) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    });
    input.addEventListener("input", () => {
      chosen = null;
      open();
    });
    input.addEventListener("focus", () => lookup.prepare()); // before the first letter
    input.addEventListener("blur", close);
    return { set, value: () => chosen };
  }

  return { attach };
})();
