"""Variants ``{a|b}`` and wildcards ``__colour__`` in prompts, by dynamicprompts.

dynamicprompts passes an unknown wildcard through and stumbles over ``%``, ``#`` and ``$``; here
each is an error that says where.
"""

from __future__ import annotations

import re
from pathlib import Path

from midivideo.errors import UserError

_WILDCARD = re.compile(r"__(.+?)__")
#: What would mean something to dynamicprompts, to Deforum or to Parseq that nobody meant here.
_FORBIDDEN = {
    "%": "dynamicprompts takes % for a command",
    "#": "dynamicprompts takes # for the start of a comment",
    "`": "Deforum evaluates text between back-ticks as maths",
    "--neg": "negative prompts have a place of their own: negative",
    "${": "Parseq evaluates ${…} as a formula",
    "\n": "a prompt is one line",
}


def check(text: str, wildcards: Path, file: Path | None, key: str) -> None:
    """Make sure that a prompt can be expanded, and that no consumer reads more into it.

    Args:
        text: a prompt with variants and wildcards.
        wildcards: the folder of wildcard files.
        file: where the prompt stands, for the message.
        key: and under which key.

    Raises:
        UserError: for what is forbidden, an unknown wildcard, or braces that don't match.
    """
    for sign, why in _FORBIDDEN.items():
        if sign in text:
            raise UserError(f"{sign!r} can't be used in a prompt: {why}", file=file, key=key)
    depth = 0
    for sign in text:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            break
    if depth:
        raise UserError("the braces of {a|b} don't match", file=file, key=key, value=text)
    known = sorted(
        path.relative_to(wildcards).with_suffix("").as_posix() for path in wildcards.rglob("*.txt")
    )
    for name in _WILDCARD.findall(text):
        if name not in known:
            raise UserError(
                "there is no such wildcard",
                file=file,
                key=key,
                value=f"__{name}__",
                allowed=", ".join(f"__{one}__" for one in known) or f"files in {wildcards}",
            )


def expand(text: str, wildcards: Path, seed: int) -> str:
    """The prompt with every variant and wildcard chosen; the same seed chooses the same.

    Raises:
        UserError: when a wildcard's own entries can't be expanded.
    """
    from dynamicprompts.generators import RandomPromptGenerator
    from dynamicprompts.wildcards import WildcardManager

    generator = RandomPromptGenerator(WildcardManager(wildcards), seed=seed)
    try:
        (result,) = generator.generate(text, 1)
    except Exception as error:
        raise UserError(f"this prompt can't be expanded: {error}", value=text) from error
    result = " ".join(str(result).split())
    check(result, wildcards, None, "prompts")
    if left := _WILDCARD.search(result):
        raise UserError("a wildcard is left over", value=left.group())
    return result
