"""Reads settings from files and text, merges them, and explains what is wrong with them."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from midivideo.errors import UserError
from midivideo.resources import find
from midivideo.settings.fields import Section
from midivideo.settings.model import Settings
from midivideo.yaml_text import parse_yaml_text, read_yaml


def load_settings(
    files: Iterable[str | os.PathLike[str]] = (), texts: Iterable[str] = ()
) -> Settings:
    """Settings from config files, then from YAML texts, each over what came before.

    Raises:
        UserError: naming the file, the key, the value, and what is allowed.
    """
    parts: list[tuple[str, dict[str, Any]]] = []
    for file in files:
        path = Path(file)
        if not path.is_file():
            raise UserError("there is no such config file", file=path)
        parts.append((str(path), _settings_in(read_yaml(path), str(path))))
    parts += [("--settings", parse_yaml(text, "--settings")) for text in texts]
    return validate(parts)


def validate(parts: Iterable[tuple[str, Mapping[str, Any]]]) -> Settings:
    """Merge ``(origin, settings)`` pairs, later over earlier, and check the result.

    ``origin`` is the file (or option) that the error message names for a wrong value.
    """
    parts = _with_deforum_settings(list(parts))
    merged: dict[str, Any] = {}
    for _, values in parts:
        merged = merge(merged, values)
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        first = error.errors()[0]
        key = _key_of(first["loc"], merged)
        origins = [origin for origin, values in parts if _has(values, key)]
        raise _explained(first, key, origins[-1] if origins else parts[-1][0]) from None


def _with_deforum_settings(
    parts: list[tuple[str, Mapping[str, Any]]],
) -> list[tuple[str, Mapping[str, Any]]]:
    """``parts`` with what the Deforum settings file says, just before the part that names it."""
    at, file = 0, None
    for number, (_, values) in enumerate(parts):
        section = merge({}, values).get("render")
        if isinstance(section, Mapping) and "deforum_settings" in section:
            at, file = number, section["deforum_settings"]
    if not isinstance(file, str):
        return parts

    from midivideo.deforum import read_deforum_settings

    if not find(file).is_file():
        origin = parts[at][0]
        raise UserError(
            "there is no such file", file=origin, key="render.deforum_settings", value=file
        )
    found = read_deforum_settings(file)
    said = (str(found.path), {"render": dict(found.render)})
    return [*parts[:at], said, *parts[at:]]


def parse_yaml(text: str, origin: str) -> dict[str, Any]:
    """A YAML mapping; empty text is an empty one."""
    return _settings_in(parse_yaml_text(text, origin), origin)


def _settings_in(values: Any, origin: str) -> dict[str, Any]:
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise UserError("settings are written as 'key: value'", file=origin, value=values)
    return values


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """``over`` laid over ``base``: mappings key by key, everything else as a whole.

    ``snakemake --config 'clip={fps: 30}'`` hands a nested value over as text: it is read here.
    """
    merged = dict(base)
    for key, value in over.items():
        if isinstance(value, str) and value.lstrip().startswith("{"):
            value = parse_yaml(value, f"--config {key[:100]}")
        if value is None and key != "instruments" and isinstance(merged.get(key), Mapping):
            continue  # a section whose every line is commented out
        if isinstance(value, Mapping) and isinstance(merged.get(key, {}), Mapping):
            merged[key] = merge(merged.get(key) or {}, value)
        else:
            merged[key] = value
    return {key: value for key, value in merged.items() if not _is_empty_section(key, value)}


def _is_empty_section(key: str, value: Any) -> bool:
    field = Settings.model_fields.get(key)
    return value is None and field is not None and _model_of(field.annotation) is not None


def _model_of(annotation: Any) -> type[Section] | None:
    """The settings model that a field holds, looked for inside unions and mappings."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_of(part))), None)


def _key_of(location: tuple[int | str, ...], merged: Mapping[str, Any]) -> tuple[str, ...]:
    """The user's keys in a pydantic location, without the names of union branches."""
    key: list[str] = []
    value: Any = merged
    for part in location:
        if isinstance(value, Mapping) and part in value:
            value = value[part]
        elif isinstance(value, (list, tuple)) and isinstance(part, int):
            value = value[part] if part < len(value) else None
        else:
            continue
        key.append(str(part))
    return tuple(key)


def _has(values: Any, key: tuple[str, ...]) -> bool:
    for part in key:
        if isinstance(values, Mapping) and part in values:
            values = values[part]
        else:
            return not isinstance(values, Mapping)
    return True


def _explained(error: Any, key: tuple[str, ...], origin: str) -> UserError:
    name = ".".join(key)
    if error["type"] == "extra_forbidden":
        known = _known_keys(key[:-1])
        near = difflib.get_close_matches(key[-1], known, n=1)
        hint = f", did you mean {near[0]}?" if near else ""
        return UserError(
            f"there is no such setting{hint}", file=origin, key=name, allowed=", ".join(known)
        )
    message = error["msg"].removeprefix("Value error, ")
    return UserError(
        "this value does not fit",
        file=origin,
        key=name,
        value=error["input"],
        allowed=message if error["type"] == "value_error" else _allowed(key),
    )


def _known_keys(section: tuple[str, ...]) -> list[str]:
    model: type[Section] = Settings
    for part in section:
        field = model.model_fields.get(part)
        inner = _model_of(field.annotation) if field else None
        model = inner or model
    return model.keys()


def _allowed(key: tuple[str, ...]) -> str:
    """What a setting's own schema says is allowed, as a short sentence."""
    schema = Settings.model_json_schema()
    node: dict[str, Any] = schema
    for part in key:
        node = _resolved(node, schema)
        by_pattern = list(node.get("patternProperties", {}).values())
        inner = next(
            (
                found
                for found in (node.get("properties", {}).get(part), *by_pattern, node.get("items"))
                if isinstance(found, dict)
            ),
            None,
        )
        if inner is None:
            break
        node = inner
    return _phrase(_resolved(node, schema), schema)


def _resolved(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in node:
        models = [part for part in node["anyOf"] if "$ref" in part or "items" in part]
        return _resolved(models[0], schema) if len(node["anyOf"]) == 2 and models else node
    return node


def _phrase(node: dict[str, Any], schema: dict[str, Any]) -> str:
    if "anyOf" in node:
        return " or ".join(filter(None, (_phrase(part, schema) for part in node["anyOf"])))
    if "const" in node:
        return str(node["const"])
    if "enum" in node:
        return ", ".join(map(str, node["enum"]))
    kinds = {
        "integer": "a whole number",
        "number": "a number",
        "boolean": "true or false",
        "string": "text",
        "null": "nothing (null)",
        "object": "keys and values",
    }
    if node.get("type") == "array":
        return f"a list of {_phrase(_resolved(node.get('items', {}), schema), schema) or 'values'}"
    text = kinds.get(node.get("type", ""), "")
    limits = (
        ("minimum", "from {}"),
        ("exclusiveMinimum", "above {}"),
        ("maximum", "up to {}"),
        ("exclusiveMaximum", "below {}"),
        ("multipleOf", "a multiple of {}"),
        ("pattern", "matching {}"),
    )
    return ", ".join(
        [text, *(words.format(node[limit]) for limit, words in limits if limit in node)]
    )
