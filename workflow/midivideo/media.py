"""Opens other people's sound and pictures: the one file that was named, and nothing else.

FFmpeg tells formats by content. A text that calls itself ``song.wav`` may be a playlist, which
reads other files or asks a server; a file called ``concat:a|b.wav`` looks like an address to it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from midivideo.errors import UserError

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer

#: FFmpeg's names of the containers that hold everything themselves.
CONTAINERS = (
    *("wav", "w64", "aiff", "caf", "au", "flac", "mp3", "aac", "ogg", "wv", "tta", "ape"),
    *("mov", "matroska", "avi", "asf", "mpegts", "flv"),
)
#: Samples a second, from less than any telephone's to more than any studio's. Resampling between
#: rates further apart would fill the memory.
_RATES = (1000, 1_000_000)
_OPTIONS = {"protocol_whitelist": "file", "format_whitelist": ",".join(CONTAINERS)}


@contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """The open container of a file.

    Raises:
        FileNotFoundError: when it is not there.
        FFmpegError: when it is not one of :data:`CONTAINERS`, or damaged.
    """
    import av

    with av.open(f"file:{os.fspath(path)}", options=_OPTIONS) as container:
        yield container


def sound_in(container: InputContainer, path: Path) -> AudioStream | None:
    """The first sound in a container; None where there is none.

    Raises:
        UserError: naming ``path``, when its samples a second are no music's.
    """
    if not container.streams.audio:
        return None
    stream = container.streams.audio[0]
    if not _RATES[0] <= stream.rate <= _RATES[1]:
        raise UserError(f"{stream.rate} samples a second are no music", file=path)
    return stream
