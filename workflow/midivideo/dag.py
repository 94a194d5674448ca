"""What the Snakemake rules ask: the settings of a run, its clips, and each clip's own settings."""

from __future__ import annotations

import functools
import json
import os
import shlex
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from midivideo import allowance, catalog
from midivideo.allowance import Allowance
from midivideo.catalog.table import STATUSES
from midivideo.deforum.names import RENDER
from midivideo.encode.find_audio import AudioFiles
from midivideo.errors import UserError
from midivideo.files import sha256_file
from midivideo.keyframes.own import documents_in
from midivideo.prompts.bank import bank_sha256
from midivideo.render.failures import failed_clips
from midivideo.resources import find
from midivideo.settings import Settings
from midivideo.settings.load import merge, parse_yaml, validate
from midivideo.settings.model import DEFAULT_INSTRUMENTS


def load(project: Path, config: Mapping[str, Any], configfiles: Sequence[Path]) -> Settings:
    """The settings of a run: the project's, the working folder's, ``--configfile``, ``--config``.

    Args:
        project: folder of the Snakefile; its ``config.yaml`` holds the defaults.
        config: what Snakemake made of ``--configfile`` and ``--config`` together.
        configfiles: the files of ``--configfile``, so that an error can name the right one.

    Raises:
        UserError: naming file, key, value, and what is allowed.
    """
    files = [project / "config.yaml"]
    own = Path("config.yaml")
    if own.is_file() and not own.samefile(files[0]):
        files.append(own)
    files += [Path(file) for file in configfiles]
    parts = [(os.fspath(file), _read(file)) for file in files]
    from_files: dict[str, Any] = {}
    for _, values in parts:
        from_files = merge(from_files, values)
    return validate([*parts, ("--config", _not_in(from_files, config))])


