"""Checks of the prompts, and of the text that reaches Deforum (parseq.md 1.3, 1.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from midivideo.errors import UserError
from midivideo.parseq.check.finding import Finding, error, frames_text, warning
from midivideo.parseq.compose import SIDES, composed
from midivideo.parseq.evaluate import Score


def check_prompts(document: Mapping[str, Any], score: Score) -> list[Finding]:
    """What is wrong with the prompts and with every frame's text.

    Args:
        document: as ``load_document`` gives it.
        score: the evaluated fields.
    """
    prompts = document["prompts"]
    if not prompts["enabled"]:
        return []
    findings = list(_check_list(prompts))
    try:
        texts = composed(score) or []
    except UserError as problem:
        return [*findings, error("", str(problem))]
    silent = [frame for frame, text in enumerate(texts) if not text]
    if silent:
        findings.append(
            warning(f"prompts: {frames_text(silent)}", "no prompt counts here", "widen a range")
        )
    return [*findings, *check_texts(texts)]


def _check_list(prompts: Mapping[str, Any]) -> Iterator[Finding]:
    for number, prompt in enumerate(prompts["promptList"]):
        place = f"prompts.promptList[{number}]"
        if prompt.get("enabled") is False:
            yield warning(place, "Parseq ignores that a single prompt is disabled", "remove it")
        for side in SIDES:
            if prompt[side].count("${") > prompt[side].count("}"):
                yield error(f"{place}.{side}", "a `${` has no `}`", "close the formula")


def check_texts(texts: Sequence[str]) -> Iterator[Finding]:
    """Texts that Deforum refuses or takes for something else."""
    twice = [frame for frame, text in enumerate(texts) if text.count("--neg") > 1]
    if twice:
        yield error(
            f"deforum_prompt: {frames_text(twice)}",
            "`--neg` stands there more than once, which Deforum refuses",
            "move the negative words into the negative prompt",
        )
    ticks = [frame for frame, text in enumerate(texts) if "`" in text]
    if ticks:
        yield error(
            f"deforum_prompt: {frames_text(ticks)}",
            "Deforum evaluates text between back-ticks as maths",
            "remove the back-ticks",
        )
