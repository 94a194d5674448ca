"""Frame noise: grey-centred noise of a seed, blended into the picture before it is painted.

Deforum's ``add_noise`` (deforum.md 1.7), bit for bit. The noise does not depend on the picture, so
it can be drawn ahead of time; it comes from torch's CPU generator, whatever the device.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Literal

import torch
import torch.nn.functional as F

from midivideo.render.ops.transfer import sent

Kind = Literal["perlin", "uniform"]

#: Noise is drawn at the next smaller multiple of this and enlarged.
_STEP = 64
#: Lattice cells a side of the first octave; each further octave has twice as many.
_BASE_CELLS = 8


def frame_noise(
    seed: int, height: int, width: int, kind: Kind, octaves: int, persistence: float
) -> torch.Tensor:
    """The noise picture of one frame: uint8 RGB ``(3, height, width)``, on the CPU.

    ``octaves`` and ``persistence`` shape perlin noise, ``uniform`` ignores them. Where Deforum
    fails, this does not: uniform noise of a size that is no multiple of 64 is enlarged as perlin
    noise is; an edge below 64 is cut down from 64; a lattice finer than the pixels adds nothing.
    """
    generator = torch.Generator().manual_seed(seed)
    drawn = (_drawn_edge(height), _drawn_edge(width))
    noise = torch.randn((3, *drawn), generator=generator)
    if kind == "perlin":
        noise *= (perlin(*drawn, octaves, persistence, generator) + 1) / 2
    levels = noise.mul_(0.5).add_(0.5).clamp_(0, 1).mul_(255).to(torch.uint8)
    if drawn != (height, width):
        levels = F.interpolate(levels.unsqueeze(0), size=(height, width)).squeeze(0)
    return levels.flip(0)  # Deforum draws for the channels in the order B, G, R.


def perlin(
    height: int, width: int, octaves: int, persistence: float, generator: torch.Generator
) -> torch.Tensor:
    """Sum of perlin noise of 8, 16, 32 … cells a side: float32 ``(height, width)``.

    Each octave is ``persistence`` times as strong as the one before; the sum is not scaled back.
    """
    total = torch.zeros((height, width))
    for octave in range(octaves):
        layer = _octave(height, width, _BASE_CELLS * 2**octave, generator)
        total += layer.mul_(persistence**octave)
    return total


def blend(images: torch.Tensor, noise_images: torch.Tensor, amounts: torch.Tensor) -> torch.Tensor:
    """Replace a share of each picture by noise; both are uint8 ``(batch, 3, height, width)``.

    ``amounts`` are the shares in [0, 1], float64 ``(batch,)``, on the CPU; where they are all 0 the
    pictures come back as they are. Rounded half to even from ``fma(image, 1 - amount, noise *
    amount)`` in float32, as OpenCV's addWeighted does. The fused product is worked out in float64,
    which holds it exactly, so that every device agrees.
    """
    if not bool(amounts.any()):
        return images
    shape = (-1, 1, 1, 1)
    kept = sent((1 - amounts.double()).float().view(shape), images.device)
    share = sent(amounts.float().view(shape), images.device)
    noise = noise_images.float().mul_(share)
    mixed = images.double().mul_(kept.double()).add_(noise).float()
    return mixed.round_().clamp_(0, 255).to(torch.uint8)


def _drawn_edge(edge: int) -> int:
    return max(edge - edge % _STEP, _STEP)


def _octave(height: int, width: int, cells: int, generator: torch.Generator) -> torch.Tensor:
    """One layer of perlin noise on a lattice of ``cells`` x ``cells``: ``(height, width)``."""
    angles = 2 * math.pi * torch.rand((cells + 1, cells + 1), generator=generator)
    down_gradient, right_gradient = angles.cos(), angles.sin()
    row_cell, row_position, row_fade = (rows.unsqueeze(1) for rows in _lattice(height, cells))
    column_cell, column_position, column_fade = _lattice(width, cells)

    def corner(down: int, right: int) -> torch.Tensor:
        """Gradient of a corner of each pixel's cell times the way from that corner."""
        # Both factors are spread over the columns on the small lattice, then over the rows.
        rows = (row_cell + down).squeeze(1)
        columns = column_cell + right
        along_rows = down_gradient.index_select(1, columns).index_select(0, rows)
        along_columns = right_gradient.index_select(1, columns) * (column_position - right)
        return along_rows * (row_position - down) + along_columns.index_select(0, rows)

    left = torch.lerp(corner(0, 0), corner(1, 0), row_fade)
    right = torch.lerp(corner(0, 1), corner(1, 1), row_fade)
    return math.sqrt(2) * torch.lerp(left, right, column_fade)


@lru_cache(maxsize=32)
def _lattice(edge: int, cells: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Cell of each pixel, position within it in [0, 1), and its smoothed position."""
    steps = torch.arange(edge, dtype=torch.float64) * (cells / edge)
    position = steps.float() % 1
    cell = (torch.arange(edge) * cells) // edge
    fade = 6 * position**5 - 15 * position**4 + 10 * position**3
    return cell, position, fade
