"""Frames on disk: lossless, resumable after SIGKILL, the same bytes either way."""

from __future__ import annotations

import os
import signal
from fractions import Fraction

import numpy as np
import pytest

from midivideo.errors import UserError
from midivideo.render.frames import FrameWriter, read_frames

FPS = Fraction(24)
COUNT = 30


def picture(number: int) -> np.ndarray:
    noise = np.random.default_rng(number).normal(size=(72, 128, 3))
    return (np.cumsum(noise, 0) * 9 + 128).clip(0, 255).astype(np.uint8)


def write(path, stop_at: int | None = None) -> int:
    """Write all pictures that are not there yet; kill this process before number ``stop_at``."""
    writer = FrameWriter(path, 128, 72, FPS)
    found = writer.count
    for number in range(found, COUNT):
        if number == stop_at:
            os.kill(os.getpid(), signal.SIGKILL)
        writer.write(picture(number))
    writer.close()
    return found


@pytest.fixture
def undisturbed(tmp_path):
    path = tmp_path / "undisturbed.mkv"
    write(path)
    return path


def test_every_frame_comes_back_bit_for_bit(undisturbed):
    frames = list(read_frames(undisturbed))
    assert len(frames) == COUNT
    assert all(np.array_equal(frame, picture(n)) for n, frame in enumerate(frames))


@pytest.mark.parametrize("stop_at", [0, 1, 2, 11, 29])
def test_a_killed_writer_goes_on_and_ends_with_the_same_bytes(tmp_path, undisturbed, stop_at):
    path = tmp_path / "killed.mkv"
    child = os.fork()
    if child == 0:
        write(path, stop_at)
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert write(path) >= stop_at - 5
    assert path.read_bytes() == undisturbed.read_bytes()


@pytest.mark.parametrize("share", [0.0, 0.0001, 0.01, 0.5, 0.999])
def test_a_file_cut_anywhere_goes_on_and_ends_with_the_same_bytes(tmp_path, undisturbed, share):
    data = undisturbed.read_bytes()
    path = tmp_path / "cut.mkv"
    path.write_bytes(data[: int(len(data) * share)])
    write(path)
    assert path.read_bytes() == data


def test_a_damaged_frame_is_made_again(tmp_path, undisturbed):
    data = bytearray(undisturbed.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path = tmp_path / "damaged.mkv"
    path.write_bytes(data)
    assert write(path) < COUNT
    assert path.read_bytes() == undisturbed.read_bytes()


def test_frames_found_are_handed_over_in_order(tmp_path, undisturbed):
    seen = []
    writer = FrameWriter(undisturbed, 128, 72, FPS, lambda n, image: seen.append((n, image)))
    writer.close()
    assert [n for n, _ in seen] == list(range(COUNT - 1))
    assert all(np.array_equal(image, picture(n)) for n, image in seen)


@pytest.mark.parametrize("content", [b"", b"no video"])
def test_a_file_that_is_no_video_is_named_in_the_error(tmp_path, content):
    path = tmp_path / "broken.mkv"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"broken\.mkv"):
        list(read_frames(path))
