"""What a motif is: a material, a finer material on it, the space that they lie in, its colours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Motif:
    """How a motif is drawn.

    Attributes:
        base: texture of the large forms.
        detail: texture laid over them.
        space: how the textures lie in the picture (see ``spaces``).
        scale: tiles of the base over the short side.
        fine: tiles of the detail over the short side.
        weight: how strongly the detail shows, 0 to 1.
        bend: how far slow noise displaces the base, in tiles.
        glow: light from the middle (above 0) or dark (below 0).
        gamma: tone curve; above 1 is darker.
        palettes: sRGB anchors to choose from where the prompt names no colour.
    """

    base: str
    detail: str
    space: str
    scale: float
    fine: float
    weight: float
    bend: float
    glow: float
    gamma: float
    palettes: tuple[str, ...]

    def colours(self, choice: int) -> tuple[str, ...]:
        """One of the motif's palettes, as sRGB codes."""
        return tuple(self.palettes[choice % len(self.palettes)].split())


MOTIFS: dict[str, Motif] = {
    "nebula": Motif("nebula", "starfield", "plane", 0.62, 1.5, 0.34, 0.03, 0.25, 0.85,
        ("6a2bd0 ff4f9a 1fb8e0 ffb45a", "1f4fd0 b02fd0 ff7a5a", "0f9aa0 5f3fd0 f5a040")),
    "stars": Motif("starfield", "nebula", "plane", 0.60, 1.3, 0.35, 0.03, 0.15, 0.8,
        ("1a3fb0 7f5ff0 f5c060", "0f7aa8 3f3fd0 ffa0c0")),
    "clouds": Motif("cloud", "cloud", "plane", 0.55, 1.5, 0.20, 0.03, 0.20, 0.85,
        ("5f9fe8 f7a98a b98af0", "4f7fd8 ffcf9a e87fa0", "6f7fb0 f0d8c0 3f4f8f")),
    "ocean": Motif("waves", "ripples", "horizon", 0.75, 1.7, 0.28, 0.03, 0.30, 1.00,
        ("0b6fb8 12c2c0 f5d08a", "0a4f9a 2ad6c8 ff9a7a")),
    "ripples": Motif("ripples", "waves", "plane", 0.70, 1.9, 0.22, 0.03, 0.10, 1.00,
        ("0b8fa8 4f5fe0 c8f0e0", "1f5fb0 b04fd0 f0c0d0")),
    "abyss": Motif("bubbles", "ripples", "plane", 0.75, 1.5, 0.24, 0.04, 0.30, 1.0,
        ("0a5fa8 12d0c0 b04ff0", "0f3f9a ff6fa8 2ae0d0")),
    "crystal": Motif("facets", "facets", "plane", 0.55, 1.5, 0.28, 0.015, 0.20, 1.00,
        ("6a3fe0 2ad0f0 ff6fc0", "0fb0c0 7f6ff0 f5e0a0", "d04fb0 5f4ff0 6fe0f0")),
    "ice": Motif("frost", "facets", "plane", 0.60, 1.6, 0.25, 0.02, 0.20, 0.85,
        ("4fa8e8 9fe4ff 6f7ff0", "2f7fd0 b0f0f0 c0a0f0")),
    "city": Motif("blocks", "blocks", "mirror", 0.34, 0.75, 0.12, 0.004, 0.25, 0.80,
        ("ff2079 08c7fe 7122fa f5b300", "1fd0e0 f02fa0 3f3fe0", "ff7a2f e02f8a 2f4fe0")),
    "circuit": Motif("circuit", "blocks", "plane", 0.60, 1.3, 0.30, 0.010, 0.25, 0.95,
        ("0fd09a 1f8ff0 c0f04f", "14c8f0 a03ff0 f0508f", "ff8a1f 1fb0d0 f0e04f")),
    "ink": Motif("ink", "ink", "plane", 0.50, 1.5, 0.24, 0.08, 0.05, 0.95,
        ("1f4fb8 e0487f f2c879", "2a2f9a 12a8a8 f08060", "7a1f8a f0a040 1f8fb0")),
    "silk": Motif("silk", "silk", "plane", 0.50, 1.4, 0.20, 0.08, 0.10, 1.00,
        ("c02f6f f0a070 5f2fb0", "2f6fd0 a0d0f0 7f3fd0")),
    "forest": Motif("bark", "leaves", "plane", 0.60, 1.2, 0.55, 0.02, 0.30, 0.95,
        ("1f8f4f a8c83f f0c860 0f5f6f", "2f7f3f e08f3f 0f6f7f")),
    "jungle": Motif("leaves", "leaves", "plane", 0.60, 1.6, 0.30, 0.03, 0.25, 1.05,
        ("14a04f b8d82f 0f7f8f", "0f8f5f f0b83f d04f7f")),
    "lava": Motif("cracks", "cracks", "plane", 0.60, 1.6, 0.28, 0.03, 0.20, 0.85,
        ("f03f0f ffb01f 8a0f1f", "ff5a1f f0d03f b01f5f")),
    "fire": Motif("flames", "cracks", "plane", 0.65, 1.7, 0.22, 0.06, 0.25, 1.10,
        ("ff4f0f ffc21f c0101f", "f0301f ff9a1f 8f1f6f")),
    "aurora": Motif("curtain", "starfield", "plane", 0.60, 1.5, 0.22, 0.04, 0.15, 0.90,
        ("12d08a 2f8ff0 a03ff0", "1fe0c0 5f5ff0 f04fa0")),
    "mandala": Motif("petals", "scales", "kaleido8", 0.75, 1.3, 0.20, 0.02, 0.35, 0.95,
        ("d02f8f f5a81f 3f3fd0 12b8a8", "f0502f f5c83f 7f2fb0 1fa8c0")),
    "lotus": Motif("petals", "ripples", "kaleido6", 0.60, 1.2, 0.22, 0.03, 0.40, 0.9,
        ("f04f9a ffc8a0 7f3fd0", "f57f5f f0d06f c02f8f")),
    "flowers": Motif("petals", "petals", "plane", 0.60, 1.6, 0.26, 0.03, 0.15, 1.00,
        ("f04f8f ffb03f 4f9f4f 8f3fd0", "e0307f f7a8c8 2f8f6f ffd04f")),
    "desert": Motif("dunes", "waves", "horizon", 0.60, 2.0, 0.14, 0.03, 0.30, 0.92,
        ("e0883f f5d08a a03f5f 3f5fa8", "d8692f f7c87a 6f3f8f")),
    "mountains": Motif("mountains", "cloud", "plane", 0.55, 1.4, 0.30, 0.03, 0.15, 1.00,
        ("3f6fa8 e0a080 8f6fc0", "4f7f6f e8c08a 4f5f9f")),
    "fractal": Motif("fractal", "ink", "kaleido4", 0.85, 1.2, 0.22, 0.03, 0.25, 0.95,
        ("5f2fd0 f07f3f 12c0d0", "0fa0b0 d03fb0 f5d04f")),
    "tunnel": Motif("rays", "hexes", "polar", 0.80, 1.5, 0.32, 0.03, 0.70, 0.9,
        ("5f2ff0 14d0f0 ff3f9a", "f0502f ffc03f 6f1fb0", "0fc0a0 2f4ff0 e04ff0")),
    "storm": Motif("bolts", "cloud", "plane", 0.60, 1.4, 0.28, 0.04, 0.10, 1.15,
        ("3f4fd0 9f7ff0 d8e8ff", "1f7fb0 6f3fd0 f0e0a0")),
    "rays": Motif("rays", "starfield", "polar", 1.00, 1.6, 0.25, 0.02, 0.80, 1.00,
        ("f02fa0 14d0f0 ffd03f", "2f6fff c03ff0 3ff0b0")),
    "glass": Motif("glass", "glass", "plane", 0.60, 1.5, 0.24, 0.02, 0.20, 0.95,
        ("d01f4f f5a81f 1f5fd0 12a87f", "7f2fc0 1f9fd0 f0c83f e0405f")),
    "hive": Motif("hexes", "hexes", "plane", 0.55, 1.6, 0.26, 0.03, 0.20, 1.00,
        ("f5a010 f0d04f a0400f", "1fb8d0 5f4fe0 f05fa0")),
    "scales": Motif("scales", "ripples", "plane", 0.60, 1.6, 0.18, 0.05, 0.20, 1.00,
        ("0fa88f 2f5fd0 d0c83f 8f2fb0", "1f9fd0 12c89f f08f3f")),
}  # fmt: skip
