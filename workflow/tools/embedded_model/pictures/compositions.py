"""Compositions: where the motif lies in the picture, how large, how turned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Frame:
    """A composition by numbers.

    Attributes:
        x, y: the motif's middle, -1 to 1.
        scale: size of the motif; 1 fills the picture.
        turn: degrees clockwise.
        horizon: height of the horizon, -1 (top) to 1 (bottom).
        mirrored: the left half is repeated on the right.
    """

    x: float
    y: float
    scale: float
    turn: float
    horizon: float
    mirrored: bool = False


COMPOSITIONS = (
    "centred",
    "left",
    "right",
    "close-up",
    "wide",
    "diagonal",
    "symmetric",
    "low horizon",
    "high horizon",
)

#: Compositions that suit a thing, one that mirrors badly, one that is round, and so on.
SUITED: dict[str, tuple[str, ...]] = {
    "thing": ("centred", "left", "right", "close-up", "wide", "diagonal", "symmetric"),
    "pattern": ("centred", "close-up", "wide", "diagonal", "symmetric"),
    "whole": ("centred", "left", "right", "close-up", "wide", "diagonal"),
    "round": ("centred", "left", "right", "close-up", "wide"),
    "open": ("low horizon", "high horizon", "close-up", "wide", "left", "right"),
    "landscape": ("low horizon", "high horizon", "close-up", "wide", "symmetric", "left", "right"),
}


def frame(name: str, rng: np.random.Generator, upright: bool) -> Frame:
    """A frame of this composition; no two are quite alike.

    Upright motifs hardly turn.
    """
    x, y = rng.uniform(-0.07, 0.07, 2)
    scale = rng.uniform(0.85, 1.05)
    turn = rng.uniform(-5, 5)
    horizon = rng.uniform(-0.02, 0.2)
    side = rng.choice([-1, 1])
    if name in ("left", "right"):
        x += rng.uniform(0.36, 0.5) * (-1 if name == "left" else 1)
        scale *= 0.85
    elif name == "close-up":
        scale *= 1.65
        x, y = 2.5 * x, 2.5 * y
    elif name == "wide":
        scale *= 0.68
    elif name == "diagonal":
        turn += side * rng.uniform(24, 40) * (0.4 if upright else 1)
        x, y = x - 0.12 * side, y + 0.1
    elif name == "low horizon":
        horizon = rng.uniform(0.4, 0.58)
    elif name == "high horizon":
        horizon = rng.uniform(-0.52, -0.34)
    if upright:
        turn = turn * 0.15 if name != "diagonal" else turn
    mirrored = name == "symmetric"
    if mirrored:
        turn = 0.0 if upright else turn
        x = 0.0 if upright else rng.uniform(-0.15, 0.1)
    x, y, scale, turn, horizon = (round(float(v), 4) for v in (x, y, scale, turn, horizon))
    return Frame(x, y, scale, turn, horizon, mirrored)
