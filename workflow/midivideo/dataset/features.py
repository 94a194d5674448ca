"""The columns as the Hub and ``datasets`` write them in a card's front matter.

Without them ``datasets`` guesses the types of a shard's rows from the first few, and stops at
the first value where those had none.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

_NAMES = {pa.string(): "string", pa.float64(): "float64", pa.int64(): "int64", pa.bool_(): "bool"}


def shard_features(schema: pa.Schema) -> list[dict[str, Any]]:
    """The features of a sample: key, origin, video, MIDI file, and the row."""
    return [
        {"name": "__key__", "dtype": "string"},
        {"name": "__url__", "dtype": "string"},
        {"name": "mp4", "dtype": "video"},
        {"name": "mid", "dtype": "binary"},
        {"name": "json", "struct": [_named(field) for field in schema]},
    ]


def _named(field: pa.Field) -> dict[str, Any]:
    return {"name": field.name, **_typed(field.type)}


def _typed(kind: pa.DataType) -> dict[str, Any]:
    if pa.types.is_struct(kind):
        return {"struct": [_named(field) for field in kind]}
    if pa.types.is_list(kind):
        inner = _typed(kind.value_type)
        return {"list": inner.get("dtype") or inner.get("struct") or inner}
    return {"dtype": _NAMES[kind]}
