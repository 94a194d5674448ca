"use strict";

// One clip, large: its video, the whole timeline, and all that is known of it.
midivideo.stage = (() => {
  const { element, clock } = midivideo.text;
  const { icon } = midivideo;
  const { player, timeline, lanes, facts, store } = midivideo;
  const dialog = document.getElementById("stage");
  const NARROW = 640; // CSS pixels below which labels stand above their lanes
  const GUTTER = 132;
  let shown = null; // {row, detail, lanes, view, parts}
  let leave = () => {};

  // Open a clip; `links` has the addresses of its neighbours and `close` for leaving.
  async function open(row, links, close) {
    leave = close;
    const parts = skeleton(row, links);
    shown = { row, detail: null, lanes: [], view: { from: 0, to: row.seconds || 1 }, parts };
    dialog.replaceChildren(...parts.all);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    if (row.state === "ready") player.show(row, parts.screen);
    else parts.screen.append(element("p", { class: "empty" }, row.error || "There is no video yet."));
    const detail = await store.load(`clip/${row.clip}`).catch(() => null);
    if (shown?.parts === parts) fill(detail);
  }

  function skeleton(row, links) {
    const neighbour = (address, label, text) =>
      element("a", { class: "quiet", href: address, "aria-label": label, title: label,
        "aria-disabled": address ? null : "true" }, text);
    const button = (label, text, action, extra = {}) =>
      element("button", { type: "button", title: label, "aria-label": label, onclick: action, ...extra }, text);
    const parts = {
      screen: element("div", { class: "screen" }),
      time: element("output", { class: "clock" }, "0:00.0", element("span", {}, ` / ${clock(row.seconds ?? 0, 1)}`)),
      canvas: element("canvas", { role: "img", "aria-label": "Timeline" }),
      head: timeline.playhead(),
      cross: element("div", { class: "cross", hidden: true }),
      reading: element("p", { class: "reading", "aria-live": "off" }),
      facts: element("div", { class: "columns" }),
      legend: element("p", { class: "dim legend" }, "Peaks of novelty: ", element("i"), " within 50 ms of a hit, ",
        element("i", { class: "off" }), " elsewhere. Faint orange lines are kicks."),
      play: button("Play or pause (Space)", icon("play"), () => player.toggle(), { class: "primary" }),
      rate: element("select", { "aria-label": "Speed", title: "Speed",
        onchange: (event) => { player.video.playbackRate = Number(event.target.value); } },
        ...[0.25, 0.5, 1, 2].map((rate) => element("option", { value: rate, selected: rate === player.video.playbackRate }, `${rate}×`))),
    };
    parts.axis = element("div", { class: "axis", role: "slider", tabindex: "0", "aria-label": "Place in the clip",
      "aria-valuemin": "0", "aria-valuemax": String(row.seconds ?? 0), "aria-valuenow": "0" },
      parts.canvas, parts.head, parts.cross);
    if (row.size) parts.screen.style.aspectRatio = row.size.join(" / ");
    listen(parts);
    const controls = element("div", { class: "controls" },
      parts.play,
      button("Frame back ( , )", icon("back"), () => frame(-1)), button("Frame on ( . )", icon("on"), () => frame(1)),
      parts.time, parts.rate,
      element("span", { class: "space" }), button("Full screen (F)", icon("full"), fullScreen));
    const zooms = [button("Zoom out (−)", icon("minus"), () => zoom(0.5)), button("Zoom in (+)", icon("plus"), () => zoom(2))];
    parts.all = [
      element("header", { class: "stage-top" },
        element("h2", { id: "stage-title", tabindex: "-1", autofocus: true }, row.clip), badge(row),
        element("span", { class: "space" }),
        neighbour(links.before, "Previous clip (P)", icon("back")),
        neighbour(links.after, "Next clip (N)", icon("on")),
        button("Close (Esc)", icon("close"), () => leave(), { class: "quiet" })),
      element("div", { class: "stage-body" },
        element("div", { class: "watch" }, parts.screen, controls),
        element("div", { class: "line" }, element("div", { class: "above" }, parts.reading, ...zooms), parts.axis, parts.legend), parts.facts),
    ];
    return parts;
  }

  function badge(row) {
    if (!row.sync) return null;
    return element("span", { class: row.sync.passed ? "badge good" : "badge bad" },
      row.sync.passed ? "in sync" : "out of sync");
  }

  function fill(detail) {
    const { row, parts } = shown;
    shown.detail = detail;
    const block = (title, ...children) => element("section", {}, element("h3", {}, title), ...children);
    if (detail) {
      shown.lanes = lanes.full(detail);
      parts.legend.hidden = !detail.sync;
      shown.view = { from: 0, to: timeline.seconds(detail) };
      parts.canvas.setAttribute("aria-label", timeline.described(detail));
      parts.facts.append(block("Prompts", facts.prompts(detail, player.seek)), block("Sync", facts.scores(detail.sync)));
    } else {
      parts.axis.hidden = parts.legend.hidden = true;
      parts.reading.textContent = "This clip is not planned yet: its hits and curves are not known.";
    }
    parts.facts.append(block("About", facts.about(row, detail), facts.files(row)));
    redraw();
    follow(player.video);
  }

  const gutter = () => (shown.parts.axis.clientWidth < NARROW ? 0 : GUTTER);

  function redraw() {
    if (!shown?.detail || !dialog.open) return;
    const room = gutter();
    timeline.paint(shown.parts.canvas, shown.detail, shown.lanes,
      { view: shown.view, gutter: room, axis: true, stacked: room === 0 });
    follow(player.video);
  }

  function listen(parts) {
    let dragging = false;
    const timeAt = (event) => {
      const box = parts.axis.getBoundingClientRect();
      const room = gutter();
      const share = (event.clientX - box.left - room) / (box.width - room);
      return shown.view.from + Math.min(1, Math.max(0, share)) * (shown.view.to - shown.view.from);
    };
    parts.axis.addEventListener("pointerdown", (event) => {
      if (!shown.detail) return;
      dragging = true;
      parts.axis.setPointerCapture(event.pointerId);
      player.seek(timeAt(event));
    });
    parts.axis.addEventListener("pointermove", (event) => {
      if (!shown.detail) return;
      if (dragging) player.seek(timeAt(event));
      parts.cross.hidden = event.pointerType !== "mouse";
      place(parts.cross, timeAt(event));
      parts.reading.textContent = timeline.reading(shown.detail, timeAt(event));
    });
    for (const end of ["pointerup", "pointercancel"]) {
      parts.axis.addEventListener(end, () => { dragging = false; });
    }
    parts.axis.addEventListener("pointerleave", () => {
      parts.cross.hidden = true;
      follow(player.video);
    });
  }

  function place(line, time) {
    const room = gutter();
    const share = (time - shown.view.from) / (shown.view.to - shown.view.from);
    line.style.left = `${room + share * (shown.parts.axis.clientWidth - room)}px`;
    line.style.visibility = share < 0 || share > 1 ? "hidden" : "visible";
  }

  // Bring playhead, clock and the words under them to where the video is.
  function follow(video) {
    if (!shown || !dialog.open) return;
    const { parts, detail, row } = shown;
    const time = player.shown === row.clip ? video.currentTime : 0;
    parts.time.firstChild.data = clock(time, 1);
    const face = video.paused ? "play" : "pause";
    if (parts.play.dataset.face !== face) parts.play.replaceChildren(icon(face));
    parts.play.dataset.face = face;
    if (!detail) return;
    turnPage(time);
    place(parts.head, time);
    if (parts.cross.hidden) parts.reading.textContent = timeline.reading(detail, time);
    parts.axis.setAttribute("aria-valuenow", time.toFixed(2));
    parts.axis.setAttribute("aria-valuetext", timeline.reading(detail, time));
    const frameNow = Math.floor(time * detail.fps + 1e-6);
    for (const item of parts.facts.querySelectorAll("[data-from]")) {
      const now = frameNow >= Number(item.dataset.from) && frameNow <= Number(item.dataset.to);
      item.classList.toggle("now", now);
    }
  }

  // When zoomed in, the timeline turns its page as the playhead leaves it.
  function turnPage(time) {
    const { view, detail } = shown;
    const span = view.to - view.from;
    const length = timeline.seconds(detail);
    if (span >= length - 1e-6 || (time >= view.from && time <= view.to)) return;
    view.from = Math.min(Math.max(0, time - span * 0.05), length - span);
    view.to = view.from + span;
    redraw();
  }

  function zoom(factor) {
    if (!shown?.detail) return;
    const length = timeline.seconds(shown.detail);
    const span = Math.min(length, Math.max(0.5, (shown.view.to - shown.view.from) / factor));
    const time = player.video.currentTime || 0;
    const from = Math.min(Math.max(0, time - span / 2), length - span);
    shown.view = { from, to: from + span };
    redraw();
  }

  function frame(by) {
    if (!shown?.detail) return;
    player.video.pause();
    const now = Math.floor(player.video.currentTime * shown.detail.fps + 1e-6);
    player.seek((now + by + 0.5) / shown.detail.fps);
  }

  function fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else shown?.parts.screen.requestFullscreen?.().catch(() => {});
  }

  function close() {
    if (!shown) return;
    shown = null;
    player.video.playbackRate = 1;
    player.hide();
    dialog.close();
    dialog.replaceChildren();
  }

  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  player.watch(follow);

  return { open, close, redraw, zoom, frame, fullScreen, get shown() { return shown?.row.clip ?? null; } };
})();
