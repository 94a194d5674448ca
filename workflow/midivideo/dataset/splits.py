"""Which split a clip belongs to: fixed by hashes, so that no file moves another's clips."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from midivideo.settings.model import Splits

#: In the order of the card and the table.
SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class Member:
    """What decides on a clip's split.

    Attributes:
        clip: its id.
        source: SHA-256 of its MIDI file.
        pattern: of its near-duplicate group, see :func:`midivideo.dataset.pattern.pattern_of`.
    """

    clip: str
    source: str
    pattern: str


def split_of(pattern: str, shares: Splits) -> str:
    """The split that a pattern falls into: its hash is a place on the line of all shares."""
    place = int(hashlib.sha256(pattern.encode()).hexdigest()[:16], 16) / 2**64
    weights = [getattr(shares, name) for name in SPLITS]
    reached = 0.0
    for name, weight in zip(SPLITS, weights, strict=True):
        reached += weight / sum(weights)
        if weight and place < reached:
            return name
    return next(name for name in reversed(SPLITS) if getattr(shares, name))


def assign(
    members: Iterable[Member], shares: Splits, settled: Mapping[str, str] | None = None
) -> tuple[dict[str, str], dict[str, str]]:
    """The split of each clip, and why the others stay out.

    All clips of a MIDI file go where the least of its patterns falls: that depends on the file
    alone. When two files of different splits share a pattern, its clips in one of the splits
    stay out: where the pattern has been published before, the newcomers; else the ones that
    are not where the pattern itself falls.

    Args:
        members: every clip that could be in the dataset.
        shares: of the splits.
        settled: the split of each pattern in the dataset so far.

    Returns:
        splits by clip, and reasons by clip.
    """
    members = list(members)
    homes = _homes(members, shares)
    contenders: dict[str, set[str]] = defaultdict(set)
    for member in members:
        contenders[member.pattern].add(homes[member.source])
    owners = {
        pattern: _owner(pattern, rivals, shares, settled or {})
        for pattern, rivals in contenders.items()
    }
    splits, reasons = {}, {}
    for member in members:
        home, owner = homes[member.source], owners[member.pattern]
        if home == owner:
            splits[member.clip] = home
        else:
            reasons[member.clip] = (
                f"its MIDI file belongs to {home}, but clips with the same drum pattern are "
                f"in {owner}"
            )
    return splits, reasons


def _homes(members: Iterable[Member], shares: Splits) -> dict[str, str]:
    """The split of each MIDI file."""
    least: dict[str, str] = {}
    for member in members:
        least[member.source] = min(least.get(member.source, member.pattern), member.pattern)
    return {source: split_of(pattern, shares) for source, pattern in least.items()}


def _owner(pattern: str, rivals: set[str], shares: Splits, settled: Mapping[str, str]) -> str:
    """The one split that clips of a pattern may be in."""
    for preferred in (settled.get(pattern), split_of(pattern, shares)):
        if preferred in rivals:
            return preferred
    return min(rivals, key=SPLITS.index)
