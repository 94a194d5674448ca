"""The model that ships: what it is, and that its pictures do what a clip needs."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionPipeline
from PIL import Image
from safetensors import safe_open

from midivideo.render.frames import read_frames
from midivideo.render.job import render_batch
from midivideo.settings.model import EMBEDDED_MODEL, Render
from tests.render.diffusion.conftest import manifest
from tools.embedded_model.measure.painting import Manner, painted, settings_of
from tools.embedded_model.pictures import vocabulary

MODEL = Path(__file__).resolve().parents[2] / EMBEDDED_MODEL
MANNER = Manner(steps=12)
PROMPTS = ("crimson nebula, glowing", "ice blue snow crystal", "green forest", "golden dunes")


def pictures(prompts, seeds, manner=MANNER) -> np.ndarray:
    """Pictures (n, 256, 256, 3) as numbers from 0 to 255."""
    return np.stack(painted(settings_of(MODEL, manner), prompts, seeds, manner)).astype(float)


# --- what it is -------------------------------------------------------------------------------


def test_it_is_small_half_precision_and_nothing_but_safetensors_and_text():
    files = [path for path in MODEL.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} <= {".json", ".safetensors", ".txt", ".md"}
    assert sum(path.stat().st_size for path in files) <= 30e6
    weights = [path for path in files if path.suffix == ".safetensors"]
    assert {path.parent.name for path in weights} == {"unet", "vae", "text_encoder"}
    for path in weights:
        with safe_open(path, "pt") as tensors:
            names = [*tensors.keys()]
            kinds = {tensors.get_tensor(name).dtype for name in names}
        assert torch.float16 in kinds and torch.float32 not in kinds, path


def test_its_tokenizer_knows_the_words_that_pictures_are_described_in():
    known = json.loads((MODEL / "tokenizer" / "vocab.json").read_text())
    assert not [word for word in vocabulary() if f"{word}</w>" not in known]


def test_plain_diffusers_loads_it_and_paints():
    pipeline = StableDiffusionPipeline.from_pretrained(
        MODEL, torch_dtype=torch.float32, local_files_only=True
    )
    pipeline.set_progress_bar_config(disable=True)
    draws = torch.Generator().manual_seed(1)
    [image] = pipeline("golden dunes", num_inference_steps=8, generator=draws).images
    assert image.size == (256, 256) and np.asarray(image).std() > 10


# --- what its prompts do ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def painted_twice() -> np.ndarray:
    """Four prompts with three seeds each, (4, 3, 256, 256, 3)."""
    prompts = [prompt for prompt in PROMPTS for _ in range(3)]
    return pictures(prompts, [1, 2, 3] * 4).reshape(4, 3, 256, 256, 3)


def test_the_same_prompt_and_seed_give_the_same_picture(painted_twice):
    again = pictures([PROMPTS[1], PROMPTS[3]], [2, 3])
    assert (again[0] == painted_twice[1, 1]).all() and (again[1] == painted_twice[3, 2]).all()


def test_other_seeds_give_other_pictures_of_the_same_kind(painted_twice):
    for of_one in painted_twice:
        assert min(abs(of_one[a] - of_one[b]).mean() for a, b in ((0, 1), (0, 2), (1, 2))) > 5


def test_prompts_are_told_apart_by_their_colours(painted_twice):
    """A picture's colours are nearer to those of its own prompt's others than to any other's."""
    hues = painted_twice.mean((2, 3))
    hues -= hues.mean(-1, keepdims=True)
    for prompt, of_one in enumerate(hues):
        for seed, hue in enumerate(of_one):
            others = np.delete(of_one, seed, axis=0).mean(0)
            away = [abs(hue - hues[other].mean(0)).sum() for other in range(4) if other != prompt]
            assert abs(hue - others).sum() < min(away), (PROMPTS[prompt], seed)
    red, blue = hues[0].mean(0), hues[1].mean(0)
    assert red[0] - red[2] > 20 and blue[2] - blue[0] > 20


# --- what it does in a clip -------------------------------------------------------------------


def likeness(a: np.ndarray, b: np.ndarray) -> float:
    """Correlation of two pictures (h, w, 3) as they look from afar, 1 for the same."""
    small = [
        np.asarray(Image.fromarray(one).resize((32, 32), Image.Resampling.BOX), float).ravel()
        for one in (a, b)
    ]
    return float(np.corrcoef(*small)[0, 1])


def test_a_second_at_085_keeps_the_picture_and_a_kick_breaks_it(tmp_path):
    settings = Render(painter="diffusion", width=256, height=256, device="cpu", threads=1)
    frames, kick = 30, 25
    strength = [0.85] * frames
    strength[kick] = 0.3
    path = manifest(
        tmp_path / "clip.manifest.json",
        frames,
        strength=strength,
        deforum_prompt=[PROMPTS[0]],
        translation_z_delta=[0],
        rotation_3d_y_delta=[0],
    )
    render_batch([path], tmp_path / "frames", settings, tmp_path / "cache")
    seen = list(read_frames(tmp_path / "frames" / "clip.mkv"))
    assert likeness(seen[0], seen[24]) > 0.7
    changes = [abs(a.astype(int) - b).mean() for a, b in itertools.pairwise(seen)]
    assert changes[kick - 1] > 4 * np.median(changes), changes
    assert min(np.std(frame) for frame in seen) > 15, "it stays alive"
