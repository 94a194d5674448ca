"""Frames by the engine and frames made step by step with diffusers' own pipeline agree."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from diffusers import EulerAncestralDiscreteScheduler, StableDiffusionImg2ImgPipeline
from tests.render.diffusion.conftest import manifest

from midivideo.render.frames import read_frames
from midivideo.render.job import render_batch
from midivideo.render.ops import camera3d, colour, noise, sharpen

STEPS, STRENGTH, SCALE, SEED = 15, 0.65, 5.0, 77
PROMPT, NEGATIVE = "red house in the light", "stone"


class StepByStep:
    """Img2img as A1111 does it, with the parts of diffusers' pipeline."""

    def __init__(self, model):
        self.pipe = StableDiffusionImg2ImgPipeline.from_pretrained(
            model, safety_checker=None, feature_extractor=None, requires_safety_checker=False
        )
        self.pipe.set_progress_bar_config(disable=True)
        texts = self.pipe.encode_prompt(PROMPT, "cpu", 1, True, NEGATIVE)
        self.texts = torch.cat(texts[::-1])

    @torch.no_grad()
    def frame(self, image, seed, start):
        """uint8 (1, 3, h, w) from the last steps, beginning with step ``start``."""
        pipe = self.pipe
        scheduler = EulerAncestralDiscreteScheduler.from_config(
            pipe.scheduler.config, timestep_spacing="linspace"
        )
        scheduler.set_timesteps(STEPS)
        drawn = torch.Generator().manual_seed(seed)
        first = torch.randn((1, 4, 8, 8), generator=drawn)
        if image is None:
            latent = first * scheduler.sigmas[0]
        else:
            seen = pipe.image_processor.preprocess(image.float() / 255)
            latent = pipe.vae.encode(seen).latent_dist.mode() * pipe.vae.config.scaling_factor
            latent = latent + 1.05 * first * scheduler.sigmas[start]
            scheduler.set_begin_index(start)
        for timestep in scheduler.timesteps[start:]:
            asked = scheduler.scale_model_input(torch.cat([latent] * 2), timestep)
            unwanted, wanted = pipe.unet(asked, timestep, self.texts).sample.chunk(2)
            guided = unwanted + SCALE * (wanted - unwanted)
            latent = scheduler.step(guided, timestep, latent, generator=drawn).prev_sample
        decoded = pipe.vae.decode(latent / pipe.vae.config.scaling_factor).sample
        return ((decoded / 2 + 0.5).clamp(0, 1) * 255).to(torch.uint8)


@pytest.mark.filterwarnings("ignore")
def test_two_frames_agree_with_diffusers_pipeline_taken_apart(tmp_path, model, small):
    path = manifest(
        tmp_path / "clip.manifest.json",
        2,
        seed=SEED,
        strength=[STRENGTH],
        scale=[SCALE],
        deforum_prompt=[f"{PROMPT} --neg {NEGATIVE}"],
        translation_z_delta=[6],
        rotation_3d_y_delta=[0],
    )
    settings = small.model_copy(update={"depth": "none", "steps": STEPS, "network_batch": 2})
    render_batch([path], tmp_path / "frames", settings, tmp_path / "cache")
    ours = [
        torch.from_numpy(frame).permute(2, 0, 1)[None].int()
        for frame in read_frames(tmp_path / "frames" / "clip.mkv")
    ]

    by_hand = StepByStep(str(model))
    first = by_hand.frame(None, SEED, 0)
    assert _nearly(first, ours[0])

    zero, one = torch.zeros(1, dtype=torch.float64), torch.ones(1, dtype=torch.float64)
    motion = camera3d.Motion3D(zero, zero, zero, zero, zero, one * 6, one * 70, one)
    reference = colour.reference(first, "lab")
    image = colour.match(camera3d.warp_3d(first, motion), reference, "lab")
    image = sharpen.unsharp(image, one * 5, one, one * 0.1, zero)
    grain = noise.frame_noise(SEED + 1, 64, 64, "perlin", 4, 0.5)
    image = noise.blend(image, grain[None], one * 0.065)
    # int(0.35 * 15) + 1 = 6 of 15 steps (deforum.md 1.8).
    second = colour.match(by_hand.frame(image, SEED + 1, STEPS - 6), reference, "lab")
    assert _nearly(second, ours[1])


def _nearly(one: torch.Tensor, other: torch.Tensor) -> bool:
    """At most one level apart nearly everywhere: truncation turns 1e-6 into a level."""
    apart = np.abs(one.int().numpy() - other.numpy())
    return bool((apart <= 1).mean() > 0.99 and apart.mean() < 0.1)
