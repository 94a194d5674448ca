"""Builds the dataset from a run's results, writing only what has changed."""

from __future__ import annotations

import json
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from midivideo import catalog
from midivideo.dataset.card import card, rendered
from midivideo.dataset.checksums import files_in, write_sums
from midivideo.dataset.citation import citation
from midivideo.dataset.croissant import croissant
from midivideo.dataset.facts import ClipFiles, facts_file, remembered_facts
from midivideo.dataset.figures import Figures
from midivideo.dataset.keep import Ledger
from midivideo.dataset.layouts import Place, places
from midivideo.dataset.licences import UNKNOWN, Licence, licence_of, read_licences
from midivideo.dataset.provenance import write_provenance
from midivideo.dataset.rows import row_of, schema
from midivideo.dataset.shards import Content, changed, write_shard
from midivideo.dataset.splits import SPLITS, Member, assign
from midivideo.dataset.tables import read_rows, table_name, write_table
from midivideo.dataset.workers import mapped
from midivideo.errors import UserError
from midivideo.files import (
    locked,
    read_json,
    remove,
    sha256_file,
    sha256_of,
    write_json,
    written_beside,
)
from midivideo.progress import progress
from midivideo.settings import Settings

#: A folder with none of these is somebody else's.
_MARKS = ("croissant.json", "provenance/left_out.tsv")


@dataclass(frozen=True, slots=True)
class Clip:
    """What has to be known of all clips at once; everything else is read when it is needed."""

    row: catalog.Row
    pattern: str
    instruments: tuple[str, ...]
    video_sha256: str
    video_bytes: int
    midi_sha256: str
    midi_bytes: int
    off_sync: str


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
        splits = _split(clips, left_out, settings, folder)
        if not splits:
            reasons = "; ".join(sorted(set(left_out.values()))) or "the catalog has no clip"
            raise UserError(f"there is no clip to pack: {reasons}", file=results / "catalog.tsv")
        packed = {clip: clips[clip] for clip in sorted(splits)}
        with written_beside(folder) as new:
            new.mkdir()
            ledger = Ledger(cache / "written.json", folder, new)
            packing = _Packing(packed, splits, settings, results, cache, new, ledger)
            _tell_unlicensed(packing, notify)
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
    clips: Mapping[str, Clip], left_out: dict[str, str], settings: Settings, folder: Path
) -> dict[str, str]:
    """The split of each clip that is packed; reasons of the others go into ``left_out``."""
    members = [Member(name, clip.row.sha256, clip.pattern) for name, clip in clips.items()]
    splits, reasons = assign(members, settings.dataset.splits, _settled(folder))
    left_out.update(reasons)
    if settings.dataset.out_of_sync == "drop":
        for name, clip in clips.items():
            if clip.off_sync and name in splits:
                del splits[name]
                left_out[name] = f"out of sync: {clip.off_sync}"
    return splits


def _settled(folder: Path) -> dict[str, str]:
    """The split of each pattern in the dataset so far."""
    settled: dict[str, str] = {}
    for split in SPLITS:
        table = folder / table_name(split)
        if table.is_file():
            settled.update((row["pattern"], split) for row in read_rows(table, ["pattern"]))
    return settled


