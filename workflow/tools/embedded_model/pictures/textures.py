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
        "paper": (0.55, 6, (1.0, 1.0)),
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
    owner = np.zeros((size, size), np.float32)
    count = 1500
    places = rng.uniform(-0.03, 1.03, (count, 2)) * size
    angles = np.empty(count)
    lengths = size * rng.uniform(0.03, 0.07, count)
    for index, (x, y) in enumerate(places):
        row, column = (int(np.clip(value, 0, size - 1)) for value in (y, x))
        angles[index] = flow[row, column] + rng.normal(0, 0.15)
        half = lengths[index] * np.array([math.cos(angles[index]), math.sin(angles[index])])
        ends = [
            tuple(np.round((np.array([x, y]) + s * half)).astype(int).tolist()) for s in (-1, 1)
        ]
        cv2.line(owner, *ends, float(index), max(2, round(size * 0.026)), cv2.LINE_8)
    index = owner.astype(int)
    across, along = _grid(size)
    dx, dy = places[index, 0] - across, places[index, 1] - along
    side = -dx * np.sin(angles[index]) + dy * np.cos(angles[index])
    bristle = 0.6 * np.sin(side * 1.9 + index) + 0.8 * rng.normal(0, 1, count)[index]
    edge = side / (size * 0.013)
    return np.stack([dx, dy, 0.035 * bristle - 0.05 * edge]).astype(np.float32)


def _brush(fields: Fields, rng: np.random.Generator) -> Fields:
    size = len(fields[0])
    dx, dy, relief = _strokes(size, int(rng.integers(_VARIANTS)))
    x, y = _grid(size)
    tone, tint = _shifted(fields, x + 0.8 * dx, y + 0.8 * dy)
    sharp = 0.25
    tone = tone + sharp * (fields[0] - tone)
    return tone + relief * (0.35 + 0.9 * np.clip(tone, 0, 1)), tint


def _halftone(fields: Fields, rng: np.random.Generator) -> Fields:
    tone, tint = fields
    size = len(tone)
    x, y = _grid(size)
    pitch = max(size / 42, 4.5)
    turn = rng.uniform(0.2, 0.9)
    u = (x * math.cos(turn) + y * math.sin(turn)) * (2 * math.pi / pitch)
    v = (-x * math.sin(turn) + y * math.cos(turn)) * (2 * math.pi / pitch)
    dots = 0.5 + 0.25 * (np.cos(u) + np.cos(v))
    level = np.clip(tone, 0.02, 0.98)
    spot = smooth(-0.14, 0.14, level - (1 - dots))
    return 0.42 * level + 0.12 * level + spot * (0.20 + 0.42 * level) - 0.04, tint


