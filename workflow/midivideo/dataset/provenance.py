"""``provenance/``: what it takes to make the dataset again."""

from __future__ import annotations

import csv
import io
import platform
import shutil
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import yaml

from midivideo import __version__
from midivideo.files import write_json
from midivideo.render import RENDERER_VERSION
from midivideo.resources import RESOURCES
from midivideo.settings import Settings

#: Whatever decides on pixels, sound or notes, and what packs them.
_PACKAGES = (
    *("accelerate", "av", "diffusers", "dynamicprompts", "mido", "midirenderer", "numpy"),
    *("opencv-python-headless", "pretty_midi", "pyarrow", "safetensors", "scipy", "snakemake"),
    *("torch", "transformers"),
)


def write_provenance(folder: Path, settings: Settings, left_out: Mapping[str, str]) -> None:
    """Write all files of ``provenance/``.

    Args:
        folder: made where it is not there.
        settings: of the run.
        left_out: reasons by clip.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(settings.model_dump(mode="json"), sort_keys=False, allow_unicode=True)
    (folder / "config.yaml").write_text(text, encoding="utf-8", newline="\n")
    write_json(folder / "versions.json", versions(), indent=1)
    (folder / "left_out.tsv").write_text(_table(left_out), encoding="utf-8", newline="\n")
    shutil.copyfile(RESOURCES / "dataset" / "rulegraph.dot", folder / "rulegraph.dot")
    lock = RESOURCES.parent / "requirements.lock"
    if lock.is_file():  # an installed package has none
        shutil.copyfile(lock, folder / "requirements.lock")


def versions() -> dict[str, str]:
    """Versions of this tool, of Python, and of the packages that are installed here.

    With an environment for each rule, this is the dataset's; the lock file has the others.
    """
    found = {name: _version(name) for name in _PACKAGES}
    return {
        "midivideo": __version__,
        "renderer": RENDERER_VERSION,
        "python": platform.python_version(),
        **{name: version for name, version in found.items() if version},
    }


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _table(left_out: Mapping[str, str]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(("clip", "reason"))
    writer.writerows(sorted(left_out.items()))
    return text.getvalue()
