"use strict";

/** Finding a thing by its name. */
const search = (() => {
  const input = elements.byId("search");

  function go(n) {
    address.toThing(n);
    camera.goTo(n, true);
    drawers.open(drawers.SIDE);
    if (drawers.isNarrow()) panel.focus(); // or the keyboard of the screen would cover the text
  }

  combobox.attach(input, go);

  return { focus: () => input.focus(), select: () => input.select() };
})();
