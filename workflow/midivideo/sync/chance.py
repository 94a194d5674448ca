"""How much of a score is more than chance: the same number of hits at other times."""

from __future__ import annotations

import numpy as np


def matched(hits: np.ndarray, peaks: np.ndarray, window: float) -> np.ndarray:
    """The largest number of one-to-one pairs of hits and peaks at most ``window`` seconds apart.

    Hits of all ``rows`` are matched with the same peaks. As both are sorted and the window is
    the same for all, taking the earliest peak in reach for each hit in turn is the best that
    can be done (the same number as ``mir_eval.util.match_events`` gives, at once for all rows).

    Args:
        hits: ``(rows, hits)`` seconds, ascending in each row.
        peaks: ``(peaks,)`` seconds, ascending.

    Returns:
        ``(rows,)`` numbers of pairs.
    """
    first = np.searchsorted(peaks, hits - window, side="left")
    end = np.searchsorted(peaks, hits + window, side="right")
    free = np.zeros(len(hits), int)
    pairs = np.zeros(len(hits), int)
    for column in range(hits.shape[1]):
        peak = np.maximum(free, first[:, column])
        found = peak < end[:, column]
        pairs += found
        free = np.where(found, peak + 1, free)
    return pairs


def z_score(actual: float, surrogates: np.ndarray) -> float | None:
    """How many standard deviations ``actual`` lies above the surrogates; None if all are equal."""
    spread = float(surrogates.std())
    return (actual - float(surrogates.mean())) / spread if spread > 1e-12 else None


def random_hits(
    count: int, span: tuple[float, float], number: int, draw: np.random.Generator
) -> np.ndarray:
    """``(number, count)`` times, each anywhere in ``span``, ascending in each row."""
    return np.sort(draw.uniform(*span, size=(number, count)), axis=1)


def shifted_hits(
    hits: np.ndarray, span: tuple[float, float], number: int, draw: np.random.Generator
) -> np.ndarray:
    """``(number, hits)`` times: ``hits`` turned around in ``span`` by random times."""
    begin, end = span
    shifts = draw.uniform(0, end - begin, size=(number, 1))
    return np.sort(begin + np.mod(hits - begin + shifts, end - begin), axis=1)


def f1_by_chance(surrogates: np.ndarray, peaks: np.ndarray, window: float) -> np.ndarray:
    """``(rows,)`` F1 of each row of hits."""
    return 2 * matched(surrogates, peaks, window) / (surrogates.shape[1] + len(peaks))
