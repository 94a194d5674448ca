"""What changes from frame to frame of a video: its colours, and how far things move."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from av.error import FFmpegError
from av.video.reformatter import VideoReformatter

from midivideo.errors import UserError
from midivideo.media import opened

#: Longest edge in pixels at which a video is looked at: enough for what a viewer notices, and
#: averaging takes the encoder's noise away.
EDGE = 128


@dataclass(frozen=True)
class Pictures:
    """A video as numbers per frame.

    Attributes:
        fps: frames per second, exact.
        times: when each frame begins, seconds, ``(frames,)``.
        colour: mean absolute difference in CIE Lab to the frame before (L* 0 to 100; mean of the
            three channels), 0 for the first frame.
        motion: mean length of the optical flow from the frame before, in percent of the
            picture's longest edge, 0 for the first frame.
    """

    fps: Fraction
    times: np.ndarray
    colour: np.ndarray
    motion: np.ndarray

    @property
    def count(self) -> int:
        """Number of frames."""
        return len(self.times)

    @property
    def middles(self) -> np.ndarray:
        """When each frame is seen: the middle of its time, seconds, ``(frames,)``."""
        return self.times + float(1 / self.fps) / 2


def watch(path: str | os.PathLike[str]) -> Pictures:
    """Decode a video and measure how each frame differs from the one before.

    Raises:
        UserError: when the file is missing, damaged, or has no moving pictures.
    """
    times: list[float] = []
    colour: list[float] = []
    motion: list[float] = []
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
    before: tuple[np.ndarray, np.ndarray] | None = None
    with _opened(Path(path)) as container:
        stream = container.streams.video[0]
        fps = stream.average_rate
        for time, small in _small_frames(container, stream):
            now = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_BGR2Lab), _grey(small)
            times.append(time)
            colour.append(_colour_difference(before[0], now[0]) if before else 0.0)
            motion.append(_motion(flow, before[1], now[1]) if before else 0.0)
            before = now
    if len(times) < 2 or not fps:
        raise UserError("this video has no moving pictures", file=path)
    return Pictures(Fraction(fps), np.array(times), np.array(colour), np.array(motion))


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The open container of a video; what FFmpeg can't read becomes a plain message."""
    try:
        with opened(path) as container:
            if not container.streams.video:
                raise UserError("there are no pictures in this file", file=path)
            yield container
    except FileNotFoundError:
        raise UserError("there is no such video", file=path) from None
    except FFmpegError as error:
        raise UserError(f"this video can't be read ({error.strerror})", file=path) from None


def _small_frames(container: Any, stream: Any) -> Iterator[tuple[float, np.ndarray]]:
    """Each frame's time in seconds and its pixels ``(height, width, 3)`` uint8, BGR."""
    stream.thread_count = 1  # decoding is a small part; other clips use the other cores
    scale = min(1.0, EDGE / max(stream.width, stream.height))
    size = {
        "width": max(2, round(stream.width * scale)),
        "height": max(2, round(stream.height * scale)),
    }
    scaler = VideoReformatter()
    for frame in container.decode(stream):
        # A scaler for all frames, and no threads: starting them costs more than the work.
        small = scaler.reformat(frame, format="bgr24", interpolation="AREA", threads=1, **size)
        yield frame.time, small.to_ndarray()


def _grey(small: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)


def _colour_difference(before: np.ndarray, now: np.ndarray) -> float:
    return float(np.abs(now - before).mean())


def _motion(flow: Any, before: np.ndarray, now: np.ndarray) -> float:
    # OpenCV refuses pictures below a few pixels a side: nothing can be seen to move there.
    if min(now.shape) < 16:
        return 0.0
    vectors = flow.calc(before, now, None)
    return float(np.hypot(vectors[..., 0], vectors[..., 1]).mean()) * 100 / max(now.shape)
