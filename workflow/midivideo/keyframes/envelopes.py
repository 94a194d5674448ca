"""The shapes that a hit draws: values per frame from the hit's own frame on.

All lengths are whole frames. A shape that falls starts at 1 on the hit's own frame; one that
rises has made its first step there: whatever a hit does can be seen on its frame. The module
``formulas`` writes the same shapes in Parseq's language.
"""

from __future__ import annotations

import numpy as np


def whole(length: float) -> int:
    """A length in whole frames, at least one."""
    return max(1, round(length))


def hold(length: int, most: int) -> np.ndarray:
    """1 for ``length`` frames, then 0: ``(length + 1,)``, or the first ``most`` of them."""
    return (np.arange(_count(length, most)) < length).astype(float)


def decay(length: int, curve: float, most: int) -> np.ndarray:
    """From 1 to 0 in ``length`` frames, as ``(1 - x) ** curve``: ``(length + 1,)``, or ``most``."""
    return (1 - np.arange(_count(length, most)) / length) ** curve


def ramp(length: int, curve: float, most: int) -> np.ndarray:
    """From the first step to 1 in ``length`` frames, as ``1 - (1 - x) ** curve``: ``(length,)``, or
    ``most``.

    With ``curve`` 1 the steps are equal: frame n holds ``(n + 1) / length``.
    """
    return 1 - decay(length, curve, most + 1)[1:]


def adsr(
    attack: int, decay: int, let_go: int, release: int, sustain: float, most: int
) -> np.ndarray:
    """A synthesiser's envelope: ``(let_go + release + 1,)``, or ``most``.

    The attack reaches 1 on its last frame; from there on the decay falls to ``sustain``, which
    holds until the frame ``let_go``, where the release starts.
    """
    peak = attack - 1
    end = let_go + release
    corners = [-1, peak, peak + decay, let_go, end]
    return np.interp(np.arange(_count(end, most)), corners, [0.0, 1.0, sustain, sustain, 0.0])


def _count(length: int, most: int) -> int:
    """Values of an envelope: its frames and the one after it, or as many as are wanted."""
    return min(length + 1, most)
