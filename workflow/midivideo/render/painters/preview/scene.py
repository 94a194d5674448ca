"""A style drawn as a whole picture: tone and tint of every pixel."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import torch
import torch.nn.functional as functional

from midivideo.render.painters.preview.spaces import space
from midivideo.render.painters.preview.style import Style
from midivideo.render.painters.preview.textures import noise, texture, with_rim
from midivideo.seeding import generator

#: Tiles that the textures slide in a frame: slow enough to be seen as drift, not as motion.
_DRIFT = 0.0009
#: How far the picture's own large forms displace the textures, in tiles.
_STEER = 0.10


def draw(
    style: Style,
    width: int,
    height: int,
    seed: int,
    fresh: bool,
    forms: torch.Tensor | None = None,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Tone and tint, both (height, width) in [0, 1].

    Args:
        style: what to draw.
        width: of the picture in pixels.
        height: of the picture in pixels.
        seed: of the frame.
        fresh: lay the textures anew at a place drawn from the seed, instead of letting them
            slide a little with it.
        forms: (2, height, width) around 0, the large forms of a picture that the textures bend
            to; None for none.
    """
    motif = style.motif
    where = space(motif.space, width, height)
    size = 1024 if min(width, height) > 400 else 512
    turned = _turned(where.places, style.turn)
    (base_x, base_y), (detail_x, detail_y) = _offsets(style, seed, fresh)

    scale = motif.scale * style.scale
    places = turned * scale
    bend = _sample(_bends(256), places * 0.7 + torch.tensor([base_y, base_x])) * motif.bend
    if forms is not None:
        bend = bend + forms * (_STEER * scale)
    places = places + bend.permute(1, 2, 0)
    base = _sample(texture(motif.base, size), places + torch.tensor([base_x, base_y]))

    finer = motif.fine / motif.scale
    detail = _sample(
        texture(style.detail.detail, size), places * finer + torch.tensor([detail_x, detail_y])
    )
    weight = motif.weight * where.near
    tone = base[0] * (1 - 0.5 * weight) + (detail[0] - 0.42) * weight * (0.35 + 1.3 * base[0])
    tone = tone + 0.30 * motif.glow * where.light
    tint = 0.70 * base[1] + 0.22 * detail[1] + 0.14 * where.light * motif.glow + 0.10 * tone
    return _toned(tone, style), ((tint - 0.5) * 1.25 + 0.5).clamp(0, 1)


def _toned(tone: torch.Tensor, style: Style) -> torch.Tensor:
    """The tone after the style's contrast and gamma, with soft ends."""
    tone = ((tone - 0.45) * style.contrast + 0.45).clamp(0, 1.25)
    if style.gamma != 1:
        tone = tone**style.gamma
    # Highlights roll off instead of clipping.
    return 0.02 + torch.where(tone > 0.75, 0.75 + 0.22 * torch.tanh((tone - 0.75) / 0.22), tone)


def _offsets(
    style: Style, seed: int, fresh: bool
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where the base and the detail lie on their textures, in tiles."""
    if fresh:
        a, b, c, d = np.random.Generator(np.random.PCG64(seed)).random(4).tolist()
        return (a, b), (c, d)
    way = math.radians(style.drift)
    x, y = style.place
    dx, dy = math.cos(way) * _DRIFT * seed, math.sin(way) * _DRIFT * seed
    return ((x + dx) % 1, (y + dy) % 1), ((y - 1.7 * dy) % 1, (x + 1.7 * dx) % 1)


def _turned(places: torch.Tensor, degrees: float) -> torch.Tensor:
    """Places turned about the middle."""
    if degrees == 0:
        return places
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return places @ torch.tensor([[cos, -sin], [sin, cos]])


@lru_cache(maxsize=4)
def _bends(size: int) -> torch.Tensor:
    """Two smooth tileable displacements, (2, size, size), around 0."""
    rng = generator(0, "bend", "preview texture")
    fields = [noise(rng, size, 1.9, high=12) for _ in range(2)]
    return with_rim(torch.from_numpy(np.stack(fields)).float())


def _sample(image: torch.Tensor, tiles: torch.Tensor) -> torch.Tensor:
    """A tileable image at places (height, width, 2) in tiles, repeated without a seam.

    The image is (channels, n + 2, n + 2): one pixel of each neighbouring tile goes round it.
    """
    size = image.shape[-1]
    grid = (tiles - tiles.floor()) * (2 * (size - 2) / size) + (2 / size - 1)
    return functional.grid_sample(
        image[None], grid[None], mode="bilinear", padding_mode="border", align_corners=False
    )[0]
