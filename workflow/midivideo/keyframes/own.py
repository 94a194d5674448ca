"""Parseq documents of the user's own, each in place of the one that a clip would get."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from midivideo.errors import UserError
from midivideo.keyframes.notes import Clip
from midivideo.parseq.document import load_document
from midivideo.resources import find

#: Rates are compared as people write them: 29.97 means 30000/1001.
_SAME_RATE = 1e-3


def documents_in(folder: str | None) -> dict[str, Path]:
    """The documents of the setting ``parseq_documents`` by the id of the clip that each is for.

    A document is named after its clip: ``CLIP.json`` or ``CLIP.parseq.json``.

    Raises:
        UserError: when there is no such folder, or it has two documents for one clip.
    """
    if folder is None:
        return {}
    path = find(folder)
    if not path.is_dir():
        raise UserError("there is no such folder", key="parseq_documents", value=folder)
    documents: dict[str, Path] = {}
    for file in sorted(path.glob("*.json")):
        clip = file.name.removesuffix(".json").removesuffix(".parseq")
        if clip in documents:
            raise UserError(
                f"there are two documents for one clip, the other is {documents[clip].name}",
                file=file,
            )
        documents[clip] = file
    return documents


def adopted(document: Any, clip: Clip, sha256: str, file: str | os.PathLike[str]) -> dict[str, Any]:
    """A document of the user's as the document of a clip.

    What an earlier rendering left in it is dropped; its own note of what it was made of stays.

    Args:
        document: as parsed from JSON, from Parseq or ours, rendered or not.
        clip: the clip's notes; beats and bars come from there.
        sha256: of the file.
        file: where it comes from, for messages.

    Raises:
        UserError: when it can't be read, or does not fit the clip's frames or frame rate.
    """
    loaded = load_document(document, file=file)
    frames = loaded["keyframes"][-1]["frame"] + 1
    if frames != clip.frames:
        raise UserError(
            f"the last row must be on the last frame of {clip.name}, which has {clip.frames} "
            f"frames; the document has {frames}",
            file=file,
            key=f"keyframes[{len(loaded['keyframes']) - 1}].frame",
            value=frames - 1,
            allowed=str(clip.frames - 1),
        )
    fps = loaded["options"]["output_fps"]
    if abs(fps - float(clip.fps)) > _SAME_RATE:
        raise UserError(
            f"{clip.name} has {_readable(clip)} frames a second (clip.fps)",
            file=file,
            key="options.output_fps",
            value=fps,
            allowed=_readable(clip),
        )
    noted = document.get("midivideo")
    rate = clip.fps.numerator if clip.fps.denominator == 1 else float(clip.fps)
    return {
        **loaded,
        "options": {**loaded["options"], "output_fps": rate},
        "midivideo": {
            **(noted if isinstance(noted, Mapping) else {}),
            "clip": clip.name,
            "midi_sha256": clip.midi_sha256,
            "start_s": clip.start_s,
            "fps": str(clip.fps),
            "frames": clip.frames,
            "document": Path(file).name,
            "document_sha256": sha256,
            "beats": list(clip.beat_frames),
            "bars": list(clip.bar_frames),
        },
    }


def _readable(clip: Clip) -> str:
    return f"{float(clip.fps):.6g}"
