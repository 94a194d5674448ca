"""Chooses a clip's prompts from the bank, and where they change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from midivideo.prompts.bank import load_bank
from midivideo.prompts.template import check, expand
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
    name = sorted(themes)[int(dice.integers(len(themes)))]
    theme = themes[name]
    if settings.text is not None:
        check(settings.text, bank.wildcards, None, "prompts.text")
        texts: Sequence[str] = (settings.text,) * parts
    else:
        texts = _sequence(theme.prompts, parts, dice)
    negative = theme.negative if settings.text is None else ""
    if settings.negative is not None:
        check(settings.negative, bank.wildcards, None, "prompts.negative")
        negative = settings.negative
    seeds = dice.integers(2**31, size=parts + 1).tolist()
    return Choice(
        tuple(
            expand(text, bank.wildcards, seed) for text, seed in zip(texts, seeds[1:], strict=True)
        ),
        expand(negative, bank.wildcards, seeds[0]) if negative else "",
        None if settings.text is not None else name,
    )


def _sequence(texts: Sequence[str], parts: int, dice) -> list[str]:
    """``parts`` texts in shuffled rounds, with no text right after itself."""
    chosen: list[str] = []
    while len(chosen) < parts:
        turn = [texts[int(index)] for index in dice.permutation(len(texts))]
        if chosen and len(turn) > 1 and turn[0] == chosen[-1]:
            turn.append(turn.pop(0))
        chosen += turn
    return chosen[:parts]
