"use strict";

// The cards of one page of clips. Their details are fetched when they come into sight.
midivideo.gallery = (() => {
  const { element, plural, count, tempo, words, number, signed, duration, known } = midivideo.text;
  const { player, timeline, query: queries, store } = midivideo;
  const PAGE = 36;
  const list = document.getElementById("gallery");
  const nav = document.getElementById("pager");
  const status = document.getElementById("count");
  const parts = new WeakMap(); // what belongs to a card
  let cards = [];

  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        seen.unobserve(entry.target);
        detail(entry.target);
      }
    },
    { rootMargin: "300px" },
  );

  // Show a page of `found`; `address` gives the link of another page, `open` of a clip.
  function show(found, total, query, { page: pageLink, open }) {
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    const page = Math.min(query.page, pages);
    const rows = found.slice((page - 1) * PAGE, page * PAGE);
    if (player.shown && player.video.closest("#gallery")) player.hide();
    for (const card of cards) seen.unobserve(card);
    cards = rows.map((row) => made(row, query, open(row.clip)));
    list.replaceChildren(...cards);
    for (const card of cards) seen.observe(card);
    const place = rows.length && pages > 1 ? ` · ${count((page - 1) * PAGE + 1)}–${count((page - 1) * PAGE + rows.length)}` : "";
    status.textContent = found.length === total
      ? `${plural(total, "clip")}${place}`
      : `${count(found.length)} of ${plural(total, "clip")}${place}`;
    if (!found.length) {
      list.append(element("li", { class: "none" },
        total ? "No clip fits these filters." : "There are no clips; “Left out” may say why."));
    }
    midivideo.pager.fill(nav, { page, pages, address: pageLink });
  }

  function made(row, query, link) {
    const screen = element("div", { class: "screen" });
    const strip = element("canvas", { class: "strip", role: "img", "aria-label": "Timeline" });
    const head = timeline.playhead();
    head.hidden = true;
    const band = element("div", { class: "band" }, strip, head);
    const facts = [`${tempo(row.bpm)} bpm`, row.meter, duration(row.seconds ?? 0), row.theme && words(row.theme)];
    const card = element(
      "li", { class: "card", "data-clip": row.clip, "data-state": row.state },
      screen, band,
      element("div", { class: "words" },
        element("h2", {}, element("a", { href: link, class: "name" }, row.clip), badge(row)),
        element("p", { class: "facts" }, facts.filter(Boolean).join(" · ")),
        element("p", { class: "prompt", title: row.prompts?.join("\n") }, row.prompts?.[0] ?? ""),
        scored(row, query)),
    );
    fillScreen(screen, row, link, card);
    parts.set(card, { row, strip, head, band });
    band.addEventListener("click", (event) => seekIn(card, event));
    return card;
  }

  function fillScreen(screen, row, link, card) {
    if (row.state !== "ready") {
      const why = row.state === "failed" ? row.error || "failed to render" : "no video yet";
      screen.append(element("p", { class: "empty" }, why));
      return;
    }
    if (row.files.includes("jpg")) {
      screen.append(element("img", { src: `media/${row.clip}.jpg`, alt: "", loading: "lazy", decoding: "async" }));
    }
    screen.append(
      element("button", { type: "button", class: "play", "aria-label": `Play ${row.clip}`, onclick: () => toggle(card) }),
      element("a", { href: link, class: "open", "aria-label": `Open ${row.clip}`, title: "Open (Enter)", tabindex: "-1" }, midivideo.icon("open")),
    );
  }

  function badge(row) {
    if (!row.sync) return null;
    const title = row.sync.passed ? "passes the sync gate" : row.sync.reasons.join("\n");
    return element("span", { class: row.sync.passed ? "badge good" : "badge bad", title },
      row.sync.passed ? "in sync" : "out of sync");
  }

  function scored(row, query) {
    if (!row.sync) return element("p", { class: "scores" }, row.state === "ready" ? "sync not measured" : "");
    const { z, lag, f1 } = queries.scores(row, query.instrument);
    const who = query.instrument ? `${words(query.instrument)}: ` : "";
    return element("p", { class: "scores" },
      `${who}z ${number(z)} · lag ${signed(lag)}${known(lag) ? " ms" : ""} · F1 ${number(f1, 2)}`);
  }

  async function detail(card) {
    const { row, strip } = parts.get(card);
    try {
      const found = await store.load(`clip/${row.clip}`);
      if (card.isConnected) timeline.strip(strip, found);
    } catch {
      card.classList.add("bare"); // not planned yet
    }
  }

  function toggle(card) {
    const { row } = parts.get(card);
    if (row.state !== "ready") return;
    const screen = card.querySelector(".screen");
    if (player.shown === row.clip && screen.contains(player.video)) player.toggle();
    else {
      player.show(row, screen);
      player.play();
    }
  }

  function seekIn(card, event) {
    const { row, band } = parts.get(card);
    if (row.state !== "ready") return;
    const box = band.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    if (player.shown !== row.clip) toggle(card);
    const length = player.video.duration || row.frames && row.seconds;
    player.seek(share * length);
  }

  // The playhead of the card that plays, and the state of its button.
  player.watch((video) => {
    for (const card of cards) {
      const { row, head } = parts.get(card);
      const here = player.shown === row.clip && card.contains(video);
      if (head.hidden && !here) continue;
      head.hidden = !here;
      card.classList.toggle("playing", here && !video.paused);
      const button = card.querySelector(".play");
      button?.setAttribute("aria-label", `${here && !video.paused ? "Pause" : "Play"} ${row.clip}`);
      if (here) head.style.left = `${(100 * video.currentTime) / (video.duration || 1)}%`;
    }
  });

  // Card beside the one that has the focus: by columns across, by rows up and down.
  function step(key) {
    const now = cards.findIndex((card) => card.contains(document.activeElement));
    const columns = Math.max(1, getComputedStyle(list).gridTemplateColumns.split(" ").length);
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key];
    const next = cards[now < 0 ? 0 : now + by];
    if (!next) return false;
    next.querySelector(".name").focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  const focused = () => cards.find((card) => card.contains(document.activeElement)) ?? null;
  function redraw() {
    for (const card of cards) {
      const found = store.taken.get(`clip/${card.dataset.clip}`);
      if (found && parts.get(card).strip.width > 1) timeline.strip(parts.get(card).strip, found);
    }
  }

  return { PAGE, show, toggle, step, focused, redraw };
})();
