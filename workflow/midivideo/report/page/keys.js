"use strict";

// Everything can be done from the keyboard.
midivideo.keys = (() => {
  const { element } = midivideo.text;
  const { player, stage, gallery, filters } = midivideo;
  const help = document.getElementById("help");
  const KEYS = [
    ["/", "search"], ["← → ↑ ↓", "from clip to clip"], ["Space", "play or pause"],
    ["Enter", "open the clip"], ["Esc", "close"], ["N, P", "next, previous clip (open)"],
    ["← →", "a second back, on (open)"], [", .", "a frame back, on (open)"],
    ["+ −", "zoom the timeline (open)"], ["F", "full screen (open)"], ["M", "sound on or off"], ["?", "these keys"],
  ];

  function showHelp() {
    help.replaceChildren(
      element("h2", { id: "help-title" }, "Keys"),
      element("dl", {}, ...KEYS.flatMap(([key, text]) => [element("dt", {}, element("kbd", {}, key)), element("dd", {}, text)])),
      element("button", { type: "button", onclick: () => help.close() }, "Close"));
    help.showModal();
  }

  const OPEN = {
    ArrowLeft: () => player.seek(player.video.currentTime - 1),
    ArrowRight: () => player.seek(player.video.currentTime + 1),
    Home: () => player.seek(0),
    ",": () => stage.frame(-1),
    ".": () => stage.frame(1),
    "+": () => stage.zoom(2),
    "=": () => stage.zoom(2),
    "-": () => stage.zoom(0.5),
    f: () => stage.fullScreen(),
    n: () => neighbour("Next"),
    p: () => neighbour("Previous"),
    " ": () => player.toggle(),
  };

  function neighbour(which) {
    document.querySelector(`#stage a[aria-label^="${which} clip"][href^="#"]`)?.click();
  }

  // The key's action where the person is now; false when it has none here.
  function act(key) {
    if (key === "m") player.setSound(!player.sound);
    else if (key === "?") showHelp();
    else if (stage.shown !== null) return OPEN[key] ? (OPEN[key](), true) : false;
    else if (document.getElementById("view-clips").hidden) return false;
    else if (key === "/") filters.focus();
    else if (key.startsWith("Arrow")) return gallery.step(key);
    else if (key === " " && gallery.focused()) gallery.toggle(gallery.focused());
    else return false;
    return true;
  }

  function listen() {
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
      const target = event.target;
      if (target.closest?.("input, select, textarea")) {
        if (event.key === "Escape") target.blur();
        return;
      }
      // A button or a summary does on Space what it says.
      if (event.key === " " && target.closest?.("button, summary")) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      if (act(key)) event.preventDefault();
    });
    document.getElementById("keys").addEventListener("click", showHelp);
  }

  return { listen };
})();
