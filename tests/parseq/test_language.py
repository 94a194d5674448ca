"""What formulas evaluate to: values of Parseq 0.1.112 (golden/parseq), and our own rules."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from midivideo.parseq.compiler import compile_formula
from midivideo.parseq.compose import EveryFrame
from midivideo.parseq.errors import FormulaError
from midivideo.parseq.functions import FUNCTIONS
from midivideo.parseq.javascript import to_fixed, to_number, to_precision, to_text
from midivideo.parseq.parser import parse
from midivideo.parseq.patterns import Pattern
from midivideo.parseq.points import Points
from midivideo.parseq.random import Arc4
from midivideo.parseq.tree import Binary, Call, If, Name, Negation, Number, Text, show
from midivideo.parseq.variables import NAMES
from tests.parseq.conftest import golden_scope


def at(text, *frames):
    """A formula's values at some frames of the golden context, evaluated from frame 0 on."""
    scope = golden_scope()
    compiled = compile_formula(parse(text), scope)
    for frame in range(max(frames) + 1):
        value = compiled(frame)
        scope.results.append(math.nan if isinstance(value, str) else value)
    return scope.results if len(frames) > 1 else value


@pytest.mark.parametrize(
    ("text", "frame", "value"),
    [
        ("1.5b", 0, 15.428571428571429),
        ("2s", 0, 48),
        ("-5%3", 0, -2),
        ("2^5000", 0, math.inf),
        ("0^-1", 0, math.inf),
        ("-1 and 1", 0, 0),
        ('1=="1"', 0, 1),
        ('""==0', 0, 1),
        ('"a"+1', 0, "a1"),
        ('"a":1/3', 0, "(a:0.3333333333333333)"),
        ('-"x"', 0, "-x"),
        ("L", 6, 1.428571428571428),
        ("S", 6, 0),
        ("P", 1, 3.1904761904761902),
        ("next_keyframe_value", 12, 10),
        ("k", 11, 6),
        ("wb", 11, 1),
        ("round(-1.5)", 0, -1),
        ("round(1.005,2)", 0, 1),
        ("floor(-1.25,1)", 0, -1.3),
        ("_log(0)", 0, -math.inf),
        ("sin(10,1,2,3)", 2, 4.902113032590307),
        ("sq(10)", 10, -1),
        ("sin(p=4, ps=-active_keyframe, li=1)", 10, 0),
        ("pulse(p=6, ps=2, a=3, c=1, pw=2)", 4, 4),
        ("bez(0.1,0.9,0.9)", 1, 2.2065523400485247),
        ("bez(s=2)", 5, 2),
        ("slide(s=4)", 2, 2),
        ("slide(to=-10, in=3)", 6, -3.3333333333333335),
        ('info_match("v=(1[0-2][0-9])")', 4, 1),
        ('info_match_prev("zzz","-5")', 3, -5),
        ('info_match_progress("snare", 0)', 6, 0.14285714285714285),
        ("recompute_if(f%4==3, f*2, 5)", 9, 14),
        ("rand(s=1)", 2, 0.8740779300873869),
        ("rand(s=0.5)", 0, 0.49767758747058916),
        ("rand(s=1)+rand(s=1)", 1, 0.8688175636785033),
        ("smrand(s=1)", 3, 0.4637072636980861),
        ("perlin(5,-1,1,700,0.3)", 1, 0.5576619315200001),
        ("vibe(s=1, p=4)", 6, 0.28691687469399785),
        ("ts_f", 3, 1),
        ("ts_ms(f,1)", 5, 0.3162878787878789),
        ("myvar*f", 12, 9),
    ],
)
def test_values_are_parseqs(text, frame, value):
    if isinstance(value, str):
        assert at(text, frame) == value
    else:
        assert at(text, frame) == pytest.approx(value, rel=2e-6 if "bez" in text else 1e-9)


def test_a_natural_spline_has_no_curvature_at_its_ends_and_meets_its_points():
    points = Points([0, 4, 9, 16, 20], [0, 10, -5, 3, 2])
    assert [points.cubic[frame] for frame in points.frames] == pytest.approx(points.values)
    fine = Points([400 * frame for frame in points.frames], points.values).cubic
    assert fine[0] - 2 * fine[1] + fine[2] == pytest.approx(0, abs=1e-5)
    assert fine[-1] - 2 * fine[-2] + fine[-3] == pytest.approx(0, abs=1e-5)


