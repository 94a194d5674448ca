"use strict";

// Numbers as people read them, and elements whose text is always text, never markup.
midivideo.text = (() => {
  const whole = new Intl.NumberFormat("en");
  const MINUS = "\u2212";

  function element(tag, properties = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (value === undefined || value === null || value === false) continue;
      if (name === "class") made.className = value;
      else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return made;
  }

  const known = (value) => value !== null && value !== undefined;
  const count = (value) => whole.format(value);
  const plural = (value, noun) => `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
  const number = (value, digits = 1) =>
    known(value) ? (Number(value.toFixed(digits)) || 0).toFixed(digits).replace("-", MINUS) : "–";
  const signed = (value, digits = 0) =>
    known(value) ? (Number(value.toFixed(digits)) > 0 ? "+" : "") + number(value, digits) : "–";
  const tempo = (bpm) => (known(bpm) ? String(Math.round(bpm * 10) / 10) : "–");
  // Names of themes, instruments and fields as words.
  const words = (name) => name.replaceAll("_", " ");

  function clock(seconds, digits = 0) {
    const unit = 10 ** digits;
    const rounded = Math.floor(Math.max(0, seconds) * unit + 1e-6) / unit;
    const minutes = Math.floor(rounded / 60);
    const rest = (rounded - minutes * 60).toFixed(digits);
    return `${minutes}:${rest.padStart(digits ? digits + 3 : 2, "0")}`;
  }

  // A long time: "16 s", "3 min 20 s", "11.4 h".
  function duration(seconds) {
    if (seconds < 60) return `${Math.round(seconds)} s`;
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
    return `${(seconds / 3600).toFixed(1)} h`;
  }

  function median(values) {
    const sorted = values.filter(known).sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    if (!sorted.length) return null;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  return { element, known, count, plural, number, signed, tempo, words, clock, duration, median };
})();
