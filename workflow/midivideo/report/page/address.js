"use strict";

// What is shown stands in the address after #, so that it can be bookmarked and gone back to.
midivideo.address = (() => {
  const { FIRST, RANGES, STATES, SORTS } = midivideo.query;
  const bound = (text) => (text === "" || !Number.isFinite(Number(text)) ? null : Number(text));

  function range(text) {
    const [from, to] = (text ?? "").split("..");
    const found = [bound(from ?? ""), bound(to ?? "")];
    return found.every((end) => end === null) ? null : found;
  }

  // {view, clip, query} of an address; what makes no sense in it counts for nothing.
  function read(hash = location.hash) {
    const said = new URLSearchParams(hash.slice(1));
    const query = { ...FIRST };
    for (const name of ["q", "theme", "instrument", "down"]) query[name] = said.get(name) ?? "";
    if (Object.hasOwn(STATES, said.get("state") ?? "")) query.state = said.get("state");
    if (Object.hasOwn(SORTS, said.get("sort") ?? "")) query.sort = said.get("sort");
    for (const name of RANGES) query[name] = range(said.get(name));
    query.page = Math.max(1, Math.floor(Number(said.get("page"))) || 1);
    const view = ["numbers", "left-out"].includes(said.get("view")) ? said.get("view") : "clips";
    return { view, clip: said.get("clip") ?? "", query };
  }

  function write({ view, clip, query }) {
    const said = new URLSearchParams();
    if (view !== "clips") said.set("view", view);
    for (const [name, value] of Object.entries(query)) {
      if (value === null || value === FIRST[name]) continue;
      said.set(name, RANGES.includes(name) ? value.map((end) => end ?? "").join("..") : value);
    }
    if (clip) said.set("clip", clip);
    return `#${said}`;
  }

  return { read, write };
})();