def test_a_random_function_without_a_seed_is_the_same_in_every_rendering():
    assert at("rand()", 0, 9) == at("rand()", 0, 9)
    assert at("rand()-rand()", 3) != 0


def test_arc4_is_the_published_cipher_after_its_first_256_bytes():
    """Key "Key" gives the well-known stream eb9f7781b734ca72a719…; here from byte 256 on."""
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + b"Key"[i % 3]) % 256
        box[i], box[j] = box[j], box[i]
    stream, i, j = [], 0, 0
    for _ in range(263):
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        stream.append(box[(box[i] + box[j]) % 256])
    assert bytes(stream[:10]).hex() == "eb9f7781b734ca72a719"
    seven_bytes = int.from_bytes(stream[256:263], "big")
    assert abs(Arc4("Key").next() - seven_bytes / 2**56) < 2**-52


@pytest.mark.parametrize("text", ["if (1) 2 + 3", "if (0) 2 else 3 + 4"])
def test_an_ambiguous_if_whose_readings_agree_is_no_harm(text):
    assert at(text, 12) == (5 if "else" not in text else 7)


def test_an_ambiguous_if_is_refused_at_the_first_frame_at_which_its_readings_differ():
    compiled = compile_formula(parse("if (f<3) 1 + 1"), golden_scope())
    assert [compiled(frame) for frame in range(3)] == [2, 2, 2]
    with pytest.raises(FormulaError, match=re.escape("`(if (f < 3) (1)) + 1`")):
        compiled(3)


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("1 + foo(2)", 5, "no function `foo`"),
        ("1 + infomatch(2)", 5, "do you mean `info_match`?"),
        ("2 * Fps", 5, "do you mean `fps`?"),
        ("S + nothing", 5, "there are f, s, b"),
        ("max(1,2,3)", 1, "too many arguments for max(a, b)"),
        ("1 + sin()", 5, "`period/p` is missing in sin(period/p, phase/ps=0"),
        ("sin(p=1, q=2)", 12, "no argument `q`"),
        ("sin(p=1, period=2)", 17, "given twice"),
        ('sin("a")', 5, "must be a number"),
        ("info_match(3)", 12, "must be a text"),
        ("1 + 6 / (f-f)", 7, "division by zero"),
        ("1 + computed_at(f+1)", 5, "looks ahead"),
        ("bez(1.5)", 1, "must lie in 0…1"),
        ('bez(c="nope")', 1, "no curve 'nope'"),
        ('start_of_beat(f,"x")', 1, '"r", "d" or "u"'),
        ('posneg("a", 1)', 1, "text of a prompt"),
        ('info_match("(a")', 1, "lacks a `)`"),
        ('info_match("(a)\\\\1")', 1, "refers back"),
    ],
)
def test_a_wrong_formula_is_refused_with_its_place(text, place, hint):
    with pytest.raises(FormulaError) as caught:
        at(text, 1)
    assert caught.value.position == place - 1
    assert hint in caught.value.problem


some_numbers = st.sampled_from([0.0, 1.0, 0.5, 2.0, 3.0, 1e5, 1e300])
leaves = (
    st.builds(Number, some_numbers, st.sampled_from(["", "f", "s", "b"]))
    | st.builds(Name, st.sampled_from(sorted({*NAMES, "ts_f", "myvar"})))
    | st.builds(Text, st.sampled_from(["", "x", "-5", "kick", "easeIn", "r", "1e400"]))
)
functions = st.sampled_from([*FUNCTIONS, "ts_ms"])


def nodes(inner):
    signs = st.sampled_from(["+", "-", "*", "/", "%", ":", "^", "<", "==", "and", "or", "!="])
    arguments = st.lists(inner, max_size=5).map(tuple)
    return (
        st.builds(Negation, inner)
        | st.builds(Binary, signs, inner, inner)
        | st.builds(If, inner, inner, st.none() | inner)
        | st.builds(Call, functions, arguments, st.none())
    )


