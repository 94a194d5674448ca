"""Makes a rendered manifest of a document, its curves and its prompts (parseq.md 1.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np


def rendered(
    document: Mapping[str, Any],
    series: Mapping[str, np.ndarray],
    prompts: Sequence[str] | None,
) -> dict[str, Any]:
    """The whole document with ``rendered_frames`` and ``rendered_frames_meta``.

    Args:
        document: a Parseq document.
        series: every managed field's value per frame, arrays ``(frames,)``.
        prompts: ``deforum_prompt`` per frame, or None where prompts are disabled.
    """
    columns: dict[str, list[Any]] = {}
    meta = {}
    for field, values in series.items():
        peak = float(np.abs(values).max())
        columns[field] = _plain(values)
        columns[f"{field}_delta"] = _plain(deltas(field, values))
        columns[f"{field}_pc"] = _plain(values / peak * 100 if peak else values)
        low = float(values.min())
        meta[field] = {"max": _number(peak), "min": _number(low), "isFlat": low == peak}
    if "seed" in series:
        columns["subseed"] = _plain(np.ceil(series["seed"]))
        columns["subseed_strength"] = _plain(np.fmod(series["seed"], 1))
    if prompts is not None:
        columns["deforum_prompt"] = list(prompts)
    frames = len(next(iter(columns.values())))
    names = list(columns)
    return {
        **document,
        "rendered_frames": [
            {"frame": frame, **dict(zip(names, row, strict=True))}
            for frame, row in zip(range(frames), zip(*columns.values(), strict=True), strict=True)
        ],
        "rendered_frames_meta": meta,
    }


def deltas(field: str, values: np.ndarray) -> np.ndarray:
    """Steps from frame to frame: the value itself at frame 0, then differences.

    For ``zoom`` 1 plus the difference from frame 1 on, as Parseq's code has it.
    """
    steps = np.diff(values, prepend=0.0)
    if field == "zoom":
        steps[1:] += 1
    return steps


def _plain(values: np.ndarray) -> list[int | float]:
    return [_number(value) for value in values.tolist()]


def _number(value: float) -> int | float:
    """Whole numbers without a decimal point, as JavaScript writes them."""
    return int(value) if value.is_integer() else value
