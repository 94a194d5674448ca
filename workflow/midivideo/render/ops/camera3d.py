"""The 3D camera: every pixel of the last frame lies in space, and the camera moves past it.

Deforum's formulas (deforum.md 2.1). Frames are uint8 or float32, ``(batch, 3, height, width)``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import torch
import torch.nn.functional as F

from midivideo.errors import UserError
from midivideo.render.ops.transfer import sent

#: Deforum counts translations in steps of which 200 lead from the camera to the nearest plane.
STEPS_PER_UNIT = 200.0

#: Sample positions beyond this (in half pictures from the centre) all show the border pixel.
_FAR_OUTSIDE = 4.0

_Matrix = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]


@dataclass(frozen=True)
class Motion3D:
    """How the camera moves into one frame of each clip; every field has shape ``(batch,)``.

    Rotations are degrees per frame (x tilts, y pans, z rolls), translations are in 1/200 of the
    distance to the nearest plane (x right, y up, z forward), ``fov`` is the vertical field of view
    in degrees, ``aspect`` divides the focal length of x (1 is Deforum's default for any size).
    The numbers come from manifests, so they stay on the CPU whatever the device of the frames.
    """

    rotation_x: torch.Tensor
    rotation_y: torch.Tensor
    rotation_z: torch.Tensor
    translation_x: torch.Tensor
    translation_y: torch.Tensor
    translation_z: torch.Tensor
    fov: torch.Tensor
    aspect: torch.Tensor


def warp_3d(
    images: torch.Tensor, motion: Motion3D, depth: torch.Tensor | None = None
) -> torch.Tensor:
    """Show ``images`` from the moved camera: bicubic, the border repeated outside.

    ``depth`` is z ``(batch, height, width)`` as `depth.depth_z` gives it, in [1, 2]; without it the
    picture is a plane at z = 1. uint8 frames come back truncated to uint8, as in Deforum (so even
    a camera at rest darkens some pixels by one level), float frames stay float.

    As in Deforum nothing is cut off behind the camera: pixels with z < 0 after the motion (more
    than 200 z steps forward) show the picture upside down. A pixel at z = 0 exactly, for which
    Deforum may give NaN, shows the border or the centre.

    Raises `UserError` where ``fov`` or ``aspect`` is 0.
    """
    grid = _sample_grid(images, motion, depth)
    warped = F.grid_sample(
        images.float(), grid, mode="bicubic", padding_mode="border", align_corners=False
    )
    return warped.clamp_(0, 255).to(images.dtype)


def _sample_grid(
    images: torch.Tensor, motion: Motion3D, depth: torch.Tensor | None
) -> torch.Tensor:
    """Where each pixel looks in the old picture: ``(batch, height, width, 2)`` for grid_sample."""
    batch, _, height, width = images.shape
    x, y, x_centre, y_centre = _axes(height, width, images.device)
    r, t, scale_x, scale_y = _coefficients(motion, images.device)

    def moved(axis: int) -> torch.Tensor:
        """One coordinate of Q = P R + T; of a plane it is a sum of one row and one column."""
        column = y * r[1][axis] + t[axis]
        if depth is None:
            return (x * r[0][axis]) + (column + r[2][axis])
        return (x * r[0][axis]) + column + depth * r[2][axis]

    z = moved(2)
    grid = images.new_empty((batch, height, width, 2), dtype=torch.float32)
    for component, axis_position, centre, scale in (
        (0, x, x_centre, scale_x),
        (1, y, y_centre, scale_y),
    ):
        rest = axis_position if depth is None else axis_position / depth
        # Deforum's order: a camera at rest must give an offset of exactly 0. Positions are on a
        # grid that includes the picture's ends, samples on pixel centres; Deforum keeps both.
        offset = moved(component).div_(z).sub_(rest).mul_(scale)
        torch.sub(centre, offset, out=grid[..., component])
    return grid.nan_to_num_(0.0, _FAR_OUTSIDE, -_FAR_OUTSIDE).clamp_(-_FAR_OUTSIDE, _FAR_OUTSIDE)


@lru_cache(maxsize=16)
def _axes(
    height: int, width: int, device: torch.device
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """End-inclusive positions of columns (1, 1, w) and rows (1, h, 1), then the pixel centres."""
    # In float32 from the start and from affine_grid, as Deforum: half of a level of the pixels
    # that a camera at rest loses to truncation hangs on the last bit.
    identity = torch.eye(2, 3).unsqueeze(0)
    centres = F.affine_grid(identity, [1, 1, height, width], align_corners=False)
    axes = (
        torch.linspace(-1, 1, width).view(1, 1, width),
        torch.linspace(-1, 1, height).view(1, height, 1),
        centres[:, :1, :, 0],
        centres[:, :, :1, 1],
    )
    x, y, x_centre, y_centre = (axis.contiguous().to(device) for axis in axes)
    return x, y, x_centre, y_centre


def _coefficients(
    motion: Motion3D, device: torch.device
) -> tuple[list[list[torch.Tensor]], list[torch.Tensor], torch.Tensor, torch.Tensor]:
    """R (3x3), T (3) and the focal lengths of x and y, each ``(batch, 1, 1)`` on the device.

    Worked out item by item in Python's doubles: a vectorised sine may depend on the batch size.
    """
    columns = (
        motion.rotation_x,
        motion.rotation_y,
        motion.rotation_z,
        motion.translation_x,
        motion.translation_y,
        motion.translation_z,
        motion.fov,
        motion.aspect,
    )
    rows = []
    for rx, ry, rz, tx, ty, tz, fov, aspect in zip(*(c.tolist() for c in columns), strict=True):
        _check_lens(fov, aspect)
        rotation = _rotation(math.radians(rx), math.radians(ry), math.radians(rz))
        focal = 1 / math.tan(math.radians(fov) / 2)
        translation = (-tx / STEPS_PER_UNIT, ty / STEPS_PER_UNIT, -tz / STEPS_PER_UNIT)
        rows.append([*(v for row in rotation for v in row), *translation, focal / aspect, focal])
    table = sent(torch.tensor(rows, dtype=torch.float32), device).t()
    values = [column.view(-1, 1, 1) for column in table]
    return [values[0:3], values[3:6], values[6:9]], values[9:12], values[12], values[13]


def _check_lens(fov: float, aspect: float) -> None:
    """Raise `UserError` for a lens that shows nothing."""
    if math.tan(math.radians(fov) / 2) == 0:
        raise UserError("a camera needs a field of view", key="fov", value=fov, allowed="not 0")
    if aspect == 0:
        raise UserError(
            "a picture needs a width", key="aspect_ratio", value=aspect, allowed="not 0"
        )


def _rotation(x: float, y: float, z: float) -> _Matrix:
    """Rx Ry Rz, right-handed, from angles in radians."""
    sx, cx, sy, cy, sz, cz = (f(a) for a in (x, y, z) for f in (math.sin, math.cos))
    return (
        (cy * cz, -cy * sz, sy),
        (sx * sy * cz + cx * sz, cx * cz - sx * sy * sz, -sx * cy),
        (sx * sz - cx * sy * cz, cx * sy * sz + sx * cz, cx * cy),
    )
