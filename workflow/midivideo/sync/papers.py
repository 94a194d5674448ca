"""Two scores that papers report, for comparison; neither corrects for chance."""

from __future__ import annotations

import numpy as np

from midivideo.sync.scores import nearest

#: Width of the Beat Alignment Score's bell: 3 frames of the 60 a second that it was made for.
_SIGMA = 0.05


def av_align(sound: np.ndarray, pictures: np.ndarray, step: float) -> float | None:
    """AV-Align: intersection over union of the peaks of sound and picture.

    Yariv et al., "Diverse and Aligned Audio-to-Video Generation via Text-to-Video Model
    Adaptation" (2023), as its published script counts: every peak of the sound that has one of
    the picture less than a frame away is in the intersection. So several sounds may meet one
    peak, and a dense pattern can exceed 1. None without any peak, or where that leaves no union.

    Args:
        sound: onsets of the sound, seconds.
        pictures: local maxima of the mean optical flow, seconds.
        step: length of a frame, seconds.
    """
    met = 0
    if len(sound) and len(pictures):
        met = int((np.abs(pictures[nearest(sound, pictures)] - sound) < step).sum())
    union = len(sound) + len(pictures) - met
    return met / union if union else None


def flow_peaks(motion: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Times of the local maxima of the optical flow ``(frames,)``, as AV-Align takes them."""
    higher = (motion[1:-1] > motion[:-2]) & (motion[1:-1] > motion[2:])
    return times[1:-1][higher]


def beat_alignment(beats: np.ndarray, peaks: np.ndarray) -> float | None:
    """Beat Alignment Score: how near the nearest peak is to each beat, 0 to 1.

    Siyao et al., "Bailando" (2022), after Li et al., "AI Choreographer" (2021): the mean over
    the beats of exp(-d² / 2σ²), d the distance to the nearest peak. None without a beat.
    """
    if not len(beats):
        return None
    if not len(peaks):
        return 0.0
    distance = peaks[nearest(beats, peaks)] - beats
    return float(np.exp(-(distance**2) / (2 * _SIGMA**2)).mean())
