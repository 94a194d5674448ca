"use strict";

// A timeline on a canvas: its lanes on one axis of time, a playhead over it, and a way to seek.
midivideo.timeline = (() => {
  const { element, clock, words, number } = midivideo.text;
  const { INK, draw } = midivideo.lanes;
  const AXIS = 24;
  const FONT = "11px system-ui, sans-serif";
  const LABEL_LINE = 15; // height of a label above its lane, where there is no room beside it

  const seconds = (detail) => detail.frames / detail.fps;

  // Draw lanes; `view` is {from, to} in seconds, `gutter` the room for labels on the left.
  function paint(canvas, detail, lanes, { view, gutter = 0, axis = false, stacked = false }) {
    const width = canvas.clientWidth;
    const label = stacked ? LABEL_LINE : 0;
    const height = lanes.reduce((sum, lane) => sum + lane.height + label, axis ? AXIS : 0);
    const sharp = Math.min(window.devicePixelRatio || 1, 2);
    canvas.width = Math.round(width * sharp);
    canvas.height = Math.round(height * sharp);
    if (axis) canvas.style.height = `${height}px`;
    const context = canvas.getContext("2d");
    context.scale(sharp, sharp);
    context.font = FONT;
    context.textBaseline = "middle";
    const box = { x: gutter, y: 0, width: width - gutter, labelled: axis };
    const scale = box.width / (view.to - view.from);
    const at = (time) => gutter + (time - view.from) * scale;
    box.thick = Math.max(1.5, Math.min(3, scale * 0.02));
    context.save();
    context.beginPath();
    context.rect(gutter, 0, box.width, height);
    context.clip();
    grid(context, detail, view, at, height, scale, axis);
    context.restore();
    box.y = axis ? AXIS : 0;
    for (const lane of lanes) {
      if (axis) name(context, lane, box, stacked);
      box.y += label;
      box.height = lane.height;
      context.save();
      context.beginPath();
      context.rect(gutter, box.y, box.width, box.height);
      context.clip();
      draw[lane.kind](context, lane, box, at, detail);
      context.restore();
      box.y += lane.height;
      if (axis) context.fillStyle = INK.grid;
      if (axis) context.fillRect(0, box.y - 0.5, width, 1);
    }
  }

  function name(context, lane, box, stacked) {
    context.fillStyle = lane.colour ?? INK.label;
    context.textAlign = stacked ? "left" : "right";
    const y = stacked ? box.y + LABEL_LINE / 2 + 2 : box.y + lane.height / 2;
    context.fillText(lane.label, stacked ? 4 : box.x - 10, y);
    context.textAlign = "left";
  }

  // Beats and bars, the kicks as faint lines through everything, and the numbers of bars.
  function grid(context, detail, view, at, height, scale, axis) {
    const beat = (scale * seconds(detail)) / Math.max(1, detail.beats.length);
    context.fillStyle = INK.grid;
    if (beat > 6) for (const frame of detail.beats) stroke(context, at(frame / detail.fps), height);
    context.fillStyle = INK.bar;
    const bar = (scale * seconds(detail)) / Math.max(1, detail.bars.length);
    if (bar > 6) for (const frame of detail.bars) stroke(context, at(frame / detail.fps), height);
    if (!axis) return;
    context.globalAlpha = 0.14;
    context.fillStyle = midivideo.lanes.colour("kick");
    for (const [time] of detail.hits.kick ?? []) stroke(context, at(time), height);
    context.globalAlpha = 1;
    context.fillStyle = INK.dim;
    const step = Math.max(1, 2 ** Math.ceil(Math.log2(92 / Math.max(bar, 0.1))));
    detail.bars.forEach((frame, place) => {
      if (place % step === 0) {
        const text = `${place + 1} · ${clock(frame / detail.fps, 1)}`;
        context.fillText(text, at(frame / detail.fps) + 4, AXIS / 2);
      }
    });
  }

  const stroke = (context, x, height) => context.fillRect(Math.round(x), 0, 1, height);

  // What the lanes say at a time, as one line of text.
  function reading(detail, time) {
    const frame = Math.min(detail.frames - 1, Math.max(0, Math.floor(time * detail.fps + 1e-6)));
    const bar = detail.bars.findLastIndex((first) => first <= frame);
    const beat = detail.beats.filter((one) => one >= detail.bars[bar] && one <= frame).length;
    const said = [clock(time, 2), `frame ${frame}`];
    if (bar >= 0) said.push(`bar ${bar + 1}.${Math.max(1, beat)}`);
    for (const instrument of midivideo.lanes.ordered(Object.keys(detail.hits))) {
      const now = detail.hits[instrument].filter(
        (hit) => Math.floor(hit[0] * detail.fps + 1e-6) === frame,
      );
      if (now.length) said.push(`${words(instrument)} ${Math.max(...now.map((hit) => hit[1]))}`);
    }
    if (detail.sync) said.push(`novelty ${number(detail.sync.novelty[frame], 2)}`);
    const strength = detail.curves.find((curve) => curve.name === "strength");
    if (strength) said.push(`strength ${number(strength.values[frame], 2)}`);
    return said.join("  ·  ");
  }

  // What a timeline shows, for those who do not see it.
  function described(detail) {
    const hits = midivideo.lanes
      .ordered(Object.keys(detail.hits))
      .map((name) => `${words(name)} ${detail.hits[name].length}`);
    const curves = detail.curves.map((curve) => midivideo.lanes.curveLabel(curve.name));
    const peaks = detail.sync ? `; novelty with ${detail.sync.peaks.length} peaks` : "";
    return `Timeline of ${clock(seconds(detail))}. Hits: ${hits.join(", ") || "none"}. ` +
      `Curves: ${curves.join(", ") || "none"}${peaks}.`;
  }

  // The small timeline of a card, drawn once its details are there.
  function strip(canvas, detail) {
    const lanes = midivideo.lanes.small(detail, canvas.clientHeight);
    paint(canvas, detail, lanes, { view: { from: 0, to: seconds(detail) } });
    canvas.setAttribute("aria-label", described(detail));
    canvas.title = ["hits", ...lanes.filter((lane) => lane.curve).map((lane) => midivideo.lanes.curveLabel(lane.curve.name)),
      detail.sync && "novelty"].filter(Boolean).join(", ") + ": a click goes there";
  }

  return { AXIS, paint, strip, reading, described, seconds, playhead: () => element("div", { class: "playhead" }) };
})();
