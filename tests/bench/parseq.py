"""Milliseconds to render a generated document of 384 frames and 6 fields: formulas, dense rows.

Both documents give the same frames. Reading the formulas counts: nothing is kept between turns.
Times are of the processor, which on an idle machine are those of the clock.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

from midivideo.keyframes.document import document_of
from midivideo.keyframes.load import load_mapping
from midivideo.keyframes.notes import clip_of
from midivideo.midi import parse as parse_midi
from midivideo.parseq.parser import parse
from midivideo.parseq.render import render_document
from midivideo.resources import RESOURCES

TURNS = 21
#: Milliseconds that a document may take.
LIMIT = 50
FIELDS = (
    *("translation_z", "translation_x", "rotation_3d_x", "rotation_3d_y", "rotation_3d_z"),
    "strength",
)


def generated(song: str, mapping: str) -> dict[str, Any]:
    """Our document of an example song, with the six fields that its notes move."""
    clip = clip_of(parse_midi(RESOURCES / "midi" / song), song)
    document = document_of(clip, load_mapping(mapping), seed=0)
    return {
        **document,
        "managedFields": list(FIELDS),
        "prompts": {"positive": "a drum, frame ${f}", "negative": "blur"},
    }


def dense(manifest: dict[str, Any]) -> dict[str, Any]:
    """The same frames as one row each."""
    rows = [
        {"frame": frame["frame"], **{field: frame[field] for field in FIELDS}}
        for frame in manifest["rendered_frames"]
    ]
    rows[0] |= {f"{field}_i": "S" for field in FIELDS}
    return {**manifest, "keyframes": rows}


def milliseconds(document: dict[str, Any]) -> float:
    """Median time of rendering a document."""
    times = []
    for _ in range(TURNS):
        parse.cache_clear()
        start = time.process_time()
        render_document(document)
        times.append(time.process_time() - start)
    return 1000 * statistics.median(times)


def main() -> None:
    """Measure and print each document beside its dense rows."""
    for song, mapping in (("house.mid", "house"), ("song.mid", "house"), ("house.mid", "v2midi")):
        formulas = generated(song, mapping)
        manifest = render_document(formulas)
        frames = len(manifest["rendered_frames"])
        print(
            f"{song}, mapping {mapping}: {frames} frames x {len(FIELDS)} fields, limit {LIMIT} ms"
        )
        for name, document in (("formulas", formulas), ("dense rows", dense(manifest))):
            rows = len(document["keyframes"])
            print(f"  {name:>10}: {rows:>3} rows  {milliseconds(document):5.1f} ms")


if __name__ == "__main__":
    main()
