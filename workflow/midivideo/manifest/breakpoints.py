"""Evaluates the rows of a Parseq document whose fields are interpolated by ``S`` or ``L``.

Our own documents need no more. A document with other formulas needs the Parseq expression
language; whatever evaluates it gives the same dictionary as :func:`evaluate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from midivideo.errors import UserError

#: A field's value at every frame, by the field's name.
Series = dict[str, np.ndarray]


def evaluate(document: Mapping[str, Any]) -> Series:
    """The value of each managed field at each frame: float64 arrays ``(frames,)``.

    ``S`` holds a row's value until the next row that has one, ``L`` draws a straight line to it
    (parseq.md 2.4); a field's formula stands in its first row.

    Raises:
        UserError: when a field has another formula, or no value in the first or last row.
    """
    rows = sorted(document["keyframes"], key=lambda row: row["frame"])
    return {field: _series(field, rows) for field in document["managedFields"]}


def _series(field: str, rows: list[Mapping[str, Any]]) -> np.ndarray:
    formula = _formula(field, rows)
    held = [row for row in rows if field in row]
    if len(held) < 2 or held[0] is not rows[0] or held[-1] is not rows[-1]:
        raise UserError("the first and the last row must hold a value", key=f"keyframes.{field}")
    at = np.array([row["frame"] for row in held])
    values = np.array([row[field] for row in held], dtype=float)
    frames = np.arange(at[-1] + 1)
    if formula == "S":
        return values[np.searchsorted(at, frames, side="right") - 1]
    return np.interp(frames, at, values)


def _formula(field: str, rows: list[Mapping[str, Any]]) -> str:
    formulas = {row["frame"]: row[f"{field}_i"] for row in rows if row.get(f"{field}_i")}
    for frame, formula in formulas.items():
        if frame != rows[0]["frame"] or formula not in ("S", "L"):
            raise UserError(
                "only S or L in the first row can be drawn without Parseq's expression language",
                key=f"keyframes: frame {frame}: {field}_i",
                value=formula,
            )
    return formulas.get(rows[0]["frame"], "L")
