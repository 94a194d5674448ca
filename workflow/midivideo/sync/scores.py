"""How well peaks of the picture meet the hits of one instrument."""

from __future__ import annotations

from typing import Any

import mir_eval.util
import numpy as np
from scipy.signal import find_peaks

from midivideo.seeding import generator
from midivideo.sync.chance import f1_by_chance, random_hits, shifted_hits, z_score

#: The windows of MIREX's onset detection task and the wider one of beat tracking, seconds.
WINDOWS = {"50": 0.05, "70": 0.07}

#: A hit and a peak farther apart than this have nothing to do with each other, seconds; less than
#: an eighth note of most music, so that the next one isn't taken for a late one.
REACH = 0.2


class Changes:
    """What a video shows: its novelty curve and the times of its peaks."""

    def __init__(self, novelty: np.ndarray, peaks: np.ndarray, middles: np.ndarray) -> None:
        """Take the curve ``(frames,)``, its peaks (frames), and when each frame is seen."""
        self.novelty = novelty
        self.times = middles[peaks]
        self.middles = middles

    def near(self, times: np.ndarray) -> np.ndarray:
        """Mean novelty at ``times`` (any shape; the last axis is averaged), 0 out of the clip."""
        return np.interp(times, self.middles, self.novelty, left=0, right=0).mean(axis=-1)


def score(
    instrument: str,
    hits: np.ndarray,
    changes: Changes,
    span: tuple[float, float],
    surrogates: int,
) -> dict[str, Any]:
    """The numbers of one instrument, as they go into the document.

    Args:
        instrument: its name, which seeds the surrogates.
        hits: onsets in seconds, ascending.
        changes: what the video shows.
        span: where hits could be, seconds; surrogates are drawn from there.
        surrogates: how many.
    """
    numbers: dict[str, Any] = {"hits": len(hits)}
    for name, window in WINDOWS.items():
        f1, precision, recall = onset_scores(hits, changes.times, window)
        numbers |= {f"f1_{name}": f1, f"precision_{name}": precision, f"recall_{name}": recall}
    lags = lags_of(hits, changes.times)
    numbers["lag_ms"] = 1000 * float(np.median(lags)) if len(lags) else None
    numbers["lag_spread_ms"] = (
        1000 * float(np.subtract(*np.percentile(lags, [75, 25]))) if len(lags) else None
    )
    numbers["xcorr_lag_ms"] = correlation_lag_ms(hits, changes)
    numbers |= _against_chance(instrument, hits, changes, span, surrogates, numbers["f1_50"])
    return numbers


def onset_scores(
    hits: np.ndarray, peaks: np.ndarray, window: float
) -> tuple[float | None, float | None, float | None]:
    """F1, precision and recall, one to one (mir_eval); None for a share of nothing."""
    pairs = len(mir_eval.util.match_events(hits, peaks, window)) if len(hits) * len(peaks) else 0

    def share(count: float, total: float) -> float | None:
        return count / total if total else None

    return (
        share(2 * pairs, len(hits) + len(peaks)),
        share(pairs, len(peaks)),
        share(pairs, len(hits)),
    )


def lags_of(hits: np.ndarray, peaks: np.ndarray) -> np.ndarray:
    """Seconds from hits to peaks, positive when the picture is late.

    Pairs are those that are nearest to each other, at most :data:`REACH` apart: wide enough
    that a video which is late by several frames shows it.
    """
    if not len(hits) or not len(peaks):
        return np.empty(0)
    peak = nearest(hits, peaks)
    lags = peaks[peak] - hits
    mutual = nearest(peaks, hits)[peak] == np.arange(len(hits))
    return lags[mutual & (np.abs(lags) <= REACH)]


def nearest(times: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Index of the nearest of ``others`` (ascending, at least one) for each of ``times``."""
    after = np.minimum(np.searchsorted(others, times), len(others) - 1)
    before = np.maximum(after - 1, 0)
    return np.where(np.abs(times - others[before]) <= np.abs(others[after] - times), before, after)


def correlation_lag_ms(hits: np.ndarray, changes: Changes) -> float | None:
    """How late the picture is where the novelty curve and the hits correlate most.

    That is the highest local maximum within :data:`REACH`; None when there is none.
    """
    if not len(hits):
        return None
    offsets = np.arange(-REACH, REACH, 0.001)
    tops = local_maxima(offsets, changes.near(hits + offsets[:, None]))
    return 1000 * max(tops, key=lambda top: top[1])[0] if tops else None


def local_maxima(offsets: np.ndarray, values: np.ndarray) -> list[tuple[float, float]]:
    """Places (between samples, by parabolas) and heights of the maxima of evenly spaced values."""
    tops = []
    for index in find_peaks(values)[0]:
        left, middle, right = values[index - 1 : index + 2]
        curve = left - 2 * middle + right
        between = 0.5 * (left - right) / curve if curve else 0.0
        tops.append((float(offsets[index] + between * (offsets[1] - offsets[0])), float(middle)))
    return tops


def _against_chance(
    instrument: str,
    hits: np.ndarray,
    changes: Changes,
    span: tuple[float, float],
    surrogates: int,
    f1: float | None,
) -> dict[str, float | None]:
    if f1 is None or not len(hits) or span[1] <= span[0]:
        return {"z": None, "z_circular": None}
    window = WINDOWS["50"]
    draw = generator(0, instrument, "sync surrogates")
    anywhere = random_hits(hits, span, surrogates, draw)
    turned = shifted_hits(hits, span, surrogates, draw)
    return {
        "z": z_score(f1, f1_by_chance(anywhere, changes.times, window)),
        "z_circular": z_score(f1, f1_by_chance(turned, changes.times, window)),
    }
