"""Models come from folders, single files and the Hub's cache; errors are one sentence."""

from __future__ import annotations

import json
import shutil

import pytest
import torch
from safetensors.torch import save_file
from tests.render.diffusion import tiny
from tests.render.diffusion.conftest import manifest

from midivideo.cli import main
from midivideo.errors import UserError
from midivideo.render.job import render_batch
from midivideo.render.painters.diffusion.load import load_model
from midivideo.render.painters.diffusion.samplers import SAMPLERS
from midivideo.render.weights import fingerprint
from midivideo.render.weights.fetch import wanted
from midivideo.settings.model import Lora, Render


def settings(**values) -> Render:
    return Render(painter="diffusion", **values)


def weights(network):
    return network.state_dict()


def same(one, other) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def test_a_single_file_gives_the_same_networks_as_the_folder(tmp_path, model):
    file = tiny.save_single_file(model, tmp_path / "tiny.safetensors")
    folder = load_model(settings(model=str(model)))
    single = load_model(settings(model=str(file), model_config=str(model)))
    for part in ("unet", "vae", "text_encoder"):
        assert same(weights(getattr(folder, part)), weights(getattr(single, part))), part
    assert folder.scheduler_config == single.scheduler_config
    assert folder.identity["model"]["sha256"] != single.identity["model"]["sha256"]


def test_a_fetched_model_is_found_by_its_id_and_names_its_commit(tmp_path, model, monkeypatch):
    commit = "0123456789abcdef0123456789abcdef01234567"
    repository = tmp_path / "models--someone--tiny"
    shutil.copytree(model, repository / "snapshots" / commit)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(commit)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    loaded = load_model(settings(model="someone/tiny"))
    assert loaded.identity["model"]["name"] == "someone/tiny"
    assert loaded.identity["model"]["revision"] == commit


def test_a_small_autoencoder_takes_the_models_place(tmp_path, model, small):
    vae = tiny.save_small_vae(tmp_path / "vae")
    loaded = load_model(settings(model=str(model), vae=str(vae)))
    assert type(loaded.vae).__name__ == "AutoencoderTiny"
    assert loaded.identity["vae"]["sha256"]
    path = manifest(tmp_path / "clip.manifest.json", 2)
    swapped = small.model_copy(update={"vae": str(vae)})
    assert not render_batch([path], tmp_path / "frames", swapped, tmp_path / "cache")


def test_latents_have_as_many_channels_as_the_model_says(tmp_path, small):
    own = tiny.save_own_kind(tmp_path / "own")
    chosen = small.model_copy(update={"model": str(own), "depth": "none"})
    path = manifest(tmp_path / "clip.manifest.json", 2)
    assert not render_batch([path], tmp_path / "frames", chosen, tmp_path / "cache")
    four = tiny.save_small_vae(tmp_path / "vae")
    with pytest.raises(UserError, match="4 channels, the model's have 8"):
        load_model(chosen.model_copy(update={"vae": str(four)}))


@pytest.mark.parametrize("naming", ["kohya", "diffusers"])
def test_lora_weights_are_added_in_both_namings(tmp_path, model, naming):
    names = {
        "kohya": ("lora_unet_mid_block_attentions_0_proj_in.lora_{}.weight", "down", "up",
                  "lora_te_text_model_encoder_layers_1_mlp_fc1.lora_{}.weight",
                  "lora_unet_mid_block_attentions_0_proj_in.alpha"),
        "diffusers": ("unet.mid_block.attentions.0.proj_in.lora_{}.weight", "A", "B",
                      "text_encoder.text_model.encoder.layers.1.mlp.fc1.lora_{}.weight",
                      "unet.mid_block.attentions.0.proj_in.alpha"),
    }[naming]  # fmt: skip
    conv, down, up, linear, alpha = names
    torch.manual_seed(3)
    parts = {
        conv.format(down): torch.randn(2, 32, 1, 1),
        conv.format(up): torch.randn(32, 2, 1, 1),
        alpha: torch.tensor(1.0),
        linear.format(down): torch.randn(2, 32),
        linear.format(up): torch.randn(64, 2),
    }
    file = tmp_path / "style.safetensors"
    save_file(parts, file)
    plain = load_model(settings(model=str(model)))
    changed = load_model(settings(model=str(model), loras=(Lora(path=str(file), weight=0.5),)))

    added = changed.unet.mid_block.attentions[0].proj_in.weight - (
        plain.unet.mid_block.attentions[0].proj_in.weight
    )
    expected = 0.5 * 0.5 * parts[conv.format(up)][..., 0, 0] @ parts[conv.format(down)][..., 0, 0]
    torch.testing.assert_close(added[..., 0, 0], expected, atol=1e-5, rtol=1e-4)
    name = "encoder.layers.1.mlp.fc1.weight"
    before, after = (
        {n.removeprefix("text_model."): t for n, t in weights(one.text_encoder).items()}
        for one in (plain, changed)
    )
    expected = 0.5 * parts[linear.format(up)] @ parts[linear.format(down)]
    torch.testing.assert_close(after[name] - before[name], expected, atol=1e-5, rtol=1e-4)
    assert [n for n in after if not torch.equal(after[n], before[n])] == [name]
    assert changed.identity["loras"][0]["weight"] == 0.5


def test_every_name_of_a_sampler_in_the_settings_is_one():
    annotation = Render.model_fields["sampler"].annotation
    assert annotation.__args__ == SAMPLERS


