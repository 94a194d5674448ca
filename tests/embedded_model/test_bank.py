"""The prompt bank and the config of our own small model."""

from __future__ import annotations

import re

import yaml

from midivideo.prompts.bank import load_bank
from midivideo.resources import RESOURCES
from midivideo.settings.load import load_settings
from tools.embedded_model.pictures import vocabulary


def test_every_word_of_its_prompts_is_a_word_of_the_captions():
    bank = load_bank(RESOURCES / "prompts-embedded")
    known = set(vocabulary())
    for name, theme in bank.themes.items():
        for text in theme.prompts:
            for seed in range(30):
                words = set(re.findall(r"[a-z]+", bank.expand(text, seed)))
                assert words <= known, (name, text, words - known)


def test_every_wildcard_of_its_prompts_is_used():
    bank = load_bank(RESOURCES / "prompts-embedded")
    texts = " ".join(text for theme in bank.themes.values() for text in theme.prompts)
    assert [name for name in bank.wildcards if f"__{name}__" not in texts] == []


def test_its_config_paints_with_it_by_its_own_prompts(root):
    settings = load_settings([root / "resources" / "config" / "embedded.yaml"])
    assert settings.render.painter == "diffusion"
    assert settings.render.model == "resources/models/embedded"
    assert load_bank(settings.prompts.bank).themes


def test_the_examples_find_their_themes_in_it():
    themes = load_bank(RESOURCES / "prompts-embedded").themes
    for sidecar in (RESOURCES / "midi").glob("*.yaml"):
        wanted = yaml.safe_load(sidecar.read_text())["prompts"]["theme"]
        assert set([wanted] if isinstance(wanted, str) else wanted) <= set(themes), sidecar
