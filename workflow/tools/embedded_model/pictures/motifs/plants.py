"""Motifs of forest and garden: forest, fern, leaves, flower, meadow, feather, butterfly."""

from __future__ import annotations

import math

import numpy as np

from tools.embedded_model.pictures.canvas import Canvas, over, share, smooth

Fields = tuple[np.ndarray, np.ndarray]


def forest(c: Canvas) -> Fields:
    """Trunks behind trunks in the mist, beams of light between them."""
    ground = c.frame.horizon + 0.42
    middle = c.uniform(-0.4, 0.4) + c.frame.x
    glow = np.exp(-(((c.x - middle) / 0.7) ** 2) - ((c.y - ground + 0.6) / 0.75) ** 2)
    tone = 0.34 + 0.5 * glow
    tint = 0.55 + 0.4 * glow
    layers = 4
    for layer in range(layers):
        near = layer / (layers - 1)
        level = 0.5 * (1 - near) ** 1.2 + 0.03 + 0.22 * glow * (1 - near)
        floor = ground - 0.15 + 0.3 * near + 0.04 * c.noise("soft", 0.3, c.x, c.blank(near))
        mask = np.zeros((c.side, c.side), np.uint8)
        count = (13, 9, 6, 3)[layer]
        for place in np.linspace(-1.7, 1.7, count) + c.rng.uniform(-0.9, 0.9, count) / count:
            _tree(c, float(place), 0.02 + 0.075 * near**1.4, ground + 0.3 * near, near, mask)
        trees = np.maximum(share(mask), c.inside(floor - c.y))
        leaves = c.noise("cloud", 0.4)
        crown = smooth(0.0, 0.25, 0.22 * leaves - 0.42 - 0.9 * c.y - 0.12 * near)
        tone = over(tone, level, trees)
        tone = over(tone, level * 1.25 + 0.05, 0.9 * crown)
        tint = over(tint, 0.5 * (1 - near) + 0.05, np.maximum(trees, crown))
    beams = np.clip(c.noise("soft", 0.22, c.x + 0.6 * c.y, c.blank()), 0, 2)
    return tone + 0.12 * beams * glow, tint


def _tree(
    c: Canvas, place: float, width: float, foot: float, near: float, mask: np.ndarray
) -> None:
    lean = c.uniform(-0.06, 0.06)
    trunk = np.array([
        [place - width, foot + 0.1], [place - 0.6 * width + lean, -1.9],
        [place + 0.6 * width + lean, -1.9], [place + width, foot + 0.1],
    ])  # fmt: skip
    c.fill([trunk], mask)
    for _ in range(3):
        start = np.array([place + lean * 0.6, c.uniform(-0.9, foot - 0.5)])
        side = c.choice(-1, 1)
        reach = c.uniform(0.12, 0.35) * (0.5 + 0.6 * near)
        bend = start + reach * np.array([0.6 * side, -0.25])
        c.strokes(
            [np.stack([start, bend, start + reach * np.array([side, -0.75])])], width * 0.45, mask
        )


def _leaf(
    x: np.ndarray, y: np.ndarray, length: float, width: float
) -> tuple[np.ndarray, np.ndarray]:
    """Signed distance (about) and place across of a leaf from (0, 0) along x."""
    t = np.clip(x / length, 0, 1)
    half = width * np.clip(np.sin(np.pi * t**0.8), 0, 1) ** 0.9 + 1e-4
    out = np.maximum(np.abs(y) - half, np.maximum(-x, x - length))
    return out, y / half


def leaves(c: Canvas) -> Fields:
    """Large leaves with veins, one over the other."""
    tone, tint = c.ground()
    count = int(c.choice(9, 12, 15))
    for index in range(count):
        near = index / (count - 1)
        x, y = (c.rng.uniform(-0.95, 0.95, 2) * (1 - 0.75 * near**3)).tolist()
        way, length = c.uniform(-math.pi, math.pi), c.uniform(0.8, 1.2)
        cos, sin = math.cos(way), math.sin(way)
        box = c.window(x, y, length * 0.56)
        dx, dy = c.x[box] - x, c.y[box] - y
        if not dx.size:
            continue
        u = cos * dx + sin * dy + length / 2
        v = -sin * dx + cos * dy + c.uniform(-0.25, 0.25) * (u - length / 2) ** 2
        out, across = _leaf(u, v, length, length * c.uniform(0.2, 0.27))
        body = c.inside(out)
        rib = np.exp(-((v / 0.012) ** 2))
        veins = np.abs(np.sin((u - 0.75 * np.abs(v)) * c.uniform(26, 34)))
        vein = np.exp(-((veins / 0.22) ** 2)) * 0.7
        half = np.where(across > 0, 1.0, 0.68).astype(np.float32)
        base = (0.18 + 0.36 * near) * half * (1.05 - 0.25 * np.abs(across))
        shadow = np.exp(-np.clip(out, 0, 9) / 0.025) * 0.55
        light = base + 0.20 * np.maximum(rib, vein) * (0.4 + near)
        tone[box] = over(tone[box] * (1 - shadow), light, body)
        tint[box] = over(tint[box], 0.1 + 0.75 * c.uniform(0, 1) + 0.12 * across, body)
    return tone, tint