def wrong_lora(folder):
    file = folder / "wrong.safetensors"
    save_file({"lora_unet_x.lora_down.weight": torch.zeros(1, 2)}, file)
    return {"loras": (Lora(path=str(file)),)}


def no_lora(folder):
    file = folder / "none.safetensors"
    save_file({"weight": torch.zeros(1)}, file)
    return {"loras": (Lora(path=str(file)),)}


def pickle(folder):
    (folder / "model.ckpt").write_bytes(b"\x80\x04.")
    return {"model": str(folder / "model.ckpt")}


def single_without_configs(folder):
    save_file({"x": torch.zeros(1)}, folder / "m.safetensors")
    return {"model": str(folder / "m.safetensors")}


def single_of_other_weights(folder):
    return {**single_without_configs(folder), "model_config": "MODEL"}


def larger_kind(folder):
    (folder / "model_index.json").write_text(
        json.dumps({"_class_name": "StableDiffusionXLPipeline"})
    )
    return {"model": str(folder)}


@pytest.mark.parametrize(
    ("values", "parts"),
    [
        (lambda folder: {"model": "someone/unknown-model"}, ["fetch-model someone/unknown-model"]),
        (
            lambda folder: {"model": "someone/unknown-model", "model_revision": "v2"},
            ["fetch-model someone/unknown-model --revision v2"],
        ),
        (lambda folder: {"model": "/no/where/at/all"}, ["render.model", "/no/where/at/all"]),
        (lambda folder: {"model": str(folder)}, ["model_index.json"]),
        (larger_kind, ["StableDiffusionXLPipeline", "1.x and 2.x"]),
        (pickle, ["pickle", ".safetensors"]),
        (single_without_configs, ["render.model_config", "--configs-only"]),
        (single_of_other_weights, ["can't be loaded"]),
        (lambda folder: {"vae": str(folder)}, ["render.vae", "AutoencoderTiny"]),
        (lambda folder: {"loras": (Lora(path="none.safetensors"),)}, ["render.loras", "no such"]),
        (wrong_lora, ["another kind of model"]),
        (no_lora, ["no LoRA"]),
        (lambda folder: {"depth": str(folder)}, ["render.depth", "no depth model"]),
        (lambda folder: {"depth": "depth-anything"}, ["fetch-model depth-anything/"]),
        (lambda folder: {"clip_skip": 3}, ["1 to 2"]),
    ],
)
def test_what_is_wrong_with_a_model_is_said_in_one_sentence(tmp_path, model, small, values, parts):
    wrong = values(tmp_path)
    if wrong.get("model_config") == "MODEL":
        wrong["model_config"] = str(model)
    chosen = Render(**{**small.model_dump(), "depth": "none", **wrong})
    path = manifest(tmp_path / "clip.manifest.json", 1)
    with pytest.raises(UserError) as error:
        render_batch([path], tmp_path / "frames", chosen, tmp_path / "cache")
    for part in parts:
        assert part in str(error.value)
    assert not (tmp_path / "frames").exists()


def test_a_folder_with_pickles_alone_is_refused(tmp_path, model):
    copy = tmp_path / "model"
    shutil.copytree(model, copy)
    (copy / "unet" / "diffusion_pytorch_model.safetensors").rename(
        copy / "unet" / "diffusion_pytorch_model.bin"
    )
    with pytest.raises(UserError, match="safetensors"):
        load_model(settings(model=str(copy)))


def test_weights_are_hashed_once_and_again_when_they_change(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = tmp_path / "weights.safetensors"
    file.write_bytes(b"one")
    first = fingerprint.sha256_of_weights(file)
    with monkeypatch.context() as patched:
        patched.setattr(fingerprint, "sha256_file", lambda path: pytest.fail("hashed again"))
        assert fingerprint.sha256_of_weights(file) == first
    file.write_bytes(b"other")
    assert fingerprint.sha256_of_weights(file) != first


def test_without_depth_weights_a_warning_is_given_once(tmp_path, small, monkeypatch, capsys):
    monkeypatch.setattr("midivideo.render.depth.is_fetched", lambda name: False)
    path = manifest(tmp_path / "clip.manifest.json", 2)
    automatic = small.model_copy(update={"depth": "auto"})
    render_batch([path], tmp_path / "frames", automatic, tmp_path / "cache")
    assert capsys.readouterr().err.count("fetch-model Intel/dpt-large") == 1


def test_fetch_model_asks_for_one_set_of_safetensors_and_no_pickle():
    files = [
        "model_index.json", "README.md", "v1-5-pruned.ckpt", "v1-5-pruned.safetensors",
        "unet/config.json", "unet/diffusion_pytorch_model.safetensors",
        "unet/diffusion_pytorch_model.fp16.safetensors", "unet/diffusion_pytorch_model.bin",
        "tokenizer/merges.txt", "tokenizer/vocab.json", "safety_checker/model.safetensors",
        "scheduler/scheduler_config.json",
    ]  # fmt: skip
    small = ["model_index.json", "unet/config.json", "tokenizer/merges.txt",
             "tokenizer/vocab.json", "scheduler/scheduler_config.json"]  # fmt: skip
    assert set(wanted(files)) == {*small, "unet/diffusion_pytorch_model.safetensors"}
    assert set(wanted(files, configs_only=True)) == set(small)
    assert wanted(["config.json", "model.safetensors", "pytorch_model.bin", "a/b.json"]) == [
        "config.json",
        "model.safetensors",
    ]


def test_fetch_model_without_a_network_says_so(monkeypatch, capsys):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert main(["fetch-model", "someone/tiny"]) == 2
    assert "needs the network" in capsys.readouterr().err
