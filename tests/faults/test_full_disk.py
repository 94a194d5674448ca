"""A disk that is full: the message says which one and what to do; afterwards nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.faults.runs import again_from, made
from tests.workflow import runs

pytestmark = pytest.mark.slow


class SmallDisk:
    """A file system in memory, most of which can be taken up and given back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / ".filler"

    def leave(self, room: int) -> None:
        """Take up all but ``room`` bytes."""
        self._filler.unlink(missing_ok=True)
        self._filler.write_bytes(bytes(max(0, shutil.disk_usage(self.folder).free - room)))

    def empty(self) -> None:
        """Give everything back."""
        self._filler.unlink(missing_ok=True)


@pytest.fixture
def disk(tmp_path):
    """The folder ``results`` of a run, on a disk of 20 MB."""
    folder = tmp_path / "run/results"
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root can mount a small file system")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_stops_rendering_encoding_and_packing_and_none_of_them_loses_anything(
    undisturbed, tmp_path, disk, faults
):
    folder = tmp_path / "run"
    copy = again_from(undisturbed, tmp_path / "copy", "frames", "dataset", "report")
    for path in (path for clip in ("one", "two") for path in copy.glob(f"results/videos/{clip}.*")):
        path.unlink()
    shutil.copytree(copy, folder, symlinks=True, dirs_exist_ok=True)

    # Some frames find room, and no clip is blamed: nothing is delivered without it. The log may
    # find none, so that only the end of the run tells what happened.
    disk.leave(150_000)
    output = runs.run(folder, "--keep-going", ok=False)
    assert faults.frames("render")
    assert f"The disk of {disk.folder} is full" in output
    assert not list(folder.glob("results/frames/*/*.failed.json"))
    disk.empty()
    runs.run(folder, "--until", "render_frames")
    # Each of the three attempts in vain, and the one that ends it, may begin two frames before.
    assert all(lost <= 2 * 3 for lost in faults.again("render").values())

    disk.leave(60_000)
    output = runs.run(folder, "--keep-going", ok=False)
    assert "no room left on this disk" in output
    assert "results/videos/" in output
    assert not list(folder.glob("results/videos/.*"))
    disk.empty()
    runs.run(folder)

    disk.leave(60_000)
    assert "no room left on this disk" in runs.run(folder, "dataset", ok=False)
    assert not (folder / "results/dataset").exists()
    disk.empty()
    runs.run(folder, "dataset", "report")
    # The page tells how fast the frames were made.
    left_out = ("/report/data", "/frames/three", "/frames/four")
    assert made(folder, *left_out) == made(undisturbed, *left_out)
