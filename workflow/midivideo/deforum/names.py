"""The keys of a Deforum settings file: which are read, which are not, which move no pixel.

Defaults and meanings: deforum.md 7 and 1.4 to 1.8.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: The settings of the section ``render`` that a file may set.
RENDER = frozenset(
    {
        "width", "height", "steps", "sampler", "animation", "border", "depth",
        "color_coherence", "color_reference",
        "noise_type", "perlin_octaves", "perlin_persistence",
    }
)  # fmt: skip

#: Schedules by the name of the renderer's field.
SCHEDULES: Mapping[str, str] = {
    "translation_x": "translation_x",
    "translation_y": "translation_y",
    "translation_z": "translation_z",
    "rotation_3d_x": "rotation_3d_x",
    "rotation_3d_y": "rotation_3d_y",
    "rotation_3d_z": "rotation_3d_z",
    "angle": "angle",
    "zoom": "zoom",
    "transform_center_x": "transform_center_x",
    "transform_center_y": "transform_center_y",
    "strength": "strength_schedule",
    "noise": "noise_schedule",
    "contrast": "contrast_schedule",
    "scale": "cfg_scale_schedule",
    "fov": "fov_schedule",
    "aspect_ratio": "aspect_ratio_schedule",
    "antiblur_kernel": "kernel_schedule",
    "antiblur_sigma": "sigma_schedule",
    "antiblur_amount": "amount_schedule",
    "antiblur_threshold": "threshold_schedule",
}

#: Schedules that count only where a switch is on: field: (switch, on without it, key).
SWITCHED_SCHEDULES: Mapping[str, tuple[str, bool, str]] = {
    "noise_multiplier": (
        "enable_noise_multiplier_scheduling",
        True,
        "noise_multiplier_schedule",
    ),
    "steps_schedule": ("enable_steps_scheduling", False, "steps_schedule"),
    "clipskip": ("enable_clipskip_scheduling", False, "clipskip_schedule"),
    "subseed": ("enable_subseed_scheduling", False, "subseed_schedule"),
    "subseed_strength": ("enable_subseed_scheduling", False, "subseed_strength_schedule"),
}

#: Samplers by A1111's names, in lower case.
SAMPLERS: Mapping[str, str] = {
    "euler a": "euler_a",
    "euler": "euler",
    "euler karras": "euler_karras",
    "heun": "heun",
    "dpm++ 2m": "dpmpp_2m",
    "dpm++ 2m karras": "dpmpp_2m_karras",
    "dpm++ 2m sde": "dpmpp_2m_sde",
    "dpm++ 2m sde karras": "dpmpp_2m_sde_karras",
    "unipc": "unipc",
    "ddim": "ddim",
    "lcm": "lcm",
    "tcd": "tcd",
}

ANIMATIONS: Mapping[str, str] = {"3D": "3d", "2D": "2d"}

COLOURS: Mapping[str, str] = {"LAB": "lab", "HSV": "hsv", "RGB": "rgb", "None": "none"}

#: Deforum's name for DPT-Large (deforum.md 0, no. 9), the depth that frames are moved with.
DEPTH = "Midas-3-Hybrid"

_OFF = (False, None, 0, "", "None", "none", "False", "0")

#: Settings that are not supported and would change the picture, with the values at which they
#: would not.
UNSUPPORTED: Mapping[str, tuple[Any, ...]] = {
    "tiling": _OFF,
    "restore_faces": _OFF,
    "seed_resize_from_w": (*_OFF, -1),
    "seed_resize_from_h": (*_OFF, -1),
    "use_init": _OFF,
    "use_mask": _OFF,
    "use_noise_mask": _OFF,
    "diffusion_cadence": (1, "1"),
    "optical_flow_cadence": _OFF,
    "optical_flow_redo_generation": _OFF,
    "diffusion_redo": _OFF,
    "enable_perspective_flip": _OFF,
    "enable_checkpoint_scheduling": _OFF,
    "enable_sampler_scheduling": _OFF,
    "enable_ddim_eta_scheduling": _OFF,
    "enable_ancestral_eta_scheduling": _OFF,
    "hybrid_composite": _OFF,
    "hybrid_motion": _OFF,
    "hybrid_use_init_image": _OFF,
    "use_looper": _OFF,
    "color_force_grayscale": _OFF,
    "motion_preview_mode": _OFF,
    "parseq_use_deltas": (True, None),
    "parseq_non_schedule_overrides": (True, None),
    "resume_from_timestring": _OFF,
    "r_upscale_video": _OFF,
    "frame_interpolation_engine": _OFF,
    **{f"cn_{number}_enabled": _OFF for number in range(1, 6)},
}

#: The same for settings that only count in 3D.
UNSUPPORTED_3D: Mapping[str, tuple[Any, ...]] = {
    "padding_mode": ("border", None),
    "sampling_mode": ("bicubic", None),
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Keys that are read, and stand in no table above.
_READ = _words(
    """
    W H animation_mode aspect_ratio_use_old_formula border color_coherence depth_algorithm
    legacy_colormatch noise_type perlin_octaves perlin_persistence prompts sampler scheduler seed
    seed_behavior seed_iter_N seed_schedule steps use_depth_warping
    animation_prompts_positive animation_prompts_negative
    """
)

#: Keys that move no pixel of ours: they belong to something that is off or named above, to the
#: manifest's part (frames and their rate), to files and sound, or say where the file is from.
_SILENT = _words(
    """
    show_info_on_ui batch_name seed_enable_extras strength strength_0_no_init
    init_image init_image_box use_alpha_as_mask mask_file invert_mask mask_contrast_adjust
    mask_brightness_adjust overlay_mask mask_overlay_blur fill full_res_mask
    full_res_mask_padding reroll_blank_frames reroll_patience max_frames
    mask_schedule noise_mask_schedule
    perspective_flip_theta perspective_flip_phi perspective_flip_gamma perspective_flip_fv
    near_schedule far_schedule pix2pix_img_cfg_scale_schedule
    checkpoint_schedule sampler_schedule ddim_eta_schedule ancestral_eta_schedule
    cadence_flow_factor_schedule redo_flow_factor_schedule
    color_coherence_image_path color_coherence_video_every_N_frames
    perlin_w perlin_h midas_weight save_depth_maps
    video_init_path extract_nth_frame extract_from_frame extract_to_frame
    overwrite_extracted_frames use_mask_video video_mask_path resume_timestring
    parseq_manifest init_images image_strength_schedule image_keyframe_schedule
    blendFactorMax blendFactorSlope tweening_frames_schedule color_correction_factor
    skip_video_creation fps make_gif delete_imgs delete_input_frames
    add_soundtrack soundtrack_path store_frames_in_ram
    r_upscale_model r_upscale_factor r_upscale_keep_imgs
    frame_interpolation_x_amount frame_interpolation_slow_mo_enabled
    frame_interpolation_slow_mo_amount frame_interpolation_keep_imgs
    frame_interpolation_use_upscaled
    sd_model_name sd_model_hash deforum_git_commit_id
    """
)

#: Beginnings of keys that belong to ControlNet and hybrid video, which have a switch above.
_SILENT_PARTS = ("cn_", "hybrid_")


def is_known(key: str) -> bool:
    """Whether it is settled what becomes of a key: read, named in a warning, or rightly silent."""
    switched = {name for switch, _, text in SWITCHED_SCHEDULES.values() for name in (switch, text)}
    tables = (SCHEDULES.values(), switched, UNSUPPORTED, UNSUPPORTED_3D, _READ, _SILENT)
    return any(key in table for table in tables) or key.startswith(_SILENT_PARTS)
