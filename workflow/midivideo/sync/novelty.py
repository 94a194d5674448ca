"""When something happens in the picture: the novelty curve and its peaks."""

from __future__ import annotations

from math import ceil

import numpy as np
from scipy.ndimage import median_filter
from scipy.signal import find_peaks

from midivideo.sync.pictures import Pictures

#: The first frame that hits and peaks count from; before it there is nothing to compare with.
FIRST_FRAME = 2

#: What a clip does all the time is the median over so many seconds around a frame.
_USUAL_SECONDS = 2.0

#: The clip's own strongest changes, but for outliers such as a new prompt, give the scale.
_STRONG_PERCENTILE = 99

#: How far a peak rises over what lies beside it, in parts of a strong change.
_LEAST_PROMINENCE = 0.12

#: The least that a strong change is, in Lab units and percent of the picture's edge: so the
#: least peak is 1.2 Lab units, what can just be seen and more than an encoder's key frame
#: differs from the frame before it.
_LEAST_COLOUR = 10.0
_LEAST_MOTION = 2.0

#: A picture that flashes for one frame changes twice, there and back; the first is the event.
_AS_STRONG = 0.8


def novelty_curve(pictures: Pictures) -> np.ndarray:
    """How much of a change each frame is, ``(frames,)``, 0 to about 1 for a strong change.

    The sum of two parts: colour (mean absolute Lab difference) and motion, each beyond the
    clip's own running median, in parts of the clip's own strong changes.
    """
    frames = 2 * ceil(_USUAL_SECONDS * pictures.fps / 2) + 1
    colour = _in_strong(_beyond_usual(pictures.colour, frames), _LEAST_COLOUR)
    motion = _in_strong(_beyond_usual(pictures.motion, frames), _LEAST_MOTION)
    both = colour + motion
    return both / max(1.0, np.percentile(both, _STRONG_PERCENTILE))


def _beyond_usual(values: np.ndarray, frames: int) -> np.ndarray:
    """What lies above the running median over ``frames`` frames, else 0."""
    usual = median_filter(values[1:], size=min(frames, len(values) - 1), mode="reflect")
    return np.maximum(np.append(0.0, values[1:] - usual), 0.0)


def _in_strong(values: np.ndarray, least: float) -> np.ndarray:
    return values / max(least, np.percentile(values, _STRONG_PERCENTILE))


def find_changes(novelty: np.ndarray) -> np.ndarray:
    """Frames of the curve's peaks, ascending, from :data:`FIRST_FRAME` on."""
    # A peak needs a lower neighbour on either side, at the last frame, too.
    padded = np.append(novelty, 0.0)
    peaks, _ = find_peaks(padded, prominence=_LEAST_PROMINENCE, distance=2)
    peaks = peaks - (novelty[peaks - 1] >= _AS_STRONG * novelty[peaks])
    return np.unique(peaks[peaks >= FIRST_FRAME])
