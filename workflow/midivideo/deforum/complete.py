"""Fills what a manifest leaves out with what a Deforum settings file says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from midivideo.deforum.settings_file import DeforumSettings
from midivideo.errors import UserError
from midivideo.manifest import Manifest
from midivideo.manifest.fields import FIELDS, OPTIONAL
from midivideo.schedules import prompt_schedule, schedule


def complete(manifest: Manifest, settings: DeforumSettings) -> Manifest:
    """See :meth:`DeforumSettings.complete`."""
    series = dict(manifest.series)
    base = _base_seed(manifest, settings)
    for name, text in settings.schedules.items():
        # A manifest that holds seeds holds the subseeds with them (deforum.md 5).
        owner = "seed" if name.startswith("subseed") else name
        if owner not in manifest.managed:
            values = schedule(text, manifest.frames, base, file=settings.path, key=name)
            series[name] = _fitting(name, values, settings)
    if "seed" not in manifest.managed:
        series["seed"] = settings.seeds.seeds(manifest.frames, base)
    return replace(manifest, series=series, prompts=_prompts(manifest, settings))


def _base_seed(manifest: Manifest, settings: DeforumSettings) -> int:
    """Seed of frame 0: the manifest's, else the file's; -1 there gives each manifest its own."""
    if "seed" in manifest.managed:
        return int(manifest.series["seed"][0])
    if settings.seeds.base is not None:
        return settings.seeds.base
    return int(manifest.sha256[:8], 16)


def _fitting(name: str, values: np.ndarray, settings: DeforumSettings) -> np.ndarray:
    field = {**FIELDS, **OPTIONAL}.get(name)
    if field is None:  # subseeds
        return np.maximum(values, 0.0)
    low = -np.inf if field.minimum is None else field.minimum
    high = np.inf if field.maximum is None else field.maximum
    if name == "strength":  # Deforum clamps it.
        return np.clip(values, low, high)
    wrong = np.flatnonzero((values < low) | (values > high))
    if len(wrong):
        raise UserError(
            f"frame {wrong[0]} is out of range",
            file=settings.path,
            key=name,
            value=values[wrong[0]].item(),
            allowed=f"from {low:g} up to {high:g}",
        )
    return values


def _prompts(manifest: Manifest, settings: DeforumSettings) -> list[str]:
    if any(manifest.prompts) or not settings.prompts:
        return manifest.prompts
    return prompt_schedule(
        settings.prompts,
        manifest.frames,
        positive=settings.positive,
        negative=settings.negative,
        file=settings.path,
    )
