"""The window of a clip, cut from the user's own recording."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from av.audio.resampler import AudioResampler
from av.error import FFmpegError

from midivideo.encode.sound import RATE, Blocks, exactly
from midivideo.errors import UserError
from midivideo.media import opened, sound_in


def cut(path: Path, start: int, samples: int) -> Blocks:
    """Decode ``samples`` samples of an audio file from sample ``start`` on, at 48 kHz.

    Mono becomes the same on both sides, more channels are mixed down; the level stays as it
    is. What lies before the file's beginning (a negative ``start``) or after its end is silent.
    Decoding begins at the file's beginning, since seeking is not sample-exact in every format.

    Raises:
        UserError: when the file can't be read or has no sound in it.
    """
    return exactly(_from(_decoded(path), start), samples)


def _from(blocks: Blocks, start: int) -> Blocks:
    """Leave out the first ``start`` samples, or put silence before when negative."""
    if start < 0:
        yield from exactly((), -start)
        start = 0
    for block in blocks:
        if start < block.shape[1]:
            yield block[:, start:]
        start = max(0, start - block.shape[1])


def _decoded(path: Path) -> Blocks:
    try:
        with opened(path) as container:
            stream = sound_in(container, path)
            if stream is None:
                raise UserError("there is no sound in this file", file=path)
            layout = "mono" if stream.channels == 1 else "stereo"
            resampler = AudioResampler(format="fltp", layout=layout, rate=RATE)
            for frame in container.decode(stream):
                # Some files count their timestamps from elsewhere; samples simply follow on.
                frame.pts = None
                for resampled in resampler.resample(frame):
                    yield _stereo(resampled.to_ndarray())
            for resampled in resampler.resample(None):
                yield _stereo(resampled.to_ndarray())
    except FileNotFoundError:
        raise UserError("there is no such audio file", file=path) from None
    except FFmpegError as error:
        raise UserError(f"this audio file can't be read: {error.strerror}", file=path) from None
    except ValueError as error:  # another rate, or more channels, from here on
        raise UserError(f"the sound changes its kind half-way: {error}", file=path) from None


def _stereo(block: np.ndarray) -> np.ndarray:
    return np.repeat(block, 2, axis=0) if block.shape[0] == 1 else block
