"""Motifs of the water: ocean, waves, ripples, bubbles, jellyfish, coral."""

from __future__ import annotations

import cv2
import numpy as np

from tools.embedded_model.pictures.canvas import Canvas, blur, over, share, smooth

Fields = tuple[np.ndarray, np.ndarray]


def ocean(c: Canvas) -> Fields:
    """Open sea to the horizon, with a low sun and its glitter."""
    line = c.frame.horizon - 0.1
    away = c.y - line
    near = np.clip(away, 0, 9) + 0.07
    swell = c.noise("soft", 0.55, c.x / near * 0.42, 1.2 / near)
    chop = c.noise("soft", 0.9, c.x / near * 0.5, 1.3 / near)
    sun_x = c.middle(0.35)
    sun_size, sun_y = c.uniform(0.14, 0.24), line - c.uniform(0.0, 0.28)
    around = np.hypot(c.x - sun_x, c.y - sun_y)
    haze = c.noise("soft", 0.2, c.x * 0.5, c.y * 2.2)
    sky = 0.38 + 0.34 * np.exp(np.minimum(away, 0) / 0.5) + 0.09 * haze
    sky = over(sky + 0.4 * np.exp(-around / 0.3), 0.98, c.inside(around - sun_size))
    glitter = np.exp(-(((c.x - sun_x) / (0.10 + 0.34 * near)) ** 2))
    crest = smooth(0.1, 1.6, swell + 0.5 * chop)
    sea = 0.20 + 0.22 * crest + 0.05 * chop + 0.12 * np.exp(-near / 0.25)
    sea = sea + glitter * (0.08 + 0.62 * smooth(0.0, 1.0, 0.7 * swell + 0.8 * chop))
    sea = sea + 0.30 * smooth(1.5, 2.0, swell + 0.5 * chop)
    water = c.inside(-away)
    warm = np.clip(0.95 - around * 0.6, 0.3, 1)
    return over(sky, sea, water), over(warm, 0.10 + 0.25 * crest + 0.5 * glitter, water)


def waves(c: Canvas) -> Fields:
    """Rolling crests, row before row."""
    tone, tint = 0.72 - 0.25 * c.down, c.blank(0.9)
    rows = int(c.choice(6, 7, 8))
    for row in range(rows):
        level = -0.72 + 1.75 * row / rows
        length = c.uniform(2.6, 4.2)
        phase = length * c.x + c.uniform(0, 6.3) + 0.6 * c.noise("slow", 0.2, c.x, c.blank(row))
        # A trochoid: crests are sharper than troughs.
        crest = 1 - np.abs(np.sin(phase / 2)) ** 0.8
        depth = c.y - level + c.uniform(0.1, 0.17) * 2 * crest
        body = c.inside(-depth)
        foam = np.exp(-np.clip(depth, 0, 9) / 0.018)
        lines = 0.5 + 0.5 * np.cos(np.clip(depth, 0, 9) * 46)
        shade = 0.55 * np.exp(-np.clip(depth, 0, 9) / 0.25)
        water = 0.12 + shade * (0.75 + 0.3 * lines) + 0.5 * foam
        tone = over(tone, water, body)
        tint = over(tint, 0.75 - 0.7 * row / rows + 0.2 * foam, body)
    return tone, tint


def ripples(c: Canvas) -> Fields:
    """Rings that spread on still water and cross each other."""
    height = c.blank()
    count = int(c.choice(1, 2, 2, 3))
    pitch = c.uniform(24, 36)
    for index in range(count):
        x, y = (0.0, 0.0) if index == 0 else c.rng.uniform(-0.9, 0.9, 2)
        radius, _ = c.polar(x, y)
        height += np.cos(pitch * radius + c.uniform(0, 6)) * np.exp(-radius / 1.0)
    height += 0.12 * c.noise("soft", 0.3)
    slope_x = np.gradient(height, axis=1) / c.pixel * (0.5 / pitch)
    slope_y = np.gradient(height, axis=0) / c.pixel * (0.5 / pitch)
    light = np.tanh(1.1 * (slope_x + 1.4 * slope_y))
    shine = smooth(0.55, 0.95, light)
    radius, _ = c.polar()
    return 0.40 + 0.30 * light + 0.35 * shine, np.clip(0.9 - 0.5 * radius, 0, 1) * (
        0.6 + 0.4 * light
    )


def bubbles(c: Canvas) -> Fields:
    """Glassy bubbles, large ones and small ones."""
    gas = c.noise("slow", 0.2)
    tone = c.choice(0.42, 0.42, 0.62) - 0.30 * c.down + 0.06 * gas
    tint = 0.15 + 0.15 * gas + 0.15 * (1 - c.down)
    sizes = np.sort(np.concatenate([c.rng.uniform(0.05, 0.14, 14), c.rng.uniform(0.18, 0.42, 7)]))
    for index, size in enumerate(sizes.tolist()):
        last = index == len(sizes) - 1
        x, y = (0.0, 0.0) if last else c.rng.uniform(-1.15, 1.15, 2).tolist()
        box = c.window(x, y, size * 1.1)
        dx, dy = c.x[box] - x, c.y[box] - y
        if not dx.size:
            continue
        radius, angle = cv2.cartToPolar(dx, dy)
        disc = c.inside(radius - size)
        edge = np.clip(radius / size, 0, 1)
        film = 0.5 + 0.5 * np.sin(5 * edge**2 + 2 * angle + 6 * size)
        rim = edge**5 * (0.55 + 0.45 * np.cos(angle + 2.2))
        spot = np.exp(-((dx + 0.42 * size) ** 2 + (dy + 0.42 * size) ** 2) / (0.16 * size) ** 2)
        light = tone[box] * 0.8 + 0.12 * film * edge**2 + 0.6 * rim + 0.8 * spot
        tone[box] = over(tone[box], light, disc)
        tint[box] = over(tint[box], 0.25 + 0.7 * film, disc * (0.25 + 0.75 * edge**2))
    return tone, tint


