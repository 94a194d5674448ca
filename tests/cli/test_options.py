"""Options that are short for settings."""

from __future__ import annotations

import argparse

import pytest

from midivideo.cli.common import set_by_options, settings_from


@pytest.mark.parametrize("name", ['it\'s "mine".yaml', "back\\slash.yaml", "a: {b}.yaml", "12"])
def test_any_text_that_an_option_gives_reaches_the_settings_as_it_is(name):
    args = argparse.Namespace(config=[], settings=[], mapping=name, model=name, seed=None)
    set_by_options(args, {"mapping": "mapping", "model": "render.model", "seed": "seed"})
    settings = settings_from(args)
    assert settings.mapping == settings.render.model == name
    assert settings.seed == 0
