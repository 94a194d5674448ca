"""The clip's lossless frames, decoded ahead in a thread of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError

from midivideo.encode.ahead import ahead
from midivideo.errors import UserError
from midivideo.ffv1 import is_whole
from midivideo.media import opened


@dataclass(frozen=True)
class Source:
    """A file of frames.

    Attributes:
        path: the file.
        width: pixels.
        height: pixels.
        fps: frames per second, as the container rounds it.
        count: frames that the header promises, or that are there when it says nothing.
    """

    path: Path
    width: int
    height: int
    fps: Fraction
    count: int


def inspect(path: Path) -> Source:
    """Read the header of a file of frames.

    Raises:
        UserError: when the file is missing, empty, cut short before the first frame, or not
            a video.
    """
    with _reading(path) as container:
        if not container.streams.video:
            raise UserError("there are no pictures in this file", file=path)
        stream = container.streams.video[0]
        fps = stream.average_rate
        if fps is None:
            raise UserError("this file of frames has no frame rate; render it again", file=path)
        seconds = _seconds(stream.metadata.get("DURATION", ""))
        promised = None if seconds is None else round(seconds * fps)
        return Source(
            path=path,
            width=stream.width,
            height=stream.height,
            fps=Fraction(fps),
            count=_packets(container) if promised is None else promised,
        )


def decoded(source: Source, expected: int) -> Iterator[av.VideoFrame]:
    """Yield each frame of the file in order, ``expected`` of them.

    Raises:
        UserError: when the file is damaged, or has more or fewer frames.
    """
    count = 0
    with closing(ahead(_frames(source.path))) as frames:
        for frame in frames:
            count += 1
            yield frame
    if count != expected:
        raise UserError(
            f"{count} frames can be read, but there should be {expected}; "
            "the file is cut short or of another clip: render it again",
            file=source.path,
        )


def _frames(path: Path) -> Iterator[av.VideoFrame]:
    with _reading(path) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        checked = None
        for packet in container.demux(stream):
            if packet.size and stream.codec_context.name == "ffv1":
                whole = is_whole(bytes(packet))
                # Other programs' files may have no checksums: their first frame shows it.
                checked = whole if checked is None else checked
                if checked and not whole:
                    raise UserError("a frame is damaged; render it again", file=path)
            yield from packet.decode()


@contextmanager
def _reading(path: Path) -> Iterator[Any]:
    """The open container; what FFmpeg can't read becomes a plain message."""
    try:
        with opened(path) as container:
            yield container
    except FileNotFoundError:
        raise UserError("there is no such file of frames", file=path) from None
    except FFmpegError as error:
        raise UserError(
            f"these frames can't be read ({error.strerror}); render them again", file=path
        ) from None


def _packets(container: Any) -> int:
    return sum(packet.size > 0 for packet in container.demux(video=0))


def _seconds(text: str) -> Fraction | None:
    """Seconds of Matroska's ``00:00:16.000000000``; None for anything else."""
    try:
        hours, minutes, seconds = text.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + Fraction(seconds)
    except ValueError:
        return None
