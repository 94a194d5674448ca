"""One render job: a batch of manifests becomes a folder of frames."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import torch

from midivideo import __version__
from midivideo.errors import UserError
from midivideo.files import sha256_of, write_json, written_beside
from midivideo.manifest import Manifest, read_manifest
from midivideo.progress import progress
from midivideo.render import RENDERER_VERSION
from midivideo.render.cache import CacheEntry
from midivideo.render.clip import ClipState
from midivideo.render.device import Resources
from midivideo.render.engine import Engine, Steps
from midivideo.render.failures import note_failure
from midivideo.render.frames import FrameWriter
from midivideo.render.loop import render_clip
from midivideo.render.painters import Painter, make_painter
from midivideo.render.prepare import ImageSteps
from midivideo.settings.model import Render

if TYPE_CHECKING:
    from collections.abc import Callable

#: The settings that say how a job runs or what is kept, but move no pixel.
_NOT_OF_THE_PICTURE = {"batch_size", "keep_frames", "device", "threads", "network_batch"}


@dataclass(frozen=True)
class _Clip:
    name: str
    manifest: Manifest
    entry: CacheEntry
    provenance: dict[str, Any]


def render_batch(
    manifests: Sequence[Path],
    folder: Path,
    settings: Render,
    cache: Path,
    *,
    deliver_partial: bool = False,
) -> dict[str, str]:
    """Render every manifest to ``folder/{clip}.mkv``, with ``{clip}.json`` on how it was made.

    What a killed or failed job had rendered is in ``cache`` and is not rendered again.

    Args:
        manifests: one a clip.
        folder: made anew, all at once, when the batch is done.
        settings: the section ``render``.
        cache: folder for frames in the making.
        deliver_partial: when some clips fail and others don't, deliver the good ones and a
            ``{clip}.failed.json`` with the error for each other one.

    Returns:
        The errors of the clips that failed, by clip.

    Raises:
        UserError: when a clip failed and nothing is delivered.
    """
    resources = Resources.resolve(settings)
    torch.set_num_threads(resources.threads)
    cv2.setNumThreads(resources.threads)
    painter = make_painter(settings, resources.device)
    cache.mkdir(parents=True, exist_ok=True)
    clips, failed = _read(manifests, settings, resources, painter, cache)

    steps = ImageSteps(settings)
    engine = Engine(
        {"prepare": steps.prepare, "match": steps.match, **painter.handlers},
        batch=resources.network_batch,
        in_flight=resources.in_flight,
    )
    total = sum(clip.manifest.frames for clip in clips)
    with progress("render", total, unit="frames") as advance:
        engine.run(
            (clip.name, _steps(clip, painter, settings, resources, advance)) for clip in clips
        )
    failed |= {name: _sentence(error) for name, error in engine.failed.items()}

    good = [clip for clip in clips if clip.name not in failed]
    if failed and not (deliver_partial and good):
        raise UserError(_summary(failed, len(manifests)))
    _deliver(good, failed, folder)
    return failed


def _read(
    manifests: Sequence[Path],
    settings: Render,
    resources: Resources,
    painter: Painter,
    cache: Path,
) -> tuple[list[_Clip], dict[str, str]]:
    """The clips of the batch, and the errors of the manifests that can't be read."""
    clips: list[_Clip] = []
    failed: dict[str, str] = {}
    for path in manifests:
        name = path.name.removesuffix(".json").removesuffix(".manifest")
        if any(clip.name == name for clip in clips):
            raise UserError("two manifests of one name can't go into one folder", file=path)
        try:
            manifest = read_manifest(path)
        except UserError as error:
            failed[name] = str(error)
            continue
        provenance = {
            "manifest_sha256": manifest.sha256,
            "renderer": RENDERER_VERSION,
            "painter": dict(painter.identity),
            "settings": settings.model_dump(exclude=_NOT_OF_THE_PICTURE),
            "device": resources.device,
            "device_name": resources.device_name,
            "threads": resources.threads,
            "network_batch": resources.network_batch,
            "versions": {
                "midivideo": __version__,
                "torch": torch.__version__,
                "numpy": np.__version__,
                "python": platform.python_version(),
            },
        }
        clips.append(_Clip(name, manifest, CacheEntry(cache, sha256_of(provenance)), provenance))
    return clips, failed


def _steps(
    clip: _Clip,
    painter: Painter,
    settings: Render,
    resources: Resources,
    advance: Callable[[int], None],
) -> Steps:
    """A clip from its first missing frame to a complete cache entry."""
    with clip.entry.owned():
        if clip.entry.whole.exists():
            advance(clip.manifest.frames)
            return
        state = ClipState(
            clip.manifest, settings.color_coherence, settings.color_reference == "prompt"
        )

        def found(index: int, image: np.ndarray) -> None:
            state.keep(torch.from_numpy(image).permute(2, 0, 1).contiguous().to(resources.device))
            advance(1)

        writer = FrameWriter(
            clip.entry.part, settings.width, settings.height, clip.manifest.fps, found
        )

        def keep(image: torch.Tensor) -> None:
            writer.write(image.permute(1, 2, 0).contiguous().cpu().numpy())
            advance(1)

        try:
            yield from render_clip(state, painter, keep)
        finally:
            writer.close()
        clip.entry.complete()


def _deliver(good: Sequence[_Clip], failed: dict[str, str], folder: Path) -> None:
    with written_beside(folder) as temporary:
        temporary.mkdir()
        for clip in good:
            clip.entry.deliver(temporary / f"{clip.name}.mkv")
            write_json(temporary / f"{clip.name}.json", clip.provenance, indent=1)
        for name, error in failed.items():
            note_failure(temporary, name, error)
    for clip in good:
        clip.entry.remove()


def _sentence(error: Exception) -> str:
    return str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"


def _summary(failed: dict[str, str], clips: int) -> str:
    lines = [f"{len(failed)} of {clips} clips could not be rendered"]
    return "\n  ".join(lines + [f"{name}: {error}" for name, error in sorted(failed.items())])
