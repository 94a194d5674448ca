"""The words of captions: plain ones, as people write prompts."""

from __future__ import annotations

from functools import lru_cache

from tools.embedded_model.pictures.palettes import PALETTES


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split(","))


#: Nouns of each motif; the first is its name. All stand alone and after a colour.
MOTIFS: dict[str, tuple[str, ...]] = {name: _phrases(text) for name, text in {
    "nebula": "nebula, cosmic nebula, nebula gas, interstellar gas, stardust, supernova, cosmic web, universe",
    "galaxy": "galaxy, spiral galaxy, milky way, galaxy of stars, accretion disc, black hole",
    "planet": "planet, planet with rings, ringed planet, planet and stars, planetary rings, orbit",
    "moon": "moon, full moon, crescent moon, moon over hills, moon in the night sky",
    "comet": "comet, comet with a tail, shooting star, meteor, comet crossing the starfield",
    "aurora": "aurora, northern lights, aurora curtains, aurora over a frozen lake, ribbons of aurora, polar night, fjord",
    "clouds": "clouds, cumulus clouds, towering clouds, sea of clouds, cloud, sky, cloudy sky, thunderhead",
    "lightning": "lightning, lightning bolt, thunder, thunderstorm, storm, bolts, electricity, spark",
    "rain": "rain, falling rain, raindrops, rain on water, rainy night, rain on a pond",
    "rays": "rays, rays of light, light rays, laser beams, sunburst, burst of light, sun rays, starburst",
    "smoke": "smoke, wisps of smoke, rising smoke, smoke tendrils, vapour, mist, incense, veil",
    "fire": "fire, flames, swirling flames, flame, burning fire, blaze, embers, bonfire",
    "ocean": "ocean, sea, open sea, ocean and sun, sea at the horizon, tide, lagoon, beach",
    "waves": "waves, ocean waves, sea waves, rolling waves, breaking wave, surf, foam",
    "ripples": "ripples, water ripples, rings on water, pond ripples, concentric rings, sonar, echo",
    "bubbles": "bubbles, soap bubbles, bubbles under water, floating bubbles, spheres, glass balls",
    "jellyfish": "jellyfish, deep sea jellyfish, glowing jellyfish, medusa, tentacles, deep sea",
    "coral": "coral reef, reef, corals, branching corals, underwater reef, sea bed",
    "mountains": "mountains, snowy mountains, misty mountains, mountain peaks, mountain, ridge, alps, valley",
    "desert": "desert, desert dunes, sand dunes, dunes, sahara, dune, wind ripples",
    "canyon": "canyon, slot canyon, sandstone canyon, gorge, canyon walls, layered stone, mesa",
    "lava": "lava, molten lava, cracked lava, magma, molten rock, basalt cracks, lava lake, cracked earth",
    "volcano": "volcano, volcano eruption, erupting volcano, fountains of sparks, eruption",
    "crystal": "crystal, crystals, crystal cluster, gems, quartz, geode, prism, shards, gemstone, jewel, diamond",
    "snowflake": "snowflake, snow crystal, ice crystal, ice crystals, frost, ice, snow",
    "marble": "marble, marble veins, polished marble, polished stone, marbled stone, agate, granite",
    "forest": "forest, misty forest, trees, woods, pine forest, birch wood, grove, bamboo grove, trunks, woodland",
    "leaves": "leaves, foliage, jungle leaves, jungle, maple leaves, leaf, ivy, canopy",
    "fern": "fern, fern leaf, fern frond, ferns, frond, palm leaf",
    "flower": "flower, blossom, dahlia, lotus, peony, blooming flower, petals, chrysanthemum, lily, rose blossom",
    "meadow": "meadow, field of flowers, flower meadow, poppies, garden, flower field, spring meadow, wild flowers",
    "feather": "feather, peacock feather, plume, bird feather, quill, wing",
    "butterfly": "butterfly, butterfly wings, moth, open wings",
    "city": "city, city skyline, skyscrapers, city at night, downtown, towers, metropolis, street lights, windows",
    "grid": "grid landscape, synthwave grid, grid and sun, perspective grid, retro grid, laser grid",
    "circuit": "circuit, circuit board, microchip, electronics, computer chip, robot, machine, network",
    "stained glass": "stained glass, rose window, stained glass window, cathedral window, leaded glass, church window",
    "tunnel": "tunnel, tunnel of rings, tunnel of light, portal, wormhole, vortex, corridor, hyperspace",
    "soundwave": "sound wave, sound waves, waveform, music lines, pulsar lines, frequency lines, vibration",
    "mandala": "mandala, ornament, sacred geometry, lotus mandala, rosette, medallion, sand mandala, arabesque",
    "kaleidoscope": "kaleidoscope, mirrored shards, kaleidoscope facets, mirrored crystal, facets, symmetry",
    "fractal": "fractal, julia set, fractal spirals, infinite fractal, fractal geometry, filigree, mandelbrot",
    "flow": "flow field, flowing lines, streams, currents, wind lines, flowing hair, magnetic field",
    "silk": "silk, silk folds, satin, fabric, velvet, drapery, silk cloth, ribbons, liquid metal",
    "ink": "ink, ink in water, ink drop, unfolding ink, ink cloud, paint in water, spilled ink",
    "spiral": "spiral, dot spiral, sunflower spiral, golden spiral, sunflower, swirl of dots, seeds",
    "honeycomb": "honeycomb, hexagons, hive, hexagon tiles, honey, beehive, hexagon pattern",
    "scales": "scales, fish scales, dragon scales, snake skin, mermaid scales, koi, dragon, roof tiles",
    "labyrinth": "labyrinth, maze, winding bands, turing pattern, brain coral, zebra stripes, shell pattern",
}.items()}  # fmt: skip

