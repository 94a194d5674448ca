"""The manifest reader: ours, Parseq's and anybody's are read with finite values, or refused."""

from __future__ import annotations

import copy
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from midivideo.encode.labels import read_manifest as read_labels
from midivideo.errors import UserError
from midivideo.keyframes.document import document_of
from midivideo.keyframes.load import load_mapping
from midivideo.keyframes.notes import clip_of
from midivideo.manifest import Manifest, read_manifest
from midivideo.manifest.fields import FIELDS, OPTIONAL
from midivideo.parseq.check import check_document
from midivideo.parseq.fields import DEFAULTS
from midivideo.parseq.render import render_document
from midivideo.prompts.fill import manifest_of
from midivideo.settings import Settings
from tests.fuzz.shapes import NUMBERS, STRANGE, TEXTS, Draw, Input, as_json, changed, damaged
from tests.keyframes.conftest import notes_document


def _ours() -> dict[str, Any]:
    hits = [(0.0, "kick", 100), (1.0, "snare", 80), (1.5, "kick", 60)]
    clip = clip_of(notes_document(hits, seconds=0.5, fps="12"), "notes.json")
    document = document_of(clip, load_mapping("house"), seed=1)
    return manifest_of(document, Settings(), Path("song.parseq.json"))


def _parseqs() -> dict[str, Any]:
    """All of Parseq's fields, two prompts that fade into each other."""
    fading = {"type": "linear", "inFrames": 1, "outFrames": 1}
    prompts = [
        {"positive": "a cat", "negative": "dog", "from": 0, "to": 2, "overlap": fading},
        {"positive": "sea ${f}", "negative": "", "from": 2, "to": 3, "overlap": fading},
    ]
    rows = [{"frame": 0, "strength": 0.3, "angle_i": "sin(p=7)"}, {"frame": 3, "strength": 1}]
    return render_document(
        {
            "options": {"bpm": 120, "output_fps": 20},
            "prompts": {"promptList": prompts},
            "managedFields": list(DEFAULTS),
            "keyframes": rows,
        }
    )


BASES = [_ours(), _parseqs()]
_names = st.sampled_from(
    [f"{name}{end}" for name in (*FIELDS, *OPTIONAL) for end in ("", "_delta")]
    + ["seed", "subseed", "subseed_strength", "deforum_prompt", "frame"]
)


@st.composite
def _built(draw: Draw) -> Any:
    """Few frames with some fields, most of them numbers of the right size."""
    frames = draw(st.integers(1, 4))
    fields = draw(st.lists(_names, max_size=6, unique=True))
    usual = st.floats(0, 1) | st.integers(0, 3)
    rows = [
        {"frame": frame, "deforum_prompt": draw(TEXTS)}
        | {field: draw(st.one_of(usual, usual, usual, NUMBERS)) for field in fields}
        for frame in range(frames)
    ]
    rate = draw(st.sampled_from([24, 12, "24", 23.976023976023978, "30000/1001"]) | STRANGE)
    own = draw(st.sampled_from([None, {}, {"fps": "24000/1001"}, {"fps": "1e999999999"}]))
    document = {"options": {"output_fps": rate}, "rendered_frames": rows, "midivideo": own}
    return draw(st.permutations(list(document.items())).map(dict))


@st.composite
def _at_a_limit(draw: Draw) -> Any:
    """One of the bases with one number at, or next to, an end of what its field allows."""
    document = copy.deepcopy(draw(st.sampled_from(BASES)))
    limited = {**FIELDS, **OPTIONAL}.values()
    field = draw(st.sampled_from([each for each in limited if each.minimum is not None]))
    ends = [each for each in (field.minimum, field.maximum) if each is not None]
    step = draw(st.sampled_from([0.0, 1e-9, -1e-9, 1.0, -1.0]))
    name = f"{field.name}_delta" if field.motion else field.name
    for row in document["rendered_frames"]:
        row.setdefault(name, ends[0])
    draw(st.sampled_from(document["rendered_frames"]))[name] = draw(st.sampled_from(ends)) + step
    return document


_pieces = (
    b"NaN",
    b"Infinity",
    b"1e999",
    b"null",
    b"[" * 3000,
    b'{"a":' * 2000,
    b",",
    b"\xff",
    b"}",
)
INPUTS: st.SearchStrategy[Input] = damaged(
    st.one_of(changed(lambda: BASES), changed(lambda: BASES), _built(), _at_a_limit(), STRANGE).map(
        as_json
    ),
    lambda: _pieces,
).map(lambda data: Input(".manifest.json", data))


def check(given: Input, folder: Path) -> bool:
    """Read a manifest as rendering, encoding and `parseq check` do; whether it can be rendered.

    Raises:
        AssertionError: for values out of their range, or an error that does not name the file.
    """
    path = folder / "some.manifest.json"
    path.write_bytes(given.data)
    try:
        labels = read_labels(path)
        assert labels.frames >= 1 and (labels.fps is None or labels.fps > 0)
        assert all("\0" not in tag for tag in labels.labels.metadata().values())
    except UserError as error:
        assert str(path) in str(error)
        labels = None
    try:
        manifest = read_manifest(path)
    except UserError as error:
        assert str(path) in str(error) and len(str(error)) < 2000
        return False
    assert labels is not None, "what can be rendered can be encoded"
    _is_valid(manifest)
    again = read_manifest(path)
    assert all((again.series[name] == values).all() for name, values in manifest.series.items())
    document = json.loads(given.data)
    _comes_back(manifest, document, folder)
    check_document(document)
    return True


def _is_valid(manifest: Manifest) -> None:
    assert manifest.frames >= 1 and 0 < manifest.fps <= 1000
    assert len(manifest.prompts) == manifest.frames
    assert set(manifest.series) >= {*FIELDS, *OPTIONAL, "seed", "subseed", "subseed_strength"}
    for name, values in manifest.series.items():
        assert values.shape == (manifest.frames,) and np.isfinite(values).all(), name
        field = {**FIELDS, **OPTIONAL}.get(name)
        low = -math.inf if field is None or field.minimum is None else field.minimum
        high = math.inf if field is None or field.maximum is None else field.maximum
        assert (values >= low).all() and (values <= high).all(), name
    for name in ("seed", "subseed"):
        values = manifest.series[name]
        assert (values >= 0).all() and (values < 2**64).all(), name
    for text in manifest.prompts:
        assert "`" not in text
        text.encode()


def _comes_back(manifest: Manifest, document: dict[str, Any], folder: Path) -> None:
    """The values, written again as a manifest, are read as the same values."""
    rows = []
    for frame in range(manifest.frames):
        row: dict[str, Any] = {"frame": frame, "deforum_prompt": manifest.prompts[frame]}
        for name, values in manifest.series.items():
            motion = name in FIELDS and FIELDS[name].motion
            row[f"{name}_delta" if motion else name] = values[frame].item()
        rows.append(row)
    path = folder / "again.manifest.json"
    path.write_text(json.dumps({"options": document["options"], "rendered_frames": rows}))
    again = read_manifest(path)
    for name, values in manifest.series.items():
        assert (again.series[name] == values).all(), name
