"use strict";

/** What there was at the end of a year: chosen by hand, or year by year by itself. */
const time = (() => {
  const { byId } = elements;
  const FEWEST = 5; // dated things, and
  const SHARE = 0.1; // of all: with fewer there is nothing to go through
  const PACE = 1000; // milliseconds from one year to the next

  const slider = byId("year");
  const anyTime = byId("any-time");
  const said = byId("time-said");
  const play = byId("play");
  const dated = data.things.filter(({ from, to }) => from !== undefined || to !== undefined);
  const rest = data.things.length - dated.length;
  const isTooFew = dated.length < FEWEST || dated.length < SHARE * data.things.length;
  // The years in which something begins or ends, and is seen to do so.
  const changes = [...new Set(dated.flatMap(({ from, to }) => [from, to]))].filter((year) => year !== undefined);
  changes.sort((one, other) => one - other);
  let timer = null;

  /** A year as people write it: the year 0 is the one before the year 1. */
  const nameOf = (year) => (year > 0 ? String(year) : `${1 - year} BC`);
  const count = (number) => elements.count(number, "thing");
  const isAre = (number) => (number === 1 ? "is" : "are");

  function words() {
    const undated = rest ? ` ${count(rest)} without dates ${isAre(rest)} always shown.` : "";
    const { year } = state.chosen;
    if (year === null)
      return `${count(dated.length)} ${dated.length === 1 ? "has" : "have"} dates.${undated}`;
    const there = dated.filter(({ from, to }) => (from ?? year) <= year && (to ?? year + 1) > year).length;
    return `At the end of ${nameOf(year)}: ${there} of ${elements.count(dated.length, "dated thing")} had begun and not ended.${undated}`;
  }

  function choose(year) {
    state.change(["view"], (chosen) => (chosen.year = year));
  }

  function set(year) {
    stop();
    choose(year);
    announce.say(words());
  }

  // Going through the years

  const wantsNoMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  /** The next year in which something changes; null behind the last. */
  function nextYear() {
    const { year } = state.chosen;
    if (year === null) return changes[0];
    return changes.find((change) => change > year) ?? null;
  }

  function stop() {
    if (timer === null) return;
    clearInterval(timer);
    timer = null;
    tellButton();
    announce.say(words());
  }

  function step() {
    const year = nextYear();
    if (year !== null) choose(year);
    if (nextYear() === null) stop();
  }

  function start() {
    if (nextYear() === null) choose(null); // from the beginning again
    if (wantsNoMotion()) {
      step();
      announce.say(words());
      return;
    }
    timer = setInterval(step, PACE);
    step();
    tellButton();
  }

  /** What the button does now; those who want no motion go one step with each press. */
  function tellButton() {
    if (timer !== null) play.textContent = "Stop";
    else play.textContent = wantsNoMotion() ? "Next change" : "Play";
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

  /** Say how few things have dates, where no slider is of any use. */
  function tellTooFew() {
    for (const part of [slider, play, anyTime.closest("label")]) part.hidden = true;
    said.textContent = `${count(dated.length)} of ${data.things.length} ${dated.length === 1 ? "has" : "have"} dates: too few to go through the years.`;
  }

  function begin() {
    if (!dated.length) return;
    byId("time").hidden = false;
    if (isTooFew) return tellTooFew();
    const [first, last] = [changes[0], changes.at(-1)];
    slider.min = String(first - 1);
    slider.max = String(Math.max(last, data.year ?? last));
    slider.value = String(data.year ?? last);
    slider.addEventListener("input", () => set(Number(slider.value)));
    anyTime.addEventListener("change", () => set(anyTime.checked ? null : Number(slider.value)));
    play.addEventListener("click", () => (timer === null ? start() : stop()));
    document.addEventListener("visibilitychange", () => document.hidden && stop());
    state.on("view", show);
    tellButton();
    show();
  }

  return { begin, nameOf };
})();
