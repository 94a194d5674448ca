"""The curve of one field: its value at every frame of the clip."""

from __future__ import annotations

import math
from collections.abc import Mapping as Dict
from collections.abc import Sequence

import numpy as np

from midivideo.keyframes import envelopes
from midivideo.keyframes.clock import Clock
from midivideo.keyframes.draws import Draws
from midivideo.keyframes.mapping import Adsr, AnyLayer, Curve, Decay, Hold, Level, Ramp, Sway
from midivideo.keyframes.notes import Hit

#: A sway is a sine drawn with so many straight lines a period; with a period of 16 beats they
#: meet on the beats, where keyframes stand anyway.
_SWAY_LINES = 16


class Stage:
    """What all curves of a clip share: its length, clock, drawn numbers and painter."""

    def __init__(self, frames: int, clock: Clock, draws: Draws, painter: str) -> None:
        self.frames = frames
        self.clock = clock
        self.draws = draws
        self.painter = painter

    def base(self, curve: Curve, otherwise: float) -> float:
        """A field's value without any hit, drift or sway."""
        base = curve.base
        if isinstance(base, dict):
            base = base.get(self.painter, base["default"])
        return otherwise if base is None else self.draws.number(base)

    def curve(
        self, curve: Curve, otherwise: float, hits: Dict[tuple[str, ...], Sequence[Hit]]
    ) -> np.ndarray:
        """A field's value at every frame: ``(frames,)`` float64.

        Args:
            curve: the field's part of the mapping.
            otherwise: the base value where the mapping gives none.
            hits: for each layer's ``by`` its hits, sorted by frame.
        """
        base = self.base(curve, otherwise)
        layers = [self._layer(layer, base, hits[layer.by]) for layer in curve.layers]
        values = base + _combined(layers, curve.combine, self.frames)
        drift = self.draws.number(curve.drift)
        if drift:
            values = values + drift / self.clock.fps * np.arange(self.frames)
        for sway in curve.sway:
            values = values + self._sway(sway)
        return np.clip(values, curve.minimum, curve.maximum)

    def _layer(self, layer: AnyLayer, base: float, hits: Sequence[Hit]) -> np.ndarray:
        heights = self._heights(layer, base, hits)
        if isinstance(layer, Level):
            return self._level(layer, hits, heights)
        total = np.zeros(self.frames)
        keep = isinstance(layer, Ramp)
        add = _sum if isinstance(layer, Ramp) or layer.overlap == "sum" else _strongest
        for hit, height in zip(hits, heights, strict=True):
            shape = height * self._shape(layer, hit)
            end = min(self.frames, hit.frame + len(shape))
            part = np.zeros(self.frames - hit.frame)
            part[: end - hit.frame] = shape[: end - hit.frame]
            if keep:
                part[end - hit.frame :] = shape[-1]
            total[hit.frame :] = add(total[hit.frame :], part)
        return total

    def _shape(self, layer: Hold | Decay | Adsr | Ramp, hit: Hit) -> np.ndarray:
        def frames(length) -> float:
            return self.clock.frames(length, self.draws.amount(length), hit.frame)

        match layer:
            case Hold():
                return envelopes.hold(frames(layer.length))
            case Decay():
                return envelopes.decay(frames(layer.length), layer.curve)
            case Ramp():
                return envelopes.ramp(frames(layer.length), layer.curve)
        held = hit.duration_s * self.clock.fps
        return envelopes.adsr(
            frames(layer.attack), frames(layer.decay), layer.sustain, frames(layer.release), held
        )

    def _level(self, layer: Level, hits: Sequence[Hit], heights: np.ndarray) -> np.ndarray:
        values = np.zeros(self.frames)
        onsets = sorted({hit.frame for hit in hits})
        loudest = dict(zip(reversed([hit.frame for hit in hits]), heights[::-1], strict=True))
        for onset, following in zip(onsets, [*onsets[1:], self.frames], strict=True):
            end = following
            if layer.length is not None:
                length = self.clock.frames(layer.length, self.draws.amount(layer.length), onset)
                end = min(end, onset + max(1, round(length)))
            values[onset:end] = loudest[onset]
        return values

    def _heights(self, layer: AnyLayer, base: float, hits: Sequence[Hit]) -> np.ndarray:
        """What each hit adds at its height: ``(hits,)``."""
        full = (
            self.draws.number(layer.to) - base
            if layer.to is not None
            else self.draws.number(layer.amount or 0.0)
        )
        velocity = layer.velocity
        loudness = (np.array([hit.velocity for hit in hits], dtype=float) - 1) / 126
        heights = full * (
            velocity.quiet + (velocity.loud - velocity.quiet) * loudness**velocity.curve
        )
        frames = np.array([hit.frame for hit in hits])
        onsets, which = np.unique(frames, return_inverse=True)
        if layer.alternate:
            heights = heights * np.where(which % 2, -1.0, 1.0)
        if layer.rest is not None and len(onsets) > 1:
            rest = [
                self.clock.frames(layer.rest, self.draws.amount(layer.rest), int(onset))
                for onset in onsets[1:]
            ]
            share = np.append(1.0, np.minimum(1.0, np.diff(onsets) / rest))
            heights = heights * share[which]
        return heights

    def _sway(self, sway: Sway) -> np.ndarray:
        period = self.draws.amount(sway.period)
        step = period / _SWAY_LINES
        last = np.array([self.frames - 1])
        steps = np.arange(math.ceil(self.clock.since_start(last, sway.period.unit)[0] / step) + 1)
        corners = self.clock.frame_after(steps * step, sway.period.unit)
        sine = np.sin(2 * np.pi * (steps / _SWAY_LINES + sway.phase))
        return self.draws.number(sway.amount) * np.interp(np.arange(self.frames), corners, sine)


def _sum(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return one + other


def _strongest(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The larger magnitude; of two equal ones the positive, so that the order is all one."""
    larger = np.where(np.abs(one) > np.abs(other), one, other)
    return np.where(np.abs(one) == np.abs(other), np.maximum(one, other), larger)


def _combined(layers: Sequence[np.ndarray], how: str, frames: int) -> np.ndarray:
    nothing = np.zeros(frames)
    match how:
        case "max":
            return np.max([nothing, *layers], axis=0)
        case "min":
            return np.min([nothing, *layers], axis=0)
    # Sorted by frame value, so that the order of layers can't change a last bit.
    return np.sort([nothing, *layers], axis=0).sum(axis=0)
