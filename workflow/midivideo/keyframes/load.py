"""Reads mapping files and explains what is wrong with them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from midivideo.errors import UserError
from midivideo.files import sha256_of
from midivideo.keyframes import mapping as models
from midivideo.keyframes.lengths import Length
from midivideo.keyframes.mapping import Curve, Flashes, Mapping, Sway, Velocity
from midivideo.resources import RESOURCES, find
from midivideo.settings.model import Instrument


@dataclass(frozen=True)
class NamedMapping:
    """A mapping, the name it goes by, and the hash of what it says (not of its comments)."""

    name: str
    file: Path
    sha256: str
    mapping: Mapping


def load_mapping(name_or_path: str) -> NamedMapping:
    """A preset by its name (``house``, ``v2midi``), or a mapping file by its path.

    Raises:
        UserError: naming the file, the key, the value, and what is allowed.
    """
    path = mapping_file(name_or_path)
    values = _yaml(path)
    try:
        mapping = Mapping.model_validate(values)
    except ValidationError as error:
        raise _explained(error.errors()[0], values, path) from None
    _check_names(mapping, path)
    return NamedMapping(path.stem, path, sha256_of(values), mapping)


def mapping_file(name_or_path: str) -> Path:
    """Where a mapping lies: a shipped preset, or the user's own file.

    Raises:
        UserError: when there is neither, with the presets that there are.
    """
    presets = {path.stem: path for path in sorted((RESOURCES / "mappings").glob("*.yaml"))}
    if name_or_path in presets:
        return presets[name_or_path]
    path = find(name_or_path)
    if not path.is_file():
        near = difflib.get_close_matches(name_or_path, presets, n=1)
        hint = f", did you mean {near[0]}?" if near else ""
        raise UserError(
            f"there is no such mapping{hint}",
            key="mapping",
            value=name_or_path,
            allowed=f"{', '.join(presets)}, or the path of a mapping file",
        )
    return path


def _yaml(path: Path) -> dict[str, Any]:
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"this is not YAML: {' '.join(str(error).split())}", file=path) from None
    if not isinstance(values, dict):
        raise UserError("a mapping is written as 'key: value'", file=path, value=values)
    return values


def _check_names(mapping: Mapping, path: Path) -> None:
    """Every draw that is named somewhere must be among the draws."""
    for key, name in _names(mapping.fields, "fields"):
        if name not in mapping.draws:
            near = difflib.get_close_matches(name, mapping.draws, n=1)
            hint = f", did you mean {near[0]}?" if near else ""
            raise UserError(
                f"there is no draw of this name{hint}",
                file=path,
                key=key,
                value=name,
                allowed=f"a number, or one of the draws: {', '.join(mapping.draws) or 'none'}",
            )


def _names(value: Any, key: str) -> Iterator[tuple[str, str]]:
    """Every place where a draw's name stands instead of a number, as ``(key, name)``."""
    if isinstance(value, Length):
        if isinstance(value.amount, str):
            yield key, value.amount
    elif isinstance(value, BaseModel):
        for field in type(value).model_fields:
            inner = getattr(value, field)
            if field in ("base", "amount", "to", "drift") and isinstance(inner, str):
                yield f"{key}.{field}", inner
            elif field == "base" and isinstance(inner, dict):
                yield from ((f"{key}.base.{k}", v) for k, v in inner.items() if isinstance(v, str))
            else:
                yield from _names(inner, f"{key}.{field}")
    elif isinstance(value, (dict, tuple)):
        items: Iterable[tuple[Any, Any]] = (
            value.items() if isinstance(value, dict) else enumerate(value)
        )
        for part, inner in items:
            yield from _names(inner, f"{key}.{part}")


def _explained(error: Any, values: dict[str, Any], path: Path) -> UserError:
    key = [str(part) for part in error["loc"] if part not in _TAGS or error["loc"][-1] == part]
    name = ".".join(key)
    context = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            known = _siblings(error["loc"])
            near = difflib.get_close_matches(key[-1], known, n=1)
            hint = f", did you mean {near[0]}?" if near else ""
            return UserError(
                f"there is no such key{hint}", file=path, key=name, allowed=", ".join(known)
            )
        case "missing" | "union_tag_not_found":
            missing = "envelope" if error["type"] != "missing" else key.pop()
            return UserError(
                f"{missing} is missing",
                file=path,
                key=".".join(key),
                allowed=", ".join(_TAGS) if missing == "envelope" else None,
            )
        case "union_tag_invalid":
            return UserError(
                "there is no such envelope",
                file=path,
                key=name,
                value=context["tag"],
                allowed=", ".join(_TAGS),
            )
    message = error["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    value = error["input"] if isinstance(error["input"], (str, int, float, list)) else None
    return UserError("this value does not fit", file=path, key=name, value=value, allowed=message)


_LAYERS: dict[str, type[BaseModel]] = {
    "hold": models.Hold,
    "decay": models.Decay,
    "ramp": models.Ramp,
    "level": models.Level,
    "adsr": models.Adsr,
}
_TAGS = tuple(_LAYERS)
_SECTIONS: dict[str, type[BaseModel]] = {
    "sway": Sway,
    "velocity": Velocity,
    "flashes": Flashes,
    "instruments": Instrument,
    "fields": Curve,
}


def _siblings(location: tuple[Any, ...]) -> list[str]:
    """The keys that are allowed where pydantic met an unknown one."""
    for part in reversed(location[:-1]):
        model = _LAYERS.get(part) or _SECTIONS.get(part)
        if model is not None:
            return list(model.model_fields)
    return list(Mapping.model_fields)
