"""Variants ``{a|b}`` and wildcards ``__colour__`` in prompts, by dynamicprompts.

dynamicprompts passes an unknown wildcard through and stumbles over ``%``, ``#`` and ``$``; here
each is an error that says where.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from midivideo.errors import UserError

_WILDCARD = re.compile(r"__(.+?)__")
_LONE_DOLLAR = re.compile(r"(?<!\$)\$(?!\$)")
#: What would mean something to dynamicprompts, to Deforum or to Parseq that nobody meant here.
_FORBIDDEN = {
    "%": "dynamicprompts takes % for a command",
    "#": "dynamicprompts takes # for the start of a comment",
    "`": "Deforum evaluates text between back-ticks as maths",
    "--neg": "negative prompts have a place of their own: negative",
    "${": "Parseq evaluates ${…} as a formula",
    "\n": "a prompt is one line",
}


def wildcard_names(folder: Path) -> list[str]:
    """Names of the wildcards in a folder: ``colour`` for ``colour.txt``."""
    files = sorted(folder.rglob("*.txt"))
    return [file.relative_to(folder).with_suffix("").as_posix() for file in files]


def check(text: str, wildcards: Sequence[str], file: Path | None, key: str) -> None:
    """Make sure that a prompt can be expanded, and that no consumer reads more into it.

    Args:
        text: a prompt with variants and wildcards.
        wildcards: the names that there are.
        file: where the prompt stands, for the message.
        key: and under which key.

    Raises:
        UserError: for what is forbidden, an unknown wildcard, or braces that don't match.
    """
    for sign, why in _FORBIDDEN.items():
        if sign in text:
            raise UserError(f"{sign!r} can't be used in a prompt: {why}", file=file, key=key)
    if _LONE_DOLLAR.search(text):
        raise UserError(
            "'$' can't be used in a prompt: dynamicprompts takes $ for a variable",
            file=file,
            key=key,
        )
    if not _braces_match(text):
        raise UserError("the braces of {a|b} don't match", file=file, key=key, value=text)
    for name in _WILDCARD.findall(text):
        if name not in wildcards:
            raise UserError(
                "there is no such wildcard",
                file=file,
                key=key,
                value=f"__{name}__",
                allowed=", ".join(f"__{one}__" for one in wildcards)
                or "none, as the bank has no file wildcards/NAME.txt",
            )


def _braces_match(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0


def expand(text: str, folder: Path, seed: int) -> str:
    """A checked prompt with every variant and wildcard chosen; the same seed chooses the same.

    Args:
        text: a prompt that :func:`check` let pass.
        folder: of the wildcard files, whose lines it let pass, too.
        seed: of the choice.

    Raises:
        UserError: for variants that dynamicprompts can't read.
    """
    from dynamicprompts.generators import RandomPromptGenerator
    from dynamicprompts.wildcards import WildcardManager

    generator = RandomPromptGenerator(WildcardManager(folder), seed=seed)
    try:
        (result,) = generator.generate(text, 1)
    except Exception as error:
        raise UserError(f"this prompt can't be expanded: {error}", value=text) from error
    return " ".join(str(result).split())
