"""Every sampler and every switch paints in the real loop, and says so in the provenance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.render.diffusion.conftest import manifest

from midivideo import dag
from midivideo.files import read_json
from midivideo.render.frames import read_frames
from midivideo.render.job import render_batch
from midivideo.render.painters.diffusion.samplers import SAMPLERS
from midivideo.settings import load_settings
from midivideo.settings.model import Render


def painted(folder: Path, settings: Render) -> np.ndarray:
    path = manifest(folder / "clip.manifest.json", 2, scale=[2.0])
    render_batch([path], folder / "frames", settings, folder / "cache")
    return np.stack(list(read_frames(folder / "frames" / "clip.mkv"))).astype(int)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_every_sampler_paints(tmp_path, small, sampler):
    values = {"sampler": sampler, "steps": 4, "depth": "none"}
    frames = painted(tmp_path, small.model_copy(update=values))
    assert frames.shape == (2, 64, 64, 3)
    assert frames.std() > 5


@pytest.mark.parametrize(
    ("switch", "value", "levels"),
    [
        ("attention", "plain", 1),
        ("channels_last", True, 1),
        ("precision", "bfloat16", 12),
    ],
)
def test_a_switch_for_speed_changes_the_first_picture_little(
    tmp_path, small, switch, value, levels
):
    flat = small.model_copy(update={"depth": "none"})
    (tmp_path / "plain").mkdir()
    (tmp_path / "switched").mkdir()
    plain = painted(tmp_path / "plain", flat)
    switched = painted(tmp_path / "switched", flat.model_copy(update={switch: value}))
    assert np.abs(plain[0] - switched[0]).mean() < levels
    provenance = read_json(tmp_path / "switched" / "frames" / "clip.json")
    found = {**provenance["settings"], **provenance["painter"]}[switch]
    assert found == value


def test_painter_diffusion_declares_a_gpu_unless_it_is_for_the_cpu():
    def uses_gpu(text: str) -> bool:
        return dag.uses_gpu(load_settings([], [f"render: {text}"]))

    assert uses_gpu("{painter: diffusion}")
    assert uses_gpu("{painter: preview, device: cuda}")
    assert not uses_gpu("{painter: diffusion, device: cpu}")
    assert not uses_gpu("{painter: preview}")
