"""Rendered frames as Parseq itself renders them (golden/parseq, parseq.md 1.6 and 1.7)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from midivideo.errors import UserError
from midivideo.manifest.breakpoints import evaluate
from midivideo.manifest.prompt_text import compose, to_precision, weight
from midivideo.manifest.render import deltas, rendered
from midivideo.prompts.listing import cross_faded, prompt, prompts

#: Documents whose deltas, percentages and summary follow from the values alone, and whose prompts
#: hold no formulas.
DOCUMENTS = [
    "01_linear_bookends", "02_step_and_switch", "03_cubic_poly", "04_oscillators", "06_bez",
    "07_slide", "09_operators", "10_state", "13_delta_pc_meta", "14_seed_subseed",
    "24_messy_values", "26_seed_equiv_sparse", "17_prompt_gaps", "21_prompts_disabled",
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
    own = rendered({}, series, compose(original["prompts"], len(frames)))
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


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0.000"), (0.125, "0.1250"), (1 / 24, "0.04167"), (1, "1.000"), (23 / 24, "0.9583"),
     (0.00004, "0.00004000"), (0.99996, "1.000"), (0.03125, "0.03125"), (0.100005, "0.1000")],
)  # fmt: skip
def test_weights_have_four_digits_as_in_javascript(value: float, text: str) -> None:
    assert to_precision(value) == text


def one(text: str, **changes: Any) -> dict[str, Any]:
    return prompt("p", text, "", 0, 9, all_frames=True) | changes


def test_one_prompt_alone_has_no_weight_even_while_it_fades() -> None:
    listed = prompts([prompt("p", "cat", "", 0, 9, fade_out=5)], "dog", 10)
    assert set(compose(listed, 10) or []) == {"cat --neg dog"}


def test_without_an_active_prompt_the_text_is_empty() -> None:
    listed = prompts([prompt("p", "cat", "", 2, 3)], "", 10)
    assert compose(listed, 5) == ["", "", "cat", "cat", ""]


def test_an_empty_negative_side_still_has_its_weights() -> None:
    listed = prompts([one("a"), one("b")], "", 10)
    assert (compose(listed, 1) or [])[0] == "a: 1 AND b: 1 --neg : 1 AND : 1"


@pytest.mark.parametrize(
    ("position", "expected"), [("append", "cat, nice"), ("prepend", ", nice cat"),
                               ("template", ", nice")],
)  # fmt: skip
def test_the_common_prompt_goes_where_it_should(position: str, expected: str) -> None:
    listed = prompts([one("cat")], "", 10)
    listed["commonPrompt"]["positive"] = ", nice"
    listed["commonPromptPos"] = position
    assert (compose(listed, 1) or [])[0].replace("cat ,", "cat,") == expected


def test_a_common_template_takes_the_prompt_in() -> None:
    listed = prompts([one("cat")], "", 10) | {"commonPromptPos": "template"}
    listed["commonPrompt"]["positive"] = "a [prompt] or two [prompt]s"
    assert (compose(listed, 1) or [])[0] == "a cat or two cats"


def test_weights_of_cross_fades_add_up_to_1() -> None:
    listed = cross_faded(["a", "b", "c"], [0, 20, 40], 60, 12)
    for frame in range(60):
        active = [p for p in listed if p["from"] <= frame <= p["to"]]
        assert sum(float(weight(p, frame, 59)) for p in active) == pytest.approx(1, abs=1e-4)
        assert len(active) <= 2


def test_disabled_prompts_leave_the_text_out() -> None:
    assert compose(prompts([one("a")], "", 10, enabled=False), 3) is None


def test_formulas_are_left_to_the_expression_language() -> None:
    rows = [{"frame": 0, "fov": 1, "fov_i": "sin(p=4)"}, {"frame": 9, "fov": 1}]
    with pytest.raises(UserError, match=r"frame 0: fov_i.*sin\(p=4\)"):
        evaluate({"managedFields": ["fov"], "keyframes": rows})
    custom = one("a")
    custom["overlap"]["type"] = "custom"
    with pytest.raises(UserError, match="prompt_weight_1"):
        compose(prompts([custom], "", 10), 3)
