"""The three formats that Parseq's prompts have had, read as the latest (parseq.md 1.2)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from midivideo.errors import UserError
from midivideo.parseq.javascript import is_finite

File = str | os.PathLike[str] | None

_POSITIONS = ("append", "prepend", "template")
_OVERLAPS = ("none", "linear", "custom")


def prompts_v2(given: Any, last_frame: int, file: File = None) -> dict[str, Any]:
    """Prompts in format v2, every key filled in.

    Args:
        given: format v2, a single {positive, negative}, a list of prompts, or nothing, which
            leaves the prompts to others.
        last_frame: of the document, where prompts that say nothing else end.
        file: where they come from, for messages.

    Raises:
        UserError: for a value of the wrong kind, with its key.
    """
    if given is None:
        return _v2({"enabled": False, "promptList": []}, last_frame, file)
    if isinstance(given, list):
        first = given[0] if given and isinstance(given[0], Mapping) else {}
        enabled = first.get("enabled", True)
        return _v2({"enabled": enabled, "promptList": given}, last_frame, file)
    if not isinstance(given, Mapping):
        raise UserError("prompts are a JSON object or a list", file=file, key="prompts")
    if "promptList" not in given:
        single = {"positive": given.get("positive"), "negative": given.get("negative")}
        return _v2({"promptList": [single]}, last_frame, file)
    return _v2(given, last_frame, file)


def _v2(given: Mapping[str, Any], last_frame: int, file: File) -> dict[str, Any]:
    prompts = given["promptList"]
    if not isinstance(prompts, list):
        raise UserError("must be a list", file=file, key="prompts.promptList")
    position = given.get("commonPromptPos") or "append"
    if position not in _POSITIONS:
        raise UserError(
            "there is no such place",
            file=file,
            key="prompts.commonPromptPos",
            value=position,
            allowed=", ".join(_POSITIONS),
        )
    common = given.get("commonPrompt") or {}
    return {
        **given,
        "format": "v2",
        "enabled": bool(given.get("enabled", True)),
        "commonPrompt": _prompt(common, "Common", last_frame, "prompts.commonPrompt", file),
        "commonPromptPos": position,
        "promptList": [
            _prompt(prompt, f"Prompt {n + 1}", last_frame, f"prompts.promptList[{n}]", file)
            for n, prompt in enumerate(prompts)
        ],
    }


def _prompt(given: Any, name: str, last_frame: int, key: str, file: File) -> dict[str, Any]:
    """One prompt; without a range it counts on all frames."""
    if not isinstance(given, Mapping):
        raise UserError("a prompt is a JSON object", file=file, key=key, value=given)
    prompt = {
        **given,
        "name": given.get("name") or name,
        "positive": _text(given, "positive", key, file),
        "negative": _text(given, "negative", key, file),
        "allFrames": bool(given.get("allFrames", "from" not in given and "to" not in given)),
        "from": _frame(given, "from", 0, key, file),
        "to": _frame(given, "to", last_frame, key, file),
        "overlap": _overlap(given.get("overlap") or {}, f"{key}.overlap", file),
    }
    return prompt


def _text(given: Mapping[str, Any], side: str, key: str, file: File) -> str:
    text = given.get(side)
    if text is None:
        return ""
    if not isinstance(text, str):
        raise UserError("must be a text", file=file, key=f"{key}.{side}", value=text)
    return text


def _frame(given: Mapping[str, Any], name: str, default: int, key: str, file: File) -> int | float:
    frame = given.get(name, default)
    if not is_finite(frame):
        raise UserError("must be a number of frames", file=file, key=f"{key}.{name}", value=frame)
    return frame


def _overlap(given: Any, key: str, file: File) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise UserError("an overlap is a JSON object", file=file, key=key, value=given)
    kind = given.get("type", "none")
    if kind not in _OVERLAPS:
        raise UserError(
            "there is no such overlap",
            file=file,
            key=f"{key}.type",
            value=kind,
            allowed=", ".join(_OVERLAPS),
        )
    return {
        **given,
        "inFrames": _frame(given, "inFrames", 0, key, file),
        "outFrames": _frame(given, "outFrames", 0, key, file),
        "type": kind,
        "custom": str(given.get("custom", "prompt_weight_1")),
    }
