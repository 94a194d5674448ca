"""What a finished file says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from midivideo import __version__
from midivideo.errors import UserError
from midivideo.files import read_json, sha256_file
from midivideo.manifest.read import frame_rate


@dataclass(frozen=True)
class Labels:
    """Texts in the file's metadata, all of them readable with any player.

    Attributes:
        title: name of the clip.
        prompt: what the picture shows; one line a prompt, in the order of time.
        manifest_sha256: 64 hex digits of the manifest that the frames were rendered from.
    """

    title: str
    prompt: str = ""
    manifest_sha256: str = ""

    def metadata(self) -> dict[str, str]:
        """The tags of an mp4 or mp3 file."""
        made_by = f"midivideo {__version__}"
        comment = f"manifest sha256 {self.manifest_sha256}; " if self.manifest_sha256 else ""
        tags = {
            "title": self.title,
            "description": self.prompt,
            "comment": comment + made_by,
            "encoding_tool": made_by,
        }
        return {name: _printable(text) for name, text in tags.items() if text}


def _printable(text: str) -> str:
    """A text without control characters, at which players and FFmpeg would stop reading."""
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)


@dataclass(frozen=True)
class ManifestFacts:
    """What encoding takes from a manifest.

    Attributes:
        labels: texts for the finished file.
        frames: number of frames.
        fps: exact frames per second; None when the manifest does not say.
    """

    labels: Labels
    frames: int
    fps: Fraction | None


def read_manifest(path: Path) -> ManifestFacts:
    """Read a rendered manifest, our own or Parseq's.

    Raises:
        UserError: when it is missing, not JSON, or has no rendered frames, or no frame rate that a
            video can have.
    """
    manifest = read_json(path)
    frames = manifest.get("rendered_frames") if isinstance(manifest, dict) else None
    if not isinstance(frames, list) or not frames:
        raise UserError("this manifest has no rendered frames", file=path, key="rendered_frames")
    own, options, meta = (_part(manifest, key) for key in ("midivideo", "options", "meta"))
    title = own.get("clip") or meta.get("docName")
    return ManifestFacts(
        labels=Labels(str(title or path.name.split(".")[0]), _prompt(frames), sha256_file(path)),
        frames=len(frames),
        fps=frame_rate(manifest, path) if options.get("output_fps") else None,
    )


def _part(manifest: dict[str, Any], key: str) -> dict[str, Any]:
    part = manifest.get(key)
    return part if isinstance(part, dict) else {}


def _prompt(frames: list[Any]) -> str:
    """The different positive prompts in order, without the mixtures of a cross-fade.

    A composed prompt has weights and `` AND `` exactly while several prompts are active
    (parseq.md 1.7).
    """
    composed = [
        str(frame.get("deforum_prompt") or "") for frame in frames if isinstance(frame, dict)
    ]
    positive = [text.split("--neg")[0].strip() for text in composed]
    plain = [text for text in positive if text and " AND " not in text]
    return "\n".join(dict.fromkeys(plain or positive[:1]))
