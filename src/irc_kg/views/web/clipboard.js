"use strict";

/** Giving text to the reader: through the clipboard, or in a box to copy from where the browser keeps that closed. */
const clipboard = (() => {
  const dialog = elements.byId("csv");
  const field = elements.byId("csv-text");

  function offer(text) {
    field.value = text;
    dialog.showModal();
    field.focus();
    field.select();
  }

  async function copy(text, name) {
    try {
      await navigator.clipboard.writeText(text);
      announce.say(`${name} is copied`);
    } catch {
      offer(text);
    }
  }

  return { copy };
})();
