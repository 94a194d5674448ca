"""Checks clips against their rows: the samples of a shard, or files in folders."""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from midivideo.dataset.tables import read_rows, table_name
from midivideo.dataset.verify.decode import midi_problems, video_problems
from midivideo.errors import UserError

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Expected:
    """What a whole dataset's table says of its files.

    Attributes:
        folder: the dataset.
        owners: clip ids by the hashes of videos and of MIDI files.
        damaged: files whose hash is known to be wrong.
        decode: whether to decode every video.
    """

    folder: Path
    owners: Mapping[str, str]
    damaged: frozenset[str]
    decode: bool


def shard_problems(shard: str, split: str, expected: Expected) -> list[str]:
    """What is wrong in a shard: members, their content, and the rows beside them."""
    try:
        table = read_rows(expected.folder / table_name(split), archive=shard)
        rows = {row["clip"]: row for row in table}
    except UserError as error:
        return [str(error)]
    seen: dict[str, set[str]] = {clip: set() for clip in rows}
    problems = []
    try:
        with tarfile.open(expected.folder / shard, "r:") as tar:
            for member in tar:
                clip, _, suffix = member.name.partition(".")
                if clip not in rows:
                    problems.append(f"{shard}: {member.name} is not in the table")
                    continue
                if suffix in seen[clip]:
                    problems.append(f"{shard}: {member.name} is there twice")
                seen[clip].add(suffix)
                file = tar.extractfile(member)
                data = file.read() if file else b""
                found = member_problems(suffix, data, rows[clip], expected)
                problems += [f"{shard}: {member.name} {problem}" for problem in found]
    except (tarfile.TarError, OSError, EOFError) as error:
        problems.append(f"{shard}: this is no whole tar file: {error}")
    for clip, suffixes in seen.items():
        missing = sorted({"mp4", "mid", "json"} - suffixes)
        problems += [f"{shard}: {clip}.{suffix} is missing" for suffix in missing]
    return problems


def folder_problems(rows: Sequence[Row], expected: Expected) -> list[str]:
    """What is wrong with clips whose files lie in folders; damaged files are known already."""
    problems = []
    for row in rows:
        for suffix, name in (("mp4", row["video_file"]), ("mid", row["midi_file"])):
            if name in expected.damaged:
                continue
            try:
                data = (expected.folder / name).read_bytes()
            except OSError:
                problems.append(f"{name}: is missing; the table has it for {row['clip']}")
                continue
            found = member_problems(suffix, data, row, expected)
            problems += [f"{name}: {problem}" for problem in found]
    return problems


def member_problems(suffix: str, data: bytes, row: Row, expected: Expected) -> Iterator[str]:
    """What is wrong with one file of a clip, as the end of a sentence.

    Args:
        suffix: ``mp4``, ``mid`` or ``json``.
        data: the file.
        row: of the table.
        expected: of the dataset.
    """
    if suffix == "json":
        yield from _row_problems(data, row)
    elif suffix in ("mp4", "mid"):
        wanted = row["video_sha256" if suffix == "mp4" else "midi_sha256"]
        found = hashlib.sha256(data).hexdigest()
        if found != wanted:
            owner = expected.owners.get(found)
            yield f"is that of {owner}: swapped" if owner else "is damaged: its hash is wrong"
        elif suffix == "mid":
            yield from midi_problems(data)
        elif expected.decode:
            yield from video_problems(data, row)
    else:
        yield "is no file of a clip"


def _row_problems(data: bytes, row: Row) -> Iterator[str]:
    try:
        values = json.loads(data)
    except ValueError:
        yield "is damaged: it is not JSON"
        return
    if not isinstance(values, dict):
        yield "is damaged: it is no row"
        return
    ours, theirs = _comparable(row), _comparable(values)
    different = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
    if different:
        yield f"says something else than the table about {', '.join(different)}"


def _comparable(row: Row) -> dict[str, Any]:
    """A row without empty onsets: the table has them, the JSON beside a video does not."""
    onsets = row.get("onsets")
    if not isinstance(onsets, dict):
        return {**row, "onsets": onsets or {}}
    return {**row, "onsets": {name: times for name, times in onsets.items() if times}}
