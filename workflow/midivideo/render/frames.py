"""Lossless frames of a clip: FFV1 in Matroska, one file a clip, playable in any player.

Every frame is a group of its own and is flushed at once, and nothing in the file depends on
time or chance. So a file cut short by SIGKILL is good up to its last frames, and a file that
was continued is the same bytes as one written in one go.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import OutputContainer
from av.error import FFmpegError

from midivideo.errors import UserError
from midivideo.ffv1 import is_whole
from midivideo.files import told_when_full

_MUXER = {"flush_packets": "1", "cluster_time_limit": "1", "fflags": "+bitexact"}
# One thread and four slices with a checksum each: bytes do not depend on the machine, and a
# damaged frame is noticed.
_ENCODER = {
    "flags": "+bitexact",
    "level": "3",
    "g": "1",
    "slices": "4",
    "slicecrc": "1",
    "threads": "1",
}


class _DamagedError(Exception):
    """A frame is not what was written."""


class FrameWriter:
    """Writes frames, beginning with those that an earlier, killed writer left.

    Attributes:
        count: frames written so far, those found at the start included.
    """

    def __init__(
        self,
        path: Path,
        width: int,
        height: int,
        fps: Fraction,
        found: Callable[[int, np.ndarray], None] = lambda index, image: None,
    ) -> None:
        """Open ``path``; what is whole in a file already there is kept.

        Args:
            path: the file, ``.mkv``.
            width: pixels.
            height: pixels.
            fps: frames per second.
            found: called with the number and the picture of each frame that is kept.
        """
        self.count = 0
        self._path = path
        self._time_base = 1 / fps
        with told_when_full(path):
            self._open(width, height, fps, found)

    def _open(
        self, width: int, height: int, fps: Fraction, found: Callable[[int, np.ndarray], None]
    ) -> None:
        path = self._path
        earlier = path.exists()
        temporary = path.with_suffix(".new.mkv") if earlier else path
        self._container: OutputContainer = av.open(
            os.fspath(temporary), "w", "matroska", options=_MUXER
        )
        stream = self._container.add_stream("ffv1", rate=fps, options=_ENCODER)
        stream.width, stream.height, stream.pix_fmt = width, height, "bgr0"
        stream.codec_context.time_base = self._time_base
        self._stream = stream
        self._container.start_encoding()
        if earlier:
            for data, image in _whole_frames(path, fps):
                found(self.count, image)
                self._mux(data)
            # The muxer goes on writing to the renamed file, so a kill now loses nothing.
            temporary.replace(path)

    def write(self, image: np.ndarray) -> None:
        """Append one frame, ``(height, width, 3)`` uint8 RGB.

        Raises:
            DiskFullError: when there is no room for it; what is whole before it stays.
        """
        frame = _packed(image)
        frame.pts = self.count
        frame.time_base = self._time_base
        with told_when_full(self._path):
            for packet in self._stream.encode(frame):
                self._mux(bytes(packet))

    def close(self) -> None:
        """Finish the file: index and length are written."""
        with told_when_full(self._path):
            self._container.close()

    def _mux(self, data: bytes) -> None:
        packet = av.Packet(data)
        packet.stream = self._stream
        packet.time_base = self._time_base
        packet.pts = packet.dts = self.count
        packet.duration = 1
        packet.is_keyframe = True
        self._container.mux(packet)
        self.count += 1


def _packed(image: np.ndarray) -> av.VideoFrame:
    """The picture as the encoder wants it, four times as fast as PyAV converts it."""
    height, width = image.shape[:2]
    frame = av.VideoFrame(width, height, "bgr0")
    [plane] = frame.planes
    # PyAV's planes are buffers, only its stubs don't say so.
    rows = np.frombuffer(plane, np.uint8)  # type: ignore[call-overload]
    rows = rows.reshape(height, plane.line_size)
    pixels = rows[:, : 4 * width].reshape(height, width, 4)
    pixels[..., :3] = image[..., ::-1]
    pixels[..., 3] = 0
    return frame


def read_frames(path: str | os.PathLike[str]) -> Iterator[np.ndarray]:
    """Yield each frame as ``(height, width, 3)`` uint8 RGB.

    A file that was cut short just ends early: compare the number of frames.

    Raises:
        UserError: when the file is missing or damaged.
    """
    try:
        with av.open(os.fspath(path)) as container:
            stream = container.streams.video[0]
            for packet in container.demux(stream):
                for frame in _decoded(packet):
                    yield frame.to_ndarray(format="rgb24")
    except (FFmpegError, IndexError, _DamagedError) as error:
        raise UserError(f"these frames can't be read: {error}", file=path) from None


def _whole_frames(path: Path, fps: Fraction) -> Iterator[tuple[bytes, np.ndarray]]:
    """The frames, as encoded and as a picture, of a file that may be cut short; not the last.

    The last may be half there; everything before it was followed by something, so is whole.
    """
    previous: tuple[bytes, np.ndarray] | None = None
    try:
        with av.open(os.fspath(path)) as container:
            stream = container.streams.video[0]
            for number, packet in enumerate(container.demux(stream)):
                # A gap in the time stamps: the file is damaged and a frame was passed over.
                if packet.pts is None or round(packet.pts * packet.time_base * fps) != number:
                    return
                if previous is not None:
                    yield previous
                [frame] = _decoded(packet)
                previous = bytes(packet), frame.to_ndarray(format="rgb24")
    except (FFmpegError, IndexError, ValueError, _DamagedError):
        return  # from here on there is nothing whole


def _decoded(packet: av.Packet) -> list[av.VideoFrame]:
    # The decoder conceals a slice whose checksum is wrong, and only its log would tell.
    if packet.size and not is_whole(bytes(packet)):
        raise _DamagedError("a frame is damaged")
    return packet.decode()
