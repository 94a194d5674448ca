"use strict";

// The run in numbers: totals, histograms, instruments, themes, render speed.
midivideo.numbers = (() => {
  const { element, count, number, signed, duration, median, words, known } = midivideo.text;
  const { histogram } = midivideo;
  const section = document.getElementById("view-numbers");

  // One line for the top of the page.
  function line(rows) {
    const ready = rows.filter((row) => row.state === "ready");
    const measured = rows.filter((row) => row.sync);
    const passed = measured.filter((row) => row.sync.passed).length;
    return [
      `${count(ready.length)} of ${count(rows.length)} clips`,
      duration(ready.reduce((sum, row) => sum + (row.seconds ?? 0), 0)),
      measured.length && `${count(passed)} of ${count(measured.length)} in sync`,
    ].filter(Boolean).join(" · ");
  }

  // `link` gives the address of the clips of a filter.
  function show(rows, run, link) {
    const ranged = (name) => (from, to) => link({ [name]: [round(from), round(to)] });
    const measured = rows.filter((row) => row.sync);
    const batches = [...new Map(rows.filter((row) => row.speed).map((row) => [row.speed, row.speed])).keys()];
    section.replaceChildren(
      element("div", { class: "tiles" }, ...tiles(rows, measured).map(([name, value, note]) =>
        element("div", { class: "tile" }, element("b", {}, value), element("span", {}, name), note && element("small", {}, note)))),
      element("div", { class: "figures" },
        histogram.figure("z against random hits", measured.map((row) => row.sync.z),
          { link: ranged("z"), mark: run.gate?.min_z ?? null, note: run.gate ? `gate at ${run.gate.min_z}` : "" }),
        histogram.figure("Median lag of the picture, ms", measured.map((row) => row.sync.lag),
          { link: ranged("lag"), mark: 0, note: "after (+) or before (−) the hit" }),
        histogram.figure("Tempo, bpm", rows.map((row) => row.bpm), { link: ranged("bpm") }),
        histogram.figure("Render speed, frames/s", batches.map((batch) => batch.speed),
          { note: "one value a render job" })),
      element("div", { class: "tables" }, instruments(rows, link), themes(rows, link)),
    );
  }

  const round = (value) => Math.round(value * 1e6) / 1e6;

  function tiles(rows, measured) {
    const ready = rows.filter((row) => row.state === "ready");
    const states = ["waiting", "failed"].map((state) => [state, rows.filter((row) => row.state === state).length]);
    const missing = states.filter(([, many]) => many).map(([state, many]) => `${count(many)} ${state}`);
    const seconds = ready.reduce((sum, row) => sum + (row.seconds ?? 0), 0);
    const passed = measured.filter((row) => row.sync.passed).length;
    const speeds = [...new Set(rows.map((row) => row.speed).filter(Boolean))];
    const frames = speeds.reduce((sum, speed) => sum + speed.frames, 0);
    const spent = speeds.reduce((sum, speed) => sum + speed.seconds, 0);
    const memory = Math.max(0, ...speeds.map((speed) => speed.memory));
    return [
      ["clips", count(ready.length), missing.join(", ")],
      ["of video", duration(seconds), `${count(ready.reduce((sum, row) => sum + row.frames, 0))} frames`],
      ["hits", count(rows.reduce((sum, row) => sum + row.hits, 0)), "of named instruments"],
      ["in sync", measured.length ? `${Math.round((100 * passed) / measured.length)} %` : "–", `${count(measured.length)} measured`],
      ["median z", number(median(measured.map((row) => row.sync.z))), "of the weakest judged instrument"],
      ["median lag", known(median(measured.map((row) => row.sync.lag))) ? `${signed(median(measured.map((row) => row.sync.lag)))} ms` : "–", "of the picture after the hit"],
      ["frames/s rendered", spent ? number(frames / spent) : "–", spent ? `${duration(spent)} of work, ${count(Math.round(memory))} MB at most` : "no benchmarks"],
    ];
  }

  function table(title, head, rows) {
    return element("section", {}, element("h3", {}, title),
      element("div", { class: "scroll" }, element("table", {},
        element("thead", {}, element("tr", {}, ...head.map((text) => element("th", { scope: "col" }, text)))),
        element("tbody", {}, ...rows.map(([first, ...rest]) => element("tr", {},
          element("th", { scope: "row" }, first), ...rest.map((cell) => element("td", {}, cell))))))));
  }

  function instruments(rows, link) {
    const names = midivideo.lanes.ordered(new Set(rows.flatMap((row) => [...row.instruments.keys()])));
    return table("Instruments", ["", "clips", "hits", "median F1", "median z", "median lag, ms"], names.map((name, place) => {
      const having = rows.filter((row) => row.instruments.has(name));
      const scores = having.map((row) => midivideo.query.scores(row, name));
      const dot = element("span", { class: "dot" });
      dot.style.background = midivideo.lanes.colour(name, place);
      return [
        element("a", { href: link({ instrument: name }) }, dot, words(name)),
        count(having.length),
        count(having.reduce((sum, row) => sum + row.instruments.get(name), 0)),
        number(median(scores.map((score) => score.f1)), 2),
        number(median(scores.map((score) => score.z))),
        signed(median(scores.map((score) => score.lag))),
      ];
    }));
  }

  function themes(rows, link) {
    const groups = Map.groupBy(rows.filter((row) => row.theme), (row) => row.theme);
    const sorted = [...groups].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
    return table("Themes", ["", "clips", "in sync"], sorted.map(([name, having]) => {
      const measured = having.filter((row) => row.sync);
      const passed = measured.filter((row) => row.sync.passed).length;
      return [element("a", { href: link({ theme: name }) }, words(name)), count(having.length),
        measured.length ? `${count(passed)} of ${count(measured.length)}` : "–"];
    }));
  }

  return { line, show };
})();
