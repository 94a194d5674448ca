"""Motifs of the earth: mountains, desert, canyon, lava, volcano, crystal, snowflake, marble."""

from __future__ import annotations

import math

import numpy as np

from tools.embedded_model.pictures.canvas import Canvas, blur, over, share, smooth
from tools.embedded_model.pictures.motifs.cells import cells

Fields = tuple[np.ndarray, np.ndarray]


def mountains(c: Canvas) -> Fields:
    """Ridge behind ridge in the mist, with snow on the far peaks."""
    line = c.frame.horizon
    tone = 0.62 + 0.25 * smooth(-1, line, c.y)
    tint = 0.95 - 0.35 * (1 - c.down)
    around = np.hypot(c.x - c.middle(0.5), c.y - line + c.uniform(0.5, 0.7))
    tone = over(tone, 1.0, c.inside(around - 0.13))
    layers = 5
    for layer in range(layers):
        near = layer / (layers - 1)
        ridge = c.noise("cloud", 0.12 + 0.05 * layer, c.x, c.blank(0.1 * layer))
        peaks = 0.32 * (1 - 0.55 * near) * (ridge + 0.5 * np.abs(ridge))
        top = line - 0.22 + 0.85 * near - peaks
        depth = c.y - top
        body = c.inside(-depth)
        mist = smooth(0, 0.5, depth)
        rock = 0.62 - 0.56 * near
        face = c.noise("cloud", 0.32, c.x + 0.5 * c.y, c.y)
        shade = rock + (0.10 * np.tanh(2 * face)) * (1 - 0.5 * near) + 0.22 * mist * (1 - near)
        if layer < 2:
            snow = smooth(0.16, 0.06, depth + 0.06 * face)
            shade = over(shade, 0.92 - 0.12 * (face < 0), snow)
        tone = over(tone, shade, body)
        tint = over(tint, 0.7 - 0.62 * near, body)
    return tone, tint


def desert(c: Canvas) -> Fields:
    """Dunes with sharp crests: one side lit, one in the shade."""
    line = c.frame.horizon - 0.15
    tone = 0.50 + 0.28 * smooth(-1, line, c.y)
    tint = 0.98 - 0.15 * c.down
    sun = np.hypot(c.x - c.middle(0.6), c.y - line + c.uniform(0.25, 0.5))
    tone = over(tone, 0.98, c.inside(sun - c.uniform(0.12, 0.2)))
    way = c.choice(-1, 1)
    layers = 4
    for layer in range(layers):
        near = layer / (layers - 1)
        top = line + 0.06 + 0.66 * near**1.3
        peak = c.uniform(-0.75, 0.75)
        wide = 0.45 + 0.35 * near
        hill = np.exp(-(((c.x - peak) / wide) ** 2))
        crest = top - (0.16 + 0.12 * near) * hill - 0.05 * c.noise("slow", 0.12, c.x, c.blank(near))
        depth = np.clip(c.y - crest, 0, 9)
        body = c.inside(crest - c.y)
        # The sharp edge starts at the peak and winds down towards the eye.
        spine = peak - way * (0.5 * depth - 0.13 * np.sin(5.5 * depth))
        side = c.inside((spine - c.x) * way) * smooth(1.3, 0.5, np.abs(c.x - peak) + depth)
        wind = np.sin((60 - 25 * near) * (depth + 0.06 * c.noise("soft", 0.3)))
        lit = 0.78 - 0.10 * near + 0.035 * wind - 0.22 * smooth(0, 0.9, depth)
        dark = 0.24 - 0.06 * near + 0.25 * smooth(0, 0.8, depth) * (1 - 0.5 * near)
        tone = over(tone, over(lit, dark, side), body)
        tint = over(tint, over(c.blank(0.5), 0.12, side), body)
    return tone, tint


def canyon(c: Canvas) -> Fields:
    """Walls of layered stone with a strip of sky between."""
    bend = 0.22 * c.noise("slow", 0.16, c.blank(), c.y) + 0.07 * c.noise(
        "soft", 0.3, c.blank(), c.y
    )
    x = c.x - bend
    gap = 0.05 + 0.20 * smooth(0.7, -1, c.y)
    away = np.abs(x) - gap
    side = np.where(x > 0, 1.0, 0.4).astype(np.float32)
    strata = c.y * 0.45 + 0.30 * np.sqrt(np.clip(away, 0, 9)) * side + 0.13 * c.noise("slow", 0.2)
    layers = np.sin(21 * strata)
    fine = np.sin(67 * strata + 1.5 * layers)
    glow = np.exp(-np.clip(away, 0, 9) / 0.4)
    stone = 0.12 + 0.46 * glow + 0.15 * layers * (0.4 + glow) + 0.07 * fine * (0.4 + glow)
    wall = c.inside(-away)
    tone = over(0.92 - 0.15 * c.down, stone, wall)
    return tone, over(c.blank(0.97), 0.30 + 0.22 * layers + 0.2 * glow, wall)


