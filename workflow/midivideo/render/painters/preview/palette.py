"""Colour words become a table of colours over tone and tint.

A palette is a few anchor colours. Each makes a ramp from a deep shade to a tinted highlight;
neighbouring anchors lend their hue to its shades and lights, as a painter mixes them. Between
anchors lies a harmonised gradient, made at equal lightness in Oklab so that it never turns grey.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from midivideo.render.painters.preview import oklab

#: Weights of red, green and blue in the luma that all structure is drawn in (Rec. 601).
LUMA = (0.299, 0.587, 0.114)

_TONES = 64
_TINTS = 48
#: How far shades and lights lean to the hue of the neighbouring anchors.
_LEAN = 0.7


@dataclass(frozen=True)
class Anchor:
    """A colour of a palette.

    Attributes:
        hue: Oklch hue in degrees.
        purity: share of the chroma that a screen can show, 0 (grey) to 1.
        lightness: tone at which the colour is purest, 0 to 1.
    """

    hue: float
    purity: float
    lightness: float

    @classmethod
    def of(cls, code: str) -> Anchor:
        """The anchor of an sRGB colour like ``"dc143c"``."""
        rgb = np.array([int(code[i : i + 2], 16) / 255 for i in (0, 2, 4)])
        lab = oklab.from_srgb(rgb)
        hue, chroma = oklab.hue_and_chroma(lab)
        widest = oklab.widest_chroma(lab[0], hue)
        return cls(float(hue), float(min(1.0, chroma / max(widest, 1e-3))), float(lab[0]))

    def turned(self, degrees: float) -> Anchor:
        """The same colour with another hue."""
        return Anchor((self.hue + degrees) % 360, self.purity, self.lightness)


def colour_table(anchors: Sequence[Anchor], purity: float) -> torch.Tensor:
    """Chroma differences over tint and luma, (2, tints, tones) float32.

    Channel 0 is red minus luma, channel 1 blue minus luma, in gamma-coded sRGB, so that a
    picture's luma and a tint in [0, 1] give its colour. Tint 0 is the first anchor, tint 1 the
    last one; ``purity`` scales all chroma.
    """
    lightness = np.linspace(0.0, 1.0, 160)
    ramps = np.stack(
        [
            _ramp(anchor, anchors[i - 1], anchors[(i + 1) % len(anchors)], lightness, purity)
            for i, anchor in enumerate(anchors)
        ]
    )
    lab = _between(ramps, np.linspace(0.0, 1.0, _TINTS))
    rgb = np.clip(oklab.to_srgb(lab), 0.0, 1.0)
    return torch.from_numpy(_over_luma(rgb)).float()


def _ramp(
    anchor: Anchor, before: Anchor, after: Anchor, lightness: np.ndarray, purity: float
) -> np.ndarray:
    """One anchor from black to white, (lightness, 3) Oklab."""
    shade = np.clip(1 - lightness / max(anchor.lightness, 0.2), 0, 1)
    light = np.clip((lightness - anchor.lightness) / max(1 - anchor.lightness, 0.2), 0, 1)
    lean_shade = _LEAN * min(1.0, before.purity * 1.5)
    lean_light = _LEAN * min(1.0, after.purity * 1.5)
    hue = (
        anchor.hue
        + shade * lean_shade * _turn(anchor.hue, before.hue)
        + light * lean_light * _turn(anchor.hue, after.hue)
    )
    # Shades of yellow turn to red as embers do; at their own hue they would be mud.
    hue = hue - 45 * shade * np.exp(-(((anchor.hue - 88) / 28) ** 2))
    # Lights keep a tint and deep shades stay coloured: black and white alone look dead.
    share = anchor.purity * purity * (1 - 0.45 * light**2) * (1 - 0.15 * shade)
    return oklab.from_lch(lightness, share * oklab.widest_chroma(lightness, hue), hue)


def _turn(start: float, end: float) -> float:
    """How far a hue can lean to another, in degrees; not at all to its opposite."""
    turn = (end - start + 180) % 360 - 180
    return turn * (1 - abs(turn) / 180)


def _between(ramps: np.ndarray, tints: np.ndarray) -> np.ndarray:
    """Ramps blended along the tint, (tints, lightness, 3) Oklab, with the chroma kept up."""
    place = tints * (len(ramps) - 1)
    first = np.minimum(place.astype(int), max(len(ramps) - 2, 0))
    second = np.minimum(first + 1, len(ramps) - 1)
    share = (place - first)[:, None, None]
    # Anchors hold their own ground and meet in a narrow gradient.
    share = share * share * (3 - 2 * share)
    mixed = ramps[first] * (1 - share) + ramps[second] * share
    chroma = np.hypot(mixed[..., 1], mixed[..., 2])
    own = np.hypot(ramps[..., 1], ramps[..., 2])
    wanted = own[first] * (1 - share[..., 0]) + own[second] * share[..., 0]
    lift = 1 + 0.5 * (wanted / np.maximum(chroma, 1e-4) - 1)
    mixed[..., 1:] *= np.clip(lift, 1, 2.5)[..., None]
    return mixed


def _over_luma(rgb: np.ndarray) -> np.ndarray:
    """Red and blue differences at even steps of luma, from colours at even steps of lightness."""
    luma = rgb @ np.array(LUMA)
    steps = np.linspace(0.0, 1.0, _TONES)
    table = np.empty((2, len(rgb), _TONES))
    for row, (colours, tone) in enumerate(zip(rgb, luma, strict=True)):
        rising = np.maximum.accumulate(tone) + np.arange(len(tone)) * 1e-9
        table[0, row] = np.interp(steps, rising, colours[:, 0] - tone)
        table[1, row] = np.interp(steps, rising, colours[:, 2] - tone)
    return table
