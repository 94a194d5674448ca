"""``results/sync.tsv``: a row for each clip and instrument.

Columns: ``clip``, ``instrument``, ``decides`` (yes or no: whether the instrument decides on the
clip's passing), ``passed`` (yes or no: the clip), the numbers of the instrument, those of the
clip (repeated in each of its rows), and ``reasons``. An empty field is a number that can't be
told. :mod:`midivideo.sync` says what the numbers mean.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

INSTRUMENT_COLUMNS = (
    *("hits", "f1_50", "precision_50", "recall_50", "f1_70", "precision_70", "recall_70"),
    *("lag_ms", "lag_spread_ms", "xcorr_lag_ms", "z", "z_circular"),
)
CLIP_COLUMNS = ("av_align", "beat_alignment", "sound_lag_ms", "sound_offset_ms")
COLUMNS = (
    *("clip", "instrument", "decides", "passed"),
    *INSTRUMENT_COLUMNS,
    *CLIP_COLUMNS,
    "reasons",
)


def rows_of(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of one clip's document."""
    for name, numbers in document["instruments"].items():
        yield {
            "clip": document["clip"],
            "instrument": name,
            "decides": _yes_or_no(name in document["gate"]["instruments"]),
            "passed": _yes_or_no(document["passed"]),
            **{column: numbers[column] for column in INSTRUMENT_COLUMNS},
            **{column: document[column] for column in CLIP_COLUMNS},
            "reasons": "; ".join(document["reasons"]),
        }


def as_tsv(rows: Iterable[dict[str, Any]]) -> str:
    """Rows as tab-separated values, with a header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter="\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_markdown(rows: Iterable[dict[str, Any]]) -> str:
    """What people ask for first, of the instruments that decide, as a Markdown table."""
    lines = [
        "| clip | instrument | hits | F1 (±50 ms) | precision | recall | median lag | z |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        if row["decides"] == "yes":
            lines.append(
                f"| {row['clip']} | {row['instrument']} | {row['hits']} "
                f"| {_number(row['f1_50'], '.2f')} | {_number(row['precision_50'], '.2f')} "
                f"| {_number(row['recall_50'], '.2f')} | {_number(row['lag_ms'], '+.0f', ' ms')} "
                f"| {_number(row['z'], '.1f')} |"
            )
    return "\n".join(lines)


def _yes_or_no(truth: bool) -> str:
    return "yes" if truth else "no"


def _number(value: float | None, form: str, unit: str = "") -> str:
    return "–" if value is None else f"{value:{form}}{unit}"
