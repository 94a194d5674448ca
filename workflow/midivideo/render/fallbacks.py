"""What fields take that a manifest does not manage: schedules of the settings."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from midivideo.deforum import read_deforum_settings
from midivideo.deforum.complete import with_schedules
from midivideo.manifest import Manifest
from midivideo.settings.model import Render


class Fallbacks:
    """``render.schedules``, and behind them a Deforum settings file, for every manifest of a job.

    Attributes:
        identity: what the pictures depend on beside the settings; empty without such a file.
    """

    identity: Mapping[str, Any]

    def __init__(self, settings: Render) -> None:
        """Read the Deforum settings file, if one is named, and say once what it says in vain.

        Raises:
            UserError: when it can't be read.
        """
        self._schedules = {str(name): text for name, text in settings.schedules.items()}
        named = settings.deforum_settings
        self._deforum = None if named is None else read_deforum_settings(named)
        self.identity = {}
        if self._deforum is not None:
            self.identity = {"deforum_settings_sha256": self._deforum.sha256}
            for warning in self._deforum.warnings:
                print(f"midivideo render: {warning}", file=sys.stderr)

    def fill(self, manifest: Manifest) -> Manifest:
        """The manifest with a value for everything.

        Raises:
            UserError: when a schedule can't be read or does not fit its field.
        """
        if self._deforum is not None:
            manifest = self._deforum.complete(manifest)
        return with_schedules(manifest, self._schedules, key="render.schedules.")
