"use strict";

// Loads the rows, and brings the page to what its address says.
midivideo.main = (() => {
  const { store, query: queries, address, filters, gallery, stage, numbers, leftOut, player } = midivideo;
  const run = store.taken.get("run");
  let rows = [];
  let found = [];
  let drawn = null; // address of the gallery that stands now, without the open clip

  // Change the address without a new step in the browser's history.
  function replace(state) {
    history.replaceState(null, "", address.write(state));
    display();
  }

  function display() {
    const state = address.read();
    for (const view of ["clips", "numbers", "left-out"]) {
      document.getElementById(`view-${view}`).hidden = view !== state.view;
      const tab = document.querySelector(`[data-view="${view}"]`);
      if (view === state.view) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    if (state.view !== "clips" && player.shown && !state.clip) player.hide();
    if (state.view === "numbers") {
      numbers.show(rows, run, (part) => address.write({ view: "clips", clip: "", query: { ...queries.FIRST, ...part } }));
    } else if (state.view === "left-out") {
      leftOut.show(state.query.page, (page) => address.write({ ...state, query: { ...state.query, page } }));
    } else displayClips(state);
    displayStage(state);
  }

  function displayClips(state) {
    filters.display(state.query);
    const now = address.write({ ...state, clip: "" });
    if (now === drawn) return;
    const paged = drawn !== null && address.read(drawn).query.page !== state.query.page;
    drawn = now;
    found = queries.chosen(rows, state.query);
    gallery.show(found, rows.length, state.query, {
      page: (page) => address.write({ ...state, clip: "", query: { ...state.query, page } }),
      open: (clip) => address.write({ ...state, clip }),
    });
    if (paged) window.scrollTo(0, 0);
  }

  function displayStage(state) {
    const row = state.clip && rows.find((one) => one.clip === state.clip);
    if (!row) return leaveStage();
    if (stage.shown === row.clip) return;
    const among = found.includes(row) ? found : rows;
    const place = among.indexOf(row);
    const link = (neighbour) => neighbour && address.write({ ...state, clip: neighbour.clip });
    stage.open(row, { before: link(among[place - 1]), after: link(among[place + 1]) },
      () => replace({ ...state, clip: "" }));
  }

  function leaveStage() {
    const last = stage.shown;
    if (last === null) return;
    stage.close();
    const card = document.querySelector(`.card[data-clip="${CSS.escape(last)}"] .name`);
    card?.focus({ preventScroll: false });
  }

  function soundButton() {
    const button = document.getElementById("sound");
    button.addEventListener("click", () => player.setSound(!player.sound));
    player.watch(() => {
      button.setAttribute("aria-pressed", String(player.sound));
      button.textContent = player.sound ? "Sound on" : "Sound off";
    });
  }

  // The page alone is of no use: say so instead of standing there empty.
  function missing(error) {
    document.getElementById("totals").textContent =
      "The data of this page are not beside it. Copy or publish its whole folder.";
    throw error;
  }

  async function start() {
    if (!run) throw new Error("data/run.js is missing");
    const left = Object.values(run.left_out).reduce((sum, many) => sum + many, 0);
    document.getElementById("left-out-count").textContent = left ? midivideo.text.count(left) : "";
    const names = Array.from({ length: run.chunks }, (_, number) => `clips-${String(number).padStart(3, "0")}`);
    const chunks = await Promise.all(names.map((name) => store.load(name)));
    rows = chunks.flat().map((row, place) => queries.prepared(row, place));
    document.getElementById("totals").textContent = numbers.line(rows);
    filters.offer(rows);
    filters.openIfWide();
    filters.listen((query) => replace({ ...address.read(), view: "clips", clip: "", query }));
    soundButton();
    midivideo.keys.listen();
    document.querySelector("[data-skip]").addEventListener("click", (event) => {
      event.preventDefault();
      document.getElementById("gallery").focus();
    });
    window.addEventListener("hashchange", display);
    let later = 0;
    window.addEventListener("resize", () => {
      clearTimeout(later);
      later = setTimeout(() => { gallery.redraw(); stage.redraw(); }, 100);
    });
    display();
    document.documentElement.dataset.ready = "yes";
  }

  return { started: start().catch(missing), get found() { return found; } };
})();
