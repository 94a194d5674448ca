"""The shapes that a hit draws: values per frame from the hit's own frame on.

Straight pieces between whole frames, so that a few rows of a document say the same. A shape
that falls starts at 1 on the hit's own frame; one that rises has made its first step there:
whatever a hit does can be seen on its frame.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

#: Where a bent shape has its corners, in shares of its length: close together where it is steep.
_CORNERS = np.array([0.0, 1 / 8, 3 / 8, 1.0])
#: A bent shape that is no longer than this has a corner on every frame.
_SHORT = 5


def hold(length: float) -> np.ndarray:
    """1 for ``length`` frames (rounded, at least one), then 0: ``(frames + 1,)``."""
    return np.append(np.ones(max(1, round(length))), 0.0)


def decay(length: float, curve: float) -> np.ndarray:
    """From 1 to 0 in ``length`` frames, as ``(1 - x) ** curve`` with straight pieces."""
    return _pieces(length, lambda x: (1 - x) ** curve, curve)


def ramp(length: float, curve: float) -> np.ndarray:
    """From the first step to 1 in ``length`` frames, as ``1 - (1 - x) ** curve``: ``(frames,)``.

    With ``curve`` 1 the steps are equal: frame n holds ``(n + 1) / length``.
    """
    return _pieces(length, lambda x: 1 - (1 - x) ** curve, curve)[1:]


def adsr(attack: float, decay: float, sustain: float, release: float, held: float) -> np.ndarray:
    """A synthesiser's envelope; all lengths in frames, ``held`` from the hit to the note's end.

    The attack reaches 1 on its last frame; the release starts when both the note and attack
    and decay are over.
    """
    rise = max(1, round(attack))
    fall = rise - 1 + max(1, round(decay))
    let_go = max(fall, round(held))
    end = let_go + max(1, round(release))
    corners = [-1, rise - 1, fall, let_go, end]
    return np.interp(np.arange(end + 1), corners, [0.0, 1.0, sustain, sustain, 0.0])


def _pieces(length: float, shape: Callable[[np.ndarray], np.ndarray], curve: float) -> np.ndarray:
    """``shape`` at whole frames 0 to ``length``, straight between its corners."""
    last = max(1, round(length))
    frames = np.arange(last + 1)
    if curve == 1:
        corners = np.array([0, last])
    elif last <= _SHORT:
        corners = frames
    else:
        corners = np.unique([1, *np.round(_CORNERS * last)])  # its first step is the largest
    return np.interp(frames, corners, shape(corners / last))