def jellyfish(c: Canvas) -> Fields:
    """A glowing bell with trailing tentacles in dark water."""
    top, wide, high = -0.28, c.uniform(0.42, 0.52), c.uniform(0.34, 0.44)
    x = c.x / wide
    bell = (c.y - top) / high
    frill = 0.12 + 0.07 * np.cos(x * c.choice(11, 14, 17))
    inside = c.inside((np.hypot(x, np.minimum(bell, 0)) - 1) * high * 0.7) * c.inside(
        (bell - frill * 2) * high
    )
    edge = np.clip(np.hypot(x, bell * 0.9), 0, 1.2)
    ribs = 0.5 + 0.5 * np.cos(np.arcsin(np.clip(x, -1, 1)) * c.choice(10, 12, 16))
    light = (
        0.30
        + 0.5 * edge**3
        + 0.25 * ribs * edge**1.5
        + 0.25 * np.exp(-(((bell + 0.25) / 0.3) ** 2) - (x / 0.4) ** 2)
    )
    mask = np.zeros((c.side, c.side), np.uint8)
    steps = np.linspace(0, 1, 24)
    wave = c.uniform(0, 6.3)
    for start in np.linspace(-0.92, 0.92, 13):
        length = c.uniform(0.7, 1.35)
        sway = 0.10 * np.sin(steps * c.uniform(4, 7) + wave + start * 2) * steps**0.7
        drift = start * wide * (1 - 0.3 * steps)
        line = np.stack([drift + sway, top + high * 0.15 + steps * length], axis=1)
        c.strokes([line], c.choice(0.012, 0.016, 0.02), mask)
    arms = np.zeros((c.side, c.side), np.uint8)
    for start in (-0.3, 0.0, 0.28):
        sway = 0.12 * np.sin(steps * 7 + wave + 3 * start) * steps
        line = np.stack([start * wide + sway, top + high * 0.1 + steps * 0.75], axis=1)
        c.strokes([line], 0.06, arms)
    threads, veils = share(mask), blur(share(arms), 0.008)
    fade = smooth(1.25, -0.2, c.y)
    water = 0.06 + 0.18 * (1 - c.down) + 0.03 * c.noise("soft", 0.2)
    tone = water + (0.55 * threads + 0.4 * veils) * fade
    glow = blur(inside, 0.06)
    tone = over(tone + 0.25 * glow, light, 0.92 * inside)
    tint = over(0.1 + 0.6 * threads + 0.3 * glow + 0.3 * veils, 0.45 + 0.5 * edge, inside)
    return tone + 0.5 * c.stars(40, 0.009), tint


def coral(c: Canvas) -> Fields:
    """Branching corals on the ground of a bright sea."""
    rays = np.clip(c.noise("soft", 0.3, c.x + 0.35 * c.y, c.y * 0.05), -1, 2)
    tone = 0.50 - 0.34 * c.down + 0.08 * rays * (1 - c.down)
    tint = 0.08 + 0.12 * c.down
    for depth, (level, where) in enumerate(((0.36, 0.35), (0.62, 0.62), (0.92, 0.9))):
        mask, tips = np.zeros((c.side, c.side), np.uint8), np.zeros((c.side, c.side), np.uint8)
        spots = (-0.75, -0.1, 0.6) if depth < 2 else (0.0,)
        for spot in spots:
            root = np.array([spot + c.uniform(-0.2, 0.2), 1.1])
            size = c.uniform(0.8, 1.1) * (0.40 if depth < 2 else 0.56)
            _branch(c, root, c.uniform(-0.15, 0.15), size, 0.14 + 0.02 * depth, 0, mask, tips)
        body = share(mask)
        relief = np.clip(body - blur(body, 0.008), 0, 1)
        tone = over(tone, level * 0.55 + 0.25 * relief, body)
        tint = over(tint, where, body)
        tone = over(tone, level, share(tips))
    return tone + 0.4 * c.stars(20, 0.014) * (1 - c.down), tint


def _branch(c: Canvas, root: np.ndarray, way: float, length: float, width: float, depth: int,
            mask: np.ndarray, tips: np.ndarray) -> None:  # fmt: skip
    bend = way + c.uniform(-0.2, 0.2)
    middle = root + length * 0.5 * np.array([np.sin(way), -np.cos(way)])
    end = middle + length * 0.5 * np.array([np.sin(bend), -np.cos(bend)])
    c.strokes([np.stack([root, middle, end])], width, mask)
    if depth == 4:
        c.strokes([np.stack([end, end])], width * 1.7, tips)
        return
    for side in (-1, 1):
        turn = bend + side * c.uniform(0.25, 0.6)
        _branch(c, end, turn, length * c.uniform(0.66, 0.8), width * 0.72, depth + 1, mask, tips)
