"""What the last report was made from, so that the next one reads only what has changed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from midivideo.files import to_the_disk, write_json
from midivideo.report.clip import Sources, read_clip
from midivideo.report.scripts import script, write_changed

_NAME = ".memory.json"
_PACKAGE = Path(__file__).parent


class Memory:
    """The facts of every clip of the last report, and the stamps of the files they are from.

    Kept as ``.memory.json`` in the report's folder; without it, or with another version of this
    package, everything is read anew, with the same result.
    """

    def __init__(self, folder: Path) -> None:
        """Recall what was noted in the report at ``folder``."""
        self._path = folder / _NAME
        self._details = folder / "data" / "clips"
        self._version = _code_sha256()
        self._known = self._recalled()
        self._now: dict[str, Any] = {}

    def facts(self, clip: str, sources: Sources) -> dict[str, Any]:
        """What a clip's row says; its details are written to ``data/clips/`` where they changed.

        Raises:
            UserError: when one of its files is not what it should be.
        """
        stamps = sources.stamps()
        known = self._known.get(clip)
        details = self._details / f"{clip}.js"
        if known is None or known["stamps"] != stamps or known["detailed"] != details.exists():
            facts, detail = read_clip(sources)
            if detail is not None:
                # On the disk in keep(), thousands at once.
                write_changed(details, script(f"clip/{clip}", detail), durable=False)
            known = {"stamps": stamps, "facts": facts, "detailed": detail is not None}
        self._now[clip] = known
        return known["facts"]

    def details(self) -> set[str]:
        """Names of the files in ``data/clips/`` that belong to a clip."""
        return {f"{clip}.js" for clip, known in self._now.items() if known["detailed"]}

    def keep(self) -> None:
        """Note what was read, for the next report; what was written of it is on the disk then."""
        if self._details.is_dir():
            to_the_disk(self._details)
        write_json(self._path, {"version": self._version, "clips": self._now})

    def _recalled(self) -> dict[str, Any]:
        try:
            noted = json.loads(self._path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return noted["clips"] if noted.get("version") == self._version else {}


def _code_sha256() -> str:
    """Hash of the modules that decide what is written of a clip."""
    digest = hashlib.sha256()
    for file in sorted(_PACKAGE.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
