"use strict";

/** One line under the picture that says what just happened, to the eye and to a screen reader. */
const announce = (() => {
  const line = elements.byId("status");

  /** Say something now; the text stands until the next. */
  function say(text) {
    line.replaceChildren(elements.words(text));
  }

  return { say };
})();
