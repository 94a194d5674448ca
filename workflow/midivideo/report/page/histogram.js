"use strict";

// A histogram whose bars lead to the clips in them.
midivideo.histogram = (() => {
  const { element, count, number } = midivideo.text;
  const STEPS = [1, 2, 5];
  const BARS = 18;

  // A round width that gives about BARS bars.
  function step(span) {
    const rough = Math.max(span / BARS, 1e-3);
    const power = 10 ** Math.floor(Math.log10(rough));
    return (STEPS.find((one) => one * power >= rough) ?? 10) * power;
  }

  function bins(values) {
    const low = Math.min(...values);
    const high = Math.max(...values);
    const width = step(high - low || Math.abs(high) || 1);
    const first = Math.floor(low / width);
    const found = Array.from({ length: Math.floor(high / width) - first + 1 }, (_, place) =>
      ({ from: (first + place) * width, to: (first + place + 1) * width, count: 0 }));
    for (const value of values) found[Math.floor(value / width) - first].count += 1;
    return found;
  }

  // `link` gives the address of the clips from..to, or null; `mark` is a value to draw a line at.
  function figure(title, values, { link = null, mark = null, note = "" } = {}) {
    const known = values.filter((value) => value !== null && value !== undefined);
    const heading = element("h3", {}, title);
    if (!known.length) return element("figure", {}, heading, element("p", { class: "dim" }, "Not measured."));
    const found = bins(known);
    const most = Math.max(...found.map((bin) => bin.count));
    const digits = found[0].to - found[0].from < 1 ? 1 : 0;
    const bars = found.map((bin) => {
      const said = `${number(bin.from, digits)} to ${number(bin.to, digits)}: ${count(bin.count)}`;
      const bar = element("span", { class: "bar" });
      bar.style.height = `${(100 * bin.count) / most}%`;
      const properties = { class: "bin", title: said, "aria-label": said };
      return bin.count && link
        ? element("a", { ...properties, href: link(bin.from, bin.to) }, bar)
        : element("span", { ...properties, role: "img" }, bar);
    });
    const plot = element("div", { class: "plot" }, ...bars);
    const low = found[0].from;
    const high = found.at(-1).to;
    if (mark !== null && mark >= low && mark <= high) {
      const line = element("span", { class: "mark", title: `gate: ${mark}` });
      line.style.left = `${(100 * (mark - low)) / (high - low)}%`;
      plot.append(line);
    }
    return element("figure", {}, heading, plot,
      element("div", { class: "ends" }, element("span", {}, number(low, digits)),
        element("span", { class: "dim" }, note), element("span", {}, number(high, digits))));
  }

  return { figure };
})();
