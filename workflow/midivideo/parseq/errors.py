"""The error of one formula, before anyone knows which row and field it stands in."""

from __future__ import annotations

from collections.abc import Iterable

#: Characters of a problem; a name in it may be as long as a formula.
_MOST_SAID = 1500


class FormulaError(Exception):
    """A formula that can't be read or evaluated.

    Attributes:
        problem: what is wrong and, where it is known, how to mend it.
        position: the character of the formula, counted from 0; None where it is not known yet.
    """

    def __init__(self, problem: str, position: int | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.position = position

    def described(self, formula: str) -> str:
        """The problem with its place: ``character 5 of `1 +* 2`: …``, counted from 1."""
        shown = formula if len(formula) <= 120 else formula[:117] + "…"
        place = f"`{shown}`"
        if self.position is not None:
            place = f"character {self.position + 1} of {place}"
        problem = self.problem
        if len(problem) > _MOST_SAID:
            problem = problem[:_MOST_SAID] + "…"
        return f"{place}: {problem}"


def alternatives(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown ``name``: what is meant, or what there is."""
    from difflib import get_close_matches

    names = list(known)
    by_lower = {each.lower(): each for each in names}
    close = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.7)
    if close:
        return f"; do you mean `{by_lower[close[0]]}`?"
    return f"; there are {', '.join(names)}"
