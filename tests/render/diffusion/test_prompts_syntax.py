"""A1111's prompt syntax, from a frame's text to what steers one evaluation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from midivideo.errors import UserError
from midivideo.render.painters.diffusion.prompts import Term, split_negative, terms
from midivideo.render.painters.diffusion.prompts.conditions import Condition, conditions
from midivideo.render.painters.diffusion.prompts.emphasis import Weighted, sections
from midivideo.render.painters.diffusion.prompts.stages import text_at


def test_neg_splits_prompts_as_in_deforum(shared: Path) -> None:
    for case in json.loads((shared / "golden/deforum/prompts.json").read_text()):
        if "`" not in case["prompt"]:  # maths is Deforum's, and done before
            expected = (case["positive"].strip(), case["negative"].strip())
            assert split_negative(case["prompt"]) == expected


@pytest.mark.parametrize(
    ("prompt", "sides"),
    [
        ("", ("", "")),
        ("--neg rain", ("", "rain")),
        ("a--neg b", ("a", "b")),
        ("a --neg b --neg c", ("a", "b c")),
    ],
)
def test_every_prompt_has_two_sides(prompt: str, sides: tuple[str, str]) -> None:
    assert split_negative(prompt) == sides


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a cat", [("a cat", 1.0)]),
        ("a cat AND a dog", [("a cat", 1.0), ("a dog", 1.0)]),
        ("a cat :0.7 AND a dog:1.3", [("a cat", 0.7), ("a dog", 1.3)]),
        ("a: 0.7000 AND b: 0.3000", [("a", 0.7), ("b", 0.3)]),
        (": 1 AND : 0.5", [("", 1.0), ("", 0.5)]),
        ("a: 0.000 AND b: 1.000", [("a", 0.0), ("b", 1.0)]),
        ("a :-.5 AND b :+2.", [("a", -0.5), ("b", 2.0)]),
        ("(a cat:1.2) AND b", [("(a cat:1.2)", 1.0), ("b", 1.0)]),
        ("SAND and LAND", [("SAND and LAND", 1.0)]),
        ("ratio 3:2 of it", [("ratio 3:2 of it", 1.0)]),
        ("two\nlines :0.5", [("two\nlines", 0.5)]),
    ],
)
def test_and_separates_conditions_with_weights(text: str, expected: list) -> None:
    assert conditions(text) == tuple(Condition(*one) for one in expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", [[("plain", 1.0)]]),
        ("", [[]]),
        ("a (b) c", [[("a ", 1.0), ("b", 1.1), (" c", 1.0)]]),
        ("((a))", [[("a", 1.1 * 1.1)]]),
        ("[a] b", [[("a", 1 / 1.1), (" b", 1.0)]]),
        ("(a:1.3)", [[("a", 1.3)]]),
        ("(a: .5 )b", [[("a", 0.5), ("b", 1.0)]]),
        ("(a (b:2) c:1.5)", [[("a ", 1.5), ("b", 3.0), (" c", 1.5)]]),
        ("([a])", [[("a", 1 / 1.1 * 1.1)]]),
        (r"\(a\) \[b\] \\", [[("(a) [b] \\", 1.0)]]),
        ("(a", [[("a", 1.1)]]),
        ("a) b", [[("a) b", 1.0)]]),
        ("a:1.3) b", [[("a:1.3) b", 1.0)]]),
        ("3:2 (wide)", [[("3:2 ", 1.0), ("wide", 1.1)]]),
        ("a BREAK b", [[("a", 1.0)], [("b", 1.0)]]),
        ("(a BREAK b:2)", [[("a", 2.0)], [("b", 2.0)]]),
        ("BREAKFAST", [[("BREAKFAST", 1.0)]]),
        ("a\nb", [[("a\nb", 1.0)]]),
    ],
)
def test_brackets_weigh_what_they_hold(text: str, expected: list) -> None:
    found = [[(piece.text, pytest.approx(piece.weight)) for piece in one] for one in sections(text)]
    assert found == expected


def test_pieces_are_plain_data() -> None:
    assert sections("a") == [[Weighted("a")]]


@pytest.mark.parametrize(
    ("text", "by_index"),
    [
        ("a [cat:dog:2] x", ["a cat x", "a cat x", "a dog x", "a dog x"]),
        ("a [cat:dog:.5]", ["a cat", "a cat", "a dog", "a dog"]),
        ("[cat:dog:1.0]", ["cat", "cat", "cat", "cat"]),
        ("[cat:dog:1]", ["cat", "dog", "dog", "dog"]),
        ("[cat:dog:0]", ["dog", "dog", "dog", "dog"]),
        ("[dog:2]", ["", "", "dog", "dog"]),
        ("[cat::2]", ["cat", "cat", "", ""]),
        ("[a|b|c]", ["a", "b", "c", "a"]),
        ("[[a:b:1]:c:2]", ["a", "b", "c", "c"]),
        ("[(a:1.2):b:2]", ["(a:1.2)", "(a:1.2)", "b", "b"]),
        ("[a] (b:1.3)", ["[a] (b:1.3)"] * 4),
        ("[a [b|c]]", ["[a b]", "[a c]", "[a b]", "[a c]"]),
        (r"\[a:b:2\]", [r"\[a:b:2\]"] * 4),
        (r"[a\:x:b:2]", [r"a\:x", r"a\:x", "b", "b"]),
        ("[a:b:often]", ["[a:b:often]"] * 4),
        ("[x [a:b:2]", ["[x a", "[x a", "[x b", "[x b"]),
        ("a] [b", ["a] [b"] * 4),
    ],
)
def test_stages_change_the_text_while_a_picture_is_sampled(text: str, by_index: list[str]) -> None:
    assert [text_at(text, index, 4) for index in range(4)] == by_index


def test_guidance_goes_from_the_negative_to_the_positive_prompt() -> None:
    assert terms("cat --neg blurry", 7.0) == (Term("blurry", -6.0), Term("cat", 7.0))


def test_without_a_negative_prompt_guidance_starts_from_the_empty_text() -> None:
    assert terms("cat", 7.0) == (Term("", -6.0), Term("cat", 7.0))


def test_a_cross_fade_asks_for_each_text_once() -> None:
    prompt = "a: 0.7500 AND b: 0.2500 --neg n: 0.7500 AND n: 0.2500"
    assert terms(prompt, 8.0) == (Term("n", -7.0), Term("a", 6.0), Term("b", 2.0))


def test_negative_prompts_fade_by_their_weights() -> None:
    prompt = "a: 0.5 AND b: 0.5 --neg n: 0.75 AND m: 0.25"
    assert terms(prompt, 5.0)[:2] == (Term("n", -3.0), Term("m", -1.0))


def test_negative_prompts_are_averaged_whatever_their_weights_add_up_to() -> None:
    assert terms("a --neg n: 3 AND m: 1", 5.0)[:2] == (Term("n", -3.0), Term("m", -1.0))


def test_texts_of_no_weight_are_not_asked_for() -> None:
    prompt = "a: 1.000 AND b: 0.000 --neg n: 1.000 AND m: 0.000"
    assert terms(prompt, 7.0) == (Term("n", -6.0), Term("a", 7.0))


def test_negative_prompts_that_all_weigh_nothing_are_the_empty_text() -> None:
    assert terms("a --neg n: 0.0 AND m: 0.0", 7.0) == (Term("", -6.0), Term("a", 7.0))


def test_empty_texts_may_be_weighted() -> None:
    # out = e + 2 (1 (c - e) + 0.5 (e - e))
    assert terms("cat: 1 AND : 0.5", 2.0) == (Term("", -1.0), Term("cat", 2.0))


def test_at_a_scale_of_1_only_the_prompt_counts() -> None:
    assert terms("a: 0.3333 AND b: 0.6667 --neg n", 1.0) == (
        Term("a", 0.3333),
        Term("b", 0.6667),
    )


@pytest.mark.parametrize(
    "prompt", ["a", "a :0.5 --neg n", "a :2 AND b :-1 --neg n", "a AND a --neg a", ""]
)
@pytest.mark.parametrize("scale", [0.0, 1.0, 7.5])
def test_factors_of_an_evaluation_add_up_to_one(prompt: str, scale: float) -> None:
    assert sum(term.factor for term in terms(prompt, scale)) == pytest.approx(1.0)


def test_stages_are_read_at_each_evaluation_of_a_frame() -> None:
    texts = [terms("[cat:dog:.2] --neg [x|y]", 7.0, index, 15) for index in range(4)]
    assert [[term.text for term in each] for each in texts] == [
        ["x", "cat"],
        ["y", "cat"],
        ["x", "cat"],
        ["y", "dog"],
    ]


def test_a_lora_tag_in_a_prompt_is_refused_and_told_where_it_belongs() -> None:
    with pytest.raises(UserError, match=r"<lora:ink:0.8>.*render\.loras"):
        terms("a cat <lora:ink:0.8>", 7.0)
    assert len(terms("a <b> cat --neg <e>", 7.0)) == 2
