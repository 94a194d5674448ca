"""What is no clip's fault ends the job at once, and no clip is blamed for it."""

from __future__ import annotations

import errno

import pytest
import torch

from midivideo.errors import DiskFullError, UserError
from midivideo.render import recording
from midivideo.render.frames import FrameWriter
from midivideo.render.job import render_batch
from midivideo.settings.model import Render
from tests.render.test_job import manifests  # noqa: F401

SMALL = Render(width=64, height=64, network_batch=2)


def breaking(monkeypatch, at: int, error: Exception) -> None:
    """Have the painter raise at a frame, once."""
    left = [error]
    render_clip = recording.render_clip

    def broken(state, painter, keep):
        def kept(image):
            if state.frame == at and left:
                raise left.pop()
            keep(image)

        return render_clip(state, painter, kept)

    monkeypatch.setattr(recording, "render_clip", broken)


def test_a_broken_gpu_fails_the_job_and_the_next_attempt_goes_on(
    tmp_path,
    manifests,  # noqa: F811
    monkeypatch,
):
    folder, cache = tmp_path / "out", tmp_path / "cache"
    breaking(monkeypatch, 4, torch.AcceleratorError("CUDA error: an illegal memory access"))
    with pytest.raises(UserError, match="the GPU failed: CUDA error: an illegal memory access"):
        render_batch(manifests[:3], folder, SMALL, cache, deliver_partial=True)
    assert not folder.exists()
    assert list(cache.glob("*.part.mkv"))
    assert render_batch(manifests[:3], folder, SMALL, cache, deliver_partial=True) == {}
    assert len(list(folder.glob("*.mkv"))) == 3
    assert list(cache.iterdir()) == []


def test_a_full_disk_fails_the_job_even_where_a_part_may_be_delivered(
    tmp_path,
    manifests,  # noqa: F811
    monkeypatch,
):
    breaking(monkeypatch, 4, DiskFullError("results/.cache/x.part.mkv"))
    with pytest.raises(DiskFullError, match="no room left on this disk"):
        render_batch(manifests[:3], tmp_path / "out", SMALL, tmp_path / "c", deliver_partial=True)
    assert not (tmp_path / "out").exists()


def test_the_systems_word_for_a_full_disk_becomes_one_that_says_what_to_do(tmp_path, monkeypatch):
    def full(self, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    from fractions import Fraction

    import numpy as np

    writer = FrameWriter(tmp_path / "a.mkv", 64, 64, Fraction(24))
    monkeypatch.setattr(FrameWriter, "_mux", full)
    with pytest.raises(DiskFullError, match=r"a\.mkv: there is no room left .*Make room, then"):
        writer.write(np.zeros((64, 64, 3), np.uint8))
