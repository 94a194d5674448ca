"use strict";

// What is known of a clip, in words and numbers: scores, prompts, and the rest.
midivideo.facts = (() => {
  const { element, words, number, signed, tempo, clock, duration, known, count } = midivideo.text;

  function scores(sync) {
    if (!sync) return element("p", { class: "dim" }, "Sync is not measured (snakemake sync).");
    const head = ["", "hits", "z", "lag, ms", "± ms", "F1", "precision", "recall"];
    const deciding = new Set(sync.gate.instruments);
    const rows = Object.entries(sync.instruments).map(([name, of]) =>
      element("tr", { class: deciding.has(name) && "gating" },
        element("th", { scope: "row" }, words(name)),
        ...[count(of.hits), number(of.z, 2), signed(of.lag_ms), number(of.lag_spread_ms, 0),
          number(of.f1_50, 2), number(of.precision_50, 2), number(of.recall_50, 2)].map((text) => element("td", {}, text))));
    const table = element("table", { class: "scores-table" },
      element("thead", {}, element("tr", {}, ...head.map((text) => element("th", { scope: "col" }, text)))),
      element("tbody", {}, ...rows));
    return element("div", {},
      ...sync.reasons.map((reason) => element("p", { class: "reason" }, reason)),
      element("div", { class: "scroll" }, table),
      element("p", { class: "dim" },
        `Bold instruments decide: z ≥ ${sync.gate.min_z}, lag within ${sync.gate.max_lag_frames} `
        + "frame. F1 within 50 ms; z is how far F1 lies above hits at random times."),
      list([
        ["AV-Align", known(sync.av_align) && number(sync.av_align, 2)],
        ["Beat alignment", known(sync.beat_alignment) && number(sync.beat_alignment, 2)],
        ["Picture after sound", known(sync.sound_offset_ms) && `${signed(sync.sound_offset_ms)} ms`],
        ["Sound after MIDI", known(sync.sound_lag_ms) && `${signed(sync.sound_lag_ms)} ms`],
      ]));
  }

  // Names and values; a value that is not known leaves its line out.
  function list(pairs) {
    const said = pairs.filter(([, value]) => value || value === 0);
    if (!said.length) return null;
    return element("dl", {}, ...said.flatMap(([name, value]) =>
      [element("dt", {}, name), element("dd", {}, String(value))]));
  }

  // The prompts, each with its time and a way to jump there.
  function prompts(detail, seek) {
    const negatives = [...new Set(detail.prompts.map((prompt) => prompt.negative).filter(Boolean))];
    return element("div", {},
      element("ol", { class: "prompts" }, ...detail.prompts.map((prompt) =>
        element("li", { "data-from": prompt.from, "data-to": prompt.to },
          element("button", { type: "button", class: "time", onclick: () => seek(prompt.from / detail.fps) },
            clock(prompt.from / detail.fps)),
          element("span", {}, prompt.text)))),
      negatives.length ? element("p", { class: "dim" }, `Not: ${negatives.join(" / ")}`) : null);
  }

  function about(row, detail) {
    const tempi = detail?.tempo.map((change) => change.bpm) ?? [];
    const moving = tempi.length > 1
      ? ` (${tempo(Math.min(...tempi))} to ${tempo(Math.max(...tempi))})` : "";
    const made = detail?.rendered;
    return list([
      ["Tempo", `${tempo(row.bpm)} bpm${moving}`],
      ["Meter", row.meter],
      ["Key", row.key],
      ["Window", known(row.start) && `${clock(row.start, 2)} to ${clock(row.start + row.seconds, 2)} of the song`],
      ["Length", `${duration(row.seconds ?? 0)}, ${count(row.frames)} frames`],
      ["Rate", detail && `${Math.round(detail.fps * 1000) / 1000} frames/s`],
      ["Theme", row.theme && words(row.theme)],
      ["Seed", row.seed],
      ["Mapping", row.mapping],
      ["Drawn", detail && Object.entries(detail.draws).map(([name, value]) => `${words(name)} ${number(Number(value), 2)}`).join(", ")],
      ["Size", row.size?.join(" × ")],
      ["Painter", made && [made.painter, made.model, made.sampler, made.steps && `${made.steps} steps`].filter(Boolean).join(", ")],
      ["Rendered at", row.speed && `${number(row.speed.speed)} frames/s${made?.device ? ` on ${made.device}` : ""}`],
      ["MIDI file", row.midi],
      ["Mended", detail?.warnings.join("; ")],
    ]);
  }

  function files(row) {
    const names = { mp4: "Video", mid: "MIDI of the window", "sheet.jpg": "Contact sheet" };
    return element("p", { class: "files" }, ...Object.entries(names)
      .filter(([ending]) => row.files.includes(ending))
      .map(([ending, text]) => element("a", { href: `media/${row.clip}.${ending}`, target: "_blank", rel: "noopener" }, text)));
  }

  return { scores, prompts, about, files };
})();
