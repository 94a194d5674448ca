"""Checks of a document's formulas, each for itself (parseq.md 2)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from midivideo.errors import UserError
from midivideo.parseq.check.finding import Finding, error, frames_text, warning
from midivideo.parseq.document import row_value
from midivideo.parseq.errors import FormulaError
from midivideo.parseq.evaluate import Score, evaluate_part, formulas_of
from midivideo.parseq.functions import FUNCTIONS
from midivideo.parseq.functions.signature import OWN_SEED
from midivideo.parseq.javascript import to_text
from midivideo.parseq.parser import Formula, parse
from midivideo.parseq.tree import Call, Name, walk

#: What makes a formula draw an event anew at every keyframe.
_EVENT_NAMES = frozenset({"k", "active_keyframe", "prev_keyframe"})
_EVENT_FUNCTIONS = frozenset({"slide", "bez"})


def check_formulas(document: Mapping[str, Any]) -> tuple[list[Finding], Score]:
    """What is wrong with the formulas, and the values as far as they can be found.

    Frames whose formula fails hold NaN.

    Args:
        document: as ``load_document`` gives it.
    """
    score = Score(document)
    findings: list[Finding] = []
    for name in document["managedFields"]:
        findings += [*_check_field(score, name), *_check_bookends(score.rows, name)]
    return findings, score


def _check_field(score: Score, name: str) -> Iterator[Finding]:
    """Evaluate a field part by part; what a formula can't give is NaN."""
    scope = score.scope(name)
    score.values[name] = scope.results
    failed: set[int] = set()
    for start, end, text in formulas_of(score.rows, name):
        try:
            evaluate_part(score, scope, start, end, text)
        except UserError as problem:
            yield error("", str(problem))
            failed.update(range(len(scope.results), end))
            scope.results += [math.nan] * (end - len(scope.results))
        else:
            yield from _look_into(name, start, parse(text))
    yield from _check_numbers(name, scope.results, failed)


def _look_into(name: str, start: int, formula: Formula) -> Iterator[Finding]:
    """Doubtful parts of a formula that can be evaluated."""
    place = f"keyframes: frame {start}: {name}_i"
    if len(formula.readings) > 1:
        described = formula.ambiguity().described(formula.text)
        yield warning(place, f"{described} (all readings agree on these frames)")
    for call in _unseeded(formula):
        described = FormulaError(
            f"without a seed Parseq's {call.name} differs at every rendering", call.position
        ).described(formula.text)
        yield warning(place, described, "add s=1, or any other number")


def _unseeded(formula: Formula) -> Iterator[Call]:
    """Random functions that are called without their seed."""
    for node, _ in walk(formula.readings[0]):
        if not isinstance(node, Call) or node.name not in FUNCTIONS:
            continue
        for number, parameter in enumerate(FUNCTIONS[node.name].parameters):
            if parameter.default != OWN_SEED:
                continue
            given = len(node.arguments) > number
            if node.names is not None:
                given = any(key in parameter.names for key in node.names)
            if not given:
                yield node


def _check_numbers(name: str, values: list[float], failed: set[int]) -> Iterator[Finding]:
    wrong = [
        frame
        for frame, value in enumerate(values)
        if frame not in failed and not math.isfinite(value)
    ]
    if wrong:
        yield error(
            f"{name}: {frames_text(wrong)}",
            f"the formula gives {to_text(values[wrong[0]])}: this spoils the field's percentages",
            "make the formula give a number on every frame",
        )


def _check_bookends(rows: list[dict[str, Any]], name: str) -> Iterator[Finding]:
    """Outer rows without a value: Parseq puts one there, and event formulas fire on it."""
    parts = list(formulas_of(rows, name))
    for row, text in ((rows[0], parts[0][2]), (rows[-1], parts[-1][2])):
        if row_value(row, name) is None and _fires(text):
            yield warning(
                f"keyframes: frame {row['frame']}: {name}",
                "the row has no value, so Parseq puts the nearest row's there, and the formula "
                f"`{text}` fires here as at a real event",
                "write the neutral value into this row",
            )


def _fires(text: str) -> bool:
    """Whether a formula draws something anew at every keyframe; no, when it can't be read."""
    try:
        formula = parse(text)
    except FormulaError:
        return False
    return any(
        (isinstance(node, Name) and node.name in _EVENT_NAMES)
        or (isinstance(node, Call) and node.name in _EVENT_FUNCTIONS)
        for node, _ in walk(formula.readings[0])
    )
