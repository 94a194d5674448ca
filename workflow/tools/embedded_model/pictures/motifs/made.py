"""Motifs of made things: city, grid landscape, circuit, stained glass, tunnel, sound wave."""

from __future__ import annotations

import math

import numpy as np

from tools.embedded_model.pictures.canvas import Canvas, blur, over, share, smooth
from tools.embedded_model.pictures.motifs.cells import cells

Fields = tuple[np.ndarray, np.ndarray]


def city(c: Canvas) -> Fields:
    """Towers with lit windows at night, mirrored on wet ground."""
    ground = c.frame.horizon + 0.42
    haze = np.exp(-np.clip(ground - c.y, 0, 9) / 0.55)
    tone = 0.07 + 0.30 * haze + c.stars(25, 0.008) * (1 - haze)
    tint = 0.15 + 0.75 * haze
    for layer in range(3):
        near = layer / 2
        x = -1.0 / c.frame.scale - 0.5
        tops = c.uniform(0.55, 0.95) * (1.15 - 0.35 * near)
        level = 0.22 - 0.09 * layer
        while x < 1.0 / c.frame.scale + 0.5:
            wide = c.uniform(0.14, 0.26) * (0.75 + 0.5 * near)
            high = tops * c.uniform(0.35, 1.15)
            tone, tint = _tower(c, tone, tint, x, wide, ground - high, ground, level, near)
            x += wide * c.uniform(0.8, 1.25 + 0.9 * near)
    street = c.inside(ground - c.y)
    # The reflection is looked up above the ground, blurred along the rows of ripples.
    line = int(np.clip(c.place(np.array([[0.0, ground]]))[0, 1] / 16, 1, c.side - 1))
    mirror, mirror_tint = tone.copy(), tint.copy()
    rows = min(line, c.side - line)
    mirror[line : line + rows] = tone[line - rows : line][::-1]
    mirror_tint[line : line + rows] = tint[line - rows : line][::-1]
    wet = 0.6 + 0.25 * c.noise("soft", 0.5, c.x * 0.3, c.y * 3)
    return over(tone, 0.03 + blur(mirror, 0.007) * wet, street), over(tint, mirror_tint, street)


def _tower(c: Canvas, tone: np.ndarray, tint: np.ndarray, x: float, wide: float, top: float,
           ground: float, level: float, near: float) -> Fields:  # fmt: skip
    """One tower, drawn only where it stands."""
    corners = c.place(np.array([[x - 0.03, top - 0.3], [x + wide + 0.03, ground + 0.05]])) // 16
    box = np.s_[
        max(corners[:, 1].min() - 1, 0) : max(corners[:, 1].max() + 2, 0),
        max(corners[:, 0].min() - 1, 0) : max(corners[:, 0].max() + 2, 0),
    ]
    px, py = c.x[box], c.y[box]
    if px.size == 0:
        return tone, tint
    u, v = (px - x) / wide, py - top
    out = np.maximum(np.abs(px - x - wide / 2) - wide / 2, -v)
    if c.uniform(0, 1) < 0.35:
        out = np.minimum(
            out, np.maximum(np.abs(px - x - wide / 2) - 0.012, -v - c.uniform(0.1, 0.25))
        )
    body = c.inside(out)
    columns = int(c.choice(3, 4, 4, 5))
    pitch = wide / columns * c.uniform(0.9, 1.3)
    across, along = u * columns, v / pitch
    inside = (np.abs(across % 1 - 0.5) < 0.30) & (np.abs(along % 1 - 0.5) < 0.30)
    lights = c.rng.random((64, 64)).astype(np.float32)
    lit = lights[np.floor(along).astype(int) % 64, np.floor(across).astype(int) % 64]
    window = (inside & (lit > 0.45) & (u > 0) & (u < 1)).astype(np.float32)
    shade = level * (0.75 + 0.4 * u) + window * (0.35 + 0.6 * lit) * (0.55 + 0.45 * near)
    tone[box] = over(tone[box], shade, body)
    tint[box] = over(tint[box], 0.1 + 0.9 * window * np.round(lit * 3 % 1 + 0.2), body)
    return tone, tint


