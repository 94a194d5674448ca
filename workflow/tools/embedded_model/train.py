"""Make the model of the box: pictures, autoencoder, text encoder and denoiser, in one command.

    python -m tools.embedded_model.train -o FOLDER [--preset small|large|tiny]

Everything is kept in FOLDER; a stopped or killed run goes on where it was, and ends with the same
weights. FOLDER/model is the Stable Diffusion folder.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path

# GPU matrix products repeat their results only with a workspace of fixed size.
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")

import numpy as np
import torch

from midivideo.errors import UserError
from midivideo.files import sha256_of
from tools.embedded_model.autoencoder import Autoencoder, train_autoencoder
from tools.embedded_model.corpus import Corpus
from tools.embedded_model.decoder import train_decoder
from tools.embedded_model.denoiser import Denoiser, paint, train_denoiser
from tools.embedded_model.devices import Device
from tools.embedded_model.export import export
from tools.embedded_model.latents import encoded
from tools.embedded_model.recipe import PRESETS, Recipe
from tools.embedded_model.sheets import PROMPTS, as_pixels, save_losses, save_sheet
from tools.embedded_model.tokens import tokenizer_of


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(prog="python -m tools.embedded_model.train")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--preset", choices=PRESETS, default="small")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    parser.add_argument("--threads", type=int, default=2, help="another number, other last bits")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="draw the pictures")
    parser.add_argument("--steps", type=int, help="of the denoiser, instead of the preset's")
    parser.add_argument("--sheet-every", type=int, default=500, metavar="STEPS")
    given = parser.parse_args()
    recipe = PRESETS[given.preset]
    if given.steps:
        recipe = replace(recipe, denoiser=replace(recipe.denoiser, steps=given.steps))
    device = Device.ready(given.device, given.threads)
    try:
        made = make_model(
            recipe, given.output, device, workers=given.workers, sheet_every=given.sheet_every
        )
    except UserError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    print(made)


def make_model(
    recipe: Recipe, folder: Path, device: Device, *, workers: int, sheet_every: int
) -> Path:
    """Take every step that is not done yet, and return the model's folder."""
    from tools.embedded_model.pictures import vocabulary

    corpus = Corpus(folder / f"pictures-{recipe.size}", recipe.pictures, recipe.size)
    corpus.draw(workers)
    autoencoder, losses = train_autoencoder(recipe, corpus, folder, device)
    more_losses = train_decoder(recipe, autoencoder, corpus, folder, device)
    _sheet_of_reconstructions(autoencoder, corpus, folder, device)
    key = sha256_of({**recipe.of_autoencoder(), "steps": recipe.autoencoder.steps})[:12]
    latents = encoded(corpus, autoencoder, folder / f"latents-{key}.npy", device)
    tokenizer = tokenizer_of(vocabulary())

    def look(denoiser: Denoiser, step: int) -> None:
        painted = paint(denoiser, tokenizer, PROMPTS, device)
        images = _decoded(autoencoder, painted, device)
        save_sheet(images, 4, folder / "sheets" / f"{step:07d}.png")

    denoiser, own_losses = train_denoiser(
        recipe, latents, corpus.captions, tokenizer, folder, device, every=sheet_every, look=look
    )
    curves = {"autoencoder": losses, "decoder": more_losses, "denoiser": own_losses}
    save_losses(curves, folder / "losses.png")
    export(denoiser, autoencoder.exported(), tokenizer, folder / "model")
    return folder / "model"


def _sheet_of_reconstructions(
    model: Autoencoder, corpus: Corpus, folder: Path, device: Device
) -> None:
    """Pictures above themselves after 1 and after 50 rounds through the autoencoder."""
    count = min(8, corpus.count)
    pixels = torch.from_numpy(corpus.block(0)[:count].copy()).permute(0, 3, 1, 2)
    pictures, rows = pixels.float() / 127.5 - 1, [corpus.block(0)[:count]]
    for turn in range(1, 51):
        with torch.no_grad():
            images = _decoded(model, model.encode(device.images(pictures)), device)
        pictures = torch.from_numpy(images).permute(0, 3, 1, 2).float() / 127.5 - 1
        if turn in (1, 50):
            rows.append(images)
    save_sheet(np.concatenate(rows), count, folder / "sheets" / "autoencoder.png")


@torch.no_grad()
def _decoded(model: Autoencoder, latents: torch.Tensor, device: Device) -> np.ndarray:
    return as_pixels(model.decode(device.images(latents)))


if __name__ == "__main__":
    main()
