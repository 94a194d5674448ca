"""The example with the original's settings is valid, and says what the original used."""

from __future__ import annotations

from midivideo.settings import load_settings


def test_the_originals_settings_are_valid_from_anywhere(root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = load_settings([root / "resources/config/v2midi.yaml"])
    assert (settings.clip.seconds, settings.clip.fps, settings.mapping) == (16, 24, "v2midi")
    render = settings.render
    assert (render.painter, render.width, render.height) == ("diffusion", 256, 256)
    assert (render.sampler, render.steps, render.depth) == ("euler_a", 15, "dpt")
    assert (render.color_coherence, render.color_reference) == ("lab", "first")
    assert (render.animation, render.noise_type, render.perlin_octaves) == ("3d", "perlin", 4)
