// What all scripts of a site share: where its root is, data that is fetched as a script, and messages.

const root = document.documentElement.dataset.root;

const irckg = { root, parts: new Map(), waiting: new Map() };
window.irckg = irckg;

// A file of data calls this: fetch() does not read files from a disk.
irckg.data = (name, value) => {
  irckg.parts.set(name, value);
};

// What a file of data holds, by its name; it is fetched once.
irckg.load = (name) => {
  if (irckg.parts.has(name)) {
    return Promise.resolve(irckg.parts.get(name));
  }
  if (!irckg.waiting.has(name)) {
    const fetched = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${root}${name}`;
      script.addEventListener("load", () => resolve(irckg.parts.get(name)));
      script.addEventListener("error", () => reject(new Error(`${name} cannot be read.`)));
      document.head.append(script);
    });
    irckg.waiting.set(name, fetched);
  }
  return irckg.waiting.get(name);
};

// Parts of a page come to life when the page is there; the one file brings in pages one after the other.
irckg.starters = [];
irckg.onPage = (start) => irckg.starters.push(start);
irckg.start = (part) => irckg.starters.forEach((start) => start(part));

const began = () => irckg.start(document);
if (document.readyState === "loading") {
  document.addEventListener("DOMContentLoaded", began);
} else {
  queueMicrotask(began);
}
