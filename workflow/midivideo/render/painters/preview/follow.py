"""How a scene must be bent to lie on the picture that shows it.

The camera moves the picture away from the scene that it was painted from. Lucas and Kanade's
method (1981) on the large forms finds that motion again, so that fine detail is drawn where the
picture has carried its forms.
"""

from __future__ import annotations

import torch
import torch.nn.functional as functional

#: Cells along the short side that motion is looked for in.
_CELLS = 32
_ROUNDS = 3
#: Steadies the motion where the forms have no edge to follow.
_DAMPING = 2e-4


def motion(scene: torch.Tensor, picture: torch.Tensor) -> torch.Tensor:
    """Displacement in short sides, (2, rows, columns) x and y: scene(p + motion) is the picture.

    Args:
        scene: (height, width) tone.
        picture: (height, width) tone.
    """
    still, goal = _cells(scene), _cells(picture)
    rows, columns = goal.shape[-2:]
    y = (torch.arange(rows) * 2 + 1) / rows - 1
    x = (torch.arange(columns) * 2 + 1) / columns - 1
    here = torch.stack([x.expand(rows, columns), y[:, None].expand(rows, columns)], dim=-1)[None]
    to_grid = torch.tensor([2 / columns, 2 / rows])
    moved = torch.zeros(1, 2, rows, columns)
    for _ in range(_ROUNDS):
        grid = here + moved.permute(0, 2, 3, 1) * to_grid
        seen = functional.grid_sample(
            still, grid, mode="bilinear", padding_mode="border", align_corners=False
        )
        moved = moved + _step(seen, goal)
        moved = _smooth(moved, 5).clamp(-3, 3)
    return moved[0] / min(rows, columns)


def _cells(tone: torch.Tensor) -> torch.Tensor:
    """Large forms (1, 1, rows, columns) of even brightness and contrast."""
    height, width = tone.shape
    short = min(height, width, _CELLS)
    rows, columns = (short * side // min(height, width) for side in (height, width))
    small = _smooth(functional.adaptive_avg_pool2d(tone[None, None], (rows, columns)), 3)
    small = small - _smooth(small, 15)
    return small / small.std().clamp(min=1e-3) * 0.15


def _step(seen: torch.Tensor, goal: torch.Tensor) -> torch.Tensor:
    """One least-squares step of motion in cells, (1, 2, rows, columns)."""
    wide = functional.pad(seen, (1, 1, 1, 1), mode="replicate")
    dx = (wide[..., 1:-1, 2:] - wide[..., 1:-1, :-2]) / 2
    dy = (wide[..., 2:, 1:-1] - wide[..., :-2, 1:-1]) / 2
    lag = goal - seen
    sums = _smooth(torch.cat([dx * dx, dy * dy, dx * dy, dx * lag, dy * lag], dim=1), 7)
    xx, yy, xy, xt, yt = sums.unbind(dim=1)
    xx, yy = xx + _DAMPING, yy + _DAMPING
    area = xx * yy - xy * xy
    step = torch.stack([(yy * xt - xy * yt) / area, (xx * yt - xy * xt) / area], dim=1)
    return step.clamp(-1, 1)


def _smooth(fields: torch.Tensor, width: int) -> torch.Tensor:
    return functional.avg_pool2d(
        fields, width, stride=1, padding=width // 2, count_include_pad=False
    )
