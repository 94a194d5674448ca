"""What all fuzzing draws from: strange values, documents with changes, texts with damage."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from hypothesis import strategies as st

Draw = Any


class Input(NamedTuple):
    """One input: what kind of file it is (its name's ending), and the file's bytes."""

    kind: str
    data: bytes


def nested(depth: int, *, as_map: bool = False) -> Any:
    """A list in a list in a list, or a mapping in a mapping."""
    value: Any = 0
    for _ in range(depth):
        value = {"a": value} if as_map else [value]
    return value


# Deferred, so that no error message shows all that might have been drawn.
TEXTS: st.SearchStrategy[str] = st.deferred(lambda: _TEXTS)
NUMBERS: st.SearchStrategy[Any] = st.deferred(lambda: _NUMBERS)
STRANGE: st.SearchStrategy[Any] = st.deferred(lambda: _STRANGE)
_TEXTS = st.sampled_from(
    [
        *("", " ", "x", "a" * 3000, "0", "-1", "1e999", "1e999999999", "1/0", "NaN", "Infinity"),
        *("30000/1001", "0x1F", "9" * 5000, "null", "true", "..", "/etc/passwd", "~", "-o"),
        *("\ud800", "\x00", "\x1b[31m", "\u2028", "é", "鼓", "🥁", "a\nb", "a\tb", '"', "'", "\\"),
        *(
            "{clip}",
            "{{",
            "{a|b}",
            "{",
            "__colour__",
            "%s %(x)s",
            "${f}",
            "${",
            "`t`",
            "#",
            "--neg",
        ),
        *("$(touch gone)", "`touch gone`", "; touch gone", "{{ 7*7 }}", "{% for %}", "<script>"),
        *("=1+1", "@x", "0:(1)", "0:(t)", "0:(sin(t", "0: 1, 0: 2", "kick:1", "f(f(f(", "a AND b"),
        *("!!python/object/apply:os.system [x]", "&a [*a]", "*a", "<<", "2001-99-99", "0o9"),
    ]
) | st.text(max_size=12)
_NUMBERS = st.sampled_from(
    [
        *(0, -0.0, 1, -1, 2, 0.5, 1e-9, 5e-324, 1e308, -1e308, 1e16, 127, 10**9, 10**18),
        *(2**31, 2**53, 2**63, 2**64, -(2**63), 10**400, -(10**400)),
        *(float("nan"), float("inf"), float("-inf")),
    ]
) | st.integers(-300, 300)
_STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    NUMBERS,
    TEXTS,
    st.lists(NUMBERS | TEXTS, max_size=3),
    st.dictionaries(TEXTS, NUMBERS | TEXTS, max_size=2),
    st.sampled_from([[], {}, [[]], nested(60), nested(60, as_map=True)]),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to everything inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in inner:
        yield (*path, key)
        if isinstance(each, (dict, list)):
            yield from places(each, (*path, key))


@st.composite
def changed(
    draw: Draw, bases: Callable[[], Sequence[Any]], values: st.SearchStrategy[Any] = STRANGE
) -> Any:
    """One of the ``bases`` with a few of its parts replaced, taken away, doubled or moved."""
    document = copy.deepcopy(draw(st.sampled_from(bases())))
    for _ in range(draw(st.integers(0, 4))):
        where = list(places(document))
        if not where:
            break
        *path, key = draw(st.sampled_from(where))
        inside = document
        for part in path:
            inside = inside[part]
        match draw(st.sampled_from(["replace", "replace", "remove", "double", "move", "add"])):
            case "remove":
                del inside[key]
            case "double" if isinstance(inside, list):
                inside.insert(key, copy.deepcopy(inside[key]))
            case "move":
                *other, last = draw(st.sampled_from(where))
                found = document
                for part in other:
                    found = found[part] if part in _keys(found) else None
                if last in _keys(found):
                    inside[key] = copy.deepcopy(found[last])
            case "add" if isinstance(inside, dict):
                inside[draw(TEXTS)] = copy.deepcopy(draw(values))
            case _:
                inside[key] = copy.deepcopy(draw(values))
    return document


def _keys(value: Any) -> Any:
    if isinstance(value, dict):
        return value
    return range(len(value)) if isinstance(value, list) else ()


def as_json(document: Any) -> bytes:
    """A document as Python's own writer writes it, NaN and lone surrogates included."""
    return json.dumps(document, ensure_ascii=True).encode()


@st.composite
def damaged(
    draw: Draw, whole: st.SearchStrategy[bytes], pieces: Callable[[], Sequence[bytes]]
) -> bytes:
    """Bytes with nothing, or a few things, wrong: cut, put in, taken out, doubled, changed."""
    data = draw(whole)
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 1, 2, 5]))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.sampled_from([1, 1, 2, 4, 9, 40]))
        match draw(st.sampled_from(["cut", "take", "put", "double", "change", "change"])):
            case "cut":
                data = data[:at]
            case "take":
                data = data[:at] + data[at + length :]
            case "put":
                piece = draw(st.sampled_from(pieces()) | st.binary(max_size=6))
                data = data[:at] + piece + data[at:]
            case "double":
                data = data[: at + length] + data[at:]
            case _:
                piece = draw(st.binary(min_size=1, max_size=4))
                data = data[:at] + piece + data[at + len(piece) :]
    return data