def fern(c: Canvas) -> Fields:
    """A fern frond, each leaflet a frond again."""
    tone, tint = c.ground()
    bend = c.uniform(0.3, 0.75) * c.choice(-1, 1)
    back, front = np.zeros((c.side, c.side), np.uint8), np.zeros((c.side, c.side), np.uint8)
    ribs = np.zeros((c.side, c.side), np.uint8)
    steps = np.linspace(0, 1, 18)
    spine = np.stack([bend * (0.5 * (2 * steps - 1) ** 2 - 0.25), 0.95 - 1.85 * steps], axis=1)
    ahead = np.gradient(spine, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    for index in range(2, 18):
        t = float(steps[index])
        length = 0.70 * (1 - t) ** 0.9 * min(1.0, 0.45 + 4 * t) + 0.05
        for side in (-1, 1):
            across = np.array([-ahead[index, 1], ahead[index, 0]]) * side
            along = 0.86 * across + 0.5 * ahead[index]
            _frond(c, spine[index], along, length, front if side > 0 else back)
            c.strokes([np.stack([spine[index], spine[index] + along * length * 0.85])], 0.008, ribs)
    c.strokes([spine], 0.022, ribs)
    for mask, level in ((back, 0.42), (front, 0.6)):
        tone = over(tone, level + 0.12 * (1 - c.down), share(mask))
        tint = over(tint, 0.45 + 0.3 * (1 - c.down), share(mask))
    return over(tone, 0.85, share(ribs)), over(tint, 0.95, share(ribs))


def _frond(c: Canvas, root: np.ndarray, along: np.ndarray, length: float, mask: np.ndarray) -> None:
    across = np.array([-along[1], along[0]])
    places = np.linspace(0.02, 1, 13)
    out = np.clip(1 - places, 0.04, 1) ** 0.6 * (0.035 + 0.06 * length)
    zig = out * np.where(np.arange(13) % 2, 0.55, 1.0)
    ahead = root + np.outer(places * length, along)
    edge = np.concatenate([ahead + zig[:, None] * across, (ahead - zig[:, None] * across)[::-1]])
    c.fill([edge], mask)


def flower(c: Canvas) -> Fields:
    """One large flower, ring on ring of petals."""
    radius, angle = c.polar()
    tone, tint = c.ground()
    petals = int(c.choice(5, 6, 8, 8, 10, 13))
    rings = int(c.choice(2, 3, 4, 5))
    pointed = c.uniform(0.35, 1.1)
    wobble = 0.05 * c.noise("soft", 0.2)
    for ring in range(rings):
        near = ring / max(rings - 1, 1)
        reach = 0.86 * (1 - 0.68 * near) if rings > 1 else 0.86
        turn = angle * petals / 2 + ring * math.pi / 2 * 1.07 + c.uniform(-0.1, 0.1) + wobble
        across = np.sin(turn)
        petal = np.abs(np.cos(turn)) ** pointed
        edge = reach * (0.42 + 0.58 * petal) + 0.03 * wobble
        out = radius - edge
        body = c.inside(out * 0.8)
        t = np.clip(radius / reach, 0, 1)
        streak = 0.5 + 0.5 * np.cos(across * 26)
        shade = 0.30 + 0.42 * t**1.3 + 0.12 * near - 0.22 * np.exp(-petal / 0.18)
        shade = shade + 0.05 * streak * t + 0.14 * np.exp(-np.abs(out) / 0.02)
        shadow = 0.5 * np.exp(-np.clip(out, 0, 9) / 0.07)
        tone = over(tone * (1 - shadow), shade, body)
        tint = over(tint, 0.25 + 0.4 * t + 0.25 * near, body)
    heart = c.inside(radius - 0.13)
    dots = 0.5 + 0.5 * np.cos(radius * 150) * np.cos(angle * 18)
    tone = over(tone, 0.35 + 0.5 * dots * (1 - radius / 0.2), heart)
    return tone, over(tint, 1.0, heart)


def meadow(c: Canvas) -> Fields:
    """A field of flowers up to the hills."""
    line = c.frame.horizon - 0.25
    tone = 0.72 - 0.10 * c.down + 0.05 * c.noise("cloud", 0.2, c.x, c.y * 2.5)
    tint = c.blank(0.55)
    for level, lift in ((0.5, 0.0), (0.38, 0.12)):
        hill = c.inside(line + lift - 0.12 * c.noise("slow", 0.16, c.x, c.blank(lift)) - c.y)
        tone, tint = over(tone, level, hill), over(tint, 0.3, hill)
    grass = c.noise("cloud", 0.6, c.x * 1.5, c.y * 0.25)
    field = c.inside(line + 0.15 - c.y)
    tone = over(tone, 0.24 + 0.07 * grass - 0.10 * smooth(line, 1.3, c.y), field)
    tint = over(tint, 0.05 + 0.08 * grass, field)
    stems = np.zeros((c.side, c.side), np.uint8)
    blooms, hearts = np.zeros((c.side, c.side), np.uint8), np.zeros((c.side, c.side), np.uint8)
    depths = np.sort(c.rng.random(85)) ** 1.5
    for depth in depths.tolist():
        x, y = c.uniform(-1.8, 1.8), line + 0.2 + depth * (1.15 - line)
        size = 0.03 + 0.17 * depth
        if depth > 0.25:
            c.strokes([np.array([[x, y], [x + 0.03, y + size * 3]])], 0.1 * size, stems)
        for petal in range(5 if depth > 0.08 else 1):
            way = petal * 2 * math.pi / 5 + x
            tip = [x + 0.55 * size * math.cos(way), y + 0.42 * size * math.sin(way)]
            c.strokes([np.array([[x, y], tip])], size * 0.62, blooms)
        c.strokes([np.array([[x, y], [x, y]])], size * 0.42, hearts)
    tone, tint = over(tone, 0.4, share(stems)), over(tint, 0.1, share(stems))
    light = 0.58 + 0.24 * smooth(line, 1, c.y)
    tone, tint = over(tone, light, share(blooms)), over(tint, 0.72, share(blooms))
    return over(tone, 0.92, share(hearts)), over(tint, 1.0, share(hearts))


def feather(c: Canvas) -> Fields:
    """A feather with its eye, like a peacock's."""
    bend = c.uniform(-0.22, 0.22)
    x = c.x - bend * (c.y**2 - 0.3)
    y = c.y
    t = np.clip((0.9 - y) / 1.8, 0, 1)
    half = 0.40 * np.clip(np.sin(np.pi * t**0.85), 0, 1) ** 0.75
    barb = (y + 0.9 * np.abs(x)) * c.uniform(70, 90) + 0.8 * c.noise("soft", 0.3)
    ragged = 0.035 * np.cos(barb) + 0.04 * c.noise("cloud", 0.5)
    body = c.inside((np.abs(x) - half + ragged * (half > 0.02)) * 0.7) * c.inside(np.abs(y) - 0.92)
    across = np.clip(np.abs(x) / (half + 0.01), 0, 1)
    comb = 0.5 + 0.5 * np.cos(barb)
    shade = 0.34 + 0.26 * comb + 0.16 * across
    tint = 0.25 + 0.3 * across + 0.15 * t
    eye = np.hypot(x / 0.8, y + 0.42)
    for size, level, where in (
        (0.26, 0.78, 0.75),
        (0.19, 0.42, 0.1),
        (0.13, 0.85, 1.0),
        (0.075, 0.08, 0.1),
    ):
        spot = c.inside(eye - size)
        shade = over(shade, level + 0.10 * (comb - 0.5), spot)
        tint = over(tint, where, spot)
    tone, ground_tint = c.ground()
    shaft = c.line(x, 0.022) * c.inside(-(y + 0.6)) * c.inside(y - 1.1)
    tone = over(over(tone, shade, body), 0.9, shaft)
    return tone, over(over(ground_tint, tint, body), 0.85, shaft)


def butterfly(c: Canvas) -> Fields:
    """A butterfly with open wings."""
    x = np.abs(c.x)
    tone, tint = c.ground()
    upper, lower = c.uniform(0.5, 0.85), c.uniform(0.6, 0.9)
    spots = c.uniform(7, 10)
    for way, length, wide, level in ((lower, 0.75, 0.30, 0.5), (-upper, 0.98, 0.33, 0.62)):
        cos, sin = math.cos(way), math.sin(way)
        u, v = cos * x + sin * c.y, -sin * x + cos * c.y
        t = np.clip(u / length, 0, 1)
        half = wide * np.clip(np.sin(np.pi * t**1.5), 0, 1) ** 0.62 + 1e-4
        out = np.maximum(np.abs(v) - half, np.maximum(-u, u - length))
        wing = c.inside(out * 0.8)
        deep = np.clip(-out / wide, 0, 1)
        border = smooth(0.26, 0.16, deep)
        veins = np.exp(-((np.sin(np.arctan2(v, u + 0.1) * 11) / 0.2) ** 2)) * smooth(0.15, 0.4, t)
        dots = smooth(0.35, 0.6, np.cos(v / wide * spots) * np.cos((t - 0.9) * 26)) * border
        shade = level + 0.24 * t - 0.15 * smooth(0.5, 0, t)
        shade = over(over(shade, 0.06, 0.8 * veins), 0.07, border) + 0.85 * dots
        tone = over(tone, shade, wing)
        tint = over(tint, 0.35 + 0.45 * t + 0.2 * dots, wing)
    body = c.inside((np.hypot(c.x / 0.045, c.y / 0.33) - 1) * 0.05)
    feelers = c.strokes(
        [np.array([[0, -0.28], [side * 0.08, -0.5], [side * 0.22, -0.66]]) for side in (-1, 1)],
        0.014,
    )
    dark = np.maximum(body, share(feelers))
    return over(tone, 0.05 + 0.2 * np.clip(1 - x / 0.05, 0, 1), dark), over(tint, 0.1, dark)
