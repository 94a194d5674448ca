"""Textures: what a picture is made of, from airbrush to woodblock. All work on tone and tint."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np

from midivideo.render.painters.preview.textures import noise
from midivideo.seeding import generator
from tools.embedded_model.pictures.canvas import blur, smooth

Fields = tuple[np.ndarray, np.ndarray]
_VARIANTS = 6


def _grid(size: int) -> Fields:
    axis = np.arange(size, dtype=np.float32)
    return np.broadcast_to(axis[None], (size, size)), np.broadcast_to(axis[:, None], (size, size))


@lru_cache(maxsize=32)
def _grain_field(size: int, kind: str, variant: int) -> np.ndarray:
    """Noise of a kind at picture size, deviation 1."""
    rng = generator(variant, kind, "picture texture")
    slope, low, stretch = {
        "grain": (0.0, size / 6, (1.0, 1.0)),
        "paper": (0.7, 6, (1.0, 1.0)),
        "wash": (1.5, 2, (1.0, 1.0)),
        "dots": (-0.7, size / 8, (1.0, 1.0)),
    }[kind]
    return noise(rng, size, slope, low, size / 2.6, stretch).astype(np.float32)


def _field(size: int, kind: str, rng: np.random.Generator) -> np.ndarray:
    return _grain_field(size, kind, int(rng.integers(_VARIANTS)))


def _shifted(fields: Fields, x: np.ndarray, y: np.ndarray) -> Fields:
    """The fields seen at other pixels."""
    tone, tint = (
        cv2.remap(field.astype(np.float32), x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        for field in fields
    )
    return tone, tint


def _smooth(fields: Fields, rng: np.random.Generator) -> Fields:
    return fields


def _grain(fields: Fields, rng: np.random.Generator) -> Fields:
    tone, tint = fields
    return tone + 0.055 * _field(len(tone), "grain", rng) * (0.5 + np.clip(tone, 0, 1)), tint


@lru_cache(maxsize=_VARIANTS)
def _strokes(size: int, variant: int) -> np.ndarray:
    """Brush strokes: per pixel the shift to its stroke's middle (x, y) and its bristles."""
    rng = generator(variant, "brush", "picture texture")
    flow = noise(rng, size, 2.4, high=3) * 1.1 + variant
    owner = np.full((size, size), -1, np.float32)
    count = 2600
    places = rng.uniform(-0.03, 1.03, (count, 2)) * size
    rows, columns = np.clip(places[:, ::-1].T.astype(int), 0, size - 1)
    angles = flow[rows, columns] + rng.normal(0, 0.15, count)
    halves = size * rng.uniform(0.022, 0.05, count)[:, None]
    along = halves * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    starts, ends = (np.round(places + sign * along).astype(int).tolist() for sign in (-1, 1))
    for stroke in range(count):
        cv2.line(owner, starts[stroke], ends[stroke], float(stroke), max(2, round(size * 0.018)))
    which = owner.astype(int)
    x, y = _grid(size)
    dx, dy = places[which, 0] - x, places[which, 1] - y
    across = -dx * np.sin(angles[which]) + dy * np.cos(angles[which])
    shade = 0.022 * rng.normal(0, 1, count)[which] - 0.045 * across / (size * 0.009)
    return (np.stack([dx, dy, shade]) * (which >= 0)).astype(np.float32)


def _brush(fields: Fields, rng: np.random.Generator) -> Fields:
    size = len(fields[0])
    dx, dy, relief = _strokes(size, int(rng.integers(_VARIANTS)))
    x, y = _grid(size)
    tone, tint = _shifted(fields, x + 0.6 * dx, y + 0.6 * dy)
    tone = tone + 0.4 * (fields[0] - tone)
    return tone + relief * (0.35 + 0.9 * np.clip(tone, 0, 1)), tint


def _halftone(fields: Fields, rng: np.random.Generator) -> Fields:
    tone, tint = fields
    size = len(tone)
    x, y = _grid(size)
    # 32 dots a side, on a fixed grid: one for each cell of an autoencoder's latents.
    turn = 2 * math.pi * 32 / size
    dots = 0.5 + 0.25 * (np.cos((x + 0.5) * turn) + np.cos((y + 0.5) * turn))
    level = np.clip(tone, 0.02, 0.98)
    spot = smooth(-0.13, 0.13, level - dots)
    return 0.62 * level + spot * (0.06 + 0.32 * level) - 0.03, tint