def lava(c: Canvas) -> Fields:
    """Plates of dark stone with fire in the cracks between them."""
    bend = 0.07 * c.noise("soft", 0.3), 0.07 * c.noise("soft", 0.3)
    _, edge, tone_of = cells(c, c.x + bend[0], c.y + bend[1], 3.4)
    heat = np.clip(0.55 + 0.45 * c.noise("slow", 0.2), 0.15, 1.3)
    crack = np.exp(-((edge / (0.16 * heat)) ** 2))
    glow = np.exp(-edge / (0.34 * heat))
    crust = 0.07 + 0.09 * tone_of + 0.035 * c.noise("rough", 0.4)
    tone = crust * smooth(0.05, 0.4, edge) + 0.4 * glow * heat + 0.6 * crack
    return tone, 0.08 + 0.8 * np.clip(glow * heat, 0, 1)


def volcano(c: Canvas) -> Fields:
    """A cone that throws fire into a dark sky."""
    top = c.frame.horizon - 0.12
    gas = c.noise("cloud", 0.25)
    plume = np.exp(-(((c.x + 0.12 * gas) / (0.14 + 0.65 * np.clip(top - c.y, 0, 2))) ** 2))
    above = smooth(top + 0.05, top - 0.1, c.y)
    tone = (
        0.09 + above * plume * (0.22 + 0.16 * gas) + 0.35 * np.exp(-np.hypot(c.x, c.y - top) / 0.3)
    )
    tint = 0.15 + 0.55 * plume * above
    times = np.linspace(0, 1, 14)
    mask = np.zeros((c.side, c.side), np.uint8)
    for _ in range(26):
        speed, way = c.uniform(0.7, 1.9), c.rng.normal(0, 0.3)
        path = np.stack(
            [speed * np.sin(way) * times, top - speed * np.cos(way) * times + 1.1 * times**2], 1
        )
        c.strokes([path], c.choice(0.012, 0.016, 0.024), mask)
    sparks = share(mask)
    slope = 0.13 + 0.95 * np.clip(c.y - top, 0, 9) ** 1.25
    rough = c.noise("cloud", 0.4)
    away = np.abs(c.x) - slope + 0.03 * rough
    cone = c.inside(away) * c.inside(top - c.y + 0.02 * np.cos(14 * c.x))
    rivers = np.exp(-((np.sin(5.5 * c.x / (slope + 0.05) + 0.9 * c.noise("soft", 0.3)) / 0.2) ** 2))
    rivers = rivers * np.exp(-np.clip(c.y - top, 0, 9) / 0.65)
    rock = 0.10 + 0.06 * rough + 0.10 * smooth(0.4, -0.4, c.x)
    tone = over(tone + 0.3 * blur(sparks, 0.02) + 0.75 * sparks, rock + 0.75 * rivers, cone)
    tint = over(tint + 0.6 * sparks, 0.1 + 0.8 * rivers, cone)
    return tone, tint


def crystal(c: Canvas) -> Fields:
    """A cluster of faceted crystals."""
    gas = c.noise("soft", 0.2)
    radius, _ = c.polar(0, 0.1)
    tone = 0.10 + 0.30 * np.exp(-radius / 0.55) + 0.04 * gas
    tint = 0.2 + 0.15 * gas
    count = int(c.choice(7, 8, 9, 11))
    ways = np.linspace(-1.25, 1.25, count) + c.rng.uniform(-0.1, 0.1, count)
    light = c.uniform(-0.8, 0.8)
    for index in np.argsort(-np.abs(ways)):
        way = float(ways[index])
        length = (1.45 - 0.5 * abs(way)) * c.uniform(0.8, 1.05)
        width = c.uniform(0.12, 0.2)
        tone, tint = _shard(c, tone, tint, way, length, width, way - light)
    return tone, tint


