"""Render jobs with the preview painter: batches, resumption, failures, bad manifests."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from tests.workflow.runs import write_midi

from midivideo.cli import main
from midivideo.errors import UserError
from midivideo.render.failures import failed_clips
from midivideo.render.frames import read_frames
from midivideo.render.job import render_batch
from midivideo.settings.model import Render

SMALL = Render(width=96, height=64)
PATTERNS = ([36, 42], [36, 38], [38, 42, 36, 42], [36], [46, 36], [44, 38], [42], [36, 36, 38, 38])


@pytest.fixture(scope="module")
def manifests(tmp_path_factory) -> list[Path]:
    """Eight clips of different length, pattern and tempo, planned by the real stages."""
    folder = tmp_path_factory.mktemp("manifests")
    paths = []
    for number, pattern in enumerate(PATTERNS):
        name = folder / f"clip{number}"
        write_midi(name.with_suffix(".mid"), pattern, bpm=100 + 9 * number)
        seconds = 0.8 + 0.15 * number
        clip = "clip: {fps: 12}"
        assert not main(
            ["parse", f"{name}.mid", "-o", f"{name}.notes.json", "--seconds", f"{seconds}",
             "--settings", clip]
        )  # fmt: skip
        assert not main(["keyframes", f"{name}.notes.json", "-o", f"{name}.parseq.json"])
        assert not main(["prompts", f"{name}.parseq.json", "-o", f"{name}.manifest.json"])
        paths.append(folder / f"clip{number}.manifest.json")
    return paths


def digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.mkv")
    }


@pytest.mark.parametrize("network_batch", [1, 4])
def test_a_clip_is_bit_identical_alone_and_in_a_batch_of_eight(tmp_path, manifests, network_batch):
    settings = SMALL.model_copy(update={"network_batch": network_batch})
    render_batch(manifests, tmp_path / "all", settings, tmp_path / "cache")
    for path in manifests[::3]:
        name = path.name.removesuffix(".manifest.json")
        render_batch([path], tmp_path / name, settings, tmp_path / "cache")
        assert digests(tmp_path / name)[f"{name}.mkv"] == digests(tmp_path / "all")[f"{name}.mkv"]


def test_frames_have_the_size_count_and_life_that_the_manifest_asks_for(tmp_path, manifests):
    render_batch(manifests[:1], tmp_path / "out", SMALL, tmp_path / "cache")
    frames = list(read_frames(tmp_path / "out/clip0.mkv"))
    wanted = len(json.loads(manifests[0].read_text())["rendered_frames"])
    assert [frame.shape for frame in frames] == [(64, 96, 3)] * wanted
    changes = [np.abs(a.astype(int) - b).mean() for a, b in itertools.pairwise(frames)]
    assert min(changes) > 0.2


def test_a_killed_render_goes_on_and_ends_with_the_same_bytes(tmp_path, manifests):
    render_batch(manifests[:2], tmp_path / "whole", SMALL, tmp_path / "cache")
    child = os.fork()
    if child == 0:
        os.setsid()
        render_batch(manifests[:2], tmp_path / "killed", SMALL, tmp_path / "killed-cache")
        os._exit(0)
    part = tmp_path / "killed-cache"
    while not any(path.stat().st_size > 60_000 for path in part.glob("*.part.mkv")):
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert not (tmp_path / "killed").exists()
    render_batch(manifests[:2], tmp_path / "killed", SMALL, tmp_path / "killed-cache")
    assert digests(tmp_path / "killed") == digests(tmp_path / "whole")


def test_a_delivered_batch_leaves_nothing_in_the_cache(tmp_path, manifests):
    render_batch(manifests[:2], tmp_path / "out", SMALL, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_bad_manifest_costs_only_its_own_clip_on_the_last_attempt(tmp_path, manifests):
    bad = tmp_path / "bad.manifest.json"
    bad.write_text(manifests[0].read_text().replace('"frame":3,', '"frame":"x",'))
    batch = [manifests[0], bad, manifests[1]]
    with pytest.raises(UserError, match=r"1 of 3 clips .*\n.*bad"):
        render_batch(batch, tmp_path / "out", SMALL, tmp_path / "cache")
    assert not (tmp_path / "out").exists()
    failed = render_batch(batch, tmp_path / "out", SMALL, tmp_path / "cache", deliver_partial=True)
    assert list(failed) == ["bad"]
    assert sorted(digests(tmp_path / "out")) == ["clip0.mkv", "clip1.mkv"]
    assert list(failed_clips(tmp_path)) == ["bad"]


def test_a_batch_of_bad_clips_alone_delivers_nothing(tmp_path):
    bad = tmp_path / "bad.manifest.json"
    bad.write_text("{}")
    with pytest.raises(UserError, match="bad"):
        render_batch([bad], tmp_path / "out", SMALL, tmp_path / "cache", deliver_partial=True)
    assert not (tmp_path / "out").exists()


def test_the_provenance_says_how_the_frames_were_made(tmp_path, manifests):
    render_batch(manifests[:1], tmp_path / "out", SMALL, tmp_path / "cache")
    made = json.loads((tmp_path / "out/clip0.json").read_text())
    assert made["manifest_sha256"] == hashlib.sha256(manifests[0].read_bytes()).hexdigest()
    assert made["painter"]["name"] == "preview"
    assert made["threads"] == 1
    assert made["settings"]["width"] == 96


def test_what_a_manifest_says_in_vain_is_told_once(tmp_path, manifests, capsys):
    odd = tmp_path / "odd.manifest.json"
    document = json.loads(manifests[0].read_text())
    document["options"]["cadence"] = 2
    odd.write_text(json.dumps(document))
    assert not main(
        ["render", str(odd), "-o", str(tmp_path / "out"),
         "--settings", "render: {width: 96, height: 64}"]
    )  # fmt: skip
    assert capsys.readouterr().err.count("cadence 2 is not used") == 1
