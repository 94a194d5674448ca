"use strict";

// The one video of the page: it plays in a card or on the stage, never two at once.
midivideo.player = (() => {
  const { element } = midivideo.text;
  const video = element("video", { playsinline: true, loop: true, preload: "auto" });
  const watchers = new Set();
  let shown = null;
  let sound = true;

  // Show a clip's video in an element; what already plays goes on where it is.
  function show(row, screen) {
    const playing = shown === row.clip && !video.paused;
    if (shown !== row.clip) {
      video.poster = row.files.includes("jpg") ? `media/${row.clip}.jpg` : "";
      video.src = `media/${row.clip}.mp4`;
      shown = row.clip;
    }
    if (video.parentElement !== screen) screen.append(video);
    video.setAttribute("aria-label", `Video of ${row.clip}`);
    if (playing) play();
    else tell();
  }

  // A browser that does not let a page start with sound leaves it paused.
  const play = () => video.play().catch(() => tell());
  const toggle = () => (video.paused ? play() : video.pause());

  function hide() {
    if (shown === null) return;
    video.pause();
    video.remove();
    video.removeAttribute("src");
    video.load();
    shown = null;
    tell();
  }

  function seek(seconds) {
    const end = video.duration || Infinity;
    video.currentTime = Math.min(Math.max(0, seconds), end - 0.001);
    tell();
  }

  function setSound(on) {
    sound = on;
    video.muted = !on;
    tell();
  }

  // Call `watcher` whenever time or state of the video change; returns how to stop that.
  function watch(watcher) {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  }

  const tell = () => watchers.forEach((watcher) => watcher(video));

  function tick() {
    tell();
    if (!video.paused) requestAnimationFrame(tick);
  }

  video.addEventListener("play", tick);
  for (const event of ["pause", "seeked", "loadedmetadata", "ratechange", "error"]) {
    video.addEventListener(event, tell);
  }

  return {
    video, show, hide, play, toggle, seek, setSound, watch,
    get shown() { return shown; },
    get sound() { return sound; },
  };
})();
