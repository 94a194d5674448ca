"""The rows of a document: few, labelled, and exactly the curves that they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

#: Row values have so many decimals: far finer than anything that can be seen, and readable.
_DECIMALS = 12
#: The largest error that straight lines between rows may have, as a share of the largest value.
_EXACT = 1e-12


@dataclass(frozen=True)
class Column:
    """One field of a document.

    Attributes:
        formula: in force from the first row on.
        values: by frame, of the rows that hold one; the first and the last frame always do.
        marks: frames whose rows the formula finds by their labels.
    """

    formula: str
    values: Mapping[int, float]
    marks: frozenset[int] = frozenset()


def breakpoints(values: np.ndarray) -> tuple[str, np.ndarray]:
    """The formula (``S`` or ``L``) that needs fewer rows for a curve, and the rows' frames.

    The first and the last frame are always among them.
    """
    steps = _step_rows(values)
    lines = line_rows(values)
    return ("L", lines) if len(lines) < len(steps) else ("S", steps)


def _step_rows(values: np.ndarray) -> np.ndarray:
    changes = np.flatnonzero(np.diff(np.round(values, _DECIMALS))) + 1
    return np.union1d(changes, [0, len(values) - 1])


def line_rows(values: np.ndarray) -> np.ndarray:
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


def plain_column(values: np.ndarray) -> Column:
    """A curve as rows alone, with steps or straight lines between them."""
    formula, frames = breakpoints(values)
    return Column(formula, {frame: _rounded(values[frame]) for frame in frames.tolist()})


def keyframe_rows(columns: Mapping[str, Column], labels: Mapping[int, str]) -> list[dict[str, Any]]:
    """The rows of a document, in the order of frames.

    Args:
        columns: each field's formula and values.
        labels: ``info`` by frame; a frame of which no column says anything gets no row for it.
    """
    rows: dict[int, dict[str, Any]] = {}
    for field, column in columns.items():
        for frame in column.marks:
            rows.setdefault(frame, {"frame": frame})
        for frame, value in column.values.items():
            rows.setdefault(frame, {"frame": frame})[field] = _plain(float(value))
    for frame, row in rows.items():
        if frame in labels:
            row["info"] = labels[frame]
    rows[0].update({f"{field}_i": column.formula for field, column in columns.items()})
    return [_in_order(rows[frame]) for frame in sorted(rows)]


def _rounded(value: float) -> float:
    return round(float(value), _DECIMALS)


def _plain(value: float) -> int | float:
    return int(value) if value.is_integer() else value


def _in_order(row: dict[str, Any]) -> dict[str, Any]:
    """Frame and label first, as one reads a row."""
    return {key: row[key] for key in ("frame", "info") if key in row} | row
