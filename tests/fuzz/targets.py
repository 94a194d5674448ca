"""What is fuzzed, by the name of its module, and where inputs are kept."""

from __future__ import annotations

from pathlib import Path

TARGETS = ("midi", "mapping", "manifest", "config")
CORPUS = Path(__file__).parent / "corpus"
