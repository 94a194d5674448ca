"""Depth is what Deforum's MiDaS would see: BGR, 384 pixels, bicubic, equalised, near at z = 1."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
import torch
from transformers import DepthAnythingConfig, DepthAnythingForDepthEstimation, Dinov2Config
from transformers import DPTForDepthEstimation as Dpt

from midivideo.render.depth import Depth, make_depth
from midivideo.render.weights.placement import Placement
from midivideo.render.weights.source import Source
from midivideo.settings.model import Render


def picture(height=64, width=96):
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    return np.stack([x * 2, y * 3, (x + y) % 256], axis=-1).astype(np.uint8)


def depth_of(folder, size=(64, 96), **values):
    settings = Render(depth=str(folder), width=96, height=64, **values)
    return Depth(Source(folder, str(folder)), Placement(settings, "cpu"), size)


def tensor(image):
    return torch.from_numpy(image).permute(2, 0, 1)


def test_dpt_sees_what_midas_sees_in_deforum(depth_model):
    image = picture(96, 96)
    [z] = depth_of(depth_model, (96, 96)).depth([tensor(image)])

    bgr = image[..., ::-1].astype(np.float32) / 255
    seen = (cv2.resize(bgr, (384, 384), interpolation=cv2.INTER_CUBIC) - 0.5) / 0.5
    network = Dpt.from_pretrained(depth_model).eval()
    with torch.no_grad():
        raw = network(torch.from_numpy(seen.transpose(2, 0, 1)[None])).predicted_depth[0].numpy()
    raw = cv2.resize(raw, (96, 96), interpolation=cv2.INTER_CUBIC)
    near = (raw - raw.min()) / (raw.max() - raw.min())
    counts, edges = np.histogram(near, 1024, (0, 1))
    expected = 2 - np.interp(near, edges[:-1], counts.cumsum() / counts.sum())
    assert np.abs(z.numpy() - expected).mean() < 0.002
    assert 1 <= z.min() < 1.01 and 1.98 < z.max() <= 2


def test_an_oblong_picture_is_seen_oblong(depth_model):
    depth = depth_of(depth_model)
    image = tensor(picture())
    # "minimal" resizing: 64 needs six times, 96 four times; the smaller change decides.
    assert depth._view.of_images(image[None]).shape == (1, 3, 256, 384)
    [z] = depth.depth([image])
    assert z.shape == (64, 96)
    assert len(z.unique()) > 100


def test_depth_of_a_picture_does_not_depend_on_its_company(depth_model):
    depth = depth_of(depth_model)
    one, other = tensor(picture()), tensor(255 - picture())
    alone = depth.depth([one, one, one])[0]
    assert torch.equal(alone, depth.depth([other, one, other])[1])


def depth_anything(folder, **values):
    torch.manual_seed(4)
    backbone = Dinov2Config(
        hidden_size=16,
        num_hidden_layers=4,
        num_attention_heads=2,
        image_size=56,
        patch_size=14,
        out_features=["stage1", "stage2", "stage3", "stage4"],
        reshape_hidden_states=False,
        apply_layernorm=True,
    )
    config = DepthAnythingConfig(
        backbone_config=backbone,
        reassemble_hidden_size=16,
        neck_hidden_sizes=[8, 8, 8, 8],
        fusion_hidden_size=8,
        head_hidden_size=4,
        **values,
    )
    model = DepthAnythingForDepthEstimation(config)
    model.head.conv3.weight.data *= 1e7  # random weights alone give next to nothing
    model.save_pretrained(folder)
    processor = {"size": {"height": 70, "width": 70}, "ensure_multiple_of": 14}
    (folder / "preprocessor_config.json").write_text(json.dumps(processor))
    return folder


@pytest.mark.parametrize(("kind", "sign"), [("relative", -1), ("metric", 1)])
def test_near_is_large_for_depth_anything_and_small_for_its_metric_kind(tmp_path, kind, sign):
    folder = depth_anything(tmp_path, depth_estimation_type=kind, max_depth=20)
    image = torch.from_numpy(picture(70, 70)).permute(2, 0, 1)
    [z] = depth_of(folder, (70, 70)).depth([image])
    seen = image[None].float() / 255 / 0.5 - 1
    with torch.no_grad():
        raw = DepthAnythingForDepthEstimation.from_pretrained(folder)(seen).predicted_depth[0]
    lowest, highest = (float(z.flatten()[raw.flatten().argsort()[end]]) for end in (0, -1))
    assert (highest - lowest) * sign > 0.2


def test_flat_pictures_and_previews_have_no_depth(depth_model):
    assert make_depth(Render(), "cpu") is None
    assert make_depth(Render(depth="none", painter="diffusion"), "cpu") is None
    assert make_depth(Render(depth=str(depth_model), animation="2d"), "cpu") is None
    assert make_depth(Render(depth=str(depth_model), width=64, height=64), "cpu") is not None
