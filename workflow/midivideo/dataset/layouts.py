"""Where a clip's files are in the dataset.

- ``webdataset``: tar shards ``data/{split}-{number}.tar`` with ``{clip}.mp4``, ``{clip}.mid``
  (the window, not the source) and ``{clip}.json`` (the row of the table).
- ``videofolder``: ``data/{split}/{clip}.mp4`` and ``.mid``, with ``data/{split}/metadata.parquet``
  for ``datasets``.
- ``v2midi``: ``data/{split}/batch_{n}/video_{n}.mp4`` and ``midi_{n}.mid``, a folder a pair, as
  the original's loaders read it (they take one split's folder). ``n`` is made of the clip's id,
  so that no clip changes another's number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from midivideo.dataset.shards import shard_count, shard_name, shard_of


@dataclass(frozen=True)
class Place:
    """Where a clip is: paths in ``archive``, or, where that is None, in the dataset's folder."""

    archive: str | None
    video: str
    midi: str


def places(
    layout: str, splits: Mapping[str, str], sizes: Mapping[str, int], shard_bytes: float
) -> dict[str, Place]:
    """The place of every clip.

    Args:
        layout: one of the three.
        splits: the split of each clip.
        sizes: bytes of each clip's video.
        shard_bytes: average size of a shard.
    """
    if layout == "v2midi":
        return {clip: _numbered(clip, split) for clip, split in splits.items()}
    if layout == "videofolder":
        return {
            clip: Place(None, f"data/{split}/{clip}.mp4", f"data/{split}/{clip}.mid")
            for clip, split in splits.items()
        }
    totals: dict[str, int] = {}
    for clip, split in splits.items():
        totals[split] = totals.get(split, 0) + sizes[clip]
    counts = {split: shard_count(total, shard_bytes) for split, total in totals.items()}
    return {
        clip: Place(shard_name(split, shard_of(clip, counts[split])), f"{clip}.mp4", f"{clip}.mid")
        for clip, split in splits.items()
    }


def _numbered(clip: str, split: str) -> Place:
    """Numbers of 15 digits: with a million clips, two are the same once in 2,000 datasets."""
    digest = hashlib.sha256(clip.encode()).digest()
    number = int.from_bytes(digest[:8], "big") % 10**15
    folder = f"data/{split}/batch_{number}"
    return Place(None, f"{folder}/video_{number}.mp4", f"{folder}/midi_{number}.mid")
