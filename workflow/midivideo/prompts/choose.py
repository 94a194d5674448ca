"""Chooses a clip's prompts from the bank, and where they change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from midivideo.prompts.bank import load_bank
from midivideo.seeding import generator
from midivideo.settings.model import Prompts


@dataclass(frozen=True)
class Choice:
    """The texts of a clip, one for each part, the negative prompt, and the theme they are of."""

    texts: tuple[str, ...]
    negative: str
    theme: str | None


def choose(settings: Prompts, run_seed: int, clip: str, parts: int) -> Choice:
    """Draw a theme, and a text for each part of the clip; no text twice while there are others.

    ``prompts.text`` and ``prompts.negative`` of the settings come before the bank.

    Raises:
        UserError: for anything wrong in the bank or the settings.
    """
    bank = load_bank(settings.bank)
    dice = generator(run_seed, clip, "prompts")
    themes = bank.chosen(settings.theme)
    drawn = sorted(themes)[int(dice.integers(len(themes)))]
    theme = themes[drawn]
    name: str | None = drawn
    texts, negative = _sequence(theme.prompts, parts, dice), theme.negative
    if settings.text is not None:
        bank.check(settings.text, None, "prompts.text")
        texts, negative, name = [settings.text] * parts, "", None
    if settings.negative is not None:
        bank.check(settings.negative, None, "prompts.negative")
        negative = settings.negative
    first, *seeds = dice.integers(2**31, size=parts + 1).tolist()
    return Choice(
        texts=tuple(bank.expand(text, seed) for text, seed in zip(texts, seeds, strict=True)),
        negative=bank.expand(negative, first) if negative else "",
        theme=name,
    )


def _sequence(texts: Sequence[str], parts: int, dice: np.random.Generator) -> list[str]:
    """``parts`` texts in shuffled rounds, with no text right after itself."""
    chosen: list[str] = []
    while len(chosen) < parts:
        turn = [texts[int(index)] for index in dice.permutation(len(texts))]
        if chosen and len(turn) > 1 and turn[0] == chosen[-1]:
            turn.append(turn.pop(0))
        chosen += turn
    return chosen[:parts]
