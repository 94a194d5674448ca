"""Finds what ships with the project: mappings, prompt banks, example MIDI, configs."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
#: The folder ``resources/``: beside ``workflow/`` in a checkout, inside the package in a wheel.
RESOURCES = next(
    folder
    for folder in (_PACKAGE.parents[1] / "resources", _PACKAGE / "resources")
    if folder.is_dir()
)


def find(path: str | os.PathLike[str]) -> Path:
    """Return ``path`` where it exists as given, else the shipped file that it may mean.

    ``resources/prompts`` is found from any working folder; a user's own folder of that
    name comes first. A path that is in neither place is returned as given, so that the
    caller's error names what the user wrote.
    """
    given = Path(path)
    if given.is_absolute() or given.exists() or given.parts[:1] != ("resources",):
        return given
    shipped = RESOURCES.joinpath(*given.parts[1:])
    return shipped if shipped.exists() else given
