"""The mapping: mapping files, Parseq's expressions and Deforum's schedules give finite curves."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from hypothesis import strategies as st

from midivideo.deforum import read_deforum_settings
from midivideo.errors import UserError
from midivideo.files import read_json
from midivideo.keyframes.document import curves_of, document_of
from midivideo.keyframes.draws import Draws
from midivideo.keyframes.load import load_mapping
from midivideo.keyframes.notes import Clip, clip_of, with_instruments
from midivideo.manifest import read_manifest
from midivideo.parseq.check import check_document
from midivideo.parseq.evaluate import evaluate
from midivideo.parseq.functions import FUNCTIONS
from midivideo.parseq.parser import parse
from midivideo.parseq.render import render_document
from midivideo.parseq.tree import show
from midivideo.parseq.variables import NAMES
from midivideo.prompts.fill import manifest_of
from midivideo.settings import Settings
from tests.fuzz.manifest import BASES as MANIFESTS
from tests.fuzz.shapes import NUMBERS, STRANGE, TEXTS, Input, as_json, changed, damaged
from tests.keyframes.conftest import notes_document

_RESOURCES = Path(__file__).parents[2] / "resources"
_PRESETS = [
    yaml.safe_load((_RESOURCES / f"mappings/{name}.yaml").read_text())
    for name in ("house", "v2midi")
]
_DEFORUM = json.loads((_RESOURCES / "config/v2midi.deforum.json").read_text())


@cache
def clips() -> list[Clip]:
    """Hits on one frame and on neighbouring ones, a tempo that changes, and no note at all."""
    hits = [(0.0, "kick", 127), (0.0, "snare", 1), (0.25, "kick", 64), (0.3, "kick", 64)]
    hits += [(1.0, "snare", 90), (1.5, "melody", 70), (2.9, "tom", 12), (3.9, "closed_hat", 100)]
    busy = clip_of(notes_document(hits, seconds=2, fps="12", duration_s=0.3), "notes.json")
    return [
        busy,
        replace(busy, beats=(0.1, 0.4, 0.9, 1.7), bpm=75.0),
        clip_of(notes_document([], seconds=0.25, fps="30000/1001"), "notes.json"),
    ]


# --- formulas ---------------------------------------------------------------------------------

_atoms = st.one_of(
    st.sampled_from([*NAMES, "x", "ts", "kick_velocity", "prompt_weight_1", "velocity", "seconds"]),
    st.sampled_from(["0", "1", "2.5", "30s", "1b", "7f", "0.001", "9" * 310, "true", "false"]),
    st.sampled_from(['"kick"', '"(a+)+$"', '"["', '"a{1000}"', '""', '"kick:[0-9]+"', '"easeIn"']),
)


def _operations(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from([*"+-*/%^:<>", "<=", "==", "!=", " and ", " or "])
    call = st.tuples(st.sampled_from(sorted(FUNCTIONS)), st.lists(inner, max_size=4)).map(
        lambda parts: f"{parts[0]}({', '.join(parts[1])})"
    )
    named = st.tuples(st.sampled_from(sorted(FUNCTIONS)), st.sampled_from("pasrcdnxmw"), inner).map(
        lambda parts: f"{parts[0]}({parts[1]}={parts[2]})"
    )
    return st.one_of(
        st.tuples(inner, signs, inner).map("".join),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"-{text}"),
        st.tuples(inner, inner, inner).map(lambda p: f"(if ({p[0]}) ({p[1]}) else ({p[2]}))"),
        call,
        named,
    )


FORMULAS = st.one_of(
    st.recursive(_atoms, _operations, max_leaves=8),
    st.sampled_from(
        [
            *("1" + "+1" * 250, "(" * 79 + "1" + ")" * 79, "if " * 30 + "1", "1^9^9^9^9", "-" * 99),
            *(
                "if 1 " * 20 + "1",
                'info_match_count("x" + f)',
                "prev_computed_value * 1e9",
                "rand()",
            ),
            *("prev_computed_value*9 + 1", "f^f^f", "vibe()", "P*C/L", "computed_at(f-1) + 1"),
            *("recompute_if(f%2, rand(), 1)", 'dangerous("seed", f)', "_exp(f*99)", "1/(f-3)"),
        ]
    ),
    TEXTS,
)

# --- mapping files ----------------------------------------------------------------------------

_LAYERS = [
    {"by": "kick", "envelope": "hold", "length": "3 frames", "amount": 1, "overlap": "sum"},
    {"by": ["kick", "snare"], "envelope": "decay", "length": "1/2 beat", "curve": 2, "to": 0.3},
    {"by": "tom", "envelope": "ramp", "length": "0.2 s", "amount": -3, "alternate": True},
    {"by": "snare", "envelope": "level", "amount": "turn"},
    {"by": "kick", "envelope": "adsr", "attack": "1 frame", "decay": "2 frames",
     "release": "0.1 s", "amount": "velocity / 127", "rest": "0.4 s"},
    {"by": "melody", "envelope": "(1 - k / 9) ^ 2", "length": "5 frames", "amount": "pitch - 60",
     "velocity": {"quiet": 0.2, "loud": 1, "curve": 2}},
]  # fmt: skip
_CURVES = {
    "base": {"default": 0.5, "preview": "turn"}, "drift": 2, "combine": "sum", "minimum": -9,
    "sway": [{"period": "4 beats", "amount": 1, "phase": 0.5}], "layers": _LAYERS,
}  # fmt: skip
_RICH = {
    "about": "all that a mapping may say", "draws": {"turn": [-1, 1]},
    "instruments": {"bell": {"notes": [60], "drums": False}},
    "flashes": {"per_second": 3, "depth": 0.2},
    "fields": {"translation_x": _CURVES, "strength": {"base": 0.9, "combine": "min",
                                                      "layers": [_LAYERS[1]]}},
}  # fmt: skip
_lengths = st.sampled_from(
    ["0.3 s", "1/2 beat", "5 frames", "turn s", "1e-9 s", "1e9 frames", "1e300 s", "1e999999999 s",
     "1/0 beat", "9999999 beats", "0 s", "-1 s", "__class__ s"]
)  # fmt: skip
_in_mappings = st.one_of(FORMULAS, FORMULAS, _lengths, NUMBERS, STRANGE, st.sampled_from(_LAYERS))

# --- Parseq documents and Deforum's settings --------------------------------------------------

_DOCUMENT = {
    "meta": {"docName": "x"},
    "options": {"bpm": 120, "output_fps": 24, "cadence": 1},
    "managedFields": ["seed", "angle", "strength", "prompt_weight_1"],
    "keyframes": [
        {"frame": 0, "info": "kick:110", "angle": 1, "angle_i": "S + L", "strength_i": "C"},
        {"frame": 5, "info": "snare:90 kick:3", "angle": 4, "strength": 0.3},
        {"frame": 9, "angle": -2, "strength": 1, "angle_i": "bez()"},
    ],
    "prompts": {
        "promptList": [
            {"positive": "a ${f} ${posneg(\"b\", angle)}", "negative": "c", "from": 0, "to": 5,
             "overlap": {"type": "linear", "inFrames": 0, "outFrames": 2}},
            {"positive": "d", "from": 4, "to": 9, "overlap": {"type": "custom", "custom": "f/9"}},
        ],
        "commonPrompt": {"positive": "[prompt], e"}, "commonPromptPos": "template",
    },
    "timeSeries": [{"alias": "ts", "ts": {"data": [{"x": 0, "y": 1}, {"x": 7, "y": 3}],
                                          "timestampType": 0}}],
    "reverseRender": False, "displayedFields": ["angle"],
}  # fmt: skip
_frames = st.sampled_from([0, 1, 5, 9, 30, 400, 199_999, 200_000, 10**9])
_in_documents = st.one_of(FORMULAS, FORMULAS, _frames, STRANGE)
SCHEDULES = st.one_of(
    st.sampled_from(
        [
            *("0:(1)", "0:(0.5), 3:(sin(t*0.1)*2)", "0:(t**t**t)", "0:(1/t)", "0:(2**999)"),
            *("0:(1), max_f:(2)", "0:(1e400)", f"0:({'9' * 5000})", f"{'9' * 5000}:(1)", "0:(s)"),
            *(f"0:({'(' * 150}1{')' * 150})", f"0:({'-' * 9000}1)", f"0:(1{'+1' * 9000})"),
            *("0:(1), 1000000000:(2)", "0:(i%3)", "0:(exp(t*99))", "0:(~t)", "0:([1])", "0:(t.x)"),
            *("0:(1)," * 3000, "0:(__import__('os'))", "0:(9**9**9)", "0:(1 if t else 2)"),
            *("-1:(1)", "0:(t<<t)", "0:(max_f)"),
        ]
    ),
    st.lists(
        st.tuples(st.integers(0, 9), st.recursive(
            st.sampled_from(["t", "s", "max_f", "1", "0.5", "7"]),
            lambda inner: st.one_of(
                st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "%", "**", "<"]), inner)
                .map("".join),
                st.tuples(st.sampled_from(["sin", "sqrt", "log", "abs", "exp"]), inner)
                .map(lambda p: f"{p[0]}({p[1]})"),
            ),
            max_leaves=5,
        )),
        min_size=1, max_size=4,
    ).map(lambda entries: ", ".join(f"{frame}:({text})" for frame, text in entries)),
    TEXTS,
)  # fmt: skip

_pieces = (b"NaN", b"1e999", b"${", b"}", b'"', b"(", b")", b"if ", b" else ", b"[" * 300,
           b"\\ud800", b"&a ", b"*a", b": ", b"\n", b"999999999", b"s", b"\xff")  # fmt: skip


def _yaml(document: Any) -> bytes:
    try:
        return yaml.safe_dump(document, allow_unicode=True).encode("utf-8", "surrogatepass")
    except (yaml.YAMLError, ValueError, RecursionError):
        return b"{}"


def _as(kind: str, files: st.SearchStrategy[bytes]) -> st.SearchStrategy[Input]:
    return damaged(files, lambda: _pieces).map(lambda data: Input(kind, data))


INPUTS: st.SearchStrategy[Input] = st.one_of(
    _as(".mapping.yaml", changed(lambda: [_RICH, _RICH, *_PRESETS], _in_mappings).map(_yaml)),
    _as(".parseq.json", changed(lambda: [_DOCUMENT] * 3 + MANIFESTS, _in_documents).map(as_json)),
    _as(".deforum.json", changed(lambda: [_DEFORUM], SCHEDULES | STRANGE).map(as_json)),
    FORMULAS.map(lambda text: Input(".formula.txt", text.encode("utf-8", "surrogatepass"))),
    SCHEDULES.map(lambda text: Input(".schedule.txt", text.encode("utf-8", "surrogatepass"))),
)


def check(given: Input, folder: Path) -> bool:
    """Draw curves from one file, formula or schedule; whether it was accepted.

    Raises:
        AssertionError: for curves that are not finite, not the same twice, or not those that the
            document's formulas give, or an error that does not name the file.
    """
    return {
        ".mapping.yaml": _check_mapping,
        ".parseq.json": _check_document,
        ".deforum.json": _check_deforum,
        ".formula.txt": _check_formula,
        ".schedule.txt": _check_schedule,
    }[given.kind](given.data, folder)


def _told(error: UserError, path: Path) -> None:
    assert str(path) in str(error) and len(str(error)) < 3000, str(error)[:3000]


def _check_mapping(data: bytes, folder: Path) -> bool:
    path = folder / "some.mapping.yaml"
    path.write_bytes(data)
    try:
        named = load_mapping(str(path), Settings().instruments)
    except UserError as error:
        _told(error, path)
        return False
    drawn = [_same_curves(clip, named, path) for clip in clips()]
    return any(drawn)


def _same_curves(clip: Clip, named: Any, path: Path) -> bool:
    draws = Draws.of(named.mapping, 3, clip.name)
    notes = with_instruments(clip.notes, named.mapping.instruments)
    try:
        document = document_of(clip, named, seed=3)
        dense = curves_of(clip, notes, named.mapping, draws, "preview")
    except UserError as error:
        _told(error, path)
        return False
    assert json.dumps(document_of(clip, named, seed=3)) == json.dumps(document, allow_nan=False)
    drawn = evaluate(document).values
    for field, values in dense.items():
        assert np.isfinite(values).all(), field
        largest = max(1.0, float(np.abs(values).max()))
        np.testing.assert_allclose(
            drawn[field], values, rtol=1e-9, atol=1e-9 * largest, err_msg=field
        )
    return True


def _check_document(data: bytes, folder: Path) -> bool:
    path = folder / "some.parseq.json"
    path.write_bytes(data)
    try:
        document = read_json(path)
    except UserError as error:
        _told(error, path)
        return False
    if isinstance(document, dict):
        check_document(document)
    try:
        rendered = manifest_of(document, Settings(), path)
    except UserError as error:
        _told(error, path)
        return False
    text = json.dumps(rendered, allow_nan=False, ensure_ascii=False)
    text.encode()
    if len(text) < 200_000:
        assert json.dumps(manifest_of(document, Settings(), path), ensure_ascii=False) == text
    made = folder / "some.manifest.json"
    made.write_text(text, encoding="utf-8")
    try:
        manifest = read_manifest(made)
    except UserError as error:
        _told(error, made)
        return True
    assert all(np.isfinite(values).all() for values in manifest.series.values())
    return True


def _check_formula(data: bytes, folder: Path) -> bool:
    """A formula in a row and in a prompt; read, shown, and read as the same tree."""
    formula = data.decode("utf-8", "replace")
    rows = [{**_DOCUMENT["keyframes"][0], "angle_i": formula}, *_DOCUMENT["keyframes"][1:]]
    in_row = {**_DOCUMENT, "keyframes": rows}
    in_prompt = {**_DOCUMENT, "prompts": {"positive": f"a ${{{formula}}} b"}}
    accepted = False
    for document in (in_row, in_prompt):
        try:
            rendered = render_document(document, file="some.json")
        except UserError as error:
            assert "some.json" in str(error) and len(str(error)) < 3000
            continue
        json.dumps(rendered, allow_nan=False)
        assert json.dumps(render_document(document)) == json.dumps(rendered)
        accepted = True
    if accepted and formula.strip():
        for tree in parse(formula).readings if document_has(in_row, formula) else ():
            assert parse(show(tree)).tree == tree
    return accepted


def document_has(document: dict[str, Any], formula: str) -> bool:
    """Whether a document renders with this formula in a row."""
    try:
        render_document(document)
    except UserError:
        return False
    return bool(formula.strip())


def _check_deforum(data: bytes, folder: Path) -> bool:
    path = folder / "some.deforum.json"
    path.write_bytes(data)
    try:
        settings = read_deforum_settings(path)
    except UserError as error:
        _told(error, path)
        return False
    accepted = False
    for number in range(len(MANIFESTS)):
        bare = folder / "bare.manifest.json"
        frames = [{"frame": frame} for frame in range(4 + 40 * number)]
        bare.write_text(json.dumps({"options": {"output_fps": 12}, "rendered_frames": frames}))
        try:
            manifest = settings.complete(read_manifest(bare))
        except UserError as error:
            _told(error, path)
            continue
        accepted = True
        for name, values in manifest.series.items():
            assert np.isfinite(values).all() and len(values) == manifest.frames, name
        assert len(manifest.prompts) == manifest.frames
    return accepted


def _check_schedule(data: bytes, folder: Path) -> bool:
    from midivideo.schedules import schedule, text_schedule

    text = data.decode("utf-8", "replace")
    accepted = False
    for frames in (1, 10, 500):
        try:
            values = schedule(text, frames, 7, file="some.json", key="zoom")
        except UserError as error:
            assert "some.json: zoom" in str(error) and len(str(error)) < 3000
        else:
            accepted = True
            assert values.shape == (frames,) and np.isfinite(values).all()
            assert (schedule(text, frames, 7) == values).all()
        try:
            assert len(text_schedule(text, frames, 7, file="some.json")) == frames
        except UserError as error:
            assert "some.json" in str(error)
    return accepted
