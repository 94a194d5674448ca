"""What a clip's own files say about it, read once and remembered until one of them changes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from midivideo.dataset.pattern import pattern_of
from midivideo.errors import UserError
from midivideo.files import read_json, sha256_file, write_json
from midivideo.settings.fields import exact

#: To be raised when the same files give other facts than before.
_FACTS_VERSION = 1
#: Of a sync document; peaks and novelty are the report's.
_SCORES = ("instruments", "av_align", "beat_alignment", "sound_lag_ms", "sound_offset_ms")


@dataclass(frozen=True)
class ClipFiles:
    """The files of a clip in a run's results; ``sync`` need not be there."""

    video: Path
    midi: Path
    notes: Path
    manifest: Path
    sync: Path

    @classmethod
    def of(cls, results: Path, clip: str) -> ClipFiles:
        """The files where the workflow puts them."""
        return cls(
            results / f"videos/{clip}.mp4",
            results / f"notes/{clip}.mid",
            results / f"notes/{clip}.json",
            results / f"manifests/{clip}.json",
            results / f"sync/{clip}.json",
        )

    def missing(self) -> list[Path]:
        """The files without which there is nothing to pack."""
        return [
            path
            for path in (self.video, self.midi, self.notes, self.manifest)
            if not path.is_file()
        ]

    def stamps(self) -> list[list[int] | None]:
        """Size and time of change of each file, to see whether one has changed."""
        return [_stamp(path) for path in (*vars(self).values(),)]


def _stamp(path: Path) -> list[int] | None:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return [stat.st_size, stat.st_mtime_ns]


def facts_file(cache: Path, clip: str) -> Path:
    """Where the facts of a clip are remembered."""
    return cache / "facts" / f"{clip}.json"


def remembered_facts(clip: str, files: ClipFiles, cache: Path) -> dict[str, Any]:
    """The facts of a clip, from memory when none of its files has changed since.

    Raises:
        UserError: when a file can't be read, or the video is not of this window.
    """
    stamps = files.stamps()
    file = facts_file(cache, clip)
    known = _remembered(file)
    if known.get("version") == _FACTS_VERSION and known.get("stamps") == stamps:
        return known["facts"]
    facts = facts_of(files)
    known = {"version": _FACTS_VERSION, "stamps": stamps, "facts": facts}
    write_json(file, known, durable=False)
    return facts


def _remembered(file: Path) -> dict[str, Any]:
    """What was noted; nothing, where the note is not there or was cut short."""
    try:
        return read_json(file)
    except UserError:
        return {}


def facts_of(files: ClipFiles) -> dict[str, Any]:
    """Read and hash the files of a clip.

    Raises:
        UserError: when a file can't be read, or the video is not of this window.
    """
    notes = read_json(files.notes)
    video = _video(files.video)
    fps = exact(notes["fps"])
    if video["frames"] != notes["frames"]:
        raise UserError(
            f"this video has {video['frames']} frames, but its notes {notes['frames']}; "
            "it has to be made again",
            file=files.video,
        )
    return {
        "video": video,
        "midi": {"sha256": sha256_file(files.midi), "bytes": files.midi.stat().st_size},
        "fps": str(fps),
        "start_s": notes["start_s"],
        "duration_s": float(notes["frames"] / fps),
        "frames": notes["frames"],
        "bpm": notes["bpm"],
        "key": notes["key"],
        "tempo": notes["tempo"],
        "meter": notes["meter"],
        "beats": [beat["time_s"] for beat in notes["beats"]],
        "bars": [bar["time_s"] for bar in notes["bars"]],
        "notes": len(notes["notes"]),
        "onsets": _onsets(notes["notes"]),
        "pattern": pattern_of(notes),
        "manifest": _manifest(files.manifest),
        "sync": _sync(files.sync),
    }


def _video(path: Path) -> dict[str, Any]:
    import av

    try:
        with av.open(os.fspath(path)) as container:
            stream = container.streams.video[0]
            sound = bool(container.streams.audio)
            found = {"frames": stream.frames, "width": stream.width, "height": stream.height}
    except (av.FFmpegError, IndexError) as error:
        raise UserError(f"this video can't be read: {error}", file=path) from None
    return {"sha256": sha256_file(path), "bytes": path.stat().st_size, "sound": sound, **found}


def _onsets(notes: Sequence[Mapping[str, Any]]) -> dict[str, list[float]]:
    """Onsets in seconds by instrument; several notes at one time are one."""
    onsets: dict[str, list[float]] = {}
    for note in notes:
        for name in note["instruments"]:
            times = onsets.setdefault(name, [])
            if not times or times[-1] != note["time_s"]:
                times.append(note["time_s"])
    return dict(sorted(onsets.items()))


def _manifest(path: Path) -> dict[str, Any]:
    manifest = read_json(path)
    frames = manifest.get("rendered_frames") or []
    if not frames:
        raise UserError("this manifest has no rendered frames", file=path, key="rendered_frames")
    own = manifest.get("midivideo") or {}
    seed = frames[0].get("seed")
    return {
        "sha256": sha256_file(path),
        "seed": None if seed is None else int(seed),
        "painter": own.get("painter"),
        "mapping": own.get("mapping"),
        "mapping_sha256": own.get("mapping_sha256"),
        "theme": own.get("theme"),
        "prompts": _prompts([str(frame.get("deforum_prompt") or "") for frame in frames]),
    }


def _prompts(composed: Sequence[str]) -> list[dict[str, Any]]:
    """The prompts in turn, each with the frame from which it is alone.

    Frames of a cross-fade, whose composed prompt has `` AND `` (parseq.md 1.7), are passed over.
    """
    plain = [(frame, text) for frame, text in enumerate(composed) if text and " AND " not in text]
    prompts: list[dict[str, Any]] = []
    last = None
    for frame, text in plain or [(0, composed[0])]:
        if text != last:
            positive, _, negative = text.partition("--neg")
            prompts.append(
                {"frame": frame, "positive": positive.strip(), "negative": negative.strip()}
            )
        last = text
    return prompts


def _sync(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    document = read_json(path)
    scores = {name: document.get(name) for name in _SCORES}
    return {**scores, "passed": document["passed"], "reasons": document["reasons"]}
