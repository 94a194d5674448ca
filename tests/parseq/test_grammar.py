"""Reading formulas: precedence, every reading of an `if`, places in messages, bounded work."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from midivideo.parseq.errors import FormulaError
from midivideo.parseq.lexer import KEYWORDS
from midivideo.parseq.parser import MAX_NESTING, parse
from midivideo.parseq.tree import (
    LEVELS,
    Binary,
    Boolean,
    Call,
    If,
    Name,
    Negation,
    Number,
    Text,
    show,
    walk,
)

names = st.from_regex(r"[a-zA-Z_][a-zA-Z_0-9]{0,8}", fullmatch=True).filter(
    lambda name: name not in KEYWORDS
)
numbers = st.builds(
    Number, st.floats(min_value=0, allow_infinity=False), st.sampled_from(["", "f", "s", "b"])
)
texts = st.builds(
    Text, st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n\t\b\f\r"\\'))
)
leaves = numbers | texts | st.builds(Boolean, st.booleans()) | st.builds(Name, names)
operators = st.sampled_from(sorted(set().union(*LEVELS)))


def nodes(inner):
    arguments = st.lists(inner, max_size=3).map(tuple)
    named = st.lists(st.tuples(names, inner), min_size=1, max_size=3)
    return (
        st.builds(Negation, inner)
        | st.builds(Binary, operators, inner, inner)
        | st.builds(If, inner, inner, st.none() | inner)
        | st.builds(Call, names, arguments, st.none())
        | st.builds(
            lambda name, pairs: Call(
                name, tuple(value for _, value in pairs), tuple(key for key, _ in pairs)
            ),
            names,
            named,
        )
    )


trees = st.recursive(leaves, nodes, max_leaves=20)


@given(trees)
@settings(max_examples=300, deadline=None)
def test_what_is_printed_reads_back_as_the_same_tree_and_only_that(tree):
    assert parse(show(tree)).readings == (tree,)


signs = [*"()=,+-*/%:^<>\"'#$!.;&|\\ \n", "==", "<=", "&&", "||"]
words = ["if ", " else ", "if(", "else(", "and", "or", "true", "f", "k", "S", "bez()", "sin(", "a="]
others = ["1", "2.5b", "1e5", '"x"', "é", "\0"]
pieces = st.sampled_from([*signs, *words, *others])
garbage = st.lists(pieces, max_size=60).map("".join) | st.text(max_size=80)


@given(garbage)
@settings(max_examples=400, deadline=None)
def test_random_text_is_read_or_refused_and_nothing_else_happens(text):
    try:
        formula = parse(text)
    except FormulaError as error:
        assert error.position is None or 0 <= error.position <= len(text)
    else:
        assert formula.readings


@pytest.mark.parametrize(
    "text",
    [
        "if 1 " * 55 + "1" + "+1" * 200,
        "if " * 5000,
        "(" * 5000,
        "-" * 5000,
        "f(" * 5000,
        "1+" * 9999 + "1",
        "if 1 1 else " * 400 + "1",
        "if 1 -1 " * 300,
        "f(if 1 1 + 1," * 50 + "1" + ")" * 50,
        "f(" + "if 1 2 + 3, " * 800 + "1)",
        "1" * 30_000,
        '"' + "\\" * 9999,
    ],
    ids=lambda text: text[:16],
)
def test_texts_built_to_take_long_or_go_deep_are_refused(text):
    with pytest.raises(FormulaError):
        parse(text)


def test_long_chains_and_deep_brackets_within_the_limits_are_read():
    assert sum(1 for _ in walk(parse("+".join(["f"] * 250)).tree)) == 499
    assert parse("(" * (MAX_NESTING - 1) + "f" + ")" * (MAX_NESTING - 1)).tree == Name("f")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("10-3-2", "10-(3-2)"),
        ("8/4/2", "8/(4/2)"),
        ("10%4*3", "10%(4*3)"),
        ("2^3*2", "2^(3*2)"),
        ("1<2<3", "1<(2<3)"),
        ("0 and 0 or 1", "0 and (0 or 1)"),
        ("1 or 0 == 0", "1 or (0 == 0)"),
        ("1 && 0 < 2", "1 && (0 < 2)"),
        ("-f^2", "(-f)^2"),
        ("1 -2", "1 - 2"),
        ('"a":2+1', '("a":2)+1'),
        ("if (f<3) -1 else 1", "if (f<3) (-1) else (1)"),
        ("if f (2) else 3", "if (f) (2) else (3)"),
        ("1 + if (f) 2 else 3", "1 + (if (f) (2) else (3))"),
    ],
)
def test_operators_group_as_in_parseq(text, same):
    assert parse(text).tree == parse(same).tree


@pytest.mark.parametrize(
    ("text", "position", "ways"),
    [
        (
            "1 + if (f<2) 3 else 4 * 5",
            4,
            ["1 + (if (f < 2) (3) else (4)) * 5", "1 + (if (f < 2) (3) else (4 * 5))"],
        ),
        (
            "if (1) if (0) 5 else 6",
            0,
            ["if (1) (if (0) (5)) else (6)", "if (1) (if (0) (5) else (6))"],
        ),
        (
            "if (k) -1 -2 else 3",
            0,
            ["if (k - 1) (-2) else (3)", "if (k) (-1 - 2) else (3)"],
        ),
    ],
)
def test_an_ambiguous_if_is_named_with_its_place_and_every_way_to_write_it(text, position, ways):
    error = parse(text).ambiguity()
    assert error.position == position
    for way in ways:
        assert f"`{way}`" in error.problem
        assert parse(way).tree in parse(text).readings


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("", 1, "empty"),
        ("- 5", 1, "no blank"),
        ("--5", 2, "expected a value"),
        ("f = 3", 3, "say `==`"),
        ("sin(10, a=2)", 10, "either all or none"),
        ("sin(p=10, 2)", 11, "all positional or all named"),
        ("bez( )", 6, "no blank"),
        ("if(1) 2", 3, "a blank must follow `if`"),
        ("if (1) 2 else(3)", 14, "a blank must follow `else`"),
        ("'x'", 1, "double quotes"),
        ('"x', 1, "closing quote"),
        ("1 ? 2", 3, "if (condition)"),
        (".5", 1, "digit on both sides"),
        ("max(1, (2)", 11, "not the end"),
        ("S + # half", 5, "comments"),
    ],
)
def test_a_message_names_the_character_and_what_to_do(text, place, hint):
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.position == place - 1
    assert hint in caught.value.problem
    assert caught.value.described(text).startswith(f"character {place} of `{text}`: ")
