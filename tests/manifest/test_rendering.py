"""Rendered frames as Parseq itself renders them (golden/parseq, parseq.md 1.6)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from midivideo.manifest.render import deltas, rendered

#: Documents whose deltas, percentages and summary follow from the values alone.
DOCUMENTS = [
    "01_linear_bookends", "02_step_and_switch", "03_cubic_poly", "04_oscillators", "06_bez",
    "07_slide", "09_operators", "10_state", "13_delta_pc_meta", "14_seed_subseed",
    "15_prompt_simple", "17_prompt_gaps", "18_prompt_common_append", "20_prompt_common_template",
    "21_prompts_disabled", "24_messy_values", "26_seed_equiv_sparse",
]  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_frames_and_summary_equal_parseqs(shared: Path, name: str) -> None:
    path = shared / "golden" / "parseq" / "rendered" / f"{name}.json"
    original = json.loads(path.read_text())
    frames = original["rendered_frames"]
    series = {
        field: np.array([frame[field] for frame in frames], dtype=float)
        for field in original["managedFields"]
    }
    prompts = [frame["deforum_prompt"] for frame in frames if "deforum_prompt" in frame]
    own = rendered({}, series, prompts or None)
    for mine, theirs in zip(own["rendered_frames"], frames, strict=True):
        assert mine.pop("deforum_prompt", None) == theirs.pop("deforum_prompt", None)
        assert mine == pytest.approx(theirs, rel=1e-9, abs=1e-9)
    for field, summary in original["rendered_frames_meta"].items():
        assert own["rendered_frames_meta"][field] == pytest.approx(summary, rel=1e-9)


def test_the_first_delta_is_the_value_and_zoom_counts_from_1() -> None:
    values = np.array([2.0, 2.5, 2.25])
    assert deltas("fov", values).tolist() == [2, 0.5, -0.25]
    assert deltas("zoom", values).tolist() == [2, 1.5, 0.75]


def test_whole_numbers_have_no_point_and_seeds_give_subseeds() -> None:
    own = rendered({"a": 1}, {"seed": np.array([7.0, 8.0])}, None)
    assert own["a"] == 1
    assert json.dumps(own["rendered_frames"][1]) == (
        '{"frame": 1, "seed": 8, "seed_delta": 1, "seed_pc": 100, "subseed": 8, '
        '"subseed_strength": 0}'
    )
