"""Reads the files of one clip: what its row says, and what is shown when it is opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from midivideo.files import read_json
from midivideo.report.curves import curves
from midivideo.report.prompts import prompts
from midivideo.report.scores import summary
from midivideo.report.scripts import short
from midivideo.settings.fields import exact


@dataclass(frozen=True)
class Sources:
    """Where a run keeps what belongs to one clip; any of these may not be there (yet)."""

    notes: Path
    manifest: Path
    sync: Path
    rendered: Path
    thumbnail: Path

    @classmethod
    def of(cls, results: Path, clip: str, batch: str) -> Sources:
        """The paths for a clip and its batch in the folder of results."""
        return cls(
            notes=results / "notes" / f"{clip}.json",
            manifest=results / "manifests" / f"{clip}.json",
            sync=results / "sync" / f"{clip}.json",
            rendered=results / "frames" / batch / f"{clip}.json",
            thumbnail=results / "videos" / f"{clip}.jpg",
        )

    def stamps(self) -> list[list[int] | None]:
        """Size and time of each file, by which a change is noticed without reading it."""
        return [_stamp(getattr(self, field.name)) for field in fields(self)]


def _stamp(path: Path) -> list[int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return [status.st_size, status.st_mtime_ns]


def read_clip(sources: Sources) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """What the files of a clip say, for its row and for its own view.

    Returns:
        the facts of its row, and its details; these are None before it is planned.

    Raises:
        UserError: when a file is not what it should be.
    """
    if not (sources.notes.exists() and sources.manifest.exists()):
        return {}, None
    notes, manifest = read_json(sources.notes), read_json(sources.manifest)
    sync = read_json(sources.sync) if sources.sync.exists() else None
    own = manifest.get("midivideo", {})
    shown = prompts(manifest)
    facts = {
        "theme": own.get("theme"),
        "seed": own.get("seed"),
        "mapping": own.get("mapping"),
        "key": notes["key"],
        "size": _size(sources.thumbnail),
        "prompts": list(dict.fromkeys(prompt["text"] for prompt in shown)),
        "sync": summary(sync) if sync else None,
        "gate": sync["gate"] if sync else None,
    }
    return facts, {
        "fps": float(exact(notes["fps"])),
        "frames": notes["frames"],
        "tempo": _short_times(notes["tempo"]),
        "meter": _short_times(notes["meter"]),
        "bars": [bar["frame"] for bar in notes["bars"]],
        "beats": [beat["frame"] for beat in notes["beats"]],
        "hits": hits(notes["notes"]),
        "curves": curves(manifest["rendered_frames"]),
        "prompts": shown,
        "draws": own.get("draws") or {},
        "warnings": notes["warnings"],
        "rendered": _rendered(sources.rendered),
        "sync": None if sync is None else _scores(sync),
    }


def hits(notes: Iterable[Mapping[str, Any]]) -> dict[str, list[list[float]]]:
    """The onsets of each named instrument, in the order of time.

    A drum hit is ``[seconds, velocity]``, a pitched note ``[seconds, velocity, pitch, length]``.
    """
    found: dict[str, list[list[float]]] = {}
    for note in notes:
        hit = [round(note["time_s"], 4), note["velocity"]]
        if not note["drum"]:
            hit += [note["pitch"], round(note["duration_s"], 3)]
        for name in note["instruments"]:
            found.setdefault(name, []).append(hit)
    return found


def _short_times(changes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**change, "time_s": round(change["time_s"], 4)} for change in changes]


def _scores(sync: Mapping[str, Any]) -> dict[str, Any]:
    """The sync document with shorter numbers, without what the page knows already."""
    kept = {name: value for name, value in sync.items() if name not in ("format", "clip")}
    return {**kept, "novelty": [short(value) for value in sync["novelty"]]}


def _rendered(path: Path) -> dict[str, Any] | None:
    """How the frames were made; unknown when they are not kept."""
    if not path.exists():
        return None
    made = read_json(path)
    settings = made.get("settings", {})
    known = ("model", "sampler", "steps") if settings.get("painter") == "diffusion" else ()
    return {
        "painter": (made.get("painter") or {}).get("name"),
        "device": made.get("device_name"),
        **{name: settings.get(name) for name in known},
    }


def _size(picture: Path) -> list[int] | None:
    """Width and height of a picture in pixels."""
    if not picture.exists():
        return None
    from PIL import Image

    with Image.open(picture) as opened:
        return list(opened.size)
