"""Keeps the picture from breaking too often, for viewers with photosensitive epilepsy.

WCAG 2.3.1 allows three flashes in any second. A frame whose strength lies far below its base
repaints most of the picture: a large break, and the nearest that we have to half a flash.
"""

from __future__ import annotations

import math

import numpy as np

from midivideo.keyframes.mapping import Flashes


def limited(strength: np.ndarray, base: float, flashes: Flashes, fps: float) -> np.ndarray:
    """The strength curve with at most ``flashes.per_second`` large breaks in any second.

    Onsets of breaks stay before their tails, the deepest first, of equal ones the earlier; each
    frame that is one too many is raised to ``flashes.depth`` below the base, where it can still
    be seen. Shape ``(frames,)``.
    """
    floor = base - flashes.depth
    large = np.flatnonzero(strength < floor)
    second = math.ceil(fps)
    kept = np.zeros(len(strength), dtype=bool)
    tail = np.diff(strength, prepend=base)[large] >= 0
    for frame in large[np.lexsort((large, strength[large], tail))]:
        kept[frame] = True
        if _most_in_a_window(kept, frame, second) > flashes.per_second:
            kept[frame] = False
    return np.where(kept, strength, np.maximum(strength, floor))


def _most_in_a_window(kept: np.ndarray, frame: int, length: int) -> int:
    """The most kept frames in any ``length`` consecutive ones that include ``frame``."""
    around = kept[max(0, frame - length + 1) : frame + length].astype(int)
    sums = np.convolve(around, np.ones(min(length, len(around)), dtype=int), mode="valid")
    return int(sums.max())
