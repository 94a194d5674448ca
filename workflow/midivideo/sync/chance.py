"""How much of a score is more than chance: the same number of hits at other times."""

from __future__ import annotations

import numpy as np

#: Random hits keep up to so many seconds apart (the reach of one peak), and never fill more than
#: this share of the time with it, so that they stay random.
_APART = 0.1
_FULLEST = 0.8


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
    hits: np.ndarray, span: tuple[float, float], number: int, draw: np.random.Generator
) -> np.ndarray:
    """``(number, hits)`` times, as many as ``hits``, anywhere in ``span``, ascending in each row.

    They keep apart as the hits do (by their 10th percentile, up to :data:`_APART`): times that
    are drawn without regard to each other fall together here and there, where one peak can't
    meet two of them, and so any dense and even pattern would seem to be better than chance.
    """
    begin, end = span
    count = len(hits)
    gap = min(np.percentile(np.diff(hits), 10), _APART) if count > 1 else 0.0
    gap = min(gap, _FULLEST * (end - begin) / count)
    places = np.sort(draw.uniform(begin, end - gap * (count - 1), size=(number, count)), axis=1)
    return places + gap * np.arange(count)


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
