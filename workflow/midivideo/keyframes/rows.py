"""Writes curves as keyframe rows: few, labelled, and exactly the same curves."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

#: Row values have so many decimals: far finer than anything that can be seen, and readable.
_DECIMALS = 12
#: The largest error that straight lines between rows may have, as a share of the largest value.
_EXACT = 1e-12


def breakpoints(values: np.ndarray) -> tuple[str, np.ndarray]:
    """The formula (``S`` or ``L``) that needs fewer rows for a curve, and the rows' frames.

    The first and the last frame are always among them.
    """
    steps = _step_rows(values)
    lines = _line_rows(values)
    return ("L", lines) if len(lines) < len(steps) else ("S", steps)


def _step_rows(values: np.ndarray) -> np.ndarray:
    changes = np.flatnonzero(np.diff(np.round(values, _DECIMALS))) + 1
    return np.union1d(changes, [0, len(values) - 1])


def _line_rows(values: np.ndarray) -> np.ndarray:
    """Frames between which the curve is straight, found by its bends and then made sure of."""
    frames = np.arange(len(values))
    exact = _EXACT * max(1.0, float(np.abs(values).max()))
    bends = np.flatnonzero(np.abs(np.diff(values, 2)) > exact) + 1
    rows = np.union1d(bends, [0, len(values) - 1])
    while True:
        error = np.abs(np.interp(frames, rows, values[rows]) - values)
        error[error <= exact] = 0
        if not error.any():
            return rows
        worst = [start + error[start:end].argmax() for start, end in pairwise(rows)]
        rows = np.union1d(rows, worst)


def keyframe_rows(
    curves: Mapping[str, np.ndarray], labels: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Parseq rows that render to these curves, in the order of frames.

    Args:
        curves: each field's value per frame, ``(frames,)``.
        labels: ``info`` by frame; a frame in which nothing changes gets no row for it.
    """
    rows: dict[int, dict[str, Any]] = {}
    formulas: dict[str, str] = {}
    for field, values in curves.items():
        formulas[f"{field}_i"], frames = breakpoints(values)
        for frame in frames.tolist():
            row = rows.setdefault(frame, {"frame": frame})
            row[field] = _plain(round(float(values[frame]), _DECIMALS))
    for frame, row in rows.items():
        if frame in labels:
            row["info"] = labels[frame]
    rows[0].update(formulas)
    return [_in_order(rows[frame]) for frame in sorted(rows)]


def _plain(value: float) -> int | float:
    return int(value) if value.is_integer() else value


def _in_order(row: dict[str, Any]) -> dict[str, Any]:
    """Frame and label first, as one reads a row."""
    return {key: row[key] for key in ("frame", "info") if key in row} | row
