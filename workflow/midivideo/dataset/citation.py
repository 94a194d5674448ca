"""``CITATION.cff``: how the dataset, and the tool that made it, are cited."""

from __future__ import annotations

import yaml

from midivideo import __version__
from midivideo.settings.model import Dataset


def citation(dataset: Dataset) -> str:
    """The text of the file, in the Citation File Format 1.2.0."""
    authors = [{"name": name} for name in dataset.authors] or [{"name": "The makers of this set"}]
    values = {
        "cff-version": "1.2.0",
        "type": "dataset",
        "title": dataset.title,
        "message": "If you use this dataset, please cite it.",
        "authors": authors,
        "version": dataset.version,
        **({"date-released": dataset.date} if dataset.date else {}),
        **({"abstract": dataset.description} if dataset.description else {}),
        **({"url": dataset.homepage} if dataset.homepage else {}),
        **({"license": _spdx(dataset.licence)} if dataset.licence != "unknown" else {}),
        "references": [
            {
                "type": "software",
                "title": "MIDIvideo: synchronised, AI-generated videos from MIDI files",
                "authors": [{"name": "The MIDIvideo maintainers"}],
                "version": __version__,
                "license": "Apache-2.0",
            }
        ],
    }
    return yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=1000)


def _spdx(licence: str) -> str:
    """The Hub's spelling of Creative Commons licences as SPDX spells them; others as they are."""
    return licence.upper() if licence.lower().startswith("cc") else licence
