"""Reads a Deforum settings file: the 3D and 2D ways of animating, at cadence 1."""

from __future__ import annotations

import math
import os
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from midivideo.deforum import names
from midivideo.deforum.seeds import BEHAVIOURS, Behaviour, SeedRule
from midivideo.errors import UserError
from midivideo.files import read_json, sha256_file
from midivideo.resources import find

if TYPE_CHECKING:
    from midivideo.manifest import Manifest


@dataclass(frozen=True)
class DeforumSettings:
    """What a Deforum settings file says.

    Attributes:
        path: the file.
        sha256: of its bytes.
        render: settings of the section ``render`` by name, for those that the file has.
        schedules: schedule texts by the renderer's fields, for those that the file has.
        seeds: how seeds go from frame to frame.
        prompts: prompts by frame as written.
        positive: what is put before every prompt.
        negative: what every prompt shall not show.
        warnings: what a user has to know, as sentences.
    """

    path: Path
    sha256: str
    render: Mapping[str, Any]
    schedules: Mapping[str, str]
    seeds: SeedRule
    prompts: Mapping[str, str]
    positive: str
    negative: str
    warnings: tuple[str, ...]

    def complete(self, manifest: Manifest) -> Manifest:
        """The manifest with this file's schedules for the fields that it does not manage.

        Prompts and seeds, too, are the file's only where the manifest has none.

        Raises:
            UserError: when a schedule can't be read or gives a value that its field can't have.
        """
        from midivideo.deforum.complete import complete

        return complete(manifest, self)


def read_deforum_settings(path: str | os.PathLike[str]) -> DeforumSettings:
    """Read a Deforum settings file.

    Raises:
        UserError: when it is no such file, or its animation mode is not supported.
    """
    path = find(path)
    document = read_json(path)
    if not isinstance(document, dict) or not {"animation_mode", "W", "H"} & document.keys():
        raise UserError("this is no Deforum settings file", file=path)
    reader = _Reader(path, document)
    return DeforumSettings(
        path=path,
        sha256=sha256_file(path),
        render=reader.render(),
        schedules=reader.schedules(),
        seeds=reader.seeds(),
        prompts=reader.texts("prompts"),
        positive=reader.text("animation_prompts_positive"),
        negative=reader.text("animation_prompts_negative"),
        warnings=reader.warnings(),
    )


