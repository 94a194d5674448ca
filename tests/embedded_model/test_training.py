"""The training tool: the same weights by the same recipe, however often it is killed."""

from __future__ import annotations

import os
import shutil
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from midivideo.errors import UserError
from tools.embedded_model import train, training
from tools.embedded_model.autoencoder import Autoencoder
from tools.embedded_model.devices import Device
from tools.embedded_model.pictures import vocabulary
from tools.embedded_model.recipe import TINY, Recipe
from tools.embedded_model.tokens import tokenizer_of


@pytest.fixture(autouse=True)
def repeatable():
    """What the tool sets for its process is put back."""
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(False)


def trained(folder: Path, recipe: Recipe = TINY) -> Path:
    return train.make_model(recipe, folder, Device.ready("cpu", 1), workers=1, sheet_every=6)


def weights(model: Path) -> dict[str, bytes]:
    return {
        path.relative_to(model).as_posix(): path.read_bytes()
        for path in sorted(model.rglob("*.safetensors"))
    }


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    """A folder with all that the smallest recipe makes."""
    folder = tmp_path_factory.mktemp("finished")
    trained(folder)
    return folder


def with_its_pictures(folder: Path, finished: Path) -> Path:
    shutil.copytree(finished / "pictures-64", folder / "pictures-64")
    return folder


def test_the_same_recipe_gives_the_same_weights(tmp_path, finished):
    again = trained(with_its_pictures(tmp_path, finished))
    assert weights(again) == weights(finished / "model")


def test_another_seed_gives_other_weights(tmp_path, finished):
    folder = with_its_pictures(tmp_path, finished)
    other = weights(trained(folder, replace(TINY, seed=TINY.seed + 1)))
    same = weights(finished / "model")
    assert other.keys() == same.keys() and all(other[name] != same[name] for name in same)


@pytest.mark.parametrize("stage", ["autoencoder", "decoder", "text", "denoiser"])
def test_a_killed_training_goes_on_to_the_same_weights(tmp_path, finished, monkeypatch, stage):
    folder = with_its_pictures(tmp_path, finished)
    monkeypatch.setattr(training, "SAVED_SECONDS", 0.0)
    file = folder / f"{stage}.ckpt"
    child = os.fork()
    if child == 0:
        os.setsid()
        trained(folder)
        os._exit(0)
    while not file.is_file():
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert not (folder / "model").exists()
    assert weights(trained(folder)) == weights(finished / "model")


def test_more_steps_go_on_from_where_fewer_stood(tmp_path, finished, monkeypatch):
    """Before its rate falls, a training does not depend on where it will end."""
    longer = replace(TINY, denoiser=replace(TINY.denoiser, steps=24))
    at_once = trained(with_its_pictures(tmp_path / "at-once", finished), longer)

    def stopped_by_hand(images, columns, file):
        if file.stem.isdigit():
            raise KeyboardInterrupt

    folder = with_its_pictures(tmp_path / "in-parts", finished)
    monkeypatch.setattr(training, "SAVED_SECONDS", 0.0)
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(train, "save_sheet", stopped_by_hand)
        trained(folder)
    assert weights(trained(folder, longer)) == weights(at_once)


def test_a_checkpoint_of_another_recipe_is_refused(tmp_path, finished):
    folder = with_its_pictures(tmp_path, finished)
    shutil.copy(finished / "autoencoder.ckpt", folder)
    other = replace(TINY, autoencoder=replace(TINY.autoencoder, rate=1e-4))
    with pytest.raises(UserError, match="another recipe"):
        trained(folder, other)


def test_sheets_and_curves_show_how_it_came_along(finished):
    names = {path.name for path in (finished / "sheets").iterdir()}
    assert names == {"autoencoder.png", "0000006.png", "0000012.png"}
    assert (finished / "losses.png").stat().st_size > 5000


def test_the_exported_folder_is_half_precision_in_safetensors(finished):
    files = [path for path in (finished / "model").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} <= {".safetensors", ".json", ".txt"}
    for path in (finished / "model").rglob("*.safetensors"):
        kinds = {tensor.dtype for tensor in load_file(path).values() if tensor.is_floating_point()}
        assert kinds == {torch.float16}


def test_every_word_of_the_captions_is_one_token_and_others_are_spelled():
    tokenizer = tokenizer_of(vocabulary())
    for word in vocabulary():
        if word.isalpha():
            assert len(tokenizer(word, add_special_tokens=False).input_ids) == 1, word
    spelled = tokenizer("Zürich 42!", add_special_tokens=False).input_ids
    assert tokenizer.unk_token_id not in spelled
    assert tokenizer.decode(spelled).replace(" ", "") == "zürich42!"


def test_latents_are_white_and_stay_so_when_their_norm_is_folded_into_the_encoder():
    torch.manual_seed(0)
    model = Autoencoder(replace(TINY.autoencoder, latents=4))
    pictures = torch.rand(4, 3, 64, 64) * 2 - 1
    for _ in range(300):
        white = model.encode(pictures)
    flat = white.transpose(0, 1).flatten(1)
    assert torch.allclose(flat @ flat.T / flat.shape[1], torch.eye(4), atol=0.01)
    with torch.no_grad():
        wanted = model.eval().encode(pictures)
        folded = model.exported().encode(pictures).latents
    assert torch.allclose(folded, wanted, atol=1e-3)