def _not_in(known: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What ``values`` says that ``known`` does not say, too."""
    rest: dict[str, Any] = {}
    for key, value in values.items():
        before = known.get(key)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            value = _not_in(before, value)
            if not value:
                continue
        elif key in known and value == before:
            continue
        rest[key] = value
    return rest


def _read(file: Path) -> dict[str, Any]:
    return parse_yaml(file.read_text(encoding="utf-8"), os.fspath(file))


def shell_quoted(path: Path) -> str:
    """A path as one word of a shell command that Snakemake formats."""
    return shlex.quote(os.fspath(path)).replace("{", "{{").replace("}", "}}")


def render_threads(settings: Settings) -> int:
    """CPU threads of a render job, as Snakemake counts cores.

    Beside a GPU, one feeds it, two draw noise and one writes frames.
    """
    threads = 1 if settings.render.threads == "auto" else settings.render.threads
    return threads + 3 if uses_gpu(settings) else threads


def uses_gpu(settings: Settings) -> bool:
    """Whether render jobs are for a GPU; a job's own machine decides what ``auto`` finds."""
    render = settings.render
    return render.device.startswith("cuda") or (
        render.painter == "diffusion" and render.device == "auto"
    )


def batch_size(settings: Settings) -> int:
    """Clips a render job: one without a GPU, so that cores share the clips; many with one."""
    if settings.render.batch_size != "auto":
        return settings.render.batch_size
    return 64 if uses_gpu(settings) else 1


def gpus(settings: Settings) -> int:
    """GPUs that a render job asks for."""
    return int(uses_gpu(settings))


def deforum_sha256(settings: Settings) -> str | None:
    """SHA-256 of the Deforum settings file that counts for every clip, or None."""
    file = settings.render.deforum_settings
    return None if file is None else sha256_file(find(file))


def mp3_option(output: Any) -> str:
    """The option of ``midivideo encode`` for an .mp3 beside the video, or nothing."""
    mp3 = output.get("mp3")
    return f"--mp3 {shlex.quote(mp3)}" if mp3 else ""


def document_option(own: Sequence[str]) -> str:
    """The option of ``midivideo keyframes`` for a document of the user's own, or nothing."""
    return f"--document {shlex.quote(os.fspath(own[0]))}" if own else ""


_CLIP = Settings().clip


class Clips:
    """The clips of a run: the catalog's rows, and what the rules want to know of each.

    Attributes:
        rows: every row of the catalog by its clip id.
    """

    def __init__(self, settings: Settings, *, update: bool, dry_run: bool = False) -> None:
        """Read the catalog; with ``update``, bring it up to date with the MIDI folder first.

        Frames that nobody will use are removed then, but not for a ``dry_run``.

        Raises:
            UserError: when the setting ``midi`` names nothing, or ``parseq_documents`` no folder.
        """
        self._settings = settings
        self._audio = AudioFiles()
        path = self._table = Path(settings.results) / "catalog.tsv"
        if update:
            from midivideo.recovery.between_runs import BetweenRuns

            between = BetweenRuns(path.parent, keep_frames=settings.render.keep_frames)
            # A clip that failed among others gets a batch of its own, so that it is tried
            # again and they are not.
            rows = catalog.update(
                settings, path, batch_size(settings), alone=between.failed(), lost=between.lost
            )
            self.rows: catalog.Rows | catalog.RowsOnDemand = catalog.Rows(rows)
            self._tell_unmatched_documents()
            between.ready(self)
            if not dry_run:
                between.tidy(rows)
        else:
            self.rows = catalog.RowsOnDemand(path)

    def row(self, clip: str) -> catalog.Row:
        """The catalog's row of a clip.

        Raises:
            UserError: when there is no such clip, or it was refused, dropped, or its file is gone.
        """
        row = self.rows.get(clip)
        if row is None:
            raise UserError(f"there is no clip {clip!r}", file=self._table)
        if not row.accepted:
            raise UserError(f"{clip} is {row.status}: {row.reason}", file=self._table)
        return row

    @functools.cached_property
    def accepted(self) -> list[str]:
        """Ids of the clips that become videos."""
        return [clip for clip, row in self.rows.items() if row.accepted]

    def batch_members(self, batch: str) -> list[str]:
        """The clips that are rendered together.

        Raises:
            UserError: when there is no such batch.
        """
        members = self.rows.batch(batch)
        if not members:
            raise UserError(f"there is no batch {batch!r}", file=self._table)
        return members

    def settings_of(self, clip: str) -> Settings:
        """The settings of a clip: the run's, with its sidecar's over them."""
        return catalog.settings_for(self.row(clip), self._settings)

    def settings(self, clip: str, *sections: str) -> str:
        """Only these sections of a clip's settings, as text for ``--settings``."""
        return as_text(self.settings_of(clip), sections)

    def window_settings(self, clip: str, *sections: str) -> str:
        """What a clip's window depends on, and ``sections``, as text.

        Which window that is, the catalog has chosen: how to choose one is left out, so that
        only clips whose window became another are made anew.
        """
        settings = self.settings_of(clip)
        choice = {name: getattr(_CLIP, name) for name in ("seconds", "select", "short")}
        used = settings.model_copy(update={"clip": settings.clip.model_copy(update=choice)})
        return as_text(used, ("clip", "instruments", *sections))

    def render_settings(self, batch: str) -> str:
        """What the frames of a batch depend on, as text; it is the same for all of its clips."""
        settings = self.settings_of(self.batch_members(batch)[0])
        used = settings.model_copy(update={"render": settings.render.of_the_frames()})
        return as_text(used, ("render",))

    def rendering(self, batch: str, attempt: int) -> Allowance:
        """What rendering a batch may take; all of its clips have the same ``render`` settings."""
        clips = self.batch_members(batch)
        settings = self.settings_of(clips[0])
        frames = sum(self.rows[clip].frames for clip in clips)
        needs = allowance.rendering(settings.render, frames, gpu=uses_gpu(settings))
        return needs.on_attempt(attempt)

    def coding(self, clip: str, attempt: int) -> Allowance:
        """What encoding a clip, or measuring its sync, may take."""
        needs = allowance.coding(self.settings_of(clip).render, self.rows[clip].frames)
        return needs.on_attempt(attempt)

    def gathering(self, threads: int, attempt: int) -> Allowance:
        """What a job that goes through all clips may take."""
        return allowance.gathering(len(self.accepted), threads).on_attempt(attempt)

    @functools.cached_property
    def _documents(self) -> dict[str, Path]:
        # Late: a job that was sent to another machine has no such folder, and needs none.
        return documents_in(self._settings.parseq_documents)

    def own_document(self, clip: str) -> list[str]:
        """The user's own Parseq document of the clip, where there is one."""
        return [os.fspath(self._documents[clip])] if clip in self._documents else []

    def keyframes_sha256(self, clip: str) -> str:
        """Hash of the clip's own document, or of its mapping's content: an edited file is seen."""
        if clip in self._documents:
            return sha256_file(self._documents[clip])
        return _mapping_sha256(self.settings_of(clip).mapping)

    def keyframe_settings(self, clip: str) -> str:
        """What the clip's keyframes depend on; a document of its own says everything itself."""
        if clip in self._documents:
            return "{}"
        return self.settings(clip, "seed", "mapping", "instruments")

    def _tell_unmatched_documents(self) -> None:
        """Name the user's documents that are for no clip: most likely a misspelt name."""
        for clip, path in self._documents.items():
            if clip not in self.rows:
                print(f"parseq_documents: {path} is named like no clip", file=sys.stderr)

    def bank_sha256(self, clip: str) -> str:
        """Hash of the content of the clip's prompt bank."""
        prompts = self.settings_of(clip).prompts
        return "" if prompts.text is not None else _bank_sha256(prompts.bank)

    def audio_file(self, clip: str) -> list[str]:
        """The song's own audio file, where its settings want one and there is one."""
        found = self._audio.of(Path(self.row(clip).midi), self.settings_of(clip))
        return [] if found is None else [os.fspath(found)]

    def audio_options(self, clip: str, audio: Sequence[str]) -> str:
        """The options of ``midivideo encode`` for the sound."""
        if audio:
            return f"--audio {shlex.quote(os.fspath(audio[0]))} --start {self.row(clip).start_s}"
        return "--audio none" if self.settings_of(clip).audio.source == "none" else "--audio synth"

    @property
    def painter(self) -> str:
        """What paints the frames of all clips."""
        return self._settings.render.painter

    def tidy(self) -> None:
        """At the end of a run: remove temporary frames that a failed clip kept from removal."""
        from midivideo.recovery.leftovers import remove_frames

        remove_frames(
            Path(self._settings.results),
            list(self.rows.values()),
            kept=self._settings.render.keep_frames,
        )

    def failed(self) -> str:
        """The clips that could not be rendered, each with its error; nothing where all could."""
        failed = failed_clips(Path(self._settings.results) / "frames")
        lines = [f"  {clip}: {error}" for clip, error in sorted(failed.items())]
        title = "Not rendered, and tried again alone by the next run:"
        return "\n".join([title, *lines]) if lines else ""

    def left_out(self) -> str:
        """How many clips become no videos, by status, as a sentence; nothing where all do."""
        counts = Counter(row.status for row in self.rows.values())
        others = ", ".join(
            f"{counts[status]} {status}"
            for status in STATUSES
            if status != "accepted" and counts[status]
        )
        return f"Left out: {others} ({self._table} says why)." if others else ""


@functools.cache
def _mapping_sha256(mapping: str) -> str:
    # Late: it brings numpy, and every job that a cluster starts reads this module.
    from midivideo.keyframes.load import load_mapping

    return load_mapping(mapping).sha256


@functools.cache
def _bank_sha256(bank: str) -> str:
    return bank_sha256(bank)


def all_as_text(settings: Settings) -> str:
    """All settings that differ from the defaults, as text for ``--settings``."""
    return as_text(settings, Settings.keys())


def as_text(settings: Settings, sections: Sequence[str]) -> str:
    """Sections that differ from the defaults, and in them only what differs, as JSON.

    A setting that is added to the project later, with the old behaviour as its default, then
    leaves the params of finished jobs as they were.
    """
    values = settings.model_dump(mode="json", include=set(sections), exclude_defaults=True)
    if settings.render.deforum_settings is not None and "render" in sections:
        # Left out, they would be that file's again, whatever the run says.
        values["render"] |= settings.render.model_dump(mode="json", include=set(RENDER))
    if "instruments" in values:
        missing = {name: None for name in DEFAULT_INSTRUMENTS if name not in settings.instruments}
        values["instruments"] |= missing
    return json.dumps(values, sort_keys=True)
