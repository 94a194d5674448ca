"""One render job: a batch of manifests becomes a folder of frames."""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

from midivideo import __version__
from midivideo.errors import DiskFullError, UserError
from midivideo.files import locked, sha256_of, write_json, written_beside
from midivideo.manifest import Manifest, read_manifest
from midivideo.progress import progress
from midivideo.render import RENDERER_VERSION
from midivideo.render.cache import CacheEntry, hashed, tidy
from midivideo.render.depth import Depth, make_depth
from midivideo.render.device import Resources, claimed_device
from midivideo.render.engine import Engine, Handler, in_flight
from midivideo.render.failures import note_failure
from midivideo.render.fallbacks import Fallbacks
from midivideo.render.painters import Painter, make_painter
from midivideo.render.prepare import ImageSteps
from midivideo.render.recording import Clip, Recording
from midivideo.settings.model import Render

#: The settings that say how a job runs or what is kept, but move no pixel.
_NOT_OF_THE_PICTURE = {"batch_size", "keep_frames", "device", "threads", "network_batch"}


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
    with claimed_device(settings) as device:
        resources = Resources.resolve(settings, device)
        torch.set_num_threads(resources.threads)
        cv2.setNumThreads(resources.threads)
        networks = _Networks.load(settings, resources)
        resources = networks.fitted(resources)
        cache.mkdir(parents=True, exist_ok=True)
        read, unreadable = _read(manifests, networks.fallbacks)
        clips, failed = _rendered(read, networks, settings, resources, cache)
    failed |= unreadable
    good = [clip for clip in clips if clip.name not in failed]
    if failed and not (deliver_partial and good):
        raise UserError(_summary(failed, len(manifests)))
    _deliver(good, failed, folder, cache)
    return failed


@dataclass(frozen=True)
class _Networks:
    """Everything that answers requests, and what fills the gaps of manifests."""

    painter: Painter
    depth: Depth | None
    steps: ImageSteps
    fallbacks: Fallbacks

    @classmethod
    def load(cls, settings: Render, resources: Resources) -> _Networks:
        fallbacks = Fallbacks(settings)
        painter = make_painter(settings, resources.device)
        depth = make_depth(settings, resources.device)
        return cls(painter, depth, ImageSteps(settings, ahead=resources.device != "cpu"), fallbacks)

    @property
    def handlers(self) -> dict[str, Handler]:
        own: dict[str, Handler] = {"prepare": self.steps.prepare, "match": self.steps.match}
        return {**own, **self.painter.handlers, **(self.depth.handlers if self.depth else {})}

    @property
    def identity(self) -> dict[str, Any]:
        depth = None if self.depth is None else dict(self.depth.identity)
        own = {"painter": dict(self.painter.identity), "depth": depth}
        return own | dict(self.fallbacks.identity)

    def fitted(self, resources: Resources) -> Resources:
        """On a GPU, compile every network and find a batch that fits."""
        return resources if resources.device == "cpu" else resources.fitting(self._rehearse)

    def _rehearse(self, batch: int) -> None:
        self.painter.rehearse(batch)
        if self.depth is not None:
            self.depth.rehearse(batch)


def _read(
    manifests: Sequence[Path], fallbacks: Fallbacks
) -> tuple[dict[str, Manifest], dict[str, str]]:
    """The manifests by the names of their clips, and the errors of those that can't be read."""
    read: dict[str, Manifest] = {}
    failed: dict[str, str] = {}
    for path in manifests:
        name = path.name.removesuffix(".json").removesuffix(".manifest")
        if name in read or name in failed:
            raise UserError("two manifests of one name can't go into one folder", file=path)
        try:
            read[name] = fallbacks.fill(read_manifest(path))
        except UserError as error:
            failed[name] = str(error)
        else:
            for warning in read[name].warnings:
                print(f"midivideo render: {path}: {warning}", file=sys.stderr)
    return read, failed


def _rendered(
    manifests: Mapping[str, Manifest],
    networks: _Networks,
    settings: Render,
    resources: Resources,
    cache: Path,
) -> tuple[list[Clip], dict[str, str]]:
    """Every clip with its frames in the cache, and the errors of the others.

    When a batch does not fit into memory it is halved. A clip's pixels depend on that shape, so
    those that are not complete start anew; complete ones stay.
    """
    clips = _planned(manifests, networks, settings, resources, cache)
    with progress("render", sum(clip.manifest.frames for clip in clips), unit="frames") as advance:
        while True:
            recording = Recording(
                networks.painter,
                settings,
                resources.device,
                advance,
                depth=networks.depth is not None,
            )
            engine = Engine(
                networks.handlers,
                batch=resources.network_batch,
                in_flight=in_flight(len(clips), resources.network_batch),
                fatal=(torch.OutOfMemoryError, torch.AcceleratorError, DiskFullError),
            )
            try:
                with recording:
                    engine.run(
                        ((clip.name, recording.steps(clip)) for clip in _in_order(clips)),
                        recording.left,
                    )
            except torch.OutOfMemoryError:
                resources = resources.halved()
                smaller = _planned(manifests, networks, settings, resources, cache)
                for number, clip in enumerate(clips):
                    recording.forget(clip)
                    if not clip.entry.whole.exists():
                        clips[number] = smaller[number]
            except torch.AcceleratorError as error:
                # The whole device is lost to this process, so that no clip is to blame.
                [said, *_] = str(error).splitlines()
                raise UserError(
                    f"the GPU failed: {said}. What was rendered is kept, and the next attempt "
                    "goes on there"
                ) from error
            else:
                return clips, {name: _sentence(error) for name, error in engine.failed.items()}


def _in_order(clips: Sequence[Clip]) -> list[Clip]:
    """The clips in the order in which jobs that share a cache have to own its entries."""
    return sorted(clips, key=lambda clip: clip.entry.whole)


def _planned(
    manifests: Mapping[str, Manifest],
    networks: _Networks,
    settings: Render,
    resources: Resources,
    cache: Path,
) -> list[Clip]:
    """The clips, each with its place in the cache."""
    how = {
        "renderer": RENDERER_VERSION,
        **networks.identity,
        "settings": settings.model_dump(exclude=_NOT_OF_THE_PICTURE),
        "device": resources.device.partition(":")[0],
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
    clips = []
    for name, manifest in manifests.items():
        provenance = {"clip": name, "manifest_sha256": manifest.sha256, **how}
        entry = CacheEntry(cache, name, sha256_of(provenance))
        clips.append(Clip(name, manifest, entry, provenance))
    return clips


def _deliver(good: Sequence[Clip], failed: dict[str, str], folder: Path, cache: Path) -> None:
    """Put the frames into their folder all at once, and forget all that the cache had of them."""
    turn = cache / f"{hashed(folder.name)}.deliver.lock"
    with locked(turn):
        with written_beside(folder) as temporary:
            temporary.mkdir()
            for clip in good:
                clip.entry.deliver(temporary / f"{clip.name}.mkv")
                write_json(
                    temporary / f"{clip.name}.json", clip.provenance, indent=1, durable=False
                )
            for name, error in failed.items():
                note_failure(temporary, name, error)
        turn.unlink()
    for clip in good:
        clip.entry.remove()
    # Frames that a killed job had begun before the settings became others.
    delivered = {hashed(clip.name) for clip in good}
    tidy(cache, delivered.__contains__)


def _sentence(error: Exception) -> str:
    return str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"


def _summary(failed: dict[str, str], clips: int) -> str:
    lines = [f"{len(failed)} of {clips} clips could not be rendered"]
    return "\n  ".join(lines + [f"{name}: {error}" for name, error in sorted(failed.items())])