def grid(c: Canvas) -> Fields:
    """A grid of light that runs to the horizon under a striped sun."""
    line = c.frame.horizon
    away = np.clip(c.y - line, 0.004, 9)
    depth = 0.42 / away
    floor = c.inside(line - c.y)
    row = (depth * 1.9 + c.uniform(0, 1)) % 1 - 0.5
    column = (c.x * depth * 1.9) % 1 - 0.5
    wide = 0.055 + 0.012 * depth
    lines = np.maximum(np.exp(-((row / wide) ** 2)), np.exp(-((column / wide) ** 2)))
    far = smooth(0.02, 0.3, away)
    ground = 0.07 + lines * (0.25 + 0.6 * far) + 0.5 * np.exp(-away / 0.05)
    middle = c.middle(0.3)
    size = c.uniform(0.4, 0.52)
    up = line - c.uniform(0.22, 0.34)
    disc = np.hypot(c.x - middle, c.y - up)
    bars = c.inside(
        0.035 - np.abs(((c.y - up) / size * 4.5) % 1 - 0.5) * size * 0.25 - 0.03 + 0.05 * (c.y - up)
    )
    sun = c.inside(disc - size) * np.where(c.y > up, 1 - bars, 1)
    sky = 0.07 + 0.26 * np.exp(-np.clip(line - c.y, 0, 9) / 0.4) + 0.8 * c.stars(50, 0.009)
    sky = sky + 0.25 * np.exp(-np.clip(disc - size, 0, 9) / 0.15)
    sky = over(sky, 0.82 - 0.22 * (c.y - up + size) / (2 * size), sun)
    tint = over(0.15 + 0.35 * c.down, 0.95 - 0.35 * (c.y - up + size) / (2 * size), sun)
    ridge = (
        np.abs(c.noise("soft", 0.3, c.x, c.blank())) * 0.22 * smooth(0.1, 0.9, np.abs(c.x - middle))
    )
    peaks = c.inside(line - ridge - c.y)
    sky = over(sky, 0.06 + 0.5 * np.exp(-np.abs(line - ridge - c.y) / 0.012), peaks)
    return over(sky, ground, floor), over(over(tint, 0.5, peaks), 0.45 + 0.3 * lines, floor)


def circuit(c: Canvas) -> Fields:
    """Traces, pads and chips of a circuit board, some of them alight."""
    dark, lit, pads = (np.zeros((c.side, c.side), np.uint8) for _ in range(3))
    pitch = 0.115
    for index in range(46):
        at = np.round(c.rng.uniform(-1.9, 1.9, 2) / pitch) * pitch
        way = int(c.rng.integers(8))
        path = [at]
        for _ in range(4):
            turn = way * math.pi / 4
            step = (
                np.round(np.array([math.cos(turn), math.sin(turn)])) * pitch * c.rng.integers(2, 7)
            )
            at = at + step
            path.append(at)
            way += int(c.choice(-1, 1))
        bright = index % 3 == 0
        c.strokes([np.array(path)], 0.034, lit if bright else dark)
        for end in (path[0], path[-1]):
            c.strokes([np.stack([end, end])], 0.085, lit if bright else dark)
            c.strokes([np.stack([end, end])], 0.03, pads)
    chips = np.zeros((c.side, c.side), np.uint8)
    pins = np.zeros((c.side, c.side), np.uint8)
    for index in range(3):
        x, y = (0.0, 0.0) if index == 0 else np.round(c.rng.uniform(-1.5, 1.5, 2) / pitch) * pitch
        w, h = np.round(c.rng.uniform(0.2, 0.42, 2) / pitch) * pitch
        for leg in np.arange(-w + pitch / 2, w, pitch):
            c.strokes([np.array([[x + leg, y - h - 0.07], [x + leg, y + h + 0.07]])], 0.04, pins)
        c.fill([np.array([[x - w, y - h], [x + w, y - h], [x + w, y + h], [x - w, y + h]])], chips)
    board = 0.13 + 0.04 * c.noise("soft", 0.2)
    copper, light, chip = share(dark), share(lit), share(chips)
    glow = blur(light, 0.02)
    tone = over(board + 0.9 * glow, 0.36, copper)
    tone = over(over(tone, 0.82, light), 0.05, share(pads))
    tone = over(over(tone, 0.7, share(pins)), 0.07 + 0.12 * blur(chip, 0.02), chip)
    tint = over(over(0.1 + 0.7 * glow, 0.35, copper), 0.9, light)
    return tone, over(over(tint, 0.6, share(pins)), 0.2, chip)


