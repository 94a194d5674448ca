"use strict";

// The lanes of a timeline, and how each kind of lane is drawn.
midivideo.lanes = (() => {
  const { words } = midivideo.text;
  const COLOURS = {
    kick: "#ff8a40", snare: "#5ac8fa", closed_hat: "#ffe066", pedal_hat: "#cbd36b",
    open_hat: "#f9bd57", tom: "#c792ea", cymbal: "#7ee2b8", percussion: "#f78fb3",
    bass: "#7d95ff", melody: "#b9c3ff",
  };
  const OTHERS = ["#e0a3ff", "#8fd3ff", "#ffd0a1", "#a5f0c5", "#ffb3c7"];
  const INK = { label: "#aab0c4", dim: "#6f7690", grid: "#1c1f2c", bar: "#2b3042", curve: "#93a4d8",
    strength: "#ff7b72", novelty: "#4fd6c1", hit: "#58e08b", miss: "#f2637e", text: "#e9ebf4" };
  const NEAR_S = 0.05; // what counts as together in the scores

  function colour(name, place = 0) {
    return Object.hasOwn(COLOURS, name) ? COLOURS[name] : OTHERS[place % OTHERS.length];
  }

  // Instruments in the order of the settings, then the others by name.
  function ordered(names) {
    const order = midivideo.store.taken.get("run").instruments;
    const place = (name) => (order.includes(name) ? order.indexOf(name) : order.length);
    return [...names].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
  }

  // All lanes of a clip, top to bottom, with their heights in pixels.
  function full(detail) {
    const found = [];
    if (detail.prompts.length > 1) found.push({ kind: "prompts", label: "prompts", height: 24 });
    found.push(...instruments(detail, 20, 34));
    if (detail.sync) found.push({ kind: "novelty", label: "novelty", height: 62 });
    for (const curve of detail.curves) {
      found.push({ kind: "curve", label: curveLabel(curve.name), curve, height: 44 });
    }
    return found;
  }

  // What a card shows: the hits, the first two curves (strength, flight) and novelty, in a fixed
  // height.
  function small(detail, height) {
    const found = instruments(detail, 1, 1.8);
    for (const curve of detail.curves.slice(0, 2)) found.push({ kind: "curve", curve, height: 4 });
    if (detail.sync) found.push({ kind: "novelty", height: 4 });
    const weight = found.reduce((sum, lane) => sum + lane.height, 0);
    for (const lane of found) lane.height *= height / Math.max(weight, 8);
    return found;
  }

  function instruments(detail, drums, pitched) {
    return ordered(Object.keys(detail.hits)).map((name, place) => {
      const hits = detail.hits[name];
      const notes = hits.some((hit) => hit.length > 2);
      return {
        kind: notes ? "notes" : "hits", label: words(name), name, hits,
        colour: colour(name, place), height: notes ? pitched : drums,
      };
    });
  }

  const curveLabel = (name) =>
    name.endsWith("_delta") ? `${words(name.slice(0, -6))} / frame` : words(name);

  // Each draws into a box {x, y, width, height} with time → pixels by `at`.
  const draw = {
    hits(context, lane, box, at) {
      const tall = box.height - 2;
      context.fillStyle = lane.colour;
      for (const [time, velocity] of lane.hits) {
        const strong = velocity / 127;
        const height = Math.max(2, tall * (0.3 + 0.7 * strong));
        context.globalAlpha = 0.45 + 0.55 * strong;
        context.fillRect(at(time), box.y + box.height - 1 - height, box.thick, height);
      }
      context.globalAlpha = 1;
    },

    notes(context, lane, box, at) {
      const pitches = lane.hits.map((hit) => hit[2] ?? 60);
      const low = Math.min(...pitches);
      const span = Math.max(...pitches) - low || 1;
      const thick = Math.max(1.5, Math.min(4, box.height / 8));
      context.fillStyle = lane.colour;
      for (const [time, velocity, pitch = 60, length = 0] of lane.hits) {
        const y = box.y + (box.height - thick - 2) * (1 - (pitch - low) / span) + 1;
        context.globalAlpha = 0.35 + 0.65 * (velocity / 127);
        context.fillRect(at(time), y, Math.max(box.thick, at(time + length) - at(time) - 1), thick);
      }
      context.globalAlpha = 1;
    },

    curve(context, lane, box, at, detail) {
      const { values, name } = lane.curve;
      const low = Math.min(...values);
      const span = Math.max(...values) - low || 1;
      const y = (value) => box.y + box.height - 3 - ((value - low) / span) * (box.height - 6);
      context.strokeStyle = name === "strength" ? INK.strength : INK.curve;
      line(context, values, y, at, detail.fps);
      if (low < 0 && low + span > 0) rule(context, box, y(0));
    },

    novelty(context, lane, box, at, detail) {
      const { novelty, peaks } = detail.sync;
      const top = Math.max(0.5, ...novelty);
      const y = (value) => box.y + box.height - 2 - (value / top) * (box.height - 8);
      context.strokeStyle = INK.novelty;
      line(context, novelty, y, at, detail.fps, box.y + box.height - 1);
      if (!box.labelled) return;
      const times = hitTimes(detail);
      for (const peak of peaks) {
        const time = (peak + 0.5) / detail.fps;
        context.fillStyle = near(times, time) ? INK.hit : INK.miss;
        context.beginPath();
        context.arc(at(time), y(novelty[peak]) - 3, 2.4, 0, 2 * Math.PI);
        context.fill();
      }
    },

    prompts(context, lane, box, at, detail) {
      detail.prompts.forEach((prompt, place) => {
        const from = Math.max(box.x, at(prompt.from / detail.fps));
        const to = Math.min(box.x + box.width, at((prompt.to + 1) / detail.fps));
        if (to <= from) return;
        context.fillStyle = place % 2 ? "#3a3158" : "#27415a";
        context.globalAlpha = 0.75;
        context.fillRect(from, box.y + 2, to - from - 1, box.height - 5);
        context.globalAlpha = 1;
        context.save();
        context.beginPath();
        const next = detail.prompts[place + 1];
        const end = next ? Math.min(to, at(next.from / detail.fps)) : to;
        context.rect(from, box.y, end - from - 6, box.height);
        context.clip();
        context.fillStyle = INK.text;
        context.fillText(prompt.text, from + 6, box.y + box.height / 2);
        context.restore();
      });
    },
  };

  // A value a frame, each at the middle of its frame; filled down to `floor` where there is one.
  function line(context, values, y, at, fps, floor) {
    context.lineWidth = 1.4;
    context.lineJoin = "round";
    context.beginPath();
    values.forEach((value, frame) => context.lineTo(at((frame + 0.5) / fps), y(value)));
    context.stroke();
    if (floor === undefined) return;
    context.lineTo(at(values.length / fps), floor);
    context.lineTo(at(0), floor);
    context.globalAlpha = 0.2;
    context.fillStyle = context.strokeStyle;
    context.fill();
    context.globalAlpha = 1;
  }

  function rule(context, box, y) {
    context.fillStyle = INK.bar;
    context.fillRect(box.x, Math.round(y), box.width, 1);
  }

  // Times in seconds of all hits of named instruments, rising.
  function hitTimes(detail) {
    const times = Object.values(detail.hits).flatMap((hits) => hits.map((hit) => hit[0]));
    return times.sort((a, b) => a - b);
  }

  function near(times, time) {
    let low = 0;
    for (let high = times.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (times[middle] < time) low = middle + 1;
      else high = middle;
    }
    return [times[low - 1], times[low]].some((other) => Math.abs(other - time) <= NEAR_S);
  }

  return { INK, colour, ordered, full, small, draw, curveLabel };
})();
