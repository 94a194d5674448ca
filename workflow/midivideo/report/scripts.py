"""Data as script files: all that a page on disk may load beside pictures and videos."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from midivideo.files import write_text


def script(name: str, value: Any) -> str:
    """JavaScript that hands ``value`` to the page under ``name``.

    Pure ASCII, so that neither the page's encoding nor a file name that is no UTF-8 matters.
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return f"midivideo.take({json.dumps(name)},{text});\n"


def write_changed(path: Path, text: str, *, durable: bool = True) -> bool:
    """Write ``text`` unless the file says it already; return whether it was written."""
    if path.is_file() and path.read_bytes() == text.encode():
        return False
    write_text(path, text, durable=durable)
    return True


def short(value: float) -> float | int:
    """A number with four significant digits, whole ones without a decimal point."""
    rounded = float(f"{value:.4g}")
    return int(rounded) if rounded.is_integer() else rounded