LIGHTS: dict[str, tuple[str, ...]] = {name: _phrases(text) for name, text in {
    "soft": "soft light, soft bloom, gentle light, hazy, dreamy, calm",
    "backlit": "backlit, back light, light from behind, against the light",
    "dramatic": "dramatic light, in chiaroscuro, chiaroscuro, dramatic, deep shadows, moody",
    "rim": "rim light, with rim light, glowing edges, edge light",
    "glowing": "glowing, glowing from within, glow, luminous, radiant, bioluminescent",
    "night": "at night, at midnight, in moonlight, dark, dim light, night",
    "daylight": "daylight, bright, sunny, bright light, at noon, high key",
    "beams": "volumetric light, light beams, shafts of light, sunbeams, god rays",
}.items()}  # fmt: skip

COMPOSITIONS: dict[str, tuple[str, ...]] = {name: _phrases(text) for name, text in {
    "centred": "centred, in the middle, in the centre, central",
    "left": "on the left, to the left, left side",
    "right": "on the right, to the right, right side",
    "close-up": "close up, macro, seen up close, detail, large",
    "wide": "wide angle, seen from afar, wide view, far away, small, panorama",
    "diagonal": "diagonal, tilted, at an angle, slanted",
    "symmetric": "symmetric, mirrored, perfect symmetry, reflected",
    "low horizon": "low horizon, wide sky, big sky",
    "high horizon": "high horizon, seen from above, from above",
}.items()}  # fmt: skip

TEXTURES: dict[str, tuple[str, ...]] = {name: _phrases(text) for name, text in {
    "smooth": "smooth, clean, polished, sharp detail, sharp, digital art",
    "grain": "grain, fine grain, film grain, grainy photograph, photograph",
    "brush": "oil painting, brush strokes, swirling brush strokes, painting, thick paint, impasto",
    "halftone": "halftone, halftone dots, pop art, comic print, printed dots",
    "watercolour": "watercolour, watercolor, watercolour painting, ink wash, wash",
    "airbrush": "airbrush, blurred, soft focus, out of focus, long exposure, bokeh",
    "scanlines": "scan lines, old screen, video screen, television, hologram",
    "paper": "paper, gouache, on paper, paper texture, pastel drawing, chalk",
    "mosaic": "mosaic, mosaic tiles, tiles, terrazzo, small stones",
    "stipple": "stipple, ink stipple, ink dots, pointillism, dotted",
    "woodblock": "woodblock print, woodblock, poster, linocut, flat colours, screen print",
    "engraving": "engraving, etching, hatching, engraved lines, line art",
    "canvas": "canvas, woven, linen, embroidery, tapestry, woven carpet",
    "glitch": "glitch, glitch blocks, broken signal, data glitch, digital glitch",
}.items()}  # fmt: skip

#: What all captions may use beside the names above: joining words and openings.
SHAPES: tuple[str, ...] = (
    "{motif}",
    "{colour} {motif}",
    "{motif}, {colour}",
    "{colour} {motif}, {texture}",
    "{motif} in {colour}, {light}",
    "{motif}, {colour}, {light}, {composition}, {texture}",
    "{texture} of {motif} in {colour}, {composition}",
    "{composition}, {colour} {motif}, {light}, {texture}",
    "{motif}, {light}, {colour}, {detail}",
)
DETAILS = _phrases(
    "intricate detail, rich texture, layered depth, fine detail, sharp detail, beautiful, abstract art"
)


@lru_cache(maxsize=1)
def vocabulary() -> tuple[str, ...]:
    """Every word and mark that captions may use, sorted."""
    tables = (MOTIFS, LIGHTS, COMPOSITIONS, TEXTURES)
    texts = [phrase for table in tables for phrases in table.values() for phrase in phrases]
    texts += [shade for palette in PALETTES.values() for shade in palette.shades]
    texts += [*DETAILS, *(shape.replace("{", "").replace("}", "") for shape in SHAPES)]
    words = {word for text in texts for word in text.replace(",", " , ").split()}
    placeholders = {"motif", "colour", "texture", "light", "composition", "detail"}
    spoken = {word for text in texts[: -len(SHAPES)] for word in text.split()}
    return tuple(sorted((words - placeholders) | spoken | {",", "a", "an", "and", "the", "with"}))