def _watercolour(fields: Fields, rng: np.random.Generator) -> Fields:
    size = len(fields[0])
    wash, paper = _field(size, "wash", rng), _field(size, "paper", rng)
    x, y = _grid(size)
    amount = size * 0.006
    tone, tint = _shifted(fields, x + amount * wash, y + amount * np.roll(wash, size // 3, 1))
    level = np.clip(0.28 + 0.70 * tone, 0, 1)
    # Pigment gathers where a wash ends: steps of tone with dark rims.
    steps = level * 4 + 0.12 * wash
    part = steps - np.floor(steps)
    pooled = (np.floor(steps) + smooth(0.5, 0.95, part)) / 4
    rim = np.exp(-(((part - 0.5) / 0.12) ** 2)) * 0.07
    painted = 0.5 * level + 0.5 * pooled - rim + 0.03 * wash + 0.015 * paper
    if rng.random() < 0.5:
        return painted, tint
    edge = np.minimum(np.minimum(x, size - 1 - x), np.minimum(y, size - 1 - y)) / size
    bare = smooth(0.055, 0.03, edge + 0.012 * wash)
    return painted + (0.97 - painted) * bare, tint


def _airbrush(fields: Fields, rng: np.random.Generator) -> Fields:
    tone, tint = fields
    bright = blur(np.clip(tone - 0.35, 0, 1), 0.03)
    return 0.62 * tone + 0.38 * blur(tone, 0.012) + 0.5 * bright, blur(tint, 0.012)


def _scanlines(fields: Fields, rng: np.random.Generator) -> Fields:
    tone, tint = fields
    size = len(tone)
    row = np.arange(size, dtype=np.float32)[:, None]
    line = 0.5 + 0.5 * np.cos((row + 0.5) * (2 * math.pi * 64 / size))
    return tone * (0.70 + 0.42 * line) + 0.02 * line, tint


def _paper(fields: Fields, rng: np.random.Generator) -> Fields:
    tone, tint = fields
    paper = _field(len(tone), "paper", rng)
    relief = paper - np.roll(paper, (2, 2), (0, 1))
    return 0.14 + 0.76 * tone + 0.032 * relief + 0.018 * paper, tint


@lru_cache(maxsize=4)
def _tiles(size: int) -> np.ndarray:
    """Mosaic stones: per pixel the shift to its stone's middle (x, y), grout and bevel."""
    rng = generator(0, "mosaic", "picture texture")
    x, y = _grid(size)
    # 32 stones a side, on a fixed grid: one for each cell of an autoencoder's latents.
    pitch = size / 32
    u, v = (x + 0.5) / pitch, (y + 0.5) / pitch
    dx, dy = np.floor(u) + 0.5 - u, np.floor(v) + 0.5 - v
    edge = 0.5 - np.maximum(np.abs(dx), np.abs(dy))
    stone = rng.normal(0, 1, (33, 33))[np.floor(v).astype(int), np.floor(u).astype(int)]
    grout = smooth(0.02, 0.16, edge)
    bevel = 0.035 * stone + 0.12 * (dx + dy)
    return np.stack([dx * pitch, dy * pitch, grout, bevel]).astype(np.float32)


def _mosaic(fields: Fields, rng: np.random.Generator) -> Fields:
    size = len(fields[0])
    dx, dy, grout, bevel = _tiles(size)
    x, y = _grid(size)
    tone, tint = _shifted((blur(fields[0], 0.007), fields[1]), x + dx, y + dy)
    stone = np.clip(tone, 0, 1) * 0.95 + 0.05 + bevel * (0.3 + tone)
    ground = 0.45 * stone
    return ground + (stone - ground) * grout, tint


def _stipple(fields: Fields, rng: np.random.Generator) -> Fields:
    tone, tint = fields
    size = len(tone)
    dots = blur(_field(size, "dots", rng), 0.004)
    dots = dots / dots.std()
    level = np.clip(tone, 0.03, 0.97)
    ink = smooth(-0.6, 0.6, dots + (level - 0.5) * 4.6)
    return 0.08 + 0.55 * level + 0.32 * ink - 0.05 * (1 - level), tint


def _woodblock(fields: Fields, rng: np.random.Generator) -> Fields:
    tone, tint = fields
    level = np.clip(blur(tone, 0.006), 0, 1)
    steps = level * 4
    part = steps - np.floor(steps)
    flat = (np.floor(steps) + smooth(0.44, 0.56, part)) / 4
    slope = np.hypot(np.gradient(level, axis=0), np.gradient(level, axis=1)) * (len(tone) / 256)
    line = smooth(0.018, 0.045, slope) * np.exp(-(((part - 0.5) / 0.26) ** 2))
    size = len(tone)
    _, y = _grid(size)
    veins = np.sin(y * (2 * math.pi / (size / 30)) + 3 * blur(_field(size, "wash", rng), 0.02))
    return (0.08 + 0.86 * flat) * (1 - 0.75 * line) + 0.018 * veins, np.round(tint * 5) / 5


def _engraving(fields: Fields, rng: np.random.Generator) -> Fields:
    tone, tint = fields
    size = len(tone)
    x, y = _grid(size)
    level = np.clip(tone, 0, 1)
    # Slanting lines of a fixed pitch, 32 a side: thick where it is dark.
    line = 0.5 + 0.5 * np.cos((x + y + 1) * (2 * math.pi * 32 / size))
    ink = smooth(-0.17, 0.17, level * 1.05 - line)
    return 0.06 + 0.42 * level + 0.48 * ink * (0.45 + 0.55 * level), tint


def _canvas(fields: Fields, rng: np.random.Generator) -> Fields:
    tone, tint = fields
    size = len(tone)
    x, y = _grid(size)
    turn = 2 * math.pi * 32 / size
    over_ = np.sign(np.sin((x + 0.5) * turn) * np.sin((y + 0.5) * turn))
    weave = np.where(over_ > 0, np.cos(2 * turn * (x + 0.5)), np.cos(2 * turn * (y + 0.5)))
    soft = 0.75 * tone + 0.25 * blur(tone, 0.006)
    return 0.05 + soft * (0.93 - 0.10 * weave) - 0.02 * weave, tint


def _glitch(fields: Fields, rng: np.random.Generator) -> Fields:
    tone, tint = (field.copy() for field in fields)
    size = len(tone)
    for _ in range(int(rng.integers(5, 9))):
        high = int(size * rng.uniform(0.02, 0.07))
        top = int(rng.integers(0, size - high))
        shift = int(size * rng.uniform(0.04, 0.16)) * int(rng.choice([-1, 1]))
        rows = np.s_[top : top + high]
        tone[rows], tint[rows] = np.roll(tone[rows], shift, 1), np.roll(tint[rows], shift, 1)
        if rng.random() < 0.5:
            tone[rows] = tone[rows] * 0.8 + 0.18
            tint[rows] = 1 - tint[rows]
    return tone, tint


_TEXTURES: dict[str, Callable[[Fields, np.random.Generator], Fields]] = {
    "smooth": _smooth,
    "grain": _grain,
    "brush": _brush,
    "halftone": _halftone,
    "watercolour": _watercolour,
    "airbrush": _airbrush,
    "scanlines": _scanlines,
    "paper": _paper,
    "mosaic": _mosaic,
    "stipple": _stipple,
    "woodblock": _woodblock,
    "engraving": _engraving,
    "canvas": _canvas,
    "glitch": _glitch,
}
TEXTURES = tuple(_TEXTURES)

#: How often each is chosen. Fine patterns are the rarest: they cover what lies below them.
WEIGHTS = dict.fromkeys(TEXTURES, 1.0) | {
    "smooth": 4.5,
    "brush": 1.6,
    "airbrush": 1.4,
    "watercolour": 1.4,
    "woodblock": 1.2,
    "stipple": 0.6,
    "engraving": 0.7,
    "glitch": 0.6,
}


def textured(fields: Fields, texture: str, rng: np.random.Generator) -> Fields:
    """Tone and tint in this texture."""
    return _TEXTURES[texture](fields, rng)
