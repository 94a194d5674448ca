"""A style drawn as a whole picture: tone and tint of every pixel."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import torch
import torch.nn.functional as functional

from midivideo.render.painters.preview.place import Place, thumbnail
from midivideo.render.painters.preview.spaces import space
from midivideo.render.painters.preview.style import Style
from midivideo.render.painters.preview.textures import noise, texture, with_rim
from midivideo.seeding import generator

#: Speed of the textures' own slow flow, in short sides a frame.
_SWIRL = 0.0014


def draw(
    style: Style, width: int, height: int, place: Place, moved: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Tone and tint, both (height, width) in [0, 1].

    Args:
        style: what to draw.
        width: of the picture in pixels.
        height: of the picture in pixels.
        place: where on its textures.
        moved: displacements on a coarse grid, (4, rows, columns), or None for none: x and y in
            short sides, so that the scene at p + moved is drawn at p; then x and y on the
            textures in tiles.
    """
    motif = style.motif
    laid = _laid(style, width, height, place)
    if moved is not None:
        laid = _displaced(laid, moved)
    size = 1024 if min(width, height) > 400 else 512
    tiles, light, near = laid[:2].permute(1, 2, 0), laid[2], laid[3]
    base, base_tint = _sample(texture(motif.base, size), tiles)
    finer = motif.fine / motif.scale
    away = torch.tensor(
        [place.detail_x - finer * place.base_x, place.detail_y - finer * place.base_y]
    )
    detail, detail_tint = _sample(texture(style.detail.detail, size), tiles * finer + away)

    # The detail shows most where the forms are lit, and thins where its space is far away.
    carved = detail.sub(0.42).mul_(base * 1.3 + 0.35).sub_(base * 0.5).mul_(near)
    tone = (base + motif.weight * carved).add_(light, alpha=0.30 * motif.glow)
    tint = (
        base_tint.mul(1.05)
        .add_(detail_tint, alpha=0.33)
        .add_(light, alpha=0.21 * motif.glow)
        .add_(tone, alpha=0.15)
        .sub_(0.30)
        .clamp_(0, 1)
    )
    return _toned(tone, style), tint


@lru_cache(maxsize=32)
def _laid(style: Style, width: int, height: int, place: Place) -> torch.Tensor:
    """The scene's plan, (4, height, width): x and y on the base in tiles, light, nearness."""
    where = space(style.motif.space, width, height)
    places = _turned(where.places, style.turn) * (style.motif.scale * style.scale)
    bend = _sample(_bends(256), places * 0.7 + torch.tensor([place.base_y, place.base_x]))
    tiles = places.permute(2, 0, 1) + bend * style.motif.bend
    tiles = tiles + torch.tensor([place.base_x, place.base_y])[:, None, None]
    return torch.cat([tiles, where.light[None], where.near[None]])


def _displaced(laid: torch.Tensor, moved: torch.Tensor) -> torch.Tensor:
    """The plan displaced by a coarse field, as ``draw`` takes it."""
    height, width = laid.shape[-2:]
    short = min(height, width)
    fine = functional.interpolate(
        moved[None], size=(height, width), mode="bilinear", align_corners=False
    )[0]
    grid = torch.addcmul(
        _pixels(width, height),
        fine[:2].permute(1, 2, 0),
        torch.tensor([2 * short / width, 2 * short / height]),
    )
    bent = functional.grid_sample(
        laid[None], grid[None], mode="bilinear", padding_mode="border", align_corners=False
    )[0]
    bent[:2] += fine[2:]
    return bent


@lru_cache(maxsize=16)
def _pixels(width: int, height: int) -> torch.Tensor:
    """The middles of pixels as ``grid_sample`` counts them, (height, width, 2)."""
    y = (torch.arange(height) * 2 + 1) / height - 1
    x = (torch.arange(width) * 2 + 1) / width - 1
    return torch.stack([x.expand(height, width), y[:, None].expand(height, width)], dim=-1)


@lru_cache(maxsize=8192)
def drawn_thumbnail(style: Style, width: int, height: int, place: Place) -> torch.Tensor:
    """The large forms of a scene, as ``place.thumbnail`` gives them."""
    return thumbnail(small(style, width, height, place))


@lru_cache(maxsize=512)
def small(style: Style, width: int, height: int, place: Place) -> torch.Tensor:
    """The tone of a scene at a quarter of the size."""
    return draw(style, width // 4, height // 4, place)[0]


def swirl(style: Style, place: Place, seed: int, rows: int, columns: int) -> torch.Tensor:
    """A slowly changing flow in tiles, (2, rows, columns) around 0: life where the camera rests.

    It flows on the textures, so that mirrored motifs stay mirrored.
    """
    tiles = _laid(style, columns, rows, place)[:2].permute(1, 2, 0)
    along = 0.0011 * (seed % 100_000)
    return _sample(_bends(256), tiles * 0.6 + along) * (_SWIRL * style.motif.scale)


def _toned(tone: torch.Tensor, style: Style) -> torch.Tensor:
    """The tone after the style's contrast and gamma, with soft ends."""
    tone = ((tone - 0.45) * style.contrast + 0.45).clamp(0, 1.25)
    if style.gamma != 1:
        tone = tone**style.gamma
    # Highlights roll off instead of clipping.
    return 0.02 + torch.where(tone > 0.75, 0.75 + 0.22 * torch.tanh((tone - 0.75) / 0.22), tone)


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
    fields = [noise(rng, size, 2.0, high=7) for _ in range(2)]
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
