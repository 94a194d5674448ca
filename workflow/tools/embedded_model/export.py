"""Writes the trained parts as a Stable Diffusion folder in half precision."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderTiny, DDIMScheduler, StableDiffusionPipeline
from transformers import CLIPTokenizer

from midivideo.files import written_beside
from tools.embedded_model.denoiser import Denoiser
from tools.embedded_model.networks import noise_schedule


def export(
    denoiser: Denoiser, vae: AutoencoderTiny, tokenizer: CLIPTokenizer, folder: Path
) -> None:
    """Write what ``StableDiffusionPipeline.from_pretrained`` and ``render.model`` read."""
    pipeline: Any = StableDiffusionPipeline(
        vae=vae,
        text_encoder=denoiser.text_encoder,
        tokenizer=tokenizer,
        unet=denoiser.unet,
        scheduler=DDIMScheduler(**noise_schedule(), clip_sample=False, set_alpha_to_one=False),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    with written_beside(folder) as temporary:
        pipeline.to("cpu", torch.float16).save_pretrained(temporary, safe_serialization=True)
