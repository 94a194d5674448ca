"use strict";

// Small drawings for buttons; a font need not have them.
midivideo.icon = (() => {
  const SPACE = "http://www.w3.org/2000/svg";
  const PATHS = {
    play: "M5 3l9 6-9 6z", pause: "M4 3h3.5v12H4zM10.5 3H14v12h-3.5z",
    back: "M11.5 3.5L6 9l5.5 5.5", on: "M6.5 3.5L12 9l-5.5 5.5",
    minus: "M4 9h10", plus: "M4 9h10M9 4v10", close: "M4.5 4.5l9 9M13.5 4.5l-9 9",
    open: "M10.5 3H15v4.5M7.5 15H3v-4.5M15 3l-5 5M3 15l5-5",
    full: "M3 7V3h4M11 3h4v4M15 11v4h-4M7 15H3v-4",
  };
  const SOLID = new Set(["play", "pause"]);

  return function icon(name) {
    const svg = document.createElementNS(SPACE, "svg");
    const path = document.createElementNS(SPACE, "path");
    svg.setAttribute("viewBox", "0 0 18 18");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("class", SOLID.has(name) ? "icon solid" : "icon");
    path.setAttribute("d", PATHS[name]);
    svg.append(path);
    return svg;
  };
})();
