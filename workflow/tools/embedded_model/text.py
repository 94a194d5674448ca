"""Trains the text encoder alone, before the UNet: captions shall tell how pictures look.

A UNet learns little from words that mean nothing yet. So the text encoder first learns to tell
from a caption, roughly, where which latents are and how lively they are. This takes minutes, since
no picture is denoised; the head that tells it is thrown away.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from diffusers.models.embeddings import TextTimeEmbedding
from torch import nn
from torch.nn import functional
from transformers import CLIPTextModel, CLIPTokenizer

from tools.embedded_model.devices import Device
from tools.embedded_model.networks import make_text_encoder
from tools.embedded_model.recipe import Recipe
from tools.embedded_model.tokens import tokens_of
from tools.embedded_model.training import Run, chance, optimizer_of, train

#: What is told of a picture: means in so many by so many parts of it.
PARTS = 4
#: Width of the head, by the text's.
WIDER = 4


def train_text(
    recipe: Recipe,
    latents: torch.Tensor,
    captions: Sequence[Sequence[str]],
    tokenizer: CLIPTokenizer,
    folder: Path,
    device: Device,
) -> CLIPTextModel:
    """Train on captions, going on from the checkpoint in ``folder``.

    Args:
        recipe: what is trained, and how long.
        latents: (pictures, channels, h, w) float16.
        captions: of each picture, in several wordings.
        tokenizer: for the captions.
        folder: of the checkpoint.
        device: where to train.

    Returns:
        The text encoder, ready to be trained on together with the UNet.
    """
    own = recipe.denoiser
    looks = looks_of(latents)
    torch.manual_seed(recipe.seed)
    encoder = device.put(make_text_encoder(own, tokenizer)).train()
    head = device.put(
        nn.Sequential(
            TextTimeEmbedding(own.text_width, WIDER * own.text_width, own.text_heads),
            nn.SiLU(),
            nn.Linear(WIDER * own.text_width, looks.shape[1]),
        )
    )

    def loss_at(step: int) -> torch.Tensor:
        rng, _ = chance(recipe.seed, "text", step)
        chosen = rng.integers(len(latents), size=own.text_batch)
        told = [captions[i][int(rng.integers(len(captions[i])))] for i in chosen]
        tokens = tokens_of(tokenizer, told).to(device.name)
        with device.autocast():
            seen = head(encoder(input_ids=tokens).last_hidden_state)
        true = looks[torch.from_numpy(chosen)].to(device.name)
        return functional.mse_loss(seen.float(), true)

    run = Run(
        "text", {"encoder": encoder, "head": head}, {}, optimizer_of([encoder, head], own.rate)
    )
    train(run, own.text_steps, loss_at, folder, recipe.of_denoiser())
    return encoder


def looks_of(latents: torch.Tensor) -> torch.Tensor:
    """Latents and their strengths in 4 × 4 parts of each picture, (pictures, channels * 32).

    Each number has mean 0 and spread 1 over all pictures.
    """
    parts = [
        torch.cat(
            [functional.adaptive_avg_pool2d(part, PARTS).flatten(1) for part in (x, x.abs())], 1
        )
        for x in (block.float() for block in latents.split(1000))
    ]
    looks = torch.cat(parts)
    return (looks - looks.mean(0)) / looks.std(0).clamp(min=1e-4)
