"""Colour match: every frame keeps the distribution of colours of its clip's reference.

Histogram matching per channel as scikit-image's ``match_histograms`` does it on uint8, bit for bit
(deforum.md 1.5). Frames are uint8 RGB ``(batch, 3, height, width)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from midivideo.render.ops.colour_spaces import Space, decode, encode
from midivideo.render.ops.levels import LEVELS, histogram, look_up


@dataclass(frozen=True)
class Reference:
    """The colours to keep: of a batch of clips, or of one clip (without the first dimension).

    ``cumulative`` is the share of pixels up to each level, float64 ``(batch, 3, 256)``; ``present``
    is the highest level, not above this one, that occurs at all (int64, same shape; 0 before the
    first). Both are meant for one colour space.
    """

    cumulative: torch.Tensor
    present: torch.Tensor

    def __getitem__(self, clips: int | slice | torch.Tensor) -> Reference:
        """The references of some clips of the batch, or of one, as a tensor is indexed."""
        return Reference(self.cumulative[clips], self.present[clips])

    @classmethod
    def stack(cls, references: Sequence[Reference]) -> Reference:
        """A batch from references of single clips."""
        return cls(
            torch.stack([reference.cumulative for reference in references]),
            torch.stack([reference.present for reference in references]),
        )


def reference(images: torch.Tensor, space: Space) -> Reference:
    """Remember the colours of each image, as ``space`` has them."""
    cumulative = _cumulative(encode(images, space))
    return Reference(cumulative, torch.searchsorted(cumulative, cumulative))


def match(images: torch.Tensor, references: Reference, space: Space) -> torch.Tensor:
    """Give each image the colours of its reference; ``references`` has the images' batch size."""
    encoded = encode(images, space)
    tables = _tables(_cumulative(encoded), references)
    return decode(look_up(encoded, tables), space)


def _cumulative(encoded: torch.Tensor) -> torch.Tensor:
    """Share of pixels up to each level: float64 ``(batch, 3, 256)``."""
    pixels = encoded.shape[2] * encoded.shape[3]
    return histogram(encoded).cumsum(dim=2).double() / pixels


def _tables(source: torch.Tensor, references: Reference) -> torch.Tensor:
    """The level that takes the place of each level: uint8 ``(batch, 3, 256)``, truncated.

    ``numpy.interp(source, shares, levels)`` over the levels that occur in the reference, with its
    order of operations.
    """
    shares = references.cumulative
    # The reference's share grows only at levels that occur, so the first level with a larger
    # share occurs, and so does `present` of the level before it.
    above = torch.searchsorted(shares, source, right=True)
    before = (above - 1).clamp_(min=0)
    below = references.present.gather(2, before)
    above.clamp_(max=LEVELS - 1)
    share_below = shares.gather(2, below)
    share_above = shares.gather(2, above)
    slope = (above - below).double() / (share_above - share_below)
    level = slope * (source - share_below) + below
    # Under the first level that occurs and from the last one on, the ends are held.
    first = (above == 0) | (share_below == 0)
    level = torch.where(first, above.double(), level)
    level = torch.where(source >= 1, references.present[..., -1:].double(), level)
    return level.to(torch.uint8)
