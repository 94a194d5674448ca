"""Decoding finished files again, as a player does."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

RATE = 48000


def pictures(path: Path) -> list[av.VideoFrame]:
    with av.open(str(path)) as container:
        return list(container.decode(video=0))


def sound(path: Path) -> np.ndarray:
    """Samples ``(channels, n)`` from the time 0 of the file on, without what an edit list cuts."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        blocks = [frame.to_ndarray() for frame in container.decode(stream)]
        samples = np.concatenate(blocks, axis=1)
        return samples[:, : round(stream.duration * stream.time_base * stream.rate)]


def first_rise(samples: np.ndarray, time: float) -> float:
    """Seconds from ``time`` to the first rise of the sound near it, negative when early.

    The rise is where the level first comes over a tenth of what the hit reaches, above what
    sounded 20 ms before.
    """
    level = np.abs(samples).max(axis=0)
    begin, at = max(0, round((time - 0.02) * RATE)), round(time * RATE)
    before = level[begin : max(begin, at - 480)].max(initial=0)
    hit = level[begin : at + RATE // 20]
    threshold = before + 0.1 * (hit.max() - before)
    return (begin + int(np.argmax(hit > threshold))) / RATE - time
