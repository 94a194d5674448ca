"""The notes of a clip as the keyframes need them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from midivideo.errors import UserError
from midivideo.files import read_json
from midivideo.midi.instruments import Instruments
from midivideo.midi.song import Note
from midivideo.settings.fields import exact
from midivideo.settings.model import Instrument

FORMAT = "midivideo-notes/1"


@dataclass(frozen=True)
class Hit:
    """A note's onset: its frame, velocity (1 to 127), length in seconds and pitch (0 to 127)."""

    frame: int
    velocity: int
    duration_s: float
    pitch: int


@dataclass(frozen=True)
class Clip:
    """A window of music, from a ``notes.json``.

    ``beats`` are in seconds from the first frame; ``notes`` are as the file has them.
    """

    name: str
    midi_sha256: str
    start_s: float
    fps: Fraction
    frames: int
    bpm: float
    beats: tuple[float, ...]
    beat_frames: tuple[int, ...]
    bar_frames: tuple[int, ...]
    notes: tuple[Mapping[str, Any], ...]


def read_clip(path: str | os.PathLike[str]) -> Clip:
    """The clip of a ``notes.json``.

    Raises:
        UserError: when the file is not one that ``midivideo parse`` wrote.
    """
    return clip_of(read_json(path), path)


def clip_of(notes: Any, origin: str | os.PathLike[str]) -> Clip:
    """The clip of what a ``notes.json`` holds; ``origin`` is named in errors."""
    if not isinstance(notes, dict) or notes.get("format") != FORMAT:
        raise UserError(f"this is not a notes file of the format {FORMAT}", file=origin)
    return Clip(
        name=notes["clip"],
        midi_sha256=notes["sha256"],
        start_s=notes["start_s"],
        fps=exact(notes["fps"]),
        frames=notes["frames"],
        bpm=float(notes["bpm"]),
        beats=tuple(beat["time_s"] for beat in notes["beats"]),
        beat_frames=tuple(beat["frame"] for beat in notes["beats"]),
        bar_frames=tuple(bar["frame"] for bar in notes["bars"]),
        notes=tuple(notes["notes"]),
    )


def hits_of(notes: Iterable[Mapping[str, Any]], instruments: Iterable[str]) -> list[Hit]:
    """The onsets of all notes of these instruments, in the order of time, loudest first."""
    wanted = set(instruments)
    hits = [
        Hit(note["frame"], note["velocity"], note["duration_s"], note["pitch"])
        for note in notes
        if wanted.intersection(note["instruments"])
    ]
    return sorted(hits, key=lambda hit: (hit.frame, -hit.velocity, -hit.duration_s, hit.pitch))


def with_instruments(
    notes: Sequence[Mapping[str, Any]], own: Mapping[str, Instrument]
) -> list[dict[str, Any]]:
    """The notes with instruments of a mapping beside, or in place of, those of the config."""
    tracks = sorted({note["track"] for note in notes})
    instruments = Instruments(own, tracks)

    def names(note: Mapping[str, Any]) -> list[str]:
        of_config = [name for name in note["instruments"] if name not in own]
        return [*of_config, *instruments.of(_midi_note(note, tracks.index(note["track"])))]

    return [{**note, "instruments": names(note)} for note in notes]


def _midi_note(note: Mapping[str, Any], track: int) -> Note:
    """What tells a note's instrument, without its times."""
    return Note(
        onset=0,
        channel=note["channel"],
        pitch=note["pitch"],
        end=0,
        velocity=note["velocity"],
        program=note["program"],
        track=track,
        drum=note["drum"],
    )
