"""Motifs of the day's sky: clouds, lightning, rain, rainbow rays, smoke, fire."""

from __future__ import annotations

import numpy as np

from tools.embedded_model.pictures.canvas import Canvas, blur, over, share, smooth

Fields = tuple[np.ndarray, np.ndarray]


def clouds(c: Canvas) -> Fields:
    """Towering clouds, lit from above, bank behind bank."""
    tone = 0.34 + 0.30 * c.down
    tint = 0.1 + 0.3 * c.down
    sun = np.hypot(c.x - c.middle(0.6), c.y - c.frame.horizon + 0.5)
    tone = tone + 0.3 * np.exp(-sun / 0.35)
    banks = 4
    for bank in range(banks):
        level = c.frame.horizon - 0.42 + 0.40 * bank
        size = 0.24 - 0.035 * bank
        bumps = np.abs(c.noise("soft", size))
        puffs = np.abs(c.noise("soft", size * 3.0))
        heap = 0.26 * c.noise("slow", 0.15, c.x, c.blank(level)) + 0.22 * bumps + 0.09 * puffs
        depth = c.y - level + heap
        body = smooth(0, 0.03, depth)
        lit = np.exp(-np.clip(depth, 0, 9) / 0.26)
        round_ = 0.55 + 0.22 * bumps + 0.18 * puffs
        tone = over(tone, 0.34 + 0.55 * lit * round_ + 0.12 * puffs * lit + 0.03 * bank, body)
        tint = over(tint, 0.35 + 0.6 * lit * round_, body)
    return tone, tint


def lightning(c: Canvas) -> Fields:
    """Forked lightning under a storm cloud."""
    gas = c.noise("cloud", 0.2, c.x, c.y * 1.3)
    tone = 0.10 + 0.12 * np.tanh(gas) + 0.10 * (1 - c.down)
    cloud = smooth(-0.1, -0.7, c.y + 0.25 * gas)
    tone = over(tone, 0.30 + 0.14 * gas, 0.8 * cloud)
    bolts = [_bolt(c, np.array([c.uniform(-0.2, 0.2), -0.95]), c.uniform(-0.25, 0.25), 2.1, 0)]
    if c.uniform(0, 1) < 0.5:
        bolts.append(_bolt(c, np.array([c.uniform(-0.8, 0.8), -0.9]), 0.0, 1.4, 1))
    lines = [line for bolt in bolts for line in bolt]
    widths = [width for _, width in lines]
    sharp = share(c.strokes([points for points, _ in lines], widths))
    glow = blur(sharp, 0.02) * 2.2 + blur(sharp, 0.09) * 2.6
    tint = 0.15 + 0.25 * np.tanh(gas) + 0.8 * np.clip(glow, 0, 1)
    ground = c.inside(0.8 + 0.06 * c.noise("soft", 0.2, c.x, c.blank()) - c.y)
    tone = tone + 0.55 * glow
    return over(np.maximum(tone, sharp), 0.03, ground), tint


def _bolt(c: Canvas, start: np.ndarray, way: float, length: float, depth: int) -> list:
    steps = max(4, int(13 * length))
    turns = way + c.rng.normal(0, 0.5, steps)
    legs = np.stack([np.sin(turns), np.cos(turns)], axis=1) * (length / steps)
    points = start + np.concatenate([np.zeros((1, 2)), np.cumsum(legs, axis=0)])
    lines = [(points, (0.026, 0.014, 0.009)[depth])]
    if depth < 2:
        for index in c.rng.choice(steps - 2, min(4, steps - 2), replace=False) + 1:
            lean = way + c.choice(-1, 1) * c.uniform(0.5, 1.0)
            lines += _bolt(c, points[index], lean, length * c.uniform(0.2, 0.38), depth + 1)
    return lines


