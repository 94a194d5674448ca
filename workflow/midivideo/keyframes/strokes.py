"""A layer's hits as a formula can draw them: one stroke a frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from midivideo.keyframes.layers import (
    Stage,
    drawn,
    full_heights,
    heights,
    lengths_of,
    shape_of,
    strongest,
)
from midivideo.keyframes.mapping import Adsr, AnyLayer, Decay, Drawn, Hold, Level, Ramp
from midivideo.keyframes.notes import Hit


@dataclass(frozen=True)
class Strokes:
    """What a layer's hits draw.

    Attributes:
        layer: the layer's part of the mapping.
        full: what a hit of factor 1 adds at its height; the most that any does, where a formula
            gives each hit its own.
        at: height by frame, of all hits on that frame together.
        lengths: the envelope's by frame of the hit, in whole frames (``layers.lengths_of``).
        hits: the hit on each frame, of several the loudest, with its number in the layer.
        stage: the clip.
    """

    layer: AnyLayer
    full: float
    at: dict[int, float]
    lengths: dict[int, tuple[int, ...]]
    hits: dict[int, tuple[int, Hit]]
    stage: Stage

    @property
    def factors(self) -> dict[int, float]:
        """Height by frame as a share of the full one."""
        return {frame: height / self.full for frame, height in self.at.items()}

    def asked(self, name: str) -> dict[int, float]:
        """What a formula may ask of the hits, by frame."""
        hits = [hit for _, hit in self.hits.values()]
        values = self.stage.asked(hits)[name]
        if name == "number":
            values = [float(number) for number, _ in self.hits.values()]
        return dict(zip(self.hits, values, strict=True))

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
        if isinstance(self.layer, Drawn):
            number, own = self.hits[hit]
            shape = drawn(self.layer, lengths[0], own, number, self.stage)
        else:
            shape = shape_of(self.layer, lengths, self.stage.frames)
        if isinstance(self.layer, Ramp):
            shape = np.diff(shape, prepend=0.0)
        return float(shape[frames]) if frames < len(shape) else 0.0


def strokes_of(layer: AnyLayer, base: float, hits: Sequence[Hit], stage: Stage) -> Strokes | None:
    """The strokes of a layer, None where it has no hits or they do nothing."""
    fulls = full_heights(layer, base, hits, stage)
    if not fulls.any():
        return None
    at: dict[int, float] = {}
    lengths: dict[int, tuple[int, ...]] = {}
    first: dict[int, tuple[int, Hit]] = {}
    high = heights(layer, base, hits, stage).tolist()
    for number, (hit, height) in enumerate(zip(hits, high, strict=True)):
        if hit.frame >= stage.frames:
            break
        if hit.frame not in at:
            lengths[hit.frame] = lengths_of(layer, hit, stage)
            first[hit.frame] = (number, hit)
            at[hit.frame] = height
        else:
            at[hit.frame] = _together(layer, at[hit.frame], height)
    full = float(fulls[np.abs(fulls).argmax()])
    return Strokes(layer, full, at, lengths, first, stage) if at else None


def _together(layer: AnyLayer, one: float, other: float) -> float:
    """The height of two hits on one frame, of which ``one`` is the louder."""
    match layer:
        case Level():
            return one
        case Hold() | Decay() | Adsr() | Drawn() if layer.overlap == "strongest":
            return float(strongest(np.array(one), np.array(other)))
    return one + other
