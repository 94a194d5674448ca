"""Networks of real architectures with random weights: speed does not depend on the values."""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import AutoencoderKL, AutoencoderTiny, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, DPTConfig, DPTForDepthEstimation

from midivideo.render.painters.diffusion.load import Model, load_model
from midivideo.settings.model import Render
from tests.render.diffusion import tiny

#: How Stable Diffusion 1.5 was trained.
_TRAINED_AS = {
    "_class_name": "PNDMScheduler",
    "num_train_timesteps": 1000,
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
}


def stable_diffusion(*, small_vae: bool) -> Model:
    """Stable Diffusion 1.5, with its own autoencoder or with TAESD's."""
    torch.manual_seed(0)
    unet = UNet2DConditionModel(sample_size=64, cross_attention_dim=768, attention_head_dim=8)
    vae = (
        AutoencoderTiny()
        if small_vae
        else AutoencoderKL(
            block_out_channels=(128, 256, 512, 512),
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            layers_per_block=2,
            latent_channels=4,
            sample_size=512,
        )
    )
    tokenizer = tiny.tokenizer()
    text_encoder = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=768,
            intermediate_size=3072,
            num_hidden_layers=12,
            num_attention_heads=12,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.eos_token_id,
        )
    )
    return Model(unet, vae, text_encoder, tokenizer, _TRAINED_AS, {"model": "random weights"})


def tiny_diffusion(folder: Path, *, small_vae: bool) -> Model:
    """The tests' tiny model: to try the benchmark itself."""
    model = tiny.save_model(folder / "model")
    vae = str(tiny.save_small_vae(folder / "vae")) if small_vae else None
    return load_model(Render(painter="diffusion", model=str(model), vae=vae))


def save_dpt_large(folder: Path) -> Path:
    """DPT-Large, as transformers saves it."""
    torch.manual_seed(0)
    config = DPTConfig(
        hidden_size=1024,
        num_hidden_layers=24,
        num_attention_heads=16,
        intermediate_size=4096,
        image_size=384,
        patch_size=16,
        backbone_out_indices=[5, 11, 17, 23],
        neck_hidden_sizes=[256, 512, 1024, 1024],
        fusion_hidden_size=256,
    )
    DPTForDepthEstimation(config).half().save_pretrained(folder)
    return folder
