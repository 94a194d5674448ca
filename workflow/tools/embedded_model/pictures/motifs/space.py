"""Motifs of the night sky: nebula, galaxy, planet, moon, comet, aurora."""

from __future__ import annotations

import math

import numpy as np

from tools.embedded_model.pictures.canvas import Canvas, blur, over, smooth

Fields = tuple[np.ndarray, np.ndarray]


def nebula(c: Canvas) -> Fields:
    """Billowing gas with bright veils and stars."""
    bend_x, bend_y = c.noise("soft", 0.16), c.noise("soft", 0.16)
    x, y = c.x + 0.22 * bend_x, c.y + 0.22 * bend_y
    gas = c.noise("cloud", 0.2, x, y)
    veil = np.clip(1 - 1.1 * np.abs(c.noise("cloud", 0.17, x, y)), 0, 1)
    radius, _ = c.polar()
    body = np.exp(-((radius / 0.95) ** 2))
    tone = 0.06 + body * (0.42 / (1 + np.exp(-1.8 * gas)) + 0.55 * veil**3)
    tone += 0.18 * np.exp(-((radius / 0.35) ** 2))
    return tone * 1.15 + c.stars(70), 0.5 + 0.24 * bend_x + 0.16 * gas


def galaxy(c: Canvas) -> Fields:
    """A spiral galaxy, seen at a slant."""
    slant = c.uniform(0.45, 0.85)
    lean = c.uniform(-0.7, 0.7)
    cos, sin = math.cos(lean), math.sin(lean)
    x = cos * c.x + sin * c.y
    y = (-sin * c.x + cos * c.y) / slant
    radius = np.hypot(x, y) + np.float32(1e-3)
    arms = c.choice(2, 2, 3)
    swirl = np.arctan2(y, x) - c.choice(-1, 1) * c.uniform(2.4, 3.4) * np.log(radius + 0.04)
    swirl += 0.35 * c.noise("cloud", 0.3)
    arm = 0.5 + 0.5 * np.cos(arms * swirl + c.uniform(0, 6.3))
    fade = np.exp(-((radius / 0.62) ** 2))
    core = np.exp(-((radius / 0.15) ** 2))
    dust = c.noise("rough", 0.35)
    tone = 0.05 + fade * (0.14 + 0.75 * arm**2.2 * (1 + 0.25 * dust)) + 0.9 * core
    sparks = c.stars(110, 0.01)
    return tone + sparks * (0.35 + 0.65 * fade), 0.85 - 0.75 * smooth(0.05, 0.8, radius)


def planet(c: Canvas) -> Fields:
    """A banded planet with a ring, among stars."""
    radius, _ = c.polar()
    size = c.uniform(0.42, 0.52)
    disc = c.inside(radius - size)
    depth = np.sqrt(np.clip(1 - (radius / size) ** 2, 0, 1))
    lean = c.uniform(-0.5, 0.5)
    along = (c.y * math.cos(lean) - c.x * math.sin(lean)) / size
    across = c.x * math.cos(lean) + c.y * math.sin(lean)
    bands = np.sin(c.uniform(7, 13) * along + 0.5 * c.noise("soft", 0.3) + c.uniform(0, 6))
    sun = c.uniform(-2.6, -0.5)
    shade = (c.x * math.cos(sun) + c.y * math.sin(sun)) / size * 0.75 + 0.66 * depth
    surface = np.clip(0.12 + 0.85 * np.clip(shade, 0, 1) * (0.72 + 0.22 * bands), 0, 1)
    stars = c.stars(90)
    tone = over(0.05 + stars, surface, disc)
    tint = over(c.blank(0.15), 0.5 + 0.42 * bands, disc)
    if c.uniform(0, 1) < 0.6:
        flat = c.uniform(0.2, 0.34)
        ring = np.hypot(across, along * size / flat)
        inner, outer = size * 1.28, size * c.uniform(1.75, 2.0)
        grooves = 0.55 + 0.3 * np.sin(ring * c.uniform(40, 60) / size) + 0.1
        mask = c.inside(inner - ring) * c.inside(ring - outer) * 0.92
        mask *= 1 - disc * (along < 0)
        tone, tint = over(tone, grooves, mask), over(tint, 0.9, mask)
    halo = np.exp(-np.clip(radius - size, 0, 9) / 0.07) * (1 - disc) * 0.35
    return tone + halo, tint


