"""The words of captions: plain ones, as people write prompts."""

from __future__ import annotations

import re
from functools import lru_cache

from tools.embedded_model.pictures.palettes import PALETTES


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split(","))


def _table(text: str) -> dict[str, tuple[str, ...]]:
    """Phrases by name from lines like ``name: phrase, phrase``; lines may be continued."""
    entries = re.findall(r"^ {4}(\S[^:]*): (.*(?:\n {8}.*)*)", text, re.MULTILINE)
    return {name: _phrases(phrases) for name, phrases in entries}


#: Nouns of each motif; the first names it. All stand alone, and after a colour.
MOTIFS: dict[str, tuple[str, ...]] = _table(
    """
    nebula: nebula, cosmic nebula, nebula gas, interstellar gas, stardust, supernova, cosmic
        web, universe, filaments of gas, pillars of gas, space
    galaxy: galaxy, spiral galaxy, milky way, galaxy of stars, accretion disc, black hole, event
        horizon
    planet: planet, planet with rings, ringed planet, planet and stars, planetary rings, orbit
    moon: moon, full moon, crescent moon, moon over hills, moon in the night sky
    comet: comet, comet with a tail, shooting star, meteor, comet crossing the starfield
    aurora: aurora, northern lights, aurora curtains, aurora over a frozen lake, ribbons of
        aurora, polar night, fjord, curtains of light
    clouds: clouds, cumulus clouds, towering clouds, sea of clouds, cloud, sky, cloudy sky,
        thunderhead, cirrus, cotton clouds
    lightning: lightning, lightning bolt, thunder, thunderstorm, storm, bolts, electricity,
        spark
    rain: rain, falling rain, raindrops, rain on water, rainy night, rain on a pond, reflections
        in rain
    rays: rays, rays of light, light rays, laser beams, sunburst, burst of light, sun rays,
        starburst
    smoke: smoke, wisps of smoke, rising smoke, smoke tendrils, vapour, mist, incense, veil,
        fog, haze
    fire: fire, flames, swirling flames, flame, burning fire, blaze, embers, bonfire, tongues of
        fire
    ocean: ocean, sea, open sea, ocean and sun, sea at the horizon, tide, lagoon, beach,
        shallows, river
    waves: waves, ocean waves, sea waves, rolling waves, breaking wave, surf, foam, wave crests,
        spray, great wave
    ripples: ripples, water ripples, rings on water, pond ripples, concentric rings, sonar,
        echo, caustics
    bubbles: bubbles, soap bubbles, bubbles under water, floating bubbles, spheres, glass balls,
        bubbles in water
    jellyfish: jellyfish, deep sea jellyfish, glowing jellyfish, medusa, tentacles, deep sea
    coral: coral reef, reef, corals, branching corals, underwater reef, sea bed
    mountains: mountains, snowy mountains, misty mountains, mountain peaks, mountain, ridge,
        alps, valley
    desert: desert, desert dunes, sand dunes, dunes, sahara, dune, wind ripples, sand and dust,
        mirage, salt flat
    canyon: canyon, slot canyon, sandstone canyon, gorge, canyon walls, layered stone, mesa,
        rock arches
    lava: lava, molten lava, cracked lava, magma, molten rock, basalt cracks, lava lake, cracked
        earth, lava rivers, black plates, glowing crust
    volcano: volcano, volcano eruption, erupting volcano, fountains of sparks, eruption, ash and
        sparks
    crystal: crystal, crystals, crystal cluster, gems, quartz, geode, prism, shards, gemstone,
        jewel, diamond, prisms, shattered glass, crystal cave, glass shards
    snowflake: snowflake, snow crystal, ice crystal, ice crystals, frost, ice, snow, glacier,
        winter, ice flakes
    marble: marble, marble veins, polished marble, polished stone, marbled stone, agate, granite
    forest: forest, misty forest, trees, woods, pine forest, birch wood, grove, bamboo grove,
        trunks, woodland, oak forest, cedar, willow, bark and roots, winter trees
    leaves: leaves, foliage, jungle leaves, jungle, maple leaves, leaf, ivy, canopy, vine,
        autumn foliage
    fern: fern, fern leaf, fern frond, ferns, frond, palm leaf
    flower: flower, blossom, dahlia, lotus, peony, blooming flower, petals, chrysanthemum, lily,
        rose blossom, iris, magnolia, poppy, cherry blossom, petals in layers
    meadow: meadow, field of flowers, flower meadow, poppies, garden, flower field, spring
        meadow, wild flowers, bouquet, cherry trees
    feather: feather, peacock feather, plume, bird feather, quill, wing, feathers
    butterfly: butterfly, butterfly wings, moth, open wings
    city: city, city skyline, skyscrapers, city at night, downtown, towers, metropolis, street
        lights, windows, wet streets, skyscraper, train trails, server hall
    grid: grid landscape, synthwave grid, grid and sun, perspective grid, retro grid, laser grid
    circuit: circuit, circuit board, microchip, electronics, computer chip, robot, machine,
        network, clockwork, gears
    stained glass: stained glass, rose window, stained glass window, cathedral window, leaded
        glass, church window, lead lines
    tunnel: tunnel, tunnel of rings, tunnel of light, portal, wormhole, vortex, corridor,
        hyperspace, vanishing point
    soundwave: sound wave, sound waves, waveform, music lines, pulsar lines, frequency lines,
        vibration
    mandala: mandala, ornament, sacred geometry, lotus mandala, rosette, medallion, sand
        mandala, arabesque, moorish tile pattern, interlaced geometry
    kaleidoscope: kaleidoscope, mirrored shards, kaleidoscope facets, mirrored crystal, facets,
        symmetry, lattice, tile star
    fractal: fractal, julia set, fractal spirals, infinite fractal, fractal geometry, filigree,
        mandelbrot, endless fractal
    flow: flow field, flowing lines, streams, currents, wind lines, flowing hair, magnetic field
    silk: silk, silk folds, satin, fabric, velvet, drapery, silk cloth, ribbons, liquid metal,
        folded silk
    ink: ink, ink in water, ink drop, unfolding ink, ink cloud, paint in water, spilled ink, ink
        splashes, ink swirls, calligraphy, ink drops
    spiral: spiral, dot spiral, sunflower spiral, golden spiral, sunflower, swirl of dots,
        seeds, spiral of seeds
    honeycomb: honeycomb, hexagons, hive, hexagon tiles, honey, beehive, hexagon pattern
    scales: scales, fish scales, dragon scales, snake skin, mermaid scales, koi, dragon, roof
        tiles
    labyrinth: labyrinth, maze, winding bands, turing pattern, brain coral, zebra stripes, shell
        pattern
    """
)

