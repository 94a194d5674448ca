"""Checks a whole dataset: its hashes, then its tables, then every clip."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from midivideo.dataset.checksums import files_in, read_sums
from midivideo.dataset.splits import SPLITS
from midivideo.dataset.tables import read_rows, table_name
from midivideo.dataset.verify.clips import Expected, Row, folder_problems, shard_problems
from midivideo.dataset.workers import mapped
from midivideo.errors import UserError
from midivideo.files import sha256_file
from midivideo.progress import progress

#: Of the tables, what is needed of all clips at once.
_COLUMNS = (
    *("clip", "split", "archive", "video_file", "midi_file", "source", "source_sha256"),
    *("pattern", "frames", "width", "height", "video_sha256", "midi_sha256", "manifest_sha256"),
)
#: What every dataset has beside its data and tables.
_DOCUMENTS = ("README.md", "LICENSE", "CITATION.cff", "croissant.json", "provenance/config.yaml")
#: Clips a unit of work, where there are no shards.
_CLIPS = 32


@dataclass(frozen=True)
class Report:
    """What was looked at, and every fault that was found, as sentences that name the file."""

    files: int
    clips: int
    problems: list[str]


def verify(folder: Path, *, workers: int = 1, decode: bool = True) -> Report:
    """Check a dataset.

    Args:
        folder: the dataset.
        workers: processes that hash and decode.
        decode: whether to decode every video; without, only hashes are compared.

    Raises:
        UserError: when there is no such folder.
    """
    if not folder.is_dir():
        raise UserError("there is no such folder", file=folder)
    sums, problems = read_sums(folder)
    found, damaged = _hash_problems(folder, sums, workers)
    problems += found
    rows, found = _tables(folder)
    problems += [problem for problem in found if not _known(problem, damaged)]
    problems += _table_problems(rows)
    owners = {row[name]: row["clip"] for row in rows for name in ("video_sha256", "midi_sha256")}
    expected = Expected(folder, owners, frozenset(damaged), decode)
    for found in _clip_problems(rows, expected, workers):
        problems += found
    return Report(len(sums), len(rows), list(dict.fromkeys(problems)))


def _known(problem: str, damaged: Iterable[str]) -> bool:
    """Whether a problem is of a file that is known to be damaged."""
    return any(name in problem for name in damaged)


def _hash_problems(
    folder: Path, sums: Mapping[str, str], workers: int
) -> tuple[list[str], list[str]]:
    """What the hashes tell, and the files that are damaged or missing."""
    present = files_in(folder)
    missing = sorted(set(sums).difference(present))
    problems = [f"{name}: is missing" for name in missing]
    problems += [f"{name}: is not in SHA256SUMS" for name in sorted(set(present) - set(sums))]
    known = [name for name in present if name in sums]
    owners = {digest: name for name, digest in sums.items()}
    damaged = []
    with progress("hash", len(known), unit="files") as advance:
        hashes = mapped(_hash, folder, known, workers, at_once=4)
        for name, found in zip(known, hashes, strict=True):
            advance(1)
            if found == sums[name]:
                continue
            damaged.append(name)
            owner = owners.get(found)
            what = f"holds what {owner} should hold: swapped" if owner else "is damaged"
            problems.append(f"{name}: {what}")
    return problems, damaged + missing


def _hash(folder: Path, name: str) -> str:
    try:
        return sha256_file(folder / name)
    except OSError as error:
        return f"can't be read: {error.strerror}"


def _tables(folder: Path) -> tuple[list[Row], list[str]]:
    """The rows of all splits, with the columns that are needed of all."""
    rows: list[Row] = []
    problems = [f"{name}: is missing" for name in _DOCUMENTS if not (folder / name).is_file()]
    for split in SPLITS:
        table = folder / table_name(split)
        if not table.is_file():
            continue
        try:
            found = list(read_rows(table, _COLUMNS))
        except UserError as error:
            problems.append(str(error))
            continue
        wrong = [row["clip"] for row in found if row["split"] != split]
        problems += [f"{table_name(split)}: {clip} is of another split" for clip in wrong]
        rows += found
    if not rows:
        problems.append("metadata: there is no row in any table")
    return rows, problems


def _table_problems(rows: Sequence[Row]) -> Iterator[str]:
    """Clips that are there twice, and files or drum patterns that are in two splits."""
    for clip, count in Counter(row["clip"] for row in rows).items():
        if count > 1:
            yield f"metadata: {clip} is there {count} times"
    for column, what in (("source_sha256", "MIDI file"), ("pattern", "drum pattern")):
        splits: dict[str, dict[str, str]] = defaultdict(dict)
        for row in rows:
            splits[row[column]].setdefault(row["split"], row["clip"])
        for where in splits.values():
            if len(where) > 1:
                clips = " and ".join(f"{clip} ({split})" for split, clip in where.items())
                yield f"metadata: {clips} are of one {what}, but in different splits"


def _clip_problems(rows: Sequence[Row], expected: Expected, workers: int) -> Iterator[list[str]]:
    """What is wrong with each shard, or with each few clips in folders."""
    shards = Counter((row["archive"], row["split"]) for row in rows if row["archive"])
    single = [row for row in rows if not row["archive"]]
    groups = [single[first : first + _CLIPS] for first in range(0, len(single), _CLIPS)]
    units: list[_Unit] = [*sorted(shards), *groups]
    sizes = [shards[shard] for shard in sorted(shards)] + [len(group) for group in groups]
    tars = {f"data/{path.name}" for path in (expected.folder / "data").glob("*.tar")}
    strangers = sorted(tars.difference(shard for shard, _ in shards))
    yield [f"{name}: no row of the table names it" for name in strangers]
    with progress("check", sum(sizes), unit="clips") as advance:
        found = mapped(_unit_problems, expected, units, workers)
        for problems, size in zip(found, sizes, strict=True):
            advance(size)
            yield problems


_Unit = tuple[str, str] | list[Row]


def _unit_problems(expected: Expected, unit: _Unit) -> list[str]:
    if isinstance(unit, list):
        return folder_problems(unit, expected)
    shard, split = unit
    if not (expected.folder / shard).is_file():
        return [f"{shard}: is missing"]
    return shard_problems(shard, split, expected)
