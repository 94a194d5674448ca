"""The noise of one frame: the same numbers on every device and in every batch."""

from __future__ import annotations

import torch

from midivideo.render.ops.transfer import sent


class NoiseStream:
    """Draws float32 noise for one frame from one CPU generator (deforum.md 1.8).

    The first draw is the frame's initial noise, then comes one for each ancestral step. With a
    ``subseed_strength`` above 0 the first draw is turned towards the subseed's noise; later draws
    are the seed's own.
    """

    def __init__(
        self,
        seed: int,
        shape: tuple[int, ...],
        device: torch.device | str = "cpu",
        *,
        subseed: int = 0,
        subseed_strength: float = 0.0,
    ) -> None:
        """Start the stream of ``seed``; draws are of ``shape``, and lie on ``device``."""
        self.shape = shape
        self.device = torch.device(device)
        #: For schedulers of diffusers, which draw by themselves from where this stream is.
        self.generator = torch.Generator().manual_seed(seed)
        self._towards = (subseed, subseed_strength) if subseed_strength > 0 else None

    def draw(self) -> torch.Tensor:
        """The next noise."""
        drawn = torch.randn(self.shape, generator=self.generator)
        if self._towards is not None:
            subseed, share = self._towards
            self._towards = None
            other = torch.randn(self.shape, generator=torch.Generator().manual_seed(subseed))
            drawn = slerp(drawn, other, share)
        return sent(drawn, self.device)


def slerp(low: torch.Tensor, high: torch.Tensor, share: float) -> torch.Tensor:
    """Turn ``low`` by ``share`` of the angle between two noises, which keeps their variance.

    A straight mix of two independent noises has less variance than each, and paints blurred.
    """
    cosine = torch.sum(low * high) / (low.norm() * high.norm())
    if cosine > 0.9995:  # nearly the same noise: the angle is too small to divide by
        return torch.lerp(low, high, share)
    angle = torch.arccos(cosine)
    mixed = torch.sin((1 - share) * angle) * low + torch.sin(share * angle) * high
    return mixed / torch.sin(angle)
