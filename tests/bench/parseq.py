"""Milliseconds to render a document of 384 frames and 6 fields: formulas beside dense rows.

Both documents give the same frames. Reading the formulas counts: nothing is kept between turns.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

from midivideo.parseq.parser import parse
from midivideo.parseq.render import render_document

FRAMES, EVERY, TURNS = 384, 6, 21
#: Per field the formula that draws its envelope, and the amount of a hit.
FORMULAS = {
    "translation_z": ("(if (f==0) 1 else prev_computed_value) + (if (k<5) S else 0)", 19.2),
    "rotation_3d_x": ("prev_computed_value + if (k<5) S else 0", 0.46),
    "rotation_3d_y": ("prev_computed_value + if (k<5) S else 0", 0.31),
    "rotation_3d_z": ("if (k<10) S else 0", 5.6),
    "strength": ("if (k<1) S else 0.87", 0.41),
    "zoom": ('1 + 0.02*sin(p=4b) + 0.1*max(0, 1-info_match_since("snare", 99)/8)', 1),
}
LABELS = ("kick:110", "hh_closed:72", "kick:110 snare:96", "hh_closed:72 hh_pedal:60")


def sparse() -> dict[str, Any]:
    """A document with a labelled row at every hit, and one formula a field."""
    hits = range(0, FRAMES, EVERY)
    rows = [{"frame": frame, "info": LABELS[n % len(LABELS)]} for n, frame in enumerate(hits)]
    rows.append({"frame": FRAMES - 1})
    for number, (field, (formula, amount)) in enumerate(FORMULAS.items()):
        for row in rows[number % 3 :: 3]:
            row[field] = amount
        rows[0][f"{field}_i"] = formula
        for row in (rows[0], rows[-1]):
            row.setdefault(field, 0)
    return {
        "meta": {},
        "options": {"output_fps": 24, "bpm": 120},
        "prompts": {"positive": "a drum, frame ${f}", "negative": "blur"},
        "managedFields": list(FORMULAS),
        "keyframes": rows,
    }


def dense(manifest: dict[str, Any]) -> dict[str, Any]:
    """The same frames as one row each."""
    rows = [
        {"frame": frame["frame"], **{field: frame[field] for field in FORMULAS}}
        for frame in manifest["rendered_frames"]
    ]
    rows[0] |= {f"{field}_i": "S" for field in FORMULAS}
    return {**manifest, "keyframes": rows}


def milliseconds(document: dict[str, Any]) -> float:
    """Median time of rendering a document."""
    times = []
    for _ in range(TURNS):
        parse.cache_clear()
        start = time.perf_counter()
        render_document(document)
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def main() -> None:
    """Measure and print both."""
    formulas = sparse()
    rows = dense(render_document(formulas))
    for name, document in (("formulas", formulas), ("dense rows", rows)):
        print(f"{name:>10}: {len(document['keyframes']):>3} rows  {milliseconds(document):5.1f} ms")


if __name__ == "__main__":
    main()
