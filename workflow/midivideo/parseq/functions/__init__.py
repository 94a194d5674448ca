"""Every function of the language by name (parseq.md 2.5)."""

from __future__ import annotations

from midivideo.parseq.functions import (
    matches,
    maths,
    noise,
    oscillators,
    prompts,
    state,
    transitions,
)
from midivideo.parseq.functions.signature import Function

_MODULES = (oscillators, transitions, maths, matches, state, noise, prompts)
FUNCTIONS: dict[str, Function] = {
    function.name: function for module in _MODULES for function in module.FUNCTIONS
}
