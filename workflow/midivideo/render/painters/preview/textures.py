"""Tileable textures, drawn once a process: the materials that motifs are made of.

Each is (2, size, size) float32: the tone with its light and shade, and the tint, both in [0, 1].
They repeat without a seam, so a motif may slide over them for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import torch
import torch.nn.functional as functional
from scipy.ndimage import gaussian_filter, map_coordinates
from scipy.spatial import cKDTree

from midivideo.seeding import generator


@lru_cache(maxsize=64)
def texture(name: str, size: int) -> torch.Tensor:
    """The texture of this name with its rim, (2, size + 2, size + 2) float32 in [0, 1]."""
    rng = generator(0, name, "preview texture")
    tone, tint = TEXTURES[name](rng, size)
    return with_rim(torch.from_numpy(np.stack([_levels(tone), _levels(tint)])).float())


def with_rim(tile: torch.Tensor) -> torch.Tensor:
    """The tile (channels, n, n) with one pixel of its neighbours on each side."""
    return functional.pad(tile[None], (1, 1, 1, 1), mode="circular")[0]


def _levels(image: np.ndarray) -> np.ndarray:
    """Stretched so that 1 % is black and 1 % is white."""
    low, high = np.quantile(image, [0.01, 0.99])
    return np.clip((image - low) / max(high - low, 1e-6), 0.0, 1.0)


def noise(
    rng: np.random.Generator,
    size: int,
    slope: float,
    low: float = 1.0,
    high: float = 1e9,
    stretch: tuple[float, float] = (1.0, 1.0),
) -> np.ndarray:
    """Noise with the amplitude spectrum f**-slope between two frequencies (cycles a tile).

    ``stretch`` lengthens its features along y and x. Mean 0, deviation 1. The draws are made
    for a fixed number of frequencies, so that a larger tile shows the same forms in more detail.
    """
    wide = min(size, 128)
    spectrum = np.zeros((size, size), complex)
    index = np.fft.fftfreq(wide, 1 / wide).astype(int)
    spectrum[np.ix_(index, index)] = rng.normal(size=(wide, wide, 2)) @ [1, 1j]
    if size > wide:
        fine = rng.normal(size=(size, size, 2)) @ [1, 1j]
        spectrum = np.where(spectrum == 0, fine, spectrum)
    steps = np.fft.fftfreq(size, 1 / size)
    frequency = np.hypot(steps[:, None] * stretch[0], steps[None] * stretch[1])
    frequency[0, 0] = 1.0
    gain = frequency**-slope * (frequency >= low * 0.99) * (frequency <= high)
    gain[0, 0] = 0.0
    field = np.fft.ifft2(spectrum * gain).real
    return (field - field.mean()) / field.std()


def bent(image: np.ndarray, dy: np.ndarray, dx: np.ndarray) -> np.ndarray:
    """The image seen through displacements in tiles."""
    size = len(image)
    y, x = np.mgrid[:size, :size]
    return map_coordinates(image, [y + dy * size, x + dx * size], order=1, mode="grid-wrap")


def relief(height: np.ndarray, strength: float, angle: float = 0.8) -> np.ndarray:
    """Light from the side on a height field: about -1 (shade) to 1 (light)."""
    dy = (np.roll(height, -1, 0) - np.roll(height, 1, 0)) * len(height) / 512
    dx = (np.roll(height, -1, 1) - np.roll(height, 1, 1)) * len(height) / 512
    return np.tanh(strength * (np.cos(angle) * dx + np.sin(angle) * dy))


def cells(
    rng: np.random.Generator, size: int, count: int, aspect: float = 1.0, even: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Voronoi cells of a tile: nearest distance, distance to the edge (in cell widths), cell."""
    side = int(np.sqrt(count))
    if even:
        grid = (np.stack(np.mgrid[:side, :side], -1).reshape(-1, 2) + 0.5) / side
        points = (grid + rng.uniform(-0.3, 0.3, grid.shape) / side) % 1
    else:
        points = rng.random((side * side, 2))
    points = points * [1.0, aspect]
    axis = (np.arange(size) + 0.5) / size
    where = np.stack(np.meshgrid(axis, axis * aspect, indexing="ij"), -1)
    distance, index = cKDTree(points, boxsize=[1.0, aspect]).query(where, k=2)
    unit = side / np.sqrt(aspect)
    return distance[..., 0] * unit, (distance[..., 1] - distance[..., 0]) * unit, index[..., 0]


