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


def hold(length: int) -> np.ndarray:
    """1 for ``length`` frames, then 0: ``(length + 1,)``."""
    return np.append(np.ones(length), 0.0)


def decay(length: int, curve: float) -> np.ndarray:
    """From 1 to 0 in ``length`` frames, as ``(1 - x) ** curve``: ``(length + 1,)``."""
    return (1 - np.arange(length + 1) / length) ** curve


def ramp(length: int, curve: float) -> np.ndarray:
    """From the first step to 1 in ``length`` frames, as ``1 - (1 - x) ** curve``: ``(length,)``.

    With ``curve`` 1 the steps are equal: frame n holds ``(n + 1) / length``.
    """
    return 1 - decay(length, curve)[1:]


def adsr(attack: int, decay: int, let_go: int, release: int, sustain: float) -> np.ndarray:
    """A synthesiser's envelope: ``(let_go + release + 1,)``.

    The attack reaches 1 on its last frame; from there on the decay falls to ``sustain``, which
    holds until the frame ``let_go``, where the release starts.
    """
    peak = attack - 1
    end = let_go + release
    corners = [-1, peak, peak + decay, let_go, end]
    return np.interp(np.arange(end + 1), corners, [0.0, 1.0, sustain, sustain, 0.0])
