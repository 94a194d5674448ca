"""Sidecars: ``song.yaml`` beside ``song.mid`` holds settings of that song alone."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from midivideo.catalog.table import Row
from midivideo.errors import UserError
from midivideo.settings.fields import Section
from midivideo.settings.load import parse_yaml, validate
from midivideo.settings.model import DEFAULT_INSTRUMENTS, Audio, Render, Settings

SUFFIXES = (".yaml", ".yml")
#: Sections that a song may have to itself; the others hold for a whole run.
SECTIONS = ("seed", "clip", "instruments", "mapping", "prompts", "render", "video", "audio")
#: Of ``render``, what a picture looks like. How the work is done holds for a whole run.
RENDER_KEYS = (
    *("width", "height", "animation", "border", "color_coherence", "color_reference"),
    *("noise_type", "perlin_octaves", "perlin_persistence"),
)
#: Of ``audio``, all but whether there are .mp3 files, too: the workflow's outputs are one set.
AUDIO_KEYS = tuple(key for key in Audio.model_fields if key != "mp3")
#: The sections of which a song may have a part to itself.
_PARTLY: dict[str, tuple[type[Section], tuple[str, ...]]] = {
    "render": (Render, RENDER_KEYS),
    "audio": (Audio, AUDIO_KEYS),
}
_MOST_BYTES = 2**20


def sidecar_of(midi: str | os.PathLike[str]) -> Path | None:
    """The sidecar that lies beside a MIDI file, or None."""
    stem = Path(midi).with_suffix("")
    candidates = (stem.with_name(stem.name + suffix) for suffix in SUFFIXES)
    # Unlike pathlib's, this test answers for a name that is too long with the longer ending.
    return next((path for path in candidates if os.path.isfile(path)), None)  # noqa: PTH113


def read_sidecar(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The settings in a sidecar, whose values :func:`laid_over` checks.

    Raises:
        UserError: naming the sidecar, when it is no YAML or has what belongs to a whole run.
    """
    path = Path(path)
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UserError("this is too large for settings", file=path)
        values = parse_yaml(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"it can't be read: {error}", file=path) from None
    _only_of_a_song(values, path)
    return values


def _only_of_a_song(values: dict[str, Any], path: Path) -> None:
    known = Settings.model_fields
    for key in values:
        if key in known and key not in SECTIONS:
            raise UserError(
                "this is set for a whole run, not for one song",
                file=path,
                key=str(key),
                allowed=", ".join(SECTIONS),
            )
    for section, (model, of_a_song) in _PARTLY.items():
        part = values.get(section)
        for key in part if isinstance(part, dict) else ():
            if key in model.model_fields and key not in of_a_song:
                raise UserError(
                    "this is set for a whole run, not for one song",
                    file=path,
                    key=f"{section}.{key}",
                    allowed=", ".join(of_a_song),
                )


def laid_over(run: Settings, *parts: tuple[str, Mapping[str, Any]]) -> Settings:
    """The run's settings with ``(origin, settings)`` pairs over them, later over earlier.

    Raises:
        UserError: naming the origin of what does not fit.
    """
    base = run.model_dump(mode="json", by_alias=True)
    # Validation adds the built-in instruments, so those that the run took away are named.
    missing = {name: None for name in DEFAULT_INSTRUMENTS if name not in run.instruments}
    base["instruments"] = {**base["instruments"], **missing}
    return validate([("the run's settings", base), *parts])


def song_settings(midi: str | os.PathLike[str], run: Settings) -> Settings:
    """The run's settings with those of the song's sidecar over them.

    Raises:
        UserError: for a sidecar that does not fit.
    """
    path = sidecar_of(midi)
    return run if path is None else laid_over(run, (str(path), read_sidecar(path)))


#: Settings of sidecars that were met before, with the run's that they were laid over.
_merged: dict[tuple[int, str], tuple[Settings, Settings]] = {}
_MOST_MERGED = 4096


def settings_for(row: Row, run: Settings) -> Settings:
    """The settings of a catalog row's clip: the run's, with its sidecar's over them."""
    if not row.settings:
        return run
    key = (id(run), row.settings)
    known = _merged.get(key)
    if known is None or known[0] is not run:
        if len(_merged) >= _MOST_MERGED:
            _merged.clear()
        known = (run, laid_over(run, (f"the sidecar of {row.clip}", json.loads(row.settings))))
        _merged[key] = known
    return known[1]
