"""Samplers: from noise, or from a noised latent, to the latent of one frame.

A sampler walks down the noise levels of one frame as a generator that yields each
:class:`Evaluation` and is sent the network's answer, so that the engine can put evaluations of
many clips, at different noise levels, into one network call.
"""

from midivideo.render.painters.diffusion.samplers.choose import SAMPLERS, make_sampler
from midivideo.render.painters.diffusion.samplers.noise import NoiseStream
from midivideo.render.painters.diffusion.samplers.sampler import (
    Evaluation,
    Sampler,
    Walk,
    steps_taken,
)

__all__ = [
    "SAMPLERS",
    "Evaluation",
    "NoiseStream",
    "Sampler",
    "Walk",
    "make_sampler",
    "steps_taken",
]
