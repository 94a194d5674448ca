"""Removes what nobody will ever use: frames without a clip, and files that a killed job began."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from midivideo.catalog import Row
from midivideo.files import killed_parts, remove
from midivideo.recovery.damage import OF_CLIPS
from midivideo.render.cache import hashed, tidy
from midivideo.render.failures import is_note, note_name

#: What is in a folder of frames; one that holds anything else is not touched.
_OURS = (".mkv", ".json")
_TIMESTAMP = ".snakemake_timestamp"


def remove_frames(results: Path, rows: Sequence[Row], *, kept: bool) -> None:
    """Remove frames that no rule will ask for.

    Those are frames of batches that no row names and of clips that are in another batch now.
    Frames that are not ``kept`` go as soon as their videos are there: Snakemake removes a batch
    when the last video is made, which never happens where a clip of it failed. Its note stays.
    """
    members: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        if row.status in ("accepted", "gone"):
            members[row.batch][row.clip] = row
    for folder in _folders(results / "frames"):
        names = (_names(folder) or set()) - {_TIMESTAMP}
        if any(not name.endswith(_OURS) for name in names):
            continue
        batch = members.get(folder.name, {})
        unused = {name for name in names if _clip(name) not in batch}
        if not kept:
            unused.update(_shown(folder, names, batch, results))
        useless = not any(name.endswith(".mkv") or is_note(name) for name in names)
        if useless or len(unused) == len(names):
            remove(folder)
            continue
        for name in unused:
            (folder / name).unlink(missing_ok=True)


def _clip(name: str) -> str:
    return name.partition(".")[0]


def _shown(folder: Path, names: set[str], batch: dict[str, Row], results: Path) -> list[str]:
    """The frames of a batch, once every clip of it has its video or has failed."""
    failed = {_clip(name) for name in names if is_note(name)}
    due = [clip for clip, row in batch.items() if row.accepted and clip not in failed]
    time = _time(folder)
    for clip in due:
        video = results / f"videos/{clip}.mp4"
        if not video.exists() or video.stat().st_mtime_ns < time:
            return []
    return [name for name in names if not is_note(name)]


def _time(folder: Path) -> int:
    """When the frames were made, as Snakemake notes it."""
    stamp = folder / _TIMESTAMP
    return (stamp if stamp.exists() else folder).stat().st_mtime_ns


def remove_parts(results: Path) -> None:
    """Remove temporary files of processes that are gone."""
    for folder in (*(results / kind for kind in OF_CLIPS), results / "frames"):
        for path in killed_parts(folder):
            remove(path)


def remove_entries(results: Path, clips: Iterable[str]) -> None:
    """Remove frames in the making that are of none of these clips."""
    wanted = {hashed(clip) for clip in clips}
    tidy(results / ".cache", lambda name: name not in wanted)


def lost_with_their_batch(results: Path, rows: Iterable[Row]) -> set[str]:
    """Clips whose video and frames are gone, while others of their batch have theirs.

    To make such a video again the whole batch would be rendered again, or, where its frames are
    there, nothing would. In a new batch the lost ones alone are.
    """
    batches: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.accepted and row.batch:
            batches[row.batch].append(row.clip)
    videos = _names(results / "videos") or set()
    there = {name.removesuffix(".mp4") for name in videos if name.endswith(".mp4")}
    lost: set[str] = set()
    for batch, clips in batches.items():
        missing = [clip for clip in clips if clip not in there]
        if not missing:
            continue
        frames = _names(results / "frames" / batch)
        if frames is None:
            lost.update(missing if len(missing) < len(clips) else ())
        else:
            lost.update(clip for clip in missing if not frames & _files_of(clip))
    return lost


def _files_of(clip: str) -> set[str]:
    """What a batch may hold of a clip: its frames, or the note of its failure."""
    return {f"{clip}.mkv", note_name(clip)}


def _names(folder: Path) -> set[str] | None:
    """What is in a folder; None when it is not there."""
    try:
        with os.scandir(folder) as entries:
            return {entry.name for entry in entries}
    except FileNotFoundError:
        return None


def _folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [path for path in sorted(folder.iterdir()) if path.is_dir() and path.name[0] != "."]
