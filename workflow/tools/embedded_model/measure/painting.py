"""Paints captions as a clip's first frame is painted: the project's own loading and painter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from midivideo.errors import UserError
from midivideo.files import read_json
from midivideo.progress import progress
from midivideo.render.clip import Look
from midivideo.render.engine import Engine, Steps, in_flight
from midivideo.render.painters.diffusion.load import Model, load_model
from midivideo.render.painters.diffusion.painter import DiffusionPainter
from midivideo.settings.model import Render


@dataclass(frozen=True)
class Manner:
    """How it is painted.

    Attributes:
        steps: of the sampler.
        scale: classifier-free guidance.
        batch: pictures a network call.
    """

    steps: int = Render().steps
    scale: float = 7.0
    batch: int = 4


def settings_of(model: Path, manner: Manner) -> Render:
    """Settings to paint with this model on the CPU, at the size that it was trained at.

    Raises:
        UserError: when the folder holds no such model.
    """
    config = model / "unet" / "config.json"
    if not config.is_file():
        raise UserError("this is no diffusers folder: it has no unet/config.json", value=str(model))
    edge = 8 * int(read_json(config)["sample_size"])
    return Render(
        painter="diffusion",
        model=str(model),
        width=edge,
        height=edge,
        steps=manner.steps,
        device="cpu",
    )


def untrained(model: Model) -> Model:
    """The model with text encoder and UNet as they were before training; the autoencoder stays."""
    unet: Any = type(model.unet)
    text_encoder: Any = type(model.text_encoder)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(6)
        return replace(
            model,
            unet=unet.from_config(model.unet.config),
            text_encoder=text_encoder(model.text_encoder.config),
        )


def painted(
    settings: Render,
    prompts: Sequence[str],
    seeds: Sequence[int],
    manner: Manner,
    *,
    trained: bool = True,
) -> list[np.ndarray]:
    """A picture (height, width, 3) uint8 of each prompt with its seed.

    Raises:
        UserError: when the model can't be loaded, or gave no numbers.
    """
    model = load_model(settings)
    painter = DiffusionPainter(settings, "cpu", model if trained else untrained(model))
    found: dict[int, np.ndarray] = {}
    with progress("painting", len(prompts), unit="pictures") as advance:

        def picture(number: int, look: Look) -> Steps:
            image = yield from painter.paint(None, look)
            found[number] = image.permute(1, 2, 0).contiguous().numpy()
            advance(1)

        looks = (
            Look(prompt, 0.0, seed, manner.scale, 1.0, 0, 0.0)
            for prompt, seed in zip(prompts, seeds, strict=True)
        )
        engine = Engine(
            painter.handlers, batch=manner.batch, in_flight=in_flight(len(prompts), manner.batch)
        )
        engine.run((str(number), picture(number, look)) for number, look in enumerate(looks))
    for error in engine.failed.values():
        raise error
    return [found[number] for number in range(len(prompts))]
