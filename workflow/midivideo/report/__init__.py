"""The page to look at: every clip with its sound, its hits, the curves they drive, its scores.

:func:`midivideo.report.build.build` makes a folder of a finished (or half-finished) run that
opens from disk, without a server::

    index.html, page/      the page itself, hand-written, copied from this package
    data/run.js            what holds for the run: instruments, counts, gate
    data/clips-000.js …    a row a clip, by which the page filters and sorts
    data/clips/{clip}.js   hits, curves, prompts and scores of one clip, fetched when it is shown
    data/left-out.js       what the catalog refused or dropped, and why
    media/{clip}.mp4 …     hard links to videos, pictures and MIDI (copies where links fail)
    sync.svg               lag and z of all clips, as a figure

A page on disk can't fetch, so data come as scripts, each a single call of ``midivideo.take``.
The same files give the same bytes; what did not change is not written again.
"""
