"""What one layer of a mapping adds to its field: the envelopes of all its hits together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from midivideo.keyframes import envelopes
from midivideo.keyframes.clock import Clock
from midivideo.keyframes.draws import Draws
from midivideo.keyframes.expressions import Expression
from midivideo.keyframes.lengths import Length
from midivideo.keyframes.mapping import Adsr, AnyLayer, Decay, Drawn, Hold, Layer, Level, Ramp
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

    def asked(self, hits: Sequence[Hit]) -> dict[str, Sequence[float]]:
        """What formulas may ask of hits, and the drawn numbers, for each hit."""
        return {
            "velocity": [float(hit.velocity) for hit in hits],
            "pitch": [float(hit.pitch) for hit in hits],
            "duration": [hit.duration_s for hit in hits],
            "number": [float(number) for number in range(len(hits))],
            **{name: [value] * len(hits) for name, value in self.draws.values.items()},
        }


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
    # One after the other: a clip may have thousands of hits, and an envelope fill all of it.
    shapes = (
        height * _envelope(layer, hit, number, stage)
        for number, (hit, height) in enumerate(zip(hits, high, strict=True))
    )
    if isinstance(layer, Ramp):
        return _staying(hits, shapes, stage.frames)
    total = np.zeros(stage.frames)
    for hit, shape in zip(hits, shapes, strict=True):
        part = total[hit.frame : hit.frame + len(shape)]
        shape = shape[: len(part)]
        part[:] = part + shape if layer.overlap == "sum" else strongest(part, shape)
    return total


def heights(layer: Layer, base: float, hits: Sequence[Hit], stage: Stage) -> np.ndarray:
    """What each hit adds at its height, by velocity, turn and rest: ``(hits,)``."""
    full = full_heights(layer, base, hits, stage)
    response = layer.velocity
    loudness = (np.array([hit.velocity for hit in hits], dtype=float) - 1) / 126
    factors = response.quiet + (response.loud - response.quiet) * loudness**response.curve
    onsets, which = np.unique([hit.frame for hit in hits], return_inverse=True)
    if layer.alternate:
        factors = factors * np.where(which % 2, -1.0, 1.0)
    if layer.rest is not None and len(hits):
        factors = factors * _rested(layer.rest, onsets.astype(int), stage)[which]
    return full * factors


def full_heights(layer: Layer, base: float, hits: Sequence[Hit], stage: Stage) -> np.ndarray:
    """What each hit adds at its height when velocity, turn and rest take nothing away."""
    if layer.to is not None:
        return _hit_numbers(layer.to, hits, stage) - base
    return _hit_numbers(layer.amount or 0.0, hits, stage)


def _hit_numbers(value: float | str | Expression, hits: Sequence[Hit], stage: Stage) -> np.ndarray:
    if not isinstance(value, Expression):
        return np.full(len(hits), stage.draws.number(value))
    return value.values(stage.asked(hits), len(hits), fps=stage.clock.fps, bpm=stage.clock.bpm)


def _rested(rest: Length, onsets: np.ndarray, stage: Stage) -> np.ndarray:
    """The share that each onset keeps, being so close to the one before: ``(onsets,)``."""
    needed = [stage.length(rest, onset) for onset in onsets[:-1].tolist()]
    return np.append(1.0, np.minimum(1.0, np.diff(onsets) / np.array(needed)))


def lengths_of(layer: AnyLayer, hit: Hit, stage: Stage) -> tuple[int, ...]:
    """The lengths of a hit's envelope in whole frames; for ``adsr`` attack, decay, the frame
    after the hit at which the note is let go and all that is over, and release.
    """

    def frames(length: Length) -> int:
        return envelopes.whole(stage.length(length, hit.frame))

    match layer:
        case Adsr():
            attack, decay = frames(layer.attack), frames(layer.decay)
            held = round(hit.duration_s * stage.clock.fps)
            return attack, decay, max(attack - 1 + decay, held), frames(layer.release)
        case _ if layer.length is not None:
            return (frames(layer.length),)
    return ()


def _envelope(
    layer: Hold | Decay | Ramp | Adsr | Drawn, hit: Hit, number: int, stage: Stage
) -> np.ndarray:
    lengths = lengths_of(layer, hit, stage)
    if isinstance(layer, Drawn):
        return drawn(layer, lengths[0], hit, number, stage)
    return shape_of(layer, lengths, stage.frames)


def drawn(layer: Drawn, length: int, hit: Hit, number: int, stage: Stage) -> np.ndarray:
    """The values of an envelope that is a formula, within the clip: at most ``(length,)``.

    Args:
        layer: the layer's part of the mapping.
        length: of the envelope, in frames.
        hit: the hit.
        number: which hit of the layer it is, from 0.
        stage: the clip.
    """
    count = min(length, stage.frames - hit.frame)
    if count <= 0:
        return np.zeros(0)
    frames = np.arange(count)
    beats = stage.clock.swayed(stage.frames, "beats")[hit.frame : hit.frame + count]
    asked = {name: [values[0]] * count for name, values in stage.asked([hit]).items()}
    asked |= {
        "number": [float(number)] * count,
        "k": frames.astype(float).tolist(),
        "seconds": (frames / stage.clock.fps).tolist(),
        "beats": (beats - beats[0]).tolist(),
    }
    return layer.envelope.values(asked, count, fps=stage.clock.fps, bpm=stage.clock.bpm)


def shape_of(layer: Hold | Decay | Ramp | Adsr, lengths: Sequence[int], frames: int) -> np.ndarray:
    """The envelope of a hit, from its own frame on, at height 1; no more than ``frames`` of it."""
    match layer:
        case Hold():
            return envelopes.hold(lengths[0], frames)
        case Decay():
            return envelopes.decay(lengths[0], layer.curve, frames)
        case Ramp():
            return envelopes.ramp(lengths[0], layer.curve, frames)
    attack, decay, let_go, release = lengths
    return envelopes.adsr(attack, decay, let_go, release, layer.sustain, frames)


def _staying(hits: Sequence[Hit], shapes: Iterable[np.ndarray], frames: int) -> np.ndarray:
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
    loudest = {hit.frame: n for n, hit in reversed(list(enumerate(hits)))}
    for onset, end in pairwise([*sorted(loudest), stage.frames]):
        for length in lengths_of(level, hits[loudest[onset]], stage):
            end = min(end, onset + length)
        values[onset:end] = high[loudest[onset]]
    return values


def strongest(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The larger magnitude; of two equal ones the positive, so that the order is all one."""
    larger = np.where(np.abs(one) > np.abs(other), one, other)
    return np.where(np.abs(one) == np.abs(other), np.maximum(one, other), larger)
