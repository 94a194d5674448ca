"""The dataset's card, ``README.md``: the Hub's front matter, then a datasheet for people.

The sections are those of Gebru et al., "Datasheets for datasets" (CACM 2021).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import yaml

from midivideo import __version__
from midivideo.dataset.features import shard_features
from midivideo.dataset.figures import Figures, quartiles
from midivideo.dataset.rows import COLUMNS
from midivideo.dataset.splits import SPLITS
from midivideo.dataset.tables import table_name
from midivideo.progress import clock_text
from midivideo.resources import RESOURCES
from midivideo.settings import Settings
from midivideo.settings.model import Dataset

TEMPLATES = RESOURCES / "dataset"
#: The Hub's names of sizes, by their upper limits.
_SIZES = ((1000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (10**6, "100K<n<1M"))


def card(
    figures: Figures, settings: Settings, schema: pa.Schema, left_out: Mapping[str, str]
) -> str:
    """The text of the card.

    Args:
        figures: counted from the rows.
        settings: of the run.
        schema: of the table.
        left_out: reasons by clip.
    """
    return rendered(
        "card.md.j2",
        front_matter=front_matter(figures, settings.dataset, schema),
        figures=figures,
        settings=settings,
        dataset=settings.dataset,
        columns=[column for column in COLUMNS if column.name in schema.names],
        left_out=left_out,
        splits=[split for split in SPLITS if figures.clips[split]],
        layout=settings.dataset.layout,
        version=__version__,
        tempo=quartiles(figures.tempos),
    )


def rendered(template: str, **values: Any) -> str:
    """A template of ``resources/dataset`` filled in."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["size"] = size_text
    environment.filters["cell"] = _cell
    environment.filters["clock"] = clock_text
    return environment.get_template(template).render(**values)


def front_matter(figures: Figures, dataset: Dataset, schema: pa.Schema) -> str:
    """The YAML between the card's ``---`` lines, as the Hub reads it."""
    clips = figures.clips.total()
    values: dict[str, Any] = {
        "pretty_name": dataset.title,
        "license": dataset.licence,
        "task_categories": ["text-to-video", "video-classification", "other"],
        "tags": ["midi", "music", "drums", "video", "audio-visual", "synchronised", "midivideo"],
        "size_categories": [
            next((name for limit, name in _SIZES if clips < limit), "1M<n<10M"),
        ],
        "configs": [
            {
                "config_name": "default",
                "data_files": [
                    {"split": split, "path": _data_pattern(dataset.layout, split)}
                    for split in SPLITS
                    if figures.clips[split]
                ],
            }
        ],
    }
    if dataset.layout == "webdataset":
        values["dataset_info"] = {"features": shard_features(schema)}
    return yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=1000)


def _data_pattern(layout: str, split: str) -> str:
    """What the Hub and ``datasets`` load as a split: of the original's folders, the table."""
    if layout == "webdataset":
        return f"data/{split}-*.tar"
    return f"data/{split}/**" if layout == "videofolder" else table_name(split)


def size_text(number: float) -> str:
    """Bytes as people read them, in powers of 1000."""
    units = ("bytes", "kB", "MB", "GB", "TB")
    power = min(int(math.log10(number) // 3) if number >= 1 else 0, len(units) - 1)
    return f"{number / 1000**power:.{0 if power == 0 else 1}f} {units[power]}"


def _cell(text: object) -> str:
    """Text that stays inside a cell of a Markdown table."""
    return " ".join(str(text).split()).replace("|", "\\|")
