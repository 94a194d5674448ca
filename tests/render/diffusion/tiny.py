"""A tiny Stable Diffusion model with random weights, made of diffusers' and transformers' classes.

Saved as people get models: as a diffusers folder, and as one .safetensors file in the naming of
the first Stable Diffusion release.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKL, AutoencoderTiny, PNDMScheduler, UNet2DConditionModel
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer, DPTConfig
from transformers import DPTForDepthEstimation as Dpt

from tools.embedded_model.autoencoder import Autoencoder
from tools.embedded_model.denoiser import Denoiser
from tools.embedded_model.export import export
from tools.embedded_model.networks import make_text_encoder, make_unet
from tools.embedded_model.recipe import TINY
from tools.embedded_model.tokens import tokenizer_of

#: Words that are one token each; all others are spelled letter by letter.
WORDS = ("house", "sea", "light", "forest", "neon", "river", "stone", "cloud", "red", "blue")


def save_model(folder: Path, *, prediction_type: str = "epsilon") -> Path:
    """Write a whole model as a diffusers folder and return the folder."""
    torch.manual_seed(0)
    words = tokenizer()
    unet = UNet2DConditionModel(
        sample_size=8,
        block_out_channels=(16, 32),
        layers_per_block=1,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=32,
        attention_head_dim=2,
        norm_num_groups=8,
    )
    vae = AutoencoderKL(
        block_out_channels=(8, 8, 16, 16),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=1,
        latent_channels=4,
        norm_num_groups=4,
    )
    text_encoder = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(words),
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            bos_token_id=words.bos_token_id,
            eos_token_id=words.eos_token_id,
            pad_token_id=words.eos_token_id,
        )
    )
    scheduler = PNDMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        prediction_type=prediction_type,
        steps_offset=1,
        skip_prk_steps=True,
    )
    parts = {
        "unet": unet,
        "vae": vae,
        "text_encoder": text_encoder,
        "tokenizer": words,
        "scheduler": scheduler,
    }
    for name, part in parts.items():
        part.save_pretrained(folder / name)
    index: dict[str, Any] = {"_class_name": "StableDiffusionPipeline", "_diffusers_version": "0"}
    index |= {
        name: ["transformers" if "te" in name[:2] or name == "tokenizer" else "diffusers",
               type(part).__name__]
        for name, part in parts.items()
    }  # fmt: skip
    index |= {"safety_checker": [None, None], "feature_extractor": [None, None]}
    (folder / "model_index.json").write_text(json.dumps(index))
    return folder


def tokenizer() -> CLIPTokenizer:
    """A CLIP tokenizer with a vocabulary of our own."""
    from tokenizers.pre_tokenizers import ByteLevel

    letters = sorted(ByteLevel.alphabet())
    pieces = [*letters, *(f"{letter}</w>" for letter in letters)]
    merges = []
    for word in WORDS:
        parts = [*word[:-1], f"{word[-1]}</w>"]
        while len(parts) > 1:
            merges.append((parts[0], parts[1]))
            parts[:2] = ["".join(parts[:2])]
            pieces.append(parts[0])
    pieces = list(dict.fromkeys([*pieces, "<|startoftext|>", "<|endoftext|>"]))
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    return CLIPTokenizer(vocab=vocabulary, merges=list(dict.fromkeys(merges)), model_max_length=77)


def save_depth(folder: Path) -> Path:
    """Write a DPT with random weights, as transformers saves it."""
    torch.manual_seed(1)
    config = DPTConfig(
        hidden_size=16,
        num_hidden_layers=4,
        num_attention_heads=2,
        intermediate_size=32,
        image_size=384,
        patch_size=16,
        backbone_out_indices=[0, 1, 2, 3],
        neck_hidden_sizes=[8, 8, 8, 8],
        fusion_hidden_size=8,
        reassemble_factors=[4, 2, 1, 0.5],
    )
    Dpt(config).save_pretrained(folder)
    return folder


def save_small_vae(folder: Path) -> Path:
    """Write an AutoencoderTiny with random weights."""
    torch.manual_seed(2)
    AutoencoderTiny(
        encoder_block_out_channels=(8, 8, 8, 8),
        decoder_block_out_channels=(8, 8, 8, 8),
        num_encoder_blocks=(1, 1, 1, 1),
        num_decoder_blocks=(1, 1, 1, 1),
    ).save_pretrained(folder)
    return folder


def save_own_kind(folder: Path) -> Path:
    """Write what our training tool exports: eight latent channels, our own tokenizer; untrained."""
    torch.manual_seed(3)
    recipe = replace(TINY, autoencoder=replace(TINY.autoencoder, latents=8))
    words = tokenizer_of(WORDS)
    denoiser = Denoiser(make_unet(recipe.denoiser, 8, 8), make_text_encoder(recipe.denoiser, words))
    export(denoiser, Autoencoder(recipe.autoencoder).exported(), words, folder)
    return folder


def save_single_file(folder: Path, file: Path) -> Path:
    """Write the weights of a diffusers folder as one file with the first release's names."""
    from safetensors.torch import load_file

    weights = {
        part: load_file(next((folder / part).glob("*.safetensors")))
        for part in ("unet", "vae", "text_encoder")
    }
    single = {f"model.diffusion_model.{_unet_name(n)}": t for n, t in weights["unet"].items()}
    for name, tensor in weights["vae"].items():
        name = _vae_name(name)
        is_attention = re.search(r"attn_1\.(q|k|v|proj_out)\.weight", name)
        single[f"first_stage_model.{name}"] = tensor[..., None, None] if is_attention else tensor
    for name, tensor in weights["text_encoder"].items():
        name = f"text_model.{name.removeprefix('text_model.')}"
        single[f"cond_stage_model.transformer.{name}"] = tensor
    save_file({name: tensor.contiguous() for name, tensor in single.items()}, file)
    return file