def moon(c: Canvas) -> Fields:
    """A cratered moon over dark hills, with thin clouds."""
    x, y = c.uniform(-0.15, 0.15), c.uniform(-0.3, -0.12)
    radius, _ = c.polar(x, y)
    size = c.uniform(0.36, 0.46)
    disc = c.inside(radius - size)
    seas = smooth(-0.4, 0.7, c.noise("soft", 0.35))
    face = 0.95 - 0.34 * seas + 0.04 * c.noise("rough", 0.6)
    depth = np.sqrt(np.clip(1 - (radius / size) ** 2, 0, 1))
    face = face * (0.62 + 0.38 * depth)
    if c.uniform(0, 1) < 0.5:
        bite = np.hypot(c.x - x - size * c.uniform(0.35, 0.6), c.y - y + size * 0.15)
        face = face * (0.12 + 0.88 * smooth(size * 0.86, size * 0.99, bite))
    glow = np.exp(-np.clip(radius - size, 0, 9) / 0.28) * 0.42
    tone = over(0.07 + glow + c.stars(45) * 0.8, face, disc)
    tint = over(0.2 + 0.5 * glow, 0.9 - 0.25 * seas, disc)
    haze = smooth(0.3, 1.6, c.noise("cloud", 0.16, c.x, c.y * 3.2)) * smooth(-0.2, 0.6, c.y)
    tone = over(tone, 0.42 + 0.3 * glow, 0.55 * haze)
    for depth_of, level in ((0.62, 0.10), (0.84, 0.03)):
        edge = depth_of + 0.11 * c.noise("soft", 0.16, c.x, c.blank(depth_of))
        hill = c.inside(edge - c.y)
        tone, tint = over(tone, level, hill), over(tint, 0.1, hill)
    return tone, tint


def comet(c: Canvas) -> Fields:
    """A comet with a long tail."""
    way = c.uniform(0.35, 0.8) * c.choice(-1, 1)
    head = -0.42 * math.copysign(1, way), 0.38
    dx, dy = c.x - head[0], c.y - head[1]
    ux, uy = math.cos(way) * math.copysign(1, way), -abs(math.sin(way))
    along = dx * ux + dy * uy
    across = dy * ux - dx * uy + 0.10 * along**2
    spread = 0.035 + 0.2 * np.clip(along, 0, 3)
    streaks = 1 + 0.4 * c.noise("soft", 0.5, across / spread * 0.35, along * 0.08)
    tail = np.exp(-((across / spread) ** 2)) * np.exp(-along / 0.95) * smooth(-0.05, 0.05, along)
    near = np.hypot(dx, dy)
    core = np.exp(-((near / 0.055) ** 2)) + 0.4 * np.exp(-near / 0.11)
    gas = 0.5 + 0.5 * np.tanh(c.noise("cloud", 0.15))
    tone = 0.05 + 0.12 * gas + 0.85 * tail * streaks + core + c.stars(90)
    return tone, 0.1 + 0.35 * gas + 0.6 * np.clip(tail + core, 0, 1)


def aurora(c: Canvas) -> Fields:
    """Curtains of light over black hills and their reflection."""
    tone, tint = 0.05 + 0.10 * c.down + 0.8 * c.stars(55, 0.009), c.blank(0.15)
    ground = c.frame.horizon + 0.38
    for _ in range(3):
        bend = c.noise("slow", 0.14, c.x, c.y * 0.35) * c.uniform(0.14, 0.24)
        foot = c.uniform(-0.1, 0.3) + ground - 0.45 + bend + 0.25 * c.uniform(-1, 1) * c.x
        height = c.uniform(0.45, 0.85)
        up = (foot - c.y) / height
        threads = 0.62 + 0.38 * c.noise("cloud", 0.45, c.x + 0.6 * bend, c.y * 0.025)
        light = np.where(
            up > 0, np.exp(-2.1 * np.clip(up, 0, 9)), np.exp(np.clip(up, -9, 0) / 0.035)
        ) * np.clip(threads, 0.1, 2)
        tone = tone + 0.62 * light
        tint = over(tint, np.clip(0.35 + 0.75 * up, 0, 1), np.clip(light * 1.4, 0, 1))
    edge = ground + 0.08 * c.noise("cloud", 0.22, c.x, c.blank(0.3)) - 0.03
    hill = c.inside(edge - c.y)
    tone = over(tone, 0.035, hill)
    lake = c.inside(ground + 0.13 - c.y)
    mirror = blur(tone[::-1], 0.015) * 0.5
    rows = 0.75 + 0.25 * c.noise("soft", 0.5, c.x * 0.25, c.y * 3)
    return over(tone, mirror * rows + 0.05, lake), over(tint, tint[::-1], lake)
