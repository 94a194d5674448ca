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

    ``stretch`` lengthens its features along y and x. Mean 0, deviation 1. The coarse frequencies
    are drawn first, so that a larger tile shows the same forms in more detail.
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
        grid = (np.indices((side, side)).reshape(2, -1).T + 0.5) / side
        points = (grid + rng.uniform(-0.3, 0.3, grid.shape) / side) % 1
    else:
        points = rng.random((side * side, 2))
    points = points * [1.0, aspect]
    axis = (np.arange(size) + 0.5) / size
    down, across = np.meshgrid(axis, axis * aspect, indexing="ij")
    where = np.dstack([down, across])
    distance, index = cKDTree(points, boxsize=[1.0, aspect]).query(where, k=2)
    unit = side / np.sqrt(aspect)
    return distance[..., 0] * unit, (distance[..., 1] - distance[..., 0]) * unit, index[..., 0]


def _nebula(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    dy, dx = noise(rng, size, 1.9), noise(rng, size, 1.9)
    gas = bent(noise(rng, size, 1.6), 0.055 * dy, 0.055 * dx)
    veil = bent(1 - np.abs(noise(rng, size, 1.45)), 0.04 * dx, 0.04 * dy)
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
    dy, dx = noise(rng, size, 2.2), noise(rng, size, 2.2)
    heap = bent(noise(rng, size, 2.0), 0.05 * dy, 0.05 * dx)
    puff = bent(1 - np.abs(noise(rng, size, 1.8, low=3)), 0.03 * dx, 0.03 * dy)
    form = heap + 0.45 * puff
    body = 1 / (1 + np.exp(-2.4 * form))
    return body + 0.40 * relief(form, 6) * body + 0.15 * puff, heap + 0.8 * dx + 0.3 * body


def _ink(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    dy, dx = noise(rng, size, 2.0, high=24), noise(rng, size, 2.0, high=24)
    flow = noise(rng, size, 2.1)
    for _ in range(2):
        flow = bent(flow, 0.07 * dy, 0.07 * dx)
    bands = np.sin(4.2 * flow + 1.2 * dx)
    thread = np.exp(-6 * np.abs(np.sin(7.5 * flow + dy)))
    return 0.6 * bands + 0.5 * thread + 0.45 * relief(bands, 4), flow + 0.7 * dx


def _waves(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    slow = noise(rng, size, 2.0, high=16)
    swell = noise(rng, size, 1.9, low=2, high=40, stretch=(0.5, 2.0))
    chop = noise(rng, size, 1.7, low=6, stretch=(0.6, 1.8))
    crest = 1 - np.abs(bent(swell, 0.03 * slow, 0.02 * slow))
    lace = bent(1 - np.abs(noise(rng, size, 1.6, low=5)), 0.02 * chop, 0.02 * swell)
    foam = np.clip(crest - 0.62, 0, 1) * np.clip(lace, 0, 1) ** 2
    return (
        0.50 * crest + 0.10 * chop + 0.45 * relief(crest + 0.2 * chop, 4, 0.3) + 2.6 * foam,
        swell + slow + 0.5 * crest,
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
    dy, dx = noise(rng, size, 2.1), noise(rng, size, 2.1)
    tongue = bent(1 - np.abs(noise(rng, size, 1.8, stretch=(1.9, 0.8))), 0.10 * dy, 0.05 * dx)
    lick = bent(1 - np.abs(noise(rng, size, 1.6, low=4, stretch=(1.8, 0.9))), 0.05 * dx, 0.04 * dy)
    return np.exp(1.1 * tongue + 0.55 * lick + 0.35 * dy), tongue + 0.5 * dy


def _curtain(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    bend = noise(rng, size, 2.3, high=10, stretch=(0.8, 1.0))
    veil = bent(noise(rng, size, 1.4, stretch=(7.0, 1.0)), 0.0 * bend, 0.06 * bend)
    broad = bent(noise(rng, size, 2.0, stretch=(2.2, 1.0)), 0.05 * bend, 0.06 * bend)
    return np.exp(0.60 * veil + 0.85 * broad), broad + 0.8 * bend + 0.25 * veil


def _silk(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    dy, dx = noise(rng, size, 2.4, high=12), noise(rng, size, 2.4, high=12)
    fold = bent(dy, 0.12 * dx, 0.12 * dy)
    wave = np.sin(5.0 * fold + 1.3 * dx)
    fine = np.sin(21 * fold + 5 * dx)
    return 0.7 * wave + 1.0 * relief(wave, 6) + 0.13 * fine, fold + 0.5 * dx


def _blocks(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Towers before towers: dark faces with lit windows, edges of light, signs with a halo."""
    haze = noise(rng, size, 2.2, high=8)
    tone, tint = 0.12 + 0.06 * haze, 0.35 + 0.25 * haze
    unit = size // 256
    y, x = np.mgrid[:size, :size]
    for order in range(84):
        depth = order / 84
        wide, high = int(rng.integers(9, 24)) * unit, int(rng.integers(40, 170)) * unit
        left, top = rng.integers(0, 256, 2) * unit
        across, down = (x - left) % size, (y - top) % size
        inside = (across < wide) & (down < high)
        cell = int(rng.integers(3, 6)) * unit
        row, column = down // cell, across // cell
        lamp = rng.random((size // cell + 1, size // cell + 1))
        lit = np.where(lamp > 0.5, 0.25 + 0.65 * lamp, 0.05)[row, column]
        pane = (down % cell < 0.62 * cell) & (across % cell < 0.62 * cell)
        face = 0.08 + 0.34 * depth * (1 - down / high) + 0.10 * np.exp(-across / (4 * unit))
        tower = face + pane * lit * (0.35 + 0.65 * depth)
        tower = tower + 0.7 * (down < unit) + 0.35 * (across < unit)
        tone = np.where(inside, tower, tone)
        tint = np.where(inside, 0.7 * rng.random() + 0.5 * lamp[row, column] * pane, tint)
    signs = np.zeros((size, size))
    for _ in range(34):
        across, down = (
            (x - rng.integers(0, 256) * unit) % size,
            (y - rng.integers(0, 256) * unit) % size,
        )
        wide, high = int(rng.integers(1, 5)) * unit, int(rng.integers(6, 30)) * unit
        if rng.random() < 0.3:
            wide, high = high, wide
        bar = (across < wide) & (down < high)
        signs = np.maximum(signs, bar)
        near = (across < wide + 6 * unit) & (down < high + 6 * unit)
        tint = np.where(near, rng.random() * 1.2, tint)
    halo = gaussian_filter(signs, size / 36, mode="wrap") + gaussian_filter(
        signs, size / 150, mode="wrap"
    )
    return tone + 0.6 * signs + 1.1 * halo, gaussian_filter(tint, size / 400, mode="wrap")


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
    shade = noise(rng, size, 2.0)
    tone, tint = -0.5 + 0.3 * shade, 0.4 * shade
    axis = (np.arange(size) + 0.5) / size
    for order in range(260):
        cy, cx = rng.random(2)
        length = 0.055 + 0.075 * rng.random()
        turn = rng.uniform(0, 2 * np.pi)
        dy = ((axis - cy + 0.5) % 1 - 0.5)[:, None]
        dx = ((axis - cx + 0.5) % 1 - 0.5)[None]
        rows, columns = np.abs(dy[:, 0]) < length * 1.05, np.abs(dx[0]) < length * 1.05
        window = np.ix_(rows, columns)
        y, x = dy[rows], dx[:, columns]
        along = (np.cos(turn) * x + np.sin(turn) * y) / length
        across = (np.cos(turn) * y - np.sin(turn) * x) / length
        half = 0.42 * np.clip(1 - along**2, 0, None) * (1 - 0.25 * along)
        inside = 1 / (1 + np.exp(-np.clip((half - np.abs(across)) * length * size * 1.6, -40, 40)))
        rib = np.exp(-((across / 0.03) ** 2))
        vein = 0.10 * np.cos(34 * (along - 1.1 * np.abs(across)))
        depth = order / 260
        leaf = -0.25 + 0.95 * depth + 0.16 * np.sign(across) + vein + 0.35 * rib
        leaf = leaf + 0.5 * along * (across > 0) + 0.25 * rng.normal()
        rim = 0.35 * np.exp(-(((np.abs(across) - half) * length * size / 1.6) ** 2) / 2)
        tone[window] = tone[window] * (1 - inside) + inside * leaf - rim * (np.abs(along) < 1)
        tint[window] = tint[window] * (1 - inside) + inside * (0.6 * depth + 0.6 * rng.random())
    return tone + 0.35 * shade, tint + 0.3 * shade


def _bark(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    bend = noise(rng, size, 2.2, high=16)
    trunk = bent(noise(rng, size, 1.7, low=2, high=40, stretch=(12, 1)), 0 * bend, 0.018 * bend)
    grain = bent(1 - np.abs(noise(rng, size, 1.6, low=6, stretch=(5, 1))), 0 * bend, 0.02 * bend)
    haze = noise(rng, size, 2.1, stretch=(1.4, 0.8))
    stem = np.tanh(2.2 * trunk)
    return 0.8 * stem + 0.22 * grain + 0.5 * relief(stem, 7, 0) + 0.6 * haze, 1.2 * haze + trunk


def _petals(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    tone, tint = -0.1 + 0.22 * noise(rng, size, 1.9), 0.3 * noise(rng, size, 2.0)
    axis = (np.arange(size) + 0.5) / size
    for order in range(60):
        cy, cx = rng.random(2)
        radius = 0.21 * (1 - order / 80)
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
    for _ in range(90):
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
    """Julia sets with orbit traps (c = -0.76 + 0.11i), mirrored to close their tile."""
    half = size // 2
    y, x = np.mgrid[:half, :half] / half
    z = (x * 0.62 + 0.02) + 1j * (y * 0.62 + 0.02)
    trap, cross = np.full(z.shape, 9.0), np.full(z.shape, 9.0)
    steps = np.zeros(z.shape)
    for _ in range(64):
        z = np.where(np.abs(z) < 16, z * z - 0.76 + 0.11j, z)
        inside = np.abs(z) < 16
        steps += inside
        trap = np.where(inside, np.minimum(trap, np.abs(z - 0.3 - 0.3j)), trap)
        cross = np.where(inside, np.minimum(cross, np.abs(z.real) + 0.3 * np.abs(z)), cross)
    depth = steps + 1 - np.log2(np.log(np.maximum(np.abs(z), 1.001)) + 1e-9)
    rings = 0.5 + 0.5 * np.cos(5.5 * np.sqrt(np.maximum(depth, 0)))
    tone = 0.55 * rings + 1.1 * np.exp(-6 * trap) + 0.9 * np.exp(-9 * cross)
    tint = 0.35 * np.sqrt(np.maximum(depth, 0)) + 0.8 * np.exp(-3 * trap)
    tone, tint = (
        np.block([[part, part[:, ::-1]], [part[::-1], part[::-1, ::-1]]]) for part in (tone, tint)
    )
    return tone + 0.10 * noise(rng, size, 2.0), tint + 0.25 * noise(rng, size, 2.0)


def _mountains(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    dy, dx = noise(rng, size, 2.2, high=20), noise(rng, size, 2.2, high=20)
    ridge = bent(1 - np.abs(noise(rng, size, 1.95)), 0.04 * dy, 0.04 * dx)
    spur = bent(1 - np.abs(noise(rng, size, 1.8, low=4)), 0.02 * dx, 0.02 * dy)
    ground = ridge + 0.4 * spur * np.clip(ridge, 0, 1)
    slope = relief(ground, 9, 0.6)
    snow = np.clip(ground - 0.75, 0, 1) * (0.6 + slope)
    return 0.45 * ground + 0.55 * slope + 0.8 * snow, ground + 1.2 * dy + 0.4 * slope


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
    broad = noise(rng, size, 1.5, low=1, high=60, stretch=(20, 1))
    thin = noise(rng, size, 1.1, low=6, high=90, stretch=(30, 1))
    dash = noise(rng, size, 2.0, low=1, stretch=(1.4, 1.6))
    return np.exp(0.75 * broad + 0.4 * thin + 0.7 * np.tanh(1.3 * dash)), broad + 0.9 * dash


def _starfield(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    gas = bent(noise(rng, size, 1.7), *(0.07 * noise(rng, size, 2.0),) * 2)
    tint = noise(rng, size, 1.8)
    return 0.25 * np.exp(0.9 * gas) + 1.5 * _stars(rng, size, 900), tint + 0.4 * gas


def _frost(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    dy, dx = noise(rng, size, 2.2), noise(rng, size, 2.2)
    total = 0.35 * dy
    axis = np.mgrid[:size, :size] / size
    for count, weight in ((36, 1.0), (196, 0.5)):
        near, edge, cell = cells(rng, size, count)
        turn = rng.uniform(0, np.pi / 3, count)[cell]
        scale = np.sqrt(count) * np.pi
        needles = np.zeros((size, size))
        for k in range(3):
            angle = turn + k * np.pi / 3
            line = np.abs(np.sin(scale * (np.cos(angle) * axis[1] + np.sin(angle) * axis[0])))
            needles = np.maximum(needles, np.exp(-7 * line) + 0.35 * np.exp(-2 * line))
        plate = rng.uniform(-0.4, 0.4, count)[cell]
        total = total + weight * (0.8 * needles + 0.7 * np.exp(-9 * edge) + plate - 0.2 * near)
    return bent(total, 0.006 * dx, 0.006 * dy), dx + 0.5 * total


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
