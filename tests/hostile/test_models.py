"""Models from others: weights are numbers (safetensors), and nothing of theirs is run."""

from __future__ import annotations

import json
import pickle
import shutil
from pathlib import Path

import pytest

from midivideo.errors import UserError
from midivideo.render.depth import make_depth
from midivideo.render.painters.diffusion.load import load_model
from midivideo.settings.model import Lora, Render
from tests.render.diffusion import tiny


class Touch:
    """Pickled, it makes a file when it is opened."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    return tiny.save_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def whole_depth(tmp_path_factory) -> Path:
    return tiny.save_depth(tmp_path_factory.mktemp("depth"))


@pytest.fixture
def gone(tmp_path) -> Path:
    """What a pickle makes where it is opened."""
    return tmp_path / "gone"


@pytest.fixture
def copy(whole, tmp_path) -> Path:
    shutil.copytree(whole, tmp_path / "model")
    return tmp_path / "model"


def poison(path: Path, gone: Path) -> None:
    """A pickle in the place of the weights at ``path``."""
    path.write_bytes(pickle.dumps(Touch(gone)))


def load(model: Path, **more):
    return load_model(Render(painter="diffusion", model=str(model), depth="none", **more))


@pytest.mark.parametrize("name", ["diffusion_pytorch_model.bin", "diffusion_pytorch_model.ckpt"])
@pytest.mark.parametrize("part", ["unet", "vae"])
def test_a_pickle_in_the_place_of_weights_is_not_opened(copy, gone, part, name):
    (copy / part / "diffusion_pytorch_model.safetensors").unlink()
    poison(copy / part / name, gone)
    with pytest.raises(UserError, match="safetensors"):
        load(copy)
    assert not gone.exists()


def test_a_pickle_of_the_text_encoder_is_not_opened(copy, gone):
    (copy / "text_encoder/model.safetensors").unlink()
    poison(copy / "text_encoder/pytorch_model.bin", gone)
    with pytest.raises(UserError):
        load(copy)
    assert not gone.exists()


def test_a_pickle_that_calls_itself_safetensors_is_not_opened(copy, gone):
    poison(copy / "unet/diffusion_pytorch_model.safetensors", gone)
    with pytest.raises(UserError):
        load(copy)
    assert not gone.exists()


@pytest.mark.parametrize("ending", [".ckpt", ".pt", ".bin", ".pth"])
def test_a_single_pickle_is_refused_by_its_name(tmp_path, gone, ending):
    poison(tmp_path / f"model{ending}", gone)
    with pytest.raises(UserError, match="pickle"):
        load(tmp_path / f"model{ending}")
    assert not gone.exists()


@pytest.mark.parametrize("name", ["lora.pt", "lora.bin", "lora.safetensors"])
def test_a_lora_that_is_a_pickle_is_not_opened(copy, tmp_path, gone, name):
    poison(tmp_path / name, gone)
    with pytest.raises(UserError, match=r"safetensors"):
        load(copy, loras=(Lora(path=str(tmp_path / name)),))
    assert not gone.exists()


def test_an_autoencoder_that_is_a_pickle_is_not_opened(copy, whole, tmp_path, gone):
    shutil.copytree(whole / "vae", tmp_path / "vae")
    (tmp_path / "vae/diffusion_pytorch_model.safetensors").unlink()
    poison(tmp_path / "vae/diffusion_pytorch_model.bin", gone)
    with pytest.raises(UserError, match="safetensors"):
        load(copy, vae=str(tmp_path / "vae"))
    assert not gone.exists()


def test_a_depth_model_that_is_a_pickle_is_not_opened(whole_depth, tmp_path, gone):
    shutil.copytree(whole_depth, tmp_path / "depth")
    (tmp_path / "depth/model.safetensors").unlink()
    poison(tmp_path / "depth/pytorch_model.bin", gone)
    settings = Render(painter="diffusion", depth=str(tmp_path / "depth"))
    with pytest.raises(UserError, match=r"render\.depth"):
        make_depth(settings, "cpu")
    assert not gone.exists()


def test_code_that_a_depth_model_brings_is_not_run(whole_depth, tmp_path, gone, monkeypatch):
    shutil.copytree(whole_depth, tmp_path / "depth")
    config = tmp_path / "depth/config.json"
    own = {"AutoConfig": "evil.Config", "AutoModelForDepthEstimation": "evil.Model"}
    config.write_text(
        json.dumps({**json.loads(config.read_text()), "auto_map": own, "model_type": "evil"})
    )
    (tmp_path / "depth/evil.py").write_text(f"open({str(gone)!r}, 'w')\n")
    monkeypatch.setattr("builtins.input", lambda *_: "y")
    with pytest.raises(UserError, match=r"render\.depth"):
        make_depth(Render(painter="diffusion", depth=str(tmp_path / "depth")), "cpu")
    assert not gone.exists()


def test_code_that_a_model_brings_is_not_run(copy, gone):
    index = copy / "model_index.json"
    parts = json.loads(index.read_text())
    (copy / "unet/evil.py").write_text(f"open({str(gone)!r}, 'w')\nclass Unet: pass\n")
    index.write_text(json.dumps({**parts, "unet": ["evil", "Unet"]}))
    with pytest.raises(UserError, match="evil"):
        load(copy)
    assert not gone.exists()
