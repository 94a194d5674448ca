"""The schedules that the renderer reads, by their Parseq names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One schedule.

    ``default`` is what a frame gets when a manifest says nothing: Deforum's own default
    (deforum.md 7), but no motion for translation_z and zoom. For a ``motion`` field that is a
    step per frame, and manifests hold it as ``<name>_delta``; it is also where the field, the
    sum of its steps, starts in our own documents.
    """

    name: str
    default: float
    motion: bool = False
    minimum: float | None = None
    maximum: float | None = None


_ALL = (
    Field("translation_z", 0.0, motion=True),
    Field("translation_x", 0.0, motion=True),
    Field("translation_y", 0.0, motion=True),
    Field("rotation_3d_x", 0.0, motion=True),
    Field("rotation_3d_y", 0.0, motion=True),
    Field("rotation_3d_z", 0.0, motion=True),
    Field("angle", 0.0, motion=True),
    Field("zoom", 1.0, motion=True),
    Field("strength", 0.65, minimum=0.0, maximum=1.0),
    Field("noise", 0.065, minimum=0.0, maximum=1.0),
    Field("noise_multiplier", 1.05, minimum=0.0),
    Field("scale", 7.0, minimum=0.0),
    Field("contrast", 1.0, minimum=0.0),
    Field("fov", 70.0),
    Field("aspect_ratio", 1.0),
    Field("transform_center_x", 0.5),
    Field("transform_center_y", 0.5),
    Field("antiblur_kernel", 5.0, minimum=0.0),
    Field("antiblur_sigma", 1.0, minimum=0.0),
    Field("antiblur_amount", 0.1, minimum=0.0),
    Field("antiblur_threshold", 0.0, minimum=0.0),
)

#: Every schedule but the seed, in the order in which documents manage them.
FIELDS: dict[str, Field] = {field.name: field for field in _ALL}

#: Schedules that most manifests leave out; 0 means what the settings say.
OPTIONAL: dict[str, Field] = {
    field.name: field
    for field in (
        Field("steps_schedule", 0.0, minimum=0.0, maximum=1000.0),
        Field("clipskip", 0.0, minimum=0.0),
    )
}

#: The fields of our own documents: all that the renderer reads, the seed last.
MANAGED: tuple[str, ...] = (*FIELDS, "seed")
