"""Deforum settings files."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from midivideo.deforum import DeforumSettings, read_deforum_settings
from midivideo.errors import UserError
from midivideo.manifest import read_manifest
from midivideo.settings.model import Render


@pytest.fixture
def read(tmp_path: Path, root: Path) -> Any:
    original = json.loads((root / "resources/config/v2midi.deforum.json").read_text())

    def from_changes(**changes: Any) -> DeforumSettings:
        file = tmp_path / "settings.txt"
        changed = {**original, **changes}
        file.write_text(json.dumps({k: v for k, v in changed.items() if v != "absent"}))
        return read_deforum_settings(file)

    return from_changes


@pytest.fixture
def manifest(tmp_path: Path) -> Any:
    def of(frames: int = 6, **columns: Any) -> Any:
        rows = [
            {"frame": n, **{name: values[n] for name, values in columns.items()}}
            for n in range(frames)
        ]
        file = tmp_path / "clip.json"
        file.write_text(json.dumps({"options": {"output_fps": 24}, "rendered_frames": rows}))
        return read_manifest(file)

    return of


def test_the_originals_settings_are_read_without_a_warning(read: Any) -> None:
    settings = read()
    assert settings.warnings == ()
    assert settings.render == {
        "animation": "3d",
        "border": "replicate",
        "color_coherence": "lab",
        "color_reference": "first",
        "height": 256,
        "noise_type": "perlin",
        "perlin_octaves": 4,
        "perlin_persistence": 0.5,
        "sampler": "euler_a",
        "steps": 15,
        "width": 256,
    }
    Render.model_validate(settings.render)


def test_fields_that_the_manifest_leaves_out_take_the_files_schedules(
    read: Any, manifest: Any
) -> None:
    settings = read(strength_schedule="0:(0.5), 4:(0.9)", fov_schedule="0:(40+t)")
    bare = manifest(strength=[0.8, 0.3, 0.8, 0.8, 0.3, 0.8])
    full = settings.complete(bare)
    assert full.series["strength"].tolist() == [0.8, 0.3, 0.8, 0.8, 0.3, 0.8]
    assert full.series["fov"].tolist() == [40, 41, 42, 43, 44, 45]
    assert full.series["translation_z"].tolist() == [1.75] * 6
    assert full.series["noise"].tolist() == [0.065] * 6
    assert bare.series["translation_z"].tolist() == [0.0] * 6
    assert full.fps == Fraction(24)


def test_motion_of_a_manifest_is_kept(read: Any, manifest: Any) -> None:
    full = read().complete(manifest(3, translation_z=[1, 3, 3], translation_z_delta=[1, 2, 0]))
    assert full.series["translation_z"].tolist() == [1, 2, 0]


@pytest.mark.parametrize(
    ("behaviour", "seeds"),
    [
        ("iter", [100, 101, 102, 103, 104, 105]),
        ("fixed", [100] * 6),
        ("ladder", [100, 102, 101, 103, 102, 104]),
        ("alternate", [100, 101, 100, 101, 100, 101]),
        ("schedule", [100, 7, 8, 9, 9, 9]),
    ],
)
def test_seeds_go_on_as_in_deforum(
    read: Any, manifest: Any, behaviour: str, seeds: list[int]
) -> None:
    schedule = "0:(s), 1:(7), 3:(9.9)"
    full = read(seed=100, seed_behavior=behaviour, seed_schedule=schedule).complete(manifest())
    assert full.series["seed"].tolist() == seeds


def test_a_seed_may_stay_for_some_frames(read: Any, manifest: Any) -> None:
    full = read(seed=2**32 - 1, seed_iter_N=2).complete(manifest(5))
    assert full.series["seed"].tolist() == [2**32 - 1, 2**32 - 1, 0, 0, 1]


def test_random_seeds_are_the_same_each_time(read: Any, manifest: Any) -> None:
    first, second = (
        read(seed=5, seed_behavior="random").complete(manifest()).series["seed"] for _ in range(2)
    )
    assert first.tolist() == second.tolist()
    assert first[0] == 5
    assert len(set(first)) == 6


def test_a_seed_of_minus_1_gives_each_manifest_seeds_of_its_own(read: Any, manifest: Any) -> None:
    one = read(seed=-1).complete(manifest(fov=[70] * 6)).series["seed"]
    again = read(seed=-1).complete(manifest(fov=[70] * 6)).series["seed"]
    other = read(seed=-1).complete(manifest(fov=[60] * 6)).series["seed"]
    assert one.tolist() == again.tolist()
    assert one[0] != other[0]
    assert np.diff(one).tolist() == [1] * 5


def test_the_manifests_seeds_come_first(read: Any, manifest: Any) -> None:
    full = read(seed=100, enable_subseed_scheduling=True, subseed_schedule="0:(9)").complete(
        manifest(2, seed=[4, 5])
    )
    assert full.series["seed"].tolist() == [4, 5]
    assert full.series["subseed"].tolist() == [0, 0]


def test_prompts_of_the_file_serve_manifests_without_any(read: Any, manifest: Any) -> None:
    settings = read(
        prompts={"0": "a cat", "2": "a dog --neg rain"},
        animation_prompts_positive="best",
        animation_prompts_negative="nsfw",
    )
    completed = settings.complete(manifest(3))
    assert completed.prompts == [
        "best a cat --neg nsfw",
        "best a cat --neg nsfw",
        "best a dog --neg rain nsfw",
    ]
    assert completed.warnings == ()
    own = manifest(3, deforum_prompt=["x", "y", "z"])
    assert settings.complete(own).prompts == ["x", "y", "z"]


def test_switches_decide_whether_a_schedule_counts(read: Any, manifest: Any) -> None:
    schedules = {
        "steps_schedule": "0:(30)",
        "clipskip_schedule": "0:(2)",
        "noise_multiplier_schedule": "0:(1.2)",
    }
    names = ("steps_schedule", "clipskip", "noise_multiplier")
    on = read(**schedules, enable_steps_scheduling=True, enable_clipskip_scheduling=True).complete(
        manifest(1)
    )
    off = read(**schedules, enable_noise_multiplier_scheduling=False).complete(manifest(1))
    assert [on.series[name][0] for name in names] == [30, 2, 1.2]
    assert [off.series[name][0] for name in names] == [0, 0, 1]


def test_2d_animation_is_read(read: Any) -> None:
    settings = read(
        animation_mode="2D", border="wrap", padding_mode="zeros", color_coherence="None"
    )
    assert settings.render["animation"] == "2d"
    assert settings.render["border"] == "wrap"
    assert settings.render["color_coherence"] == "none"
    assert settings.warnings == ()  # padding is the 3D camera's


def test_a_picture_of_any_size_is_cut_to_what_the_network_can_paint(read: Any) -> None:
    assert read(W=1027, H=513).render["width"] == 1024
    settings = read(W=512, H=256, aspect_ratio_use_old_formula=True)
    assert settings.schedules["aspect_ratio"] == "0:(2.0)"


@pytest.mark.parametrize(
    ("sampler", "scheduler", "ours"),
    [
        ("Euler a", "absent", "euler_a"),
        ("DPM++ 2M Karras", "absent", "dpmpp_2m_karras"),
        ("DPM++ 2M", "Karras", "dpmpp_2m_karras"),
        ("DDIM", "Automatic", "ddim"),
        ("LCM", "Automatic", "lcm"),
    ],
)
def test_samplers_are_known_by_their_names_in_a1111(
    read: Any, sampler: str, scheduler: str, ours: str
) -> None:
    settings = read(sampler=sampler, scheduler=scheduler)
    assert settings.render["sampler"] == ours
    assert settings.warnings == ()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"diffusion_cadence": 2}, "diffusion_cadence (2)"),
        ({"use_init": True}, "use_init (True)"),
        ({"enable_perspective_flip": True}, "enable_perspective_flip (True)"),
        ({"hybrid_composite": "Normal"}, "hybrid_composite ('Normal')"),
        ({"use_looper": True}, "use_looper (True)"),
        ({"cn_2_enabled": True}, "cn_2_enabled (True)"),
        ({"optical_flow_cadence": "RAFT"}, "optical_flow_cadence ('RAFT')"),
        ({"padding_mode": "reflection"}, "padding_mode ('reflection')"),
        ({"sampler": "DPM adaptive"}, "sampler ('DPM adaptive')"),
        ({"scheduler": "SGM Uniform"}, "scheduler ('SGM Uniform')"),
        ({"depth_algorithm": "Zoe"}, "depth_algorithm ('Zoe')"),
        ({"color_coherence": "Video Input"}, "color_coherence ('Video Input')"),
        ({"legacy_colormatch": True}, "legacy_colormatch (True)"),
        ({"legacy_colormatch": "absent"}, "legacy_colormatch (not there, so on)"),
        ({"parseq_use_deltas": False}, "parseq_use_deltas (False)"),
        ({"enable_ancestral_eta_scheduling": True}, "enable_ancestral_eta_scheduling (True)"),
    ],
)
def test_what_is_not_supported_and_would_change_the_picture_is_named(
    read: Any, changes: dict[str, Any], named: str
) -> None:
    (warning,) = read(**changes).warnings
    assert "not supported" in warning
    assert named in warning


def test_settings_of_a_part_that_is_off_are_not_named(read: Any) -> None:
    settings = read(
        use_depth_warping=False,
        depth_algorithm="Zoe",
        hybrid_motion="None",
        hybrid_flow_method="RAFT",
        cn_1_enabled=False,
        cn_1_weight="0:(1)",
        optical_flow_cadence="None",
        diffusion_redo="0",
        checkpoint_schedule='0:("a.ckpt")',
        parseq_manifest="{}",
        frame_interpolation_engine="None",
    )
    assert settings.warnings == ()
    assert settings.render["depth"] == "none"


def test_all_that_is_wrong_is_in_one_warning_and_all_that_is_new_in_another(read: Any) -> None:
    unsupported, unknown = read(use_init=True, tiling=True, brand_new=1, another=2).warnings
    assert "tiling (True), use_init (True)" in unsupported
    assert unknown.endswith("left out: another, brand_new")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"animation_mode": "Video Input"}, "animation_mode.*3D, 2D"),
        ({"steps": "many"}, "steps.*a number"),
        ({"steps": 15.5}, "steps.*whole"),
        ({"seed_behavior": "dice"}, "seed_behavior.*ladder"),
        ({"fov_schedule": 70}, "fov_schedule.*text"),
        ({"prompts": ["a"]}, "prompts.*texts by frame"),
    ],
)
def test_values_that_deforum_would_not_write_are_refused(
    read: Any, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(UserError, match=rf"settings\.txt: {words}"):
        read(**changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"fov_schedule": "1:(70)"}, r"settings\.txt: fov: .*frame 0"),
        ({"noise_schedule": "0:(t/2)"}, r"settings\.txt: noise: frame 3 .*from 0 up to 1"),
    ],
)
def test_schedules_that_cannot_be_used_are_refused(
    read: Any, manifest: Any, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(UserError, match=words):
        read(**changes).complete(manifest())


def test_strength_is_held_between_0_and_1(read: Any, manifest: Any) -> None:
    full = read(strength_schedule="0:(t-1)").complete(manifest(4))
    assert full.series["strength"].tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize("text", ["[]", "{}", '{"rendered_frames": []}', "no json"])
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.txt"
    file.write_text(text)
    with pytest.raises(UserError, match=r"x\.txt"):
        read_deforum_settings(file)
