"""Builds the dataset from a run's results, writing only what has changed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from midivideo import catalog
from midivideo.dataset.facts import ClipFiles, remembered_facts
from midivideo.dataset.keep import Ledger
from midivideo.dataset.licences import UNKNOWN, Licence, licence_of, read_licences
from midivideo.dataset.packing import Clip, Packing
from midivideo.dataset.splits import SPLITS, Member, assign
from midivideo.dataset.tables import read_rows, table_name
from midivideo.dataset.workers import mapped
from midivideo.errors import UserError
from midivideo.files import locked, remove, written_beside
from midivideo.progress import progress
from midivideo.settings import Settings

#: A folder with none of these is somebody else's.
_MARKS = ("croissant.json", "provenance/left_out.tsv")


@dataclass(frozen=True)
class Built:
    """What came of a build.

    Attributes:
        clips: how many are in the dataset.
        left_out: reasons by clip.
        written: data files that were written; the others are those of the last build.
        kept: data files that were taken over.
    """

    clips: int
    left_out: dict[str, str]
    written: list[str]
    kept: list[str]


def _to_stderr(text: str) -> None:
    print(f"dataset: {text}", file=sys.stderr)


def build(
    results: Path,
    folder: Path,
    settings: Settings,
    *,
    cache: Path,
    workers: int = 1,
    notify: Callable[[str], None] = _to_stderr,
) -> Built:
    """Build the dataset of all accepted clips; the old one stays until the new one is whole.

    Args:
        results: a run's results, with ``catalog.tsv``.
        folder: the dataset.
        settings: of the run.
        cache: folder for what is remembered from build to build; safe to delete.
        workers: processes that read clips.
        notify: is told what a person should know.

    Raises:
        UserError: when there is no clip to pack, a file can't be read, or ``folder`` holds
            something else than a dataset.
    """
    _refuse_strangers(folder)
    with locked(cache / "lock"):
        _tidy(folder)
        rows = [row for row in catalog.read_table(results / "catalog.tsv") if row.accepted]
        clips, left_out = _read(rows, results, cache, workers)
        splits = _split(clips, left_out, settings, folder, notify)
        if not splits:
            reasons = "; ".join(sorted(set(left_out.values()))) or "the catalog has no clip"
            raise UserError(f"there is no clip to pack: {reasons}", file=results / "catalog.tsv")
        packed = {clip: clips[clip] for clip in sorted(splits)}
        licences = _licences(packed, settings.dataset.licences, notify)
        with written_beside(folder) as new:
            new.mkdir()
            ledger = Ledger(cache / "written.json", folder, new)
            packing = Packing(packed, splits, licences, settings, results, cache, new, ledger)
            packing.write(left_out)
        ledger.save()
    return Built(len(packed), left_out, packing.written, packing.kept)


def _refuse_strangers(folder: Path) -> None:
    """Keep what is no dataset of ours from being replaced by one."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not any((folder / name).is_file() for name in _MARKS):
        raise UserError("this is not a dataset, and would be replaced by one", file=folder)
    if (folder / ".git").exists():
        raise UserError(
            "this is a git repository, which would be lost; build beside it", file=folder
        )


def _tidy(folder: Path) -> None:
    """Put right what a killed build left: a part of a dataset, or the old one out of its place."""
    aside = folder.with_name(f".{folder.name}.old")
    if aside.is_dir() and not (folder.is_dir() and any(folder.iterdir())):
        remove(folder)
        aside.replace(folder)
    remove(aside)
    for part in folder.parent.glob(f".{folder.stem}.*.part{folder.suffix}"):
        remove(part)


def _read(
    rows: Sequence[catalog.Row], results: Path, cache: Path, workers: int
) -> tuple[dict[str, Clip], dict[str, str]]:
    """All clips whose files are there, and why the others are not."""
    clips, left_out = {}, {}
    with progress("read", len(rows), unit="clips") as advance:
        read = mapped(_clip, (results, cache), rows, workers, at_once=8)
        for row, clip in zip(rows, read, strict=True):
            if isinstance(clip, Clip):
                clips[row.clip] = clip
            else:
                left_out[row.clip] = clip
            advance(1)
    return clips, left_out


def _clip(folders: tuple[Path, Path], row: catalog.Row) -> Clip | str:
    results, cache = folders
    files = ClipFiles.of(results, row.clip)
    if missing := files.missing():
        return f"{missing[0].relative_to(results)} is not there"
    facts = remembered_facts(row.clip, files, cache)
    sync = facts["sync"]
    return Clip(
        row,
        facts["pattern"],
        tuple(facts["onsets"]),
        facts["video"]["sha256"],
        facts["video"]["bytes"],
        facts["midi"]["sha256"],
        facts["midi"]["bytes"],
        "; ".join(sync["reasons"]) or "not in sync" if sync and not sync["passed"] else "",
    )


def _split(
    clips: Mapping[str, Clip],
    left_out: dict[str, str],
    settings: Settings,
    folder: Path,
    notify: Callable[[str], None],
) -> dict[str, str]:
    """The split of each clip that is packed; reasons of the others go into ``left_out``."""
    members = [Member(name, clip.row.sha256, clip.pattern) for name, clip in clips.items()]
    splits, reasons = assign(members, settings.dataset.splits, _settled(folder, notify))
    left_out.update(reasons)
    if settings.dataset.out_of_sync == "drop":
        for name, clip in clips.items():
            if clip.off_sync and name in splits:
                del splits[name]
                left_out[name] = f"out of sync: {clip.off_sync}"
    return splits


def _settled(folder: Path, notify: Callable[[str], None]) -> dict[str, str]:
    """The split of each pattern in the dataset so far, as far as its tables can be read."""
    settled: dict[str, str] = {}
    for split in SPLITS:
        table = folder / table_name(split)
        if not table.is_file():
            continue
        try:
            settled.update((row["pattern"], split) for row in read_rows(table, ["pattern"]))
        except UserError as error:
            notify(f"{error}; its clips have no precedence over new ones")
    return settled


def _licences(
    clips: Mapping[str, Clip], file: str | None, notify: Callable[[str], None]
) -> dict[str, Licence]:
    """The licence of each clip's MIDI file; ``notify`` is told of those that have none."""
    table = read_licences(file)
    licences = {name: licence_of(clip.row.midi, table) for name, clip in clips.items()}
    unknown = [name for name, licence in licences.items() if licence is UNKNOWN]
    if unknown:
        notify(
            f"{len(unknown)} clips, among them {unknown[0]}, are of files without a known "
            "licence (dataset.licences)"
        )
    return licences