def _watercolour(fields: Fields, rng: np.random.Generator) -> Fields:
    size = len(fields[0])
    wash = _field(size, "wash", rng)
    paper = _field(size, "paper", rng)
    x, y = _grid(size)
    amount = size * 0.008
    tone, tint = _shifted(fields, x + amount * wash, y + amount * np.roll(wash, size // 3, 1))
    level = np.clip(0.32 + 0.66 * tone, 0, 1)
    # Pigment gathers where a wash ends: steps of tone with dark rims.
    steps = level * 5 + 0.22 * wash
    part = steps - np.floor(steps)
    pooled = (np.floor(steps) + smooth(0.55, 0.95, part)) / 5
    rim = np.exp(-(((part - 0.55) / 0.12) ** 2)) * 0.07
    edge = np.minimum(np.minimum(x, size - 1 - x), np.minimum(y, size - 1 - y)) / size
    bare = smooth(0.055, 0.03, edge + 0.012 * wash)
    painted = 0.55 * level + 0.45 * pooled - rim + 0.04 * wash + 0.022 * paper
    return painted + (0.97 - painted) * bare, tint


def _airbrush(fields: Fields, rng: np.random.Generator) -> Fields:
    tone, tint = fields
    bright = blur(np.clip(tone - 0.35, 0, 1), 0.03)
    return 0.62 * tone + 0.38 * blur(tone, 0.012) + 0.5 * bright, blur(tint, 0.012)


def _scanlines(fields: Fields, rng: np.random.Generator) -> Fields:
    tone, tint = fields
    size = len(tone)
    pitch = max(4, round(size / 52))
    row = np.arange(size, dtype=np.float32)[:, None]
    line = 0.5 + 0.5 * np.cos(row * (2 * math.pi / pitch))
    return tone * (0.62 + 0.5 * line) + 0.02 * line, tint


def _paper(fields: Fields, rng: np.random.Generator) -> Fields:
    tone, tint = fields
    paper = _field(len(tone), "paper", rng)
    relief = paper - np.roll(paper, (2, 2), (0, 1))
    return 0.14 + 0.76 * tone + 0.045 * relief + 0.025 * paper, tint


@lru_cache(maxsize=_VARIANTS)
def _tiles(size: int, variant: int) -> np.ndarray:
    """Mosaic stones: per pixel the shift to its stone's middle (x, y), grout and bevel."""
    rng = generator(variant, "mosaic", "picture texture")
    count = 27 + 3 * (variant % 3)
    pitch = size / count
    bend = noise(rng, size, 2.4, high=4)
    x, y = _grid(size)
    u = x / pitch + 0.9 * bend
    v = y / pitch + 0.9 * np.roll(bend, size // 2, 0)
    u = u + 0.5 * (np.floor(v) % 2)
    dx, dy = np.floor(u) + 0.5 - u, np.floor(v) + 0.5 - v
    edge = 0.5 - np.maximum(np.abs(dx), np.abs(dy))
    stone = rng.normal(0, 1, (97,))[(np.floor(u) * 31 + np.floor(v) * 17).astype(int) % 97]
    grout = smooth(0.05, 0.15, edge)
    return np.stack([dx * pitch, dy * pitch, grout, 0.05 * stone + 0.12 * (dx + dy)]).astype(
        np.float32
    )


def _mosaic(fields: Fields, rng: np.random.Generator) -> Fields:
    size = len(fields[0])
    dx, dy, grout, bevel = _tiles(size, int(rng.integers(_VARIANTS)))
    x, y = _grid(size)
    tone, tint = _shifted((blur(fields[0], 0.008), fields[1]), x + dx, y + dy)
    stone = np.clip(tone, 0, 1) * 0.95 + 0.05 + bevel * (0.3 + tone)
    return 0.10 + (stone - 0.10) * grout, tint


def _stipple(fields: Fields, rng: np.random.Generator) -> Fields:
    tone, tint = fields
    size = len(tone)
    dots = blur(_field(size, "dots", rng), 0.6 / size * 1.2)
    dots = dots / dots.std()
    level = np.clip(tone, 0.03, 0.97)
    ink = smooth(-0.5, 0.5, dots + (level - 0.5) * 4.2)
    return 0.12 + 0.35 * level + 0.48 * ink - 0.10 * (1 - level), tint


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
    pitch = max(size / 50, 4.0)
    turn = rng.uniform(-0.7, 0.7)
    level = np.clip(tone, 0, 1)
    # The lines bend with the form, as an engraver lays them.
    place = (x * math.sin(turn) + y * math.cos(turn)) / pitch + 1.6 * blur(level, 0.03)
    line = 0.5 + 0.5 * np.cos(2 * math.pi * place)
    ink = smooth(-0.16, 0.16, level * 1.05 - line)
    return 0.10 + 0.28 * level + 0.6 * ink * (0.55 + 0.45 * level), tint


def _canvas(fields: Fields, rng: np.random.Generator) -> Fields:
    tone, tint = fields
    size = len(tone)
    x, y = _grid(size)
    pitch = max(size / 58, 4.0)
    across, along = np.cos(x * (2 * math.pi / pitch)), np.cos(y * (2 * math.pi / pitch))
    weave = np.where(
        np.cos(x * (math.pi / pitch)) * np.cos(y * (math.pi / pitch)) > 0, across, along
    )
    soft = 0.75 * tone + 0.25 * blur(tone, 0.006)
    return 0.05 + soft * (0.9 + 0.13 * weave) + 0.025 * weave, tint


def _glitch(fields: Fields, rng: np.random.Generator) -> Fields:
    tone, tint = (field.copy() for field in fields)
    size = len(tone)
    for _ in range(int(rng.integers(7, 12))):
        high = int(size * rng.uniform(0.015, 0.09))
        top = int(rng.integers(0, size - high))
        shift = int(size * rng.uniform(0.04, 0.22)) * int(rng.choice([-1, 1]))
        rows = np.s_[top : top + high]
        tone[rows], tint[rows] = np.roll(tone[rows], shift, 1), np.roll(tint[rows], shift, 1)
        if rng.random() < 0.4:
            tint[rows] = 1 - tint[rows]
        if rng.random() < 0.3:
            wide = max(2, size // 24)
            tone[rows] = np.repeat(tone[rows, ::wide], wide, axis=1)[:, :size]
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


def textured(fields: Fields, texture: str, rng: np.random.Generator) -> Fields:
    """Tone and tint in this texture."""
    return _TEXTURES[texture](fields, rng)
