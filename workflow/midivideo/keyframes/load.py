"""Reads mapping files and explains what is wrong with them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from midivideo.errors import UserError
from midivideo.files import sha256_of
from midivideo.keyframes import mapping as models
from midivideo.keyframes.expressions import Expression, NoFormula
from midivideo.keyframes.lengths import Length
from midivideo.keyframes.mapping import Curve, Flashes, Mapping, Sway, Velocity
from midivideo.manifest.fields import FIELDS
from midivideo.resources import RESOURCES, find
from midivideo.settings.model import DEFAULT_INSTRUMENTS, Instrument
from midivideo.yaml_text import read_yaml


@dataclass(frozen=True)
class NamedMapping:
    """A mapping, the name it goes by, and the hash of what it says (not of its comments)."""

    name: str
    file: Path
    sha256: str
    mapping: Mapping


def load_mapping(name_or_path: str, instruments: Collection[str] | None = None) -> NamedMapping:
    """A preset by its name (``house``, ``v2midi``), or a mapping file by its path.

    Args:
        name_or_path: of the mapping.
        instruments: names in the config; each layer must name one of them or of the mapping's
            own. None: any name will do.

    Raises:
        UserError: naming the file, the key, the value, and what is allowed.
    """
    path = mapping_file(name_or_path)
    values = _yaml(path)
    try:
        mapping = Mapping.model_validate(values)
    except ValidationError as error:
        raise _explained(error.errors(), path) from None
    _check_draws(mapping, path)
    if instruments is not None:
        # The built-in ones may be named even where the config takes them away: `kick: null`.
        known = {*DEFAULT_INSTRUMENTS, *instruments, *mapping.instruments}
        _check_instruments(mapping, sorted(known), path)
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
    values = read_yaml(path) or {}
    if not isinstance(values, dict):
        raise UserError("a mapping is written as 'key: value'", file=path, value=values)
    return values


def _check_draws(mapping: Mapping, path: Path) -> None:
    """Every draw that is named somewhere must be among the draws."""
    for key, name, formula in _names(mapping.fields, "fields"):
        if name not in mapping.draws:
            if formula is not None:
                raise UserError(formula.unknown(name, list(mapping.draws)), file=path, key=key)
            near = difflib.get_close_matches(name, mapping.draws, n=1)
            hint = f", did you mean {near[0]}?" if near else ""
            raise UserError(
                f"there is no draw of this name{hint}",
                file=path,
                key=key,
                value=name,
                allowed=f"a number, or one of the draws: {', '.join(mapping.draws) or 'none'}",
            )


def _check_instruments(mapping: Mapping, known: Sequence[str], path: Path) -> None:
    """Every instrument that a layer names must be known."""
    for field, curve in mapping.fields.items():
        for number, layer in enumerate(curve.layers):
            for name in layer.by:
                if name not in known:
                    key = f"fields.{field}.layers.{number}.by"
                    raise _unknown("instrument", name, known, path, key)


def _names(value: Any, key: str) -> Iterator[tuple[str, str, Expression | None]]:
    """Every place where a draw's name stands for a number: key, name, formula that it is in."""
    if isinstance(value, Length):
        if isinstance(value.amount, str):
            yield key, value.amount, None
    elif isinstance(value, Expression):
        names = sorted(value.names.difference(value.variables))
        yield from ((key, name, value) for name in names)
    elif isinstance(value, BaseModel):
        for field in type(value).model_fields:
            inner = getattr(value, field)
            if field in ("base", "amount", "to", "drift") and isinstance(inner, str):
                yield f"{key}.{field}", inner, None
            elif field == "base" and isinstance(inner, dict):
                named = ((k, v) for k, v in inner.items() if isinstance(v, str))
                yield from ((f"{key}.base.{painter}", name, None) for painter, name in named)
            else:
                yield from _names(inner, f"{key}.{field}")
    elif isinstance(value, (dict, tuple)):
        items: Iterable[tuple[Any, Any]] = (
            value.items() if isinstance(value, dict) else enumerate(value)
        )
        for part, inner in items:
            yield from _names(inner, f"{key}.{part}")


def _explained(errors: Sequence[Any], path: Path) -> UserError:
    """The first error as a sentence; a misspelt key before the one that is missing for it."""
    error = min(errors, key=lambda one: one["type"] != "extra_forbidden")
    location = error["loc"]
    key = _key(location)
    match error["type"]:
        case "extra_forbidden":
            return _unknown("key", location[-1], _siblings(location), path, key)
        case "missing":
            return UserError(
                f"{location[-1]} is missing", file=path, key=_key(location[:-1]) or None
            )
        case "union_tag_not_found":
            return UserError(
                "envelope is missing", file=path, key=key, allowed=", ".join(_ENVELOPES)
            )
        case "union_tag_invalid":
            return _unknown("envelope", error["ctx"]["tag"], _ENVELOPES, path, key)
    if location[0] == "fields" and location[-1] == "[key]":
        return _unknown("field", error["input"], FIELDS, path, key)
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, NoFormula):
        return UserError(str(cause), file=path, key=key)
    return UserError(
        "this value does not fit",
        file=path,
        key=key,
        value=error["input"],
        allowed=_ALLOWED.get(error["type"])
        or error["msg"].removeprefix("Value error, ").removeprefix("Input should be "),
    )


def _unknown(kind: str, name: Any, known: Iterable[str], path: Path, key: str) -> UserError:
    name = str(name)
    near = difflib.get_close_matches(name, list(known), n=1)
    hint = f", did you mean {near[0]}?" if near else ""
    return UserError(
        f"there is no such {kind}{hint}",
        file=path,
        key=key,
        value=None if key.endswith(name) else name,
        allowed=", ".join(known),
    )


def _key(location: tuple[Any, ...]) -> str:
    """The user's keys in a pydantic location, without its names for the branches of a union."""
    kept = [
        str(part)
        for before, part in zip((None, *location), location, strict=False)
        if not (isinstance(before, int) and part in _LAYERS)
        and not (isinstance(part, str) and _BRANCH.search(part))
    ]
    return ".".join(kept)


#: What pydantic puts into a location that is no key of the user's.
_BRANCH = re.compile(r"[\[\]]")
#: Its messages in the words of a YAML file.
_ALLOWED = {
    "tuple_type": "a list",
    "dict_type": "keys and values",
    "model_type": "keys and values",
    "string_type": "text",
    "string_pattern_mismatch": "a name of small letters, digits and _",
}
_LAYERS: dict[str, type[BaseModel]] = {
    "hold": models.Hold,
    "decay": models.Decay,
    "ramp": models.Ramp,
    "level": models.Level,
    "adsr": models.Adsr,
    models.FORMULA: models.Drawn,
}
#: What a mapping may call an envelope; a formula has no name.
_ENVELOPES = (*(name for name in _LAYERS if name != models.FORMULA), "or a formula")
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
