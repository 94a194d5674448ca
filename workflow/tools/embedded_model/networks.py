"""Text encoder and UNet of a recipe, in the standard classes, with random weights."""

from __future__ import annotations

import torch
from diffusers import UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from tools.embedded_model.recipe import DenoiserRecipe
from tools.embedded_model.tokens import LENGTH


def make_unet(recipe: DenoiserRecipe, channels: int, edge: int) -> UNet2DConditionModel:
    """A UNet for latents (channels, edge, edge) that predicts v.

    The first level has no attention: it costs most there and sees least. The text as a whole also
    goes in beside the time, and both scale the features: so colours are soon learned from words.
    """
    attending = len(recipe.channels) - 1
    return UNet2DConditionModel(
        sample_size=edge,
        in_channels=channels,
        out_channels=channels,
        block_out_channels=recipe.channels,
        layers_per_block=recipe.layers,
        down_block_types=("DownBlock2D", *["CrossAttnDownBlock2D"] * attending),
        up_block_types=(*["CrossAttnUpBlock2D"] * attending, "UpBlock2D"),
        cross_attention_dim=recipe.text_width,
        attention_head_dim=recipe.heads,
        norm_num_groups=recipe.groups,
        resnet_time_scale_shift="scale_shift",
        addition_embed_type="text",
        addition_embed_type_num_heads=recipe.text_heads,
    )


def make_text_encoder(recipe: DenoiserRecipe, tokenizer: CLIPTokenizer) -> CLIPTextModel:
    """A small CLIP text model for this vocabulary."""
    width = recipe.text_width
    model = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=width,
            intermediate_size=4 * width,
            projection_dim=width,
            num_hidden_layers=recipe.text_layers,
            num_attention_heads=recipe.text_heads,
            max_position_embeddings=LENGTH,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )
    # CLIP's own start (0.02 for both) is made for years of training: a word would be lost beside
    # its position and what the layers add.
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "token_embedding" in name:
                weight.normal_(0, 0.3)
            elif "position_embedding" in name:
                weight.normal_(0, 0.05)
    return model


def noise_schedule() -> dict[str, object]:
    """The scheduler's config: Stable Diffusion 2's, as all its samplers expect it.

    v, not the noise, is predicted (Salimans and Ho 2022): where noise covers nearly all, a wrong
    colour of the whole picture is a small error in the noise, but a large one in v.
    """
    return {
        "beta_start": 0.00085,
        "beta_end": 0.012,
        "beta_schedule": "scaled_linear",
        "num_train_timesteps": 1000,
        "prediction_type": "v_prediction",
        "steps_offset": 1,
        "timestep_spacing": "leading",
    }
