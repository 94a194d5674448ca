"""The words that the painter knows: colours, motifs and moods, as they stand in prompts.

Plurals are known too (see ``style``). Words that are not here still count: the whole prompt's
hash turns, bends and scales the motif, and chooses one where no word does.
"""

from __future__ import annotations

from typing import NamedTuple

#: Colour words as sRGB.
COLOURS: dict[str, str] = {
    "red": "e0201b", "crimson": "dc143c", "scarlet": "ff2400", "ruby": "c4103e",
    "vermilion": "e34234", "maroon": "7b1228", "burgundy": "7a0f2b", "blood": "8a0a10",
    "rose": "f0507f", "pink": "ff6fae", "blush": "f2a7a9", "magenta": "ee1289",
    "fuchsia": "e01fd0", "coral": "ff6f55", "salmon": "fa8072", "peach": "ffb07c",
    "orange": "ff7f11", "tangerine": "ff8c1a", "amber": "ffb000", "apricot": "fbab60",
    "rust": "b7410e", "copper": "c8733a", "bronze": "b0722f", "terracotta": "c8553d",
    "ochre": "cc8422", "sienna": "a0522d", "umber": "6b4a2b", "brown": "8b5a2b",
    "chocolate": "6b3a1e", "coffee": "5d4030", "sepia": "8a6642", "sand": "e0c088",
    "beige": "d9c7a0", "cream": "fbf0cf", "ivory": "f7f2df", "gold": "f5b81c",
    "golden": "f5b81c", "yellow": "ffdf1a", "lemon": "fff04d", "honey": "eba420",
    "mustard": "d8a518", "saffron": "f4b52a", "lime": "a8ee1c", "chartreuse": "a6f000",
    "olive": "7d8a1f", "moss": "6f8f2f", "green": "1fae4b", "emerald": "11b56b",
    "jade": "1aa874", "mint": "7fe8c0", "sage": "9cb08a", "viridian": "2a8a6a",
    "malachite": "0bc14f", "teal": "0b9a97", "turquoise": "2ad6c8", "aqua": "1fe0e6",
    "aquamarine": "6ff0cf", "cyan": "14dff0", "azure": "2f96ff", "blue": "1f5fff",
    "cerulean": "2a83c8", "cobalt": "1748c8", "sapphire": "1a4fd0", "ultramarine": "2a20d0",
    "navy": "142a78", "midnight": "1b1f6b", "indigo": "4a1fc0", "violet": "8a2be2",
    "purple": "8b1fc8", "plum": "8e3a80", "mauve": "c48ad8", "lavender": "b69cf5",
    "lilac": "c7a0e6", "orchid": "d566d0", "amethyst": "9a5fd6", "grape": "6a2a9a",
    "wine": "6f1231", "topaz": "f0a52f", "citrine": "e8d02f", "brass": "c9a23f",
    "platinum": "d5d8dc", "prussian": "0f3f7a", "clay": "b5653f", "iron": "5a5f68",
    "black": "16161a", "obsidian": "1b1626", "charcoal": "3a3f46", "graphite": "4a4d52",
    "grey": "8a8d91", "gray": "8a8d91", "slate": "64778a", "steel": "7a93ad",
    "silver": "c3c9d1", "chrome": "b8c4d2", "pearl": "eee6dd", "white": "f6f6f4",
    "monochrome": "8c8c8c", "greyscale": "8c8c8c",
}  # fmt: skip

#: Words that stand for several colours.
SCHEMES: dict[str, tuple[str, ...]] = {
    "sunset": ("ff6a2b", "f0337c", "5a1fa0", "ffc24a"),
    "sunrise": ("ffb26b", "ff6f91", "5f8df5", "ffe29a"),
    "dawn": ("ff9e7a", "8a7bea", "ffd9a0"),
    "dusk": ("5b3fb0", "e0567f", "1f2f7a"),
    "twilight": ("3b2fa8", "c14fb0", "1aa0c8"),
    "rainbow": ("ff2d3f", "ffb31a", "2fd05a", "1f8fff", "a02ff0"),
    "iridescent": ("2ad6c8", "b04ff0", "ff7ab0", "c8f06a"),
    "holographic": ("7fe8f0", "d58aff", "ff9ac8", "a8ffd0"),
    "prismatic": ("ff4f6f", "ffd23f", "2fd6b0", "5f6fff"),
    "opal": ("9fe0e8", "f2b7d0", "b9a8f2", "f6e8b0"),
    "neon": ("ff1f9a", "14dff0", "7a2bff"),
    "synthwave": ("ff2fa0", "5f2bf0", "1fd8f0", "ff9a3f"),
    "vaporwave": ("ff71ce", "01cdfe", "b967ff", "05ffa1"),
    "cyberpunk": ("ff2079", "08f7fe", "f5d300", "7122fa"),
    "tropical": ("0fc2b0", "ff7f50", "ffd23f", "2f9f4f"),
    "autumn": ("d1571b", "f0a01f", "8a1f1f", "7d8a1f"),
    "spring": ("8fd05f", "f7a8c8", "ffe066"),
    "winter": ("9fc8f0", "dfefff", "5f7fc0"),
    "fire": ("ff5a0f", "ffc21f", "b01010"),
    "icy": ("9fe4ff", "4f9fe8", "e8f8ff"),
    "bioluminescent": ("12e0d0", "2f5fff", "7fff9f"),
    "psychedelic": ("ff2fb0", "ffd21f", "1fd0a0", "6f3fff"),
    "pastel": ("f59ac4", "8fc0f5", "b9a0f0", "ffd9a8"),
    "earthy": ("a0622d", "7d8a3f", "d8b07a"),
}


