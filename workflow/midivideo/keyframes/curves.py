"""The curve of one field: its value at every frame of the clip."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from midivideo.keyframes.draws import Draws
from midivideo.keyframes.layers import Stage, layer_curve
from midivideo.keyframes.mapping import Curve, Sway
from midivideo.keyframes.notes import Hit


def base_of(curve: Curve, default: float, painter: str, draws: Draws) -> float:
    """A field's value without any hit, drift or sway."""
    base = curve.base
    if isinstance(base, dict):
        base = base.get(painter, base["default"])
    return default if base is None else draws.number(base)


def field_curve(
    curve: Curve, base: float, hits: Sequence[Sequence[Hit]], stage: Stage
) -> np.ndarray:
    """A field's value at every frame: ``(frames,)`` float64.

    Args:
        curve: the field's part of the mapping.
        base: its value without any hit.
        hits: for each layer its hits, sorted by frame, of one frame the loudest first.
        stage: the clip.
    """
    layers = [
        layer_curve(layer, base, own, stage) for layer, own in zip(curve.layers, hits, strict=True)
    ]
    values = base + _combined(layers, curve.combine, stage.frames)
    values += stage.draws.number(curve.drift) / stage.clock.fps * np.arange(stage.frames)
    for sway in curve.sway:
        values += _sway(sway, stage)
    return np.clip(values, curve.minimum, curve.maximum)


def _combined(layers: Sequence[np.ndarray], how: str, frames: int) -> np.ndarray:
    """All layers as one, nothing among them: their sum, maximum or minimum at each frame."""
    together = np.stack([np.zeros(frames), *layers])
    match how:
        case "max":
            return together.max(axis=0)
        case "min":
            return together.min(axis=0)
    # Sorted, so that the order in the file can't change a last bit.
    return np.sort(together, axis=0).sum(axis=0)


def _sway(sway: Sway, stage: Stage) -> np.ndarray:
    gone = stage.clock.swayed(stage.frames, sway.period.unit)
    turns = gone / stage.draws.amount(sway.period) + sway.phase
    return stage.draws.number(sway.amount) * np.sin(2 * np.pi * turns)
