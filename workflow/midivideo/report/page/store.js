"use strict";

// A page on disk can't fetch, so data come as scripts, each one call of midivideo.take.
const midivideo = {};

midivideo.store = (() => {
  const FOLDER = "data/";
  const KEPT = 300; // details of clips in memory; older ones are read again when needed
  const taken = new Map();
  const waiting = new Map();

  function take(name, value) {
    taken.set(name, value);
    const forget = [...taken.keys()].filter((key) => key.startsWith("clip/"));
    if (forget.length > KEPT) taken.delete(forget[0]);
  }

  // The value that the script of this name hands over; rejected where there is no such script.
  function load(name) {
    if (taken.has(name)) return Promise.resolve(taken.get(name));
    if (!waiting.has(name)) {
      const found = inserted(name).finally(() => waiting.delete(name));
      waiting.set(name, found);
    }
    return waiting.get(name);
  }

  function inserted(name) {
    const script = document.createElement("script");
    script.src = FOLDER + name.replace(/^clip\//, "clips/") + ".js";
    return new Promise((resolve, reject) => {
      script.onload = () => (taken.has(name) ? resolve(taken.get(name)) : reject(new Error(name)));
      script.onerror = () => reject(new Error(`${script.src} can't be read`));
      document.head.append(script);
    }).finally(() => script.remove());
  }

  return { take, load, taken };
})();

midivideo.take = midivideo.store.take;
