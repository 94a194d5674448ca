"""A file that is cut short anywhere is told from a whole one, whatever its kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from midivideo.intact import fault_of

pytestmark = pytest.mark.slow
KINDS = {
    "notes": "results/notes/one.json",
    "window": "results/notes/one.mid",
    "document": "results/keyframes/one.json",
    "manifest": "results/manifests/one.json",
    "frames": "results/frames/one/one.mkv",
    "indented": "results/frames/one/one.json",
    "video": "results/videos/one.mp4",
    "picture": "results/videos/one.sheet.jpg",
    "scores": "results/sync/one.json",
    "page": "results/report/index.html",
    "figure": "results/report/sync.svg",
    "data": "results/report/data/run.js",
    "program": "results/report/page/stage.js",
    "style": "results/report/page/stage.css",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_or_empty_or_ending_in_zeros_is_at_fault_and_a_whole_one_is_not(
    undisturbed, tmp_path, kind
):
    source = undisturbed / KINDS[kind]
    data = source.read_bytes()
    assert fault_of(source) is None
    cut = tmp_path / f"cut{source.suffix}"
    for share in (0.0, 0.001, 0.1, 0.5, 0.9, 0.99):
        left = data[: int(share * (len(data) - 16))]
        cut.write_bytes(left)
        assert fault_of(cut), share
        cut.write_bytes(left + bytes(len(data) - len(left)))
        assert fault_of(cut), share


def test_every_file_of_a_run_is_whole(undisturbed):
    files = [path for path in undisturbed.glob("results/**/*") if path.is_file()]
    assert {path.suffix for path in files} > {".json", ".mid", ".mkv", ".mp4", ".jpg", ".svg"}
    ours = [path for path in files if path.stat().st_size and "logs" not in path.parts]
    assert [path for path in ours if fault_of(path)] == []


def test_json_that_somebody_wrote_by_hand_is_whole(tmp_path):
    path = tmp_path / "manifest.json"
    path.write_text('{\n    "a": {\n        "b": 1\n    }}')
    assert fault_of(path) is None


def test_an_mp3_that_is_cut_short_is_at_fault(tmp_path):
    import numpy as np

    from midivideo.encode.labels import Labels
    from midivideo.encode.mp4 import Mp3Writer

    path: Path = tmp_path / "a.mp3"
    with Mp3Writer(path, 192, Labels("one", "a prompt " * 30)) as writer:
        for _ in range(40):
            writer.write_sound(np.random.default_rng(0).random((2, 1024), np.float32))
    assert fault_of(path) is None
    path.write_bytes(path.read_bytes()[:-1000])
    assert fault_of(path)
