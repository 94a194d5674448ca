"""What is put right when a run begins, and when it ends."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from midivideo.catalog import Row
from midivideo.files import remove
from midivideo.recovery import leftovers
from midivideo.recovery.damage import Check, Damaged
from midivideo.recovery.remake import PLANNING, Clips, remake
from midivideo.render.failures import failed_clips, note_failure


def _to_stderr(text: str) -> None:
    print(f"recovery: {text}", file=sys.stderr)


class BetweenRuns:
    """Deals with what an earlier run left; while another run is at work, with nothing.

    The steps are to be called in the order in which they stand here.
    """

    def __init__(
        self,
        results: Path,
        *,
        keep_frames: bool,
        working: Path = Path(),
        notify: Callable[[str], None] = _to_stderr,
    ) -> None:
        """Begin to look at ``results``.

        Args:
            results: of the run.
            keep_frames: whether frames stay when their videos are there.
            working: the folder that Snakemake runs in, with its locks.
            notify: is told of each damaged file.
        """
        self._results = results
        self._kept = keep_frames
        self._notify = notify
        self._planning: dict[str, list[Damaged]] = defaultdict(list)
        self._check = None if _at_work(working) else Check(results)

    def failed(self) -> set[str]:
        """Clips that have to be rendered by themselves: they failed, or their frames are damaged.

        Other clips of their batch keep their frames.
        """
        if self._check is not None:
            for damaged in self._check.of_frames():
                self._forget_frames(damaged)
        return set(failed_clips(self._results / "frames"))

    def lost(self, rows: Sequence[Row]) -> set[str]:
        """Clips whose video and frames are gone, for a batch of their own.

        Damaged videos, scores, tables and pages are removed, so that Snakemake makes them again.
        """
        if self._check is None:
            return set()
        accepted = {row.clip for row in rows if row.accepted}
        for damaged in self._check.of_clips():
            if damaged.clip not in accepted:
                self._notify(f"{damaged.path} {damaged.fault}, and its clip is gone")
            elif damaged.path.parent.name in PLANNING:
                self._planning[damaged.clip].append(damaged)
            else:
                self._remove(damaged)
        for damaged in self._check.of_the_run():
            self._remove(damaged)
        return leftovers.lost_with_their_batch(self._results, rows)

    def ready(self, clips: Clips) -> None:
        """Make damaged planning files again."""
        if self._check is None:
            return
        for clip, files in sorted(self._planning.items()):
            for damaged in files:
                damaged.path.unlink(missing_ok=True)
            kinds = {damaged.path.parent.name for damaged in files}
            made = remake(clips, self._results, clip, kinds)
            for damaged in files:
                self._notify(f"{damaged.path} {damaged.fault}: {_fate(made)}")
        self._check.done()

    def tidy(self, rows: Sequence[Row]) -> None:
        """Remove what nobody will use; not for a dry run, which may try other settings."""
        if self._check is None:
            return
        leftovers.remove_parts(self._results)
        leftovers.remove_entries(self._results, (row.clip for row in rows if row.accepted))
        leftovers.remove_frames(self._results, rows, kept=self._kept)

    def _remove(self, damaged: Damaged) -> None:
        damaged.path.unlink(missing_ok=True)
        self._notify(f"{damaged.path} {damaged.fault}: {_fate(False)}")

    def _forget_frames(self, damaged: Damaged) -> None:
        folder = damaged.path.parent
        if not any(path for path in folder.glob("*.mkv") if path.stem != damaged.clip):
            remove(folder)
        elif damaged.path.suffix == ".json" and not damaged.path.with_suffix(".mkv").exists():
            damaged.path.unlink(missing_ok=True)  # the note of a failure
        else:
            damaged.path.with_suffix(".mkv").unlink(missing_ok=True)
            note_failure(folder, damaged.clip, f"{damaged.path.name} {damaged.fault}")
        self._notify(f"{damaged.path} {damaged.fault}: removed, rendered again when needed")


def _fate(made: bool) -> str:
    return "made again" if made else "removed, to be made again"


def _at_work(working: Path) -> bool:
    """Whether a run is going on here, or was killed and its folder is still locked."""
    locks = working / ".snakemake/locks"
    return locks.is_dir() and any(locks.iterdir())