def _shard(c: Canvas, tone: np.ndarray, tint: np.ndarray, way: float, length: float,
           width: float, lit: float) -> Fields:  # fmt: skip
    """One crystal of three faces with a pointed end, from the foot of the cluster."""
    along, side = (
        np.array([math.sin(way), -math.cos(way)]),
        np.array([math.cos(way), math.sin(way)]),
    )
    foot = np.array([0.25 * math.sin(way), 0.72])
    shoulder = foot + along * length * 0.78
    tip = foot + along * length + side * width * c.uniform(-0.3, 0.3)
    cuts = np.array([-1.0, c.uniform(-0.45, -0.1), c.uniform(0.25, 0.6), 1.0]) * width
    base = 0.5 - 0.3 * math.tanh(lit)
    levels = (base + 0.28, base, base - 0.2)
    up = (c.x - foot[0]) * along[0] + (c.y - foot[1]) * along[1]
    gleam = 0.55 + 0.5 * np.clip(up / length, 0, 1)
    hue = c.uniform(0.1, 0.9)
    for face, level in enumerate(levels):
        left, right = cuts[face], cuts[face + 1]
        points = np.array([foot + side * left * 0.6, shoulder + side * left, tip,
                           shoulder + side * right, foot + side * right * 0.6])  # fmt: skip
        mask = share(c.fill([points]))
        tone = over(tone, max(level, 0.06) * gleam, mask)
        tint = over(tint, hue + 0.12 * (1 - face), mask)
        cap = share(c.fill([points[1:4]]))
        tone = over(tone, min(level * 1.15 + 0.14, 1.0), cap)
    return tone, tint


def snowflake(c: Canvas) -> Fields:
    """A six-armed snow crystal."""
    lines, widths = [], []
    steps = c.rng.uniform(0.12, 0.26, 5)
    places = 0.12 + np.cumsum(steps / steps.sum() * 0.62)
    lengths = c.rng.uniform(0.10, 0.34, 5) * np.array([0.7, 1.0, 1.0, 0.8, 0.5])
    plate = c.uniform(0.1, 0.2)
    for arm in range(6):
        way = arm * math.pi / 3
        along, wide = np.array([math.sin(way), -math.cos(way)]), 0.045
        lines.append(np.stack([np.zeros(2), along * 0.86]))
        widths.append(wide)
        for place, length in zip(places, lengths, strict=True):
            for side in (-1, 1):
                turn = way + side * math.pi / 3
                twig = along * place + length * np.array([math.sin(turn), -math.cos(turn)])
                lines.append(np.stack([along * place, twig]))
                widths.append(wide * 0.7)
        corner = way + math.pi / 3
        lines.append(
            np.stack([along * plate, plate * np.array([math.sin(corner), -math.cos(corner)])])
        )
        widths.append(wide * 0.8)
        outer = plate * 1.9
        lines.append(
            np.stack([along * outer, outer * np.array([math.sin(corner), -math.cos(corner)])])
        )
        widths.append(wide * 0.5)
    ice = share(c.strokes(lines, widths))
    height = blur(ice, 0.005)
    relief = (
        np.gradient(height, axis=0) * c.side * 0.03 + np.gradient(height, axis=1) * c.side * 0.02
    )
    radius, _ = c.polar()
    frost = c.noise("soft", 0.25)
    ground = 0.16 + 0.14 * np.exp(-radius / 0.6) + 0.05 * frost
    flakes = 0.35 * blur(c.stars(45, 0.035), 0.006)
    tone = over(ground + flakes + 0.3 * blur(ice, 0.03), 0.82 + np.clip(relief, -0.3, 0.2), ice)
    return tone, over(0.15 + 0.12 * frost, 0.9 - 0.55 * radius, ice)


def marble(c: Canvas) -> Fields:
    """Polished stone with branching veins."""
    bend_x, bend_y = 0.24 * c.noise("soft", 0.16), 0.24 * c.noise("soft", 0.16)
    x, y = c.x + bend_x, c.y + bend_y
    cloud = np.tanh(c.noise("cloud", 0.3, x, y + 0.4 * x))
    way = c.uniform(0.4, 1.2) * c.choice(-1, 1)
    wide = np.abs(np.sin(3.1 * (x + way * y) + 1.1 * c.noise("soft", 0.2)))
    fine = np.abs(c.noise("soft", 0.3, x, y - way * x))
    vein, thread = np.exp(-wide / 0.13), np.exp(-fine / 0.06)
    stone, line = ((0.72, 0.14), (0.80, 0.25), (0.20, 0.9))[int(c.rng.integers(3))]
    tone = over(over(stone + 0.11 * cloud, line, 0.85 * vein), line, 0.55 * thread)
    return tone, 0.30 + 0.18 * cloud + 0.55 * np.maximum(vein, 0.7 * thread)
