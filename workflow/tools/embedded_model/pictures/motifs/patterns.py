"""Motifs without a place in nature: mandala, kaleidoscope, fractal, flow, silk, ink, spiral …"""

from __future__ import annotations

import math
from functools import lru_cache

import cv2
import numpy as np

from midivideo.seeding import generator
from tools.embedded_model.pictures.canvas import Canvas, over, share, smooth
from tools.embedded_model.pictures.motifs.cells import cells

Fields = tuple[np.ndarray, np.ndarray]


def mandala(c: Canvas) -> Fields:
    """Rings of ornament in perfect symmetry."""
    radius, angle = c.polar()
    fold = int(c.choice(6, 8, 8, 10, 12))
    tone = 0.12 + 0.06 * np.cos(radius * 40)
    tint = c.blank(0.1)
    outer = 0.93
    rings = int(c.choice(4, 5, 6))
    for ring in range(rings):
        near = ring / rings
        reach = outer * (1 - near)
        depth = outer / rings
        many = fold * (2 if ring % 2 and ring < rings - 1 else 1)
        turn = (angle * many / 2) + (math.pi / 2) * (ring % 2)
        kind = int(c.rng.integers(4))
        lobe = np.abs(np.cos(turn))
        edge = (
            reach - depth * 0.75 * (1 - lobe**0.6) if kind == 0 else
            reach - depth * 0.75 * np.abs(np.sin(turn)) if kind == 1 else
            reach - depth * 0.6 * (1 - lobe**2) if kind == 2 else
            reach - depth * 0.12 * (1 + np.cos(2 * many * angle))
        )  # fmt: skip
        out = radius - edge
        body = c.inside(out * 0.85)
        level, where = (0.25, 0.62, 0.42, 0.8)[(ring + kind) % 4], c.uniform(0, 1)
        inner = np.clip(-out / depth, 0, 3)
        contour = np.exp(-(((inner - 0.28) / 0.06) ** 2)) * 0.35
        dots = smooth(
            0.6,
            0.85,
            np.cos(many * angle + math.pi * (ring % 2))
            * np.cos((radius - reach + depth * 0.55) / depth * 4),
        )
        tone = over(tone, level * (0.85 + 0.25 * inner) + contour + 0.3 * dots, body)
        tint = over(tint, (where + 0.5 * dots) % 1, body)
        tone = over(tone, 0.95, c.line(out * 0.85, 0.016))
        tint = over(tint, 1.0, c.line(out * 0.85, 0.016))
    heart = c.inside(radius - outer / rings * 0.4)
    return over(tone, 0.95, heart), over(tint, 1.0, heart)


def kaleidoscope(c: Canvas) -> Fields:
    """Shards mirrored around the middle."""
    radius, angle = c.polar()
    mirrors = c.choice(6, 8, 10, 12)
    wedge = 2 * math.pi / mirrors
    folded = np.abs((angle + c.uniform(0, 6)) % wedge - wedge / 2)
    x, y = radius * np.cos(folded), radius * np.sin(folded)
    near, edge, number = cells(c, x + 3, y + 3, c.uniform(3.8, 5.2), 0.49)
    slope = (x * math.cos(9) + y * math.sin(9)) * 5
    facet = 0.22 + 0.55 * number + 0.14 * np.sin(slope + 20 * number)
    gleam = np.exp(-((edge / 0.07) ** 2)) * 0.5
    fade = np.clip(1.15 - 0.45 * radius, 0.3, 1.1)
    core = np.exp(-((radius / 0.12) ** 2))
    return facet * fade + gleam * fade + 0.5 * core, (number * 5.3 + 0.3 * near) % 1


