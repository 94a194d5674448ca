"""What one layer of a mapping adds to its field: the envelopes of all its hits together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from midivideo.keyframes import envelopes
from midivideo.keyframes.clock import Clock
from midivideo.keyframes.draws import Draws
from midivideo.keyframes.lengths import Length
from midivideo.keyframes.mapping import Adsr, AnyLayer, Decay, Hold, Layer, Level, Ramp
from midivideo.keyframes.notes import Hit


@dataclass(frozen=True)
class Stage:
    """What all curves of a clip share: its number of frames, its clock and its drawn numbers."""

    frames: int
    clock: Clock
    draws: Draws

    def length(self, length: Length, at: int) -> float:
        """A length of the mapping in frames, not rounded, from frame ``at`` on."""
        return self.clock.frames(length, self.draws.amount(length), at)


def layer_curve(layer: AnyLayer, base: float, hits: Sequence[Hit], stage: Stage) -> np.ndarray:
    """What a layer adds to the field at each frame: ``(frames,)``.

    Args:
        layer: the layer's part of the mapping.
        base: the field's base value, from which ``to`` counts.
        hits: sorted by frame, of one frame the loudest first. Their order there changes nothing.
        stage: the clip.
    """
    high = heights(layer, base, hits, stage)
    if isinstance(layer, Level):
        return _levels(layer, hits, high, stage)
    shapes = [height * _shape(layer, hit, stage) for hit, height in zip(hits, high, strict=True)]
    if isinstance(layer, Ramp):
        return _staying(hits, shapes, stage.frames)
    total = np.zeros(stage.frames)
    for hit, shape in zip(hits, shapes, strict=True):
        part = total[hit.frame : hit.frame + len(shape)]
        shape = shape[: len(part)]
        part[:] = part + shape if layer.overlap == "sum" else _strongest(part, shape)
    return total


def heights(layer: Layer, base: float, hits: Sequence[Hit], stage: Stage) -> np.ndarray:
    """What each hit adds at its height, by velocity, turn and rest: ``(hits,)``."""
    if layer.to is not None:
        full = stage.draws.number(layer.to) - base
    else:
        full = stage.draws.number(layer.amount or 0.0)
    response = layer.velocity
    loudness = (np.array([hit.velocity for hit in hits], dtype=float) - 1) / 126
    factors = response.quiet + (response.loud - response.quiet) * loudness**response.curve
    onsets, which = np.unique([hit.frame for hit in hits], return_inverse=True)
    if layer.alternate:
        factors = factors * np.where(which % 2, -1.0, 1.0)
    if layer.rest is not None and len(hits):
        factors = factors * _rested(layer.rest, onsets.astype(int), stage)[which]
    return full * factors


def _rested(rest: Length, onsets: np.ndarray, stage: Stage) -> np.ndarray:
    """The share that each onset keeps, being so close to the one before: ``(onsets,)``."""
    needed = [stage.length(rest, onset) for onset in onsets[:-1].tolist()]
    return np.append(1.0, np.minimum(1.0, np.diff(onsets) / np.array(needed)))


def _shape(layer: Hold | Decay | Ramp | Adsr, hit: Hit, stage: Stage) -> np.ndarray:
    match layer:
        case Hold():
            return envelopes.hold(stage.length(layer.length, hit.frame))
        case Decay():
            return envelopes.decay(stage.length(layer.length, hit.frame), layer.curve)
        case Ramp():
            return envelopes.ramp(stage.length(layer.length, hit.frame), layer.curve)
    return envelopes.adsr(
        attack=stage.length(layer.attack, hit.frame),
        decay=stage.length(layer.decay, hit.frame),
        sustain=layer.sustain,
        release=stage.length(layer.release, hit.frame),
        held=hit.duration_s * stage.clock.fps,
    )


def _staying(hits: Sequence[Hit], shapes: Sequence[np.ndarray], frames: int) -> np.ndarray:
    """The sum of shapes whose last value stays to the end of the clip."""
    moving = np.zeros(frames)
    arrived = np.zeros(frames)
    for hit, shape in zip(hits, shapes, strict=True):
        part = moving[hit.frame : hit.frame + len(shape)]
        part += shape[: len(part)]
        arrived[hit.frame + len(shape) : hit.frame + len(shape) + 1] += shape[-1]
    return moving + np.cumsum(arrived)


def _levels(level: Level, hits: Sequence[Hit], high: np.ndarray, stage: Stage) -> np.ndarray:
    """The latest hit's height, of one frame the loudest's, until the next or for the length."""
    values = np.zeros(stage.frames)
    loudest = {hit.frame: height for hit, height in reversed(list(zip(hits, high, strict=True)))}
    for onset, end in pairwise([*sorted(loudest), stage.frames]):
        if level.length is not None:
            end = min(end, onset + max(1, round(stage.length(level.length, onset))))
        values[onset:end] = loudest[onset]
    return values


def _strongest(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The larger magnitude; of two equal ones the positive, so that the order is all one."""
    larger = np.where(np.abs(one) > np.abs(other), one, other)
    return np.where(np.abs(one) == np.abs(other), np.maximum(one, other), larger)
