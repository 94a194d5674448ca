"""Batches: which clips one render job takes. Once given, a clip's batch stays."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from dataclasses import replace

from midivideo.catalog.table import Row


def with_batches(
    rows: Sequence[Row], size: int, alone: Container[str] = (), again: Container[str] = ()
) -> list[Row]:
    """Give a batch to each accepted row that has none: ``size`` clips of equal render settings.

    A batch of one is named like its clip, a larger one by a hash of its members. ``alone`` are
    clips that failed with others: each gets a batch of its own. Those of ``again`` lost their
    frames and their video, which others of their batch still have: they get new batches.
    """
    rows = [replace(row, batch="") if row.clip in again else row for row in rows]
    rows = [replace(row, batch=row.clip) if row.clip in alone else row for row in rows]
    rows = _without_strangers(rows)
    waiting: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.accepted and not row.batch:
            waiting[_render_settings(row)].append(row.clip)
    given: dict[str, str] = {}
    for clips in waiting.values():
        for first in range(0, len(clips), size):
            members = clips[first : first + size]
            given.update(dict.fromkeys(members, batch_id(members)))
    return [replace(row, batch=given[row.clip]) if row.clip in given else row for row in rows]


def batch_id(members: Sequence[str]) -> str:
    """The name of a batch with these first members."""
    if len(members) == 1:
        return members[0]
    return "b-" + hashlib.sha256("\n".join(members).encode()).hexdigest()[:12]


def _without_strangers(rows: list[Row]) -> list[Row]:
    """Take rows out of their batch whose render settings became others than most members'."""
    members: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.accepted and row.batch:
            members[row.batch].append(row)
    strangers: set[str] = set()
    for batch in members.values():
        kinds = Counter(_render_settings(row) for row in batch)
        usual = kinds.most_common(1)[0][0]
        strangers.update(row.clip for row in batch if _render_settings(row) != usual)
    return [replace(row, batch="") if row.clip in strangers else row for row in rows]


def _render_settings(row: Row) -> str:
    render = json.loads(row.settings).get("render") if row.settings else None
    return json.dumps(render or {}, sort_keys=True)