_RESNET = (
    ("norm1", "in_layers.0"), ("conv1", "in_layers.2"), ("norm2", "out_layers.0"),
    ("conv2", "out_layers.3"), ("time_emb_proj", "emb_layers.1"),
    ("conv_shortcut", "skip_connection"),
)  # fmt: skip


def _unet_name(name: str) -> str:
    """For a UNet of two levels with one layer each."""
    blocks = (
        ("down_blocks.0.resnets.0", "input_blocks.1.0"),
        ("down_blocks.0.attentions.0", "input_blocks.1.1"),
        ("down_blocks.0.downsamplers.0.conv", "input_blocks.2.0.op"),
        ("down_blocks.1.resnets.0", "input_blocks.3.0"),
        ("mid_block.resnets.0", "middle_block.0"),
        ("mid_block.attentions.0", "middle_block.1"),
        ("mid_block.resnets.1", "middle_block.2"),
        ("up_blocks.0.resnets.0", "output_blocks.0.0"),
        ("up_blocks.0.resnets.1", "output_blocks.1.0"),
        ("up_blocks.0.upsamplers.0", "output_blocks.1.1"),
        ("up_blocks.1.resnets.0", "output_blocks.2.0"),
        ("up_blocks.1.attentions.0", "output_blocks.2.1"),
        ("up_blocks.1.resnets.1", "output_blocks.3.0"),
        ("up_blocks.1.attentions.1", "output_blocks.3.1"),
        ("time_embedding.linear_1", "time_embed.0"),
        ("time_embedding.linear_2", "time_embed.2"),
        ("conv_in", "input_blocks.0.0"),
        ("conv_norm_out", "out.0"),
        ("conv_out", "out.2"),
    )
    old, new = next((old, new) for old, new in blocks if name.startswith(f"{old}."))
    rest = name.removeprefix(old)
    if "resnets" in old:
        for diffusers, first in _RESNET:
            rest = rest.replace(f".{diffusers}.", f".{first}.")
    return new + rest


def _vae_name(name: str) -> str:
    name = re.sub(r"encoder\.down_blocks\.(\d)\.resnets", r"encoder.down.\1.block", name)
    name = re.sub(
        r"encoder\.down_blocks\.(\d)\.downsamplers\.0", r"encoder.down.\1.downsample", name
    )

    def up(match: re.Match[str]) -> str:
        return f"decoder.up.{3 - int(match[1])}."

    name = re.sub(r"decoder\.up_blocks\.(\d)\.", up, name)
    name = re.sub(r"(decoder\.up\.\d)\.resnets", r"\1.block", name)
    name = re.sub(r"(decoder\.up\.\d)\.upsamplers\.0", r"\1.upsample", name)
    name = re.sub(r"mid_block\.resnets\.(\d)", lambda m: f"mid.block_{int(m[1]) + 1}", name)
    name = name.replace("mid_block.attentions.0", "mid.attn_1").replace("conv_norm_out", "norm_out")
    if "attn_1" in name:
        for diffusers, first in (("group_norm", "norm"), ("to_q", "q"), ("to_k", "k"),
                                 ("to_v", "v"), ("to_out.0", "proj_out")):  # fmt: skip
            name = name.replace(f".{diffusers}.", f".{first}.")
    return name.replace("conv_shortcut", "nin_shortcut")
