"""Brings the catalog up to date with the user's MIDI files."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path

from midivideo.catalog.batches import with_batches
from midivideo.catalog.copy import Copy
from midivideo.catalog.discover import Found, discover
from midivideo.catalog.ids import clip_id, song_id
from midivideo.catalog.scan import Scan, fingerprint, scan
from midivideo.catalog.table import Row, read_table, write_table
from midivideo.files import locked
from midivideo.progress import progress
from midivideo.settings.model import Curate, Settings

#: Fewer files than this are read faster here than other processes start.
_WORTH_A_POOL = 48
#: How a reason ends that comes from the section ``curate``.
_CURATED = re.compile(r"\(curate\.\w+: .*\)$")


def _to_stderr(text: str) -> None:
    print(f"catalog: {text}", file=sys.stderr)


def update(
    settings: Settings,
    path: str | os.PathLike[str],
    batch_size: int = 1,
    *,
    alone: Collection[str] = (),
    lost: Callable[[list[Row]], Collection[str]] = lambda rows: (),
    workers: int | None = None,
    notify: Callable[[str], None] = _to_stderr,
) -> list[Row]:
    """Look at the MIDI files that ``settings`` name, and bring the catalog at ``path`` up to date.

    Files are read when they are new, when size or time and then the hash have changed, when
    their sidecar has, or when the clip settings have. Ids and batches stay as they were given,
    rows of removed files stay as ``gone``. ``batch_size`` counts for new clips. Clips named in
    ``alone`` (they failed among others) get a batch of their own, and those that ``lost`` finds
    among all rows get new batches. Nothing is written when nothing has changed. Another process
    that wants to do the same waits.

    A hidden copy beside the catalog takes its place when a crash has cut it short:
    ids and batches are known from nowhere else.

    Returns:
        all rows, by path and time, those of gone, refused and dropped clips too.

    Raises:
        UserError: when ``midi`` in the settings names nothing, or the catalog is not one.
    """
    path = Path(path)
    with locked(path.with_name(f".{path.name}.lock")):
        copy = Copy(path)
        if copy.restore():
            notify(f"{path} was cut short or damaged, and is as it was before again")
        known = read_table(path) if path.exists() else []
        found = discover(settings.midi, settings.results, notify)
        rows = _Update(settings, known, found).rows(workers)
        rows = with_batches(rows, batch_size, frozenset(alone), frozenset(lost(rows)))
        if rows != known or not path.exists():
            write_table(path, rows)
        copy.keep()
    return rows


class _Update:
    """One pass: the rows known so far and the files found now."""

    def __init__(self, settings: Settings, known: list[Row], found: dict[str, Found]) -> None:
        self.settings = settings
        self.found = found
        self.fingerprint = fingerprint(settings)
        self.known: dict[str, list[Row]] = {}
        for row in known:
            self.known.setdefault(row.midi, []).append(row)
        self.taken = {name for row in known for name in (row.clip, row.song)}

    def rows(self, workers: int | None) -> list[Row]:
        """All rows, by path and clip."""
        todo = [file for file in self.found.values() if not self._is_current(file)]
        scans = self._scans(todo, workers)
        songs = self._songs(scans)
        rows: list[Row] = []
        for midi in sorted({*self.known, *self.found}):
            known = self.known.get(midi, [])
            if midi not in self.found:
                rows += [_gone(row, _why_gone(midi)) for row in known]
            elif midi in scans:
                rows += self._scanned(self.found[midi], songs[midi], known, scans[midi])
            else:
                rows += known
        return [_curated(row, self.settings.curate) for row in rows]

    def _is_current(self, file: Found) -> bool:
        """Whether the rows of a file need no look at it."""
        rows = self.known.get(file.path, [])
        return any(row.status != "gone" for row in rows) and all(
            row.status == "gone"
            or (
                row.size == file.size
                and row.mtime_ns == file.mtime_ns
                and self._same_settings(row, file)
            )
            for row in rows
        )

    def _same_settings(self, row: Row, file: Found) -> bool:
        return row.sidecar == file.stamp and row.scan == self.fingerprint

    def _known_hash(self, file: Found) -> str:
        """The hash with which the file would give the rows that it has."""
        rows = [row for row in self.known.get(file.path, []) if row.status != "gone"]
        if rows and all(self._same_settings(row, file) for row in rows):
            return rows[0].sha256
        return ""

    def _scans(self, todo: list[Found], workers: int | None) -> dict[str, Scan]:
        tasks = [(file, self._known_hash(file)) for file in todo]
        scans: dict[str, Scan] = {}
        with progress("Reading MIDI", len(tasks), unit="files") as advance:
            results = _scan_all(tasks, self.settings, workers)
            for file, result in zip(todo, results, strict=True):
                scans[file.path] = result
                advance(1)
        return scans

    def _scanned(self, file: Found, song: str, known: list[Row], result: Scan) -> list[Row]:
        if result.same:
            return [
                row
                if row.status == "gone"
                else replace(row, size=file.size, mtime_ns=file.mtime_ns)
                for row in known
            ]
        common = Row(
            clip=song,
            midi=file.path,
            sha256=result.sha256,
            warnings=result.warnings,
            song=song,
            settings=result.settings,
            size=file.size,
            mtime_ns=file.mtime_ns,
            sidecar=file.stamp,
            scan=self.fingerprint,
        )
        batches = {row.clip: row.batch for row in known}
        fresh = [replace(row, batch=batches.get(row.clip, "")) for row in _rows_of(common, result)]
        clips = {row.clip for row in fresh}
        old = [
            _gone(row, "the song's windows have changed, this is none of them")
            for row in known
            if row.clip not in clips
        ]
        return sorted([*fresh, *old], key=lambda row: (len(row.clip), row.clip))

    def _songs(self, scans: dict[str, Scan]) -> dict[str, str]:
        """The song ids of the scanned files; of new ones of one name the outer comes first."""
        songs: dict[str, str] = {}
        for midi in sorted(scans, key=lambda path: (path.count(os.sep), path)):
            known = self.known.get(midi)
            if not known:
                songs[midi] = song_id(midi, scans[midi].sha256, self.taken)
                self.taken.add(songs[midi])
            else:
                songs[midi] = known[0].song
        return songs


def _rows_of(common: Row, result: Scan) -> Iterator[Row]:
    if result.refused:
        yield replace(common, status="refused", reason=result.refused)
    for window in result.windows:
        yield replace(
            common,
            clip=clip_id(common.song, window.number),
            start_s=window.start_s,
            duration_s=window.duration_s,
            frames=window.frames,
            bpm=window.bpm,
            meter=window.meter,
            hits=window.hits,
            instruments=window.instruments,
            status="dropped" if window.dropped else "accepted",
            reason=window.dropped,
        )


def _gone(row: Row, reason: str) -> Row:
    return row if row.status == "gone" else replace(row, status="gone", reason=reason)


def _why_gone(midi: str) -> str:
    if os.path.lexists(midi):
        return "the setting midi does not name this file any more"
    return "the file is not there any more"


def _curated(row: Row, curate: Curate) -> Row:
    """The row accepted or dropped as ``curate`` has it now; other reasons stay."""
    if row.status == "dropped" and _CURATED.search(row.reason):
        row = replace(row, status="accepted", reason="")
    if not row.accepted:
        return row
    heard = [part.rpartition(":")[0] for part in row.instruments.split()]
    missing = [name for name in curate.require if name not in heard]
    if row.hits < curate.min_hits:
        hits = {0: "no note", 1: "only 1 note"}.get(row.hits, f"only {row.hits} notes")
        reason = f"{hits} of a named instrument (curate.min_hits: {curate.min_hits})"
    elif len(heard) < curate.min_instruments:
        names = ", ".join(heard) or "nothing"
        reason = f"only {names} is heard (curate.min_instruments: {curate.min_instruments})"
    elif missing:
        required = ", ".join(curate.require)
        reason = f"{' and '.join(missing)} is not heard (curate.require: {required})"
    else:
        return row
    return replace(row, status="dropped", reason=reason)


# --- many files at once -----------------------------------------------------------------------


def _scan_all(
    tasks: list[tuple[Found, str]], settings: Settings, workers: int | None
) -> Iterable[Scan]:
    """The scans in the order of ``tasks``, from a pool of processes where that is worth it."""
    workers = workers or len(os.sched_getaffinity(0))
    if workers == 1 or len(tasks) < _WORTH_A_POOL:
        for file, known_sha256 in tasks:
            yield scan(file, settings, known_sha256)
        return
    # Forked workers have everything imported, and do not run the caller's main module again.
    method = "fork" if "fork" in get_all_start_methods() else None
    with ProcessPoolExecutor(
        workers, get_context(method), initializer=_set_worker, initargs=(settings,)
    ) as pool:
        yield from pool.map(_scan_here, tasks, chunksize=8)


_worker_settings: Settings | None = None


def _set_worker(settings: Settings) -> None:
    global _worker_settings
    _worker_settings = settings


def _scan_here(task: tuple[Found, str]) -> Scan:
    assert _worker_settings is not None
    return scan(task[0], _worker_settings, task[1])
