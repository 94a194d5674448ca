"""The 2D camera: the last frame turned, enlarged and moved in its plane (deforum.md 2.2).

Bilinear as OpenCV 4 does it on 8-bit pictures, in whole numbers: positions are rounded to 1/32
pixel, values once, half up. OpenCV 5 samples differently, so it is not called. The perspective
flip, which can be had in Deforum's 2D mode, is left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import torch

from midivideo.render.ops.transfer import sent

Border = Literal["replicate", "wrap"]

#: Positions within a pixel that OpenCV tells apart, in each direction.
_FRACTION_BITS = 5
_FRACTIONS = 1 << _FRACTION_BITS
_WEIGHT_BITS = 2 * _FRACTION_BITS

#: Where each channel lies in a packed pixel: a weighted sum of it takes 18 bits.
_SHIFTS = (0, 20, 40)

#: Positions are held within this many pixels, so that they fit the arithmetic.
_FAR_OUTSIDE = 1 << 24


@dataclass(frozen=True)
class Motion2D:
    """How the picture moves into one frame of each clip; float64 ``(batch,)``, on the CPU.

    ``angle`` is degrees per frame, counter-clockwise; ``zoom`` a factor per frame; translations are
    pixels per frame (x right, y down), applied before turning; ``center_x`` and ``center_y`` are
    the pivot as a share of width and height.
    """

    angle: torch.Tensor
    zoom: torch.Tensor
    translation_x: torch.Tensor
    translation_y: torch.Tensor
    center_x: torch.Tensor
    center_y: torch.Tensor


def warp_2d(images: torch.Tensor, motion: Motion2D, border: Border) -> torch.Tensor:
    """Move each of ``images``, uint8 ``(batch, 3, height, width)``.

    ``border`` says what comes in from outside: the edge pixels repeated, or the other side. A zoom
    of 0, which has no picture, shows a single pixel, as OpenCV does.
    """
    _, _, height, width = images.shape
    x, y = _positions(motion, height, width, images.device)
    left, share_x = x >> _FRACTION_BITS, x & (_FRACTIONS - 1)
    top, share_y = y >> _FRACTION_BITS, y & (_FRACTIONS - 1)

    columns = [_inside(left + right, width, border) for right in (0, 1)]
    pixels = _packed(images)
    total = torch.full_like(x, sum(1 << (shift + _WEIGHT_BITS - 1) for shift in _SHIFTS))
    for down, weight_y in enumerate((_FRACTIONS - share_y, share_y)):
        rows = _inside(top + down, height, border) * width
        for column, weight_x in zip(columns, (_FRACTIONS - share_x, share_x), strict=True):
            seen = pixels.gather(1, (rows + column).flatten(1)).view_as(total)
            total += seen * (weight_y * weight_x)
    # Of each sum the cast keeps the lowest eight bits: the other channels fall away.
    return torch.stack([total >> (shift + _WEIGHT_BITS) for shift in _SHIFTS], 1).to(torch.uint8)


def _packed(images: torch.Tensor) -> torch.Tensor:
    """All three channels of a pixel in one int64, ``(batch, pixels)``, weighed and added as one."""
    channels = images.flatten(2).long().unbind(1)
    return sum(
        (channel << shift for channel, shift in zip(channels, _SHIFTS, strict=True)),
        start=torch.zeros_like(channels[0]),
    )


def _positions(
    motion: Motion2D, height: int, width: int, device: torch.device
) -> tuple[torch.Tensor, torch.Tensor]:
    """Where each pixel comes from: columns and rows in 1/32 pixel, int64 ``(batch, h, w)``."""
    inverse = sent(torch.tensor(_inverses(motion, height, width), dtype=torch.float64), device)
    column = torch.arange(width, dtype=torch.float64, device=device).view(1, 1, width)
    row = torch.arange(height, dtype=torch.float64, device=device).view(1, height, 1)
    positions = []
    for by_column, by_row, start in inverse.view(-1, 2, 3, 1, 1).permute(1, 2, 0, 3, 4):
        pixel = by_column * column + (by_row * row + start)
        held = pixel.nan_to_num_(0.0).clamp_(-_FAR_OUTSIDE, _FAR_OUTSIDE)
        positions.append((held * _FRACTIONS).round_().long())
    return positions[0], positions[1]


def _inverses(motion: Motion2D, height: int, width: int) -> list[tuple[float, ...]]:
    """From new to old positions: the upper two rows of each item's inverted matrix.

    Deforum's matrix is OpenCV's rotation about the pivot times the translation. Worked out item by
    item in Python's doubles: a vectorised sine may depend on the batch size.
    """
    columns = (
        motion.angle,
        motion.zoom,
        motion.translation_x,
        motion.translation_y,
        motion.center_x,
        motion.center_y,
    )
    rows: list[tuple[float, ...]] = []
    for angle, zoom, move_x, move_y, share_x, share_y in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        cosine, sine = math.cos(math.radians(angle)) * zoom, math.sin(math.radians(angle)) * zoom
        pivot_x, pivot_y = width * share_x, height * share_y
        offset_x = (1 - cosine) * pivot_x - sine * pivot_y
        offset_y = sine * pivot_x + (1 - cosine) * pivot_y
        scale = cosine * cosine + sine * sine
        if scale == 0:
            rows.append((0.0,) * 6)
            continue
        across, along = cosine / scale, sine / scale
        rows.append(
            (
                *(across, -along, -(across * offset_x - along * offset_y) - move_x),
                *(along, across, -(along * offset_x + across * offset_y) - move_y),
            )
        )
    return rows


def _inside(positions: torch.Tensor, edge: int, border: Border) -> torch.Tensor:
    """The pixel to read for each position along an edge of that many pixels."""
    if border == "wrap":
        return positions.remainder(edge)
    return positions.clamp(0, edge - 1)
