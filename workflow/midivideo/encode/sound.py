"""Sound as the stages of encoding pass it on: stereo blocks at 48 kHz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

import numpy as np

#: Samples per second of everything that is synthesised, cut or encoded.
RATE = 48000

#: Blocks of ``(2, n)`` float32 in -1..1, n at most ``BLOCK``.
Blocks = Iterator[np.ndarray]

#: Samples a block, one second: small beside everything else in memory.
BLOCK = RATE


def samples_at(seconds: Fraction) -> int:
    """The number of samples nearest to an exact length or position in seconds."""
    return (2 * RATE * seconds.numerator + seconds.denominator) // (2 * seconds.denominator)


def exactly(blocks: Iterable[np.ndarray], samples: int) -> Blocks:
    """Cut ``blocks`` after ``samples`` samples, or go on with silence until then."""
    left = samples
    for block in blocks:
        if left == 0:
            return
        block = block[:, :left]
        left -= block.shape[1]
        yield block
    while left:
        block = np.zeros((2, min(left, BLOCK)), np.float32)
        left -= block.shape[1]
        yield block
