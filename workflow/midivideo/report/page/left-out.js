"use strict";

// What the catalog refused, dropped or lost, and why.
midivideo.leftOut = (() => {
  const { element, count, plural } = midivideo.text;
  const section = document.getElementById("view-left-out");
  const PAGE = 100;

  // Reasons that differ only in their numbers and quoted names are of one kind.
  const kind = (row) => `${row.status}: ${row.reason || "its file is not there any more"}`
    .replace(/(["'“]).*?(["'”])/g, "…").replace(/\d+([.,]\d+)*/g, "…");

  async function show(page, address) {
    const rows = await midivideo.store.load("left-out").catch(() => []);
    if (!rows.length) {
      section.replaceChildren(element("p", { class: "note" }, "Nothing was left out: every MIDI file gives a clip."));
      return;
    }
    const kinds = [...Map.groupBy(rows, kind)].sort((a, b) => b[1].length - a[1].length);
    const pages = Math.ceil(rows.length / PAGE);
    const at = Math.min(page, pages);
    const nav = element("nav", { class: "pager", "aria-label": "Pages" });
    midivideo.pager.fill(nav, { page: at, pages, address });
    section.replaceChildren(
      element("h2", {}, `${plural(rows.length, "file")} without a clip`),
      element("ul", { class: "kinds" }, ...kinds.slice(0, 12).map(([text, of]) =>
        element("li", {}, element("b", {}, count(of.length)), ` ${text}`))),
      element("div", { class: "scroll" }, element("table", { class: "left-out" },
        element("thead", {}, element("tr", {}, ...["MIDI file", "status", "reason"].map((text) => element("th", { scope: "col" }, text)))),
        element("tbody", {}, ...rows.slice((at - 1) * PAGE, at * PAGE).map((row) => element("tr", {},
          element("th", { scope: "row" }, row.midi), element("td", {}, row.status), element("td", {}, row.reason)))))),
      nav);
  }

  return { show };
})();
