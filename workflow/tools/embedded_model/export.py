"""Writes the trained parts as a Stable Diffusion folder in half precision."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from diffusers import AutoencoderTiny, DDIMScheduler, StableDiffusionPipeline
from transformers import CLIPTokenizer

from midivideo.files import written_beside
from midivideo.render.weights.quiet import quiet
from tools.embedded_model.denoiser import Denoiser
from tools.embedded_model.networks import noise_schedule


def export(
    denoiser: Denoiser, vae: AutoencoderTiny, tokenizer: CLIPTokenizer, folder: Path
) -> None:
    """Write what ``StableDiffusionPipeline.from_pretrained`` and ``render.model`` read.

    The networks are halved in place.
    """
    networks: Any = (denoiser.unet, denoiser.text_encoder, vae)
    with quiet(), written_beside(folder) as temporary:
        unet, text_encoder, autoencoder = (network.to("cpu").half() for network in networks)
        pipeline: Any = StableDiffusionPipeline(
            vae=autoencoder,
            text_encoder=text_encoder,
            tokenizer=tokenizer,
            unet=unet,
            scheduler=DDIMScheduler(**noise_schedule(), clip_sample=False, set_alpha_to_one=False),
            safety_checker=None,
            feature_extractor=None,
            requires_safety_checker=False,
        )
        pipeline.save_pretrained(temporary, safe_serialization=True)
        # vocab.json and merges.txt, which other programs read instead of tokenizer.json.
        tokenizer.backend_tokenizer.model.save(str(temporary / "tokenizer"))
