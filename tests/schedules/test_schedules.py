"""Deforum's schedule strings."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from midivideo.errors import UserError
from midivideo.schedules import schedule, text_schedule


def test_schedules_are_those_of_deforum(shared: Path) -> None:
    cases = json.loads((shared / "golden/deforum/schedules.json").read_text())
    assert len(cases) > 40
    for case in cases:
        text, frames, seed = case["schedule"], case["max_frames"], case["seed"]
        if "error" in case:
            with pytest.raises(UserError):
                schedule(text, frames, seed)
        else:
            values = schedule(text, frames, seed)
            assert values == pytest.approx(case["values"], abs=1e-9, rel=1e-9), text


def test_values_are_float64_one_a_frame() -> None:
    values = schedule("0: 3", 7, 0)
    assert values.dtype == np.float64
    assert values.tolist() == [3.0] * 7


@pytest.mark.parametrize(
    ("formula", "at_five"),
    [  # as numexpr 2.9 and 2.14 evaluate them with t = 5
        ("t/2", 2.5),
        ("-t%3", 1),
        ("(t-7.5)%3", 0.5),
        ("t**2", 25),
        ("2**-1", 0.5),
        ("-2**2", -4),
        ("7/2*2", 7),
        ("(t>3)*2", 2),
        ("(t>3)&(t<7)", 1),
        ("(t>5)|(t==5)", 1),
        ("~(t>3)", 0),
        ("t!=5", 0),
        ("t&3", 1),
        ("t^1", 4),
        ("~t", -6),
        ("t<<2", 20),
        ("(t>3)/2", 0.5),
        ("log1p(t)", 1.791759469228055),
        ("arctan(t)", 1.373400766945016),
        ("sqrt(abs(-t))", 2.23606797749979),
        ("3000000000*3", 9000000000),
        ("s+max_f", 109),
        ("i", 5),
        ("1.", 1),
        ("1/(1+exp(t*1000))", 0),
    ],
)
def test_formulas_count_as_in_numexpr(formula: str, at_five: float) -> None:
    assert schedule(f"0:({formula})", 10, 100)[5] == pytest.approx(at_five, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5:(1)", "frame 0 must have a value"),
        ("", "entry 1"),
        ("0:(1),", "entry 2"),
        ("0:(1), 10", r"entry 2 \('10'\)"),
        ("0:(where(t<10,1,2))", "comma"),
        ("0:(1):(2)", "colon"),
        ("0:(1),10.5:(2)", r"entry 2.*whole number"),
        ("0:(1), q:(2)", r"entry 2.*no q"),
        ("0:(1), t:(2)", "no t here, only max_f, s"),
        ("0:()", "no value"),
        ("0:(-)", "no value"),
        ("0:(pi)", "no pi"),
        ("0:(rand(t))", "no function rand"),
        ("0:(t +)", "can't be read"),
        ("0:(1), 4:(1/(t-6))", "frame 6"),
        ("0:(sqrt(2-t))", "frame 3"),
        ("0:(log(t))", "frame 0"),
        ("0:(0<t<7)", "chained"),
        ("0:(t>1 and t<3)", "&"),
        ("0:(not t)", "~"),
        ("0:(2 if t else 1)", "no formula"),
        ("0:('a'+'b')", "no formula"),
        ("0:(t.real)", "no formula"),
        ("0:(t&1.5)", "whole number"),
        ("0:(99999999999999999999*t)", "too large"),
        ("0:(__import__('os').getcwd())", "no formula"),
        ("0:((lambda x=1)(t))", "can't be read|no formula|colon"),
    ],
)
def test_what_deforum_would_crash_on_is_one_clear_sentence(text: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        schedule(text, 20, 0)


def test_an_error_names_file_and_key() -> None:
    with pytest.raises(UserError, match=r"a\.txt: zoom: .*entry 1"):
        schedule("x", 5, 0, file="a.txt", key="zoom")


def test_a_formula_as_large_as_a_bomb_ends_at_once() -> None:
    with pytest.raises(UserError):
        schedule(f"0:({'+'.join(['t'] * 100_000)})", 5, 0)
    schedule("0:((9**9**9)*0)", 5, 0)


def test_texts_are_held_up_to_the_next() -> None:
    assert text_schedule('0: ("Euler a"), 3:("DDIM"), "max_f":(UniPC), 99:(x)', 6, 0) == [
        *["Euler a"] * 3,
        *["DDIM"] * 2,
        "UniPC",
    ]


def test_a_text_schedule_needs_frame_0_too() -> None:
    with pytest.raises(UserError, match="frame 0"):
        text_schedule('3:("DDIM")', 6, 0)
