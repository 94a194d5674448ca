"""Finds files of a run that a crash has cut short."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from midivideo.dataset.checksums import SUMS, read_sums
from midivideo.errors import UserError
from midivideo.files import read_json, sha256_file
from midivideo.intact import fault_of

#: Folders of the results with a file, or several, of each clip.
OF_CLIPS = ("notes", "keyframes", "manifests", "videos", "sync")
#: File times may be that coarse, and come from another machine's clock.
_SLACK_NS = 5_000_000_000


@dataclass(frozen=True)
class Damaged:
    """A file that is not whole, and what is wrong with it, as the end of a sentence."""

    path: Path
    fault: str

    @property
    def clip(self) -> str:
        """The clip that the file is of: ids have no dots."""
        return self.path.name.partition(".")[0]


class Check:
    """One look at the results; files that were whole at the last one and have not changed since
    are left out.
    """

    def __init__(self, results: Path) -> None:
        """Begin: what is written from now on is for the next check."""
        self._results = results
        self._mark = results / ".cache/checked"
        self._begun = self._mark.with_name(".checked")
        self._since = 0
        with contextlib.suppress(FileNotFoundError):
            self._since = self._mark.stat().st_mtime_ns - _SLACK_NS
        if results.is_dir():
            self._begun.parent.mkdir(exist_ok=True)
            self._begun.touch()

    def done(self) -> None:
        """Note that everything was looked at, and what was damaged is dealt with."""
        with contextlib.suppress(FileNotFoundError):
            self._begun.replace(self._mark)

    def of_clips(self) -> list[Damaged]:
        """Damaged files that belong to a clip, by path: planning, videos, scores."""
        folders = [self._results / kind for kind in OF_CLIPS]
        return [found for folder in folders for found in self._in(folder)]

    def of_frames(self) -> list[Damaged]:
        """Damaged frames, and damaged notes on how they were made."""
        return [
            found
            for batch in _entries(self._results / "frames")
            if batch.is_dir()
            for found in self._in(Path(batch.path))
        ]

    def of_the_run(self) -> list[Damaged]:
        """Damaged files that stand for all clips: table of scores, page, dataset."""
        found = [*self._of_the_page(self._results / "report")]
        table = self._results / "sync.tsv"
        if self._is_new(table) and not _is_table(table):
            found.append(Damaged(table, "is cut short or damaged"))
        if fault := self._of_dataset(self._results / "dataset"):
            found.append(Damaged(self._results / "dataset" / SUMS, fault))
        return found

    def _of_the_page(self, folder: Path) -> Iterator[Damaged]:
        """Damaged parts of the page, and then the page: what its rule does not find, it writes."""
        page = folder / "index.html"
        parts = [
            *self._single(folder / "sync.svg"),
            *self._in(folder / "data"),
            *self._in(folder / "data/clips"),
            *self._in(folder / "page"),
            *self._in(folder / "media", links=False),  # what they link to is looked at
        ]
        yield from parts
        if parts and page.exists():
            yield Damaged(page, "has damaged parts")
        else:
            yield from self._single(page)

    def _in(self, folder: Path, *, links: bool = True) -> Iterator[Damaged]:
        for entry in _entries(folder):
            # A file may vanish meanwhile; a disk that fails is told by whoever needs the file.
            with contextlib.suppress(OSError):
                stat = entry.stat()
                if stat.st_nlink > 1 and not links:
                    continue
                if stat.st_mtime_ns >= self._since and entry.is_file():
                    yield from _judged(Path(entry.path))

    def _single(self, path: Path) -> Iterator[Damaged]:
        if self._is_new(path):
            yield from _judged(path)

    def _is_new(self, path: Path) -> bool:
        try:
            return path.stat().st_mtime_ns >= self._since
        except FileNotFoundError:
            return False

    def _of_dataset(self, folder: Path) -> str | None:
        """Why the dataset is not what its checksums say.

        Large files are known by size and time, as the builder noted them; others are hashed.
        """
        if not (folder / SUMS).is_file():
            return None
        sums, problems = read_sums(folder)
        if problems:
            return f"does not fit any more: {problems[0]}"
        written = self._written()
        for name, digest in sums.items():
            path = folder / name
            if not path.is_file():
                return f"does not fit any more: {name} is missing"
            stat = path.stat()
            known = written.get(name)
            if known is None and stat.st_mtime_ns < self._since:
                continue
            if known is not None and known[1:] == [digest, stat.st_size, stat.st_mtime_ns]:
                continue
            if sha256_file(path) != digest:
                return f"does not fit any more: {name} is damaged or was changed"
        return None

    def _written(self) -> dict[str, list]:
        """The builder's own notes; without them every file is hashed."""
        try:
            return read_json(self._results / ".cache/dataset/written.json")
        except UserError:
            return {}


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What is in a folder, by name, but for hidden and temporary files; nothing if it is not there.

    A snapshot: the folder may be written to meanwhile.
    """
    try:
        with os.scandir(folder) as found:
            entries = [entry for entry in found if not entry.name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(entries, key=lambda entry: entry.name)


def _judged(path: Path) -> Iterator[Damaged]:
    if fault := fault_of(path):
        yield Damaged(path, fault)


def _is_table(path: Path) -> bool:
    """Whether a table ends with a whole line of as many columns as its first."""
    lines = path.read_bytes().split(b"\n")
    return len(lines) > 1 and lines[-1] == b"" and lines[0].count(b"\t") == lines[-2].count(b"\t")
