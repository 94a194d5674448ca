"""What a video should show: the hits of each instrument and the beats of its MIDI window."""

from __future__ import annotations

import os
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from midivideo.errors import UserError
from midivideo.midi.smf import Refused
from midivideo.midi.song import Silent, read_song
from midivideo.midi.window import Window, notes_document
from midivideo.settings import Settings
from midivideo.sync.novelty import FIRST_FRAME

#: Stands for the hits of all named instruments together.
ALL = "all"


@dataclass(frozen=True)
class Hits:
    """Seconds from the first frame, ascending.

    Attributes:
        instruments: onsets by instrument, :data:`ALL` first, then those of the settings that
            have any; one a frame, none before :data:`FIRST_FRAME`.
        beats: the beats of the window.
    """

    instruments: dict[str, np.ndarray]
    beats: np.ndarray


def read_hits(
    midi: str | os.PathLike[str],
    settings: Settings,
    fps: Fraction,
    frames: int,
    start: Fraction = Fraction(0),
) -> Hits:
    """The hits of a window of ``frames`` frames that begins ``start`` seconds into a MIDI file.

    Raises:
        UserError: when the MIDI file can't be read.
    """
    # A window's MIDI file has its drums on channel 10, wherever the song had them.
    drums = "none" if settings.clip.drums == "none" else "auto"
    try:
        song = read_song(midi, settings.clip.model_copy(update={"drums": drums}))
    except Silent:
        return Hits({ALL: np.empty(0)}, np.empty(0))
    except Refused as refused:
        raise UserError(refused.reason, file=midi) from None
    document = notes_document(song, settings, Window(start, frames, fps), "")
    names = [ALL, *settings.instruments]
    onsets: dict[str, dict[int, float]] = {name: {} for name in names}
    for note in document["notes"]:
        if note["frame"] < FIRST_FRAME or not note["instruments"]:
            continue
        for name in (ALL, *note["instruments"]):
            onsets[name].setdefault(note["frame"], note["time_s"])
    return Hits(
        {name: np.array(list(own.values())) for name, own in onsets.items() if own or name == ALL},
        np.array([beat["time_s"] for beat in document["beats"]]),
    )
