"""Depth for the 3D camera: equalised, then put between z = 1 (near) and z = 2 (far).

deforum.md 3. Everything runs on the device of the depth maps.
"""

from __future__ import annotations

import torch

_BINS = 1024


def equalize(raw: torch.Tensor) -> torch.Tensor:
    """Spread each depth map evenly over (0, 1]: min-max normalised, then histogram-equalised.

    ``raw`` is ``(batch, height, width)``, in any unit; so is the result, float64. The cumulative
    histogram of 1024 bins is read with linear interpolation between the bins' lower edges. A map
    that cannot be equalised (constant, or with NaN or infinity) gives zeros.
    """
    batch = raw.shape[0]
    flat = raw.reshape(batch, -1)
    low = flat.amin(dim=1, keepdim=True)
    position = (flat - low) / (flat.amax(dim=1, keepdim=True) - low)
    usable = _usable(flat)
    position = torch.where(usable, position, 0.0).double() * _BINS

    bins = position.long().clamp_(max=_BINS - 1)
    cumulative = _histogram(bins).cumsum(dim=1).double() / flat.shape[1]
    lower = cumulative.gather(1, bins)
    upper = cumulative.gather(1, (bins + 1).clamp_(max=_BINS - 1))
    equalized = lower + (upper - lower) * (position - bins)
    return torch.where(usable, equalized, 0.0).view(raw.shape)


def depth_z(raw: torch.Tensor, near_is_large: bool) -> torch.Tensor:
    """The z in [1, 2] of each pixel, float32 ``(batch, height, width)``, as `warp_3d` takes it.

    ``near_is_large`` is true of inverse depth (MiDaS, DPT), false of distances (AdaBins, ZoeDepth).
    A map that cannot be equalised is a plane at z = 1, as in Deforum.
    """
    equalized = equalize(raw)
    z = 2 - equalized if near_is_large else 1 + equalized
    usable = _usable(raw.reshape(raw.shape[0], -1)).unsqueeze(-1)
    return torch.where(usable, z, 1.0).float()


def _usable(flat: torch.Tensor) -> torch.Tensor:
    """Which maps, ``(batch, pixels)``, are finite and not constant: ``(batch, 1)``."""
    # A NaN or an infinity anywhere makes the range NaN or infinite.
    spread = flat.amax(dim=1, keepdim=True) - flat.amin(dim=1, keepdim=True)
    return spread.isfinite() & (spread > 0)


def _histogram(bins: torch.Tensor) -> torch.Tensor:
    """Count the values 0 to 1023 of each row of ``bins``: ``(batch, 1024)``."""
    counts = torch.zeros((bins.shape[0], _BINS), dtype=torch.int64, device=bins.device)
    return counts.scatter_add_(1, bins, torch.ones_like(bins))