def prompt_scope():
    scope = golden_scope()
    return replace(scope, points=EveryFrame(scope.points.frames, []), side="negative")


@given(st.recursive(leaves, nodes, max_leaves=12), st.sampled_from([golden_scope, prompt_scope]))
@settings(max_examples=600, deadline=None)
def test_any_formula_gives_numbers_or_texts_or_a_plain_refusal(tree, make_scope):
    scope = make_scope()
    try:
        compiled = compile_formula(parse(show(tree)), scope)
        for frame in range(13):
            value = compiled(frame)
            assert isinstance(value, (float, str))
            scope.results.append(to_number(value))
    except FormulaError as error:
        assert error.problem


@pytest.mark.parametrize(
    "text",
    [
        *("__import__(f)", "__builtins__", "exec(1)", 'eval("1")', "os", "lambda: 1"),
        *("f.real", "(1).__class__", "S[0]", "{}", "f; f", "f\\x", "scope", "points", "FUNCTIONS"),
    ],
)
def test_a_formula_reaches_nothing_outside_itself(text):
    with pytest.raises(FormulaError):
        at(text, 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-0.0, "0"),
        (1 / 3, "0.3333333333333333"),
        (1e21, "1e+21"),
        (1.5e-7, "1.5e-7"),
        (123456789012345680000.0, "123456789012345680000"),
        (1e-6, "0.000001"),
        (math.nan, "NaN"),
        (-math.inf, "-Infinity"),
    ],
)
def test_numbers_become_texts_as_in_javascript(value, text):
    assert to_text(value) == text


def test_numbers_are_rounded_for_texts_as_in_javascript():
    assert [to_fixed(value, 5) for value in (1 / 64, -0.0, -1e-9, 2.5e21)] == [
        "0.01563",
        "0.00000",
        "-0.00000",
        "2.5e+21",
    ]
    assert [to_precision(value, 4) for value in (0.0, 0.125, 0.99996, 12345.0, 1e-7)] == [
        "0.000",
        "0.1250",
        "1.000",
        "1.235e+4",
        "1.000e-7",
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [("", 0), (" 12 ", 12), ("0x1F", 31), ("1e3", 1000), (".5", 0.5), ("Infinity", math.inf)],
)
def test_texts_become_numbers_as_in_javascript(text, number):
    assert to_number(text) == number
    assert math.isnan(to_number("1_0"))
    assert math.isnan(to_number("nan"))


class TestPatterns:
    """Patterns for labels."""

    atoms = st.sampled_from(["a", "b", "k", " ", ".", r"\d", r"\w", r"\s", r"\b", "[a-c]", "[^k]"])

    @staticmethod
    def larger(inner):
        repeats = st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{0,}", "*?"])
        return (
            st.tuples(inner, inner).map("".join)
            | st.tuples(inner, inner).map("(%s|%s)".__mod__)
            | st.tuples(inner, repeats).map("(?:%s)%s".__mod__)
            | inner.map("^{}".format)
            | inner.map("{}$".format)
        )

    @given(st.recursive(atoms, larger, max_leaves=8), st.text("abck d1", max_size=10))
    @settings(max_examples=400, deadline=None)
    def test_they_find_what_regular_expressions_find(self, pattern, text):
        expected = re.search(pattern.replace("$", r"\Z"), text, re.ASCII) is not None
        assert Pattern(pattern).found_in(text) is expected

    @pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(a*)*b", "(.*a){12}b", "a{1000}"])
    def test_they_cannot_run_away(self, pattern):
        assert not Pattern(pattern).found_in("a" * 400 + "!")

    @pytest.mark.parametrize(
        "pattern", ["(", ")", "[a", "*", "a{9999}", "(a{99}){99}", "(?=a)", r"\1", "\\", "[b-a]"]
    )
    def test_a_pattern_that_is_wrong_or_not_supported_is_refused(self, pattern):
        with pytest.raises(FormulaError, match="pattern"):
            Pattern(pattern)

    def test_special_characters_can_be_escaped(self):
        assert Pattern(r"^v=\x31\u0030\.\t[\]\-x]$").found_in("v=10.\t]")
        assert Pattern(r"{a}").found_in("{a}")