#: Motifs whose first noun takes an article.
COUNTABLE = frozenset(
    _phrases(
        "nebula, galaxy, planet, moon, comet, jellyfish, desert, canyon, volcano, crystal, "
        "snowflake, forest, fern, flower, meadow, feather, butterfly, city, grid, circuit, tunnel, "
        "soundwave, mandala, kaleidoscope, fractal, flow, spiral, honeycomb, labyrinth, coral"
    )
)

#: Phrases of each light.
LIGHTS: dict[str, tuple[str, ...]] = _table(
    """
    soft: at dawn, at sunrise, soft light, soft bloom, gentle light, hazy, dreamy, calm
    backlit: backlit, back light, light from behind, against the light
    dramatic: dramatic light, in chiaroscuro, chiaroscuro, dramatic, deep shadows, moody
    rim: rim light, with rim light, glowing edges, edge light
    glowing: glowing, glowing from within, glow, luminous, radiant, bioluminescent
    night: in starlight, at dusk, at night, at midnight, in moonlight, dark, dim light, night
    daylight: daylight, bright, sunny, bright light, at noon, high key
    beams: at golden hour, volumetric light, light beams, shafts of light, sunbeams, god rays
    """
)

#: Phrases of each composition.
COMPOSITIONS: dict[str, tuple[str, ...]] = _table(
    """
    centred: centred, in the middle, in the centre, central
    left: on the left, to the left, left side
    right: on the right, to the right, right side
    close-up: close up, macro, seen up close, detail, large
    wide: wide angle, seen from afar, wide view, far away, small, panorama
    diagonal: diagonal, tilted, at an angle, slanted
    symmetric: symmetric, mirrored, perfect symmetry, reflected
    low horizon: low horizon, wide sky, big sky
    high horizon: high horizon, seen from above, from above
    """
)

#: Phrases of each texture.
TEXTURES: dict[str, tuple[str, ...]] = _table(
    """
    smooth: smooth, clean, polished, sharp detail, sharp, digital art
    grain: grain, fine grain, film grain, grainy photograph, photograph
    brush: dry brush, oil painting, brush strokes, swirling brush strokes, painting, thick
        paint, impasto
    halftone: halftone, halftone dots, pop art, comic print, printed dots
    watercolour: acrylic pour, watercolour, watercolor, watercolour painting, ink wash, wash
    airbrush: airbrush, blurred, soft focus, out of focus, long exposure, bokeh
    scanlines: scan lines, old screen, video screen, television, hologram
    paper: paper, gouache, on paper, paper texture, pastel drawing, chalk
    mosaic: mosaic, mosaic tiles, tiles, terrazzo, small stones
    stipple: stipple, ink stipple, ink dots, pointillism, dotted
    woodblock: woodblock print, woodblock, poster, linocut, flat colours, screen print
    engraving: engraving, etching, hatching, engraved lines, line art
    canvas: canvas, woven, linen, embroidery, tapestry, woven carpet
    glitch: glitch, glitch blocks, broken signal, data glitch, digital glitch
    """
)

DETAILS = _phrases(
    "intricate detail, rich texture, layered depth, fine detail, sharp detail, beautiful, "
    "abstract art"
)

#: The wordings of a picture, the shortest first.
SHAPES: tuple[str, ...] = (
    "{motif}",
    "{colour} {motif}",
    "{motif}, {colour}",
    "{colour} {motif}, {texture}",
    "{motif} in {colour}, {light}",
    "a picture of {motif}, {colour}, {composition}",
    "{motif} in {colour}, {texture}, {composition}",
    "{motif}, {light}, {colour}, {detail}",
    "{composition}, {colour} {motif}, {light}, {texture}",
    "{motif}, {colour}, {light}, {composition}, {texture}",
)
#: Words that are put in besides: articles, and what joins two colours.
JOINING = ("a", "an", "and", "the", "with")


@lru_cache(maxsize=1)
def vocabulary() -> tuple[str, ...]:
    """Every word and mark that captions may use, sorted."""
    tables = (MOTIFS, LIGHTS, COMPOSITIONS, TEXTURES)
    texts = [phrase for table in tables for phrases in table.values() for phrase in phrases]
    texts += [shade for palette in PALETTES.values() for shade in palette.shades]
    texts += [re.sub(r"{\w+}|,", " ", shape) for shape in SHAPES]
    texts += [*DETAILS, *JOINING, ","]
    return tuple(sorted({word for text in texts for word in text.split()}))