def rain(c: Canvas) -> Fields:
    """Slanting rain and the rings it makes in a pool."""
    ground = c.frame.horizon + 0.2
    pool = smooth(ground - 0.02, ground + 0.02, c.y)
    gas = c.noise("soft", 0.15)
    tone = 0.20 + 0.10 * gas * (1 - pool) + 0.16 * np.exp(-np.abs(c.y - ground) / 0.16)
    tint = 0.2 + 0.2 * gas + 0.25 * pool
    tone += pool * (0.05 * c.noise("soft", 0.4, c.x * 0.4, c.y * 2) + 0.02)
    rings = np.zeros((c.side, c.side), np.float32)
    for _ in range(9):
        y = c.uniform(ground + 0.1, ground + 0.95)
        near = 0.35 + 0.9 * (y - ground)
        radius = np.hypot(c.x - c.uniform(-1.2, 1.2), (c.y - y) / 0.34)
        reach = c.uniform(0.12, 0.3) * near
        wave = np.cos((radius - reach) * (44 / near)) * np.exp(
            -(((radius - reach) / (0.1 * near)) ** 2)
        )
        rings += wave
    tone += pool * 0.34 * rings
    slant = c.uniform(0.08, 0.3) * c.choice(-1, 1)
    count = 90
    starts = np.stack([c.rng.uniform(-1.6, 1.6, count), c.rng.uniform(-1.5, 1.0, count)], axis=1)
    lengths = c.rng.uniform(0.12, 0.4, (count, 1))
    ends = starts + lengths * np.array([slant, 1.0])
    drops = share(c.strokes(np.stack([starts, ends], axis=1), 0.008))
    return tone + 0.5 * drops, tint + 0.5 * drops


def rays(c: Canvas) -> Fields:
    """Beams of light that burst from a middle."""
    radius, angle = c.polar()
    count = c.choice(9, 12, 16, 20)
    phase = c.uniform(0, 6.3)
    wide = np.cos(count * angle + phase)
    fine = np.cos(c.choice(31, 37, 43) * angle + 1.3 * phase)
    beam = smooth(-0.15, 0.2, wide + 0.3 * fine)
    core = np.exp(-((radius / 0.16) ** 2))
    fade = np.exp(-radius / 1.3)
    tone = 0.10 + fade * (0.18 + 0.55 * beam) + 0.85 * core + 0.3 * np.exp(-radius / 0.3)
    around = 0.5 + 0.5 * np.cos(c.choice(1, 2, 3) * angle + 2 * phase)
    return tone, 0.12 + 0.55 * around + 0.25 * beam


def smoke(c: Canvas) -> Fields:
    """Thin sheets of smoke that rise and curl against the dark."""
    rise = smooth(1.1, -0.9, c.y)
    bend = c.noise("slow", 0.13, c.x, c.y * 0.8) * (0.12 + 0.4 * rise)
    curl = c.noise("slow", 0.3, c.x, c.y * 0.7) * 0.13 * rise
    x = c.x + bend + curl
    tone, tint = c.blank(0.05), c.blank(0.2)
    for strand in range(3):
        width = 0.07 + (0.28 + 0.08 * strand) * rise
        place = x + c.uniform(-0.15, 0.15) + 0.3 * (strand - 1) * rise
        sheet = np.exp(-((place / width) ** 2))
        fold = 1 - np.abs(np.sin(place / width * 2.4 + 2.2 * c.noise("slow", 0.2)))
        light = sheet * (0.16 + 0.62 * fold**2.5)
        tone = tone + light
        tint = tint + light * c.uniform(0.3, 0.9)
    return tone, tint


def fire(c: Canvas) -> Fields:
    """Pointed tongues of flame, hotter inside."""
    sway = c.noise("soft", 0.2, c.x, c.y * 0.6) * 0.07
    heat = c.blank(-1)
    places = np.linspace(-0.75, 0.75, 8) + c.rng.uniform(-0.08, 0.08, 8)
    for place in places.tolist():
        high = (1.75 - 1.0 * abs(place)) * c.uniform(0.62, 1.05)
        wide = c.uniform(0.20, 0.32)
        t = np.clip((0.95 - c.y) / high, -0.5, 1.2)
        curl = c.uniform(2.5, 4.5)
        middle = place * (1 - 0.35 * t) + 0.13 * t * np.sin(curl * t + c.uniform(0, 6.3)) + sway * t
        half = wide * np.clip(1 - t, 0, 1) ** 0.85 * (1.0 + 0.5 * np.clip(t, 0, 1))
        heat = np.maximum(heat, (half - np.abs(c.x - middle)) / wide)
    flame = smooth(-0.02, 0.05, heat)
    body = smooth(0.08, 0.62, heat)
    core = smooth(0.38, 0.95, heat)
    around = np.exp(np.minimum(heat, 0) / 0.55) * 0.20
    sparks = c.stars(45, 0.014) * smooth(0.3, -0.6, c.y)
    tone = 0.04 + around + flame * (0.28 + 0.32 * body + 0.34 * core) + 0.9 * sparks
    return tone, 0.05 + 0.25 * flame + 0.35 * body + 0.35 * core + 0.5 * sparks
