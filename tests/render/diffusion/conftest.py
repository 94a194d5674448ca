"""A tiny model, and manifests that ask much of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.render.diffusion import tiny

from midivideo.settings.model import EMBEDDED_MODEL, Render


@pytest.fixture(scope="session")
def model(tmp_path_factory) -> Path:
    """A diffusers folder."""
    return tiny.save_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def depth_model(tmp_path_factory) -> Path:
    """A folder of transformers."""
    return tiny.save_depth(tmp_path_factory.mktemp("depth"))


@pytest.fixture(scope="session")
def small(model, depth_model) -> Render:
    """Settings for small pictures by the tiny model, with depth."""
    return Render(
        painter="diffusion",
        model=str(model),
        depth=str(depth_model),
        width=64,
        height=64,
        steps=6,
        device="cpu",
    )


@pytest.fixture(
    params=["a model of four channels", "a model of our training tool", "the model that ships"]
)
def small_of_any(request, small, tmp_path_factory) -> Render:
    """The same settings; a model as our training tool exports it; the model that ships."""
    if request.param == "a model of four channels":
        return small
    own = EMBEDDED_MODEL
    if request.param == "a model of our training tool":
        own = str(tiny.save_own_kind(tmp_path_factory.mktemp("own") / "model"))
    return small.model_copy(update={"model": own, "depth": "none"})


LONG = ", ".join(["neon forest river of red stone under a blue cloud"] * 5)
PROMPTS = (
    "house in the light --neg stone",
    "red house: 0.7500 AND blue sea: 0.2500 --neg stone: 0.7500 AND cloud: 0.2500",
    f"{LONG} --neg red",
    "(neon:1.3) forest [river]",
)


def manifest(path: Path, frames: int, *, seed: int = 0, **series: Any) -> Path:
    """Write a rendered manifest; ``series`` are lists, of which the values repeat."""
    fields: dict[str, Any] = {
        "strength": [0.85, 0.85, 0.3],
        "seed": list(range(seed, seed + frames)),
        "translation_z_delta": [8, 2],
        "rotation_3d_y_delta": [1, -1, 3],
        "deforum_prompt": PROMPTS[seed % len(PROMPTS) :] + PROMPTS[: seed % len(PROMPTS)],
        **series,
    }
    rows = [
        {"frame": frame, **{name: values[frame % len(values)] for name, values in fields.items()}}
        for frame in range(frames)
    ]
    document = {"options": {"output_fps": 12, "cadence": 1}, "rendered_frames": rows}
    path.write_text(json.dumps(document))
    return path


@pytest.fixture(scope="session")
def manifests(tmp_path_factory) -> list[Path]:
    """Eight clips of different lengths, strengths and prompts."""
    folder = tmp_path_factory.mktemp("manifests")
    strengths = ([0.85], [0.3], [0.9, 0.2], [0.5, 0.8], [1.0], [0.0], [0.65], [0.95, 0.4])
    return [
        manifest(
            folder / f"clip{number}.manifest.json",
            3 + number % 4,
            seed=100 * number + number,
            strength=strengths[number],
            subseed=[7],
            subseed_strength=[0.3 * (number == 3)],
        )
        for number in range(8)
    ]
