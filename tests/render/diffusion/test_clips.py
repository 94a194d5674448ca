"""A clip's frames are the same bits whatever is rendered beside it, and however often it stops."""

from __future__ import annotations

import os
import signal
import time

import numpy as np
import pytest
import torch
from tests.render.diffusion.conftest import manifest

from midivideo.errors import UserError
from midivideo.files import read_json, sha256_file
from midivideo.render.frames import read_frames
from midivideo.render.job import render_batch
from midivideo.render.painters.diffusion.networks import Networks


def sha256(folder):
    return {path.stem: sha256_file(path) for path in sorted(folder.glob("*.mkv"))}


@pytest.mark.parametrize("network_batch", [1, 4])
def test_a_clip_is_bit_identical_alone_and_among_seven_others(
    tmp_path, manifests, small_of_any, network_batch
):
    settings = small_of_any.model_copy(update={"network_batch": network_batch})
    render_batch(manifests, tmp_path / "all", settings, tmp_path / "cache")
    together = sha256(tmp_path / "all")
    assert len(set(together.values())) == 8
    for number in (1, 2, 3):
        folder = tmp_path / f"alone{number}"
        render_batch([manifests[number]], folder, settings, tmp_path / "cache")
        assert sha256(folder).items() <= together.items()


def test_a_clip_goes_on_after_sigkill_to_the_same_bytes(tmp_path, small_of_any):
    path = manifest(tmp_path / "long.manifest.json", 24, seed=5)
    settings = small_of_any.model_copy(update={"network_batch": 2})
    render_batch([path], tmp_path / "once", settings, tmp_path / "cache1")

    cache = tmp_path / "cache2"
    child = os.fork()
    if child == 0:
        os.setsid()
        render_batch([path], tmp_path / "twice", settings, cache)
        os._exit(0)
    while not any(part.stat().st_size > 40_000 for part in cache.glob("*.part.mkv")):
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    [part] = cache.glob("*.part.mkv")
    left_by_the_killed_job = part.stat().st_size
    assert 0 < left_by_the_killed_job < (tmp_path / "once" / "long.mkv").stat().st_size

    render_batch([path], tmp_path / "twice", settings, cache)
    assert sha256(tmp_path / "twice") == sha256(tmp_path / "once")


def test_frames_move_with_the_prompt_the_seed_and_the_strength(tmp_path, small):
    def frames(name, prompt="house", **series):
        series = {"strength": [0.85], "deforum_prompt": [prompt], **series}
        path = manifest(tmp_path / f"{name}.manifest.json", 2, **series)
        render_batch([path], tmp_path / name, small, tmp_path / "cache")
        return np.stack(list(read_frames(tmp_path / name / f"{name}.mkv"))).astype(int)

    plain = frames("plain")
    assert (plain[0] != plain[1]).any()
    assert (frames("strength", strength=[0.2])[1] != plain[1]).any()
    for name, change in {
        "seed": {"seed": 9},
        "prompt": {"prompt": "sea"},
        "scale": {"scale": [2]},
        "steps": {"steps_schedule": [3]},
        "clipskip": {"clipskip": [2]},
    }.items():
        assert (frames(name, **change)[0] != plain[0]).any(), name


def test_provenance_names_model_depth_sampler_versions_and_batch(tmp_path, manifests, small):
    render_batch(manifests[:1], tmp_path / "frames", small, tmp_path / "cache")
    provenance = read_json(tmp_path / "frames" / "clip0.json")
    for part in (provenance["painter"]["model"], provenance["depth"]):
        assert len(part["sha256"]) == 64
    assert provenance["painter"]["precision"] == "float32"
    assert provenance["settings"]["sampler"] == "euler_a"
    assert set(provenance["painter"]["versions"]) == {"diffusers", "transformers"}
    assert provenance["network_batch"] == 1


class TooMuch:
    """A UNet for which a batch gets too large after some calls, as when memory runs out."""

    def __init__(self, limit: int, after: int) -> None:
        self.limit, self.after, self.sizes = limit, after, []
        self.really = Networks.predict

    def __call__(self, networks, asked):
        self.sizes.append(len(asked))
        if len(self.sizes) > self.after and len(asked) > self.limit:
            raise torch.OutOfMemoryError("out of memory")
        return self.really(networks, asked)


def test_out_of_memory_halves_the_batch_and_keeps_the_clips_that_are_done(
    tmp_path, manifests, small, monkeypatch
):
    settings = small.model_copy(update={"network_batch": 4})
    three = manifests[:3]
    one_at_a_time = small.model_copy(update={"network_batch": 2})
    render_batch(three, tmp_path / "two", one_at_a_time, tmp_path / "cache")
    render_batch(three, tmp_path / "four", settings, tmp_path / "cache")

    unet = TooMuch(limit=2, after=30)
    monkeypatch.setattr(Networks, "predict", lambda self, asked: unet(self, asked))
    assert not render_batch(three, tmp_path / "both", settings, tmp_path / "cache")
    assert set(unet.sizes) == {4, 2}
    used = {name: read_json(tmp_path / "both" / f"{name}.json")["network_batch"] for name in
            ("clip0", "clip1", "clip2")}  # fmt: skip
    assert set(used.values()) == {2, 4}, "some were done before memory ran out, some not"
    expected = {name: sha256(tmp_path / {2: "two", 4: "four"}[batch])[name]
                for name, batch in used.items()}  # fmt: skip
    assert sha256(tmp_path / "both") == expected
    assert not list((tmp_path / "cache").glob("*.mkv")), "nothing is left of the lost clips"


def test_a_picture_that_never_fits_is_an_error_that_says_so(
    tmp_path, manifests, small, monkeypatch
):
    unet = TooMuch(limit=0, after=0)
    monkeypatch.setattr(Networks, "predict", lambda self, asked: unet(self, asked))
    with pytest.raises(UserError, match="not even one picture"):
        render_batch(manifests[:1], tmp_path / "frames", small, tmp_path / "cache")


def test_numbers_out_of_range_are_an_error_that_names_the_precision(
    tmp_path, manifests, small, monkeypatch
):
    really = Networks.predict
    monkeypatch.setattr(
        Networks, "predict", lambda self, asked: [a * torch.nan for a in really(self, asked)]
    )
    with pytest.raises(UserError, match=r"render\.precision"):
        render_batch(manifests[:1], tmp_path / "frames", small, tmp_path / "cache")