def fractal(c: Canvas) -> Fields:
    """A Julia set: the whole of it, or one of its spirals."""
    seeds = (-0.8 + 0.156j, -0.7269 + 0.1889j, 0.285 + 0.01j, -0.4 + 0.6j,
             -0.70176 - 0.3842j, -0.835 - 0.2321j, -0.75 + 0.11j, -0.1 + 0.651j)  # fmt: skip
    seed = seeds[int(c.rng.integers(len(seeds)))]
    seed += complex(c.uniform(-0.006, 0.006), c.uniform(-0.006, 0.006))
    # The arms of the set wind about its inner fixed point.
    heart = (1 - np.sqrt(1 - 4 * seed)) / 2
    zoom = c.choice(1.3, 0.9, 0.6, 0.45)
    middle = 0j if zoom > 1 else complex(heart)
    zx, zy = middle.real + zoom * c.x, middle.imag + zoom * c.y
    escape = np.zeros_like(zx)
    count = 44
    for _ in range(count):
        size = zx * zx + zy * zy
        inside = size <= 16
        escape += inside
        # Smooth iteration counts: the last step counts by how far it went beyond.
        escape += (~inside & (size < 1e5)) * np.clip(1 - np.log(np.maximum(size, 1)) / 11.5, 0, 1)
        zx, zy = zx * zx - zy * zy + seed.real, 2 * zx * zy + seed.imag
        np.clip(zx, -1e4, 1e4, out=zx)
        np.clip(zy, -1e4, 1e4, out=zy)
    t = np.clip(escape / count, 0, 1)
    bands = 0.5 + 0.5 * np.cos(escape * 1.1)
    inner = smooth(0.96, 1, t)
    tone = 0.06 + 0.90 * np.sqrt(t) * (0.72 + 0.28 * bands)
    return over(tone, 0.04, inner), np.clip(0.5 + 0.5 * np.cos(escape * 0.28 + 1), 0, 1)


