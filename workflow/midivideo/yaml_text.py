"""Reads YAML that other people wrote: plain values, or one sentence on what is wrong.

PyYAML's safe loader runs nobody's code, but it repeats what an alias names as often as it is
named (ten lines can mean 10**9 values), goes as deep as Python's stack, and fails in a dozen ways.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml

from midivideo.errors import UserError

#: Far more than any settings, mapping or theme says; the loader reads a few 100 kB a second.
MOST_BYTES = 2 * 2**20
#: Values in a document, with everything that aliases repeat.
MOST_VALUES = 200_000
_MOST_DIGITS = 400
#: Values that YAML has and JSON has not. (Dates are used.)
_ODD_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("binary", "set", "omap", "pairs")}
#: Lists and mappings inside each other.
MOST_LEVELS = 40


def read_yaml(path: str | os.PathLike[str]) -> Any:
    """The value in a YAML file; None where it is empty.

    Raises:
        UserError: naming the file, when it is missing, too large, or no YAML.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError(
                f"this is too large ({path.stat().st_size / 1e6:,.0f} MB; "
                f"at most {MOST_BYTES / 1e6:.0f} MB are read)",
                file=path,
            )
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UserError(f"this is not UTF-8 text: {error}", file=path) from None
    except OSError as error:
        raise UserError(f"it can't be read: {error.strerror}", file=path) from None
    return parse_yaml_text(text, path)


def parse_yaml_text(text: str, origin: str | os.PathLike[str]) -> Any:
    """The value of a YAML text; None where it is empty.

    Args:
        text: one document.
        origin: the file or option it comes from, for messages.

    Raises:
        UserError: naming the origin.
    """
    loader = None
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            return None
        _check(node, origin)
        return loader.construct_document(node)
    except UserError:
        raise
    except RecursionError:
        raise _too_deep(origin) from None
    except Exception as error:  # `!!timestamp x` and the like raise whatever they meet
        problem = " ".join(str(error).split())[:300]
        raise UserError(f"this is not YAML: {problem}", file=origin) from None
    finally:
        if loader is not None:
            loader.dispose()


def _check(node: yaml.Node, origin: str | os.PathLike[str]) -> None:
    """Refuse what would grow beyond measure, and texts that no file can hold."""
    sizes: dict[int, int] = {}

    def size(node: yaml.Node, level: int) -> int:
        if level > MOST_LEVELS:
            raise _too_deep(origin)
        if id(node) in sizes:
            return sizes[id(node)]
        if node.tag in _ODD_TAGS:
            raise ValueError(f"{node.tag.rpartition(':')[2]} is no value that is used here")
        if isinstance(node, yaml.ScalarNode):
            _check_scalar(node)
            return 1
        parts = node.value
        if isinstance(node, yaml.MappingNode):
            parts = [part for pair in node.value for part in pair]
        total = 1 + sum(size(part, level + 1) for part in parts)
        if total > MOST_VALUES:
            raise UserError(
                f"this means more than {MOST_VALUES:,} values, with all that its aliases repeat",
                file=origin,
            )
        sizes[id(node)] = total
        return total

    size(node, 0)


def _check_scalar(node: yaml.ScalarNode) -> None:
    node.value = _in_whole_characters(node.value)
    if node.tag.endswith(":int") and len(node.value) > _MOST_DIGITS:
        raise ValueError("a number of so many digits is too long")


def _in_whole_characters(text: str) -> str:
    """The text of two escapes for one emoji, which JSON writes, and JSON is YAML, too."""
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise ValueError('there is half of a character, such as "\\ud800"') from None


def _too_deep(origin: str | os.PathLike[str]) -> UserError:
    return UserError(
        f"there are more than {MOST_LEVELS} lists and mappings inside each other", file=origin
    )
