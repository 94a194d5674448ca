"""Lights: how a picture's tone is lit, whatever it shows."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from tools.embedded_model.pictures.canvas import blur, smooth
from tools.embedded_model.pictures.compositions import Frame

_Grid = tuple[np.ndarray, np.ndarray]


def _soft(tone: np.ndarray, grid: _Grid, frame: Frame, rng: np.random.Generator) -> np.ndarray:
    mist = blur(tone, 0.05)
    return 0.16 + 0.74 * (0.82 * tone + 0.18 * mist)


def _backlit(tone: np.ndarray, grid: _Grid, frame: Frame, rng: np.random.Generator) -> np.ndarray:
    x, y = grid
    away = np.hypot(x - frame.x * 0.7, y - frame.y * 0.7 + rng.uniform(-0.25, 0.1))
    glow = np.exp(-((away / 0.72) ** 2))
    return tone * (0.5 + 0.85 * glow) + 0.20 * glow * (1 - tone)


def _dramatic(tone: np.ndarray, grid: _Grid, frame: Frame, rng: np.random.Generator) -> np.ndarray:
    way = rng.uniform(0, 2 * math.pi)
    across = grid[0] * np.float32(math.cos(way)) + grid[1] * np.float32(math.sin(way))
    fall = smooth(-0.85, 0.75, across)
    return (np.clip(tone, 0, 1.1) ** 1.15) * (0.14 + 1.25 * fall)


def _rim(tone: np.ndarray, grid: _Grid, frame: Frame, rng: np.random.Generator) -> np.ndarray:
    level = np.clip(tone, 0, 1)
    even = blur(level, 0.012)
    slope = np.hypot(np.gradient(even, axis=0), np.gradient(even, axis=1)) * (len(tone) / 28)
    return 0.48 * level**1.25 + 0.75 * np.clip(slope, 0, 1)


def _glowing(tone: np.ndarray, grid: _Grid, frame: Frame, rng: np.random.Generator) -> np.ndarray:
    bright = np.clip(tone - 0.42, 0, 1)
    bloom = blur(bright, 0.022) + 0.9 * blur(bright, 0.07)
    return 0.82 * np.clip(tone, 0, 1) ** 1.12 + 0.85 * bloom


def _night(tone: np.ndarray, grid: _Grid, frame: Frame, rng: np.random.Generator) -> np.ndarray:
    x, y = grid
    high = np.exp(-(((x - rng.uniform(-0.6, 0.6)) / 0.9) ** 2) - (((y + 0.9) / 1.3) ** 2))
    return np.clip(tone, 0, 1.1) ** 1.5 * (0.5 + 0.5 * high) + 0.10 * high


def _daylight(tone: np.ndarray, grid: _Grid, frame: Frame, rng: np.random.Generator) -> np.ndarray:
    return 0.10 + 0.92 * np.clip(tone, 0, 1) ** 0.72


def _beams(tone: np.ndarray, grid: _Grid, frame: Frame, rng: np.random.Generator) -> np.ndarray:
    x, y = grid
    x0, y0 = np.float32(rng.choice([-1, 1]) * rng.uniform(0.3, 1.1)), np.float32(-1.4)
    angle, far = np.arctan2(y - y0, x - x0), np.hypot(y - y0, x - x0)
    phase = rng.uniform(0, 6.3)
    beam = 0.5 + 0.3 * np.cos(rng.uniform(9, 14) * angle + phase) + 0.2 * np.cos(27 * angle - phase)
    return 0.82 * tone + 0.44 * beam**2 * np.exp(-far / 1.9) * (1.1 - 0.5 * tone)


_LIGHTS: dict[str, Callable[[np.ndarray, _Grid, Frame, np.random.Generator], np.ndarray]] = {
    "soft": _soft,
    "backlit": _backlit,
    "dramatic": _dramatic,
    "rim": _rim,
    "glowing": _glowing,
    "night": _night,
    "daylight": _daylight,
    "beams": _beams,
}
LIGHTS = tuple(_LIGHTS)


def lit(tone: np.ndarray, light: str, frame: Frame, rng: np.random.Generator) -> np.ndarray:
    """The tone in this light; highlights roll off instead of clipping."""
    axis = np.linspace(-1, 1, len(tone), dtype=np.float32)
    lighted = _LIGHTS[light](tone, (axis[None], axis[:, None]), frame, rng).astype(np.float32)
    return np.where(lighted > 0.8, 0.8 + 0.2 * np.tanh((lighted - 0.8) / 0.2), lighted)
