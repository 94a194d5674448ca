"""Writes the files of a dataset: data, tables and documents."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from midivideo import catalog
from midivideo.dataset.card import card, rendered
from midivideo.dataset.checksums import files_in, write_sums
from midivideo.dataset.citation import citation
from midivideo.dataset.croissant import croissant
from midivideo.dataset.facts import ClipFiles, facts_file
from midivideo.dataset.figures import Figures
from midivideo.dataset.keep import Ledger
from midivideo.dataset.layouts import Place, places
from midivideo.dataset.licences import Licence
from midivideo.dataset.provenance import write_provenance
from midivideo.dataset.rows import row_of, schema
from midivideo.dataset.shards import Content, changed, write_shard
from midivideo.dataset.splits import SPLITS
from midivideo.dataset.tables import table_name, write_table
from midivideo.files import read_json, sha256_file, sha256_of, write_json
from midivideo.progress import progress
from midivideo.settings import Settings


@dataclass(frozen=True, slots=True)
class Clip:
    """What has to be known of all clips at once; everything else is read when it is needed.

    Attributes:
        row: of the catalog.
        pattern: near-duplicate group.
        instruments: those that are heard.
        video_sha256: 64 hex digits.
        video_bytes: size.
        midi_sha256: of the window.
        midi_bytes: size.
        off_sync: why the sync gate marks it, or "".
    """

    row: catalog.Row
    pattern: str
    instruments: tuple[str, ...]
    video_sha256: str
    video_bytes: int
    midi_sha256: str
    midi_bytes: int
    off_sync: str


class Packing:
    """One build of a dataset: the clips with their places, written into a new folder.

    Attributes:
        written: data files that were written.
        kept: data files that were taken over from the last build.
    """

    def __init__(
        self,
        clips: Mapping[str, Clip],
        splits: Mapping[str, str],
        licences: Mapping[str, Licence],
        settings: Settings,
        results: Path,
        cache: Path,
        new: Path,
        ledger: Ledger,
    ) -> None:
        """Find every clip's place.

        Args:
            clips: in the order of the table.
            splits: the split of each clip.
            licences: the licence of each clip's MIDI file.
            settings: of the run.
            results: of the run.
            cache: where facts are remembered.
            new: the folder to write into.
            ledger: of the last build and this one.
        """
        dataset = settings.dataset
        sizes = {name: clip.video_bytes for name, clip in clips.items()}
        self.written: list[str] = []
        self.kept: list[str] = []
        self._clips = clips
        self._splits = splits
        self._licences = licences
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
            licence=self._licences[name],
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
            onsets = {name: row["onsets"].get(name, []) for name in self._instruments}
            yield {**row, "onsets": onsets, "file_name": f"{name}.mp4"}

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
