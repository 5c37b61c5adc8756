"use strict";

/** What was in force at the end of a year. */
const time = (() => {
  const { byId } = elements;
  const slider = byId("year");
  const anyTime = byId("any-time");
  const said = byId("time-said");
  const dated = data.things.filter(({ from, to }) => from !== undefined || to !== undefined).length;
  const rest = data.things.length - dated;

  /** A year as people write it: the year 0 is the one before the year 1. */
  const nameOf = (year) => (year > 0 ? String(year) : `${1 - year} BC`);

  function words() {
    const undated = rest
      ? ` ${elements.count(rest, "thing")} without dates ${rest === 1 ? "is" : "are"} always shown.`
      : "";
    const { year } = state.chosen;
    if (year === null)
      return `${elements.count(dated, "thing")} ${dated === 1 ? "has" : "have"} dates.${undated}`;
    const inForce = data.things.filter(
      ({ from, to }, n) => (from ?? to) !== undefined && state.inForce(n),
    ).length;
    return `At the end of ${nameOf(year)}: ${inForce} of ${elements.count(dated, "dated thing")} in force.${undated}`;
  }

  function set(year) {
    state.change(["view"], (chosen) => (chosen.year = year));
    announce.say(words());
  }

  function show() {
    const { year } = state.chosen;
    anyTime.checked = year === null;
    if (year !== null) slider.value = String(year);
    slider.setAttribute(
      "aria-valuetext",
      `${nameOf(Number(slider.value))}${year === null ? ", not used: any time is shown" : ""}`,
    );
    said.textContent = words();
  }

  function begin() {
    if (data.years === null) return;
    const [first, last] = data.years;
    slider.min = String(first - 1);
    slider.max = String(Math.max(last, data.year ?? last));
    slider.value = String(data.year ?? last);
    slider.addEventListener("input", () => set(Number(slider.value)));
    anyTime.addEventListener("change", () => set(anyTime.checked ? null : Number(slider.value)));
    state.on("view", show);
    byId("time").hidden = false;
    show();
  }

  return { begin, nameOf };
})();
