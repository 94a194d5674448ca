"""The figures as a Markdown table, for the documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ROWS = {
    "painted": "painted by the model",
    "untrained": "painted by the same model untrained (autoencoder trained)",
    "held_out": "drawn: held-out pictures of the same captions",
}


def table(found: Mapping[str, Any]) -> str:
    """Markdown of what ``measures.measure`` gives."""
    lines = [
        "| pictures | motif right | palette right | Fréchet distance |",
        "|---|---:|---:|---:|",
    ]
    for name, title in _ROWS.items():
        row = found[name]
        lines.append(
            f"| {title} | {row['motif']:.1%} | {row['palette']:.1%} | {row['frechet']:.2f} |"
        )
    chance = found["chance"]
    lines.append(f"| chance | {chance['motif']:.1%} | {chance['palette']:.1%} | |")
    manner = found["manner"]
    lines += [
        "",
        f"{found['pictures']} held-out captions, {manner['steps']} steps, "
        f"guidance {manner['scale']:g}; distances to {found['reference_pictures']} other held-out "
        "pictures. Motif and palette are what a small classifier sees, so the figures of drawn "
        "pictures are the most that it can find.",
        "",
    ]
    return "\n".join(lines)
