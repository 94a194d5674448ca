"""From a MIDI file to the notes document of one of its windows."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from typing import Any

from midivideo.errors import UserError
from midivideo.midi.choice import choose
from midivideo.midi.cut import write_window
from midivideo.midi.smf import Refused
from midivideo.midi.song import Song, read_song
from midivideo.midi.window import Window, frames_of, notes_document
from midivideo.settings.fields import exact
from midivideo.settings.model import Settings


def parse(
    path: str | os.PathLike[str],
    settings: Settings | None = None,
    start: Fraction | int | float | str | None = None,
    frames: int | None = None,
    clip: str | None = None,
    midi_out: str | os.PathLike[str] | None = None,
) -> dict[str, Any]:
    """The notes document of a window, as it goes into ``results/notes/{clip}.json``.

    ``start`` is in seconds, exact as a decimal text or a Fraction; without it ``clip.select``
    chooses the window (of several the first). ``frames`` is the window's length; without it
    ``clip.seconds`` is. ``clip`` is the clip's id, else the file's stem. ``midi_out`` takes the
    window as a MIDI file.

    Raises:
        UserError: when no clip can be made of the file, naming it and the reason.
    """
    settings = settings or Settings()
    try:
        song = read_song(path, settings.clip)
        window = _window(song, settings, start, frames)
        document = notes_document(song, settings, window, clip or Path(path).stem)
    except Refused as refused:
        raise UserError(refused.reason, file=path) from None
    if midi_out is not None:
        write_window(song, window, midi_out)
    return document


def _window(
    song: Song, settings: Settings, start: Fraction | int | float | str | None, frames: int | None
) -> Window:
    fps = exact(settings.clip.fps)
    if start is None and frames is None:
        return choose(song, settings)[0].window
    begin = choose(song, settings)[0].window.start if start is None else Fraction(str(start))
    return Window(begin, frames or frames_of(settings, song, begin), fps)
