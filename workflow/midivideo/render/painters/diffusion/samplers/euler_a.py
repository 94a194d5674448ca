"""Euler ancestral, as A1111 runs it (deforum.md 1.8; Karras et al. 2022, k-diffusion)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from midivideo.render.painters.diffusion.samplers.levels import NoiseLevels, Prediction
from midivideo.render.painters.diffusion.samplers.sampler import Evaluation, Walk, steps_taken

if TYPE_CHECKING:
    import torch

    from midivideo.render.painters.diffusion.samplers.noise import NoiseStream


class EulerAncestral:
    """Steps along the network's direction, a bit too far each time, and adds fresh noise.

    Attributes:
        name: ``euler_a``.
        steps: steps from pure noise to the end.
        sigmas: noise levels before each step, then 0; (steps + 1,) float32.
        timesteps: the same as the network counts them; (steps,) float32.
    """

    name = "euler_a"

    def __init__(self, levels: NoiseLevels, steps: int) -> None:
        """Place ``steps`` steps evenly over the model's training timesteps."""
        self.steps = steps
        self.sigmas = levels.descent(steps)
        self.timesteps = levels.timestep(self.sigmas[:-1])
        self._prediction = levels.prediction

    def frame(
        self,
        latent: torch.Tensor | None,
        strength: float,
        noise: NoiseStream,
        noise_multiplier: float = 1.0,
    ) -> Walk:
        """See :meth:`Sampler.frame`."""
        sigmas = self.sigmas.tolist()
        if latent is None:
            start = 0
            x = noise.draw() * sigmas[0]
        else:
            start = self.steps - steps_taken(self.steps, strength)
            x = latent.float() + noise.draw() * (noise_multiplier * sigmas[start])
        for index in range(start, self.steps):
            sigma, following = sigmas[index], sigmas[index + 1]
            predicted = yield Evaluation(
                latent=x * (sigma**2 + 1) ** -0.5,
                timestep=float(self.timesteps[index]),
                index=index - start,
                steps=self.steps,
            )
            down, up = ancestral_step(sigma, following)
            x = x + direction(x, predicted, sigma, self._prediction) * (down - sigma)
            if following > 0:
                x = x + noise.draw() * up
        return x


def ancestral_step(sigma: float, following: float) -> tuple[float, float]:
    """Where a step goes and what noise brings it to ``following``: ``(sigma_down, sigma_up)``."""
    up = min(following, float(np.sqrt(following**2 * (sigma**2 - following**2) / sigma**2)))
    return float(np.sqrt(following**2 - up**2)), up


def direction(
    x: torch.Tensor, predicted: torch.Tensor, sigma: float, prediction: Prediction
) -> torch.Tensor:
    """dx/dsigma = (x - D) / sigma, with D the picture without noise that the network predicts."""
    match prediction:
        case "epsilon":  # D = x - sigma eps
            return predicted
        case "v_prediction":  # D = x / (sigma^2 + 1) - v sigma / sqrt(sigma^2 + 1)
            return x * (sigma / (sigma**2 + 1)) + predicted * (sigma**2 + 1) ** -0.5
        case "sample":
            return (x - predicted) / sigma