class Mood(NamedTuple):
    """What a mood word does: purity of colour, gamma of the tone (above 1 darker), contrast."""

    purity: float = 1.0
    gamma: float = 1.0
    contrast: float = 1.0


MOODS: dict[str, Mood] = {
    "dark": Mood(1.0, 1.35, 1.05), "night": Mood(1.0, 1.3, 1.05), "moody": Mood(0.85, 1.25, 1.1),
    "noir": Mood(0.35, 1.4, 1.25), "deep": Mood(1.05, 1.2, 1.0),
    "gothic": Mood(0.8, 1.3, 1.15), "gloomy": Mood(0.65, 1.25, 1.0), "black": Mood(1.0, 1.15, 1.1),
    "bright": Mood(1.0, 0.78, 1.0), "luminous": Mood(1.05, 0.85, 1.1),
    "glowing": Mood(1.1, 0.92, 1.12), "radiant": Mood(1.1, 0.85, 1.1), "sunny": Mood(1.05, 0.8),
    "white": Mood(0.95, 0.88, 1.0), "airy": Mood(0.85, 0.72, 0.9), "pastel": Mood(0.8, 0.7, 0.9),
    "vivid": Mood(1.2, 1.0, 1.1), "vibrant": Mood(1.2, 1.0, 1.1), "saturated": Mood(1.2, 1.0, 1.0),
    "neon": Mood(1.2, 1.15, 1.12), "electric": Mood(1.15, 1.05, 1.15),
    "muted": Mood(0.6, 1.0, 0.9), "faded": Mood(0.55, 0.9, 0.85), "pale": Mood(0.6, 0.75, 0.9),
    "soft": Mood(0.9, 0.9, 0.88), "dreamy": Mood(0.95, 0.88, 0.92), "hazy": Mood(0.8, 0.85, 0.82),
    "misty": Mood(0.85, 0.9, 0.88), "calm": Mood(0.9, 0.95, 0.9), "gentle": Mood(0.9, 0.92, 0.9),
    "dramatic": Mood(1.05, 1.12, 1.2), "stark": Mood(0.8, 1.0, 1.3), "bold": Mood(1.15, 1.0, 1.2),
    "monochrome": Mood(0.15, 1.0, 1.15), "greyscale": Mood(0.0, 1.0, 1.1),
    "vintage": Mood(0.65, 0.95, 0.92), "retro": Mood(0.9, 1.0, 1.05),
}  # fmt: skip

#: Words of each motif of ``motifs.MOTIFS``.
_MOTIF_WORDS = {
    "nebula": "nebula cosmic cosmos galaxy space interstellar supernova stardust universe milky "
    "plasma accretion quasar",
    "stars": "star starfield constellation starlight starry planet comet astral orbit",
    "clouds": "cloud sky fog mist smoke vapor vapour steam haze thunderhead heaven cumulus",
    "ocean": "ocean sea wave water tide lagoon river lake surf coast",
    "ripples": "ripple pond pool raindrop drop echo resonance cymatic interference sonar",
    "abyss": "underwater abyss jellyfish reef medusa deep-sea plankton kelp anemone bubble foam",
    "crystal": "crystal gem gemstone diamond prism shard quartz facet geode mineral jewel polygon",
    "ice": "ice frost snow glacier snowflake arctic frosty polar icicle",
    "city": "city skyline skyscraper street downtown urban metropolis building tower train",
    "circuit": "circuit machine robot chip matrix cyber digital data network computer glitch "
    "wire maze gear clockwork hologram server",
    "ink": "ink watercolour watercolor marble marbled agate paint fluid liquid acrylic swirl brush",
    "silk": "silk satin fabric velvet drape ribbon fold chrome mercury",
    "forest": "forest tree wood woodland grove trunk pine birch bamboo bark root oak cedar "
    "willow maple mushroom swamp",
    "jungle": "jungle leaf leaves foliage fern ivy canopy rainforest vine botanical moss",
    "lava": "lava magma volcano molten volcanic ember basalt crack",
    "fire": "fire flame blaze inferno bonfire burning phoenix torch dragon",
    "aurora": "aurora borealis curtain northern shimmer veil waterfall",
    "mandala": "mandala kaleidoscope sacred symmetry symmetrical rosette ornament ornate temple "
    "carpet medallion arabesque",
    "lotus": "lotus kaleidoscopic dahlia chrysanthemum",
    "flowers": "flower blossom petal blooming garden poppy magnolia iris lily daisy bouquet rose "
    "orchid sakura cherry tulip meadow floral peony",
    "desert": "desert dune sahara sandstorm mesa arid oasis savanna",
    "mountains": "mountain peak canyon cliff ridge rock alp valley terrain landscape summit stone "
    "granite hill",
    "fractal": "fractal julia mandelbrot infinite recursive nautilus shell",
    "tunnel": "tunnel vortex portal wormhole corridor hyperspace whirlpool warp maelstrom",
    "storm": "storm lightning thunder electricity tesla spark bolt rain hurricane tempest",
    "rays": "laser beam ray spotlight strobe stage rave disco string",
    "glass": "glass mosaic cathedral window tile tessellation church terrazzo",
    "hive": "hexagon honeycomb hive bee grid lattice geometric geometry cube",
    "scales": "scale feather peacock fish reptile snake mermaid koi bird wing",
}
#: Motif names by word.
MOTIFS: dict[str, str] = {
    word: name for name, words in _MOTIF_WORDS.items() for word in words.split()
}