def stained_glass(c: Canvas) -> Fields:
    """Panes of glass between dark leads, in rings about a middle."""
    radius, angle = c.polar()
    bend = 0.05 * c.noise("slow", 0.2)
    _, edge, number = cells(c, c.x + bend, c.y - bend, c.uniform(2.2, 3.2))
    lead = smooth(0.06, 0.10, edge)
    pane = 0.40 + 0.45 * number
    if c.uniform(0, 1) < 0.65:
        count, rings = c.choice(8, 10, 12), c.uniform(3.4, 4.4)
        ring = np.floor(radius * rings)
        around = (angle / (2 * math.pi) * count + 0.5 * (ring % 2)) % 1
        rim = np.abs((radius * rings + 0.5) % 1 - 0.5) / rings
        spoke = np.minimum(around, 1 - around) * 2 * math.pi * radius / count
        rose = c.inside(radius - 0.86)
        border = np.minimum(np.where(ring < 1, 1, spoke), rim)
        numbers = c.rng.random((8, 16)).astype(np.float32)
        place = np.floor(angle / (2 * math.pi) * count + 0.5 * (ring % 2)).astype(int) % int(
            c.choice(2, 3, 4)
        )
        glass = numbers[np.clip(ring, 0, 7).astype(int), place]
        lead = over(lead, smooth(0.014, 0.026, border), rose)
        lead = lead * (1 - c.line(radius - 0.86, 0.05))
        pane, number = over(pane, 0.42 + 0.45 * glass, rose), over(number, (glass * 7.3) % 1, rose)
    ripple = 0.10 * c.noise("cloud", 0.5)
    light = 0.95 - 0.18 * radius
    return 0.03 + lead * (pane + ripple) * light, (number * 3.7) % 1


def tunnel(c: Canvas) -> Fields:
    """Glowing rings, one behind the other, down to a bright end."""
    sides = c.choice(0, 0, 4, 6, 8)
    radius, angle = c.polar()
    angle = angle + c.uniform(0, 6.3)
    if sides:
        wedge = 2 * math.pi / sides
        radius = radius * np.cos(angle % wedge - wedge / 2) / math.cos(wedge / 4)
    radius = np.maximum(radius, 1e-3)
    depth = -np.log(radius)
    turns = c.uniform(1.6, 2.6)
    phase = depth * turns + c.choice(0, 0, 1, 2) * angle / (2 * math.pi) + c.uniform(0, 1)
    ring = np.abs(phase % 1 - 0.5)
    neon = np.exp(-((ring / 0.10) ** 2))
    halo = np.exp(-ring / 0.22)
    panels = int(c.choice(8, 12, 16))
    seam = np.abs((angle / (2 * math.pi) * panels) % 1 - 0.5)
    wall = 0.10 + 0.07 * (np.floor(phase + 0.5) % 2) + 0.10 * smooth(0.5, 0.42, seam) * (1 - halo)
    end = np.exp(-((radius / 0.12) ** 2))
    near = smooth(0.02, 0.5, radius)
    tone = wall * near + (0.5 * neon + 0.3 * halo) * (0.35 + 0.65 * near) + end
    return tone, (np.floor(phase + 0.5) * 0.37) % 1 * 0.9 + 0.05 * halo


def soundwave(c: Canvas) -> Fields:
    """Lines of a sound, one before the other like hills."""
    tone = np.full((c.side, c.side), 18, np.uint8)
    tint = np.full((c.side, c.side), 50, np.uint8)
    rows = int(c.choice(15, 18, 21))
    width = c.uniform(0.018, 0.024)
    x = np.linspace(-0.95, 0.95, 150)
    envelope = np.exp(-((x / 0.48) ** 2))
    high = c.uniform(0.26, 0.38)
    for row in range(rows):
        level = -0.66 + 1.5 * row / (rows - 1)
        wave = np.abs(c.curve("soft", 0.32, x)) + 0.25 * np.abs(c.curve("soft", 0.9, x))
        line = np.stack([x, level - high * envelope * wave], axis=1)
        skirt = np.concatenate([line, [[0.95, 1.1], [-0.95, 1.1]]])
        where = int(40 + 215 * row / (rows - 1))
        c.fill([skirt], tone, 20)
        c.strokes([line], width, tone)
        c.fill([skirt], tint, where)
    bright = 0.55 + 0.45 * np.exp(-((c.x / 0.55) ** 2))
    return share(tone) * bright, share(tint)
