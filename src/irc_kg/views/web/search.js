"use strict";

/** Finding a thing by its name. */
const search = (() => {
  const input = elements.byId("search");

  function go(n) {
    address.toThing(n);
    camera.goTo(n, true);
    if (!sheet.isPanelSeen()) panel.focus();
  }

  combobox.attach(input, go);

  return { focus: () => input.focus(), select: () => input.select() };
})();
