"""The sound of a finished video: how much of an onset each moment is, and when they are."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from av.audio.resampler import AudioResampler
from av.error import FFmpegError
from scipy.signal import find_peaks

from midivideo.errors import UserError
from midivideo.media import opened, sound_in
from midivideo.sync.scores import REACH, local_maxima

#: Values a second of the onset curve, and the length of a spectrum in seconds.
RATE = 500
_SPECTRUM = 0.01

#: Shifts of a pattern against itself that are about as good as the best.
_AS_HIGH = 0.7

#: Amplitudes below this (80 dB under full scale) are silence, an encoder's noise included.
_SILENCE = 1e-4

#: Onsets: how far they rise over what lies beside them, in parts of the strongest ones, and how
#: close two can be, seconds.
_LEAST_PROMINENCE = 0.1
_LEAST_APART = 0.03


@dataclass(frozen=True)
class Sound:
    """``onsets`` ``(n,)``: spectral flux, :data:`RATE` values a second; ``times`` of them."""

    onsets: np.ndarray
    times: np.ndarray

    def peaks(self) -> np.ndarray:
        """Times of the onsets in seconds, ascending."""
        strong = np.percentile(self.onsets, 99) if len(self.onsets) else 0.0
        if strong <= 0:
            return np.empty(0)
        peaks, _ = find_peaks(
            self.onsets, prominence=_LEAST_PROMINENCE * strong, distance=_LEAST_APART * RATE
        )
        return self.times[peaks]

    def lag(self, hits: np.ndarray) -> float | None:
        """Seconds by which the sound is late (negative: early) against ``hits``, on average.

        That is where the mean of the onset curve around all hits has a peak. In a steady pattern
        a shift by a note has one, too, so of those about as high the nearest is taken. None
        without hits, and in silence.
        """
        if not len(hits):
            return None
        offsets = np.arange(-REACH, REACH, 1 / RATE)
        around = np.interp(hits[:, None] + offsets, self.times, self.onsets, left=0, right=0)
        tops = local_maxima(offsets, around.mean(axis=0))
        highest = max((height for _, height in tops), default=0.0)
        places = [place for place, height in tops if height >= _AS_HIGH * highest]
        return min(places, key=abs, default=None)


def listen(path: str | os.PathLike[str]) -> Sound | None:
    """The onset curve of a file's sound; None when it has none.

    Spectral flux: the growth of the magnitudes (as square roots, so that quiet sounds count,
    too) from one short spectrum to the next, summed over all frequencies.

    Raises:
        UserError: when the file can't be read.
    """
    try:
        with opened(Path(path)) as container:
            stream = sound_in(container, Path(path))
            if stream is None:
                return None
            rate = stream.rate
            onsets = np.concatenate([*_flux(_seconds(container, rate), rate)])
    except FFmpegError as error:
        raise UserError(f"this sound can't be read ({error.strerror})", file=path) from None
    # A value tells of the growth between its spectrum and the one before.
    return Sound(onsets, (np.arange(len(onsets)) - 0.5) / RATE)


def _seconds(container: Any, rate: int) -> Iterator[np.ndarray]:
    """The sound in mono, ``(samples,)`` float32, in blocks of about a second."""
    mono = AudioResampler(format="fltp", layout="mono", rate=rate)
    block: list[np.ndarray] = []
    for frame in container.decode(audio=0):
        block += [part.to_ndarray()[0] for part in mono.resample(frame)]
        if sum(map(len, block)) >= rate:
            yield np.concatenate(block)
            block = []
    yield from block


def _flux(blocks: Iterable[np.ndarray], rate: int) -> Iterator[np.ndarray]:
    """The onset curve, block by block; the spectrum of value ``n`` is centred at ``n / RATE``."""
    half = round(_SPECTRUM * rate / 2)
    window = np.hanning(2 * half)
    silence = np.float64(_SILENCE * half / 2)
    last = np.full((1, half + 1), np.sqrt(silence))
    waiting, first, done = np.zeros(half), -half, 0  # first: number of the first waiting sample
    for block in chain(blocks, [np.zeros(half)]):
        waiting = np.concatenate([waiting, block])
        middles = np.round(np.arange(done, (first + len(waiting)) * RATE // rate + 1) * rate / RATE)
        middles = middles[middles + half <= first + len(waiting)].astype(int)
        if not len(middles):
            continue
        samples = waiting[(middles - half - first)[:, None] + np.arange(2 * half)]
        loudness = np.sqrt(np.maximum(np.abs(np.fft.rfft(samples * window)), silence))
        yield np.maximum(np.diff(loudness, axis=0, prepend=last), 0).sum(axis=1)
        last, done = loudness[-1:], done + len(middles)
        kept = middles[-1] - half - first
        waiting, first = waiting[kept:], first + kept