class _Packing:
    """One build of a dataset: the clips with their places, written into a new folder."""

    def __init__(
        self,
        clips: Mapping[str, Clip],
        splits: Mapping[str, str],
        settings: Settings,
        results: Path,
        cache: Path,
        new: Path,
        ledger: Ledger,
    ) -> None:
        dataset = settings.dataset
        sizes = {name: clip.video_bytes for name, clip in clips.items()}
        self.licences: dict[str, Licence] = _licences(clips, dataset.licences)
        self.written: list[str] = []
        self.kept: list[str] = []
        self._clips = clips
        self._splits = splits
        self._places: dict[str, Place] = places(
            dataset.layout, splits, sizes, dataset.shard_mb * 1e6
        )
        names = {name for clip in clips.values() for name in clip.instruments}
        self._instruments = sorted(names.union(settings.instruments))
        self._schema = schema(self._instruments, file_name=dataset.layout == "videofolder")
        self._settings = settings
        self._results = results
        self._cache = cache
        self._new = new
        self._ledger = ledger
        self._sums: dict[str, str] = {}

    def write(self, left_out: Mapping[str, str]) -> None:
        """Write everything."""
        figures = Figures()
        with progress("pack", len(self._clips), unit="clips") as advance:
            self._write_data(advance)
        self._write_tables(figures)
        self._write_documents(figures, left_out)
        for name in files_in(self._new):
            if name not in self._sums:
                self._sums[name] = sha256_file(self._new / name)
        write_sums(self._new, self._sums)

    def _write_data(self, advance: Callable[[int], None]) -> None:
        shards: dict[str, list[str]] = defaultdict(list)
        for name in self._clips:
            place = self._places[name]
            if place.archive is not None:
                shards[place.archive].append(name)
                continue
            for content in self._files(name):
                self._write_file(content)
            advance(1)
        for shard, members in sorted(shards.items()):
            self._write_shard(shard, members)
            advance(len(members))

    def _write_shard(self, name: str, members: list[str]) -> None:
        def contents() -> Iterator[Content]:
            for member in members:
                yield from self._files(member)
                text = json.dumps(self._row(member), ensure_ascii=False, separators=(",", ":"))
                data = text.encode()
                yield Content(f"{member}.json", sha256_of(text), len(data), data)

        holds = sha256_of([[content.name, content.sha256] for content in contents()])
        if not self._taken_over(name, holds):
            path = self._new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            self._wrote(name, holds, write_shard(path, contents()))

    def _write_file(self, content: Content) -> None:
        if self._taken_over(content.name, content.sha256):
            return
        assert isinstance(content.source, Path)
        path = self._new / content.name
        path.parent.mkdir(parents=True, exist_ok=True)
        # Not a link: whatever happens to the dataset must not happen to the results.
        shutil.copyfile(content.source, path)
        if sha256_file(path) != content.sha256:
            raise changed(content.source)
        self._wrote(content.name, content.sha256, content.sha256)

    def _taken_over(self, name: str, holds: str) -> bool:
        kept = self._ledger.keep(name, holds)
        if kept is None:
            return False
        self._sums[name] = kept
        self.kept.append(name)
        return True

    def _wrote(self, name: str, holds: str, digest: str) -> None:
        self._ledger.wrote(name, holds, digest)
        self._sums[name] = digest
        self.written.append(name)

    def _files(self, name: str) -> list[Content]:
        """A clip's video and MIDI file, under their names in the dataset."""
        clip, place = self._clips[name], self._places[name]
        files = ClipFiles.of(self._results, name)
        return [
            Content(place.video, clip.video_sha256, clip.video_bytes, files.video),
            Content(place.midi, clip.midi_sha256, clip.midi_bytes, files.midi),
        ]

    def _row(self, name: str) -> dict[str, Any]:
        clip = self._clips[name]
        return row_of(
            clip.row,
            read_json(facts_file(self._cache, name))["facts"],
            catalog.settings_for(clip.row, self._settings),
            split=self._splits[name],
            place=self._places[name],
            licence=self.licences[name],
            instruments=self._instruments,
        )

    def _write_tables(self, figures: Figures) -> None:
        for split in SPLITS:
            members = [name for name in self._clips if self._splits[name] == split]
            if not members:
                continue
            table = self._new / table_name(split)
            write_table(table, self._schema, self._counted(members, figures))
            if self._settings.dataset.layout == "videofolder":
                shutil.copyfile(table, self._new / f"data/{split}/metadata.parquet")

    def _counted(self, members: Iterable[str], figures: Figures) -> Iterator[dict[str, Any]]:
        for name in members:
            row = self._row(name)
            figures.add(row)
            yield {**row, "file_name": f"{name}.mp4"}

    def _write_documents(self, figures: Figures, left_out: Mapping[str, str]) -> None:
        new, dataset = self._new, self._settings.dataset
        texts = {
            "README.md": card(figures, self._settings, self._schema, left_out),
            "LICENSE": rendered("LICENSE.j2", dataset=dataset, figures=figures),
            "CITATION.cff": citation(dataset),
        }
        for name, text in texts.items():
            (new / name).write_text(text, encoding="utf-8", newline="\n")
        write_provenance(new / "provenance", self._settings, left_out)
        present = [split for split in SPLITS if figures.clips[split]]
        for split in present:
            self._sums[table_name(split)] = sha256_file(new / table_name(split))
        files = {name: (sha, (new / name).stat().st_size) for name, sha in self._sums.items()}
        description = croissant(dataset, self._schema, files, present)
        write_json(new / "croissant.json", description, indent=1)


def _licences(clips: Mapping[str, Clip], file: str | None) -> dict[str, Licence]:
    table = read_licences(file)
    return {name: licence_of(clip.row.midi, table) for name, clip in clips.items()}


def _tell_unlicensed(packing: _Packing, notify: Callable[[str], None]) -> None:
    unknown = [name for name, licence in packing.licences.items() if licence is UNKNOWN]
    if unknown:
        notify(
            f"{len(unknown)} clips, among them {unknown[0]}, are of files without a known "
            "licence (dataset.licences)"
        )
