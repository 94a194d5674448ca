"""Frames that are written beside the renderer are the same as those written at once."""

from __future__ import annotations

from fractions import Fraction

import pytest
import torch

from midivideo.render.frames import FrameWriter, read_frames
from midivideo.render.outbox import Outbox


def test_frames_of_several_clips_come_to_their_files_in_order(tmp_path):
    paths = {beside: [tmp_path / f"{beside}{n}.mkv" for n in range(3)] for beside in (True, False)}
    for beside, files in paths.items():
        outbox = Outbox(beside=beside)
        writers = [FrameWriter(path, 64, 64, Fraction(24)) for path in files]
        for frame in range(20):
            for number, writer in enumerate(writers):
                outbox.put(writer, torch.full((3, 64, 64), 10 * frame + number, dtype=torch.uint8))
        for writer in writers:
            outbox.finish(writer)
            writer.close()
        outbox.close()
    for one, other in zip(*paths.values(), strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert [int(frame[0, 0, 0]) for frame in read_frames(paths[True][1])][:3] == [1, 11, 21]


def test_an_error_while_writing_beside_reaches_the_clip():
    class Full:
        def write(self, image):
            raise OSError("disk full")

    outbox, writer = Outbox(beside=True), Full()
    outbox.put(writer, torch.zeros((3, 64, 64), dtype=torch.uint8))
    with pytest.raises(OSError, match="disk full"):
        outbox.finish(writer)
    outbox.close()
