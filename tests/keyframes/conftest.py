"""Clips made by hand, and mappings made of text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from midivideo.keyframes.load import NamedMapping, load_mapping
from midivideo.keyframes.notes import Clip, clip_of
from midivideo.parseq import evaluate as parseq
from midivideo.parseq.document import load_document
from midivideo.prompts.listing import no_prompts

#: General MIDI drum notes of the names that the tests use.
PITCHES = {
    "kick": 36, "snare": 38, "closed_hat": 42, "pedal_hat": 44, "open_hat": 46, "tom": 45,
    "cymbal": 49,
}  # fmt: skip


def notes_document(
    hits: Sequence[tuple[float, str, int]],
    *,
    seconds: float = 16,
    fps: str = "24",
    bpm: float = 120,
    duration_s: float = 0.1,
) -> dict[str, Any]:
    """A ``notes.json`` with hits of ``(beat, instrument, velocity)``; melody is pitched."""
    rate = Fraction(fps)
    beat = Fraction(60) / Fraction(bpm)

    def note(at: float, name: str, velocity: int) -> dict[str, Any]:
        time = Fraction(at) * beat
        drum = name in PITCHES
        return {
            "time_s": float(time), "frame": floor(time * rate), "duration_s": duration_s,
            "end_frame": floor((time + Fraction(duration_s)) * rate),
            "pitch": PITCHES.get(name, 60), "velocity": velocity, "channel": 10 if drum else 1,
            "program": 0, "track": "", "drum": drum, "instruments": [name] if drum else [],
        }  # fmt: skip

    def grid(step: int) -> list[dict[str, Any]]:
        times = (beat * number for number in range(0, ceil(seconds / beat), step))
        return [{"time_s": float(time), "frame": floor(time * rate)} for time in times]

    return {
        "format": "midivideo-notes/1", "clip": "song", "midi": "song.mid", "sha256": "0" * 64,
        "fps": fps, "frames": ceil(Fraction(seconds) * rate), "start_s": 0.0,
        "duration_s": seconds, "tempo": [{"time_s": 0.0, "bpm": bpm}],
        "meter": [{"time_s": 0.0, "numerator": 4, "denominator": 4}], "key": None, "bpm": bpm,
        "beats": grid(1), "bars": grid(4), "notes": [note(*hit) for hit in hits], "warnings": [],
    }  # fmt: skip


@pytest.fixture
def clip() -> Callable[..., Clip]:
    """Makes a clip of hits ``(beat, instrument, velocity)``."""

    def make(hits: Sequence[tuple[float, str, int]] = (), **options: Any) -> Clip:
        return clip_of(notes_document(hits, **options), "notes.json")

    return make


@pytest.fixture
def mapping(tmp_path: Path) -> Callable[[str], NamedMapping]:
    """Makes a mapping of the text of a mapping file."""

    def make(text: str) -> NamedMapping:
        file = tmp_path / "own.yaml"
        file.write_text(text)
        return load_mapping(str(file))

    return make


def evaluate(document: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Every managed field's value at every frame, as Parseq would compute it."""
    score = parseq.evaluate(load_document(document))
    return {field: np.array(values) for field, values in score.values.items()}


def document_of_rows(rows: list[dict[str, Any]], field: str) -> dict[str, Any]:
    """The least document that Parseq would take."""
    return {
        "meta": {}, "options": {"bpm": 120, "output_fps": 24}, "prompts": no_prompts(2),
        "managedFields": [field], "keyframes": rows,
    }  # fmt: skip


def busy_pattern() -> list[tuple[float, str, int]]:
    """House with sixteenth hats, ghost notes, flams, fills and a blast of kicks."""
    hits: list[tuple[float, str, int]] = []
    for sixteenth in range(32 * 4):
        beat = sixteenth / 4
        hits.append((beat, "closed_hat", 40 + 23 * sixteenth % 80))
        if sixteenth % 4 == 0:
            hits.append((beat, "kick", 110))
        if sixteenth % 8 == 4:
            hits.append((beat, "snare", 96))
        if sixteenth % 8 == 7:
            hits += [(beat, "snare", 30), (beat + 0.05, "snare", 35), (beat, "pedal_hat", 60)]
        if sixteenth % 16 == 2:
            hits.append((beat, "open_hat", 88))
        if sixteenth % 32 > 27:
            hits += [(beat, "tom", 90), (beat, "kick", 127), (beat, "cymbal", 100)]
        if sixteenth % 3 == 0:
            hits.append((beat, "melody", 70))
    return hits