class _Reader:
    """One file's values, checked as they are taken."""

    def __init__(self, path: Path, document: Mapping[str, Any]) -> None:
        self._path = path
        self._document = document

    def render(self) -> dict[str, Any]:
        """Settings of the section ``render``."""
        found: dict[str, Any] = {
            # Deforum's reference is frame 0 and stays (deforum.md 1.4).
            "color_reference": "first",
            "animation": self._one_of("animation_mode", names.ANIMATIONS, "3D"),
        }
        for key, name in (("W", "width"), ("H", "height")):
            if key in self._document:
                found[name] = self._whole(key) // 8 * 8
        for key in ("steps", "perlin_octaves"):
            if key in self._document:
                found[key] = self._whole(key)
        if "perlin_persistence" in self._document:
            found["perlin_persistence"] = self._number("perlin_persistence")
        if "noise_type" in self._document:
            found["noise_type"] = self._text_of("noise_type")
        if "border" in self._document:  # whatever is not "wrap" repeats the edge (deforum.md 2.2)
            found["border"] = "wrap" if self._document["border"] == "wrap" else "replicate"
        colours = self._document.get("color_coherence")
        if isinstance(colours, str) and colours in names.COLOURS:
            found["color_coherence"] = names.COLOURS[colours]
        if (sampler := self._sampler()) is not None:
            found["sampler"] = sampler
        if self._document.get("use_depth_warping") is False:
            found["depth"] = "none"
        return found

    def schedules(self) -> dict[str, str]:
        """Schedules of the renderer's fields."""
        found = {field: key for field, key in names.SCHEDULES.items() if key in self._document}
        texts = {field: self._text_of(key) for field, key in found.items()}
        for field, (switch, on, key) in names.SWITCHED_SCHEDULES.items():
            if key in self._document and self._document.get(switch, on):
                texts[field] = self._text_of(key)
        if not self._document.get("enable_noise_multiplier_scheduling", True):
            texts["noise_multiplier"] = "0:(1)"
        if self._document.get("aspect_ratio_use_old_formula"):
            if self._whole("H") < 1:
                raise self._error("H", "pixels, above 0")
            texts["aspect_ratio"] = f"0:({self._whole('W') / self._whole('H')!r})"
        return texts

    def seeds(self) -> SeedRule:
        """How seeds go on."""
        behaviour = self._document.get("seed_behavior", "iter")
        if behaviour not in BEHAVIOURS:
            raise self._error("seed_behavior", ", ".join(BEHAVIOURS))
        seed = self._whole("seed") if "seed" in self._document else -1
        every = self._whole("seed_iter_N") if "seed_iter_N" in self._document else 1
        schedule = self._text_of("seed_schedule") if behaviour == "schedule" else ""
        base = None if seed < 0 else seed
        return SeedRule(base, cast(Behaviour, behaviour), max(every, 1), schedule)

    def texts(self, key: str) -> dict[str, str]:
        """A table of texts; empty where the file has none."""
        table = self._document.get(key) or {}
        if not isinstance(table, dict) or not all(isinstance(one, str) for one in table.values()):
            raise self._error(key, "texts by frame")
        return table

    def text(self, key: str) -> str:
        """A text; empty where the file has none."""
        return self._text_of(key) if self._document.get(key) is not None else ""

    def warnings(self) -> tuple[str, ...]:
        """One sentence each about what would change the picture and what is not known."""
        unknown = sorted(key for key in self._document if not names.is_known(key))
        parts = (
            ("these settings would change the picture, but are not supported", self._ignored()),
            ("these settings are not known, so they are left out", unknown),
        )
        return tuple(f"{self._path}: {what}: {', '.join(which)}" for what, which in parts if which)

    def _ignored(self) -> list[str]:
        """What the file says that would change the picture, and that counts for nothing here."""
        document = self._document
        three_d = document.get("animation_mode", "3D") == "3D"
        tables = {**names.UNSUPPORTED, **(names.UNSUPPORTED_3D if three_d else {})}
        keys = [
            key for key, neutral in tables.items() if document.get(key, *neutral[:1]) not in neutral
        ]
        if document.get("color_coherence", "LAB") not in list(names.COLOURS):
            keys.append("color_coherence")
        if "sampler" in document and self._sampler() is None:
            keys += [key for key in ("sampler", "scheduler") if key in document]
        depth = three_d and document.get("use_depth_warping", True)
        if depth and document.get("depth_algorithm", names.DEPTH) != names.DEPTH:
            keys.append("depth_algorithm")
        ignored = [f"{key} ({reprlib.repr(document[key])})" for key in keys]
        # A file without this key is from an older Deforum, which matched colours another way.
        if document.get("color_coherence") != "None" and document.get("legacy_colormatch", True):
            ignored.append(
                f"legacy_colormatch ({document.get('legacy_colormatch', 'not there, so on')})"
            )
        return ignored

    def _sampler(self) -> str | None:
        """The sampler, or None when the file names none of ours."""
        name = str(self._document.get("sampler", "")).lower()
        scheduler = str(self._document.get("scheduler") or "Automatic").lower()
        if scheduler == "karras" and not name.endswith("karras"):
            name += " karras"
        known = scheduler in ("automatic", "karras")
        return names.SAMPLERS.get(name) if known else None

    def _one_of(self, key: str, allowed: Mapping[str, str], default: str) -> str:
        value = self._document.get(key, default)
        if not isinstance(value, str) or value not in allowed:
            raise self._error(key, ", ".join(allowed))
        return allowed[value]

    def _whole(self, key: str) -> int:
        number = self._number(key)
        if number != int(number):
            raise self._error(key, "a whole number")
        return int(number)

    def _number(self, key: str) -> float:
        try:
            number = float(self._document.get(key, ""))
        except (TypeError, ValueError, OverflowError):
            raise self._error(key, "a number") from None
        if not math.isfinite(number):
            raise self._error(key, "a number")
        return number

    def _text_of(self, key: str) -> str:
        value = self._document.get(key)
        if not isinstance(value, str):
            raise self._error(key, "text")
        return value

    def _error(self, key: str, allowed: str) -> UserError:
        return UserError(
            "this value does not fit",
            file=self._path,
            key=key,
            value=self._document.get(key),
            allowed=allowed,
        )
