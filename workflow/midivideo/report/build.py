"""Builds the folder of the report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from midivideo import __version__
from midivideo.catalog import Row, read_table
from midivideo.files import read_json, remove
from midivideo.progress import progress
from midivideo.report import media
from midivideo.report.clip import Sources
from midivideo.report.memory import Memory
from midivideo.report.scripts import script, write_changed
from midivideo.report.speed import speeds

_PAGE = Path(__file__).parent / "page"
#: Rows a script file.
_CHUNK = 1000


@dataclass(frozen=True)
class Report:
    """What was built: the page, the rows of its clips, and the gate they were held against."""

    index: Path
    clips: list[dict[str, Any]]
    gate: dict[str, Any] | None


def build(
    results: Path, folder: Path, *, catalog: Path | None = None, instruments: Sequence[str] = ()
) -> Report:
    """Make the page of a run; what is there already and right stays untouched.

    Args:
        results: the run's folder, with ``videos/``, ``notes/``, ``manifests/``, ``sync/`` …
        folder: where the page goes.
        catalog: ``catalog.tsv`` of the run; in ``results`` if not given.
        instruments: the order in which instruments are shown; others follow by name.

    Raises:
        UserError: when there is no catalog, or a file of the run is not what it should be.
    """
    rows = read_table(catalog or results / "catalog.tsv")
    accepted = [row for row in rows if row.accepted]
    left_out = [row for row in rows if not row.accepted]
    clips = _clips(results, folder, accepted)
    data = folder / "data"
    chunks = [clips[at : at + _CHUNK] for at in range(0, len(clips), _CHUNK)]
    for number, chunk in enumerate(chunks):
        write_changed(data / f"clips-{number:03d}.js", script(f"clips-{number:03d}", chunk))
    _remove_others(data, "clips-*.js", {f"clips-{number:03d}.js" for number in range(len(chunks))})
    write_changed(data / "left-out.js", script("left-out", [_left_out(row) for row in left_out]))
    gate = _gate(clips)
    run = {
        "version": __version__,
        "instruments": list(instruments),
        "gate": gate,
        "chunks": len(chunks),
        "left_out": Counter(row.status for row in left_out),
    }
    write_changed(data / "run.js", script("run", run))
    return Report(_copy_page(folder), clips, gate)


def _clips(results: Path, folder: Path, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """A row for the page of each clip, in the catalog's order."""
    memory = Memory(folder)
    measured = speeds(results, [row for row in rows if _video(results, row).exists()])
    clips, names = [], set()
    with progress("report", len(rows), unit="clips") as advance:
        for row in rows:
            facts = memory.facts(row.clip, Sources.of(results, row.clip, row.batch))
            there = media.bring(results, row.clip, folder / "media")
            names.update(there)
            state, error = _state(results, row)
            clips.append(
                {
                    "clip": row.clip,
                    "midi": row.midi,
                    "state": state,
                    "error": error,
                    "bpm": _number(row.bpm),
                    "meter": row.meter,
                    "start": _number(row.start_s),
                    "seconds": _number(row.duration_s),
                    "frames": row.frames,
                    "hits": row.hits,
                    "instruments": _counts(row.instruments),
                    "speed": measured.get(row.batch),
                    "files": [name.removeprefix(f"{row.clip}.") for name in there],
                    **facts,
                }
            )
            advance(1)
    _remove_others(folder / "media", "*", names)
    _remove_others(folder / "data" / "clips", "*.js", memory.details())
    memory.keep()
    return clips


def _video(results: Path, row: Row) -> Path:
    return results / "videos" / f"{row.clip}.mp4"


def _state(results: Path, row: Row) -> tuple[str, str]:
    """``ready``, ``failed`` with the error of its rendering, or ``waiting``."""
    note = results / "frames" / row.batch / f"{row.clip}.failed.json"
    if note.exists():
        return "failed", read_json(note)["error"]
    return ("ready" if _video(results, row).exists() else "waiting"), ""


def _left_out(row: Row) -> dict[str, str]:
    return {"midi": row.midi, "clip": row.clip, "status": row.status, "reason": row.reason}


def _gate(clips: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The gate that most measured clips were held against."""
    gates = Counter(json.dumps(clip["gate"], sort_keys=True) for clip in clips if clip.get("gate"))
    return json.loads(gates.most_common(1)[0][0]) if gates else None


def _counts(text: str) -> dict[str, int]:
    """``kick:32 snare:16`` as numbers by name."""
    pairs = (part.rpartition(":") for part in text.split())
    return {name: int(count) for name, _, count in pairs}


def _number(text: str) -> float | None:
    return float(text) if text else None


def _copy_page(folder: Path) -> Path:
    """Copy the page itself, its entry last."""
    names = sorted(path.name for path in _PAGE.iterdir() if path.suffix in (".css", ".js", ".svg"))
    for name in names:
        write_changed(folder / "page" / name, (_PAGE / name).read_text(encoding="utf-8"))
    _remove_others(folder / "page", "*", set(names))
    write_changed(folder / "index.html", (_PAGE / "index.html").read_text(encoding="utf-8"))
    return folder / "index.html"


def _remove_others(folder: Path, pattern: str, kept: set[str]) -> None:
    """Remove what an earlier report left and this one has no use for."""
    for path in sorted(folder.glob(pattern)):
        if path.name not in kept and path.is_file():
            remove(path)
