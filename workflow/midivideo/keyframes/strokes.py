"""A layer's hits as a formula can draw them: one stroke a frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from midivideo.keyframes.layers import Stage, full_height, heights, lengths_of, shape_of, strongest
from midivideo.keyframes.mapping import Adsr, AnyLayer, Decay, Hold, Level, Ramp
from midivideo.keyframes.notes import Hit


@dataclass(frozen=True)
class Strokes:
    """What a layer's hits draw.

    Attributes:
        layer: the layer's part of the mapping.
        full: what a hit of factor 1 adds at its height.
        at: height by frame, of all hits on that frame together.
        lengths: the envelope's by frame of the hit, in whole frames (``layers.lengths_of``).
    """

    layer: AnyLayer
    full: float
    at: dict[int, float]
    lengths: dict[int, tuple[int, ...]]

    @property
    def factors(self) -> dict[int, float]:
        """Height by frame as a share of the full one."""
        return {frame: height / self.full for frame, height in self.at.items()}

    @property
    def parts(self) -> list[dict[int, int]]:
        """Each of the envelope's lengths by frame of the hit."""
        count = len(next(iter(self.lengths.values())))
        return [
            {frame: lengths[part] for frame, lengths in self.lengths.items()}
            for part in range(count)
        ]

    def share(self, hit: int, frames: int) -> float:
        """The envelope so many frames after the hit; of a ramp the step that it makes there."""
        lengths = self.lengths[hit]
        if isinstance(self.layer, Level):
            return 1.0 if not lengths or frames < lengths[0] else 0.0
        shape = shape_of(self.layer, lengths)
        if isinstance(self.layer, Ramp):
            shape = np.diff(shape, prepend=0.0)
        return float(shape[frames]) if frames < len(shape) else 0.0


def strokes_of(layer: AnyLayer, base: float, hits: Sequence[Hit], stage: Stage) -> Strokes | None:
    """The strokes of a layer, None where it has no hits or they do nothing."""
    full = full_height(layer, base, stage)
    if not hits or full == 0:
        return None
    at: dict[int, float] = {}
    lengths: dict[int, tuple[int, ...]] = {}
    for hit, height in zip(hits, heights(layer, base, hits, stage).tolist(), strict=True):
        if hit.frame >= stage.frames:
            break
        if hit.frame not in at:
            lengths[hit.frame] = lengths_of(layer, hit, stage)
            at[hit.frame] = height
        else:
            at[hit.frame] = _together(layer, at[hit.frame], height)
    return Strokes(layer, full, at, lengths)


def _together(layer: AnyLayer, one: float, other: float) -> float:
    """The height of two hits on one frame, of which ``one`` is the louder."""
    match layer:
        case Level():
            return one
        case Hold() | Decay() | Adsr() if layer.overlap == "strongest":
            return float(strongest(np.array(one), np.array(other)))
    return one + other
