"""What every sampler has in common: its questions, its answers, and what strength means."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import torch

    from midivideo.render.painters.diffusion.samplers.noise import NoiseStream


@dataclass(frozen=True)
class Evaluation:
    """One question to the denoising network.

    Attributes:
        latent: the network's input, (channels, height / 8, width / 8) float32, scaled for it.
        timestep: noise level as the network counts it; Euler a's lie between whole numbers.
        index: evaluations that this frame had before.
        steps: the sampler's steps from pure noise, which prompts such as ``[a:b:.5]`` count in.
    """

    latent: torch.Tensor
    timestep: float
    index: int
    steps: int


#: The way of one frame: yields evaluations, is sent what the network predicts for each after
#: guidance (noise, velocity or sample, as the model was trained; float32, shaped as the latent),
#: and returns the finished latent.
Walk = Generator[Evaluation, "torch.Tensor", "torch.Tensor"]


class Sampler(Protocol):
    """A way from noise to a picture's latent; keeps nothing between two frames.

    Attributes:
        name: as in the settings.
        steps: steps from pure noise to the end.
    """

    name: str
    steps: int

    def frame(
        self,
        latent: torch.Tensor | None,
        strength: float,
        noise: NoiseStream,
        noise_multiplier: float = 1.0,
    ) -> Walk:
        """Walk one frame.

        Args:
            latent: the last frame's, (channels, height / 8, width / 8), as the network has it; None
                starts from pure noise and takes all steps.
            strength: how much of ``latent`` stays, 0 to 1; see :func:`steps_taken`.
            noise: all noise of this frame.
            noise_multiplier: factor on the noise that ``latent`` gets; not used without one.
        """
        ...


def steps_taken(steps: int, strength: float) -> int:
    """How many of a sampler's steps an img2img frame takes, 1 to ``steps``.

    A1111's count (deforum.md 1.8), one more than diffusers': strength 1 still takes the last.
    """
    return int(min(1.0 - strength, 0.999) * steps) + 1
