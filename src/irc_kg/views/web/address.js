"use strict";

/** The selection as the end of the page's address, so that back, forward and a copied link work. */
const address = (() => {
  const ofThing = (n) => `#thing=${encodeURIComponent(data.things[n].curie).replaceAll("%3A", ":")}`;
  const ofRelation = (r) => `#relation=${encodeURIComponent(data.relationKey(r)).replaceAll("%3A", ":")}`;
  const NOTHING = "#thing=";

  function read() {
    const [, name, text] = /^#(thing|relation)=(.*)$/s.exec(location.hash) ?? [];
    let key = "";
    try {
      key = decodeURIComponent(text ?? "");
    } catch {
      return { asked: text };
    }
    if (name === "thing") return { thing: data.byCurie.get(key), asked: key };
    if (name === "relation") return { relation: data.byRelationKey(key), asked: key };
    return {};
  }

  /** What to say of an address that names what is not there; empty when there is nothing to say. */
  function missing() {
    const { thing, relation, asked = "" } = read();
    if (!asked || thing !== undefined || relation !== undefined) return "";
    return `There is no ${elements.cut(asked, 200)} in this picture.`;
  }

  /** Select what the address names. */
  function follow() {
    const { thing = null, relation = null } = read();
    if (thing === state.chosen.thing && relation === state.chosen.relation && !missing()) return;
    state.select({ thing, relation });
  }

  function go(hash) {
    if (location.hash !== hash) location.hash = hash;
    follow();
  }

  // Inside a frame without an address of its own, as in a notebook, links to a part of the page would leave it.
  document.addEventListener("click", (event) => {
    const hash = event.target.closest("a")?.getAttribute("href");
    const isPlain =
      event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!isPlain || !/^#(thing|relation)=/.test(hash)) return;
    event.preventDefault();
    go(hash);
  });
  window.addEventListener("hashchange", follow);

  return {
    ofThing,
    ofRelation,
    follow,
    missing,
    toThing: (n) => go(ofThing(n)),
    toRelation: (r) => go(ofRelation(r)),
    toNothing: () => (location.hash.length > NOTHING.length ? go(NOTHING) : state.select({})),
  };
})();
