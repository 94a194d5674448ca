"""The normalised drum pattern of a clip, by which near duplicates are known."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from midivideo.files import sha256_of

#: Steps a beat: sixteenths and triplets fall on one.
_GRID = 12
#: General MIDI drum notes that are the same voice; the others stand for themselves. Not the
#: setting `instruments`: renaming a drum must not move clips to another split.
_VOICES = {
    **dict.fromkeys((35, 36), 36),
    **dict.fromkeys((37, 38, 39, 40), 38),
    **dict.fromkeys((41, 43, 45, 47, 48, 50), 45),
    **dict.fromkeys((49, 51, 52, 53, 55, 57, 59), 49),
}


def pattern_of(document: Mapping[str, Any]) -> str:
    """64 hex digits that are equal for clips whose bars hold the same drum hits.

    Tempo, velocities, small deviations from the grid (a twelfth of a beat), the place in the
    song and the number and order of repetitions don't count: a pattern is the set of different
    whole bars, and a bar is the set of its hits. Without drums the other notes count by pitch.
    A clip without any note is like no other.

    Args:
        document: the clip's notes document.
    """
    notes = [note for note in document["notes"] if note["drum"]]
    hits = [(note["time_s"], _VOICES.get(note["pitch"], note["pitch"])) for note in notes]
    kind = "drums"
    if not hits:
        hits = [(note["time_s"], note["pitch"]) for note in document["notes"]]
        kind = "notes"
    if not hits:
        return sha256_of(["silence", document["sha256"], document["start_s"]])
    return sha256_of([kind, sorted(_bars(document, hits))])


def _bars(document: Mapping[str, Any], hits: Sequence[tuple[float, int]]) -> list[list[list[int]]]:
    """The different bars, each as its hits ``[step, voice]``; whole ones, where there are any."""
    steps = _steps(document, [time for time, _ in hits])
    lines = [int(step) for step in _steps(document, [bar["time_s"] for bar in document["bars"]])]
    end = int(_steps(document, [document["duration_s"]])[0])
    bars: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for step, (_, voice) in zip(steps, hits, strict=True):
        number = bisect_right(lines, int(step)) - 1
        bars[number].add((int(step) - (lines[number] if number >= 0 else 0), voice))
    whole = [number for number in bars if _is_whole(number, lines, end)]
    different = {tuple(sorted(bars[number])) for number in whole or bars}
    return sorted([list(hit) for hit in bar] for bar in different)


def _is_whole(number: int, lines: Sequence[int], end: int) -> bool:
    """Whether the window holds all of a bar; the last is taken to be as long as the one before."""
    if number < 0:
        return False
    if number + 1 < len(lines):
        return True
    return len(lines) > 1 and end >= lines[-1] + lines[-1] - lines[-2]


def _steps(document: Mapping[str, Any], times: Sequence[float]) -> np.ndarray:
    """Times in seconds as steps of the grid, counted from the first beat: integers ``(n,)``."""
    beats = np.array([beat["time_s"] for beat in document["beats"]])
    if len(beats) < 2:
        first = beats[0] if len(beats) else 0.0
        beats = np.array([first, first + 60 / document["bpm"]])
    at = np.asarray(times)
    # Beyond the first and last beat the tempo goes on as it was.
    left = np.clip(np.searchsorted(beats, at, side="right") - 1, 0, len(beats) - 2)
    position = left + (at - beats[left]) / (beats[left + 1] - beats[left])
    return np.floor(position * _GRID + 0.5).astype(np.int64)
