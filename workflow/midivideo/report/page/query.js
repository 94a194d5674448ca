"use strict";

// Which clips are shown, and in what order.
midivideo.query = (() => {
  const { known } = midivideo.text;
  const letters = new Intl.Collator("en", { numeric: true });
  const RANGES = ["bpm", "z", "lag"];
  const FIRST = { q: "", theme: "", state: "", instrument: "", sort: "catalog", down: "", page: 1 };

  const STATES = {
    passed: ["in sync", (row) => row.sync?.passed === true],
    missed: ["out of sync", (row) => row.sync?.passed === false],
    unmeasured: ["not measured", (row) => row.state === "ready" && !row.sync],
    waiting: ["no video yet", (row) => row.state === "waiting"],
    failed: ["failed to render", (row) => row.state === "failed"],
  };

  const SORTS = {
    catalog: ["catalog", (row) => row.place],
    name: ["name", (row) => row.clip],
    bpm: ["tempo", (row) => row.bpm],
    z: ["z", (row, query) => scores(row, query.instrument).z],
    lag: ["size of lag", (row, query) => size(scores(row, query.instrument).lag)],
    f1: ["F1", (row, query) => scores(row, query.instrument).f1],
    hits: ["hits", (row, query) => row.instruments.get(query.instrument) ?? row.hits],
    seconds: ["length", (row) => row.seconds],
    theme: ["theme", (row) => row.theme],
    seed: ["seed", (row) => row.seed],
    speed: ["render speed", (row) => row.speed?.speed],
  };

  const size = (value) => (known(value) ? Math.abs(value) : null);

  // z, lag in ms and F1: of one instrument, or what the gate judges the clip by.
  function scores(row, instrument = "") {
    if (!row.sync) return { z: null, lag: null, f1: null };
    const [, f1, z, lag] = row.sync.by.get(instrument || "all") ?? [0, null, null, null];
    return instrument ? { z, lag, f1 } : { z: row.sync.z, lag: row.sync.lag, f1 };
  }

  // A row as it comes from its script, made ready for questions.
  function prepared(row, place) {
    const searched = [row.clip, row.midi, row.theme, row.mapping, row.key, row.meter, row.seed];
    const by = row.sync && new Map(Object.entries(row.sync.by));
    return {
      ...row,
      place,
      instruments: new Map(Object.entries(row.instruments)),
      sync: row.sync && { ...row.sync, by },
      words: [...searched, ...(row.prompts ?? [])].join("\n").toLowerCase().replaceAll("_", " "),
    };
  }

  function chosen(rows, query) {
    const words = query.q.toLowerCase().replaceAll("_", " ").split(/\s+/).filter(Boolean);
    const within = RANGES.filter((name) => query[name]).map((name) => [name, ...query[name]]);
    const found = rows.filter(
      (row) =>
        (!query.theme || row.theme === query.theme) &&
        (!query.state || STATES[query.state][1](row)) &&
        (!query.instrument || row.instruments.has(query.instrument)) &&
        words.every((word) => row.words.includes(word)) &&
        within.every(([name, from, to]) => inside(value(row, name, query), from, to)),
    );
    return sorted(found, query);
  }

  const value = (row, name, query) =>
    name === "bpm" ? row.bpm : scores(row, query.instrument)[name];

  const inside = (number, from, to) =>
    known(number) && (from === null || number >= from) && (to === null || number <= to);

  function sorted(rows, query) {
    const key = SORTS[query.sort][1];
    const turn = query.down ? -1 : 1;
    const keyed = rows.map((row) => [key(row, query), row]);
    keyed.sort(([a, rowA], [b, rowB]) => {
      if (!known(a) || !known(b)) return known(b) - known(a) || rowA.place - rowB.place;
      if (a === b) return rowA.place - rowB.place;
      return (typeof a === "string" ? letters.compare(a, b) : a - b) * turn;
    });
    return keyed.map(([, row]) => row);
  }

  return { FIRST, RANGES, STATES, SORTS, scores, prepared, chosen };
})();
