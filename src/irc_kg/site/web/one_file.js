// The one file: all pages are packed in it, and each is shown in the place of the one before.

const oneFile = (() => {
  const SLICE = 12; // milliseconds of unpacking at a time, while nobody waits for it
  const STEP = 65536; // bytes that are unpacked before the clock is looked at
  const FRONT = "index.html";
  const TYPES = { svg: "image/svg+xml", png: "image/png", jpg: "image/jpeg", webp: "image/webp" };
  const element = (id) => document.getElementById(id);
  const decode = (bytes) => new TextDecoder().decode(bytes);
  const places = new Map(); // of each file among all bytes: where it begins and ends
  let unpacker;
  let pictures = []; // addresses of the pictures that are shown
  let shown = null; // the path of the page that is shown
  let followed = ""; // the address that is shown, which may not yet be that of the browser

  /** Learn what is packed in this file: paths and sizes, in the order in which they are packed. */
  function readContents() {
    const packed = unpacking.bytesOf(element("packed").textContent);
    const contents = JSON.parse(element("contents").textContent);
    const listing = unpacking.unpack(contents.listing, contents.length);
    let end = 0;
    for (const line of decode(listing).split("\n")) {
      const [path, size] = line.split("\t");
      const start = end;
      end += Number(size);
      places.set(path, { start, end });
    }
    unpacker = unpacking.unpacker(packed, end);
  }

  /** The bytes of a file, unpacked now if they have not been yet. */
  function read(path) {
    const { start, end } = places.get(path);
    unpacker.until(end);
    return unpacker.bytes.subarray(start, end);
  }

  /** Unpack the rest, little by little. */
  function unpackRest() {
    const end = performance.now() + SLICE;
    while (unpacker.progress() < unpacker.bytes.length) {
      if (performance.now() > end) {
        setTimeout(unpackRest);
        return;
      }
      unpacker.until(unpacker.progress() + STEP);
    }
  }

  /** The value in a file of data: what its one call is given behind the name. */
  function valueOf(text) {
    return JSON.parse(text.slice(text.indexOf(",") + 1, text.lastIndexOf(")")));
  }

  function textOf(name) {
    const apart = document.querySelector(`script[data-file="${CSS.escape(name)}"]`);
    return apart ? apart.textContent : decode(read(name));
  }

  async function load(name) {
    if (!irckg.parts.has(name)) irckg.parts.set(name, valueOf(textOf(name)));
    return irckg.parts.get(name);
  }

  /** {path, anchor} of what the address asks for; an anchor alone is one of the page that is shown. */
  function wanted() {
    const { hash } = location;
    if (!hash) return { path: FRONT, anchor: "" };
    if (!hash.startsWith("#/")) return { path: shown ?? FRONT, anchor: hash.slice(1) };
    const [path, anchor = ""] = hash.slice(2).split("#");
    return { path: path || FRONT, anchor };
  }

  function pictureAddress(path) {
    const type = TYPES[path.split(".").pop()] ?? "application/octet-stream";
    const address = URL.createObjectURL(new Blob([read(path)], { type }));
    pictures.push(address);
    return address;
  }

  /** Give a picture of a page an address that works here. */
  function showPicture(image, name) {
    const path = image.getAttribute(name).slice(2);
    if (places.has(path)) image.setAttribute(name, pictureAddress(path));
    else image.remove();
  }

  /** A link to what is only in the site, such as a file to download, is none here. */
  function dropLink(link) {
    const words = document.createElement("span");
    words.append(...link.childNodes);
    words.className = "only-in-site";
    link.replaceWith(words);
  }

  function isElsewhere(link) {
    const path = link.getAttribute("href").slice(2).split("#")[0];
    return path !== "" && !places.has(path) && !link.matches("[data-download]");
  }

  function mainOf(path) {
    const template = document.createElement("template");
    template.innerHTML = decode(read(path)).replaceAll('="~/', '="#/');
    const { content } = template;
    content.querySelectorAll("[data-not-mailed]").forEach((part) => part.remove());
    content.querySelectorAll('[src^="#/"]').forEach((image) => showPicture(image, "src"));
    content.querySelectorAll('[srcset^="#/"]').forEach((image) => showPicture(image, "srcset"));
    [...content.querySelectorAll('a[href^="#/"]')].filter(isElsewhere).forEach(dropLink);
    return content.querySelector("main");
  }

  /** What stands in the place of a page that is not in this file. */
  function mainWithout(path) {
    const main = document.createElement("main");
    main.id = "main";
    main.tabIndex = -1;
    const title = document.createElement("h1");
    title.textContent = "This page is not in this file";
    const words = document.createElement("p");
    words.textContent = `Nothing here has the address ${path}. `;
    const link = document.createElement("a");
    link.href = `#/${FRONT}`;
    link.textContent = "Go to the first page";
    words.append(link, ".");
    main.append(title, words);
    return main;
  }

  function markNavigation(path) {
    document.querySelectorAll(".head nav a").forEach((link) => {
      if (link.getAttribute("href") === `#/${path}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  }

  function put(path) {
    pictures.forEach((address) => URL.revokeObjectURL(address));
    pictures = [];
    const main = places.has(path) ? mainOf(path) : mainWithout(path);
    element("main").replaceWith(main);
    const title = main.querySelector("h1").textContent;
    const whole = document.documentElement.dataset.title;
    document.title = path === FRONT ? whole : `${title} – ${whole}`;
    document.documentElement.dataset.path = path;
    markNavigation(path);
    shown = path;
    return main;
  }

  /** Where the page was scrolled to when it was left, if it is come back to. */
  const scrolled = () => history.state?.scrolled;

  function goTo(anchor, main, isNew) {
    const target = anchor && document.getElementById(anchor);
    if (scrolled() !== undefined) {
      if (isNew) main.focus({ preventScroll: true });
      window.scrollTo(0, scrolled());
      return;
    }
    if (target) {
      openAround(target);
      if (!target.matches("a, button, input, select, textarea, [tabindex]")) target.tabIndex = -1;
      target.focus({ preventScroll: true });
      target.scrollIntoView();
      return;
    }
    if (!isNew) return;
    main.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  function openAround(target) {
    for (let at = target.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
  }

  function follow() {
    followed = location.hash;
    const { path, anchor } = wanted();
    const isNew = path !== shown;
    const main = isNew ? put(path) : element("main");
    if (isNew) irckg.start(main);
    goTo(anchor, main, isNew);
  }

  /** The address of an anchor in the page that is shown names that page too; one that is asked for again counts. */
  function onClick(event) {
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.defaultPrevented) return;
    const address = link.getAttribute("href");
    const whole = address.startsWith("#/") ? address : `#/${shown}${address}`;
    if (whole === location.hash) {
      event.preventDefault();
      history.replaceState(null, "");
      follow();
    } else if (whole !== address) {
      event.preventDefault();
      location.hash = whole;
    }
  }

  /** Keep where the page is scrolled to, unless the address already is that of the next. */
  function remember() {
    if (location.hash !== followed) return;
    history.replaceState({ scrolled: Math.round(window.scrollY) }, "");
  }

  function begin() {
    readContents();
    irckg.load = load;
    history.scrollRestoration = "manual";
    followed = location.hash;
    const { path, anchor } = wanted();
    put(path);
    const main = element("main");
    if (anchor || scrolled() !== undefined) requestAnimationFrame(() => goTo(anchor, main, false));
    addEventListener("hashchange", follow);
    document.addEventListener("click", onClick);
    addEventListener("scrollend", remember);
    addEventListener("pagehide", remember);
    setTimeout(unpackRest);
  }

  return { begin };
})();

oneFile.begin();