def flow(c: Canvas) -> Fields:
    """Streams of fine lines along an unseen field."""
    angle = c.noise("slow", 0.15) * c.uniform(1.2, 1.9) + c.uniform(0, 6.3)
    side = c.side
    step = np.float32(2.2 / side)
    mask = np.zeros((side, side), np.uint8)
    light = np.zeros((side, side), np.uint8)
    count = 420
    spots = c.rng.uniform(-1.5, 1.5, (count, 2)) / max(c.frame.scale, 0.55)
    paths = [spots]
    cos, sin = np.cos(angle), np.sin(angle)
    for _ in range(26):
        pixels = np.clip(c.place(spots) // 16, 0, side - 1)
        ux, uy = cos[pixels[:, 1], pixels[:, 0]], sin[pixels[:, 1], pixels[:, 0]]
        spots = spots + np.stack([ux, uy], 1) * 0.032
        paths.append(spots)
    lines = np.stack(paths, axis=1)
    c.strokes(lines[: count * 2 // 3], 0.02, mask)
    c.strokes(lines[count * 2 // 3 :], 0.013 + float(step), light)
    field = 0.5 + 0.5 * np.cos(angle * 1.0)
    tone = over(0.09 + 0.10 * field, 0.32 + 0.22 * field, share(mask))
    return over(tone, 0.9, share(light)), over(0.15 + 0.55 * field, 0.3 + 0.7 * field, share(light))


def silk(c: Canvas) -> Fields:
    """Folds of shining cloth."""
    x = c.x * 0.8 + 0.5 * c.y
    bend = c.noise("slow", 0.14) * 0.30 + c.noise("slow", 0.24) * 0.13
    place = (x + bend) * c.uniform(4.2, 6.5)
    # A fold rises slowly and drops at once.
    sheen = 0.5 + 0.5 * np.sin(place + 0.75 * np.sin(place + 1.2 * bend))
    small = 0.5 + 0.5 * np.sin(2.7 * place + 3 * bend + 0.7 * np.sin(2.7 * place))
    tone = 0.07 + 0.50 * sheen**1.6 + 0.28 * sheen**10 + 0.16 * small * sheen + 0.10 * small**8
    return tone, 0.5 + 0.34 * np.sin(0.45 * place + c.uniform(0, 6)) + 0.14 * (sheen - 0.5)


def ink(c: Canvas) -> Fields:
    """Ink that billows down through clear water."""
    bend = 0.16 * c.noise("soft", 0.16)
    x, y = c.x + bend, c.y - bend
    bumps = np.abs(c.noise("soft", 0.2, x, y)) + 0.45 * np.abs(c.noise("soft", 0.55, x, y))
    curl = c.noise("soft", 0.22, x, y)
    tone, tint = 0.92 - 0.07 * c.down, c.blank(0.9)
    low = c.uniform(0.35, 0.6)
    for size, depth in ((1.22, 0.35), (0.95, 0.95)):
        wide = (0.16 + 0.42 * smooth(-1.1, low, y)) * size
        front = (y - low * (0.7 + 0.3 * size)) / 0.5
        out = np.hypot(x / wide, np.maximum(front + 1, 0)) - 1.12 - 0.34 * bumps
        body = smooth(0.10, -0.08, out)
        fold = 1 - np.abs(np.sin(3.4 * out + 1.7 * curl))
        rim = np.exp(-((np.clip(out, -9, 0.2) + 0.02) ** 2) / 0.02)
        dark = 0.10 + 0.34 * fold**3 + 0.13 * bumps * (1 - rim)
        tone = over(tone, dark, body * depth * (0.8 + 0.2 * rim))
        tint = over(tint, 0.25 + 0.35 * fold + 0.15 * curl, body)
    return tone, np.clip(tint, 0, 1)


def spiral(c: Canvas) -> Fields:
    """Dots along the golden angle, as in a sunflower."""
    count = int(c.choice(170, 230, 300))
    index = np.arange(1, count)
    radius = 0.93 * np.sqrt(index / count)
    angle = index * math.pi * (3 - math.sqrt(5)) + c.uniform(0, 6.3)
    shape = int(c.choice(0, 1, 1))
    grow = c.uniform(0.35, 0.9)
    back = np.zeros((c.side, c.side), np.uint8)
    tones, tints = back.copy(), back.copy()
    arms = int(c.choice(8, 13, 21))
    for number, away, way in zip(index.tolist(), radius.tolist(), angle.tolist(), strict=True):
        size = 0.95 * (0.93 / math.sqrt(count)) * (1 - grow * 0.5 + grow * away * 0.75)
        level = int(95 + 150 * ((number % arms) / (arms - 1)))
        point = np.array([[math.cos(way) * away, math.sin(way) * away]])
        (x, y), r = c.place(point)[0].tolist(), int(size * c.frame.scale * c.side / 2 * 16)
        if shape:
            cv2.circle(back, (x, y), r, 255, -1, cv2.LINE_AA, 4)
            cv2.circle(tones, (x, y), r, level, -1, cv2.LINE_AA, 4)
        else:
            out, side = (
                np.array([math.cos(way), math.sin(way)]),
                np.array([-math.sin(way), math.cos(way)]),
            )
            diamond = point + size * np.stack([1.25 * out, 0.8 * side, -1.25 * out, -0.8 * side])
            c.fill([diamond], back)
            c.fill([diamond], tones, level)
        cv2.circle(tints, (x, y), r, int(255 * min(1, away)), -1, cv2.LINE_AA, 4)
    tone, tint = c.ground()
    dots = share(back)
    return over(tone, share(tones) * 0.95, dots), over(tint, share(tints), dots)


def honeycomb(c: Canvas) -> Fields:
    """Hexagons, some of them filled with light."""
    size = c.uniform(0.2, 0.27)
    x, y = c.x / size, c.y / size
    # Two interleaved grids of rectangles; the nearer middle owns the place.
    root = math.sqrt(3)
    ax, ay = x - np.round(x), y - root * np.round(y / root)
    bx = x - 0.5 - np.round(x - 0.5)
    by = y - root / 2 - root * np.round((y - root / 2) / root)
    first = ax * ax + ay * ay < bx * bx + by * by
    dx, dy = np.where(first, ax, bx), np.where(first, ay, by)
    across, along = np.abs(dx), np.abs(dy)
    edge = 0.5 - np.maximum(across, 0.5 * across + root / 2 * along)
    column, row = np.round((x - dx) * 2).astype(int), np.round((y - dy) / root * 2).astype(int)
    number = c.rng.random((64, 64)).astype(np.float32)[row % 64, column % 64]
    wall = smooth(0.10, 0.045, edge)
    bowl = np.clip(0.5 + 0.9 * (dy + 0.5 * dx), 0, 1)
    gas = 0.5 + 0.5 * np.tanh(1.3 * c.noise("slow", 0.16))
    full = (number + 0.55 * (gas - 0.5) > 0.5).astype(np.float32)
    honey = 0.36 + 0.42 * (1 - bowl) + 0.5 * np.exp(-((dx + 0.17) ** 2 + (dy + 0.2) ** 2) / 0.007)
    empty = 0.06 + 0.16 * bowl
    tone = over(over(empty, honey, full), 0.62 + 0.25 * (0.5 - bowl), wall)
    return tone, over(0.1 + 0.55 * full + 0.3 * number, 0.75, wall)


def scales(c: Canvas) -> Fields:
    """Overlapping scales, as of a fish or a dragon."""
    size = c.uniform(0.24, 0.32)
    bend = 0.10 * c.noise("slow", 0.15)
    x, y = (c.x + bend) / size, (c.y + bend) / size * 2
    tone, tint = c.blank(), c.blank()
    numbers = c.rng.random((64, 64)).astype(np.float32)
    gas = 0.5 + 0.5 * np.tanh(c.noise("slow", 0.16))
    base = np.floor(y)
    # From the lowest row up: each scale hangs over the one below it.
    for lift in (1, 0, -1):
        row = base + lift
        u = x + 0.5 * (row % 2)
        column = np.floor(u)
        dx, dy = u - column - 0.5, (y - row) / 2
        distance = np.hypot(dx, dy) - 0.5
        body = c.inside(distance * size) * (dy >= 0 if lift else 1)
        number = numbers[row.astype(int) % 64, column.astype(int) % 64]
        rim = np.exp(-(((distance + 0.04) / 0.035) ** 2))
        ribs = 0.05 * np.cos(np.arctan2(dx, dy + 0.3) * 26)
        shade = 0.20 + 0.42 * np.clip(dy * 1.6, 0, 1) + 0.18 * number + 0.35 * rim + ribs
        tone = over(tone, shade, body)
        tint = over(tint, 0.75 * gas + 0.25 * number, body)
    return tone, tint


@lru_cache(maxsize=1)
def _labyrinths(count: int = 6, size: int = 256) -> np.ndarray:
    """Turing patterns, (count, size, size), -1 to 1: what reaction and diffusion leave behind.

    Activator and inhibitor of Young 1984, "A local activator-inhibitor model of vertebrate skin
    patterns", as differences of Gaussians.
    """
    rng = generator(0, "labyrinth", "picture noise")
    fields = rng.normal(size=(count, size, size)).astype(np.float32)
    for field in fields:
        for _ in range(24):
            tiled = np.pad(field, 40, mode="wrap")
            near = cv2.GaussianBlur(tiled, (0, 0), 3.2)[40:-40, 40:-40]
            far = cv2.GaussianBlur(tiled, (0, 0), 5.4)[40:-40, 40:-40]
            field[:] = np.tanh(9 * (near - far) + 0.9 * near)
    return fields


def labyrinth(c: Canvas) -> Fields:
    """Winding bands, as on a shell or a reef."""
    fields = _labyrinths()
    field = fields[int(c.rng.integers(len(fields)))]
    size = np.float32(len(field) * c.uniform(0.3, 0.4))
    bend = 0.12 * c.noise("slow", 0.15)
    dx, dy = (c.rng.random(2) * len(field)).astype(np.float32)
    x, y = (c.x + bend) * size + dx, (c.y - bend) * size + dy
    height = cv2.remap(field, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    band = smooth(-0.22, 0.22, height)
    slope = (np.gradient(height, axis=1) + np.gradient(height, axis=0)) * c.side / 40
    gas = 0.5 + 0.5 * np.tanh(c.noise("slow", 0.16))
    tone = 0.10 + 0.5 * band + 0.22 * np.tanh(slope * 0.6) + 0.12 * smooth(0.5, 1.0, height)
    return tone, over(0.25 * gas, 0.55 + 0.45 * gas, band)
