"""Fills what a manifest leaves out with schedules from elsewhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from midivideo.deforum.settings_file import DeforumSettings
from midivideo.errors import UserError
from midivideo.manifest import Manifest
from midivideo.manifest.fields import FIELDS, OPTIONAL
from midivideo.manifest.read import NO_PROMPTS
from midivideo.schedules import prompt_schedule, schedule


def complete(manifest: Manifest, settings: DeforumSettings) -> Manifest:
    """See :meth:`DeforumSettings.complete`."""
    if "seed" not in manifest.managed:
        seeds = settings.seeds.seeds(manifest.frames, _first_seed(manifest, settings))
        manifest = replace(manifest, series={**manifest.series, "seed": seeds})
    if not any(manifest.prompts) and settings.prompts:
        prompts = prompt_schedule(
            settings.prompts,
            manifest.frames,
            positive=settings.positive,
            negative=settings.negative,
            file=settings.path,
        )
        told = tuple(text for text in manifest.warnings if text != NO_PROMPTS)
        manifest = replace(manifest, prompts=prompts, warnings=told)
    return with_schedules(manifest, settings.schedules, settings.path)


def with_schedules(
    manifest: Manifest,
    schedules: Mapping[str, str],
    file: str | os.PathLike[str] | None = None,
    key: str = "",
) -> Manifest:
    """The manifest with ``schedules`` for those fields that it does not manage.

    In formulas ``s`` is the seed of frame 0.

    Args:
        manifest: as it was read.
        schedules: texts in Deforum's grammar, by field.
        file: where they stand, for messages.
        key: what comes before a field's name there.

    Raises:
        UserError: when a schedule can't be read or gives a value that its field can't have.
    """
    series = dict(manifest.series)
    seed = int(series["seed"][0])
    for name, text in schedules.items():
        # A manifest that holds seeds holds the subseeds with them (deforum.md 5).
        owner = "seed" if name.startswith("subseed") else name
        if owner not in manifest.managed:
            values = schedule(text, manifest.frames, seed, file=file, key=key + name)
            series[name] = _fitting(name, values, file, key)
    return replace(manifest, series=series)


def _first_seed(manifest: Manifest, settings: DeforumSettings) -> int:
    """Seed of frame 0: the file's; -1 there gives each manifest its own."""
    if settings.seeds.base is not None:
        return settings.seeds.base
    return int(manifest.sha256[:8], 16)


def _fitting(
    name: str, values: np.ndarray, file: str | os.PathLike[str] | None, key: str
) -> np.ndarray:
    if name in ("seed", "subseed"):
        return np.mod(np.trunc(values), 2**32)
    low, high = _range(name)
    if name == "strength":  # Deforum clamps it.
        return np.clip(values, low, high)
    wrong = np.flatnonzero((values < low) | (values > high))
    if len(wrong):
        raise UserError(
            f"frame {wrong[0]} is out of range",
            file=file,
            key=key + name,
            value=values[wrong[0]].item(),
            allowed=f"from {low:g} up to {high:g}",
        )
    return values


def _range(name: str) -> tuple[float, float]:
    if name == "subseed_strength":
        return 0.0, 1.0
    field = {**FIELDS, **OPTIONAL}[name]
    low = -np.inf if field.minimum is None else field.minimum
    return low, np.inf if field.maximum is None else field.maximum
