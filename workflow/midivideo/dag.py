"""What the Snakemake rules ask: the settings of a run, its clips, and each clip's own settings."""

from __future__ import annotations

import functools
import os
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from midivideo import catalog
from midivideo.resources import find
from midivideo.settings import Settings
from midivideo.settings.load import merge, parse_yaml, validate


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
    by_option = {key: value for key, value in config.items() if from_files.get(key) != value}
    return validate([*parts, ("--config", by_option)])


def _read(file: Path) -> dict[str, Any]:
    return parse_yaml(file.read_text(encoding="utf-8"), os.fspath(file))


def escaped(path: str) -> str:
    """A path as the fixed part of a Snakemake pattern."""
    return path.replace("{", "{{").replace("}", "}}")


def shell_quoted(path: Path) -> str:
    """A path as one word of a shell command that Snakemake formats."""
    return escaped(shlex.quote(os.fspath(path)))


def render_threads(settings: Settings) -> int:
    """CPU threads of a render job, as Snakemake counts cores."""
    return 1 if settings.render.threads == "auto" else settings.render.threads


def uses_gpu(settings: Settings) -> bool:
    """Whether render jobs are for a GPU; a job's own machine decides what ``auto`` finds."""
    return settings.render.device.startswith("cuda")


def batch_size(settings: Settings) -> int:
    """Clips a render job: one without a GPU, so that cores share the clips; many with one."""
    if settings.render.batch_size != "auto":
        return settings.render.batch_size
    return 64 if uses_gpu(settings) else 1
