"""Whether a video and a MIDI file can be read to their ends, and are those of their clip."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

_MANIFEST = re.compile(r"manifest sha256 ([0-9a-f]{64})")


def video_problems(data: bytes, row: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a clip's video: every frame and all sound is decoded.

    The video's own tags tell for which clip, and from which manifest, it was made.

    Args:
        data: the mp4 file.
        row: of the table.
    """
    import av

    try:
        with av.open(BytesIO(data), "r") as container:
            stream = container.streams.video[0]
            tags = container.metadata
            size = (stream.width, stream.height)
            frames = len([None for _ in container.decode(video=0)])
            if container.streams.audio:
                container.seek(0)
                for _ in container.decode(audio=0):
                    pass
    except (av.FFmpegError, IndexError, ValueError) as error:
        yield f"can't be decoded: {error}"
        return
    if frames != row["frames"]:
        yield f"has {frames} frames, the table says {row['frames']}"
    if size != (row["width"], row["height"]):
        yield f"is {size[0]}×{size[1]}, the table says {row['width']}×{row['height']}"
    made_for = tags.get("title", row["clip"])
    if made_for != row["clip"]:
        yield f"is the video of {made_for}"
    rendered = _MANIFEST.search(tags.get("comment", ""))
    if rendered and rendered[1] != row["manifest_sha256"]:
        yield "was made from another manifest than the table says"


def midi_problems(data: bytes) -> Iterator[str]:
    """What is wrong with a MIDI file."""
    import mido

    try:
        mido.MidiFile(file=BytesIO(data))
    except (OSError, ValueError, EOFError, IndexError, KeyError) as error:
        yield f"is no MIDI file: {error}"
