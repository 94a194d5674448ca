"use strict";

// The form above the gallery: it writes the address, and shows what the address says.
midivideo.filters = (() => {
  const { element, words } = midivideo.text;
  const { FIRST, RANGES, STATES, SORTS } = midivideo.query;
  const form = document.getElementById("filters");
  const direction = document.getElementById("direction");
  const fields = form.elements;

  const option = (value, text) => element("option", { value }, text);
  const bound = (text) => (text === "" ? null : Number(text));

  // Offer what there is among the rows.
  function offer(rows) {
    const themes = [...new Set(rows.map((row) => row.theme).filter(Boolean))].sort();
    const instruments = midivideo.lanes.ordered(new Set(rows.flatMap((row) => [...row.instruments.keys()])));
    fields.theme.replaceChildren(option("", "any"), ...themes.map((name) => option(name, words(name))));
    fields.instrument.replaceChildren(option("", "any"), ...instruments.map((name) => option(name, words(name))));
    fields.state.replaceChildren(option("", "any"), ...Object.entries(STATES).map(([key, [text]]) => option(key, text)));
    fields.sort.replaceChildren(...Object.entries(SORTS).map(([key, [text]]) => option(key, text)));
  }

  function display(query) {
    for (const name of ["q", "theme", "state", "instrument", "sort"]) {
      if (document.activeElement !== fields[name]) fields[name].value = query[name];
    }
    for (const name of RANGES) {
      const [from, to] = query[name] ?? [null, null];
      for (const [end, value] of [["from", from], ["to", to]]) {
        const field = fields[`${name}-${end}`];
        if (document.activeElement !== field) field.value = value ?? "";
      }
    }
    direction.setAttribute("aria-pressed", String(Boolean(query.down)));
    direction.setAttribute("aria-label", query.down ? "Descending" : "Ascending");
    const active = ["theme", "state", "instrument", ...RANGES].filter((name) => query[name]).length;
    document.getElementById("active").textContent = active ? `(${active})` : "";
    document.getElementById("reset").disabled = !active && !query.q;
  }

  function asked() {
    const query = { ...FIRST, down: direction.getAttribute("aria-pressed") === "true" ? "1" : "" };
    for (const name of ["q", "theme", "state", "instrument", "sort"]) query[name] = fields[name].value;
    for (const name of RANGES) {
      const ends = [bound(fields[`${name}-from`].value), bound(fields[`${name}-to`].value)];
      query[name] = ends.every((end) => end === null) ? null : ends;
    }
    return query;
  }

  // Call `changed(query)` whenever a person has changed something.
  function listen(changed) {
    let later = 0;
    form.addEventListener("input", () => {
      clearTimeout(later);
      later = setTimeout(() => changed(asked()), 120);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    direction.addEventListener("click", () => {
      direction.setAttribute("aria-pressed", String(direction.getAttribute("aria-pressed") !== "true"));
      changed(asked());
    });
    document.getElementById("reset").addEventListener("click", () => {
      changed({ ...FIRST, sort: fields.sort.value, down: asked().down });
    });
  }

  const focus = () => fields.q.focus();
  const openIfWide = () => {
    document.getElementById("more").open = window.matchMedia("(min-width: 60rem)").matches;
  };

  return { offer, display, listen, focus, openIfWide };
})();
