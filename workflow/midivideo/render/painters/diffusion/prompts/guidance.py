"""Which texts steer one evaluation, and how much each counts.

Guidance starts from what the network would paint for the negative prompt and goes ``scale``
times the way to what it would paint for the positive one (Ho and Salimans 2022); with several
positive prompts, along the weighted sum of their ways (Liu et al. 2022, ``AND``):

    out = n + scale · Σ wᵢ (pᵢ - n)

That is a weighted sum of the network's answers whose weights add up to 1, whatever the network
predicts. So the same text on several places is asked once, and a text that counts nothing not at
all: at a scale of 1 there is no negative prompt, and in a cross-fade of two prompts with the same
negative one there are three answers, not four.

On the negative side A1111 reads ``AND`` as a word. Parseq writes cross-fades there, too
(``n: 0.7 AND m: 0.3``), and means what we do: the average of the answers, by their weights.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from midivideo.errors import UserError
from midivideo.render.painters.diffusion.prompts.conditions import Condition, conditions
from midivideo.render.painters.diffusion.prompts.sides import split_negative
from midivideo.render.painters.diffusion.prompts.stages import text_at

#: Below this a text's answer would change no pixel, and is not asked for.
_NOTHING = 1e-6

_EXTRA_NETWORK = re.compile(r"<(?:lora|lyco|hypernet):[^>]*>")


@dataclass(frozen=True)
class Term:
    """One text of an evaluation.

    Attributes:
        text: what :meth:`TextEncoder.encode` takes.
        factor: of the network's answer in the sum; the factors of an evaluation add up to 1.
    """

    text: str
    factor: float


@lru_cache(maxsize=4096)
def terms(prompt: str, scale: float, index: int = 0, steps: int = 1) -> tuple[Term, ...]:
    """The terms of one evaluation, negative ones first, each text once.

    Args:
        prompt: composed, ``positive --neg negative``, with ``AND`` and stages.
        scale: classifier-free guidance.
        index: evaluations that the frame had before.
        steps: the sampler's steps from pure noise.

    Raises:
        UserError: for a tag that A1111 reads as an order to load a network.
    """
    positive, negative = _sides(prompt)
    pull = scale * sum(condition.weight for condition in positive)
    factors: dict[str, float] = {}
    weighted = [(one, (1 - pull) * one.weight) for one in negative]
    weighted += [(one, scale * one.weight) for one in positive]
    for condition, factor in weighted:
        text = text_at(condition.text, index, steps)
        factors[text] = factors.get(text, 0.0) + factor
    return tuple(Term(*item) for item in factors.items() if abs(item[1]) > _NOTHING)


@lru_cache(maxsize=1024)
def _sides(prompt: str) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    """The conditions of both sides; the negative ones' weights add up to 1."""
    if (tag := _EXTRA_NETWORK.search(prompt)) is not None:
        raise UserError(
            "networks are not loaded from a prompt: name it in the config",
            key="prompt",
            value=tag[0],
            allowed="render.loras",
        )
    positive, negative = (conditions(side) for side in split_negative(prompt))
    total = sum(condition.weight for condition in negative)
    if abs(total) < _NOTHING:  # nothing is unwanted any more: the empty text
        return positive, (Condition(""),)
    return positive, tuple(Condition(one.text, one.weight / total) for one in negative)
