"use strict";

// Pages: at most so many things stand in the document at once, however many there are.
midivideo.pager = (() => {
  const { element, count } = midivideo.text;

  // Fill `nav` with links; `address` gives the one of a page.
  function fill(nav, { page, pages, address }) {
    nav.hidden = pages < 2;
    nav.replaceChildren();
    if (pages < 2) return;
    const link = (text, to, label, current) =>
      element("a", { href: address(to), "aria-label": label, "aria-current": current && "page" }, text);
    const near = [...new Set([1, page - 2, page - 1, page, page + 1, page + 2, pages])]
      .filter((number) => number >= 1 && number <= pages);
    if (page > 1) nav.append(link("‹", page - 1, "Previous page"));
    near.forEach((number, place) => {
      if (place && number - near[place - 1] > 1) nav.append(element("span", { "aria-hidden": "true" }, "…"));
      nav.append(link(count(number), number, `Page ${number} of ${pages}`, number === page));
    });
    if (page < pages) nav.append(link("›", page + 1, "Next page"));
  }

  return { fill };
})();
