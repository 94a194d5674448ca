"""The clip's lossless frames, decoded ahead in a thread of their own."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError

from midivideo.errors import UserError

#: Frames decoded ahead: enough to keep the encoder busy, little in memory.
_AHEAD = 8

_END = object()


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
    with closing(_ahead(_frames(source.path))) as frames:
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
        # Every slice has a checksum; a damaged frame is an error, never a smear.
        stream.codec_context.options = {"err_detect": "crccheck+explode"}
        yield from container.decode(stream)


@contextmanager
def _reading(path: Path) -> Iterator[Any]:
    """The open container; what FFmpeg can't read becomes a plain message."""
    try:
        with av.open(os.fspath(path)) as container:
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


def _ahead(items: Iterator[Any]) -> Generator[Any]:
    """Run ``items`` in a thread a few steps ahead; its error is raised here."""
    ready: queue.Queue[Any] = queue.Queue(_AHEAD)
    stopped = threading.Event()

    def put(item: Any) -> bool:
        while not stopped.is_set():
            try:
                ready.put(item, timeout=0.1)
                return True
            except queue.Full:
                continue
        return False

    def work() -> None:
        try:
            for item in items:
                if not put(item):
                    return
            put(_END)
        except BaseException as error:
            put(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        while (item := ready.get()) is not _END:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stopped.set()
        thread.join()
