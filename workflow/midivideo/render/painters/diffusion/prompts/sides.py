"""The two sides of a prompt: what is wanted, and after ``--neg`` what is not."""

from __future__ import annotations


def split_negative(prompt: str) -> tuple[str, str]:
    """``positive --neg negative`` as ``(positive, negative)``; without ``--neg`` that is empty.

    What follows a second ``--neg`` belongs to the negative side, too (deforum.md 1.9).
    """
    positive, *negative = (part.strip() for part in prompt.split("--neg"))
    return positive, " ".join(filter(None, negative))