def _nebula(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    dy, dx = noise(rng, size, 1.9), noise(rng, size, 1.9)
    gas = bent(noise(rng, size, 1.55), 0.09 * dy, 0.09 * dx)
    veil = bent(1 - np.abs(noise(rng, size, 1.35)), 0.07 * dx, 0.07 * dy)
    tone = 0.55 * np.tanh(gas) + 0.40 * veil + 0.16 * relief(gas, 9) - 0.25 * np.tanh(dy - 0.6)
    tone = np.exp(0.9 * tone)
    return tone + 2.2 * _stars(rng, size, 260), 0.6 * dx + 0.5 * gas


def _stars(rng: np.random.Generator, size: int, count: int) -> np.ndarray:
    light = np.zeros((size, size))
    for radius, share in ((0.0011, 0.75), (0.0022, 0.2), (0.004, 0.05)):
        one = np.zeros_like(light)
        number = max(1, int(count * share))
        y, x = rng.integers(0, 4096, (2, number)) * size // 4096
        one[y, x] = rng.uniform(0.4, 1.0, number)
        sigma = radius * size
        light += gaussian_filter(one, sigma, mode="wrap") * 2 * np.pi * max(sigma, 0.4) ** 2
    return np.minimum(light, 1.0)


def _cloud(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    dy, dx = noise(rng, size, 2.0), noise(rng, size, 2.0)
    heap = bent(noise(rng, size, 1.6), 0.05 * dy, 0.05 * dx)
    puff = bent(1 - np.abs(noise(rng, size, 1.3, low=3)), 0.04 * dx, 0.04 * dy)
    body = 1 / (1 + np.exp(-2.6 * (heap + 0.35 * puff)))
    return body + 0.35 * relief(heap + 0.4 * puff, 7) * body + 0.12 * puff, heap + 0.8 * dx


def _ink(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    dy, dx = noise(rng, size, 2.0, high=24), noise(rng, size, 2.0, high=24)
    flow = noise(rng, size, 2.1)
    for _ in range(2):
        flow = bent(flow, 0.07 * dy, 0.07 * dx)
    bands = np.sin(4.2 * flow + 1.2 * dx)
    thread = np.exp(-6 * np.abs(np.sin(7.5 * flow + dy)))
    return 0.6 * bands + 0.5 * thread + 0.45 * relief(bands, 4), flow + 0.7 * dx


def _waves(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    swell = noise(rng, size, 1.5, low=2, high=20, stretch=(0.55, 1.9))
    chop = noise(rng, size, 1.3, low=6, stretch=(0.6, 1.7))
    crest = 1 - np.abs(bent(swell, 0.02 * chop, 0.02 * swell))
    foam = np.clip(crest - 0.72, 0, 1) * (1 + 0.6 * chop)
    return (
        0.55 * crest + 0.22 * (1 - np.abs(chop)) + 0.55 * relief(crest, 5, 1.3) + 1.3 * foam,
        swell + 0.5 * crest + 0.4 * chop,
    )


def _ripples(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    axis = np.arange(size) / size
    total = np.zeros((size, size))
    for _ in range(7):
        y, x = rng.random(2)
        dy = (axis - y + 0.5) % 1 - 0.5
        dx = (axis - x + 0.5) % 1 - 0.5
        distance = np.sqrt(
            (np.sin(np.pi * dy)[:, None] ** 2 + np.sin(np.pi * dx)[None] ** 2) / np.pi**2
        )
        total += np.sin(2 * np.pi * rng.integers(9, 16) * distance) * np.exp(-3.2 * distance)
    slow = noise(rng, size, 2.0)
    return total + 0.9 * relief(total, 5) + 0.4 * slow, slow + 0.35 * total


def _facets(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    total, tint = np.zeros((size, size)), np.zeros((size, size))
    for count, weight in ((36, 1.0), (196, 0.55), (900, 0.25)):
        _, edge, cell = cells(rng, size, count)
        angle = rng.uniform(0, 2 * np.pi, count)
        y, x = np.mgrid[:size, :size] / size * 2 * np.pi * 2
        slope = np.sin(angle[cell] + np.cos(angle[cell]) * x * 2 + np.sin(angle[cell]) * y * 2)
        plane = rng.uniform(-1, 1, count)[cell] + 0.55 * slope
        total += weight * (plane + 1.5 * np.exp(-22 * edge))
        tint += weight * rng.uniform(-1, 1, count)[cell] + 0.15 * weight * slope
    return total, tint


def _glass(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    near, edge, cell = cells(rng, size, 144, even=True)
    lead = 1 / (1 + np.exp(-30 * (edge - 0.1)))
    grain = noise(rng, size, 1.4)
    pane = rng.uniform(0.25, 1.0, 144)[cell] * (1.1 - 0.5 * near) + 0.09 * grain
    return pane * lead + 0.25 * relief(lead, 3) * lead, rng.random(144)[cell] + 0.06 * grain


def _cracks(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    dy, dx = noise(rng, size, 1.7), noise(rng, size, 1.7)
    total = np.zeros((size, size))
    for count, weight in ((49, 1.0), (289, 0.5)):
        _, edge, _ = cells(rng, size, count)
        total += weight * np.exp(-9 * np.abs(bent(edge, 0.022 * dy, 0.022 * dx)))
    rock = noise(rng, size, 1.2, low=4)
    heat = 1 / (1 + np.exp(-1.5 * (dy + 0.3)))
    glow = total * (0.35 + heat)
    return 1.5 * glow + 0.5 * heat + 0.16 * relief(rock, 2) + 0.1 * rock, glow + 0.5 * dx


def _flames(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    dy, dx = noise(rng, size, 1.9), noise(rng, size, 1.9)
    tongue = bent(1 - np.abs(noise(rng, size, 1.6, stretch=(2.4, 0.9))), 0.09 * dy, 0.05 * dx)
    lick = bent(1 - np.abs(noise(rng, size, 1.3, low=4, stretch=(2.2, 1))), 0.05 * dx, 0.05 * dy)
    return np.exp(1.1 * tongue + 0.55 * lick + 0.3 * dy), tongue + 0.5 * dy


def _curtain(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    bend = noise(rng, size, 2.3, high=10, stretch=(0.8, 1.0))
    veil = bent(noise(rng, size, 1.25, stretch=(9.0, 1.0)), 0.0 * bend, 0.05 * bend)
    broad = bent(noise(rng, size, 2.0, stretch=(2.5, 1.0)), 0.05 * bend, 0.05 * bend)
    return np.exp(0.65 * veil + 0.8 * broad), broad + 0.8 * bend + 0.25 * veil


def _silk(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    dy, dx = noise(rng, size, 2.4, high=12), noise(rng, size, 2.4, high=12)
    fold = bent(dy, 0.12 * dx, 0.12 * dy)
    wave = np.sin(5.0 * fold + 1.3 * dx)
    fine = np.sin(21 * fold + 5 * dx)
    return 0.7 * wave + 1.0 * relief(wave, 6) + 0.13 * fine, fold + 0.5 * dx


def _blocks(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    tone, tint = np.zeros((size, size)), np.zeros((size, size))
    columns = np.sort(rng.choice(np.arange(1, 64), 26, replace=False)) / 64
    edges = np.concatenate([[0.0], columns, [1.0]])
    for left, right in zip(edges[:-1], edges[1:], strict=True):
        a, b = round(left * size), round(right * size)
        width = b - a
        roof = rng.uniform(0, 1)
        face = rng.uniform(0.06, 0.3)
        colour = rng.random()
        unit = size // 128
        rows = (np.arange(size) / (unit * rng.integers(2, 4))).astype(int)
        slots = (np.arange(width) / (unit * rng.integers(1, 3))).astype(int)
        lit = rng.random((rows.max() + 1, slots.max() + 1))
        warm = rng.random(lit.shape)
        gap = ((np.arange(size) % (unit * 2)) < unit * 1.2)[:, None] & (
            (np.arange(width) % unit) < max(unit * 0.75, 1)
        )[None]
        on = np.where(lit[rows][:, slots] > 0.62, 0.35 + 0.65 * lit[rows][:, slots], 0.05)
        height = (np.arange(size) / size + roof) % 1
        tone[:, a:b] = (face * (1 - 0.5 * height)[:, None]) + on * gap * 0.9
        tone[:, a : a + unit] += 0.4 * (1 - height)[:, None]
        tone[:, b - 1 :][:, :1] *= 0.2
        tint[:, a:b] = 0.75 * colour + 0.45 * warm[rows][:, slots] * gap
        crown = round((1 - roof) * size) % size
        tone[crown : crown + unit, a:b] += 0.9
    signs = np.zeros((size, size))
    for _ in range(46):
        y, x = rng.integers(0, 128, 2) * size // 128
        h, w = rng.integers(2, 14) * size // 128, rng.integers(1, 3) * size // 128
        signs[y : y + h, x : x + w] = 1
        tint[y : y + h, x : x + w] = rng.random() * 1.2
    halo = gaussian_filter(signs, size / 40, mode="wrap") + gaussian_filter(
        signs, size / 160, mode="wrap"
    )
    return tone + 0.7 * signs + 1.2 * halo, tint


def _circuit(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    grid = 16
    side = size // grid
    y, x = (np.mgrid[:side, :side] + 0.5) / side
    arc = np.minimum(np.abs(np.hypot(y, x) - 0.5), np.abs(np.hypot(1 - y, 1 - x) - 0.5))
    flips = rng.random((grid, grid)) < 0.5
    rows = [
        np.concatenate([arc[:, ::-1] if flip else arc for flip in row], axis=1) for row in flips
    ]
    line = np.concatenate(rows, axis=0)
    line = np.pad(line, ((0, size - len(line)), (0, size - len(line))), mode="wrap")
    pulse = noise(rng, size, 1.6, low=2)
    core, halo = np.exp(-((line / 0.07) ** 2)), np.exp(-line / 0.11)
    lit = 0.45 + 0.55 * np.tanh(1.5 * pulse)
    twin = 0.35 * np.exp(-(((line - 0.24) / 0.03) ** 2))
    return core * (0.4 + lit) + 0.6 * halo * lit + twin, pulse + 0.6 * noise(rng, size, 2.0)


def _leaves(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    tone, tint = np.full((size, size), -1.0), np.zeros((size, size))
    shade = noise(rng, size, 1.8)
    for layer, count in enumerate((64, 225, 576)):
        near, edge, cell = cells(rng, size, count, even=True)
        angle = rng.uniform(0, np.pi, count)[cell]
        y, x = np.mgrid[:size, :size] / size * np.sqrt(count) * 2 * np.pi
        across = np.cos(angle) * x + np.sin(angle) * y
        vein = np.abs(np.sin(across * 1.0))
        leaf = (1 - near) + 0.45 * vein**0.5 + rng.uniform(-0.5, 0.7, count)[cell]
        inside = 1 / (1 + np.exp(-18 * (edge - 0.12)))
        cover = rng.random(count)[cell] < (1.0, 0.6, 0.4)[layer]
        tone = np.where(cover, inside * (0.35 + 0.45 * layer + leaf) - 0.3, tone)
        tint = np.where(cover, rng.random(count)[cell] + 0.3 * layer, tint)
    return tone + 0.8 * shade + 0.3 * relief(tone, 1.5), tint + 0.3 * shade


def _bark(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    bend = noise(rng, size, 2.0, high=16)
    trunk = bent(noise(rng, size, 1.6, low=2, stretch=(8, 1)), 0.0 * bend, 0.018 * bend)
    grain = bent(1 - np.abs(noise(rng, size, 1.1, low=6, stretch=(6, 1))), 0 * bend, 0.02 * bend)
    haze = noise(rng, size, 2.0, stretch=(0.6, 1.4))
    return np.tanh(1.6 * trunk) + 0.3 * grain + 0.35 * relief(
        trunk, 4, 0
    ) + 0.5 * haze, haze + trunk


def _petals(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    tone, tint = -0.6 + 0.25 * noise(rng, size, 1.7), 0.3 * noise(rng, size, 2.0)
    axis = (np.arange(size) + 0.5) / size
    for order in range(44):
        cy, cx = rng.random(2)
        radius = 0.20 * (1 - order / 62)
        dy = ((axis - cy + 0.5) % 1 - 0.5)[:, None]
        dx = ((axis - cx + 0.5) % 1 - 0.5)[None]
        r = np.hypot(dy, dx) / radius
        angle = np.arctan2(dy, dx) + rng.uniform(0, 6.3)
        number = rng.integers(5, 9)
        lobe = np.abs(np.cos(number * angle / 2)) ** 0.45
        shape = 0.35 + 0.65 * lobe - r
        inside = 1 / (1 + np.exp(-45 * shape))
        vein = 0.12 * np.cos(6 * number * angle) * r
        bloom = 0.15 + 0.85 * r * lobe + vein + 0.9 * np.exp(-((r / 0.16) ** 2)) - 0.5 * (1 - lobe)
        tone = tone * (1 - inside) + inside * bloom - 0.25 * np.exp(-14 * np.abs(shape)) * (r < 1.3)
        colour = rng.random() + 0.35 * (1 - r) + 0.7 * np.exp(-((r / 0.2) ** 2))
        tint = tint * (1 - inside) + inside * colour
    return tone, tint


def _scales(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    rows = 16
    axis = np.arange(size) / size
    best = np.full((size, size), np.inf)
    tone, tint = np.zeros((size, size)), np.zeros((size, size))
    wave = noise(rng, size, 2.0)
    shine = rng.random((rows, rows))
    for shift in (1, 0, -1):
        row = np.floor(axis * rows).astype(int) + shift
        y = axis * rows - row
        for side in (0, 1):
            offset = 0.5 * (row % 2)
            column = np.floor(axis[None] * rows - offset[:, None]).astype(int) + side
            x = axis[None] * rows - offset[:, None] - column
            r = np.hypot(y[:, None] - 0.1, x - 0.0) / 0.72
            inside = (r < 1) & (row[:, None] + 0 * x < best)
            best = np.where(inside, row[:, None] + 0 * x, best)
            own = shine[row[:, None] % rows, column % rows]
            rib = 0.15 * np.cos(18 * np.arctan2(x, y[:, None] + 0.15))
            eye = np.exp(-(((r - 0.45) / 0.12) ** 2))
            tone = np.where(inside, 1.15 * r**2 * (r < 0.93) + rib + 0.5 * own + 0.35 * eye, tone)
            tint = np.where(inside, 0.6 * r + 0.5 * own - 0.5 * eye, tint)
    return tone + 0.45 * wave, tint + 0.35 * wave


def _dunes(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    bend = noise(rng, size, 2.2, high=12)
    axis = np.arange(size) / size
    saw = (6 * axis[:, None] + 0.75 * bend) % 1
    ridge = np.where(saw < 0.78, saw / 0.78, (1 - saw) / 0.22)
    fine = np.sin(2 * np.pi * (44 * axis[:, None] + 2.6 * bend + 0.5 * noise(rng, size, 1.8)))
    return ridge + 0.10 * fine * (1 - ridge) + 0.30 * bend, 0.7 * ridge + 0.6 * bend


def _bubbles(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    tone, tint = 0.2 * noise(rng, size, 1.8), noise(rng, size, 2.0) * 0.3
    axis = (np.arange(size) + 0.5) / size
    for order in range(90):
        cy, cx = rng.random(2)
        radius = 0.02 + 0.13 * rng.random() ** 3
        dy = ((axis - cy + 0.5) % 1 - 0.5)[:, None] / radius
        dx = ((axis - cx + 0.5) % 1 - 0.5)[None] / radius
        r = np.hypot(dy, dx)
        inside = 1 / (1 + np.exp(-(1 - r) * radius * size * 1.2))
        rim = np.exp(-(((r - 0.93) / 0.09) ** 2))
        glint = np.exp(-(((dy + 0.42) ** 2 + (dx + 0.38) ** 2) / 0.035))
        tone = tone * (1 - 0.55 * inside) + inside * (0.1 + 0.45 * r**4) + 0.55 * rim + 0.9 * glint
        tint = tint * (1 - 0.6 * inside) + 0.6 * inside * (rng.random() + 0.7 * r**3)
    return tone, tint


def _hexes(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    rows, columns = 14, 12
    points = [
        ((i + 0.5) / rows, (j + 0.5 * (i % 2) + 0.25) / columns)
        for i in range(rows)
        for j in range(columns)
    ]
    axis = (np.arange(size) + 0.5) / size
    where = np.stack(np.meshgrid(axis, axis, indexing="ij"), -1)
    distance, index = cKDTree(points, boxsize=1.0).query(where, k=2)
    edge = (distance[..., 1] - distance[..., 0]) * rows
    cell = index[..., 0]
    level = rng.random(len(points))[cell]
    wave = noise(rng, size, 2.0)
    body = 1 / (1 + np.exp(-25 * (edge - 0.16)))
    ring = np.exp(-(((edge - 0.42) / 0.08) ** 2))
    return body * (0.2 + 0.8 * level) + 0.3 * ring + 0.5 * wave * body + np.exp(-14 * edge), (
        level + 0.7 * wave
    )


def _fractal(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    """A Julia set with orbit traps (c = -0.79 + 0.15i), mirrored to close its tile."""
    half = size // 2
    y, x = np.mgrid[:half, :half] / half
    z = (x * 1.5 - 0.05) + 1j * (y * 1.1 - 0.05)
    c = -0.79 + 0.15j
    trap, cross = np.full(z.shape, 9.0), np.full(z.shape, 9.0)
    steps = np.zeros(z.shape)
    for _ in range(48):
        z = np.where(np.abs(z) < 8, z * z + c, z)
        steps += np.abs(z) < 8
        trap = np.minimum(trap, np.abs(np.abs(z) - 0.45))
        cross = np.minimum(cross, np.minimum(np.abs(z.real), np.abs(z.imag)))
    smooth = steps + 1 - np.log2(np.maximum(np.log(np.maximum(np.abs(z), 1.0001)), 1e-6))
    tone = np.exp(-7 * trap) + 0.8 * np.exp(-14 * cross) + 0.25 * np.sin(0.55 * smooth)
    tint = 0.09 * smooth + 1.2 * np.exp(-3 * cross)
    both = [
        np.block([[part, part[:, ::-1]], [part[::-1], part[::-1, ::-1]]]) for part in (tone, tint)
    ]
    return both[0] + 0.12 * noise(rng, size, 1.8), both[1] + 0.25 * noise(rng, size, 2.0)


def _mountains(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    ground = bent(1 - np.abs(noise(rng, size, 1.45)), *(0.03 * noise(rng, size, 2.0, high=20),) * 2)
    snow = np.clip(ground - 0.45, 0, 1)
    slope = relief(ground, 6, 0.5)
    return 0.55 * ground + 0.85 * slope + 0.9 * snow * (slope > -0.1), ground + noise(
        rng, size, 2.0
    )


def _bolts(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    dy, dx = noise(rng, size, 1.5), noise(rng, size, 1.5)
    thread = bent(
        np.abs(noise(rng, size, 1.9, low=1, high=9, stretch=(2, 1))), 0.03 * dy, 0.03 * dx
    )
    twig = bent(np.abs(noise(rng, size, 1.8, low=3, high=20)), 0.02 * dx, 0.02 * dy)
    glow = np.exp(-5 * thread) + 0.35 * np.exp(-7 * twig) * np.exp(-1.5 * thread)
    core = np.exp(-40 * thread) + 0.5 * np.exp(-40 * twig) * np.exp(-2 * thread)
    rain = noise(rng, size, 1.0, low=8, stretch=(8, 1))
    return glow + 1.1 * core + 0.25 * dy + 0.05 * rain, dx + 0.8 * glow


def _rays(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    broad = noise(rng, size, 1.2, low=2, stretch=(20, 1))
    thin = noise(rng, size, 0.7, low=6, stretch=(30, 1))
    dash = noise(rng, size, 1.4, low=2, stretch=(1.2, 2.5))
    return np.exp(0.7 * broad + 0.55 * thin) * (
        0.65 + 0.35 * np.tanh(1.6 * dash)
    ), broad + 0.7 * dash


def _starfield(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    gas = bent(noise(rng, size, 1.7), *(0.07 * noise(rng, size, 2.0),) * 2)
    tint = noise(rng, size, 1.8)
    return 0.25 * np.exp(0.9 * gas) + 1.5 * _stars(rng, size, 900), tint + 0.4 * gas


def _frost(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    total = np.zeros((size, size))
    dy, dx = noise(rng, size, 1.8), noise(rng, size, 1.8)
    for count, weight in ((36, 1.0), (144, 0.6)):
        near, edge, cell = cells(rng, size, count)
        axis = np.mgrid[:size, :size] / size * np.sqrt(count) * 2 * np.pi
        turn = rng.uniform(0, np.pi / 3, count)[cell]
        comb = np.zeros((size, size))
        for k in range(3):
            angle = turn + k * np.pi / 3
            line = np.abs(np.sin((np.cos(angle) * axis[1] + np.sin(angle) * axis[0]) * 0.5))
            barb = np.abs(np.sin((np.cos(angle) * axis[1] - np.sin(angle) * axis[0]) * 3))
            comb = np.maximum(comb, np.exp(-5 * line) * (0.6 + 0.4 * barb))
        total += weight * (
            bent(comb, 0.004 * dy, 0.004 * dx) + 0.5 * np.exp(-8 * edge) - 0.3 * near
        )
    return total + 0.35 * dy, dx + 0.4 * total


TEXTURES: dict[str, Callable[[np.random.Generator, int], tuple[np.ndarray, np.ndarray]]] = {
    "blocks": _blocks,
    "bolts": _bolts,
    "bark": _bark,
    "bubbles": _bubbles,
    "circuit": _circuit,
    "cloud": _cloud,
    "cracks": _cracks,
    "curtain": _curtain,
    "dunes": _dunes,
    "facets": _facets,
    "flames": _flames,
    "fractal": _fractal,
    "frost": _frost,
    "glass": _glass,
    "hexes": _hexes,
    "ink": _ink,
    "leaves": _leaves,
    "mountains": _mountains,
    "nebula": _nebula,
    "petals": _petals,
    "rays": _rays,
    "ripples": _ripples,
    "scales": _scales,
    "silk": _silk,
    "starfield": _starfield,
    "waves": _waves,
}
