"""Everything that Parseq 0.1.112 itself rendered (../shared/golden/parseq) comes out the same."""

from __future__ import annotations

import json
import math

import pytest

from midivideo.errors import UserError
from midivideo.parseq.compiler import compile_formula
from midivideo.parseq.errors import FormulaError
from midivideo.parseq.parser import parse
from midivideo.parseq.render import render_document
from tests.parseq.conftest import golden_scope

LAST_FRAME = 12
#: Where the percentages are NaN in Parseq they are free.
NAN_DOCUMENT = "27_next_value_zero_nan.json"


def evaluated(text: str) -> list[float | str]:
    """A formula's values on all frames of the golden context."""
    scope = golden_scope()
    at = compile_formula(parse(text), scope)
    found: list[float | str] = []
    for frame in range(LAST_FRAME + 1):
        value = at(frame)
        found.append(value)
        scope.results.append(math.nan if isinstance(value, str) else value)
    return found


def plain(value):
    """Golden JSON with its spelled-out NaN and infinities as floats."""
    if isinstance(value, dict):
        if "$num" in value:
            return float(value["$num"])
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


def differences(found, golden, tolerance, path=""):
    """Where two JSON values differ by more than the tolerance (relative above 1)."""
    if isinstance(golden, dict) and isinstance(found, dict):
        for key in sorted(found.keys() | golden.keys()):
            if key not in found or key not in golden:
                yield f"{path}/{key}: only in {'golden' if key in golden else 'ours'}"
            else:
                yield from differences(found[key], golden[key], tolerance, f"{path}/{key}")
    elif isinstance(golden, list) and isinstance(found, list):
        if len(found) != len(golden):
            yield f"{path}: {len(found)} for {len(golden)}"
        for number, (one, other) in enumerate(zip(found, golden, strict=False)):
            yield from differences(one, other, tolerance, f"{path}[{number}]")
    elif isinstance(golden, float) and not math.isfinite(golden):
        same = isinstance(found, float) and (
            found == golden or (found != found) is (golden != golden)
        )
        if found is not None and not same:
            yield f"{path}: {found} for {golden}"
    elif isinstance(golden, (int, float)) and isinstance(found, (int, float)):
        if abs(found - golden) > tolerance * max(1, abs(golden)):
            yield f"{path}: {found} for {golden}"
    elif found != golden:
        yield f"{path}: {found!r} for {golden!r}"


def tolerance(text: str) -> float:
    """Parseq solves its Bézier curves to about 1e-6 only."""
    return 2e-6 if "bez" in text or "vibe" in text or "noise" in text else 1e-9


def test_every_expression_has_parseqs_values_or_its_error(shared):
    rows = json.loads((shared / "golden/parseq/expressions.json").read_text())["results"]
    wrong = []
    for row in (row for row in rows if not row.get("ambiguous")):
        try:
            found = evaluated(row["expr"])
        except FormulaError as error:
            if "error" not in row:
                wrong.append(f"{row['expr']}: {error}")
            continue
        if "error" in row:
            wrong.append(f"{row['expr']} is not refused")
            continue
        wrong += differences(found, plain(row["values"]), tolerance(row["expr"]), row["expr"])
    assert not wrong
    assert len(rows) == 289


def test_every_ambiguous_expression_is_refused_with_ways_to_write_it(shared):
    rows = json.loads((shared / "golden/parseq/expressions.json").read_text())["results"]
    ambiguous = [row["expr"] for row in rows if row.get("ambiguous")]
    assert ambiguous
    for text in ambiguous:
        with pytest.raises(FormulaError, match="can be read in several ways") as caught:
            evaluated(text)
        ways = caught.value.problem.split("`")[3::2]
        assert len(ways) > 1
        for way in ways:
            evaluated(way)


def test_every_document_renders_or_is_refused_as_in_parseq(shared):
    folder = shared / "golden/parseq"
    wrong = []
    paths = sorted((folder / "docs").glob("*.json"))
    for path in paths:
        golden = json.loads((folder / "rendered" / path.name).read_text())
        try:
            manifest = render_document(json.loads(path.read_text()), file=path.name)
        except UserError as error:
            if "$error" not in golden:
                wrong.append(str(error))
            continue
        if "$error" in golden:
            wrong.append(f"{path.name} is not refused")
            continue
        del manifest["meta"], golden["meta"]
        if path.name == NAN_DOCUMENT:
            for frame in [*manifest["rendered_frames"], *golden["rendered_frames"]]:
                del frame["near_pc"]
        wrong += differences(manifest, plain(golden), tolerance(path.name), path.name)
        json.dumps(manifest, allow_nan=False)
    assert not wrong
    assert len(paths) == 29


def test_the_sparse_document_of_the_original_pipeline_is_bit_identical(shared):
    name = "26_seed_equiv_sparse.json"
    folder = shared / "golden/parseq"
    manifest = render_document(json.loads((folder / "docs" / name).read_text()))
    golden = json.loads((folder / "rendered" / name).read_text())
    assert manifest["rendered_frames"] == golden["rendered_frames"]
