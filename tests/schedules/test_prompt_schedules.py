"""Prompts by frame."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from midivideo.errors import UserError
from midivideo.render.painters.diffusion.prompts import split_negative
from midivideo.schedules import prompt_schedule
from midivideo.schedules.prompts import with_maths


def test_prompts_with_maths_are_those_of_deforum(shared: Path) -> None:
    for case in json.loads((shared / "golden/deforum/prompts.json").read_text()):
        text = with_maths(case["prompt"], case["frame"], case["max_frames"])
        assert split_negative(text) == (case["positive"].strip(), case["negative"].strip())


def test_a_prompt_counts_up_to_the_next_without_a_fade() -> None:
    prompts = {"2": "a", "max_f-1": "c", "4": "b --neg x"}
    found = prompt_schedule(prompts, 8, positive="best", negative="nsfw")
    assert found == [
        *["best a --neg nsfw"] * 4,
        *["best b --neg x nsfw"] * 2,
        *["best c --neg nsfw"] * 2,
    ]


def test_without_a_negative_prompt_there_is_no_neg() -> None:
    assert prompt_schedule({"0": "a"}, 2) == ["a", "a"]


def test_maths_is_evaluated_at_every_frame() -> None:
    found = prompt_schedule({"0": "(a:`t/2`) of `t`, `tan(t)*0+max_f`"}, 3)
    assert found == ["(a:0.0) of 0, 2.0", "(a:0.5) of 1, 2.0", "(a:1.0) of 2, 2.0"]


@pytest.mark.parametrize("prompts", [{}, {"x": "a"}, {"0": "a `import os`"}, {"0": "`q`"}])
def test_prompts_that_cannot_be_read_are_refused(prompts: dict[str, str]) -> None:
    with pytest.raises(UserError, match="prompts"):
        prompt_schedule(prompts, 3)
